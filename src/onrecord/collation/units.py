"""What is compared when tellings are joined: statements in, their sentences out, each with what there is to compare it by.

A sentence of a statement's content is a *unit*; one that its cue interrupts has several spans. What is hard here is the weight
of a word: it must tell something of this utterance, not of the story as a whole, and yet the sentence that all outlets repeat
is made of the story's commonest words. And what is denied must be known from what is asserted, with a "not" seven words away or
a cue like "refused" outside the sentence.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from onrecord.collation.bearers import Meant, find_bearers
from onrecord.collation.lexicon import NEGATORS, RAISERS, key_of, lemma, magnitudes, phrase_stems, stem
from onrecord.collation.pronouns import Pronoun, find_pronouns, pronoun_of
from onrecord.collation.stretches import find_clauses
from onrecord.datamodel import Derivation, Interpretation, Manner, Passage, Person, Report, Statement
from onrecord.people import Cast
from onrecord.spans import Span, trim_span
from onrecord.statements.marks import Quotation, find_quotations
from onrecord.statements.sentences import find_sentences, find_sentences_within
from onrecord.stories.words import Word, find_words

__all__ = ["Sentence", "Unit", "find_marked", "find_units", "is_found_by_comparing", "is_within", "place_of", "read_words"]

LIGHT = 0.4
"""How much of its weight a word keeps that everybody says in every speech."""
NAMED = 0.5
"""The same for a word of a name: that two sentences name the same body does not make them say the same of it."""
COMMON = 0.3
"""What a word weighs at least, however often the story has it: what all outlets repeat is what the story is about."""
LEAST_WORDS = 2
"""Words that matter which an indirect telling has at least: of "the deal" nobody can say which saying it tells."""
LOOSE_WORDS = 3
"""The same for a stretch of which nothing says that it is told."""
CUE_WORDS = 12
"""Words over which a quotation is resumed after its cue."""
FIRST_LETTER = 0x10000
"""Where the letters begin that stand for words: beyond surrogates, with room for a million words."""
MAKER, VERSION = "comparing", "1"
"""The derivation of statements that are found by comparing reports."""
UNTOLD = "nothing here says that it is told"
"""Why a stretch has no speaker of its own."""
RAISED_REACH = 14
"""The same where a verb like "believe" carries it on: "does not believe that … is realistic"."""
CLAUSE_WORDS = 2
"""Words that matter which a clause has at least."""
NAME_LETTERS = 5
"""Letters of a name from which another of nearly the same letters may be the same name in another spelling."""
MOST_CLAUSES = 5
"""Clauses of a sentence up to which every run of them is looked at."""
REACH = 7
"""Words over which a denial reaches: "not … realistic outcome" may be that far apart; further on it is about something else."""

_LIGHT = frozenset(
    stem(word)
    for word in """say tell ask think know want need get go come make take give see look find thing way time year day week month
    people person man woman good great new old big long first last right lot sure work use try let call put keep mean believe
    feel talk speak believe idea view country world government president minister official state mr mrs ms dr""".split()
)
_RAISERS = frozenset(lemma(verb) for verb in RAISERS)
_DAYS = frozenset(stem(f"{day}day") for day in "mon tues wednes thurs fri satur sun".split())
_BREAK = frozenset(",;:.!?–—")
_CLAUSE = frozenset("but if unless while when until because since although though after before that who which where".split())


def is_found_by_comparing(statement: Statement) -> bool:
    """Is it a stretch of which only another report of the story says that it is told?"""
    return statement.interpretation.derivation.maker == MAKER


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """A sentence of a statement: where it stands, and what is known of the statement.

    ``stream`` numbers the statements of a story; those of one speaker that follow one another with nothing between them (as in
    a quotation of several paragraphs) are one stream. ``setting`` has the words that matter of the paragraphs in which the
    statement stands, ``days`` the days of the week named beside it; ``depth`` says how far down its report it stands (0 to 1).
    ``pronoun`` is that of the source or, where it is named, the one that most reports have for the person.
    """

    report: int
    statement: Statement
    stream: int
    spans: tuple[Span, ...]
    person: Person | None
    pronoun: Pronoun | None
    meant: Meant
    setting: frozenset[str]
    days: frozenset[str]
    headline: bool
    depth: float

    @property
    def is_loose(self) -> bool:
        """Is there nothing in the report that says it is told?"""
        return is_found_by_comparing(self.statement)


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A sentence, or clauses of it in a row, with what it is compared by.

    ``number`` runs over the story, ``clauses`` (the first, and one past the last) over the clauses of the stream; ``letters``
    has one letter for each of its words, the same for the same word, so that runs of words are found as strings are. ``denied``
    are the words under a denial, ``beside`` those before it in its clause: whether "his doors are never locked" denies the
    doors is a matter of words.
    """

    number: int
    sentence: Sentence
    clauses: tuple[int, int]
    is_part: bool
    spans: tuple[Span, ...]
    ns: tuple[str, ...]
    letters: str
    weights: dict[str, float]
    printed: dict[str, str]
    denied: frozenset[str]
    beside: frozenset[str]
    marked: frozenset[str]
    numbers: frozenset[str]
    manner: Manner
    weight: float

    @property
    def report(self) -> int:
        """The number of its report."""
        return self.sentence.report

    @property
    def stream(self) -> int:
        """Which run of statements it stands in."""
        return self.sentence.stream

    @property
    def person(self) -> Person | None:
        """Who speaks, where one person or body is known to."""
        return self.sentence.person

    @property
    def said(self) -> Interpretation:
        """What is known of its statement."""
        return self.sentence.statement.interpretation

    def overlaps(self, other: Unit) -> bool:
        """Do the two hold the same characters of one report?"""
        if self.sentence.report != other.sentence.report:
            return False
        mine, theirs = self.spans, other.spans
        if len(mine) == 1 == len(theirs):
            return mine[0].start < theirs[0].end and theirs[0].start < mine[0].end
        return any(s.overlaps(t) for s in mine for t in theirs)


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
    alphabet: dict[str, str] = {}
    first = 0
    before: Sentence | None = None
    for sentence in _sentences_of(reports, statements, cast):
        text = reports[sentence.report].text.words
        first = 0 if before is None or before.stream != sentence.stream else first
        before = sentence
        clauses = _clauses(text, sentence.spans)
        for start, end in _ranges(len(clauses)):
            spans = tuple(_closed(clauses[start:end], sentence.spans))
            place = (first + start, first + end), end - start < len(clauses)
            unit = _unit(len(units), sentence, place, spans, text, rarity, alphabet)
            least = LOOSE_WORDS if sentence.is_loose else LEAST_WORDS
            told = unit.marked or (len(unit.weights) >= least and (sentence.headline or not _is_name(text, spans)))
            if unit.weights and told:
                units.append(unit)
        first += len(clauses)
    return units


