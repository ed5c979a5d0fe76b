"""Which details of several reports speak of one matter, and whether they agree: details in, facts out.

What is hard here is to know that two details are about the same thing at all. "62 people" and "340 people" in two reports of a
fire are no conflict: the one counts the hurt, the other the shift. Details are set against each other only in sentences that
are alike (``matters.py``); a conflict is called only where both are exact, the clauses around them say the same of the same
people, one voice gives both and neither report has the other's value too. Silence is better than a false conflict. Where the
one sentence has a detail and the other tells the matter without it, the second is the coarser.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from rapidfuzz.distance import OSA

from onrecord.collation.bodies import find_bodies
from onrecord.collation.counting import (
    PEOPLE,
    SCORES,
    SIZES,
    TELLING,
    UNITS,
    allow_each_other,
    bare_value,
    count_alike,
    is_bound,
    is_vague,
    may_count_alike,
)
from onrecord.collation.dates import published_day
from onrecord.collation.describing import describe_person, describe_unnamed
from onrecord.collation.details import NOT_TOLD, Figure
from onrecord.collation.disputes import find_disputes, voice_of
from onrecord.collation.frames import Frame, find_frames, frames_by_speaker
from onrecord.collation.ground import SAYING, find_ground, find_overlap
from onrecord.collation.homes import describe_homes
from onrecord.collation.lexicon import lemma, stem
from onrecord.collation.matters import PARTNERS, Line, align_lines, like_besides_days, read_lines
from onrecord.collation.media import same_medium
from onrecord.collation.origins import Provenance
from onrecord.collation.places import find_spot, is_within_spot
from onrecord.collation.profiles import Profile, are_of_a_person, find_unnamed, join_profiles, lend_roles
from onrecord.collation.roles import Role, find_roles_alone
from onrecord.collation.settings import Setting, find_sources, name_few, read_settings
from onrecord.collation.things import Thing, find_things
from onrecord.collation.utterances import Group
from onrecord.collation.whereabouts import Whereabouts, lend_places, respell, without_bodies
from onrecord.datamodel import Citation, Detail, DetailKind, Fact, Passage, Report, Statement, Verdict
from onrecord.people.spelling import fold_name
from onrecord.spans import Span
from onrecord.stories.words import find_words

__all__ = ["Details"]

LIKE_EQUAL = 0.2
"""Share of the words around that two equal details have in common at least."""
LIKE_COARSER = 0.1
"""The same for a figure and a vaguer one that allows it."""
LIKE_WITHOUT = 0.25
"""The same for a sentence that has a detail and one that has none: they must tell the very same."""
LIKE_NAMELESS = 0.25
"""The same for a sentence that names a person and one in a report that never does."""
LIKE_TOLD = 0.3
"""The same where that sentence is no copy, if also what was done beside the detail is in it."""
LIKE_FEW = 0.5
"""The same for small numbers and for names: two of anything is said often."""
LIKE_COPIED = 0.7
"""The same from which on one sentence is as good as a copy of the other."""
DOING_TOLD = 0.6
"""Weight of the words beside a detail that are no names and that such a sentence has."""
NEAR_WITHOUT = 0.4
"""Share of the words of a detail's own clause that such a sentence has too: else it tells the rest and not this."""
LIKE_CONFLICT = 0.5
"""Share of the words of the shorter clause that the other has too where two details exclude each other."""
LIKE_WIDE = 1 / 3
"""The same for the longer clause."""
_ADDRESS = frozenset(map(stem, "http https www html htm com gmt".split()))
"""Words of addresses and of the foot of a page."""
_POSTED = re.compile(r"\s(?:\w+\s)?(?:posts?|pages?|messages?|accounts?|feeds?|profiles?|videos?)\b")
_WHERE = re.compile(r"[^,;:.]*\b(?:in|at|near|outside)\s(?:the\s)?$")
SIZE = 3.0
"""How many times larger one of two conflicting figures is at most: beyond that they hardly count the same thing."""

WIDE = 60
"""Days from which on a stretch of time ("in recent months", "this year") holds nearly everything that a story tells."""
DOING_WIDE = 0.45
"""Weight of the words beside both details that are no names, where one of them is such a stretch."""
TELLING_OPENING = 0.6
"""Weight of shared words that are no names in two opening sentences of which one has the vaguer day."""
TOLD_APART = 1.2
"""Weight of shared words that are no names from which two sentences may tell one matter in two places, the one in the other."""
OPENING = 3
"""Sentences, the headline among them, in which a report tells the story's event."""
BEFORE_PLACE = 20
"""Characters between a place and the word for what is there: "the bedding works of Pellam in Sarrow"."""
BESIDE = 5
"""Characters between a day and the word that it belongs to: "apologised on Friday"."""
_PLAIN = frozenset({"person", lemma("people"), "%"}) | UNITS
"""What may be counted of any matter: that two figures count people says little."""
_POINTING = frozenset("yesterday today tonight tomorrow this last the a".split())
_COUNTED = frozenset({"number", "amount"})
"""Kinds that are compared with one another: a sum that one report prints with its currency is a bare number in another."""
_NAMED = frozenset({"place", "source"})
"""Kinds of detail whose value is a name."""


_GROUNDED = frozenset({"date", "source"})
"""Kinds of detail that meet by chance in alike sentences."""
_LOOKED_FOR = frozenset({"date", "number", "amount", "percentage"})
"""Kinds of detail whose absence from an alike sentence is worth a word. Names and places stand in every other sentence."""


_OF_OCCASION = frozenset({"date", "time", "place", "source"})
"""Kinds of detail that say when, where and through whom something was said."""
_MISSED = frozenset({"date"})
"""Those of which it is said that a report tells an utterance without them."""
LIKE_FRAMED = 0.45
"""How alike the frames of one utterance count: it is one occasion."""


@dataclass(frozen=True, slots=True)
class _Link:
    """Two details on one matter, by number: the verdict, how alike the sentences are, and on what it rests."""

    verdict: Verdict
    like: float
    why: str


_Links = dict[tuple[int, int], _Link]


