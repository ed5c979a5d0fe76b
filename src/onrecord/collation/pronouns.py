"""Statements of a story in, "he" or "she" for each person out, by the words that reports use for whoever speaks.

Within one report "she" may have been taken for the wrong person, where nothing there tells that he is a man; over the reports
of a story somebody says. So no one joins what "she" said with his words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal

from onrecord.datamodel import Report, Statement
from onrecord.people import Cast

__all__ = ["Pronoun", "find_pronouns", "pronoun_of"]

Pronoun = Literal["he", "she"]


def pronoun_of(statement: Statement) -> Pronoun | None:
    """The pronoun that a statement has for its source, if it is no other words."""
    match [passage.exact.casefold() for passage in statement.source]:
        case ["he"]:
            return "he"
        case ["she"]:
            return "she"
        case _:
            return None


def find_pronouns(reports: Sequence[Report], statements: Sequence[tuple[Statement, ...]], cast: Cast) -> Mapping[str, Pronoun]:
    """By the id of a person what most reports say; each has one vote, and nobody is told of where as many say otherwise."""
    votes: dict[str, Counter[Pronoun]] = defaultdict(Counter)
    for report, mine in zip(reports, statements, strict=True):
        told: dict[str, Counter[Pronoun]] = defaultdict(Counter)
        for statement in mine:
            pronoun, person = pronoun_of(statement), cast.person_of(report.id, statement)
            if pronoun is not None and person is not None:
                told[person.id][pronoun] += 1
        for person_id, counts in told.items():
            if (most := _most(counts)) is not None:
                votes[person_id][most] += 1
    return {person_id: most for person_id, counts in votes.items() if (most := _most(counts)) is not None}


def _most(counts: Counter[Pronoun]) -> Pronoun | None:
    if counts["he"] == counts["she"]:
        return None
    return "he" if counts["he"] > counts["she"] else "she"
