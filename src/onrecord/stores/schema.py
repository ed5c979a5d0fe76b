"""The tables. Whatever can be cut out of a report's words is kept as spans; no word is kept twice but in the word index.

    report ─< capture ─< reading ─< statement >─ name
       └──> story          (statement >─< person by spoken)

A ``capture`` is a report's text at one time; a ``reading`` is what one maker (a model, an editor's judgement) found in it.
Readings are added, never overwritten; ``current`` marks the one that counts, on it and on its statements.
"""

from __future__ import annotations

import zlib

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    TypeDecorator,
)

__all__ = [
    "PackedWords",
    "alias",
    "capture",
    "change",
    "entry",
    "feed",
    "judgement",
    "log",
    "metadata",
    "name",
    "person",
    "reading",
    "report",
    "setting",
    "spoken",
    "statement",
    "story",
    "taken_down",
    "vector",
    "wording",
]


class PackedWords(TypeDecorator[str]):
    """A report's words, packed: a third of their size, and whole again to the character."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """On the way in."""
        return None if value is None else zlib.compress(value.encode("utf-8", "surrogatepass"))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """On the way out."""
        return None if value is None else zlib.decompress(value).decode("utf-8", "surrogatepass")


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
_KEY = Integer().with_variant(BigInteger(), "postgresql")

setting = Table("setting", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

story = Table(
    "story",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("first", Text),
    Column("last", Text),
    Column("reports", Integer, nullable=False),
    Column("outlets", Integer, nullable=False),
    Column("independent", Integer, nullable=False),
    Column("disputed", Integer, nullable=False),
    Column("utterances", Integer, nullable=False),
    Column("stale", Boolean, nullable=False),
    Index("ix_story_last", "last"),
)

report = Table(
    "report",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("minted", Text, nullable=False, index=True),
    Column("given_id", Text),
    Column("name", Text, nullable=False),
    Column("outlet", Text),
    Column("url", Text),
    Column("title", Text),
    Column("byline", Text),
    Column("published", Text, index=True),
    Column("added", Text, nullable=False),
    Column("story_id", _KEY, ForeignKey("story.id"), index=True),
    Column("why", Text),
    Column("profile", LargeBinary),
    Column("ties", LargeBinary),
    Column("place", Integer, index=True),
)

alias = Table(
    "alias",
    metadata,
    Column("key", Text, primary_key=True),
    Column("noun", Text, nullable=False),
    Column("now", Text, nullable=False, index=True),
)

capture = Table(
    "capture",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("report_id", _KEY, ForeignKey("report.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("text_digest", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("form", Text, nullable=False),
    Column("extractor", Text),
    Column("at", Text, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("blocks", Text, nullable=False),
    Column("words", PackedWords, nullable=False),
)

reading = Table(
    "reading",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("capture_id", _KEY, ForeignKey("capture.id"), nullable=False, index=True),
    Column("maker", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("current", Boolean, nullable=False),
)

name = Table(
    "name",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("words", Text, nullable=False, unique=True),
    Column("folded", Text, nullable=False),
)

wording = Table("wording", metadata, Column("id", _KEY, primary_key=True), Column("words", Text, nullable=False, unique=True))

statement = Table(
    "statement",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("reading_id", _KEY, ForeignKey("reading.id"), nullable=False, index=True),
    Column("report_id", _KEY, ForeignKey("report.id"), nullable=False, index=True),
    Column("current", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
    Column("key", BigInteger, nullable=False, index=True),
    Column("parent", Integer),
    Column("speaker_id", _KEY, ForeignKey("name.id"), index=True),
    Column("about_id", _KEY, ForeignKey("name.id")),
    Column("manner", SmallInteger, nullable=False),
    Column("act", SmallInteger, nullable=False),
    Column("resolved", SmallInteger, nullable=False),
    Column("length", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("why_id", _KEY, ForeignKey("wording.id"), nullable=False),
    Column("spans", LargeBinary, nullable=False),
    Column("rest", Text),
)

person = Table(
    "person",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("block", Text, nullable=False, index=True),
    Column("one", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("bare", Boolean, nullable=False),
)

spoken = Table(
    "spoken",
    metadata,
    Column("statement_id", _KEY, ForeignKey("statement.id"), primary_key=True),
    Column("person_id", _KEY, ForeignKey("person.id"), primary_key=True),
    Index("ix_spoken_person", "person_id"),
    sqlite_with_rowid=False,
)

vector = Table(
    "vector",
    metadata,
    Column("statement_id", _KEY, ForeignKey("statement.id"), primary_key=True),
    Column("model", Text, nullable=False),
    Column("numbers", LargeBinary, nullable=False),
)

judgement = Table(
    "judgement",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("on", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("anchors", Text, nullable=False),
    Column("speaker", Text),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", Text),
    Column("withdrawn_why", Text),
)

taken_down = Table(
    "taken_down",
    metadata,
    Column("key", Text, primary_key=True),
    Column("minted", Text, nullable=False, index=True),
    Column("at", Text, nullable=False),
    Column("why", Text, nullable=False),
)

feed = Table(
    "feed",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("modified", Text),
    Column("failures", Integer, nullable=False),
    Column("next_at", Text, nullable=False),
    Column("title", Text),
    Column("asked_at", Text),
    Column("reason", Text),
)

entry = Table(
    "entry",
    metadata,
    Column("url", Text, primary_key=True),
    Column("feed", Text, nullable=False, index=True),
    Column("title", Text),
    Column("byline", Text),
    Column("published", Text),
    Column("updated", Text),
    Column("tries", Integer, nullable=False),
    Column("next_at", Text),
)

change = Table(
    "change",
    metadata,
    Column("at", _KEY, primary_key=True, autoincrement=False),
    Column("noun", Text, primary_key=True),
    Column("row", _KEY, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

log = Table(
    "log",
    metadata,
    Column("id", _KEY, primary_key=True),
    Column("at", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("detail", Text, nullable=False),
)
