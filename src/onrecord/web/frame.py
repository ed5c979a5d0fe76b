"""What every page stands in: the frame with the visitor's seal, the cookie, kept pieces put together, and words for errors."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from fastapi import Request
from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from onrecord.datamodel import Judgement
from onrecord.spans import Span
from onrecord.stores.beside import Piece, join_pieces, pack_piece
from onrecord.web.api import desk_of
from onrecord.web.printing import templates
from onrecord.web.safety import COOKIE, Refusal, sign_in_path

__all__ = [
    "EDITOR",
    "give_cookie",
    "local_path",
    "look_around",
    "remember_editor",
    "say",
    "sealed",
    "send_pieces",
    "show",
    "to_sign_in",
    "visitor_part",
]

EDITOR = "onrecord-editor"
"""The cookie that remembers under which name somebody judges."""


def _visitor(request: Request) -> tuple[str, bool]:
    """The visitor's number, and whether it was given just now."""
    desk = desk_of(request)
    known = desk.seals.visitor(request.cookies)
    return known or desk.seals.new_visitor(), known is None


def give_cookie(request: Request, response: Response, visitor: str) -> None:
    """Let the browser keep the visitor's number."""
    response.set_cookie(
        COOKIE, desk_of(request).seals.cookie(visitor), httponly=True, samesite="strict", secure=request.url.scheme == "https"
    )


def show(request: Request, template: str, status: int = 200, *, judge: str | None = None, **given: Any) -> Response:
    """A page within the frame; with ``judge`` (the way back) it bears the visitor's own form for judging."""
    desk = desk_of(request)
    number, new = _visitor(request)
    if judge is not None:
        given["visitor"] = _visitor_html(request, number, judge, given.pop("judged", None))
    given.setdefault("path", request.url.path)
    printed = templates().get_template(template)
    html = printed.render(seal=desk.seals.seal(number), archived=desk.archive is not None, status=status, **given)
    cache = "private, no-cache" if status == 200 else "no-store"
    response = HTMLResponse(html, status, {"Cache-Control": cache, "Vary": "Cookie"})
    if new and desk.settings.token is None:
        give_cookie(request, response, number)
    return response


def visitor_part(request: Request, back: str, judged: Judgement | None) -> tuple[str, str | None]:
    """The visitor's own part of a page that is kept, and the number to be given to a new visitor."""
    number, new = _visitor(request)
    return str(_visitor_html(request, number, back, judged)), number if new else None


def _visitor_html(request: Request, number: str, back: str, judged: Judgement | None) -> Markup:
    by = unquote(request.cookies.get(EDITOR, ""))
    seal = desk_of(request).seals.seal(number)
    html = templates().get_template("visitor.html.j2").render(seal=seal, back=back, by=by, judged=judged)
    return Markup(html)  # noqa: S704 (made by our own template)


def send_pieces(request: Request, parts: list[Piece | str], new_visitor: str | None) -> Response:
    """A page put together from kept pieces and words made now; packed pieces go out as they are."""
    pieces = [pack_piece(part.encode("utf-8", "replace"), level=5) if isinstance(part, str) else part for part in parts]
    headers = {"Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        response = HTMLResponse(join_pieces(pieces), headers={**headers, "Content-Encoding": "gzip"})
    else:
        response = HTMLResponse(b"".join(piece.whole() for piece in pieces), headers=headers)
    if new_visitor is not None and desk_of(request).settings.token is None:
        give_cookie(request, response, new_visitor)
    return response


def say(request: Request, status: int, code: str, message: str, headers: dict[str, str]) -> Response:
    """A page that says what went wrong and the way out."""
    again = request.url.path if "after" in request.query_params and status == 422 else None
    response = show(request, "error.html.j2", status, code=code, message=message, again=again)
    response.headers.update(headers)
    return response


def to_sign_in(request: Request) -> Response:
    """To where the token is asked for."""
    return RedirectResponse(sign_in_path(request.url.path), 303)


async def sealed(request: Request, *, fields: int = 200) -> FormData:
    """The form, if it bears a seal that this visitor was given."""
    desk = desk_of(request)
    form = await request.form(max_files=desk.settings.reports, max_fields=fields, max_part_size=desk.settings.body)
    if not desk.seals.holds(desk.seals.visitor(request.cookies), str(form.get("seal", ""))):
        raise Refusal(
            403, "no-seal", "this form is not one that was given to you just now: go back, load the page anew, try again"
        )
    return form


def local_path(given: str) -> str:
    """The way back that a form gives, if it leads into this app; else to the first page."""
    parts = urlsplit(given)
    local = given.startswith("/") and not given.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return given if local and not any(ord(character) < 33 for character in given) else "/"


def look_around(words: str, span: Span, room: int) -> tuple[str, str]:
    """What stands before and after a passage, so many characters at most, whole words, with "…" where more stands there."""
    before, after = words[max(0, span.start - room) : span.start], words[span.end : span.end + room]
    if span.start > room:
        before = "…" + re.sub(r"^\S*\s+", "", before)
    if span.end + room < len(words):
        after = re.sub(r"\s+\S*$", "", after) + "…"
    return before, after


def remember_editor(request: Request, response: Response, by: str) -> None:
    """Let the browser keep the name under which somebody judges."""
    secure = request.url.scheme == "https"
    response.set_cookie(EDITOR, quote(by, safe=""), max_age=31_536_000, httponly=True, samesite="strict", secure=secure)
