"""Spans and the maps between a text and its shadow."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import BrokenSpan
from onrecord.spans import Edit, Shadow, Span, gaps_between, merge_spans, trim_span
from tests.specimens import WORDS, spans_in


@st.composite
def edited(draw_from: st.DrawFn) -> Shadow:
    words = draw_from(WORDS)
    borders = sorted(draw_from(st.lists(st.integers(0, len(words)), max_size=8)))
    edits = [Edit(start, end, draw_from(st.text(max_size=4))) for start, end in zip(borders[::2], borders[1::2], strict=False)]
    return Shadow(words, edits)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (4, 2)])
def test_a_span_that_holds_nothing_cannot_be_made(start: int, end: int) -> None:
    with pytest.raises(BrokenSpan, match="no span"):
        Span(start, end)


def test_a_span_outside_its_text_cannot_be_cut() -> None:
    with pytest.raises(BrokenSpan, match="outside a text of 3"):
        Span(1, 9).cut("abc")


def test_spans_that_only_blanks_part_are_merged_when_the_words_are_given() -> None:
    assert merge_spans([Span(3, 5), Span(0, 2)]) == (Span(0, 2), Span(3, 5))
    assert merge_spans([Span(3, 5), Span(0, 2)], words="ab cd") == (Span(0, 5),)


@given(st.data())
def test_gaps_and_spans_tile_the_whole(data: st.DataObject) -> None:
    words = data.draw(WORDS)
    spans = data.draw(st.lists(spans_in(words), max_size=5))
    whole = Span(0, len(words))
    tiles = merge_spans([*merge_spans(spans), *gaps_between(spans, whole)])
    assert tiles == (whole,)
    assert not any(gap.overlaps(span) for gap in gaps_between(spans, whole) for span in spans)


def test_trimming_white_space_only_leaves_nothing() -> None:
    assert trim_span("a  \n", 1, 4) is None


@given(st.data())
def test_a_span_carried_to_the_shadow_and_back_holds_what_it_held(data: st.DataObject) -> None:
    shadow = data.draw(edited())
    span = data.draw(spans_in(shadow.original))
    there = shadow.to_shadow(span)
    if there is not None:
        back = shadow.to_original(there)
        assert back is None or back.holds(Span(max(span.start, back.start), min(span.end, back.end)))


@given(st.data())
def test_kept_characters_are_the_same_on_both_sides(data: st.DataObject) -> None:
    shadow = data.draw(edited())
    for position, character in enumerate(shadow.original):
        there = shadow.to_shadow(Span(position, position + 1))
        if there is None or len(there) != 1:
            continue
        back = shadow.to_original(there)
        if back == Span(position, position + 1) and shadow.words[there.start] != character:
            # only a replacement of one character by another may do this
            assert shadow.to_shadow(Span(position, position + 1)) == there


@given(WORDS, st.data())
def test_a_shadow_without_edits_is_its_original(words: str, data: st.DataObject) -> None:
    shadow = Shadow(words)
    span = data.draw(spans_in(words))
    assert shadow.words == words
    assert shadow.to_shadow(span) == shadow.to_original(span) == span


@given(st.data())
def test_the_shadow_maps_in_order(data: st.DataObject) -> None:
    shadow = data.draw(edited())
    starts = [s.start for p in range(len(shadow.words)) if (s := shadow.to_original(Span(p, p + 1)))]
    assert starts == sorted(starts)


def test_words_that_only_the_shadow_has_come_from_nowhere() -> None:
    shadow = Shadow("wouldnt", [Edit(6, 6, "’")])
    assert shadow.words == "wouldn’t"
    assert shadow.to_original(Span(6, 7)) is None
    assert shadow.to_original(Span(0, 8)) == Span(0, 7)


def test_deleted_words_have_no_place_in_the_shadow() -> None:
    shadow = Shadow("a\x00b", [Edit(1, 2, "")])
    assert shadow.to_shadow(Span(1, 2)) is None
    assert shadow.to_shadow(Span(0, 3)) == Span(0, 2)


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(BrokenSpan, match="overlaps"):
        Shadow("abcdef", [Edit(0, 3, "x"), Edit(2, 4, "y")])


def test_spans_survive_pickling() -> None:
    assert pickle.loads(pickle.dumps(Span(1, 2))) == Span(1, 2)
