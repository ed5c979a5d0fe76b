"""Whom an act concerns: attributions drawn in invented reports, read by the rules alone."""

from __future__ import annotations

import pytest

from onrecord.datamodel import Text
from onrecord.statements.attribution import Attribution
from onrecord.statements.interpretation import interpret
from tests.specimens import draw

BEFORE = "Mayor Per Holm opened the bridge. Governor Ida Oru came too, and she spoke. "


def about(drawn: str, before: str = BEFORE) -> str | None:
    words, spans = draw(before + drawn)
    each = Attribution(spans["q"], spans.get("c", ()), spans.get("s", ()), 1.0, "drawn")
    (statement,) = interpret(Text(words), (each,), read_acts=False)
    return statement.interpretation.about


def test_the_one_named_is_concerned():
    assert about("<s>Ida Oru</s> <c>accused</c> <q>Holm of theft</q>.") == "Per Holm"


def test_between_cue_and_content_counts_too():
    assert about("<s>Ida Oru</s> <c>blamed</c> Holm <q>for the flood in the harbour</q>.") == "Per Holm"


def test_a_person_goes_before_a_body():
    words = "<s>Ida Oru</s> <c>criticised</c> <q>the Harbour Committee’s treatment of Per Holm</q>."
    assert about("The Harbour Committee met. " + words) == "Per Holm"


def test_he_is_whoever_the_report_is_about_but_the_speaker():
    before = "Mayor Per Holm opened the bridge. Mr. Holm was late. "
    assert about("<q>“He is a liar and a fraud,”</q> <c>said</c> <s>Governor Ida Oru</s>.", before) == "Per Holm"


def test_he_is_nobody_where_two_fit():
    before = "Mr. Per Holm and Mr. Lee Marn opened the bridge. "
    assert about("<q>“He is a liar and a fraud,”</q> <c>said</c> <s>Governor Ida Oru</s>.", before) is None


def test_she_is_not_a_man():
    before = "Mayor Per Holm opened the bridge. He was late. Mr. Holm left early. "
    assert about("<q>“She is a liar and a fraud,”</q> <c>said</c> <s>a neighbour</s>.", before) is None


@pytest.mark.parametrize("content", ["that the wall stands", "that Per Holm came"])
def test_plain_telling_concerns_nobody(content: str):
    assert about(f"<s>Ida Oru</s> <c>said</c> <q>{content}</q>.") is None
