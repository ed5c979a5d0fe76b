"""All that is asked of statements but their words, as columns in memory: filters, order and counts that touch no table.

A catalogue is a picture of one moment and is never changed. When something was written since, the next one is made of it: the
rows that were touched (`onrecord.stores.changes`) are read, the others are taken over. For 185,000 statements it takes some
10 MB.
"""

from __future__ import annotations

import json
import threading
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, text

from onrecord.datamodel import Text
from onrecord.stores.changes import changes_since, revision_of
from onrecord.stores.lines import Lines
from onrecord.stores.recent import Recent

__all__ = ["Catalogue", "Catalogues", "Persons", "ReportColumns", "read_numbers", "read_rows"]

Numbers = NDArray[np.int64]
Codes = NDArray[np.int32]

_QUERIES = 16
_TEXTS = 2_048
"""Some 16 MB."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a report stands among others: the latest first, what has no day last, then by id."""

    day: str
    key: str

    def __lt__(self, other: _Standing) -> bool:
        return (other.day, self.key) < (self.day, other.key)


class Printed(NamedTuple):
    """What is asked of a report, but for its story."""

    key: str
    outlet: str | None
    published: str | None

    @property
    def month(self) -> str | None:
        """The month of its day."""
        return self.published and self.published[:7]

    @property
    def standing(self) -> _Standing:
        """Its place among all, latest first."""
        return _Standing(self.published or "", self.key)


@dataclass(frozen=True, slots=True)
class ReportColumns:
    """Reports in the order of their rows: who printed them, when, in which story, and their place among all, latest first."""

    rows: Numbers
    printed: tuple[Printed, ...]
    outlets: tuple[str, ...]
    outlet: Codes
    """Places in `outlets`; -1 where a report has none."""
    months: tuple[str, ...]
    month: Codes
    """Places in `months`; -1 where a report has no day."""
    story: Codes
    """The number of its story's row; 0 where it stands in none."""
    place: Numbers
    """Odd numbers by that order, so that there is room for an even one between any two."""
    order: Numbers
    """Their places in these columns, in that order."""

    def place_of(self, published: str | None, key: str) -> int:
        """The place that a report of this day and id has, or would have; lower is earlier in a list."""
        mine = _Standing(published or "", key)
        at = bisect_left(self.order, mine, key=lambda place: self.printed[place].standing)
        return 2 * at + (at < len(self.order) and self.printed[self.order[at]].standing == mine)


@dataclass(frozen=True, slots=True)
class Persons:
    """Names of people as folded, by the numbers of their rows; and for each number, that of the row that stands for the one."""

    names: Lines
    keys: Mapping[int, str]
    """The ids of the same rows."""
    one_of: Codes
    """By number; 0 where there is no such row."""

    def with_words(self, words: Sequence[str]) -> list[int]:
        """The numbers of the people one of whose names holds all these words."""
        return sorted({int(self.one_of[number]) for number in self.names.with_words(words)})


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
    names: Lines
    """By number, in order."""
    people: Persons
    told: Numbers
    """The row of a statement and that of a person, as one number, sorted: what `said` is made of."""
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
        return self.names.with_words(words)

    def people_with(self, words: Sequence[str]) -> list[int]:
        """The numbers of the people one of whose names holds all these words."""
        return self.people.with_words(words)

    def said_by_any(self, people: Sequence[int]) -> NDArray[np.bool_]:
        """Which statements are one of these people's, by number."""
        mine = np.zeros(len(self.rows), dtype=bool)
        mine[self.said[np.isin(self.said_by, people)]] = True
        return mine


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


_Columns = dict[str, Any]
"""The columns of statements by the names that they have in a catalogue, in the order of their rows."""
_MANY = 2_000
"""Reports, or people, from which on reading everything again is quicker."""


def _read(connection: Connection, revision: int) -> Catalogue:
    """The whole catalogue."""
    reports = _read_reports(connection)
    statements = _read_statements(connection, reports, "", None)
    told = _read_told(connection, "FROM spoken", None)
    people = _with_persons(Persons(Lines(), {}, np.zeros(1, dtype=np.int32)), _read_persons(connection, "", None))
    said, said_by = _who_said(statements["rows"], told, people)
    names = _read_names(connection, 0)
    return Catalogue(
        revision=revision, reports=reports, said=said, said_by=said_by, names=names, people=people, told=told, **statements
    )


def _brought_up(connection: Connection, before: Catalogue, revision: int) -> Catalogue:
    """The catalogue of now, made of one of before and of what was written since."""
    touched = changes_since(connection, before.revision)
    if touched is None or max(len(touched["report"]), len(touched["person"])) > _MANY:
        return replace(_read(connection, revision), texts=before.texts)
    names, people = before.names, before.people
    if gone := touched["name"]:
        names = Lines(_without(names, gone))
    if new := _read_names(connection, next(reversed(names), 0)):
        names = Lines({**names, **new})
    if touched["person"]:
        people = _without_persons(people, touched["person"])
        people = _with_persons(people, _read_persons(connection, "WHERE p.id IN :rows", touched["person"]))
    made = replace(before, revision=revision, names=names, people=people, found=Recent(_QUERIES))
    if touched["report"]:
        return _with_reports(connection, made, touched["report"], same_people=people is before.people)
    if touched["person"]:
        said, said_by = _who_said(made.rows, made.told, people)
        return replace(made, said=said, said_by=said_by)
    return made


