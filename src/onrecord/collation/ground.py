"""On what ground two details are set beside each other: two settings in, what their sentences and clauses share, out.

Alike sentences tell several matters each. "The missile flew 3,700 kilometres on Friday" and "the council will meet on Friday"
share a missile, a country and a Friday, and their days are of two things. What tells that two details belong to one matter is
what was done or spoken of right beside them, in words that are no names: names say of whom, and a story has few of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.collation.lexicon import stem
from onrecord.collation.matters import DAYS, LIGHT, Line
from onrecord.collation.settings import Setting

__all__ = ["SAYING", "Ground", "find_ground", "find_overlap"]

SAYING = frozenset(
    stem(verb)
    for verb in "said says told tells announced wrote tweeted reported stated posted updated published shared".split()
)
"""That both were said tells nothing of what was."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What two settings share, by weight, but for days: in the clauses around the details and in the whole sentences.

    ``near`` and ``line`` are all shared words, ``doing`` and ``telling`` those of them that are no names and none of saying;
    ``share`` and ``like`` are what ``near`` and ``line`` are of the shorter clause and sentence.
    """

    near: float
    doing: float
    share: float
    line: float
    telling: float
    like: float

    @property
    def is_equal(self) -> bool:
        """Is it enough for two details of the same value?"""
        return (
            (self.doing >= 0.4 and self.share >= 0.15)
            or (self.near >= 0.7 and self.share >= 0.25)
            or (self.telling >= 1.0 and self.like >= 0.2)
            or (self.line >= 2.0 and self.like >= 0.25)
        )

    @property
    def is_vaguer(self) -> bool:
        """Is it enough for a detail and a vaguer one, which any matter of that time, place or size would fit?"""
        return (self.doing >= 0.45 and self.share >= 0.2) or (self.telling >= 1.3 and self.like >= 0.2)

    @property
    def is_broad(self) -> bool:
        """Do the sentences share much, if only names?"""
        return self.line >= 2.0 and self.like >= 0.35


def find_ground(a: Setting, b: Setting) -> Ground:
    """What the clauses and the sentences of two details share."""
    near = find_overlap(a.near, b.near, a.line, least=0.75)
    line = find_overlap(a.line.weights, b.line.weights, a.line, least=1.5)
    return Ground(near.weight, near.doing, near.share, line.weight, line.doing, line.share)


@dataclass(frozen=True, slots=True)
class Overlap:
    """What two bags of words share but for days: the weight, that of the words that tell what, and the lighter one's share."""

    weight: float
    doing: float
    share: float


def find_overlap(mine: Mapping[str, float], theirs: Mapping[str, float], printed: Line, *, least: float = 0.1) -> Overlap:
    """What two bags of words share; ``printed`` has the words of one of them, ``least`` is what the lighter weighs at least."""
    both = [key for key in mine if key in theirs and key not in DAYS]
    told = [key for key in both if printed.printed[key].t[0].islower() and key not in LIGHT and key not in SAYING]
    weight = math.fsum(mine[key] for key in both)
    lighter = min(math.fsum(w for key, w in words.items() if key not in DAYS) for words in (mine, theirs))
    return Overlap(weight, math.fsum(mine[key] for key in told), weight / max(lighter, least))
