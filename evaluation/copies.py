"""Are the passages that two outlets share found? Counted against runs of eight words, by two readings of "outside quotations".

    python -m evaluation.copies REPORT...

A pair counts where two reports of different domains share at least a fifth of the runs of eight words of the one that has
fewer. What is hard is what a run *outside quotations* is, as posts, letters and statements are printed whole without marks. So
it is counted both ways:

- **marks**: all words outside quotation marks, which is the letter of it. Posts and legal notices count as words of the report.
- **own**: the report's own words as the product parts them (`onrecord.stories.narration`): neither posts and letters printed
  whole nor page furniture is among them.

A pair is found where at least half of the runs that it shares lie in passages that `find_copies` lists as copies; or as shared
quotations, counted apart. Whether the two stand in one family is counted beside. No statements are given to `find_copies`, so
that the figures say nothing of the model that finds them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from onrecord.datamodel import Passage, Report
from onrecord.reports import read_reports
from onrecord.spans import merge_spans
from onrecord.statements.marks import find_quotations
from onrecord.stories import find_copies, find_families
from onrecord.stories.narration import find_narration, find_runs
from onrecord.stories.words import find_forms

__all__ = ["SharingPair", "find_sharing_pairs", "score_copies"]

RUN = 8
SHARE = 0.2
HALF = 0.5
READINGS = ("marks", "own")


@dataclass(frozen=True, slots=True)
class SharingPair:
    """Two reports of different domains, and what of the wording that they share is listed."""

    reports: tuple[str, str]
    shared: int
    fewer: int
    copied: float
    quoted: float
    family: bool


@dataclass(frozen=True, slots=True)
class _Runs:
    """The runs of a report by number, sorted, each once, with the character at which each begins."""

    numbers: NDArray[np.uint64]
    at: NDArray[np.int64]


def find_sharing_pairs(reports: Sequence[Report]) -> dict[str, tuple[SharingPair, ...]]:
    """By each reading the pairs that share at least a fifth, in the reports' order."""
    families = [set(family.reports) for family in find_families(reports)]
    return {reading: tuple(_find_pairs(reports, reading, families)) for reading in READINGS}


def score_copies(name: str, pairs: Mapping[str, Sequence[SharingPair]]) -> dict[str, dict[str, object]]:
    """The share of pairs whose wording is listed, by each reading; a case is a pair.

    By **own** it must be listed as a copy, by **marks** it may be a quotation as well: posts and letters have no marks.
    """
    measures: dict[str, dict[str, object]] = {}
    for reading, found in pairs.items():
        right = {
            "-".join(pair.reports): (pair.copied if reading == "own" else pair.copied + pair.quoted) >= HALF for pair in found
        }
        counts = {
            "pairs": len(found),
            "listed": sum(right.values()),
            "as copies": sum(pair.copied >= HALF for pair in found),
            "in one family": sum(pair.family for pair in found),
        }
        value = sum(right.values()) / len(found) if found else 0.0
        measures[f"{name} shared wording ({reading})"] = {"value": value, "counts": counts, "cases": right}
    return measures


def _find_pairs(reports: Sequence[Report], reading: str, families: Sequence[set[str]]) -> Iterator[SharingPair]:
    runs = [_read_runs(report, reading) for report in reports]
    for a, b, shared in _count_shared(runs, [_domain(report) for report in reports]):
        fewer = min(len(runs[a].numbers), len(runs[b].numbers))
        if shared < SHARE * fewer:
            continue
        one, other = sorted((a, b), key=lambda n: reports[n].id)
        listed = find_copies((reports[one], reports[other]), ((), ()))
        at = runs[one].at[np.isin(runs[one].numbers, runs[other].numbers)]
        ids = (reports[one].id, reports[other].id)
        copied, quoted = (_covered(at, [item.a for item in items]) for items in (listed.copies, listed.quotations))
        yield SharingPair(ids, shared, fewer, copied, quoted, any(set(ids) <= family for family in families))


def _read_runs(report: Report, reading: str) -> _Runs:
    if reading == "own":
        own = find_narration(report)
        forms, segment = np.array(own.forms, dtype=np.uint64), np.array(own.segment, dtype=np.int64)
        starts = np.array(own.starts, dtype=np.int64)
    else:
        starts, ends, forms = find_forms(report.text.words)
        quoted = merge_spans(quotation.span for quotation in find_quotations(report.text.words))
        opens, closes = np.array([tuple(span) for span in quoted], dtype=np.int64).reshape(-1, 2).T
        segment = np.searchsorted(closes, starts, side="right")
        outside = np.searchsorted(opens, ends) <= segment
        starts, forms, segment = starts[outside], forms[outside], segment[outside]
    numbers, at = find_runs(forms, segment, RUN)
    numbers, first = np.unique(numbers, return_index=True)
    return _Runs(numbers, starts[at[first]] if len(at) else starts[:0])


def _count_shared(runs: Sequence[_Runs], domains: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """The pairs of different domains that share a run, and how many."""
    numbers = np.concatenate([mine.numbers for mine in runs])
    holders = np.repeat(np.arange(len(runs)), [len(mine.numbers) for mine in runs])
    house = np.unique(np.array(domains), return_inverse=True)[1]
    order = np.argsort(numbers, kind="stable")
    numbers, holders = numbers[order], holders[order]
    first = np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1]))
    held = np.diff(first, append=len(numbers))
    pairs = []
    for size in np.unique(held[held > 1]).tolist():
        group = holders[first[held == size][:, None] + np.arange(size)]
        one, other = np.triu_indices(size, 1)
        a, b = group[:, one].ravel(), group[:, other].ravel()
        apart = house[a] != house[b]
        pairs.append(a[apart] * len(runs) + b[apart])
    if not pairs:
        return
    found, counts = np.unique(np.concatenate(pairs), return_counts=True)
    yield from zip((found // len(runs)).tolist(), (found % len(runs)).tolist(), counts.tolist(), strict=True)


def _covered(at: NDArray[np.int64], passages: Iterable[Passage]) -> float:
    """The share of runs that begin within one of the passages."""
    inside = np.zeros(len(at), dtype=np.bool_)
    for passage in passages:
        inside |= (at >= passage.span.start) & (at < passage.span.end)
    return float(inside.mean()) if len(at) else 0.0


def _domain(report: Report) -> str:
    host = urlsplit(report.url).hostname if report.url else None
    return (host or report.outlet or report.name).removeprefix("www.")


def main(paths: Sequence[str]) -> None:
    """Print the pairs that are not listed, and the counts."""
    reports = [outcome.report for outcome in read_reports(paths) if outcome.report]
    pairs = find_sharing_pairs(reports)
    for reading, found in pairs.items():
        for pair in found:
            if pair.copied < HALF or not pair.family:
                shares = f"{pair.shared}/{pair.fewer} copied {pair.copied:.2f} quoted {pair.quoted:.2f} family {pair.family}"
                print(reading, *pair.reports, shares)
    for name, measure in score_copies("", pairs).items():
        print(name, measure["counts"])


if __name__ == "__main__":
    main(sys.argv[1:])
