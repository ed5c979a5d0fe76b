"""What a finder gives: an attribution, as bare spans into a string, before anybody has said who the speaker is.

A finder is any function ``(words) -> tuple[Attribution, ...]``; the rule-based and the learned one are such functions, and
``find_statements`` turns what they give into interpreted statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from onrecord.spans import Span

__all__ = ["Attribution", "Finder", "Shelves"]


@dataclass(frozen=True, slots=True)
class Attribution:
    """One act of saying or thinking: the words that tell its source, its cue and its content, each in spans in reading order.

    ``content`` is never empty; ``source`` and ``cue`` may be. ``parent`` is the index, in the finder's result, of the
    attribution within whose content this one is told. ``score`` (0 to 1) is the finder's confidence, ``why`` the rule or model.
    Content spans include the quotation marks that enclose them; a quotation interrupted by its cue has several spans.
    """

    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    score: float
    why: str
    parent: int | None = None

    def __post_init__(self) -> None:
        if not self.content:
            raise ValueError("an attribution needs content")


Finder = Callable[[str], tuple[Attribution, ...]]


class Shelves:
    """Numbers put where spans lie in a text, so that what overlaps a span is found without a look at everything else.

    ``near`` may give a number whose spans only lie close by; it never leaves out one whose spans overlap.
    """

    _WIDTH = 128

    def __init__(self) -> None:
        self._shelves: defaultdict[int, list[int]] = defaultdict(list)

    def put(self, number: int, spans: Iterable[Span]) -> None:
        """Put a number on every shelf that its spans touch."""
        for shelf in self._touched(spans):
            self._shelves[shelf].append(number)

    def near(self, spans: Iterable[Span]) -> list[int]:
        """The numbers on the shelves that these spans touch, each once, in rising order."""
        return sorted({number for shelf in self._touched(spans) if shelf in self._shelves for number in self._shelves[shelf]})

    def _touched(self, spans: Iterable[Span]) -> set[int]:
        return {n for span in spans for n in range(span.start // self._WIDTH, span.end // self._WIDTH + 1)}
