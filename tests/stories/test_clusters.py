"""Joining what has changed gives what joining all gives, whatever the ties and whatever editors say."""

from __future__ import annotations

import random

import pytest

from onrecord.stories.clusters import JudgedReports, join_reports, rejoin_reports
from onrecord.stories.likeness import WHOLE

Ties = dict[str, dict[str, int]]


def _graph(chance: random.Random, size: int) -> Ties:
    """Reports of which neighbours are tied, so that long chains hang together."""
    ties: Ties = {f"r{number:03}": {} for number in range(size)}
    names = list(ties)
    for at, one in enumerate(names):
        for other in names[at + 1 : at + 6]:
            if chance.random() < 0.5:
                ties[one][other] = ties[other][one] = chance.choice([20, 150, 200, 300, 500, 800, WHOLE])
    return ties


def _without(ties: Ties, gone: str) -> Ties:
    return {one: {other: n for other, n in row.items() if other != gone} for one, row in ties.items() if one != gone}


def _groups(found: list[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {report: group for group in found for report in group}


@pytest.mark.parametrize("seed", range(40))
def test_what_changed_is_joined_as_if_all_were(seed: int) -> None:
    chance = random.Random(seed)
    whole = _graph(chance, 40)
    words = [JudgedReports((a, b), same) for a, b, same in (_word(chance, list(whole)) for _ in range(seed % 4))]
    kept: dict[str, tuple[str, ...]] = {}
    arrived: set[str] = set()
    for report in chance.sample(sorted(whole), len(whole)):
        arrived.add(report)
        ties = {one: {other: n for other, n in whole[one].items() if other in arrived} for one in arrived}
        kept.update(_groups(rejoin_reports(ties, [report], lambda r: kept.get(r, ()), words)))
        told = [word for word in words if arrived.issuperset(word.pair) and report in word.pair]
        if told:  # a word counts from when both are there
            changed = [each for word in told for each in word.pair]
            kept.update(_groups(rejoin_reports(ties, changed, lambda r: kept.get(r, ()), words)))
        assert kept == _groups(join_reports(ties, arrived, words))


@pytest.mark.parametrize("seed", range(20))
def test_what_a_report_leaves_behind_is_joined_as_if_it_had_never_been(seed: int) -> None:
    chance = random.Random(seed)
    whole = _graph(chance, 40)
    kept = _groups(join_reports(whole, whole))
    gone = chance.choice(sorted(whole))
    ties = _without(whole, gone)
    torn = {*kept[gone], *whole[gone]} - {gone}
    before = {report: group for report, group in kept.items() if gone not in group}
    after = before | _groups(rejoin_reports(ties, torn, lambda r: before.get(r, ())))
    assert {report: group for report, group in after.items() if report != gone} == _groups(join_reports(ties, ties))


def _word(chance: random.Random, names: list[str]) -> tuple[str, str, bool]:
    one, other = chance.sample(names, 2)
    return one, other, chance.random() < 0.5
