"""Feeds that are followed: what is new in them is fetched and kept, each page once; what fails is tried again, ever less often.

What is known of a feed and of its entries stands in the archive, so that a run that is broken off, or one tomorrow, goes on
where this one stopped. A feed's mark of the last change is kept only when all its entries have been dealt with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, insert, select, update

from onrecord.archive.nouns import Watched
from onrecord.datamodel import Outcome, Report
from onrecord.errors import NotFetched
from onrecord.intake.feeds import Entry, read_feed
from onrecord.intake.fetching import FEEDS, Fetcher
from onrecord.intake.pages import read_fetched
from onrecord.reports.fields import Fields
from onrecord.stores import Store
from onrecord.stores import schema as t

__all__ = ["Watch"]

_TRIES = 5
"""Times that a page is tried."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=5), timedelta(days=1)
_NEVER = "9999-12-31T00:00:00Z"


@dataclass(frozen=True)
class Watch:
    """Rounds over feeds, at most ``most`` pages of each. ``keep`` adds an outcome to the archive and says what became of it."""

    store: Store
    fetcher: Fetcher
    now: Callable[[], str]
    keep: Callable[[Outcome | Report], tuple[Outcome, str]]
    most: int

    def round(self, feeds: Iterable[str]) -> Iterator[Watched]:
        """What becomes of every feed that is due and of every entry that is new, one line each."""
        for url in dict.fromkeys(feeds):
            with self.store.read() as connection:
                row = connection.execute(select(t.feed).where(t.feed.c.url == url)).first()
            if row is None or row.next_at <= self.now():
                yield from self._visit(url, row)

    # --- a feed ---------------------------------------------------------------------------------------------------------------

    def _visit(self, url: str, row: Any) -> Iterator[Watched]:
        etag, modified = (None, None) if row is None else (row.etag, row.modified)
        try:
            got = self.fetcher.fetch(url, kinds=FEEDS, etag=etag, modified=modified)
            feed = None if got.status == 304 else read_feed(got)
        except NotFetched as error:
            yield self._failed(url, row, error)
            return
        title = feed.title if feed is not None else row.title if row is not None else None
        self._note_feed(url, title=title, etag=etag, modified=modified)
        due = self._due(url, feed.entries if feed is not None else ())
        unchanged = feed is None and not due
        yield Watched(url, url, "unchanged" if unchanged else "read", None if unchanged else f"{len(due)} to fetch")
        for entry, tries in due[: self.most]:
            yield self._take(url, entry, tries)
        if feed is not None and len(due) <= self.most:
            self._note_feed(url, title=title, etag=got.etag, modified=got.modified)

    def _failed(self, url: str, row: Any, error: NotFetched) -> Watched:
        failures = 1 if row is None else row.failures + 1
        gone = error.status == 410
        wait = max(timedelta(seconds=error.wait or 0), _pause(failures))
        reason = f"{error.reason}; not asked again" if gone else error.reason
        title = None if row is None else row.title
        etag, modified = (None, None) if row is None else (row.etag, row.modified)
        self._note_feed(
            url,
            title=title,
            etag=etag,
            modified=modified,
            failures=failures,
            reason=reason,
            next_at=_NEVER if gone else self._later(wait),
        )
        return Watched(url, url, "failed", reason if gone else f"{reason}; asked again after {_spoken(wait)}")

    def _note_feed(self, url: str, *, failures: int = 0, reason: str | None = None, next_at: str = "", **known: Any) -> None:
        state = {"failures": failures, "reason": reason, "next_at": next_at, "asked_at": self.now(), **known}
        with self.store.write() as connection:
            if not connection.execute(update(t.feed).where(t.feed.c.url == url).values(**state)).rowcount:
                connection.execute(insert(t.feed).values(url=url, **state))

    # --- its entries ----------------------------------------------------------------------------------------------------------

    def _due(self, feed: str, entries: Iterable[Entry]) -> list[tuple[Entry, int]]:
        """What is to be fetched, oldest first, with how often it was tried: new, changed, or failed and due again."""
        now = self.now()
        e = t.entry.c
        with self.store.read() as connection:
            waiting = connection.execute(select(t.entry).where(and_(e.feed == feed, e.next_at.is_not(None)))).all()
            due = {
                row.url: (Entry(row.url, row.title, row.byline, row.published, row.updated), row.tries)
                for row in waiting
                if row.next_at <= now
            }
            for entry in reversed(list(entries)):
                known = connection.execute(select(e.updated, e.next_at).where(e.url == entry.url)).first()
                if known is None or (known.next_at is None and entry.updated is not None and entry.updated != known.updated):
                    due[entry.url] = (entry, 0)
        return list(due.values())

    def _take(self, feed: str, entry: Entry, tries: int) -> Watched:
        """Fetch an entry's page and keep it."""
        try:
            got = self.fetcher.fetch(entry.url)
        except NotFetched as error:
            given_up = error.lasting or tries + 1 >= _TRIES
            # Who is asked to wait has not tried.
            tries, wait = (tries, timedelta(seconds=error.wait)) if error.wait else (tries + 1, _pause(tries + 1))
            reason = error.reason if given_up else f"{error.reason}; asked again after {_spoken(wait)}"
            self._note_entry(feed, entry, tries, None if given_up and not error.wait else self._later(wait))
            return Watched(feed, entry.url, "failed", reason)
        fill = Fields(title=entry.title, byline=entry.byline, published=entry.published)
        outcome, became = self.keep(read_fetched(got, fill=fill))
        self._note_entry(feed, entry, tries, None)
        return Watched(feed, entry.url, became, outcome.reason)

    def _note_entry(self, feed: str, entry: Entry, tries: int, next_at: str | None) -> None:
        state = {"title": entry.title, "byline": entry.byline, "published": entry.published, "updated": entry.updated}
        with self.store.write() as connection:
            connection.execute(delete(t.entry).where(t.entry.c.url == entry.url))
            connection.execute(insert(t.entry).values(url=entry.url, feed=feed, tries=tries, next_at=next_at, **state))

    def _later(self, wait: timedelta) -> str:
        then = datetime.fromisoformat(self.now().replace("Z", "+00:00")) + wait
        return then.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _pause(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: twice as long each time, a day at most."""
    return min(_FIRST_WAIT * (1 << min(failures - 1, 20)), _LONGEST_WAIT)


def _spoken(wait: timedelta) -> str:
    seconds = int(wait.total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"
