"""A person's name in, how likely its given name makes "he" or "she" out.

Counted, not written: how often reports spoke of different people of a given name as "he" or "she", where they left no doubt
(`training/speakers/count_given_names.py`). It decides nothing alone; what the report itself says of somebody always goes first.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["given_names", "likely_gender"]


@cache
def _counts() -> dict[str, tuple[int, int]]:
    text = files("onrecord.statements").joinpath("given_names.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: (int(he), int(she)) for name, he, she in rows}


def likely_gender(name: str) -> float:
    """From -1 (always "she") to 1 (always "he"), 0 where nothing is known; few counts say little.

    >>> likely_gender("Maria Oru") < 0 < likely_gender("John Oru")
    True
    >>> likely_gender("Oru")
    0.0
    """
    he, she = _counts().get(name.split()[0].lower(), (0, 0)) if " " in name else (0, 0)
    return (he - she) / (he + she + 1)


@cache
def given_names(*, least: int = 5) -> frozenset[str]:
    """The given names that so many people at least were counted with, in small letters."""
    return frozenset(name for name, counts in _counts().items() if sum(counts) >= least)
