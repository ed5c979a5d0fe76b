"""The archive itself: one method for each thing that can be asked of it; how each is done stands in the modules beside this."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, Unpack

from onrecord.stores import Store, open_store  # first: it says which extra is missing

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, text, update  # isort: skip
from sqlalchemy.exc import SQLAlchemyError  # isort: skip

from onrecord.archive import comparing, joining, judging, keeping, people, searching
from onrecord.archive.keeping import CARD, card_of, load_reports, load_statements, write_line
from onrecord.archive.nouns import (
    Added,
    ArchivedPerson,
    Card,
    Compiled,
    Edition,
    Filters,
    Hits,
    Line,
    Profile,
    Recast,
    Said,
    StorySummary,
    Tally,
    Updated,
    Watched,
    WatchedFeed,
    check_days,
)
from onrecord.archive.second import Second, place_of, start_second
from onrecord.datamodel import Anchor, Interpretation, Judged, Judgement, Outcome, Passage, Record, Report, Statement, Text
from onrecord.errors import ArchiveError, NotCompared, NotInArchive, OnrecordError
from onrecord.spans import Span
from onrecord.stores import schema as t
from onrecord.stores.beside import empty_beside
from onrecord.stores.catalogue import Catalogues
from onrecord.stores.changes import note_changes
from onrecord.stores.index import drop_terms
from onrecord.stores.packing import unpack_blocks
from onrecord.stores.terms import cut_terms
from onrecord.stories import Grouping

if TYPE_CHECKING:
    from onrecord.intake import Fetcher

__all__ = ["Archive", "open"]

_BATCH = 100
"""Reports that are placed in one transaction."""


def open(place: str | Path = "onrecord.db", *, create: bool = True, now: Callable[[], str] | None = None) -> Archive:
    """The archive at a path or a ``postgresql://`` address, made where there is none (unless ``create`` is False).

    ``now`` gives the time that is written beside what is kept (ISO 8601); the clock's by default. Raises `ArchiveError` where
    the archive cannot be opened.
    """
    return Archive(open_store(place, create=create), now=now or _clock)


def _clock() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class Archive:
    """Reports with what they say. Use it in a ``with`` block, or `close` it."""

    def __init__(self, store: Store, *, now: Callable[[], str]) -> None:
        self._store = store
        self._there = place_of(store)
        self._now = now
        self._grouping: Grouping | None = None
        self._placed: str | None = None
        self._meaning = searching.Meaning()
        self._catalogues = Catalogues()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file or server."""
        self._store.close()

    @property
    def place(self) -> str:
        """The path or address, without a password."""
        return self._store.shown

    def copy_to(self, place: str | Path, *, on_progress: Callable[[str, int, int], None] | None = None) -> int:
        """Copy all that the archive holds to another place, a path or an address, that holds nothing yet; the reports copied.

        Ids, judgements, older readings and the log are the same there. Raises `ArchiveError` where something is there already.
        """
        from onrecord.archive.copying import copy_store

        target = open_store(place)
        try:
            return copy_store(self._store, target, show=on_progress)
        finally:
            target.close()

    # --- taking in ------------------------------------------------------------------------------------------------------------

    def add(
        self,
        given: Iterable[Outcome | Report],
        *,
        on_outcome: Callable[[Outcome, str], None] | None = None,
        jobs: int = 1,
    ) -> Added:
        """Keep reports with their statements, each whole or not at all; run again, it goes on where it was cut short.

        ``on_outcome`` is called with each outcome and what became of it: ``used``, ``capture`` (a report that was known has
        other words now), ``known`` or ``refused``. Statements are found by ``jobs`` processes.
        """
        added = Added()
        for outcome, became in self._added(iter(given), jobs=jobs):
            field = {"capture": "captures"}.get(became, became)
            added = replace(added, **{field: getattr(added, field) + 1})
            if on_outcome is not None:
                on_outcome(outcome, became)
        return added

    def _added(self, given: Iterator[Outcome | Report], *, jobs: int) -> Iterator[tuple[Outcome, str]]:
        pool = ProcessPoolExecutor(jobs) if jobs > 1 else None
        try:
            while batch := [_outcome(each) for each in islice(given, 8 * jobs if pool else 1)]:
                standings = [self._standing(outcome) for outcome in batch]
                new = [o.report for o, s in zip(batch, standings, strict=True) if s in ("new", "capture") and o.report]
                found = iter(pool.map(_find, new, chunksize=2) if pool else map(_find, new))
                for outcome, standing in zip(batch, standings, strict=True):
                    if outcome.report is None or standing not in ("new", "capture", "known"):
                        refused = outcome if outcome.report is None else Outcome(outcome.name, None, standing)
                        with self._store.write() as connection:
                            write_line(connection, self._now(), "add", refused.name, "refused", refused.reason or "")
                        yield refused, "refused"
                    elif standing == "known":
                        yield outcome, "known"
                    else:
                        yield outcome, self._keep(outcome.report, next(found), outcome.reason)
        finally:
            if pool is not None:
                pool.shutdown(cancel_futures=True)

    def _standing(self, outcome: Outcome) -> str:
        if outcome.report is None:
            return "refused"
        with self._store.read() as connection:
            return keeping.standing_of(connection, outcome.report)[0]

    def _keep(self, report: Report, statements: Sequence[Statement], remark: str | None) -> str:
        at = self._now()
        with self._store.write() as connection:
            # Another writer, or the same report earlier in the batch, may have come in between.
            standing, held = keeping.standing_of(connection, report)
            if standing not in ("new", "capture"):
                return "known" if standing == "known" else "refused"
            number, _ = keeping.keep_report(connection, report, statements, at=at, held=held)
            became = "used" if standing == "new" else "capture"
            if held is not None:
                self._unplace(connection, number)
                judging.settle_reading(connection, number, at=at)
            write_line(connection, at, "add", report.id, became, remark or "")
        return became

    def _unplace(self, connection: Connection, report: int) -> None:
        joining.unplace(connection, report)
        self._touch(connection)

    def watch(self, feeds: Iterable[str], fetcher: Fetcher, *, most: int = 100) -> Iterator[Watched]:
        """One round over the feeds at these addresses: those that are due are asked, and what is new in them is kept.

        Gives what became of each feed and of each page, as it happens; at most ``most`` pages of a feed are fetched, the others
        in the next round. Raises `MissingLibrary` where the extra for addresses is not installed.
        """
        from onrecord.archive.watching import Watch

        def keep(given: Outcome | Report) -> tuple[Outcome, str]:
            return next(self._added(iter([given]), jobs=1))

        yield from Watch(self._store, fetcher, self._now, keep, most).round(feeds)

    def feeds(self) -> tuple[WatchedFeed, ...]:
        """The feeds that were watched, those that fail first."""
        f = t.feed.c
        asked = select(f.url, f.title, f.asked_at, f.failures, f.reason, f.next_at).order_by(f.failures.desc(), f.url)
        with self._store.read() as connection:
            return tuple(WatchedFeed(*row) for row in connection.execute(asked))

    def forget_feed(self, url: str) -> None:
        """Forget a feed and what was noted of its entries; reports stay. Raises `NotInArchive` where it was never watched."""
        with self._store.write() as connection:
            if not connection.execute(delete(t.feed).where(t.feed.c.url == url)).rowcount:
                raise NotInArchive(f"no feed at {url} was watched: `onrecord watch --list` shows those that were")
            connection.execute(delete(t.entry).where(t.entry.c.feed == url))

    # --- bringing up to date --------------------------------------------------------------------------------------------------

    def update(
        self,
        *,
        on_progress: Callable[[str, int, int], None] | None = None,
        on_record: Callable[[Compiled], None] | None = None,
        reread: bool = False,
        vectors: bool = False,
    ) -> Updated:
        """Place new reports in stories and refresh the stories that this touches, and no others.

        ``reread`` has reports read anew that an older finder has read (what it found is kept beside); ``vectors`` computes
        what search by meaning needs. ``on_progress`` is called with the step, how much of it is done, and how much there is;
        ``on_record`` with each story that was refreshed, its record compiled. Stories of new reports come first; where several
        wait or one is large a second process compares beside this one, if there is a processor for it, to the same result.
        """
        show = on_progress or (lambda step, done, whole: None)
        again = self._reread(show) if reread else 0
        second = self._second_early()
        try:
            placed, new = self._place(show)
            second = second or self._second_late()
            refreshed = self._refresh(show, on_record, new=new, second=second)
        finally:
            if second is not None:
                second.close()
        if vectors:
            self._embed(show)
        return Updated(placed=placed, stories=refreshed, reread=again)

    def _second_early(self) -> Second | None:
        """A second process, started before it is needed, where a story that is large already may have to be compared."""
        with self._store.read() as connection:
            largest = connection.execute(select(func.max(t.story.c.reports))).scalar() or 0
            waits = joining.pending(connection) or joining.is_torn(connection) or joining.stale(connection)
        return start_second(self._there) if waits and comparing.is_worth_two([largest]) else None

    def _second_late(self) -> Second | None:
        """A second process where the stories that wait, all reports placed, are worth one."""
        with self._store.read() as connection:
            sizes = joining.sizes_of(connection, joining.stale(connection))
        return start_second(self._there) if comparing.is_worth_two(list(sizes.values())) else None

    def _place(self, show: Callable[[str, int, int], None]) -> tuple[int, list[int]]:
        """How many reports were placed, and the rows of these."""
        with self._store.read() as connection:
            waiting = joining.pending(connection)
            torn = joining.is_torn(connection)
        done = 0
        new: list[int] = []
        while torn or done < len(waiting):
            torn = False
            part = waiting[done : done + _BATCH]
            grouping, self._grouping = self._grouping, None  # what is in memory counts only if the transaction does
            with self._store.write() as connection:
                stamp = connection.execute(select(t.setting.c.value).where(t.setting.c.key == "placed")).scalar()
                if grouping is None or stamp != self._placed:
                    grouping, changed = joining.restore_grouping(connection)
                    joining.write_stories(connection, grouping, changed)
                free = select(t.report.c.id).where(and_(t.report.c.id.in_(part), t.report.c.place.is_(None)))
                placed = list(connection.execute(free).scalars())
                joining.place_reports(connection, grouping, placed)
                stamp = self._touch(connection)
            self._grouping, self._placed = grouping, stamp
            done += len(part)
            new += placed
            show("stories", done, len(waiting))
        return done, new

    def _touch(self, connection: Connection) -> str:
        return _count_up(connection, "placed")

    def refresh(self, story: str, *, on_record: Callable[[Compiled], None] | None = None) -> int:
        """Bring one story up to what was judged, and place no new reports: 1, or 0 where nothing has touched it."""
        return self._refresh(lambda step, done, whole: None, on_record, story)

    def _refresh(
        self,
        show: Callable[[str, int, int], None],
        on_record: Callable[[Compiled], None] | None,
        only: str | None = None,
        new: Sequence[int] = (),
        second: Second | None = None,
    ) -> int:
        """Compare the stories that wait for it, those of ``new`` reports first, and write down what that gives."""
        with self._store.read() as connection:
            waiting = joining.stale(connection)
            if only is not None:
                waiting = [number for number in waiting if number == self._story_row(connection, only)]
            sizes, homes = joining.sizes_of(connection, waiting), joining.homes_of(connection, new)
        waiting.sort(key=lambda number: (number not in homes, number))
        first = sum(number in homes for number in waiting)
        turns = comparing.compare_in_turn(self._store, [(n, sizes[n]) for n in waiting], first, second)
        faults: dict[int, Exception] = {}
        for done, (story, compared) in enumerate(turns, 1):
            compiled = None
            try:
                compiled = self._write_down(story, compared)
            except (OnrecordError, SQLAlchemyError, OSError, MemoryError):
                raise
            except Exception as fault:  # ours, in one story's comparison: no other story shall wait for it
                faults[story] = fault
            if on_record is not None and compiled is not None:
                on_record(compiled)
            show("records", done, len(waiting))
        if waiting:
            with self._store.write() as connection:
                people.forget_silent(connection)
        if faults:
            self._tell_faults(faults)
        return len(waiting)

    def _write_down(self, story: int, compared: joining.Compared | Exception) -> Compiled | None:
        if isinstance(compared, Exception):
            raise compared
        with self._store.write() as connection:
            if not connection.execute(select(t.story.c.id).where(and_(t.story.c.id == story, t.story.c.stale))).first():
                return None
            return _compiled(connection, story, joining.refresh_story(connection, story, compared))

    def _tell_faults(self, faults: dict[int, Exception]) -> NoReturn:
        """Write what went wrong into the log, and raise it. The stories stay marked, so the next update tries them again."""
        told: dict[str, str] = {}
        with self._store.write() as connection:
            for story, fault in faults.items():
                key = connection.execute(select(t.story.c.key).where(t.story.c.id == story)).scalar_one()
                told[key] = f"{type(fault).__name__}: {fault}"
                write_line(connection, self._now(), "compare", key, "failed", told[key])
        raise NotCompared(told) from next(iter(faults.values()))

    def _reread(self, show: Callable[[str, int, int], None]) -> int:
        fresh = and_(t.reading.c.maker == keeping.FINDER.maker, t.reading.c.version == keeping.FINDER.version)
        done_with = select(t.reading.c.capture_id).where(fresh)
        with self._store.read() as connection:
            asked = select(t.report.c.id).join(t.capture, and_(t.capture.c.report_id == t.report.c.id, t.capture.c.current))
            waiting = list(connection.execute(asked.where(t.capture.c.id.not_in(done_with)).order_by(t.report.c.key)).scalars())
        for done, number in enumerate(waiting, 1):
            with self._store.read() as connection:
                ((_, report),) = load_reports(connection, t.report.c.id == number)
            statements = _find(report)
            with self._store.write() as connection:
                capture = connection.execute(
                    select(t.capture.c.id).where(and_(t.capture.c.report_id == number, t.capture.c.current))
                ).scalar_one()
                keeping.retire_readings(connection, number)
                keeping.keep_reading(connection, number, capture, statements, derivation=keeping.FINDER, at=self._now())
                judging.settle_reading(connection, number, at=self._now())
                write_line(connection, self._now(), "reread", report.id, "used", keeping.FINDER.version)
            show("reread", done, len(waiting))
        return len(waiting)

    def _embed(self, show: Callable[[str, int, int], None]) -> None:
        import numpy as np

        from onrecord.models.sentences import MODEL, embed

        with self._store.read() as connection:
            without = t.statement.c.id.not_in(select(t.vector.c.statement_id).where(t.vector.c.model == MODEL))
            asked = select(t.statement.c.report_id).where(and_(t.statement.c.current, without)).distinct()
            waiting = sorted(connection.execute(asked).scalars())
        for done, number in enumerate(waiting, 1):
            with self._store.read() as connection:
                kept = select(t.vector.c.statement_id).where(t.vector.c.model == MODEL)
                have = set(connection.execute(kept.join(t.statement).where(t.statement.c.report_id == number)).scalars())
                found = [(row, s) for row, s in load_statements(connection, number) if row not in have]
            rows = np.rint(embed([keeping.content_of(statement) for _, statement in found]) * 127).astype(np.int8)
            with self._store.write() as connection:
                connection.execute(delete(t.vector).where(t.vector.c.statement_id.in_([row for row, _ in found])))
                connection.execute(
                    insert(t.vector),
                    [
                        {"statement_id": row, "model": MODEL, "numbers": numbers.tobytes()}
                        for (row, _), numbers in zip(found, rows, strict=True)
                    ],
                )
            show("vectors", done, len(waiting))

    # --- reports and what they say --------------------------------------------------------------------------------------------

    def reports(
        self,
        *,
        outlet: str | None = None,
        since: str | None = None,
        until: str | None = None,
        story: str | None = None,
        latest: bool = False,
        limit: int | None = None,
        after: str | tuple[str, str] | None = None,
    ) -> tuple[Card, ...]:
        """The reports in the order of their ids, or the latest first.

        ``after`` is the last id of the page before; where the latest come first, its last `Card.place`. Raises `ArchiveError`
        where it is the other of the two.
        """
        _check_after(after, place=latest)
        key, day = t.report.c.key, func.coalesce(t.report.c.published, "")
        asked = select(*CARD).outerjoin(t.story, t.story.c.id == t.report.c.story_id).limit(limit)
        asked = asked.order_by(day.desc(), key) if latest else asked.order_by(key)
        if outlet is not None:
            asked = asked.where(func.lower(t.report.c.outlet) == outlet.lower())
        if since is not None:
            asked = asked.where(t.report.c.published >= since)
        if until is not None:
            asked = asked.where(t.report.c.published < until + "~")
        if isinstance(after, tuple):
            asked = asked.where(or_(day < after[0], and_(day == after[0], key > after[1])))
        elif after is not None:
            asked = asked.where(key > after)
        with self._store.read() as connection:
            if story is not None:
                asked = asked.where(t.report.c.story_id == self._story_row(connection, story))
            return tuple(card_of(row) for row in connection.execute(asked))

    def arrivals(self, *, limit: int = 6) -> tuple[Card, ...]:
        """The reports that were added last, the latest first."""
        asked = select(*CARD).outerjoin(t.story, t.story.c.id == t.report.c.story_id).order_by(t.report.c.id.desc())
        with self._store.read() as connection:
            return tuple(card_of(row) for row in connection.execute(asked.limit(limit)))

    def report(self, report: str) -> Report:
        """A report with the words of its current capture; raises `NotInArchive` where there is none, or none any more."""
        with self._store.read() as connection:
            return load_reports(connection, t.report.c.id == self._report_row(connection, report))[0][1]

    def captures(self, report: str) -> tuple[Edition, ...]:
        """The captures of a report, oldest first, each with what came and went in its statements since the one before."""
        editions: list[Edition] = []
        before: dict[str, Interpretation] = {}
        with self._store.read() as connection:
            number = self._report_row(connection, report)
            for row in connection.execute(
                select(t.capture).where(t.capture.c.report_id == number).order_by(t.capture.c.number)
            ).all():
                last = connection.execute(
                    select(func.max(t.reading.c.id)).where(
                        and_(t.reading.c.capture_id == row.id, t.reading.c.maker != "judgement")
                    )
                ).scalar_one()
                found = [statement for _, statement in load_statements(connection, number, reading=last)]
                said = {keeping.content_of(statement): statement.interpretation for statement in found}
                came = tuple(words for words in said if words not in before) if editions else ()
                went = tuple(words for words in before if words not in said)
                recast = tuple(
                    Recast(words, (was.speaker, now.speaker), (was.act, now.act))
                    for words, now in said.items()
                    if (was := before.get(words)) is not None and (was.speaker, was.act) != (now.speaker, now.act)
                )
                printed = (row.number, row.at, row.digest, row.text_digest, row.form, row.current)
                editions.append(Edition(*printed, came=came, went=went, recast=recast))
                before = said
        return tuple(editions)

    def statements(self, report: str) -> tuple[Statement, ...]:
        """What is said in a report, in reading order, as the newest finder and the editors have it."""
        with self._store.read() as connection:
            return tuple(s for _, s in load_statements(connection, self._report_row(connection, report)))

    def __len__(self) -> int:
        """How many reports it holds."""
        with self._store.read() as connection:
            return int(connection.execute(select(func.count()).select_from(t.report)).scalar_one())

    def counts(self) -> dict[str, int]:
        """How much the archive holds: reports, statements, stories, people, and reports that await `update`."""
        with self._store.read() as connection:
            tables = {
                "reports": select(func.count()).select_from(t.report),
                "statements": select(func.count()).select_from(t.statement).where(t.statement.c.current),
                "stories": select(func.count()).select_from(t.story),
                "people": select(func.count(func.distinct(t.person.c.one))),
                "waiting": select(func.count()).select_from(t.report).where(t.report.c.story_id.is_(None)),
            }
            return {key: int(connection.execute(asked).scalar_one()) for key, asked in tables.items()}

    # --- stories --------------------------------------------------------------------------------------------------------------

    def stories(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        several: bool = False,
        limit: int | None = 50,
        after: tuple[str, str] | None = None,
    ) -> tuple[StorySummary, ...]:
        """Stories with the latest first.

        ``since`` and ``until`` bound the day of their last report, ``several`` leaves out those of one report, ``after`` is
        the last `StorySummary.place` of the page before. Raises `ArchiveError` for an id in its stead.
        """
        _check_after(after, place=True)
        s = t.story.c
        last = func.coalesce(s.last, "")
        asked = select(t.story).order_by(last.desc(), s.key).limit(limit)
        if since is not None:
            asked = asked.where(s.last >= since)
        if until is not None:
            asked = asked.where(s.last < until + "~")
        if several:
            asked = asked.where(s.reports > 1)
        if after is not None:
            asked = asked.where(or_(last < after[0], and_(last == after[0], s.key > after[1])))
        with self._store.read() as connection:
            return tuple(_summary(row) for row in connection.execute(asked))

    def story(self, story: str, *, details: bool = True) -> Record:
        """The record of a story, compiled from what is kept; an id that the story once had still finds it.

        Without ``details`` it has no facts and nothing that rests on them, for less work.
        """
        with self._store.read() as connection:
            return joining.compare_story(connection, self._story_row(connection, story), details=details).record

    def compiled(self, story: str) -> Compiled:
        """A story with its record, the judgements on its reports and the digest of what these were made from, of one moment."""
        with self._store.read() as connection:
            number = self._story_row(connection, story)
            return _compiled(connection, number, joining.compare_story(connection, number).record)

    def summary(self, story: str) -> StorySummary:
        """What a list shows of a story; old ids find it too."""
        with self._store.read() as connection:
            number = self._story_row(connection, story)
            return _summary(connection.execute(select(t.story).where(t.story.c.id == number)).one())

    def basis(self, story: str) -> tuple[StorySummary, str]:
        """What a list shows of a story, and a digest that changes with everything that its record is made from."""
        with self._store.read() as connection:
            number = self._story_row(connection, story)
            summary = _summary(connection.execute(select(t.story).where(t.story.c.id == number)).one())
            return summary, joining.basis_of(connection, number)[0]

    def catch_up(self) -> None:
        """Read what was written since somebody searched last, so that the next search, which would find the same, need not."""
        with self._store.read() as connection:
            self._catalogues.of(connection)

    # --- searching ------------------------------------------------------------------------------------------------------------

    def search(
        self,
        words: str | None = None,
        *,
        similar: bool = False,
        limit: int = 20,
        after: str | None = None,
        **filters: Unpack[Filters],
    ) -> Hits:
        """Statements that hold all of the words, ``"phrases"`` and ``beginn*`` asked for, best first (BM25).

        ``similar`` asks for the nearest in meaning instead (`update` with vectors first). Of the `Filters` names match by whole
        words in any order, ``person`` is one person's id or name; ``since`` and ``until`` are days, months or years, both
        included. Without words: all that the filters leave, latest first. Raises `ArchiveError` for an act or manner that does
        not exist and a query without a word.
        """
        if limit < 1:
            raise ArchiveError(f"a limit of {limit} shows nothing: give 1 or more")
        meaning = self._meaning if similar else None
        with self._store.read() as connection:
            chosen = self._by_rows(connection, filters)
            catalogue = self._catalogues.of(connection)
            return searching.search(connection, catalogue, words, similar=meaning, limit=limit, after=after, **chosen)

    def tally(self, words: str | None = None, **filters: Unpack[Filters]) -> Tally:
        """How many statements a search would find on all its pages, by speaker, act, manner, outlet and month."""
        with self._store.read() as connection:
            chosen = self._by_rows(connection, filters)
            return searching.tally(connection, self._catalogues.of(connection), words, **chosen)

    def _by_rows(self, connection: Connection, filters: Filters) -> dict[str, Any]:
        """The filters with the story's row for its id, and the person's id for whatever name is given."""
        chosen: dict[str, Any] = dict(filters)
        check_days(filters.get("since"), filters.get("until"))
        if chosen.get("story") is not None:
            chosen["story"] = self._story_row(connection, chosen["story"])
        if chosen.get("person") is not None:
            chosen["person"] = people.person_of(connection, chosen["person"])
        return chosen

    def likely_reports(self, words: str, *, limit: int = 10) -> tuple[Report, ...]:
        """Reports in which the words, or most of them, are told as a statement: where to look when a quotation is verified."""
        terms = cut_terms(words)
        if not terms:
            return ()
        with self._store.read() as connection:
            numbers = searching.likely(connection, self._catalogues.of(connection), terms, limit=limit)
            found = dict(load_reports(connection, t.report.c.id.in_(numbers)))
            return tuple(found[number] for number in numbers)

    # --- people ---------------------------------------------------------------------------------------------------------------

    def people(
        self, name: str | None = None, *, limit: int | None = 50, after: tuple[int, str] | None = None
    ) -> tuple[ArchivedPerson, ...]:
        """People and bodies who have spoken, those with most statements first; ``name`` keeps those who bear its words.

        ``after`` goes on behind somebody with so many statements, of that id.
        """
        with self._store.read() as connection:
            return tuple(people.find_people(connection, self._catalogues.of(connection), name, limit=limit, after=after))

    def person(self, person: str) -> ArchivedPerson:
        """The one person of an id or a name; raises `NotInArchive` where there is none or more than one."""
        with self._store.read() as connection:
            one = people.person_of(connection, person)
            return people.describe_person(connection, self._catalogues.of(connection), one)

    def profile(self, person: str) -> Profile:
        """How much a person (by id or name) has said, by act and by whom it concerns."""
        with self._store.read() as connection:
            one = people.person_of(connection, person)
            return people.profile_of(connection, self._catalogues.of(connection), one)

    def told(
        self, person: str, *, about: str | None = None, since: str | None = None, until: str | None = None
    ) -> tuple[Said, ...]:
        """All statements of a person (by id or name) with their reports, oldest first."""
        found = self.told_in(person, about=about, since=since, until=until)
        said = [Said(card, statement) for card, _, statements in found for statement in statements]
        return tuple(sorted(said, key=lambda s: (s.report.published or "~", s.report.id, s.statement.content[0].span)))

    def told_in(
        self,
        person: str,
        *,
        about: str | None = None,
        since: str | None = None,
        until: str | None = None,
        latest: int = 10**9,
    ) -> tuple[tuple[Card, Report, tuple[Statement, ...]], ...]:
        """The reports that tell statements of a person (by id or name), by id, each with these; ``latest`` keeps to so many."""
        with self._store.read() as connection:
            one = people.person_of(connection, person)
            rows = searching.latest_rows(
                connection, self._catalogues.of(connection), limit=latest, about=about, since=since, until=until, person=one
            )
            found = keeping.load_chosen(connection, rows)
            cards = keeping.load_cards(connection, [number for number, _, _ in found])
        return tuple((cards[number], report, statements) for number, report, statements in found)

    # --- judging --------------------------------------------------------------------------------------------------------------

    def judge(
        self,
        on: Judged,
        verdict: str,
        first: str | None = None,
        second: str | None = None,
        *,
        by: str,
        note: str = "",
        speaker: str | None = None,
        report: str | None = None,
        spans: Sequence[Span] = (),
    ) -> Judgement:
        """An editor's word, kept with name and day.

        *same*, *not the same* or *unsure* on two people (ids or names), on the utterances or facts of two statements (ids) or
        passages (``REPORT@START-END``), or on the stories of two reports; *wrong speaker* (``speaker`` is the right one, None
        if unknown) or *not a statement* on one statement; *missed one* on ``spans`` of a ``report``. All are heeded by every
        update until they are withdrawn; of two words on one pair the later counts, and *unsure* changes nothing.
        """
        with self._store.write() as connection:
            at = self._now()
            if on == "statement":
                made = judging.judge_statement(
                    connection, verdict, statement=first, report=report, spans=spans, speaker=speaker, by=by, note=note, at=at
                )
            elif first is None or second is None:
                raise ArchiveError(f"a judgement on a {on} needs two of them")
            else:
                made = judging.judge_pair(connection, on, verdict, (first, second), by=by, note=note, at=at)
            if on == "story":
                self._touch(connection)
            write_line(connection, at, "judge", made.id, "kept", f"{on}: {verdict}")
        return made

    def withdraw(self, judgement: str, *, by: str, why: str = "") -> Judgement:
        """Take a judgement back: it stays on record as withdrawn, and is heeded no more."""
        with self._store.write() as connection:
            at = self._now()
            made = judging.withdraw(connection, judgement, by=by, why=why, at=at)
            if made.on == "story":
                self._touch(connection)
            write_line(connection, at, "withdraw", judgement, "kept", why)
        return made

    def judgements(self, *, report: str | None = None, standing: bool = False) -> tuple[Judgement, ...]:
        """All judgements in the order in which they were made; ``standing`` leaves out those that were withdrawn."""
        with self._store.read() as connection:
            return judging.list_judgements(connection, report=report, standing=standing)

    def passages(self, anchor: Anchor) -> tuple[Passage, ...]:
        """The passages of what was judged, in the words of the capture that it was judged in."""
        if not anchor.spans:
            return ()
        with self._store.read() as connection:
            asked = select(t.capture.c.words, t.capture.c.blocks).where(t.capture.c.text_digest == anchor.text)
            row = connection.execute(asked.order_by(t.capture.c.id).limit(1)).one()
        text = Text(row.words, unpack_blocks(row.blocks))
        return tuple(Passage(text, span) for span in anchor.spans)

    # --- taking down ----------------------------------------------------------------------------------------------------------

    def take_down(self, report: str, why: str) -> None:
        """Delete a report for good, with its captures, statements and the judgements on them; the log says that it was here.

        It is not taken in again. The space is overwritten, not only marked as free (SQLite).
        """
        if not why.strip():
            raise ArchiveError("a report is taken down for a reason: give one")
        at = self._now()
        with self._store.write() as connection:
            number = self._report_row(connection, report)
            key, minted = connection.execute(select(t.report.c.key, t.report.c.minted).where(t.report.c.id == number)).one()
            self._unplace(connection, number)
            drop_terms(
                connection,
                [(row, cut_terms(keeping.content_of(statement))) for row, statement in load_statements(connection, number)],
            )
            for judgement in judging.list_judgements(connection, report=key):
                connection.execute(delete(t.judgement).where(t.judgement.c.key == judgement.id))
            mine = select(t.statement.c.id).where(t.statement.c.report_id == number)
            captures = select(t.capture.c.id).where(t.capture.c.report_id == number)
            for table, condition in (
                (t.spoken, t.spoken.c.statement_id.in_(mine)),
                (t.vector, t.vector.c.statement_id.in_(mine)),
                (t.statement, t.statement.c.report_id == number),
                (t.reading, t.reading.c.capture_id.in_(captures)),
                (t.capture, t.capture.c.report_id == number),
                (t.report, t.report.c.id == number),
            ):
                connection.execute(delete(table).where(condition))
            for table, column in ((t.name, t.statement.c.speaker_id), (t.wording, t.statement.c.why_id)):
                used = [column] if table is t.wording else [column, t.statement.c.about_id]
                free = and_(*(table.c.id.not_in(select(c).where(c.is_not(None))) for c in used))
                gone = connection.execute(select(table.c.id).where(free)).scalars().all()
                connection.execute(delete(table).where(free))
                if table is t.name:
                    note_changes(connection, "name", gone)
            note_changes(connection, "report", [number])
            people.forget_silent(connection)
            connection.execute(insert(t.taken_down).values(key=key, minted=minted, at=at, why=why))
            write_line(connection, at, "take down", key, "deleted", why)
        self._sweep()
        empty_beside(self._store.shown)

    def _sweep(self) -> None:
        """Let nothing of what was deleted stay in the word index or the write-ahead log."""
        if self._store.dialect != "sqlite":
            return
        with self._store.write() as connection:
            connection.execute(text("INSERT INTO words (words) VALUES ('optimize')"))
        raw = self._store.engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()

    def log(self, *, limit: int | None = None) -> tuple[Line, ...]:
        """What was done, latest first: reports taken in, refused, read anew, taken down; judgements."""
        with self._store.read() as connection:
            rows = connection.execute(select(t.log).order_by(t.log.c.id.desc()).limit(limit))
            return tuple(Line(row.at, row.action, row.name, row.outcome, row.detail) for row in rows)

    # --- rows -----------------------------------------------------------------------------------------------------------------

    def _report_row(self, connection: Connection, report: str) -> int:
        number = connection.execute(select(t.report.c.id).where(t.report.c.key == report)).scalar()
        if number is not None:
            return int(number)
        gone = connection.execute(select(t.taken_down.c.at, t.taken_down.c.why).where(t.taken_down.c.key == report)).first()
        if gone is not None:
            raise NotInArchive(f"{report} was taken down on {gone.at[:10]}: {gone.why}")
        raise NotInArchive(f"the archive holds no report {report}")

    def _story_row(self, connection: Connection, story: str) -> int:
        now = connection.execute(select(t.alias.c.now).where(t.alias.c.key == story)).scalar() or story
        condition = t.story.c.key == now
        if now.startswith("of-"):
            condition = t.story.c.id == select(t.report.c.story_id).where(t.report.c.key == now[3:]).scalar_subquery()
        number = connection.execute(select(t.story.c.id).where(condition)).scalar()
        if number is None:
            raise NotInArchive(f"the archive holds no story {story}: `onrecord update` makes them")
        return int(number)


