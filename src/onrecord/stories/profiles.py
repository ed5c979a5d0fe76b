"""A report in, its profile out: all that grouping keeps of it, in whole numbers.

A profile has the weight of the report's rarest words, in all of it and in its opening (headline and first paragraphs), which
of them are names, the days of which it speaks, its own day, and the vector of its opening. What is hard here is that nothing
in it may depend on other reports: words are weighed by a table that ships with the package, and all weights are whole
numbers, so that sums of them are the same in any order.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.datamodel import Report
from onrecord.stories.rarity import COMMON, find_rarity
from onrecord.stories.words import FUNCTION_WORDS, number_form

__all__ = [
    "KINDS",
    "SCALE",
    "Profile",
    "Table",
    "find_day",
    "find_opening",
    "find_terms",
    "number_term",
    "parse_profile",
    "profile_report",
    "profile_reports",
    "write_profile",
]

SCALE = 1000
"""Length of every vector of a profile: the cosine of two is their product over a million."""
READ = 1500
"""Words of a report that are read: what stands further down tells little of which event it is about."""
OPENING = 100
"""Words that count as the opening, after the headline."""
EMBEDDED = 500
"""Characters of the body that the vector of the opening is made of."""
DATED = 1500
"""Characters at the start in which the days of the event are looked for."""
KEPT = 128
"""Words that are kept of a report, the weightiest first."""
KEPT_OPENING = 60
KINDS = 6
"""Kinds of weights of a term in a profile's `Table`."""

_WORD = re.compile(
    r"(?:[$£€¥]\s?)?\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s|m|bn)?\b%?|(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’‘ʼ`´](?=[^\W_])[^\W_]+)*"
)
_SENTENCE = re.compile(r"[.!?:\n\"“”‘`•|]|''")
_POSSESSIVE = re.compile(r"['’‘ʼ`´]s$", re.IGNORECASE)
_APOSTROPHES = re.compile(r"['’‘ʼ`´.]")
_COUNTRY = frozenset({"US", "U.S.", "U.S", "USA", "U.S.A."})
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_WEEKDAYS = {name: number for number, name in enumerate("Mon Tues Wednes Thurs Fri Satur Sun".split())}
_MONTH = r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = re.compile(rf"\b{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b|\b(\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_MONTH}\b")
_WEEKDAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b([Yy]esterday|[Tt]oday)\b")
_PUBLISHED = re.compile(r"(\d{4})-(\d\d)-(\d\d)")

