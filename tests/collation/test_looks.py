"""What is computed for all pairs of a story together is what a walk over them, one by one, gives."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import onrecord
from onrecord.collation.pairs import (
    OPENING,
    Candidates,
    _doubts,
    _in_order,
    _pick,
    describe,
    find_candidates,
    look_around,
    shipped_weights,
)
from onrecord.collation.units import Sentence, Unit, find_units
from onrecord.people import cast_people
from onrecord.record.compiling import order_reports
from onrecord.samples import find_sample
from onrecord.statements import find_statements


@cache
def _candidates(story: str) -> Candidates:
    reports = order_reports([o.report for o in onrecord.read_reports([find_sample(story)]) if o.report])
    told = [find_statements(report.text) for report in reports]
    return find_candidates(find_units(reports, told, cast_people(reports, told)))


def _near(sentence: Sentence, told: list[Sentence], *, after: bool) -> list[Sentence]:
    """The two sentences of a report that stand next before or after another and do not overlap with it."""
    start, end = sentence.spans[0].start, sentence.spans[-1].end
    if after:
        return [other for other in told if other.spans[0].start >= end][:2]
    return [other for other in reversed(told) if other.spans[-1].end <= start and other is not sentence][:2]


@pytest.mark.parametrize("story", ["ceasefire", "harbour-trial"])
def test_what_stands_around_a_pair_is_found_as_one_by_one(story: str) -> None:
    candidates = _candidates(story)
    rows = describe(candidates)
    first = shipped_weights().first
    scores = (first.scores(rows) * _doubts(rows)).tolist()
    pairs = [candidates.pair(number) for number in range(len(candidates))]
    told: dict[int, list[Sentence]] = {}
    for unit in (unit for pair in pairs for unit in pair):
        if unit.sentence not in told.setdefault(unit.report, []):
            told[unit.report].append(unit.sentence)
    for sentences in told.values():
        sentences.sort(key=lambda s: (s.spans[0].start, s.spans[-1].end))

    def likeliest(one: Sentence, other: Sentence) -> float:
        return max(
            (s for s, (a, b) in zip(scores, pairs, strict=True) if {a.sentence, b.sentence} == {one, other}), default=0.0
        )

    def around(a: Unit, b: Unit) -> float:
        sides = [(_near(s, told[s.report], after=after)) for after in (False, True) for s in (a.sentence, b.sentence)]
        near = [(m, n) for mine, theirs in (sides[:2], sides[2:]) for m in mine for n in theirs]
        return max((likeliest(m, n) for m, n in near), default=0.0)

    found = look_around(candidates, rows, first)
    assert len(found) == len(pairs) > 50
    for number in range(0, len(pairs), 7):
        a, b = pairs[number]
        heads = any(unit.sentence.headline or unit.sentence.depth < OPENING for unit in (a, b))
        same = [
            score
            for score, (c, d) in zip(scores, pairs, strict=True)
            if (c.sentence, d.sentence) == (a.sentence, b.sentence) and not (c.overlaps(a) or d.overlaps(b))
        ]
        assert found[number].tolist() == [0.0 if heads else around(a, b), max(same, default=0.0), float(heads)]


def test_of_the_sentences_of_a_report_the_three_nearest_are_picked_with_four_clauses_each() -> None:
    # Two units: the first is near to six clauses of sentence 0 and to sentences 1 to 3 of report 5; the second to one of report 6.
    unit_of = np.array([0] * 9 + [1])
    near = np.array([1.9, 1.8, 1.7, 1.6, 1.5, 1.4, 1.2, 0.9, 0.8, 0.7])
    sentences = np.array([0, 0, 0, 0, 0, 0, 1, 2, 3, 4])
    reports = np.array([5] * 9 + [6])
    chosen, rank, lead = _pick(unit_of, near, reports, sentences)
    assert chosen.tolist() == [0, 1, 2, 3, 6, 7, 9]
    assert rank.tolist() == [0, 0, 0, 0, 1, 2, 0]
    assert lead.tolist() == pytest.approx([0.7, 0.6, 0.5, 0.4, -0.7, -1.0, 0.7])


def test_forty_are_picked_of_a_unit_at_most() -> None:
    reports = np.arange(60)
    chosen, rank, _ = _pick(np.zeros(60, dtype=np.int64), np.linspace(2, 1, 60), reports, reports)
    assert chosen.tolist() == list(range(40))
    assert set(rank.tolist()) == {0}


@pytest.mark.parametrize("most", [1, 40, 70_000, 1 << 40])
def test_numbers_are_sorted_by_their_halves_as_they_are_whole(most: int) -> None:
    keys = np.random.default_rng(7).integers(0, most, 3000)
    assert _in_order(keys).tolist() == np.argsort(keys, kind="stable").tolist()
    assert _in_order(keys[:0]).tolist() == []
