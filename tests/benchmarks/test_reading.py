"""What the cost of interpreting is measured by: both parts are timed, and statements counted."""

from __future__ import annotations

from benchmarks.reading import Cost, measure


def test_finding_and_interpreting_are_timed_apart() -> None:
    cost = measure(["“We will stay,” Ilse Maron said on Tuesday.", "Nothing was said."])
    assert cost.statements == 1
    assert cost.finding > 0
    assert cost.interpreting > 0


def test_the_cost_is_shown_as_a_share_of_finding() -> None:
    assert "50.0% (3 statements)" in str(Cost(3, 2.0, 1.0))
