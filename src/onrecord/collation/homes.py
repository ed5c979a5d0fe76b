"""Where several reports say that a person is from: people in, their towns out, each as printed beside the name or description.

Three forms are read: "a Sarrow woman, later named as Ida Oru", "Ida Oru, a student at the college in Sarrow" (or "of Sarrow"),
and "a student in Sarrow" in a report that does not name her. What is hard here is that a table of places has the larger towns
only: a smaller one is known by the state or country that follows it ("Little Sarrow, Wash."). Two towns exclude each other only
where both are known to be towns; that the one lies within the other is not known of a place without either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

from onrecord.collation.origins import Provenance
from onrecord.collation.places import NAMED_AS_STATES, Spot, find_outer, find_spot, is_within_spot, may_lie_in
from onrecord.collation.profiles import Profile
from onrecord.collation.roles import Role
from onrecord.collation.whereabouts import are_spellings
from onrecord.datamodel import Detail, Fact, Passage, Report, Verdict
from onrecord.spans import Span
from onrecord.statements.lexicon import PERSON_NOUNS

__all__ = ["describe_homes"]

FEW = 5
"""Reports of one town that are set against those of another one by one."""
_NAME = r"[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,2}"
_NOUN = "|".join(sorted(map(re.escape, PERSON_NOUNS - {"mr", "mrs", "ms"}), key=len, reverse=True))
_BEFORE = re.compile(
    rf"\b(?:[Aa]n?|[Tt]he)\s(?:\d+-year-old\s)?(?P<place>{_NAME})\s(?:[a-z]+\s){{0,2}}?(?:{_NOUN})"
    r"(?:,\s(?:(?:since|later|now)\s)?(?:identified|named|known)\sas|,\s(?:whose\sname\sis|who\sis))?,?\s$"
)
_AFTER = re.compile(
    rf"(?:,?\s(?:aged?\s)?\d{{1,3}})?,?\s(?:(?:of|from)\s(?P<of>{_NAME})(?=[,.;)]|\s(?:who|said|told|was|is|has|had)\b|$)"
    rf"|an?\s(?P<adjective>{_NAME})\s(?:[a-z]+\s){{0,2}}?(?:{_NOUN})\b"
    rf"|an?\s(?:[a-z]+\s){{0,3}}?(?:{_NOUN})\b[^,;.()“”\"]{{0,60}}?\s(?:in|from)\s"
    rf"(?P<at>{_NAME})(?=[,.;)]|\s(?:who|said|told|was|is)\b|$))"
)
_BESIDE = re.compile(rf"\s(?:in|from|of)\s(?P<place>{_NAME})(?=[\s,.;)]|$)")


@dataclass(frozen=True, slots=True)
class _Home:
    """A town beside a person: where it is printed, its name, what the table knows of it, and what it is printed to lie in.

    ``words`` are all of the report's.
    """

    words: str
    passage: Passage
    name: str
    spot: Spot | None
    within: str | None

    @property
    def is_town(self) -> bool:
        """Is it known to be a town, by the table or by the state after it? What is called as a state is may be the state."""
        if self.name in NAMED_AS_STATES:
            return False
        return self.spot.kind == "city" and not self.spot.misspelt if self.spot is not None else self.within is not None


def describe_homes(
    people: Sequence[Sequence[Profile]],
    unnamed: Sequence[tuple[Sequence[Profile], int, Role]],
    reports: Sequence[Report],
    provenance: Provenance,
) -> list[Fact]:
    """For each two reports that say where a person is from: the same place, or two towns that exclude each other.

    ``unnamed`` has those whom a report describes and does not name, as `profiles.find_unnamed` gives them.
    """
    nameless: dict[int, list[tuple[int, Role]]] = {}
    for group, number, role in unnamed:
        nameless.setdefault(id(group), []).append((number, role))
    facts: list[Fact] = []
    for group in people:
        homes: dict[int, _Home] = {}
        for person in group:
            found = _find_home(reports[person.report], [mention.span for mention in person.mentions])
            if found is not None:
                homes[person.report] = found
        for number, role in nameless.get(id(group), ()):
            words = reports[number].text.words
            found = _home(reports[number], _BESIDE.match(words, role.passage.span.end), "place")
            if found is not None:
                homes.setdefault(number, found)
        facts += _facts(group[0].name.exact, homes, reports, provenance)
    return facts


def _facts(person: str, homes: dict[int, _Home], reports: Sequence[Report], provenance: Provenance) -> list[Fact]:
    """One fact for the reports that have the same place, and one for each two that have others, few of each."""
    towns: list[list[int]] = []
    for number in sorted(homes):
        same = next((town for town in towns if _are_one(homes[town[0]], homes[number])), None)
        if same is None:
            towns.append([number])
        else:
            same.append(number)
    told: list[tuple[Verdict, tuple[int, ...]]] = [("agree", tuple(town)) for town in towns if len(town) > 1]
    for one, other in combinations(towns, 2):
        for a, b in product(one[:FEW], other[:FEW]):
            verdict = _compare(homes[a], homes[b])
            if verdict is not None:
                told.append((verdict, (min(a, b), max(a, b))))
    facts: list[Fact] = []
    for verdict, numbers in told:
        values = tuple(Detail(reports[n].id, "place", homes[n].passage, homes[n].name) for n in numbers)
        why = _why(person, homes[numbers[0]], homes[numbers[-1]], verdict)
        facts.append(Fact("place", verdict, values, provenance.of_details(values), why))
    return facts


def _are_one(one: _Home, other: _Home) -> bool:
    if one.within and other.within and one.within != other.within:
        return False
    if one.spot is not None and other.spot is not None and one.spot.name == other.spot.name:
        return True
    if one.spot is None and other.spot is None and are_spellings(one.name, other.name):
        return one.name == other.name or not _has_both(one, other)
    return one.name == other.name


def _has_both(one: _Home, other: _Home) -> bool:
    """Does either report print the other's town as well?"""
    return one.name in other.words or other.name in one.words


