"""A JSON object in, the fields of a report out: our own names, those of news-please, of ninjs and of schema.org.

Every field but the text may be missing; what is there in a form that cannot be used is left out with a remark, never guessed.
What is hard is the date: "published" becomes ISO 8601 as far as it is known, and an order of day and month that could be
either way is not decided.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from onrecord.errors import UnreadableReport
from onrecord.reports.encodings import replace_surrogates

__all__ = ["Fields", "normalise_date", "parse_json", "read_fields"]

# For each field the names under which formats keep it, the first that holds something wins.
_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id",),
    "outlet": ("outlet", "source_domain", "publisher", "copyrightholder", "source", "sitename", "site_name"),
    "url": ("url", "link", "canonical_url"),
    "title": ("title", "headline", "headlines"),
    "byline": ("byline", "authors", "author", "bylines"),
    "published": ("published", "date_publish", "versioncreated", "datePublished", "date_published", "date"),
    "text": ("text", "maintext", "body_text", "articleBody"),
    "html": ("body_html",),
}


@dataclass(frozen=True, slots=True)
class Fields:
    """What a JSON object says of a report; ``html`` is a body in HTML where there is none in plain text."""

    id: str | None = None
    outlet: str | None = None
    url: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    text: str | None = None
    html: str | None = None
    remarks: tuple[str, ...] = ()


def parse_json(words: str, name: str, *, where: str = "") -> object:
    """The value that the JSON stands for; raises `UnreadableReport` where it is broken or nested too deep to be a report."""
    try:
        return json.loads(words)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and not where:
            raise UnreadableReport(name, "it holds several JSON values: name it .jsonl if each line is a report") from None
        place = where or f"line {error.lineno}"
        raise UnreadableReport(
            name, f"{place} is broken JSON ({error.msg} at column {error.colno}): correct or drop it"
        ) from None
    except RecursionError:
        raise UnreadableReport(name, f"{where or 'it'} is JSON nested too deep to be a report: give a flat object") from None
    except ValueError:  # a number of more digits than Python converts
        raise UnreadableReport(name, f"{where or 'it'} is JSON with a number too long to read: drop that number") from None


def read_fields(entry: dict[str, object]) -> Fields:
    """The fields of a report that the object holds, under whichever of the known names."""
    found: dict[str, str | None] = {}
    remarks: list[str] = []
    for field, names in _NAMES.items():
        for name in names:
            value = entry.get(name)
            plain = _read_text(value) if field in ("text", "html") else _read_plain(value)
            if plain is not None:
                plain, remark = replace_surrogates(plain)
                found[field] = plain
                remarks += [remark] if remark else []
                break
            if value not in (None, "", [], {}) and not isinstance(value, str):
                remarks.append(f"its {name} is no text and was left out")
    if found.get("text") is None and found.get("html") is None:
        found["text"], found["html"] = _read_bodies(entry.get("bodies"))
    if (printed := found.get("published")) is not None:
        found["published"] = normalise_date(printed)
        if found["published"] is None:
            remarks.append(f"its date {printed[:40]!r} could not be read: give it as YYYY-MM-DD")
    return Fields(**found, remarks=tuple(dict.fromkeys(remarks)))


def _read_text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _read_plain(value: object) -> str | None:
    """A field as one line: a string, a number (ids), an object's name or value, a list of those joined by commas."""
    if isinstance(value, str):
        return " ".join(value.split()) or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, dict):
        return next((p for key in ("name", "value", "byline") if (p := _read_plain_string(value.get(key)))), None)
    if isinstance(value, list):
        parts = [_read_plain(part) for part in value if not isinstance(part, list)]
        return ", ".join(part for part in parts if part) or None
    return None


def _read_plain_string(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _read_bodies(bodies: object) -> tuple[str | None, str | None]:
    """The first plain body and the first HTML body of ninjs 2, which keeps them in a list with their content types."""
    plain = html = None
    for body in _dicts(bodies):
        value = _read_text(body.get("value"))
        kind = str(body.get("contenttype") or body.get("contentType") or "")
        if value is not None and "html" in kind:
            html = html or replace_surrogates(value)[0]
        elif value is not None:
            plain = plain or replace_surrogates(value)[0]
    return plain, None if plain else html


def _dicts(values: object) -> Iterable[dict[str, object]]:
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


# --- dates --------------------------------------------------------------------------------------------------------------------

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(
    r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:[T ]+(\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?)?)?",
    re.IGNORECASE | re.ASCII,
)
_NAMED = re.compile(
    r"(?:[a-z]+,? +)?(?:([a-z]{3,9})\.? +(\d{1,2})|(\d{1,2}) +([a-z]{3,9})\.?),? +(\d{4})", re.IGNORECASE | re.ASCII
)


def normalise_date(printed: str) -> str | None:
    """The date or date and time in ISO 8601, as far as it is given; None where it is none or can be read in two ways.

    >>> normalise_date("2031-05-04 09:30:00")
    '2031-05-04T09:30:00'
    >>> normalise_date("May 4, 2031"), normalise_date("04/05/2031")
    ('2031-05-04', None)
    """
    printed = printed.strip()
    if match := _ISO.fullmatch(printed):
        year, month, day, hour, minute, second, zone = match.groups()
        if month is None:
            return year
        if day is None:
            return f"{year}-{month}" if 1 <= int(month) <= 12 else None
        known = _join_date(int(year), int(month), int(day))
        if known is None or hour is None:
            return known
        if zone is not None:
            zone = "Z" if zone.upper() in ("Z", "UTC", "GMT") else f"{zone[:3]}:{zone[-2:]}"
        clock = f"{hour}:{minute}" + (f":{second}" if second else "")
        try:
            datetime.fromisoformat(f"{known}T{clock}")
        except ValueError:
            return known
        return f"{known}T{clock}{zone or ''}"
    if match := _NAMED.fullmatch(printed):
        named, day, other_day, other_named, year = match.groups()
        month_name = (named or other_named).lower()[:3]
        if month_name not in _MONTHS:
            return None
        return _join_date(int(year), _MONTHS.index(month_name) + 1, int(day or other_day))
    try:
        return parsedate_to_datetime(printed).isoformat()  # as feeds write it: "Sun, 04 May 2031 09:30:00 +0000"
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _join_date(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
