"""Invented reports for the archive's tests: three of one quarrel over a lighthouse, one of something else, one that is edited."""

from __future__ import annotations

import json
from functools import cache

from onrecord.archive import Archive
from onrecord.datamodel import Outcome
from onrecord.reports import read_reports

ROWS = {
    "post": {
        "outlet": "Halm Post",
        "url": "https://halmpost.example/lamp",
        "published": "2031-05-04",
        "title": "Keeper of Orrin Light refuses to go",
        "text": "Keeper of Orrin Light refuses to go\n\n“I will not leave the lamp,” Mirela Donk said on Sunday at Orrin Light.\n\n"
        "Mayor Teodor Vash said the lighthouse would be shut in June. “We can’t pay for 12 keepers,” Vash told the council.",
    },
    "gazette": {
        "outlet": "Orrin Gazette",
        "url": "https://orringazette.example/donk",
        "published": "2031-05-05",
        "title": "Orrin Light keeper refuses to leave her lamp",
        "text": "Orrin Light keeper refuses to leave her lamp\n\nMirela Donk, the keeper of Orrin Light, said she would not leave the lamp.\n\n"
        "“We cant pay for 12 keepers,” said Teodor Vash, the mayor, who wants the lighthouse shut in June.",
    },
    "courier": {
        "outlet": "Bay Courier",
        "url": "https://baycourier.example/resign",
        "published": "2031-05-20",
        "title": "Bank of Halm raises its rate",
        "text": "Bank of Halm raises its rate\n\nThe bank’s governor, Ansa Reyl, said that prices were rising too fast.\n\n"
        "“Nobody will resign over this,” Reyl said. She denied that the bank had acted late.",
    },
}


def row(name: str, **changes: str) -> dict[str, str]:
    return {"id": name, **ROWS[name], **changes}


@cache
def _read(line: str) -> tuple[Outcome, ...]:
    import io

    return tuple(read_reports(["-"], stdin=io.BytesIO(line.encode("utf-8"))))


def outcomes(*rows: dict[str, str]) -> list[Outcome]:
    """The rows as the reports that `onrecord add` would read from a JSONL file."""
    return [outcome for each in rows for outcome in _read(json.dumps(each))]


def place_of(archive: Archive) -> str:
    """Where the archive can be opened once more."""
    url = archive._store.engine.url
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=False)
