"""Two archives that hold the same, asked the same: do SQLite and PostgreSQL give the same answers, and how soon?

    python -m benchmarks.archives onrecord.db                                200 searches of the archive
    python -m benchmarks.archives onrecord.db --with postgresql://host/db    the same of a copy there; made first where empty

Searches are drawn from the statements themselves by a fixed seed: single words, pairs, phrases, beginnings of two to four
letters, every fifth of a word that is everywhere; half of them with a filter (speaker, act, outlet, year, manner). Printed are
the median, 95th percentile and slowest of the time of each search (CPU of this process, and by the clock: a server's work is in
the latter alone), the size beside the texts', and each search that the two answer differently: other hits, another order or
another number. Exits with 1 if there is one.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from pathlib import Path
from typing import Any

import onrecord
from onrecord.archive import Archive
from onrecord.errors import ArchiveError

__all__ = ["draw_searches", "main"]

_EVERYWHERE = "the a of to and in that said".split()
_ACTS = ("demand", "offer", "deny", "announce", "refuse")

Search = tuple[str, dict[str, Any]]


def draw_searches(archive: Archive, count: int) -> list[Search]:
    """So many searches, the same for the same archive: words of statements that are spread over all of it."""
    chance = random.Random(7)  # noqa: S311 (which words, no secret)
    cards = archive.reports()
    searches: list[Search] = []
    while len(searches) < count:
        card = chance.choice(cards)
        told = archive.statements(card.id)
        if not told:
            continue
        statement = chance.choice(told)
        words = [word for word in statement.content[0].exact.split() if word.isalpha()]
        if len(words) < 4:
            continue
        at = chance.randrange(len(words) - 2)
        asked = (
            words[at],
            f"{words[at]} {chance.choice(words)}",
            f'"{words[at]} {words[at + 1]} {words[at + 2]}"',
            f"{chance.choice(words)[: chance.randint(2, 4)].ljust(2, 'e')}*",
            chance.choice(_EVERYWHERE),
        )[len(searches) % 5]
        filters: tuple[dict[str, Any], ...] = (
            {"speaker": statement.interpretation.speaker.split()[-1]} if statement.interpretation.speaker else {},
            {"act": chance.choice(_ACTS)},
            {"outlet": card.outlet} if card.outlet else {},
            {"since": (card.published or "2018")[:4]},
            {"manner": "direct"},
        )
        searches.append((asked, chance.choice(filters) if chance.random() < 0.5 else {}))
    return searches


def _answers(archive: Archive, searches: list[Search], name: str) -> list[tuple[Any, ...]]:
    archive.search("first")  # reads the columns
    answers, cpu, clock = [], [], []
    for words, filters in searches:
        began = time.process_time(), time.perf_counter()
        try:
            hits = archive.search(words, **filters)
            answers.append((hits.total, *((hit.report, hit.statement, round(hit.score, 6)) for hit in hits)))
        except ArchiveError as error:
            answers.append((str(error),))
        cpu.append(time.process_time() - began[0])
        clock.append(time.perf_counter() - began[1])
    for kind, seconds in (("CPU", cpu), ("clock", clock)):
        ordered = sorted(1000 * s for s in seconds)
        p95 = ordered[int(0.95 * len(ordered))]
        print(f"{name}: {kind} median {statistics.median(ordered):.1f} ms, 95 of 100 {p95:.1f}, slowest {ordered[-1]:.1f}")
    found = sum(len(answer) > 1 for answer in answers)
    print(f"{name}: {found} of {len(answers)} searches find something")
    return answers


def main() -> int:
    """Ask, compare and print; 1 if the two differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", help="the archive's file")
    parser.add_argument("--with", dest="other", help="the place of the other")
    parser.add_argument("--searches", type=int, default=200)
    given = parser.parse_args()
    with onrecord.open(given.archive, create=False) as archive:
        cards = archive.reports()
        text = sum(len(archive.report(card.id).text.words.encode("utf-8", "replace")) for card in cards)
        size = Path(given.archive).stat().st_size
        print(f"{len(cards):,} reports, {text:,} bytes of text, {size:,} of archive: {size / text:.2f} times")
        searches = draw_searches(archive, given.searches)
        mine = _answers(archive, searches, "first")
        if given.other is None:
            return 0
        with onrecord.open(given.other) as other:
            empty = not len(other)
        if empty:
            began = time.process_time(), time.perf_counter()
            copied = archive.copy_to(given.other)
            print(
                f"copied {copied:,} reports: {time.process_time() - began[0]:.0f} s CPU here, "
                f"{time.perf_counter() - began[1]:.0f} s by the clock"
            )
        with onrecord.open(given.other) as other:
            theirs = _answers(other, searches, "other")
    differ = [(search, a, b) for search, a, b in zip(searches, mine, theirs, strict=True) if a != b]
    for search, a, b in differ:
        print(f"differs: {search}: {a[0]} and {b[0]}; {next((p for p in zip(a, b, strict=False) if p[0] != p[1]), '')}")
    print(f"{len(searches) - len(differ)} of {len(searches)} answered alike, order, scores and number of hits included")
    return bool(differ)


if __name__ == "__main__":
    raise SystemExit(main())
