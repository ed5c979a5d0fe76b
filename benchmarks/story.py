"""One story, statements given: what comparing its reports takes, step by step, in CPU seconds and peak memory.

    OMP_NUM_THREADS=1 python -m benchmarks.story                  200 reports made of four of our own, then stories of three
    OMP_NUM_THREADS=1 python -m benchmarks.story --reports 50     fewer
    OMP_NUM_THREADS=1 python -m benchmarks.story --profile 40     and the 40 functions that take the most

Two hundred real reports of one event are not at hand. These are made of the four of a sample: paragraphs left out, and every
eighth longer word exchanged for another of the story, by chance from a fixed seed. That is harder on the alignment and on the
search for shared passages than the press is, which prints what agencies send. Stories of three come from the collected news:
the three longest reports under the size of each event, cut after the sentence in which they reach it. One process, one thread;
statements are found first and not in the time.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from benchmarks.workloads import ONE_THREAD, peak_mb, reader
from evaluation.doors import find_shared, read_lines
from onrecord.collation import AsideHere, collate
from onrecord.datamodel import Report, Statement
from onrecord.people import cast_people
from onrecord.record.credits import find_other_speakers
from onrecord.record.differences import find_differences
from onrecord.statements import find_statements
from onrecord.statements.sentences import find_sentences
from onrecord.stories import group_copies

__all__ = ["made_reports", "main", "measure", "real_stories"]

ROOT = Path(__file__).parents[1]
STORY = ROOT / "src" / "onrecord" / "samples" / "ceasefire"
KEPT = 0.75
"""Share of the paragraphs that each report keeps, by chance."""
EXCHANGED = 8
"""One in so many of the longer words is another's."""
LONGER = re.compile(r"\b[a-z]{5,}\b")
SIZE, EVENTS = 1000, 12
"""Words of a report of a story of three, and how many such stories."""


def made_reports(count: int, *, seed: int = 1) -> list[Report]:
    """So many different reports of one story."""
    texts = [path.read_bytes().decode("utf-8") for path in sorted(STORY.glob("*.txt"))]
    words = sorted({word for text in texts for word in LONGER.findall(text)})
    chance = random.Random(seed)  # noqa: S311  not for secrets

    def exchanged(match: re.Match[str]) -> str:
        return chance.choice(words) if chance.random() < 1 / EXCHANGED else match[0]

    made: list[dict[str, str]] = []
    for number in range(count):
        paragraphs = re.split(r"\n\s*\n", texts[number % len(texts)])
        kept = [p for at, p in enumerate(paragraphs) if at == 0 or chance.random() < KEPT]
        text = LONGER.sub(exchanged, "\n\n".join(kept))
        made.append({"id": f"report-{number:03}", "outlet": f"Outlet {number}", "published": "2025-10-12", "text": text})
    return reader()(made)


def real_stories(shared: Path) -> list[list[Report]]:
    """Stories of three reports of `SIZE` words: of the events in order those that have three so long."""
    of_event: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in read_lines(shared / "data" / "news-events" / "events.jsonl"):
        if len(row["text"].split()) >= SIZE:
            of_event[row["event_id"]].append((row["id"], row["text"]))
    chosen = [sorted(told)[:3] for _, told in sorted(of_event.items()) if len(told) >= 3][:EVENTS]
    read = reader()
    return [read([{"id": name, "outlet": name, "text": _cut(text)} for name, text in told]) for told in chosen]


def _cut(text: str) -> str:
    """A text up to the end of the sentence in which it reaches the size."""
    ends = [s.end for s in find_sentences(text) if len(text[: s.start].split()) < SIZE]
    return text[: ends[-1]]


def measure(reports: Sequence[Report], told: Sequence[tuple[Statement, ...]]) -> dict[str, float]:
    """CPU seconds of each step from statements to a record."""
    taken: dict[str, float] = {}
    began = time.process_time()

    def done(step: str) -> None:
        nonlocal began
        taken[step], began = time.process_time() - began, time.process_time()

    cast = cast_people(reports, told)
    done("people")
    aside = AsideHere(reports, told)
    assert isinstance(aside.citations, tuple)
    done("citations")
    shared = aside.shared
    done("shared passages")
    comparison = collate(reports, told, cast=cast, aside=aside)
    done("collate")
    find_differences(reports, told, comparison.utterances, comparison.facts)
    find_other_speakers(reports, told, shared.quotations, cast)
    group_copies(reports, shared.copies)
    done("differences")
    return taken


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=200, help="of the story that is made")
    parser.add_argument("--profile", type=int, metavar="LINES", help="print the functions that take the most")
    given = parser.parse_args(arguments)
    if missing := [name for name in ONE_THREAD[:1] if os.environ.get(name) != "1"]:
        sys.exit(f"set {', '.join(missing)} to 1 first: the figures are for one thread")
    shared = find_shared(ROOT, os.environ)
    small: list[dict[str, float]] = []
    for story in real_stories(shared) if shared is not None else []:
        small.append(measure(story, [find_statements(report.text) for report in story]))
    if small:
        totals = sorted(sum(taken.values()) for taken in small)
        print(
            f"{len(small)} stories of three reports of {SIZE:,} words: {totals[0]:.2f} to {totals[-1]:.2f} s, {_means(small)}"
        )
    reports = made_reports(given.reports)
    told = [find_statements(report.text) for report in reports]
    before = peak_mb()
    profile = cProfile.Profile()
    if given.profile:
        profile.enable()
    taken = measure(reports, told)
    profile.disable()
    words = sum(len(report.text.words.split()) for report in reports)
    about = f"{len(reports)} reports ({words:,} words, {sum(map(len, told)):,} statements)"
    print(f"{about}: {sum(taken.values()):.1f} s, {_means([taken])}")
    print(f"peak memory {peak_mb():.0f} MB, {before:.0f} MB before comparing")
    if given.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(given.profile)
    return 0


def _means(many: Sequence[dict[str, float]]) -> str:
    return ", ".join(f"{step} {sum(taken[step] for taken in many) / len(many):.2f}" for step in many[0])


if __name__ == "__main__":
    sys.exit(main())
