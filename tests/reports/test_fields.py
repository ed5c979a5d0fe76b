"""Dates as they are printed, and as they are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reports.fields import normalise_date


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("2031-05-04", "2031-05-04"),
        ("20310504", "2031-05-04"),
        ("2031-05", "2031-05"),
        ("2031", "2031"),
        ("2031-05-04 09:30:00", "2031-05-04T09:30:00"),
        ("2031-05-04T09:30Z", "2031-05-04T09:30Z"),
        ("2031-05-04T09:30:00.123+0200", "2031-05-04T09:30:00+02:00"),
        ("May 4, 2031", "2031-05-04"),
        ("Sunday, 4 May 2031", "2031-05-04"),
        ("Sun, 04 May 2031 09:30:00 +0000", "2031-05-04T09:30:00+00:00"),
        ("2031-05-04 25:99", "2031-05-04"),
    ],
)
def test_a_date_is_kept_as_far_as_it_is_given(printed: str, kept: str) -> None:
    assert normalise_date(printed) == kept


@pytest.mark.parametrize("printed", ["04/05/2031", "2031-02-30", "2031-13", "last Sunday", "", "Mey 4, 2031"])
def test_what_is_no_date_or_two_is_not_decided(printed: str) -> None:
    assert normalise_date(printed) is None


@given(st.text(st.sampled_from("0123456789-/: TZ+.,MaySun"), max_size=30) | st.text(max_size=30))
def test_any_text_gives_a_date_or_none(printed: str) -> None:
    kept = normalise_date(printed)
    assert kept is None or kept[:4].isdigit()
