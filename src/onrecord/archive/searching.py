"""What is asked for in, statements that answer it out, best first, each with its words and where they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, bindparam, select, text

from onrecord.archive.keeping import JOINT, unpack_rows
from onrecord.archive.nouns import Hit, Hits
from onrecord.archive.people import people_rows
from onrecord.datamodel import ACTS, Text
from onrecord.errors import ArchiveError, NotInArchive
from onrecord.people.spelling import fold_name
from onrecord.stores import schema as t
from onrecord.stores.index import hits_sql, is_everywhere
from onrecord.stores.packing import ACT, MANNER, unpack_blocks
from onrecord.stores.terms import Clause, read_query

__all__ = ["Meaning", "likely", "search"]


class Meaning:
    """The statements' vectors in memory, for search by likeness of meaning; read anew when their number has changed."""

    def __init__(self) -> None:
        self.numbers: np.ndarray[Any, np.dtype[np.int64]] = np.zeros(0, dtype=np.int64)
        self.rows: np.ndarray[Any, np.dtype[np.float32]] = np.zeros((0, 1), dtype=np.float32)
        self._seen: tuple[int, int] = (-1, -1)

    def nearest(self, connection: Connection, words: str, *, limit: int) -> list[tuple[int, float]]:
        """The statements nearest in meaning with their cosine; raises `ArchiveError` where none has a vector yet."""
        from onrecord.models.sentences import embed

        found = connection.execute(text("SELECT count(*), coalesce(max(statement_id), 0) FROM vector")).one()
        seen = (int(found[0]), int(found[1]))
        if not seen[0]:
            raise ArchiveError("no statement has a vector yet: run `onrecord update --vectors` first")
        if seen != self._seen:
            rows = connection.execute(
                select(t.vector.c.statement_id, t.vector.c.numbers).order_by(t.vector.c.statement_id)
            ).all()
            self.numbers = np.array([row.statement_id for row in rows], dtype=np.int64)
            joined = np.frombuffer(b"".join(row.numbers for row in rows), dtype=np.int8)
            self.rows = joined.reshape(len(rows), -1).astype(np.float32) * np.float32(1 / 127)
            self._seen = seen
        scores = self.rows @ embed([words])[0]
        best = np.argsort(-scores, kind="stable")[:limit]
        return [(int(self.numbers[i]), round(float(scores[i]), 4)) for i in best]


def search(
    connection: Connection,
    words: str | None,
    *,
    speaker: str | None,
    act: str | None,
    about: str | None,
    outlet: str | None,
    since: str | None,
    until: str | None,
    manner: str | None,
    story: int | None,
    person: str | None,
    similar: Meaning | None,
    limit: int,
    after: str | None,
) -> Hits:
    """See `Archive.search`; ``story`` is a row's number, ``person`` an id (``one``)."""
    conditions, given = _conditions(
        connection, speaker=speaker, act=act, about=about, outlet=outlet, since=since, until=until, manner=manner, story=story,
        person=person,
    )  # fmt: skip
    skip = _read_after(after)
    if similar is not None and words:
        nearest = similar.nearest(connection, words, limit=len(similar.numbers) if conditions else skip + limit + 1)
        rows = _nearest_rows(connection, nearest, conditions, given, want=skip + limit + 1)
    elif words:
        rows = _best_rows(connection, read_query(words), conditions, given, want=skip + limit + 1)
    else:
        order = "r.published IS NULL, r.published DESC, r.key, s.position"
        sql = f"SELECT s.id, 0.0 AS score {_FROM} WHERE s.current {_and(conditions)} ORDER BY {order} LIMIT :want"
        found = connection.execute(text(sql), {**given, "want": skip + limit + 1})
        rows = [(row.id, 0.0) for row in found]
    more = len(rows) > skip + limit
    return Hits(_hits(connection, rows[skip : skip + limit]), str(skip + limit) if more else None)


_EQUALS = 300
"""Statements beyond those asked for that are set in order of day where they score the same."""
_FROM = "FROM statement s JOIN report r ON r.id = s.report_id"


