"""A matter that somebody names in; out, for a statement, why it is on that matter: it has the words, or means the same.

Nearness of meaning is the cosine of two vectors of the sentence encoder. What is hard is that a name alone makes two texts
near: "the Orrin report" is near to all that Orrin ever said. So where the statement shares a name with the matter, the two must
be near without it as well; and where it lacks the matter's name, it may name nobody and nothing else instead. Silence comes
before a wrong matter: both bounds were set by reading what they leave (docs/positions.md).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from onrecord.collation.lexicon import stem
from onrecord.datamodel import Passage
from onrecord.models.sentences import embed
from onrecord.record.shelf import words_of
from onrecord.record.stances import matter_stems
from onrecord.stories.words import Word, find_words

__all__ = ["NamedMatter"]

NEAR = 0.5
"""The least cosine of a statement and the matter."""
NEAR_WITHOUT = 0.4
"""The least cosine of the two without the names that they share."""
LEAST = 2
"""Words that matter which a statement has at least: of fewer the encoder knows too little."""

_MARKS = " “”\"'’‘`,.;:"
"""Marks around what is said, which would only draw all quotations nearer to each other."""


class NamedMatter:
    """A matter by the words that somebody has for it."""

    def __init__(self, words: str) -> None:
        found = find_words(words)
        self._words = words
        self._stems = {stem(word.n) for word in found}
        self._names = {word.n for word in found if word.t[0].isupper()}

    def why(self, content: Sequence[Passage]) -> str | None:
        """Why a statement of this content is on the matter; None where it is not, or not surely."""
        if not self._stems:
            return None
        told = [words_of(passage.exact) for passage in content]
        every = [word for words in told for word in words]
        if self._stems <= {stem(word.n) for word in every}:
            return "has its words"
        if len(matter_stems(every)) < LEAST:
            return None
        said = " … ".join(passage.exact.strip(_MARKS) for passage in content)
        near = _cosine(self._words, said)
        if near < NEAR:
            return None
        shared = self._names & {word.n for word in every}
        if shared:
            if _cosine(_without(self._words, shared), _without(said, shared)) < NEAR_WITHOUT:
                return None
        elif self._names and any(_names_another(p.exact, words) for p, words in zip(content, told, strict=True)):
            return None
        return f"near in meaning ({near:.2f}), without its words"


def _cosine(matter: str, said: str) -> float:
    return round(float(_vector(matter) @ embed([said])[0]), 2)


@lru_cache(maxsize=16)
def _vector(matter: str) -> NDArray[np.float32]:
    """That of a matter, which is held against many statements."""
    (vector,) = embed([matter])
    return np.asarray(vector, dtype=np.float32)


def _without(words: str, names: set[str]) -> str:
    return " ".join(re.sub(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b", " ", words, flags=re.IGNORECASE).split())


def _names_another(text: str, words: Sequence[Word]) -> bool:
    """Does it name somebody or something: a word with a capital that neither opens a sentence nor is "I"?"""
    for word in words:
        before = text[: word.span.start].rstrip(" “”\"'’‘`")
        if word.t[0].isupper() and word.n != "i" and before and before[-1] not in ".!?…":
            return True
    return False
