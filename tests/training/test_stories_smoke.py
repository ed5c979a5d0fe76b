"""The trees as the package walks them give what their trainer gives."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("lightgbm", reason="training needs the train extra (lightgbm)")

from onrecord.stories.likeness import FEATURES, Trees
from training.stories.train import describe, fit, score_groups


def test_the_shipped_form_of_trees_gives_their_log_odds():
    chance = np.random.default_rng(3)
    rows = chance.integers(-1, 1_000_000, (600, len(FEATURES)))
    labels = [int(row[0] + row[3] > 900_000) for row in rows]
    booster = fit(rows, labels, [1.0] * len(rows))
    expected = booster.predict(rows, raw_score=True)
    assert Trees(describe(booster)).log_odds(rows) / 1e6 == pytest.approx(expected, abs=1e-3)


def test_the_figures_are_those_of_a_hand_count():
    gold = {"a": "x", "b": "x", "c": "y"}
    figures = score_groups(gold, {"a": "1", "b": "1", "c": "1"})
    assert (figures["P"], figures["R"]) == (55.6, 100.0)
    assert (figures["pair P"], figures["pair R"]) == (33.3, 100.0)
