"""What a runner hands to the gate: named measures, each a share with its counts and the cases behind it.

A runner may give plain dictionaries; `as_measures` reads them and is strict about it, because a measure that is out of range,
not a number, or quietly without its cases would let the gate pass for the wrong reason. Case ids are ids: what stands in an
article stays out of this repository, so anything that looks like prose is refused.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["Measure", "UnfitMeasure", "as_measures"]

LONGEST_ID = 120
MOST_WORDS = 8
"""Nine words in a row are a quotation of somebody's article; an id never needs so many."""


class UnfitMeasure(ValueError):
    """A runner's result that the gate cannot judge; the message names the measure and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A share between 0 and 1 (higher is better), the counts it is made of, and which cases came out right.

    ``counts`` may hold anything worth showing. ``cases`` maps a case's id to whether it came out right; it may be empty where a
    measure has no cases of its own (a share of tokens).
    """

    value: float
    counts: Mapping[str, int]
    cases: Mapping[str, bool]


def as_measures(raw: Mapping[str, Mapping[str, object]]) -> dict[str, Measure]:
    """The measures of a runner in the order of their names; raises `UnfitMeasure` for one that cannot be judged.

    >>> as_measures({"quoted": {"value": 0.5, "counts": {"right": 1, "of": 2}, "cases": {"mill-fire/1": True}}})["quoted"].value
    0.5
    """
    return {name: _as_measure(name, raw[name]) for name in sorted(raw)}


def _as_measure(name: str, raw: Mapping[str, object]) -> Measure:
    unknown = set(raw) - {"value", "counts", "cases"}
    if unknown or "value" not in raw:
        raise UnfitMeasure(f"{name}: a measure has value, counts and cases, not {sorted(raw)}")
    value, counts, cases = raw["value"], raw.get("counts", {}), raw.get("cases", {})
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= 1:
        raise UnfitMeasure(f"{name}: {value!r} is no share between 0 and 1; leave out what could not be measured")
    if not isinstance(counts, Mapping) or not all(isinstance(k, str) and type(v) is int for k, v in counts.items()):
        raise UnfitMeasure(f"{name}: counts are whole numbers by name")
    if not isinstance(cases, Mapping) or not all(isinstance(k, str) and type(v) is bool for k, v in cases.items()):
        raise UnfitMeasure(f"{name}: cases are ids with True or False")
    for case in cases:
        if len(case) > LONGEST_ID or len(case.split()) > MOST_WORDS:
            raise UnfitMeasure(f"{name}: {case[:40]!r}… is no id but words; number the case instead")
    return Measure(float(value), MappingProxyType(dict(counts)), MappingProxyType(dict(sorted(cases.items()))))
