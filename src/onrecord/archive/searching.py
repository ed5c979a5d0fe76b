"""What is asked for in, statements that answer it out, best first, each with its words and where they stand."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select, text

from onrecord.archive.keeping import JOINT
from onrecord.archive.marks import Kind, Mark, read_mark, write_mark
from onrecord.archive.nouns import Hit, Hits, Tally
from onrecord.archive.people import words_of_name
from onrecord.datamodel import ACTS, Text
from onrecord.errors import ArchiveError
from onrecord.stores import schema as t
from onrecord.stores.catalogue import Catalogue, Numbers, read_rows
from onrecord.stores.index import find_rows, score_rows
from onrecord.stores.packing import ACT, MANNER, MANNERS, RESOLUTIONS, id_of, unpack_content
from onrecord.stores.recent import Recent
from onrecord.stores.terms import Clause, read_query

__all__ = ["Meaning", "latest_rows", "likely", "search", "tally"]

Chosen = NDArray[np.bool_]


class Meaning:
    """The statements' vectors in memory, for search by likeness of meaning; read anew when their number has changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[tuple[int, int, str], Numbers, NDArray[np.float32]] | None = None

    def cosines(self, connection: Connection, words: str) -> tuple[Numbers, NDArray[np.float64]]:
        """The rows of all statements that have a vector, and how near each is in meaning.

        Raises `ArchiveError` where none has one yet.
        """
        from onrecord.models.sentences import embed

        numbers, rows = self._read(connection)
        return numbers, np.round((rows @ embed([words])[0]).astype(np.float64), 4)

    def _read(self, connection: Connection) -> tuple[Numbers, NDArray[np.float32]]:
        count, last, model = connection.execute(
            text("SELECT count(*), coalesce(max(statement_id), 0), coalesce(max(model), '') FROM vector")
        ).one()
        if not count:
            raise ArchiveError("no statement has a vector yet: run `onrecord update --vectors` first")
        seen = (int(count), int(last), str(model))
        with self._lock:
            if self._kept is None or self._kept[0] != seen:
                found = connection.execute(
                    select(t.vector.c.statement_id, t.vector.c.numbers).order_by(t.vector.c.statement_id)
                ).all()
                joined = np.frombuffer(b"".join(row.numbers for row in found), dtype=np.int8)
                rows = joined.reshape(len(found), -1).astype(np.float32) * np.float32(1 / 127)
                self._kept = (seen, np.array([row.statement_id for row in found], dtype=np.int64), rows)
            return self._kept[1], self._kept[2]


_RANKED = 2_500
"""Of more hits than these, those that were added last are ranked and given first, then the next so many, and so on."""


def search(
    connection: Connection,
    catalogue: Catalogue,
    words: str | None,
    *,
    similar: Meaning | None = None,
    limit: int = 10**9,
    after: str | None = None,
    **filters: Any,
) -> Hits:
    """See `Archive.search`; ``filters`` are those of `_chosen`."""
    mark = read_mark(after, *_FORMS["meaning" if similar and words else "words" if words else "day"])
    chosen = _chosen(connection, catalogue, **filters)
    if similar is not None and words:
        rows, scores = similar.cosines(connection, words)
        places = catalogue.places(rows)
        kept = catalogue.current[places] if chosen is None else (catalogue.current & chosen)[places]
        found, total = _nearest(rows[kept], places[kept], scores[kept], limit + 1, mark), int(kept.sum())
    elif words:
        clauses = read_query(words)
        every = _rows_with(connection, catalogue, clauses)
        places = catalogue.places(every)
        places = places if chosen is None else places[chosen[places]]
        found, total = _best(connection, catalogue, clauses, every, places, limit + 1, mark), len(places)
    else:
        places = np.flatnonzero(catalogue.current if chosen is None else catalogue.current & chosen)
        found, total = _latest(catalogue, places, limit + 1, mark), len(places)
    shown = found[:limit]
    hits = _hits(connection, catalogue.texts, [(int(catalogue.rows[place]), score) for place, score, _ in shown])
    marks = tuple(write_mark(*mark) for _, _, mark in shown)
    return Hits(hits, marks[-1] if len(found) > limit else None, total, marks)


def latest_rows(connection: Connection, catalogue: Catalogue, *, limit: int = 10**9, **filters: Any) -> list[int]:
    """The rows of the statements that the filters leave, those of the latest reports first."""
    chosen = _chosen(connection, catalogue, **filters)
    places = np.flatnonzero(catalogue.current if chosen is None else catalogue.current & chosen)
    return [int(catalogue.rows[place]) for place, _, _ in _latest(catalogue, places, limit, None)]


