"""The catalogue in memory is after every kind of write what it would be if it were read anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy
from sqlalchemy import text

import onrecord
from onrecord.archive import Archive
from onrecord.archive import open as open_archive
from onrecord.samples import find_sample
from onrecord.stores import catalogue as catalogues


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "onrecord.db") as archive:
        yield archive


def plain(thing: Any) -> Any:
    if hasattr(thing, "__dataclass_fields__"):
        return {each.name: plain(getattr(thing, each.name)) for each in fields(thing)}
    return thing.tolist() if isinstance(thing, np.ndarray) else thing


def is_true(archive: Archive) -> None:
    with archive._store.read() as connection:
        assert plain(archive._catalogues.of(connection)) == plain(catalogues._read(connection, None))


def test_it_is_true_after_every_kind_of_write(archive: Archive) -> None:
    is_true(archive)
    for story in ("ferry-strike", "works-fire"):
        archive.add(onrecord.read_reports([str(find_sample(story))]))
        is_true(archive)
        archive.update()
        is_true(archive)
    hits = archive.search(limit=200)
    people = archive.people(limit=2)
    first, second = hits[0].statement, hits[1].statement
    made = archive.judge("utterance", "unsure", first, second, by="Ines Tolvanen")
    is_true(archive)
    archive.withdraw(made.id, by="Ines Tolvanen")
    is_true(archive)
    for judged in (
        archive.judge("person", "same", people[0].id, people[1].id, by="Ines Tolvanen"),
        archive.judge("statement", "wrong speaker", first, speaker="Oda Quist", by="Ines Tolvanen"),
        archive.judge("story", "same", hits[0].report, hits[-1].report, by="Ines Tolvanen"),
    ):
        is_true(archive)
        archive.update()
        is_true(archive)
        archive.withdraw(judged.id, by="Ines Tolvanen")
        is_true(archive)
        archive.update()
        is_true(archive)
    archive.take_down(hits[2].report, "asked for by the outlet")
    is_true(archive)
    archive.update()
    is_true(archive)


def test_little_is_read_again_where_little_has_changed(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.add(onrecord.read_reports([str(find_sample("works-fire"))]))
    archive.update()
    first, second = (hit.statement for hit in archive.search(limit=2))
    monkeypatch.setattr(catalogues, "_read_spoken", lambda *given: pytest.fail("people were read again"))
    archive.judge("utterance", "unsure", first, second, by="Ines Tolvanen")
    assert archive.search(limit=1).total
    archive.add(onrecord.read_reports([str(find_sample("ferry-strike"))]))
    assert archive.tally("the").total


def test_places_stay_in_order_for_many_reports_each_with_a_moment_of_its_own() -> None:
    count = 30_000
    with sqlalchemy.create_engine("sqlite://").connect() as connection:
        connection.execute(text("CREATE TABLE report (id INTEGER, key TEXT, outlet TEXT, published TEXT, story_id INTEGER)"))
        moments = [
            {"id": n, "key": f"r-{n:05}", "at": f"2031-01-{1 + n // 1440:02}T{n // 60 % 24:02}:{n % 60:02}"}
            for n in range(count)
        ]
        connection.execute(text("INSERT INTO report VALUES (:id, :key, NULL, :at, NULL)"), moments)
        reports = catalogues._read_reports(connection)
    latest = np.argsort(reports.place << 32)
    assert latest.tolist() == list(range(count - 1, -1, -1))
    assert (reports.place << 32).min() >= 0
    last = moments[-1]
    assert reports.place_of(last["at"], last["key"]) == reports.place[-1]
    assert reports.place_of("2031-01-21T20:00", "r-x") == reports.place[-1] - 1  # a later one would stand before all


def test_a_mark_for_a_report_that_is_gone_stands_between_its_neighbours() -> None:
    with sqlalchemy.create_engine("sqlite://").connect() as connection:
        connection.execute(text("CREATE TABLE report (id INTEGER, key TEXT, outlet TEXT, published TEXT, story_id INTEGER)"))
        rows = [{"id": 1, "key": "a", "at": "2031-03-02"}, {"id": 2, "key": "c", "at": "2031-03-02"}]
        connection.execute(text("INSERT INTO report VALUES (:id, :key, NULL, :at, NULL)"), rows)
        reports = catalogues._read_reports(connection)
    first, second = reports.place.tolist()
    assert first < reports.place_of("2031-03-02", "b") < second < reports.place_of(None, "a")
