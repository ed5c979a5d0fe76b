"""``export``: what was found, in the formats of other tools."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.console import DEFAULT_ARCHIVE, Kept, open_archive, say, take_reports
from onrecord.cli.program import app
from onrecord.datamodel import Account
from onrecord.errors import OnrecordError

__all__ = ["export"]


def _formats() -> str:
    from onrecord.outputs.exports import FORMATS

    return "One of " + ", ".join(each.name for each in FORMATS) + "."


@app.command(rich_help_panel="Reports in, record out")
def export(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help=_formats(), show_default=False)],
    reports: Annotated[
        list[str] | None,
        typer.Argument(metavar="[REPORT...]", help="Reports of one event, as compare takes them; without any, the archive."),
    ] = None,
    archive: Kept = DEFAULT_ARCHIVE,
    out: Annotated[Path | None, typer.Option("--out", metavar="PATH", help="The file to write.", show_default=False)] = None,
) -> None:
    """Hand on every statement with its words, its pins, and the outlet, day and address of its report."""
    from onrecord.outputs.exports import export_accounts, find_format, path_beside

    known = find_format(form)
    path = out if out is not None else Path(f"onrecord{known.suffix}")
    if reports:
        count = export_accounts(_accounts(reports), path, form=form)
    else:
        from onrecord.archive.accounts import accounts_in, judged_in

        with open_archive(archive) as kept:
            judged = judged_in(kept)
            count = export_accounts(accounts_in(kept), path, form=form, judged=judged)
        if judged and form in {"csv", "jsonl"}:
            say(f"written: {path_beside(path)} ({len(judged)} judgements)")
    say(f"written: {path} ({count} {'statements' if known.pinned else 'citations'})")


def _accounts(names: list[str]) -> Iterable[Account]:
    from onrecord.record import compile_record
    from onrecord.record.accounts import accounts_of
    from onrecord.reports import read_reports

    used, notes = take_reports(read_reports(names, stdin=sys.stdin.buffer))
    for note in notes:
        if note.outcome == "refused":
            say(f"refused {note.name}: {note.reason}")
    if not used:
        raise OnrecordError("none of the inputs could be used as a report")
    return accounts_of(compile_record(used, notes=notes))