class Details:
    """The details of a story's reports, read and set beside one another.

    All that does not ask which tellings are joined is done at once, so that it can be done while these are being joined.
    """

    def __init__(
        self,
        reports: Sequence[Report],
        figures: Sequence[Sequence[Figure]],
        statements: Sequence[tuple[Statement, ...]],
        profiles: Sequence[Sequence[Profile]],
        *,
        citations: Sequence[Citation],
        provenance: Provenance,
    ) -> None:
        self._reports = reports
        self._statements = statements
        self._provenance = provenance
        lines = read_lines(reports)
        self._aligned = align_lines(lines)
        everyone = [group for group in join_profiles(reports, profiles) if are_of_a_person(group)]
        alone = [find_roles_alone(r.text, [line.span for line in mine]) for r, mine in zip(reports, lines, strict=True)]
        people = [group for group in lend_roles(everyone, alone) if len(group) > 1]
        cited = find_sources(reports, lines, citations, statements, profiles)
        unnamed = name_few(reports, lines, everyone)
        figures = without_bodies(reports, figures)
        places = lend_places(reports, lines, figures)
        read = zip(figures, places, cited, unnamed, strict=True)
        found = respell([sorted((*those, *lent, *sources, *names), key=_place) for those, lent, sources, names in read])
        self._where = Whereabouts(reports, found)
        self._settings = read_settings(reports, lines, [tuple(those) for those in found], statements)
        self._by_line: dict[tuple[int, Span], list[int]] = defaultdict(list)
        for at, setting in enumerate(self._settings):
            self._by_line[setting.report, setting.line.span].append(at)
        self._spans = [[line.span for line in mine] for mine in lines]
        self._linked = _linked_lines(self._settings, self._aligned, self._by_line, self._where)
        offices = {" ".join(group[0].folded): [role for p in group for role in p.roles] for group in everyone}
        self._described = _Described(lines, alone, offices)
        self._disputes = list(find_disputes(self._settings, [report.text.words for report in reports]))
        self._named = [fact for group in people for fact in describe_person(group, reports, provenance)]
        nameless = find_unnamed(reports, everyone, alone)
        self._named += [describe_unnamed(*found, reports, provenance) for found in nameless]
        self._named += describe_homes(everyone, nameless, reports, provenance)
        for body in find_bodies(reports, self._spans):
            values = tuple(Detail(reports[n].id, "name", passage, passage.exact) for n, passage in sorted(body.held.items()))
            verdict: Verdict = "agree" if body.whole else "coarser"
            why = "the same body by the words of its name" if body.whole else "a body in full and in short"
            self._named.append(Fact("name", verdict, values, provenance.of_details(values), why))
        self._things = find_things(reports, self._aligned, statements)
        self._single = _alone(self._settings)

    def compare(self, groups: Sequence[Group]) -> tuple[Fact, ...]:
        """Facts in the order in which the reports print them: first those of several reports, then figures of one alone."""
        reports, settings, by_line, provenance = self._reports, self._settings, self._by_line, self._provenance
        framed = _framed(settings, find_frames(reports, groups, self._spans))
        links = _links(reports, settings, dict(self._linked), framed, self._where)
        facts: list[Fact] = []
        joined: set[int] = set()
        without = _without(reports, settings, self._aligned, by_line, links, self._described)
        _without_occasion(reports, settings, framed, links, without)
        told: dict[str, list[set[int]]] = defaultdict(list)
        groups_found = _groups(settings, links, without)
        for group in sorted(groups_found, key=lambda group: -len(group)):
            once = settings[group[0]].figure.detail
            if (once.kind == "place" or once.value.startswith(("platform", "outlet"))) and all(
                _is_same(settings[group[0]].figure, settings[at].figure) for at in group
            ):
                # That several sentences are about one place, or told one outlet, is worth saying once.
                numbers = {settings[at].report for at in group}
                if len(numbers) > 1 and any(numbers <= known for known in told[once.value.casefold()]):
                    continue
                told[once.value.casefold()].append(numbers)
            facts.append(_fact(settings, group, links, without, provenance))
            joined.update(group)
        for days in _days_of_speaking(settings, frames_by_speaker(reports, self._statements, self._spans)):
            passages = {settings[at].figure.detail.passage for at in days}
            if not any(passages <= {detail.passage for detail in fact.values} for fact in facts):
                facts.append(_fact(settings, days, links, {}, provenance))
                joined.update(days)
        for (a, b), link in sorted({**_with_one_side(settings, links), **links}.items()):
            if link.verdict == "conflict":
                both = (settings[a].figure.detail, settings[b].figure.detail)
                facts.append(Fact(_kind(both), "conflict", both, provenance.of_details(both), link.why))
                joined.update((a, b))
                facts += [
                    _fact(settings, pair, links, {}, provenance)
                    for pair in _vague_beside(settings, links, (a, b), groups_found)
                ]
        order = {report.id: number for number, report in enumerate(reports)}
        grouped = {frozenset(d.passage for d in fact.values) for fact in facts if fact.verdict == "agree"}
        for sides in self._disputes:
            facts.append(_dispute(reports, settings, sides, provenance))
            joined.update(at for side in sides for at in side)
            for side in sides:
                # Who reports both speakers agrees with the others on what each of them says.
                passages = {settings[at].figure.detail.passage for at in side}
                if len({settings[at].report for at in side}) > 1 and not any(passages <= known for known in grouped):
                    facts.append(_fact(settings, sorted(side), links, {}, provenance))
        facts += self._named
        facts += _things(self._things, reports, facts, provenance)
        facts.sort(key=lambda fact: ([(order[d.report_id], d.passage.span) for d in fact.values], fact.kind))
        matched = {(settings[at].report, settings[at].figure.detail.value, settings[at].figure.counts) for at in joined}
        for setting in self._single:
            figure = setting.figure
            if (setting.report, figure.detail.value, figure.counts) not in matched:
                name = reports[setting.report].name
                why = f"{name} alone has this figure"
                facts.append(Fact(figure.detail.kind, "single", (figure.detail,), provenance.of_details((figure.detail,)), why))
        return tuple(facts)


def _things(
    things: Sequence[Thing], reports: Sequence[Report], facts: Sequence[Fact], provenance: Provenance
) -> Iterator[Fact]:
    """What things are called, but for those that are named as people, bodies or places already."""
    known: dict[str, list[Span]] = defaultdict(list)
    for fact in facts:
        for detail in fact.values:
            known[detail.report_id].append(detail.passage.span)
    for thing in things:
        values = tuple(Detail(reports[n].id, "name", passage, passage.exact) for n, passage in sorted(thing.held.items()))
        if all(any(span.overlaps(d.passage.span) for span in known[d.report_id]) for d in values):
            continue
        printed = " / ".join(dict.fromkeys(d.passage.exact for d in values))
        how = "one thing in the same words" if thing.same else "one thing in different words"
        yield Fact("name", "agree" if thing.same else "coarser", values, provenance.of_details(values), f"{printed}: {how}")


def _place(figure: Figure) -> Span:
    return figure.detail.passage.span


# -- pairs of details ---------------------------------------------------------------------------------------------------------


