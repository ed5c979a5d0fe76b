"""``serve`` and ``mcp``: the archive to people in a browser, to programs over REST, to agents over MCP."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.console import say
from onrecord.cli.program import app
from onrecord.errors import OnrecordError

__all__ = ["mcp", "serve"]

PANEL = "Doors"
DEFAULT = "onrecord.db"
Archive = Annotated[
    str | None,
    typer.Option(
        "--archive",
        metavar="PATH",
        help=f"The archive; {DEFAULT} if there is one, else none: comparing needs no archive.",
        show_default=False,
    ),
]


@app.command(rich_help_panel=PANEL)
def serve(
    archive: Archive = None,
    host: Annotated[
        str, typer.Option("--host", help="Where to listen; anything but this machine needs a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8642,
    token: Annotated[
        str | None, typer.Option("--token", envvar="ONRECORD_TOKEN", help="Ask for this token.", show_default=False)
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="NAME", help="A name under which it may be called, besides localhost."),
    ] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, max=32, help="Processes for what visitors give.")] = 2,
    ahead: Annotated[
        bool, typer.Option("--ahead/--no-ahead", help="Make stories into pages before anybody asks, when the machine is idle.")
    ] = True,
) -> None:
    """Open the archive in a browser, with a REST API beside it; without one, compare and verify alone."""
    try:
        import uvicorn

        from onrecord.web import Settings, create_app, get_ready
        from onrecord.web.settings import SERVED, is_loopback
    except ImportError as error:
        raise OnrecordError(f"serve needs more libraries ({error.name}): pip install 'onrecord[web,archive]'") from None
    if not is_loopback(host) and token is None:
        raise typer.BadParameter(
            f"{host} can be reached by others: give --token or set ONRECORD_TOKEN, and serve through TLS", param_hint="--host"
        )
    hosts = tuple(name.lower() for name in [*(allow_host or []), *([] if host in ("0.0.0.0", "::") else [host])])  # noqa: S104
    settings = Settings(archive=_archive(archive), token=token, hosts=hosts, workers=workers, ahead=ahead)
    # To read a page is to let go of the interpreter dozens of times (databases, packed words), and to wait each time, where
    # another page is being put together meanwhile, until that lets go in its turn: after 5 ms, unless it is told otherwise.
    sys.setswitchinterval(0.0005)
    door = create_app(settings)
    get_ready(door)
    say(f"onrecord on http://{host}:{port} (stop it with Ctrl-C)")
    uvicorn.run(door, host=host, port=port, **SERVED)


@app.command(rich_help_panel=PANEL)
def mcp(
    archive: Archive = None,
) -> None:
    """Serve the archive to an agent over MCP on standard input and output: pinned passages only."""
    try:
        from onrecord.mcp import create_server
    except ImportError as error:
        raise OnrecordError(f"mcp needs more libraries ({error.name}): pip install 'onrecord[mcp,archive]'") from None
    create_server(_archive(archive)).run("stdio")


def _archive(given: str | None) -> str | None:
    return given if given is not None else DEFAULT if Path(DEFAULT).exists() else None
