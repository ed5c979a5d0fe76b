"""A second process compares beside the first: the archive is the same as without it, and nothing of it is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

import onrecord
from onrecord import write_record
from onrecord.archive import Archive, comparing, joining, second
from onrecord.archive.second import Second
from onrecord.stores import schema as t
from tests.archive.reports import ROWS, outcomes, row

LONE = [
    row("post", id=f"alone{n}", outlet=f"Gull {n}", title="Eels", text=f"“{n} eels are late,” Tove Lind said.") for n in (1, 2)
]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the second process was asked to do; it is started for the smallest archive."""
    monkeypatch.setattr(comparing, "LARGE", 2)
    monkeypatch.setattr(second, "processors", lambda: 2)
    tasks: list[str] = []
    ask = Second.ask

    def noted(self: Second, task: str, *given: object) -> None:
        tasks.append(task)
        ask(self, task, *given)

    monkeypatch.setattr(Second, "ask", noted)
    return tasks


def records(archive: Archive) -> list[str]:
    """Every record that the next update writes down, in that order."""
    written: list[str] = []
    archive.update(on_record=lambda compiled: written.append(write_record(compiled.record)))
    return written


def touch(archive: Archive) -> None:
    """All stories have to be compared again."""
    with archive._store.write() as connection:
        connection.execute(update(t.story).values(stale=True))


def fill(archive: Archive) -> None:
    archive.add(outcomes(*map(row, sorted(ROWS)), *LONE))


def test_two_processes_write_what_one_writes(archive: Archive, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    fill(archive)
    monkeypatch.setattr(second, "processors", lambda: 1)
    alone, people = records(archive), archive.people(limit=None)
    assert not asked
    assert len(alone) > 2
    monkeypatch.setattr(second, "processors", lambda: 2)
    touch(archive)
    assert records(archive) == alone
    assert "story" in asked
    assert archive.people(limit=None) == people
    assert archive._second is None


def test_two_processes_share_a_large_story(archive: Archive, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    archive.add(outcomes(*map(row, sorted(ROWS))))
    monkeypatch.setattr(second, "processors", lambda: 1)
    alone = records(archive)
    monkeypatch.setattr(second, "processors", lambda: 2)
    touch(archive)
    (story, *_) = archive.stories(several=True)
    with archive._store.write() as connection:
        connection.execute(update(t.story).where(t.story.c.key != story.id).values(stale=False))
    (shared,) = records(archive)
    assert asked == ["half", "shared", "rest"]
    assert shared in alone


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize("lone", [True, False])
def test_a_second_process_that_dies_changes_nothing(
    archive: Archive, asked: list[str], monkeypatch: pytest.MonkeyPatch, after: int, lone: bool
) -> None:
    archive.add(outcomes(*map(row, sorted(ROWS)), *(LONE if lone else ())))
    monkeypatch.setattr(second, "processors", lambda: 1)
    alone = records(archive)
    monkeypatch.setattr(second, "processors", lambda: 2)
    touch(archive)
    say = Second._say

    def dies(self: Second, message: object) -> None:
        if isinstance(message, tuple) and len(asked) > after:
            self._process.kill()
        say(self, message)

    monkeypatch.setattr(Second, "_say", dies)
    assert records(archive) == alone
    assert asked


def test_where_none_can_be_started_one_does_it_all(archive: Archive, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(subprocess, "Popen", fails)
    fill(archive)
    assert records(archive)
    assert not asked


def test_what_was_made_from_something_else_is_not_written(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(archive)
    compare, calls = joining.compare_story, []

    def counted(*given: object, **named: object) -> object:
        calls.append(1)
        return compare(*given, **named)  # type: ignore[arg-type]

    def outdated(*given: object, **named: object) -> object:
        return replace(compare(*given, **named), made_from="what was there before", rows={})  # type: ignore[arg-type]

    monkeypatch.setattr(joining, "compare_story", counted)
    monkeypatch.setattr(comparing, "compare_story", outdated)
    written = records(archive)
    assert len(calls) == len(written)
    assert archive.people()


def test_what_is_new_is_compared_first(archive: Archive) -> None:
    fill(archive)
    archive.update()
    touch(archive)
    archive.add(outcomes(row("post", id="late", outlet="Varn Tern", title="Nets", text="“Nets dry slowly,” Per Holm said.")))
    first: list[str] = []
    archive.update(on_record=lambda compiled: first.append(compiled.summary.title))
    assert first[0] == "Nets"
    assert len(first) > 2


def test_a_large_story_with_what_is_new_is_shared_while_others_wait(archive: Archive, asked: list[str]) -> None:
    archive.add(outcomes(row("post"), row("courier"), *LONE))
    archive.update()
    touch(archive)
    del asked[:]
    archive.add(outcomes(row("gazette")))
    first: list[int] = []
    archive.update(on_record=lambda compiled: first.append(compiled.summary.reports))
    assert first[0] == 2
    assert len(first) > 2
    assert asked[:3] == ["half", "shared", "rest"]
    assert "story" in asked[3:]


def _is_there(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up as Linux has them")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_the_process_that_started_it(tmp_path: Path, number: signal.Signals) -> None:
    with onrecord.open(tmp_path / "a.db"):
        pass
    code = (
        "import sys, time\nfrom onrecord.archive.second import Second\n"
        "second = Second(sys.argv[1])\nsecond.ask('nothing')\nprint(second.wait(), second._process.pid, flush=True)\ntime.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "a.db")], stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        answer = starter.stdout.readline()
        process = int(answer.split()[-1])
        assert "failed" in answer
        assert _is_there(process)
        os.kill(starter.pid, number)
        starter.wait()
    assert _until(lambda: not _is_there(process))


def _until(is_so: Callable[[], bool]) -> bool:
    end = time.monotonic() + 20
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