def _count_up(connection: Connection, key: str) -> str:
    """Note that something of this kind was done once more."""
    value = connection.execute(select(t.setting.c.value).where(t.setting.c.key == key)).scalar()
    new = str(int(value or 0) + 1)
    if value is None:
        connection.execute(insert(t.setting).values(key=key, value=new))
    else:
        connection.execute(update(t.setting).where(t.setting.c.key == key).values(value=new))
    return new


def _outcome(given: Outcome | Report) -> Outcome:
    return given if isinstance(given, Outcome) else Outcome(given.name, given)


def _find(report: Report) -> tuple[Statement, ...]:
    from onrecord.statements import find_statements

    return find_statements(report.text)


def _compiled(connection: Connection, story: int, record: Record) -> Compiled:
    summary = _summary(connection.execute(select(t.story).where(t.story.c.id == story)).one())
    basis, judgements = joining.basis_of(connection, story)
    return Compiled(summary, record, judgements, basis)


def _check_after(after: object, *, place: bool) -> None:
    if after is not None and isinstance(after, tuple) != place:
        wanted = "the last `place` of the page before" if place else "the last id of the page before"
        raise ArchiveError(f"a list of this order does not go on after {after!r}: give {wanted}")


def _summary(row: Any) -> StorySummary:
    return StorySummary(
        id=row.key,
        title=row.title,
        reports=row.reports,
        outlets=row.outlets,
        first=row.first,
        last=row.last,
        independent=row.independent,
        utterances=row.utterances,
        disputed=row.disputed,
    )