def _linked_lines(
    settings: Sequence[Setting],
    aligned: Iterable[tuple[Line, Line, float]],
    by_line: dict[tuple[int, Span], list[int]],
    where: Whereabouts,
) -> _Links:
    """Pairs of details in alike sentences of two reports that speak of one matter, with the verdict and why."""
    links: _Links = {}
    kinds = [setting.kind for setting in settings]
    for one, other, like in aligned:
        mine, theirs = by_line.get((one.report, one.span)), by_line.get((other.report, other.span))
        if not mine or not theirs:
            continue
        besides = like_besides_days(one, other, like)
        opening = one.number < OPENING and other.number < OPENING
        for a in mine:
            for b in theirs:
                if kinds[a] == kinds[b] or (kinds[a] in _COUNTED and kinds[b] in _COUNTED):
                    link = _verdict(settings[a], settings[b], besides if kinds[a] == "date" else like, where)
                    if link is not None and _is_grounded(settings[a], settings[b], link, opening=opening):
                        links[a, b] = link
    return links


def _links(
    reports: Sequence[Report], settings: Sequence[Setting], links: _Links, framed: Sequence[_Framed], where: Whereabouts
) -> _Links:
    """Those pairs, and those of two reports that speak of one matter in sentences that are not alike."""
    for utterance in framed:
        for mine, theirs in (*_neighbours(utterance.held), *_neighbours(utterance.told)):
            for a, b in ((min(x, y), max(x, y)) for x in mine for y in theirs):
                if settings[a].kind == settings[b].kind and (a, b) not in links:
                    link = _verdict(settings[a], settings[b], LIKE_FRAMED, where)
                    if link is not None and link.verdict != "conflict":
                        links[a, b] = link
    # A telling number of the same thing needs no alike sentence; each report's first stands for the others.
    same: dict[tuple[str, str, str | None], dict[int, int]] = defaultdict(dict)
    huge: list[int] = []
    for at, setting in enumerate(settings):
        figure = setting.figure
        rare = figure.is_number and figure.exact and figure.low >= TELLING and figure.counts not in {None, *UNITS}
        if rare:
            same[setting.kind, figure.detail.value, figure.counts].setdefault(setting.report, at)
        if setting.kind == "amount" and figure.low >= 10**9:
            huge.append(at)
    # Nor does a source: whom several reports name as an origin is worth knowing wherever they do.
    media: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for at, setting in enumerate(settings):
        if setting.kind == "source" and setting.figure.counts not in {"body", "own"}:
            value = setting.figure.detail.value
            medium = setting.figure.counts == "medium"
            for key in value.split(": ")[1].split() if medium else [" ".join(fold_name(value))]:
                media[f"{setting.figure.counts} {key}"][setting.report].append(at)
    for key in sorted(media):
        firsts = [min(held, key=lambda at: (not _is_post(settings[at]), at)) for held in media[key].values()]
        for a, b in pairwise(firsts):
            if _is_same(settings[a].figure, settings[b].figure):
                links.setdefault((min(a, b), max(a, b)), _Link("agree", 0.0, ""))
    for members in same.values():
        for a, b in pairwise(members.values()):
            links.setdefault((a, b), _Link("agree", 0.0, ""))
    for a, b in _days_of_events(settings):
        links.setdefault((a, b), _Link("agree", LIKE_EQUAL, ""))
    for a, b in combinations(huge[:200], 2):
        # Hardly two amounts of a story run to billions without being one.
        first, second = settings[a].figure, settings[b].figure
        if settings[a].report != settings[b].report and first.exact != second.exact and allow_each_other(first, second):
            links.setdefault((a, b), _Link("coarser", 0.05, ""))
    return _without_rivals(reports, settings, links)


def _is_grounded(a: Setting, b: Setting, link: _Link, *, opening: bool) -> bool:
    """Do the sentences say that both details are of one matter? Conflicts have grounds of their own.

    Two that both open their reports tell the story's event, in whatever words: ``opening``.
    """
    # That both count passengers, or a hundred people and more, is ground enough.
    size = max(a.figure.low, b.figure.low)
    same = a.figure.counts == b.figure.counts not in _PLAIN | {None} and size >= TELLING
    many = size >= 100 and not {a.figure.counts, b.figure.counts} & UNITS
    vague = a.figure.is_number and link.verdict == "coarser" and not (a.kind == b.kind == "number" and (same or many))
    if link.verdict == "conflict" or not (vague or a.kind in _GROUNDED) or a.figure.counts == "medium":
        return True
    if link.verdict == "agree" and (opening or a.figure.counts == "weekend"):
        return True  # a story has hardly two weekends
    ground = find_ground(a, b)
    if link.verdict == "agree":
        return ground.is_equal
    longest = max(s.figure.high - s.figure.low for s in (a, b)) if a.kind == "date" else 0
    if longest >= WIDE:
        return ground.doing >= DOING_WIDE and ground.share >= LIKE_WIDE
    return ground.is_vaguer or (opening and longest <= 7 and ground.telling >= TELLING_OPENING)


def _is_post(setting: Setting) -> bool:
    """Is a platform named as where something was written ("a Facebook post", "his Twitter account")?"""
    return _POSTED.match(setting.figure.detail.passage.suffix) is not None


def _days_of_events(settings: Sequence[Setting]) -> Iterator[tuple[int, int]]:
    """Equal days beside the same noun ("Wednesday's hearing", "the hearing on Wednesday"), whatever else the sentences tell.

    The first of each report with the first of the next that has it.
    """
    first: dict[tuple[str, float, float], dict[int, int]] = defaultdict(dict)
    for at, setting in enumerate(settings):
        if setting.kind == "date" and setting.figure.low and setting.figure.counts == "day":
            for key in _words_beside(setting) - SAYING:
                if not _is_doing(setting, key):
                    first[key, setting.figure.low, setting.figure.high].setdefault(setting.report, at)
    for held in first.values():
        yield from pairwise(held.values())


def _verdict(a: Setting, b: Setting, like: float, where: Whereabouts) -> _Link | None:
    if a.kind == "place":
        return _place_verdict(a, b, like, where)
    if a.kind in {"date", "time"}:
        return _date_verdict(a, b, like)
    if a.kind == "name":
        return None
    if a.kind in _NAMED:
        same = a.kind == "source" and _is_same(a.figure, b.figure)
        return _Link("agree", like, "") if same else None
    one, other = a.figure, b.figure
    if "age" in {one.counts, other.counts}:
        return None  # a person's, and told with the person
    if (
        bare_value(one.detail) == bare_value(other.detail)
        and not is_vague(one)
        and not is_vague(other)
        and count_alike(one, other)
    ):
        if one.counts in UNITS and one.low < TELLING and like < 2 * LIKE_EQUAL and not _share_word(a, b):
            return None  # "ran it for nine years", "to prison for nine years"
        return _Link("agree", like, "") if like >= LIKE_EQUAL else None
    if not count_alike(one, other):
        return None
    if allow_each_other(one, other):
        if {one.counts, other.counts} & UNITS and one.counts != other.counts:
            return None
        if (one.exact and other.exact) or (one.counts in UNITS and like < 2 * LIKE_COARSER):
            return None
        return _Link("coarser", like, "") if like >= LIKE_COARSER else None
    if one.counts is None or other.counts is None or {one.counts, other.counts} & SCORES or max(one.low, other.low) < 3:
        return None
    if {one.counts, other.counts} & UNITS and (one.counts not in SIZES or one.counts != other.counts or not _anchor(a, b)):
        return None  # of what it is the measure, the word beside it must say: "a crack of 40 metres"
    if max(one.low, other.low) > SIZE * max(min(one.high, other.high), 1) or is_bound(one) or is_bound(other):
        return None
    return _conflict(a, b)


