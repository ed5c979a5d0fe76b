"""An archive is filled by a process that is killed at random moments, again and again, until it is done once.

``python -m tests.archive.killing 200 [SEED [REPORTS]]`` does it by hand. What is held: whatever the process said was kept is there, the file is
whole after every kill, and in the end the archive is equal to one that was filled undisturbed. The rules find the statements,
because what is tried here is not what is found but what becomes of it.
"""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

from onrecord import open as open_archive
from tests.archive.reports import ROWS, row

FILLER = """
import os, signal, sys, time
import alembic.runtime.environment, alembic.script
import onrecord
from onrecord.archive import archive
from onrecord.models.sentences import embed
from onrecord.reports import read_reports
from onrecord.statements import find_statements, rules

archive._find = lambda report: find_statements(report.text, finder=rules.find_attributions)
embed(["loads the encoder"])

def fill(feed, place):
    with onrecord.open(place) as opened:
        opened.add(read_reports([feed]), on_outcome=lambda outcome, became: print("kept", outcome.report.id, flush=True))
        opened.update()

for line in sys.stdin:
    feed, place, patience = line.rstrip().split(chr(9))
    began = time.monotonic()
    process = os.fork()
    if not process:
        try:
            fill(feed, place)
        finally:
            os._exit(0)
    if patience != "never":
        time.sleep(float(patience))
        os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    print("killed" if os.WIFSIGNALED(status) else "done", time.monotonic() - began, flush=True)
"""
"""A program that has loaded everything once and forks a process for each filling, so that 200 kills take minutes. The one that
forked it also kills it, while nobody has asked what became of it: its number cannot be another's."""


def write_feed(path: Path, count: int) -> None:
    """So many reports, each of its own outlet."""
    names = sorted(ROWS)
    lines = []
    for number in range(count):
        base = row(names[number % len(names)])
        text = f"{base['text']}\n\n“There are {number} lamps,” Mirela Donk said."
        changes = {"id": f"r{number}", "outlet": f"Outlet {number}", "url": f"https://outlet{number}.example/", "text": text}
        lines.append(json.dumps({**base, **changes}))
    path.write_text("\n".join(lines), encoding="utf-8")


def contents(place: Path) -> object:
    """All that an archive answers, but for times."""
    with open_archive(place, create=False) as archive:
        cards = archive.reports()
        stories = sorted(
            (story.title, story.reports, story.utterances, [card.id for card in archive.reports(story=story.id)])
            for story in archive.stories(limit=None)
        )
        said = [[repr(statement) for statement in archive.statements(card.id)] for card in cards]
        return [card.id for card in cards], stories, said, archive.people(limit=None), list(archive.search("lamp*", limit=1000))


class Filler:
    """Fills archives, each in a process of its own, which is killed where one says so."""

    def __enter__(self) -> Filler:
        self._process = subprocess.Popen(
            [sys.executable, "-c", FILLER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def fill(self, feed: Path, place: Path, *, kill_after: float | None) -> tuple[list[str], float, bool]:
        """The reports that the process said were kept, how long it worked, and whether it was killed before it was done."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(feed, place, "never" if kill_after is None else kill_after, sep="\t", file=self._process.stdin, flush=True)
        kept: list[str] = []
        for line in self._process.stdout:
            what, rest = line.split()
            if what != "kept":
                return kept, float(rest), what == "killed"
            kept.append(rest)
        raise AssertionError("the filler has died")


def try_kills(folder: Path, *, kills: int, reports: int, seed: int) -> str:
    """Kill so many times, starting afresh whenever the archive is full; raises AssertionError where anything was lost."""
    chance = random.Random(seed)
    feed = folder / "feed.jsonl"
    write_feed(feed, reports)
    whole = folder / "whole.db"
    with Filler() as filler:
        _, seconds, _ = filler.fill(feed, whole, kill_after=None)
        expected = contents(whole)
        done = rounds = 0
        at: Counter[str] = Counter()
        while done < kills:
            rounds += 1
            place = folder / f"killed{rounds}.db"
            for _ in range(5):
                kept, _, killed = filler.fill(feed, place, kill_after=chance.uniform(0, seconds))
                if not killed:
                    break  # it was quicker than the hand: no kill, and nothing left to do
                done += 1
                at[_state(place, kept, reports)] += 1
                if done == kills:
                    break
            filler.fill(feed, place, kill_after=None)
            assert contents(place) == expected
            place.unlink()
    held = ", ".join(f"{count} {state}" for state, count in sorted(at.items()))
    return (
        f"{done} kills in {rounds} archives of {reports} reports ({seconds:.1f} s undisturbed): nothing lost, all equal; {held}"
    )


def _state(place: Path, kept: list[str], reports: int) -> str:
    """How far it had come; raises AssertionError where the file is not whole, or lacks what was said to be kept."""
    if not place.exists():
        assert not kept
        return "before the file was there"
    with closing(sqlite3.connect(place)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_master")}
        held = {key for (key,) in raw.execute("SELECT key FROM report")} if "report" in tables else set()
    assert set(kept) <= held
    return "before any report" if not held else "between reports" if len(held) < reports else "in the update"


if __name__ == "__main__":
    asked = [int(number) for number in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as name:
        given = dict(zip(("kills", "seed", "reports"), asked, strict=False))
        sys.stdout.write(try_kills(Path(name), **{"seed": 1, "reports": 24, **given}) + "\n")
