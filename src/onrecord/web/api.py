"""REST, version 1: the nouns of the record over HTTP."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from onrecord import __version__
from onrecord.archive import ArchivedPerson, Card, Hit, Profile, StorySummary
from onrecord.archive.marks import read_mark, write_mark
from onrecord.archive.nouns import DAY
from onrecord.datamodel import FORMAT, Act, Judgement, Manner, Passage, Report, Statement
from onrecord.errors import NotInArchive
from onrecord.outputs.json import describe_statement
from onrecord.spans import Span
from onrecord.web import tasks
from onrecord.web.answers import (
    CheckAsked,
    CompareAsked,
    Error,
    Facets,
    JudgementAsked,
    Listed,
    ReportsAsked,
    VerifyAsked,
    WithdrawalAsked,
)
from onrecord.web.desk import Desk
from onrecord.web.kept import basis_in, json_part
from onrecord.web.listing import answer, columns_of, listed, plain
from onrecord.web.stories import find_person_positions, keep_given, make_json, verify_archived

__all__ = ["cite", "cut_passage", "desk_of", "positions_of", "router", "verified"]

_WRONG: dict[int | str, dict[str, Any]] = {
    status: {"model": Error, "description": words}
    for status, words in (
        (400, "The request cannot be read, or this server is not known under that name."),
        (401, "This server asks for a token."),
        (403, "A change was asked for by a page of another origin."),
        (404, "There is no such thing, or the server has no archive."),
        (413, "Too large, or it took too long."),
        (422, "What was sent cannot be used; `error.faults` says where."),
        (503, "Too much is going on; try again."),
    )
}
_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "A list, or with `Accept: text/csv` a table."}
}
_ANY_OBJECT: dict[str, Any] = {"type": "object", "additionalProperties": True}
router = APIRouter(prefix="/api/v1", responses=_WRONG)

Limit = Annotated[int, Query(ge=1, le=200, description="Items at most.")]
Mark = Annotated[str | None, Query(max_length=4000, pattern=r"^[\w-]+$", description="`next` of the page before.")]
After = Annotated[str | None, Query(max_length=500, description="`next` of the page before.")]
Name = Annotated[str | None, Query(max_length=300)]
Day = Annotated[str | None, Query(pattern=f"^{DAY}$", description="A day, month or year, included.", examples=["2031-03"])]
Id = Annotated[str, Path(max_length=500, examples=["story-0123456789abcdef"])]


def desk_of(request: Request) -> Desk:
    """The server's desk."""
    desk: Desk = request.app.state.desk
    return desk


def given_of(reports: Iterable[Any]) -> tasks.Given:
    """Reports of a request as the workers take them."""
    return tasks.Given(rows=tuple(report.row() for report in reports))


def hit_row(hit: Hit) -> dict[str, Any]:
    """A hit as the API gives it."""
    row = {name: getattr(hit, name) for name in hit.__dataclass_fields__ if name != "passages"}
    return {**row, "passages": [plain(passage) for passage in hit.passages]}


def said_row(hit: Hit, statement: Statement) -> dict[str, Any]:
    """A statement with its report as the API gives it."""
    return {
        "report": hit.report,
        "outlet": hit.outlet,
        "url": hit.url,
        "published": hit.published,
        "story": hit.story,
        **describe_statement(statement),
        "passages": [plain(passage) for passage in statement.content],
    }


HIT_COLUMNS = "published outlet title url report story statement speaker resolved act manner about words passages score".split()
SAID_COLUMNS = (
    "published outlet url report story id speaker resolved candidates for kind mode manner act negated about source cue "
    "content condition via mention parent score why made_by passages"
).split()


@router.get("", summary="What this server is", tags=["server"])
def about(request: Request) -> Response:
    """Version, format of records, limits, and how much the archive holds (null without one)."""
    desk = desk_of(request)
    return answer(
        request,
        {
            "name": "onrecord",
            "version": __version__,
            "format": FORMAT,
            "limits": {"body": desk.settings.body, "reports": desk.settings.reports, "seconds": desk.settings.work_time},
            "archive": None if desk.archive is None else desk.archive.counts(),
        },
    )