def _share_word(a: Setting, b: Setting) -> bool:
    """Do the clauses around share a word besides names, or has one hardly any other?"""
    return (
        a.bare
        or b.bare
        or min(len(a.near), len(b.near)) < 2
        or any(key in b.near and a.line.printed[key].t[0].islower() for key in a.near)
    )


def _date_verdict(a: Setting, b: Setting, like: float) -> _Link | None:
    one, other = a.figure, b.figure
    if (one.counts == "words") != (other.counts == "words") or (not one.low and one.detail.value != other.detail.value):
        return None
    if like < LIKE_COARSER / 2 or (like < LIKE_EQUAL and "day" in {one.counts, other.counts} and not _share_word(a, b)):
        return None
    if one.detail.value == other.detail.value or (one.low, one.high) == (other.low, other.high):
        return _Link("agree", like, "")
    if allow_each_other(one, other):
        far = "year" in {one.counts, other.counts} and {"day", "weekend", "week"} & {str(one.counts), str(other.counts)}
        return _Link("coarser", like, "") if like >= LIKE_COARSER and not far else None
    if one.counts == other.counts and one.exact and other.exact and one.counts in {"day", "month", "year", "time"}:
        if one.counts == "day" and (one.low - other.low) % 7 == 0:
            return None  # "on Thursday", read forwards here and backwards there
        if any(figure.detail.passage.exact.casefold().split()[0] in _POINTING for figure in (one, other)):
            return None  # an old text under a new date has an old "yesterday"
        return _conflict(a, b)
    return None


def _place_verdict(a: Setting, b: Setting, like: float, where: Whereabouts) -> _Link | None:
    here, there = find_spot(a.figure.detail.value), find_spot(b.figure.detail.value)
    mine, theirs = fold_name(a.figure.detail.value), fold_name(b.figure.detail.value)
    if mine == theirs or (here is not None and there is not None and here.name == there.name):
        # A country that is spoken of is no place where something happens.
        country = here is not None and here.kind == "country"
        happens = a.figure.counts == b.figure.counts == "in" and find_ground(a, b).is_equal
        return _Link("agree", like, "") if not country or happens else None
    if "in" not in {a.figure.counts, b.figure.counts}:
        return None
    if here is None or there is None:
        return _lies_beside(a, b, like, where)
    if is_within_spot(here, there) or is_within_spot(there, here):
        inner, outer = (here, there) if is_within_spot(here, there) else (there, here)
        ground = find_ground(a, b)
        apart = not where.has_both((a.report, a.figure.detail.value), (b.report, b.figure.detail.value))
        if not ground.is_vaguer and not ground.is_broad and not (apart and ground.telling >= TOLD_APART):
            return None  # a country is spoken of in every other sentence
        return _Link("coarser", like, f"{inner.name} lies in {outer.name}")
    if a.figure.counts == b.figure.counts == "in" and here.kind == there.kind and not (here.misspelt or there.misspelt):
        return _conflict(a, b)
    return None


def _lies_beside(a: Setting, b: Setting, like: float, where: Whereabouts) -> _Link | None:
    """Two places of which the table lacks one, where the reports show that both may be true of one thing."""
    one, other = a.figure.detail.value, b.figure.detail.value
    told = where.inner(one, other)
    if told is not None:
        return _Link("coarser", like, told)
    if not _words_before(a) & _words_before(b) and not (like >= LIKE_EQUAL and (_heads(a) or _heads(b))):
        return None
    if where.has_both((a.report, one), (b.report, other)) and not _are_two_of_a_kind(one, other):
        return _Link("coarser", like, "a report has both") if find_ground(a, b).is_vaguer else None
    return _Link("coarser", like, f"{one} / {other}: one is a street") if where.is_street(one, other) else None


def _are_two_of_a_kind(one: str, other: str) -> bool:
    """Do two names end in one word and begin with others ("Sarrow Zoo", "Merrow Zoo")? They are two places."""
    mine, theirs = fold_name(one), fold_name(other)
    return len(mine) > 1 and len(theirs) > 1 and mine[-1] == theirs[-1] and mine[0] != theirs[0]


def _heads(setting: Setting) -> bool:
    """Is a place the town of a report's dateline? It is where the first sentence happened, or near it."""
    return setting.figure.detail.passage.span.start == setting.line.span.start and setting.figure.detail.passage.exact.isupper()


def _words_before(setting: Setting) -> set[str]:
    """The words shortly before a place that are no names: of what is said to be there."""
    at, printed = setting.figure.detail.passage.span, setting.line.printed
    near = (key for key in setting.near if 0 <= at.start - printed[key].span.end <= BEFORE_PLACE)
    return {key for key in near if printed[key].t[0].islower()} if setting.figure.counts == "in" else set()


def _conflict(a: Setting, b: Setting) -> _Link | None:
    """Two details that exclude each other, where their clauses say the same and nothing else explains the difference."""
    if a.bare or b.bare or a.voice != b.voice or _names_apart(a, b) or any(_ADDRESS & s.line.weights.keys() for s in (a, b)):
        return None
    counted = a.figure.counts if a.figure.is_number and a.figure.counts == b.figure.counts not in _PLAIN else None
    own = 0.6 if counted else 0.0  # that both count soldiers, and not people, is a word in common
    shared = [key for key in a.near if key in b.near and not (_is_unit_price(a, key) or _is_unit_price(b, key))]
    both = sum(a.near[key] for key in shared) + own
    sums = sorted(sum(setting.near.values()) + own for setting in (a, b))
    near = both / max(sums[0], 0.75)
    if near < LIKE_CONFLICT or both < 0.35 or not shared:
        return None
    if a.line.names and b.line.names and not a.line.names & b.line.names:
        return None  # alike sentences of two people
    if not any(_tells_what(a, key) and _tells_what(b, key) for key in shared):
        return None  # a name in common says whom, and not what
    anchor = _anchor(a, b) if a.kind in {"date", "time"} else None
    if both < LIKE_WIDE * sums[1] and not (anchor and _is_doing(a, anchor) and _is_doing(b, anchor)):
        return None  # the longer clause tells something else
    if a.kind == "date" and any(_words_beside(setting) & SAYING for setting in (a, b)) and anchor not in SAYING:
        return None  # the day of saying so
    words = ", ".join(a.line.printed[key].t for key in sorted(shared, key=lambda k: (-a.near[k], k))[:5])
    printed = f"{a.figure.detail.passage.exact} / {b.figure.detail.passage.exact}"
    return _Link("conflict", near, f"{printed}: both cannot be true as printed; both clauses speak of {words}")


