"""All that is asked of statements but their words, as columns in memory: filters, order and counts that touch no table.

A catalogue is a picture of one moment and is never changed. When something was written since, the next one is made of it: the
rows that were touched (`onrecord.stores.changes`) are read, the others are taken over. For 185,000 statements it takes some
10 MB.
"""

from __future__ import annotations

import json
import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, text

from onrecord.datamodel import Text
from onrecord.stores.changes import changes_since, revision_of

__all__ = ["Catalogue", "Catalogues", "Persons", "Recent", "ReportColumns", "read_numbers", "read_rows"]

Numbers = NDArray[np.int64]
Codes = NDArray[np.int32]


T = TypeVar("T")
_QUERIES = 16
_TEXTS = 512
"""Some 4 MB."""


class Printed(NamedTuple):
    """What is asked of a report, but for its story."""

    key: str
    outlet: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a report stands among others: the latest first, what has no day last, then by id."""

    day: str
    key: str

    def __lt__(self, other: _Standing) -> bool:
        return (other.day, self.key) < (self.day, other.key)


@dataclass(frozen=True, slots=True)
class ReportColumns:
    """Reports in the order of their rows: who printed them, when, in which story, and their place among all, latest first."""

    rows: Numbers
    printed: tuple[Printed, ...]
    outlets: tuple[str, ...]
    outlet: Codes
    """Places in `outlets`; -1 where a report has none."""
    story: Codes
    """The number of its story's row; 0 where it stands in none."""
    place: Numbers
    """Odd numbers by that order, so that there is room for an even one between any two."""
    order: Numbers
    """Their places in these columns, in that order."""

    def place_of(self, published: str | None, key: str) -> int:
        """The place that a report of this day and id has, or would have; lower is earlier in a list."""
        mine = _Standing(published or "", key)
        at = bisect_left(self.order, mine, key=self._standing)
        return 2 * at + (at < len(self.order) and self._standing(self.order[at]) == mine)

    def _standing(self, at: np.int64) -> _Standing:
        report = self.printed[at]
        return _Standing(report.published or "", report.key)


@dataclass(frozen=True, slots=True)
class Persons:
    """Names of people as folded, by the numbers of their rows; and for each number, that of the row that stands for the one."""

    names: Mapping[int, str]
    keys: Mapping[int, str]
    """The ids of the same rows."""
    one_of: Codes
    """By number; 0 where there is no such row."""

    def with_words(self, words: Sequence[str]) -> list[int]:
        """The numbers of the people one of whose names holds all these words."""
        return sorted({int(self.one_of[number]) for number in _with(self.names, words)})


class Recent(Generic[T]):
    """The latest so many things, by key, for any number of threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[object, T] = OrderedDict()

    def get(self, key: object) -> T | None:
        """The thing, if it is still held."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: object, thing: T) -> None:
        """Hold it, and forget what was not asked for the longest."""
        with self._lock:
            self._held[key] = thing
            while len(self._held) > self._most:
                self._held.popitem(last=False)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the columns are made of, as it was read: so that a part of it can be read again."""

    statements: Numbers
    """By the columns of `_COLUMNS`, sorted by row."""
    told: Numbers
    """The row of a statement and that of a person, as one number, sorted."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Statements in the order of their rows. ``report`` is a place in `reports`; a name or person that is not there is 0."""

    revision: int
    rows: Numbers
    report: Codes
    speaker: Codes
    about: Codes
    act: NDArray[np.int8]
    manner: NDArray[np.int8]
    position: Codes
    current: NDArray[np.bool_]
    reports: ReportColumns
    said: Codes
    """Places of statements, in order; one that is two people's stands twice."""
    said_by: Codes
    """The numbers of the ones whose they are."""
    names: dict[int, str]
    """Names as folded, by number, in order."""
    people: Persons
    kept: _Kept
    found: Recent[Any] = field(default_factory=lambda: Recent(_QUERIES), compare=False)
    """What the latest queries have found: whoever turns the page or counts asks the same again."""
    texts: Recent[Text] = field(default_factory=lambda: Recent(_TEXTS), compare=False)
    """Texts that were shown lately, by their digests."""

    def places(self, rows: Numbers) -> Numbers:
        """Where statements stand in the columns, given their rows' numbers."""
        return np.searchsorted(self.rows, rows)

    def order(self, places: Numbers) -> Numbers:
        """What sorts statements by day, latest first, then by report and position."""
        return (self.reports.place[self.report[places]] << 32) + self.position[places]

    def names_with(self, words: Sequence[str]) -> list[int]:
        """The numbers of the names that hold all these words."""
        return _with(self.names, words)

    def people_with(self, words: Sequence[str]) -> list[int]:
        """The numbers of the people one of whose names holds all these words."""
        return self.people.with_words(words)

    def said_by_any(self, people: Sequence[int]) -> NDArray[np.bool_]:
        """Which statements are one of these people's, by number."""
        mine = np.zeros(len(self.rows), dtype=bool)
        mine[self.said[np.isin(self.said_by, people)]] = True
        return mine