_DAY = (str, type(None))
_FORMS: Mapping[str, tuple[Kind, ...]] = {
    "words": ("words", int, int, _DAY, str, int, float),
    "day": ("day", _DAY, str, int),
    "meaning": ("meaning", float, int),
}
"""By what answers are sorted; a mark begins with the name of its order, and is refused by another."""


def _rows_with(connection: Connection, catalogue: Catalogue, clauses: tuple[Clause, ...]) -> Any:
    """The rows of all statements that hold all clauses; the index holds what it held when the catalogue was made."""
    rows = catalogue.found.get(clauses)
    if rows is None:
        rows = find_rows(connection, clauses)
        catalogue.found.put(clauses, rows)
    return rows


_Found = tuple[int, float, Mark]


def _best(
    connection: Connection,
    catalogue: Catalogue,
    clauses: Sequence[Clause],
    every: Numbers,
    places: Numbers,
    want: int,
    mark: Mark | None,
) -> list[_Found]:
    """Block after block of those added last, each by score; a page's mark holds its block, so that nothing shifts."""
    found: list[_Found] = []
    whole = int(catalogue.current.sum())
    low, high = (None, None) if mark is None else mark[1:3]
    after = None if mark is None else mark[3:]
    while len(found) < want:
        rows = catalogue.rows[places]
        if high is not None:
            places = places[rows <= high]
        block = places[-_RANKED:] if low is None else places[catalogue.rows[places] >= low]
        if len(block):
            low, high = int(catalogue.rows[block[0]]), int(catalogue.rows[block[-1]])
            asked = ("scores", clauses, block.tobytes())
            scores = catalogue.found.get(asked)
            if scores is None:
                scores = score_rows(connection, clauses, catalogue.rows[block], every=every, whole=whole)
                catalogue.found.put(asked, scores)
            order = catalogue.order(block)
            best = np.lexsort((order, -scores))
            if after is not None:
                best = best[_behind(catalogue, block[best], scores[best], after)]
            for i in best[: want - len(found)].tolist():
                score = float(scores[i])
                found.append((int(block[i]), score, ("words", low, high, *_standing(catalogue, int(block[i])), score)))
        elif low is None:
            break
        high, low, after = (high if low is None else low - 1), None, None
    return found


def _behind(catalogue: Catalogue, places: Numbers, scores: NDArray[np.float64], after: Mark) -> Any:
    """What of a ranked block stands behind a mark. Scores change with what is added, so the marked one itself is looked for."""
    *standing, score = after
    at = _order_of(catalogue, standing)
    order = catalogue.order(places)
    found = np.flatnonzero(order == at)
    return slice(int(found[0]) + 1, None) if len(found) else (scores < score) | ((scores == score) & (order > at))


def _latest(catalogue: Catalogue, places: Numbers, want: int, mark: Mark | None) -> list[_Found]:
    order = catalogue.order(places)
    if mark is not None:
        later = order > _order_of(catalogue, mark[1:])
        places, order = places[later], order[later]
    if want < len(places):
        first = np.argpartition(order, want)[:want]
        places, order = places[first], order[first]
    return [(place, 0.0, ("day", *_standing(catalogue, place))) for place in places[np.argsort(order)].tolist()]


def _nearest(rows: Numbers, places: Numbers, scores: NDArray[np.float64], want: int, mark: Mark | None) -> list[_Found]:
    order = np.lexsort((rows, -scores))
    if mark is not None:
        _, score, row = mark
        order = order[(scores[order] < score) | ((scores[order] == score) & (rows[order] > row))]
    return [(int(places[i]), float(scores[i]), ("meaning", float(scores[i]), int(rows[i]))) for i in order[:want].tolist()]


def _standing(catalogue: Catalogue, place: int) -> tuple[str | None, str, int]:
    report = catalogue.reports.printed[int(catalogue.report[place])]
    return report.published, report.key, int(catalogue.position[place])


def _order_of(catalogue: Catalogue, standing: Sequence[Any]) -> int:
    published, key, position = standing
    return (catalogue.reports.place_of(published, key) << 32) + int(position)


