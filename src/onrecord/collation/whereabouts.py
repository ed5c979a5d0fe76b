"""Places that the table does not have: a story's names of places in; which are one, and which lies in which, out.

Most towns are too small for a table, and invented ones stand in none. What a story says of them is enough for much: a name
that one report has as a place is a place in the others; "Little Sarrow, a village in Orre" says what lies in what; a lane lies
in a town, whatever both are called; and two places that one report has of one thing do not exclude each other. What is hard
here is spelling, for a neighbour's name may differ by a letter too: two names are one place only where no report has both.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from rapidfuzz.distance import OSA

from onrecord.collation.details import Figure
from onrecord.collation.matters import Line
from onrecord.collation.places import find_spot, is_within_spot
from onrecord.datamodel import Detail, Passage, Report
from onrecord.people.spelling import fold_name
from onrecord.spans import Span

__all__ = ["Whereabouts", "are_spellings", "lend_places", "respell", "without_bodies"]

LONG = 6
"""Letters that two spellings of one name have at least."""
_IN = re.compile(r"\b(?:in|at|near|outside|on)\s(?:the\s)?$")
_AT = re.compile(r"\b(?:in|at|near|outside|on|of|to|from|around|across)\s(?:the\s)?$")
_ENDS = re.compile(
    r"$|[,.;:)”\"]|\s(?:and|on|in|at|when|where|which|who|that|after|before|since|as|for|by|with|is|was|has|had|said|last|this|late|early)\b"
)
"""What follows the name of a place where something is, and no name before a noun ("in Sarrow hands")."""
_STREETS = frozenset("street lane road avenue square boulevard alley row quay wharf terrace st ave rd".split())
"""Words that a name ends with where it is a street's: it lies in any town that is told of the same thing."""
_LIES = re.compile(
    r",\s(?:an?|the)\s(?:[a-z]+\s){0,3}(?:city|town|village|port|capital|district|province|suburb|island|county|region|parish)"
    r"\s(?:of|in|on)\s(?:the\s)?(?:[a-z]+\s){0,2}(?P<outer>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,2})"
)
_OF_BODY = (
    r"(?:[’']s)?\s(?:said|says|announced|announces|told|declined|employees?|executives?|engineers?|investors?|shares|stock|users?"
    r"|founders?|co-founders?|CEO|chief\sexecutive)\b"
)
"""What follows the name of a firm now and then, and the name of a place never."""
_DATELINE = re.compile(r"\s*(?P<place>[A-Z][A-Z.’'-]{2,}(?:\s[A-Z][A-Z.’'-]+){0,2})(?=,|\s\(|\s?[—–]|\s-\s)")


def without_bodies(reports: Sequence[Report], figures: Sequence[Sequence[Figure]]) -> list[list[Figure]]:
    """The same without places that the table lacks and some report has speak or employ somebody: firms, and no places."""
    names = {
        figure.detail.value
        for found in figures
        for figure in found
        if figure.detail.kind == "place" and find_spot(figure.detail.value) is None
    }
    bodies: set[str] = set()
    if names:
        acting = re.compile(
            rf"(?<![\w-])(?P<name>{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?={_OF_BODY})"
        )
        bodies = {match["name"] for report in reports for match in acting.finditer(report.text.words)}
    return [
        [figure for figure in found if figure.detail.value not in bodies or figure.detail.kind != "place"] for found in figures
    ]


def lend_places(
    reports: Sequence[Report], lines: Sequence[Sequence[Line]], figures: Sequence[Sequence[Figure]]
) -> list[list[Figure]]:
    """For each report the places that it names and only another report shows to be such, and the town of its dateline."""
    known: dict[str, str] = {}
    have: list[set[Span]] = []
    for report, found in zip(reports, figures, strict=True):
        places = [figure for figure in found if figure.detail.kind == "place"]
        have.append({figure.detail.passage.span for figure in places})
        for figure in places:
            span = figure.detail.passage.span
            located = figure.counts == "in" and _ENDS.match(report.text.words, span.end) is not None
            if located and find_spot(figure.detail.value) is None and not figure.detail.value[-1].isdigit():
                known.setdefault(figure.detail.value.casefold(), figure.detail.value)
    names = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(known, key=len, reverse=True)))})(?![\w-])", re.I)
    lent: list[list[Figure]] = []
    for number, report in enumerate(reports):
        words, mine = report.text.words, lines[number]
        spans = _dateline(report)
        if known:
            spans += [
                Span(*match.span())
                for match in names.finditer(words)
                if _stands_alone(words, Span(*match.span())) and _AT.search(words[max(0, match.start() - 16) : match.start()])
            ]
        lent.append([])
        for span in spans:
            line = next((line for line in mine if line.span.holds(span)), None)
            if line is not None and not any(span.overlaps(other) for other in have[number]):
                have[number].add(span)
                name = known.get(span.cut(words).casefold(), span.cut(words))
                place = "in" if _IN.search(words[max(0, span.start - 16) : span.start]) else None
                detail = Detail(report.id, "place", Passage(report.text, span), name)
                lent[-1].append(Figure(detail, 0, 0, True, place, line.span))
    return lent


