"""People: who has spoken; one of them with names, positions over time and their changes, statements by act and about whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from onrecord.archive import ArchivedPerson, Hit, Hits, Profile
from onrecord.archive.marks import read_mark, write_mark
from onrecord.datamodel import Judgement
from onrecord.errors import OnrecordError
from onrecord.people import name_key
from onrecord.web.api import Day, desk_of, kept_positions, positions_of
from onrecord.web.desk import Desk, UnderWay
from onrecord.web.frame import show
from onrecord.web.picture import draw_positions
from onrecord.web.story_pages import judged_now

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Words = Annotated[str | None, Query(max_length=1000)]
Page = Annotated[str | None, Query(max_length=500)]
_PEOPLE = 120
"""On one page of their list."""
_MATTERS = 12
"""Matters that are shown; the API has all."""


@router.get("/people")
def people(request: Request, name: Words = None, after: Page = None) -> Response:
    """Those who have spoken."""
    found = desk_of(request).shelf().people(name or None, limit=_PEOPLE + 1, after=read_mark(after, int, str))
    last = found[_PEOPLE - 1] if len(found) > _PEOPLE else None
    asked = {"name": name} if name else {}
    return show(
        request,
        "people.html.j2",
        people=found[:_PEOPLE],
        name=name,
        later=after is not None,
        first=urlencode(asked),
        next=None if last is None else urlencode({**asked, "after": write_mark(last.statements, last.id)}),
    )


@router.get("/people/{person:path}")
async def person(
    request: Request,
    person: str,
    about: Words = None,
    act: Words = None,
    outlet: Words = None,
    on: Words = None,
    until: Day = None,
    after: Page = None,
    judged: Words = None,
) -> Response:
    """A person: names, positions over time with what changed, statements by day, act and issue, about whom."""
    desk = desk_of(request)
    chosen = {key: value for key, value in (("about", about), ("act", act), ("outlet", outlet), ("until", until)) if value}
    seen = await run_in_threadpool(_read, desk, person, on or None, chosen, after)
    trouble, under_way = None, False
    found = seen.positions
    if found is None:
        try:
            found = await positions_of(desk, seen.one, seen.profile, on=on or None, since=None, until=until or None)
        except UnderWay:
            under_way = True
        except OnrecordError as error:
            trouble = str(error)
    just_now = await judged_now(desk, judged)
    given: dict[str, Any] = {"on": on, "chosen": chosen, "judged": just_now, "trouble": trouble, "under_way": under_way}
    return await run_in_threadpool(_show, request, seen, found or {"positions": []}, **given)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the archive has of a person; ``positions`` as they are kept, or None, and ``kept_as`` what names them."""

    one: ArchivedPerson
    profile: Profile
    hits: Sequence[Hit]
    next: str | None
    said: str | None
    """Why there are no hits."""
    judgements: tuple[Judgement, ...]
    positions: dict[str, Any] | None
    kept_as: tuple[str, str, str]


def _read(desk: Desk, person: str, on: str | None, chosen: dict[str, Any], after: str | None) -> _Seen:
    shelf = desk.shelf()
    one = shelf.person(person)
    profile = shelf.profile(one.id)
    hits, said = Hits(()), None
    try:
        hits = shelf.search(on, person=one.id, limit=40, after=after, **chosen)
    except OnrecordError as error:
        said = str(error)
    stand, part, positions = kept_positions(desk, one, profile, on=on, since=None, until=chosen.get("until"))
    return _Seen(one, profile, hits, hits.after, said, shelf.judgements(), positions, (one.id, stand, part))


def _drawing(desk: Desk, seen: _Seen, positions: Sequence[dict[str, Any]]) -> Markup:
    """The drawing of the positions that are shown; it takes a third of a page, so that of kept ones is held in memory."""
    drawn = desk.drawings.get(seen.kept_as)
    if drawn is None:
        drawn = draw_positions(positions[:_MATTERS])
        if seen.positions is not None:
            desk.drawings.put(seen.kept_as, drawn)
    return drawn


def _show(
    request: Request,
    seen: _Seen,
    found: dict[str, Any],
    *,
    on: str | None,
    chosen: dict[str, str],
    judged: Judgement | None,
    trouble: str | None,
    under_way: bool,
) -> Response:
    one, positions = seen.one, found["positions"]
    days: dict[str, list[Hit]] = {}
    for hit in seen.hits:
        days.setdefault((hit.published or "")[:10], []).append(hit)
    keys = {name_key(name, one.kind): name for name in one.names} | {one.id: one.name}
    home = f"/people/{quote(one.id, safe='')}"
    asked = {**chosen, **({"on": on} if on else {})}
    return show(
        request,
        "person.html.j2",
        202 if under_way else 200,
        under_way=under_way,
        judge=home,
        judged=judged,
        home=home,
        one=one,
        profile=seen.profile,
        keys=keys,
        judgements=[j for j in seen.judgements if j.on == "person" and any(anchor.person in keys for anchor in j.anchors)],
        positions=positions[:_MATTERS],
        drawing=_drawing(desk_of(request), seen, positions),
        more_positions=max(0, len(positions) - _MATTERS),
        found=found,
        earlier=urlencode({**asked, "until": found["before"]}) if found.get("before") else None,
        trouble=trouble,
        said=seen.said,
        days=days,
        hits=seen.hits,
        chosen=chosen,
        on=on,
        next=urlencode({**asked, "after": seen.next}) if seen.next else None,
    )
