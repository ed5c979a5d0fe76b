"""Which statements of several reports tell one utterance: statements in, groups of tellings out, each with score and reasons.

A telling is a sentence of a statement, or several in a row. What is hard here: no measure of shared words alone parts "two
tellings of one utterance" from "the same man on the same matter". Two translations of one sentence share fewer words than two
sentences of one speech; one outlet quotes three words of what another prints in full. So the score weighs together: the words
shared, by their rarity in the story; how much of the shorter telling they make up; their order; numbers; whether the same words
are denied on one side and asserted on the other; and above all whether the speaker is the same. Groups grow by average linkage,
so that they do not chain: a telling joins where it is near to all that stand there, not to one of them. Unsure pairs stay
apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations

from rapidfuzz.distance import LCSseq

from onrecord.collation.alignment import Strand, Token
from onrecord.collation.stretches import told_stretch
from onrecord.collation.units import Unit, find_marked, find_units, is_within, place_of
from onrecord.datamodel import Manner, Passage, Report, Statement, Telling
from onrecord.people import Cast
from onrecord.spans import Span
from onrecord.stories.words import find_words

__all__ = ["Group", "join_tellings", "strand_of"]

JOIN = 0.42
"""Mean score over all pairs of tellings from which two groups are one utterance."""
JOIN_OWN = 0.55
"""The same for two tellings of one report, which has more to say on one matter than it says twice."""
LEAST_SHARED = 0.55
"""Weight of shared words below which a pair is not looked at."""
ENOUGH = 2.5
"""Weight of shared words from which more of them add no certainty: three rare words, or twice as many of the story's own."""
RUN = 0.3
"""What each word beyond the second of the longest run of equal words adds to the weight of shared words."""
UNNAMED = 0.62
"""What is left of a score where one of the speakers is not known, or no single person: the words must speak for themselves."""
LABEL = 0.6
"""Least score where two reports print the same label of one speaker in marks, whatever the words around it. Set by hand."""
CROWDED = 400
"""Tellings with a word from which on it is no help in looking for pairs."""

_QUARTER = frozenset({"organisation", "group", "document", "unnamed"})


@dataclass(frozen=True, slots=True)
class _Pair:
    """How well two tellings match, and the words that say so."""

    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """The tellings of one utterance, in the reports' order, with the speaker's name where one is known."""

    speaker: str | None
    tellings: tuple[Telling, ...]
    score: float
    why: str
    statements: tuple[Statement, ...] = field(repr=False)


def join_tellings(reports: Sequence[Report], statements: Sequence[tuple[Statement, ...]], *, cast: Cast) -> tuple[Group, ...]:
    """The utterances told by at least two of the reports, in the order in which the reports tell them.

    ``statements`` has a tuple for each report. Statements in the report's own voice, and findings of polls and the like, are no
    utterances.
    """
    units = find_units(reports, statements, cast)
    pairs = _pairs(units)
    clusters = _clusters(units, pairs)
    groups = [
        _group(reports, units, turns, pairs)
        for turns in _runs(units, clusters)
        if len({units[n].report for turn in turns for n in turn}) > 1
    ]
    order = {report.id: number for number, report in enumerate(reports)}
    return tuple(sorted(groups, key=lambda g: [(order[t.report_id], *t.content[0].span) for t in g.tellings]))


def strand_of(report: Report, telling: Telling, statement: Statement) -> Strand:
    """The words of a telling, each with its passage's number and whether it stands inside quotation marks."""
    marked = find_marked(report)
    direct = statement.interpretation.manner == "direct"
    return Strand(
        report.text,
        tuple(
            Token(word, part, direct or is_within(marked, word.span))
            for part, passage in enumerate(telling.content)
            for word in find_words(report.text.words, passage.span)
        ),
    )


