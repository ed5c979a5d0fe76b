"""Reports into stories, their speakers into people: what `Archive.update` does with what is new, and with nothing else.

Which reports stand together is the business of `onrecord.stories.Grouping`, whose answer does not depend on the order in which
reports arrive; here its state is kept (each report's profile and ties, in the order of arrival) and its answer written down.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from onrecord.archive.judging import LOOSE, judged_pairs, judged_reports, list_judgements, loosen
from onrecord.archive.keeping import insert_row, load_reports, load_statements
from onrecord.archive.people import cast_story, judged_names
from onrecord.collation import Aside, AsideHere
from onrecord.datamodel import Judgement, Record, Report, Statement, Story
from onrecord.people import Cast, cast_people
from onrecord.record import assemble_record
from onrecord.stores import schema as t
from onrecord.stores.changes import note_changes
from onrecord.stories import Grouping, KeptReport, order_for_grouping, pack_profile, profile_reports

__all__ = [
    "Compared",
    "basis_of",
    "compare_story",
    "homes_of",
    "is_torn",
    "load_story",
    "made_from",
    "pending",
    "place_reports",
    "refresh_story",
    "restore_grouping",
    "sizes_of",
    "stale",
    "unplace",
    "write_stories",
]

_PART = 500
"""Rows that are asked for at a time."""


def restore_grouping(connection: Connection) -> tuple[Grouping, tuple[Story, ...]]:
    """The grouping as it was when the last report was placed, and the stories whose rows do not tell it."""
    r = t.report.c
    rows = connection.execute(select(r.key, r.profile, r.ties, r.story_id).where(r.place.is_not(None)).order_by(r.place)).all()
    ties = _unpack_all([packed for _, _, packed, _ in rows])
    kept = [KeptReport(key, profile, mine, story) for (key, profile, _, story), mine in zip(rows, ties, strict=True)]
    noted = connection.execute(select(t.setting.c.value).where(t.setting.c.key == LOOSE)).scalar()
    connection.execute(delete(t.setting).where(t.setting.c.key == LOOSE))
    loose = None if noted is None else json.loads(noted)
    return Grouping.restore(kept, loose=loose, judged=judged_reports(connection))


def is_torn(connection: Connection) -> bool:
    """Has a report gone out of its story since the last was placed?"""
    noted = select(t.setting.c.key).where(t.setting.c.key == LOOSE)
    lost = select(t.report.c.id).where(t.report.c.story_id.is_(None), t.report.c.place.is_not(None)).limit(1)
    return any(connection.execute(asked).first() is not None for asked in (noted, lost))


def place_reports(connection: Connection, grouping: Grouping, numbers: Sequence[int]) -> None:
    """Put reports that stand in no story into one each, and write down every story that this changes."""
    loaded = {report.id: number for number, report in load_reports(connection, t.report.c.id.in_(numbers))}
    reports = [report for _, report in load_reports(connection, t.report.c.id.in_(numbers))]
    profiles = list(profile_reports(order_for_grouping(reports)))
    changed = grouping.add_all(profiles)
    place = connection.execute(select(func.coalesce(func.max(t.report.c.place), 0))).scalar_one()
    for profile in profiles:
        place += 1
        number = loaded[profile.report_id]
        kept = {"profile": pack_profile(profile), "ties": _pack(grouping.links(profile.report_id)), "place": place}
        connection.execute(update(t.report).where(t.report.c.id == number).values(**kept))
    write_stories(connection, grouping, changed)


def _pack(value: Any) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))


def _unpack(packed: bytes) -> Any:
    return json.loads(zlib.decompress(packed))


def _unpack_all(packed: Iterable[bytes]) -> list[Any]:
    """As `_unpack` of each: read as one list, for an archive has thousands."""
    return list(json.loads(b"[" + b",".join(map(zlib.decompress, packed)) + b"]"))


def write_stories(connection: Connection, grouping: Grouping, stories: Iterable[Story]) -> None:
    """Bring the rows of these stories up to the grouping; a story that has lost all its reports becomes an alias."""
    emptied: set[int] = set()
    for story in stories:
        rows = connection.execute(
            select(t.report.c.id, t.report.c.key, t.report.c.story_id).where(t.report.c.key.in_(story.reports))
        ).all()
        held = connection.execute(select(t.story.c.id).where(t.story.c.key == story.id)).scalar()
        if held is None:
            connection.execute(delete(t.alias).where(t.alias.c.key == story.id))
            held = _new_story(connection, story.id, rows[0].key)
        emptied |= {row.story_id for row in rows if row.story_id is not None and row.story_id != held}
        for row in rows:
            why = grouping.explain(row.key)
            connection.execute(update(t.report).where(t.report.c.id == row.id).values(story_id=held, why=why))
        connection.execute(update(t.story).where(t.story.c.id == held).values(stale=True))
        note_changes(connection, "report", (row.id for row in rows if row.story_id != held))
    for number in sorted(emptied):
        key = connection.execute(select(t.story.c.key).where(t.story.c.id == number)).scalar_one()
        left = connection.execute(select(func.count()).select_from(t.report).where(t.report.c.story_id == number)).scalar_one()
        if left:
            connection.execute(update(t.story).where(t.story.c.id == number).values(stale=True))
        else:
            connection.execute(delete(t.story).where(t.story.c.id == number))
            _alias(connection, key, grouping.find_story(key).id)


def _new_story(connection: Connection, key: str, title: str) -> int:
    row: dict[str, Any] = dict.fromkeys(("reports", "outlets", "independent", "disputed", "utterances"), 0)
    return insert_row(connection, t.story, row | {"key": key, "title": title, "stale": True})


def unplace(connection: Connection, report: int) -> None:
    """Take a report out of its story, because it has changed or is about to go.

    The next update places it anew, and whatever stood with it.
    """
    story, ties = connection.execute(select(t.report.c.story_id, t.report.c.ties).where(t.report.c.id == report)).one()
    if ties is not None:
        loosen(connection, _unpack(ties))
    gone = {"story_id": None, "why": None, "profile": None, "ties": None, "place": None}
    connection.execute(update(t.report).where(t.report.c.id == report).values(**gone))
    note_changes(connection, "report", [report])
    if story is None:
        return
    key = connection.execute(select(t.story.c.key).where(t.story.c.id == story)).scalar_one()
    first = connection.execute(select(func.min(t.report.c.key)).where(t.report.c.story_id == story)).scalar()
    others = connection.execute(select(t.report.c.id).where(t.report.c.story_id == story)).scalars().all()
    connection.execute(update(t.report).where(t.report.c.story_id == story).values(story_id=None, why=None))
    note_changes(connection, "report", others)
    connection.execute(delete(t.story).where(t.story.c.id == story))
    mine = connection.execute(select(t.report.c.key).where(t.report.c.id == report)).scalar_one()
    _alias(connection, key, f"of-{first or mine}")  # the story in which that report will stand


def _alias(connection: Connection, old: str, now: str) -> None:
    """From now on the old id stands for the new one."""
    connection.execute(update(t.alias).where(t.alias.c.now == old).values(now=now))
    connection.execute(delete(t.alias).where(t.alias.c.key == now))
    connection.execute(delete(t.alias).where(t.alias.c.key == old))
    connection.execute(insert(t.alias).values(key=old, noun="story", now=now))


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing a story's reports gave, and what that was made from (`made_from`).

    ``rows`` has the rows of the statements that are kept of each report.
    """

    record: Record
    rows: dict[str, dict[str, int]]
    cast: Cast
    made_from: str


