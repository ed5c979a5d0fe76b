"""Accounts as a SQLite file made for Datasette: tables with foreign keys and full-text search, and a view to begin with.

The reports' words are not in it, only their digests: what is handed on are the passages, each with what stands around it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from onrecord.datamodel import Account, Passage
from onrecord.outputs.exports.rows import rows_of

__all__ = ["write"]

_TABLES = """
create table reports (
  id text primary key, outlet text, published text, url text, headline text, byline text, story text, digest text not null
);
create table people (id text primary key, name text not null, kind text not null);
create table statements (
  key integer primary key, id text not null, report text not null references reports(id), parent text, speaker text,
  resolved text not null, kind text not null, for_body text, act text not null, negated integer not null, about text,
  mode text not null, manner text not null, words text not null, condition text, via text,
  score real not null, why text not null,
  unique (report, id)
);
create table speaking (
  statement integer not null references statements(key), person text not null references people(id),
  primary key (statement, person)
);
create table passages (
  statement integer not null references statements(key), report text not null references reports(id), role text not null,
  part integer not null, start integer not null, "end" integer not null, exact text not null, prefix text not null,
  suffix text not null
);
create table utterances (id text primary key, speaker text, origins_lower integer not null, origins_upper integer not null);
create table tellings (
  utterance text not null references utterances(id), statement integer not null references statements(key),
  primary key (utterance, statement)
);
create table citations (
  id text primary key, report text not null references reports(id), cites text not null, own integer not null,
  start integer not null, "end" integer not null, exact text not null, prefix text not null, suffix text not null
);
create virtual table statements_fts using fts5(
  words, speaker, content='statements', content_rowid='key', tokenize='porter unicode61'
);
create view quotations as
  select r.outlet, r.published, r.url, s.speaker, s.act, s.words, s.condition, s.manner, s.about, r.headline
  from statements s join reports r on r.id = s.report
  where s.resolved = 'yes' order by r.published, r.outlet, s.key;
"""
_COLUMNS = (
    "statement report parent speaker resolved kind for_body act negated about mode manner words condition via score why".split()
)
"""The columns of ``statements`` after its key, as the rows name them."""
_INDEXES = """
create index statements_by_speaker on statements(speaker);
create index statements_by_act on statements(act);
create index statements_by_report on statements(report);
create index passages_by_statement on passages(statement);
create index reports_by_day on reports(published);
create index speaking_by_person on speaking(person);
insert into statements_fts(statements_fts) values ('rebuild');
"""


def write(accounts: Iterable[Account], path: Path) -> int:
    """Write the database; returns the number of statements."""
    count = 0
    with closing(sqlite3.connect(path)) as base:
        base.executescript(_TABLES)
        for account in accounts:
            count = _put(base, account, count)
        base.executescript(_INDEXES)
        base.commit()
        base.execute("vacuum")
    return count


def _put(base: sqlite3.Connection, account: Account, count: int) -> int:
    report = account.report
    base.execute(
        "insert or ignore into reports values (?,?,?,?,?,?,?,?)",
        (
            *(report.id, report.outlet, report.published, report.url, report.headline, report.byline),
            *(account.story, report.text.id),
        ),
    )
    for row, statement, people, utterances in zip(
        rows_of(account), account.statements, account.people, account.utterances, strict=True
    ):
        count += 1
        marks = ",".join("?" * (len(_COLUMNS) + 1))
        base.execute(f"insert into statements values ({marks})", (count, *(row[name] for name in _COLUMNS)))  # noqa: S608
        said = statement.interpretation
        for role, passages in (
            ("content", statement.content),
            ("source", statement.source),
            ("cue", statement.cue),
            ("condition", said.condition),
        ):
            base.executemany("insert into passages values (?,?,?,?,?,?,?,?,?)", _passages(count, report.id, role, passages))
        for person in people:
            base.execute("insert or ignore into people values (?,?,?)", (person.id, person.name, person.kind))
            base.execute("insert or ignore into speaking values (?,?)", (count, person.id))
        for each in utterances:
            base.execute(
                "insert or ignore into utterances values (?,?,?,?)",
                (each.id, each.speaker, each.origins.lower, each.origins.upper),
            )
            base.execute("insert or ignore into tellings values (?,?)", (each.id, count))
    for citation in account.citations:
        p = citation.passage
        base.execute(
            "insert or ignore into citations values (?,?,?,?,?,?,?,?,?)",
            (citation.id, report.id, citation.cites, citation.own, p.span.start, p.span.end, p.exact, p.prefix, p.suffix),
        )
    return count


def _passages(key: int, report: str, role: str, passages: Iterable[Passage]) -> Iterator[tuple[object, ...]]:
    for part, p in enumerate(passages):
        yield key, report, role, part, p.span.start, p.span.end, p.exact, p.prefix, p.suffix
