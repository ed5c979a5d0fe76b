"""When things happened: a text's expressions of time in, intervals of days out, with the granularity they were printed with.

"Last week" is a week and never a day; "in August" is the last August before the report unless it is still to come; "two days
later" counts from the day that the narrative told last. What is hard here is the direction: "on Thursday" may be the one before
the report or the one after it, and only the verb tells. So the nearest sign before it decides ("will travel on Thursday", "told
reporters on Thursday"), and without a sign what news reports mostly tell: the past. Everything is counted from the report's own
day; where that is not known, relative expressions stay words and are compared as words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from onrecord.collation.lexicon import NUMERALS
from onrecord.spans import Span

__all__ = ["Grain", "When", "day_in_words", "find_times", "find_whens", "published_day"]

Grain = Literal["day", "weekend", "week", "month", "season", "year", "span", "words"]

_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH_OF = {name: k for k, name in enumerate(_MONTHS, 1)} | {name[:3]: k for k, name in enumerate(_MONTHS, 1)} | {"sept": 9}
_MONTH = rf"(?:{'|'.join(m.capitalize() for m in _MONTHS)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?:\.|\b))"
_SEASONS = {"spring": (3, 6), "summer": (6, 9), "autumn": (9, 12), "fall": (9, 12), "winter": (12, 15)}
"""First and last month, read widely: months after the twelfth are the next year's."""
_NUMBER = rf"(?:\d{{1,2}}|an?|{'|'.join(word for word, n in NUMERALS.items() if word != 'zero')})"
_EXPRESSION = re.compile(
    rf"""\b(?:
      (?P<month>{_MONTH})\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s?(?:percent|%))(?:,?\s(?P<year>(?:19|20)\d\d)\b)?
    | (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month2>{_MONTH})(?:,?\s(?P<year2>(?:19|20)\d\d)\b)?
    | (?P<month3>{_MONTH}),?\s(?P<year3>(?:19|20)\d\d)\b
    | (?:(?P<which4>last|next|this)\s|(?:in|since|until|by|of|during|from)\s(?:(?:early|late|mid)[\s-])?|mid-)
      (?P<month4>{_MONTH})(?!\.?\s\d{{1,2}}\b)(?:,?\s(?P<year4>(?:19|20)\d\d))?\b
    | (?:(?P<which5>last|next|this|coming)\s)?(?P<weekday>{"|".join(d.capitalize() for d in _DAYS)})\b
      (?![’']s\s(?:[A-Z]\w+\s)*[A-Z]\w+[\s.,](?![a-z])|\sNight\s[A-Z])
      (?:\s(?:morning|afternoon|evening|night))?(?:\s(?P<of>of\s(?:this|last|next)\sweek|last\sweek|next\sweek))?
    | (?P<ago>(?:(?:about|almost|nearly|over|some|more\sthan)\s)?{_NUMBER}\s(?:day|week|month|year)s?\s(?:ago|earlier|before))\b
    | (?P<later>(?:the\s(?:next|following|same)\sday
      |(?:the|a)\sday\s(?:later|earlier|before|after(?=[,.;]))|{_NUMBER}\sdays?\slater))\b
    | (?P<since>(?i:(?:(?:just|barely|only|about|almost|nearly)\s)?
      (?:(?:{_NUMBER}|the|several)\s)?(?:day|week)s?\safter))\s(?=\w)(?!(?:tomorrow|day|week)\b)
    | (?P<span>(?i:(?:(?:earlier|later|late|early)\s)?(?:this|last|next|the\scoming|the\spast)\s(?:week|month|year|weekend)))\b
    | (?P<recent>(?:in|over|for|during)\s(?:the\s)?
      (?:recent|(?:last|past)\s(?:few|several))\s(?P<unit>days|weeks|months|years))\b
    | (?P<weekend>(?:at|over|on|during|since)\sthe\sweekend)\b
    | (?P<season>(?:(?:in|since|during)\sthe|last|this|next)\s(?:spring|summer|autumn|fall|winter))\b
    | (?P<near>(?<!USA\s)(?i:yesterday|today|tonight|tomorrow|this\s(?:morning|afternoon|evening)|last\snight))\b
    | (?:in|since|of|by|until|from|for|during|between|and|before|after)\s(?:early\s|late\s)?(?P<plain>(?:19|20)\d\d)\b
      (?!\s(?:people|men|women|dollars))
    | \((?P<plain2>(?:19|20)\d\d)\)
    )""",
    re.VERBOSE,
)
_HINT = re.compile(
    r"(?:19|20)\d\d|day|week|month|year|night|tomorrow|morning|afternoon|evening|spring|summer|autumn|fall|winter|"
    rf"\b(?:{'|'.join(m[:3] for m in _MONTHS)})"
)
"""Some of it stands in small letters in each such expression; most sentences have none and are passed over."""
_ONE = frozenset({"a", "an", "the"})
_FUTURE = frozenset("will would shall ll wont can could may might if unless next until tomorrow must should".split())
_FUTURE |= frozenset("expected scheduled due planned intends upcoming".split())
_PAST = frozenset("was were had has have said told did since last came went met began held took made gave wrote spoke".split())
_PAST |= frozenset("announced after ago won lost left found became saw heard sent ran broke".split())
UNDATED = date(2001, 3, 22)
"""The day from which relative expressions of an undated report are read, a Thursday: good for comparing with another undated
one, and never shown."""
_WORD = re.compile(r"[^\W_]+")
_TIME = re.compile(
    r"\b(?:(?P<near>shortly\safter|just\safter|shortly\sbefore|just\sbefore|about|around|after|before|by)\s)?(?:"
    r"(?P<hour>\d{1,2})(?:[.:](?P<minute>\d\d))?\s?(?P<half>[ap])\.?m\b\.?|(?P<hour2>[01]?\d|2[0-3]):(?P<minute2>[0-5]\d)\b"
    r"|(?P<named>dawn|daybreak|noon|midday|midnight|dusk|nightfall)\b)"
)
_AT_TIME = re.compile(
    r"\b(?:at|by|before|after|around|about|until|till|to|from|since|past|near|toward|towards|of|between|and|or|shortly)\s$"
)
_NAMED = {"dawn": (240, 420), "daybreak": (240, 420), "noon": (720, 720), "midday": (690, 750), "midnight": (0, 0)} | {
    "dusk": (1020, 1260),
    "nightfall": (1020, 1320),
}
"""Minutes of the day, read widely where no clock says it."""


