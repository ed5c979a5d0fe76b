"""What matters first: who has altered, dropped, hardened or contradicted what."""

from __future__ import annotations

from importlib.resources import files

import pytest

from onrecord.datamodel import DIFFERENCE_KINDS, Record, Report
from onrecord.outputs.json import describe_record, parse_record, write_record
from onrecord.record import check_record, compile_record
from onrecord.record.differences import _is_slip, find_differences
from onrecord.reports import read_reports
from tests.collation.told import compare, told
from tests.specimens import report_of


@pytest.fixture(scope="module")
def ceasefire() -> Record:
    folder = str(files("onrecord.samples").joinpath("ceasefire"))
    return compile_record([outcome.report for outcome in read_reports([folder]) if outcome.report is not None])


def test_the_altered_word_stands_first_and_its_outlet_is_named(ceasefire: Record) -> None:
    first = ceasefire.differences[0]
    names = {report.id: report.name for report in ceasefire.reports}
    assert first.kind == "altered"
    assert first.sentence.startswith("Morning Flare prints “crime” inside the marks")
    assert (names[first.passages[0].report_id], first.passages[0].passage.exact) == ("morning-flare", "crime")


def test_a_condition_told_in_other_words_is_not_missing(ceasefire: Record) -> None:
    without = [d.sentence for d in ceasefire.differences if d.kind == "missing-condition"]
    assert not any("Tesmar Courier" in sentence for sentence in without)


def test_a_condition_that_the_report_gives_in_another_sentence_is_not_missing(ceasefire: Record) -> None:
    (found,) = [d for d in ceasefire.differences if d.kind == "missing-condition"]
    assert found.sentence.startswith("Morning Flare gives Ilian Morvath’s words without the condition")


def test_differences_stand_in_the_order_of_their_kinds(ceasefire: Record) -> None:
    ranks = [DIFFERENCE_KINDS.index(d.kind) for d in ceasefire.differences]
    assert ranks == sorted(ranks)


def test_what_is_left_out_is_most_told_first(ceasefire: Record) -> None:
    for report in ceasefire.reports:
        counts = [left.told_by for left in ceasefire.leaves_out if left.report_id == report.id]
        assert counts == sorted(counts, reverse=True)
        assert all(count >= 2 for count in counts)


def test_a_difference_whose_words_are_changed_is_found_out(ceasefire: Record) -> None:
    rows = parse_record(write_record(ceasefire))
    assert check_record(rows).holds
    rows["differences"][0]["passages"][0]["span"] = [1, 2]
    assert any(fault.item == "difference 1" for fault in check_record(rows).faults)
    rows = describe_record(ceasefire)
    rows["differences"][0]["items"] = ["nothing"]
    assert any(fault.kind == "reference" for fault in check_record(rows).faults)


def test_several_outlets_that_lack_a_condition_are_named_together() -> None:
    folder = str(files("onrecord.samples").joinpath("works-fire"))
    record = compile_record([outcome.report for outcome in read_reports([folder]) if outcome.report is not None])
    (found,) = [d.sentence for d in record.differences if d.kind == "missing-condition"]
    assert found.startswith("Radio Northmere and Stannery Ledger give Ada Hobday’s words without the condition")


def differences(*stories) -> list[tuple[str, str]]:
    reports, statements = [report for report, _ in stories], [found for _, found in stories]
    comparison = compare(*stories)
    found = find_differences(reports, statements, comparison.utterances, comparison.facts)
    return [(d.kind, d.passages[0].passage.exact) for d in found]


def test_a_condition_of_small_words_only_is_not_thought_given_everywhere() -> None:
    one = told("<q>“I will clear the hall,”</q> Ida Oru <c>said</c>.", name="post")
    two = told("<q>“If any laugh at it again, I will clear the hall,”</q> Ida Oru <c>said</c>.", name="herald")
    three = told("Ida Oru <c>said</c> <i>that she would clear the hall if there was any more of it</i>.", name="mail")
    assert differences(one, two, three) == [("missing-condition", "“I will clear the hall,”")]


@pytest.mark.parametrize("opening", ["so long as", "assuming", "only after", "except if", "until"])
def test_a_named_omission_of_a_condition_is_a_difference_however_it_opens(opening: str) -> None:
    whole = "<q>“We will not reopen the northern quay in the spring{} and no boat will have its old berth again,”</q>"
    whole = whole.format(f", {opening} the dredgers are paid,")
    short = whole.replace(f", {opening} the dredgers are paid,", "")
    one, two, three = (
        told(f"{words} Ida Oru <c>said</c>.", name=name)
        for words, name in ((whole, "post"), (short, "mail"), (short, "herald"))
    )
    assert [kind for kind, _ in differences(one, two, three)] == ["missing-condition"]


def test_a_condition_in_another_sentence_of_a_statement_is_none_of_this_one() -> None:
    one = told("<q>“They have had the last word on pay from me.”</q> Ida Oru <c>said</c>.", name="post")
    two = told(
        "<q>“If the crews sail, I will sign. I said that they had had the last word on pay from me,”</q> Ida Oru <c>said</c>.",
        name="herald",
    )
    assert "missing-condition" not in {kind for kind, _ in differences(one, two)}


