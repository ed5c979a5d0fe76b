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

from onrecord.stories.profiles import Profile, Weights

__all__ = [
    "FEATURES",
    "LEAST",
    "LEAST_FAR",
    "NEAR_DAYS",
    "WHOLE",
    "Trees",
    "chances",
    "explain_pair",
    "is_candidate",
    "measure_pair",
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


class Trees:
    """Boosted trees as arrays, walked for many rows at once. Leaves are whole numbers: millionths of log-odds."""

    def __init__(self, described: dict[str, Any]) -> None:
        if tuple(described["features"]) != FEATURES:
            raise ValueError("likeness.json was trained on other likenesses: train it anew (training/stories)")
        self._feature = np.array(described["feature"], dtype=np.int64)
        self._threshold = np.array(described["threshold"], dtype=np.int64)
        self._next = np.array([described["no"], described["yes"]], dtype=np.int64)
        self._leaf = np.array(described["leaf"], dtype=np.int64)
        self._depth = int(described["depth"])
        self._base = int(described["base"])

    def log_odds(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """For each row of likenesses, a million times the logarithm of the odds."""
        trees = np.arange(len(self._feature))[None]
        at = np.zeros((len(rows), len(self._feature)), dtype=np.int64)
        row = np.arange(len(rows))[:, None]
        for _ in range(self._depth):
            goes = rows[row, self._feature[trees, at]] <= self._threshold[trees, at]
            at = self._next[goes.astype(np.int64), trees, at]
        odds: NDArray[np.int64] = self._leaf[trees, at].sum(axis=1) + self._base
        return odds


@lru_cache(maxsize=1)
def _shipped() -> Trees:
    return Trees(json.loads(files("onrecord.stories").joinpath("likeness.json").read_text(encoding="utf-8")))


def is_candidate(product: int, one: int | None, other: int | None) -> bool:
    """Are two reports with this product of their bodies, of these days, worth a closer look?"""
    apart = 0 if one is None or other is None else abs(one - other)
    return apart <= YEAR and product >= (LEAST_FAR if apart > NEAR_DAYS else LEAST)


def measure_pair(one: Profile, other: Profile) -> tuple[int, ...]:
    """The likenesses of two reports, in the order of `FEATURES`; the same whichever comes first."""
    opening = _product(one.opening, other.opening)
    told = sorted((_told(one.opening, other), _told(other.opening, one)))
    named = sorted(
        _told(a.opening_names, b) if a.opening_names else _told(a.opening, b) for a, b in ((one, other), (other, one))
    )
    apart = -1 if one.day is None or other.day is None else abs(one.day - other.day)
    return (
        _product(one.body, other.body),
        opening,
        _product(one.title, other.title) if one.title and other.title else opening,
        _product(one.name_weights, other.name_weights),
        _product(one.opening_names, other.opening_names),
        _product(one.figures, other.figures),
        int(one.row @ other.row),
        told[1],
        told[0],
        named[1],
        named[0],
        apart,
        _common(one.days, other.days),
        _common(one.weekdays, other.weekdays),
        max((one.body[term] * other.body[term] for term in one.body.keys() & other.body.keys()), default=0),
    )


def chances(pairs: Sequence[tuple[Profile, Profile]]) -> list[int]:
    """For each two reports the chance that they tell one event, in thousandths."""
    if not pairs:
        return []
    odds = _shipped().log_odds(np.array([measure_pair(one, other) for one, other in pairs], dtype=np.int64))
    return [round(WHOLE / (1 + math.exp(-max(-50.0, min(50.0, number / 1_000_000))))) for number in odds.tolist()]


def explain_pair(one: Profile, other: Profile, *, most: int = 4) -> str:
    """What speaks for one event, in words: the weightiest names, words and figures that both have, and the days between."""
    common = sorted(one.body.keys() & other.body.keys(), key=lambda term: (-one.body[term] * other.body[term], term))
    names = [term for term in common if term in one.names and term in other.names][:most]
    figures = [term for term in common if term[0].isdigit()][:2]
    plain = [term for term in common if term not in one.names | other.names and not term[0].isdigit()][:most]
    parts = []
    if names:
        parts.append(f"both name {', '.join(_shown(term) for term in names)}")
    if plain:
        parts.append(f"both have the words {', '.join(plain)}")
    if figures:
        parts.append(f"both have the figures {', '.join(figures)}")
    if one.day is not None and other.day is not None:
        days = abs(one.day - other.day)
        parts.append("published on one day" if not days else f"published {days} day{'s' if days > 1 else ''} apart")
    return "; ".join(parts) or "the sense of their openings"


def _shown(term: str) -> str:
    return term.upper() if "." in term else term[0].upper() + term[1:]


def _product(one: Weights, other: Weights) -> int:
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[term] for term, weight in one.items() if term in other)


def _told(opening: Weights, other: Profile) -> int:
    """How much of an opening's weight stands in another report, of a million."""
    return sum(weight * weight for term, weight in opening.items() if term in other.body or term in other.opening)


def _common(one: frozenset[Any], other: frozenset[Any]) -> int:
    return 0 if not one or not other else 1 if one & other else -1
