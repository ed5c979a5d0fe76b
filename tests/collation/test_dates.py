"""Expressions of time, worked out against the day of the report."""

from __future__ import annotations

from datetime import date

import pytest

from onrecord.collation.dates import _EXPRESSION, _HINT, find_times, find_whens
from onrecord.spans import Span

SUNDAY = "2025-10-12"


@pytest.mark.parametrize(
    "words, published, wanted",
    [
        ("He offered on Sunday to leave.", SUNDAY, ("Sunday", "2025-10-12", "day")),
        ("She said so on Tuesday.", SUNDAY, ("Tuesday", "2025-10-07", "day")),
        ("Three days after she refused, she found some.", "2026-05-14", ("Three days after", "2026-05-10/2026-05-11", "week")),
        ("Weeks after the fire nobody knew.", SUNDAY, ("Weeks after", "2025-08-23/2025-09-28", "week")),
        ("He will travel to Port Sarel on Thursday.", SUNDAY, ("Thursday", "2025-10-16", "day")),
        ("He is to meet both sides on Thursday.", "2025-10-13", ("Thursday", "2025-10-16", "day")),
        ("If the crews go back on Saturday, she pays.", "2026-05-14", ("Saturday", "2026-05-16", "day")),
        ("She would pay more if the crews returned on Saturday.", "2026-05-14", ("Saturday", "2026-05-16", "day")),
        ("She said that she paid the crews on Saturday.", "2026-05-14", ("Saturday", "2026-05-09", "day")),
        ("The strike, which began on Saturday, goes on.", "2026-05-14", ("Saturday", "2026-05-09", "day")),
        ("It could end by Monday.", "2026-05-14", ("Monday", "2026-05-18", "day")),
        ("Members vote tomorrow night.", "2026-05-14", ("tomorrow", "2026-05-15", "day")),
        ("It broke down yesterday.", "2026-05-12", ("yesterday", "2026-05-11", "day")),
        ("They met last week.", "2025-10-13", ("last week", "2025-10-06/2025-10-12", "week")),
        ("They meet in the coming week.", SUNDAY, ("the coming week", "2025-10-13/2025-10-19", "week")),
        ("He came earlier this month.", "2025-10-13", ("earlier this month", "2025-10-01/2025-10-13", "month")),
        ("It was hit last month.", "2025-10-13", ("last month", "2025-09", "month")),
        ("They walked out last weekend.", "2026-05-14", ("last weekend", "2026-05-09/2026-05-10", "weekend")),
        ("Fighting resumed in August.", SUNDAY, ("in August", "2025-08", "month")),
        ("It began in May 2021 at sea.", SUNDAY, ("in May 2021", "2021-05", "month")),
        ("It was the first since the spring.", SUNDAY, ("since the spring", "2025-03-01/2025-06-30", "season")),
        ("It was fined seven years ago.", "2026-03-04", ("seven years ago", "2019", "year")),
        ("It was built in 1931 of stone.", SUNDAY, ("1931", "1931", "year")),
        ("It fell on 28 September.", SUNDAY, ("28 September", "2025-09-28", "day")),
        ("It fell on Dec. 28 at noon.", "2026-01-03", ("Dec. 28", "2025-12-28", "day")),
        ("It burned on March 3, 2017.", SUNDAY, ("March 3, 2017", "2017-03-03", "day")),
        ("He came earlier this month.", None, ("earlier this month", "earlier this month", "words")),
    ],
)
def test_an_expression_is_an_interval_of_its_own_granularity(
    words: str, published: str | None, wanted: tuple[str, str, str]
) -> None:
    day = date.fromisoformat(published) if published else None
    found = [(w.span.cut(words), w.value, w.grain) for _, w in find_whens(words, [Span(0, len(words))], day)]
    assert found == [wanted]


@pytest.mark.parametrize(
    "words",
    """on Friday | in the evening of Dec. 3 | THIS EVENING | Last Night | this afternoon | this Morning | tonight | Yesterday
    | mid-May | in late Sept. | until 2031 | over the past few years | at the weekend | last fall | LATER THIS YEAR
    | nearly two weeks earlier | the following day | a day later, | today | 3 of June | by Apr. 2019""".split("|"),
)
def test_no_sentence_with_an_expression_is_passed_over(words: str) -> None:
    assert _EXPRESSION.search(words.strip())
    assert _HINT.search(words.casefold())


def test_two_days_later_counts_from_the_day_told_last() -> None:
    words = "They met on Monday. Two days later the deal fell. two days later"
    sentences = [Span(0, 19), Span(20, 49), Span(50, len(words))]
    found = [w.value for _, w in find_whens(words, sentences, date(2026, 5, 15))]
    assert (found[0], found[-1]) == ("2026-05-11", "2026-05-13")


def test_a_month_that_is_a_verb_and_a_day_that_is_none_are_no_dates() -> None:
    words = "He may go, and May left on February 30."
    assert list(find_whens(words, [Span(0, len(words))], date(2026, 5, 15))) == []


@pytest.mark.parametrize(
    "words, value",
    [("at 4.10 a.m. in the dark", "04:10"), ("shortly after 4 a.m. there", "04:00..04:30"), ("before dawn", "03:00..07:00")],
)
def test_times_of_the_day_are_ranges_where_no_clock_says_more(words: str, value: str) -> None:
    assert [found[3] for found in find_times(words, Span(0, len(words)))] == [value]


def test_what_stands_after_three_days_after_was_three_days_before_the_day_of_the_sentence() -> None:
    words = "She raised the offer yesterday, three days after the talks failed."
    found = [when.value for _, when in find_whens(words, [Span(0, len(words))], date(2026, 5, 15))]
    assert found == ["2026-05-14", "2026-05-11"]


@pytest.mark.parametrize("words", ["It will close three days after the vote.", "He left. The day after, it rained."])
def test_what_is_to_come_after_something_dates_nothing_before(words: str) -> None:
    sentences = [Span(0, len(words))]
    assert all(when.last < date(2026, 5, 15).toordinal() - 1 for _, when in find_whens(words, sentences, date(2026, 5, 15)))


@pytest.mark.parametrize(
    "words, days",
    [
        ("The town met the day after tomorrow.", ["2026-05-16"]),
        ("Day after day he came to the quay.", []),
        ("They marched week after week.", []),
    ],
)
def test_day_after_day_and_the_day_after_tomorrow_are_not_counted_back(words: str, days: list[str]) -> None:
    assert [when.value for _, when in find_whens(words, [Span(0, len(words))], date(2026, 5, 15))] == days