def _pairs(units: Sequence[Unit]) -> dict[tuple[int, int], _Pair]:
    """The scored pairs, by the units' numbers, that share enough words and may have the same speaker."""
    where: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    found: dict[tuple[int, int], _Pair] = {}
    for unit in units:
        shared: dict[int, float] = defaultdict(float)
        others: dict[int, Unit] = {}
        for key, weight in unit.weights.items():
            for circle in _circles(unit, looking=True):
                postings = where[circle, key]
                for other in postings if len(postings) < CROWDED else ():
                    shared[other.number] += weight
                    others[other.number] = other
        for number, other in others.items():
            if shared[number] >= LEAST_SHARED and unit.told != other.told and not _overlap(unit, other):
                pair = _compare(other, unit)
                if pair.score > 0:
                    found[number, unit.number] = pair
        for key in unit.weights:
            for circle in _circles(unit, looking=False):
                where[circle, key].append(unit)
    return found


def _circles(unit: Unit, *, looking: bool) -> tuple[str, ...]:
    """Under whom a telling is filed, and among whom its like is looked for: those who may be the same speaker.

    A speaker who is not known for certain, or no single person, may be anybody.
    """
    if looking:
        return ("anybody",) if _is_open(unit) else (f"known {unit.person.id if unit.person else ''}", "open")
    if _is_open(unit):
        return ("anybody", "open")
    return ("anybody", f"known {unit.person.id if unit.person else ''}")


def _is_open(unit: Unit) -> bool:
    return unit.person is None or unit.person.kind in _QUARTER


def _overlap(a: Unit, b: Unit) -> bool:
    """Do the two hold the same characters of one report?"""
    return a.report == b.report and any(s.overlaps(t) for s in a.spans for t in b.spans)


def _compare(a: Unit, b: Unit) -> _Pair:
    """How well two tellings match: 0 for surely two utterances, 1 for surely one."""
    shared = a.weights.keys() & b.weights.keys()
    both = sum(a.weights[key] for key in shared)
    contained = both / min(a.weight, b.weight)
    alike = both / (a.weight + b.weight - both)
    order = LCSseq.similarity(a.ns, b.ns) / min(len(a.ns), len(b.ns))
    score = 0.55 * contained + 0.3 * alike + 0.15 * order
    run = SequenceMatcher(None, a.ns, b.ns, autojunk=False).find_longest_match().size
    score *= 0.4 + 0.6 * min(1.0, (both + RUN * max(0, run - 2)) / ENOUGH)
    quoted = shared & a.marked & b.marked
    if quoted and sum(a.weights[key] for key in quoted) > 0.5 * both:
        score = min(1.0, score + 0.1)
    reasons = [_speaker_reason(a, b), f"shared words: {', '.join(_as_printed(a, shared))}"]
    if quoted:
        reasons.append("in quotation marks in both" if quoted == shared else "some of them in quotation marks in both")
    if _same_label(a, b):
        score = max(score, LABEL)
        reasons.append("the same words, and no others, in quotation marks in both")
    score *= _speaker_factor(a, b)
    differ = shared & (a.denied ^ b.denied)
    if sum(a.weights[key] for key in differ) > 0.5 * both:
        score *= 0.35
        reasons.append("denied in one and not in the other")
    if a.numbers and b.numbers and not a.numbers & b.numbers:
        score *= 0.6
        reasons.append("other figures")
    if a.manner == b.manner == "direct" and order < 0.35:
        score *= 0.8
        reasons.append("quoted in both in other words")
    return _Pair(round(score, 4), "; ".join(reasons))


def _same_label(a: Unit, b: Unit) -> bool:
    """Do both take the same few words, and no others, of one known speaker into quotation marks ("a “dictator”")?"""
    return (
        a.person is not None
        and b.person is not None
        and a.person.id == b.person.id
        and a.manner == b.manner == "mixed"
        and a.marked == b.marked
        and 0 < len(a.marked) <= 4
        and sum(a.weights.get(key, 0.0) for key in a.marked) >= 0.3
    )


