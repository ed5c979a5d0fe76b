"""The word index: terms of a statement in, the statements that hold asked terms out, with a score (BM25), best first.

SQLite has FTS5 (without a copy of the words), PostgreSQL a ``tsvector`` with our own terms and positions and, as FTS5 does, a
count of the statements and their terms. BM25 is reckoned from these by the same formula and constants as FTS5's (k1 = 1.2,
b = 0.75), so that both give the same order; statements of few words get less of it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from onrecord.errors import BrokenArchive
from onrecord.stores.catalogue import read_numbers
from onrecord.stores.terms import Clause

__all__ = ["add_terms", "drop_terms", "find_rows", "score_rows", "whole_ddl", "words_ddl"]

_LONGEST = 16383
"""The last position that PostgreSQL keeps in a tsvector."""


def words_ddl(dialect: str) -> list[str]:
    """What creates the index."""
    if dialect == "sqlite":
        return ["CREATE VIRTUAL TABLE words USING fts5(terms, content='', tokenize='ascii')"]
    return [
        "CREATE TABLE words (statement_id BIGINT PRIMARY KEY, length INTEGER NOT NULL, terms TSVECTOR NOT NULL)",
        "CREATE INDEX ix_words_terms ON words USING gin (terms)",
    ]


def whole_ddl() -> list[str]:
    """What creates PostgreSQL's count of all statements in the index and of their terms."""
    return [
        "CREATE TABLE words_whole (statements BIGINT NOT NULL, terms BIGINT NOT NULL)",
        "INSERT INTO words_whole SELECT count(*), coalesce(sum(length), 0) FROM words",
    ]


