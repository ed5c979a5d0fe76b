"""Checking: what is proved, and exactly which items a change breaks."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from onrecord.datamodel import Citation, Record
from onrecord.errors import UnreadableRecord
from onrecord.outputs.json import write_record
from onrecord.record import JsonRecord, check_record
from tests.specimens import cut, draw, records, report_of, statement_of

DRAWN = "<q>We will stay,</q> <s>Oru</s> <c>said</c> on Monday. <q2>We have enough bread,</q2> <s2>Bel</s2> <c2>told</c2> the <v>Tidewater Echo</v>."


def two_statements() -> tuple[Record, JsonRecord]:
    words, spans = draw(DRAWN)
    report = report_of(words, name="harbour")
    first = statement_of(report, spans, speaker="Oru")
    second = statement_of(report, spans, content="q2", cue="c2", source="s2", speaker="Bel")
    cited = Citation(report.id, cut(report, *spans["v"])[0], "Tidewater Echo", own=False, statement_id=second.id)
    record = Record((report,), ((first, second),), citations=(cited,))
    return record, json.loads(write_record(record))


def changed(record: Record, old: str, new: str) -> list:
    words = record.reports[0].text.words
    assert old in words
    return [report_of(words.replace(old, new, 1), name="harbour")]


@given(records())
def test_a_record_as_it_was_made_holds(record: Record) -> None:
    assume(len({r.id for r in record.reports}) == 2)
    rows = json.loads(write_record(record))
    assert check_record(rows).holds
    checking = check_record(rows, (*record.reports, *record.sources))
    assert checking.holds, checking.faults
    assert [r.state for r in checking.reports] == ["proved", "proved", "proved"]


@given(records())
def test_a_record_without_its_texts_is_proved_by_the_reports(record: Record) -> None:
    rows = json.loads(write_record(record, texts=False))
    assert not check_record(rows).holds
    assert check_record(rows, (*record.reports, *record.sources)).holds


@given(records(), st.data())
def test_any_single_character_edit_inside_a_passage_is_found(record: Record, data: st.DataObject) -> None:
    report = record.reports[0]
    words = report.text.words
    passage = data.draw(st.sampled_from([p for s in record.statements[0] for p in s.content]))
    position = data.draw(st.integers(passage.span.start, passage.span.end - 1))
    new = data.draw(st.characters(exclude_categories=("Cs",)).filter(lambda c: c != words[position]))
    edited = report_of(
        words[:position] + new + words[position + 1 :], name=report.name, url=report.url, given_id=report.given_id
    )
    rows = json.loads(write_record(record))
    checking = check_record(rows, [edited])
    assert not checking.holds
    assert checking.reports[0].state == "changed"
    assert f"statement {record.statements[0][0].id}" in checking.broken_items
    # and in the record's own words too
    rows["reports"][0]["text"] = edited.text.words
    own = check_record(rows)
    assert {fault.kind for fault in own.faults} >= {"digest", "words"}


@given(records(), st.data())
def test_no_item_is_broken_by_an_edit_outside_all_its_passages(record: Record, data: st.DataObject) -> None:
    report = record.reports[0]
    put = data.draw(st.text(min_size=1, max_size=9))
    edited = report_of(put + report.text.words, name=report.name, url=report.url, given_id=report.given_id)
    checking = check_record(json.loads(write_record(record)), [edited])
    assert checking.broken_items == ()
    assert not checking.holds


def test_words_put_before_a_passage_that_begins_like_it_break_nothing() -> None:
    record, rows = two_statements()
    words = record.reports[0].text.words
    quoted = record.statements[0][0].content[0]
    twice = words[: quoted.span.start] + quoted.exact[:4] + words[quoted.span.start :]
    report = record.reports[0]
    edited = report_of(twice, name=report.name, url=report.url, given_id=report.given_id)
    checking = check_record(rows, [edited])
    assert checking.broken_items == ()
    assert checking.reports[0].moved


def test_exactly_the_items_that_rest_on_changed_words_are_named() -> None:
    record, rows = two_statements()
    first, second = record.statements[0]
    assert check_record(rows, changed(record, "stay", "leave")).broken_items == (f"statement {first.id}",)
    assert check_record(rows, changed(record, "enough", "no")).broken_items == (f"statement {second.id}",)
    assert check_record(rows, changed(record, "Tidewater", "Tidewatcher")).broken_items == (
        f"citation {record.citations[0].id}",
    )
    assert check_record(rows, changed(record, "Monday", "Tuesday")).broken_items == ()


def test_words_that_moved_are_counted_and_not_broken() -> None:
    record, rows = two_statements()
    checking = check_record(rows, changed(record, "on Monday", "late on a wet Monday"))
    (harbour,) = checking.reports
    assert (harbour.state, harbour.broken) == ("changed", 0)
    assert harbour.moved == 4  # content, cue and source of the second statement, and the citation


def test_a_fault_shows_what_stands_there_now() -> None:
    record, rows = two_statements()
    (fault,) = check_record(rows, changed(record, "stay", "leave")).faults
    assert "'We will stay,' no longer stands in the report; there is now 'We will leave,'" in fault.message


def test_a_tampered_speaker_does_not_break_but_a_tampered_span_does() -> None:
    _, rows = two_statements()
    rows["statements"][0]["content"] = [[3, 12]]
    kinds = {fault.kind for fault in check_record(rows).faults}
    assert kinds == {"unpinned", "id"}


def test_a_quotation_put_into_the_record_is_found_out() -> None:
    _, rows = two_statements()
    rows["passages"][0]["exact"] = "We will run,"
    faults = check_record(rows).faults
    assert [fault.kind for fault in faults] == ["words"]
    assert "'We will run,' is not what stands in the record's own words there" in faults[0].message


def test_a_statement_that_is_nowhere_is_a_broken_reference() -> None:
    _, rows = two_statements()
    rows["citations"][0]["statement"] = "s-000000000000"
    assert [fault.kind for fault in check_record(rows).faults] == ["reference"]


def test_a_report_that_the_record_does_not_hold_is_named() -> None:
    _, rows = two_statements()
    checking = check_record(rows, [report_of("Something else.", name="other")])
    assert checking.unknown == ("other",)
    assert not checking.holds


def test_what_is_not_shaped_like_a_record_is_an_error() -> None:
    _, rows = two_statements()
    del rows["statements"][0]["cue"]
    with pytest.raises(UnreadableRecord, match="'cue' is missing"):
        check_record(rows)


def test_a_long_report_changed_at_both_ends_is_aligned_by_its_lines() -> None:
    middle = "".join(f"Line {number} of the harbour's log, as it was kept.\n" for number in range(4000))
    words, spans = draw(f"On Monday. <q>We will stay,</q> <s>Oru</s> <c>said</c>.\n{middle}The end.")
    report = report_of(words, name="harbour")
    record = Record((report,), ((statement_of(report, spans, speaker="Oru"),),))
    edited = report_of(words.replace("On Monday", "On a wet Tuesday").replace("The end", "An end"), name="harbour")
    (harbour,) = check_record(json.loads(write_record(record)), [edited]).reports
    assert (harbour.state, harbour.broken, harbour.moved) == ("changed", 0, 3)


def test_an_item_that_stands_twice_or_within_itself_is_a_fault() -> None:
    _, rows = two_statements()
    rows["statements"].append(dict(rows["statements"][0]))
    rows["statements"][1]["parent"] = rows["statements"][1]["id"]
    rows["passages"].append(dict(rows["passages"][0]))
    assert len([fault for fault in check_record(rows).faults if fault.kind == "reference"]) >= 3


def test_blocks_beyond_the_text_and_other_bytes_are_faults() -> None:
    record, rows = two_statements()
    rows["reports"][0]["blocks"] = [{"kind": "body", "span": [0, 10**9]}]
    rows["reports"][0]["capture"]["digest"] = "sha256:00"
    assert {fault.kind for fault in check_record(rows, record.reports).faults} == {"words", "digest"}