def _as_printed(unit: Unit, keys: Iterable[str]) -> list[str]:
    """Shared words as the telling has them, the most telling ones first."""
    return [unit.printed[key] for key in sorted(keys, key=lambda k: (-unit.weights[k], k))][:8]


def _speaker_factor(a: Unit, b: Unit) -> float:
    if a.person is not None and b.person is not None:
        if a.person.id == b.person.id:
            return 1.0
        if _speaks_for(a, b) or _speaks_for(b, a):
            return 0.9
        # "The company says" against its director's own words: only words that leave little doubt join the two.
        return UNNAMED if _is_open(a) != _is_open(b) else 0.0
    known, unknown = (a, b) if a.person is not None else (b, a)
    if known.person is not None:
        said = unknown.statement.interpretation
        names = {name for name in (said.speaker, *said.candidates) if name}
        if any(_compatible(known.person.name, name) for name in names):
            return 0.9
        return 0.0 if said.resolved == "yes" and names else UNNAMED
    return UNNAMED * 0.9


def _speaks_for(a: Unit, b: Unit) -> bool:
    """Is the one a spokesperson of the other?"""
    body = a.statement.interpretation.on_behalf_of
    return body is not None and b.person is not None and _compatible(b.person.name, body)


def _compatible(name: str, other: str) -> bool:
    """May the two names be one person's: the same last word, and no other first name?"""
    a, b = [w.n for w in find_words(name)], [w.n for w in find_words(other)]
    return bool(a and b) and a[-1] == b[-1] and (len(a) == 1 or len(b) == 1 or a[0][0] == b[0][0])


def _speaker_reason(a: Unit, b: Unit) -> str:
    names = sorted({u.person.name if u.person else u.statement.interpretation.speaker or "somebody" for u in (a, b)})
    if a.person is not None and b.person is not None and a.person.id == b.person.id:
        return f"same speaker ({a.person.name})"
    return f"speakers who may be one ({' / '.join(names)})"


