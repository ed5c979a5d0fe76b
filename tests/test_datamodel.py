"""The nouns: what can and what cannot be built."""

from __future__ import annotations

import dataclasses
import pickle

import pytest
from hypothesis import given

from onrecord import datamodel
from onrecord.datamodel import Block, Origins, Passage, Record, Statement, Text, passages_of
from onrecord.errors import BrokenPassage, BrokenSpan
from onrecord.spans import Span
from tests.specimens import BY_HAND, drawn_report, records

TEXT = Text("“We will stay,” Oru said.")


def test_a_passage_is_cut_out_of_a_text() -> None:
    passage = Passage(TEXT, Span(1, 13))
    assert (passage.exact, passage.prefix, passage.suffix) == ("We will stay", "“", ",” Oru said.")


def test_a_passage_cannot_be_given_its_words() -> None:
    with pytest.raises(TypeError):
        Passage(text_id=TEXT.id, span=Span(0, 2), exact="No", prefix="", suffix="")
    with pytest.raises(TypeError):
        dataclasses.replace(Passage(TEXT, Span(1, 13)), exact="We will go")
    with pytest.raises(dataclasses.FrozenInstanceError):
        Passage(TEXT, Span(1, 13)).exact = "We will go"


def test_a_passage_outside_its_text_cannot_be_cut() -> None:
    with pytest.raises(BrokenSpan):
        Passage(TEXT, Span(20, 99))


def test_a_passage_knows_when_its_words_are_gone() -> None:
    passage = Passage(TEXT, Span(1, 13))
    passage.verify(TEXT)
    with pytest.raises(BrokenPassage, match="not the one this was cut from") as caught:
        passage.verify(Text("“We will leave,” Oru said."))
    assert caught.value.expected == "We will stay"


def test_blocks_may_not_overlap() -> None:
    with pytest.raises(BrokenPassage, match="overlaps"):
        Text("abcdef", (Block("headline", Span(0, 4)), Block("body", Span(3, 6))))


def test_a_finding_without_a_passage_cannot_be_built() -> None:
    _, statement = drawn_report("<q>We stay,</q> <s>Oru</s> <c>said</c>.")
    with pytest.raises(ValueError, match="at least one passage"):
        dataclasses.replace(statement, content=())
    with pytest.raises(ValueError, match="at least one mention"):
        datamodel.Person("Oru", "person", ())
    with pytest.raises(ValueError, match="at least one detail"):
        datamodel.Fact("number", "single", (), Origins(1, 1, ()), "")
    with pytest.raises(ValueError, match="at least two tellings"):
        datamodel.Utterance("Oru", (), datamodel.Collation(()), Origins(1, 1, ()), 1.0, "")


def test_origins_have_a_lower_and_an_upper_bound_in_that_order() -> None:
    with pytest.raises(ValueError, match="lower"):
        Origins(3, 2, ())


def test_what_is_said_of_a_statement_is_not_part_of_its_identity() -> None:
    _, statement = drawn_report("<q>We stay,</q> <s>Oru</s> <c>said</c>.", speaker="Oru")
    other = dataclasses.replace(statement.interpretation, speaker="Bel", derivation=BY_HAND)
    assert dataclasses.replace(statement, interpretation=other).id == statement.id


def test_other_passages_make_another_statement() -> None:
    _, one = drawn_report("<q>We stay,</q> <s>Oru</s> <c>said</c>.")
    _, other = drawn_report("<q>We stay</q>, <s>Oru</s> <c>said</c>.")
    assert one.id != other.id


def test_a_report_is_its_outlet_and_url_whatever_its_words() -> None:
    known = {"outlet": "The Harbour Post", "url": "https://harbourpost.example/1"}
    one, _ = drawn_report("<q>We stay,</q> Oru said.", **known)
    edited, _ = drawn_report("<q>We go,</q> Oru said.", **known)
    assert one.id == edited.id
    assert one.text.id != edited.text.id


@given(records())
def test_ids_are_minted_again_the_same_and_everything_survives_pickling(record: Record) -> None:
    again: Record = pickle.loads(pickle.dumps(record))
    assert again == record
    statement = record.statements[0][0]
    assert Statement(statement.content, statement.cue, statement.source, statement.interpretation).id == statement.id


@given(records())
def test_every_passage_of_a_record_is_listed_once_and_in_order(record: Record) -> None:
    found = [(report_id, passage.span) for report_id, passage in passages_of(record)]
    assert len(found) == len(set(found))
    order = [report.id for report in (*record.reports, *record.sources)]
    assert found == sorted(found, key=lambda pin: (order.index(pin[0]), pin[1]))