@dataclass(frozen=True, slots=True)
class When:
    """An expression of time: its characters, first and last day (ordinals, as `datetime.date` counts), and granularity.

    ``hedged`` says that an edge is only about there ("almost six years ago"). Of grain ``words``, in an undated report, nothing
    is known but the words, which stand in ``value``; its days hold against another undated report only. Else ``value`` is an
    ISO date, month or year, or two dates with a stroke between.
    """

    span: Span
    first: int
    last: int
    grain: Grain
    value: str
    hedged: bool = False


def published_day(published: str | None) -> date | None:
    """The day of a report; None where it is not known or no ISO date."""
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def day_in_words(day: date) -> str:
    """A day as a reader writes it.

    >>> day_in_words(date(2031, 3, 9))
    '9 March 2031'
    """
    return f"{day.day} {_MONTHS[day.month - 1].capitalize()} {day.year}"


def find_whens(words: str, sentences: list[Span], published: date | None) -> Iterator[tuple[Span, When]]:
    """Each sentence's expressions of days and longer, with the sentence."""
    told: date | None = None  # the day that the narrative told last: "two days later" counts from it
    for sentence in sentences:
        matches = list(_EXPRESSION.finditer(words, *sentence)) if _HINT.search(sentence.cut(words).casefold()) else []
        for match in matches:
            if match["since"]:
                yield from ((sentence, when) for when in _since(match, matches, words, sentence, published, told))
                continue
            when = _read(match, words, sentence, published, told)
            if when is None:
                continue
            if when.grain == "day" or (when.grain == "words" and 0 < when.first == when.last):
                told = date.fromordinal(when.first)
            yield sentence, when