Weights = dict[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A profile's terms by number, in order, and what each weighs.

    The rows of ``weights``: in the body, the opening and the title; the names of the body and of the opening and the figures of
    the body, each as a vector of their own; and last, one where a term is of body or opening at all. ``leads`` has the weights
    in the body of those terms that are not common: by them a report leads to others.
    """

    terms: NDArray[np.uint64]
    weights: NDArray[np.int16]
    leads: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Profile:
    """What grouping keeps of a report.

    ``day`` is the ordinal of the day of publication, None where that is unknown. ``body``, ``opening`` and ``title`` map
    terms to weights, each a vector of length `SCALE`; ``names`` are those terms that are printed as names. ``days`` are the
    days of the year of which the report's start speaks (month, day), ``weekdays`` the weekdays it names (0 is Monday).
    ``vector`` is the opening's row of the sentence encoder, in whole numbers of length `SCALE`; ``printed`` has the names that
    are printed otherwise than as the term with a capital.
    """

    report_id: str
    day: int | None
    body: Weights
    opening: Weights
    title: Weights
    names: frozenset[str]
    days: frozenset[tuple[int, int]]
    weekdays: frozenset[int]
    vector: tuple[int, ...] = field(repr=False)
    printed: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def table(self) -> Table:
        """The terms and their weights, for reckoning."""
        return _tabulate(self)

    @cached_property
    def opens_with_names(self) -> bool:
        """Is any term of the opening a name?"""
        return any(term in self.opening for term in self.names)

    @cached_property
    def row(self) -> NDArray[np.int64]:
        """The vector, for reckoning."""
        return np.array(self.vector, dtype=np.int64)


def find_terms(words: str) -> list[str]:
    """The terms of a stretch of text in order, without words that carry grammar only.

    >>> find_terms("The mayor’s ferries sank in 2031")
    ['mayor', 'ferry', 'sank', '2031']
    """
    return [term for printed in _WORD.findall(words) if (term := _normalise(printed))]


def find_opening(report: Report) -> str:
    """The words of which the vector is made: the headline and the first 500 characters of the article, on one line."""
    body = " ".join(" ".join(_article(report)).split())[:EMBEDDED]
    return f"{' '.join(report.title.split())}. {body}" if report.title else body


def _tabulate(profile: Profile) -> Table:
    body, opening, title, names = profile.body, profile.opening, profile.title, profile.names
    terms = [*{**body, **opening, **title}]
    numbers = np.array([number_term(term) for term in terms], dtype=np.uint64)
    weights = np.zeros((KINDS + 1, len(terms)), dtype=np.int64)
    for row, given in enumerate((body, opening, title)):
        weights[row] = [given.get(term, 0) for term in terms]
    named = np.array([term in names for term in terms], dtype=np.bool_)
    figures = np.array([term[0].isdigit() for term in terms], dtype=np.bool_)
    for row, source, chosen in ((3, 0, named), (4, 1, named), (5, 0, figures)):
        weights[row] = _scale(weights[source] * chosen)
    weights[KINDS, : len(body.keys() | opening.keys())] = 1
    order = np.argsort(numbers)
    leads = tuple((term, weight) for term, weight in body.items() if find_rarity(term) > COMMON)
    return Table(numbers[order], weights[:, order].astype(np.int16), leads)


def _scale(weights: NDArray[np.int64]) -> NDArray[np.int64]:
    """Weights as a vector of length `SCALE`."""
    length = math.sqrt(int(weights @ weights)) or 1.0
    return np.rint(weights * SCALE / length).astype(np.int64)


number_term = lru_cache(maxsize=500_000)(number_form)
"""The number (of 64 bits) of a term."""


def profile_reports(reports: Iterable[Report]) -> Iterator[Profile]:
    """The profiles of reports, one at a time, with vectors made here."""
    from onrecord.models.sentences import embed

    for report in reports:
        yield profile_report(report, embed([find_opening(report)])[0])


def profile_report(report: Report, vector: Sequence[float] | NDArray[np.float32]) -> Profile:
    """The profile of a report, given the sentence encoder's row of its opening (`find_opening`)."""
    paragraphs = list(_article(report))
    titled = find_terms(report.headline or "")
    given = [] if report.title is None else titled
    read, named, plain, printed = _read_words(paragraphs)
    everything = Counter(term for term in given + read if term)
    opening = Counter(term for term in given + read[:OPENING] if term)
    day = find_day(report.published)
    start = " ".join(paragraphs)[:DATED]
    body = _weigh(everything, KEPT)
    first = _weigh(opening, KEPT_OPENING)
    kept = body.keys() | first.keys()
    names = frozenset(term for term, count in named.items() if term in kept and count > plain[term])
    return Profile(
        report_id=report.id,
        day=day,
        body=body,
        opening=first,
        title=_weigh(Counter(titled), 20),
        names=names,
        days=frozenset(_days_told(start, day)),
        weekdays=frozenset(_WEEKDAYS[found[1]] for found in _WEEKDAY.finditer(start) if found[1]),
        vector=tuple(round(float(number) * SCALE) for number in vector),
        printed={term: printed[term] for term in sorted(names) if printed[term] != term.capitalize()},
    )


def write_profile(profile: Profile) -> dict[str, Any]:
    """The profile as plain lists and numbers, for JSON; `parse_profile` reads it back."""
    return {
        "report": profile.report_id,
        "day": profile.day,
        "body": profile.body,
        "opening": profile.opening,
        "title": profile.title,
        "names": sorted(profile.names),
        "days": sorted(list(day) for day in profile.days),
        "weekdays": sorted(profile.weekdays),
        "vector": list(profile.vector),
        "printed": dict(profile.printed),
    }


def parse_profile(row: Mapping[str, Any]) -> Profile:
    """The profile that `write_profile` wrote."""
    return Profile(
        report_id=row["report"],
        day=row["day"],
        body=dict(row["body"]),
        opening=dict(row["opening"]),
        title=dict(row["title"]),
        names=frozenset(row["names"]),
        days=frozenset((month, day) for month, day in row["days"]),
        weekdays=frozenset(row["weekdays"]),
        vector=tuple(row["vector"]),
        printed=dict(row.get("printed", {})),  # profiles from before this key existed are still read
    )


def _article(report: Report) -> Iterator[str]:
    """The paragraphs of the article, without furniture."""
    return (block.span.cut(report.text.words) for block in report.text.blocks if block.kind != "furniture")


def _read_words(paragraphs: Iterable[str]) -> tuple[list[str], Counter[str], Counter[str], dict[str, str]]:
    """The terms in order ("" for words without matter), how often each has a capital within a sentence, and how often none.

    And how each is printed where it first has a capital within a sentence.
    """
    read: list[str] = []
    named: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for paragraph in paragraphs:
        last: int | None = None
        for found in _WORD.finditer(paragraph):
            word = found[0]
            term = _normalise(word)
            read.append(term)
            if term and word[0].isupper():
                opens = last is None or _SENTENCE.search(paragraph, last, found.start()) is not None
                named[term] += not opens
                if not opens and term not in shown:
                    shown[term] = _POSSESSIVE.sub("", word)
            elif term and not word[0].isdigit():
                plain[term] += 1
            last = found.end()
        if len(read) >= READ:
            break
    return read[:READ], named, plain, shown


@lru_cache(maxsize=200_000)
def _normalise(printed: str) -> str:
    """The term of a printed word: without accents, capitals, possessive and plural; "" for words that carry grammar only."""
    if printed in _COUNTRY:
        return "u.s"
    plain = printed
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    if any(c.isdigit() for c in plain):
        term = re.sub(r"(?<=\d),(?=\d)|\s|[$£€¥]", "", plain).casefold()
    else:
        term = _APOSTROPHES.sub("", _POSSESSIVE.sub("", plain)).casefold()
        if len(term) > 4 and term.endswith("s") and not term.endswith(("ss", "us", "is")):
            term = term[:-3] + "y" if term.endswith("ies") and len(term) > 5 else term[:-1]
    return "" if len(term) < 2 or term in FUNCTION_WORDS or printed.casefold() in FUNCTION_WORDS else term


def _weigh(counts: Counter[str], kept: int) -> Weights:
    """The weightiest terms, rarity by frequency, as a vector of length `SCALE`."""
    weights = {term: round(100 * (1 + math.log(count))) * find_rarity(term) for term, count in counts.items()}
    return _unit(dict(sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:kept]))


def _unit(weights: Weights) -> Weights:
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {term: round(weight * SCALE / length) for term, weight in weights.items()}


def find_day(published: str | None) -> int | None:
    """The ordinal of the day in an ISO 8601 date, or None."""
    found = _PUBLISHED.match(published or "")
    try:
        return date(*map(int, found.groups())).toordinal() if found else None
    except ValueError:
        return None


def _days_told(start: str, day: int | None) -> Iterator[tuple[int, int]]:
    """The days of which a report's start speaks: written out, or by weekday counted back from the day of publication."""
    for found in _DAY.finditer(start):
        number = int(found[2] or found[3])
        if 1 <= number <= 31:
            yield _MONTHS[(found[1] or found[4]).lower()[:3]], number
    if day is None:
        return
    for found in _WEEKDAY.finditer(start):
        if found[1]:
            back = (date.fromordinal(day).weekday() - _WEEKDAYS[found[1]]) % 7
        else:
            back = 1 if found[2].lower() == "yesterday" else 0
        told = date.fromordinal(day - back)
        yield told.month, told.day
