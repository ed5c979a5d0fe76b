"""``compare``, ``demo`` and ``statements``: reports in, a record or what each says out; nothing is kept."""

from __future__ import annotations

import contextlib
import sys
import webbrowser
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.console import ReportsAndAddresses, fetching, progress, say, take_reports, width
from onrecord.cli.program import app
from onrecord.datamodel import Outcome, Record, Report, Statement

__all__ = ["compare", "demo", "statements"]

Html = Annotated[Path | None, typer.Option("--html", metavar="PATH", help="Write the record as one self-contained page.")]
Json = Annotated[str | None, typer.Option("--json", metavar="PATH", help="Write the record as JSON; - for standard output.")]
Source = Annotated[
    list[str] | None,
    typer.Option(
        "--source",
        metavar="SOURCE",
        help="A transcript, press release, post or bill that the reports tell of: each is held against its words. Repeatable.",
    ),
]
Open = Annotated[bool, typer.Option("--open", help="Open the page in the browser (with --html).")]


@app.command(rich_help_panel="Reports in, record out")
def compare(
    reports: ReportsAndAddresses, source: Source = None, html: Html = None, json: Json = None, open_: Open = False
) -> None:
    """Read reports of one event and write a record of who said what, where they agree, differ or stand alone."""
    _compare(reports, sources=source or [], html=html, json=json, open_page=open_)


@app.command(rich_help_panel="Reports in, record out")
def demo(
    story: Annotated[
        str | None, typer.Argument(metavar="STORY", help="One of the invented stories.", show_default=False)
    ] = None,
    html: Html = None,
    json: Json = None,
    open_: Open = False,
) -> None:
    """Compare the reports of an invented story that ships with onrecord."""
    from onrecord.samples import find_sample

    _compare([str(find_sample(story))], sources=[], html=html, json=json, open_page=open_)


@app.command(rich_help_panel="Reports in, record out")
def statements(
    reports: ReportsAndAddresses,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One line of JSON a report, instead of text to read.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="PATH", help="Write the lines there; a run that was cut short goes on where it stopped."),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Processes to use; the output is the same with any number.")] = 1,
) -> None:
    """Find who said what in each report, alone."""
    from onrecord.outputs.json import write_statements
    from onrecord.outputs.terminal import list_statements
    from onrecord.reports import read_reports

    used = refused = 0
    with _lines_out(out) as (write, done), fetching() as fetch:
        outcomes = read_reports(reports, stdin=sys.stdin.buffer, fetch=fetch)
        for outcome, said in _find_all(_skip_done(outcomes, done), jobs=jobs):
            used += outcome.report is not None
            refused += outcome.report is None
            if outcome.report is None:
                say(f"refused {outcome.name}: {outcome.reason}")
            if jsonl or out is not None:
                write(write_statements(outcome, said))
            elif outcome.report is not None:
                typer.echo(list_statements(outcome.report, said, width=width(), colour=sys.stdout.isatty()))
    counted = used + len(done)
    earlier = f", {len(done)} of them in an earlier run" if done else ""
    say(f"{counted} {'report' if counted == 1 else 'reports'} used, {refused} refused{earlier}")
    if not used and not done:
        raise typer.Exit(1)


def _compare(inputs: list[str], *, sources: list[str], html: Path | None, json: str | None, open_page: bool) -> None:
    from onrecord.outputs.terminal import summarise_record
    from onrecord.record import compile_record
    from onrecord.reports import read_reports

    if open_page and html is None:
        raise typer.BadParameter("needs --html PATH, the page to open", param_hint="--open")
    with progress() as show, fetching(show=show) as fetch:
        outcomes: list[Outcome] = []
        for outcome in read_reports(inputs, stdin=sys.stdin.buffer, fetch=fetch):
            outcomes.append(outcome)
            show(f"read {len(outcomes)}: {outcome.name}")
        used, notes = take_reports(outcomes)
        originals = _read_sources(sources, fetch)
        used = [report for report in used if report.text.id not in {source.text.id for source in originals}]
        if not used:
            for note in notes:
                say(f"refused {note.name}: {note.reason}")
            say("onrecord: none of the inputs could be used as a report")
            raise typer.Exit(1)
        counted = iter(range(1, len(used) + 1))
        record = compile_record(
            used,
            sources=originals,
            notes=notes,
            on_report=lambda report: show(f"statements {next(counted)}/{len(used)}: {report.name}"),
        )
        show("writing")
    _write_outputs(record, html=html, json=json)
    if json != "-":
        typer.echo(summarise_record(record, width=width(), colour=sys.stdout.isatty()))
        for path in (html, json):
            if path is not None:
                say(f"written: {path}")
    if open_page and html is not None:
        webbrowser.open(html.resolve().as_uri())


