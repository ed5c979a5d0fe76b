"""Two names in, whether they can be one person's or one body's, and why.

Spellings of one name across alphabets differ in a few known ways (y, i and j; v and w; s, z and sh; doubled letters). These are
levelled, and what is then equal is taken as one spelling. What is hard: names that differ by one letter and are two people
(Walz and Waltz, Rubio and Rubin). A plain likeness of letters therefore counts only for long names whose other half is equal.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

from anyascii import anyascii
from rapidfuzz.distance import Levenshtein

from onrecord.statements.given_names import given_names, likely_gender

__all__ = ["fold_name", "same_body", "same_person"]

_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_PARTICLES = frozenset("van von der den de di da del della la le du dos das ter ten zu al el abu".split())
_SON_OF = frozenset(("bin", "ibn", "bint"))
_ARTICLE = re.compile(r"^(?:al|el|as|ar|ad|an|at)-(?=\w{3})")
_OPPOSED = 0.4
"""How far two given names must lean to "he" and to "she" not to be one name."""
# In this order: longer groups before the letters they contain.
_LEVEL: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"'", ""),
        (r"^ye", "e"),
        (r"^yo", "io"),
        (r"shch|sch|sh|ch(?=[aeiou])|tch|cz", "c"),
        (r"zh|dj|dzh", "j"),
        (r"dh", "d"),
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


@lru_cache(maxsize=65536)  # the same names come up again and again, in every statement
def fold_name(name: str) -> tuple[str, ...]:
    """The words of a name in plain small letters, without points, marks and a leading "the".

    >>> fold_name("The Örtsche J. O’Hara Jr.")
    ('ortsche', 'j', "o'hara", 'jr')
    """
    plain = anyascii(name).casefold().replace("’", "'")
    words = tuple(word for word in (re.sub(r"[^\w'&-]", "", part) for part in plain.split()) if word)
    return words[1:] if len(words) > 1 and words[0] == "the" else words


@lru_cache(maxsize=65536)
def _level(word: str) -> str:
    for pattern, put in _LEVEL:
        word = pattern.sub(put, word)
    return word


def _alike(a: str, b: str, *, length: int) -> bool:
    """One letter apart, in long words that begin and end alike."""
    return min(len(a), len(b)) >= length and a[0] == b[0] and a[-1] == b[-1] and Levenshtein.distance(a, b) <= 1


@lru_cache(maxsize=65536)  # a story names its people in every report
def same_person(a: tuple[str, ...], b: tuple[str, ...]) -> str | None:
    """Why two folded names can be one person's, or None.

    >>> same_person(fold_name("Volodymyr Zelensky"), fold_name("Wolodymyr Selenskyj"))
    'one name in two spellings'
    >>> same_person(fold_name("Tim Walz"), fold_name("Tim Waltz")) is None
    True
    """
    if _parts(a) == _parts(b):
        return "same name"
    if {*a} & _SUFFIXES != {*b} & _SUFFIXES:
        return None
    given_a, family_a = _split(tuple(word for word in a if word not in _SUFFIXES))
    given_b, family_b = _split(tuple(word for word in b if word not in _SUFFIXES))
    if not family_a or not family_b:
        return None
    if not given_a or not given_b:
        return _bare(given_a or given_b, family_a, family_b, bare=family_b if given_a else family_a)
    if len(a) == len(b) == 2 and a == b[::-1]:
        return "the family name first" if len({*a} & given_names()) == 1 else None
    first = _first_names(given_a, given_b)
    if first is None:
        return None
    if family_a == family_b:
        return first
    if _level(family_a) == _level(family_b) and min(len(family_a), len(family_b)) >= 4:
        return "one name in two spellings"
    if first != "initial" and given_a[0] == given_b[0] and _alike(family_a, family_b, length=8):
        return "one name, a letter apart"
    return None


def _parts(name: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name with hyphens taken for blanks: Kim Jong-un and Kim Jong Un."""
    return tuple(part for word in name for part in word.split("-") if part)


def _split(name: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Given names and family name, the latter without its particles: (mohammed), "bin salman"; (bashar), "assad".

    "bin" and "ibn" say whose son somebody is, and Salman is not Mohammed bin Salman: they stay.
    """
    if not name:
        return (), ""
    given, family = list(name[:-1]), _ARTICLE.sub("", name[-1]) or name[-1]
    while given and given[-1] in _PARTICLES:
        given.pop()
    if given and given[-1] in _SON_OF:
        family = f"{given.pop()} {family}"
    return tuple(given), family


def _bare(given: tuple[str, ...], family_a: str, family_b: str, *, bare: str) -> str | None:
    """Why a bare name can be that of somebody who is named in full, or of another bare one."""
    if family_a == family_b:
        # "Kim" of one report need not be the Jack Kim of another: it may well be what stands first in somebody's name.
        return None if given and bare in given_names() else "the last name alone"
    # "Xi" for Xi Jinping: what stands first is no given name that reports know.
    if given and bare == given[0] and len(given) == 1 and bare not in given_names(least=1):
        return "the family name alone, which comes first"
    # A bare last name in another spelling has no first name to vouch for it: only long ones.
    long = min(len(family_a), len(family_b)) >= 7
    return "the last name in another spelling" if long and _level(family_a) == _level(family_b) else None


def _first_names(a: tuple[str, ...], b: tuple[str, ...]) -> str | None:
    """Why the given names agree, or None; middle names must not contradict each other."""
    middle_a, middle_b = a[1:], b[1:]
    x, y = a[0], b[0]
    for name, other in ((x, middle_b), (y, middle_a)):
        # Tayyip Erdogan is Recep Tayyip Erdogan; but Ann Oru need not be Mary Ann Oru.
        if name in other[:1] and x != y and len(name) > 2 and (x if name == y else y) not in given_names():
            return "the second of two first names"
    if middle_a and middle_b and any(x[0] != y[0] for x, y in zip(middle_a, middle_b, strict=False)):
        return None
    if x == y:
        return "same name" if middle_a == middle_b else "with and without a middle name"
    if len(x) == 1 or len(y) == 1:
        return "initial" if x[0] == y[0] else None
    if _level(x) == _level(y):
        return "one name in two spellings"
    if _short_forms().get(x, frozenset()) & _short_forms().get(y, frozenset()):
        return "a short first name"
    if likely_gender(f"{x} {x}") * likely_gender(f"{y} {y}") < -_OPPOSED:
        return None  # Daniel and Danielle
    short, long = sorted((x, y), key=len)
    if len(short) >= 3 and len(long) - len(short) >= 3 and long.startswith(short):
        return "a short first name"
    # Two names that both are common are no misprint of one another (Marina and Martina), but for a vowel (Mohammed).
    if _alike(x, y, length=6) and (not {x, y} <= given_names() or _one_vowel(x, y)):
        return "one name, a letter apart"
    return None


def _one_vowel(x: str, y: str) -> bool:
    """Do two long names differ in one vowel for another?"""
    differ = [pair for pair in zip(x, y, strict=False) if pair[0] != pair[1]]
    return len(x) == len(y) >= _LONG and len(differ) == 1 and {*differ[0]} <= {*"aeiou"}


_LONG = 8


@cache
def _short_forms() -> dict[str, frozenset[str]]:
    """The short forms of given names; `training/people/short_names.py` writes the table."""
    text = files("onrecord.people").joinpath("short_names.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: frozenset(forms.split()) for name, forms in rows}


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
