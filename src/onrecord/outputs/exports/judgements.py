"""Editors' judgements as they are handed on: a table, lines of JSON or tables of a database, with the words they are on.

Those that were withdrawn are among them, with who withdrew them, when and why: a judgement is never erased.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.datamodel import Judgement, Passage, Report
from onrecord.outputs.exports.rows import pin_of, words_of_parts
from onrecord.outputs.exports.tables import guarded

__all__ = ["JUDGEMENT_FORMAT", "JudgedThing", "path_beside", "write_judgements"]

JUDGEMENT_FORMAT = "onrecord-judgement/1"
_WORD = tuple("on verdict by at note speaker withdrawn_by withdrawn_at withdrawn_why".split())
"""What a judgement says, but for its id and what it is on."""
_COLUMNS = (
    *("outlet", "published", "url", "report", "digest", "judgement", *_WORD, "part", "person"),
    *("words", "prefix", "suffix", "spans"),
)
_TABLES = """
create table judgements (
  id text primary key, "on" text not null, verdict text not null, "by" text not null, at text not null, note text not null,
  speaker text, withdrawn_by text, withdrawn_at text, withdrawn_why text
);
create table judged (
  judgement text not null references judgements(id), part integer not null, person text, report text, outlet text,
  published text, url text, digest text, words text, prefix text, suffix text, spans text,
  primary key (judgement, part)
);
"""


@dataclass(frozen=True, slots=True)
class JudgedThing:
    """A judgement with the report and passages of each thing that it is on; a person has neither, a whole report no passage."""

    judgement: Judgement
    places: tuple[tuple[Report | None, tuple[Passage, ...]], ...]


def path_beside(path: Path) -> Path:
    """Where the judgements stand beside a table or lines of statements: ``x.csv`` has ``x.judgements.csv``."""
    return path.with_name(f"{path.stem}.judgements{path.suffix}")


def write_judgements(things: Sequence[JudgedThing], path: Path, *, form: str) -> Path | None:
    """Write judgements into a database, or beside a table or lines of statements; None where there are none or no place."""
    if not things or form not in _WRITERS:
        return None
    written = path if form == "sqlite" else path_beside(path)
    _WRITERS[form](things, written)
    return written


def _rows(things: Iterable[JudgedThing]) -> Iterator[dict[str, Any]]:
    """A row for each thing that a judgement is on."""
    for thing in things:
        said = {name: getattr(thing.judgement, name) for name in _WORD}
        for part, (anchor, (report, passages)) in enumerate(zip(thing.judgement.anchors, thing.places, strict=True), start=1):
            yield {
                "outlet": report and report.outlet,
                "published": report and report.published,
                "url": report and report.url,
                "report": anchor.report,
                "digest": anchor.text,
                "judgement": thing.judgement.id,
                **said,
                "part": part,
                "person": anchor.person,
                "words": words_of_parts(passages),
                "prefix": passages[0].prefix if passages else None,
                "suffix": passages[-1].suffix if passages else None,
                "spans": str([list(passage.span) for passage in passages]) if passages else None,
            }


def _write_table(things: Iterable[JudgedThing], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, lineterminator="\r\n")
        table.writerow(_COLUMNS)
        for row in _rows(things):
            table.writerow([guarded(row[name]) for name in _COLUMNS])


def _write_lines(things: Iterable[JudgedThing], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for thing in things:
            judgement = thing.judgement
            anchors = [
                {
                    "report": anchor.report,
                    "outlet": report and report.outlet,
                    "published": report and report.published,
                    "url": report and report.url,
                    "digest": anchor.text,
                    "person": anchor.person,
                    "pins": [pin_of(passage) for passage in passages],
                }
                for anchor, (report, passages) in zip(judgement.anchors, thing.places, strict=True)
            ]
            said = {name: getattr(judgement, name) for name in _WORD}
            line = {"format": JUDGEMENT_FORMAT, "judgement": judgement.id, **said, "anchors": anchors}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _put(things: Sequence[JudgedThing], path: Path) -> None:
    names = "judgement part person report outlet published url digest words prefix suffix spans".split()
    with closing(sqlite3.connect(path)) as base:
        base.executescript(_TABLES)
        for thing in things:
            said = (thing.judgement.id, *(getattr(thing.judgement, name) for name in _WORD))
            base.execute(f"insert into judgements values ({','.join('?' * len(said))})", said)  # noqa: S608
        for row in _rows(things):
            base.execute(f"insert into judged values ({','.join('?' * len(names))})", [row[n] for n in names])  # noqa: S608
        base.commit()


_WRITERS: dict[str, Callable[[Sequence[JudgedThing], Path], None]] = {
    "csv": _write_table,
    "jsonl": _write_lines,
    "sqlite": _put,
}