def _names_apart(a: Setting, b: Setting) -> bool:
    """Does each clause name somebody or something that the other does not ("in Hurricane Ada", "in Hurricane Bram")?"""
    mine, theirs = (
        {key for key in setting.near if setting.line.printed[key].t[0].isupper() and key in setting.line.names}
        for setting in (a, b)
    )
    only, others = mine - theirs, theirs - mine
    return bool(only and others) and not any(OSA.distance(x, y) <= 1 for x in only for y in others if min(len(x), len(y)) > 3)


def _tells_what(setting: Setting, key: str) -> bool:
    """Is a word no name, or the name of a place where something is ("9,000 soldiers in Upper Haldin")?"""
    word = setting.line.printed[key]
    if word.t[0].islower() or not setting.figure.is_number:
        return word.t[0].islower()
    before = setting.figure.detail.passage
    gap = word.span.start - before.span.end
    return 0 < gap <= min(40, len(before.suffix)) and _WHERE.match(before.suffix[:gap]) is not None


def _is_unit_price(setting: Setting, key: str) -> bool:
    """Is a word only what an amount is the price of ("$60 per share", "$70 a share")?"""
    word, at = setting.line.printed[key], setting.figure.detail.passage
    return setting.kind == "amount" and at.suffix[: max(0, word.span.start - at.span.end)] in {" per ", " a ", " an ", " each "}


def _is_doing(setting: Setting, key: str) -> bool:
    """Is a word a verb, as far as its form shows ("apologised", "to apologise")?"""
    word = setting.line.printed[key]
    return word.n.endswith("ed") or setting.figure.detail.passage.prefix.rstrip().endswith(f" to {word.t}")


def _without_rivals(reports: Sequence[Report], settings: Sequence[Setting], links: _Links) -> _Links:
    """Without conflicts of details that have an equal elsewhere in the other report, or several contraries, or other days."""
    having: dict[tuple[int, DetailKind, str], list[int]] = defaultdict(list)
    equals: dict[int, list[int]] = defaultdict(list)
    contraries: dict[tuple[int, int], int] = defaultdict(int)
    for at, setting in enumerate(settings):
        having[setting.report, setting.kind, setting.figure.detail.value].append(at)
    for (a, b), link in links.items():
        if link.verdict == "conflict":
            contraries[a, settings[b].report] += 1
            contraries[b, settings[a].report] += 1
        else:
            equals[a].append(b)
            equals[b].append(a)
    kept: _Links = {}
    for (a, b), link in links.items():
        if link.verdict == "conflict":
            one, other = settings[a], settings[b]
            anchor = _anchor(one, other) if one.kind == "date" else None
            rivals = [
                *(at for at in equals[a] if settings[at].report == other.report),
                *(at for at in equals[b] if settings[at].report == one.report),
                *having[other.report, one.kind, one.figure.detail.value],
                *having[one.report, one.kind, other.figure.detail.value],
            ]
            if any(anchor is None or anchor in _words_beside(settings[at]) for at in rivals):
                continue  # the other report has this value too; of a day, for the same doing
            if one.kind == "place" and any(
                mine.figure.detail.value in reports[theirs.report].text.words for mine, theirs in ((one, other), (other, one))
            ):
                continue
            if contraries[a, other.report] > 1 or contraries[b, one.report] > 1:
                continue
            first, second = (published_day(reports[s.report].published) for s in (one, other))
            if first is not None and second is not None and abs((first - second).days) > 2:
                continue  # a count that has grown since
        kept[a, b] = link
    return kept


def _with_one_side(settings: Sequence[Setting], links: _Links) -> _Links:
    """Conflicts of third reports, which have the value of one side in an alike sentence, or the same telling number of people.

    "Its 380 members" is as far from "460 crew" as "380 deckhands" is, though its sentence tells something else.
    """
    equals: dict[int, list[int]] = defaultdict(list)
    telling: dict[tuple[str, str], list[int]] = defaultdict(list)
    having: set[tuple[int, tuple[str, str]]] = set()
    for (a, b), link in links.items():
        if link.verdict == "agree":
            equals[a].append(b)
            equals[b].append(a)
    for at, setting in enumerate(settings):
        having.add((setting.report, bare_value(setting.figure.detail)))
        if setting.kind == "number" and setting.figure.low >= TELLING and setting.figure.counts in PEOPLE:
            telling[bare_value(setting.figure.detail)].append(at)
    found: _Links = {}
    for (a, b), link in sorted(links.items()):
        for one, other in ((a, b), (b, a)) if link.verdict == "conflict" else ():
            mine, theirs = settings[one], settings[other]
            people = telling[bare_value(mine.figure.detail)] if mine.figure.counts in PEOPLE else []
            taken = {mine.report, theirs.report}
            for third in (*equals[one][:PARTNERS], *people[:PARTNERS]):
                report = settings[third].report
                if report not in taken and (report, bare_value(theirs.figure.detail)) not in having:
                    taken.add(report)
                    found[min(third, other), max(third, other)] = link
    return found


def _anchor(a: Setting, b: Setting) -> str | None:
    """The doing that both days belong to: the one word beside both ("apologised on Friday", "had to apologise Saturday")."""
    shared = sorted(_words_beside(a) & _words_beside(b), key=lambda key: (-a.near[key], key))
    return shared[0] if shared else None


def _words_beside(setting: Setting) -> set[str]:
    """The words right before or after a detail, but for names."""
    at, printed = setting.figure.detail.passage.span, setting.line.printed
    return {k for k in setting.near if not printed[k].t[0].isupper() and 0 <= _distance(printed[k].span, at) <= BESIDE}


# -- on what occasion ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Framed:
    """An utterance's details, of its occasion and in its words, by report, and each report's words that say it was said."""

    speaker: str | None
    held: dict[int, list[int]]
    told: dict[int, list[int]]
    saying: dict[int, Passage]


def _framed(settings: Sequence[Setting], utterances: Iterable[tuple[str | None, list[Frame]]]) -> list[_Framed]:
    by_sentence: dict[tuple[int, Span], list[int]] = defaultdict(list)
    within: dict[int, list[int]] = defaultdict(list)
    for at, setting in enumerate(settings):
        if setting.kind in _OF_OCCASION:
            by_sentence[setting.report, setting.line.span].append(at)
        if setting.figure.is_number or setting.kind == "date":
            within[setting.report].append(at)
    found = []
    for speaker, frames in utterances:
        framed = _Framed(speaker, {}, {}, {})
        for frame in frames:
            framed.saying.setdefault(frame.report, frame.saying)
            framed.held.setdefault(frame.report, [])
            framed.told.setdefault(frame.report, []).extend(
                at for at in within[frame.report] if any(t.holds(settings[at].figure.detail.passage.span) for t in frame.told)
            )
            for sentence in frame.sentences:
                for at in by_sentence.get((frame.report, sentence), ()):
                    if frame.holds(settings[at].figure.detail.passage.span) and at not in framed.held[frame.report]:
                        framed.held[frame.report].append(at)
        found.append(framed)
    return found


