"""The two reports everything starts from: their furniture is found, and nothing else is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from onrecord.reports import read_reports

SEEDS = Path(os.environ.get("ONRECORD_SHARED", Path(__file__).parents[3] / "shared")) / "seeds"


@pytest.mark.shared
@pytest.mark.skipif(not SEEDS.is_dir(), reason="the two seed reports are not beside the repository (set ONRECORD_SHARED)")
def test_the_seeds_furniture_is_found_and_nothing_else() -> None:
    first, second = (outcome.report for outcome in read_reports([SEEDS]))
    assert first is not None
    assert second is not None
    assert [b.kind for b in first.text.blocks] == ["headline", *["body"] * 13, "furniture", "furniture"]
    assert [b.kind for b in second.text.blocks] == [*["body"] * 12, "furniture"]
    assert first.headline is not None
    assert second.headline is None
