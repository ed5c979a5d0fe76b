"""An archive is filled by a process that is killed at random moments, again and again, until it is done once.

``python -m tests.archive.killing 200`` does it by hand. What is held: whatever the process said was kept is there, the file is
whole after every kill, and in the end the archive is equal to one that was filled undisturbed. The rules find the statements,
because what is tried here is not what is found but what becomes of it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from onrecord import open as open_archive
from tests.archive.reports import ROWS, row

FILL = """
import sys
import onrecord
from onrecord.archive import archive
from onrecord.statements import find_statements, rules
from onrecord.reports import read_reports

archive._find = lambda report: find_statements(report.text, finder=rules.find_attributions)
print("go", flush=True)
with onrecord.open(sys.argv[2]) as opened:
    opened.add(read_reports([sys.argv[1]]), on_outcome=lambda outcome, became: print(outcome.report.id, flush=True))
    opened.update()
print("done", flush=True)
"""


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


def run(feed: Path, place: Path, *, kill_after: float | None) -> tuple[list[str], float]:
    """Fill the archive; the reports that the process said were kept, and how long it worked."""
    process = subprocess.Popen([sys.executable, "-c", FILL, str(feed), str(place)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "go\n"
    began = time.monotonic()
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(process.pid, signal.SIGKILL)
    lines = process.stdout.read().splitlines()
    process.wait()
    return [line for line in lines if line != "done"], time.monotonic() - began


def try_kills(folder: Path, *, kills: int, reports: int, seed: int) -> str:
    """Kill so many times, starting afresh whenever the archive is full; raises AssertionError where anything was lost."""
    chance = random.Random(seed)
    feed = folder / "feed.jsonl"
    write_feed(feed, reports)
    whole = folder / "whole.db"
    _, seconds = run(feed, whole, kill_after=None)
    expected = contents(whole)
    done = rounds = 0
    while done < kills:
        rounds += 1
        place = folder / f"killed{rounds}.db"
        for _ in range(min(5, kills - done)):
            kept, _ = run(feed, place, kill_after=chance.uniform(0, seconds))
            done += 1
            if not place.exists():
                assert not kept
                continue
            with sqlite3.connect(place) as raw:
                assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_master")}
                held = {key for (key,) in raw.execute("SELECT key FROM report")} if "report" in tables else set()
            raw.close()
            assert set(kept) <= held
        run(feed, place, kill_after=None)
        assert contents(place) == expected
    return f"{done} kills in {rounds} archives of {reports} reports ({seconds:.1f} s undisturbed): nothing lost, all equal"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        sys.stdout.write(
            try_kills(Path(name), kills=int(sys.argv[1]), reports=24, seed=int(sys.argv[2]) if len(sys.argv) > 2 else 1) + "\n"
        )
