"""The app: the door, the two sets of routes, and one shape for everything that goes wrong."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, Response

from onrecord import __version__
from onrecord.errors import NotInArchive, OnrecordError
from onrecord.web import api, frame, judge_pages, pages, person_pages, story_pages
from onrecord.web.ahead import follow, make_ahead
from onrecord.web.answers import Error, ErrorBody, Fault, faults
from onrecord.web.desk import Desk, UnderWay
from onrecord.web.printing import load_templates
from onrecord.web.safety import Door, Refusal
from onrecord.web.settings import Settings
from onrecord.web.work import CrewBusy, TookTooLong, WorkFailed

__all__ = ["create_app", "get_ready"]

_NAMED = 60
"""Reports that are named while their story is being made into a page."""
DESCRIPTION = """
Who said what, in which words, according to whom: the same nouns as the record, over HTTP.

* **Spans** are half-open pairs of code points into a report's text.
* **Lists** have one shape: `items` in a fixed order, and `next`, to be passed as `after`; null at the end.
* **Errors** have one shape: `error.code` for programs, `error.message` for people with the way out, `error.faults` for
  the parts of a request that are wrong.
* **ETags**: send `If-None-Match` and get 304 where nothing has changed.
* **CSV**: send `Accept: text/csv` where a route offers it.
* **Not just now**: 503 with `Retry-After`; a record or positions that are being made (`under-way`) go on being made: ask again.
* Nothing that is sent is kept, but by `POST /api/v1/reports` and judgements. No address that is sent is opened.
"""


def create_app(settings: Settings) -> FastAPI:
    """The app for these settings; raises `ArchiveError` where its archive cannot be opened."""
    desk = Desk.of(settings)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        over = asyncio.Event()
        following = asyncio.create_task(follow(desk, over))
        ahead = asyncio.create_task(make_ahead(desk)) if settings.ahead and desk.beside is not None else None
        try:
            yield
        finally:
            try:
                over.set()
                if ahead is not None:
                    ahead.cancel()
                await asyncio.wait([following, *([ahead] if ahead is not None else [])])
            finally:
                desk.close()

    app = FastAPI(
        title="onrecord",
        version=__version__,
        summary="Who said what, in which words, according to whom.",
        description=DESCRIPTION,
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.desk = desk
    app.include_router(api.router)
    for router in (pages.router, story_pages.router, person_pages.router, judge_pages.router):
        app.include_router(router)
    for error, answer in _ANSWERS.items():
        app.add_exception_handler(error, answer)
    app.add_middleware(GZipMiddleware, minimum_size=800, compresslevel=5)
    app.add_middleware(Door, settings=settings, seals=desk.seals, refuse=_refused)
    return app


def get_ready(app: FastAPI) -> None:
    """Do beforehand what the first visitors would wait for; raises `ArchiveError` where the archive cannot be read."""
    load_templates()
    archive = app.state.desk.archive
    if archive is not None:
        archive.search("said", limit=1)
        archive.tally("said")
    # What has been read stays: names and reports by the ten thousand. To look among them for garbage again and again takes a
    # tenth of a second each time, in which nobody is answered.
    gc.collect()
    gc.freeze()


def _say(request: Request, status: int, code: str, message: str, wrong: Any = ()) -> Response:
    headers = {"Retry-After": "2"} if status == 503 else {}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if request.url.path.startswith("/api/"):
        body = Error(error=ErrorBody(code=code, message=message, faults=[Fault(**fault) for fault in wrong]))
        return JSONResponse(body.model_dump(), status, headers)
    detail = "; ".join(f"{fault['where']}: {fault['message']}" for fault in wrong)
    return frame.say(request, status, code, f"{message}{': ' if detail else ''}{detail}", headers)


def _refused(scope: Any, refusal: Refusal) -> Any:
    request = Request(scope)
    if refusal.status == 401 and request.method == "GET" and not request.url.path.startswith("/api/"):
        return frame.to_sign_in(request)
    return _say(request, refusal.status, refusal.code, refusal.message)


def _on_refusal(request: Request, error: Any) -> Response:
    return _say(request, error.status, error.code, error.message)


def _on_validation(request: Request, error: Any) -> Response:
    return _say(request, 422, "not-valid", "the request does not hold what it should", faults(error.errors()))


def _on_http(request: Request, error: Any) -> Response:
    codes = {404: ("not-found", "there is nothing here"), 405: ("not-allowed", "this cannot be done here")}
    code, message = codes.get(error.status_code, ("refused", str(error.detail)))
    answer = _say(request, error.status_code, code, message)
    answer.headers.update(error.headers or {})
    return answer


def _on_under_way(request: Request, error: Any) -> Response:
    if request.url.path.startswith("/api/"):
        return _say(request, 503, "under-way", str(error))
    shelf = api.desk_of(request).shelf()
    found = () if error.story is None else shelf.reports(story=error.story, limit=_NAMED + 1)
    reports = sorted(found, key=lambda card: (card.published or "", card.outlet or ""))
    summary = None if error.story is None else shelf.summary(error.story)
    return frame.show(request, "under-way.html.j2", 202, under_way=True, summary=summary, reports=reports, named=_NAMED)


def _on_too_long(request: Request, error: Any) -> Response:
    return _say(request, 503 if request.method in ("GET", "HEAD") else 413, "too-long", str(error))


def _with(status: int, code: str) -> Callable[[Request, Any], Response]:
    return lambda request, error: _say(request, status, code, str(error))


_ANSWERS: dict[Any, Any] = {
    Refusal: _on_refusal,
    RequestValidationError: _on_validation,
    HTTPException: _on_http,
    UnderWay: _on_under_way,
    CrewBusy: _with(503, "busy"),
    TookTooLong: _on_too_long,
    WorkFailed: _with(500, "failed"),
    NotInArchive: _with(404, "not-found"),
    OnrecordError: _with(422, "not-usable"),
}
