from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select

import onrecord
from onrecord.archive import Archive, keeping
from onrecord.errors import ArchiveError, ArchiveLocked
from onrecord.stores import open_store, schema
from tests.archive.reports import ROWS, outcomes, place_of, row


@pytest.mark.parametrize("out", [False, True], ids=["from a file", "into a file"])
def test_a_copy_holds_the_same_and_goes_on(fresh: Callable[[], Archive], tmp_path: Path, out: bool) -> None:
    with onrecord.open(tmp_path / "file.db", now=lambda: "2031-06-01T12:00:00Z") as file:
        source, target = (fresh(), file) if out else (file, fresh())
        early, late = outcomes(row("post"), row("courier")), outcomes(row("gazette"))
        source.add(early)
        source.update()
        assert source.copy_to(place_of(target)) == len(early)
        assert target.reports() == source.reports()
        assert [hit.statement for hit in target.search("the")] == [hit.statement for hit in source.search("the")]
        assert target.people() == source.people()
        assert target.stories() == source.stories()
        assert target.log() == source.log()
        for archive in (source, target):
            archive.add(late)
            archive.update()
        assert target.stories() == source.stories()
        assert [target.story(s.id) for s in target.stories()] == [source.story(s.id) for s in source.stories()]
        with pytest.raises(ArchiveError, match="holds something already"):
            source.copy_to(place_of(target))


@pytest.mark.parametrize("out", [False, True], ids=["from a file", "into a file"])
def test_judgements_captures_and_older_readings_are_copied(
    fresh: Callable[[], Archive], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, out: bool
) -> None:
    with onrecord.open(tmp_path / "file.db", now=lambda: "2031-06-01T12:00:00Z") as file:
        source, target = (fresh(), file) if out else (file, fresh())
        source.add(outcomes(row("post"), row("courier")))
        source.add(outcomes(row("courier", text=ROWS["courier"]["text"] + "\n\n“More follows,” Reyl said.")))
        source.update()
        (hit,) = source.search("resign")
        source.judge("statement", "wrong speaker", hit.statement, by="Ida Oru", speaker="Teodor Vash")
        apart = source.judge("person", "not the same", "Teodor Vash", "Mirela Donk", by="Ida Oru", note="two people")
        source.judge("story", "same", "post", "courier", by="Ida Oru")
        source.withdraw(apart.id, by="Lev Morvath", why="nobody doubts it")
        monkeypatch.setattr("onrecord.archive.keeping.FINDER", replace(keeping.FINDER, version="later"))
        source.update(reread=True)

        source.copy_to(place_of(target))
        assert target.judgements() == source.judgements()
        assert len(target.judgements()) == 3
        assert target.captures("courier") == source.captures("courier")
        assert len(target.captures("courier")) == 2
        assert _readings(target) == _readings(source)
        assert len({version for _, version, _ in _readings(target)}) == 3  # of the finder, of the later one, of the editor
        assert target.search("resign")[0].speaker == "Teodor Vash"
        for archive in (source, target):  # what stood under the editor's word counts again
            archive.withdraw(archive.judgements()[0].id, by="Ida Oru")
            archive.update()
        assert target.search("resign").found == source.search("resign").found
        assert target.search("resign")[0].speaker == "Ansa Reyl"
        assert target.story("of-post") == source.story("of-post")


def _readings(archive: Archive) -> list[tuple[str, str, bool]]:
    asked = select(schema.reading.c.maker, schema.reading.c.version, schema.reading.c.current).order_by(schema.reading.c.id)
    with archive._store.read() as connection:
        return [(row.maker, row.version, bool(row.current)) for row in connection.execute(asked)]


def test_a_reader_who_saw_the_place_empty_sees_all_that_was_copied(fresh: Callable[[], Archive], tmp_path: Path) -> None:
    with onrecord.open(tmp_path / "from.db") as source:
        source.add(outcomes(row("post")))
        with source._store.write() as connection:  # as in an archive of before notes were taken
            connection.execute(delete(schema.change))
            connection.execute(delete(schema.setting).where(schema.setting.c.key == "revision"))
        target = fresh()
        assert not target.search("the")
        source.copy_to(place_of(target))
        assert [hit.statement for hit in target.search("the")] == [hit.statement for hit in source.search("the")]
        assert target.people() == source.people()


def test_whoever_opens_waits_for_no_writer_and_a_writer_not_for_ever(fresh: Callable[[], Archive]) -> None:
    place = place_of(fresh())
    one = open_store(place)
    with one.write():
        began = time.monotonic()
        two = open_store(place, patience=0.2)
        with two.read() as connection:
            assert connection.execute(select(schema.report)).first() is None
        with pytest.raises(ArchiveLocked, match="written by another process"), two.write():
            pass
        assert time.monotonic() - began < 10
    with two.write():
        pass
    one.close()
    two.close()
