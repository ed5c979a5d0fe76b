"""One archive in, the same archive in another place out: from a file to a PostgreSQL server, or back.

All rows are carried over as they are, so that ids, judgements, readings of older finders and the log are the same; only the
word index is made anew, by each database's own means. It is done as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from onrecord.archive.keeping import JOINT
from onrecord.datamodel import Text
from onrecord.errors import ArchiveError
from onrecord.stores import Store
from onrecord.stores import schema as t
from onrecord.stores.changes import note_everything
from onrecord.stores.index import add_terms
from onrecord.stores.packing import unpack_content
from onrecord.stores.terms import cut_terms

__all__ = ["copy_store"]

_PART = 2_000
"""Rows that are carried at a time."""


def copy_store(source: Store, target: Store, *, show: Callable[[str, int, int], None] | None = None) -> int:
    """Copy an archive into one that holds nothing yet; gives the number of its reports.

    ``show`` is called with the step, how many statements are indexed and how many there are. Raises `ArchiveError` where the
    target holds something.
    """
    with source.read() as reading, target.write() as writing:
        for table in t.metadata.sorted_tables:
            if writing.execute(select(table).limit(1)).first() is not None:
                raise ArchiveError(f"{target.shown} holds something already: copy into an archive that holds nothing")
        for table in t.metadata.sorted_tables:
            for rows in reading.execute(select(table)).mappings().partitions(_PART):
                writing.execute(insert(table), [dict(row) for row in rows])
            _count_on(writing, table)
        whole = reading.execute(select(func.count()).select_from(t.statement).where(t.statement.c.current)).scalar_one()
        done = 0
        contents = _contents(reading)
        while part := list(islice(contents, _PART)):
            add_terms(writing, part)
            done += len(part)
            if show is not None:
                show("copied", done, whole)
        note_everything(writing)  # not all that was carried over need be among the notes
        if target.dialect == "postgresql":
            writing.execute(text("ANALYZE"))  # a server that knows nothing of its tables yet answers slowly
        return int(reading.execute(select(func.count()).select_from(t.report)).scalar_one())


def _count_on(connection: Connection, table: Any) -> None:
    """Have a server number what is added next from behind what was carried over."""
    if connection.dialect.name == "postgresql" and "id" in table.c:
        last = connection.execute(select(func.max(table.c.id))).scalar()
        if last is not None:
            given = {"table": table.name, "last": last}
            connection.execute(text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)"), given)


def _contents(connection: Connection) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows of the statements that count, with the terms of their content, capture by capture."""
    asked = (
        select(t.statement.c.id, t.statement.c.spans, t.reading.c.capture_id)
        .join(t.reading, t.reading.c.id == t.statement.c.reading_id)
        .where(t.statement.c.current)
        .order_by(t.statement.c.id)
    )
    at, words = None, Text("")
    for number, spans, capture in connection.execute(asked).all():
        if capture != at:
            at = capture
            words = Text(connection.execute(select(t.capture.c.words).where(t.capture.c.id == capture)).scalar_one())
        yield number, cut_terms(JOINT.join(passage.exact for passage in unpack_content(spans, words)))
