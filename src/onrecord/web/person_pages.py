"""People: who has spoken; one of them with names, positions over time and their changes, statements by act and about whom."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from onrecord.errors import OnrecordError
from onrecord.people import name_key
from onrecord.web.api import desk_of, positions_of
from onrecord.web.frame import show
from onrecord.web.picture import draw_positions
from onrecord.web.story_pages import judged_now

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Words = Annotated[str | None, Query(max_length=1000)]
Page = Annotated[str | None, Query(max_length=500)]
_MATTERS = 12
"""Matters that are shown; the API has all."""


@router.get("/people")
def people(request: Request, name: Words = None) -> Response:
    """Those who have spoken."""
    found = desk_of(request).shelf().people(name or None, limit=120)
    return show(request, "people.html.j2", people=found, name=name)


@router.get("/people/{person:path}")
async def person(
    request: Request,
    person: str,
    about: Words = None,
    act: Words = None,
    outlet: Words = None,
    on: Words = None,
    until: Words = None,
    after: Page = None,
    judged: Words = None,
) -> Response:
    """A person: names, positions over time with what changed, statements by day, act and issue, about whom."""
    desk = desk_of(request)
    shelf = desk.shelf()
    one = await run_in_threadpool(shelf.person, person)
    profile = await run_in_threadpool(desk.profile, one)
    chosen = {key: value for key, value in (("about", about), ("act", act), ("outlet", outlet), ("until", until)) if value}
    hits: Any = ()
    said = trouble = None
    try:
        hits = await run_in_threadpool(partial(shelf.search, on or None, person=one.id, limit=40, after=after, **chosen))  # type: ignore[arg-type]
    except OnrecordError as error:
        said = str(error)
    found: dict[str, Any] = {"positions": []}
    try:
        found = await positions_of(desk, one, profile, on=on or None, since=None, until=until or None)
    except OnrecordError as error:
        trouble = str(error)
    positions = found["positions"]
    days: dict[str, list[Any]] = {}
    for hit in hits:
        days.setdefault((hit.published or "")[:10], []).append(hit)
    made = await run_in_threadpool(shelf.judgements)
    keys = {name_key(name, one.kind): name for name in one.names} | {one.id: one.name}
    home = f"/people/{quote(one.id, safe='')}"
    return show(
        request,
        "person.html.j2",
        judge=home,
        judged=await judged_now(desk, judged),
        home=home,
        one=one,
        profile=profile,
        keys=keys,
        judgements=[j for j in made if j.on == "person" and any(anchor.person in keys for anchor in j.anchors)],
        positions=positions[:_MATTERS],
        drawing=draw_positions(positions[:_MATTERS]),
        more_positions=max(0, len(positions) - _MATTERS),
        found=found,
        earlier=urlencode({**chosen, **({"on": on} if on else {}), "until": found["before"]}) if found.get("before") else None,
        trouble=trouble,
        said=said,
        days=days,
        hits=hits,
        chosen=chosen,
        on=on,
        next=urlencode({**chosen, **({"on": on} if on else {}), "after": hits.after}) if hits and hits.after else None,
    )
