"""A second process compares beside the first: the archive is the same as without it, and nothing of it is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, create_engine, update

import onrecord
from onrecord import write_record
from onrecord.archive import Archive, comparing, joining, second
from onrecord.archive.second import Second
from onrecord.stores import Store
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

    def noted(self: Second, task: str, *given: object) -> int:
        tasks.append(task)
        return ask(self, task, *given)

    monkeypatch.setattr(Second, "ask", noted)
    return tasks


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that were started."""
    processes: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def noted(*given: Any, **named: Any) -> subprocess.Popen[bytes]:
        processes.append(popen(*given, **named))
        return processes[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    return processes


def records(archive: Archive) -> list[str]:
    """Every record that the next update writes down, in that order."""
    written: list[str] = []
    archive.update(on_record=lambda compiled: written.append(write_record(compiled.record)))
    return written


def touch(archive: Archive) -> None:
    """All stories have to be compared again."""
    with archive._store.write() as connection:
        connection.execute(update(t.story).values(stale=True))


def touch_large(archive: Archive) -> None:
    """One story of several reports has to be compared again, and no other."""
    (story, *_) = archive.stories(several=True)
    with archive._store.write() as connection:
        connection.execute(update(t.story).values(stale=t.story.c.key == story.id))


def fill(archive: Archive) -> None:
    archive.add(outcomes(*map(row, sorted(ROWS)), *LONE))


def test_two_processes_write_what_one_writes(
    archive: Archive, asked: list[str], started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
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
    (process,) = started
    assert process.returncode is not None


def test_two_processes_share_a_large_story(archive: Archive, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    archive.add(outcomes(*map(row, sorted(ROWS))))
    monkeypatch.setattr(second, "processors", lambda: 1)
    alone = records(archive)
    monkeypatch.setattr(second, "processors", lambda: 2)
    touch_large(archive)
    (shared,) = records(archive)
    assert asked == ["half", "shared", "rest"]
    assert shared in alone


def test_a_single_large_story_that_is_new_is_shared(archive: Archive, asked: list[str]) -> None:
    archive.add(outcomes(row("post"), row("gazette")))
    assert len(records(archive)) == 1
    assert asked == ["half", "shared", "rest"]


@pytest.mark.parametrize("last", ["story", "half", "shared", "rest"])
def test_a_second_process_that_dies_changes_nothing(
    archive: Archive, asked: list[str], monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    fill(archive)
    monkeypatch.setattr(second, "processors", lambda: 1)
    alone = records(archive)
    monkeypatch.setattr(second, "processors", lambda: 2)
    (touch if last == "story" else touch_large)(archive)
    ask, killed = Second.ask, []

    def dies(self: Second, task: str, *given: object) -> int:
        if task == last:
            self._process.kill()
            killed.append(self._process.wait())
        return ask(self, task, *given)

    monkeypatch.setattr(Second, "ask", dies)
    written = records(archive)
    assert killed
    assert killed[0] == -signal.SIGKILL
    assert last in asked
    assert written == (alone if last == "story" else [record for record in alone if record in written])
    assert written


def test_where_none_can_be_started_one_does_it_all(archive: Archive, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(subprocess, "Popen", fails)
    fill(archive)
    assert records(archive)
    assert not asked


def test_where_no_thread_can_be_started_one_does_it_all(
    archive: Archive, asked: list[str], started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    start = threading.Thread.start

    def fails(self: threading.Thread) -> None:
        if self.name == "onrecord-second":
            raise RuntimeError("can't start new thread")
        start(self)

    monkeypatch.setattr(threading.Thread, "start", fails)
    fill(archive)
    assert records(archive)
    assert not asked
    assert started
    assert all(process.returncode is not None for process in started)


def test_it_belongs_to_one_update(archive: Archive, asked: list[str]) -> None:
    fill(archive)
    archive.update()
    del asked[:]
    (story, *_) = archive.stories(several=True)
    again: list[int] = []

    def meanwhile(_: object) -> None:
        touch_large(archive)
        again.append(archive.refresh(story.id))

    touch_large(archive)
    archive.update(on_record=meanwhile)
    assert again == [1]
    assert asked == ["half", "shared", "rest"]


def test_an_answer_to_another_question_is_not_taken(tmp_path: Path) -> None:
    with onrecord.open(tmp_path / "a.db"):
        pass
    other = Second(str(tmp_path / "a.db"))
    other.ask("nothing")
    assert other.wait(other.ask("nothing")) is None
    assert not other.is_open


def test_what_cannot_be_said_ends_it(tmp_path: Path) -> None:
    with onrecord.open(tmp_path / "a.db"):
        pass
    other = Second(str(tmp_path / "a.db"))
    assert other.wait(other.ask("rest", lambda: None)) is None
    assert not other.is_open


def test_it_finds_the_archive_from_another_folder(tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    with onrecord.open("a.db") as archive:
        monkeypatch.chdir("elsewhere")
        archive.add(outcomes(row("post"), row("gazette")))
        assert records(archive)
    assert asked == ["half", "shared", "rest"]


def test_none_is_started_for_what_is_in_memory() -> None:
    assert second.start_second(None) is None
    for place in ("", ":memory:"):
        assert second.place_of(Store(create_engine(URL.create("sqlite", database=place)), shown=place)) is None


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
        "second = Second(sys.argv[1])\nprint(second.wait(second.ask('nothing')), second._process.pid, flush=True)\ntime.sleep(60)"
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
