"""The speakers runner: a system that repeats the gold is right in every case, one that says nothing in none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from evaluation import speakers
from evaluation.measure import as_measures

pytestmark = pytest.mark.shared


def saying(say: Callable[[Mapping[str, Any]], list[dict[str, Any]]]) -> Callable[..., list[dict[str, Any]]]:
    def statements(reports: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [{"id": report["id"], "outcome": "used", "statements": say(report)} for report in reports]

    return statements


def repeat(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {**a, "condition": [a["condition"]] if a.get("condition") else [], "via": [{"name": a["via"]}] if a.get("via") else []}
        for a in report["attributions"]
    ]


def test_gold_repeated_is_right_in_every_case(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speakers, "statements", saying(repeat))
    measures = as_measures(speakers.measure(shared))
    assert set(measures) == {*speakers.PLAIN, *speakers.RATED, "named right"}
    assert measures["speaker strict"].value == measures["named right"].value == 1
    assert all(measures["record"].cases.values())


def test_the_cases_are_as_many_as_the_scorer_counts(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every_other = saying(lambda report: repeat(report)[::2])
    monkeypatch.setattr(speakers, "statements", every_other)
    record = as_measures(speakers.measure(shared))["record"]
    assert len(record.cases) == record.counts["gold"]
    assert sum(record.cases.values()) == record.counts["right"]


def test_nothing_found_is_nothing_right(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speakers, "statements", saying(lambda report: []))
    measures = as_measures(speakers.measure(shared))
    assert measures["record"].value == 0
    assert not any(measures["record"].cases.values())
    assert "speaker strict" not in measures
