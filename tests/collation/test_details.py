"""Figures, amounts and dates as printed, with the value they are compared by."""

from __future__ import annotations

import pytest

from onrecord.collation.details import find_figures
from tests.specimens import report_of


def figures(words: str) -> list[tuple[str, str, str]]:
    return [(f.detail.kind, f.detail.passage.exact, f.detail.value) for f in find_figures(report_of(words))]


@pytest.mark.parametrize(
    "words, wanted",
    [
        ("They launched 267 kites at dusk.", ("number", "267 kites", "267")),
        ("Ten generations of fishers paid.", ("number", "Ten generations", "10")),
        ("Twenty-one ferries sailed.", ("number", "Twenty-one ferries", "21")),
        ("More than 200 people slept there.", ("number", "More than 200 people", ">200")),
        ("About 380 deckhands left.", ("number", "About 380 deckhands", "~380")),
        ("Dozens of boats sank.", ("number", "Dozens of boats", "24..144")),
        ("It cost $500 billion.", ("amount", "$500 billion", "USD 500000000000")),
        ("It cost £3.5m in all.", ("amount", "£3.5m", "GBP 3500000")),
        ("It cost 1.2 million crowns.", ("amount", "1.2 million crowns", "crowns 1200000")),
        ("Hundreds of billions of it went.", ("amount", "Hundreds of billions", "200000000000..1000000000000")),
        ("Turnout fell to 41.5 per cent.", ("percentage", "41.5 per cent", "41.5%")),
        ("Turnout fell to 41% on the isles.", ("percentage", "41%", "41%")),
        ("Petra Novely, 24, got out.", ("number", "24", "24")),
        ("The mill burned on 3 March 2026.", ("date", "3 March 2026", "2026-03-03")),
        ("The mill burned on Sept. 28.", ("date", "Sept. 28", "--09-28")),
        ("The mill was built in 1931.", ("date", "1931", "1931")),
        ("It burned at 4.10 a.m. in the dark.", ("time", "4.10 a.m.", "04:10")),
        ("He came earlier this month.", ("date", "earlier this month", "earlier this month")),
    ],
)
def test_a_detail_is_read_with_its_value(words: str, wanted: tuple[str, str, str]) -> None:
    assert wanted in figures(words)


@pytest.mark.parametrize("words", ["One of them left.", "He is number two.", "Nobody came.", "The first boat sank."])
def test_what_counts_nothing_is_no_figure(words: str) -> None:
    assert figures(words) == []


def test_over_so_many_years_is_how_long_and_over_so_many_barges_is_more() -> None:
    assert [f.detail.value for f in find_figures(report_of("She took it over four years, with over 40 barges."))] == [
        "4",
        ">40",
    ]


CUT = (
    "He spent a half million crowns, a hundred times more than 2 million of the twenty-two boats in 3.5 percent of all ports.",
    "Several dozen of the 12-year-old barges, worth £40m a year, sank a mile off Pier 9 on May 3, 2019, at 5:30 p.m., hundreds of",
    "All but two of nearly thirty five thousand people, one in ten per cent, ran for a half hour; more than over four years ago, a",
)


@pytest.mark.parametrize("words", CUT)
def test_a_report_that_breaks_off_anywhere_is_read(words):
    for end in range(1, len(words) + 1):
        report = report_of(words[:end])
        assert all(figure.detail.passage.exact in words for figure in find_figures(report))