def _find_home(report: Report, mentions: Sequence[Span]) -> _Home | None:
    words = report.text.words
    for mention in mentions:
        before = _BEFORE.search(words, max(0, mention.start - 90), mention.start)
        found = _home(report, before, "place")
        after = _AFTER.match(words, mention.end) if found is None else None
        if after is not None:
            found = _home(report, after, str(after.lastgroup))
        if found is not None:
            return found
    return None


def _home(report: Report, match: re.Match[str] | None, group: str) -> _Home | None:
    if match is None:
        return None
    span = Span(*match.span(group))
    name = span.cut(report.text.words)
    spot = find_spot(name)
    within = find_outer(report.text.words, span.end)
    if within and spot is not None and not may_lie_in(spot, within):
        spot = None  # a namesake of the place that the table has
    return (
        _Home(report.text.words, Passage(report.text, span), name, spot, within)
        if spot is not None or within is not None
        else None
    )


def _compare(one: _Home, other: _Home) -> Verdict | None:
    for inner, outer in ((one, other), (other, one)):
        if inner.within == outer.name:  # "Washington" may be the city, too
            return "coarser" if outer.spot is not None and outer.spot.kind != "city" else None
    a, b = one.spot, other.spot
    if a is not None and b is not None and (is_within_spot(a, b) or is_within_spot(b, a)):
        return "coarser"
    apart = one.is_town and other.is_town and not are_spellings(one.name, other.name) and not _has_both(one, other)
    return "conflict" if apart else None


def _why(person: str, one: _Home, other: _Home, verdict: Verdict) -> str:
    if verdict == "conflict":
        return f"{one.name} / {other.name}: both reports say where {person} is from, and these are two towns"
    return (
        f"where {person} is from: {one.name}"
        if verdict == "agree"
        else f"{person}: {one.name} / {other.name}; one lies in the other"
    )
