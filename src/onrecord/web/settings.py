"""What the server may do, and how much of it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.errors import OnrecordError

__all__ = ["LEAST_TOKEN", "SERVED", "Settings", "is_loopback"]

SERVED: dict[str, Any] = {"log_level": "warning", "access_log": False, "server_header": False, "http": "h11"}
"""How uvicorn serves the app. h11 bounds a request's head to 64 kB; its other parser, where that is installed, does not."""

LEAST_TOKEN = 16
"""Characters that a token must have at least: shorter ones can be guessed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the server behaves. The defaults are those of a desk: one person, one machine, nothing from outside.

    ``hosts`` are the names under which it may be called besides those of the loopback; with a ``token`` each request must
    bear it. Sizes are in bytes, times in seconds.
    A page of the archive may take ``make_time`` to be made; after ``patience`` the reader is told that it is under way.
    With ``ahead`` stories are made into pages before anybody asks, whenever the machine has nothing better to do.
    """

    archive: Path | str | None = None
    token: str | None = None
    hosts: tuple[str, ...] = ()
    body: int = 8_000_000
    reports: int = 60
    body_time: float = 30.0
    work_time: float = 60.0
    make_time: float = 600.0
    patience: float = 4.0
    workers: int = 2
    waiting: int = 16
    kept: int = 24
    ahead: bool = False

    def __post_init__(self) -> None:
        if self.token is not None and len(self.token) < LEAST_TOKEN:
            raise OnrecordError(f"a token needs at least {LEAST_TOKEN} characters: `openssl rand -hex 16` makes one")


def is_loopback(host: str) -> bool:
    """Does a server bound to this host hear nobody but its own machine?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
