"""The story that is made for measuring: as many reports as asked for, all different, and the same every time."""

from __future__ import annotations

from benchmarks.story import made_reports, measure
from onrecord.statements import find_statements


def test_made_reports_differ_and_are_the_same_every_time() -> None:
    reports = made_reports(8)
    assert len({report.text.words for report in reports}) == 8
    assert [report.text.words for report in made_reports(8)] == [report.text.words for report in reports]


def test_each_step_is_timed() -> None:
    reports = made_reports(3)
    taken = measure(reports, [find_statements(report.text) for report in reports])
    assert list(taken) == ["people", "citations", "shared passages", "collate", "differences"]
    assert all(seconds >= 0 for seconds in taken.values())
