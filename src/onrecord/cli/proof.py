"""``check``: is every word still where a record says it stands?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.console import read_text, take_reports, width
from onrecord.cli.program import app

__all__ = ["check"]


@app.command(rich_help_panel="Proof")
def check(
    record: Annotated[Path, typer.Argument(metavar="RECORD", help="A record.json that compare wrote.", show_default=False)],
    reports: Annotated[
        list[str] | None, typer.Argument(metavar="[REPORT...]", help="Its reports, to prove it against.", show_default=False)
    ] = None,
) -> None:
    """Prove a record again: every passage, id and digest; names exactly the items that a changed report breaks."""
    from onrecord.outputs.json import parse_record
    from onrecord.outputs.terminal import summarise_checking
    from onrecord.record import check_record
    from onrecord.reports import read_reports

    rows = parse_record(read_text(record), name=str(record))
    given, notes = take_reports(read_reports(reports or [], stdin=sys.stdin.buffer))
    refused = [note for note in notes if note.outcome == "refused"]
    checking = check_record(rows, given)
    typer.echo(summarise_checking(checking, refused=refused, width=width(), colour=sys.stdout.isatty()))
    if not checking.holds or refused:
        raise typer.Exit(1)