def _with(lines: Mapping[int, str], words: Sequence[str]) -> list[int]:
    asked = [f" {word} " for word in words]
    return [number for number, line in lines.items() if all(each in line for each in asked)]


def read_rows(
    connection: Connection, columns: Sequence[str], rest: str, given: dict[str, Any] | None = None
) -> list[list[Any]]:
    """The rows of a SELECT, handed over as one string: for each row that is fetched by itself, a thread lets all others run."""
    array, every = (
        ("json_array", "json_group_array")
        if connection.dialect.name == "sqlite"
        else ("json_build_array", "json_agg")
    )  # fmt: skip
    packed = f"CAST({every}({array}({', '.join(columns)})) AS TEXT)"
    found = connection.execute(_asking(f"SELECT {packed} {rest}", given), given or {}).scalar()
    return json.loads(found) if found else []


def read_numbers(connection: Connection, columns: Sequence[str], rest: str, given: dict[str, Any] | None = None) -> Numbers:
    """The whole numbers of a SELECT as a table; far quicker than row by row, since the database hands over one string."""
    if connection.dialect.name == "sqlite":
        row = "||','||".join(f"({column})" for column in columns)
        packed = f"group_concat({row})"
    else:
        packed = f"string_agg(concat_ws(',', {', '.join(columns)}), ',')"
    found = connection.execute(_asking(f"SELECT {packed} {rest}", given), given or {}).scalar()
    numbers = np.fromstring(found or "", dtype=np.int64, sep=",")
    return numbers.reshape(-1, len(columns))


def _asking(sql: str, given: Mapping[str, Any] | None) -> Any:
    lists = (name for name, value in (given or {}).items() if isinstance(value, list))
    return text(sql).bindparams(*(bindparam(name, expanding=True) for name in lists))


