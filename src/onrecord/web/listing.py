"""Lists of the API: one shape, one way to go on, as JSON or as a table, each answer with its ETag.

A page of a list ends with a mark of what was shown last, never with a number of items: what is added or taken away meanwhile
shifts nothing. The mark stands in the answer as ``next`` and, for a table too, in its ``Link``.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from fastapi import Request
from starlette.responses import Response

from onrecord.datamodel import Passage
from onrecord.outputs.exports.tables import guarded
from onrecord.spans import Span

__all__ = ["answer", "columns_of", "listed", "plain", "wants_csv"]


def answer(
    request: Request,
    data: Any,
    *,
    media: str = "application/json",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer with its ETag, or 304 where the asker has it already."""
    words = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False, default=plain)
    body = words.encode("utf-8", "replace")
    tag = f'"{hashlib.sha256(media.encode() + body).hexdigest()[:24]}"'
    ours = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept", **(headers or {})}
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if request.method in ("GET", "HEAD") and known & {tag, "*"}:
        return Response(status_code=304, headers=ours)
    return Response(body, status, ours, media_type=media)


def plain(thing: object) -> Any:
    """Nouns of ours as JSON has them."""
    if isinstance(thing, Passage):
        return {"span": list(thing.span), "exact": thing.exact, "prefix": thing.prefix, "suffix": thing.suffix}
    if isinstance(thing, Span):
        return list(thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        return {name: getattr(thing, name) for name in thing.__dataclass_fields__}
    raise TypeError(type(thing).__name__)


def listed(
    request: Request,
    rows: Sequence[Mapping[str, Any]],
    *,
    columns: Sequence[str] = (),
    after: str | None = None,
    total: int | None = None,
) -> Response:
    """A page of a list: JSON, or a table where the list has columns and the asker wants one; ``after`` marks its last row."""
    headers = {}
    if after is not None:
        headers["Link"] = f'<{request.url.include_query_params(after=after)}>; rel="next"'
    if columns and wants_csv(request):
        return answer(request, _table(rows, columns), media="text/csv", headers=headers)
    return answer(request, {"items": list(rows), "next": after, "total": total}, headers=headers)


def wants_csv(request: Request) -> bool:
    """Does the asker like a table better than JSON?"""
    liked: dict[str, float] = {}
    for part in request.headers.get("accept", "").split(","):
        media, *settings = (each.strip().lower() for each in part.split(";"))
        given = next((each[2:] for each in settings if each.startswith("q=")), "1")
        digits = given.replace(".", "", 1)
        liked[media] = float(given) if digits.isascii() and digits.isdigit() else 0.0
    json_too = max(liked.get("application/json", 0.0), liked.get("application/*", 0.0))
    return liked.get("text/csv", 0.0) > max(json_too, 0.0) or (
        0 < liked.get("text/csv", 0.0) == json_too and next(iter(liked)) == "text/csv"
    )


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """A CSV table. A cell that a spreadsheet would take for a formula is given an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in columns])
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str):
        return guarded(value)
    if value is None or isinstance(value, int | float):
        return value
    return json.dumps(value, ensure_ascii=False, default=plain)


def columns_of(noun: type) -> tuple[str, ...]:
    """The columns of a noun's table: its fields."""
    return tuple(each.name for each in fields(noun))
