"""What stands under an apparatus (omissions that change the meaning, descents) in the record: written, read, proved, shown."""

from __future__ import annotations

import json
import re

import pytest

from onrecord.datamodel import Record
from onrecord.outputs.json import read_record, write_record
from onrecord.outputs.page import write_page
from onrecord.outputs.terminal import summarise_record
from onrecord.record import check_record, compile_record
from tests.specimens import report_of

WHOLE = (
    "The minister spoke on the quay of Tarn on Monday. “We will reopen the northern quay in the spring, if the dredgers are paid, and every"
    " boat that was tied up there gets its berth again,” said Ida Oru, the harbour minister."
)
CUT = WHOLE.replace(" if the dredgers are paid,", "").replace("The minister spoke", "A crowd of sailors had gathered")


@pytest.fixture(scope="module")
def record() -> Record:
    return compile_record([report_of(WHOLE, name="whole", outlet="Quay Echo"), report_of(CUT, name="cut", outlet="Hill Post")])


def test_the_record_says_what_is_lost_and_from_where_the_wording_can_be(record: Record) -> None:
    (utterance,) = [u for u in record.utterances if u.collation.lacunae]
    (lacuna,) = utterance.collation.lacunae
    (descent,) = utterance.descents
    names = {report.id: report.name for report in record.reports}
    assert (names[utterance.tellings[lacuna.telling].report_id], lacuna.words.exact) == ("cut", "if the dredgers are paid")
    assert descent.telling == lacuna.telling
    assert [names[utterance.tellings[n].report_id] for n in descent.sources] == ["whole"]


def test_it_is_among_the_differences_that_matter(record: Record) -> None:
    assert [d.kind for d in record.differences] == ["missing-condition"]


def test_it_comes_back_as_it_went_and_is_proved(record: Record) -> None:
    written = write_record(record)
    assert read_record(written) == record
    rows = json.loads(written)
    assert check_record(rows).holds
    (utterance,) = [u for u in rows["utterances"] if u["lacunae"]]
    utterance["lacunae"][0]["words"]["span"] = [0, 5]
    assert not check_record(rows).holds


def test_halves_come_back_as_they_went_are_proved_and_are_shown() -> None:
    said = "“We have nine boats on our list, and nobody has crossed one off,” said Ida Oru, who leads the league."
    told = "Ida Oru, who leads the league, said it had nine boats on its list and that nobody had crossed one off."
    half = "Ida Oru, who leads the league, spoke of “nine boats” on its list."
    texts = {"echo": f"It rained in Tarn. {said}", "herald": told, "post": f"Gulls cried on the quay. {half}"}
    record = compile_record([report_of(words, name=name, outlet=name) for name, words in texts.items()])
    (utterance,) = [u for u in record.utterances if u.halves]
    assert [len(half.tellings) for half in utterance.halves] == [3, 2]
    written = write_record(record)
    assert read_record(written) == record
    rows = json.loads(written)
    assert check_record(rows).holds
    assert "independent origins of" in re.sub(r"<[^>]+>", "", write_page(record))
    assert "1–2 origins of “and nobody has crossed one off”, which A B tell" in summarise_record(
        record, width=200, colour=False
    )
    (row,) = [u for u in rows["utterances"] if u["halves"]]
    row["halves"][1]["tellings"][0]["content"][0] = [0, 5]
    assert not check_record(rows).holds


def test_the_page_and_the_terminal_show_it(record: Record) -> None:
    page = re.sub(r"<[^>]+>", "", write_page(record))
    assert re.search(r"[AB] lacks a condition that [AB] has: if the dredgers are paid", re.sub(r"\s+", " ", page))
    shown = summarise_record(record, width=200, colour=False)
    assert "lacks a condition that" in shown
    assert "can have its wording from" in shown
