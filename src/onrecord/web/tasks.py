"""What the workers do: given reports in, JSON and HTML out. Each is a function that another process can be handed by name."""

from __future__ import annotations

import io
import json
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from onrecord.datamodel import Note, Outcome, Record, Report
from onrecord.errors import OnrecordError

__all__ = ["Given", "Laid", "check", "compare", "find", "lay", "page_of", "read_given", "reports_of", "verify"]


_NAMED = 3
"""Reports that are named where none has a headline."""


@dataclass(frozen=True, slots=True)
class Given:
    """Reports as they came: a file's name and bytes, or fields as in a line of JSONL."""

    files: tuple[tuple[str, bytes], ...] = ()
    rows: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Laid:
    """A record as JSON, and what a page of the app needs of it: its sections and the style that lights up its readings."""

    json: str
    title: str
    figures: str
    contents: str
    sections: str
    style: str
    reports: int


def compare(given: Given) -> Laid:
    """The record of the given reports; raises `OnrecordError` where none can be used."""
    return lay(_compile(given))


def compare_json(given: Given, texts: bool) -> str:
    """The record of the given reports as JSON."""
    from onrecord.outputs.json import write_record

    return write_record(_compile(given), texts=texts)


def find(given: Given) -> list[dict[str, Any]]:
    """A line of ``statements --jsonl`` for each report, with the words of each statement."""
    from onrecord.outputs.json import write_statements
    from onrecord.statements import find_statements

    lines: list[dict[str, Any]] = []
    for outcome in read_given(given):
        found = find_statements(outcome.report.text) if outcome.report is not None else ()
        line = json.loads(write_statements(outcome, found))
        for row, statement in zip(line["statements"], found, strict=True):
            row["words"] = " … ".join(passage.exact for passage in statement.content)
        lines.append(line)
    return lines


def check(record: str, given: Given) -> dict[str, Any]:
    """What came of checking a record against itself and the given reports."""
    from onrecord.outputs.json import parse_record
    from onrecord.record import check_record

    outcomes = list(read_given(given))
    checking = check_record(parse_record(record), [o.report for o in outcomes if o.report is not None])
    return {"holds": checking.holds, **asdict(checking), "notes": [asdict(note) for note in _notes(outcomes)]}


def verify(text: str, given: Given) -> list[dict[str, Any]]:
    """The quotations of a text, each with what stands behind it in the given reports."""
    from onrecord.outputs.verification import write_verifications
    from onrecord.record.accounts import read_accounts
    from onrecord.record.verifying import verify_quotations

    found = verify_quotations(text, read_accounts(reports_of(given)))
    quotations: list[dict[str, Any]] = json.loads(write_verifications(found))["quotations"]
    return quotations


def page_of(record: str) -> str:
    """The self-contained page of a record in JSON."""
    from onrecord.outputs.json import read_record
    from onrecord.outputs.page import write_page

    return write_page(read_record(record))


def lay(record: Record) -> Laid:
    """A record laid out for a page of the app."""
    from onrecord.outputs.edition import edit_record
    from onrecord.outputs.json import write_record
    from onrecord.outputs.page import Page, environment

    page = Page(edit_record(record))
    filled = page.fill()
    printed = {
        name: environment().get_template(f"{name}.html.j2").render(filled) for name in ("figures", "contents", "sections")
    }
    headline = next((report.headline for report in record.reports if report.headline), None)
    named = ", ".join(report.outlet or report.name for report in record.reports[:_NAMED])
    more = len(record.reports) - _NAMED
    return Laid(
        json=write_record(record),
        title=headline or (f"{named} and {more} more" if more > 0 else named),
        style=page.lighting(),
        reports=len(record.reports),
        **printed,
    )


def read_given(given: Given) -> Iterable[Outcome]:
    """One outcome for each report given, files first. Names are those that were given; no path of the user's is opened."""
    from onrecord.reports import read_reports

    with tempfile.TemporaryDirectory(prefix="onrecord-") as room:
        paths = _write_files(Path(room), given.files)
        rows = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in given.rows).encode("utf-8", "replace")
        inputs = [*map(str, paths), *(["-"] if rows else [])]
        for outcome in read_reports(inputs, stdin=io.BytesIO(rows)):
            name = outcome.name.removeprefix(f"{room}/")
            name = re.sub(r"^\d+/", "", name) if outcome.name.startswith(room) else re.sub(r"^-:(\d+)$", r"report \1", name)
            yield Outcome(name, outcome.report, outcome.reason and outcome.reason.replace(f"{room}/", ""))


def _write_files(room: Path, files: Sequence[tuple[str, bytes]]) -> list[Path]:
    """The files in a folder of their own, each under the last part of its name; those of one name in folders with a number."""
    paths: list[Path] = []
    for name, data in files:
        last = PurePosixPath(name.replace("\\", "/")).name
        last = re.sub(r"[\x00-\x1f\x7f/]", "", last).lstrip(".")[-120:] or "report.txt"
        path = room / last
        number = 1
        while path.exists():
            number += 1
            path = room / str(number) / last
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        paths.append(path)
    return paths


def _compile(given: Given) -> Record:
    from onrecord.record import compile_record

    outcomes = list(read_given(given))
    used = [outcome.report for outcome in outcomes if outcome.report is not None]
    notes = _notes(outcomes)
    if not used:
        said = "; ".join(f"{note.name}: {note.reason}" for note in notes)
        raise OnrecordError(f"none of what was given could be used as a report. {said}" if said else "no report was given")
    return compile_record(used, notes=notes)


def _notes(outcomes: Iterable[Outcome]) -> list[Note]:
    return [
        Note(outcome.name, "refused" if outcome.report is None else "used", outcome.reason)
        for outcome in outcomes
        if outcome.reason is not None
    ]


def reports_of(given: Given) -> list[Report]:
    """The reports that could be used."""
    return [outcome.report for outcome in read_given(given) if outcome.report is not None]