def _read_sources(inputs: list[str], fetch: Callable[[str], Outcome]) -> list[Report]:
    """What is given with ``--source``; one that cannot be read is an error, for without it nothing is held against it."""
    from onrecord.reports import read_reports

    found: list[Report] = []
    for outcome in read_reports(inputs, fetch=fetch) if inputs else ():
        if outcome.report is None:
            raise typer.BadParameter(f"{outcome.name}: {outcome.reason}", param_hint="--source")
        found.append(outcome.report)
    if inputs and not found:
        raise typer.BadParameter(f"{', '.join(inputs)} holds no text", param_hint="--source")
    return found


def _write_outputs(record: Record, *, html: Path | None, json: str | None) -> None:
    from onrecord.outputs.json import write_record

    if html is not None:
        from onrecord.outputs.page import write_page

        html.write_text(write_page(record), encoding="utf-8", newline="\n")
    if json == "-":
        sys.stdout.buffer.write(write_record(record).encode("utf-8"))
        sys.stdout.buffer.flush()
    elif json is not None:
        Path(json).write_text(write_record(record), encoding="utf-8", newline="\n")


def _find(outcome: Outcome) -> tuple[Outcome, tuple[Statement, ...]]:
    from onrecord.statements import find_statements

    return outcome, find_statements(outcome.report.text) if outcome.report is not None else ()


def _find_all(outcomes: Iterator[Outcome], *, jobs: int) -> Iterator[tuple[Outcome, tuple[Statement, ...]]]:
    """Each outcome with its statements, in order; with several processes only a few reports are in hand at a time."""
    if jobs == 1:
        yield from map(_find, outcomes)
        return
    with ProcessPoolExecutor(jobs) as pool:
        while batch := list(islice(outcomes, 16 * jobs)):
            yield from pool.map(_find, batch, chunksize=4)


@contextlib.contextmanager
def _lines_out(path: Path | None) -> Iterator[tuple[Callable[[str], None], list[str]]]:
    """Where lines go, and the ids of the reports whose lines are there already; a half-written last line is cut off."""
    if path is None:
        yield (lambda line: typer.echo(line)), []
        return
    done = _read_done(path) if path.exists() else []
    with path.open("a", encoding="utf-8", newline="\n") as lines:

        def write(line: str) -> None:
            lines.write(line + "\n")
            lines.flush()

        yield write, done


def _read_done(path: Path) -> list[str]:
    import json

    done: list[str] = []
    whole = 0
    with path.open("rb") as lines:
        for line in lines:
            if not line.endswith(b"\n"):
                break
            try:
                done.append(json.loads(line)["id"])
            except (ValueError, KeyError, TypeError):
                raise typer.BadParameter(
                    f"{path} holds something else than statements; choose another file", param_hint="--out"
                ) from None
            whole += len(line)
    with path.open("rb+") as lines:
        lines.truncate(whole)
    return done


def _skip_done(outcomes: Iterator[Outcome], done: list[str]) -> Iterator[Outcome]:
    for expected in done:
        outcome = next(outcomes, None)
        name = None if outcome is None else outcome.report.id if outcome.report else outcome.name
        if name != expected:
            raise typer.BadParameter(
                f"the file was begun with other reports ({expected} stands where {name} comes now); choose another file",
                param_hint="--out",
            )
    yield from outcomes
