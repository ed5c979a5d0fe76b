"""Texts in, pairs of texts that share wording out, each text read once: the candidates for copies among many reports.

Every run of eight words has a number, and of all numbers a text keeps one in sixteen: those that 16 divides. Two texts that
share a fifth of their runs share some of those that were kept. (Sampling by the number itself: Manber 1994. MinHash estimates
how alike two sets are as wholes and misses a dispatch inside a page three times its length; what is asked here is how much of
the shorter text stands in the longer.) What is hard is page furniture that hundreds of reports share: a run of many texts
says nothing.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from onrecord.datamodel import Report

__all__ = ["find_shared_wording", "sketch_report"]

RUN = 8
"""Words in a run."""
_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`´](?=[^\W_])[^\W_]+)*")
_SAMPLE = np.uint64(16)
_COMMON = 40
"""Texts from which on a run is furniture."""
_LEAST = 2
"""Kept runs that two texts must share, and the share of the smaller sketch that they must make up."""
_SHARE = 0.08
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def sketch_report(report: Report) -> NDArray[np.uint64]:
    """The numbers of the runs that are kept of a report, sorted, each once."""
    paragraphs = (block.span.cut(report.text.words) for block in report.text.blocks if block.kind != "furniture")
    words = np.fromiter(_numbers(paragraphs), dtype=np.uint64)
    if len(words) < RUN:
        return np.zeros(0, dtype=np.uint64)
    with np.errstate(over="ignore"):
        runs = np.zeros(len(words) - RUN + 1, dtype=np.uint64)
        for at in range(RUN):
            runs = (runs ^ words[at : len(words) - RUN + 1 + at]) * _FACTOR
            runs ^= runs >> np.uint64(29)
    kept: NDArray[np.uint64] = np.unique(runs[runs % _SAMPLE == 0])
    return kept


def _numbers(paragraphs: Iterable[str]) -> Iterator[int]:
    return (number for paragraph in paragraphs for word in _WORD.findall(paragraph) if (number := _number(word)))


@lru_cache(maxsize=200_000)
def _number(printed: str) -> int:
    """A number for a word, whatever its capitals and apostrophes; the same on every machine."""
    return zlib.crc32(re.sub(r"[\W_]", "", printed).casefold().encode("utf-8"))


def find_shared_wording(sketches: Sequence[NDArray[np.uint64]]) -> list[tuple[int, int]]:
    """The pairs (by number) that may share a good part of the shorter one's wording, in order."""
    holders: dict[int, list[int]] = defaultdict(list)
    for number, sketch in enumerate(sketches):
        for run in sketch.tolist():
            holders[run].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if 1 < len(numbers) < _COMMON:
            shared.update(combinations(numbers, 2))
    return sorted(pair for pair, count in shared.items() if count >= _enough(sketches[n] for n in pair))


def _enough(sketches: Iterable[NDArray[np.uint64]]) -> float:
    return max(_LEAST, _SHARE * min(map(len, sketches)))
