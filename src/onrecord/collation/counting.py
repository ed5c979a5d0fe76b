"""When two figures may count one thing: figures in, yes or no out.

"62 people", "62 hurt" and "62" may be one count; "62 people" and "62 per cent" are not. What is hard here is that small numbers
and measures meet by chance: "nine years" are one man's term of office and another's in prison.
"""

from __future__ import annotations

from onrecord.collation.details import Figure
from onrecord.collation.lexicon import lemma
from onrecord.datamodel import Detail

__all__ = [
    "PEOPLE",
    "SCORES",
    "SIZES",
    "TELLING",
    "UNITS",
    "allow_each_other",
    "bare_value",
    "count_alike",
    "is_bound",
    "is_vague",
    "may_count_alike",
]

TELLING = 13
"""From this number on an equal number is hardly chance; below, the words around must speak for it too."""
UNITS = frozenset(
    lemma(form)
    for unit in "year month week day hour minute second mile kilometre metre foot inch time pound ton degree".split()
    for form in (unit, f"{unit}s")
)
"""What everything is measured in: that two figures count years says nothing of what they are about."""
SIZES = frozenset(lemma(form) for unit in "mile kilometre metre foot inch ton degree".split() for form in (unit, f"{unit}s"))
"""Those of them that measure a thing and no time that passed."""
SCORES = frozenset(
    lemma(form)
    for unit in """point goal yard touchdown run homer wicket season game match set try lap catch carry appearance win loss
    defeat start seed medal rbi""".split()
    for form in (unit, f"{unit}s", f"{unit}es")
)
"""What is counted of a player or a side again and again: two reports hardly mean the same stretch of it."""
PEOPLE = frozenset(
    lemma(noun)
    for noun in """people person man woman child crew soldier troop worker employee member deckhand passenger protester
    demonstrator student voter victim civilian officer official resident migrant refugee patient body dead""".split()
)
"""Nouns under which two reports count the same people: "380 deckhands", "460 crew"."""


def is_vague(figure: Figure) -> bool:
    """Is it no number at all ("dozens")?"""
    return ".." in figure.detail.value


def is_bound(figure: Figure) -> bool:
    """Is it only a bound, or no number at all ("more than 200", "dozens")? What lies outside is no contradiction yet."""
    return not figure.exact and not figure.detail.value.split()[-1].startswith("~")


def count_alike(one: Figure, other: Figure) -> bool:
    """Do they count one thing? What is counted may go without saying ("more than 60 were hurt")."""
    if one.counts == other.counts or one.counts is None or other.counts is None:
        return not {one.counts, other.counts} & {"age", "%", "share"} or one.counts == other.counts
    return one.counts in PEOPLE and other.counts in PEOPLE


def allow_each_other(one: Figure, other: Figure) -> bool:
    """Can both be true of one thing?"""
    return one.low <= other.high and other.low <= one.high


def may_count_alike(one: str | None, other: str | None) -> bool:
    """May two equal figures count one thing: the same noun, people under two nouns, or one that goes without saying?"""
    return one == other or one is None or other is None or (one in PEOPLE and other in PEOPLE)


def bare_value(detail: Detail) -> tuple[str, str]:
    """A figure's number whatever it counts and however it is hedged; other details by kind and value in small letters.

    What stands in another report in any form is not alone.
    """
    if detail.kind in {"number", "amount", "percentage"}:
        number = detail.value.split()[-1].lstrip("<>~")
        return ("percentage" if detail.kind == "percentage" else "number", number)
    return detail.kind, detail.value.casefold()
