"""Chances between reports in, groups of reports out: average linkage, on one connected part of the graph at a time.

The two groups whose pairs have the highest mean chance are joined, again and again, as long as that mean is high enough; a
pair that was not looked at counts as no chance. What is hard here is chains: report by report a year's coverage of one matter
hangs together. So the mean is over all pairs, and the larger a group grows the closer it must hang together. The result
depends on the chances alone, not on the order of anything: sums are whole numbers and ties fall by name.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping

from onrecord.stories.likeness import WHOLE

__all__ = ["ENOUGH", "find_part", "join_reports"]

ENOUGH = WHOLE // 5
"""Mean chance (in thousandths) from which on two groups are one story. Chosen on news-events and ECB+."""
_FREE, _FULL = 24, 60
"""Reports up to which a mean of `ENOUGH` will do, and from which on it must be `_DENSE`; in between it rises evenly."""
_DENSE = 3 * WHOLE // 4

Chances = Mapping[str, Mapping[str, int]]


def _needed(size: int) -> int:
    return ENOUGH if size <= _FREE else ENOUGH + (_DENSE - ENOUGH) * (min(size, _FULL) - _FREE) // (_FULL - _FREE)


def find_part(chances: Chances, start: Iterable[str]) -> set[str]:
    """The reports that could be in one story with any of these, directly or over others: those tied by chances of `ENOUGH`.

    No join reaches beyond: a mean of `ENOUGH` needs a pair that has as much.
    """
    found = set(start)
    pending = list(found)
    while pending:
        for other, chance in chances[pending.pop()].items():
            if chance >= ENOUGH and other not in found:
                found.add(other)
                pending.append(other)
    return found


def join_reports(chances: Chances, reports: Iterable[str]) -> list[tuple[str, ...]]:
    """The groups into which reports fall, each sorted, in order of their first report."""
    groups: dict[str, tuple[str, ...]] = {report: (report,) for report in sorted(reports)}
    sums = {report: {other: n for other, n in chances[report].items() if other in groups} for report in groups}
    # A group goes by its first report: a name that does not depend on the way it came about.
    queue = [(-n, a, b) for a, row in sums.items() for b, n in row.items() if a < b and n >= ENOUGH]
    heapq.heapify(queue)
    while queue:
        mean, a, b = heapq.heappop(queue)
        if a not in groups or b not in groups or b not in sums[a]:
            continue
        if -mean != _mean(sums[a][b], groups[a], groups[b]) or -mean < _needed(len(groups[a]) + len(groups[b])):
            continue
        groups[a] = tuple(sorted((*groups[a], *groups.pop(b))))
        row = sums[a]
        del row[b]
        for other, n in sums.pop(b).items():
            if other != a:
                row[other] = row.get(other, 0) + n
                del sums[other][b]
                sums[other][a] = row[other]
        for other, n in row.items():
            mean = _mean(n, groups[a], groups[other])
            if mean >= _needed(len(groups[a]) + len(groups[other])):
                heapq.heappush(queue, (-mean, min(a, other), max(a, other)))
    return list(groups.values())


def _mean(total: int, one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """The mean chance of a pair of the two, in whole thousandths."""
    return total // (len(one) * len(other))
