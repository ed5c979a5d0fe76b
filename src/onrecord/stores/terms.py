"""Words in, terms out: how content and queries are cut so that SQLite and PostgreSQL find the same.

A term is a run of letters and digits without accents and in small letters; apostrophes are dropped inside it, so that
``don’t`` and a damaged ``dont`` are one term. What is hard is that each database cuts words in its own way; so neither is asked
to: both get our terms.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from onrecord.errors import UnreadableQuery

__all__ = ["Clause", "cut_terms", "read_query"]

_TERM = re.compile(r"[^\W_]+")
_DROPPED = re.compile(r"(?<=\w)['’‘ʼ](?=\w)|(?<=\d),(?=\d\d\d)")
_ASKED = re.compile(r'"([^"]*)"(\*?)|(\S+)')


def cut_terms(words: str) -> list[str]:
    """The terms of words, in order.

    >>> cut_terms("Don’t say “1,200 cafés”!")
    ['dont', 'say', '1200', 'cafes']
    """
    plain = unicodedata.normalize("NFKD", _DROPPED.sub("", words)).casefold()
    return _TERM.findall("".join(c for c in plain if not unicodedata.combining(c)))


@dataclass(frozen=True, slots=True)
class Clause:
    """Terms that must follow one another; with ``prefix`` the last one only has to begin so."""

    terms: tuple[str, ...]
    prefix: bool = False


def read_query(asked: str) -> tuple[Clause, ...]:
    """What is asked for, all of which must be found: words, ``"a phrase"``, ``begin*``.

    >>> read_query('"leave my post" resign*')
    (Clause(terms=('leave', 'my', 'post'), prefix=False), Clause(terms=('resign',), prefix=True))

    Raises `UnreadableQuery` where it holds no word at all, or one letter as a beginning.
    """
    asked = asked.replace("“", '"').replace("”", '"')
    if asked.count('"') % 2:
        asked += '"'
    clauses: list[Clause] = []
    for match in _ASKED.finditer(asked):
        phrase, star, word = match[1], match[2], match[3]
        words = phrase if phrase is not None else word
        terms = tuple(cut_terms(words))
        prefix = bool(star) or (phrase is None and words.endswith("*"))
        if prefix and terms and len(terms[-1]) == 1 and terms[-1].isascii():
            raise UnreadableQuery(f"too many words begin so: give two letters or more before the star of {match[0]}")
        if terms:
            clauses.append(Clause(terms, prefix))
    if not clauses:
        raise UnreadableQuery(f'{asked.strip()!r} holds no word to look for: give words, "a phrase" or begin*')
    return tuple(dict.fromkeys(clauses))
