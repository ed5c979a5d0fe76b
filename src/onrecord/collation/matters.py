"""Which sentences of several reports tell one matter: sentences in, pairs of alike ones out.

Two details are only worth comparing where the sentences around them speak of the same. What is hard here is that all reports
of a story share its commonest words, so a word counts by its rarity in the story; and that a sentence tells several matters, so
a detail has its own clause besides. Pairs are found over an index of words and each sentence keeps few partners: 200 reports
take little more than a hundred times what two take.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.collation.lexicon import lemma, stem
from onrecord.datamodel import Report
from onrecord.spans import Span
from onrecord.statements.sentences import find_sentences
from onrecord.stories.words import Word, find_words

__all__ = ["DAYS", "LIGHT", "Line", "align_lines", "clause_around", "like_besides_days", "likeness", "read_lines"]

LIKE = 0.1
"""Share of the words around, by rarity, from which two sentences may tell one matter."""
LEAST = 0.45
"""Weight of the words that they share at least: one rare word, or two of the story's own."""
WORD = 0.3
"""Weight of the rarest word besides days that they share at least."""
CROWDED = 80
"""Sentences with a word from which on it is no help in looking for partners."""
PARTNERS = 24
"""Sentences of other reports that one keeps at most, the most alike ones."""
_CUT = re.compile(
    r"[,;:()“”\"—–]|\b(?:and|but|when|while|after|before|because|which|who|whom|whose|that|if|although|as|since|where|whose)\b"
)
_CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december""".split()
)
"""Words in capitals that name nobody."""
DAYS = frozenset(map(stem, _CALENDAR))
"""Stems of the names of days and months."""
LIGHT = frozenset(
    stem(word)
    for word in """say said tell told mr mrs ms dr year month week day time people person new last first
    have get make made take took give gave go went come came begin began put set use show back up down away later""".split()
)
"""Stems of words that tell little of what a sentence is about."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a report: the weight of each stem by its rarity in the story, and each stem as first printed.

    ``number`` is its place among the report's sentences.
    """

    report: int
    number: int
    span: Span
    weights: dict[str, float]
    printed: dict[str, Word]
    names: frozenset[str]

    @property
    def weight(self) -> float:
        """What all its words weigh together."""
        return sum(self.weights.values())


def read_lines(reports: Sequence[Report]) -> list[list[Line]]:
    """The sentences of each report outside page furniture, in order."""
    seen: Counter[str] = Counter()
    read: list[list[tuple[Span, tuple[Word, ...]]]] = []
    for report in reports:
        out = [block.span for block in report.text.blocks if block.kind in {"furniture", "byline"}]
        mine = []
        for sentence in find_sentences(report.text.words):
            if not any(span.overlaps(sentence) for span in out):
                words = find_words(report.text.words, sentence)
                mine.append((sentence, words))
                seen.update({stem(word.n) for word in words})
        read.append(mine)
    log = math.log(sum(map(len, read)) + 2)
    lines: list[list[Line]] = []
    for number, mine in enumerate(read):
        lines.append([])
        for place, (sentence, words) in enumerate(mine):
            printed: dict[str, Word] = {}
            for word in words:
                if not word.is_function_word and not word.n[0].isdigit() and word.n[0] not in "$£€¥":
                    printed.setdefault(stem(word.n), word)
            weights = {key: max(0.1, 1 - math.log(max(seen[key], 1)) / log) * (0.3 if key in LIGHT else 1.0) for key in printed}
            names = frozenset(
                lemma(word.n)
                for word in words[1:]
                if word.t[0].isupper() and not word.is_function_word and word.n not in _CALENDAR
            )
            lines[-1].append(Line(number, place, sentence, weights, printed, names))
    return lines


def align_lines(lines: Sequence[Sequence[Line]]) -> list[tuple[Line, Line, float]]:
    """Pairs of alike sentences of two reports, with their likeness; the earlier report's first, in reading order."""
    flat = [line for mine in lines for line in mine]
    postings: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(flat):
        for key in line.weights:
            postings[key].append(at)
    where = {key: np.array(found, dtype=np.int64) for key, found in postings.items() if len(found) > 1}
    total = np.array([line.weight for line in flat])
    reports = np.array([line.report for line in flat])
    found: dict[tuple[int, int], float] = {}
    for at, line in enumerate(flat):
        keys = [key for key in line.weights if key in where]
        # That both sentences have a Friday says nothing by itself.
        telling = {key for key, weight in line.weights.items() if weight >= WORD and key not in DAYS}
        rare = _shared([key for key in keys if len(where[key]) <= CROWDED], line, where, len(flat))
        alike = np.flatnonzero((rare >= LEAST / 3) & (reports != line.report))
        if not len(alike):
            continue
        both = _shared(keys, line, where, len(flat))[alike]
        like = _share(both, total[at], total[alike])
        near = (both >= LEAST) & (like >= LIKE)
        alike, like = alike[near], like[near]
        order = np.argsort(-like, kind="stable")
        per_report = [0] * len(lines)
        kept = 0
        for other, share in zip(alike[order].tolist(), like[order].tolist(), strict=True):
            if kept == PARTNERS:
                break
            theirs = flat[other]
            if per_report[theirs.report] < 3 and not telling.isdisjoint(theirs.weights):
                per_report[theirs.report] += 1
                kept += 1
                found[min(at, other), max(at, other)] = share
    return [(flat[a], flat[b], like) for (a, b), like in sorted(found.items())]


