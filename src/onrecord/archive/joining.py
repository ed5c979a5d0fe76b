"""Reports into stories, their speakers into people: what `Archive.update` does with what is new, and with nothing else.

Two reports belong together by a rule that looks at the two alone, and a story is whatever such links connect; so the order in
which reports arrive changes nothing. What an editor has judged comes before the rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, func, insert, select, update

from onrecord.archive.keeping import insert_row, load_reports, load_statements
from onrecord.archive.people import cast_story
from onrecord.datamodel import Record, Report
from onrecord.ids import mint
from onrecord.people import cast_people
from onrecord.record import assemble_record
from onrecord.stores import schema as t

__all__ = ["Leads", "compile_story", "pending", "place_reports", "refresh_story", "scatter", "stale"]

DAYS = 3
"""Reports of one event are at most so many days apart."""
ALIKE = 0.80
"""Cosine of two reports' openings from which they are taken to tell of one event. Set by hand."""
_OPENING = 700
"""Characters of a report that stand for what it is about, after its headline."""


class Leads:
    """What each report is about, as vectors in memory, by day; read once and kept up as reports are placed."""

    def __init__(self, connection: Connection) -> None:
        self.days: dict[int, list[int]] = defaultdict(list)
        self.rows: dict[int, NDArray[np.float32]] = {}
        found = connection.execute(
            select(t.report.c.id, t.report.c.published, t.report.c.lead).where(t.report.c.lead.is_not(None))
        )
        for number, published, lead in found:
            self.keep(number, published, np.frombuffer(lead, dtype=np.float16).astype(np.float32))

    def keep(self, number: int, published: str | None, row: NDArray[np.float32]) -> None:
        """Remember a report."""
        if number not in self.rows:
            self.days[_day(published)].append(number)
        self.rows[number] = row

    def near(self, number: int, published: str | None) -> list[tuple[int, float]]:
        """Reports that tell of the same event as this one, with their likeness; an undated report has none."""
        day = _day(published)
        others = [] if day < 0 else [o for d in range(day - DAYS, day + DAYS + 1) for o in self.days.get(d, ()) if o != number]
        if not others:
            return []
        likeness = np.stack([self.rows[other] for other in others]) @ self.rows[number]
        return [(other, float(value)) for other, value in zip(others, likeness, strict=True) if value >= ALIKE]


def place_reports(connection: Connection, leads: Leads, numbers: Sequence[int]) -> set[int]:
    """Put reports that stand in no story into one, joining stories where they belong together; gives the stories touched."""
    from onrecord.models.sentences import embed

    touched: set[int] = set()
    for number, report in load_reports(connection, t.report.c.id.in_(numbers)):
        if number not in leads.rows:
            opening = "\n".join(filter(None, (report.headline, _body(report))))
            lead = embed([opening])[0].astype(np.float16)
            connection.execute(update(t.report).where(t.report.c.id == number).values(lead=lead.tobytes()))
            leads.keep(number, report.published, lead.astype(np.float32))
        near = leads.near(number, report.published)
        why = f"opening like that of another report ({max(v for _, v in near):.2f})" if near else "no report like it"
        told = {other for other, _ in near}
        rows = connection.execute(select(t.report.c.story_id).where(t.report.c.id.in_(told)).distinct()).scalars()
        stories = sorted(story for story in rows if story is not None)
        into = stories[0] if stories else _new_story(connection, report)
        for other in stories[1:]:
            _merge(connection, other, into)
            touched.discard(other)
        connection.execute(update(t.report).where(t.report.c.id == number).values(story_id=into, why=why))
        connection.execute(update(t.story).where(t.story.c.id == into).values(stale=True))
        touched.add(into)
    return touched


def _body(report: Report) -> str:
    body = next((block.span.start for block in report.text.blocks if block.kind == "body"), 0)
    return report.text.words[body : body + _OPENING]


def _day(published: str | None) -> int:
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return -1


def _new_story(connection: Connection, report: Report) -> int:
    values = {
        "first": report.published,
        "last": report.published,
        "outlets": 0,
        "independent": 0,
        "disputed": 0,
        "utterances": 0,
    }
    row = {"key": f"new-{report.id}", "title": report.headline or report.name, "reports": 0, "stale": True, **values}
    return insert_row(connection, t.story, row)


