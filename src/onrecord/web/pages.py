"""The pages for people: rendered on the server, whole without scripts, every change sealed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from onrecord.archive import Archive, StorySummary, Tally
from onrecord.archive.marks import read_mark, write_mark
from onrecord.errors import NotInArchive, OnrecordError
from onrecord.outputs.edition import spell_date
from onrecord.web import tasks
from onrecord.web.api import cite, cut_passage, desk_of, verified
from onrecord.web.desk import Desk, Draft, UnderWay
from onrecord.web.frame import give_cookie, local_path, look_around, sealed, show
from onrecord.web.listing import answer
from onrecord.web.made import Meta, read_meta
from onrecord.web.printing import MEDIA, static_file
from onrecord.web.safety import Refusal
from onrecord.web.stories import keep_given
from onrecord.web.work import CrewBusy, TookTooLong, WorkFailed

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_AROUND = 360
_FRONT, _FRONT_MOST = 24, 120
"""Stories on a page of the first page: so many at least, so many at most; between them it ends with a day."""
_FACETS = 10
_OUTLET_REPORTS = 60
_STUDIED = 24
"""The latest stories of an outlet that are studied for its page."""
Words = Annotated[str | None, Query(max_length=1000)]
Page = Annotated[str | None, Query(max_length=500)]


@router.get("/static/{digest}/{name}")
def static(digest: str, name: str) -> Response:
    """A style or script of ours; no other file can be asked for."""
    if name not in MEDIA:
        raise Refusal(404, "not-found", "there is nothing here")
    data, now = static_file(name)
    lasting = "public, max-age=31536000, immutable" if digest == now else "no-cache"
    return Response(data, media_type=MEDIA[name], headers={"Cache-Control": lasting})


@router.get("/robots.txt")
def robots() -> Response:
    """Nothing here is for crawlers."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


@router.get("/sign-in")
def sign_in(request: Request, to: str = "/") -> Response:
    """Ask for the token."""
    return show(request, "sign-in.html.j2", to=to, wrong=False)


@router.post("/sign-in")
async def signed_in(request: Request) -> Response:
    """With the right token, a cookie and the way back."""
    desk = desk_of(request)
    form = await request.form(max_files=0, max_fields=4, max_part_size=10_000)
    to = str(form.get("to", "/"))
    if not desk.seals.is_token(str(form.get("token", ""))):
        return show(request, "sign-in.html.j2", 401, to=to, wrong=True)
    response = RedirectResponse(local_path(to), 303)
    give_cookie(request, response, desk.seals.new_visitor())
    return response


# -- what visitors give -------------------------------------------------------------------------------------------------------


async def _given(form: FormData) -> tasks.Given:
    files_given: list[tuple[str, bytes]] = []
    for upload in form.getlist("files"):
        if isinstance(upload, UploadFile) and upload.filename:
            files_given.append((upload.filename, await upload.read()))
    outlets, dates = form.getlist("outlet"), form.getlist("published")
    rows: list[dict[str, Any]] = []
    for number, words in enumerate(map(str, form.getlist("text"))):
        if words.strip():
            row = {"id": f"pasted-{number + 1}", "text": words.replace("\r\n", "\n")}
            for key, values in (("outlet", outlets), ("published", dates)):
                if number < len(values) and str(values[number]).strip():
                    row[key] = str(values[number]).strip()
            rows.append(row)
    return tasks.Given(tuple(files_given), tuple(rows))


def _typed(form: FormData) -> list[dict[str, str]]:
    """What was typed into the fields of each report."""
    keys = ("text", "outlet", "published")
    columns = [[str(value) for value in form.getlist(key)] for key in keys]
    return [dict(zip(keys, row, strict=True)) for row in zip_longest(*columns, fillvalue="")]


@router.get("/compare")
def compare(request: Request, fields: Annotated[int, Query(ge=2, le=8)] = 2) -> Response:
    """Paste or drop reports."""
    return show(request, "compare.html.j2", fields=fields, typed=[])


@router.post("/compare")
async def compared(request: Request) -> Response:
    """Make a record of what was pasted or dropped, and lead to it."""
    desk = desk_of(request)
    form = await sealed(request)
    given = await _given(form)
    try:
        if not given.files and not given.rows:
            raise OnrecordError("no report was given: paste at least one text, or choose files")
        laid = await desk.crew.do(tasks.compare, given)
    except (CrewBusy, WorkFailed):
        raise
    except OnrecordError as error:  # what was pasted stays on the page
        typed = _typed(form)
        status = 413 if isinstance(error, TookTooLong) else 422
        fields = min(8, max(2, len(typed)))
        return show(request, "compare.html.j2", status, fields=fields, typed=typed, files=given.files, trouble=str(error))
    return RedirectResponse(f"/compare/{desk.keep_draft(Draft(laid, given))}", 303)


