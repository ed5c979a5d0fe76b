"""Words of a text: a stretch of a long text is read from the whole, and has the same words as if it were read alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.spans import Span
from onrecord.stories.words import _WORD, find_words

TEXT = (
    "“Don’t,” the U.S. envoy’s ten-year-old said at 7.30 p.m., paying $ 1,200 (or £5m) for a s*** of **** land; 10th, 4.5%, 267abc – "
    "so Ida Oru’s café, it’ll cost 3:15 of one’s time… and 12,5 are not 12 .\n"
) * 4


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 60))
def test_a_stretch_has_the_words_that_it_has_alone(start: int, length: int) -> None:
    end = min(len(TEXT), start + length)
    assert [(w.span, w.t) for w in find_words(TEXT, Span(start, end))] == [
        (Span(*m.span()), m[0]) for m in _WORD.finditer(TEXT, start, end)
    ]