@router.post(
    "/compare",
    summary="Compare reports of one event",
    tags=["given reports"],
    responses={200: {"content": {"application/json": {"schema": _ANY_OBJECT}}, "description": "A record, `onrecord/1`."}},
)
async def compare(request: Request, asked: CompareAsked) -> Response:
    """The record of the given reports: statements, utterances with readings, facts, citations, copies. Nothing is kept."""
    made = await desk_of(request).crew.do(tasks.compare_json, given_of(asked.reports), asked.texts)
    return answer(request, made)


@router.post(
    "/statements", summary="Who said what in given reports", tags=["given reports"], response_model=Listed[dict[str, Any]]
)
async def find_statements(request: Request, asked: ReportsAsked) -> Response:
    """One item a report: its outcome and its statements, each with its words and spans. Nothing is kept."""
    lines = await desk_of(request).crew.do(tasks.find, given_of(asked.reports))
    return listed(request, lines, total=len(lines))


@router.post(
    "/check",
    summary="Prove a record",
    tags=["given reports"],
    responses={200: {"content": {"application/json": {"schema": _ANY_OBJECT}}, "description": "What holds and what does not."}},
)
async def check(request: Request, asked: CheckAsked) -> Response:
    """Cut every passage again, mint every id again; `holds` says whether all is proved, `faults` names what is broken."""
    record = json.dumps(asked.record, ensure_ascii=False)
    return answer(request, await desk_of(request).crew.do(tasks.check, record, given_of(asked.reports)))


@router.post("/verify", summary="Verify quotations", tags=["given reports", "archive"], response_model=Listed[dict[str, Any]])
async def verify(request: Request, asked: VerifyAsked) -> Response:
    """Each quotation of the text: word for word, altered, somebody else's, outside marks, or nowhere; with the passages."""
    found = await verified(desk_of(request), asked.text, given_of(asked.reports))
    return listed(request, found, total=len(found))


@router.get("/stories", summary="Stories", tags=["archive"], response_model=Listed[dict[str, Any]], responses=_CSV)
def stories(
    request: Request, limit: Limit = 50, after: After = None, since: Day = None, until: Day = None, several: bool = False
) -> Response:
    """Stories with the latest first; `several` leaves out those of one report."""
    found = (
        desk_of(request)
        .shelf()
        .stories(since=since, until=until, several=several, limit=limit + 1, after=read_mark(after, str, str))
    )
    following = write_mark(*found[limit - 1].place) if len(found) > limit else None
    return listed(request, [asdict(each) for each in found[:limit]], columns=columns_of(StorySummary), after=following)


@router.get(
    "/stories/{story:path}",
    summary="The record of a story",
    tags=["archive"],
    responses={200: {"content": {"application/json": {"schema": _ANY_OBJECT}}, "description": "A record, `onrecord/1`."}},
)
async def story(request: Request, story: Id, texts: bool = True) -> Response:
    """The whole record; an id that the story once had still finds it. `texts=false` leaves the reports' words out."""
    desk = desk_of(request)
    part = json_part(texts=texts)
    summary, basis, pieces = await run_in_threadpool(desk.kept, story, part)
    if not pieces:
        key = ("json", summary.id, basis, texts)
        place, wait = str(desk.settings.archive), desk.settings.work_time
        _, pieces = await desk.lay(key, make_json, place, summary.id, texts, story=summary.id, wait=wait)
    return answer(request, pieces[part].whole().decode("utf-8", "replace"))


@router.post("/reports", summary="Keep reports", tags=["archive"], status_code=201)
async def keep(request: Request, asked: ReportsAsked) -> Response:
    """Add reports to the archive and place them in stories; says what became of each of them."""
    desk = desk_of(request)
    desk.shelf()
    return answer(request, await desk.crew.do(keep_given, str(desk.settings.archive), given_of(asked.reports)), status=201)