def _days_of_speaking(settings: Sequence[Setting], spoken: dict[str, list[Frame]]) -> Iterator[list[int]]:
    """The days on which several reports have one person speak, each told once: who said what then may differ.

    A report that names the day less precisely stands beside those that name it, if it names no day of that speaker's better.
    """
    dated: dict[tuple[int, Span], list[int]] = defaultdict(list)
    for at, setting in enumerate(settings):
        if setting.kind == "date" and setting.figure.low and setting.figure.counts in {"day", "weekend", "week", "month"}:
            dated[setting.report, setting.line.span].append(at)
    for speaker in sorted(spoken):
        first: dict[tuple[float, float], dict[int, int]] = defaultdict(dict)
        for frame in spoken[speaker]:
            for sentence in frame.sentences:
                for at in dated.get((frame.report, sentence), ()):
                    figure = settings[at].figure
                    if frame.holds(figure.detail.passage.span):
                        first[figure.low, figure.high].setdefault(frame.report, at)
        once = sum(low == high for low, high in first) == 1  # of several days any may be the one that is told vaguely
        for (low, high), held in sorted(first.items()):
            if low != high:
                continue
            days = dict(held)
            for (begin, end), vague in sorted(first.items(), key=lambda pair: pair[0][1] - pair[0][0]):
                for report, at in sorted(vague.items()):
                    others = [
                        key for key, those in first.items() if key[0] == key[1] and report in those and begin <= key[0] <= end
                    ]
                    if once and begin <= low <= high <= end and report not in days and not others:
                        days[report] = at
            if len(days) > 1:
                yield [days[report] for report in sorted(days)]


def _neighbours(held: dict[int, list[int]]) -> Iterator[tuple[list[int], list[int]]]:
    """Every two of few reports; of many each with those that follow it next."""
    numbers = sorted(number for number, found in held.items() if found)
    for at, number in enumerate(numbers):
        for other in numbers[at + 1 : at + 1 + PARTNERS]:
            yield held[number], held[other]


def _is_lately(reports: Sequence[Report], setting: Setting, other: int) -> bool:
    """Is it within a week before the report's own day, and is the other report as recent?"""
    own, theirs = (published_day(reports[number].published) for number in (setting.report, other))
    if own is None or theirs is None or abs((own - theirs).days) > 2:
        return False
    return 0 <= own.toordinal() - setting.figure.low <= 8


def _without_occasion(
    reports: Sequence[Report],
    settings: Sequence[Setting],
    framed: Sequence[_Framed],
    links: _Links,
    without: dict[int, list[tuple[int, Passage]]],
) -> None:
    """Add who tells an utterance and gives no day, where another gives one; once for each speaker and day."""
    linked = {(x, settings[y].report) for a, b in links for x, y in ((a, b), (b, a))}
    media = {(s.report, s.figure.detail.value) for s in settings if s.figure.counts == "medium"}
    named: dict[tuple[str | None, int], set[DetailKind]] = defaultdict(set)
    for utterance in framed:
        for report, held in utterance.held.items():
            named[utterance.speaker, report].update(settings[at].kind for at in held)
    said: set[tuple[str | None, str, int]] = set()
    for utterance in framed:
        for at in (at for _, held in sorted(utterance.held.items()) for at in held):
            setting = settings[at]
            for report, passage in sorted(utterance.saying.items()):
                key = (utterance.speaker, setting.figure.detail.value, report)
                if report == setting.report or (at, report) in linked or key in said or setting.kind not in _MISSED:
                    continue
                if setting.kind == "source" and (
                    setting.figure.counts != "medium" or (report, setting.figure.detail.value) in media
                ):
                    continue  # a report that names the medium elsewhere is not without it
                if setting.kind == "date" and not _is_lately(reports, setting, report):
                    continue  # "the fire seven years ago" is no day of saying so
                if setting.kind in named[utterance.speaker, report]:
                    continue
                said.add(key)
                if report not in {other for other, _ in without.get(at, ())}:
                    without[at] = [*without.get(at, ()), (report, passage)]


class _Described:
    """What stands in and around a sentence: descriptions of people without their names, and the sentences beside it."""

    def __init__(
        self, lines: Sequence[Sequence[Line]], alone: Sequence[Sequence[Role]], offices: dict[str, list[Role]]
    ) -> None:
        self._offices = offices
        self._bearers = Counter(head for roles in offices.values() for head in {role.head for role in roles})
        self._beside: dict[tuple[int, Span], list[Line]] = {}
        self._roles: dict[tuple[int, Span], list[Role]] = defaultdict(list)
        for mine, roles in zip(lines, alone, strict=True):
            for at, line in enumerate(mine):
                self._beside[line.report, line.span] = list(mine[max(0, at - 2) : at + 3])
            for role in roles:
                home = next((line for line in mine if line.span.holds(role.passage.span)), None)
                if home is not None:
                    self._roles[home.report, home.span].append(role)

    def instead(self, setting: Setting, line: Line, *, surely: bool) -> Passage | None:
        """The description of a person by whose office another report names him; ``surely`` they tell one matter."""
        offices = self._offices.get(setting.figure.detail.value, ())
        alone = self._roles[line.report, line.span]
        return next((role.passage for role in alone if any(self._is_office(role, office, surely) for office in offices)), None)

    def _is_office(self, role: Role, office: Role, surely: bool) -> bool:
        """Is it this office? "The president's spokesman" is not the ministry's: where several are, another word must meet."""
        return role.head == office.head and (surely or self._bearers[role.head] == 1 or len(role.keys & office.keys) > 1)

    def days_around(self, settings: Sequence[Setting], by_line: dict[tuple[int, Span], list[int]], line: Line) -> set[str]:
        """The days that a sentence and those beside it name."""
        beside = self._beside[line.report, line.span]
        found = (settings[at] for near in beside for at in by_line.get((near.report, near.span), ()))
        return {setting.figure.detail.value for setting in found if setting.kind == "date"}


# -- what one sentence has and the other tells without ------------------------------------------------------------------------