def _sentences_of(reports: Sequence[Report], statements: Sequence[tuple[Statement, ...]], cast: Cast) -> Iterator[Sentence]:
    """The sentences of all statements that may tell an utterance, and those in which nothing was found to be told."""
    stream = 0
    meant = find_bearers(reports, statements, cast)
    pronouns = find_pronouns(reports, statements, cast)
    for number, (report, told) in enumerate(zip(reports, statements, strict=True)):
        words = report.text.words
        before: tuple[Statement, Person | None] | None = None
        contents = _contents(report, told)
        for statement in (*told, *_loose(report, told, contents)):
            if statement.interpretation.resolved == "author" or statement.interpretation.mode == "event":
                continue
            person = cast.person_of(report.id, statement)
            if before is None or not _goes_on(words, *before, statement, person):
                stream += 1
            before = statement, person
            setting, days = _setting(words, statement)
            for spans in _sentences(words, contents.get(statement.id) or [passage.span for passage in statement.content]):
                block = report.text.block_at(spans[0].start)
                yield Sentence(
                    number,
                    statement,
                    stream,
                    spans,
                    person,
                    pronoun_of(statement) or (pronouns.get(person.id) if person else None),
                    meant.get((report.id, statement.id), Meant()),
                    setting,
                    days,
                    block is not None and block.kind == "headline",
                    spans[0].start / len(words),
                )