def find_times(words: str, sentence: Span) -> Iterator[tuple[Span, int, int, str]]:
    """Times of the day as a span, the first and last minute that may be meant, and a value (``04:10``, ``04:00..04:59``)."""
    for m in _TIME.finditer(words, *sentence):
        if m["named"]:
            if not m["near"] and not _AT_TIME.search(words[max(sentence.start, m.start() - 14) : m.start()]):
                continue  # "a midnight cherry car"
            first, last = _NAMED[m["named"]]
            if m["near"] in {"before", "shortly before", "just before", "by"}:
                first, last = max(0, first - 60), last
        else:
            hour, minute = int(m["hour"] or m["hour2"]), int(m["minute"] or m["minute2"] or 0)
            if m["half"]:
                hour = hour % 12 + (12 if m["half"] == "p" else 0)
            if hour > 23 or minute > 59:
                continue
            first = last = hour * 60 + minute
            if m["near"] in {"shortly after", "just after", "about", "around"}:
                last += 30
            if m["near"] in {"shortly before", "just before", "about", "around"}:
                first = max(0, first - 30)
        value = _clock(first) if first == last else f"{_clock(first)}..{_clock(last)}"
        yield Span(*m.span()), first, last, value


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _read(m: re.Match[str], words: str, sentence: Span, published: date | None, told: date | None) -> When | None:
    span = Span(*m.span())
    month = m["month"] or m["month2"]
    if month:
        return _calendar_day(
            span, _month(month), int(m["day"] or m["day2"]), m["year"] or m["year2"], words, sentence, published
        )
    if m["month3"]:
        return _month_of(span, int(m["year3"]), _month(m["month3"]))
    if m["month4"]:
        return _bare_month(span, m, words, sentence, published)
    if m["plain"] or m["plain2"]:
        name = "plain" if m["plain"] else "plain2"
        year = int(m[name])
        return _when(Span(*m.span(name)), date(year, 1, 1), date(year, 12, 31), "year", str(year))
    if published is None:
        # Two undated reports of one story are about as old as each other: read from one day, their words can be compared.
        dated = _read(m, words, sentence, UNDATED, told)
        return dated and replace(dated, grain="words", value=" ".join(m[0].casefold().split()))
    if m["weekday"]:
        day = _weekday(m, words, sentence, published)
        return _when(span, day, day, "day")
    if m["near"]:
        return _near(span, " ".join(m["near"].casefold().split()), published)
    if m["later"]:
        # "If I was warned, I will go the same day" counts from no day that was told.
        return None if _is_ahead(words, sentence, span) else _later(span, m["later"], told)
    if m["ago"]:
        return _ago(span, m["ago"], published, told)
    if m["season"]:
        return _season(span, m["season"], words, sentence, published)
    if m["recent"]:
        # A few: from two units to twelve.
        back = timedelta(days=12 * {"days": 1, "weeks": 7, "months": 31, "years": 366}[m["unit"]])
        return _when(span, published - back, published, "span", hedged=True)
    if m["weekend"]:
        return _weekend(span, published - timedelta(days=(published.weekday() + 2) % 7))
    return _span(span, " ".join(m["span"].casefold().split()), published)


def _month(printed: str) -> int:
    return _MONTH_OF[printed.rstrip(".").casefold()]


def _calendar_day(
    span: Span, month: int, day: int, year: str | None, words: str, sentence: Span, published: date | None
) -> When | None:
    if year is None and published is None:
        return When(span, 0, 0, "words", f"--{month:02d}-{day:02d}") if 1 <= day <= 31 else None
    try:
        if year is not None:
            found = date(int(year), month, day)
        else:
            assert published is not None
            found = date(published.year, month, day)
            if _is_ahead(words, sentence, span):
                found = found if found >= published else date(published.year + 1, month, day)
            elif (found - published).days > 60:
                found = date(published.year - 1, month, day)
    except ValueError:
        return None  # "February 30" is no day
    return _when(span, found, found, "day")


def _bare_month(span: Span, m: re.Match[str], words: str, sentence: Span, published: date | None) -> When | None:
    month = _month(m["month4"])
    if m["year4"]:
        return _month_of(span, int(m["year4"]), month)
    if published is None:
        return When(span, 0, 0, "words", f"--{month:02d}")
    year = published.year
    until = m[0].startswith(("until ", "by ")) and not _is_told(words[sentence.start : span.start])
    if m["which4"] == "next" or (m["which4"] is None and (until or _is_ahead(words, sentence, span))):
        year += month < published.month
    else:
        year -= month > published.month or (month == published.month and m["which4"] == "last")
    return _month_of(span, year, month)


