"""Chances between reports in, groups of reports out: average linkage, and again for what has changed and no more.

The two groups whose pairs have the highest mean chance are joined, again and again, as long as that mean is high enough; a
pair that was not looked at counts as no chance. What is hard here is chains: report by report a year's coverage of one matter
hangs together. So the mean is over all pairs, and the larger a group grows the closer it must hang together. The result
depends on the chances alone, not on the order of anything: sums are whole numbers and ties fall by name.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from onrecord.stories.likeness import WHOLE

__all__ = ["ENOUGH", "JudgedReports", "join_reports", "rejoin_reports"]

ENOUGH = WHOLE // 5
"""Mean chance (in thousandths) from which on two groups are one story. Chosen on news-events and ECB+."""
_FREE, _FULL = 24, 60
"""Reports up to which a mean of `ENOUGH` will do, and from which on it must be `_DENSE`; in between it rises evenly."""
_DENSE = 3 * WHOLE // 4

Chances = Mapping[str, Mapping[str, int]]


def _needed(size: int) -> int:
    return ENOUGH if size <= _FREE else ENOUGH + (_DENSE - ENOUGH) * (min(size, _FULL) - _FREE) // (_FULL - _FREE)


@dataclass(frozen=True, slots=True)
class JudgedReports:
    """An editor's word on two reports: that they stand in one story, or that they do not."""

    pair: tuple[str, str]
    same: bool


def rejoin_reports(
    chances: Chances, changed: Iterable[str], kept: Callable[[str], tuple[str, ...]], judged: Iterable[JudgedReports] = ()
) -> list[tuple[str, ...]]:
    """The groups of what has changed, and of all that this touches: what joining all reports anew would give, for less work.

    ``kept`` has the group of a report as it was before, or none; a report that has gone stands in none. Groups that came about
    apart do not mind one another: whatever joins two of them needs a pair of a chance of `ENOUGH`, or an editor's word. So the
    groups of what has changed are joined anew with all that they could join, as if nothing else were there; where one beside
    them does not end as it was, it has changed too, and so on until all others end as they were.
    """
    words = tuple(judged)
    bound: dict[str, set[str]] = defaultdict(set)
    for one, other in (word.pair for word in words if word.same and all(report in chances for report in word.pair)):
        bound[one].add(other)
        bound[other].add(one)
    again = set(changed)
    while True:
        again.update([member for report in again for member in kept(report)])
        near = {other for report in again for other, chance in chances[report].items() if chance >= ENOUGH}
        near.update(*(bound.get(report, ()) for report in again))
        beside = {member for other in near - again for member in kept(other)}
        groups = join_reports(chances, again | beside, words)
        torn = {report for group in groups for report in group if report not in again and kept(report) != group}
        if not torn:
            return [group for group in groups if group[0] in again]
        again |= torn


def join_reports(chances: Chances, reports: Iterable[str], judged: Iterable[JudgedReports] = ()) -> list[tuple[str, ...]]:
    """The groups into which reports fall, each sorted, in order of their first report.

    What editors say comes before the chances: reports that they put together begin as one group, and no two that they keep
    apart come into one, not even over a third.
    """
    # A group goes by its first report: a name that does not depend on the way it came about.
    groups: dict[str, tuple[str, ...]] = {report: (report,) for report in sorted(reports)}
    sums = {report: {other: n for other, n in chances[report].items() if other in groups} for report in groups}
    told = [word for word in judged if all(report in groups for report in word.pair)]
    barred: dict[str, set[str]] = defaultdict(set)
    for word in told:
        if not word.same:
            barred[word.pair[0]].add(word.pair[1])
            barred[word.pair[1]].add(word.pair[0])

    def unite(a: str, b: str) -> None:
        groups[a] = tuple(sorted((*groups[a], *groups.pop(b))))
        row = sums[a]
        row.pop(b, None)
        for other, n in sums.pop(b).items():
            if other != a:
                row[other] = row.get(other, 0) + n
                del sums[other][b]
                sums[other][a] = row[other]
        for other in barred.pop(b, ()):
            barred[other].discard(b)
            barred[other].add(a)
            barred[a].add(other)

    for pair in sorted(tuple(sorted(word.pair)) for word in told if word.same):
        a, b = sorted(next(name for name, group in groups.items() if report in group) for report in pair)
        if a != b and b not in barred.get(a, ()):
            unite(a, b)
    queue = [
        (-mean, a, b)
        for a, row in sums.items()
        for b, n in row.items()
        if a < b and (mean := _mean(n, groups[a], groups[b])) >= ENOUGH
    ]
    heapq.heapify(queue)
    while queue:
        mean, a, b = heapq.heappop(queue)
        if a not in groups or b not in groups or b not in sums[a] or b in barred.get(a, ()):
            continue
        if -mean != _mean(sums[a][b], groups[a], groups[b]) or -mean < _needed(len(groups[a]) + len(groups[b])):
            continue
        unite(a, b)
        for other, n in sums[a].items():
            mean = _mean(n, groups[a], groups[other])
            if mean >= _needed(len(groups[a]) + len(groups[other])):
                heapq.heappush(queue, (-mean, min(a, other), max(a, other)))
    return list(groups.values())


def _mean(total: int, one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """The mean chance of a pair of the two, in whole thousandths."""
    return total // (len(one) * len(other))
