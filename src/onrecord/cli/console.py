"""What the commands share: messages on stderr, progress, the width of the terminal, and inputs that are taken or refused."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.datamodel import Note, Outcome, Report
from onrecord.errors import MissingLibrary, OnrecordError
from onrecord.outputs.unseen import show_unseen

if TYPE_CHECKING:
    from onrecord.archive import Archive
    from onrecord.intake import Fetcher

__all__ = [
    "DEFAULT_ARCHIVE",
    "Contact",
    "Delay",
    "Kept",
    "Private",
    "Reports",
    "ReportsAndAddresses",
    "fetching",
    "open_archive",
    "progress",
    "read_text",
    "say",
    "take_reports",
    "width",
]

Reports = Annotated[
    list[str],
    typer.Argument(
        metavar="REPORT...",
        help="A .txt, .html, .json, .jsonl (one report a line) or .warc file, a folder, or - for standard input.",
        show_default=False,
    ),
]
ReportsAndAddresses = Annotated[
    list[str],
    typer.Argument(
        metavar="REPORT...",
        help="A .txt, .html, .json, .jsonl (one report a line) or .warc file, a folder, - for standard input, or https://…",
        show_default=False,
    ),
]


DEFAULT_ARCHIVE = "onrecord.db"
Kept = Annotated[
    str,
    typer.Option(
        "--archive",
        metavar="PATH",
        envvar="ONRECORD_ARCHIVE",
        help="The archive: a file, or the postgresql:// address of a database.",
    ),
]


Contact = Annotated[
    str | None,
    typer.Option(
        "--contact", metavar="ADDRESS", envvar="ONRECORD_CONTACT", help="Where a site’s keeper can reach you; sent along."
    ),
]
Delay = Annotated[float, typer.Option("--delay", min=0.0, help="Seconds between two requests to one host.")]
Private = Annotated[bool, typer.Option("--allow-private", help="Also fetch from this machine and its own network.")]


@contextlib.contextmanager
def fetching(
    *, contact: str | None = None, delay: float = 2.0, private: bool = False, show: Callable[[str], None] | None = None
) -> Iterator[Callable[[str], Outcome]]:
    """Gives what fetches an address as a report; nothing is loaded or connected before the first."""
    with contextlib.ExitStack() as opened:
        fetchers: list[Fetcher] = []

        def fetch(address: str) -> Outcome:
            try:
                from onrecord.intake import Fetcher, Manners, fetch_report
            except MissingLibrary as error:
                return Outcome(address, None, str(error))
            if not fetchers:
                fetchers.append(opened.enter_context(Fetcher(Manners(contact=contact, delay=delay, private=private))))
            if show is not None:
                show(f"fetching {address}")
            return fetch_report(address, fetchers[0])

        yield fetch


def open_archive(place: str) -> Archive:
    """An archive that is there; raises `ArchiveError` where there is none."""
    from onrecord.archive import open as open_it

    return open_it(place, create=False)


def say(message: str) -> None:
    """A message to the user, on stderr."""
    typer.echo(show_unseen(message), err=True)


def width() -> int:
    """The columns that lists may fill."""
    return max(60, min(120, shutil.get_terminal_size((100, 40)).columns))


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A line on stderr that says what is going on; silent where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda message: None
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield lambda message: status.update(message)


def read_text(path: Path) -> str:
    """The words of a record's file; raises `OnrecordError` where there are none to read."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise OnrecordError(f"{path} is not UTF-8: give a file that `onrecord compare --json` wrote") from None
    except OSError as error:
        raise OnrecordError(f"{path}: {error.strerror}; give a file that `onrecord compare --json` wrote") from None


def take_reports(outcomes: Iterable[Outcome]) -> tuple[list[Report], list[Note]]:
    """The reports to use, and a note for each input that was refused or odd."""
    used: list[Report] = []
    notes: list[Note] = []
    for outcome in outcomes:
        if outcome.report is not None:
            used.append(outcome.report)
        if outcome.reason is not None:
            notes.append(Note(outcome.name, "refused" if outcome.report is None else "used", outcome.reason))
    return used, notes
