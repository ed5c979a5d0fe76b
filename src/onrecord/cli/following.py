"""``verify``: what stands behind the quotations of a text; ``positions``: what somebody has said they would do, over time."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.console import DEFAULT_ARCHIVE, Kept, open_archive, say, take_reports, width
from onrecord.cli.program import app
from onrecord.datamodel import Position, Report
from onrecord.errors import OnrecordError

__all__ = ["positions", "verify"]

Given = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[REPORT...]",
        help="The reports to look into, as compare takes them; without any, the archive.",
        show_default=False,
    ),
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
    archive: Kept = DEFAULT_ARCHIVE,
    json: Annotated[
        str | None, typer.Option("--json", metavar="PATH", help="Write what was found as JSON; - for standard output.")
    ] = None,
) -> None:
    """Say of every quotation of a text whether the reports have it: word for word, altered, as somebody else's, or nowhere."""
    from onrecord.outputs.verification import list_verifications, write_verifications
    from onrecord.record.accounts import read_accounts
    from onrecord.record.verifying import verify_quotations

    read = _one_text(text)
    if reports:
        found = verify_quotations(read.text, read_accounts(_given(reports)))
    else:
        from onrecord.archive.accounts import ArchiveShelf

        with open_archive(archive) as kept:
            found = verify_quotations(read.text, ArchiveShelf(kept))
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


def _given(names: list[str]) -> list[Report]:
    from onrecord.reports import read_reports

    used, notes = take_reports(read_reports(names, stdin=sys.stdin.buffer))
    for note in notes:
        if note.outcome == "refused":
            say(f"refused {note.name}: {note.reason}")
    if not used:
        raise OnrecordError("none of the inputs could be used as a report")
    return used


@app.command(rich_help_panel="Reports kept and followed")
def positions(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A person or body, as the reports name them.", show_default=False)
    ],
    reports: Given = None,
    archive: Kept = DEFAULT_ARCHIVE,
    on: Annotated[
        str | None, typer.Option("--on", metavar="MATTER", help="Only what has these words, or means the same.")
    ] = None,
    about: Annotated[str | None, typer.Option("--about", metavar="PERSON", help="Only what concerns this person.")] = None,
    with_: Annotated[
        str | None, typer.Option("--with", metavar="NAME", help="Set side by side what the two would give and want.")
    ] = None,
    table: Annotated[Path | None, typer.Option("--csv", metavar="PATH", help="Write a table, a row for each telling.")] = None,
    json: Annotated[str | None, typer.Option("--json", metavar="PATH", help="Write JSON; - for standard output.")] = None,
    svg: Annotated[Path | None, typer.Option("--svg", metavar="PATH", help="Draw a timeline.")] = None,
) -> None:
    """Say what somebody has offered, demanded, refused, promised or denied, day by day, and where they went back on it."""
    from onrecord.outputs.positions import list_exchange, list_positions, tabulate_positions, write_positions
    from onrecord.outputs.timeline import draw_positions
    from onrecord.record.accounts import read_accounts
    from onrecord.record.positions import find_positions

    if reports:
        accounts = read_accounts(_given(reports))

        def find(who: str) -> tuple[Position, ...]:
            return find_positions(accounts, who, on=on, about=about)
    else:
        from onrecord.archive.accounts import accounts_of_person

        def find(who: str) -> tuple[Position, ...]:
            with open_archive(archive) as kept:
                full, told = accounts_of_person(kept, who)
            return find_positions(told, full, on=on, about=about)

    found = find(name)
    if json == "-":
        sys.stdout.buffer.write(write_positions(found).encode("utf-8"))
        return
    written: list[str | Path] = []
    for path, words in ((table, tabulate_positions), (svg, draw_positions), (json, write_positions)):
        if path is not None:
            Path(path).write_text(words(found), encoding="utf-8", newline="")
            written.append(path)
    if with_ is not None:
        other = find(with_)
        typer.echo(list_exchange(found, other, names=(name, with_), width=width(), colour=sys.stdout.isatty()))
    else:
        typer.echo(list_positions(found, width=width(), colour=sys.stdout.isatty()))
    for path in written:
        say(f"written: {path}")