def _shared(keys: Sequence[str], line: Line, where: Mapping[str, NDArray[np.int64]], lines: int) -> NDArray[np.float64]:
    """The weight of these words of a sentence in each of so many."""
    if not keys:
        return np.zeros(lines)
    weights = np.repeat([line.weights[key] for key in keys], [len(where[key]) for key in keys])
    return np.bincount(np.concatenate([where[key] for key in keys]), weights, lines).astype(np.float64, copy=False)


def _share(both: NDArray[np.float64], one: float, others: NDArray[np.float64]) -> NDArray[np.float64]:
    """As `likeness`, of one sentence with many."""
    share: NDArray[np.float64] = both / np.maximum(np.minimum(one, others), 1.5)
    return share


def likeness(one: dict[str, float], other: dict[str, float]) -> float:
    """How much of what the shorter says the other says too, by rarity."""
    both = sum(weight for key, weight in one.items() if key in other)
    return both / max(min(sum(one.values()), sum(other.values())), 1.5)


def like_besides_days(one: Line, other: Line, like: float) -> float:
    """How alike two sentences are without the names of days in them: that both have a Monday tells nothing of why."""
    if DAYS.isdisjoint(one.weights.keys() & other.weights.keys()):
        return like
    mine, theirs = ({key: w for key, w in line.weights.items() if key not in DAYS} for line in (one, other))
    return likeness(mine, theirs)


def clause_around(words: str, line: Line, span: Span) -> dict[str, float]:
    """The words of the clause in which a detail stands, without the detail itself; none where it is bare.

    "380 deckhands and engineers are on strike": where nothing else stands before an "and", it goes on after it.
    """
    cuts = list(_CUT.finditer(words, line.span.start, line.span.end))
    return _between(words, line, span, cuts) or _between(words, line, span, [cut for cut in cuts if cut[0] != "and"])


def _between(words: str, line: Line, span: Span, cuts: Sequence[re.Match[str]]) -> dict[str, float]:
    start, end = line.span
    for cut in cuts:
        if cut.end() <= span.start:
            start = cut.end()
        elif cut.start() >= span.end:
            end = cut.start()
            break
    return {
        key: line.weights[key]
        for word in find_words(words, Span(start, end))
        if (key := stem(word.n)) in line.weights and not word.span.overlaps(span)
    }
