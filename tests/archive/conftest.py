from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

import onrecord
from onrecord.archive import Archive
from tests.archive.servers import running_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with running_postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Archive]]:
    """Makes an empty archive in one kind of store, with a clock that stands still."""
    made = 0
    with ExitStack() as opened:

        def make() -> Archive:
            nonlocal made
            made += 1
            place = str(tmp_path / f"archive{made}.db")
            if request.param == "postgresql":
                address = request.getfixturevalue("postgres")
                name = f"t{abs(hash((request.node.nodeid, made)))}"
                engine = create_engine(address.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
                with engine.connect() as connection:
                    connection.execute(text(f"CREATE DATABASE {name}"))
                engine.dispose()
                place = address.replace("/postgres?", f"/{name}?")
            return opened.enter_context(onrecord.open(place, now=lambda: "2031-06-01T12:00:00Z"))

        yield make


@pytest.fixture
def archive(fresh: Callable[[], Archive]) -> Archive:
    return fresh()
