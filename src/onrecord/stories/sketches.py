"""Texts in, pairs of texts that share wording out, each text read once: the candidates for copies among many reports.

Every run of eight words has a number, and of all numbers a text keeps one in eight: those that 8 divides. Two texts that
share a fifth of their runs share some of those that were kept. (Sampling by the number itself: Manber 1994. MinHash estimates
how alike two sets are as wholes and misses a dispatch inside a page three times its length; what is asked here is how much of
the shorter text stands in the longer.)

What is hard is what many pages print that is no news: links, disclaimers, boxes about an author. They are known by their
age: a dispatch is not printed again a month later, so a run that stands in reports more than a month apart is **stock** and
says nothing; it must be so whichever one of the reports is left out, for a page's date may be wrong. The other hard thing is
cost: a text is read as a column of characters, not word by word.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.datamodel import Report

__all__ = ["find_shared_wording", "find_stock", "number_runs", "sketch_report"]

RUN = 8
"""Words in a run."""
_SAMPLE = np.uint64(8)
_COMMON = 40
"""Texts from which on a run is furniture."""
_LEAST = 2
"""Kept runs that two texts must share, and the share of the smaller sketch that they must make up."""
_SHARE = 0.08
STOCK = 30
"""Days between the prints of a run that make it stock."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_BASE = np.uint64(0xD6E8FEB86659FD93)
_LONGEST = 64
"""Characters of a word that count."""
_JOINS = "'’‘ʼ`´"
_TABLE = 0x10000
"""Characters beyond part words."""

Runs = NDArray[np.uint64]


def sketch_report(report: Report) -> Runs:
    """The numbers of the runs that are kept of a report, sorted, each once."""
    words = report.text.words
    return number_runs("\n".join(words[b.span.start : b.span.end] for b in report.text.blocks if b.kind != "furniture"))


def number_runs(words: str) -> Runs:
    """The numbers of the runs of eight words that are kept of a text, sorted, each once."""
    codes, powers = _characters()
    read = codes[np.minimum(np.frombuffer(words.encode("utf-32-le", "surrogatepass"), dtype=np.uint32), _TABLE - 1)]
    read = np.concatenate([[np.uint64(0)], read[read != 1]])  # an apostrophe neither parts words nor counts
    starts = np.flatnonzero((read[1:] != 0) & (read[:-1] == 0)) + 1
    size = len(starts) - RUN + 1
    if size < 1:
        return np.zeros(0, dtype=np.uint64)
    # Each character counts by its place in its word.
    place = np.minimum(np.arange(starts[0], len(read)) - np.repeat(starts, np.diff(starts, append=len(read))), _LONGEST - 1)
    with np.errstate(over="ignore"):
        numbers = np.add.reduceat(read * np.concatenate([powers[:1].repeat(starts[0]), powers[place]]), starts)
        runs = np.zeros(size, dtype=np.uint64)
        for at in range(RUN):
            runs = (runs ^ numbers[at : size + at]) * _FACTOR
            runs ^= runs >> np.uint64(29)
    kept: Runs = np.unique(runs[runs % _SAMPLE == 0])
    return kept


@lru_cache(maxsize=1)
def _characters() -> tuple[Runs, NDArray[Any]]:
    """A number for each character of a word (0 for one that parts words, 1 for one between), and for each place in it."""
    codes = np.zeros(_TABLE, dtype=np.uint64)
    for code in range(_TABLE):
        if chr(code).isalnum():
            codes[code] = 2 + ord(chr(code).casefold()[0])
    with np.errstate(over="ignore"):
        codes *= _FACTOR
        powers = np.cumprod(np.full(_LONGEST, _BASE), dtype=np.uint64)
    codes[[ord(character) for character in _JOINS]] = 1
    return codes, powers


def find_stock(sketches: Sequence[Runs], days: Sequence[int | None]) -> Runs:
    """The runs that stand in reports more than `STOCK` days apart, sorted."""
    dated = [n for n, day in enumerate(days) if day is not None]
    if not dated:
        return np.zeros(0, dtype=np.uint64)
    runs = np.concatenate([sketches[n] for n in dated])
    when = np.repeat([days[n] for n in dated], [len(sketches[n]) for n in dated])
    order = np.lexsort((when, runs))
    runs, when = runs[order], when[order]
    first = np.flatnonzero(np.append(True, runs[1:] != runs[:-1])[: len(runs)])
    last = np.append(first[1:], len(runs)) - 1
    first, last = first[last - first > 1], last[last - first > 1]
    apart = np.minimum(when[last - 1] - when[first], when[last] - when[first + 1])
    stock: Runs = runs[first[apart > STOCK]]
    return stock


def find_shared_wording(sketches: Sequence[Runs], stock: Runs) -> list[tuple[int, int]]:
    """The pairs (by number) that may share a good part of the shorter one's wording, in order; stock says nothing."""
    if not sketches:
        return []
    sizes = np.array([len(sketch) for sketch in sketches])
    runs, holders = np.concatenate(sketches), np.repeat(np.arange(len(sketches)), sizes)
    order = np.argsort(runs, kind="stable")
    runs, holders = runs[order], holders[order]
    first = np.flatnonzero(np.append(True, runs[1:] != runs[:-1])[: len(runs)])
    held = np.diff(first, append=len(runs))
    held[np.isin(runs[first], stock, assume_unique=True)] = 0
    pairs = []
    for number in range(2, _COMMON):
        group = holders[first[held == number][:, None] + np.arange(number)]
        one, other = np.triu_indices(number, 1)
        pairs.append((group[:, one] * len(sketches) + group[:, other]).ravel())
    found, counts = np.unique(np.concatenate(pairs), return_counts=True)
    a, b = found // len(sketches), found % len(sketches)
    enough = counts >= np.maximum(_LEAST, _SHARE * np.minimum(sizes[a], sizes[b]))
    return list(zip(a[enough].tolist(), b[enough].tolist(), strict=True))
