"""What the routes share: the archive, the workers, the seals, records that nobody has kept yet, and stories made into pages."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, TypeVar

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from onrecord.archive import Archive, StorySummary
from onrecord.archive import open as open_archive
from onrecord.errors import OnrecordError
from onrecord.stores.beside import Beside, Piece, beside_of
from onrecord.stores.recent import Recent
from onrecord.web.kept import basis_in
from onrecord.web.safety import Refusal, Seals
from onrecord.web.settings import Settings
from onrecord.web.stories import make_story, refresh
from onrecord.web.tasks import Given, Laid
from onrecord.web.work import Crew

__all__ = ["Desk", "Draft", "UnderWay"]

T = TypeVar("T")
_FRESH = 600.0
"""Seconds after which a laid-out story is laid out anew even if nothing seems to have changed."""


class UnderWay(OnrecordError):
    """What is asked for is being made, which goes on; ``story`` names the story that it is of, if it is of one."""

    def __init__(self, story: str | None = None) -> None:
        super().__init__("this is being made just now: ask again in a moment")
        self.story = story


@dataclass(frozen=True, slots=True)
class Draft:
    """A comparison that is not kept: it is forgotten when the server stops, or when enough others have come."""

    laid: Laid
    given: Given


@dataclass(slots=True)
class Desk:
    """One server's state. ``crew`` works on what visitors give, ``setters`` lay out stories of the archive."""

    settings: Settings
    seals: Seals
    crew: Crew
    setters: Crew
    archive: Archive | None
    drafts: Recent[Draft]
    beside: Beside | None = None
    laid: Recent[tuple[float, Any]] = field(default_factory=lambda: Recent(64))
    drawings: Recent[Markup] = field(default_factory=lambda: Recent(64))
    _laying: dict[Hashable, asyncio.Task[Any]] = field(default_factory=dict)
    _refreshing: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings) -> Desk:
        """A desk as the settings say, its archive open; raises `ArchiveError` where there is none at their place."""
        path = None if settings.archive is None else beside_of(str(settings.archive))
        return cls(
            settings=settings,
            seals=Seals(settings),
            crew=Crew(workers=settings.workers, waiting=settings.waiting, seconds=settings.work_time),
            setters=Crew(
                workers=settings.workers,
                waiting=8 * settings.waiting,
                seconds=settings.make_time,
                way_out="try again when the machine is less busy; `onrecord update` and an idle server make pages beforehand",
            ),
            archive=None if settings.archive is None else open_archive(settings.archive, create=False),
            drafts=Recent(settings.kept),
            beside=None if path is None else Beside(path),
        )

    def close(self) -> None:
        """Stop the workers and let go of the archive."""
        self.crew.close()
        self.setters.close()
        if self.archive is not None:
            self.archive.close()
        if self.beside is not None:
            self.beside.close()

    def forget(self) -> None:
        """Let go of what is held in memory, because an editor has spoken."""
        self.laid.clear()

    def shelf(self) -> Archive:
        """The archive; raises `Refusal` where the server was started without one."""
        if self.archive is None:
            raise Refusal(404, "no-archive", "this server has no archive: start it with `onrecord serve --archive PATH`")
        return self.archive

    def keep_draft(self, draft: Draft) -> str:
        """A name for the draft that nobody can guess."""
        name = secrets.token_urlsafe(12)
        self.drafts.put(name, draft)
        return name

    async def made(self, story: str, *globs: str) -> tuple[StorySummary, str, dict[str, Piece]]:
        """A story, the basis of its pages, and their pieces of these names: as kept, or made now.

        Raises `UnderWay` where that takes longer than a reader's patience; it goes on all the same.
        """
        summary, basis, pieces = await run_in_threadpool(self.kept, story, *globs)
        going = self._refreshing.get(summary.id)
        if not pieces and going is not None:
            await self._wait(going, self.settings.patience, summary.id)
            summary, basis, pieces = await run_in_threadpool(self.kept, story, *globs)
        if not pieces:
            basis, whole = await self.lay(
                ("made", summary.id, basis), make_story, str(self.settings.archive), summary.id, story=summary.id
            )
            pieces = {part: piece for part, piece in whole.items() if any(fnmatchcase(part, glob) for glob in globs)}
        return summary, basis, pieces

    def kept(self, story: str, *globs: str) -> tuple[StorySummary, str, dict[str, Piece]]:
        """The same, without what is not kept."""
        summary, basis = self.shelf().basis(story)
        basis = basis_in(basis)
        return summary, basis, {} if self.beside is None else self.beside.get(summary.id, basis, *globs)

    async def lay(
        self, key: Hashable, task: Callable[..., T], *arguments: object, story: str | None = None, wait: float | None = None
    ) -> T:
        """What the task gives, from memory where it was asked a little while ago; those who ask together wait together.

        Raises `UnderWay` where that takes longer than ``wait``, else than a reader's patience; it goes on all the same.
        """
        held = self.laid.get(key)
        if held is not None and time.monotonic() - held[0] < _FRESH:
            known: T = held[1]
            return known
        going = self._laying.get(key)
        if going is None:
            going = asyncio.create_task(self.setters.do(task, *arguments))
            self._laying[key] = going
            going.add_done_callback(lambda done: self._laid(key, done))
        laid: T = await self._wait(going, self.settings.patience if wait is None else wait, story)
        return laid

    async def refresh(self, story: str) -> None:
        """Bring a story up to what editors have said, within a reader's patience or after; its pages wait for it."""
        before = self._refreshing.get(story)

        async def one_after_the_other() -> None:
            if before is not None:
                await asyncio.wait([before])
            with suppress(OnrecordError):  # what cannot be made now is made when it is next asked for
                await self.setters.do(refresh, str(self.settings.archive), story)

        going = asyncio.create_task(one_after_the_other())
        self._refreshing[story] = going
        going.add_done_callback(lambda done: self._refreshing.pop(story) if self._refreshing.get(story) is done else None)
        with suppress(UnderWay):
            await self._wait(going, self.settings.patience, story)

    def _laid(self, key: Hashable, done: asyncio.Task[Any]) -> None:
        self._laying.pop(key, None)
        if not done.cancelled() and done.exception() is None:
            self.laid.put(key, (time.monotonic(), done.result()))

    async def _wait(self, going: asyncio.Task[T], seconds: float, story: str | None) -> T:
        done, _ = await asyncio.wait([going], timeout=seconds)
        if not done:
            raise UnderWay(story)
        return going.result()