def _goes_on(words: str, before: Statement, speaker: Person | None, statement: Statement, person: Person | None) -> bool:
    """Does a statement follow another of the same speaker, with nothing but marks or the other's cue between them?"""
    end, start = before.content[-1].span.end, statement.content[0].span.start
    if speaker != person or end > start:
        return False
    if not words[end:start].strip(" \t\r\n\"”“'’‘»«"):
        return True
    resumed = not statement.cue and "\n" not in words[end:start] and any(cue.span.start >= end for cue in before.cue)
    return resumed and len(_words_in(words, Span(end, start))) <= CUE_WORDS


def _contents(report: Report, told: Sequence[Statement]) -> dict[str, list[Span]]:
    """The content of each statement by its id; one that stands in quotation marks has all of them that nobody else tells."""
    quotations = [q for q in find_quotations(report.text.words) if q.depth == 0 and q.closed and q.opened]
    starts = [quotation.span.start for quotation in quotations]
    edges = sorted(edge for s in told for p in (*s.content, *s.cue, *s.source) for edge in p.span)
    contents: dict[str, list[Span]] = {}
    for statement in told:
        spans = [passage.span for passage in statement.content]
        if statement.interpretation.manner == "direct" and statement.parent is None:
            spans = [_filled(span, quotations, starts, edges) for span in spans]
        contents[statement.id] = spans
    return contents


def _filled(span: Span, quotations: Sequence[Quotation], starts: Sequence[int], edges: Sequence[int]) -> Span:
    """A stretch inside quotation marks, drawn on to the next stretch that is told, or to the marks."""
    at = bisect_right(starts, span.start) - 1
    if at < 0 or not quotations[at].span.holds(span):
        return span
    whole = quotations[at].span
    before, after = bisect_left(edges, span.start) - 1, bisect_right(edges, span.end)
    start = max(whole.start, edges[before]) if before >= 0 else whole.start
    end = min(whole.end, edges[after]) if after < len(edges) else whole.end
    return Span(min(start, span.start), max(end, span.end))


def _loose(report: Report, told: Sequence[Statement], contents: Mapping[str, Sequence[Span]]) -> list[Statement]:
    """The sentences in which nothing was found to be said: another report may know whose words they are.

    A block quotation without marks, a quotation whose speaker stands three paragraphs away, a headline.
    """
    taken = sorted(
        span for statement in told for span in (*contents[statement.id], *(passage.span for passage in statement.cue))
    )
    marked = find_marked(report)
    loose: list[Statement] = []
    for block in report.text.blocks:
        if block.kind not in {"headline", "body"}:
            continue
        for span in find_sentences_within(report.text.words, block.span):
            if any(span.overlaps(other) for other in taken):
                continue
            within = is_within(marked, trim_span(report.text.words, *span, strip=" \t\r\n\"”“'’‘»") or span)
            interpretation = Interpretation(
                speaker=None,
                resolved="no",
                kind="none",
                manner="direct" if within else "indirect",
                score=0.0,
                why=UNTOLD,
                derivation=Derivation(MAKER, VERSION),
            )
            loose.append(Statement((Passage(report.text, span),), (), (), interpretation))
    return loose


def _is_name(text: str, spans: Sequence[Span]) -> bool:
    """Are all the words that matter capitalised, as in a name with its title, which tells nothing of whom it names?"""
    return all(w.t[0].isupper() for span in spans for w in _words_in(text, span) if not w.is_function_word)