def _month_of(span: Span, year: int, month: int) -> When:
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return _when(span, date(year, month, 1), last, "month", f"{year}-{month:02d}")


def _weekday(m: re.Match[str], words: str, sentence: Span, published: date) -> date:
    wanted = _DAYS.index(m["weekday"].casefold())
    monday = published - timedelta(days=published.weekday())
    of = m["of"] or ""
    if "this" in of:
        return monday + timedelta(days=wanted)
    if "last" in of:
        return monday + timedelta(days=wanted - 7)
    if "next" in of:
        return monday + timedelta(days=wanted + 7)
    back = (published.weekday() - wanted) % 7
    if m["which5"] == "last":
        return published - timedelta(days=back or 7)
    if m["which5"] in {"next", "coming"}:
        return published + timedelta(days=(7 - back) or 7)
    if m["which5"] == "this":
        return monday + timedelta(days=wanted)
    if back and _is_ahead(words, sentence, Span(*m.span())):
        return published + timedelta(days=7 - back)
    return published - timedelta(days=back)


def _is_ahead(words: str, sentence: Span, span: Span) -> bool:
    """Does the nearest sign in the clause say that it is still to come? Looked for before the expression, then after it."""
    before = re.split(r"[;:“”\"]|,\s(?:and|but)\s", words[sentence.start : span.end])[-1]
    if before.startswith("since") or " since " in before[-span.end + span.start - 12 :]:
        return False
    before = before[: len(before) - (span.end - span.start)]
    if before.endswith(("by ", "before ", "until ")):
        return True
    if re.search(r"\bwould\b.*\bif\b", before) or (
        re.match(r"if\b", before, re.I) and re.search(r"\bwould\b", words[span.end : sentence.end])
    ):
        return True  # "would raise it if the crews returned on Saturday": the past of reported speech
    for word in reversed(_WORD.findall(before)[-12:]):
        folded = word.casefold()
        if folded in _FUTURE or (folded == "to" and re.search(r"\b(?:is|are|was|were|plans?|hopes?|set)\sto\s\w+", before)):
            return True
        if folded in _PAST or (folded.endswith("ed") and len(folded) > 4):
            return False
    after = re.split(r"[;:“”\".]", words[span.end : sentence.end])[0]
    for word in _WORD.findall(after)[:8]:
        folded = word.casefold()
        if folded in _FUTURE - {"if"}:
            return True
        if folded in _PAST or (folded.endswith("ed") and len(folded) > 4):
            return False
    return False


def _is_told(before: str) -> bool:
    """Is the last verb that shows its tense, of a few words, in the past ("was held until August")?"""
    signs = (word for word in reversed(_WORD.findall(before.casefold())[-8:]) if word in _FUTURE or word in _PAST)
    return next(signs, "will") in _PAST


def _near(span: Span, printed: str, published: date) -> When:
    if printed == "tomorrow":
        day = published + timedelta(days=1)
    elif printed in {"yesterday", "last night"}:
        day = published - timedelta(days=1)
    else:
        day = published
    return _when(span, day, day, "day")


def _later(span: Span, printed: str, told: date | None) -> When | None:
    if told is None:
        return None
    number = 1
    if "same" in printed:
        number = 0
    elif "later" in printed and not printed.startswith(("the", "a ")):
        number = _number(printed.split()[0])
    elif printed.endswith(("earlier", "before")):
        number = -1
    day = told + timedelta(days=number)
    return _when(span, day, day, "day")


