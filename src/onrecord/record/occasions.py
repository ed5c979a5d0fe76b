"""A statement with its report in, the day on which it was said out; or None where the report points to an earlier time only.

What is hard here is that reports retell: "had said last month" in a report of June is no statement of June. A weekday is the
latest one on or before publication; a vague time ("last month", "earlier", a pluperfect cue) gives no day, for a wrong day
would make a reversal of an old remark.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from onrecord.datamodel import Report, Statement
from onrecord.spans import Span
from onrecord.statements.sentences import find_sentences

__all__ = ["day_of", "is_retold"]

_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS = "january february march april may june july august september october november december".split()
_WEEKDAY = re.compile(rf"\b({'|'.join(_DAYS)})\b", re.I)
_DATE = re.compile(
    rf"\b(\d{{1,2}}) ({'|'.join(_MONTHS)})(?:,? (\d{{4}}))?\b|\b({'|'.join(_MONTHS)}) (\d{{1,2}})(?:,? (\d{{4}}))?\b", re.I
)
_YESTERDAY = re.compile(r"\b(?:yesterday|last night)\b", re.I)
_VAGUE = re.compile(
    r"\b(?:last|earlier this|previous) (?:week|month|year|spring|summer|autumn|fall|winter)\b"
    r"|\b(?:earlier|previously|formerly|once|originally|repeatedly|long)\b"
    r"|\b(?:weeks?|months?|years?|days?) (?:ago|earlier|before)\b"
    rf"|\bin (?:{'|'.join(_MONTHS)})\b|\bdays? after (?:he|she|they)\b",
    re.I,
)
_PLUPERFECT = re.compile(r"^(?:had|has long|have long)\b", re.I)


def day_of(report: Report, statement: Statement) -> date | None:
    """The day on which a statement was made, by its own sentence and the report's day."""
    published = _published(report)
    block = report.text.block_at(statement.content[0].span.start)
    if block is not None and block.kind == "headline":
        return published
    around = _around(report, statement)
    found = _DATE.search(around)
    if found is not None:
        day, month, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
        return _dated(int(day), _MONTHS.index(month.lower()) + 1, int(year) if year else None, published)
    if published is None or is_retold(report, statement):
        return None
    if (weekday := _WEEKDAY.search(around)) is not None:
        return published - timedelta((published.weekday() - _DAYS.index(weekday[1].lower())) % 7)
    if _YESTERDAY.search(around):
        return published - timedelta(1)
    return published


def is_retold(report: Report, statement: Statement) -> bool:
    """Does the report tell an older statement again?"""
    cue = " ".join(passage.exact for passage in statement.cue)
    return bool(_PLUPERFECT.search(cue) or _VAGUE.search(_around(report, statement)))


def _published(report: Report) -> date | None:
    try:
        return date.fromisoformat((report.published or "")[:10])
    except ValueError:
        return None


def _dated(day: int, month: int, year: int | None, published: date | None) -> date | None:
    """A day of the calendar; without a year the one nearest before publication."""
    try:
        if year is not None:
            return date(year, month, day)
        if published is None:
            return None
        same = date(published.year, month, day)
        return same if same <= published else date(published.year - 1, month, day)
    except ValueError:
        return None


def _around(report: Report, statement: Statement) -> str:
    """The words of the statement's sentences without its content: times within what is said are not the time of saying it."""
    text = report.text.words
    spans = [p.span for p in (*statement.cue, *statement.source)] or [statement.content[0].span]
    inside = [p.span for p in statement.content]
    kept: list[str] = []
    for sentence in find_sentences(text):
        if any(sentence.overlaps(span) for span in spans):
            at = sentence.start
            for span in sorted(span for span in inside if span.overlaps(sentence)):
                kept.append(text[at : max(at, span.start)])
                at = max(at, span.end)
            if at < sentence.end:
                kept.append(Span(at, sentence.end).cut(text))
    return " ".join(kept)