def _with_reports(connection: Connection, before: Catalogue, touched: list[int], *, same_people: bool) -> Catalogue:
    """The catalogue with these reports, their statements and whose they are read again; some may be new, some gone."""
    reports = _reports_again(connection, before.reports, touched)
    new = _read_statements(connection, reports, "WHERE report_id IN :rows", touched)
    source = "FROM spoken JOIN statement ON statement.id = statement_id WHERE report_id IN :rows"
    new_told = _read_told(connection, source, touched)
    again = np.isin(before.reports.rows, touched)
    old = {name: getattr(before, name) for name in new}
    told, said, said_by = before.told, before.said, before.said_by
    if reports.rows is not before.reports.rows:
        old["report"] = np.searchsorted(reports.rows, before.reports.rows).astype(np.int32)[old["report"]]
    if again.any():
        mine = again[before.report]
        told = told[~np.isin(told >> 32, before.rows[mine])]
        left = ~mine[said]
        said, said_by = said[left], said_by[left]
        if all(np.array_equal(old[name][mine], new[name]) for name in new):
            new = _taken(new, slice(0))
        else:
            same_people = same_people and not mine.any()
            old = _taken(old, ~mine)
    statements = old
    if len(new["rows"]):
        statements = {name: np.concatenate((old[name], new[name])) for name in new}
        if len(old["rows"]) and new["rows"][0] < old["rows"][-1]:
            same_people = False
            statements = _taken(statements, np.argsort(statements["rows"], kind="stable"))
    told = np.concatenate((told, new_told))
    told.sort()
    if same_people:  # nobody is one with anybody else, and what was said before stands where it stood
        more, more_by = _who_said(statements["rows"], new_told, before.people)
        said, said_by = _merged(said, said_by, more, more_by)
    else:
        said, said_by = _who_said(statements["rows"], told, before.people)
    return replace(before, **statements, reports=reports, told=told, said=said, said_by=said_by)


def _who_said(rows: Numbers, told: Numbers, people: Persons) -> tuple[Codes, Codes]:
    pairs = np.sort((np.searchsorted(rows, told >> 32) << 32) + people.one_of[told & 0xFFFFFFFF])
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]  # two names of a statement can be one person's
    return (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)


def _merged(said: Codes, said_by: Codes, more: Codes, more_by: Codes) -> tuple[Codes, Codes]:
    """Both in the order of their statements; none stands in both."""
    at = np.searchsorted(said, more)
    return np.insert(said, at, more), np.insert(said_by, at, more_by)


def _read_statements(connection: Connection, reports: ReportColumns, where: str, rows: list[int] | None) -> _Columns:
    found = read_numbers(connection, _COLUMNS, f"FROM statement {where}", {"rows": rows} if rows else None)
    row, packed, called = found[np.argsort(found[:, 0], kind="stable")].T
    return {
        "rows": np.ascontiguousarray(row),
        "report": np.searchsorted(reports.rows, packed >> 27).astype(np.int32),
        "speaker": (called >> 31).astype(np.int32),
        "about": (called & (_NAMES - 1)).astype(np.int32),
        "act": (packed >> 4 & 63).astype(np.int8),
        "manner": (packed >> 1 & 7).astype(np.int8),
        "position": (packed >> 10 & 0x1FFFF).astype(np.int32),
        "current": (packed & 1).astype(bool),
    }


def _taken(columns: _Columns, which: Any) -> _Columns:
    return {name: column[which] for name, column in columns.items()}


def _read_told(connection: Connection, source: str, rows: list[int] | None) -> Numbers:
    found = read_numbers(connection, ("statement_id", "person_id"), source, {"rows": rows} if rows else None)
    return np.sort((found[:, 0] << 32) + found[:, 1])


def _without(held: Mapping[int, str], gone: Iterable[int]) -> dict[int, str]:
    left = dict(held)
    for number in gone:
        left.pop(number, None)
    return left


def _read_names(connection: Connection, last: int) -> Lines:
    """Names are written once and never changed; those that are used no more are noted as touched."""
    asked = text("SELECT id, folded FROM name WHERE id > :last ORDER BY id")
    return Lines(map(tuple, connection.execute(asked, {"last": last})))


def _read_persons(connection: Connection, where: str, rows: list[int] | None) -> list[tuple[int, str, str, int]]:
    given = {"rows": rows} if rows else None
    sql = f"SELECT p.id, ' ' || p.folded || ' ', p.key, one.id FROM person p JOIN person one ON one.key = p.one {where}"  # noqa: S608
    return list(map(tuple, connection.execute(_asking(sql, given), given or {})))