def _clauses(words: str, spans: Sequence[Span]) -> list[Span]:
    """The clauses of a sentence; one of few words goes with the next, or the last with the one before."""
    clauses: list[Span] = []
    for span in spans:
        short = False
        for clause in find_clauses(words, span):
            if short or (clauses and span.holds(clauses[-1]) and _is_short(words, clause) and clause.end == span.end):
                clauses[-1] = Span(clauses[-1].start, clause.end)
            else:
                clauses.append(clause)
            short = _is_short(words, clauses[-1])
    return clauses


def _is_short(words: str, clause: Span) -> bool:
    """Does it say too little to stand alone? Where a quotation begins or ends in it, one word that matters is enough."""
    matter = sum(not word.is_function_word for word in _words_in(words, clause))
    if matter and any(mark.overlaps(clause) and not mark.holds(clause) for mark in _marked_in(words)):
        return False
    return matter < CLAUSE_WORDS


def _ranges(clauses: int) -> list[tuple[int, int]]:
    """Which clauses in a row are units: all of them first; then each alone, and in a sentence of few clauses every run."""
    runs = [(start, end) for start in range(clauses) for end in range(start + 1, clauses + 1)]
    return [run for run in runs if run[1] - run[0] in {1, clauses} or clauses <= MOST_CLAUSES]


def _closed(clauses: Sequence[Span], spans: Sequence[Span]) -> list[Span]:
    """Clauses in a row made one stretch within each span of their sentence."""
    found: list[Span] = []
    for clause in clauses:
        if found and any(span.holds(found[-1]) and span.holds(clause) for span in spans):
            found[-1] = Span(found[-1].start, clause.end)
        else:
            found.append(clause)
    return found


@lru_cache(maxsize=256)
def read_words(text: str) -> tuple[tuple[Word, ...], tuple[int, ...], tuple[tuple[str, bool], ...], tuple[bool, ...]]:
    """The words of a text; where each starts, its `key_of`, and whether it stands in quotation marks."""
    words, marked = find_words(text), _marked_in(text)
    within = tuple(_are_within(marked, words))
    return words, tuple(word.span.start for word in words), tuple(key_of(word.n) for word in words), within


def _are_within(marked: Sequence[Span], words: Sequence[Word]) -> Iterator[bool]:
    """For each word whether one of these spans holds it; both stand in order."""
    at = 0
    for word in words:
        while at < len(marked) and marked[at].end < word.span.end:
            at += 1
        yield at < len(marked) and marked[at].start <= word.span.start


def _stretch(text: str, span: Span) -> slice:
    """Which of the words of a text stand in a stretch of it; the text is read once."""
    words, starts, _, _ = read_words(text)
    first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
    while last > first and words[last - 1].span.end > span.end:
        last -= 1
    return slice(first, last)


def _words_in(text: str, span: Span) -> tuple[Word, ...]:
    """The words that stand in a stretch of a text."""
    return read_words(text)[0][_stretch(text, span)]


def _keys_in(text: str, span: Span) -> tuple[tuple[str, bool], ...]:
    """The same words by `key_of`."""
    return read_words(text)[2][_stretch(text, span)]


class _Rarity:
    """How much a word says in this story: 1 for one that stands in a single sentence, 0 for one that stands in all."""

    def __init__(self, reports: Sequence[Report]) -> None:
        seen: Counter[str] = Counter()
        names: Counter[str] = Counter()
        where: dict[str, set[int]] = {}
        beside: dict[str, set[str]] = {}
        sentences = 0
        for number, report in enumerate(reports):
            for sentence in find_sentences(report.text.words):
                sentences += 1
                words = _words_in(report.text.words, sentence)
                keys = [key for key, _ in _keys_in(report.text.words, sentence)]
                seen.update(set(keys))
                for key in set(keys):
                    where.setdefault(key, set()).add(number)
                names.update({key for word, key in zip(words[1:], keys[1:], strict=True) if word.t[0].isupper()})
                for (before, one), (after, other) in pairwise(zip(words, keys, strict=True)):
                    if before.t[0].isupper() and after.t[0].isupper():
                        beside.setdefault(one, set()).add(other)
                        beside.setdefault(other, set()).add(one)
        self._names = frozenset(key for key, count in names.items() if count > 0.6 * seen[key])
        self._spelt = _one_spelling({key: where[key] for key in self._names if key in beside}, beside, seen)
        for key, spelt in self._spelt.items():
            seen[spelt] += seen[key]
        self._seen = seen
        self._weights: dict[str, float] = {}
        self._log = math.log(max(sentences, 2) + 1)

    def spelt(self, key: str) -> str:
        """The key of a word, that of a name in the spelling that the story has most."""
        return self._spelt.get(key, key)

    def weight(self, key: str) -> float:
        """The weight of a word by its stem."""
        known = self._weights.get(key)
        if known is None:
            rare = max(COMMON, 1 - math.log(max(self._seen[key], 1)) / self._log)
            known = self._weights[key] = rare * (LIGHT if key in _LIGHT else NAMED if key in self._names else 1.0)
        return known