def _since(
    m: re.Match[str], matches: list[re.Match[str]], words: str, sentence: Span, published: date | None, told: date | None
) -> Iterator[When]:
    """The day of what stands after "three days after": so many before the day that the sentence names, or the report's own."""
    span, bare = Span(*m.span("since")), m["since"].casefold().split()[:-1]
    if published is None or _is_ahead(words, sentence, span):
        return
    days = 7 if bare[-1].startswith("week") else 1
    number = next(
        (_number(word) for word in bare[:-1] if word in NUMERALS or word in {"a", "an", "the"} or word.isdecimal()), 0
    )
    beside = (_read(other, words, sentence, published, told) for other in matches if not other["since"])
    named = [when for when in beside if when is not None and when.grain == "day"]
    last = date.fromordinal(named[0].first) if named else published
    first = last if named else last - timedelta(days=1)
    if number:
        slack = timedelta(days=3 if days == 7 else 0)
        first, last = first - timedelta(days=number * days) - slack, last - timedelta(days=number * days) + slack
    else:
        first, last = first - timedelta(days=7 * days), last - timedelta(days=2 * days)
    yield _when(span, first, last, "day" if first == last else "week", hedged=first != last)


def _ago(span: Span, printed: str, published: date, told: date | None) -> When | None:
    *hedge, number, unit, side = printed.split()
    if side != "ago" and (told is None or not unit.startswith("day")):
        return None
    count, anchor = _number(number), published if side == "ago" else told
    assert anchor is not None
    if unit.startswith("day"):
        day = anchor - timedelta(days=count)
        return _when(span, day, day, "day", hedged=bool(hedge))
    if unit.startswith("week"):
        day = anchor - timedelta(weeks=count)
        return _when(span, day - timedelta(days=3), day + timedelta(days=3), "week", hedged=True)
    if unit.startswith("month"):
        years, month = divmod(anchor.year * 12 + anchor.month - 1 - count, 12)
        return _month_of(span, years, month + 1)
    year = anchor.year - count
    if not hedge:
        return _when(span, date(year, 1, 1), date(year, 12, 31), "year", str(year))
    return _when(span, date(year, 1, 1), date(year + 1, 12, 31), "year", f"~{year}", hedged=True)


def _season(span: Span, printed: str, words: str, sentence: Span, published: date) -> When:
    first, last = _SEASONS[printed.split()[-1]]
    year = published.year
    if printed.startswith("next") or _is_ahead(words, sentence, span):
        year += published.month > first
    else:
        running = published < date(year + last // 13, (last - 1) % 12 + 1, 1)
        year -= date(year, first, 1) > published or (running and printed.startswith("last"))
    end = date(year + last // 12, last % 12 + 1, 1) - timedelta(days=1)
    return _when(span, date(year, first, 1), end, "season")


def _weekend(span: Span, saturday: date) -> When:
    return _when(span, saturday, saturday + timedelta(days=1), "weekend")


def _span(span: Span, printed: str, published: date) -> When:
    monday = published - timedelta(days=published.weekday())
    which = 1 if "next" in printed or "coming" in printed else -1 if "last" in printed or "past" in printed else 0
    if printed.endswith("weekend"):
        # On a Monday "last weekend" is the one just over; on a Saturday "this weekend" is now.
        saturday = monday + timedelta(days=5)
        if which == -1 or (which == 0 and published.weekday() < 2):
            saturday -= timedelta(days=7)
        return _weekend(span, saturday)
    if printed.endswith("week"):
        first, last = monday + timedelta(weeks=which), monday + timedelta(weeks=which, days=6)
        grain: Grain = "week"
    elif printed.endswith("month"):
        years, month = divmod(published.year * 12 + published.month - 1 + which, 12)
        if not printed.startswith(("earlier", "later")):
            return _month_of(span, years, month + 1)
        first = date(years, month + 1, 1)
        last = date(years + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)
        grain = "month"
    else:
        first, last, grain = date(published.year + which, 1, 1), date(published.year + which, 12, 31), "year"
        if not printed.startswith(("earlier", "later")):
            return _when(span, first, last, grain, str(first.year))
    if printed.startswith("earlier"):
        last = min(last, published)
    elif printed.startswith("later"):
        first = max(first, published)
    return _when(span, first, last, grain)


def _number(word: str) -> int:
    return 1 if word in _ONE else int(NUMERALS.get(word, word))


def _when(span: Span, first: date, last: date, grain: Grain, value: str | None = None, *, hedged: bool = False) -> When:
    printed = value or (first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}")
    return When(span, first.toordinal(), last.toordinal(), grain, printed, hedged)
