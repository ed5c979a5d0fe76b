"""The word index: terms of a statement in, the statements that hold asked terms out, with a score (BM25), best first.

SQLite has FTS5 (without a copy of the words), PostgreSQL a ``tsvector`` with our own terms and positions and BM25 written in
SQL by the same formula and constants as FTS5's (k1 = 1.2, b = 0.75), so that both give the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, text

from onrecord.stores.terms import Clause

__all__ = ["RANKED", "add_terms", "drop_terms", "hits_sql", "is_everywhere", "words_ddl"]

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


def add_terms(connection: Connection, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Index statements by the terms of their content."""
    if connection.dialect.name == "sqlite":
        sql = "INSERT INTO words (rowid, terms) VALUES (:id, :terms)"
        given = [{"id": number, "terms": " ".join(terms)} for number, terms in rows]
    else:
        sql = "INSERT INTO words (statement_id, length, terms) VALUES (:id, :length, CAST(:terms AS tsvector))"
        given = [{"id": number, "length": len(terms), "terms": _tsvector(terms)} for number, terms in rows]
    if given:
        connection.execute(text(sql), given)


def drop_terms(connection: Connection, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Take statements out of the index; FTS5 without a copy of the words has to be told what was there."""
    if connection.dialect.name == "sqlite":
        sql = "INSERT INTO words (words, rowid, terms) VALUES ('delete', :id, :terms)"
        given = [{"id": number, "terms": " ".join(terms)} for number, terms in rows]
    else:
        sql = "DELETE FROM words WHERE statement_id = :id"
        given = [{"id": number} for number, _ in rows]
    if given:
        connection.execute(text(sql), given)


RANKED = 2_500
"""Of more hits than these only those that were added last are ranked: the score of a word that is everywhere says nothing."""
_EVERYWHERE = 20_000
"""So many statements are too dear to be looked at one by one."""


def hits_sql(
    connection: Connection, clauses: Sequence[Clause], *, among: str = "", most: int = RANKED
) -> tuple[str, dict[str, Any]]:
    """A SELECT of ``id`` and ``score`` (higher is better) for the statements that hold all clauses, and its parameters.

    ``among`` is SQL that goes on after ``words``: tables joined by ``words.rowid`` (SQLite) or ``words.statement_id``, and
    conditions after ``AND``, parted by ``WHERE``. Of more hits than ``most`` it gives those that were added last.
    """
    tables, _, conditions = among.partition("WHERE")
    limit = f"LIMIT {most}"
    if connection.dialect.name == "sqlite":
        # CROSS JOIN and the order by rowid let SQLite walk the index from its end and stop.
        sql = (
            f"SELECT words.rowid AS id, round(-bm25(words), 5) AS score FROM words {tables} WHERE words MATCH :match"  # noqa: S608
            f" {conditions} ORDER BY words.rowid DESC {limit}"
        )
        return sql, {"match": _match(clauses)}
    score, given = _postgres_score(connection, clauses)
    return (
        f"SELECT statement_id AS id, {score} AS score FROM (SELECT words.* FROM words {tables}"  # noqa: S608
        f" WHERE terms @@ CAST(:match AS tsquery) {conditions} ORDER BY statement_id DESC {limit}) ranked",
        given,
    )


def is_everywhere(connection: Connection, clauses: Sequence[Clause]) -> bool:
    """Do so many statements hold all clauses that it is dear to look at each?"""
    if connection.dialect.name == "sqlite":
        held, given = "words MATCH :match", {"match": _match(clauses)}
    else:
        held, given = "terms @@ CAST(:match AS tsquery)", {"match": _tsqueries(clauses)}
    sql = f"SELECT count(*) FROM (SELECT 1 FROM words WHERE {held} LIMIT {_EVERYWHERE + 1}) hits"  # noqa: S608
    return int(connection.execute(text(sql), given).scalar_one()) > _EVERYWHERE


def _match(clauses: Sequence[Clause]) -> str:
    return " AND ".join(f'"{" ".join(clause.terms)}"{" *" if clause.prefix else ""}' for clause in clauses)


def _tsqueries(clauses: Sequence[Clause]) -> str:
    return " & ".join(f"({_tsquery(clause)})" for clause in clauses)


def _postgres_score(connection: Connection, clauses: Sequence[Clause]) -> tuple[str, dict[str, Any]]:
    given: dict[str, Any] = {"match": _tsqueries(clauses)}
    total, length = connection.execute(text("SELECT count(*), coalesce(sum(length), 0) FROM words")).one()
    given |= {"mean": float(length) / max(1, total)}
    parts: list[str] = []
    for number, clause in enumerate(clauses):
        given[f"clause{number}"] = _tsquery(clause)
        found = connection.execute(
            text("SELECT count(*) FROM words WHERE terms @@ CAST(:clause AS tsquery)"), {"clause": given[f"clause{number}"]}
        ).scalar_one()
        given[f"rows{number}"], given["total"] = float(found), float(total)
        idf = f"ln((:total - :rows{number} + 0.5) / (:rows{number} + 0.5))"
        frequency = _frequency(number, clause, given)
        parts.append(
            f"CASE WHEN {idf} <= 0 THEN 1e-6 ELSE {idf} END * ({frequency} * 2.2)"
            f" / ({frequency} + 1.2 * (0.25 + 0.75 * length / :mean))"
        )
    return f"round(CAST({' + '.join(parts)} AS numeric), 5)", given


def _frequency(number: int, clause: Clause, given: dict[str, Any]) -> str:
    """SQL for how often the clause stands in a row."""
    tables, conditions = [], []
    for place, term in enumerate(clause.terms):
        given[f"term{number}_{place}"] = term
        tables += [f"unnest(terms) AS u{place}(lexeme, positions, weights)", f"unnest(u{place}.positions) AS p{place}(at)"]
        last = clause.prefix and place == len(clause.terms) - 1
        asked = f":term{number}_{place}"
        conditions.append(f"starts_with(u{place}.lexeme, {asked})" if last else f"u{place}.lexeme = {asked}")
        if place:
            conditions.append(f"p{place}.at = p{place - 1}.at + 1")
    return f"(SELECT count(*) FROM {', '.join(tables)} WHERE {' AND '.join(conditions)})"  # noqa: S608


def _tsvector(terms: Sequence[str]) -> str:
    return " ".join(f"'{term}':{min(place, _LONGEST)}" for place, term in enumerate(terms, 1))


def _tsquery(clause: Clause) -> str:
    *first, last = clause.terms
    return " <-> ".join([*(f"'{term}'" for term in first), f"'{last}'{':*' if clause.prefix else ''}"])