def load_story(connection: Connection, story: int) -> Iterator[tuple[Report, tuple[Statement, ...], dict[str, int]]]:
    """The reports of a story by their ids, with what is said in each, and the rows of that by its ids."""
    for number, report in load_reports(connection, t.report.c.story_id == story):
        statements = load_statements(connection, number)
        yield report, tuple(statement for _, statement in statements), {statement.id: row for row, statement in statements}


def compare_story(
    connection: Connection,
    story: int,
    *,
    details: bool = True,
    cast: Callable[..., Cast] = cast_people,
    aside: Callable[..., Aside] = AsideHere,
) -> Compared:
    """The record of a story's reports, with the cast. Nothing is written; ``cast`` and ``aside`` are who does half of it."""
    made = made_from(connection, story)
    reports: list[Report] = []
    told: list[tuple[Statement, ...]] = []
    rows: dict[str, dict[str, int]] = {}
    for report, statements, numbers in load_story(connection, story):
        reports.append(report)
        told.append(statements)
        rows[report.id] = numbers
    names = judged_names(connection)
    people = cast(reports, told, judged=names)
    judged = judged_pairs(connection, reports, told)
    record = assemble_record(reports, told, cast=people, judged=judged, details=details, aside=aside)
    if any(names.values()):  # over stories each name keeps a row of its own, so that the word can be taken back
        people = cast_people(reports, told, judged={pair: same for pair, same in names.items() if not same})
    return Compared(record, rows, people, made)


