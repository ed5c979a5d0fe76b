from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import onrecord
from onrecord.archive import Archive
from onrecord.errors import ArchiveError
from tests.archive.reports import outcomes, row


def test_a_copy_holds_the_same_and_goes_on(fresh: Callable[[], Archive], tmp_path: Path) -> None:
    with onrecord.open(tmp_path / "from.db", now=lambda: "2031-06-01T12:00:00Z") as source:
        early, late = outcomes(row("post"), row("courier")), outcomes(row("gazette"))
        source.add(early)
        source.update()
        target = fresh()
        assert source.copy_to(_place(target)) == len(early)
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
            source.copy_to(_place(target))


def _place(archive: Archive) -> str:
    url = archive._store.engine.url
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=False)
