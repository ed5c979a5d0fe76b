"""The nouns of a report's names: each occurrence, and the one who bears it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from onrecord.spans import Span
from onrecord.statements.prose import Prose
from onrecord.statements.runs import Gender

__all__ = ["Bearer", "Gender", "Name", "Names", "Nature"]

Nature = Literal["person", "organisation", "group", "place"]


@dataclass(frozen=True, slots=True)
class Name:
    """One occurrence of a name: tokens ``[first, last)`` of the prose without title and possessive ending.

    ``bearers`` are the indices of those it may stand for: one, or several where the report does not say which.
    """

    first: int
    last: int
    span: Span
    bearers: tuple[int, ...]
    possessive: bool = False
    role: Span | None = None
    subject: bool = False

    @property
    def bearer(self) -> int | None:
        """The one bearer, if there is no doubt."""
        return self.bearers[0] if len(self.bearers) == 1 else None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who or what is named: the fullest name the report gives, what it is, and the words that tell its roles.

    ``votes`` says how clearly the report shows its nature; ``gender`` is the pronoun the report uses, if that is clear;
    ``firm`` says that something only a person has (a title, a role, an age, a verb of saying) was seen.
    """

    name: str
    nature: Nature
    votes: int
    gender: Gender | None
    fullest: Span
    roles: tuple[Span, ...] = ()
    outlet: bool = False
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """All names of a report in reading order, and their bearers."""

    names: tuple[Name, ...]
    bearers: tuple[Bearer, ...]
    starting: dict[int, int] = field(repr=False, compare=False)

    def within(self, prose: Prose, span: Span) -> tuple[Name, ...]:
        """The names that begin inside a span."""
        return tuple(self.names[self.starting[i]] for i in prose.within(span) if i in self.starting)
