from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, select

import onrecord
from onrecord.archive import Archive
from onrecord.errors import ArchiveError, ArchiveLocked
from onrecord.stores import open_store, schema
from tests.archive.reports import outcomes, place_of, row


def test_a_copy_holds_the_same_and_goes_on(fresh: Callable[[], Archive], tmp_path: Path) -> None:
    with onrecord.open(tmp_path / "from.db", now=lambda: "2031-06-01T12:00:00Z") as source:
        early, late = outcomes(row("post"), row("courier")), outcomes(row("gazette"))
        source.add(early)
        source.update()
        target = fresh()
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
