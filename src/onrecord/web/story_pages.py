"""A story's pages: the story itself, its reports side by side, one report of a long story, the style that lights readings."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from onrecord.datamodel import Judgement
from onrecord.errors import NotInArchive
from onrecord.stores.beside import Piece, join_pieces, pack_piece
from onrecord.web.api import desk_of
from onrecord.web.desk import Desk
from onrecord.web.frame import send_pieces, visitor_part
from onrecord.web.made import Chosen, Meta, Voice, pane_of, read_meta
from onrecord.web.printing import PANES, VISITOR, templates
from onrecord.web.stories import lay_chosen

__all__ = ["home_of", "judged_now", "router"]

router = APIRouter(include_in_schema=False)
Words = Annotated[str | None, Query(max_length=1000)]
_MOST = 4
"""Reports that are read side by side at most."""


def home_of(story: str) -> str:
    """The path of a story's page."""
    return f"/stories/{quote(story, safe='')}"


async def judged_now(desk: Desk, judged: str | None) -> Judgement | None:
    """The judgement that was made just now, if the address names one."""
    if not judged:
        return None
    made = await run_in_threadpool(desk.shelf().judgements)
    return next((judgement for judgement in made if judgement.id == judged), None)


@router.get("/stories/{story}")
async def story(
    request: Request, story: str, speaker: Words = None, act: Words = None, outlet: Words = None, judged: Words = None
) -> Response:
    """A story: the differences that matter first."""
    desk = desk_of(request)
    chosen = Chosen(speaker or None, act or None, outlet or None)
    summary, basis, pieces = await desk.made(story, "head", "body", "tail", "pane *", *(() if chosen.all else ("meta",)))
    home = home_of(summary.id)
    if summary.id != story:
        return RedirectResponse(home, 301)
    own, new = visitor_part(request, home, await judged_now(desk, judged))
    if chosen.all:
        panes = [piece for part, piece in pieces.items() if part.startswith("pane ")]
        return send_pieces(request, [pieces["head"], own, pieces["body"], *panes, pieces["tail"]], new)
    html, _ = await _chosen(desk, summary.id, basis, chosen, read_meta(pieces["meta"]))
    query = urlencode({key: value for key, value in (("speaker", speaker), ("act", act), ("outlet", outlet)) if value})
    # The style of a part stands under an address of its own, as its readings are numbered anew.
    html = html.replace(f"{home}/lighting.css", f"{home}/lighting.css?{query.replace('&', '&amp;')}", 1)
    return send_pieces(request, [html.replace(VISITOR, own, 1)], new)


async def _chosen(desk: Desk, story: str, basis: str, chosen: Chosen, meta: Meta) -> tuple[str, str]:
    key = ("chosen", story, basis, chosen)
    return await desk.lay(key, lay_chosen, str(desk.settings.archive), story, chosen, meta, story=story)


@router.get("/stories/{story}/lighting.css")
async def lighting(request: Request, story: str, speaker: Words = None, act: Words = None, outlet: Words = None) -> Response:
    """What lights up the other readings of a place without scripts."""
    desk = desk_of(request)
    chosen = Chosen(speaker or None, act or None, outlet or None)
    summary, basis, pieces = await desk.made(story, "style", "meta")
    piece: Piece = pieces["style"]
    if not chosen.all:
        _, style = await _chosen(desk, summary.id, basis, chosen, read_meta(pieces["meta"]))
        piece = pack_piece(style.encode())
    headers = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(join_pieces([piece]), headers={**headers, "Content-Encoding": "gzip"}, media_type="text/css")
    return Response(piece.whole(), headers=headers, media_type="text/css")


@router.get("/stories/{story}/reading")
async def reading(
    request: Request,
    story: str,
    report: Annotated[list[str], Query(max_length=60)] = [],  # noqa: B006
    judged: Words = None,
) -> Response:
    """Two to four reports of a story side by side."""
    desk = desk_of(request)
    summary, _, pieces = await desk.made(story, "meta", "pane *", "apart *")
    meta = read_meta(pieces["meta"])
    sigla = {row[0]: row[1] for row in meta.reports}
    missing = [each for each in report if each not in sigla]
    if missing:
        raise NotInArchive(f"the story holds no report {missing[0]}: choose two to four of its own")
    chosen = tuple(dict.fromkeys(report))[:_MOST] or tuple(sigla)[:2]
    chosen = tuple(each for each in sigla if each in chosen)
    back = f"{home_of(summary.id)}/reading?{urlencode([('report', each) for each in chosen])}#missed"
    own, new = visitor_part(request, back, await judged_now(desk, judged))
    html = templates().get_template("reading.html.j2").render(
        path=request.url.path,
        archived=True,
        home=home_of(summary.id),
        style=f"{home_of(summary.id)}/lighting.css",
        meta=meta,
        chosen=chosen,
        picked=bool(report),
        voices=_voices(meta, [sigla[each] for each in chosen]),
        visitor=Markup(own),  # noqa: S704 (made by our own template)
        panes=Markup(PANES),  # noqa: S704 (our own mark)
    )  # fmt: skip
    before, after = html.split(PANES)
    panes = [pieces[pane_of(sigla[each], long=meta.long)] for each in chosen]
    return send_pieces(request, [before, *panes, after], new)


def _voices(meta: Meta, sigla: list[str]) -> list[tuple[Voice, int]]:
    """Who speaks in these reports, and how often, those most heard first."""
    counted = [(voice, sum(voice.said.get(siglum, 0) for siglum in sigla)) for voice in meta.voices]
    return [(voice, count) for voice, count in counted if count]


@router.get("/stories/{story}/reports/{siglum}")
async def report(request: Request, story: str, siglum: str) -> Response:
    """One report of a long story, with its statements."""
    desk = desk_of(request)
    summary, _, pieces = await desk.made(story, "meta", pane_of(siglum, long=True), f"said {siglum}")
    meta = read_meta(pieces["meta"])
    home = home_of(summary.id)
    sigla = [row[1] for row in meta.reports]
    if siglum not in sigla:
        raise NotInArchive(f"the story holds no report {siglum}")
    if not meta.long:
        return RedirectResponse(f"{home}#report-{siglum}", 303)
    place = sigla.index(siglum)
    html = templates().get_template("report.html.j2").render(
        path=request.url.path,
        archived=True,
        home=home,
        style=f"{home}/lighting.css",
        meta=meta,
        siglum=siglum,
        outlet=meta.reports[place][2],
        before=sigla[place - 1] if place else None,
        after=sigla[place + 1] if place + 1 < len(sigla) else None,
        panes=Markup(PANES),  # noqa: S704 (our own mark)
    )  # fmt: skip
    before, after = html.split(PANES)
    rest, end = after.split("</section>", 1)
    _, new = visitor_part(request, home, None)
    parts: list[Piece | str] = [before, pieces[pane_of(siglum, long=True)], f"{rest}</section>", pieces[f"said {siglum}"], end]
    return send_pieces(request, parts, new)
