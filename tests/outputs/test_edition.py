from __future__ import annotations

from dataclasses import replace

from onrecord.datamodel import Origins, Record
from onrecord.outputs.edition import edit_record, strongest_variant
from tests.outputs.conftest import report_of, said


def test_voices_are_people_by_mention_then_by_name_and_the_most_heard_comes_first(harbour: Record) -> None:
    edition = edit_record(harbour)
    assert [(v.name, v.initials, len(v.statements)) for v in edition.voices] == [
        ("Mara Oru", "MO", 8),
        ("Teodor Brandt", "TB", 4),
        ("the council", "TC", 1),
        ("police", "PO", 1),
        ("Speaker not settled", "?", 1),
    ]
    assert sum(len(voice.statements) for voice in edition.voices) == sum(map(len, harbour.statements))


def test_two_people_with_the_same_letters_are_told_apart() -> None:
    report = report_of(("body", "one two three"))
    statements = tuple(said(report, w, speaker=s) for w, s in (("one", "Mara Oru"), ("two", "Mika Oster"), ("three", "Mo Ott")))
    assert [v.initials for v in edit_record(Record((report,), (statements,))).voices] == ["MO", "MO2", "MO3"]


def test_what_was_altered_inside_marks_comes_first_and_else_the_records_order_stays(harbour: Record) -> None:
    edition = edit_record(harbour)
    assert [strongest_variant(u.collation) for u in edition.utterances] == [
        "altered-inside-marks",
        "wording",
        "omission",
        "identical",
    ]
    turned = edit_record(replace(harbour, utterances=harbour.utterances[::-1]))
    assert [strongest_variant(u.collation) for u in turned.utterances] == [
        "altered-inside-marks",
        "omission",
        "wording",
        "identical",
    ]


def test_statements_are_numbered_in_each_report(harbour: Record) -> None:
    edition = edit_record(harbour)
    assert [edition.number_of((1, n)) for n in range(5)] == ["B1", "B2", "B3", "B4", "B5"]
    assert edition.statement((1, 4)).interpretation.resolved == "ambiguous"


def test_reasons_speak_of_reports_by_their_letters_and_touch_no_other_word(harbour: Record) -> None:
    edition = edit_record(harbour)
    a, b = (report.name for report in harbour.reports[:2])
    told = [
        f"{a} and {b} are one outlet’s: one witness",
        f"{b} names {a}’s outlet as its source",
        f"{a}, {b} and {a} tell it from an occasion with listeners",
        f"nothing shows that one of the 2 reports has it from {a}",
        f"{a}s tell nothing",
    ]
    assert edition.reasons(Origins(1, 2, tuple(told))) == (
        "A and B are one outlet’s: one witness",
        "B names A’s outlet as its source",
        "A, B and A tell it from an occasion with listeners",
        *told[3:],
    )
    fact = replace(harbour.facts[0], why=f"today / {a}: {b}, {a} tells the matter without it")
    assert edition.reason(fact) == f"today / {a}: B, A tells the matter without it"
    assert edition.reason(harbour.facts[0]) == harbour.facts[0].why


def test_short_names_of_reports_are_not_looked_for_inside_other_words(harbour: Record) -> None:
    first, second, *others = harbour.reports
    edition = edit_record(replace(harbour, reports=(replace(first, name="a"), replace(second, name="nd"), *others)))
    assert edition.reasons(Origins(1, 2, ("a and nd are one outlet’s: one witness",))) == (
        "A and B are one outlet’s: one witness",
    )


def test_a_name_that_two_reports_have_is_given_neither_letter(harbour: Record) -> None:
    first, second, *others = harbour.reports
    edition = edit_record(replace(harbour, reports=(first, replace(second, name=first.name), *others)))
    told = f"{first.name} and {first.name} share narration and may rest on one text"
    assert edition.reasons(Origins(1, 2, (told,))) == (told,)
