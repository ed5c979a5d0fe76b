"""The command line: the only place that prints, reads the environment or decides on an exit code.

Exit codes: 0 done; 1 nothing could be used, or a checked record does not hold; 2 the command was called wrongly. Results go to
stdout, progress and messages to stderr, so that ``--json -`` can be piped.
"""

from __future__ import annotations

import contextlib
import os
import sys
import webbrowser
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from onrecord import __version__
from onrecord.datamodel import Note, Outcome, Record, Report, Statement
from onrecord.errors import OnrecordError

__all__ = ["app", "main"]

EXAMPLES = """
Examples:

  onrecord demo                                      the record of an invented story that ships with onrecord

  onrecord compare a.txt b.txt --html record.html    two reports of one event, as a page

  onrecord compare reports/ --json - | jq .facts     a folder of reports, as JSON

  onrecord statements page.html feed.jsonl --jsonl   who said what in each report, one line a report

  onrecord check record.json a.txt b.txt             is every word still where the record says?
"""

app = typer.Typer(
    help="Who said what, in which words, according to whom: a record of several news reports that anyone can check.",
    epilog=EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Reports = Annotated[
    list[str],
    typer.Argument(
        metavar="REPORT...",
        help="A .txt, .html, .json or .jsonl file (one report a line), a folder, or - for standard input.",
        show_default=False,
    ),
]
Html = Annotated[Path | None, typer.Option("--html", metavar="PATH", help="Write the record as one self-contained page.")]
Json = Annotated[str | None, typer.Option("--json", metavar="PATH", help="Write the record as JSON; - for standard output.")]
Open = Annotated[bool, typer.Option("--open", help="Open the page in the browser (with --html).")]


def main() -> NoReturn:
    """Run the command line; never shows a traceback for what is merely a bad input."""
    try:
        app()
    except OnrecordError as error:
        _say(f"onrecord: {error}")
    except BrokenPipeError:
        # Whoever read our output has enough: that is no failure, but Python must not try to flush again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        _say(f"onrecord: {error.filename or 'output'}: {error.strerror}; choose a path that can be written")
    sys.exit(1)


@app.callback(invoke_without_command=True)
def _top(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.", is_eager=True)] = False,
) -> None:
    if version:
        typer.echo(f"onrecord {__version__}")
        raise typer.Exit


@app.command(rich_help_panel="Reports in, record out")
def compare(reports: Reports, html: Html = None, json: Json = None, open_: Open = False) -> None:
    """Read reports of one event and write a record of who said what, where they agree, differ or stand alone."""
    _compare(reports, html=html, json=json, open_page=open_)


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

    _compare([str(find_sample(story))], html=html, json=json, open_page=open_)


@app.command(rich_help_panel="Reports in, record out")
def statements(
    reports: Reports,
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

    outcomes = read_reports(reports, stdin=sys.stdin.buffer)
    used = refused = 0
    with _lines_out(out) as (write, done):
        for outcome, said in _find_all(_skip_done(outcomes, done), jobs=jobs):
            used += outcome.report is not None
            refused += outcome.report is None
            if outcome.report is None:
                _say(f"refused {outcome.name}: {outcome.reason}")
            if jsonl or out is not None:
                write(write_statements(outcome, said))
            elif outcome.report is not None:
                typer.echo(list_statements(outcome.report, said, width=_width(), colour=sys.stdout.isatty()))
    counted = used + len(done)
    earlier = f", {len(done)} of them in an earlier run" if done else ""
    _say(f"{counted} {'report' if counted == 1 else 'reports'} used, {refused} refused{earlier}")
    if not used and not done:
        raise typer.Exit(1)


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

    rows = parse_record(_read_text(record), name=str(record))
    given, notes = _take(read_reports(reports or [], stdin=sys.stdin.buffer))
    refused = [note for note in notes if note.outcome == "refused"]
    checking = check_record(rows, given)
    typer.echo(summarise_checking(checking, refused=refused, width=_width(), colour=sys.stdout.isatty()))
    if not checking.holds or refused:
        raise typer.Exit(1)


def _compare(inputs: list[str], *, html: Path | None, json: str | None, open_page: bool) -> None:
    from onrecord.outputs.terminal import summarise_record
    from onrecord.record import compile_record
    from onrecord.reports import read_reports

    if open_page and html is None:
        raise typer.BadParameter("needs --html PATH, the page to open", param_hint="--open")
    with _progress() as show:
        outcomes: list[Outcome] = []
        for outcome in read_reports(inputs, stdin=sys.stdin.buffer):
            outcomes.append(outcome)
            show(f"read {len(outcomes)}: {outcome.name}")
        used, notes = _take(outcomes)
        if not used:
            for note in notes:
                _say(f"refused {note.name}: {note.reason}")
            _say("onrecord: none of the inputs could be used as a report")
            raise typer.Exit(1)
        counted = iter(range(1, len(used) + 1))
        record = compile_record(
            used, notes=notes, on_report=lambda report: show(f"statements {next(counted)}/{len(used)}: {report.name}")
        )
        show("writing")
    _write_outputs(record, html=html, json=json)
    if json != "-":
        typer.echo(summarise_record(record, width=_width(), colour=sys.stdout.isatty()))
        for path in (html, json):
            if path is not None:
                _say(f"written: {path}")
    if open_page and html is not None:
        webbrowser.open(html.resolve().as_uri())


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


def _take(outcomes: Iterable[Outcome]) -> tuple[list[Report], list[Note]]:
    """The reports to use, and a note for each input that was refused or odd."""
    used: list[Report] = []
    notes: list[Note] = []
    for outcome in outcomes:
        if outcome.report is not None:
            used.append(outcome.report)
        if outcome.reason is not None:
            notes.append(Note(outcome.name, "refused" if outcome.report is None else "used", outcome.reason))
    return used, notes


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


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """A line on stderr that says what is going on; silent where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda message: None
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield lambda message: status.update(message)


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise OnrecordError(f"{path} is not UTF-8: give a file that `onrecord compare --json` wrote") from None
    except OSError as error:
        raise OnrecordError(f"{path}: {error.strerror}; give a file that `onrecord compare --json` wrote") from None


def _width() -> int:
    import shutil

    return max(60, min(120, shutil.get_terminal_size((100, 40)).columns))


def _say(message: str) -> None:
    typer.echo(message, err=True)


if __name__ == "__main__":
    main()