def tally(connection: Connection, catalogue: Catalogue, words: str | None, **filters: Any) -> Tally:
    """See `Archive.tally`."""
    chosen = _chosen(connection, catalogue, **filters)
    held = catalogue.current
    if words:
        held = np.zeros(len(catalogue.rows), dtype=bool)
        held[catalogue.places(_rows_with(connection, catalogue, read_query(words)))] = True
    places = np.flatnonzero(held if chosen is None else held & chosen)
    reports = catalogue.reports
    of_report = np.bincount(catalogue.report[places], minlength=len(reports.rows))
    marked = np.zeros(len(catalogue.rows), dtype=bool)
    marked[places] = True
    speakers = np.bincount(catalogue.speaker[places], minlength=1)
    speakers[0] = 0  # nobody named
    names = _most(speakers, _NAMED)
    ones = _most(np.bincount(catalogue.said_by[marked[catalogue.said]]), _NAMED)
    called = _looked_up(connection, ("words",), "name", names)
    person = _looked_up(connection, ("key", "name"), "person", ones)
    return Tally(
        total=len(places),
        speakers=tuple((called[number][0], count) for number, count in names),
        people=tuple((person[number][0], person[number][1], count) for number, count in ones),
        acts=_largest(_counted(ACTS, catalogue.act[places])),
        manners=_largest(_counted(MANNERS, catalogue.manner[places])),
        outlets=_largest(_counted(reports.outlets, reports.outlet, of_report)),
        months=tuple(sorted(_counted(reports.months, reports.month, of_report))),
    )


_NAMED = 50
"""Names that a tally gives at most."""


def _counted(table: Sequence[str], codes: NDArray[Any], weights: Numbers | None = None) -> list[tuple[str, int]]:
    """Each entry of a table with how often its place stands among codes, or what these weigh; not those that are not there."""
    there = codes >= 0
    counts = np.bincount(codes[there], None if weights is None else weights[there])
    return [(table[place], int(counts[place])) for place in np.flatnonzero(counts).tolist()]


def _most(counts: Numbers, most: int) -> list[tuple[int, int]]:
    """The numbers that were counted most often, with their counts, largest first; of those alike the lowest."""
    numbers = np.flatnonzero(counts)
    first = numbers[np.lexsort((numbers, -counts[numbers]))[:most]]
    return list(zip(first.tolist(), counts[first].tolist(), strict=True))


def _looked_up(
    connection: Connection, columns: Sequence[str], table: str, rows: Sequence[tuple[int, int]]
) -> dict[int, list[Any]]:
    """These columns of the rows that were counted, by number."""
    given = {"rows": [number for number, _ in rows]}
    return {
        number: words for number, *words in read_rows(connection, ("id", *columns), f"FROM {table} WHERE id IN :rows", given)
    }


def _largest(counted: Iterable[tuple[Any, int]]) -> tuple[tuple[Any, int], ...]:
    return tuple(sorted(counted, key=lambda pair: (-pair[1], pair[0])))


def _chosen(
    connection: Connection,
    catalogue: Catalogue,
    *,
    speaker: str | None = None,
    act: str | None = None,
    about: str | None = None,
    outlet: str | None = None,
    since: str | None = None,
    until: str | None = None,
    manner: str | None = None,
    story: int | None = None,
    person: str | None = None,
) -> Chosen | None:
    """Which statements the filters leave, None for all; ``story`` is a row's number, ``person`` an id (``one``)."""
    kept: list[Chosen] = []
    if speaker is not None:
        # By the name that the report gives, or by any name of a person who is known to have said it.
        called = words_of_name(speaker)
        named = np.isin(catalogue.speaker, catalogue.names_with(called))
        kept.append(named | catalogue.said_by_any(catalogue.people_with(called)))
    if person is not None:
        number = connection.execute(select(t.person.c.id).where(t.person.c.key == person)).scalar_one()
        kept.append(catalogue.said_by_any([number]))
    if about is not None:
        kept.append(np.isin(catalogue.about, catalogue.names_with(words_of_name(about))))
    if act is not None:
        kept.append(catalogue.act == _number_of(act, ACT, "act"))
    if manner is not None:
        kept.append(catalogue.manner == _number_of(manner, MANNER, "manner"))
    reports = catalogue.reports
    left = np.ones(len(reports.rows), dtype=bool)
    if outlet is not None:
        same = [number for number, name in enumerate(reports.outlets) if name.casefold() == outlet.casefold()]
        left &= np.isin(reports.outlet, same)
    if since is not None:
        left &= np.array([day is not None and day >= since for _, _, day in reports.printed], dtype=bool)
    if until is not None:
        end = until + "~"  # all that begins with the given day, month or year
        left &= np.array([day is not None and day < end for _, _, day in reports.printed], dtype=bool)
    if story is not None:
        left &= reports.story == story
    if not left.all():
        kept.append(left[catalogue.report])
    return np.logical_and.reduce(kept) if kept else None


