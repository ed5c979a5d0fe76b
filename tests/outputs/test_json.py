"""The record as JSON, there and back again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from onrecord.datamodel import Outcome, Record
from onrecord.errors import UnreadableRecord
from onrecord.outputs.json import read_record, write_record, write_statements
from tests.specimens import drawn_report, records


@given(records())
def test_a_record_comes_back_as_it_went(record: Record) -> None:
    assert read_record(write_record(record)) == record


@given(records())
def test_the_same_record_gives_the_same_bytes(record: Record) -> None:
    assert write_record(record) == write_record(read_record(write_record(record)))


@given(records())
def test_without_texts_the_digests_stay_and_reading_says_what_is_missing(record: Record) -> None:
    written = write_record(record, texts=False)
    rows = json.loads(written)
    assert [row["text"] for row in rows["reports"]] == [None, None]
    assert [row["digest"] for row in rows["reports"]] == [report.text.id for report in record.reports]
    with pytest.raises(UnreadableRecord, match="without its words"):
        read_record(written)


def test_an_item_stands_on_one_line() -> None:
    report, statement = drawn_report("<q>We stay,</q> <s>Oru</s> <c>said</c>.", speaker="Oru")
    lines = write_record(Record((report,), ((statement,),))).splitlines()
    assert sum(statement.id in line for line in lines) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("nonsense", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "no record of format"),
        ('{"format": "onrecord/99"}', "no record of format onrecord/1"),
        ('{"format": "onrecord/1"}', "'reports' is missing"),
    ],
)
def test_what_is_no_record_is_refused_with_the_way_out(words: str, says: str) -> None:
    with pytest.raises(UnreadableRecord, match=says):
        read_record(words, name="x.json")


def test_a_record_that_points_outside_its_text_cannot_be_read() -> None:
    report, statement = drawn_report("<q>We stay,</q> <s>Oru</s> <c>said</c>.", speaker="Oru")
    rows = json.loads(write_record(Record((report,), ((statement,),))))
    rows["statements"][0]["content"] = [[0, 999]]
    with pytest.raises(UnreadableRecord, match="outside a text"):
        read_record(json.dumps(rows))


def test_a_line_of_statements_has_every_key() -> None:
    report, statement = drawn_report("<q>We stay,</q> <s>Oru</s> <c>said</c>.", speaker="Oru")
    row = json.loads(write_statements(Outcome("a", report), [statement]))
    assert (row["id"], row["outcome"], row["reason"]) == (report.id, "used", None)
    assert row["statements"][0]["content"] == [[0, 8]]
    assert {"parent", "resolved", "candidates", "for", "kind", "mode", "about", "condition", "via", "why"} <= set(
        row["statements"][0]
    )


def test_a_refused_input_has_its_line_too() -> None:
    row = json.loads(write_statements(Outcome("b.bin", None, "no text in it"), []))
    assert row == {"id": "b.bin", "outcome": "refused", "reason": "no text in it", "statements": []}
