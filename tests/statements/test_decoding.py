"""Decoding: the tree gives the loop's best path and sum; spans do not crumble."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from onrecord.statements.decoding import LABELS, best_labels


def score_of(row, scores, changes):
    total = scores[0, row[0]]
    for t in range(1, len(row)):
        a, b = row[t - 1], row[t]
        total += changes[a, b] + scores[t, b]
        if a != b:
            total += {1: scores[t, 4], 2: scores[t, 5]}.get(b, 0.0) + {1: scores[t, 6], 2: scores[t, 7]}.get(a, 0.0)
    return total


@pytest.mark.parametrize("size", [2, 3, 5, 6])
def test_the_best_labels_are_those_of_trying_them_all(size):
    rng = np.random.default_rng(size)
    scores = rng.normal(size=(3, size, 8)).astype(np.float32)
    changes = rng.normal(size=(4, 4)).astype(np.float32)
    labels, sure = best_labels(scores, changes)
    for n in range(3):
        rows = list(itertools.product(range(LABELS), repeat=size))
        all_scores = np.asarray([score_of(row, scores[n], changes) for row in rows])
        assert tuple(labels[n]) == rows[int(all_scores.argmax())]
        assert sure[n] == pytest.approx(all_scores.max() - np.log(np.exp(all_scores).sum()), abs=1e-3)
