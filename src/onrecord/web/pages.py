"""The pages for people: rendered on the server, whole without scripts, every change sealed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query, Request
from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from onrecord.archive import Archive
from onrecord.datamodel import ACTS
from onrecord.errors import NotInArchive, OnrecordError
from onrecord.outputs.edition import spell_date
from onrecord.outputs.page import environment
from onrecord.web import tasks
from onrecord.web.api import answer, cite, cut_passage, desk_of, judged_key, verified
from onrecord.web.desk import Desk, Draft
from onrecord.web.safety import COOKIE, Refusal, sign_in_path
from onrecord.web.stories import SEAL, Chosen, LaidStory, keep_given, lay_reading, lay_story, study_outlet

__all__ = ["router", "say", "to_sign_in"]

router = APIRouter(include_in_schema=False)
_STATIC = {"page.css": "text/css", "page.js": "text/javascript", "web.css": "text/css", "web.js": "text/javascript"}
_AROUND = 360
Words = Annotated[str | None, Query(max_length=1000)]
Page = Annotated[str | None, Query(max_length=500)]


# -- the frame of every page --------------------------------------------------------------------------------------------------


@cache
def _static(name: str) -> tuple[bytes, str]:
    package, folder = ("onrecord.outputs", "templates") if name.startswith("page.") else ("onrecord.web", "static")
    data = files(package).joinpath(folder, name).read_bytes()
    return data, hashlib.sha256(data).hexdigest()[:16]


def _asset(name: str) -> str:
    """The address of a style or script of ours, which changes with its bytes."""
    return f"/static/{_static(name)[1]}/{name}"


@cache
def _templates() -> Environment:
    made = environment().overlay(loader=ChoiceLoader([PackageLoader("onrecord.web"), PackageLoader("onrecord.outputs")]))
    made.filters["sealed"] = lambda html, seal: Markup(html.replace(SEAL, seal))  # noqa: S704 (made by our own templates)
    made.filters["part"] = lambda words: quote(words, safe="")
    made.globals.update(asset=_asset, acts=ACTS, day=lambda published: spell_date((published or "")[:10] or None))
    return made


def show(request: Request, template: str, status: int = 200, **given: Any) -> Response:
    """A page within the frame, with the visitor's seal in its forms and the visitor's cookie."""
    desk = desk_of(request)
    visitor = desk.seals.visitor(request.cookies)
    new = visitor is None and (desk.settings.token is None or template == "sign-in.html.j2")
    number = visitor or desk.seals.new_visitor()
    html = (
        _templates()
        .get_template(template)
        .render(seal=desk.seals.seal(number), path=request.url.path, archived=desk.archive is not None, **given)
    )
    response = HTMLResponse(
        html, status, {"Cache-Control": "no-store" if status >= 400 else "private, no-cache", "Vary": "Cookie"}
    )
    if new and desk.settings.token is None:
        _give_cookie(request, response, number)
    return response


def _give_cookie(request: Request, response: Response, visitor: str) -> None:
    response.set_cookie(
        COOKIE, desk_of(request).seals.cookie(visitor), httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )


def say(request: Request, status: int, code: str, message: str, headers: dict[str, str]) -> Response:
    """A page that says what went wrong and the way out."""
    response = show(request, "error.html.j2", status, code=code, message=message)
    response.headers.update(headers)
    return response


def to_sign_in(request: Request) -> Response:
    """To where the token is asked for."""
    return RedirectResponse(sign_in_path(request.url.path), 303)


async def _sealed(request: Request) -> FormData:
    """The form, if it bears a seal that this visitor was given."""
    desk = desk_of(request)
    form = await request.form(max_files=desk.settings.reports, max_fields=200, max_part_size=desk.settings.body)
    if not desk.seals.holds(desk.seals.visitor(request.cookies), str(form.get("seal", ""))):
        raise Refusal(
            403, "no-seal", "this form is not one that was given to you just now: go back, load the page anew, try again"
        )
    return form


@router.get("/static/{digest}/{name}")
def static(digest: str, name: str) -> Response:
    """A style or script of ours; no other file can be asked for."""
    if name not in _STATIC:
        raise Refusal(404, "not-found", "there is nothing here")
    data, now = _static(name)
    lasting = "public, max-age=31536000, immutable" if digest == now else "no-cache"
    return Response(data, media_type=_STATIC[name], headers={"Cache-Control": lasting})


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
    local = to.startswith("/") and not to.startswith(("//", "/\\"))
    response = RedirectResponse(to if local else "/", 303)
    _give_cookie(request, response, desk.seals.new_visitor())
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


@router.get("/compare")
def compare(request: Request, fields: Annotated[int, Query(ge=2, le=8)] = 2) -> Response:
    """Paste or drop reports."""
    return show(request, "compare.html.j2", fields=fields)


@router.post("/compare")
async def compared(request: Request) -> Response:
    """Make a record of what was pasted or dropped, and lead to it."""
    desk = desk_of(request)
    given = await _given(await _sealed(request))
    if not given.files and not given.rows:
        raise Refusal(422, "nothing-given", "no report was given: paste at least one text, or choose files")
    laid = await desk.crew.do(tasks.compare, given)
    return RedirectResponse(f"/compare/{desk.keep_draft(Draft(laid, given))}", 303)


@router.get("/verify")
def verify(request: Request) -> Response:
    """Paste a text that quotes."""
    return show(request, "verify.html.j2", quoting="", found=None)


@router.post("/verify")
async def verify_given(request: Request) -> Response:
    """Say of each quotation where it stands."""
    desk = desk_of(request)
    form = await _sealed(request)
    quoting = str(form.get("quoting", "")).replace("\r\n", "\n")
    if not quoting.strip():
        raise Refusal(422, "nothing-given", "no text was given: paste one that quotes")
    given = await _given(form)
    found = await verified(desk, quoting, given)
    linked = not (given.files or given.rows)
    return show(request, "verify.html.j2", quoting=quoting, found=[_verdict(each, linked=linked) for each in found])


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
    await _sealed(request)
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
    await _sealed(request)
    desk_of(request).drafts.drop(name)
    return RedirectResponse("/compare", 303)


# -- the archive --------------------------------------------------------------------------------------------------------------


@router.get("/")
def today(request: Request, after: Page = None, all: bool = False) -> Response:
    """Stories, what arrived, what failed."""
    desk = desk_of(request)
    if desk.archive is None:
        return show(request, "compare.html.j2", fields=2)
    found = desk.archive.stories(several=not all, limit=31, after=after)
    log = desk.archive.log(limit=60) if after is None else ()
    troubles = [line for line in log if line.outcome in ("refused", "failed")][:8]
    arrived = Counter(line.outcome for line in log if line.action == "add")
    return show(
        request,
        "today.html.j2",
        stories=found[:30],
        more=found[29].id if len(found) > 30 else None,
        counts=desk.archive.counts(),
        troubles=troubles,
        arrived=arrived,
        everything=all,
    )


async def _lay(desk: Desk, story: str, chosen: Chosen) -> tuple[Any, LaidStory]:
    summary = await run_in_threadpool(desk.shelf().summary, story)
    key = ("story", summary, await judged_key(desk), chosen)
    return summary, await desk.lay(key, lay_story, str(desk.settings.archive), summary.id, chosen, True)


@router.get("/stories/{story}")
async def story(
    request: Request, story: str, speaker: Words = None, act: Words = None, outlet: Words = None, judged: Words = None
) -> Response:
    """A story: the differences that matter first."""
    desk = desk_of(request)
    chosen = Chosen(speaker or None, act or None, outlet or None)
    summary, laid = await _lay(desk, story, chosen)
    if summary.id != story:
        return RedirectResponse(f"/stories/{quote(summary.id, safe='')}", 301)
    made = await run_in_threadpool(desk.shelf().judgements)
    mine = {report for report, *_ in laid.reports}
    judgements = [j for j in made if any(a.report in mine for a in j.anchors)]
    query = urlencode({key: value for key, value in (("speaker", speaker), ("act", act), ("outlet", outlet)) if value})
    return show(
        request,
        "story.html.j2",
        summary=summary,
        laid=laid,
        chosen=chosen,
        judgements=judgements,
        judged=judged,
        style=f"/stories/{quote(summary.id, safe='')}/lighting.css?{query}",
    )


@router.get("/stories/{story}/lighting.css")
async def story_style(request: Request, story: str, speaker: Words = None, act: Words = None, outlet: Words = None) -> Response:
    """What lights up the other readings of a place without scripts."""
    _, laid = await _lay(desk_of(request), story, Chosen(speaker or None, act or None, outlet or None))
    return Response(laid.style, media_type="text/css", headers={"Cache-Control": "private, no-cache"})


@router.get("/stories/{story}/reading")
async def reading(request: Request, story: str, report: Annotated[list[str], Query(max_length=60)] = []) -> Response:  # noqa: B006
    """Two to four reports of a story side by side."""
    desk = desk_of(request)
    summary = await run_in_threadpool(desk.shelf().summary, story)
    cards = await run_in_threadpool(lambda: desk.shelf().reports(story=summary.id))
    chosen = tuple(dict.fromkeys(report))[:4] or tuple(card.id for card in cards[:2])
    key = ("reading", summary, await judged_key(desk), chosen)
    laid = await desk.lay(key, lay_reading, str(desk.settings.archive), summary.id, chosen)
    query = urlencode([("report", each) for each in chosen])
    return show(
        request,
        "reading.html.j2",
        summary=summary,
        cards=cards,
        laid=laid,
        chosen=chosen,
        style=f"/stories/{quote(summary.id, safe='')}/reading.css?{query}",
    )


@router.get("/stories/{story}/reading.css")
async def reading_style(request: Request, story: str, report: Annotated[list[str], Query(max_length=60)] = []) -> Response:  # noqa: B006
    """What lights up the other readings of a place without scripts."""
    desk = desk_of(request)
    summary = await run_in_threadpool(desk.shelf().summary, story)
    key = ("reading", summary, await judged_key(desk), tuple(report))
    laid = await desk.lay(key, lay_reading, str(desk.settings.archive), summary.id, tuple(report))
    return Response(laid.style, media_type="text/css", headers={"Cache-Control": "private, no-cache"})


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
        )
        if value
    }
    hits: Any = ()
    said = None
    if asked:
        filters: dict[str, Any] = {key: value for key, value in asked.items() if key != "q"}
        try:
            hits = desk.shelf().search(q or None, **filters, limit=30, after=after)
        except OnrecordError as error:
            said = str(error)
    facets = [
        (name, _facet(asked, name, [getattr(hit, name) for hit in hits])) for name in ("speaker", "outlet", "act", "manner")
    ]
    return show(
        request,
        "search.html.j2",
        asked=asked,
        hits=hits,
        said=said,
        facets=facets,
        next=urlencode({**asked, "after": hits.after}) if hits and hits.after else None,
    )


def _facet(asked: dict[str, str], name: str, values: list[str | None]) -> list[tuple[str, int, str]]:
    counted = Counter(value for value in values if value)
    return [(value, count, urlencode({**asked, name: value})) for value, count in counted.most_common(8)]


@router.get("/people")
def people(request: Request, name: Words = None) -> Response:
    """Those who have spoken."""
    found = desk_of(request).shelf().people(name or None, limit=120)
    return show(request, "people.html.j2", people=found, name=name)


@router.get("/people/{person:path}")
def person(request: Request, person: str, about: Words = None, act: Words = None) -> Response:
    """A person: names, what they said by day, act and issue, about whom."""
    shelf = desk_of(request).shelf()
    one = shelf.person(person)
    said = shelf.told(one.id)
    acts = Counter(each.statement.interpretation.act for each in said)
    abouts = Counter(each.statement.interpretation.about for each in said if each.statement.interpretation.about)
    chosen = [
        each
        for each in said
        if (not about or each.statement.interpretation.about == about) and (not act or each.statement.interpretation.act == act)
    ]
    days: dict[str, list[Any]] = {}
    for each in chosen[-150:][::-1]:
        days.setdefault((each.report.published or "")[:10], []).append(each)
    return show(
        request,
        "person.html.j2",
        one=one,
        said=chosen,
        days=days,
        act_counts=acts.most_common(),
        abouts=abouts.most_common(20),
        about=about,
        act=act,
    )


@router.get("/outlets/{outlet:path}")
async def outlet(request: Request, outlet: str, after: Page = None) -> Response:
    """An outlet: what it cites, shares and alters; its reports."""
    desk = desk_of(request)
    cards = await run_in_threadpool(lambda: desk.shelf().reports(outlet=outlet, limit=61, after=after))
    if not cards:
        raise Refusal(404, "not-found", f"the archive holds no report of an outlet named {outlet!r}")
    latest = sorted((card for card in cards if card.story), key=lambda card: card.published or "", reverse=True)
    stories = tuple(dict.fromkeys(card.story for card in latest if card.story))
    study = await desk.lay(
        ("outlet", outlet, stories, await judged_key(desk)), study_outlet, str(desk.settings.archive), outlet, stories
    )
    return show(
        request,
        "outlet.html.j2",
        outlet=cards[0].outlet,
        cards=cards[:60],
        study=study,
        more=cards[59].id if len(cards) > 60 else None,
    )


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
    words = found.text.words
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
        before=words[max(0, start - _AROUND) : start],
        after=words[end : end + _AROUND],
        more_before=start > _AROUND,
        more_after=end + _AROUND < len(words),
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


# -- judging ------------------------------------------------------------------------------------------------------------------


@router.post("/judge")
async def judge(request: Request) -> Response:
    """An editor's word on two tellings, then back to the story, which has changed."""
    desk = desk_of(request)
    form = await _sealed(request)
    verdict, first, second, story = (str(form.get(key, "")) for key in ("verdict", "first", "second", "story"))
    made = await run_in_threadpool(lambda: desk.shelf().judge("utterance", verdict, first, second, by="editor"))
    return await _back(desk, story, made.id)


@router.post("/judgements/{judgement}/withdraw")
async def withdraw(request: Request, judgement: str) -> Response:
    """Take a judgement back, then back to the story."""
    desk = desk_of(request)
    form = await _sealed(request)
    await run_in_threadpool(lambda: desk.shelf().withdraw(judgement, by="editor"))
    return await _back(desk, str(form.get("story", "")), None)


async def _back(desk: Desk, story: str, judgement: str | None) -> Response:
    desk.laid.clear()
    summary = await run_in_threadpool(desk.shelf().summary, story)
    at = f"?judged={quote(judgement, safe='')}" if judgement else ""
    return RedirectResponse(f"/stories/{quote(summary.id, safe='')}{at}", 303)
