"""Judging: an editor's word in, kept, the story made anew, and the way back to where it was said."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Annotated
from urllib.parse import quote, urlsplit, urlunsplit

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from onrecord.archive import Archive
from onrecord.datamodel import Judgement, Report
from onrecord.errors import NotInArchive, OnrecordError
from onrecord.spans import Span
from onrecord.web.api import cut_passage, desk_of
from onrecord.web.desk import Desk, UnderWay
from onrecord.web.frame import local_path, look_around, remember_editor, sealed, show
from onrecord.web.judged import Word, read_word
from onrecord.web.made import read_meta
from onrecord.web.safety import Refusal

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_FIELDS = 2_000
_AROUND = 240
Id = Annotated[str, Query(max_length=500)]
_PLACE = r"[0-9]{1,8}-[0-9]{1,8}"
Place = Annotated[str | None, Query(pattern=f"^{_PLACE}$")]


@router.get("/judge")
async def judge_statement(request: Request, story: Id, report: Id, statement: Id, at: Place = None) -> Response:
    """One statement and what may be said of it; one that the report by itself does not have stands ``at`` a place of it."""
    desk = desk_of(request)
    shelf = desk.shelf()
    found = next((s for s in await run_in_threadpool(shelf.statements, report) if s.id == statement), None)
    if found is None and at is None:
        raise NotInArchive(f"{report} has no statement {statement} any more: load the story anew")
    held = await run_in_threadpool(shelf.report, report)
    summary = await run_in_threadpool(shelf.summary, story)
    people: list[str] = []
    with suppress(UnderWay):
        meta = read_meta((await desk.made(story, "meta"))[2]["meta"])
        people = [voice.name for voice in meta.voices if voice.colour != "voice-unsettled"]
    if found is not None:
        span = Span(found.content[0].span.start, found.content[-1].span.end)
    else:
        span = cut_passage(held, *map(int, str(at).split("-"))).span
    before, after = look_around(held.text.words, span, _AROUND)
    back = f"/stories/{quote(summary.id, safe='')}"
    return show(
        request,
        "judge.html.j2",
        judge=back,
        back=back,
        statement=found,
        place=f"{report}@{span.start}-{span.end}",
        card=held,
        before=before,
        words=span.cut(held.text.words),
        after=after,
        people=people,
    )


@router.post("/judge")
async def judge(request: Request) -> Response:
    """Keep an editor's word or take one back, then lead back to where it was said; the record has changed by then."""
    desk = desk_of(request)
    form = await sealed(request, fields=_FIELDS)
    back = local_path(str(form.get("back", "/")))
    word = read_word(form)
    withdrawn = str(form.get("withdraw", ""))
    if withdrawn:
        made = await run_in_threadpool(lambda: desk.shelf().withdraw(withdrawn, by=word.by))
    else:
        report, words = str(form.get("report", "")), str(form.get("words", ""))
        made = await run_in_threadpool(lambda: _judge(desk.shelf(), word, report, words))
    stories = await _make_anew(desk, made)
    parts = urlsplit(back)
    for story in stories if parts.fragment == "" else ():
        if parts.path == f"/stories/{quote(story, safe='')}":
            parts = parts._replace(fragment=await _place_of(desk, story, (word.first, word.second)))
    query = "&".join(each for each in (parts.query, f"judged={quote(made.id, safe='')}") if each)
    response = RedirectResponse(urlunsplit(("", "", parts.path, query, parts.fragment)), 303)
    if str(form.get("by", "")).strip():
        remember_editor(request, response, word.by)
    return response


def _judge(shelf: Archive, word: Word, report: str, words: str) -> Judgement:
    if word.verdict == "missed one":
        report, _, place = word.first.rpartition("@") if word.first else (report, "", "")
        held = shelf.report(report)
        span = _read_place(held, place) if place else _find_words(held.text.words, words)
        return shelf.judge(
            "statement", word.verdict, by=word.by, note=word.note, speaker=word.speaker, report=report, spans=[span]
        )
    match word.on:
        case "person" | "utterance" | "fact" | "statement" as on:
            return shelf.judge(on, word.verdict, word.first, word.second, by=word.by, note=word.note, speaker=word.speaker)
    raise Refusal(422, "not-usable", "choose what you judge, and how")


def _read_place(report: Report, place: str) -> Span:
    """A span of the report as ``START-END``; raises `Refusal` where it is none."""
    if re.fullmatch(_PLACE, place) is None:
        raise Refusal(422, "not-usable", f"{place!r} is no place of a report: it is START-END")
    return cut_passage(report, *map(int, place.split("-"))).span


def _find_words(text: str, words: str) -> Span:
    """Where the words stand, whatever white space lies between them; raises `Refusal` where they stand nowhere, or twice."""
    parts = [re.escape(part) for part in words.split()]
    if not parts:
        raise Refusal(422, "nothing-given", "no words were given: copy those of the statement from the report")
    found = [Span(*match.span()) for match in re.finditer(r"\s+".join(parts), text)]
    if not found:
        raise Refusal(422, "not-found", "these words do not stand in that report: copy them exactly, from one place")
    if len(found) > 1:
        raise Refusal(422, "not-one", f"these words stand there {len(found)} times: copy more of what is around them")
    return found[0]


async def _place_of(desk: Desk, story: str, statements: Iterable[str | None]) -> str:
    """Where what was judged stands on the story's page now, so that an editor stays there; nothing where that is not known."""
    try:
        places = json.loads((await desk.made(story, "places"))[2]["places"].whole())
    except OnrecordError:
        return ""
    return str(next((places[each] for each in statements if each in places), ""))


async def _make_anew(desk: Desk, made: Judgement) -> set[str]:
    """Bring the stories of the judged reports up to date; who looks at one that takes long is told that it is under way."""
    desk.forget()
    stories: set[str] = set()
    for report in dict.fromkeys(anchor.report for anchor in made.anchors if anchor.report):
        with suppress(NotInArchive):  # it waits for `onrecord update`
            stories.add((await run_in_threadpool(desk.shelf().summary, f"of-{report}")).id)
    await asyncio.gather(*map(desk.refresh, sorted(stories)))
    return stories