def _one_spelling(where: Mapping[str, set[int]], beside: Mapping[str, set[str]], seen: Mapping[str, int]) -> dict[str, str]:
    """For each name that other reports spell otherwise ("Upper Haldyn", "Upper Haldin") the commoner spelling.

    ``where`` has the reports of each name, ``beside`` the words that stand beside it in capitals, of which both have one. Two
    spellings that one report prints are two names.
    """
    spelt: dict[str, str] = {}
    by_letter: dict[tuple[str, int], list[str]] = {}
    for key in sorted(where, key=lambda k: (-seen[k], k)):
        if len(key) < NAME_LETTERS or not key.isalpha():
            continue
        near = (known for size in (-1, 0, 1) for known in by_letter.get((key[0], len(key) + size), ()))
        other = next(
            (k for k in near if _may_be_one(k, key) and where[k].isdisjoint(where[key]) and beside[k] & beside[key]), None
        )
        if other is not None:
            spelt[key] = other
        else:
            by_letter.setdefault((key[0], len(key)), []).append(key)
    return spelt


def _may_be_one(name: str, other: str) -> bool:
    return OSA.distance(name, other, score_cutoff=1) <= 1


def _sentences(words: str, content: Sequence[Span]) -> list[tuple[Span, ...]]:
    """The sentences of a statement's content; one that its cue interrupts has several spans."""
    sentences: list[list[Span]] = []
    goes_on = False
    for at, passage in enumerate(content):
        # What stands between two passages is their cue; where a sentence ends with it, the words after it are a new one.
        goes_on = goes_on and not (at and _ends(words, content[at - 1].end, passage.start))
        for number, span in enumerate(find_sentences_within(words, passage)):
            if goes_on and number == 0:
                sentences[-1].append(span)
            else:
                sentences.append([_without_that(words, span)])
        goes_on = not _ends(words, *passage)
    return [tuple(spans) for spans in sentences]


def _ends(words: str, start: int, end: int) -> bool:
    """Does a sentence end with these characters?"""
    bare = trim_span(words, start, end, strip=" \t\r\n\"”“'’‘»")
    return bare is None or words[bare.end - 1] in ".!?…"


def _setting(words: str, statement: Statement) -> tuple[frozenset[str], frozenset[str]]:
    """The words that matter of the paragraphs in which a statement stands, by their stems; and the days named beside it."""
    spans = [passage.span for passage in (*statement.content, *statement.cue, *statement.source)]
    start = words.rfind("\n", 0, min(span.start for span in spans)) + 1
    end = words.find("\n", max(span.end for span in spans))
    keys: set[str] = set()
    days: set[str] = set()
    around = Span(start, end if end >= 0 else len(words))
    for word, (key, _) in zip(_words_in(words, around), _keys_in(words, around), strict=True):
        if not word.is_function_word:
            keys.add(key)
            if key in _DAYS and not any(passage.span.holds(word.span) for passage in statement.content):
                days.add(key)
    return frozenset(keys), frozenset(days)


