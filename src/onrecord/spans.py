"""The only arithmetic on characters: half-open spans of Unicode code points, and maps between a text and its shadow.

A ``Span`` is ``[start, end)``. Texts are never rewritten; where a step needs repaired words (curly marks for straight ones,
mojibake undone), it works on a ``Shadow``: the repaired string together with a map that carries every span back to the
characters of the original. What is hard here is the inside of a replacement: a position strictly within one has no
counterpart, so spans are widened to the replaced stretch as a whole and never cut through it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onrecord.errors import BrokenSpan

__all__ = ["Edit", "Shadow", "Span", "gaps_between", "merge_spans", "trim_span"]


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """A non-empty stretch of a text: code points ``start`` (included) to ``end`` (not included).

    >>> Span(2, 5).cut("abcdefg")
    'cde'
    """

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:
        if not 0 <= start < end:
            raise BrokenSpan(f"[{start}, {end}) is no span: it needs 0 <= start < end")
        _put_start(self, start)
        _put_end(self, end)

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[int]:
        """Start and end, so that ``start, end = span`` and ``list(span)`` work."""
        return iter((self.start, self.end))

    def cut(self, words: str) -> str:
        """The words under the span; raises `BrokenSpan` if it reaches beyond them."""
        if self.end > len(words):
            raise BrokenSpan(f"[{self.start}, {self.end}) lies outside a text of {len(words)} characters")
        return words[self.start : self.end]

    def holds(self, other: Span) -> bool:
        """Does the other span lie within this one?"""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Do the two share a character?"""
        return self.start < other.end and other.start < self.end

    def shifted(self, by: int) -> Span:
        """The same stretch, ``by`` characters further on."""
        return Span(self.start + by, self.end + by)


def merge_spans(spans: Iterable[Span], *, words: str | None = None, within: str = " ") -> tuple[Span, ...]:
    """Spans in order, overlapping and touching ones joined; with ``words``, also those that only characters of ``within`` part.

    >>> merge_spans([Span(3, 5), Span(0, 3)])
    (Span(start=0, end=5),)
    """
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and (
            span.start <= merged[-1].end or (words is not None and not words[merged[-1].end : span.start].strip(within))
        ):
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def gaps_between(spans: Iterable[Span], whole: Span) -> tuple[Span, ...]:
    """What of ``whole`` is left when the spans are taken out of it.

    >>> gaps_between([Span(2, 4)], Span(0, 6))
    (Span(start=0, end=2), Span(start=4, end=6))
    """
    left: list[Span] = []
    at = whole.start
    for span in merge_spans(spans):
        if at < min(span.start, whole.end):
            left.append(Span(at, min(span.start, whole.end)))
        at = max(at, span.end)
    if at < whole.end:
        left.append(Span(at, whole.end))
    return tuple(left)


def trim_span(words: str, start: int, end: int, *, strip: str | None = None) -> Span | None:
    """The stretch without the white space (or the characters of ``strip``) at its ends; None where nothing is left.

    >>> trim_span("  so. ", 0, 6, strip=" .")
    Span(start=2, end=4)
    """
    inside = words[start:end]
    left = start + len(inside) - len(inside.lstrip(strip))
    right = start + len(inside.rstrip(strip))
    return Span(left, right) if left < right else None


_put_start, _put_end = (vars(Span)[name].__set__ for name in ("start", "end"))
"""What sets the slots of a span that is being made: a story has a hundred thousand, and this is the quickest way."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Replace the characters ``[start, end)`` (``start == end``: insert) by ``put``."""

    start: int
    end: int
    put: str


class Shadow:
    """A repaired copy of a text with the way back.

    ``words`` is the repaired string. ``to_original`` and ``to_shadow`` carry spans over; a span that touches the inside of a
    replaced stretch is widened to the whole of it. Edits must be disjoint; raises `BrokenSpan` where they are not, or where
    one lies outside the text.

    >>> shadow = Shadow("``Yes,'' he said", [Edit(0, 2, "“"), Edit(6, 8, "”")])
    >>> shadow.words
    '“Yes,” he said'
    >>> shadow.to_original(Span(0, 6))
    Span(start=0, end=8)
    """

    __slots__ = ("_originals", "_shadows", "original", "words")

    def __init__(self, original: str, edits: Iterable[Edit] = ()) -> None:
        # Pieces are (original start, original end, shadow start, shadow end, kept?); together they tile both strings.
        self.original = original
        put: list[str] = []
        originals: list[tuple[int, int, int, bool]] = []  # start, end, start in shadow, kept as it was
        at = length = 0
        for edit in sorted(edits):
            if not at <= edit.start <= edit.end <= len(original):
                raise BrokenSpan(f"the edit of [{edit.start}, {edit.end}) overlaps another or lies outside the text")
            if at < edit.start:
                originals.append((at, edit.start, length, True))
                put.append(original[at : edit.start])
                length += edit.start - at
            originals.append((edit.start, edit.end, length, False))
            put.append(edit.put)
            length += len(edit.put)
            at = edit.end
        if at < len(original):
            originals.append((at, len(original), length, True))
            put.append(original[at:])
        self.words = "".join(put)
        self._originals = originals
        self._shadows = [piece[2] for piece in originals]

    def to_original(self, span: Span) -> Span | None:
        """The stretch of the original that the shadow's span stands for; None for words that only the shadow has."""
        span.cut(self.words)
        first = self._piece(span.start)
        last = self._piece(span.end - 1)
        start, _, shadow_start, kept = self._originals[first]
        if kept:
            start += span.start - shadow_start
        end_start, end, shadow_start, kept = self._originals[last]
        if kept:
            end = end_start + span.end - shadow_start
        return Span(start, end) if start < end else None

    def to_shadow(self, span: Span) -> Span | None:
        """The stretch of the shadow that the original's span became; None where it was deleted."""
        span.cut(self.original)
        start: int | None = None
        end = 0
        for index, (piece_start, piece_end, shadow_start, kept) in enumerate(self._originals):
            if piece_end <= span.start or piece_start >= span.end:
                continue
            shadow_end = self._shadows[index + 1] if index + 1 < len(self._shadows) else len(self.words)
            left = shadow_start + max(0, span.start - piece_start) if kept else shadow_start
            right = shadow_start + min(piece_end, span.end) - piece_start if kept else shadow_end
            start = left if start is None else start
            end = right
        return Span(start, end) if start is not None and start < end else None

    def _piece(self, position: int) -> int:
        """The last piece that begins at or before the shadow's position and is not empty there."""
        return bisect_right(self._shadows, position) - 1
