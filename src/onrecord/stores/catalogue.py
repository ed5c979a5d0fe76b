"""All that is asked of statements but their words, as columns in memory: filters, order and counts that touch no table.

A catalogue is a picture of one moment. It is read again when something was written since, and where reports were only added,
what is new is added to it. For 185,000 statements it takes some 20 MB.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

__all__ = ["Catalogue", "Catalogues", "ReportColumns", "read_numbers"]

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ReportColumns:
    """Reports in the order of their rows: who printed them, when, in which story, and their place among all, latest first."""

    rows: Numbers
    keys: tuple[str, ...]
    outlets: tuple[str, ...]
    outlet: Numbers
    published: tuple[str | None, ...]
    story: Numbers
    place: Numbers
    """Odd numbers by that order, so that there is room for an even one between any two."""
    ranks: Numbers
    """What the order goes by, ascending."""
    days: tuple[str, ...]
    ordered: tuple[str, ...]

    def place_of(self, published: str | None, key: str) -> int:
        """The place that a report of this day and id has, or would have; lower is earlier in a list."""
        day = _between(self.days, published) if published else -1
        rank = int(_rank(day, _between(self.ordered, key), days=len(self.days), keys=len(self.ordered)))
        at = int(np.searchsorted(self.ranks, rank))
        return 2 * at + (at < len(self.ranks) and int(self.ranks[at]) == rank)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Statements in the order of their rows. ``report`` is a place in `reports`; a name or person that is not there is 0."""

    rows: Numbers
    report: Numbers
    speaker: Numbers
    about: Numbers
    act: Numbers
    manner: Numbers
    position: Numbers
    current: NDArray[np.bool_]
    reports: ReportColumns
    spoken: Numbers
    """Pairs of a statement's place and the number of a person whose it is."""
    names: tuple[str, ...]
    """Names as folded, each with its number behind it; so are `people`, with the number of the one that bears it."""
    people: tuple[str, ...]

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
        return _with(self.people, words)

    def said_by(self, people: Sequence[int]) -> NDArray[np.bool_]:
        """Which statements are one of these people's, by number."""
        mine = np.zeros(len(self.rows), dtype=bool)
        mine[self.spoken[np.isin(self.spoken[:, 1], people), 0]] = True
        return mine


def _with(lines: Sequence[str], words: Sequence[str]) -> list[int]:
    for word in words:
        asked = f" {word} "
        lines = [line for line in lines if asked in line]
    return sorted({int(line.rsplit(" ", 1)[1]) for line in lines})


def read_numbers(connection: Connection, columns: Sequence[str], rest: str, given: dict[str, Any] | None = None) -> Numbers:
    """The whole numbers of a SELECT as a table; far quicker than row by row, since the database hands over one string."""
    if connection.dialect.name == "sqlite":
        row = "||','||".join(f"({column})" for column in columns)
        packed = f"group_concat({row})"
    else:
        packed = f"string_agg(concat_ws(',', {', '.join(columns)}), ',')"
    found = connection.execute(text(f"SELECT {packed} {rest}"), given or {}).scalar()
    numbers = np.fromstring(found or "", dtype=np.int64, sep=",")
    return numbers.reshape(-1, len(columns))


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What changes whenever something is written: the log's last line, and how often reports were placed and people cast."""

    line: int
    settings: tuple[tuple[str, str], ...]