def _without_that(words: str, span: Span) -> Span:
    """A clause without the "that" before it, which is the report's and not the speaker's."""
    rest = trim_span(words, span.start + 5, span.end) if words[span.start : span.start + 5] == "that " else None
    return rest if rest is not None else span


def _unit(
    number: int,
    sentence: Sentence,
    place: tuple[tuple[int, int], bool],
    spans: tuple[Span, ...],
    text: str,
    rarity: _Rarity,
    alphabet: dict[str, str],
) -> Unit:
    read, _, keys, in_marks = read_words(text)
    stretches = [_stretch(text, span) for span in spans]
    words = [word for stretch in stretches for word in read[stretch]]
    keyed = [key for stretch in stretches for key in keys[stretch]]
    marked = [within for stretch in stretches for within in in_marks[stretch]]
    turned = any(w.n in NEGATORS for cue in sentence.statement.cue for w in _words_in(text, cue.span))
    direct = sentence.statement.interpretation.manner == "direct"
    weights: dict[str, float] = {}
    printed: dict[str, str] = {}
    denied: set[str] = set()
    beside: set[str] = set()
    quoted: set[str] = set()
    inside = 0
    phrases = phrase_stems([word.n for word in words])
    for at, (word, under, before) in enumerate(zip(words, *_under_negation(text, words), strict=True)):
        within = direct or marked[at]
        inside += within
        if word.is_function_word or word.n in NEGATORS:
            continue
        key, prefixed = (phrases[at], False) if at in phrases else keyed[at]
        key = rarity.spelt(key)
        weights[key] = rarity.weight(key)
        printed.setdefault(key, word.n)
        # "dismissed it as unrealistic": what stands after "as" is the verdict itself and not what is dismissed.
        if (turned and not (at and words[at - 1].n == "as")) ^ under ^ prefixed:
            denied.add(key)
        elif before:
            beside.add(key)
        if within:
            quoted.add(key)
    for key in magnitudes([word.n for word in words]):
        weights[key] = 1.0
        printed[key] = "amounts of one size"
        if turned or any(k in denied for k in weights if k[0].isdigit() or k[0] in "$£€¥"):
            denied.add(key)
    manner: Manner = "direct" if inside == len(words) else "mixed" if inside else "indirect"
    return Unit(
        number,
        sentence,
        *place,
        spans,
        tuple(word.n for word in words),
        "".join(alphabet.setdefault(word.n, chr(FIRST_LETTER + len(alphabet))) for word in words),
        weights,
        printed,
        frozenset(denied),
        frozenset(beside - denied),
        frozenset(quoted),
        frozenset(key for key in weights if key[0].isdigit() or key[0] in "$£€¥"),
        manner,
        sum(weights.values()),
    )


def _under_negation(text: str, words: Sequence[Word]) -> tuple[list[bool], list[bool]]:
    """For each word whether a word of denying stands shortly before it in its clause, and whether one stands after it there.

    Two words of denying cancel out.
    """
    under: list[bool] = []
    ahead: list[bool] = []
    state = False
    since = 0
    reach = REACH
    before: Word | None = None
    for word in words:
        since += 1
        if state and before is not None and before.n in NEGATORS and lemma(word.n) in _RAISERS:
            reach = RAISED_REACH
        marks = text[before.span.end : word.span.start] if before is not None else ""
        borders = (word.n in _CLAUSE and not (word.n == "that" and reach == RAISED_REACH)) or not _BREAK.isdisjoint(marks)
        if borders or since > reach:
            state = False
        if borders:
            ahead += [False] * (len(under) - len(ahead))
        under.append(state)
        if word.n in NEGATORS:
            state, since, reach = not state, 0, REACH
            # "the boats and not the nets" says nothing against the boats.
            ahead += [before is None or before.n not in {"and", "or"}] * (len(under) - len(ahead))
        before = word
    return under, ahead + [False] * (len(under) - len(ahead))


def place_of(unit: Unit) -> tuple[int, int, int]:
    """Where a unit stands: its report, start and end."""
    return unit.report, unit.spans[0].start, unit.spans[0].end
