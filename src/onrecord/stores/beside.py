"""What can be made again, kept in a file beside an archive: pieces of pages by story, each with what it was made from.

Nothing is lost with the file: it may be deleted at any time, and what stands in it is given only where it was made from the
very same things (the ``basis``). It holds words of reports, so whoever deletes a report empties it. A piece is deflated so that
pieces can be joined into one stream (RFC 1951, flushed whole), with the checksum and length that gzip wants.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

__all__ = ["Beside", "Piece", "beside_of", "empty_beside", "join_pieces", "pack_piece"]

T = TypeVar("T")
MOST = 600_000_000
"""Bytes of pieces that are kept at most; those that were made first go first."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS made (
  story TEXT NOT NULL, part TEXT NOT NULL, basis TEXT NOT NULL, crc INTEGER NOT NULL, size INTEGER NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY (story, part)
)
"""
_LAST = b"\x03\x00"
"""An empty last block."""
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


@dataclass(frozen=True, slots=True)
class Piece:
    """Deflated bytes that can stand between others, with the checksum and length of what they hold."""

    data: bytes
    crc: int
    size: int

    def whole(self) -> bytes:
        """What it holds."""
        return zlib.decompressobj(-15).decompress(self.data)


def pack_piece(data: bytes, *, level: int = 9) -> Piece:
    """The piece of some bytes; nothing in it refers to what stands before it."""
    packer = zlib.compressobj(level, wbits=-15)
    return Piece(packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH), zlib.crc32(data), len(data))


def join_pieces(pieces: Sequence[Piece]) -> bytes:
    """One gzip stream of all pieces in their order."""
    crc = size = 0
    for piece in pieces:
        # A checksum is linear: as if the first were followed by as many zeros as the second is long.
        zeros = bytes(piece.size)
        crc = zlib.crc32(zeros, crc) ^ zlib.crc32(zeros) ^ piece.crc
        size += piece.size
    tail = crc.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")
    return b"".join((_HEAD, *(piece.data for piece in pieces), _LAST, tail))


def beside_of(place: str) -> Path | None:
    """The file beside the archive at a place; None where the archive is no file."""
    return None if "://" in place else Path(f"{place}.made")


def empty_beside(place: str) -> None:
    """Delete all pieces beside an archive, overwritten and not only marked as free."""
    path = beside_of(place)
    if path is not None and path.exists():
        with contextlib.closing(Beside(path)) as beside:
            beside.empty()


class Beside:
    """The pieces in one file. What cannot be read or written is not there: whoever asks makes it again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._open: sqlite3.Connection | None = None
        self._written = 0

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None

    def get(self, story: str, basis: str, *globs: str) -> dict[str, Piece]:
        """The pieces of a story whose parts' names match one of the patterns, if they were made from this basis."""
        named = " OR ".join("part GLOB ?" for _ in globs)
        sql = f"SELECT part, crc, size, data FROM made WHERE story = ? AND basis = ? AND ({named}) ORDER BY rowid"  # noqa: S608
        rows = self._do(lambda connection: connection.execute(sql, (story, basis, *globs)).fetchall()) or []
        return {part: Piece(data, crc, size) for part, crc, size, data in rows}

    def put(self, story: str, basis: str, pieces: Mapping[str, Piece]) -> None:
        """Keep pieces of a story; nothing is kept of it that was made from another basis."""
        rows = [(story, part, basis, piece.crc, piece.size, piece.data) for part, piece in pieces.items()]

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM made WHERE story = ? AND basis <> ?", (story, basis))
            connection.executemany("INSERT OR REPLACE INTO made VALUES (?, ?, ?, ?, ?, ?)", rows)
            self._written += sum(len(piece.data) for piece in pieces.values())
            if self._written > MOST // 50:
                self._written = 0
                _bound(connection)
            connection.execute("COMMIT")

        self._do(write)

    def empty(self) -> None:
        """Delete everything."""

        def delete(connection: sqlite3.Connection) -> None:
            connection.execute("DELETE FROM made")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        self._do(delete)

    def _do(self, what: Callable[[sqlite3.Connection], T]) -> T | None:
        """What comes of it; None where the file cannot be read or written."""
        with self._lock, contextlib.suppress(sqlite3.Error, OSError):
            if self._open is None:
                self._open = _opened(self._path)
            try:
                return what(self._open)
            except sqlite3.Error:
                if self._open.in_transaction:
                    self._open.execute("ROLLBACK")
                raise
        return None


def _opened(path: Path) -> sqlite3.Connection:
    made = sqlite3.connect(path, timeout=5.0, check_same_thread=False, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=OFF", "secure_delete=ON"):
        made.execute(f"PRAGMA {pragma}")
    made.execute(_SCHEMA)
    return made


def _bound(connection: sqlite3.Connection) -> None:
    while connection.execute("SELECT coalesce(sum(length(data)), 0) FROM made").fetchone()[0] > MOST:
        oldest = "SELECT story FROM made ORDER BY rowid LIMIT 1"
        connection.execute(f"DELETE FROM made WHERE story = ({oldest})")  # noqa: S608
