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

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations

from rapidfuzz.distance import LCSseq

from onrecord.collation.alignment import Strand, Token
from onrecord.collation.lexicon import NEGATORS, split_negation, stem
from onrecord.datamodel import Manner, Passage, Person, Report, Statement, Telling
from onrecord.people import Cast
from onrecord.spans import Span, trim_span
from onrecord.statements.marks import find_quotations
from onrecord.statements.sentences import find_sentences, find_sentences_within
from onrecord.stories.words import Word, find_words

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
REACH = 7
"""Words over which a denial reaches: "not … realistic outcome" may be that far apart; further on it is about something else."""
LIGHT = 0.4
"""How much of its weight a word keeps that everybody says in every speech."""
NAMED = 0.5
"""The same for a word of a name: that two sentences name the same body does not make them say the same of it."""
UNNAMED = 0.62
"""What is left of a score where one of the speakers is not known, or no single person: the words must speak for themselves."""
COMMON = 0.3
"""What a word weighs at least, however often the story has it: what all outlets repeat is what the story is about."""
LEAST_WORDS = 2
"""Words that matter which an indirect telling has at least: of "the deal" nobody can say which saying it tells."""
CROWDED = 400
"""Tellings with a word from which on it is no help in looking for pairs."""

_LIGHT = frozenset(
    stem(word)
    for word in """say tell ask think know want need get go come make take give see look find thing way time year day week month
    people person man woman good great new old big long first last right lot sure work use try let call put keep mean believe
    feel talk speak country world government president minister official state mr mrs ms dr""".split()  # noqa: SIM905
)
_QUARTER = frozenset({"organisation", "group", "document", "unnamed"})
_BREAK = frozenset(",;:.!?–—")
_CLAUSE = frozenset("but if unless while when until because since although though after before that who which where".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence of a statement, with what it is compared by. ``number`` runs over the story, ``turn`` over the statement."""

    number: int
    report: int
    statement: Statement
    turn: int
    spans: tuple[Span, ...]
    ns: tuple[str, ...]
    weights: dict[str, float]
    denied: frozenset[str]
    marked: frozenset[str]
    numbers: frozenset[str]
    manner: Manner
    person: Person | None

    @property
    def weight(self) -> float:
        return sum(self.weights.values())


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
    units = _units(reports, statements, cast)
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
    marked = _marked_in(report)
    direct = statement.interpretation.manner == "direct"
    return Strand(
        report.text,
        tuple(
            Token(word, part, direct or _is_within(marked, word.span))
            for part, passage in enumerate(telling.content)
            for word in find_words(report.text.words, passage.span)
        ),
    )


def _marked_in(report: Report) -> list[Span]:
    """The outermost quotations of a text, in order."""
    return [quotation.span for quotation in find_quotations(report.text.words) if quotation.depth == 0]


def _is_within(spans: Sequence[Span], span: Span) -> bool:
    at = bisect_right(spans, span.start, key=lambda s: s.start) - 1
    return at >= 0 and spans[at].holds(span)


def _units(reports: Sequence[Report], statements: Sequence[tuple[Statement, ...]], cast: Cast) -> list[_Unit]:
    rarity = _Rarity(reports)
    units: list[_Unit] = []
    for number, (report, told) in enumerate(zip(reports, statements, strict=True)):
        marked = _marked_in(report)
        for statement in told:
            said = statement.interpretation
            if said.resolved == "author" or said.mode == "event":
                continue
            person = cast.person_of(report.id, statement)
            for turn, spans in enumerate(_sentences(report.text.words, statement)):
                unit = _unit(len(units), number, report, statement, turn, spans, marked, rarity, person)
                if unit.weights and (unit.marked or len(unit.weights) >= LEAST_WORDS):
                    units.append(unit)
    return units


class _Rarity:
    """How much a word says in this story: 1 for one that stands in a single sentence, 0 for one that stands in all."""

    def __init__(self, reports: Sequence[Report]) -> None:
        seen: Counter[str] = Counter()
        names: Counter[str] = Counter()
        sentences = 0
        for report in reports:
            for sentence in find_sentences(report.text.words):
                sentences += 1
                words = find_words(report.text.words, sentence)
                seen.update({_key(word.n)[0] for word in words})
                names.update({_key(word.n)[0] for word in words[1:] if word.t[0].isupper()})
        self._seen = seen
        self._names = frozenset(key for key, count in names.items() if count > 0.6 * seen[key])
        self._log = math.log(max(sentences, 2) + 1)

    def weight(self, key: str) -> float:
        """The weight of a word by its stem."""
        rare = max(COMMON, 1 - math.log(max(self._seen[key], 1)) / self._log)
        return rare * (LIGHT if key in _LIGHT else NAMED if key in self._names else 1.0)


def _key(n: str) -> tuple[str, bool]:
    """The stem under which a word is compared, and whether the word denies it."""
    plain, denied = split_negation(n)
    return stem(plain), denied


def _sentences(words: str, statement: Statement) -> list[tuple[Span, ...]]:
    """The sentences of a statement's content; one that its cue interrupts has several spans."""
    sentences: list[list[Span]] = []
    goes_on = False
    for passage in statement.content:
        for number, span in enumerate(find_sentences_within(words, passage.span)):
            if goes_on and number == 0:
                sentences[-1].append(span)
            else:
                sentences.append([span])
        bare = trim_span(words, *passage.span, strip=" \t\r\n\"”“'’‘»")
        goes_on = bare is not None and words[bare.end - 1] not in ".!?…"
    return [tuple(spans) for spans in sentences]


def _unit(
    number: int,
    report_number: int,
    report: Report,
    statement: Statement,
    turn: int,
    spans: tuple[Span, ...],
    marked: Sequence[Span],
    rarity: _Rarity,
    person: Person | None,
) -> _Unit:
    text = report.text.words
    words = [word for span in spans for word in find_words(text, span)]
    turned = any(w.n in NEGATORS for cue in statement.cue for w in find_words(text, cue.span))
    direct = statement.interpretation.manner == "direct"
    weights: dict[str, float] = {}
    denied: set[str] = set()
    quoted: set[str] = set()
    inside = 0
    for word, under in zip(words, _under_negation(text, words), strict=True):
        within = direct or _is_within(marked, word.span)
        inside += within
        if word.is_function_word or word.n in NEGATORS:
            continue
        key, prefixed = _key(word.n)
        weights[key] = rarity.weight(key)
        if turned ^ under ^ prefixed:
            denied.add(key)
        if within:
            quoted.add(key)
    manner: Manner = "direct" if inside == len(words) else "mixed" if inside else "indirect"
    return _Unit(
        number,
        report_number,
        statement,
        turn,
        spans,
        tuple(word.n for word in words),
        {key: weight for key, weight in weights.items() if weight > 0},
        frozenset(denied),
        frozenset(quoted),
        frozenset(key for key in weights if key[0].isdigit() or key[0] in "$£€¥"),
        manner,
        person,
    )


def _under_negation(text: str, words: Sequence[Word]) -> list[bool]:
    """For each word whether a word of denying stands shortly before it in its clause; two of them cancel out."""
    under: list[bool] = []
    state = False
    since = 0
    before: Word | None = None
    for word in words:
        since += 1
        marks = set(text[before.span.end : word.span.start]) if before is not None else set()
        if word.n in _CLAUSE or _BREAK & marks or since > REACH:
            state = False
        under.append(state)
        if word.n in NEGATORS:
            state, since = not state, 0
        before = word
    return under


def _pairs(units: Sequence[_Unit]) -> dict[tuple[int, int], _Pair]:
    """The scored pairs, by the units' numbers, that share enough words and may have the same speaker."""
    where: dict[tuple[str, str], list[_Unit]] = defaultdict(list)
    found: dict[tuple[int, int], _Pair] = {}
    for unit in units:
        shared: dict[int, float] = defaultdict(float)
        others: dict[int, _Unit] = {}
        for key, weight in unit.weights.items():
            for circle in _circles(unit, looking=True):
                postings = where[circle, key]
                for other in postings if len(postings) < CROWDED else ():
                    shared[other.number] += weight
                    others[other.number] = other
        for number, other in others.items():
            if shared[number] >= LEAST_SHARED and not _overlap(unit, other):
                pair = _compare(other, unit)
                if pair.score > 0:
                    found[number, unit.number] = pair
        for key in unit.weights:
            for circle in _circles(unit, looking=False):
                where[circle, key].append(unit)
    return found


def _circles(unit: _Unit, *, looking: bool) -> tuple[str, ...]:
    """Under whom a telling is filed, and among whom its like is looked for: those who may be the same speaker.

    A speaker who is not known for certain, or no single person, may be anybody.
    """
    if looking:
        return ("anybody",) if _is_open(unit) else (f"known {unit.person.id if unit.person else ''}", "open")
    if _is_open(unit):
        return ("anybody", "open")
    return ("anybody", f"known {unit.person.id if unit.person else ''}")


def _is_open(unit: _Unit) -> bool:
    return unit.person is None or unit.person.kind in _QUARTER


def _overlap(a: _Unit, b: _Unit) -> bool:
    """Do the two hold the same characters of one report, or belong to one statement?"""
    if a.report != b.report:
        return False
    return a.statement.id == b.statement.id or any(s.overlaps(t) for s in a.spans for t in b.spans)


def _compare(a: _Unit, b: _Unit) -> _Pair:
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


def _as_printed(unit: _Unit, keys: Iterable[str]) -> list[str]:
    """Shared words as the telling has them, the most telling ones first."""
    names: dict[str, str] = {}
    for n in unit.ns:
        names.setdefault(_key(n)[0], n)
    return [names[key] for key in sorted(keys, key=lambda k: (-unit.weights[k], k))][:8]


def _speaker_factor(a: _Unit, b: _Unit) -> float:
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


def _speaks_for(a: _Unit, b: _Unit) -> bool:
    """Is the one a spokesperson of the other?"""
    body = a.statement.interpretation.on_behalf_of
    return body is not None and b.person is not None and _compatible(b.person.name, body)


def _compatible(name: str, other: str) -> bool:
    """May the two names be one person's: the same last word, and no other first name?"""
    a, b = [w.n for w in find_words(name)], [w.n for w in find_words(other)]
    return bool(a and b) and a[-1] == b[-1] and (len(a) == 1 or len(b) == 1 or a[0][0] == b[0][0])


def _speaker_reason(a: _Unit, b: _Unit) -> str:
    names = sorted({u.person.name if u.person else u.statement.interpretation.speaker or "somebody" for u in (a, b)})
    if a.person is not None and b.person is not None and a.person.id == b.person.id:
        return f"same speaker ({a.person.name})"
    return f"speakers who may be one ({' / '.join(names)})"


def _clusters(units: Sequence[_Unit], pairs: dict[tuple[int, int], _Pair]) -> list[list[int]]:
    """Groups by average linkage over all their pairs; a pair that was never scored counts as 0."""
    cluster_of = {unit.number: unit.number for unit in units}
    members: dict[int, list[int]] = {unit.number: [unit.number] for unit in units}

    def bar(a: int, b: int) -> float:
        return JOIN_OWN if units[a].report == units[b].report else JOIN

    ranked = sorted(
        ((pair.score, _place(units[a]), _place(units[b]), a, b) for (a, b), pair in pairs.items() if pair.score >= bar(a, b)),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    for *_, a, b in ranked:
        one, other = cluster_of[a], cluster_of[b]
        if one == other:
            continue
        crossing = [(m, n) for m in members[one] for n in members[other]]
        if any(_overlap(units[m], units[n]) for m, n in crossing):
            continue
        mean = sum(_score(pairs, m, n) - (bar(m, n) - JOIN) for m, n in crossing) / len(crossing)
        if mean >= JOIN:
            members[one] += members.pop(other)
            for n in members[one]:
                cluster_of[n] = one
    return [sorted(group) for group in members.values() if len(group) > 1]


def _place(unit: _Unit) -> tuple[int, int, int]:
    return unit.report, unit.spans[0].start, unit.spans[0].end


def _score(pairs: dict[tuple[int, int], _Pair], m: int, n: int) -> float:
    pair = pairs.get((min(m, n), max(m, n)))
    return pair.score if pair is not None else 0.0


def _runs(units: Sequence[_Unit], clusters: Sequence[list[int]]) -> list[list[list[int]]]:
    """Utterances as lists of turns: groups of sentences that follow one another in all their statements are one utterance."""
    runs: list[list[list[int]]] = []
    for cluster in sorted(clusters, key=lambda c: [_place(units[n]) for n in c]):
        for run in runs:
            if _follows([units[n] for n in run[-1]], [units[n] for n in cluster]):
                run.append(cluster)
                break
        else:
            runs.append([cluster])
    return runs


def _follows(before: Sequence[_Unit], after: Sequence[_Unit]) -> bool:
    ends = {unit.statement.id: unit.turn for unit in before}
    starts = {unit.statement.id: unit.turn for unit in after}
    return ends.keys() == starts.keys() and len(ends) == len(before) and all(starts[k] == ends[k] + 1 for k in ends)


def _group(
    reports: Sequence[Report], units: Sequence[_Unit], turns: Sequence[Sequence[int]], pairs: dict[tuple[int, int], _Pair]
) -> Group:
    first = sorted((units[n] for n in turns[0]), key=_place)
    by_statement = {unit.statement.id: [unit] for unit in first}
    for turn in turns[1:]:
        for n in turn:
            by_statement[units[n].statement.id].append(units[n])
    tellings: list[Telling] = []
    for unit in first:
        text = reports[unit.report].text
        parts = _parts([span for u in by_statement[unit.statement.id] for span in u.spans], unit.statement)
        manners = {u.manner for u in by_statement[unit.statement.id]}
        manner: Manner = manners.pop() if len(manners) == 1 else "mixed"
        content = tuple(Passage(text, span) for span in parts)
        tellings.append(Telling(reports[unit.report].id, unit.statement.id, content, manner))
    scores = [_score(pairs, m, n) for turn in turns for m, n in combinations(turn, 2)]
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


def _speaker(units: Sequence[_Unit]) -> str | None:
    """The one whom most tellings name; a person before a body, which may speak through a person."""
    names = Counter((not _is_open(unit), unit.person.name) for unit in units if unit.person is not None)
    if not names:
        return None
    return max(names, key=lambda key: (key[0], names[key], key[1]))[1]


def _why(reports: Sequence[Report], units: Sequence[_Unit], pairs: dict[tuple[int, int], _Pair]) -> str:
    """For each telling after the first its best link to one before."""
    reasons: list[str] = []
    for at, unit in enumerate(units[1:], 1):
        links = [
            (pairs[key], other)
            for other in units[:at]
            if (key := (min(other.number, unit.number), max(other.number, unit.number))) in pairs
        ]
        if links:
            pair, other = max(links, key=lambda link: (link[0].score, [-x for x in _place(link[1])]))
            reasons.append(f"{reports[other.report].name} and {reports[unit.report].name}: {pair.why}")
    return ". ".join(reasons)
