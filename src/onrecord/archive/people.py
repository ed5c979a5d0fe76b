"""Speakers over all stories: who is one with whom is decided within each story, and over stories by full names alone.

A ``person`` row is a full name as folded; rows that are one person's (two spellings, a middle name) have the same ``one``. A
bare last name that a story never gives in full is kept apart: it may be anybody's.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, delete, insert, select, update

from onrecord.archive.nouns import ArchivedPerson, Profile
from onrecord.datamodel import ACTS, Record
from onrecord.errors import NotInArchive
from onrecord.people import Cast, name_key
from onrecord.people.spelling import fold_name, same_person
from onrecord.statements.runs import GROUP
from onrecord.stores import schema as t
from onrecord.stores.catalogue import Catalogue, read_rows
from onrecord.stores.changes import note_changes

__all__ = [
    "cast_story",
    "describe_person",
    "find_people",
    "forget_silent",
    "judged_names",
    "people_rows",
    "person_of",
    "profile_of",
    "unite",
    "words_of_name",
]

_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_SECOND = "the second of two first names"
"""The weakest reason of `same_person` for which two names can be one's."""
_PART = 500
"""Rows that are asked for at a time: a database takes some tens of thousands of values in one question, not more."""


def cast_story(connection: Connection, record: Record, rows: Mapping[str, Mapping[str, int]], cast: Cast) -> None:
    """Write down whose the statements of a story are; ``rows`` has the number of each statement that is kept of a report.

    A statement that was found by comparing the story's reports is the record's alone, and has no number.
    """
    all_rows = [number for numbers in rows.values() for number in numbers.values()]
    for start in range(0, len(all_rows), _PART):
        connection.execute(delete(t.spoken).where(t.spoken.c.statement_id.in_(all_rows[start : start + _PART])))
    links: list[tuple[int, str]] = []
    people: dict[str, dict[str, object]] = {}
    for report, statements in zip(record.reports, record.statements, strict=True):
        kept = rows[report.id]
        for statement in (each for each in statements if each.id in kept):
            for person in cast.people_of(report.id, statement):
                folded = fold_name(person.name)
                key = name_key(person.name, person.kind)
                bare = person.kind == "person" and len([w for w in folded if w not in _SUFFIXES]) < 2
                row = {"key": key, "name": person.name, "kind": person.kind, "bare": bare, "folded": " ".join(folded)}
                if key not in people or (person.name.isupper(), person.name) < _rank(people[key]["name"]):
                    people[key] = {**row, "block": _block(folded, person.kind), "one": key}
                links.append((kept[statement.id], key))
    known = _numbers(connection, people)
    new = [people[key] for key in sorted(people) if key not in known]
    if new:
        connection.execute(insert(t.person), new)
        known |= _numbers(connection, [str(row["key"]) for row in new])
        unite(connection, {str(row["block"]) for row in new})
    if links:
        pairs = sorted({(number, known[key]) for number, key in links})
        connection.execute(insert(t.spoken), [{"statement_id": number, "person_id": person} for number, person in pairs])
    reports = select(t.report.c.id).where(t.report.c.key.in_(sorted(rows)))
    note_changes(connection, "report", connection.execute(reports).scalars().all())


def _numbers(connection: Connection, keys: Iterable[str]) -> dict[str, int]:
    rows = connection.execute(select(t.person.c.key, t.person.c.id).where(t.person.c.key.in_(sorted(keys))))
    return {row.key: row.id for row in rows}


def _rank(name: object) -> tuple[bool, str]:
    return str(name).isupper(), str(name)


def _block(folded: Sequence[str], kind: str) -> str:
    """Names that can be one person's are in one block."""
    if kind != "person":
        return "body " + " ".join(folded)
    last = next((word for word in reversed(folded) if word not in _SUFFIXES), "")
    return "person " + level_word(last)


def level_word(word: str) -> str:
    """A word without what transliterations disagree on."""
    from onrecord.people.spelling import _level

    return _level(word)


def _without_doubling(words: Sequence[str]) -> tuple[str, ...]:
    """A name without a word that only follows itself: "Oru Oru" is no full name, and "Ida Oru Oru" has no middle name."""
    return tuple(word for at, word in enumerate(words) if not at or word != words[at - 1])


