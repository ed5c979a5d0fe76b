"""Which passages two reports share: reports and their statements in, copies and shared quotations out.

A copy is at least eight words told by the reports themselves that stand almost word for word in both. What is hard here is to
tell it from a quotation (two reporters who print the same quotation are two witnesses, not one), and to bear small edits inside
a stretch: where two reports share a run of five words, the stretch is extended word by word, over small edits. So the words of
a report are parted first, and what it tells is compared with what the other tells, what it quotes with what the other quotes;
then what one of them quotes with what the other tells, which prints those words without marks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from onrecord.datamodel import Copy, Passage, Report, SharedQuotation, Statement
from onrecord.stories.credits import find_credits
from onrecord.stories.narration import Wording, part_wording
from onrecord.stories.originals import trace_copy
from onrecord.stories.words import find_words

__all__ = ["SharedPassages", "compare_narrations", "find_copies"]

LEAST = 8
"""Words a copy has at least, all but one of which agree: shorter runs are shared by chance."""
FORMULA = 100
"""Pairs of places from which on a run of words is a formula of the two reports, and no sign that one was copied."""
EDIT = 3
"""Words that an edit inside a copy may take out or put in."""
_SKIPS = sorted(((x, y) for x in range(EDIT + 1) for y in range(EDIT + 1) if x or y), key=lambda s: (max(s), sum(s), s))
"""Words that an edit may skip on both sides, the smallest edits first."""
REJOIN = 3
"""Words that must agree after an edit for the copy to go on: fewer agree by chance."""
_REACH = EDIT + REJOIN
SHARE = 0.75
"""Share of a stretch's words that must agree, on both sides."""
SCRAP = 3
"""Words before a copy's first or after its last paragraph end that are no part of it."""
REPORTED = 10
"""Agreeing words of a copy that is indirect speech on both sides: whoever reports one sentence prints some of its words."""
LONG = 14
"""Agreeing words from which on one plain word less will do: a sentence of names, ages and titles."""
PLAIN = 3
"""Words that are neither grammar nor a name, that a copy has at least: a long title is no copy. In quotations one will do."""


@dataclass(frozen=True, slots=True)
class SharedPassages:
    """What reports share, pair by pair, in the order of their ids and then of the text.

    ``copies`` is narration, which is one text in two prints; ``quotations`` are other people's words, which both or one of them
    quotes.
    """

    copies: tuple[Copy, ...]
    quotations: tuple[SharedQuotation, ...]


@dataclass(frozen=True, slots=True, order=True)
class _Stretch:
    """Positions (in words) of a stretch on both sides, and how many words agree."""

    start_a: int
    start_b: int
    end_a: int
    end_b: int
    agree: int


def find_copies(reports: Sequence[Report], statements: Sequence[tuple[Statement, ...]]) -> SharedPassages:
    """What two reports share word for word, narration apart from quotations; page furniture is in neither.

    ``statements`` has a tuple for each report. Each copy says which of the two it likely comes from, where something tells.
    """
    order = sorted(range(len(reports)), key=lambda i: (reports[i].id, reports[i].name))
    parted = [(reports[i], *part_wording(reports[i], statements[i])) for i in order]
    by_id = {report.id: report for report in reports}
    copies: list[Copy] = []
    quotations: list[SharedQuotation] = []
    for (first, told_a, quoted_a), (second, told_b, quoted_b) in combinations(parted, 2):
        ids = (first.id, second.id)
        copied = _compare((first, told_a), (second, told_b))
        found = [SharedQuotation(ids, *pair, quoted_by=ids) for pair in _compare((first, quoted_a), (second, quoted_b))]
        known = [*copied, *((both.a, both.b) for both in found)]
        # What only one of them quotes counts where nothing better is known of the passage on either side.
        for by, a, b in ((first.id, quoted_a, told_b), (second.id, told_a, quoted_b)):
            for here, there in _compare((first, a), (second, b)):
                if not any(here.span.overlaps(x.span) or there.span.overlaps(y.span) for x, y in known):
                    found.append(SharedQuotation(ids, here, there, quoted_by=(by,)))
        copies += (Copy(ids, *pair) for pair in copied)
        quotations += sorted(found, key=lambda shared: (shared.a.span, shared.b.span))
    touched = {report_id for copy in copies for report_id in copy.reports}
    credits = {report_id: tuple(credit.agency for credit in find_credits(by_id[report_id])) for report_id in touched}
    traced = []
    for copy in copies:
        original, why = trace_copy(copy, by_id[copy.reports[0]], by_id[copy.reports[1]], credits)
        traced.append(replace(copy, original=original, why=why))
    return SharedPassages(tuple(traced), tuple(quotations))


def compare_narrations(one: tuple[Report, Wording], other: tuple[Report, Wording]) -> tuple[Copy, ...]:
    """The copies between two reports whose narrations are at hand, in the order of the first one's text."""
    first, second = sorted((one, other), key=lambda told: (told[0].id, told[0].name))
    return tuple(Copy((first[0].id, second[0].id), *pair) for pair in _compare(first, second))


def _compare(one: tuple[Report, Wording], other: tuple[Report, Wording]) -> list[tuple[Passage, Passage]]:
    """The passages that the words of two reports share."""
    (first, a), (second, b) = one, other
    return [
        (
            Passage(first.text, a.span(stretch.start_a, stretch.end_a)),
            Passage(second.text, b.span(stretch.start_b, stretch.end_b)),
        )
        for stretch in _stretches(a, b, _shared_runs(a, b))
    ]


