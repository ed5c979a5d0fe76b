"""What a report leaves out: a story's utterances and facts in, for each report those that two others tell and it does not, out.

What is hard here is that "leaves out" is a claim about the whole report. That no telling of it was joined is not enough: its
words are looked for in all words of the report, a fact's value in all its details, and the speaker's other statements there are
looked at for what may be the same in other words. A denial of it is not it. The most told stands first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA

from onrecord.collation.alone import Elsewhere, is_denial, is_figure
from onrecord.collation.counting import TELLING, UNITS, bare_value, may_count_alike
from onrecord.collation.details import NOT_TOLD, Figure
from onrecord.collation.lexicon import lemma, stem
from onrecord.collation.matters import LIGHT
from onrecord.collation.utterances import Group
from onrecord.datamodel import Fact, LeftOut, Report, Statement
from onrecord.people.spelling import fold_name
from onrecord.stories.words import find_words

__all__ = ["find_missing"]

TOLD = 2
"""Reports that tell a thing at least before another is said to leave it out."""
_SLIGHT = frozenset({"name", "title", "source"})
"""Kinds of fact whose absence says little: every report names and titles people in its own way."""


_STANDING_FOR = re.compile(r"\b(?:do|does|did|done)\s(?:so|no\ssuch\sthing)\b", re.I)
"""What stands for a thing told before: "it would do no such thing"."""
_LONGER = frozenset({"weekend", "week"})
"""Spans of days that a report may name where another names the day."""
ALIKE = 0.25
"""Share of the words of the shorter that two statements of one speaker have in common, from which on they may be one."""


def find_missing(
    reports: Sequence[Report],
    figures: Sequence[Sequence[Figure]],
    utterances: Iterable[Group],
    facts: Iterable[Fact],
    elsewhere: Elsewhere,
    statements: Sequence[Sequence[Statement]] = (),
) -> tuple[LeftOut, ...]:
    """By report, in the reports' order, what it leaves out: what most others tell first, then in reading order."""
    order = {report.id: number for number, report in enumerate(reports)}
    words = [report.text.words for report in reports]
    read = {figure.detail.passage: figure for held in figures for figure in held}
    details = [_Details(held) for held in figures]
    said = [[_Said.of(statement) for statement in told] for told in statements] or [[] for _ in reports]
    found: dict[int, list[LeftOut]] = defaultdict(list)
    for utterance in utterances:
        telling = {order[t.report_id] for t in utterance.tellings}
        if len(telling) < TOLD:
            continue
        passages = [max(t.content, key=lambda p: (len(p.span), -p.span.start)) for t in utterance.tellings]
        told = [(_stems(passage.exact) - LIGHT, passage.exact) for passage in passages]
        key = utterance.id
        for number, report in enumerate(reports):
            if (
                number not in telling
                and not any(elsewhere.prints_in(number, passage) for passage in passages[:4])
                and not _may_tell(utterance, told, said[number])
            ):
                found[number].append(LeftOut(report.id, "utterance", key, len(telling)))
    for fact in facts:
        given = [detail for detail in fact.values if detail.value != NOT_TOLD]
        telling = {order[detail.report_id] for detail in given}
        if fact.verdict == "single" or fact.kind in _SLIGHT or len(telling) < TOLD:
            continue
        mine = [read[detail.passage] for detail in given if detail.passage in read]
        for number, report in enumerate(reports):
            if number in telling or not mine:
                continue
            if not any(
                _may_be(one, other, words[order[one.detail.report_id]], words[number])
                for one in mine
                for other in details[number].beside(one)
            ):
                found[number].append(LeftOut(report.id, "fact", fact.id, len(telling)))
    return tuple(
        left
        for number in sorted(found)
        for left in sorted(found[number], key=lambda each: (-each.told_by, each.kind == "fact"))
    )


