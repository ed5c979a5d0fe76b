"""Stories made into pages before anybody asks, the latest first, by one worker that gives way to everything else."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress

from starlette.concurrency import run_in_threadpool

from onrecord.errors import OnrecordError
from onrecord.web.desk import Desk
from onrecord.web.stories import make_story
from onrecord.web.work import Crew

__all__ = ["make_ahead"]

PAUSE = 30.0
"""Seconds between two looks at whether anything has changed."""
_PAGE = 100


async def make_ahead(desk: Desk) -> None:
    """Make what is not kept, again and again; ends when it is cancelled."""
    crew = Crew(workers=1, waiting=1, seconds=10 * desk.settings.work_time)
    seen: object = None
    try:
        await crew.do(_give_way)
        while True:
            with suppress(OnrecordError):
                now = await run_in_threadpool(lambda: (desk.shelf().counts(), desk.shelf().log(limit=1)))
                if now != seen:
                    await _pass_through(desk, crew)
                    seen = now
            await asyncio.sleep(PAUSE)
    finally:
        crew.close()


async def _pass_through(desk: Desk, crew: Crew) -> None:
    after: str | None = None
    while page := await run_in_threadpool(_stories, desk, after):
        for story in page:
            with suppress(OnrecordError):
                _, _, pieces = await run_in_threadpool(desk.kept, story, "head")
                if not pieces:
                    await crew.do(make_story, str(desk.settings.archive), story)
        after = page[-1]


def _stories(desk: Desk, after: str | None) -> list[str]:
    return [story.id for story in desk.shelf().stories(several=True, limit=_PAGE, after=after)]


def _give_way() -> int:
    """The lowest claim to the processor that there is."""
    return os.nice(19)
