"""One database: opened, brought up to date, read and written in transactions, and its errors in plain words.

SQLite runs with a write-ahead log and full synchronisation: a transaction that was reported as done survives a kill and a
power cut, one that was not leaves no trace. Writers wait for each other; what waits too long says so.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from onrecord.errors import ArchiveError, ArchiveFull, ArchiveLocked, BrokenArchive, MissingLibrary

try:
    from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
    from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError
except ImportError:
    raise MissingLibrary("an archive needs SQLAlchemy and Alembic: pip install 'onrecord[archive]'") from None

__all__ = ["APPLICATION", "Store", "open_store"]

APPLICATION = 0x6F6E7263
"""What SQLite's header says the file is: the letters ``onrc``."""
PATIENCE = 30.0
"""Seconds for which a writer waits for another."""
_LOCK_NOT_AVAILABLE = "55P03"
"""What PostgreSQL says, in whatever language, where a lock was waited for too long."""
_POOL = {"pool_size": 8, "max_overflow": 32}
"""Connections that stay open, each with what it has read of the file, and those that come beside in a rush: a web server
answers from 40 threads."""


class Store:
    """An open database. `read` and `write` give a connection within a transaction."""

    def __init__(self, engine: Engine, *, shown: str, patience: float = PATIENCE) -> None:
        self.engine = engine
        self.shown = shown
        self.patience = patience

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """One unchanging view of the data."""
        with self._explained(), self.engine.connect() as connection:
            if self.dialect != "sqlite":
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is done as a whole or not at all; of two, the second waits until the first is done."""
        with self._explained(), self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            if self.dialect != "sqlite":
                milliseconds = str(max(1, round(1000 * self.patience)))  # 0 would mean for ever
                connection.execute(text("SELECT set_config('lock_timeout', :most, true)"), {"most": milliseconds})
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPLICATION})
            yield connection

    def close(self) -> None:
        """Let go of the file or server."""
        self.engine.dispose()

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            raise _explain(error, self.shown) from error
        except sqlite3.Error as error:
            raise _explain(error, self.shown) from error


def open_store(place: str | Path, *, patience: float = PATIENCE, create: bool = True) -> Store:
    """The store at a path (SQLite) or a ``postgresql://`` address, created and brought up to date where needed.

    Raises `ArchiveError` (or one of its kinds) where it cannot be opened, with the way out.
    """
    given = str(place)
    if "://" in given:
        url = _server(given)
        shown = url.render_as_string(hide_password=True)
        engine = create_engine(url, pool_pre_ping=True)
    else:
        path = Path(given)
        shown = str(path)
        if path.is_dir():
            raise ArchiveError(f"{path} is a folder: name a file, such as {path / 'onrecord.db'}")
        if not path.exists() and not create:
            raise ArchiveError(f"there is no archive at {path}: make one with `onrecord add REPORT... --archive {path}`")
        if not path.parent.is_dir():
            raise ArchiveError(f"there is no folder {path.parent}: make it first")
        engine = create_engine(URL.create("sqlite", database=given), connect_args={"timeout": patience}, **_POOL)
        _tune_sqlite(engine)
    store = Store(engine, shown=shown, patience=patience)
    try:
        _bring_up_to_date(store)
    except BaseException:
        store.close()
        raise
    return store


def _server(given: str) -> URL:
    try:
        url = make_url(given)
        if url.drivername in ("postgres", "postgresql"):
            url = url.set(drivername="postgresql+psycopg")
        if url.get_backend_name() != "postgresql":
            raise ArchiveError(f"{url.drivername}:// is no archive: give a path or postgresql://…")
        url.get_dialect().import_dbapi()
    except (ArgumentError, NoSuchModuleError):
        raise ArchiveError("the archive's address cannot be read: give a path or postgresql://user@host/database") from None
    except ImportError:
        raise MissingLibrary("an archive in PostgreSQL needs psycopg: pip install 'onrecord[postgres]'") from None
    return url


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(raw: Any, _: object) -> None:
        raw.isolation_level = None  # transactions are begun below, and nowhere else
        for pragma in ("foreign_keys=ON", "synchronous=FULL", "secure_delete=ON", "cache_size=-64000", "temp_store=MEMORY"):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def began(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up_to_date(store: Store) -> None:
    from onrecord.stores.migrations import is_newest, upgrade

    if store.dialect == "sqlite":
        with store._explained(), store.engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
            application = connection.exec_driver_sql("PRAGMA application_id").scalar()
        if tables and application != APPLICATION:
            raise BrokenArchive(f"{store.shown} is a SQLite database, but no archive of onrecord: choose another file")
        if not tables:
            raw = store.engine.raw_connection()
            with store._explained(), contextlib.closing(raw):
                raw.cursor().execute("PRAGMA journal_mode=WAL")
    with store.read() as connection:
        if is_newest(connection):
            return  # whoever only opens waits for no writer
    with store.write() as connection:
        upgrade(connection)
        if store.dialect == "sqlite" and connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION:
            connection.execute(text(f"PRAGMA application_id={APPLICATION}"))


def _explain(error: Exception, shown: str) -> ArchiveError:
    said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    low = said.lower()
    waited = getattr(getattr(error, "orig", None), "sqlstate", None) == _LOCK_NOT_AVAILABLE
    if "locked" in low or "busy" in low or waited:
        return ArchiveLocked(f"{shown} is being written by another process: wait until it is done and run this again")
    if "full" in low or "no space" in low:
        return ArchiveFull(f"{shown} cannot grow, the disk is full: make room and run this again; what was added is safe")
    if "not a database" in low:
        return BrokenArchive(f"{shown} is no archive of onrecord: choose another file")
    if "malformed" in low or "corrupt" in low:
        return BrokenArchive(f"{shown} is damaged ({said}): put back a copy, or add the reports to a new archive")
    if "readonly" in low or "read-only" in low:
        return ArchiveError(f"{shown} cannot be written: change its permissions or choose another place")
    if "unable to open" in low:
        return ArchiveError(f"{shown} cannot be opened: check the folder and its permissions")
    return ArchiveError(f"{shown}: {said}")