def _number_of(given: str, numbers: Mapping[Any, int], what: str) -> int:
    if given not in numbers:
        raise ArchiveError(f"{given!r} is no {what}: choose one of {', '.join(numbers)}")
    return numbers[given]


def _hits(connection: Connection, texts: Recent[Text], rows: Sequence[tuple[int, float]]) -> tuple[Hit, ...]:
    spans = "hex(s.spans)" if connection.dialect.name == "sqlite" else "encode(s.spans, 'hex')"
    found: dict[int, list[Any]] = {}
    for start in range(0, len(rows), 500):
        given = {"rows": [number for number, _ in rows[start : start + 500]]}
        asked = ("s.id", "capture.text_digest", "capture.id", spans, *_SHOWN)
        found |= {row[0]: row[1:] for row in read_rows(connection, asked, _OF, given)}
    captures = {digest: capture for digest, capture, *_ in found.values()}
    shown = _texts(connection, texts, captures)
    hits: list[Hit] = []
    for number, score in rows:
        digest, _, packed, key, act, manner, resolved, speaker, about, *printed = found[number]
        report, outlet, url, title, published, story = printed
        passages = unpack_content(bytes.fromhex(packed), shown[digest])
        hits.append(
            Hit(
                report=report,
                outlet=outlet,
                url=url,
                title=title,
                published=published,
                story=story,
                statement=id_of(key),
                speaker=speaker,
                resolved=RESOLUTIONS[resolved],
                act=ACTS[act],
                manner=MANNERS[manner],
                about=about,
                words=JOINT.join(passage.exact for passage in passages),
                passages=passages,
                score=score,
            )
        )
    return tuple(hits)


def _texts(connection: Connection, held: Recent[Text], captures: Mapping[str, int]) -> dict[str, Text]:
    """The texts of captures, by their digests; those that were shown lately are not unpacked again."""
    texts = {digest: text for digest in captures if (text := held.get(digest)) is not None}
    missing = [capture for digest, capture in captures.items() if digest not in texts]
    for start in range(0, len(missing), 500):
        asked = select(t.capture.c.words).where(t.capture.c.id.in_(missing[start : start + 500]))
        for words in connection.execute(asked).scalars():
            text = Text(words)
            texts[text.id] = text
            held.put(text.id, text)
    return texts


_SHOWN = (
    "s.key", "s.act", "s.manner", "s.resolved", "n.words", "about.words",
    "r.key", "r.outlet", "r.url", "r.title", "r.published", "story.key",
)  # fmt: skip
_OF = """
FROM statement s JOIN report r ON r.id = s.report_id JOIN reading ON reading.id = s.reading_id
JOIN capture ON capture.id = reading.capture_id
LEFT JOIN story ON story.id = r.story_id LEFT JOIN name n ON n.id = s.speaker_id LEFT JOIN name about ON about.id = s.about_id
WHERE s.id IN :rows
"""


def likely(connection: Connection, catalogue: Catalogue, terms: Sequence[str], *, limit: int) -> list[int]:
    """The reports whose statements hold most of the terms, rarest counting most, and three in a row as a word that is rare.

    Of terms that are everywhere only the latest statements are looked at: what they have in a row finds the others.
    """
    scores = np.zeros(len(catalogue.reports.rows))
    held = np.zeros(len(scores), dtype=bool)
    rows = (tuple(terms[at : at + 3]) for at in range(len(terms) - 2))
    for clause in map(Clause, dict.fromkeys([*((term,) for term in terms), *rows])):
        every = _rows_with(connection, catalogue, (clause,))
        last = every[-_LIKELY:]
        of = catalogue.report[catalogue.places(last)]
        best = np.zeros(len(scores))
        np.maximum.at(best, of, score_rows(connection, [clause], last, every=every, whole=int(catalogue.current.sum())))
        scores += best
        held[of] = True
    order = np.lexsort((catalogue.reports.rows, -scores))
    return [int(catalogue.reports.rows[place]) for place in order if held[place]][:limit]


_LIKELY = 2_000
"""Of more statements that hold a term, those that were added last are looked at."""