def unite(connection: Connection, blocks: Iterable[str]) -> None:
    """Say again who is one with whom in the blocks: names all of which can be one person's, the fullest names first."""
    judged = judged_names(connection)
    kept_apart = {pair for pair, same in judged.items() if not same}
    for block in sorted(blocks):
        rows = connection.execute(
            select(t.person.c.key, t.person.c.folded, t.person.c.bare).where(t.person.c.block == block)
        ).all()
        names = {row.key: _without_doubling(row.folded.split(" ")) for row in rows}
        bare = {row.key for row in rows if row.bare or len([w for w in names[row.key] if w not in _SUFFIXES]) < 2}
        groups: list[list[str]] = []
        for key in sorted(names, key=lambda k: (-len(names[k]), names[k])):
            fitting = [
                group
                for group in groups
                if key not in bare
                and all(same_person(names[key], names[other]) and frozenset((key, other)) not in kept_apart for other in group)
            ]
            if len(fitting) > 1 and not GROUP.search(names[key][-1]):
                # A stray word before a name, "Hide Anna Oru", keeps "Anna Oru" apart from no "Anna K. Oru".
                fitting = [group for group in fitting if any(same_person(names[key], names[o]) != _SECOND for o in group)]
            if len(fitting) == 1:
                fitting[0].append(key)
            else:
                groups.append([key])
        for group in groups:
            connection.execute(update(t.person).where(t.person.c.key.in_(group)).values(one=group[0]))
        touched = connection.execute(select(t.person.c.id).where(t.person.c.block == block)).scalars().all()
        note_changes(connection, "person", touched)
    for pair in sorted(sorted(pair) for pair, same in judged.items() if same):
        ones = sorted(connection.execute(select(t.person.c.one).where(t.person.c.key.in_(pair)).distinct()).scalars())
        if len(ones) < 2:
            continue
        sides = [connection.execute(select(t.person.c.key).where(t.person.c.one == one)).scalars().all() for one in ones]
        if not any(frozenset((a, b)) in kept_apart for a in sides[0] for b in sides[1]):
            joined = connection.execute(select(t.person.c.id).where(t.person.c.one.in_(ones))).scalars().all()
            connection.execute(update(t.person).where(t.person.c.one.in_(ones)).values(one=ones[0]))
            note_changes(connection, "person", joined)


def judged_names(connection: Connection) -> dict[frozenset[str], bool]:
    """Pairs of people (rows' keys) of whom an editor says that they are one, or not: of each pair the last word."""
    j = t.judgement.c
    rows = connection.execute(
        select(j.anchors, j.verdict).where(j.on == "person", j.verdict != "unsure", j.withdrawn_at.is_(None)).order_by(j.id)
    )
    return {frozenset(anchor["person"] for anchor in json.loads(row.anchors)): row.verdict == "same" for row in rows}


def find_people(
    connection: Connection,
    catalogue: Catalogue,
    name: str | None,
    *,
    limit: int | None,
    after: tuple[int, str] | None = None,
) -> list[ArchivedPerson]:
    """People whose names hold all words of ``name``, those with most statements first; ``after`` such a number and id."""
    counts = np.bincount(catalogue.said_by)
    numbers = np.flatnonzero(counts)
    if name is not None:
        numbers = numbers[np.isin(numbers, catalogue.people_with(words_of_name(name)))]
    if after is not None:
        numbers = numbers[counts[numbers] <= after[0]]
    if limit is not None:
        # Ids are compared only among those that can be on the page; of those who have said as much as the mark, some cannot.
        beside = 0 if after is None else int((counts[numbers] == after[0]).sum())
        least = np.sort(counts[numbers])[-limit - beside :][:1]
        numbers = numbers[counts[numbers] >= least.sum()]
    keys = catalogue.people.keys
    ranked = sorted((-int(counts[number]), keys[number], number) for number in numbers.tolist())
    if after is not None:
        ranked = [each for each in ranked if each[:2] > (-after[0], after[1])]
    return _described(connection, catalogue, [(number, -count) for count, _, number in ranked[:limit]])


def describe_person(connection: Connection, catalogue: Catalogue, one: str) -> ArchivedPerson:
    """The person (``one``) with the names seen, and how much they have said."""
    number = _number_of(connection, one)
    (person,) = _described(connection, catalogue, [(number, int((catalogue.said_by == number).sum()))])
    return person


def _number_of(connection: Connection, one: str) -> int:
    return int(connection.execute(select(t.person.c.id).where(t.person.c.key == one)).scalar_one())


