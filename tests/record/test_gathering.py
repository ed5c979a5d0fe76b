"""Matters: moves of one issue in any words, without a chain that ties everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from onrecord.record.gathering import Traits, gather


def move(words: str, day: int, headline: str) -> Traits:
    return Traits(words, frozenset(word.casefold() for word in words.split() if len(word) > 4), date(2031, 3, day), headline)


FERRY = "Ferry crews of Larrow walk out over pay"
TAX = "Council of Larrow quarrels over the property tax"
MOVES = [
    move("he would raise the crews' wages by two per cent", 1, FERRY),
    move("to look at that request", 2, FERRY),
    move("the levy on houses must come down", 3, TAX),
    move("to pay sailors more than they earn now", 4, FERRY),
    move("homeowners cannot be asked for another crown", 5, TAX),
]


def test_moves_are_gathered_by_meaning_and_headline() -> None:
    assert gather(MOVES, {}) == [[0, 3], [1], [2, 4]]


def test_without_headlines_in_common_days_and_meaning_have_to_be_nearer() -> None:
    others = (
        "Rain floods the fair",
        "Bakers win a prize",
        "A lion is born",
        "Chess club looks for members",
        "The moon tonight",
    )
    apart = [replace(move, headline=headline) for move, headline in zip(MOVES, others, strict=True)]
    assert gather(apart, {}) == [[0, 3], [1], [2], [4]]


def test_what_is_tied_is_of_one_matter() -> None:
    assert gather(MOVES, {}, [(0, 2)]) == [[0, 2, 3], [1], [4]]
    assert gather([], {}) == []
