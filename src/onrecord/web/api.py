"""REST, version 1: the nouns of the record over HTTP."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from onrecord import __version__
from onrecord.archive import ArchivedPerson, Hit, Profile, Said
from onrecord.datamodel import FORMAT, Act, Manner, Passage, Report
from onrecord.errors import NotInArchive
from onrecord.outputs.json import describe_statement
from onrecord.spans import Span
from onrecord.web import tasks
from onrecord.web.answers import (
    CheckAsked,
    CompareAsked,
    Error,
    JudgementAsked,
    Listed,
    ReportsAsked,
    VerifyAsked,
    WithdrawalAsked,
)
from onrecord.web.desk import Desk
from onrecord.web.made import basis_in
from onrecord.web.stories import find_person_positions, json_part, keep_given, make_json, verify_archived

__all__ = ["answer", "cite", "cut_passage", "desk_of", "positions_of", "router", "verified"]

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
Mark = Annotated[str | None, Query(max_length=1000, pattern=r"^[\w-]+$", description="`next` of the page before.")]
Offset = Annotated[str | None, Query(pattern=r"^\d{1,7}$", description="`next` of the page before.")]
After = Annotated[str | None, Query(max_length=500, description="`next` of the page before.")]
Name = Annotated[str | None, Query(max_length=300)]
Day = Annotated[
    str | None, Query(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$", description="A day, month or year, included.", examples=["2031-03"])
]
Id = Annotated[str, Path(max_length=500, examples=["story-0123456789abcdef"])]


def desk_of(request: Request) -> Desk:
    """The server's desk."""
    desk: Desk = request.app.state.desk
    return desk


def given_of(reports: Iterable[Any]) -> tasks.Given:
    """Reports of a request as the workers take them."""
    return tasks.Given(rows=tuple(report.row() for report in reports))


def answer(request: Request, data: Any, *, media: str = "application/json", status: int = 200) -> Response:
    """The answer with its ETag, or 304 where the asker has it already."""
    if isinstance(data, str):
        body = data.encode("utf-8", "replace")
    else:
        body = json.dumps(data, ensure_ascii=False, default=_plain).encode("utf-8", "replace")
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept"}
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if request.method in ("GET", "HEAD") and known & {tag, "*"}:
        return Response(status_code=304, headers=headers)
    return Response(body, status, headers, media_type=media)