@router.get("/verify")
def verify(request: Request) -> Response:
    """Paste a text that quotes."""
    return show(request, "verify.html.j2", quoting="", looked_in="", found=None)


@router.post("/verify")
async def verify_given(request: Request) -> Response:
    """Say of each quotation where it stands."""
    desk = desk_of(request)
    form = await sealed(request)
    quoting = str(form.get("quoting", "")).replace("\r\n", "\n")
    given = await _given(form)
    looked_in = str(form.get("text", ""))
    try:
        if not quoting.strip():
            raise OnrecordError("no text was given: paste one that quotes")
        found = await verified(desk, quoting, given)
    except (CrewBusy, WorkFailed):
        raise
    except OnrecordError as error:  # what was pasted stays on the page
        status = 413 if isinstance(error, TookTooLong) else 422
        typed: dict[str, Any] = {"quoting": quoting, "looked_in": looked_in, "files": given.files}
        return show(request, "verify.html.j2", status, found=None, trouble=str(error), **typed)
    linked = not (given.files or given.rows)
    return show(
        request,
        "verify.html.j2",
        quoting=quoting,
        looked_in=looked_in,
        found=[_verdict(each, linked=linked) for each in found],
    )


def _verdict(found: dict[str, Any], *, linked: bool) -> dict[str, Any]:
    """A verified quotation as its page prints it."""
    places = [(each, False) for each in found["found"]] + ([(found["nearest"], True)] if found["nearest"] else [])
    return {
        **{key: found[key] for key in ("standing", "why", "speaker")},
        "words": " … ".join(part["exact"] for part in found["passages"]),
        "found": [
            {
                "outlet": each["outlet"] or each["report"],
                "published": each["published"],
                "speaker": each["speaker"],
                "words": " … ".join(part["exact"] for part in each["passages"]),
                "nearest": nearest,
                "link": _passage_path(each) if linked else None,
            }
            for each, nearest in places
        ],
    }


def _passage_path(found: dict[str, Any]) -> str:
    start, end = found["passages"][0]["span"][0], found["passages"][-1]["span"][1]
    return f"/p/{quote(found['report'], safe='')}/{start}-{end}"


def _draft(desk: Desk, name: str) -> Draft:
    draft = desk.drafts.get(name)
    if draft is None:
        raise Refusal(404, "not-kept", "this comparison was not kept and is forgotten: compare the reports again")
    return draft


@router.get("/compare/{name}")
def draft(request: Request, name: str) -> Response:
    """A comparison that is not kept yet."""
    laid = _draft(desk_of(request), name).laid
    return show(request, "draft.html.j2", name=name, laid=laid, style=f"/compare/{name}/lighting.css")


@router.get("/compare/{name}/lighting.css")
def draft_style(request: Request, name: str) -> Response:
    """What lights up the other readings of a place without scripts."""
    return Response(
        _draft(desk_of(request), name).laid.style, media_type="text/css", headers={"Cache-Control": "private, no-cache"}
    )


@router.get("/compare/{name}/record.json")
def draft_json(request: Request, name: str) -> Response:
    """The record as a file."""
    return _file(_draft(desk_of(request), name).laid.json, "record.json", "application/json")


@router.get("/compare/{name}/record.html")
async def draft_page(request: Request, name: str) -> Response:
    """The record as one self-contained page."""
    desk = desk_of(request)
    return _file(await desk.crew.do(tasks.page_of, _draft(desk, name).laid.json), "record.html", "text/html")


