"""The invented stories that ship with onrecord, each a folder of reports with its answer key.

The people, places and outlets in them do not exist. ``key.json`` in a folder says what a reader finds in its reports
(``docs/samples.md`` describes it); it is no report and ``read_reports`` passes it over.
"""

from __future__ import annotations

from pathlib import Path

from onrecord.errors import UnknownSample

__all__ = ["DEMO", "find_sample", "list_samples"]

DEMO = "ceasefire"
"""The story that ``onrecord demo`` shows."""

_FOLDER = Path(__file__).parent


def list_samples() -> tuple[str, ...]:
    """The names of the stories, in order."""
    return tuple(sorted(key.parent.name for key in _FOLDER.glob("*/key.json")))


def find_sample(name: str | None = None) -> Path:
    """The folder of a story's reports; without a name, that of the demo. Raises `UnknownSample` where there is none."""
    name = DEMO if name is None else name
    if name not in list_samples():
        raise UnknownSample(name, list_samples())
    return _FOLDER / name
