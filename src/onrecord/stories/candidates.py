"""A profile in, the earlier profiles that may tell the same event out, found over the words that few reports have.

Which pairs are looked at depends on the two reports alone (the product of their weights, and the days between), never on what
else is there. What is hard here is cost: each word leads to the reports that have it, their products are summed in one go.
"""

from __future__ import annotations

from array import array
from collections import defaultdict

import numpy as np

from onrecord.stories.likeness import LEAST, is_candidate
from onrecord.stories.profiles import Profile
from onrecord.stories.rarity import COMMON, find_rarity

__all__ = ["Candidates"]


class Candidates:
    """An index from words to the reports that have them."""

    def __init__(self) -> None:
        self._numbers: dict[str, array[int]] = defaultdict(lambda: array("i"))
        self._weights: dict[str, array[int]] = defaultdict(lambda: array("i"))
        self._profiles: list[Profile] = []

    def find(self, profile: Profile) -> list[Profile]:
        """The profiles in the index that are worth a closer look, in the order in which they came."""
        numbers, products = [], []
        for term, weight in profile.body.items():
            if term in self._numbers and find_rarity(term) > COMMON:
                numbers.append(np.array(self._numbers[term], dtype=np.int64))
                products.append(np.array(self._weights[term], dtype=np.int64) * weight)
        if not numbers:
            return []
        # Whole numbers in doubles: exact, in whatever order they are summed.
        sums = np.bincount(np.concatenate(numbers), weights=np.concatenate(products))
        found = []
        for number in np.flatnonzero(sums >= LEAST).tolist():
            other = self._profiles[number]
            if is_candidate(int(sums[number]), profile.day, other.day):
                found.append(other)
        return found

    def add(self, profile: Profile) -> None:
        """Put a profile into the index."""
        number = len(self._profiles)
        self._profiles.append(profile)
        for term, weight in profile.body.items():
            if find_rarity(term) > COMMON:
                self._numbers[term].append(number)
                self._weights[term].append(weight)