class Catalogues:
    """Gives the catalogue that is true within a transaction, for any number of threads."""

    _MOST = 3
    """Catalogues that are held: a transaction that began a little earlier than another needs the one before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: tuple[Catalogue, ...] = ()

    def of(self, connection: Connection) -> Catalogue:
        """The catalogue as this transaction sees the archive.

        One is made at a time: whoever needs one that is not held waits while another is made.
        """
        revision = revision_of(connection)
        known = self._known(revision)
        if known is not None:
            return known
        with self._lock:
            known = self._known(revision)
            if known is None:
                before = next((held for held in self._held if held.revision < revision), None)
                known = _read(connection, revision) if before is None else _brought_up(connection, before, revision)
                newest_first = sorted((known, *self._held), key=lambda held: -held.revision)
                self._held = tuple(newest_first[: self._MOST])
            return known

    def _known(self, revision: int) -> Catalogue | None:
        return next((held for held in self._held if held.revision == revision), None)


# -- reading ------------------------------------------------------------------------------------------------------------------

_NAMES = 1 << 31
_COLUMNS = (
    "id",
    "report_id * 134217728 + position * 1024 + act * 16 + manner * 2 + CASE WHEN current THEN 1 ELSE 0 END",
    f"coalesce(speaker_id, 0) * CAST({_NAMES} AS BIGINT) + coalesce(about_id, 0)",
)
"""Several columns in one number, since each number costs the same: 2**17 statements a report, 64 acts, 8 manners."""


_MANY = 2_000
"""Reports, or people, from which on reading everything again is quicker."""


def _read(connection: Connection, revision: int) -> Catalogue:
    """The whole catalogue."""
    kept = _Kept(_read_statements(connection, "", None), _read_told(connection, "FROM spoken", None))
    people = _with_persons(Persons({}, {}, np.zeros(1, dtype=np.int32)), _read_persons(connection, "", None))
    return _lay(revision, _read_reports(connection), kept, _read_names(connection, 0), people)


def _brought_up(connection: Connection, before: Catalogue, revision: int) -> Catalogue:
    """The catalogue of now, made of one of before and of what was written since."""
    touched = changes_since(connection, before.revision)
    if touched is None or max(len(touched["report"]), len(touched["person"])) > _MANY:
        return replace(_read(connection, revision), texts=before.texts)
    names, people, reports, kept = before.names, before.people, before.reports, before.kept
    if gone := set(touched["name"]):
        names = {number: folded for number, folded in names.items() if number not in gone}
    if new := _read_names(connection, next(reversed(names), 0)):
        names = {**names, **new}
    if touched["person"]:
        people = _without_persons(people, touched["person"])
        people = _with_persons(people, _read_persons(connection, "WHERE p.id IN :rows", touched["person"]))
    if touched["report"]:
        reports = _reports_again(connection, reports, touched["report"])
        kept = _kept_again(connection, kept, touched["report"])
    if kept.statements is before.kept.statements and np.array_equal(reports.rows, before.reports.rows):
        said, said_by = before.said, before.said_by
        if kept is not before.kept or people is not before.people:
            said, said_by = _who_said(before.rows, kept.told, people)
        made = replace(before, revision=revision, reports=reports, kept=kept, said=said, said_by=said_by)
        return replace(made, names=names, people=people, found=Recent(_QUERIES))
    return replace(_lay(revision, reports, kept, names, people), texts=before.texts)


def _lay(revision: int, reports: ReportColumns, kept: _Kept, names: dict[int, str], people: Persons) -> Catalogue:
    rows, packed, called = kept.statements.T
    rows = np.ascontiguousarray(rows)
    place_of = np.zeros(int(reports.rows[-1]) + 1 if len(reports.rows) else 1, dtype=np.int32)
    place_of[reports.rows] = np.arange(len(reports.rows))
    said, said_by = _who_said(rows, kept.told, people)
    return Catalogue(
        revision=revision,
        rows=rows,
        report=place_of[packed >> 27],
        speaker=(called >> 31).astype(np.int32),
        about=(called & (_NAMES - 1)).astype(np.int32),
        act=(packed >> 4 & 63).astype(np.int8),
        manner=(packed >> 1 & 7).astype(np.int8),
        position=(packed >> 10 & 0x1FFFF).astype(np.int32),
        current=(packed & 1).astype(bool),
        reports=reports,
        said=said,
        said_by=said_by,
        names=names,
        people=people,
        kept=kept,
    )


def _who_said(rows: Numbers, told: Numbers, people: Persons) -> tuple[Codes, Codes]:
    pairs = np.sort((np.searchsorted(rows, told >> 32) << 32) + people.one_of[told & 0xFFFFFFFF])
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]  # two names of a statement can be one person's
    return (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)


def _read_statements(connection: Connection, where: str, rows: list[int] | None) -> Numbers:
    found = read_numbers(connection, _COLUMNS, f"FROM statement {where}", {"rows": rows} if rows else None)
    return found[np.argsort(found[:, 0], kind="stable")]


def _read_told(connection: Connection, source: str, rows: list[int] | None) -> Numbers:
    found = read_numbers(connection, ("statement_id", "person_id"), source, {"rows": rows} if rows else None)
    return np.sort((found[:, 0] << 32) + found[:, 1])


def _kept_again(connection: Connection, before: _Kept, reports: list[int]) -> _Kept:
    """The statements and who said them, with those of these reports read again; what is the same stays the same thing."""
    touched = np.isin(before.statements[:, 1] >> 27, reports)
    new = _read_statements(connection, "WHERE report_id IN :rows", reports)
    told_of = touched[np.searchsorted(before.statements[:, 0], before.told >> 32)]
    source = "FROM spoken JOIN statement ON statement.id = statement_id WHERE report_id IN :rows"
    told = np.concatenate((before.told[~told_of], _read_told(connection, source, reports)))
    told.sort()
    if np.array_equal(before.statements[touched], new):
        return before if np.array_equal(told, before.told) else replace(before, told=told)
    statements = np.concatenate((before.statements[~touched], new))
    if len(new) and len(statements) > len(new) and new[0, 0] < statements[-len(new) - 1, 0]:
        statements = statements[np.argsort(statements[:, 0], kind="stable")]
    return _Kept(statements, told)


def _read_names(connection: Connection, last: int) -> dict[int, str]:
    """Names are written once and never changed; those that are used no more are noted as touched."""
    asked = text("SELECT id, folded FROM name WHERE id > :last ORDER BY id")
    return dict(map(tuple, connection.execute(asked, {"last": last})))


def _read_persons(connection: Connection, where: str, rows: list[int] | None) -> list[tuple[int, str, str, int]]:
    given = {"rows": rows} if rows else None
    sql = f"SELECT p.id, ' ' || p.folded || ' ', p.key, one.id FROM person p JOIN person one ON one.key = p.one {where}"  # noqa: S608
    return list(map(tuple, connection.execute(_asking(sql, given), given or {})))


def _without_persons(people: Persons, rows: Iterable[int]) -> Persons:
    gone = set(rows)
    one_of = people.one_of.copy()
    one_of[[number for number in gone if number < len(one_of)]] = 0
    names, keys = (
        {number: word for number, word in held.items() if number not in gone} for held in (people.names, people.keys)
    )
    return Persons(names, keys, one_of)


def _with_persons(people: Persons, new: Sequence[tuple[int, str, str, int]]) -> Persons:
    if not new:
        return people
    rows, folded, keys, ones = zip(*new, strict=True)
    one_of = np.zeros(max(len(people.one_of), max(rows) + 1), dtype=np.int32)
    one_of[: len(people.one_of)] = people.one_of
    one_of[list(rows)] = ones
    names = {**people.names, **dict(zip(rows, folded, strict=True))}
    return Persons(names, {**people.keys, **dict(zip(rows, keys, strict=True))}, one_of)


_REPORTS = "SELECT id, key, outlet, published, story_id FROM report"


def _read_reports(connection: Connection) -> ReportColumns:
    return _lay_reports(_by_row(connection.execute(text(f"{_REPORTS} ORDER BY id"))))


def _by_row(found: Iterable[Any]) -> dict[int, tuple[Printed, int]]:
    return {row: (Printed(key, outlet, published), story or 0) for row, key, outlet, published, story in found}


def _reports_again(connection: Connection, before: ReportColumns, touched: list[int]) -> ReportColumns:
    """The columns with these reports read again; some may be new, some gone."""
    given = {"rows": touched}
    new = _by_row(connection.execute(_asking(f"{_REPORTS} WHERE id IN :rows", given), given))
    at = np.searchsorted(before.rows, touched)
    known = at[np.isin(touched, before.rows)].tolist()
    if len(known) == len(touched) == len(new) and all(
        new[row][0] == before.printed[place] for row, place in zip(touched, known, strict=True)
    ):
        story = before.story.copy()
        story[known] = [new[row][1] for row in touched]
        return replace(before, story=story)
    held = dict(zip(before.rows.tolist(), zip(before.printed, before.story.tolist(), strict=True), strict=True))
    for row in touched:
        held.pop(row, None)
    return _lay_reports(held | new)


def _lay_reports(reports: Mapping[int, tuple[Printed, int]]) -> ReportColumns:
    rows = sorted(reports)
    printed = tuple(reports[row][0] for row in rows)
    outlets = tuple(sorted({each.outlet for each in printed if each.outlet}))
    code = {outlet: number for number, outlet in enumerate(outlets)}
    # Two stable sorts, since days go down and ids up.
    keys, days = [each.key for each in printed], [each.published or "" for each in printed]
    order = sorted(range(len(rows)), key=keys.__getitem__)
    order.sort(key=days.__getitem__, reverse=True)
    place = np.empty(len(rows), dtype=np.int64)
    place[order] = 2 * np.arange(len(rows)) + 1
    return ReportColumns(
        rows=np.array(rows, dtype=np.int64),
        printed=printed,
        outlets=outlets,
        outlet=np.array([code.get(each.outlet, -1) if each.outlet else -1 for each in printed], dtype=np.int32),
        story=np.array([reports[row][1] for row in rows], dtype=np.int32),
        place=place,
        order=np.array(order, dtype=np.int64),
    )
