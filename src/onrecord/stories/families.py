"""Copies in, families out: which reports of a story are one text, and which of them it likely comes from.

Two reports are of one family where what they share makes up a good part of the shorter one's own words (quotations and
furniture left out). What is hard here is what looks like a copy and is none: a statement that both print whole, a house's own
links and explainers. Which report the text comes from is the business of `originals`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from onrecord.datamodel import Copy, Family, Report
from onrecord.stories.copies import compare_narrations
from onrecord.stories.credits import find_credits
from onrecord.stories.narration import Wording, find_narration
from onrecord.stories.originals import find_original
from onrecord.stories.profiles import find_day
from onrecord.stories.sketches import find_shared_wording, find_stock, number_runs, sketch_report

__all__ = ["find_families", "group_copies"]

SHARE = 0.2
"""Share of the shorter report's own words that two reports of one family have in common."""
WHOLE = 0.75
"""The same where they have one block in common and nothing else, in which nobody is said to say anything: it may be a statement
that both print whole. And for two reports of one house, which tells its own stories again and prints its own explainers."""
HALF = 0.5
"""Below this share they have `LEAST_PART` words in common, and so have reports more than `APART` days apart."""
LEAST, LEAST_PART = 24, 60
"""Words that they have in common at least: less may be a formula, or a sentence out of one press release."""
APART = 30
"""Days between two reports from which on it takes more to make them one text."""
PARTED = 3
"""Own words between two copies from which on they are two blocks."""
_SAYS = re.compile(r"\b(?:said|says|told|tells|according to|reported|announced|added|asked)\b")


def find_families(reports: Sequence[Report]) -> tuple[Family, ...]:
    """The families among many reports, whatever their stories: only reports that share wording are set side by side."""
    ordered = sorted(reports, key=lambda report: report.id)
    sketches = [sketch_report(report) for report in ordered]
    stock = find_stock(sketches, [find_day(report.published) for report in ordered])
    pairs = find_shared_wording(sketches, stock)
    chosen = sorted({number for pair in pairs for number in pair})
    told = {number: find_narration(ordered[number]) for number in chosen}
    found = (c for a, b in pairs for c in compare_narrations((ordered[a], told[a]), (ordered[b], told[b])))
    copies = [copy for copy in found if not _is_stock(copy, stock)]
    return _group([ordered[n] for n in chosen], copies, {ordered[n].id: narration for n, narration in told.items()})


def group_copies(reports: Sequence[Report], copies: Sequence[Copy]) -> tuple[Family, ...]:
    """The families of reports, from the copies found between them, in order of their first report."""
    touched = {report_id for copy in copies for report_id in copy.reports}
    chosen = [report for report in reports if report.id in touched]
    return _group(chosen, copies, {report.id: find_narration(report) for report in chosen})


def _is_stock(copy: Copy, stock: NDArray[np.uint64]) -> bool:
    """Is half of what is known of the passage's runs stock?"""
    runs = number_runs(copy.a.exact)
    if not len(runs) or not len(stock):
        return False
    # Stock is sorted and grows with the reports: each run is looked up in it.
    near = np.minimum(np.searchsorted(stock, runs), len(stock) - 1)
    return 2 * int((stock[near] == runs).sum()) >= len(runs)


def _group(reports: Sequence[Report], copies: Iterable[Copy], told: Mapping[str, Wording]) -> tuple[Family, ...]:
    pairs: dict[tuple[str, str], list[Copy]] = defaultdict(list)
    for copy in copies:
        pairs[copy.reports].append(copy)
    by_id = {report.id: report for report in reports}
    family = {report.id: {report.id} for report in reports}
    for (a, b), found in sorted(pairs.items()):
        if family[a] is not family[b] and _is_one_text((by_id[a], told[a]), (by_id[b], told[b]), found):
            family[a] |= family[b]
            for member in family[b]:
                family[member] = family[a]
    shared = {pair: _count_words(found) for pair, found in pairs.items()}
    sizes = {report_id: len(narration) for report_id, narration in told.items()}
    groups = {min(members): sorted(members) for members in family.values() if len(members) > 1}
    return tuple(_family([by_id[member] for member in members], shared, sizes) for _, members in sorted(groups.items()))


def _is_one_text(one: tuple[Report, Wording], other: tuple[Report, Wording], copies: Sequence[Copy]) -> bool:
    words = _count_words(copies)
    share = words / max(1, min(len(one[1]), len(other[1])))
    days = [find_day(report.published) for report, _ in (one, other)]
    near = days[0] is None or days[1] is None or abs(days[0] - days[1]) <= APART
    houses = [_house(report) for report, _ in (one, other)]
    if words < (LEAST if near and share >= HALF else LEAST_PART):
        return False
    whole = houses[0] is not None and houses[0] == houses[1]
    if not any(_SAYS.search(copy.a.exact) for copy in copies):
        whole = whole or _count_blocks(copies, one[1], other[1]) == 1
    return share >= (WHOLE if whole else SHARE)


def _count_words(copies: Iterable[Copy]) -> int:
    return sum(min(len(copy.a.exact.split()), len(copy.b.exact.split())) for copy in copies)


def _count_blocks(copies: Sequence[Copy], one: Wording, other: Wording) -> int:
    """The stretches that two reports have in common; a quotation within one does not part it, words of their own do."""
    blocks = 1
    for before, after in pairwise(sorted(copies, key=lambda copy: copy.a.span)):
        gaps = [
            bisect_left(told.starts, there.span.start) - bisect_left(told.starts, here.span.end)
            for told, here, there in ((one, before.a, after.a), (other, before.b, after.b))
        ]
        blocks += not all(0 <= gap <= PARTED for gap in gaps)
    return blocks


def _house(report: Report) -> str | None:
    """The house that printed the report: its page's domain, or else the outlet's name."""
    domain = (urlsplit(report.url).hostname or "").removeprefix("www.") if report.url else ""
    return domain or report.outlet


def _family(members: Sequence[Report], shared: Mapping[tuple[str, str], int], sizes: Mapping[str, int]) -> Family:
    credits = {report.id: tuple(credit.agency for credit in find_credits(report)) for report in members}
    original, why = find_original(members, credits)
    best: dict[str, int] = defaultdict(int)
    for pair in combinations([report.id for report in members], 2):
        for report_id in pair:
            best[report_id] = max(best[report_id], shared.get(pair, 0))
    agencies = tuple(sorted({agency for names in credits.values() for agency in names}))
    parts = tuple(min(100, 100 * best[report.id] // max(1, sizes[report.id])) for report in members)
    return Family(tuple(report.id for report in members), parts, original, agencies, why)
