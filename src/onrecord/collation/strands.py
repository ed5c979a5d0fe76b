"""The words of one telling, in order, with the text they stand in: what tellings are aligned by."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.datamodel import Text
from onrecord.stories.words import Word

__all__ = ["Strand", "Token"]


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a telling: in which of its passages it stands, and whether inside quotation marks."""

    word: Word
    part: int
    marked: bool


@dataclass(frozen=True, slots=True)
class Strand:
    """The words of one telling, in order, with the text they stand in."""

    text: Text
    tokens: tuple[Token, ...]

    @property
    def ns(self) -> tuple[str, ...]:
        """The normal forms of the words."""
        return tuple(token.word.n for token in self.tokens)
