"""Texts printed whole, candidates for copies, and families of copies."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.datamodel import Block, Capture, Report, Text
from onrecord.spans import Span
from onrecord.stories import find_copies, find_families
from onrecord.stories.printed import find_printed
from onrecord.stories.sketches import find_shared_wording, sketch_report
from onrecord.stories.words import find_forms

NOTHING = np.zeros(0, dtype=np.uint64)
DISPATCH = (
    "The ferry Averil Star struck the breakwater of Port Averil shortly before noon, and tugs held her upright until the tide turned.",
    "Divers found a tear of nine metres below the waterline, and the harbour office closed the northern channel to all traffic.",
    "The owners of the ship, a small company from Sundvik, had put her back into service only eleven days before the accident.",
    "Fishing boats took most of the passengers off, while the others waited on the upper deck for almost three hours in heavy rain.",
)

POST = (
    "The harbour board is a disgrace to Port Averil and its ferries are the slowest on the whole coast, ask anybody in Sundvik!",
    "Not one captain who ever sailed for that board would put his own children aboard the Averil Star in a northerly gale.",
)
OWN = (
    "Ida Oru attacked the harbour board on Monday after the third accident of the winter, as the council met in Sundvik.",
    "The pilot wrote at dawn, while the channel was still closed, that nobody should wonder about the breakwater any longer.",
    "Norland lost another ferry in the night, and the first to speak up about it in public was the oldest of its pilots.",
)


def report(name: str, *paragraphs: str, outlet: str | None = None, byline: str | None = None, day: str | None = None) -> Report:
    blocks, at = [], 0
    for paragraph in paragraphs:
        blocks.append(Block("body", Span(at, at + len(paragraph))))
        at += len(paragraph) + 1
    text = Text("\n".join(paragraphs), tuple(blocks))
    return Report(name, text, Capture("sha256:0", 1, "txt"), outlet=outlet, byline=byline, published=day, given_id=name)


@pytest.mark.parametrize(
    "outlets, bylines, days, original, why",
    [
        (("Reuters", "Sund Post"), ("", "Reuters"), ("05", "05"), "a", "is an agency, and credited by one report"),
        (("Reuters", "Sund Post"), ("", ""), ("05", "04"), "a", "is an agency; no other report credits any"),
        (
            ("Reuters", "Sund Post"),
            ("", "Associated Press"),
            ("05", "04"),
            None,
            "Associated Press is credited by one report; its own text",
        ),
        (("Reuters", "reuters.com"), ("", ""), ("05", "04"), None, "2 reports are of Reuters itself"),
        (("Averil Mail", "Sund Post"), ("Reuters", "Reuters"), ("05", "04"), None, "Reuters is credited by all"),
        (("Averil Mail", "Sund Post"), ("", ""), ("05", "04"), "b", "published first, on 2031-03-04"),
        (("Averil Mail", "Sund Post"), ("", ""), ("05", "05"), None, "nothing tells which was first"),
    ],
)
def test_a_copy_says_which_report_it_likely_comes_from_and_what_tells(outlets, bylines, days, original, why):
    reports = [
        report(name, *DISPATCH, outlet=outlet, byline=byline, day=f"2031-03-{day}")
        for name, outlet, byline, day in zip("ab", outlets, bylines, days, strict=True)
    ]
    (copy,) = find_copies(reports, [(), ()]).copies
    assert copy.original == original
    assert why in copy.why


def test_an_outlet_named_just_before_its_words_is_where_they_come_from():
    first = report("a", *DISPATCH, outlet="The Sund Post", day="2031-03-05")
    second = report("b", OWN[0], "As the Sund Post writes:", *DISPATCH[:2], OWN[1], outlet="Averil Mail", day="2031-03-04")
    (copy,) = find_copies([first, second], [(), ()]).copies
    assert (copy.original, copy.why) == ("a", "the other names The Sund Post just before it")


def print_of(one: Report) -> tuple[Span, ...]:
    starts, _, forms = find_forms(one.text.words)
    return find_printed(one.text, starts, forms, np.zeros(len(starts), dtype=np.bool_))


def test_one_dispatch_in_three_papers_is_one_family_and_a_report_of_its_own_none():
    own = (
        "A ship ran onto the mole on Tuesday. Her crew was rescued by a helicopter, and nobody was hurt at all in Port Averil."
    )
    reports = [
        report("a", "PORT AVERIL (AP) — " + DISPATCH[0], *DISPATCH[1:], outlet="Sund Post"),
        report("b", "Nobody had seen it come.", *DISPATCH[:3], outlet="Averil Mail"),
        report("c", *DISPATCH, "The mayor was not available.", outlet="apnews.com"),
        report("d", own, outlet="Norland Today"),
    ]
    (family,) = find_families(reports)
    assert family.reports == ("a", "b", "c")
    assert min(family.shared) >= 60
    assert family.original == "c"
    assert family.agencies == ("Associated Press",)
    assert family.why == "apnews.com is an agency, and credited by one report"


def test_the_earlier_print_is_the_likely_original_only_where_days_tell():
    dated = [report(n, *DISPATCH, outlet=n, day=day) for n, day in (("a", "2031-03-05"), ("b", "2031-03-04"))]
    assert find_families(dated)[0].original == "b"
    same = [report(n, *DISPATCH, outlet=n, day="2031-03-04") for n in "ab"]
    assert find_families(same)[0].original is None


def test_a_letter_printed_whole_is_a_quotation_that_two_reports_share():
    letter = (
        "Dear colleagues,",
        "I have decided to leave the harbour board at the end of this month, and I want you to hear it from me before anyone else.",
        "The board needs somebody younger than I am, with more patience for paper than I ever had in all my years at sea.",
        "You have been good to me, and we have done much together of which I am proud.",
    )
    first = report("a", "Ida Oru is leaving the harbour board of Port Averil after a quarrel that lasted all winter.", *letter)
    second = report("b", "The longest-serving pilot of Norland told her staff of her departure in a letter on Monday.", *letter)
    printed = print_of(first)
    assert [span.cut(first.text.words) for span in printed] == list(letter)
    assert find_families([first, second]) == ()


def test_a_post_with_its_signature_is_no_copy_and_the_report_around_it_is():
    signed = f"{' '.join(POST)} — Ida Oru ( @ idaoru ) March 4 , 2031"
    reports = [report(n, own, signed, outlet=n) for n, own in zip("ab", OWN, strict=False)]
    assert find_families(reports) == ()
    apart = [
        report(n, own, " ".join(POST), "— Ida Oru (@idaoru) March 4, 2031", outlet=n) for n, own in zip("ab", OWN, strict=False)
    ]
    assert find_families(apart) == ()
    assert len(find_families([report(n, *DISPATCH, signed, outlet=n) for n in "ab"])) == 1


def test_a_statement_that_both_print_whole_is_no_copy_unless_it_is_all_they_have():
    first, second = (*OWN[:2], *DISPATCH[:2]), (OWN[2], *DISPATCH[2:])
    assert find_families([report("a", *first, *POST, outlet="a"), report("b", *second, *POST, outlet="b")]) == ()
    assert len(find_families([report("a", *POST, outlet="a"), report("b", *second, *POST, outlet="b")])) == 1


def test_what_a_house_prints_for_months_is_stock():
    links = " ".join(
        f"{word} ferry link of the harbour list number {n}" for n, word in enumerate("red blue old new far".split())
    )
    days = ("2031-01-03", "2031-03-09", "2031-06-20", "2031-06-21")
    reports = [
        report(n, OWN[k % 3], links, outlet=f"Mail {n}", day=day) for k, (n, day) in enumerate(zip("abcd", days, strict=True))
    ]
    assert find_families(reports) == ()
    assert len(find_families([report(r.id, r.text.words, outlet=r.outlet, day="2031-06-20") for r in reports])) == 1


def test_only_reports_that_share_wording_are_candidates():
    sketches = [
        sketch_report(report(name, *words)) for name, words in (("a", DISPATCH), ("b", DISPATCH[:3]), ("c", DISPATCH[3:]))
    ]
    assert (0, 1) in find_shared_wording(sketches, NOTHING)
    assert (1, 2) not in find_shared_wording(sketches, NOTHING)
    assert sketch_report(report("d", "Too short.")).size == 0