def _described(connection: Connection, catalogue: Catalogue, ones: Sequence[tuple[int, int]]) -> list[ArchivedPerson]:
    """People by the numbers of their rows, each with how many statements are theirs."""
    wanted = [number for number, _ in ones]
    mine = np.isin(catalogue.said_by, wanted)
    pairs = np.sort((catalogue.said_by[mine].astype(np.int64) << 32) + catalogue.report[catalogue.said[mine]])
    reports = Counter((pairs[np.diff(pairs, prepend=-1) > 0] >> 32).tolist())
    source = "FROM person p JOIN person one ON one.key = p.one WHERE one.id IN :ones"
    columns = ("one.id", "p.id", "p.name", "p.kind", "p.bare")
    names: dict[int, set[str]] = defaultdict(set)
    fullest = {}
    for start in range(0, len(wanted), _PART):
        for one, number, name, kind, bare in read_rows(connection, columns, source, {"ones": wanted[start : start + _PART]}):
            names[one].add(name)
            if number == one:
                fullest[one] = (name, kind, bool(bare))
    return [
        ArchivedPerson(
            id=catalogue.people.keys[number],
            name=fullest[number][0],
            kind=fullest[number][1],
            names=tuple(sorted(names[number])),
            statements=count,
            reports=reports[number],
            bare=fullest[number][2],
        )
        for number, count in ones
    ]


def profile_of(connection: Connection, catalogue: Catalogue, one: str) -> Profile:
    """What a person (``one``) has said, counted."""
    places = catalogue.said[catalogue.said_by == _number_of(connection, one)]

    def ranked(counts: Iterable[tuple[Any, int]]) -> list[tuple[Any, int]]:
        return sorted(counts, key=lambda row: (-row[1], str(row[0])))

    about = Counter(catalogue.about[places].tolist())
    about.pop(0, None)
    asked = read_rows(connection, ("id", "words"), "FROM name WHERE id IN :rows", {"rows": sorted(about)}) if about else []
    printed = catalogue.reports.printed
    outlets = Counter(printed[report].outlet for report in catalogue.report[places].tolist())
    return Profile(
        acts=tuple((ACTS[number], count) for number, count in ranked(Counter(catalogue.act[places].tolist()).items())),
        about=tuple(ranked((words, about[number]) for number, words in asked)),
        outlets=tuple(ranked((outlet, count) for outlet, count in outlets.items() if outlet is not None)),
        newest=int(catalogue.rows[places].max(initial=0)),
    )


def words_of_name(name: str) -> tuple[str, ...]:
    """The words of a name or of a part of one, as folded; raises `NotInArchive` where it holds none."""
    words = tuple(fold_name(name))
    if not words:
        raise NotInArchive(f"{name!r} is no name: give a name or a part of one")
    return words


def people_rows(connection: Connection, name: str) -> list[str]:
    """The ids (``one``) of people one of whose names holds all words of the given one."""
    asked = select(t.person.c.one).distinct()
    for word in words_of_name(name):
        asked = asked.where((" " + t.person.c.folded + " ").contains(f" {word} ", autoescape=True))
    return sorted(connection.execute(asked).scalars())


def person_of(connection: Connection, given: str) -> str:
    """The id of the one person meant by an id or a name; raises `NotInArchive` where there is none, or more than one."""
    one = connection.execute(select(t.person.c.one).where(t.person.c.key == given)).scalar()
    if one is not None:
        return str(one)
    keys = people_rows(connection, given)
    named = select(t.person.c.one, t.person.c.kind).where(
        t.person.c.folded == " ".join(fold_name(given)), t.person.c.one.in_(keys)
    )
    exact = connection.execute(named.distinct()).all()
    # Where a body goes by the very same name, the person is meant: bodies are asked for by their id then.
    for rows in (exact, [row for row in exact if row.kind == "person"]):
        if len({row.one for row in rows}) == 1:
            return str(rows[0].one)
    if len(keys) == 1:
        return keys[0]
    if not keys:
        raise NotInArchive(f"the archive knows nobody called {given}: see `onrecord people`")
    asked = select(t.person.c.name, t.person.c.key).where(t.person.c.key.in_(keys[:6])).order_by(t.person.c.key)
    shown = ", ".join(f"{row.name} ({row.key})" for row in connection.execute(asked))
    raise NotInArchive(f"{given} may be several people: {shown}; give the id of the one you mean")


def forget_silent(connection: Connection) -> None:
    """Delete people to whom no statement belongs any more, and say again who is one with whom among those left."""
    silent = t.person.c.id.not_in(select(t.spoken.c.person_id))
    gone = connection.execute(select(t.person.c.id, t.person.c.key, t.person.c.one, t.person.c.block).where(silent)).all()
    blocks = {row.block for row in gone}
    if blocks:
        # An editor's word joins names of different blocks: those may stand under one that is deleted, or be joined by it.
        ones = sorted({key for row in gone for key in (row.key, row.one)})
        for start in range(0, len(ones), _PART):
            joined = select(t.person.c.block).where(t.person.c.one.in_(ones[start : start + _PART])).distinct()
            blocks.update(connection.execute(joined).scalars())
        connection.execute(delete(t.person).where(silent))
        note_changes(connection, "person", (row.id for row in gone))
        unite(connection, blocks)