def _merge(connection: Connection, story: int, into: int) -> None:
    asked = select(t.story.c.id, t.story.c.key).where(t.story.c.id.in_([story, into]))
    keys = {row.id: row.key for row in connection.execute(asked)}
    connection.execute(update(t.report).where(t.report.c.story_id == story).values(story_id=into))
    _alias(connection, keys[story], keys[into])
    connection.execute(delete(t.story).where(t.story.c.id == story))


def _alias(connection: Connection, old: str, now: str) -> None:
    """From now on the old id stands for the new one; a name that was never shown is forgotten."""
    connection.execute(update(t.alias).where(t.alias.c.now == old).values(now=now))
    connection.execute(delete(t.alias).where(t.alias.c.key == now))
    if not old.startswith("new-"):
        connection.execute(delete(t.alias).where(t.alias.c.key == old))
        connection.execute(insert(t.alias).values(key=old, noun="story", now=now))


def compile_story(connection: Connection, story: int) -> tuple[Record, dict[str, list[int]], Any]:
    """The record of a story's reports, the rows of each report's statements, and the cast."""
    reports: list[Report] = []
    told = []
    rows: dict[str, list[int]] = {}
    for number, report in load_reports(connection, t.report.c.story_id == story):
        statements = load_statements(connection, number)
        reports.append(report)
        told.append(tuple(statement for _, statement in statements))
        rows[report.id] = [row for row, _ in statements]
    cast = cast_people(reports, told)
    return assemble_record(reports, told, cast=cast), rows, cast


def refresh_story(connection: Connection, story: int) -> None:
    """Bring a story's id, summary and people up to what its reports say now."""
    record, rows, cast = compile_story(connection, story)
    key = mint("story", *sorted(report.id for report in record.reports))
    old = connection.execute(select(t.story.c.key).where(t.story.c.id == story)).scalar_one()
    if key != old:
        _alias(connection, old, key)
    cast_story(connection, record, rows, cast)
    dates = sorted(report.published for report in record.reports if report.published)
    connection.execute(
        update(t.story)
        .where(t.story.c.id == story)
        .values(
            key=key,
            title=_title(record),
            first=dates[0] if dates else None,
            last=dates[-1] if dates else None,
            reports=len(record.reports),
            outlets=len({report.outlet or report.id for report in record.reports}),
            independent=_independent(record),
            disputed=sum(fact.verdict == "conflict" for fact in record.facts),
            utterances=len(record.utterances),
            stale=False,
        )
    )


def _title(record: Record) -> str:
    """The headline of the earliest report that has one."""
    return next((report.headline for report in record.reports if report.headline), record.reports[0].name)


def _independent(record: Record) -> int:
    """Reports less those that share half of their words with an earlier one."""
    shared: dict[str, int] = defaultdict(int)
    order = {report.id: place for place, report in enumerate(record.reports)}
    lengths = {report.id: len(report.text.words) for report in record.reports}
    spans: Mapping[str, list[tuple[int, int]]] = defaultdict(list)
    for copy in record.copies:
        later, passage = max(((copy.reports[0], copy.a), (copy.reports[1], copy.b)), key=lambda pair: order[pair[0]])
        spans[later].append((passage.span.start, passage.span.end))
    for report, found in spans.items():
        shared[report] = _covered(found)
    return len(record.reports) - sum(2 * shared[report] >= lengths[report] for report in shared)


def _covered(spans: Iterable[tuple[int, int]]) -> int:
    covered = at = 0
    for start, end in sorted(spans):
        covered += max(0, end - max(start, at))
        at = max(at, end)
    return covered


def pending(connection: Connection) -> list[int]:
    """Reports that stand in no story yet, in the order of their ids."""
    return list(
        connection.execute(select(t.report.c.id).where(t.report.c.story_id.is_(None)).order_by(t.report.c.key)).scalars()
    )


def stale(connection: Connection) -> list[int]:
    """Stories that have to be refreshed."""
    return list(connection.execute(select(t.story.c.id).where(t.story.c.stale).order_by(t.story.c.id)).scalars())


def scatter(connection: Connection, story: int) -> None:
    """Take a story apart, because one of its reports has changed or gone: its reports are placed anew by the next update."""
    key = connection.execute(select(t.story.c.key).where(t.story.c.id == story)).scalar_one()
    first = connection.execute(select(func.min(t.report.c.key)).where(t.report.c.story_id == story)).scalar_one()
    connection.execute(update(t.report).where(t.report.c.story_id == story).values(story_id=None, why=None))
    connection.execute(delete(t.story).where(t.story.c.id == story))
    if first is not None:
        _alias(connection, key, f"of-{first}")  # whichever story that report will stand in
