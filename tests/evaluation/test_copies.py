"""The measure of shared wording: which pairs it counts by each reading, and when their wording counts as listed."""

from __future__ import annotations

from evaluation.copies import find_sharing_pairs, score_copies
from onrecord.datamodel import Block
from onrecord.spans import Span
from tests.specimens import report_of

NARRATION = (
    "The ferry struck the breakwater of Port Averil shortly before noon, and tugs held her upright until the tide had turned."
)
QUOTED = (
    "“Two of the four doors on the packing floor were locked when we came up the stairs, and nobody had the key,” she said."
)
POST = "The harbour board is the slowest on the whole coast, ask anybody in Sundvik about it. — Ida Oru (@idaoru) March 4, 2031"
OWN = (
    "Divers found a tear of nine metres below the waterline while it rained all over the northern channel of Norland.",
    "Fishing boats took most of the passengers off, as the mayor and the owners were on the way to the council.",
)


def pairs(*shared: str, domains: tuple[str, str] = ("a.example", "b.example")):
    reports = []
    for n, (own, domain) in enumerate(zip(OWN, domains, strict=True)):
        blocks, at = [], 0
        for paragraph in (own, *shared):
            blocks.append(Block("body", Span(at, at + len(paragraph))))
            at += len(paragraph) + 1
        words = "\n".join((own, *shared))
        reports.append(report_of(words, name=domain, blocks=blocks, url=f"https://www.{domain}/1", given_id=f"{n}"))
    return find_sharing_pairs(reports)


def test_shared_narration_counts_by_both_readings_and_is_listed_as_a_copy():
    found = pairs(NARRATION)
    assert [(pair.reports, pair.copied) for reading in ("marks", "own") for pair in found[reading]] == [(("0", "1"), 1.0)] * 2
    measures = score_copies("mill", found)
    assert [measures[f"mill shared wording ({reading})"]["value"] for reading in ("marks", "own")] == [1.0, 1.0]


def test_words_inside_marks_count_by_neither_reading():
    assert pairs(QUOTED) == {"marks": (), "own": ()}


def test_a_post_without_marks_counts_by_marks_alone_and_is_listed_as_a_quotation():
    found = pairs(POST)
    assert found["own"] == ()
    ((pair,),) = (found["marks"],)
    assert (pair.copied, pair.quoted) == (0.0, 1.0)
    measure = score_copies("mill", found)["mill shared wording (marks)"]
    assert (measure["value"], measure["counts"]["as copies"]) == (1.0, 0)


def test_two_reports_of_one_domain_are_no_pair():
    assert pairs(NARRATION, domains=("a.example", "a.example")) == {"marks": (), "own": ()}