def _clusters(units: Sequence[Unit], pairs: dict[tuple[int, int], _Pair]) -> list[list[int]]:
    """Groups by average linkage over all their pairs; a pair that was never scored counts as 0."""
    cluster_of = {unit.number: unit.number for unit in units}
    members: dict[int, list[int]] = {unit.number: [unit.number] for unit in units}

    def bar(a: int, b: int) -> float:
        return JOIN_OWN if units[a].report == units[b].report else JOIN

    ranked = sorted(
        (
            (pair.score, place_of(units[a]), place_of(units[b]), a, b)
            for (a, b), pair in pairs.items()
            if pair.score >= bar(a, b)
        ),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    for *_, a, b in ranked:
        one, other = cluster_of[a], cluster_of[b]
        if one == other or not _may_stand_together(units, members[one], members[other]):
            continue
        crossing = [(m, n) for m in members[one] for n in members[other] if units[m].told != units[n].told]
        mean = sum(_score(pairs, m, n) - (bar(m, n) - JOIN) for m, n in crossing) / len(crossing)
        if mean >= JOIN:
            members[one] += members.pop(other)
            for n in members[one]:
                cluster_of[n] = one
    return [sorted(group) for group in members.values() if len(group) > 1]


def _may_stand_together(units: Sequence[Unit], one: Sequence[int], other: Sequence[int]) -> bool:
    """Do two groups hold no characters twice, and of each statement only sentences that follow one another?

    What one report prints in two sentences another prints in one.
    """
    for m in one:
        for n in other:
            if units[m].told != units[n].told:
                if _overlap(units[m], units[n]):
                    return False
            elif abs(units[m].turn - units[n].turn) > max(len(one), len(other)):
                return False
    return True


def _score(pairs: dict[tuple[int, int], _Pair], m: int, n: int) -> float:
    pair = pairs.get((min(m, n), max(m, n)))
    return pair.score if pair is not None else 0.0


def _runs(units: Sequence[Unit], clusters: Sequence[list[int]]) -> list[list[list[int]]]:
    """Utterances as lists of turns: groups of sentences that follow one another in all their statements are one utterance."""
    runs: list[list[list[int]]] = []
    for cluster in sorted(clusters, key=lambda c: [place_of(units[n]) for n in c]):
        for run in runs:
            if _follows([units[n] for n in run[-1]], [units[n] for n in cluster]):
                run.append(cluster)
                break
        else:
            runs.append([cluster])
    return runs


def _follows(before: Sequence[Unit], after: Sequence[Unit]) -> bool:
    """Do the same statements go on, with one sentence left out at most that others print in other words?"""
    ends: dict[tuple[int, str], int] = {}
    starts: dict[tuple[int, str], int] = {}
    for unit in before:
        ends[unit.told] = max(unit.turn, ends.get(unit.told, unit.turn))
    for unit in after:
        starts[unit.told] = min(unit.turn, starts.get(unit.told, unit.turn))
    return ends.keys() == starts.keys() and all(0 < starts[key] - ends[key] <= 2 for key in ends)


def _group(
    reports: Sequence[Report], units: Sequence[Unit], turns: Sequence[Sequence[int]], pairs: dict[tuple[int, int], _Pair]
) -> Group:
    by_statement: dict[tuple[int, str], list[Unit]] = defaultdict(list)
    for unit in sorted((units[n] for turn in turns for n in turn), key=place_of):
        by_statement[unit.told].append(unit)
    first = [mine[0] for mine in by_statement.values()]
    told: dict[str, set[int]] = defaultdict(set)
    for number in (n for turn in turns for n in turn):
        for key in units[number].weights:
            told[key].add(units[number].report)
    tellings: list[Telling] = []
    for unit in first:
        text = reports[unit.report].text
        mine = by_statement[unit.told]
        others = {key for key in told for o in told[key] if o != unit.report}
        spans = [span for u in mine for span in u.spans]
        parts = _parts(told_stretch(text.words, spans, others), unit.statement)
        manners = {u.manner for u in mine}
        manner: Manner = manners.pop() if len(manners) == 1 else "mixed"
        content = tuple(Passage(text, span) for span in parts)
        tellings.append(Telling(reports[unit.report].id, unit.statement.id, content, manner))
    scores = [_score(pairs, m, n) for turn in turns for m, n in combinations(turn, 2) if units[m].told != units[n].told]
    return Group(
        speaker=_speaker(first),
        tellings=tuple(tellings),
        score=round(sum(scores) / len(scores), 3),
        why=_why(reports, first, pairs),
        statements=tuple(unit.statement for unit in first),
    )


def _parts(spans: Sequence[Span], statement: Statement) -> list[Span]:
    """Spans of a telling, with sentences that follow one another within one passage of the statement made one stretch."""
    parts: list[Span] = []
    home: Span | None = None
    for span in sorted(spans):
        passage = next(p.span for p in statement.content if p.span.holds(span))
        if parts and passage == home:
            parts[-1] = Span(parts[-1].start, span.end)
        else:
            parts.append(span)
        home = passage
    return parts


def _speaker(units: Sequence[Unit]) -> str | None:
    """The one whom most tellings name; a person before a body, which may speak through a person."""
    names = Counter((not _is_open(unit), unit.person.name) for unit in units if unit.person is not None)
    if not names:
        return None
    return max(names, key=lambda key: (key[0], names[key], key[1]))[1]


def _why(reports: Sequence[Report], units: Sequence[Unit], pairs: dict[tuple[int, int], _Pair]) -> str:
    """For each telling after the first its best link to one before."""
    reasons: list[str] = []
    for at, unit in enumerate(units[1:], 1):
        links = [
            (pairs[key], other)
            for other in units[:at]
            if (key := (min(other.number, unit.number), max(other.number, unit.number))) in pairs
        ]
        if links:
            pair, other = max(links, key=lambda link: (link[0].score, [-x for x in place_of(link[1])]))
            reasons.append(f"{reports[other.report].name} and {reports[unit.report].name}: {pair.why}")
    return ". ".join(reasons)