def _without(
    reports: Sequence[Report],
    settings: Sequence[Setting],
    aligned: Iterable[tuple[Line, Line, float]],
    by_line: dict[tuple[int, Span], list[int]],
    links: _Links,
    described: _Described,
) -> dict[int, list[tuple[int, Passage]]]:
    """By detail, the reports whose alike sentence tells the matter without any such detail, and the words that do."""
    linked: set[tuple[int, int]] = set()
    for a, b in links:
        linked.update(((a, settings[b].report), (b, settings[a].report)))
    best: dict[tuple[int, int], tuple[float, Passage]] = {}
    words = [{word.n for word in find_words(report.text.words)} for report in reports]
    naming = {(s.report, s.figure.detail.value) for s in settings if s.kind == "name"}
    numbers: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for setting in settings:
        if setting.figure.is_number:
            numbers[setting.report].add(bare_value(setting.figure.detail))
    for one, other, like in aligned:
        if like < LIKE_NAMELESS:
            continue
        if not ((one.report, one.span) in by_line or (other.report, other.span) in by_line):
            continue
        if sum(w >= 0.3 and key in other.weights for key, w in one.weights.items()) < 3:
            continue
        for here, there in ((one, other), (other, one)):
            theirs = {settings[b].kind for b in by_line.get((there.report, there.span), ())}
            for a in by_line.get((here.report, here.span), ()):
                named = settings[a].kind == "name"
                if named and (
                    settings[a].figure.counts in words[there.report]
                    or (there.report, settings[a].figure.detail.value) in naming
                ):
                    continue
                if not named and (like < LIKE_WITHOUT or settings[a].kind in theirs or settings[a].kind not in _LOOKED_FOR):
                    continue
                if (a, there.report) in linked or _is_before(reports, there.report, here.report):
                    continue
                if settings[a].figure.is_number and bare_value(settings[a].figure.detail) in numbers[there.report]:
                    continue  # it has the number, if in another sentence
                if settings[a].kind == "date" and settings[a].figure.detail.value in described.days_around(
                    settings, by_line, there
                ):
                    continue  # the sentence before or after it has the day
                passage = described.instead(settings[a], there, surely=like >= LIKE_TOLD) if named else None
                if passage is None and _tells_it(settings[a], there, like):
                    passage = _told_beside(reports[there.report], settings[a], there)
                if passage is not None and like > best.get((a, there.report), (0.0, None))[0]:
                    best[a, there.report] = (like, passage)
    found: dict[int, list[tuple[int, Passage]]] = defaultdict(list)
    for (a, report), (_, passage) in sorted(best.items(), key=lambda pair: pair[0]):
        found[a].append((report, passage))
    return found


def _is_before(reports: Sequence[Report], one: int, other: int) -> bool:
    """Is the one report more than a day older than the other? Then it could not tell what happened since."""
    first, second = (published_day(reports[number].published) for number in (one, other))
    return first is not None and second is not None and (second - first).days > 1


def _tells_it(setting: Setting, line: Line, like: float) -> bool:
    """Does a sentence tell the very matter of a detail, so that it is worth saying that it lacks it?"""
    if setting.kind == "date" and setting.figure.high - setting.figure.low >= WIDE:
        return False
    if like >= LIKE_COPIED:
        return True
    few = setting.figure.is_number and setting.figure.low < TELLING
    if setting.bare or like < (LIKE_FEW if few or setting.kind == "name" else LIKE_TOLD):
        return False
    clause = find_overlap(setting.near, line.weights, line)
    return (
        clause.doing >= DOING_TOLD
        and clause.share >= 0.5
        and find_overlap(setting.line.weights, line.weights, line).doing >= 2 * DOING_TOLD
    )


def _told_beside(report: Report, setting: Setting, line: Line) -> Passage | None:
    """The words of a line that tell what a detail of another report stands beside: from the nearest shared word on."""
    if setting.figure.counts == "age":
        return None
    shared = [key for key in setting.near if key in line.printed and setting.line.weights.get(key, 0) >= 0.3]
    both = sum(setting.near[key] for key in shared)
    if len(shared) < 2 or both < NEAR_WITHOUT * sum(setting.near.values()):
        return None
    at = setting.figure.detail.passage.span
    told = [key for key in shared if line.printed[key].t[0].islower()]
    if not told:
        return None  # a name alone tells nothing
    nearest = min(told, key=lambda key: (_distance(setting.line.printed[key].span, at), key))
    own = line.printed[nearest]
    span = own.span
    for word in find_words(report.text.words, line.span):
        # A name is given whole, and a verb with the word it belongs to.
        if 0 < word.span.start - span.end <= 1 and word.t[0].isupper() == own.t[0].isupper() and len(span) < 24:
            span = Span(span.start, word.span.end)
    return Passage(report.text, span)


def _distance(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end, 0)


# -- groups -------------------------------------------------------------------------------------------------------------------


def _groups(settings: Sequence[Setting], links: _Links, without: dict[int, list[tuple[int, Passage]]]) -> list[list[int]]:
    """Groups of details on one matter: equal ones first, then vaguer ones beside the detail they are most like."""
    root = list(range(len(settings)))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    members: dict[int, list[int]] = {at: [at] for at in range(len(settings))}

    def join(one: int, other: int) -> None:
        root[other] = one
        members[one] = sorted(members[one] + members.pop(other))

    # Equal numbers are one matter wherever they stand; of equal days a story has several ("said on Sunday", "died on Sunday"),
    # so they are joined most alike first, one for each report.
    ranked = sorted((link.verdict != "agree", -link.like, a, b) for (a, b), link in links.items() if link.verdict != "conflict")
    for coarser, _, a, b in ranked:
        one, other = find(a), find(b)
        if one == other:
            continue
        here, there = members[one], members[other]
        if coarser or not settings[a].figure.is_number:
            if {settings[at].report for at in here} & {settings[at].report for at in there}:
                continue
            pairs = ((x, y) for x in here[:8] for y in there[:8])
            if not all(_may_join(settings[x], settings[y], links.get((min(x, y), max(x, y)))) for x, y in pairs):
                continue
        join(one, other)
    found: list[list[int]] = []
    joined = {at for group in members.values() if len({settings[x].report for x in group}) > 1 for at in group}
    found += _second_partners(settings, links, joined, {at: group for group in members.values() for at in group})
    for group in members.values():
        told = {settings[at].report for at in group}
        if len(told) > 1 or any(at in without for at in group):
            found.append(_one_each(settings, sorted(group), links))
    return found


def _second_partners(
    settings: Sequence[Setting], links: _Links, joined: set[int], group_of: dict[int, list[int]]
) -> Iterator[list[int]]:
    """Days and places that nobody is left for: each with the detail it is most like, though that has a partner already.

    A report may tell one day twice ("was criticised on Friday", "answered on Friday afternoon") where another tells it once.
    With a place come all reports that have it in the same way: who has the street has it beside everyone who has the town.
    """
    best: dict[tuple[int, int], tuple[float, int]] = {}
    for (a, b), link in links.items():
        for at, other in ((a, b), (b, a)):
            told_again = settings[at].kind in {"date", "time", "place"} or settings[at].figure.counts == "medium"
            if link.verdict != "conflict" and at not in joined and told_again:
                key = (at, settings[other].report)
                best[key] = max(best.get(key, (-1.0, 0)), (link.like, -other))
    told: dict[int, set[int]] = defaultdict(set)
    for (at, report), (like, other) in sorted(best.items()):
        if like < LIKE_COARSER or report in told[at]:
            continue
        beside = {settings[at].report: at, report: -other}
        if settings[at].kind == "place":
            for same in group_of[-other]:
                if _is_same(settings[same].figure, settings[-other].figure):
                    beside.setdefault(settings[same].report, same)
            told[at].update(beside)
        yield sorted(beside.values())


