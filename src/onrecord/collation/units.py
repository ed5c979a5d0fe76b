"""What is compared when tellings are joined: statements in, their sentences out, each with what there is to compare it by.

A sentence of a statement's content is a *unit*; one that its cue interrupts has several spans. What is hard here is the weight
of a word: it must tell something of this utterance, not of the story as a whole, and yet the sentence that all outlets repeat
is made of the story's commonest words. And what is denied must be known from what is asserted, with a "not" seven words away or
a cue like "refused" outside the sentence.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord.collation.lexicon import NEGATORS, phrase_stems, split_negation, stem
from onrecord.datamodel import Manner, Person, Report, Statement
from onrecord.people import Cast
from onrecord.spans import Span, trim_span
from onrecord.statements.marks import find_quotations
from onrecord.statements.sentences import find_sentences, find_sentences_within
from onrecord.stories.words import Word, find_words

__all__ = ["Unit", "find_marked", "find_units", "is_within", "key_of", "place_of"]

LIGHT = 0.4
"""How much of its weight a word keeps that everybody says in every speech."""
NAMED = 0.5
"""The same for a word of a name: that two sentences name the same body does not make them say the same of it."""
COMMON = 0.3
"""What a word weighs at least, however often the story has it: what all outlets repeat is what the story is about."""
LEAST_WORDS = 2
"""Words that matter which an indirect telling has at least: of "the deal" nobody can say which saying it tells."""
REACH = 7
"""Words over which a denial reaches: "not … realistic outcome" may be that far apart; further on it is about something else."""

_LIGHT = frozenset(
    stem(word)
    for word in """say tell ask think know want need get go come make take give see look find thing way time year day week month
    people person man woman good great new old big long first last right lot sure work use try let call put keep mean believe
    feel talk speak country world government president minister official state mr mrs ms dr""".split()
)
_BREAK = frozenset(",;:.!?–—")
_CLAUSE = frozenset("but if unless while when until because since although though after before that who which where".split())


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence of a statement, with what it is compared by. ``number`` runs over the story, ``turn`` over the statement."""

    number: int
    report: int
    statement: Statement
    turn: int
    spans: tuple[Span, ...]
    ns: tuple[str, ...]
    weights: dict[str, float]
    printed: dict[str, str]
    denied: frozenset[str]
    marked: frozenset[str]
    numbers: frozenset[str]
    manner: Manner
    person: Person | None

    @property
    def told(self) -> tuple[int, str]:
        """Which statement of which report: two reports with the same text have statements of the same id."""
        return self.report, self.statement.id

    @property
    def weight(self) -> float:
        """What all its words weigh together."""
        return sum(self.weights.values())


def find_marked(report: Report) -> list[Span]:
    """The outermost quotations of a text, in order."""
    return list(_marked_in(report.text.words))


@lru_cache(maxsize=256)
def _marked_in(words: str) -> tuple[Span, ...]:
    return tuple(quotation.span for quotation in find_quotations(words) if quotation.depth == 0)


def is_within(spans: Sequence[Span], span: Span) -> bool:
    """Does one of these spans, which stand in order, hold the other?"""
    at = bisect_right(spans, span.start, key=lambda s: s.start) - 1
    return at >= 0 and spans[at].holds(span)


def find_units(reports: Sequence[Report], statements: Sequence[tuple[Statement, ...]], cast: Cast) -> list[Unit]:
    """The units of all statements, numbered as they stand; those without words to compare by are left out.

    Statements in the report's own voice, and findings of polls and the like, are no utterances.
    """
    rarity = _Rarity(reports)
    units: list[Unit] = []
    for number, (report, told) in enumerate(zip(reports, statements, strict=True)):
        marked = find_marked(report)
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
                seen.update({key_of(word.n)[0] for word in words})
                names.update({key_of(word.n)[0] for word in words[1:] if word.t[0].isupper()})
        self._seen = seen
        self._names = frozenset(key for key, count in names.items() if count > 0.6 * seen[key])
        self._log = math.log(max(sentences, 2) + 1)

    def weight(self, key: str) -> float:
        """The weight of a word by its stem."""
        rare = max(COMMON, 1 - math.log(max(self._seen[key], 1)) / self._log)
        return rare * (LIGHT if key in _LIGHT else NAMED if key in self._names else 1.0)


def key_of(n: str) -> tuple[str, bool]:
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
                sentences.append([_without_that(words, span)])
        bare = trim_span(words, *passage.span, strip=" \t\r\n\"”“'’‘»")
        goes_on = bare is not None and words[bare.end - 1] not in ".!?…"
    return [tuple(spans) for spans in sentences]


def _without_that(words: str, span: Span) -> Span:
    """A clause without the "that" before it, which is the report's and not the speaker's."""
    rest = trim_span(words, span.start + 5, span.end) if words[span.start : span.start + 5] == "that " else None
    return rest if rest is not None else span


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
) -> Unit:
    text = report.text.words
    words = [word for span in spans for word in find_words(text, span)]
    turned = any(w.n in NEGATORS for cue in statement.cue for w in find_words(text, cue.span))
    direct = statement.interpretation.manner == "direct"
    weights: dict[str, float] = {}
    printed: dict[str, str] = {}
    denied: set[str] = set()
    quoted: set[str] = set()
    inside = 0
    phrases = phrase_stems([word.n for word in words])
    for at, (word, under) in enumerate(zip(words, _under_negation(text, words), strict=True)):
        within = direct or is_within(marked, word.span)
        inside += within
        if word.is_function_word or word.n in NEGATORS:
            continue
        key, prefixed = (phrases[at], False) if at in phrases else key_of(word.n)
        weights[key] = rarity.weight(key)
        printed.setdefault(key, word.n)
        if turned ^ under ^ prefixed:
            denied.add(key)
        if within:
            quoted.add(key)
    manner: Manner = "direct" if inside == len(words) else "mixed" if inside else "indirect"
    return Unit(
        number,
        report_number,
        statement,
        turn,
        spans,
        tuple(word.n for word in words),
        weights,
        printed,
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


def place_of(unit: Unit) -> tuple[int, int, int]:
    """Where a unit stands: its report, start and end."""
    return unit.report, unit.spans[0].start, unit.spans[0].end
