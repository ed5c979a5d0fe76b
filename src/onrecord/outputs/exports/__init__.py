"""Accounts in, a file in one of many formats out: the one table of all formats.

An export takes accounts one at a time and keeps none of them, so that an archive larger than memory can be handed on. Every
format that carries words carries their pins too: the report with its outlet, day and address, the span, the words, and a little
of what stands before and after them; `onrecord.outputs.exports.pins` reads them back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from onrecord.datamodel import Account
from onrecord.errors import OnrecordError
from onrecord.outputs.exports.judgements import JudgedThing, path_beside, write_judgements

__all__ = ["FORMATS", "Format", "JudgedThing", "UnknownFormat", "export_accounts", "find_format", "path_beside"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name on the command line, what it is, its file's ending, and the module whose ``write`` writes it."""

    name: str
    about: str
    suffix: str
    module: str
    pinned: bool = True
    extra: str | None = None


FORMATS: tuple[Format, ...] = (
    Format("csv", "a table of statements for any spreadsheet", ".csv", "tables"),
    Format("parquet", "the same table for pandas, Polars, R and DuckDB", ".parquet", "parquet", extra="parquet"),
    Format("sqlite", "a database made for Datasette", ".db", "sqlite"),
    Format("jsonl", "a line of JSON a statement, described by a JSON Schema", ".jsonl", "lines"),
    Format("webannotation", "W3C Web Annotations (JSON-LD)", ".jsonld", "annotations"),
    Format("schemaorg", "schema.org NewsArticle, Quotation and Claim (JSON-LD)", ".jsonld", "schemaorg"),
    Format("citron", "the JSON of BBC Citron, a line a report", ".jsonl", "citron"),
    Format("ftm", "FollowTheMoney entities for Aleph and OpenSanctions tools", ".ftm.json", "ftm", extra="ftm"),
    Format("gexf", "who cites whom, for Gephi", ".gexf", "gexf", pinned=False),
    Format("markdown", "a memo for the newsroom", ".md", "memo"),
)


class UnknownFormat(OnrecordError):
    """A name that no format has."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no format {name!r}; there are {', '.join(each.name for each in FORMATS)}")


class MissingExtra(OnrecordError):
    """A format whose writer is a library that is not installed."""

    def __init__(self, name: str, extra: str) -> None:
        super().__init__(f"{name} needs a library that is not installed: pip install 'onrecord[{extra}]'")


def find_format(name: str) -> Format:
    """The format of this name; raises `UnknownFormat`."""
    for each in FORMATS:
        if each.name == name:
            return each
    raise UnknownFormat(name)


def export_accounts(accounts: Iterable[Account], path: Path, *, form: str, judged: Sequence[JudgedThing] = ()) -> int:
    """Write accounts to a file in the format of this name; returns how many statements (for GEXF: citations) it holds.

    ``judged`` are editors' judgements: CSV and JSON Lines have them in a file beside (`path_beside`), SQLite in tables of their
    own; the other formats have no place for them. The file appears when it is whole. Raises `UnknownFormat`, or
    `MissingExtra` where the writer's library is not installed.
    """
    known = find_format(form)
    write: Callable[[Iterable[Account], Path], int] = import_module(f"onrecord.outputs.exports.{known.module}").write
    half = path.with_name(path.name + ".part")
    try:
        half.unlink(missing_ok=True)
        count = write(accounts, half)
        beside = write_judgements(judged, half, form=form)
        if beside is not None and beside != half:
            beside.replace(path_beside(path))
        half.replace(path)
    except ImportError as error:
        if known.extra is None:
            raise
        raise MissingExtra(known.name, known.extra) from error
    finally:
        half.unlink(missing_ok=True)
    return count
