"""The catalogue in memory is after every kind of write what it would be if it were read anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy
from sqlalchemy import text

import onrecord
from onrecord.archive import Archive
from onrecord.archive import open as open_archive
from onrecord.errors import BrokenArchive
from onrecord.samples import find_sample
from onrecord.stores import catalogue as catalogues
from onrecord.stores import changes, schema
from onrecord.stores.catalogue import Catalogue
from onrecord.stores.index import find_rows, score_rows
from onrecord.stores.terms import read_query


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with open_archive(tmp_path / "onrecord.db") as archive:
        yield archive


def plain(catalogue: Catalogue) -> dict[str, Any]:
    """What a catalogue says, without the numbers by which it goes."""
    reports = catalogue.reports
    outlets = [reports.outlets[code] if code >= 0 else None for code in reports.outlet]
    assert outlets == [each.outlet for each in reports.printed]
    kept = ("rows", "report", "speaker", "about", "act", "manner", "position", "current", "said", "said_by")
    ones = {number: int(catalogue.people.one_of[number]) for number in catalogue.people.names}
    assert set(np.flatnonzero(catalogue.people.one_of)) == set(ones)
    return {
        **{name: getattr(catalogue, name).tolist() for name in kept},
        **{name: getattr(reports, name).tolist() for name in ("rows", "story", "place")},
        "printed": reports.printed,
        "names": catalogue.names,
        "people": catalogue.people.names,
        "ones": ones,
    }


def is_true(archive: Archive) -> None:
    with archive._store.read() as connection:
        now = catalogues._read(connection, 0)
        assert plain(archive._catalogues.of(connection)) == plain(now)


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
    monkeypatch.setattr(catalogues, "_read", lambda *given: pytest.fail("everything was read again"))
    before = archive._catalogues._held[0]
    archive.judge("utterance", "unsure", first, second, by="Ines Tolvanen")
    assert archive.search(limit=1).total
    assert archive._catalogues._held[0] is before
    archive.add(islice(onrecord.read_reports([str(find_sample("ferry-strike"))]), 1))
    archive.update()
    assert archive.tally("the").total
    assert archive._catalogues._held[0].names.items() > before.names.items()


def test_who_comes_with_an_older_view_is_told_what_was_true_then(archive: Archive) -> None:
    archive.add(onrecord.read_reports([str(find_sample("works-fire"))]))
    with archive._store.read() as earlier:
        then = archive._catalogues.of(earlier)
        archive.add(onrecord.read_reports([str(find_sample("ferry-strike"))]))
        assert archive.search(limit=1).total > len(then.rows)
        assert archive._catalogues.of(earlier) is then
        archive._catalogues._held = archive._catalogues._held[:1]
        assert plain(archive._catalogues.of(earlier)) == plain(then)
    is_true(archive)


def test_who_is_far_behind_reads_everything(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.add(onrecord.read_reports([str(find_sample("works-fire"))]))
    is_true(archive)
    monkeypatch.setattr(changes, "KEPT", 2)
    archive.add(onrecord.read_reports([str(find_sample("ferry-strike"))]))
    with archive._store.read() as connection:
        assert changes.changes_since(connection, 1) is None
    is_true(archive)


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


def test_more_people_than_a_database_takes_values_at_a_time(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogues, "_MANY", 500)
    archive.add(onrecord.read_reports([str(find_sample("ferry-strike"))]))
    archive.update()
    before = len(archive.people(limit=None))
    with archive._store.write() as connection:
        statement = connection.execute(text("SELECT min(id) FROM statement")).scalar_one()
        last = connection.execute(text("SELECT max(id) FROM person")).scalar_one()
        person = {"kind": "person", "bare": False, "block": "person none"}
        new = [
            {**person, "id": last + n, "key": f"p{n}", "one": f"p{n}", "name": f"Ida O{n}", "folded": f"ida o{n}"}
            for n in range(1, 701)
        ]
        connection.execute(sqlalchemy.insert(schema.person), new)
        connection.execute(
            sqlalchemy.insert(schema.spoken), [{"statement_id": statement, "person_id": each["id"]} for each in new]
        )
        report = connection.execute(text("SELECT report_id FROM statement WHERE id = :id"), {"id": statement}).scalar_one()
        changes.note_changes(connection, "report", [report])
        changes.note_changes(connection, "person", [last + n for n in range(1, 701)])
    with archive._store.read() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 600)
    assert len(archive.people(limit=None)) == before + 700


def test_a_word_index_that_lacks_a_statement_says_so(archive: Archive) -> None:
    archive.add(onrecord.read_reports([str(find_sample("ferry-strike"))]))
    clauses = read_query("the")
    with archive._store.read() as connection:
        every = find_rows(connection, clauses)
        assert len(every) > 1
        whole = 10 * len(every)
        assert len(score_rows(connection, clauses, every, every=every, whole=whole)) == len(every)
        rows = np.array([*every, every[-1] + 1_000_000])
        with pytest.raises(BrokenArchive, match=f"lacks statements that it found .{rows[-1]}"):
            score_rows(connection, clauses, rows, every=rows, whole=whole)