def _readings(connection: Connection, story: int) -> list[list[Any]]:
    """What is kept of each report of a story, and which reading of it."""
    columns = (t.report.c.key, t.report.c.outlet, t.report.c.title, t.report.c.byline, t.report.c.published, t.reading.c.id)
    asked = (
        select(*columns)
        .join(t.capture, and_(t.capture.c.report_id == t.report.c.id, t.capture.c.current))
        .join(t.reading, and_(t.reading.c.capture_id == t.capture.c.id, t.reading.c.current))
        .where(t.report.c.story_id == story)
        .order_by(t.report.c.key)
    )
    return [list(row) for row in connection.execute(asked)]


def made_from(connection: Connection, story: int) -> str:
    """All that a story's comparison is made from: its reports as read now, and every word of an editor that stands."""
    standing = select(t.judgement.c.id).where(t.judgement.c.withdrawn_at.is_(None)).order_by(t.judgement.c.id)
    return json.dumps([_readings(connection, story), list(connection.execute(standing).scalars())], ensure_ascii=False)


def basis_of(connection: Connection, story: int) -> tuple[str, tuple[Judgement, ...]]:
    """A digest of all that a story's record is made from, its reports as read now and the judgements on them; and these."""
    rows = _readings(connection, story)
    mine = {row[0] for row in rows}
    judgements = tuple(j for j in list_judgements(connection) if any(anchor.report in mine for anchor in j.anchors))
    summary = list(connection.execute(select(t.story).where(t.story.c.id == story)).one())
    judged = [(j.id, j.withdrawn_at) for j in judgements]
    names = judged_names(connection)
    if names:
        here = select(t.person.c.key).join(t.spoken, t.spoken.c.person_id == t.person.c.id)
        here = here.join(t.statement, t.statement.c.id == t.spoken.c.statement_id)
        here = here.join(t.report, t.report.c.id == t.statement.c.report_id).where(t.report.c.story_id == story)
        keys = set(connection.execute(here.distinct()).scalars())
        names = {pair: same for pair, same in names.items() if pair & keys}
    called = sorted((sorted(pair), same) for pair, same in names.items())
    made_from = json.dumps([summary, rows, judged, called], ensure_ascii=False)
    return hashlib.sha256(made_from.encode("utf-8", "surrogatepass")).hexdigest()[:32], judgements


def refresh_story(connection: Connection, story: int, compared: Compared) -> Record:
    """Bring a story's summary and people up to what its reports say now; gives the record that says so.

    What was compared counts where it was made from what the archive holds now; else the story is compared here.
    """
    if compared.made_from != made_from(connection, story):
        compared = compare_story(connection, story)
    record = compared.record
    cast_story(connection, record, compared.rows, compared.cast)
    dates = sorted(report.published for report in record.reports if report.published)
    connection.execute(
        update(t.story)
        .where(t.story.c.id == story)
        .values(
            title=_title(record),
            first=dates[0] if dates else None,
            last=dates[-1] if dates else None,
            reports=len(record.reports),
            outlets=len({report.outlet or report.id for report in record.reports}),
            independent=record.independent_texts,
            disputed=sum(fact.verdict == "conflict" for fact in record.facts),
            utterances=len(record.utterances),
            stale=False,
        )
    )
    return record


def _title(record: Record) -> str:
    """The headline of the earliest report that has one."""
    return next((report.headline for report in record.reports if report.headline), record.reports[0].name)


def pending(connection: Connection) -> list[int]:
    """Reports that stand in no story yet, in the order of their days and ids."""
    order = (t.report.c.published.is_(None), func.substr(t.report.c.published, 1, 10), t.report.c.key)
    return list(connection.execute(select(t.report.c.id).where(t.report.c.place.is_(None)).order_by(*order)).scalars())


def stale(connection: Connection) -> list[int]:
    """Stories that have to be refreshed."""
    return list(connection.execute(select(t.story.c.id).where(t.story.c.stale).order_by(t.story.c.id)).scalars())


def sizes_of(connection: Connection, stories: Sequence[int]) -> dict[int, int]:
    """How many reports stand in each of these stories now."""
    counted = select(t.report.c.story_id, func.count()).where(t.report.c.story_id.is_not(None)).group_by(t.report.c.story_id)
    found = {row[0]: row[1] for row in connection.execute(counted)} if stories else {}
    return {number: found.get(number, 0) for number in stories}


def homes_of(connection: Connection, reports: Sequence[int]) -> set[int]:
    """The stories in which these reports stand."""
    found: set[int] = set()
    for start in range(0, len(reports), _PART):
        asked = select(t.report.c.story_id).where(t.report.c.id.in_(reports[start : start + _PART]))
        found.update(number for number in connection.execute(asked).scalars() if number is not None)
    return found