def test_a_quotation_that_goes_on_after_its_cue_is_read_to_its_end() -> None:
    one = told("<q>“I will not shut forty mills on the strength of one morning,”</q> Ida Oru <c>said</c>.", name="post")
    two = told(
        "<q>“I will not shut forty mills on the strength of one morning,”</q> Ida Oru <c>said</c>, "
        "<q>“but I will shut any mill that frightens the inspectors.”</q>",
        name="herald",
    )
    assert [kind for kind, _ in differences(one, two)] == ["softened"]


LONG = "“We have waited nine winters for this bridge and we will not wait for a tenth,”"


def said(words: str, name: str) -> Report:
    return report_of(f"The bridge at Orle is late. {words}", name=name)


def test_the_same_words_given_to_two_people_are_named() -> None:
    record = compile_record([said(f"{LONG} Nora Quill said.", "a"), said(f"{LONG} Otto Brand said.", "b")])
    (found,) = (d for d in record.differences if d.kind == "other-speaker")
    assert found.sentence.startswith("a gives “We have waited nine winters for this bridge")
    assert found.sentence.endswith("to Nora Quill, b to Otto Brand.")
    assert [m.passage.exact for m in found.passages if "Quill" in m.passage.exact or "Brand" in m.passage.exact] == [
        "Nora Quill",
        "Otto Brand",
    ]
    assert check_record(parse_record(write_record(record))).holds


@pytest.mark.parametrize(
    "other",
    [
        f"{LONG} Quill said.",
        f"{LONG} she said. Otto Brand laughed.",
        "“We have waited nine winters for this,” Otto Brand said.",
        f"Otto Brand said that Nora Quill said {LONG}.",
        f"{LONG} Norah Quille said.",
    ],
    ids=["the last name alone", "a pronoun", "few words", "words told within words", "a misprinted name"],
)
def test_where_the_speaker_is_not_plain_nothing_is_said_of_two(other: str) -> None:
    record = compile_record([said(f"{LONG} Nora Quill said.", "a"), said(other, "b")])
    assert not [d for d in record.differences if d.kind == "other-speaker"]


def test_a_refusal_that_has_lost_its_until_is_hardened_and_stands_in_the_speakers_own_words() -> None:
    one = told(
        "Ida Oru <c>said</c> <i>that we will not fill the old reservoir again</i>. <q>“We will not fill the old reservoir "
        "again,”</q> Ida Oru <c2>said</c2>.",
        name="post",
    )
    two = told(
        "<q>“We will not fill the old reservoir again until the wall has been rebuilt,”</q> Ida Oru <c>said</c>.", name="herald"
    )
    assert differences(one, two) == [("hardened", "“We will not fill the old reservoir again,”")]


def test_a_slip_of_one_letter_in_a_long_word_alters_nothing() -> None:
    assert _is_slip(["slightest", "slightlest"])
    for words in (["million", "billion"], ["guilty", "guilt"], ["locked", "unlocked"], ["reversible", "irreversible"]):
        assert not _is_slip(words)


@pytest.mark.parametrize("words", [("countries", "counties"), ("mediation", "meditation"), ("immorality", "immortality")])
def test_two_words_of_which_one_has_a_letter_more_are_no_slip(words: tuple[str, str]) -> None:
    assert not _is_slip(words)


def test_what_follows_in_a_new_sentence_is_no_other_half() -> None:
    one = told("“<q>I will miss the ferries and the harbour bells</q>,” Ida Oru <c>said</c>.", name="post")
    two = told(
        "“<q>I will miss the ferries and the harbour bells. But somehow I will come to the regatta</q>,” Ida Oru <c>said</c>.",
        name="herald",
    )
    assert differences(one, two) == []


def test_a_thing_that_both_speak_of_is_not_what_a_condition_bound() -> None:
    one = told("Ida Oru <c>issued</c> <i>a ferry warning</i>.", name="post")
    two = told(
        "“<q>Until the harbour bells are mended by the guild, this ferry warning will stand</q>,” Ida Oru <c>said</c>.",
        name="herald",
    )
    assert differences(one, two) == []


def test_two_reports_of_one_outlet_are_told_apart_by_their_day() -> None:
    words = "“<q>The harbour board {} the whole of the north quay for a song</q>,” Ida Oru <c>said</c>."
    stories = [
        told(words.format("sold"), name="a", outlet="Post", published="2031-03-09"),
        told(words.format("stole"), name="b", outlet="Post", published="2031-03-10"),
    ]
    comparison = compare(*stories)
    reports, statements = [report for report, _ in stories], [found for _, found in stories]
    (found,) = find_differences(reports, statements, comparison.utterances, comparison.facts)
    assert "Post of 9 March 2031" in found.sentence
    assert "Post of 10 March 2031" in found.sentence


@pytest.mark.parametrize("clause", ["if they had hung them wrong", "if all goes to plan"])
def test_a_question_and_a_turn_of_speech_are_no_conditions(clause: str) -> None:
    opening = "and wondered " if "hung" in clause else "and will sail on Monday "
    one = told("“<q>We had put up the lamps in the harbour</q>,” Ida Oru <c>said</c>.", name="post")
    two = told(f"“<q>We had put up the lamps in the harbour {opening}{clause}</q>,” Ida Oru <c>said</c>.", name="herald")
    assert differences(one, two) == []
