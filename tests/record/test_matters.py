from __future__ import annotations

import json

import pytest

from onrecord.outputs.positions import list_positions, write_positions
from onrecord.record.accounts import read_accounts
from onrecord.record.matters import NamedMatter
from onrecord.record.positions import find_positions
from onrecord.statements import find_statements
from tests.specimens import drawn_report


def why(matter: str, words: str) -> str | None:
    report, _ = drawn_report(f"“<q>{words}</q>,” <s>Mara Oru</s> <c>said</c>.")
    (statement,) = find_statements(report.text)
    return NamedMatter(matter).why(statement.content)


@pytest.mark.parametrize(
    "matter, words",
    [
        ("NATO membership", "I will leave my post if they let us join the alliance"),
        ("NATO membership", "We are ready to join the alliance"),
        ("ferry fares", "We will lower what a crossing by boat costs"),
        ("ferry fares", "We will lower the price of a crossing by boat"),
    ],
)
def test_other_words_that_mean_the_same(matter: str, words: str) -> None:
    assert str(why(matter, words)).startswith("near in meaning (0.5")


@pytest.mark.parametrize(
    "matter, words",
    [
        ("NATO membership", "The alliance will send more troops"),
        ("NATO membership", "We will not join the club of rich nations"),
        ("NATO membership", "NATO will send more troops to the river"),  # near by the name alone
        ("NATO membership", "We are ready to let Kessel join the alliance"),  # somebody else's
        ("ferry fares", "We will sell the two old boats"),
        ("the Orrin report", "Orrin must pay for his own lunch on Friday"),
        ("the Orrin report", "The inquiry of Kessel must be published in full"),
        ("fares", "We will do it"),
        ("…", "We will do it"),
    ],
)
def test_silence_before_a_wrong_matter(matter: str, words: str) -> None:
    assert why(matter, words) is None


def test_a_move_says_how_it_was_found() -> None:
    said = [
        drawn_report(
            f"“<q>{words}</q>,” <s>Mara Oru</s> <c>said</c>.", name=day, speaker="Mara Oru", published=day, outlet="Post"
        )
        for words, day in (
            ("We will lower the price of a crossing by boat", "2031-03-01"),
            ("We will raise the fare of every ferry in June", "2031-03-09"),
            ("We will mend the road to the mine", "2031-03-10"),
        )
    ]
    accounts = read_accounts([report for report, _ in said], [(statement,) for _, statement in said])
    (position,) = find_positions(accounts, "Mara Oru", on="ferry fares")
    assert [move.why for move in position.moves] == ["near in meaning (0.57), without its words", "has its words"]
    assert "near in meaning (0.57)" in " ".join(list_positions([position], width=100, colour=False).split())
    assert [move["why"] for move in json.loads(write_positions([position]))["positions"][0]["moves"]] == [
        move.why for move in position.moves
    ]
    assert {move.why for position in find_positions(accounts, "Mara Oru") for move in position.moves} == {""}