def _best_rows(
    connection: Connection, clauses: Sequence[Clause], conditions: Sequence[str], given: Mapping[str, Any], *, want: int
) -> list[tuple[int, float]]:
    if not conditions:
        source, asked = hits_sql(connection, clauses)
        # One pass over the index; of more equals than these, those that were added last.
        best = f"SELECT id, score FROM ({source}) w ORDER BY score DESC, id DESC LIMIT :want"  # noqa: S608
        scores = {row.id: row.score for row in connection.execute(text(best), {**asked, "want": want + _EQUALS})}
        columns = (t.statement.c.id, t.report.c.published, t.report.c.key, t.statement.c.position)
        found = connection.execute(
            select(*columns).join(t.report, t.report.c.id == t.statement.c.report_id).where(t.statement.c.id.in_(list(scores)))
        ).all()
        found = sorted(found, key=lambda row: (row.key, row.position))
        found = sorted(found, key=lambda row: (scores[row.id], row.published or ""), reverse=True)
        return [(row.id, float(scores[row.id])) for row in found[:want]]
    source, asked = hits_sql(connection, clauses, among=_among(connection, clauses, conditions, given))
    order = "w.score DESC, r.published IS NULL, r.published DESC, r.key, s.position"
    sql = (
        f"SELECT s.id, w.score FROM ({source}) w JOIN statement s ON s.id = w.id JOIN report r ON r.id = s.report_id"  # noqa: S608
        f" ORDER BY {order} LIMIT :want"
    )
    return [(row.id, float(row.score)) for row in connection.execute(text(sql), {**asked, **given, "want": want})]


_FEW = 4
"""Filters that leave one report in so many, or fewer, are answered first where the words are everywhere."""


def _among(connection: Connection, clauses: Sequence[Clause], conditions: Sequence[str], given: Mapping[str, Any]) -> str:
    """The filters as `hits_sql` takes them: row by row, or, where that is cheaper, answered first."""
    key = "words.rowid" if connection.dialect.name == "sqlite" else "words.statement_id"
    few = any(condition.startswith(("(s.speaker_id", "(s.id", "s.id", "r.story_id")) for condition in conditions)
    on_reports = [condition for condition in conditions if condition.startswith(("r.", "lower(r."))]
    if is_everywhere(connection, clauses):
        if on_reports and not few:
            counted = f"SELECT count(*), sum(CASE WHEN {' AND '.join(on_reports)} THEN 1 ELSE 0 END) FROM report r"  # noqa: S608
            whole, left = connection.execute(text(counted), _named(counted, given)).one()
            few = _FEW * (left or 0) <= whole
        if few:
            # The plus keeps SQLite from asking the index once for each statement.
            plus = "+" if connection.dialect.name == "sqlite" else ""
            return f"WHERE AND {plus}{key} IN (SELECT s.id {_FROM}{' WHERE' + _and(conditions)[4:]})"
    joined = f"CROSS JOIN statement s CROSS JOIN report r WHERE AND s.id = {key} AND r.id = s.report_id"
    return f"{joined} {_and(conditions)}"


