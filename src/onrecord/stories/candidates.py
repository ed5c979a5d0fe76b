"""A profile in, the earlier profiles that may tell the same event out, found over the words that few reports have.

Which pairs are looked at depends on the two reports alone (the product of their weights, and the days between), never on what
else is there. What is hard here is cost: each word leads to the reports that have it, their products are summed in one go.
"""

from __future__ import annotations

from array import array
from collections import defaultdict

import numpy as np

from onrecord.stories.likeness import LEAST, YEAR, is_candidate
from onrecord.stories.profiles import Profile

__all__ = ["Candidates"]


_BITS = 10
"""Bits of a weight: none is above `SCALE`."""
_UNDATED = -1


class Candidates:
    """An index from words to the reports that have them, year by year."""

    def __init__(self) -> None:
        # By year and term, a number for each report that has it: the report's place in the list, and the term's weight.
        self._held: dict[int, dict[str, array[int]]] = defaultdict(lambda: defaultdict(lambda: array("q")))
        self._profiles: list[Profile] = []

    def find(self, profile: Profile) -> list[Profile]:
        """The profiles in the index that are worth a closer look, in the order in which they came."""
        held, weights = [], []
        for year in self._years(profile):
            columns = self._held[year]
            for term, weight in profile.table.leads:
                if term in columns:
                    held.append(np.frombuffer(columns[term], dtype=np.int64))
                    weights.append(weight)
        if not held:
            return []
        numbers = np.concatenate(held)
        products = (numbers & ((1 << _BITS) - 1)) * np.repeat(weights, [len(column) for column in held])
        # Whole numbers in doubles: exact, in whatever order they are summed.
        sums = np.bincount(numbers >> _BITS, weights=products)
        found = []
        for number in np.flatnonzero(sums >= LEAST).tolist():
            other = self._profiles[number]
            if is_candidate(int(sums[number]), profile.day, other.day):
                found.append(other)
        return found

    def add(self, profile: Profile) -> None:
        """Put a profile into the index."""
        number = len(self._profiles) << _BITS
        self._profiles.append(profile)
        held = self._held[_year(profile)]
        for term, weight in profile.table.leads:
            held[term].append(number | weight)

    def _years(self, profile: Profile) -> list[int]:
        """The years of the index in which a candidate may lie."""
        year = _year(profile)
        return [known for known in self._held if year == _UNDATED or known == _UNDATED or abs(known - year) <= 1]


def _year(profile: Profile) -> int:
    """Which stretch of `YEAR` days the report's day lies in; candidates lie no further apart than that."""
    return _UNDATED if profile.day is None else profile.day // YEAR
