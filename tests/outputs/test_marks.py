from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from onrecord.outputs.marks import Close, Cutter, Mark, Open, Words
from onrecord.spans import Span

WORDS = "the quick brown fox jumps"


def drawn(words: str, *spans: tuple[int, int], paragraphs: tuple[tuple[int, int], ...] | None = None) -> str:
    """The pieces written out: (a…) the first fragment of mark a, [a…] a later one, a full stop where the mark really ends."""
    letters = "abcdefgh"
    cutter = Cutter(words, [Mark(Span(*span), letters[n]) for n, span in enumerate(spans)])
    out = []
    for paragraph in paragraphs or ((0, len(words)),):
        for piece in cutter.cut(Span(*paragraph)):
            match piece:
                case Words(text):
                    out.append(text)
                case Open(mark, first):
                    out.append(("(" if first else "[") + mark.anchor + ":")
                case Close(mark, last):
                    out.append("." if last else "…")
        out.append("|")
    return "".join(out)


def test_a_mark_within_a_mark_nests() -> None:
    assert drawn(WORDS, (4, 15), (10, 15)) == "the (a:quick (b:brown.. fox jumps|"


def test_a_mark_that_crosses_another_is_cut() -> None:
    assert drawn(WORDS, (4, 15), (10, 19)) == "the (a:quick (b:brown….[b: fox. jumps|"


def test_the_outer_is_cut_for_the_one_that_ends_first() -> None:
    assert drawn(WORDS, (0, 9), (4, 15), (4, 25)) == "(a:the (c:(b:quick……" + ".[c:[b: brown. fox jumps.|"


def test_a_mark_over_paragraphs_is_cut_and_blank_between_is_nobodys() -> None:
    assert drawn("one\n\ntwo", (0, 8), paragraphs=((0, 3), (5, 8))) == "(a:one…|[a:two.|"


spans = st.tuples(st.integers(0, 11), st.integers(1, 12)).filter(lambda s: s[0] < s[1])


@given(st.lists(spans, max_size=8, unique=True), st.lists(st.integers(1, 11), max_size=3, unique=True))
def test_every_character_is_printed_once_within_exactly_its_marks(marked: list[tuple[int, int]], ends: list[int]) -> None:
    words = "abcdefghijkl"
    marks = [Mark(Span(*span), str(n)) for n, span in enumerate(marked)]
    cutter = Cutter(words, marks)
    edges = [0, *sorted(ends), len(words)]
    at = 0
    for start, end in pairwise(edges):
        opened: list[Mark] = []
        for piece in cutter.cut(Span(start, end)):
            match piece:
                case Open(mark, _):
                    opened.append(mark)
                case Close(mark, last):
                    assert opened.pop() is mark
                    assert last == (mark.span.end == at)
                case Words(text):
                    for character in text:
                        assert character == words[at]
                        assert {m.anchor for m in opened} == {m.anchor for m in marks if m.span.start <= at < m.span.end}
                        at += 1
        assert not opened
    assert at == len(words)
    assert cutter.anchored == {mark.anchor for mark in marks}
