"""Where things happened: names of places in, what lies in what out.

The table beside this module holds the world's countries, the states of the US, capitals and larger cities (GeoNames, CC BY 4.0;
built by ``training/places/build.py``). What is hard is spelling: "Ryiad" is Riyadh, one pair of letters turned; so a name that
the table does not have is looked up again, but only where it is long enough, its first letter stands firm and all letters but
one are the same in some order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from rapidfuzz.distance import OSA

from onrecord.stories.rarity import find_rarity

__all__ = ["NAMED_AS_STATES", "Spot", "find_outer", "find_spot", "is_within_spot", "may_lie_in"]

LONG = 5
"""Letters a name has at least to be looked up as a misspelling."""
_ADJECTIVES = ("an", "ish", "ese", "i")
"""Endings of "Russian" and its like, which are no misspelt Russia."""

_WITHIN = re.compile(r",\s(?P<outer>[A-Z][\w.]*(?:\s[A-Z][\w.]*)?)(?=[\s,.;)]|$)")
_STATES = {
    short: name.replace("_", " ")
    for short, name in (
        pair.split("=")
        for pair in """ala=Alabama ariz=Arizona ark=Arkansas calif=California colo=Colorado conn=Connecticut del=Delaware
        fla=Florida ga=Georgia ill=Illinois ind=Indiana kan=Kansas ky=Kentucky la=Louisiana md=Maryland mass=Massachusetts
        mich=Michigan minn=Minnesota miss=Mississippi mo=Missouri mont=Montana neb=Nebraska nev=Nevada okla=Oklahoma ore=Oregon
        pa=Pennsylvania tenn=Tennessee tex=Texas vt=Vermont va=Virginia wash=Washington wis=Wisconsin wyo=Wyoming
        n.h=New_Hampshire n.j=New_Jersey n.m=New_Mexico n.y=New_York n.c=North_Carolina n.d=North_Dakota s.c=South_Carolina
        s.d=South_Dakota w.va=West_Virginia r.i=Rhode_Island ont=Ontario que=Quebec""".split()
    )
}
"""States and provinces by their short forms as newspapers print them after a town, without the last point."""
NAMED_AS_STATES = frozenset(_STATES.values())
_PROVINCES = frozenset({"Ontario", "Quebec"})
"""Those of Canada, whose towns the table has in the country."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the table: its name, what it is, and the name of what it lies in (None for a country).

    ``misspelt`` says that a report printed it with other letters.
    """

    name: str
    kind: Literal["country", "state", "city"]
    within: str | None
    misspelt: bool = False


@lru_cache(maxsize=4096)
def find_spot(name: str) -> Spot | None:
    """The place that a name stands for, if the table has it or one letter or two are wrong.

    >>> find_spot("Ryiad").name, find_spot("Riyadh").within, find_spot("Upper Haldin")
    ('Riyadh', 'Saudi Arabia', None)
    """
    folded = _fold(name)
    table = _table()
    if folded in table:
        return table[folded]
    if len(folded) < LONG or " " in folded or find_rarity(folded) < find_rarity(""):
        return None  # a word of the news is no slip of another: "Tesla" is not Tulsa
    near = [
        (distance, other)
        for other in _by_first().get(folded[0], ())
        if other == _fold(table[other].name)
        and (distance := OSA.distance(folded, other, score_cutoff=2)) <= 2
        and _has_letters_of(folded, other)
    ]
    if not near or folded.endswith(_ADJECTIVES):
        return None
    best = min(d for d, _ in near)
    found = [table[other] for d, other in near if d == best]
    if len({spot.name for spot in found}) != 1:
        return None
    spot = found[0]  # the first of the table, where several have one name
    return Spot(spot.name, spot.kind, spot.within, misspelt=True)


def is_within_spot(inner: Spot, outer: Spot) -> bool:
    """Does one place lie in the other?

    >>> is_within_spot(find_spot("Riyadh"), find_spot("Saudi Arabia"))
    True
    """
    seen: Spot | None = inner
    while seen is not None and seen.within is not None:
        if seen.within == outer.name:
            return True
        seen = _table().get(_fold(seen.within))
    return False


def find_outer(words: str, end: int) -> str | None:
    """The state or country that is printed after the name of a town ("Springfield, Ill."), in full.

    >>> find_outer("Springfield, Ill., has it", 11)
    'Illinois'
    """
    outer = _WITHIN.match(words, end)
    if outer is None:
        return None
    printed = outer["outer"].rstrip(".")
    within = _STATES.get(printed.casefold(), printed)
    known = find_spot(within)
    return within if within in NAMED_AS_STATES or not (known is None or known.misspelt or known.kind == "city") else None


def may_lie_in(spot: Spot, within: str) -> bool:
    """Does the table have a place in the state or country that is printed after its name?"""
    if within in _PROVINCES:
        return is_within_spot(spot, Spot("Canada", "country", None))
    known = find_spot(within)
    names = {within, f"{within} State"} | ({known.name} if known is not None else set())
    return any(is_within_spot(spot, Spot(name, "state", None)) for name in names)


def _fold(name: str) -> str:
    folded = " ".join(name.replace(".", "").replace("’", "'").casefold().split())
    return folded.removeprefix("the ")


def _rows() -> Iterator[tuple[list[str], Spot]]:
    for line in files("onrecord.collation").joinpath("places.tsv").read_text(encoding="utf-8").splitlines():
        name, aliases, kind, within = line.split("\t")
        assert kind in ("country", "state", "city")
        yield [name, *filter(None, aliases.split("|"))], Spot(name, kind, within or None)  # type: ignore[arg-type]
    for alias, name in _SHORT.items():
        yield [alias], Spot(name, "country", None)


_SHORT = {"us": "United States", "usa": "United States", "america": "United States", "uk": "United Kingdom"} | {
    "britain": "United Kingdom",
    "great britain": "United Kingdom",
}


@lru_cache(maxsize=1)
def _table() -> dict[str, Spot]:
    """Places by every name in lower case; countries first, then the larger ones, and main names before other names."""
    table: dict[str, Spot] = {}
    rows = list(_rows())
    for names, spot in rows:
        table.setdefault(_fold(names[0]), spot)
    for names, spot in rows:
        for name in names[1:]:
            table.setdefault(_fold(name), spot)
    return table


@lru_cache(maxsize=1)
def _by_first() -> dict[str, list[str]]:
    first: dict[str, list[str]] = {}
    for name in _table():
        first.setdefault(name[0], []).append(name)
    return first


def _has_letters_of(folded: str, other: str) -> bool:
    """Are the letters the same but for one? "Ryiad" is Riyadh; "Obama", at the same distance from Osaka, is not."""
    mine, theirs = Counter(folded), Counter(other)
    return (mine - theirs).total() + (theirs - mine).total() <= 1