@router.get("/reports", summary="Reports", tags=["archive"], response_model=Listed[dict[str, Any]], responses=_CSV)
def reports(
    request: Request,
    limit: Limit = 50,
    after: After = None,
    since: Day = None,
    until: Day = None,
    outlet: Name = None,
    story: Name = None,
) -> Response:
    """Reports without their words, in the order of their ids."""
    found = desk_of(request).shelf().reports(outlet=outlet, since=since, until=until, story=story, limit=limit + 1, after=after)
    rows = [asdict(card) for card in found[:limit]]
    return listed(request, rows, columns=columns_of(Card), after=rows[-1]["id"] if len(found) > limit else None)


@router.get("/statements", summary="Search statements", tags=["archive"], response_model=Listed[dict[str, Any]], responses=_CSV)
def search(
    request: Request,
    q: Annotated[
        str | None, Query(max_length=1000, description='Words, `"phrases"` and `beginn*`.', examples=["ferry"])
    ] = None,
    speaker: Name = None,
    about: Name = None,
    outlet: Name = None,
    act: Act | None = None,
    manner: Manner | None = None,
    since: Day = None,
    until: Day = None,
    story: Name = None,
    limit: Limit = 20,
    after: Mark = None,
) -> Response:
    """Statements that hold all words, best first; without words all that the filters leave, latest first."""
    hits = (
        desk_of(request)
        .shelf()
        .search(
            q or None,
            speaker=speaker,
            about=about,
            outlet=outlet,
            act=act,
            manner=manner,
            since=since,
            until=until,
            story=story,
            limit=limit,
            after=after,
        )
    )
    return listed(request, [hit_row(hit) for hit in hits], columns=HIT_COLUMNS, after=hits.after, total=hits.total)


@router.get("/statements/facets", summary="What a search would find, counted", tags=["archive"], response_model=Facets)
def facets(
    request: Request,
    q: Annotated[str | None, Query(max_length=1000, description="As in a search.", examples=["ferry"])] = None,
    speaker: Name = None,
    about: Name = None,
    outlet: Name = None,
    act: Act | None = None,
    manner: Manner | None = None,
    since: Day = None,
    until: Day = None,
    story: Name = None,
) -> Response:
    """All statements that a search would find on all its pages, counted by speaker, person, act, manner, outlet and month.

    Most first, months in order; of speakers and people the first 50.
    """
    filters: dict[str, Any] = {"speaker": speaker, "about": about, "outlet": outlet, "act": act, "manner": manner}
    found = desk_of(request).shelf().tally(q or None, **filters, since=since, until=until, story=story)
    named = {
        kind: [{"name": name, "statements": count} for name, count in getattr(found, kind)]
        for kind in ("speakers", "acts", "manners", "outlets", "months")
    }
    people = [{"id": one, "name": name, "statements": count} for one, name, count in found.people]
    return answer(request, {"total": found.total, **named, "people": people})


@router.get("/people", summary="People and bodies", tags=["archive"], response_model=Listed[dict[str, Any]], responses=_CSV)
def people(request: Request, name: Name = None, limit: Limit = 50, after: After = None) -> Response:
    """Those who have spoken, those with most statements first; `name` keeps those who bear its words.

    Who speaks while you turn the pages may move; of the others nobody is lost or given twice.
    """
    found = desk_of(request).shelf().people(name or None, limit=limit + 1, after=read_mark(after, int, str))
    rows = [asdict(each) for each in found[:limit]]
    last = found[limit - 1] if len(found) > limit else None
    following = write_mark(last.statements, last.id) if last is not None else None
    return listed(request, rows, columns=columns_of(ArchivedPerson), after=following)