def _without_persons(people: Persons, rows: Sequence[int]) -> Persons:
    one_of = people.one_of.copy()
    one_of[[number for number in rows if number < len(one_of)]] = 0
    return Persons(Lines(_without(people.names, rows)), _without(people.keys, rows), one_of)


def _with_persons(people: Persons, new: Sequence[tuple[int, str, str, int]]) -> Persons:
    if not new:
        return people
    rows, folded, keys, ones = zip(*new, strict=True)
    one_of = np.zeros(max(len(people.one_of), max(rows) + 1), dtype=np.int32)
    one_of[: len(people.one_of)] = people.one_of
    one_of[list(rows)] = ones
    names = Lines({**people.names, **dict(zip(rows, folded, strict=True))})
    return Persons(names, {**people.keys, **dict(zip(rows, keys, strict=True))}, one_of)


_REPORTS = "SELECT id, key, outlet, published, story_id FROM report"


def _read_reports(connection: Connection) -> ReportColumns:
    return _lay_reports(_by_row(connection.execute(text(f"{_REPORTS} ORDER BY id"))))


def _by_row(found: Iterable[Any]) -> dict[int, tuple[Printed, int]]:
    return {row: (Printed(key, outlet, published), story or 0) for row, key, outlet, published, story in found}


def _reports_again(connection: Connection, before: ReportColumns, touched: list[int]) -> ReportColumns:
    """The columns with these reports read again; some may be new, some gone."""
    given = {"rows": touched}
    now = _by_row(connection.execute(_asking(f"{_REPORTS} WHERE id IN :rows", given), given))
    at = dict(zip(touched, np.searchsorted(before.rows, touched).tolist(), strict=True))
    known = {row: place for row, place in at.items() if place < len(before.rows) and before.rows[place] == row}
    added = sorted(now.keys() - known.keys())
    same = all(row in now and now[row][0] == before.printed[place] for row, place in known.items())
    if not same or (added and len(before.rows) and added[0] < before.rows[-1]):
        held = dict(zip(before.rows.tolist(), zip(before.printed, before.story.tolist(), strict=True), strict=True))
        return _lay_reports({row: each for row, each in held.items() if row not in at} | now)
    story = before.story.copy()
    story[list(known.values())] = [now[row][1] for row in known]
    columns = replace(before, story=story)
    return _appended(columns, added, [now[row] for row in added]) if added else columns


def _appended(before: ReportColumns, rows: list[int], new: Sequence[tuple[Printed, int]]) -> ReportColumns:
    """The columns with reports that have come behind all others."""
    printed = before.printed + tuple(each for each, _ in new)
    outlets, outlet = _coded((each.outlet for each, _ in new), before.outlets)
    months, month = _coded((each.month for each, _ in new), before.months)
    order: list[int] = before.order.tolist()
    for place in range(len(before.rows), len(printed)):
        order.insert(bisect_left(order, printed[place].standing, key=lambda at: printed[at].standing), place)
    return ReportColumns(
        rows=np.append(before.rows, rows),
        printed=printed,
        outlets=outlets,
        outlet=np.append(before.outlet, outlet),
        months=months,
        month=np.append(before.month, month),
        story=np.append(before.story, np.array([story for _, story in new], dtype=np.int32)),
        place=_places(order),
        order=np.array(order, dtype=np.int64),
    )


def _coded(values: Iterable[str | None], table: tuple[str, ...] = ()) -> tuple[tuple[str, ...], Codes]:
    """The table with new values behind it, and the place of each in it; -1 for none."""
    places = {value: place for place, value in enumerate(table)}
    codes = [places.setdefault(value, len(places)) if value else -1 for value in values]
    return tuple(places), np.array(codes, dtype=np.int32)


def _places(order: Sequence[int]) -> Numbers:
    place = np.empty(len(order), dtype=np.int64)
    place[order] = 2 * np.arange(len(order)) + 1
    return place


def _lay_reports(reports: Mapping[int, tuple[Printed, int]]) -> ReportColumns:
    rows = sorted(reports)
    printed = tuple(reports[row][0] for row in rows)
    outlets, outlet = _coded(each.outlet for each in printed)
    months, month = _coded(each.month for each in printed)
    # Two stable sorts, since days go down and ids up.
    keys, days = [each.key for each in printed], [each.published or "" for each in printed]
    order = sorted(range(len(rows)), key=keys.__getitem__)
    order.sort(key=days.__getitem__, reverse=True)
    return ReportColumns(
        rows=np.array(rows, dtype=np.int64),
        printed=printed,
        outlets=outlets,
        outlet=outlet,
        months=months,
        month=month,
        story=np.array([reports[row][1] for row in rows], dtype=np.int32),
        place=_places(order),
        order=np.array(order, dtype=np.int64),
    )