def _file(words: str, name: str, media: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-cache"}
    return Response(words.encode("utf-8", "replace"), headers=headers, media_type=media)


@router.post("/compare/{name}/keep")
async def keep_draft(request: Request, name: str) -> Response:
    """Add the reports to the archive and lead to their story."""
    desk = desk_of(request)
    await sealed(request)
    draft = _draft(desk, name)
    desk.shelf()
    became = await desk.crew.do(keep_given, str(desk.settings.archive), draft.given)
    if became["story"] is None:
        reasons = "; ".join(f"{each['name']}: {each['reason']}" for each in became["reports"])
        raise Refusal(422, "not-kept", f"the archive took none of these reports in. {reasons}")
    return RedirectResponse(f"/stories/{quote(became['story'], safe='')}", 303)


@router.post("/compare/{name}/discard")
async def discard_draft(request: Request, name: str) -> Response:
    """Forget it now."""
    await sealed(request)
    desk_of(request).drafts.drop(name)
    return RedirectResponse("/compare", 303)


# -- the archive --------------------------------------------------------------------------------------------------------------


@router.get("/")
def today(request: Request, after: Page = None, all: bool = False) -> Response:
    """Stories, what arrived, what failed."""
    desk = desk_of(request)
    if desk.archive is None:
        return show(request, "compare.html.j2", fields=2, typed=[])
    found, more = _latest(desk.archive, several=not all, after=after)
    what = {story.id: desk.kept(story.id, "meta")[2].get("meta") for story in found}
    log = desk.archive.log(limit=200) if after is None else ()
    troubles = [line for line in log if line.outcome in ("refused", "failed")][:8]
    arrived = Counter(line.outcome for line in log if line.action == "add")
    days = sorted(story.last[:10] for story in found if story.last)
    return show(
        request,
        "today.html.j2",
        stories=found,
        days=" to ".join(dict.fromkeys(map(spell_date, (days[0], days[-1])))) if days else None,
        failing=[feed for feed in desk.archive.feeds() if feed.failures] if after is None else [],
        matters={story: read_meta(piece).differences for story, piece in what.items() if piece is not None},
        more=more,
        counts=desk.archive.counts(),
        troubles=troubles,
        arrived=arrived,
        arrivals=desk.archive.arrivals() if after is None else (),
        later=after is not None,
        everything=all,
    )


def _latest(shelf: Archive, *, several: bool, after: str | None) -> tuple[list[StorySummary], str | None]:
    """The stories of the latest days, whole days where that can be, the most independent texts first; and where to go on."""
    page = shelf.stories(several=several, limit=_FRONT_MOST + 1, after=read_mark(after, str, str))
    days = [(story.last or "")[:10] for story in page]
    ends = [n for n in range(_FRONT, len(page)) if days[n] != days[n - 1]]
    end = ends[0] if ends else min(len(page), _FRONT_MOST)
    ranked = sorted(page[:end], key=lambda story: (-story.independent, -story.disputed))
    return ranked, write_mark(*page[end - 1].place) if len(page) > end else None


@router.get("/search")
def search(
    request: Request,
    q: Words = None,
    speaker: Words = None,
    about: Words = None,
    outlet: Words = None,
    act: Words = None,
    manner: Words = None,
    since: Words = None,
    until: Words = None,
    person: Words = None,
    after: Page = None,
) -> Response:
    """Statements by words and facets."""
    desk = desk_of(request)
    asked = {
        key: value
        for key, value in (
            ("q", q),
            ("speaker", speaker),
            ("about", about),
            ("outlet", outlet),
            ("act", act),
            ("manner", manner),
            ("since", since),
            ("until", until),
            ("person", person),
        )
        if value
    }
    hits: Any = ()
    found: Tally | None = None
    said = None
    shown = dict(asked)
    if asked:
        filters: dict[str, Any] = {key: value for key, value in asked.items() if key != "q"}
        try:
            if person:
                shown["person"] = desk.shelf().person(person).name
            hits = desk.shelf().search(q or None, **filters, limit=30, after=after)
            found = desk.shelf().tally(q or None, **filters) if hits else None
        except OnrecordError as error:
            said = str(error)
    return show(
        request,
        "search.html.j2",
        asked=asked,
        shown=shown,
        without={key: urlencode({k: v for k, v in asked.items() if k != key}) for key in asked},
        hits=hits,
        said=said,
        facets=[] if found is None else _facets(asked, found),
        later=after is not None,
        first=urlencode(asked),
        next=urlencode({**asked, "after": hits.after}) if hits and hits.after else None,
    )


def _facets(asked: dict[str, str], found: Tally) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """By what the hits can be cut down: each value with its count over all pages, and the address that asks for it."""
    counted: dict[str, Sequence[tuple[str, int]]] = {
        "speaker": found.speakers,
        "outlet": found.outlets,
        "act": found.acts,
        "manner": found.manners,
    }
    rows = []
    if len(found.people) > 1 and not {"speaker", "person"} & set(asked):  # one person under whatever name, and nobody else
        del counted["speaker"]
        people = [(name, count, urlencode({**asked, "person": one})) for one, name, count in found.people[:_FACETS]]
        rows.append(("speaker", people))
    rows += [
        (name, [(value, count, urlencode({**asked, name: value})) for value, count in values[:_FACETS]])
        for name, values in counted.items()
        if name not in asked and len(values) > 1
    ]
    if not {"since", "until"} & set(asked) and len(found.months) > 1:
        months = sorted(found.months, key=lambda month: month[0], reverse=True)[:_FACETS]
        rows.append(("month", [(month, n, urlencode({**asked, "since": month, "until": month})) for month, n in months]))
    return rows


@router.get("/outlets/{outlet:path}")
async def outlet(request: Request, outlet: str, after: Page = None) -> Response:
    """An outlet: what it cites, shares and alters; its reports."""
    desk = desk_of(request)
    mark = read_mark(after, str, str)
    cards = await run_in_threadpool(
        lambda: desk.shelf().reports(outlet=outlet, latest=True, limit=_OUTLET_REPORTS + 1, after=mark)
    )
    if not cards:
        raise Refusal(404, "not-found", f"the archive holds no report of an outlet named {outlet!r}")
    latest = await run_in_threadpool(lambda: desk.shelf().search(outlet=outlet, limit=_STUDIED * 8))
    stories = list(dict.fromkeys(hit.story for hit in latest if hit.story))[:_STUDIED]
    studied, under_way = await _metas(desk, stories)
    return show(
        request,
        "outlet.html.j2",
        202 if under_way else 200,
        under_way=under_way,
        outlet=cards[0].outlet,
        cards=cards[:_OUTLET_REPORTS],
        study=_study(str(cards[0].outlet), studied),
        latest=len(stories),
        more=write_mark(*cards[_OUTLET_REPORTS - 1].place) if len(cards) > _OUTLET_REPORTS else None,
        later=mark is not None,
    )


async def _metas(desk: Desk, stories: list[str]) -> tuple[dict[str, Meta], bool]:
    """What is kept of these stories; where nothing is, the first is made now. And is it still under way?"""
    found: dict[str, Meta] = {}
    for story in stories:
        _, _, pieces = await run_in_threadpool(desk.kept, story, "meta")
        if pieces:
            found[story] = read_meta(pieces["meta"])
    if stories and not found:
        try:
            found[stories[0]] = read_meta((await desk.made(stories[0], "meta"))[2]["meta"])
        except UnderWay:
            return {}, True
    return found, False


def _study(outlet: str, stories: dict[str, Meta]) -> dict[str, Any]:
    """What an outlet cites, shares and alters in these stories, with the stories' names."""
    cites: Counter[str] = Counter()
    shares: Counter[str] = Counter()
    alters: list[dict[str, Any]] = []
    for story, meta in stories.items():
        mine = meta.outlets.get(outlet, {})
        cites.update(mine.get("cites", {}))
        shares.update(mine.get("shares", {}))
        for speaker, words, link, (other, theirs, there) in mine.get("alters", ()):
            pair = ((outlet, words, link), (other, theirs, there))
            alters.append({"speaker": speaker, "story": story, "title": meta.title, "pair": pair})
    return {
        "stories": len(stories),
        "cites": sorted(cites.items(), key=lambda item: (-item[1], item[0]))[:30],
        "shares": sorted(shares.items(), key=lambda item: (-item[1], item[0]))[:30],
        "alters": alters[:30],
    }


@router.get("/p/{report:path}/{start}-{end}")
def passage(
    request: Request,
    report: str,
    start: Annotated[int, Path(ge=0, le=10_000_000)],
    end: Annotated[int, Path(ge=1, le=10_000_000)],
    form: Words = None,
) -> Response:
    """A passage for good: its words where they stand, and how to cite them."""
    shelf = desk_of(request).shelf()
    found = shelf.report(report)
    cut = cut_passage(found, start, end)
    before, after = look_around(found.text.words, cut.span, _AROUND)
    citation = {
        "id": found.id,
        "outlet": found.outlet,
        "url": found.url,
        "headline": found.headline,
        "published": found.published,
        "text": found.text.id,
        "span": [start, end],
        "exact": cut.exact,
    }
    if form == "json":
        return answer(request, citation)
    if form in ("text", "markdown"):
        return PlainTextResponse(cite(found, cut, "markdown" if form == "markdown" else "text"))
    here = [s for s in shelf.statements(found.id) if any(p.span.overlaps(cut.span) for p in s.content)]
    as_json = json.dumps(citation, ensure_ascii=False)
    return show(
        request,
        "passage.html.j2",
        report=found,
        cut=cut,
        before=before,
        after=after,
        statements=here,
        story=_story_of(shelf, found.id),
        forms=(
            ("Text", "text", cite(found, cut)),
            ("Markdown", "markdown", cite(found, cut, "markdown")),
            ("JSON", "json", as_json),
        ),
    )


def _story_of(shelf: Archive, report: str) -> str | None:
    try:
        return shelf.summary(f"of-{report}").id
    except NotInArchive:  # it waits for `onrecord update`
        return None