@router.get(
    "/people/{person:path}/statements",
    summary="What a person has said",
    tags=["archive"],
    response_model=Listed[dict[str, Any]],
    responses=_CSV,
)
def told(
    request: Request,
    person: Id,
    about: Name = None,
    since: Day = None,
    until: Day = None,
    limit: Limit = 50,
    after: Mark = None,
) -> Response:
    """All statements whole, with their reports, latest first."""
    shelf = desk_of(request).shelf()
    hits = shelf.search(person=person, about=about, since=since, until=until, limit=limit, after=after)
    held = {
        (report, statement.id): statement
        for report in dict.fromkeys(hit.report for hit in hits)
        for statement in shelf.statements(report)
    }
    rows = [said_row(hit, held[hit.report, hit.statement]) for hit in hits]
    return listed(request, rows, columns=SAID_COLUMNS, after=hits.after, total=hits.total)


@router.get(
    "/people/{person:path}/positions",
    summary="A person's positions",
    tags=["archive"],
    response_model=Listed[dict[str, Any]],
)
async def positions(
    request: Request,
    person: Id,
    on: Annotated[str | None, Query(max_length=300, description="Words of the one matter that is asked for.")] = None,
    since: Day = None,
    until: Day = None,
    after: After = None,
) -> Response:
    """What somebody offered, demanded, refused, promised, by matter, day by day; `changes` point at moves by their number.

    Read from the latest 400 statements, or the latest of the days given, and all others of the first of these days; `next`
    leads to those of the days before. A change is found between moves of one page.
    """
    shelf = desk_of(request).shelf()
    one = await run_in_threadpool(shelf.person, person)
    profile = await run_in_threadpool(shelf.profile, one.id)
    mark = read_mark(after, str)
    last = mark[0] if mark else until
    desk = desk_of(request)
    found = await positions_of(desk, one, profile, on=on or None, since=since, until=last, wait=desk.settings.work_time)
    return listed(request, found["positions"], after=write_mark(found["before"]) if found["before"] else None)


@router.get("/people/{person:path}", summary="A person", tags=["archive"])
def person(request: Request, person: Id) -> Response:
    """Names seen and how much they have said; by id, or by a name that only one person bears."""
    return answer(request, asdict(desk_of(request).shelf().person(person)))


@router.get("/passages/{report:path}/{start}-{end}", summary="A passage", tags=["archive"])
def passage(
    request: Request,
    report: Id,
    start: Annotated[int, Path(ge=0, le=10_000_000)],
    end: Annotated[int, Path(ge=1, le=10_000_000)],
) -> Response:
    """The words at a span of a report, with what stands before and after, and how to cite them."""
    found = desk_of(request).shelf().report(report)
    cut = cut_passage(found, start, end)
    return answer(
        request,
        {
            "report": found.id,
            "outlet": found.outlet,
            "url": found.url,
            "published": found.published,
            "text": found.text.id,
            **plain(cut),
            "citation": cite(found, cut),
        },
    )


@router.get("/judgements", summary="Judgements", tags=["judgements"], response_model=Listed[dict[str, Any]], responses=_CSV)
def judgements(
    request: Request, report: Name = None, standing: bool = False, limit: Limit = 200, after: After = None
) -> Response:
    """All judgements in the order in which they were made; `standing` leaves out those that were withdrawn."""
    shelf = desk_of(request).shelf()
    mark = read_mark(after, str, str)
    made = sorted(shelf.judgements(report=report, standing=standing), key=lambda judgement: (judgement.at, judgement.id))
    rest = [judgement for judgement in made if mark is None or (judgement.at, judgement.id) > mark]
    last = rest[limit - 1] if len(rest) > limit else None
    rows = [plain(judgement) for judgement in rest[:limit]]
    following = write_mark(last.at, last.id) if last is not None else None
    return listed(request, rows, columns=columns_of(Judgement), after=following, total=len(made))


@router.post("/judgements", summary="Judge", tags=["judgements"], status_code=201)
def judge(request: Request, asked: JudgementAsked) -> Response:
    """An editor's word; heeded at once."""
    desk = desk_of(request)
    made = desk.shelf().judge(
        asked.on, asked.verdict, asked.first, asked.second, by=asked.by, note=asked.note, speaker=asked.speaker
    )
    desk.forget()
    return answer(request, made, status=201)


