"""Reports into rows and back: a report with its capture, reading and statements is written in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, insert, literal, select, text, update

from onrecord import __version__
from onrecord.archive.nouns import Card
from onrecord.datamodel import Capture, Derivation, Report, Statement, Text
from onrecord.ids import report_id
from onrecord.people.spelling import fold_name
from onrecord.reports import host_of
from onrecord.statements.interpretation import DERIVATION
from onrecord.statements.learned import MODEL
from onrecord.stores import schema as t
from onrecord.stores.changes import note_changes
from onrecord.stores.index import add_terms, drop_terms
from onrecord.stores.packing import id_of, pack_blocks, pack_statement, unpack_blocks, unpack_statement
from onrecord.stores.terms import cut_terms

__all__ = [
    "CARD",
    "FINDER",
    "JOINT",
    "card_of",
    "content_of",
    "insert_row",
    "intern_names",
    "keep_reading",
    "keep_report",
    "load_cards",
    "load_chosen",
    "load_reports",
    "load_statements",
    "retire_readings",
    "standing_of",
    "unpack_rows",
    "write_line",
]

FINDER = Derivation("onrecord", f"{__version__}, {MODEL}, rules {DERIVATION.version}")
"""What finds statements today; what another has read can be read anew by `Archive.update`, and keeps the old reading."""
JOINT = " … "
"""What stands between the parts of a statement's content where they are shown as one string."""

CARD = (
    t.report.c.key,
    t.report.c.name,
    t.report.c.outlet,
    t.report.c.url,
    t.report.c.title,
    t.report.c.byline,
    t.report.c.published,
    t.story.c.key.label("story"),
    t.report.c.added,
)


def card_of(row: Any) -> Card:
    """The card of a row of `CARD`'s columns."""
    return Card(*tuple(row)[:9])


def load_cards(connection: Connection, numbers: Sequence[int]) -> dict[int, Card]:
    """The cards of reports by their rows."""
    asked = select(*CARD, t.report.c.id).outerjoin(t.story, t.story.c.id == t.report.c.story_id)
    asked = asked.where(t.report.c.id.in_(bindparam("numbers", expanding=True)))
    parts = (numbers[at : at + _PART] for at in range(0, len(numbers), _PART))
    return {row.id: card_of(row) for part in parts for row in connection.execute(asked, {"numbers": part})}