def add_terms(connection: Connection, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Index statements by the terms of their content."""
    if connection.dialect.name == "sqlite":
        sql = "INSERT INTO words (rowid, terms) VALUES (:id, :terms)"
        given = [{"id": number, "terms": " ".join(terms)} for number, terms in rows]
    else:
        sql = "INSERT INTO words (statement_id, length, terms) VALUES (:id, :length, CAST(:terms AS tsvector))"
        given = [{"id": number, "length": len(terms), "terms": _tsvector(terms)} for number, terms in rows]
        _count(connection, 1, given)
    if given:
        connection.execute(text(sql), given)


def drop_terms(connection: Connection, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Take statements out of the index; FTS5 without a copy of the words has to be told what was there."""
    if connection.dialect.name == "sqlite":
        sql = "INSERT INTO words (words, rowid, terms) VALUES ('delete', :id, :terms)"
        given = [{"id": number, "terms": " ".join(terms)} for number, terms in rows]
    else:
        sql = "DELETE FROM words WHERE statement_id = :id"
        given = [{"id": number, "length": len(terms)} for number, terms in rows]
        _count(connection, -1, given)
    if given:
        connection.execute(text(sql), given)


def _count(connection: Connection, sign: int, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        sql = "UPDATE words_whole SET statements = statements + :statements, terms = terms + :terms"
        terms = sum(row["length"] for row in rows)
        connection.execute(text(sql), {"statements": sign * len(rows), "terms": sign * terms})


def find_rows(connection: Connection, clauses: Sequence[Clause]) -> NDArray[np.int64]:
    """The rows' numbers of all statements that hold all clauses, in order."""
    if connection.dialect.name == "sqlite":
        key, rest, given = "rowid", "FROM words WHERE words MATCH :match", {"match": _match(clauses)}
    else:
        key, rest, given = "statement_id", "FROM words WHERE terms @@ CAST(:match AS tsquery)", {"match": _tsqueries(clauses)}
    return np.sort(read_numbers(connection, (key,), rest, given)[:, 0])


def score_rows(
    connection: Connection, clauses: Sequence[Clause], rows: NDArray[np.int64], *, every: NDArray[np.int64], whole: int
) -> NDArray[np.float64]:
    """How well each of these statements answers (BM25, higher is better); ``every`` are all that hold the clauses.

    ``whole`` is the number of statements in the index. A word that stands in half of them or more says nothing (its inverse
    frequency is 0), and what holds nothing else is not looked at.
    """
    if not len(rows) or (len(clauses) == 1 and 2 * len(every) >= whole):
        return np.zeros(len(rows))
    asked = _sqlite_scores if connection.dialect.name == "sqlite" else _postgres_scores
    found, scores = asked(connection, clauses, rows, every)
    order = np.argsort(found)
    order = order[np.isin(found[order], rows)]
    if not np.array_equal(found[order], rows):
        lacking = ", ".join(map(str, np.setdiff1d(rows, found)[:5].tolist()))
        raise BrokenArchive(f"the word index lacks statements that it found ({lacking}): make it anew by `onrecord copy`")
    return scores[order]


_Scored = tuple[NDArray[np.int64], NDArray[np.float64]]


def _sqlite_scores(
    connection: Connection, clauses: Sequence[Clause], rows: NDArray[np.int64], every: NDArray[np.int64]
) -> _Scored:
    low, high = int(rows[0]), int(rows[-1])
    asked = "SELECT rowid AS id, -bm25(words) AS score FROM words WHERE words MATCH :match AND rowid BETWEEN :low AND :high"
    given: dict[str, Any] = {"match": _match(clauses), "low": low, "high": high}
    between = np.searchsorted(every, high, side="right") - np.searchsorted(every, low)
    if between > len(rows):
        # The plus keeps SQLite from asking the index anew for each of them.
        asked += " AND +rowid IN (SELECT value FROM json_each(:rows))"
        given["rows"] = json.dumps(rows.tolist())
    length = f"(SELECT {_SHORT_LENGTH} FROM words_docsize WHERE words_docsize.id = scored.id)"  # noqa: S608
    columns = ("id", f"CAST(round(score, {_DIGITS}) * 1e{_DIGITS} + 0.5 AS INTEGER)", length)
    # The limit keeps this a query of its own: no aggregate may take a score directly.
    found = read_numbers(connection, columns, f"FROM ({asked} LIMIT -1) AS scored", given)
    return found[:, 0], _told_enough(found[:, 1], found[:, 2])


def _postgres_scores(
    connection: Connection, clauses: Sequence[Clause], rows: NDArray[np.int64], every: NDArray[np.int64]
) -> _Scored:
    given: dict[str, Any] = {"rows": f"{{{','.join(map(str, rows.tolist()))}}}"}
    counted = [_frequency(number, clause, given) for number, clause in enumerate(clauses)]
    asked = "FROM words WHERE statement_id = ANY(CAST(:rows AS BIGINT[]))"
    found = read_numbers(connection, ("statement_id", "length", *counted), asked, given)
    whole, terms = connection.execute(text("SELECT statements, terms FROM words_whole")).one()
    length = 0.25 + 0.75 * found[:, 1] / (float(terms) / max(1, whole))
    scores = np.zeros(len(found))
    for clause, frequency in zip(clauses, found[:, 2:].T, strict=True):
        holding = len(every) if len(clauses) == 1 else _holding(connection, clause)
        inverse = math.log((whole - holding + 0.5) / (holding + 0.5))
        scores += (inverse if inverse > 0 else 1e-6) * (frequency * 2.2) / (frequency + 1.2 * length)
    return found[:, 0], _told_enough(np.floor(np.round(scores, _DIGITS) * 10.0**_DIGITS + 0.5), found[:, 1])


def _told_enough(scores: NDArray[Any], lengths: NDArray[np.int64]) -> NDArray[np.float64]:
    """Scores (in units of their last digit), less for statements of few words.

    BM25 puts first what holds nothing but the words asked for, and two words that answer ("the border wall") tell nobody
    anything.
    """
    return np.floor(scores * _ENOUGH[np.minimum(lengths, len(_ENOUGH) - 1)] + 0.5) / 10.0**_DIGITS


def _holding(connection: Connection, clause: Clause) -> int:
    """How many statements hold the clause."""
    sql = "SELECT count(*) FROM words WHERE terms @@ CAST(:clause AS tsquery)"
    return int(connection.execute(text(sql), {"clause": _tsquery(clause)}).scalar_one())


_DIGITS = 5
"""Digits of a score behind the point."""
_SHORT_LENGTH = "CASE WHEN length(sz) > 1 THEN 99 ELSE unicode(CAST(sz AS TEXT)) END"
"""SQL for the terms of a statement as FTS5 keeps their number: in one byte, as long as they are no more than 127."""
_LONG = 12
_ENOUGH = np.array(
    [math.sqrt(min(1.0, n / 8)) * (1.3 + 0.05 * n) / (1.3 + 0.05 * _LONG) for n in range(_LONG)] + [1.0], dtype=np.float64
)
"""What the score of a statement of so many terms is multiplied by: one of fewer than twelve counts for no shorter than that to
BM25 (whose share of length this undoes, at the usual length of 18), and one of fewer than eight for less than it holds."""


def _match(clauses: Sequence[Clause]) -> str:
    return " AND ".join(f'"{" ".join(clause.terms)}"{" *" if clause.prefix else ""}' for clause in clauses)


def _tsqueries(clauses: Sequence[Clause]) -> str:
    return " & ".join(f"({_tsquery(clause)})" for clause in clauses)


def _frequency(number: int, clause: Clause, given: dict[str, Any]) -> str:
    """SQL for how often the clause stands in a row."""
    tables, conditions = [], []
    for place, term in enumerate(clause.terms):
        given[f"term{number}_{place}"] = term
        last = clause.prefix and place == len(clause.terms) - 1
        asked = f":term{number}_{place}"
        conditions.append(f"starts_with(u{place}.lexeme, {asked})" if last else f"u{place}.lexeme = {asked}")
        tables.append(f"unnest(terms) AS u{place}(lexeme, positions, weights)")
        if len(clause.terms) > 1:
            tables.append(f"unnest(u{place}.positions) AS p{place}(at)")
        if place:
            conditions.append(f"p{place}.at = p{place - 1}.at + 1")
    what = "count(*)" if len(clause.terms) > 1 else "coalesce(sum(cardinality(u0.positions)), 0)"
    return f"(SELECT {what} FROM {', '.join(tables)} WHERE {' AND '.join(conditions)})"  # noqa: S608


def _tsvector(terms: Sequence[str]) -> str:
    return " ".join(f"'{term}':{min(place, _LONGEST)}" for place, term in enumerate(terms, 1))


def _tsquery(clause: Clause) -> str:
    *first, last = clause.terms
    return " <-> ".join([*(f"'{term}'" for term in first), f"'{last}'{':*' if clause.prefix else ''}"])
