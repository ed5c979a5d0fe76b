"""What stands in one report only: quotations, figures and names that no other report of the story prints.

What is hard here is that "stands in no other report" is a claim about all their words, not about what was found in them. So
each quotation is looked for in the words of the other reports, whoever is said to have spoken them and whether or not a
statement was found there; only what is neither joined nor printed elsewhere stands alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from onrecord.collation.lexicon import NUMERALS, lemma
from onrecord.datamodel import Alone, Fact, Passage, Report, Statement
from onrecord.spans import Span
from onrecord.statements.marks import find_quotations
from onrecord.statements.sentences import find_sentences
from onrecord.stories.words import FUNCTION_WORDS, find_words

__all__ = ["Elsewhere", "find_alone", "is_denial", "is_figure"]

_NEGATIONS = frozenset(lemma(word) for word in "no not never none nobody nothing neither nor cannot can't won't".split())
_CONDITION = re.compile(r"\b(?:if|unless|until)\b[^,;.]*", re.I)
_FIGURES = frozenset({*NUMERALS, *map(lemma, "per cent percent million thousand hundred".split())})
"""Words of figures: that another report has "two per cent" too says nothing of a quotation that has other words."""
FOUND = 0.6
"""Share of a quotation's words that stand close together in another report, from which on it is not alone."""


def find_alone(
    reports: Sequence[Report],
    statements: Sequence[tuple[Statement, ...]],
    facts: Iterable[Fact],
    *,
    joined: Collection[tuple[str, str]],
    elsewhere: Elsewhere,
) -> tuple[Alone, ...]:
    """What each report alone has, in the reports' order: quotations, then figures, then names.

    ``joined`` are the statements (report and id) that tell an utterance of several reports.
    """
    figures: dict[str, list[Alone]] = defaultdict(list)
    for fact in facts:
        if fact.verdict == "single":
            detail = fact.values[0]
            figures[detail.report_id].append(Alone(detail.report_id, "figure", detail.passage))
    found: list[Alone] = []
    for number, (report, told) in enumerate(zip(reports, statements, strict=True)):
        for statement in told:
            passage = _quoted(report, statement)
            if passage is not None and (report.id, statement.id) not in joined and not elsewhere.prints(number, passage):
                found.append(Alone(report.id, "quotation", passage, statement.id))
        found += figures[report.id]
        found += [Alone(report.id, "name", passage) for passage in elsewhere.own_names(number)]
    return tuple(found)


def _quoted(report: Report, statement: Statement) -> Passage | None:
    """The first quoted stretch of a statement that holds a word that matters."""
    said = statement.interpretation
    if said.manner == "indirect" or said.resolved == "author":
        return None
    if said.manner == "direct":
        return max(statement.content, key=lambda passage: (len(passage.span), -passage.span.start))
    for passage in statement.content:
        for quotation in find_quotations(report.text.words):
            if quotation.span.overlaps(passage.span):
                start, end = max(quotation.span.start, passage.span.start), min(quotation.span.end, passage.span.end)
                if any(not word.is_function_word for word in find_words(report.text.words, Span(start, end))):
                    return Passage(report.text, Span(start, end))
    return None


def is_figure(key: str) -> bool:
    """Is a lemma a word of a figure ("two", "per", "cent")?"""
    return key in _FIGURES or key[0].isdigit()


@lru_cache(maxsize=8192)  # each passage is held against every report
def is_denial(words: str) -> bool:
    """Is something denied or ruled out in these words, their conditions aside?"""
    main = _CONDITION.sub("", words)
    return any(lemma(word.n) in _NEGATIONS or word.n.endswith(("n't", "n’t")) for word in find_words(main))


@lru_cache(maxsize=8192)
def _sought(words: str) -> tuple[int, frozenset[str], frozenset[str]]:
    """How many words a passage has, those looked for elsewhere, and these without words of figures if enough is left."""
    keys = [lemma(word.n) for word in find_words(words)]
    rare = frozenset(key for key in keys if key not in FUNCTION_WORDS) or frozenset(keys)
    bare = frozenset(key for key in rare if not is_figure(key))
    return len(keys), rare, bare if len(bare) > 1 else rare


class Elsewhere:
    """The words of all reports, to look up what others print."""

    def __init__(self, reports: Sequence[Report]) -> None:
        self._reports = reports
        self._lemmas = [[lemma(word.n) for word in find_words(report.text.words)] for report in reports]
        self._where: list[dict[str, list[int]]] = []
        for lemmas in self._lemmas:
            places: dict[str, list[int]] = defaultdict(list)
            for at, key in enumerate(lemmas):
                places[key].append(at)
            self._where.append(places)
        self._reports_with = Counter(key for places in self._where for key in places)

    def prints(self, number: int, passage: Passage) -> bool:
        """Does another report print most of these words close together?"""
        length, rare, _ = _sought(passage.exact)
        return any(other != number and self._holds(other, length, rare) for other in range(len(self._reports)))

    def prints_in(self, number: int, passage: Passage) -> bool:
        """Does this very report print most of these words close together, and not the denial of them?"""
        length, _, bare = _sought(passage.exact)
        return self._holds(number, length, bare, denied=is_denial(passage.exact))

    def _holds(self, other: int, length: int, wanted: frozenset[str], *, denied: bool | None = None) -> bool:
        """Does a report print most of the wanted words within about so many?"""
        lemmas, where = self._lemmas[other], self._where[other]
        if len(where.keys() & wanted) < FOUND * len(wanted):
            return False
        anchors = sorted(wanted, key=lambda key: (len(where.get(key, ())), key))[: max(1, len(wanted) // 2 + 1)]
        for at in (at for key in anchors for at in where.get(key, ())):
            first = max(0, at - length - 2)
            window = lemmas[first : at + length + 3]
            if len(wanted.intersection(window)) >= FOUND * len(wanted):
                if denied is None:
                    return True
                held = [k for k, key in enumerate(window) if key in wanted]
                if denied == any(key in _NEGATIONS for key in window[max(0, held[0] - 2) : held[-1] + 1]):
                    return True
        return False

    def own_names(self, number: int) -> list[Passage]:
        """Names of two words or more, the first time the report prints them, of which no other report has the last word."""
        report = self._reports[number]
        out = [block.span for block in report.text.blocks if block.kind in {"furniture", "byline", "headline", "dateline"}]
        names: dict[str, Passage] = {}
        for sentence in find_sentences(report.text.words):
            if any(span.overlaps(sentence) for span in out):
                continue
            for span in _names_in(report.text.words, sentence):
                words = find_words(report.text.words, span)
                keys = {lemma(word.n) for word in words if not word.is_function_word}
                if all(self._reports_with[key] == (key in self._where[number]) for key in keys):
                    names.setdefault(words[-1].n, Passage(report.text, span))
        return sorted(names.values(), key=lambda passage: passage.span)


def _names_in(text: str, sentence: Span) -> list[Span]:
    """Runs of two or more capitalised words with nothing but blanks between; a sentence's first word is none of them alone."""
    runs: list[list[Span]] = [[]]
    end = -1
    for word in find_words(text, sentence):
        capital = word.t[0].isupper() and not word.is_function_word
        if not capital or (runs[-1] and text[end : word.span.start] not in {" ", ". "}):
            runs.append([])
        if capital:
            runs[-1].append(word.span)
            end = word.span.end
    return [Span(run[0].start, _without_possessive(text, run[-1])) for run in runs if len(run) > 1]


def _without_possessive(text: str, span: Span) -> int:
    return span.end - 2 if text[span.start : span.end].endswith(("’s", "'s")) else span.end