def insert_row(connection: Connection, table: Any, row: dict[str, Any]) -> int:
    """Insert a row and give its number."""
    key = connection.execute(insert(table).values(**row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def write_line(connection: Connection, at: str, action: str, name: str, outcome: str, detail: str = "") -> None:
    """A line of the log."""
    connection.execute(insert(t.log).values(at=at, action=action, name=name, outcome=outcome, detail=detail))


def _minted(report: Report) -> str:
    """What the report is by the outlet that printed it, whatever id was given with it."""
    return report_id(outlet=report.outlet, url=report.url, title=report.title, text_id=report.text.id)


def standing_of(connection: Connection, report: Report) -> tuple[str, int | None]:
    """``new``, ``known``, or a new ``capture`` of a report that is held, its row with it; else why it cannot be taken."""
    minted = _minted(report)
    gone = connection.execute(
        select(t.taken_down.c.at, t.taken_down.c.why).where(
            (t.taken_down.c.key == report.id) | (t.taken_down.c.minted == minted)
        )
    ).first()
    if gone is not None:
        return f"it was taken down on {gone.at[:10]} ({gone.why}): it is not taken in again", None
    same = t.report.c.key == report.id
    if report.url is not None:
        # A page that does not name its outlet goes under its host's name, and is the same report under either.
        host = host_of(report.url)
        unnamed = literal(report.outlet == host) | (t.report.c.outlet == host)
        same = same | (t.report.c.minted == minted) | and_(t.report.c.url == report.url, unnamed)
    held = connection.execute(
        select(t.report.c.id, t.report.c.key, t.report.c.outlet, t.report.c.url)
        .where(same)
        .order_by(t.report.c.key != report.id)
    ).first()
    if held is None:
        return "new", None
    if held.key == report.id and any(
        mine is not None and theirs is not None and mine != theirs
        for mine, theirs in ((report.outlet, held.outlet), (report.url, held.url))
    ):
        whose = held.url or held.outlet
        return f"the archive holds another report ({whose}) under the id {report.id}: give this one an id of its own", None
    kept = connection.execute(
        select(t.capture.c.text_digest, t.capture.c.at).where(and_(t.capture.c.report_id == held.id, t.capture.c.current))
    ).one()
    if kept.text_digest == report.text.id:
        return "known", held.id
    at = report.capture.at
    if at is not None and at <= kept.at:
        earlier = and_(t.capture.c.report_id == held.id, t.capture.c.text_digest == report.text.id)
        if connection.execute(select(t.capture.c.id).where(earlier)).first() is not None:
            return "known", held.id
        return f"the archive holds a capture of {kept.at[:10]}, and this one is older ({at[:10]}): it is left out", None
    return "capture", held.id


def keep_report(
    connection: Connection, report: Report, statements: Sequence[Statement], *, at: str, held: int | None
) -> tuple[int, int]:
    """Write a report (``held`` is its row where it is known), its capture and what was found; gives both rows' numbers."""
    if held is None:
        number = insert_row(
            connection,
            t.report,
            {
                "key": report.id,
                "minted": _minted(report),
                "given_id": report.given_id,
                "name": report.name,
                "outlet": report.outlet,
                "url": report.url,
                "title": report.title,
                "byline": report.byline,
                "published": report.published,
                "added": at,
            },
        )
        edition = 1
    else:
        number = held
        edition = (
            connection.execute(select(func.max(t.capture.c.number)).where(t.capture.c.report_id == number)).scalar_one() + 1
        )
        retire_readings(connection, number)
        connection.execute(update(t.capture).where(t.capture.c.report_id == number).values(current=False))
        connection.execute(
            update(t.report)
            .where(t.report.c.id == number)
            .values(title=report.title, byline=report.byline, published=report.published)
        )
    capture = insert_row(
        connection,
        t.capture,
        {
            "report_id": number,
            "number": edition,
            "digest": report.capture.digest,
            "text_digest": report.text.id,
            "size": report.capture.size,
            "form": report.capture.form,
            "extractor": report.capture.extractor,
            "at": report.capture.at or at,
            "current": True,
            "blocks": pack_blocks(report.text.blocks),
            "words": report.text.words,
        },
    )
    keep_reading(connection, number, capture, statements, derivation=FINDER, at=at)
    return number, capture


def keep_reading(
    connection: Connection,
    report: int,
    capture: int,
    statements: Sequence[Statement],
    *,
    derivation: Derivation,
    at: str,
) -> int:
    """Write what one maker found in a capture, as its current reading; those before must have been retired."""
    number = insert_row(
        connection,
        t.reading,
        {"capture_id": capture, "maker": derivation.maker, "version": derivation.version, "at": at, "current": True},
    )
    said = [statement.interpretation for statement in statements]
    names = intern_names(connection, {w for s in said for w in (s.speaker, s.about) if w})
    reasons = _intern(connection, t.wording, {s.why for s in said})
    places = {statement.id: place for place, statement in enumerate(statements)}
    rows = []
    terms = [cut_terms(content_of(statement)) for statement in statements]
    for place, (statement, found) in enumerate(zip(statements, said, strict=True)):
        row = pack_statement(statement, derivation=DERIVATION)
        row |= {
            "reading_id": number,
            "report_id": report,
            "current": True,
            "position": place,
            "parent": places.get(statement.parent) if statement.parent else None,
            "speaker_id": names[found.speaker] if found.speaker else None,
            "about_id": names[found.about] if found.about else None,
            "why_id": reasons[found.why],
            "length": len(terms[place]),
        }
        rows.append(row)
    if rows:
        connection.execute(insert(t.statement), rows)
        numbers = connection.execute(
            select(t.statement.c.id).where(t.statement.c.reading_id == number).order_by(t.statement.c.position)
        ).scalars()
        add_terms(connection, list(zip(numbers, terms, strict=True)))
    note_changes(connection, "report", [report])
    return number


def retire_readings(connection: Connection, report: int) -> None:
    """Nothing found in the report so far counts any more; it stays, but is not searched."""
    drop_terms(connection, [(row, cut_terms(content_of(statement))) for row, statement in load_statements(connection, report)])
    mine = select(t.statement.c.id).where(t.statement.c.report_id == report)
    connection.execute(delete(t.spoken).where(t.spoken.c.statement_id.in_(mine)))
    captures = select(t.capture.c.id).where(t.capture.c.report_id == report)
    connection.execute(update(t.reading).where(t.reading.c.capture_id.in_(captures)).values(current=False))
    connection.execute(update(t.statement).where(t.statement.c.report_id == report).values(current=False))
    note_changes(connection, "report", [report])


def content_of(statement: Statement) -> str:
    """The words of a statement's content, its parts joined."""
    return JOINT.join(passage.exact for passage in statement.content)


def load_reports(connection: Connection, condition: Any) -> list[tuple[int, Report]]:
    """The reports, with the words of their current capture, in the order of their ids."""
    rows = connection.execute(
        select(t.report, t.capture.c.digest, t.capture.c.size, t.capture.c.form, t.capture.c.extractor)
        .add_columns(t.capture.c.words, t.capture.c.blocks)
        .join(t.capture, and_(t.capture.c.report_id == t.report.c.id, t.capture.c.current))
        .where(condition)
        .order_by(t.report.c.key)
    )
    return [(row.id, _report(row)) for row in rows]


def _report(row: Row[Any]) -> Report:
    report = Report(
        name=row.name,
        text=Text(row.words, unpack_blocks(row.blocks)),
        capture=Capture(row.digest, row.size, row.form, row.extractor),
        outlet=row.outlet,
        url=row.url,
        title=row.title,
        byline=row.byline,
        published=row.published,
        given_id=row.given_id,
    )
    return report if report.id == row.key else replace(report, given_id=row.key)


def load_statements(
    connection: Connection, report: int, *, capture: int | None = None, reading: int | None = None
) -> list[tuple[int, Statement]]:
    """The statements of a report with their rows' numbers, in reading order: the current ones, or those of a reading."""
    about = t.name.alias("about_name")
    asked = select(t.statement, t.name.c.words.label("speaker"), about.c.words.label("about"), t.wording.c.words.label("why"))
    asked = (
        asked.add_columns(t.reading.c.capture_id)
        .join(t.reading, t.reading.c.id == t.statement.c.reading_id)
        .join(t.wording, t.wording.c.id == t.statement.c.why_id)
        .outerjoin(t.name, t.name.c.id == t.statement.c.speaker_id)
        .outerjoin(about, about.c.id == t.statement.c.about_id)
        .where(t.statement.c.report_id == report)
        .order_by(t.statement.c.position)
    )
    asked = asked.where(t.statement.c.current) if reading is None else asked.where(t.statement.c.reading_id == reading)
    rows = connection.execute(asked).mappings().all()
    if not rows:
        return []
    kept = connection.execute(
        select(t.capture.c.words, t.capture.c.blocks).where(t.capture.c.id == rows[0]["capture_id"])
    ).one()
    return unpack_rows(rows, Text(kept.words, unpack_blocks(kept.blocks)))


def load_chosen(connection: Connection, numbers: Sequence[int]) -> list[tuple[int, Report, tuple[Statement, ...]]]:
    """The reports in which these statements stand, by id, each with those of its statements, in reading order."""
    about, above = t.name.alias("about_name"), t.statement.alias("above")
    asked = (
        select(t.statement, t.name.c.words.label("speaker"), about.c.words.label("about"), t.wording.c.words.label("why"))
        .add_columns(above.c.key.label("above"))
        .join(t.wording, t.wording.c.id == t.statement.c.why_id)
        .outerjoin(t.name, t.name.c.id == t.statement.c.speaker_id)
        .outerjoin(about, about.c.id == t.statement.c.about_id)
        .outerjoin(above, and_(above.c.reading_id == t.statement.c.reading_id, above.c.position == t.statement.c.parent))
        .where(t.statement.c.id.in_(bindparam("numbers", expanding=True)))
        .order_by(t.statement.c.report_id, t.statement.c.position)
    )
    held: dict[int, list[Any]] = {}
    for part in (sorted(numbers)[at : at + _PART] for at in range(0, len(numbers), _PART)):
        for row in connection.execute(asked, {"numbers": part}).mappings():
            held.setdefault(row["report_id"], []).append(row)
    found: list[tuple[int, Report, tuple[Statement, ...]]] = []
    for ids in (list(held)[at : at + _PART] for at in range(0, len(held), _PART)):
        for number, report in load_reports(connection, t.report.c.id.in_(ids)):
            statements = []
            for row in sorted(held[number], key=lambda row: row["position"]):
                named = {key: row[key] for key in ("speaker", "about", "why")}
                statement = unpack_statement(row, report.text, **named, derivation=DERIVATION)
                statements.append(statement if row["above"] is None else replace(statement, parent=id_of(row["above"])))
            found.append((number, report, tuple(statements)))
    return sorted(found, key=lambda each: each[1].id)


_PART = 500
"""Rows that are asked for at a time."""


def unpack_rows(rows: Sequence[Any], words: Text) -> list[tuple[int, Statement]]:
    """The statements of one reading's rows, parents and all."""
    found = [
        unpack_statement(row, words, speaker=row["speaker"], about=row["about"], why=row["why"], derivation=DERIVATION)
        for row in rows
    ]
    ids = {row["position"]: statement.id for row, statement in zip(rows, found, strict=True)}
    return [
        (row["id"], statement if row["parent"] is None else replace(statement, parent=ids[row["parent"]]))
        for row, statement in zip(rows, found, strict=True)
    ]


def intern_names(connection: Connection, words: Iterable[str]) -> dict[str, int]:
    """The numbers of names, new ones written down."""
    return _intern(connection, t.name, set(words))


def _intern(connection: Connection, table: Any, words: set[str]) -> dict[str, int]:
    if not words:
        return {}
    asked = select(table.c.words, table.c.id).where(table.c.words.in_(bindparam("words", expanding=True)))
    known = {row.words: row.id for row in connection.execute(asked, {"words": sorted(words)})}
    new = sorted(words - known.keys())
    if new:
        rows = [{"words": each, "folded": f" {' '.join(fold_name(each))} "} for each in new]
        columns = "words, folded" if "folded" in table.c else "words"
        given = ":words, :folded" if "folded" in table.c else ":words"
        connection.execute(
            text(f"INSERT INTO {table.name} ({columns}) VALUES ({given}) ON CONFLICT DO NOTHING"),  # noqa: S608
            rows,
        )
        known |= {row.words: row.id for row in connection.execute(asked, {"words": new})}
    return known
