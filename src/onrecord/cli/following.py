"""``verify``: what stands behind the quotations of a text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.console import say, take_reports, width
from onrecord.cli.program import app
from onrecord.datamodel import Report
from onrecord.errors import OnrecordError

__all__ = ["verify"]

Given = Annotated[
    list[str] | None,
    typer.Argument(metavar="[REPORT...]", help="The reports to look into, as compare takes them.", show_default=False),
]


@app.command(rich_help_panel="Proof")
def verify(
    text: Annotated[
        str,
        typer.Argument(
            metavar="TEXT", help="The text whose quotations are verified; - for standard input.", show_default=False
        ),
    ],
    reports: Given = None,
    json: Annotated[
        str | None, typer.Option("--json", metavar="PATH", help="Write what was found as JSON; - for standard output.")
    ] = None,
) -> None:
    """Say of every quotation of a text whether the reports have it: word for word, altered, as somebody else's, or nowhere."""
    from onrecord.outputs.verification import list_verifications, write_verifications
    from onrecord.record.accounts import read_accounts
    from onrecord.record.verifying import verify_quotations

    read = _one_text(text)
    found = verify_quotations(read.text, read_accounts(_given(reports)))
    if json == "-":
        sys.stdout.buffer.write(write_verifications(found).encode("utf-8"))
        return
    if json is not None:
        Path(json).write_text(write_verifications(found), encoding="utf-8", newline="\n")
    typer.echo(list_verifications(found, width=width(), colour=sys.stdout.isatty()))
    if json is not None:
        say(f"written: {json}")


def _one_text(name: str) -> Report:
    from onrecord.reports import read_reports

    used, notes = take_reports(read_reports([name], stdin=sys.stdin.buffer))
    if len(used) != 1:
        reason = notes[0].reason if notes else f"it holds {len(used)} texts; give one"
        raise OnrecordError(f"{name}: {reason}")
    return used[0]


def _given(names: list[str] | None) -> list[Report]:
    from onrecord.reports import read_reports

    if not names:
        raise typer.BadParameter("give the reports to look into", param_hint="REPORT")
    used, notes = take_reports(read_reports(names, stdin=sys.stdin.buffer))
    for note in notes:
        if note.outcome == "refused":
            say(f"refused {note.name}: {note.reason}")
    if not used:
        raise OnrecordError("none of the inputs could be used as a report")
    return used