def _vague_beside(
    settings: Sequence[Setting], links: _Links, both: tuple[int, int], groups: Sequence[Sequence[int]]
) -> Iterator[list[int]]:
    """Of two figures in conflict each with the vague ones that the other is joined with, where they allow this one too."""
    reports = {settings[at].report for at in both}
    for one, other in (both, both[::-1]):
        beside = (at for group in groups if other in group and one not in group for at in group if at != other)
        for vague in beside:
            figure = settings[vague].figure
            if settings[vague].report not in reports and is_vague(figure) and allow_each_other(figure, settings[one].figure):
                yield sorted((one, vague))


def _may_join(a: Setting, b: Setting, link: _Link | None) -> bool:
    if link is not None:
        return link.verdict != "conflict"
    return a.kind == b.kind and (_is_same(a.figure, b.figure) if a.kind in _NAMED else allow_each_other(a.figure, b.figure))


def _one_each(settings: Sequence[Setting], group: Sequence[int], links: _Links) -> list[int]:
    """Of each report the detail that is most like those of the others: a report may print its number five times."""
    liked: dict[int, float] = defaultdict(float)
    inside = set(group)
    if len(group) <= 400:
        for a, b in combinations(group, 2):
            if (a, b) in links:
                for at in (a, b):
                    liked[at] = max(liked[at], links[a, b].like)
    best: dict[int, int] = {}
    for at in sorted(inside):
        report = settings[at].report
        if report not in best or liked[at] > liked[best[report]]:
            best[report] = at
    return sorted(best.values())


def _fact(
    settings: Sequence[Setting],
    group: Sequence[int],
    links: _Links,
    without: dict[int, list[tuple[int, Passage]]],
    provenance: Provenance,
) -> Fact:
    details = {settings[at].report: settings[at].figure.detail for at in group}
    bare: dict[int, Detail] = {}
    for at in group:
        for report, passage in without.get(at, ()):
            if report not in details:
                bare.setdefault(report, Detail(provenance.id_of(report), settings[at].kind, passage, NOT_TOLD))
    values = tuple(detail for _, detail in sorted((details | bare).items()))
    equal = all(_is_same(settings[group[0]].figure, settings[at].figure) for at in group)
    verdict: Verdict = "agree" if equal and not bare else "coarser"
    reasons = [links[a, b].why for a, b in combinations(group[:12], 2) if (a, b) in links and links[a, b].why]
    first, last = settings[group[0]], settings[group[-1]]
    shared = sorted(first.line.weights.keys() & last.line.weights.keys(), key=lambda k: (-first.line.weights[k], k))
    about = f"; both sentences speak of {', '.join(first.line.printed[key].t for key in shared[:5])}" if shared else ""
    printed = " / ".join(dict.fromkeys(detail.passage.exact for detail in details.values()))
    if bare:
        names = ", ".join(provenance.name_of(report) for report in sorted(bare))
        why = f"{printed}: {names} tells the matter without it"
    elif verdict == "agree":
        why = f"the same value ({values[0].value}){about}" if len(group) > 1 else printed
    else:
        why = f"{printed}: {reasons[0] if reasons else 'the vaguer one allows the other'}{about}"
    return Fact(_kind(values), verdict, values, provenance.of_details(values), why)


def _is_same(one: Figure, other: Figure) -> bool:
    if one.is_number:
        if is_vague(one):  # "thousands of feet" in both
            return one.detail.passage.exact.casefold() == other.detail.passage.exact.casefold()
        return bare_value(one.detail) == bare_value(other.detail)
    if one.detail.kind == "source":
        if "medium" in {one.counts, other.counts}:
            return one.counts == other.counts and same_medium(one.detail.value, other.detail.value)
        return fold_name(one.detail.value) == fold_name(other.detail.value)
    if one.detail.kind == "place":
        here, there = find_spot(one.detail.value), find_spot(other.detail.value)
        return fold_name(one.detail.value) == fold_name(other.detail.value) or (
            here is not None and there is not None and here.name == there.name
        )
    return one.detail.value == other.detail.value or (
        one.detail.kind == "date" and (one.low, one.high) == (other.low, other.high)
    )


def _kind(values: Sequence[Detail]) -> DetailKind:
    return next((d.kind for d in values if d.kind != "number"), values[0].kind)


def _dispute(
    reports: Sequence[Report],
    settings: Sequence[Setting],
    sides: tuple[Sequence[int], Sequence[int]],
    provenance: Provenance,
) -> Fact:
    """A fact whose two values are two speakers', whoever prints them."""
    held = sorted({*sides[0], *sides[1]}, key=lambda at: (settings[at].report, settings[at].figure.detail.passage.span))
    values = tuple(settings[at].figure.detail for at in held)
    first = [settings[side[0]] for side in sides]
    told = " against ".join(f"“{s.figure.detail.passage.exact}” ({voice_of(s, reports[s.report].text.words)})" for s in first)
    why = f"{told}: the speakers differ, and not the reports"
    return Fact(_kind(values), "dispute", values, provenance.of_details(values), why)


def _alone(settings: Sequence[Setting]) -> list[Setting]:
    """Figures that no other report has, each once for its report, in reading order: "two padlocks" beside "two shifts"."""
    having: dict[tuple[str, str], set[tuple[int, str | None]]] = defaultdict(set)
    lasting: dict[tuple[tuple[str, str], str], list[Setting]] = defaultdict(list)
    for setting in settings:
        value, counts = bare_value(setting.figure.detail), setting.figure.counts
        if counts in UNITS and counts is not None:
            lasting[value, counts].append(setting)  # "nine years" are somebody else's in another report
        else:
            having[value].add((setting.report, counts))
    once: dict[tuple[int, tuple[str, str], str | None], Setting] = {}
    for setting in settings:
        value, counts = bare_value(setting.figure.detail), setting.figure.counts
        if (
            setting.figure.is_number
            and not any(report != setting.report and may_count_alike(counts, other) for report, other in having[value])
            and not any(
                other.report != setting.report and _share_word(setting, other) for other in lasting[value, counts or ""][:200]
            )
        ):
            once.setdefault((setting.report, value, counts), setting)
    return [setting for setting in once.values() if setting.figure.counts is not None or setting.figure.low >= TELLING]
