"""The web app and the API: an archive, or nothing but given reports, to people in a browser and to programs over REST.

``settings`` says what is allowed, ``safety`` stands at the door of every request, ``work`` runs what may be slow or huge in
processes of its own, ``tasks`` is what runs there, ``answers`` the shapes of the API, ``api`` and ``pages`` the two sets of
routes, ``app`` puts them together. Nothing here finds or decides anything about a report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.web.app import create_app, get_ready
    from onrecord.web.settings import Settings

__all__ = ["Settings", "create_app", "get_ready"]


def __getattr__(name: str) -> Any:
    """The app and its settings when they are asked for: whoever only makes pages needs no server."""
    if name in ("create_app", "get_ready"):
        from onrecord.web import app

        return getattr(app, name)
    if name == "Settings":
        from onrecord.web.settings import Settings

        return Settings
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