def _named(sql: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the parameters that the SQL names."""
    return {name: value for name, value in given.items() if re.search(rf":{name}\b", sql)}


def _nearest_rows(
    connection: Connection,
    nearest: Sequence[tuple[int, float]],
    conditions: Sequence[str],
    given: Mapping[str, Any],
    *,
    want: int,
) -> list[tuple[int, float]]:
    sql = f"SELECT s.id {_FROM} WHERE s.current {_and(conditions)} AND s.id IN :numbers"
    rows: list[tuple[int, float]] = []
    for start in range(0, len(nearest), 500):
        part = nearest[start : start + 500]
        asked = text(sql).bindparams(bindparam("numbers", expanding=True))
        kept = set(connection.execute(asked, {**given, "numbers": [number for number, _ in part]}).scalars())
        rows += [pair for pair in part if pair[0] in kept]
        if len(rows) >= want:
            break
    return rows


def _and(conditions: Sequence[str]) -> str:
    return "".join(f" AND {condition}" for condition in conditions)


def _conditions(
    connection: Connection,
    *,
    speaker: str | None,
    act: str | None,
    about: str | None,
    outlet: str | None,
    since: str | None,
    until: str | None,
    manner: str | None,
    story: int | None,
    person: str | None,
) -> tuple[list[str], dict[str, Any]]:
    conditions: list[str] = []
    given: dict[str, Any] = {}
    if speaker is not None:
        # By the name that the report gives, or by any name of a person who is known to have said it.
        numbers = _name_numbers(connection, speaker)
        people = people_rows(connection, speaker)
        parts = [f"s.speaker_id IN ({_list(numbers)})"] if numbers else []
        if people:
            given["people"] = people
            parts.append(f"s.id IN ({_OF_PEOPLE.format(':people')})")
        conditions.append(f"({' OR '.join(parts)})" if parts else "1 = 0")
    if person is not None:
        given["person"] = [person]
        conditions.append(f"s.id IN ({_OF_PEOPLE.format(':person')})")
    if about is not None:
        numbers = _name_numbers(connection, about)
        conditions.append(f"s.about_id IN ({_list(numbers)})" if numbers else "1 = 0")
    if act is not None:
        conditions.append(f"s.act = {_number_of(act, ACT, 'act')}")
    if manner is not None:
        conditions.append(f"s.manner = {_number_of(manner, MANNER, 'manner')}")
    if outlet is not None:
        conditions.append("lower(r.outlet) = lower(:outlet)")
        given["outlet"] = outlet
    if since is not None:
        conditions.append("r.published >= :since")
        given["since"] = since
    if until is not None:
        conditions.append("r.published < :until")
        given["until"] = until + "~"  # all that begins with the given day, month or year
    if story is not None:
        conditions.append("r.story_id = :story")
        given["story"] = story
    for key in ("people", "person"):
        if key in given:
            keys = given.pop(key)
            marks = [f"{key}{place}" for place in range(len(keys))]
            given |= dict(zip(marks, keys, strict=True))
            conditions = [c.replace(f":{key})", ", ".join(f":{mark}" for mark in marks) + ")") for c in conditions]
    return conditions, given


_OF_PEOPLE = "SELECT o.statement_id FROM spoken o JOIN person p ON p.id = o.person_id WHERE p.one IN ({})"


def _list(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)


def _name_numbers(connection: Connection, name: str) -> list[int]:
    words = fold_name(name)
    if not words:
        raise NotInArchive(f"{name!r} is no name: give a name or a part of one")
    asked = select(t.name.c.id)
    for word in words:
        asked = asked.where(t.name.c.folded.contains(f" {word} ", autoescape=True))
    return sorted(connection.execute(asked).scalars())


def _number_of(given: str, numbers: Mapping[Any, int], what: str) -> int:
    if given not in numbers:
        raise ArchiveError(f"{given!r} is no {what}: choose one of {', '.join(numbers)}")
    return numbers[given]


def _read_after(after: str | None) -> int:
    if after is None:
        return 0
    if not after.isascii() or not after.isdigit():
        raise ArchiveError(f"{after!r} is not what a search gave to go on after: pass `Hits.after` as it is")
    return int(after)


def _hits(connection: Connection, rows: Sequence[tuple[int, float]]) -> tuple[Hit, ...]:
    if not rows:
        return ()
    about = t.name.alias("about_name")
    asked = (
        select(
            t.statement, t.name.c.words.label("speaker"), about.c.words.label("about"), t.wording.c.words.label("why"),
            t.report.c.key.label("report"), t.report.c.outlet, t.report.c.url, t.report.c.title, t.report.c.published,
            t.story.c.key.label("story"), t.reading.c.capture_id,
        )
        .join(t.report, t.report.c.id == t.statement.c.report_id)
        .join(t.reading, t.reading.c.id == t.statement.c.reading_id)
        .join(t.wording, t.wording.c.id == t.statement.c.why_id)
        .outerjoin(t.story, t.story.c.id == t.report.c.story_id)
        .outerjoin(t.name, t.name.c.id == t.statement.c.speaker_id)
        .outerjoin(about, about.c.id == t.statement.c.about_id)
        .where(t.statement.c.id.in_([number for number, _ in rows]))
    )  # fmt: skip
    found = {row["id"]: row for row in connection.execute(asked).mappings()}
    captures = sorted({row["capture_id"] for row in found.values()})
    texts = {
        row.id: Text(row.words, unpack_blocks(row.blocks))
        for row in connection.execute(
            select(t.capture.c.id, t.capture.c.words, t.capture.c.blocks).where(t.capture.c.id.in_(captures))
        )
    }
    hits: list[Hit] = []
    for number, score in rows:
        row = found[number]
        ((_, statement),) = unpack_rows([{**row, "parent": None}], texts[row["capture_id"]])
        said = statement.interpretation
        hits.append(
            Hit(
                report=row["report"],
                outlet=row["outlet"],
                url=row["url"],
                title=row["title"],
                published=row["published"],
                story=row["story"],
                statement=statement.id,
                speaker=said.speaker,
                resolved=said.resolved,
                act=ACTS[row["act"]],
                manner=said.manner,
                about=said.about,
                words=JOINT.join(passage.exact for passage in statement.content),
                passages=statement.content,
                score=score,
            )
        )
    return tuple(hits)


def likely(connection: Connection, terms: Sequence[str], *, limit: int) -> list[int]:
    """The reports whose statements hold most of the terms, rarest terms counting most."""
    scores: dict[int, float] = {}
    clauses = [Clause((term,)) for term in terms]
    for clause in clauses:
        source, asked = hits_sql(connection, [clause], most=2000)
        sql = f"SELECT s.report_id, max(w.score) AS score FROM ({source}) w"  # noqa: S608
        for row in connection.execute(text(f"{sql} JOIN statement s ON s.id = w.id GROUP BY s.report_id"), asked):
            scores[row.report_id] = scores.get(row.report_id, 0.0) + float(row.score)
    return sorted(scores, key=lambda number: (-scores[number], number))[:limit]
