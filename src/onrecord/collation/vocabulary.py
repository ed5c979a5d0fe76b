"""The words of many tellings as numbers: units in, and for any pairs of them what words the two share.

A pair is soon compared; a story of forty reports has a hundred thousand pairs, and they are compared together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.collation.units import Unit

__all__ = ["TOGETHER", "Shared", "Vocabulary"]

TOGETHER = 1 << 15
"""Pairs that are compared at a time: their words are held in memory."""

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shared:
    """What each pair shares: how many words, their weight, that of those in quotation marks in both, and of the two rarest."""

    words: Floats
    weight: Floats
    quoted: Floats
    rarest: Floats
    second: Floats


class Vocabulary:
    """The words of units, numbered, so that a unit's are a stretch of one array."""

    def __init__(self, units: Sequence[Unit]) -> None:
        numbers: dict[str, int] = {}
        words: list[list[int]] = [[numbers.setdefault(key, len(numbers)) for key in unit.weights] for unit in units]
        self._lengths = np.array([len(mine) for mine in words], dtype=np.int64)
        self._starts = np.concatenate([[0], np.cumsum(self._lengths)])
        self._words = np.array([word for mine in words for word in mine], dtype=np.int64)
        self._weights = np.array([weight for unit in units for weight in unit.weights.values()], dtype=np.float64)
        self._marked = np.array([key in unit.marked for unit in units for key in unit.weights], dtype=np.bool_)
        self._size = max(1, len(numbers))
        codes = np.repeat(np.arange(len(units)), self._lengths) * self._size + self._words
        self._entries = np.argsort(codes, kind="stable")
        self._codes = codes[self._entries]

    def share(self, first: Places, second: Places) -> Shared:
        """What each pair shares, given the places of its two units; the weights are those of its first."""
        parts = [self._share(first[at : at + TOGETHER], second[at : at + TOGETHER]) for at in range(0, len(first), TOGETHER)]
        return Shared(*np.concatenate(parts or [np.zeros((5, 0))], axis=1))

    def _share(self, first: Places, second: Places) -> Floats:
        lengths = self._lengths[first]
        pair = np.repeat(np.arange(len(first)), lengths)
        before = np.cumsum(lengths) - lengths
        mine = np.arange(len(pair)) - before[pair] + self._starts[first][pair]
        sought = second[pair] * self._size + self._words[mine]
        at = np.minimum(np.searchsorted(self._codes, sought), max(0, len(self._codes) - 1))
        hit = self._codes[at] == sought
        pair, mine, theirs = pair[hit], mine[hit], self._entries[at[hit]]
        weight = self._weights[mine]
        marked = self._marked[mine] & self._marked[theirs]
        rarest, next_one = _two_highest(pair, weight, len(first))
        return np.array(
            [
                np.bincount(pair, minlength=len(first)),
                np.bincount(pair, weight, len(first)),
                np.bincount(pair, weight * marked, len(first)),
                rarest,
                next_one,
            ]
        )


def _two_highest(group: NDArray[np.int64], values: Floats, groups: int) -> tuple[Floats, Floats]:
    """The highest and the second highest value of each group, 0 where there is none; a group's stand together."""
    highest, second = np.zeros(groups), np.zeros(groups)
    if len(group):
        starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
        present = group[starts]
        highest[present] = np.maximum.reduceat(values, starts)
        top = np.flatnonzero(values == highest[group])
        rest = values.copy()
        rest[top[np.unique(group[top], return_index=True)[1]]] = 0.0
        second[present] = np.maximum.reduceat(rest, starts)
    return highest, second
