"""The two reports everything starts from: what they tell together, and what may not be said of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from onrecord.collation.details import NOT_TOLD
from onrecord.record import compile_record
from onrecord.reports import read_reports
from tests.collation.told import readings

SEEDS = Path(os.environ.get("ONRECORD_SHARED", Path(__file__).parents[3] / "shared")) / "seeds"


@pytest.mark.shared
@pytest.mark.skipif(not SEEDS.is_dir(), reason="the two seed reports are not beside the repository (set ONRECORD_SHARED)")
def test_the_offer_has_two_readings_and_nothing_conflicts() -> None:
    reports = [outcome.report for outcome in read_reports([SEEDS]) if outcome.report is not None]
    record = compile_record(reports)
    offers = [
        u
        for u in record.utterances
        if any(row[0] == "wording" and {"resign", "leave my post"} <= set(row[1:]) for row in readings(u.collation))
    ]
    (offer,) = offers
    assert [telling.manner for telling in offer.tellings].count("direct") == 2
    assert "altered-inside-marks" not in {place.variant for place in offer.collation.places}
    assert all(len({telling.report_id for telling in u.tellings}) == 2 for u in record.utterances)
    verdicts = {fact.verdict for fact in record.facts}
    assert "conflict" not in verdicts
    both = [f for f in record.facts if f.verdict == "coarser" and all(detail.value != NOT_TOLD for detail in f.values)]
    coarser = [f.values[0].value for f in both if f.kind in ("amount", "date", "place")]
    assert coarser == ["earlier this month", "USD 500000000000", "Saudi Arabia"]
    assert "267 drones" in [item.passage.exact for item in record.only]


@pytest.mark.shared
@pytest.mark.skipif(not SEEDS.is_dir(), reason="the two seed reports are not beside the repository (set ONRECORD_SHARED)")
def test_the_five_that_both_tell_are_joined_and_nothing_else() -> None:
    record = compile_record([outcome.report for outcome in read_reports([SEEDS]) if outcome.report is not None])
    told = [" ".join(p.exact for t in u.tellings for p in t.content).casefold() for u in record.utterances]
    for word in ("resign", "dictator", "generations", "billion", "realistic"):
        assert sum(word in words for words in told) == 1, word
    assert len(record.utterances) == 5
    assert all(len({t.report_id for t in u.tellings}) == 2 for u in record.utterances)
