"""A profile in, the earlier profiles that may tell the same event out, found over the words that few reports have.

Which pairs are looked at depends on the two reports alone (the product of their weights, and the days between), never on what
else is there. What is hard here is cost: each word leads to the reports that have it, their products are summed in one go.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.stories.kept import KeptReport, number_lead
from onrecord.stories.likeness import LEAST, YEAR, is_candidate
from onrecord.stories.profiles import Profile

__all__ = ["Candidates"]


_BITS = 10
"""Bits of a weight: none is above `SCALE`."""
_UNDATED = -1


class Candidates:
    """An index from words to the reports that have them: those kept from before in columns, later ones year by year."""

    def __init__(self, kept: Sequence[KeptReport] = ()) -> None:
        self._kept = kept
        self._leads, self._held_leads = _columns(kept)
        # By year and term, a number for each report that has it: the report's place in the list, and the term's weight.
        self._held: dict[int, dict[str, array[int]]] = defaultdict(lambda: defaultdict(lambda: array("q")))
        self._profiles: list[Profile] = []

    def find(self, profile: Profile) -> list[Profile]:
        """The profiles in the index that are worth a closer look, in the order in which they came."""
        found = [self._kept[place].profile for place, _ in self._find_kept(profile)]
        # Two terms may have one number in the columns: the product is reckoned again, by the terms.
        found = [other for other in found if is_candidate(_product(profile, other), profile.day, other.day)]
        held, weights = [], []
        for year in self._years(profile):
            columns = self._held[year]
            for term, weight in profile.table.leads:
                if term in columns:
                    held.append(np.frombuffer(columns[term], dtype=np.int64))
                    weights.append(weight)
        for place, product in _sum_products(held, weights):
            other = self._profiles[place]
            if is_candidate(product, profile.day, other.day):
                found.append(other)
        return found

    def add(self, profile: Profile) -> None:
        """Put a profile into the index."""
        number = len(self._profiles) << _BITS
        self._profiles.append(profile)
        held = self._held[_year(profile)]
        for term, weight in profile.table.leads:
            held[term].append(number | weight)

    def _find_kept(self, profile: Profile) -> list[tuple[int, int]]:
        if not self._kept:
            return []
        leads = profile.table.leads
        numbers = np.array([number_lead(term) for term, _ in leads], dtype=np.uint32)
        first, last = (np.searchsorted(self._leads, numbers, side=side).tolist() for side in ("left", "right"))
        held = [self._held_leads[start:end] for start, end in zip(first, last, strict=True)]
        found = _sum_products(held, [weight for _, weight in leads])
        return [(at, product) for at, product in found if is_candidate(product, profile.day, self._kept[at].day)]

    def _years(self, profile: Profile) -> list[int]:
        """The years of the index in which a candidate may lie."""
        year = _year(profile)
        return [known for known in self._held if year == _UNDATED or known == _UNDATED or abs(known - year) <= 1]


def _columns(kept: Sequence[KeptReport]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The leads of all kept reports, sorted by number, and beside each the report's place with the weight."""
    leads = [report.leads for report in kept]
    if not leads:
        return np.zeros(0, dtype=np.uint32), np.zeros(0, dtype=np.int64)
    numbers = np.concatenate([numbers for numbers, _ in leads])
    places = np.repeat(np.arange(len(leads)), [len(numbers) for numbers, _ in leads])
    held = places << _BITS | np.concatenate([weights for _, weights in leads])
    order = np.argsort(numbers, kind="stable")
    return numbers[order], held[order]


def _sum_products(held: Sequence[NDArray[np.int64]], weights: Sequence[int]) -> list[tuple[int, int]]:
    """The places whose products with these weights come to `LEAST`, each with the sum."""
    if not any(map(len, held)):
        return []
    numbers = np.concatenate(held)
    products = (numbers & ((1 << _BITS) - 1)) * np.repeat(weights, [len(column) for column in held])
    places = numbers >> _BITS
    first = int(places.min())  # reports of two years lie near to each other, however many came before
    # Whole numbers in doubles: exact, in whatever order they are summed.
    sums = np.bincount(places - first, weights=products)
    return [(first + place, int(sums[place])) for place in np.flatnonzero(sums >= LEAST).tolist()]


def _product(one: Profile, other: Profile) -> int:
    return sum(weight * other.body.get(term, 0) for term, weight in one.table.leads)


def _year(profile: Profile) -> int:
    """Which stretch of `YEAR` days the report's day lies in; candidates lie no further apart than that."""
    return _UNDATED if profile.day is None else profile.day // YEAR
