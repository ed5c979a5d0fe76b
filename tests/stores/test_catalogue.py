"""The catalogue in memory is after every kind of write what it would be if it were read anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

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
