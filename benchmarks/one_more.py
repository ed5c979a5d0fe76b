"""One more report, as somebody adds it from the command line: how long until it stands in its story and can be searched?

    python -m benchmarks.one_more onrecord.db [--folder work] [--sizes 3 14 41 | --drawn 24 | --from-large 8]
        [--runs 1]

From a copy of the archive one report each is taken out of three stories (of 3, 14 and the most reports, or of ``--sizes``;
where there is none of a size, of the next larger one), or so many are taken out that are drawn by lot, from all reports or from
those in stories of 20 or more, and the stories are refreshed. Then each is added again by a process of its own, ``onrecord
add``, to a fresh copy: starting, reading, finding statements, placing, comparing, keeping the record. Printed are the seconds
by the clock until its own story is written down and in all, those of processors that the process and those it starts take, and
its peak memory. The archive itself is not touched; the prepared copy stays in ``--folder`` for another time.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import onrecord
from onrecord.archive import Archive

__all__ = ["main"]

LARGE = 20
"""Reports of a story that is large."""
LOOK = 0.05
"""Seconds between two looks at how far it is."""


def _choose(archive: Archive, sizes: list[int] | None) -> list[str]:
    """A report for each size: the last, in the order of ids, of the first story that has as many reports."""
    stories = sorted((story.reports, story.id) for story in archive.stories(limit=None))
    wanted = sizes or [3, 14, stories[-1][0]]
    chosen = [next((story for story in stories if story[0] >= size), stories[-1]) for size in wanted]
    return [archive.reports(story=story)[-1].id for _, story in chosen]


def _draw(archive: Archive, count: int) -> list[str]:
    """So many of the archive's reports, by lot and always the same."""
    return _lot(sorted(card.id for card in archive.reports(limit=None)), count)


def _draw_from_large(archive: Archive, count: int) -> list[str]:
    """So many of the reports in stories of `LARGE` or more, by lot and always the same."""
    large = [story.id for story in archive.stories(limit=None) if story.reports >= LARGE]
    return _lot(sorted(card.id for story in large for card in archive.reports(story=story, limit=None)), count)


def _lot(ids: list[str], count: int) -> list[str]:
    return random.Random(11).sample(ids, count)  # noqa: S311 (which reports, no secret)


def _prepare(source: str, folder: Path, choose: Callable[[Archive], list[str]]) -> None:
    """A copy of the archive without the chosen reports, these as a line of JSON each."""
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / "without.db"
    with sqlite3.connect(source) as held, sqlite3.connect(copy) as other:
        held.backup(other)
    with onrecord.open(copy, create=False) as archive:
        chosen = choose(archive)
        for number, key in enumerate(chosen):
            report = archive.report(key)
            line = {"id": key, "outlet": report.outlet, "url": report.url, "published": report.published}
            line |= {"title": report.title, "byline": report.byline, "text": report.text.words}
            (folder / f"{number}.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
        for key in chosen:
            archive.take_down(key, why="it is added again")
        archive.update()
    with sqlite3.connect(copy) as other:
        other.execute("DELETE FROM taken_down")
        other.commit()
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _add(folder: Path, line: Path) -> tuple[float, float, float, float]:
    """Adding one report to a fresh copy: seconds by the clock, and until its story is written; of processors; peak MB."""
    place = folder / "with.db"
    shutil.rmtree(folder / "with.db.pages", ignore_errors=True)
    for old in folder.glob("with.db*"):
        old.unlink()
    shutil.copyfile(folder / "without.db", place)
    began = time.perf_counter()
    command = [sys.executable, "-m", "onrecord.cli", "add", str(line), "--archive", str(place)]
    key = json.loads(line.read_text(encoding="utf-8"))["id"]
    linked = 0.0
    with (folder / "said.txt").open("wb") as said, subprocess.Popen(command, stderr=said, stdout=said) as process:
        while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
            if not linked and _is_linked(place, key):
                linked = time.perf_counter() - began
            time.sleep(LOOK)
        process.returncode = os.waitstatus_to_exitcode(ended[1])
    clock = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"adding {line} failed: {(folder / 'said.txt').read_text(encoding='utf-8', errors='replace')}")
    return clock, linked or clock, ended[2].ru_utime + ended[2].ru_stime, ended[2].ru_maxrss / 1024


def _is_linked(place: Path, report: str) -> bool:
    """Does the report stand in a story that has been compared with it in it?"""
    asked = "SELECT story.stale FROM report JOIN story ON story.id = report.story_id WHERE report.key = ?"
    with contextlib.closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as raw:
        return bool(raw.execute(asked, (report,)).fetchone() == (0,))


def main() -> int:
    """Prepare, add and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", help="the archive's file (SQLite)")
    parser.add_argument("--folder", type=Path, help="where the copies go; one that was prepared before is taken as it is")
    parser.add_argument("--sizes", type=int, nargs="+", help="reports of the stories that are added to, the new one included")
    parser.add_argument("--drawn", type=int, default=0, help="so many reports drawn by lot, instead of one for each size")
    parser.add_argument("--from-large", type=int, default=0, help="so many drawn by lot from stories of 20 reports or more")
    parser.add_argument("--runs", type=int, default=1, help="how often each is added; the quickest counts")
    given = parser.parse_args()

    def choose(archive: Archive) -> list[str]:
        if given.drawn:
            return _draw(archive, given.drawn)
        return _draw_from_large(archive, given.from_large) if given.from_large else _choose(archive, given.sizes)

    with tempfile.TemporaryDirectory() as scratch:
        folder: Path = given.folder or Path(scratch)
        if not (folder / "without.db").exists():
            _prepare(given.archive, folder, choose)
        for line in sorted(folder.glob("*.jsonl")):
            clock, linked, cpu, memory = min(_add(folder, line) for _ in range(given.runs))
            with onrecord.open(folder / "with.db", create=False) as archive:
                story = archive.summary(f"of-{json.loads(line.read_text(encoding='utf-8'))['id']}")
            times = f"{linked:5.1f} s until it is linked, {clock:5.1f} s in all, {cpu:5.1f} s of CPU"
            print(f"story of {story.reports:3}: {times}, {memory:,.0f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
