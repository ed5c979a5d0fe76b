"""What is done before anybody asks: what was written is read for the next search, and stories are made into pages.

Stories are made the latest first, by one worker that gives way to everything else.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from starlette.concurrency import run_in_threadpool

from onrecord.archive import StorySummary
from onrecord.errors import OnrecordError
from onrecord.web.desk import Desk
from onrecord.web.stories import make_story
from onrecord.web.work import Crew

__all__ = ["follow", "make_ahead"]

_LOG = logging.getLogger(__name__)

PAUSE = 30.0
"""Seconds between two looks at whether anything has changed."""
LOOK = 0.2
"""Seconds between two looks at whether somebody has written to the archive."""
_PAGE = 100


async def follow(desk: Desk, over: asyncio.Event) -> None:
    """Read what was written, whoever wrote it, so that hardly a search has to do it first; until it is over."""
    told = ""
    while desk.archive is not None and not over.is_set():
        try:
            await run_in_threadpool(desk.archive.catch_up)
            told = ""
        except Exception as error:  # whoever searches is told; in the log it stands once
            if (said := repr(error)) != told:
                _LOG.warning("what the next search needs was not read beforehand", exc_info=error)
            told = said
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), LOOK)


async def make_ahead(desk: Desk) -> None:
    """Make what is not kept, again and again; ends when it is cancelled."""
    crew = Crew(workers=1, waiting=1, seconds=desk.settings.make_time)
    seen: object = None
    try:
        await crew.do(_give_way)
        while True:
            with _going_on("what has changed"):
                now = await run_in_threadpool(lambda: (desk.shelf().counts(), desk.shelf().log(limit=1)))
                if now != seen:
                    await _pass_through(desk, crew)
                    seen = now
            await asyncio.sleep(PAUSE)
    finally:
        crew.close()


async def _pass_through(desk: Desk, crew: Crew) -> None:
    after: tuple[str, str] | None = None
    while page := await run_in_threadpool(_stories, desk, after):
        for story in page:
            with _going_on(f"the page of story {story.id}"):
                _, _, pieces = await run_in_threadpool(desk.kept, story.id, "head")
                if not pieces:
                    await crew.do(make_story, str(desk.settings.archive), story.id)
        after = page[-1].place


@contextmanager
def _going_on(what: str) -> Iterator[None]:
    """Let nothing that fails end the rest: whoever asks for it is told; what nobody foresaw stands in the log."""
    try:
        yield
    except OnrecordError:
        pass
    except Exception as error:
        _LOG.warning("%s was not made beforehand", what, exc_info=error)


def _stories(desk: Desk, after: tuple[str, str] | None) -> tuple[StorySummary, ...]:
    return desk.shelf().stories(several=True, limit=_PAGE, after=after)


def _give_way() -> int:
    """The lowest claim to the processor that there is."""
    return os.nice(19)
