"""Under what name a story's record is kept beside the archive, and what it goes by.

Compiling a story costs much more than making it into pages, so whoever has compiled one keeps its record here; the pages are
made from that. Nothing is loaded for it that a page needs.
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from importlib.resources import files

from onrecord import __version__
from onrecord.archive import Compiled
from onrecord.outputs.json import write_record
from onrecord.stores.beside import Beside, Piece, beside_of, pack_piece

__all__ = ["basis_in", "beside_at", "json_part", "keep_record", "pack_record"]


@cache
def _made_by() -> str:
    """Changes with every source and template of ours, so that nothing kept outlives the code that made it."""
    digest = hashlib.sha256(__version__.encode())
    waiting = [files("onrecord")]
    while waiting:
        for each in sorted(waiting.pop().iterdir(), key=lambda entry: entry.name):
            if each.is_dir() and each.name not in ("models", "samples", "__pycache__"):
                waiting.append(each)
            elif each.name.endswith((".py", ".j2", ".css", ".js")):
                digest.update(each.read_bytes())
    return digest.hexdigest()[:16]


def basis_in(basis: str) -> str:
    """What kept pieces go by: what the record is made from, and what makes it into pages."""
    return f"{basis}-{_made_by()}"


def json_part(*, texts: bool) -> str:
    """The part that holds a record as JSON."""
    return "json" if texts else "json bare"


def pack_record(compiled: Compiled, *, texts: bool) -> dict[str, Piece]:
    """A story's record as JSON, with or without the reports' texts, under the name of its part."""
    return {json_part(texts=texts): pack_piece(write_record(compiled.record, texts=texts).encode("utf-8", "replace"))}


@lru_cache(maxsize=1)
def beside_at(place: str) -> Beside | None:
    """The file beside the archive at a place, held open; None where the archive is no file."""
    path = beside_of(place)
    return None if path is None else Beside(path)


def keep_record(place: str, compiled: Compiled) -> None:
    """Keep a story's record beside the archive: its pages are made from it when somebody asks, or by an idle server."""
    beside = beside_at(place)
    if beside is not None:
        beside.put(compiled.summary.id, basis_in(compiled.basis), pack_record(compiled, texts=True))
