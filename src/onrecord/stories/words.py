"""Words of a text as they are compared: a stretch in, words with their printed and their normal form out.

What is hard here is that one word is printed in many ways: straight and curly apostrophes or none at all, a hyphen or a space,
capitals in a headline, accents dropped. A word therefore keeps its printed form ``t`` with its span, and has beside it the
normal form ``n`` that is used for comparing only. Hyphens and dashes part words; apostrophes do not. Marks are no words.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from onrecord.spans import Span

__all__ = ["FUNCTION_WORDS", "Word", "find_forms", "find_words", "number_form"]

FUNCTION_WORDS = frozenset(
    """a an the this that these those such same other another some any each every either neither all both few more most much
    many several no nor not none only own just also too very so as than then thus there here where when while who whom whose
    which what why how i me my mine myself you your yours yourself he him his himself she her hers herself it its itself we us
    our ours ourselves they them their theirs themselves one ones be am is are was were been being have has had having do does
    did doing done will would shall should can could may might must ought cannot and or but if because since until unless
    although though whether for of to in on at by with from into onto over under about after before against between among
    through during without within along across behind beyond near up down out off again further once ever never yet still even
    now well like upon toward towards amid per via im ive id ill youre youve hes shes its were weve theyre theyve dont doesnt
    didnt isnt arent wasnt
    werent wont wouldnt cant couldnt shouldnt havent hasnt hadnt s t re ve ll d m""".split()
)
"""Words that carry grammar and little matter."""

_WORD = re.compile(
    r"""
      (?:[$£€¥]\s?)?\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s|m|bn)?\b%?    # 267, 1,200, $500, 7:30, 10th, 4.5%
    | (?:[^\W\d_]\.){2,}                                           # U.S., a.m.
    | [^\W_](?:[\w*]|['’‘ʼ`´](?=[^\W_]))*                          # words, with apostrophes and masks inside
    | \*{2,}                                                       # a word masked as a whole
    """,
    re.VERBOSE,
)
_LINE = 400
"""Characters up to which a string is read when it is asked for; a longer one is a text, of which stretches are asked again."""
_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´.")
_COUNTRY = {"US": "u.s", "U.S.": "u.s", "U.S": "u.s", "USA": "u.s", "U.S.A.": "u.s"}
"""Told apart from the pronoun: its capitals or points are all that does so."""


@dataclass(frozen=True, slots=True, init=False)
class Word:
    """A word as printed (``t``) with its span, and the form used for comparing (``n``)."""

    span: Span
    t: str
    n: str
    is_function_word: bool = field(init=False, repr=False, compare=False)
    """Does it carry grammar only?"""

    def __init__(self, span: Span, t: str, n: str) -> None:
        _put_span(self, span)
        _put_t(self, t)
        _put_n(self, n)
        _put_is_function_word(self, n in FUNCTION_WORDS)


_put_span, _put_t, _put_n, _put_is_function_word = (vars(Word)[name].__set__ for name in ("span", "t", "n", "is_function_word"))
"""What sets the slots of a word that is being made, as in `Span`."""


def find_words(words: str, span: Span | None = None) -> tuple[Word, ...]:
    """The words that stand in a stretch of a text (or in all of it), in order.

    >>> [word.n for word in find_words("“Don’t,” the U.S. envoy’s ten-year-old said at 1,200")]
    ['dont', 'the', 'u.s', 'envoys', 'ten', 'year', 'old', 'said', 'at', '1200']
    """
    if span is None:
        return _read(words) if len(words) <= _LINE else _read_text(words)[0]
    start, end = span
    if len(words) <= _LINE:
        return _read(words, start, end)
    found, starts = _read_text(words)
    first, last = bisect_left(starts, start), bisect_left(starts, end)
    if (first and found[first - 1].span.end > start) or (last and found[last - 1].span.end > end):
        return _read(words, start, end)  # the stretch begins or ends within a word
    return found[first:last]


@lru_cache(maxsize=8192)
def _read(words: str, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    stop = len(words) if end is None else end
    return tuple(Word(Span(*m.span()), m[0], _normalise(m[0])) for m in _WORD.finditer(words, start, stop))


@lru_cache(maxsize=256)  # each step of a story's collation goes over the same texts again
def _read_text(words: str) -> tuple[tuple[Word, ...], list[int]]:
    """The words of a text, and where each starts."""
    found = _read(words)
    return found, [word.span.start for word in found]


def find_forms(words: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint64]]:
    """The words of a text as columns: where each starts and ends, and the number of its normal form."""
    found, starts = _read_text(words)
    ends, forms = [word.span.end for word in found], [_number(word.t) for word in found]
    return np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64), np.array(forms, dtype=np.uint64)


def number_form(n: str) -> int:
    """The number (of 64 bits) of a normal form, the same on every machine."""
    return int.from_bytes(blake2b(n.encode("utf-8"), digest_size=8).digest(), "little")


@lru_cache(maxsize=200_000)
def _number(t: str) -> int:
    return number_form(_normalise(t))


@lru_cache(maxsize=200_000)
def _normalise(t: str) -> str:
    if t in _COUNTRY:
        return _COUNTRY[t]
    if not t.isascii():
        t = "".join(c for c in unicodedata.normalize("NFKD", t) if not unicodedata.combining(c))
    if any(c.isdigit() for c in t):
        return re.sub(r"(?<=\d),(?=\d)|\s", "", t).casefold()
    return t.translate(_APOSTROPHES).casefold() or t.casefold()