class _Details:
    """The details of a report, to look up those that another report's may be: few of some hundred are worth a close look."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._by_value: dict[tuple[str, str], list[Figure]] = defaultdict(list)
        self._by_precision: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
        for figure in figures:
            self._by_value[bare_value(figure.detail)].append(figure)
            kind = figure.detail.kind
            if figure.is_number:
                self._by_precision[kind, figure.counts, figure.exact].append(figure)
            elif kind == "time" or (kind == "date" and figure.counts in _LONGER):
                self._by_precision[kind,].append(figure)

    def beside(self, one: Figure) -> Iterator[Figure]:
        """Those of its value, and those of which `_in_other_precision` may say yes."""
        yield from self._by_value.get(bare_value(one.detail), ())
        kind = one.detail.kind
        yield from self._by_precision.get((kind, one.counts, not one.exact) if one.is_number else (kind,), ())


def _may_be(one: Figure, other: Figure, words: str, theirs: str) -> bool:
    """May another report's detail be this one? A telling number is; a day or "nine years" needs a word in common beside it."""
    if bare_value(one.detail) == bare_value(other.detail) and may_count_alike(one.counts, other.counts):
        if one.is_number and one.low >= TELLING and one.counts not in UNITS:
            return True
    elif not _in_other_precision(one, other):
        return False
    elif one.detail.kind == "time":
        return True  # a story has few
    besides = LIGHT | {stem(one.counts or "")}
    told, there = (_stems(f.sentence.cut(text), names=False) - besides for f, text in ((one, words), (other, theirs)))
    return not there or not told.isdisjoint(there)  # with no word besides it may be anything


def _in_other_precision(one: Figure, other: Figure) -> bool:
    """May the two be one thing told more and less precisely: "4.10 a.m." and "shortly after 4", a day and its week?"""
    if one.detail.kind != other.detail.kind or not (one.low <= other.high and other.low <= one.high):
        return False
    if one.detail.kind == "date":
        return one.counts == "day" and other.counts in _LONGER
    if one.detail.kind == "time":
        return True
    return one.is_number and one.exact != other.exact and one.counts is not None and one.counts == other.counts


@dataclass(frozen=True)
class _Said:
    """What somebody said, as it is compared: the last name of who said it ("" where unknown), and its words."""

    last: str
    words: str

    @classmethod
    def of(cls, statement: Statement) -> _Said:
        """What a statement tells."""
        last = "".join(fold_name(statement.interpretation.speaker or "")[-1:])
        return cls(last, " ".join(passage.exact for passage in statement.content))

    def is_near(self, last: str) -> bool:
        """May its speaker have this last name?"""
        return bool(self.last) and (last == self.last or OSA.distance(last, self.last, score_cutoff=1) <= 1)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its words that tell something of what it is about."""
        return _stems(self.words) - LIGHT

    @cached_property
    def stands_for_another(self) -> bool:
        """Does it stand for what was told before?"""
        return _STANDING_FOR.search(self.words) is not None


def _may_tell(utterance: Group, tellings: Sequence[tuple[frozenset[str], str]], statements: Iterable[_Said]) -> bool:
    """May a statement of the same speaker tell it in other words? ``tellings`` has stems and words of each telling."""
    last = "".join(fold_name(utterance.speaker or "")[-1:])
    for said in statements if last else ():
        if not said.is_near(last):
            continue
        if said.stands_for_another:
            return True
        mine = said.stems
        for told, telling in tellings:
            shorter = min(len(mine), len(told))
            least = max(ALIKE * shorter, 1 if shorter < 4 else 2)
            if len(mine & told) >= least and is_denial(said.words) == is_denial(telling):
                return True
    return False


@lru_cache(maxsize=8192)  # each passage is held against what each report has of its speaker
def _stems(words: str, *, names: bool = True) -> frozenset[str]:
    """The stems of the words that tell something, figures apart; all sentences of a story have its ``names``."""
    return frozenset(
        stem(w.n)
        for w in find_words(words)
        if not w.is_function_word and not is_figure(lemma(w.n)) and (names or w.t[0].islower())
    )
