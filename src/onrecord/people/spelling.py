"""Two names in, whether they can be one person's or one body's, and why.

Spellings of one name across alphabets differ in a few known ways (y, i and j; v and w; s, z and sh; doubled letters). These are
levelled, and what is then equal is taken as one spelling. What is hard: names that differ by one letter and are two people
(Walz and Waltz, Rubio and Rubin). A plain likeness of letters therefore counts only for long names whose other half is equal.
"""

from __future__ import annotations

import re

from anyascii import anyascii
from rapidfuzz.distance import Levenshtein

__all__ = ["fold_name", "same_body", "same_person"]

_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
# In this order: longer groups before the letters they contain.
_LEVEL: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"^ye", "e"),
        (r"^yo", "io"),
        (r"shch|sch|sh|ch(?=[aeiou])|tch|cz", "c"),
        (r"zh|dj|dzh", "j"),
        (r"kh", "h"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"ou", "u"),
        (r"ck|q", "k"),
        (r"x", "ks"),
        (r"w", "v"),
        (r"z", "s"),
        (r"[yji]+", "i"),
        (r"(.)\1+", r"\1"),
    )
)


def fold_name(name: str) -> tuple[str, ...]:
    """The words of a name in plain small letters, without points, marks and a leading "the".

    >>> fold_name("The Örtsche J. O’Hara Jr.")
    ('ortsche', 'j', "o'hara", 'jr')
    """
    plain = anyascii(name).casefold().replace("’", "'")
    words = tuple(word for word in (re.sub(r"[^\w'&-]", "", part) for part in plain.split()) if word)
    return words[1:] if len(words) > 1 and words[0] == "the" else words


def _level(word: str) -> str:
    for pattern, put in _LEVEL:
        word = pattern.sub(put, word)
    return word


def _alike(a: str, b: str, *, length: int) -> bool:
    """One letter apart, in long words that begin and end alike."""
    return min(len(a), len(b)) >= length and a[0] == b[0] and a[-1] == b[-1] and Levenshtein.distance(a, b) <= 1


def same_person(a: tuple[str, ...], b: tuple[str, ...]) -> str | None:
    """Why two folded names can be one person's, or None.

    >>> same_person(fold_name("Volodymyr Zelensky"), fold_name("Wolodymyr Selenskyj"))
    'one name in two spellings'
    >>> same_person(fold_name("Tim Walz"), fold_name("Tim Waltz")) is None
    True
    """
    if a == b:
        return "same name"
    suffix_a, suffix_b = {*a} & _SUFFIXES, {*b} & _SUFFIXES
    a = tuple(word for word in a if word not in _SUFFIXES)
    b = tuple(word for word in b if word not in _SUFFIXES)
    if not a or not b:
        return None
    if len(a) == 1 or len(b) == 1:
        if suffix_a or suffix_b:
            return None
        if a[-1] == b[-1]:
            return "the last name alone"
        # A bare last name in another spelling has no first name to vouch for it: only long ones.
        return (
            "the last name in another spelling" if min(len(a[-1]), len(b[-1])) >= 7 and _level(a[-1]) == _level(b[-1]) else None
        )
    if suffix_a != suffix_b:
        return None
    first = _first_names(a, b)
    if first is None:
        return None
    if a[-1] == b[-1]:
        return first
    if _level(a[-1]) == _level(b[-1]) and min(len(a[-1]), len(b[-1])) >= 4:
        return "one name in two spellings"
    if first != "initial" and a[0] == b[0] and _alike(a[-1], b[-1], length=8):
        return "one name, a letter apart"
    return None


def _first_names(a: tuple[str, ...], b: tuple[str, ...]) -> str | None:
    """Why the first names agree, or None; middle names must not contradict each other."""
    middle_a, middle_b = a[1:-1], b[1:-1]
    if middle_a and middle_b and any(x[0] != y[0] for x, y in zip(middle_a, middle_b, strict=False)):
        return None
    x, y = a[0], b[0]
    if x == y:
        return "same name" if middle_a == middle_b else "with and without a middle name"
    if len(x) == 1 or len(y) == 1:
        return "initial" if x[0] == y[0] else None
    if _level(x) == _level(y):
        return "one name in two spellings"
    if min(len(x), len(y)) >= 3 and (x.startswith(y) or y.startswith(x)):
        return "a short first name"
    if _alike(x, y, length=6):
        return "one name, a letter apart"
    return None


def same_body(a: tuple[str, ...], b: tuple[str, ...]) -> str | None:
    """Why two folded names can be one body's, or None: equal words, or one is the initials of the other.

    >>> same_body(fold_name("the N.L.A."), fold_name("National Lighthouse Agency"))
    'initials'
    """
    if a == b:
        return "same name"
    short, long = sorted((a, b), key=len)
    if len(short) == 1 and len(long) >= 2:
        initials = "".join(word[0] for word in long if word not in ("of", "the", "for", "and", "on"))
        if len(initials) >= 3 and short[0] == initials:
            return "initials"
    return None