class Catalogues:
    """Gives the catalogue that is true within a transaction, for any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[_Stamp, Catalogue] | None = None

    def of(self, connection: Connection) -> Catalogue:
        """The catalogue as this transaction sees the archive."""
        stamp = _stamp(connection)
        with self._lock:
            if self._kept is None or self._kept[0] != stamp:
                self._kept = (stamp, self._now(connection, stamp))
            return self._kept[1]

    def _now(self, connection: Connection, stamp: _Stamp) -> Catalogue:
        if self._kept is None:
            return _read(connection, None)
        then, before = self._kept
        same_people = then.settings == stamp.settings
        if not _only_added(connection, then, stamp):
            return _read(connection, None)
        if same_people and not _any_added(connection, then):
            return before
        return _read(connection, before, same_people=same_people)


def _stamp(connection: Connection) -> _Stamp:
    line = connection.execute(text("SELECT coalesce(max(id), 0) FROM log")).scalar_one()
    settings = connection.execute(text("SELECT key, value FROM setting WHERE key IN ('placed', 'cast') ORDER BY key"))
    return _Stamp(int(line), tuple((row.key, row.value) for row in settings))


def _only_added(connection: Connection, before: _Stamp, now: _Stamp) -> bool:
    """Have only reports been added that were not known before, and words been said that touch no statement and no person?"""
    if now.line < before.line:
        return False
    return connection.execute(text(_OTHER), {"line": before.line}).first() is None


def _any_added(connection: Connection, before: _Stamp) -> bool:
    added = "SELECT 1 FROM log WHERE id > :line AND action = 'add' AND outcome = 'used' LIMIT 1"
    return connection.execute(text(added), {"line": before.line}).first() is not None


_OTHER = """
SELECT 1 FROM log WHERE id > :line
AND NOT (action = 'add' AND outcome IN ('used', 'refused'))
AND NOT (action = 'judge' AND (detail LIKE 'utterance:%' OR detail LIKE 'fact:%' OR detail LIKE 'story:%'))
AND NOT (action = 'withdraw' AND name IN (SELECT key FROM judgement WHERE "on" IN ('utterance', 'fact', 'story')))
LIMIT 1
"""


_NAMES = 1 << 31
_COLUMNS = (
    "id",
    "report_id * 134217728 + position * 1024 + act * 16 + manner * 2 + CASE WHEN current THEN 1 ELSE 0 END",
    f"coalesce(speaker_id, 0) * CAST({_NAMES} AS BIGINT) + coalesce(about_id, 0)",
)
"""Several columns in one number, since each number costs the same: 2**17 statements a report, 64 acts, 8 manners."""


def _read(connection: Connection, before: Catalogue | None, *, same_people: bool = False) -> Catalogue:
    """The catalogue; with the one ``before`` only what was added since, people too unless they are the ``same_people``."""
    reports = _read_reports(connection)
    last = int(before.rows[-1]) if before is not None and len(before.rows) else -1
    new = read_numbers(connection, _COLUMNS, "FROM statement WHERE id > :last", {"last": last})
    new = new[np.argsort(new[:, 0], kind="stable")]
    rows, packed, names = new.T
    columns = [
        rows,
        np.searchsorted(reports.rows, packed >> 27),
        names >> 31,
        names & (_NAMES - 1),
        packed >> 4 & 63,
        packed >> 1 & 7,
        packed >> 10 & 0x1FFFF,
        (packed & 1).astype(bool),
    ]
    if before is not None:
        # Reports keep their rows, so that what stood at a place still stands there.
        old = (before.rows, before.report, before.speaker, before.about, before.act, before.manner, before.position)
        columns = [np.concatenate(pair) for pair in zip((*old, before.current), columns, strict=True)]
    known = () if before is None else before.names
    named = int(known[-1].rsplit(" ", 1)[1]) if known else 0
    names = (*known, *_read_lines(connection, "folded || id FROM name WHERE id > :id ORDER BY id", {"id": named}))
    rows, report, speaker, about, act, manner, position, current = columns
    if before is not None and same_people:
        people, spoken = before.people, before.spoken
    else:
        people = _read_lines(connection, f"' ' || p.folded || ' ' || one.id {_ONES}")
        spoken = _read_spoken(connection, rows)
    return Catalogue(rows, report, speaker, about, act, manner, position, current, reports, spoken, names, people)


_ONES = "FROM person p JOIN person one ON one.key = p.one"
"""A person is meant by the number of the row that stands for all names of that one."""


def _read_lines(connection: Connection, what: str, given: dict[str, Any] | None = None) -> tuple[str, ...]:
    return tuple(connection.execute(text(f"SELECT {what}"), given or {}).scalars())


def _read_spoken(connection: Connection, rows: Numbers) -> Numbers:
    stands = read_numbers(connection, ("p.id", "one.id"), _ONES)
    stands = stands[np.argsort(stands[:, 0])]
    spoken = read_numbers(connection, ("statement_id", "person_id"), "FROM spoken")
    people = stands[np.searchsorted(stands[:, 0], spoken[:, 1]), 1]
    pairs = np.unique((np.searchsorted(rows, spoken[:, 0]) << 32) + people)
    return np.stack((pairs >> 32, pairs & 0xFFFFFFFF), axis=1)


def _read_reports(connection: Connection) -> ReportColumns:
    found = connection.execute(text("SELECT id, key, outlet, published, story_id FROM report ORDER BY id")).all()
    rows, keys, printed, published, stories = zip(*found, strict=True) if found else ((), (), (), (), ())
    outlets = tuple(sorted({outlet for outlet in printed if outlet}))
    days = tuple(sorted({day for day in published if day}))
    ordered = tuple(sorted(keys))
    code = {outlet: number for number, outlet in enumerate(outlets)}
    day_at = {day: 2 * number for number, day in enumerate(days)}
    key_at = {key: 2 * number for number, key in enumerate(ordered)}
    rank: Numbers = _rank(
        np.array([day_at.get(day, -1) for day in published], dtype=np.int64),
        np.array([key_at[key] for key in keys], dtype=np.int64),
        days=len(days),
        keys=len(keys),
    )
    order = np.argsort(rank)
    place = np.empty(len(rank), dtype=np.int64)
    place[order] = 2 * np.arange(len(rank)) + 1
    return ReportColumns(
        rows=np.array(rows, dtype=np.int64),
        keys=keys,
        outlets=outlets,
        outlet=np.array([code.get(outlet, -1) for outlet in printed], dtype=np.int64),
        published=published,
        story=np.array([story or 0 for story in stories], dtype=np.int64),
        place=place,
        ranks=rank[order],
        days=days,
        ordered=ordered,
    )


def _rank(day: Any, key: Any, *, days: int, keys: int) -> Any:
    """Latest first, what has no day last, then by id; what is among the given is even, odd numbers are left free."""
    return (2 * days - day) * (2 * keys + 2) + key


def _between(values: Sequence[str], value: str) -> int:
    place = bisect_left(values, value)
    return 2 * place if place < len(values) and values[place] == value else 2 * place - 1
