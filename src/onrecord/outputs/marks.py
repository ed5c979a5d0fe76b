"""Words and marks in, pieces to print out: passages that may nest, cross and run over paragraphs, as one clean nesting.

Markup nests; passages of news do not: a quotation may begin inside one statement and end in another, or run over three
paragraphs. So a mark is cut wherever it crosses another or a paragraph's end. Its first fragment carries its anchor, the
others say whose they are. What is hard here is that no mark may get lost and no character may be printed twice or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.spans import Span

__all__ = ["Close", "Cutter", "Mark", "Open", "Piece", "Words"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch to be marked: its anchor, its classes, the statements it belongs to and the places of a collation it stands in.

    ``tags`` are printed before its first character, ``notes`` after its last.
    """

    span: Span
    anchor: str
    classes: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """A fragment of a mark begins; the first of them bears the anchor."""

    mark: Mark
    first: bool


@dataclass(frozen=True, slots=True)
class Words:
    """Characters of the text, as they stand there."""

    words: str


@dataclass(frozen=True, slots=True)
class Close:
    """A fragment of a mark ends; the last of them bears the notes."""

    mark: Mark
    last: bool


Piece = Open | Words | Close


class Cutter:
    """Cuts one text into pieces, paragraph by paragraph, in order.

    ``anchored`` are the anchors printed so far, ``split`` those with more than one fragment.
    """

    def __init__(self, words: str, marks: Iterable[Mark]) -> None:
        self._words = words
        self._waiting = sorted(marks, key=lambda mark: (mark.span.start, -mark.span.end))
        self._next = 0
        self._current: list[Mark] = []
        self.anchored: set[str] = set()
        self.split: set[str] = set()

    def cut(self, paragraph: Span) -> tuple[Piece, ...]:
        """The pieces of a paragraph; each call must ask for one that lies after the last."""
        while self._next < len(self._waiting) and self._waiting[self._next].span.start < paragraph.end:
            self._current.append(self._waiting[self._next])
            self._next += 1
        self._current = [mark for mark in self._current if mark.span.end > paragraph.start]
        return tuple(self._pieces(paragraph, self._current))

    def _pieces(self, paragraph: Span, marks: Sequence[Mark]) -> Iterator[Piece]:
        opened: list[Mark] = []
        at, waiting = paragraph.start, 0
        while True:
            begins = marks[waiting].span.start if waiting < len(marks) else paragraph.end
            ends = min((mark.span.end for mark in opened), default=paragraph.end)
            until = max(at, min(begins, ends, paragraph.end))
            if at < until:
                yield Words(self._words[at:until])
                at = until
            if ends <= at or at == paragraph.end:
                # Close down to the outermost mark that ends here, then open again what was only in the way.
                outermost = next((depth for depth, mark in enumerate(opened) if min(mark.span.end, paragraph.end) <= at), 0)
                for mark in reversed(opened[outermost:]):
                    yield Close(mark, last=mark.span.end <= at)
                again = [mark for mark in opened[outermost:] if mark.span.end > at]
                del opened[outermost:]
                if at == paragraph.end:
                    return
                for mark in sorted(again, key=lambda mark: -mark.span.end):
                    yield self._open(mark)
                    opened.append(mark)
                continue
            yield self._open(marks[waiting])
            opened.append(marks[waiting])
            waiting += 1

    def _open(self, mark: Mark) -> Open:
        first = mark.anchor not in self.anchored
        if first:
            self.anchored.add(mark.anchor)
        else:
            self.split.add(mark.anchor)
        return Open(mark, first=first)