def _dateline(report: Report) -> list[Span]:
    opening = next((block.span for block in report.text.blocks if block.kind in {"body", "dateline"}), None)
    match = _DATELINE.match(report.text.words, opening.start if opening is not None else 0)
    return [Span(*match.span("place"))] if match is not None else []


def _stands_alone(words: str, span: Span) -> bool:
    """Is a name no part of a longer one ("the Sarrow Echo"), and printed in capitals?"""
    before, after = words[max(0, span.start - 24) : span.start], words[span.end : span.end + 2]
    longer = re.search(r"[A-Z][\w’'-]*\s$", before) and not re.search(r"(?:^|[.?!:]\s|\n)[A-Z]\w*\s$", before)
    return words[span.start].isupper() and not longer and not (after[:1] in {" ", "-"} and after[1:].isupper())


def respell(figures: Sequence[Sequence[Figure]]) -> list[list[Figure]]:
    """The same with one value for the spellings of a place that the table lacks: the one that most reports have.

    No report may have both.
    """
    printed: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for number, found in enumerate(figures):
        for figure in found:
            if figure.detail.kind == "place" and find_spot(figure.detail.value) is None:
                printed[_fold(figure.detail.value)][figure.detail.value].add(number)
    telling = {name: frozenset(n for numbers in forms.values() for n in numbers) for name, forms in printed.items()}
    value: dict[str, str] = {}
    for one, other in combinations(sorted(printed), 2):
        if _is_misspelt(one, other) and not telling[one] & telling[other]:
            rare, usual = sorted((one, other), key=lambda name: (len(telling[name]), name))
            value[rare] = max(sorted(printed[usual]), key=lambda form: len(printed[usual][form]))
    return [
        [
            replace(figure, detail=replace(figure.detail, value=value[_fold(figure.detail.value)]))
            if figure.detail.kind == "place" and _fold(figure.detail.value) in value
            else figure
            for figure in found
        ]
        for found in figures
    ]


class Whereabouts:
    """What a story's reports say of its places: what lies in what, and which report has which."""

    def __init__(self, reports: Sequence[Report], figures: Sequence[Sequence[Figure]]) -> None:
        self._within: dict[str, set[str]] = defaultdict(set)
        self._printed: list[set[str]] = []
        for report, found in zip(reports, figures, strict=True):
            self._printed.append(set())
            for figure in found:
                if figure.detail.kind == "place":
                    name, end = _fold(figure.detail.value), figure.detail.passage.span.end
                    self._printed[-1].add(name)
                    outer = _LIES.match(report.text.words, end)
                    if outer is not None:
                        self._within[name].add(_fold(outer["outer"]))

    def inner(self, one: str, other: str) -> str | None:
        """In words, that one of two places lies in the other; None where nothing shows it."""
        for a, b in ((one, other), (other, one)):
            here, there = find_spot(a), find_spot(b)
            if here is not None and there is not None and is_within_spot(here, there):
                return f"{here.name} lies in {there.name}"
            if _fold(b) in self._within[_fold(a)]:
                return f"{a} lies in {b}, as a report has it"
        return None

    @staticmethod
    def is_street(one: str, other: str) -> bool:
        """Is one of two names a street's, and the other not? Any town may have it."""
        streets = [_fold(name).rpartition(" ")[2] in _STREETS for name in (one, other)]
        return streets[0] != streets[1]

    def has_both(self, one: tuple[int, str], other: tuple[int, str]) -> bool:
        """Does one of two reports, each given with the place that it has, name the other's place as well?"""
        return any(_fold(theirs) in self._printed[number] for number, theirs in ((one[0], other[1]), (other[0], one[1])))


def are_spellings(one: str, other: str) -> bool:
    """May two names be one, spelt in two ways?"""
    a, b = _fold(one), _fold(other)
    return a == b or _is_misspelt(a, b)


def _fold(name: str) -> str:
    return " ".join(fold_name(name)).removeprefix("the ")


def _is_misspelt(one: str, other: str) -> bool:
    """Is one letter of one word another ("Upper Haldin", "Upper Haldyn")?"""
    if one.count(" ") != other.count(" ") or one[:1] != other[:1]:
        return False
    differing = [(x, y) for x, y in zip(one.split(), other.split(), strict=True) if x != y]
    return len(differing) == 1 and all(min(len(x), len(y)) >= LONG and OSA.distance(x, y) == 1 for x, y in differing)
