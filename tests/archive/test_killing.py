from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import onrecord
from tests.archive.killing import try_kills, write_feed


def test_ten_kills_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    try_kills(tmp_path, kills=10, reports=12, seed=7)


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_run_that_is_asked_to_stop_says_so_and_keeps_what_is_whole(tmp_path: Path, asked: signal.Signals) -> None:
    feed, place = tmp_path / "feed.jsonl", tmp_path / "a.db"
    write_feed(feed, 200)
    command = [sys.executable, "-m", "onrecord.cli", "add", str(feed), "--archive", str(place)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 120
    while time.monotonic() < until and not _held(place):
        time.sleep(0.05)
    process.send_signal(asked)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + asked
    assert said == "stopped; what was kept is kept, and the same command goes on from there\n"
    with onrecord.open(place, create=False) as archive:
        kept = len(archive)
        assert 0 < kept < 200
        assert len(archive.log()) == kept
        assert all(archive.statements(card.id) for card in archive.reports())


def _held(place: Path) -> int:
    try:
        with sqlite3.connect(f"file:{place}?mode=ro", uri=True) as raw:
            return int(raw.execute("SELECT count(*) FROM report").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
