"""The statements runner: gold repeated is all right, nothing found is nothing right, and the cases are the scorer's counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from evaluation import statements
from evaluation.measure import Measure, as_measures

pytestmark = pytest.mark.shared

Say = Callable[[Mapping[str, Any]], list[dict[str, Any]]]


@pytest.fixture
def measured(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Say], dict[str, Measure]]:
    def run(say: Say) -> dict[str, Measure]:
        def door(reports: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
            return [{"id": report["id"], "statements": say(report)} for report in reports]

        monkeypatch.setattr(statements, "statements", door)
        return as_measures(statements.measure(shared))

    return run


def test_gold_repeated_is_right(measured: Callable[[Say], dict[str, Measure]]) -> None:
    measures = measured(lambda report: report["attributions"])
    assert measures["relation half"].value > 0.99  # two attributions of the gold with the same words are one pair
    assert measures["content exact"].value == 1


def test_nothing_found_is_nothing_right(measured: Callable[[Say], dict[str, Measure]]) -> None:
    measures = measured(lambda report: [])
    assert {measure.value for measure in measures.values()} == {0.0}
    assert not any(measures["relation half"].cases.values())


def test_the_cases_are_as_many_as_the_scorer_counts(measured: Callable[[Say], dict[str, Measure]]) -> None:
    half = measured(lambda report: report["attributions"][::2])["relation half"]
    assert len(half.cases) == half.counts["gold"]
    assert sum(half.cases.values()) == half.counts["found"]
