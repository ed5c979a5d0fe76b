"""What was written since a reader last looked: the rows of reports, people and names that have changed, by revision.

Whoever writes notes what it touched, in the same transaction. A reader who knows the archive as it was at one revision reads
those rows again, and no others, to know it as it is now. A few revisions are kept; who is further behind reads everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from sqlalchemy import Connection, delete, insert, select, text

from onrecord.stores import schema as t

__all__ = ["KEPT", "Changing", "changes_since", "note_changes", "note_everything", "revision_of"]

KEPT = 1_000
"""Revisions whose changes are kept. A report that is added makes one, a story that is refreshed two or three."""
Changing = Literal["report", "person", "name"]
"""A report stands for its row, its statements and whose they are; a person for the row and for who is one with whom."""
_REVISION = "revision"


def note_changes(connection: Connection, noun: Changing, rows: Iterable[int]) -> None:
    """Note that these rows were written, added or deleted, under a revision of their own."""
    touched = sorted(set(rows))
    if not touched:
        return
    # Counting comes first: it holds the row until the transaction is done, so that revisions become known in their order.
    up = "UPDATE setting SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE key = :key"
    if not connection.execute(text(up), {"key": _REVISION}).rowcount:
        connection.execute(insert(t.setting).values(key=_REVISION, value="1"))
    now = revision_of(connection)
    connection.execute(insert(t.change), [{"at": now, "noun": noun, "row": row} for row in touched])
    connection.execute(delete(t.change).where(t.change.c.at <= now - KEPT))


def note_everything(connection: Connection) -> None:
    """Have every reader read everything again."""
    now = revision_of(connection) + KEPT + 1
    connection.execute(delete(t.setting).where(t.setting.c.key == _REVISION))
    connection.execute(insert(t.setting).values(key=_REVISION, value=str(now)))
    connection.execute(delete(t.change))


def revision_of(connection: Connection) -> int:
    """How often something was noted, as this transaction sees it."""
    return int(connection.execute(text("SELECT value FROM setting WHERE key = :key"), {"key": _REVISION}).scalar() or 0)


def changes_since(connection: Connection, revision: int) -> dict[Changing, list[int]] | None:
    """The rows that were written after a revision, in order; None where that is too long ago to be known."""
    if revision < revision_of(connection) - KEPT:
        return None
    asked = select(t.change.c.noun, t.change.c.row).where(t.change.c.at > revision).distinct()
    touched: dict[Changing, list[int]] = {"report": [], "person": [], "name": []}
    for row in connection.execute(asked.order_by(t.change.c.row)):
        touched[row.noun].append(row.row)
    return touched