def _plain(thing: object) -> Any:
    if isinstance(thing, Passage):
        return {"span": list(thing.span), "exact": thing.exact, "prefix": thing.prefix, "suffix": thing.suffix}
    if isinstance(thing, Span):
        return list(thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        return {name: getattr(thing, name) for name in thing.__dataclass_fields__}
    raise TypeError(type(thing).__name__)


def wants_csv(request: Request) -> bool:
    """Does the asker want a table rather than JSON?"""
    return request.headers.get("accept", "").split(",")[0].split(";")[0].strip() == "text/csv"


def table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> str:
    """A CSV table. A cell that a spreadsheet would take for a formula is given an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
    return out.getvalue()


def _cell(value: object) -> str:
    words = "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return (
        f"'{words}"
        if words[:1] in ("=", "+", "-", "@", "\t", "\r") and not words.lstrip("-").replace(".", "").isdigit()
        else words
    )


def hit_row(hit: Hit) -> dict[str, Any]:
    """A hit as the API gives it."""
    row = {name: getattr(hit, name) for name in hit.__dataclass_fields__ if name != "passages"}
    return {**row, "passages": [_plain(passage) for passage in hit.passages]}


def said_row(said: Said) -> dict[str, Any]:
    """A statement with its report as the API gives it."""
    return {
        "report": said.report.id,
        "outlet": said.report.outlet,
        "url": said.report.url,
        "published": said.report.published,
        "story": said.report.story,
        **describe_statement(said.statement),
        "passages": [_plain(passage) for passage in said.statement.content],
    }


HIT_COLUMNS = "published outlet title url report story statement speaker resolved act manner about words passages score".split()


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
    return answer(request, {"items": lines, "next": None})


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
    return answer(request, {"items": await verified(desk_of(request), asked.text, given_of(asked.reports)), "next": None})


@router.get("/stories", summary="Stories", tags=["archive"], response_model=Listed[dict[str, Any]], responses=_CSV)
def stories(
    request: Request, limit: Limit = 50, after: After = None, since: Day = None, until: Day = None, several: bool = False
) -> Response:
    """Stories with the latest first; `several` leaves out those of one report."""
    found = desk_of(request).shelf().stories(since=since, until=until, several=several, limit=limit + 1, after=after)
    return _listed(request, [asdict(each) for each in found], limit, "id")


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
        _, pieces = await desk.lay(key, make_json, str(desk.settings.archive), summary.id, texts)
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
    return _listed(request, [asdict(card) for card in found], limit, "id")


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
    rows = [hit_row(hit) for hit in hits]
    if wants_csv(request):
        return answer(request, table(rows, HIT_COLUMNS), media="text/csv")
    return answer(request, {"items": rows, "next": hits.after})


@router.get("/people", summary="People and bodies", tags=["archive"], response_model=Listed[dict[str, Any]], responses=_CSV)
def people(request: Request, name: Name = None, limit: Limit = 50, after: Offset = None) -> Response:
    """Those who have spoken, those with most statements first; `name` keeps those who bear its words."""
    at = int(after or 0)
    found = [asdict(each) for each in desk_of(request).shelf().people(name or None, limit=at + limit + 1)][at:]
    return _listed(request, found, limit, None, following=str(at + limit))


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
    after: Offset = None,
) -> Response:
    """All statements with their reports, oldest first."""
    at = int(after or 0)
    said = desk_of(request).shelf().told(person, about=about, since=since, until=until)
    rows = [said_row(each) for each in said[at : at + limit + 1]]
    return _listed(request, rows, limit, None, following=str(at + limit))


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
) -> Response:
    """What somebody offered, demanded, refused, promised, by matter, day by day; `changes` point at moves by their number.

    Read from the latest 400 statements, or the latest of the days given.
    """
    shelf = desk_of(request).shelf()
    one = await run_in_threadpool(shelf.person, person)
    profile = await run_in_threadpool(shelf.profile, one.id)
    found = await positions_of(desk_of(request), one, profile, on=on or None, since=since, until=until)
    return answer(request, {"items": found, "next": None})


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
            **_plain(cut),
            "citation": cite(found, cut),
        },
    )


@router.get("/judgements", summary="Judgements", tags=["judgements"], response_model=Listed[dict[str, Any]])
def judgements(request: Request, report: Name = None, standing: bool = False) -> Response:
    """All judgements in the order in which they were made; `standing` leaves out those that were withdrawn."""
    made = desk_of(request).shelf().judgements(report=report, standing=standing)
    return answer(request, {"items": list(made), "next": None})


@router.post("/judgements", summary="Judge", tags=["judgements"], status_code=201)
def judge(request: Request, asked: JudgementAsked) -> Response:
    """An editor's word; heeded at once."""
    desk = desk_of(request)
    made = desk.shelf().judge(
        asked.on, asked.verdict, asked.first, asked.second, by=asked.by, note=asked.note, speaker=asked.speaker
    )
    desk.laid.clear()
    return answer(request, made, status=201)


@router.post("/judgements/{judgement}/withdrawal", summary="Withdraw a judgement", tags=["judgements"])
def withdraw(request: Request, judgement: Id, asked: WithdrawalAsked) -> Response:
    """It stays on record as withdrawn, and is heeded no more."""
    desk = desk_of(request)
    made = desk.shelf().withdraw(judgement, by=asked.by, why=asked.why)
    desk.laid.clear()
    return answer(request, made)


async def verified(desk: Desk, text: str, given: tasks.Given) -> list[dict[str, Any]]:
    """The quotations of a text held against the given reports, or without any against the archive."""
    if given.rows or given.files:
        return await desk.crew.do(tasks.verify, text, given)
    desk.shelf()
    return await desk.crew.do(verify_archived, str(desk.settings.archive), text)


async def positions_of(
    desk: Desk, one: ArchivedPerson, profile: Profile, *, on: str | None, since: str | None, until: str | None
) -> list[dict[str, Any]]:
    """A person's positions as JSON has them: as kept, or found now."""
    stand = basis_in(hashlib.sha256(f"{profile.newest} {one.statements} {one.names}".encode()).hexdigest()[:32])
    part = f"positions {json.dumps([on, since, until])}"
    kept = {} if desk.beside is None else await run_in_threadpool(desk.beside.get, one.id, stand, part.replace("[", "[[]"))
    if part in kept:
        found: list[dict[str, Any]] = json.loads(kept[part].whole())
        return found
    key = ("positions", one.id, stand, part)
    return await desk.lay(key, find_person_positions, str(desk.settings.archive), one.id, stand, part, on, since, until)


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
    return f"“{words}” — {outlet}, “{title}”, {day}{', ' + report.url if report.url else ''} ({place})"


def _mark(words: str) -> str:
    escaped = "".join("\\" + c if c in "\\`*_{}[]<>()#+!|" else c for c in words)
    return " ".join(escaped.split())


def _listed(request: Request, rows: list[dict[str, Any]], limit: int, key: str | None, following: str = "") -> Response:
    more = len(rows) > limit
    rows = rows[:limit]
    if wants_csv(request):
        return answer(request, table(rows, list(rows[0]) if rows else []), media="text/csv")
    after = (str(rows[-1][key]) if key else following) if more else None
    return answer(request, {"items": rows, "next": after})
