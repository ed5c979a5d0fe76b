"""``check``: is every word still where a record says it stands?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.console import open_archive, read_text, take_reports, width
from onrecord.cli.program import app

__all__ = ["check"]


@app.command(rich_help_panel="Proof")
def check(
    record: Annotated[
        Path, typer.Argument(metavar="RECORD", help="A record.json that compare wrote, or an export.", show_default=False)
    ],
    reports: Annotated[
        list[str] | None, typer.Argument(metavar="[REPORT...]", help="Its reports, to prove it against.", show_default=False)
    ] = None,
    archive: Annotated[
        str | None, typer.Option("--archive", metavar="PATH", help="Prove an export from the reports that this archive keeps.")
    ] = None,
) -> None:
    """Prove a record again: every passage, id and digest; names exactly the items that a changed report breaks.

    Any file that `onrecord export` wrote and that carries words is proved as well, from the reports that are given with it or
    those of an archive.
    """
    from onrecord.outputs.exports.pins import check_pins, read_pins
    from onrecord.outputs.json import parse_record
    from onrecord.outputs.terminal import summarise_checking
    from onrecord.record import check_record
    from onrecord.reports import read_reports

    given, notes = take_reports(read_reports(reports or [], stdin=sys.stdin.buffer))
    refused = [note for note in notes if note.outcome == "refused"]
    if _is_export(record):
        if archive is not None:
            named = {pin.report for pin in read_pins(record)}
            with open_archive(archive) as kept:
                given += [kept.report(card.id) for card in kept.reports() if card.id in named]
        checking = check_pins(read_pins(record), given)
    else:
        checking = check_record(parse_record(read_text(record), name=str(record)), given)
    typer.echo(summarise_checking(checking, refused=refused, width=width(), colour=sys.stdout.isatty()))
    if not checking.holds or refused:
        raise typer.Exit(1)


def _is_export(path: Path) -> bool:
    """Does a file begin like one of the exports, and not like a record?"""
    try:
        with path.open("rb") as file:
            head = file.read(400).removeprefix(b"\xef\xbb\xbf")
    except OSError:
        return False
    first = head.split(b"\n", 1)[0]
    if first.startswith((b"PAR1", b"SQLite format 3", b"# Who said what", b"outlet,", b'{"@context"')):
        return True
    return first.startswith((b'{"format": "onrecord-statement/', b'{"source":', b'{"id": "article-'))
