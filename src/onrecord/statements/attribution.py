"""What a finder gives: an attribution, as bare spans into a string, before anybody has said who the speaker is.

A finder is any function ``(words) -> tuple[Attribution, ...]``; the rule-based and the learned one are such functions, and
``find_statements`` turns what they give into interpreted statements.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from onrecord.spans import Span

__all__ = ["Attribution", "Finder"]


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
