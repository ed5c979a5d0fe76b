"""The program: its help, its version, and what becomes of an error.

Exit codes: 0 done; 1 nothing could be used, or a checked record does not hold; 2 the command was called wrongly; 130 and 143
stopped, by Ctrl-C or by SIGTERM: both are taken alike, and what is in hand is undone. Results go to stdout, progress and
messages to stderr, so that ``--json -`` can be piped.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import FrameType
from typing import Annotated, NoReturn

import typer

from onrecord import __version__
from onrecord.cli.console import say
from onrecord.errors import OnrecordError

__all__ = ["app", "main"]

EXAMPLES = """
Examples:

  onrecord demo                                      the record of an invented story that ships with onrecord

  onrecord compare a.txt b.txt --html record.html    two reports of one event, as a page

  onrecord compare reports/ --json - | jq .facts     a folder of reports, as JSON

  onrecord statements page.html feed.jsonl --jsonl   who said what in each report, one line a report

  onrecord stories feed.jsonl                        which reports tell one event, and why

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


def main() -> NoReturn:
    """Run the command line; never shows a traceback for what is merely a bad input."""
    stopped: list[int] = []
    # What a command reads it holds to its end: to look for garbage as often as Python does takes a tenth of its time.
    gc.set_threshold(100_000, 50, 100)

    def stop(number: int, frame: FrameType | None) -> None:
        if os.getpid() != process:  # a process that was forked off ends as it would without us
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        elif not stopped:
            stopped.append(number)
            raise KeyboardInterrupt

    process = os.getpid()
    signal.signal(signal.SIGTERM, stop)
    try:
        app()
    except SystemExit as end:
        sys.exit(128 + stopped[0] if stopped else end.code)
    except OnrecordError as error:
        say(f"onrecord: {error}")
    except BrokenPipeError:
        # Whoever read our output has enough: that is no failure, but Python must not try to flush again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        say(f"onrecord: {error.filename or 'output'}: {error.strerror}; choose a path that can be written")
    finally:
        gc.freeze()  # else all that is left is looked through once more before the process ends: up to half a second
    sys.exit(1)


@app.callback(invoke_without_command=True)
def _top(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.", is_eager=True)] = False,
) -> None:
    if version:
        typer.echo(f"onrecord {__version__}")
        raise typer.Exit
