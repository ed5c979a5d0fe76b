"""Checkable details of one report: a text in, figures, amounts, percentages, times, dates and places out, each with a value.

What is hard here is what a number counts ("a record 267 drones", "two of the four exits"), and how sure the report is of it:
"more than 200", "some 430", "dozens" and "hundreds of billions" are ranges, not numbers. A value is therefore kept as its least
and its greatest possible size, and what it counts as the stem of the noun that follows. Days are worked out in ``dates.py``,
places looked up in ``places.py``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from onrecord.collation.dates import find_times, find_whens, published_day
from onrecord.collation.lexicon import NUMERALS, lemma
from onrecord.collation.media import is_title
from onrecord.collation.places import NAMED_AS_STATES, find_outer, find_spot, may_lie_in
from onrecord.datamodel import Detail, DetailKind, Passage, Report
from onrecord.spans import Span
from onrecord.statements.lexicon import PERSON_NOUNS
from onrecord.statements.mentions import names_in
from onrecord.statements.sentences import find_sentences
from onrecord.stories.words import Word, find_words

__all__ = ["NOT_TOLD", "Figure", "find_figures"]

NOT_TOLD = "not told"
"""The value of a passage that tells the matter without the detail that another report has."""

_SCALES: dict[str, float] = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "m": 10**6,
    "bn": 10**9,
}
_VAGUE: dict[str, tuple[float, float]] = {
    "dozens": (24, 144),
    "scores": (40, 200),
    "hundreds": (200, 1_000),
    "thousands": (2_000, 1_000_000),
    "millions": (2e6, 1e9),
    "billions": (2e9, 1e12),
}
"""What a vague number may mean at least and at most, read widely: a false conflict costs more than a missed one."""
_PARTS = {"third": 1 / 3, "quarter": 0.25, "fifth": 0.2, "sixth": 1 / 6, "tenth": 0.1}
"""Shares printed as one word: "a fifth of the town"."""
_LENGTHS = frozenset("mile kilometre kilometer tonne ton acre hectare".split())
"""Of these "a" is a number: "queueing for a mile"."""
_BANDS = frozenset("jury panel crew team committee board party squad staff convoy fleet".split())
"""Nouns that are counted by what follows: "a jury of nine"."""
_FELL = re.compile(r"\b(?:fell|fall|falls|fallen|falling|slipped|plunged|tumbled)\b")
_NUMBERED = frozenset("flight route highway room bus train channel pier gate box bill act number no".split())
"""What is called by a number, which is no year then: "Flight 1943"."""
_TORN_BEFORE = re.compile(r"\d,$|[A-Za-z]\d*-$|[A-Z]\d+-$")
_TORN_AFTER = re.compile(r",\d{3}")
_OVER = frozenset(
    form for verb in "hand turn win carry pass sign".split() for form in (verb, f"{verb}s", f"{verb}ed", f"{verb}ing")
) | frozenset("take takes took taken taking give gives gave given giving won".split())
"""Verbs that have an "over" of their own."""
_ALL_BUT = re.compile(
    r"\ball\sbut\s(?P<few>[\w-]+)\sof\s(?:the\s|its\s|their\s|his\s|her\s)?(?:[\w’'-]+[’']s?\s)?(?P<all>[\w,]+)\s$", re.I
)
_OPENING = frozenset({"several", "a", *_VAGUE, *NUMERALS})
"""Words with which a number begins that has no figure."""
_VAGUE_SCALES: dict[str, float] = {"thousands": 1_000, "millions": 10**6, "billions": 10**9}
_MORE = frozenset(
    {("more", "than"), ("at", "least"), ("as", "many", "as"), ("over",), ("above",), ("upwards", "of"), ("no", "fewer", "than")}
)
_LESS = frozenset(
    {("less", "than"), ("fewer", "than"), ("at", "most"), ("under",), ("up", "to"), ("nearly",), ("almost",), ("close", "to")}
)
_ABOUT = frozenset(
    {("about",), ("around",), ("some",), ("roughly",), ("approximately",), ("an", "estimated"), ("estimated",), ("circa",)}
)
_LASTING = frozenset(lemma(form) for unit in "year month week day hour minute".split() for form in (unit, f"{unit}s"))
_SLACK = 0.05
"""How far "about" reaches on either side; or one step of the last digit that is no nought, if that is more."""
_CURRENCIES = {"$": "USD", "£": "GBP", "€": "EUR", "¥": "JPY"}
_MONEY = {
    "dollar": "USD",
    "euro": "EUR",
    "yen": "JPY",
    "crown": "crowns",
    "florin": "florins",
    "franc": "francs",
    "rupee": "rupees",
    "ruble": "rubles",
    "peso": "pesos",
    "penny": "pence",
}
_LOCATIVE = re.compile(r"\b(?:in|at|near|into|outside|inside|around|across|through|off)\s(?:the\s|central\s|nearby\s)?$")
_ADJECTIVES = ("an", "ese", "ish", "i")
_CITIES_TOO = frozenset({"New York", "Washington", "Quebec"})
"""States that after a town may be the next town of a list ("in Chicago, New York and Boston")."""
_SITES = frozenset(
    """academy airport alley arena assembly avenue base bay beach boulevard bridge building camp canyon cape capitol castle
    cathedral cemetery center centre chapel church city clinic club coast college complex congress consulate council county
    court desert district dock embassy estate exchange factory farm field forest fort fortress gallery garden gardens glacier
    gulf hall harbor harbour headquarters heath heights highway hill hills hospital hotel house inn institute island islands
    jail jetty lake lane library mall market memorial mill mine ministry monastery monument mosque mountain mountains museum
    observatory ocean office pacific atlantic arctic palace parish park parliament peninsula pier plant plaza port prefecture
    prison province quarry quay refinery region republic reserve reservation resort restaurant river road school sea senate
    shipyard shore square stadium station strait street suburb synagogue temple terminal territory theater theatre tower town
    township tunnel university valley village ward wharf works yard zoo""".split()
)
"""Nouns of the names of places: what is named otherwise, and is not known for a place, is a body, a work or a brand."""
_CREDITS = frozenset("getty images reuters ap afp pa epa".split())
"""Last words of what stands beneath a picture, after the place ("London PA")."""
_LETTERS = re.compile(r"(?:[A-Z]\.?){2,5}")
_NOUN_AFTER = re.compile(r"\s[a-z]{4,}|-")
_TOWARDS = re.compile(r"\b(?:to|from|along)\s(?:the\s)?$")
_BEFORE_NOUN = frozenset("of the more other its their his her".split())
"""Function words that may stand between a number and what it counts: "nine of its 11 routes"."""
_PLURAL = frozenset("people men women children dead wounded injured police troops staff crew deer sheep feet".split())
_NOUN_STOP = frozenset("was is has its his this us as news plus less across always perhaps versus does says gives".split())


@dataclass(frozen=True, slots=True)
class Figure:
    """A detail, with what it takes to compare it.

    ``low`` and ``high`` bound a number, or the days of a date (as ordinals) and the minutes of a time; ``exact`` says that the
    report hedges nothing. ``counts`` is the stem of the noun that is counted, the currency of an amount, the granularity of
    a date, or "in" for a place where something is; None where that cannot be told. ``sentence`` is where it stands.
    """

    detail: Detail
    low: float
    high: float
    exact: bool
    counts: str | None
    sentence: Span

    @property
    def is_number(self) -> bool:
        """Is it a number, an amount or a percentage?"""
        return self.detail.kind in {"number", "amount", "percentage"}


@lru_cache(maxsize=256)  # a story is compared anew with each report that joins it
def find_figures(report: Report) -> tuple[Figure, ...]:
    """The details of a report outside page furniture, in order of their first character."""
    text = report.text
    furniture = [block.span for block in text.blocks if block.kind in {"furniture", "byline"}]
    sentences = [s for s in find_sentences(text.words) if not any(span.overlaps(s) for span in furniture)]
    found = _find_places(report, sentences)
    dates: dict[Span, list[Figure]] = defaultdict(list)
    for dated in _find_dates(report, sentences):
        dates[dated.sentence].append(dated)
    for sentence in sentences:
        timed = [*dates.get(sentence, ()), *_find_times(report, sentence)]
        taken = [figure.detail.passage.span for figure in timed]
        found += timed
        words = find_words(text.words, sentence)
        at = 0
        while at < len(words):
            read = None
            if _may_open(words[at].n) and not any(span.overlaps(words[at].span) for span in taken):
                read = _read_number(report, words, at, sentence)
            if read is None:
                at += 1
            else:
                figure, at = read
                if figure is not None:
                    found.append(figure)
    return tuple(sorted(found, key=lambda figure: figure.detail.passage.span))


def _find_dates(report: Report, sentences: list[Span]) -> list[Figure]:
    return [
        _figure(report, "date", when.span, when.value, when.first, when.last, not when.hedged, when.grain, sentence)
        for sentence, when in find_whens(report.text.words, sentences, published_day(report.published))
        if not _is_named_so(report.text.words, when.span) and not _is_a_fall(report.text.words, when.span)
    ]


def _is_a_fall(words: str, span: Span) -> bool:
    """Is "in the fall" what somebody fell in, and no season?"""
    return (
        span.cut(words).casefold().endswith("the fall")
        and _FELL.search(words[max(0, span.start - 400) : span.start]) is not None
    )


def _is_named_so(words: str, span: Span) -> bool:
    """Are they the title of a programme (“This Week”), and no time at all?"""
    before, after = words[max(0, span.start - 1) : span.start], words[span.end : span.end + 2].lstrip(",.")
    return before in {"“", '"'} and after[:1] in {"”", '"'} and is_title(span.cut(words))


def _find_times(report: Report, sentence: Span) -> list[Figure]:
    return [
        _figure(report, "time", span, value, first, last, first == last, "time", sentence)
        for span, first, last, value in find_times(report.text.words, sentence)
    ]


def _find_places(report: Report, sentences: list[Span]) -> list[Figure]:
    """The names of places, each where it is printed."""
    names = names_in(report.text)[1]
    found: list[Figure] = []
    at = 0
    for name in names.names:
        bearer = names.bearers[name.bearer] if name.bearer is not None else None
        printed = name.span.cut(report.text.words)
        before = report.text.words[max(0, name.span.start - 12) : name.span.start]
        located = _LOCATIVE.search(before) is not None
        # "Outside the Assembly", "at Tannery Hall": a body's name, too, where something is in it.
        if bearer is None or bearer.nature == "person":
            continue
        spot = find_spot(printed)
        if spot is None and printed.endswith(_ADJECTIVES) and _NOUN_AFTER.match(report.text.words, name.span.end):
            continue  # "North Korean soldiers"
        if spot is None and _LETTERS.fullmatch(printed):
            continue  # a body by its letters
        last = printed.casefold().split()[-1]
        if spot is None and (last in _CREDITS or (last.endswith("n") and find_spot(printed[:-1]) is not None)):
            continue  # "American" is of America
        if spot is None and bearer.nature != "place" and _SITES.isdisjoint(printed.casefold().replace("’", "'").split()):
            continue  # "in the App Store"
        after = report.text.words[name.span.end : name.span.end + 24]
        # A country is somebody as often as it is somewhere.
        small = spot is not None and spot.kind != "country" and not spot.misspelt
        located = located or (small and (_TOWARDS.search(before) is not None or _of_person(after)))
        if bearer.nature != "place" and not located:
            continue
        while at < len(sentences) and sentences[at].end <= name.span.start:
            at += 1
        if at < len(sentences) and sentences[at].holds(name.span):
            if spot is not None and spot.kind == "city":
                outer = find_outer(report.text.words, name.span.end)
                if outer in NAMED_AS_STATES - _CITIES_TOO and not may_lie_in(spot, outer):
                    printed = f"{printed}, {outer}"  # a namesake of the place that the table has
            found.append(_figure(report, "place", name.span, printed, 0, 0, True, "in" if located else None, sentences[at]))
    return found


def _of_person(after: str) -> bool:
    """Does a noun for a person follow ("a Riyadh woman")?"""
    words = find_words(after)
    return bool(words) and after.startswith(" ") and words[0].t.islower() and words[0].n in PERSON_NOUNS


def _read_number(report: Report, words: Sequence[Word], at: int, sentence: Span) -> tuple[Figure | None, int] | None:
    """The figure that begins at a word and the next word after it; None where no number stands there."""
    text = report.text.words
    parsed = _parse(text, words, at)
    if parsed is None or _is_torn(text, words[at].span):
        return None
    low, high, vague, after, currency = parsed
    hedge, first = _hedge(words, at)
    if hedge == "more" and words[first].n == "over" and first and words[first - 1].n in _OVER:
        hedge, first = "", at  # "handed over 21 girls"
    counted = _counted(text, words, after)
    if counted is not None and words[at - 1].n == "but":
        rest = _all_but(text, words, at, counted)
        if rest is not None:
            span = Span(words[at - 2].span.start, words[counted].span.end)
            thing = lemma(words[counted].n)
            return _figure(report, "number", span, _plain(rest), rest, rest, True, thing, sentence), counted + 1
    if (
        counted is not None
        and lemma(words[counted].n) in _LASTING
        and [w.n for w in words[counted + 1 : counted + 2]] == ["ago"]
    ):
        return None, counted + 1  # "two years ago" is when, and counts nothing
    if hedge == "more" and words[first].n == "over" and counted is not None and lemma(words[counted].n) in _LASTING:
        hedge, first = "", at  # "over four years" is how long
    low, high, exact = _hedged(low, high, hedge, vague)
    last = after - 1
    kind: DetailKind = "amount" if currency else "number"
    counts = currency
    if words[last].n.endswith("%") or (after < len(words) and words[after].n in {"percent", "pc"}):
        kind, counts = "percentage", "%"
        last = last if words[last].n.endswith("%") else after
    elif [w.n for w in words[after : after + 2]] == ["per", "cent"]:
        kind, counts, last = "percentage", "%", after + 1
    elif currency is None and after < len(words) and lemma(words[after].n) in {lemma(m) for m in _MONEY}:
        # Pounds are left out: without their sign they are mostly weight.
        kind, last = "amount", after
        counts = next(name for word, name in _MONEY.items() if lemma(word) == lemma(words[after].n))
    elif low < 1 and exact:
        counts = "share"  # "a fifth": of what, the words around tell
    elif currency is None:
        noun = counted
        if noun is None and words[at].n == "a" and after < len(words) and words[after].n in _LENGTHS:
            noun = after
        if text[words[after - 1].span.end :].startswith(("-year-old", " years old", "-years-old")):
            counts = "age"
        elif noun is not None:
            counts = lemma(words[noun].n)
            last = noun
        elif _is_age(text, words, at, after):
            counts = "age"
        elif words[max(0, at - 2)].n in _BANDS and words[at - 1].n == "of":
            counts = lemma(words[at - 2].n)
        elif vague and low >= 10**6:
            kind = "amount"  # "the hundreds of billions spent": nothing else is counted so
    numbered = at > 0 and words[at - 1].n in _NUMBERED
    if kind == "number" and counts is None and exact and 1900 <= low < 2100 and "," not in words[at].t and not numbered:
        year = (date(int(low), 1, 1).toordinal(), date(int(low), 12, 31).toordinal())
        return _figure(report, "date", words[at].span, _plain(low), *year, True, "year", sentence), after
    if kind == "number" and counts is None and low < 13 and exact:
        return None, after
    span = Span(words[first].span.start, words[last].span.end)
    value = _value(low if hedge == "more" or vague else parsed[1], high, hedge, vague, kind, counts)
    return _figure(report, kind, span, value, low, high, exact, counts, sentence), max(after, last + 1)


def _is_torn(text: str, span: Span) -> bool:
    """Is it a part of a longer number, or of a name with digits ("$US6,500", "63,500kg", "J1131-1231")?"""
    before, after = text[max(0, span.start - 8) : span.start], text[span.end : span.end + 4]
    return _TORN_BEFORE.search(before) is not None or _TORN_AFTER.match(after) is not None


def _all_but(text: str, words: Sequence[Word], at: int, counted: int) -> float | None:
    """What is left of a number: nine in "all but two of its 11 routes"; None where the words are others."""
    match = _ALL_BUT.search(text[words[max(0, at - 2)].span.start : words[counted].span.start])
    if match is None:
        return None
    printed = (match["few"], match["all"].replace(",", ""))
    few, every = (float(NUMERALS.get(m, m)) if m in NUMERALS or m.isdecimal() else 0.0 for m in printed)
    return every - few if 0 < few < every else None


def _may_open(n: str) -> bool:
    """May a number begin with this word? With most none does, and they are passed over."""
    return n in _OPENING or n[:1].isdecimal() or n[:1] in _CURRENCIES


def _parse(text: str, words: Sequence[Word], at: int) -> tuple[float, float, bool, int, str | None] | None:
    """Least and greatest value of a bare number, whether it is a vague one, where it ends, and its currency."""
    n = words[at].n
    if n == "several" and at + 1 < len(words) and words[at + 1].n in {"dozen", "hundred", "thousand", "million"}:
        scale = {"dozen": 12.0, **_SCALES}[words[at + 1].n]
        return 2 * scale, 10 * scale, True, at + 2, None
    if n == "a" and at + 1 < len(words) and words[at + 1].n in _LENGTHS:
        return 1.0, 1.0, False, at + 1, None
    if n == "a" and [w.n for w in words[at + 2 : at + 3]] == ["of"] and words[at + 1].n in _PARTS:
        return _PARTS[words[at + 1].n], _PARTS[words[at + 1].n], False, at + 2, None
    if n in _VAGUE and at + 1 < len(words) and words[at + 1].n == "of":
        low, high = _VAGUE[n]
        if at + 2 < len(words) and words[at + 2].n in _VAGUE_SCALES:
            scale = _VAGUE_SCALES[words[at + 2].n]
            return low * scale, high * scale, True, at + 3, None
        return low, high, True, at + 2, None
    currency = next((name for mark, name in _CURRENCIES.items() if n.startswith(mark)), None)
    bare = n.lstrip("$£€¥").rstrip("%")
    scale = 1.0
    if currency and bare.endswith(("m", "bn")):
        scale = _SCALES["bn" if bare.endswith("bn") else "m"]
        bare = bare.rstrip("mbn")
    if re.fullmatch(r"\d+(?:\.\d+)?", bare):
        value, after = float(bare) * scale, at + 1
    elif n == "a" and at + 1 < len(words) and words[at + 1].n in {"hundred", "thousand", "million", "billion"}:
        value, after = 1.0, at + 1
    elif n in NUMERALS and n != "one":
        value, after = float(NUMERALS[n]), at + 1
        if value >= 20 and value % 10 == 0 and after < len(words) and 0 < float(NUMERALS.get(words[after].n, 0)) < 10:
            value, after = value + float(NUMERALS[words[after].n]), after + 1
    else:
        return None
    while (
        after < len(words)
        and words[after].n in _SCALES
        and (currency or words[after].n != "m")  # "5 m" are metres
        and text[words[after - 1].span.end : words[after].span.start].strip(" -") == ""
    ):
        value, after = value * _SCALES[words[after].n], after + 1
    return value, value, False, after, currency


def _hedge(words: Sequence[Word], at: int) -> tuple[str, int]:
    """Whether the number is hedged as "more", "less" or "about", and where the hedge begins."""
    for name, hedges in (("more", _MORE), ("less", _LESS), ("about", _ABOUT)):
        for hedge in sorted(hedges, key=len, reverse=True):
            if tuple(w.n for w in words[max(0, at - len(hedge)) : at]) == hedge:
                return name, at - len(hedge)
    return "", at


def _hedged(low: float, high: float, hedge: str, vague: bool) -> tuple[float, float, bool]:
    if hedge == "more":
        return low, high * 1.5, False
    if hedge == "less":
        return low * 0.7, high, False
    if hedge == "about":
        digits = _plain(low).rstrip("0")
        slack = max(_SLACK * high, 10.0 ** (len(_plain(low)) - len(digits)) if low == int(low) else 0.0)
        return low - slack, high + slack, False
    return low, high, not vague


def _counted(text: str, words: Sequence[Word], after: int) -> int | None:
    """The position of the noun that a number counts: the next plural within four words and one phrase."""
    for at in range(after, min(after + 5, len(words))):
        between = text[words[at - 1].span.end : words[at].span.start]
        if between.strip(" -") or "- " in between or (words[at].is_function_word and words[at].n not in _BEFORE_NOUN):
            return None
        n = words[at].n
        if words[at].t.endswith(("’s", "'s")):
            continue
        if n in _PLURAL or (n.endswith("s") and not n.endswith("ss") and len(n) > 3 and n not in _NOUN_STOP):
            return at if words[at].t[0].islower() or at == after else None
        if between == "-" and at == after:  # "four-storey", "10-day"
            return at
    return None


def _is_age(text: str, words: Sequence[Word], at: int, after: int) -> bool:
    """Is it "Petra Novely, 24," and so an age?"""
    before = text[words[at - 1].span.end : words[at].span.start] if at else ""
    named = at > 0 and words[at - 1].t[0].isupper()
    return (
        named and before.strip() == "," and text[words[after - 1].span.end :].lstrip(" ")[:1] in {",", "."} and after == at + 1
    )


def _value(bare: float, high: float, hedge: str, vague: bool, kind: DetailKind, counts: str | None) -> str:
    sign = {"more": ">", "less": "<", "about": "~"}.get(hedge, "")
    number = f"{_plain(bare)}..{_plain(high)}" if vague else f"{sign}{_plain(bare)}"
    if kind == "percentage":
        return f"{number}%"
    return f"{counts} {number}" if kind == "amount" and counts else number


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.4f}".rstrip("0").rstrip(".")


def _figure(
    report: Report,
    kind: DetailKind,
    span: Span,
    value: str,
    low: float,
    high: float,
    exact: bool,
    counts: str | None,
    sentence: Span,
) -> Figure:
    return Figure(Detail(report.id, kind, Passage(report.text, span), value), low, high, exact, counts, sentence)
