"""Databases that are not what they should be, migrations, and terms."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from onrecord.errors import ArchiveError, ArchiveFull, ArchiveLocked, BrokenArchive, UnreadableQuery
from onrecord.stores import open_store
from onrecord.stores.schema import metadata
from onrecord.stores.terms import Clause, read_query


def test_migrations_make_the_schema(tmp_path: Path) -> None:
    store = open_store(tmp_path / "a.db")
    with store.read() as connection:
        ours = {"include_name": lambda name, kind, _: kind != "table" or name in metadata.tables}
        assert compare_metadata(MigrationContext.configure(connection, opts=ours), metadata) == []
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    store.close()


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database at all, but long enough to have a header " * 30, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(BrokenArchive, match="no archive of onrecord: choose another file"):
        open_store(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE kept (x)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(BrokenArchive, match="is a SQLite database, but no archive of onrecord"):
        open_store(path)
    assert path.read_bytes() == before


def test_a_damaged_archive_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    open_store(path).close()
    whole = bytearray(path.read_bytes())
    whole[4096 : len(whole)] = b"\x5a" * (len(whole) - 4096)
    path.write_bytes(whole)
    with pytest.raises(BrokenArchive, match="is damaged"):
        open_store(path)


def test_a_later_schema_asks_for_a_later_version(tmp_path: Path) -> None:
    store = open_store(tmp_path / "a.db")
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(ArchiveError, match="later version of onrecord"):
        open_store(tmp_path / "a.db")


def test_a_second_writer_waits_and_then_says_why(tmp_path: Path) -> None:
    one, two = open_store(tmp_path / "a.db"), open_store(tmp_path / "a.db", patience=0.1)
    with one.write(), pytest.raises(ArchiveLocked, match="written by another process"), two.write():
        pass
    with two.write() as connection:
        connection.exec_driver_sql("INSERT INTO setting VALUES ('a', 'b')")
    one.close()
    two.close()


def test_a_full_disk_loses_nothing_that_was_written(tmp_path: Path) -> None:
    store = open_store(tmp_path / "a.db")
    with store.write() as connection:
        connection.exec_driver_sql("INSERT INTO setting VALUES ('kept', 'yes')")
    with store.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    def overfill() -> None:
        with store.write() as connection:
            for number in range(10000):
                connection.exec_driver_sql("INSERT INTO setting VALUES (?, ?)", (str(number), "x" * 4000))

    with pytest.raises(ArchiveFull, match="make room and run this again"):
        overfill()
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT key FROM setting").scalars().all() == ["kept"]
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    store.close()


@pytest.mark.parametrize("place", ["mysql://host/a", "http://host", "://", "postgresql"])
def test_addresses_that_are_none(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if "://" in place:
        with pytest.raises(ArchiveError, match="give a path or postgresql://"):
            open_store(place)
    else:
        open_store(place).close()
        assert (tmp_path / place).exists()


def test_a_folder_or_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="is a folder: name a file"):
        open_store(tmp_path)
    with pytest.raises(ArchiveError, match="make it first"):
        open_store(tmp_path / "none" / "a.db")


def test_queries() -> None:
    assert read_query("a-b Ca*") == (Clause(("a", "b")), Clause(("ca",), prefix=True))
    with pytest.raises(UnreadableQuery, match="two letters or more before the star of c\\*"):
        read_query("a-b c*")
    assert read_query("“Don’t go") == (Clause(("dont", "go")),)


def test_the_newest_step_is_the_one_that_alembic_goes_to() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from onrecord.stores.migrations import _newest

    config = Config()
    config.set_main_option("script_location", "onrecord.stores:migrations")
    assert _newest() == ScriptDirectory.from_config(config).get_current_head()
