"""Accounts in, a shelf of them that is asked by words: which of these reports may hold what is quoted here?

A shelf knows which words stand in which report, not where: a few bytes a word. What is hard is that a quotation may be altered
and its words spread over the shelf, so reports are ranked by how much of it they share, rare words counting for more; a
hundred copies of one dispatch share all of it, and all of them are given.
"""

from __future__ import annotations

import math
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol

from onrecord.collation.lexicon import stem
from onrecord.datamodel import Account
from onrecord.spans import Span
from onrecord.stories.words import FUNCTION_WORDS, Word, find_words

__all__ = ["MOST_CLOSE", "Shelf", "Sources", "words_of"]

MOST_CLOSE = 24
"""Reports that are looked into where none shares all of the words."""
MOST = 400
"""Reports that are looked into at most: so many may share every word of a quotation."""
WHOLE = 0.97
"""Share of a quotation's weight from which on a report counts as sharing all of it."""
LEAST = 0.3
"""Share of its weight below which a report has nothing to do with it."""


class Sources(Protocol):
    """Whatever can name the accounts that may hold a quotation: a shelf in memory, an archive with its index."""

    def sharing(self, words: Sequence[str]) -> Sequence[Account]:
        """The accounts that share most of these words (in their normal form), the likeliest first."""
        ...


class Shelf:
    """Accounts in memory, asked by their words."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self.accounts = tuple(accounts)
        self._where: dict[str, array[int]] = defaultdict(lambda: array("L"))
        for number, account in enumerate(self.accounts):
            for key in sorted({stem(word.n) for word in words_of(account.report.text.words)}):
                self._where[key].append(number)

    def sharing(self, words: Sequence[str]) -> Sequence[Account]:
        """The accounts that share most of these words, the likeliest first; an account's place on the shelf decides ties."""
        keys = {stem(n) for n in words if n not in FUNCTION_WORDS} or {stem(n) for n in words}
        weights = {key: math.log(1 + len(self.accounts) / (1 + len(self._where.get(key, ())))) + 0.1 for key in sorted(keys)}
        shared: dict[int, float] = defaultdict(float)
        for key, weight in weights.items():
            for number in self._where.get(key, ()):
                shared[number] += weight
        whole = sum(weights.values())
        ranked = sorted((-weight, number) for number, weight in shared.items() if weight >= LEAST * whole)
        chosen = [n for at, (weight, n) in enumerate(ranked) if at < MOST_CLOSE or (at < MOST and -weight >= WHOLE * whole)]
        return [self.accounts[number] for number in chosen]


_CONTRACTED = {"ll": "will", "ve": "have", "re": "are", "m": "am"}
_APOSTROPHES = frozenset("'’ʼ`´")
_APOSTROPHE = re.compile(r"['’‘ʼ`´](ll|ve|re|m)$", re.I)
_NOT = re.compile(r"(?:n['’‘ʼ`´]?t|not)$", re.I)
_NEGATED = {"cant": "can", "cannot": "can", "wont": "will", "shant": "shall"} | {
    f"{verb}nt": verb for verb in "do does did is are was were have has had would could should must might need".split()
}


@lru_cache(maxsize=512)
def words_of(text: str, span: Span | None = None) -> tuple[Word, ...]:
    """The words of a text, contractions taken apart: "I'll" and "I will", "cannot" and "can not" are the same two words.

    So are contractions with a space in them ("I 'll", "do n't", "don ’ t"); "20 %" is the one word "20%". Kept for a while, as
    one text is asked of several quotations.
    """
    found: list[Word] = []
    for word in find_words(text, span):
        spaced = _spaced(text, found[-1], word) if found else None
        if spaced is not None:
            found[-1:] = spaced
        elif word.n.isdigit() and text[word.span.end : word.span.end + 2] == " %":
            end = word.span.end + 2
            found.append(Word(Span(word.span.start, end), text[word.span.start : end], word.n + "%"))
        else:
            found.extend(_taken_apart(word))
    return tuple(found)


def _spaced(text: str, verb: Word, tail: Word) -> tuple[Word, Word] | None:
    """The two words of a contraction that is printed with a space in it; None where they are none."""
    between = text[verb.span.end : tail.span.start]
    if tail.n == "nt" and between.isspace() and (full := _NEGATED.get(verb.n + "nt")) is not None:
        return Word(verb.span, verb.t, full), Word(tail.span, tail.t, "not")
    end = tail.span.end
    if between.isspace() or between.strip() not in _APOSTROPHES or text[end : end + 1] == "-":
        return None
    start = verb.span.end
    if tail.n == "t" and (full := _NEGATED.get(verb.n + "t")) is not None:
        return Word(Span(verb.span.start, start - 1), verb.t[:-1], full), Word(
            Span(start - 1, end), text[start - 1 : end], "not"
        )
    if tail.n in _CONTRACTED:
        start += len(between) - len(between.lstrip())
        return verb, Word(Span(start, end), text[start:end], _CONTRACTED[tail.n])
    return None


def _taken_apart(word: Word) -> tuple[Word, ...]:
    start, end = word.span
    verb = _NEGATED.get(word.n)
    if verb is not None and (tail := _NOT.search(word.t)) is not None and tail.start():
        cut = start + tail.start()
        return Word(Span(start, cut), word.t[: tail.start()], verb), Word(Span(cut, end), tail[0], "not")
    tail = _APOSTROPHE.search(word.t)
    if tail is None or not tail.start():
        return (word,)
    cut = start + tail.start()
    head = word.t[: tail.start()]
    return Word(Span(start, cut), head, head.casefold()), Word(Span(cut, end), tail[0], _CONTRACTED[tail[1].casefold()])
