"""Two profiles in, the chance that their reports tell one event out, with what speaks for it in words.

Some fifteen likenesses of two reports (words, names, figures, days, the vectors of their openings) go through a set of
boosted trees that ships with the package (``likeness.json``, trained by ``training/stories``). What is hard here is that the
chance may not depend on which report came first nor in which company: likenesses and leaves are whole numbers, and the trees
are walked in numpy.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.stories.profiles import KINDS, Profile

__all__ = [
    "FEATURES",
    "LEAST",
    "LEAST_FAR",
    "NEAR_DAYS",
    "WHOLE",
    "YEAR",
    "Trees",
    "explain_pair",
    "find_chances",
    "is_candidate",
    "measure_pairs",
]

FEATURES = (
    "body",  # product of the two bodies' weights
    "opening",
    "title",  # of the headlines; of the openings where one has none
    "names",
    "opening_names",
    "figures",
    "vectors",
    "told_best",  # how much of one's opening stands in the other, the better of the two directions
    "told_least",
    "named_best",  # how much of the names in one's opening stand in the other
    "named_least",
    "days_apart",  # between publications; -1 where one is unknown
    "days_told",  # 1 where a day told is common, -1 where none is, 0 where one tells none
    "weekdays",
    "rarest",  # the weightiest term that both have
)
WHOLE = 1000
"""A chance of one."""
NEAR_DAYS = 60
"""Days between two reports from which on more must be common for them to be looked at."""
YEAR = 365
"""Days between two reports beyond which they tell two events, whatever they have in common: last year's visit is another."""
LEAST, LEAST_FAR = 60_000, 120_000
"""The least product of two bodies over words that are not common (of a million) for a pair to be looked at."""


_CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december jan feb mar apr jun jul aug sep sept oct nov dec""".split()
)
"""Names that say nothing to a reader of the reason."""
_AT_ONCE = 2048
"""Rows that go through the trees together: few enough for the processor to keep at hand."""


class Trees:
    """Boosted trees as arrays, walked for many rows at once. Leaves are whole numbers: millionths of log-odds."""

    def __init__(self, described: dict[str, Any]) -> None:
        if tuple(described["features"]) != FEATURES:
            raise ValueError("likeness.json was trained on other likenesses: train it anew (training/stories)")
        self._feature = np.array(described["feature"], dtype=np.int64)
        self._trees, self._size = self._feature.shape
        self._feature = self._feature.ravel()
        self._threshold = np.array(described["threshold"], dtype=np.int64).ravel()
        # Nodes of all trees in one column: where to go from each, where the answer is no and where it is yes.
        first = np.arange(self._trees)[:, None] * self._size
        self._next = np.stack(
            [(np.array(described[key], dtype=np.int64) + first).ravel() for key in ("no", "yes")], axis=1
        ).ravel()
        self._leaf = np.array(described["leaf"], dtype=np.int64).ravel()
        self._depth = int(described["depth"])
        self._base = int(described["base"])

    def log_odds(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """For each row of likenesses, a million times the logarithm of the odds."""
        parts = [self._walk(rows[start : start + _AT_ONCE]) for start in range(0, len(rows), _AT_ONCE)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    def _walk(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        values = rows.ravel()
        first = np.arange(len(rows))[:, None] * rows.shape[1]
        at = np.broadcast_to(np.arange(self._trees) * self._size, (len(rows), self._trees))
        for _ in range(self._depth):
            goes = values.take(self._feature.take(at) + first) <= self._threshold.take(at)
            at = self._next.take(2 * at + goes)
        odds: NDArray[np.int64] = self._leaf.take(at).sum(axis=1) + self._base
        return odds


@lru_cache(maxsize=1)
def _shipped() -> Trees:
    return Trees(json.loads(files("onrecord.stories").joinpath("likeness.json").read_text(encoding="utf-8")))


def is_candidate(product: int, one: int | None, other: int | None) -> bool:
    """Are two reports with this product of their bodies, of these days, worth a closer look?"""
    apart = 0 if one is None or other is None else abs(one - other)
    return apart <= YEAR and product >= (LEAST_FAR if apart > NEAR_DAYS else LEAST)


def measure_pairs(one: Profile, others: Sequence[Profile]) -> NDArray[np.int64]:
    """The likenesses of a report to each of the others, a row in the order of `FEATURES`; the same whichever comes first."""
    columns = np.zeros((len(FEATURES), len(others)), dtype=np.int64)
    if not others:
        return columns.T
    # Where the others' terms stand among this one's, all of them in one go.
    terms = np.concatenate([other.table.terms for other in others])
    owner = np.repeat(np.arange(len(others)), [len(other.table.terms) for other in others])
    place = np.minimum(np.searchsorted(one.table.terms, terms), max(0, len(one.table.terms) - 1))
    common = np.flatnonzero(one.table.terms[place] == terms) if len(one.table.terms) else np.zeros(0, dtype=np.int64)
    owner = owner[common]
    ours = one.table.weights[:, place[common]].astype(np.int64)
    theirs = np.concatenate([other.table.weights for other in others], axis=1)[:, common].astype(np.int64)

    def count(values: NDArray[np.int64]) -> NDArray[np.int64]:
        # Whole numbers in doubles: exact, in whatever order they are summed.
        return np.bincount(owner, weights=values, minlength=len(others)).astype(np.int64)

    products = ours[:KINDS] * theirs[:KINDS]
    columns[0:6] = [count(row) for row in products]
    titled = np.array([bool(one.title) and bool(other.title) for other in others])
    columns[2] = np.where(titled, columns[2], columns[1])
    columns[6] = np.stack([other.row for other in others]) @ one.row
    told = np.stack([count(ours[1] ** 2 * theirs[KINDS]), count(theirs[1] ** 2 * ours[KINDS])])
    named = np.stack([count(ours[4] ** 2 * theirs[KINDS]), count(theirs[4] ** 2 * ours[KINDS])])
    named[0] = named[0] if one.opens_with_names else told[0]
    named[1] = np.where([other.opens_with_names for other in others], named[1], told[1])
    columns[7], columns[8] = told.max(axis=0), told.min(axis=0)
    columns[9], columns[10] = named.max(axis=0), named.min(axis=0)
    columns[11] = [-1 if one.day is None or other.day is None else abs(one.day - other.day) for other in others]
    columns[12] = [_common(one.days, other.days) for other in others]
    columns[13] = [_common(one.weekdays, other.weekdays) for other in others]
    if len(owner):
        first = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
        columns[14, owner[first]] = np.maximum.reduceat(products[0], first)
    return columns.T


def find_chances(rows: NDArray[np.int64]) -> list[int]:
    """For each row of likenesses the chance that the two reports tell one event, in thousandths."""
    odds = _shipped().log_odds(rows).tolist()
    return [round(WHOLE / (1 + math.exp(-max(-50.0, min(50.0, number / 1_000_000))))) for number in odds]


def explain_pair(one: Profile, other: Profile, *, most: int = 4) -> str:
    """What speaks for one event, in words: the weightiest names, words and figures that both have, and the days between."""
    common = sorted(one.body.keys() & other.body.keys(), key=lambda term: (-one.body[term] * other.body[term], term))
    names = [term for term in common if term in one.names and term in other.names and term not in _CALENDAR][:most]
    figures = [term for term in common if term[0].isdigit()][:2]
    plain = [term for term in common if term not in one.names | other.names and not term[0].isdigit()][:most]
    parts = []
    if names:
        parts.append(f"both name {', '.join(_shown(term, one, other) for term in names)}")
    if plain:
        parts.append(f"both have the words {', '.join(plain)}")
    if figures:
        parts.append(f"both have the figures {', '.join(figures)}")
    if one.day is not None and other.day is not None:
        days = abs(one.day - other.day)
        parts.append("published on one day" if not days else f"published {days} day{'s' if days > 1 else ''} apart")
    return "; ".join(parts) or "the sense of their openings"


def _shown(term: str, one: Profile, other: Profile) -> str:
    """A name as one of the two prints it; terms have lost their capitals and plurals."""
    printed = one.printed.get(term) or other.printed.get(term)
    return printed or (term.upper() if "." in term else term.capitalize())


def _common(one: frozenset[Any], other: frozenset[Any]) -> int:
    return 0 if not one or not other else 1 if one & other else -1
