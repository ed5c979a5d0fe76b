"""A report and its statements in, its words out in two parts: its own, and those that it quotes; page furniture is in neither.

Quoted are words inside marks, direct statements, and texts printed whole (posts, letters, speeches).

What is hard here is the number of words: the copies among thousands of reports are looked for word by word. So a part is
columns of numbers, not a list of words, and a word is the number of its form; what it says is read from the text when
somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onrecord.datamodel import Report, Statement
from onrecord.spans import Span, merge_spans
from onrecord.statements.marks import find_quotations
from onrecord.stories.printed import find_printed
from onrecord.stories.words import find_forms

__all__ = ["SHINGLE", "Wording", "find_narration", "find_runs", "part_wording"]

SHINGLE = 5
"""Words in an indexed run: a copy of eight words with one edit in the middle may hold no longer one."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Wording:
    """Words of a report, its own or those that it quotes, with a number for the form of each.

    ``segment`` numbers the stretches between what is left out, ``told`` marks words of indirect speech; ``quoted`` says which
    of the two kinds of words they are.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    forms: tuple[int, ...]
    segment: tuple[int, ...]
    told: tuple[bool, ...]
    quoted: bool

    def __len__(self) -> int:
        return len(self.forms)

    @cached_property
    def runs(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The numbers of all runs of `SHINGLE` words within a segment, sorted, and where (in words) each begins."""
        return find_runs(np.array(self.forms, dtype=np.uint64), np.array(self.segment, dtype=np.int64), SHINGLE)

    @cached_property
    def run_numbers(self) -> frozenset[int]:
        """The numbers of `runs`: most two texts have none in common, which is soon seen."""
        return frozenset(self.runs[0].tolist())

    def span(self, start: int, end: int) -> Span:
        """The span of the words from ``start`` to before ``end``."""
        return Span(self.starts[start], self.ends[end - 1])


def find_runs(
    forms: NDArray[np.uint64], segment: NDArray[np.int64], length: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The numbers of all runs of so many words within a segment, sorted, and where (in words) each begins."""
    size = len(forms) - length + 1
    if size < 1:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
    numbers = np.zeros(size, dtype=np.uint64)
    for at in range(length):
        numbers = (numbers ^ forms[at : size + at]) * _FACTOR
        numbers ^= numbers >> np.uint64(29)
    whole = np.flatnonzero(segment[:size] == segment[length - 1 :])
    order = whole[np.argsort(numbers[whole], kind="stable")]
    return numbers[order], order


def find_narration(report: Report, statements: Iterable[Statement] = ()) -> Wording:
    """A report's own words; what is left out parts segments."""
    return part_wording(report, statements)[0]


def part_wording(report: Report, statements: Iterable[Statement] = ()) -> tuple[Wording, Wording]:
    """A report's own words, and the words that it quotes, which only words of its own part into segments."""
    text = report.text
    columns = starts, ends, forms = find_forms(text.words)
    furniture = [block.span for block in text.blocks if block.kind == "furniture"]
    quoted = [quotation.span for quotation in find_quotations(text.words)]
    statements = tuple(statements)
    for statement in statements:
        if statement.interpretation.manner == "direct":
            quoted.extend(passage.span for passage in statement.content)
    _, within = _place(starts, ends, merge_spans(furniture + quoted))
    quoted.extend(find_printed(text, starts, forms, within))
    segment, within = _place(starts, ends, merge_spans(furniture + quoted))
    _, told = _place(starts, ends, merge_spans(p.span for statement in statements for p in statement.content))
    _, outside = _place(starts, ends, merge_spans(furniture))
    return (
        _choose(text.words, columns, ~within, segment, told, quoted=False),
        _choose(text.words, columns, within & ~outside, np.cumsum(~within | outside), np.zeros_like(told), quoted=True),
    )


def _choose(
    words: str,
    columns: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]],
    chosen: NDArray[np.bool_],
    segment: NDArray[np.int64],
    told: NDArray[np.bool_],
    *,
    quoted: bool,
) -> Wording:
    """The chosen ones of a text's words."""
    starts, ends, forms = (tuple(column[chosen].tolist()) for column in columns)
    return Wording(words, starts, ends, forms, tuple(segment[chosen].tolist()), tuple(told[chosen].tolist()), quoted)


def _place(
    starts: NDArray[np.int64], ends: NDArray[np.int64], cuts: tuple[Span, ...]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """For each word how many of the cuts lie before it, and whether one overlaps it."""
    if not cuts:
        return np.zeros(len(starts), dtype=np.int64), np.zeros(len(starts), dtype=np.bool_)
    opens, closes = np.array([cut.start for cut in cuts]), np.array([cut.end for cut in cuts])
    passed = np.searchsorted(closes, starts, side="right")
    following = np.minimum(passed, len(cuts) - 1)
    return passed, (passed < len(cuts)) & (opens[following] < ends)