@router.post("/judgements/{judgement}/withdrawal", summary="Withdraw a judgement", tags=["judgements"])
def withdraw(request: Request, judgement: Id, asked: WithdrawalAsked) -> Response:
    """It stays on record as withdrawn, and is heeded no more."""
    desk = desk_of(request)
    made = desk.shelf().withdraw(judgement, by=asked.by, why=asked.why)
    desk.forget()
    return answer(request, made)


async def verified(desk: Desk, text: str, given: tasks.Given) -> list[dict[str, Any]]:
    """The quotations of a text held against the given reports, or without any against the archive."""
    if given.rows or given.files:
        return await desk.crew.do(tasks.verify, text, given)
    desk.shelf()
    return await desk.crew.do(verify_archived, str(desk.settings.archive), text)


async def positions_of(
    desk: Desk,
    one: ArchivedPerson,
    profile: Profile,
    *,
    on: str | None,
    since: str | None,
    until: str | None,
    wait: float | None = None,
) -> dict[str, Any]:
    """A person's positions as `find_person_positions` gives them: as kept, or found now, as `Desk.lay` does."""
    stand, part, found = await run_in_threadpool(kept_positions, desk, one, profile, on=on, since=since, until=until)
    if found is not None:
        return found
    key = ("positions", one.id, stand, part)
    asked = (str(desk.settings.archive), one.id, stand, part, on, since, until)
    return await desk.lay(key, find_person_positions, *asked, wait=wait)


def kept_positions(
    desk: Desk, one: ArchivedPerson, profile: Profile, *, on: str | None, since: str | None, until: str | None
) -> tuple[str, str, dict[str, Any] | None]:
    """What these positions are made from, under which name they are kept, and they themselves, if they are kept."""
    stand = basis_in(hashlib.sha256(f"{profile.newest} {one.statements} {one.names}".encode()).hexdigest()[:32])
    part = f"positions {json.dumps([on, since, until])}"
    kept = {} if desk.beside is None else desk.beside.get(one.id, stand, part.replace("[", "[[]"))
    return stand, part, json.loads(kept[part].whole()) if part in kept else None


def cut_passage(report: Report, start: int, end: int) -> Passage:
    """The passage; raises `NotInArchive` where the report has no such span."""
    if not start < end <= len(report.text.words):
        raise NotInArchive(f"{report.id} has no span {start}-{end}: it has {len(report.text.words)} code points")
    return Passage(report.text, Span(start, end))


def cite(report: Report, passage: Passage, form: Literal["text", "markdown"] = "text") -> str:
    """A citation of a passage in one line: words, outlet, headline, day, place."""
    words = " ".join(passage.exact.split())
    day = (report.published or "")[:10] or "date unknown"
    outlet = report.outlet or report.name
    title = report.headline or report.name
    place = f"{report.id}, {passage.span.start}-{passage.span.end}"
    if form == "markdown":
        marked = (
            f"[{_mark(title)}](<{report.url}>)"
            if report.url and report.url.startswith(("http://", "https://"))
            else _mark(title)
        )
        return f"> {_mark(words)}\n>\n> — {_mark(outlet)}, {marked}, {day} ({_mark(place)})"
    marked = words if words.startswith(_MARKS) and words.endswith(_MARKS) else f"“{words}”"
    return f"{marked} — {outlet}, “{title}”, {day}{', ' + report.url if report.url else ''} ({place})"


_MARKS = ("“", "”", '"', "„", "«", "»", "‘", "’")
"""Words that bear their own quotation marks are given no others."""


def _mark(words: str) -> str:
    escaped = "".join("\\" + c if c in "\\`*_{}[]<>()#+!|&~" else c for c in words)
    return re.sub(r"^(\d*)(?=[-=.])", r"\1\\", " ".join(escaped.split()))  # nor is "1." or "-" at the start a list
