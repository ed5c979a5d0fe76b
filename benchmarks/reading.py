"""What interpreting statements costs beside finding them: processor time of both, one thread, and their ratio.

    OMP_NUM_THREADS=1 python -m benchmarks.reading [--articles 40] [--runs 3]

The texts are the first articles of PolNeAR's development part (``../shared``). Importing, loading, and a first short text are
not in the time. The ratio is what to read: seconds belong to a machine, and even the ratio differs on a busy one, where other
work takes the cache from the networks.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.speed import ROOT, articles
from evaluation.doors import find_shared
from onrecord.datamodel import Text
from onrecord.statements import find_statements
from onrecord.statements.attribution import Attribution
from onrecord.statements.finder import find_attributions

__all__ = ["Cost", "main", "measure"]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor time for finding some statements, and for interpreting them."""

    statements: int
    finding: float
    interpreting: float

    def __str__(self) -> str:
        share = self.interpreting / self.finding
        return (
            f"finding {self.finding:.2f} s, interpreting {self.interpreting:.2f} s: {share:.1%} ({self.statements} statements)"
        )


def measure(texts: Sequence[str]) -> Cost:
    """Find and interpret the statements of each text, one text after the other."""
    finding = 0.0

    def find(words: str) -> tuple[Attribution, ...]:
        nonlocal finding
        start = time.process_time()
        found = find_attributions(words)
        finding += time.process_time() - start
        return found

    find_statements(Text("“We will stay,” said Ida Oru."), finder=find)
    finding, count, start = 0.0, 0, time.process_time()
    for words in texts:
        count += len(find_statements(Text(words), finder=find))
    return Cost(count, finding, time.process_time() - start - finding)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, measure, and print a line for each run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("--runs", type=int, default=3)
    a = parser.parse_args(arguments)
    shared = find_shared(ROOT, os.environ)
    if shared is None:
        sys.exit("the articles are missing: name the folder of labelled material in ONRECORD_SHARED")
    texts = [group[0]["text"] for group in articles(shared)[: a.articles]]
    for run in range(a.runs):
        # A text that was read before is remembered, so each run has texts of its own.
        print(measure([text + "\n" * (run + 1) for text in texts]), flush=True)


if __name__ == "__main__":
    main()