def _shared_runs(a: Wording, b: Wording) -> list[tuple[int, int]]:
    """Where (in words) the two share a run, in order."""
    if a.run_numbers.isdisjoint(b.run_numbers):
        return []
    (ours, at), (theirs, to) = a.runs, b.runs
    first, last = np.searchsorted(theirs, ours, side="left"), np.searchsorted(theirs, ours, side="right")
    here = np.searchsorted(ours, ours, side="right") - np.searchsorted(ours, ours, side="left")
    chosen = np.flatnonzero((first < last) & ((last - first) * here <= FORMULA))
    times = (last - first)[chosen]
    place = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times) + np.repeat(first[chosen], times)
    return sorted(zip(np.repeat(at[chosen], times).tolist(), to[place].tolist(), strict=True))


def _stretches(a: Wording, b: Wording, runs: Sequence[tuple[int, int]]) -> list[_Stretch]:
    """The stretches that grow out of shared runs: the longest first, none overlapping another on either side."""
    grown: list[_Stretch] = []
    covered: set[tuple[int, int]] = set()
    for at, to in sorted(runs):
        if (at, to) in covered:
            continue
        stretch, pairs = _grow(a, b, at, to)
        covered.update(pairs)
        if _is_copy(a, b, stretch):
            grown.append(stretch)
    grown.sort(key=lambda s: (-s.agree, s))
    kept: list[_Stretch] = []
    for stretch in grown:
        if all(
            (stretch.end_a <= other.start_a or other.end_a <= stretch.start_a)
            and (stretch.end_b <= other.start_b or other.end_b <= stretch.start_b)
            for other in kept
        ):
            kept.append(stretch)
    return sorted(kept)


def _grow(a: Wording, b: Wording, at: int, to: int) -> tuple[_Stretch, list[tuple[int, int]]]:
    """The stretch around two positions where the words agree, and the pairs of positions that agree in it."""
    pairs = [(at, to), *_walk(a, b, at, to, 1), *_walk(a, b, at, to, -1)]
    pairs.sort()
    whole = _without_scraps(a, pairs)
    first, last = whole[0], whole[-1]
    return _Stretch(first[0], first[1], last[0] + 1, last[1] + 1, len(whole)), pairs


def _without_scraps(a: Wording, pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs without a few words that only a paragraph's end parts from the rest: "he said." of the paragraph before."""
    ends = [at for at in range(1, len(pairs)) if "\n" in a.text[a.ends[pairs[at - 1][0]] : a.starts[pairs[at][0]]]]
    start = next((at for at in reversed(ends) if at <= SCRAP), 0)
    stop = next((at for at in ends if at >= len(pairs) - SCRAP), len(pairs))
    return pairs[start:stop] if start < stop else pairs


def _walk(a: Wording, b: Wording, at: int, to: int, step: int) -> list[tuple[int, int]]:
    """Agreeing positions from here on in one direction, over small edits, within the segment on both sides."""
    (first_a, last_a), (first_b, last_b) = _bounds(a, at), _bounds(b, to)
    ours, theirs = a.forms, b.forms
    pairs: list[tuple[int, int]] = []
    i, j = at, to
    while True:
        here, there = i + step, j + step
        if first_a <= here < last_a and first_b <= there < last_b and ours[here] == theirs[there]:
            i, j = here, there
        else:
            # In the direction of the walk, what is left of both segments; the words that follow stand in front.
            left = (ours[here : min(last_a, here + _REACH)], theirs[there : min(last_b, there + _REACH)])
            if step < 0:
                left = (ours[max(first_a, i - _REACH) : i][::-1], theirs[max(first_b, j - _REACH) : j][::-1])
            skip = _find_edit(*left)
            if skip is None:
                return pairs
            i, j = i + step * (skip[0] + 1), j + step * (skip[1] + 1)
        pairs.append((i, j))


def _bounds(told: Wording, at: int) -> tuple[int, int]:
    """Where the segment of a word begins, and where it has ended."""
    return bisect_left(told.segment, told.segment[at]), bisect_right(told.segment, told.segment[at])


def _find_edit(ours: tuple[int, ...], theirs: tuple[int, ...]) -> tuple[int, int] | None:
    """Words that the smallest edit skips on both sides, after which the two agree again; None where none is small enough."""
    for x, y in _SKIPS:
        again = ours[x : x + REJOIN]
        if len(again) == REJOIN and again == theirs[y : y + REJOIN]:
            return x, y
    return None


def _is_copy(a: Wording, b: Wording, stretch: _Stretch) -> bool:
    here, there = stretch.end_a - stretch.start_a, stretch.end_b - stretch.start_b
    longer = max(here, there)
    # "4-year-old" is one word to a reader and three to the comparison.
    hyphens = min(_hyphens(a, stretch.start_a, stretch.end_a), _hyphens(b, stretch.start_b, stretch.end_b))
    agree = stretch.agree - hyphens
    reported = all(a.told[stretch.start_a : stretch.end_a]) and all(b.told[stretch.start_b : stretch.end_b])
    if agree < (REPORTED if reported else LEAST - 1) or longer < LEAST or stretch.agree < SHARE * longer:
        return False
    words = find_words(a.text, a.span(stretch.start_a, stretch.end_a))
    plain = sum(1 for word in words if word.t[0].islower() and not word.is_function_word)
    return plain >= (1 if a.quoted and b.quoted else PLAIN - 1 if stretch.agree >= LONG else PLAIN)


def _hyphens(told: Wording, start: int, end: int) -> int:
    """How many of the words hang on the one before by a hyphen."""
    return sum(1 for at in range(start + 1, end) if told.text[told.ends[at - 1] : told.starts[at]] in {"-", "‐", "‑"})
