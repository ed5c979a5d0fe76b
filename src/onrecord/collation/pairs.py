"""How likely two tellings are one utterance: units in, scored pairs with their reasons out.

What is hard here is that no single measure parts "two tellings of one utterance" from "the same person on the same matter":
two translations of one sentence share fewer words than two sentences of one speech, and "will resign" is as near to "will not
resign" as words can be. So a pair is described by what can be observed of it (words shared, weighed by their rarity in the
story; how much of the shorter telling they make up; their order; quotation marks; denials and figures; the speakers; days and
surroundings; whether each is the best the other report has for it), and a logistic regression, trained on labelled events,
weighs these observations. A second one looks again and knows of each pair how likely the sentences around it, and the rest of
its own, are joined: reports of one speech often tell it in one order. Sentence embeddings were tried and added nothing.

The work grows with the number of tellings and of candidates for each, not with all pairs: what shares words is found by an
index, only the nearest are looked at closely, and what many reports print word for word the same is looked at once.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice, product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, LCSseq
from rapidfuzz.process import cpdist

from onrecord.collation.units import Sentence, Unit
from onrecord.collation.vocabulary import TOGETHER, Shared, Vocabulary
from onrecord.stories.words import find_words

__all__ = [
    "FEATURES",
    "LOOKS",
    "Candidates",
    "Regression",
    "Scores",
    "Weights",
    "are_two_people",
    "describe",
    "find_candidates",
    "has_open_speaker",
    "is_same_label",
    "look_around",
    "reasons_of",
    "score_pairs",
    "share_of_shorter",
    "shipped_weights",
]

NEAREST = 3
"""Tellings of each other report that are looked at closely for each telling."""
MOST = 40
"""The same over all reports together: in a story of many reports the nearest are enough to hold a group together."""
CLAUSES = 4
"""Runs of clauses of each of these sentences."""
LEAST_SHARED = 0.3
"""Weight of shared words below which a pair is not looked at."""
_BLOCK = 64
"""Tellings whose nearest ones are picked at a time."""
_HALF_BITS = 16
_HALF = (1 << _HALF_BITS) - 1
"""The part of a number by which it is sorted at a time."""
AROUND = 2
"""Sentences before a pair, and after it, that are looked at once more."""
OPENING = 0.12
"""How far down its report a sentence stands at most that may sum up what follows (0 to 1)."""
LOOSE_RUN = 4
"""Words in a row that a stretch of which nothing says that it is told has in common with a telling, at least."""
DENIED = 0.35
"""What is left of a likelihood where one denies what the other asserts; set by hand."""
DENIED_MOST = 0.5
"""Share of what both share that one denies and the other asserts, above which that is so."""
VERBATIM = 0.8
"""Share of the longer telling that must stand in one run in the other for the two to be word for word the same."""
VERBATIM_WORDS = 8
"""Words that the run has at least."""
RUN_WORDS = 12
"""Words of the longest run that both have, from which on one more says nothing."""
CERTAIN = 0.9
"""How likely such a pair is at least: the weights know few of them that stand in no statement."""
SAME_WORDS = 8
"""Words in a row from which two first names beside one last name are one person's, or two last names beside one first name."""
LABEL_WORDS = 4
"""Words that matter which a label in quotation marks has at most."""
LABEL_WEIGHT = 0.3
"""Weight that they have together at least."""
QUOTED_WHOLE = 0.5
"""How likely a pair is at least of which one is a quotation that stands word for word in a longer one of the same person."""
QUOTED_WORDS = 5
"""Words that such a quotation has at least."""
SAME_LABEL = 0.5
"""How likely a pair is at least in which both take the same label of one person, and nothing else, into quotation marks."""
BOTH_DENY = 0.5
"""How likely a pair is at least in which one person denies the same in both."""
DENIED_SHARE = 0.7
"""Share of the shorter telling, and of what is shared, that is denied in both then."""
DENIED_WORDS = 3
"""Words that matter which are shared then, at least."""
OTHER_FIGURES = 0.4
"""The same where the two give other figures."""

_BODIES = frozenset({"organisation", "group", "document", "unnamed"})
_RELATIONS = ("same", "possible", "one unknown", "both unknown", "other", "described otherwise")
_UNSETTLED = ("one unknown", "both unknown", "other", "described otherwise")
_SPEAKERS_APART = (
    "speaker possible",
    "speaker unknown in one",
    "speaker unknown in both",
    "speaker another",
    "speaker described otherwise",
)
"""What is observed where the speakers of a pair are not known to be the same."""

FEATURES = (
    "contained",
    "alike",
    "order",
    "run",
    "run share",
    "shared weight",
    "shared words",
    "shorter",
    "longer",
    "lengths",
    "quoted weight",
    "quoted share",
    "same label",
    "speaker possible",
    "speaker unknown in one",
    "speaker unknown in both",
    "speaker another",
    "speaker described otherwise",
    "no person",
    "denied",
    "other figures",
    "same figures",
    "both direct",
    "both indirect",
    "same act",
    "one headline",
    "two headlines",
    "statement score",
    "nearer ones",
    "nearest to each other",
    "lead",
    "same day",
    "other day",
    "surroundings",
    "depth apart",
    "thought",
    "rarest",
    "second rarest",
    "reordered quotation",
    "unknown and short",
    "covers",
    "one part",
    "two parts",
    "loose",
    "loose and short",
    "part of a headline's pair",
)
"""What is observed of a pair, in the order of the weights."""
LOOKS = {"first": FEATURES, "second": (*FEATURES, "around", "rest of the sentences", "summing up")}
"""What each look at a pair observes: the second, what the first found around it too (`look_around`)."""


@dataclass(frozen=True, slots=True)
class Scores:
    """How likely pairs of units are one utterance (0 to 1), by their numbers.

    ``first_of`` names for each unit the first that is printed the same; ``twins`` has, for a first with others like it, all of
    them. Only firsts stand in ``pairs``, and each with its second.
    """

    pairs: dict[tuple[int, int], float]
    first_of: dict[int, int]
    twins: dict[int, tuple[int, ...]]

    def of(self, m: int, n: int) -> float | None:
        """The score of two units; None where the pair was not looked at closely."""
        a, b = self.first_of.get(m, m), self.first_of.get(n, n)
        if a == b:
            alike = self.twins.get(a)
            return self.pairs[alike[0], alike[1]] if alike is not None else None
        return self.pairs.get((min(a, b), max(a, b)))

    def ranked(self, least: float) -> Iterator[tuple[float, int, int]]:
        """Every pair of firsts, and every first with each that is printed the same, that is as likely as that."""
        for (a, b), score in self.pairs.items():
            if score >= least and self.first_of[b] != a:
                yield score, a, b
        for a, alike in self.twins.items():
            if (score := self.pairs[a, alike[1]]) >= least:
                for b in alike[1:]:
                    yield score, a, b


@dataclass(frozen=True, slots=True)
class Regression:
    """A logistic regression over features: each one's middle and spread, its weight, and the bias."""

    middle: NDArray[np.float64]
    spread: NDArray[np.float64]
    weight: NDArray[np.float64]
    bias: float

    def scores(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """The likelihood of each row of features, from 0 to 1."""
        logits = ((rows - self.middle) / self.spread) @ self.weight + self.bias
        scores: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        return scores


@dataclass(frozen=True, slots=True)
class Weights:
    """What each of the two looks at a pair weighs, in the order of `LOOKS`."""

    first: Regression
    second: Regression

    def scores(self, candidates: Candidates) -> list[float]:
        """The likelihood of each pair, from 0 to 1."""
        if not len(candidates):
            return []
        rows = describe(candidates)
        around = look_around(candidates, rows, self.first)
        scores = np.maximum(self.second.scores(np.hstack([rows, around])), _leasts(candidates, rows)) * _doubts(rows)
        return [round(score, 4) for score in scores.tolist()]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Pairs of tellings of two reports that are looked at closely, and how each ranks among what the other's report has.

    Each is a row of columns: a story of forty reports has fifty thousand of them. ``first`` and ``second`` are the places of
    its two ends in ``units``, and ``shared`` the words that these share; ``covers`` is the share they have of what their whole
    sentences share; ``parts`` counts those that are no whole sentence.
    """

    units: Sequence[Unit]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    nearer: NDArray[np.float64]
    lead: NDArray[np.float64]
    covers: NDArray[np.float64]
    parts: NDArray[np.int64]
    shared: Shared

    def __len__(self) -> int:
        return len(self.first)

    def pair(self, number: int) -> tuple[Unit, Unit]:
        """The two ends of a pair."""
        return self.units[self.first[number]], self.units[self.second[number]]

    def ends(self, values: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
        """Of ``values``, one for each unit, those of both ends of each pair."""
        return ((values[a], values[b]) for a, b in zip(self.first.tolist(), self.second.tolist(), strict=True))


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """The weights that come with the package.

    Raises:
        ValueError: the file is of other features than this version observes.

    """
    told = json.loads((files("onrecord.models") / "pairs_v1" / "weights.json").read_text(encoding="utf-8"))
    if any(tuple(told.get(look, {}).get("features", ())) != features for look, features in LOOKS.items()):
        raise ValueError("the weights of models/pairs_v1 are of other features than this version observes; install it again")
    return Weights(*(_regression(told[look]) for look in LOOKS))


def _regression(told: Mapping[str, Any]) -> Regression:
    middle, spread, weight = (np.array(told[key], dtype=np.float64) for key in ("middle", "spread", "weight"))
    return Regression(middle, spread, weight, told["bias"])


def score_pairs(units: Sequence[Unit], weights: Weights) -> Scores:
    """The likelihood of each candidate pair of units.

    Units of one speaker that are printed word for word the same in several reports (dispatches are) are weighed against others
    once, by the first of them.
    """
    twins: dict[tuple[object, ...], list[Unit]] = {}
    for unit in units:
        alike = twins.setdefault(_print_of(unit), [])
        if not any(other.report == unit.report for other in alike[-1:]):
            alike.append(unit)
    first_of = {unit.number: alike[0].number for alike in twins.values() for unit in alike}
    first_of |= {unit.number: unit.number for unit in units if unit.number not in first_of}
    firsts = [unit for unit in units if first_of[unit.number] == unit.number]
    copied = [(alike[0], alike[1]) for alike in twins.values() if len(alike) > 1 and not alike[0].sentence.is_loose]
    candidates = find_candidates(firsts, units, copied=copied)
    numbers = [unit.number for unit in candidates.units]
    scored = dict(zip(candidates.ends(numbers), weights.scores(candidates), strict=True))
    return Scores(
        scored,
        first_of,
        {
            alike[0].number: tuple(unit.number for unit in alike)
            for alike in twins.values()
            if len(alike) > 1 and (alike[0].number, alike[1].number) in scored
        },
    )


def _print_of(unit: Unit) -> tuple[object, ...]:
    speaker = unit.person.id if unit.person is not None else unit.said.speaker
    return (
        speaker,
        unit.ns,
        unit.manner,
        unit.is_part,
        unit.sentence.is_loose,
        tuple(sorted(unit.denied)),
        tuple(sorted(unit.beside)),
        unit.sentence.pronoun,
        unit.sentence.meant,
    )


def _leasts(candidates: Candidates, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """How likely each pair is at least, by what labelled events hold too little of to be weighed."""
    least = np.where(_column(rows, "same label") > 0, SAME_LABEL, 0.0)
    denies = np.array([bool(unit.denied) for unit in candidates.units], dtype=np.bool_)
    one_speaker = np.all([_column(rows, name) == 0 for name in _SPEAKERS_APART], axis=0)
    for number in np.flatnonzero(denies[candidates.first] & denies[candidates.second] & one_speaker).tolist():
        if _deny_alike(*candidates.pair(number)):
            least[number] = BOTH_DENY
    least[_are_quoted_whole(candidates, rows) & one_speaker] = QUOTED_WHOLE
    for number in np.flatnonzero(_column(rows, "run") >= VERBATIM_WORDS / RUN_WORDS).tolist():
        if _is_verbatim(*candidates.pair(number)):
            least[number] = CERTAIN
    return least


def _column(rows: NDArray[np.float64], name: str) -> NDArray[np.float64]:
    return rows[:, FEATURES.index(name)]


def _is_verbatim(a: Unit, b: Unit) -> bool:
    """Are the two word for word the same, at a length at which that is no chance?"""
    return _longest_run(a, b) >= max(VERBATIM_WORDS, VERBATIM * max(len(a.ns), len(b.ns)))


def _are_quoted_whole(candidates: Candidates, rows: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Does a sentence that one report quotes stand word for word in a longer one that the other quotes?

    "I will go the same day" is made of common words, and is what is left of "If they find that I knew, I will go the same day".
    """
    lengths = np.array([len(unit.ns) for unit in candidates.units], dtype=np.int64)
    long_enough = np.minimum(lengths[candidates.first], lengths[candidates.second]) >= QUOTED_WORDS
    whole = (candidates.parts == 0) & (_column(rows, "run share") == 1)
    quoted: NDArray[np.bool_] = long_enough & whole & (_column(rows, "both direct") > 0)
    return quoted


def _deny_alike(a: Unit, b: Unit) -> bool:
    """Do both, which are of one known person, deny of several words most of what the shorter one is made of?"""
    if a.denied.isdisjoint(b.denied):
        return False
    shared = a.weights.keys() & b.weights.keys()
    both = math.fsum(a.weights[key] for key in shared)
    return (
        len(shared) >= DENIED_WORDS
        and both >= DENIED_SHARE * min(a.weight, b.weight)
        and math.fsum(a.weights[key] for key in shared & a.denied & b.denied) >= DENIED_SHARE * both
    )


def _doubts(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """What is left of each likelihood where something speaks against a pair that no likeness of words can outweigh.

    These stand outside the weights because labelled events hold few such pairs, and a false join of them is the worst: the
    words of two people, "will resign" beside "will not resign", 40 beside 90.
    """
    another, denied, figures = (_column(rows, name) for name in ("speaker another", "denied", "other figures"))
    left = np.where(another > 0, 0.0, 1.0) * np.where(denied > DENIED_MOST, DENIED, 1.0)
    return left * np.where(figures > 0, OTHER_FIGURES, 1.0)


def _is_denied_in_one(a: Unit, b: Unit) -> bool:
    """Is most of what both share denied in one and asserted in the other?"""
    if not _turned(a, b):
        return False
    denied = _weight_turned(a, b)
    return denied > DENIED_MOST * _shared_weight(a, b)


def _turned(a: Unit, b: Unit) -> frozenset[str]:
    """The words that one denies and the other asserts."""
    return (a.denied - b.denied - b.beside) | (b.denied - a.denied - a.beside)


def find_candidates(
    units: Sequence[Unit], among: Sequence[Unit] = (), *, copied: Sequence[tuple[Unit, Unit]] = ()
) -> Candidates:
    """The pairs worth a close look: for each telling the nearest ones that each other report has, by the words shared.

    ``among`` has all units of the story where ``units`` is a choice of them; ``copied`` pairs, which are printed the same, are
    added as they are.
    """
    place_of_unit = {unit: place for place, unit in enumerate(among or units)}
    where = np.array([place_of_unit[unit] for unit in units], dtype=np.int64)
    one, other, nearer, lead = _near_pairs(units)
    loose = np.array([unit.sentence.is_loose for unit in units], dtype=np.bool_)
    kept = np.ones(len(one), dtype=np.bool_)
    some = np.flatnonzero(loose[one] | loose[other])
    letters = [unit.letters for unit in units]
    kept[some] = [
        not _runs_of(letters[a]).isdisjoint(_runs_of(letters[b]))
        for a, b in zip(one[some].tolist(), other[some].tolist(), strict=True)
    ]
    alike = np.array([(place_of_unit[a], place_of_unit[b]) for a, b in copied], dtype=np.int64).reshape(len(copied), 2)
    first = np.concatenate([where[np.minimum(one, other)[kept]], alike[:, 0]])
    second = np.concatenate([where[np.maximum(one, other)[kept]], alike[:, 1]])
    shared, covers = _covers(among or units, first, second)
    covers[len(first) - len(copied) :] = 1.0
    is_part = np.array([unit.is_part for unit in among or units], dtype=np.int64)
    return Candidates(
        units=among or units,
        first=first,
        second=second,
        nearer=np.concatenate([nearer[kept], np.zeros(len(copied))]),
        lead=np.concatenate([lead[kept], np.ones(len(copied))]),
        covers=covers,
        parts=is_part[first] + is_part[second],
        shared=shared,
    )


def _near_pairs(
    units: Sequence[Unit],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The places of two units of which one is near to the other, each pair once, and how they rank and lead on both sides.

    One that is near to another which has nearer ones ranks behind all that are looked at there.
    """
    first, second, nearer, lead = _nearest(units)
    codes = first * len(units) + second
    order = np.argsort(codes)
    codes, first, second, nearer, lead = codes[order], first[order], second[order], nearer[order], lead[order]
    sought = second * len(units) + first
    back = np.minimum(np.searchsorted(codes, sought), len(codes) - 1)
    mutual = codes[back] == sought
    nearer = nearer + np.where(mutual, nearer[back], NEAREST)
    lead = np.where(mutual, np.minimum(lead, lead[back]), lead - 1.0)
    once = ~mutual | (first < second)
    return first[once], second[once], nearer[once], lead[once]


def _covers(units: Sequence[Unit], first: NDArray[np.int64], second: NDArray[np.int64]) -> tuple[Shared, NDArray[np.float64]]:
    """What each pair of units shares, and what share of what their whole sentences share it weighs."""
    whole: dict[Sentence, int] = {}
    for place, unit in enumerate(units):
        if not unit.is_part:
            whole[unit.sentence] = place
        else:
            whole.setdefault(unit.sentence, place)
    words = Vocabulary(units)
    shared = words.share(first, second)
    home = np.array([whole[unit.sentence] for unit in units], dtype=np.int64)
    sentences, of_pair = np.unique(home[first] * len(units) + home[second], return_inverse=True)
    of_sentences = words.share(*np.divmod(sentences, max(1, len(units)))).weight[of_pair]
    return shared, shared.weight / np.maximum(of_sentences, shared.weight)


def share_of_shorter(a: Unit, b: Unit) -> float:
    """How much of the weight of the lighter unit the other has too."""
    return _shared_weight(a, b) / min(a.weight, b.weight)


def _shared_weight(a: Unit, b: Unit) -> float:
    return math.fsum(a.weights[key] for key in a.weights.keys() & b.weights.keys())


def _nearest(units: Sequence[Unit]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """For each unit the nearest of each other report: by one walk over the units that share a word with it.

    A row for each pair: the places of the unit and of one that is near to it, how that ranks, and by how much it leads.
    """
    postings: dict[str, list[int]] = {}
    for at, unit in enumerate(units):
        for key in unit.weights:
            postings.setdefault(key, []).append(at)
    where = {key: np.array(found, dtype=np.int64) for key, found in postings.items() if len(found) > 1}
    reports = np.array([unit.report for unit in units], dtype=np.int64)
    sentences: dict[Sentence, int] = {}
    sentence_of = np.array([sentences.setdefault(unit.sentence, len(sentences)) for unit in units], dtype=np.int64)
    totals = np.array([unit.weight for unit in units])
    loose = np.array([unit.sentence.is_loose for unit in units], dtype=np.bool_)
    apart = {(r, is_loose): (reports == r) | (loose & is_loose) for r in set(reports.tolist()) for is_loose in (False, True)}
    picked: list[tuple[NDArray[Any], ...]] = []
    for begin in range(0, len(units), _BLOCK):
        block = units[begin : begin + _BLOCK]
        ranked = [_ranked(unit, where, totals, apart[unit.report, unit.sentence.is_loose]) for unit in block]
        near, places = np.concatenate([near for near, _ in ranked]), np.concatenate([others for _, others in ranked])
        unit_of = np.repeat(np.arange(len(block)), [len(near) for near, _ in ranked])
        chosen, rank, lead = _pick(unit_of, near, reports[places], sentence_of[places])
        picked.append((unit_of[chosen] + begin, places[chosen], rank, lead))
    empty = np.zeros(0, dtype=np.int64)
    first, second, rank, lead = (np.concatenate(each) for each in zip((empty,) * 3 + (np.zeros(0),), *picked, strict=True))
    return first, second, rank, lead


def _ranked(
    unit: Unit, where: Mapping[str, NDArray[np.int64]], totals: NDArray[np.float64], apart: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """How near the units are that share words with one, the nearest first, and their places, in order where they are as near.

    ``where`` has the places of the units that have a word, ``apart`` those with which this one is not compared.
    """
    found = [(where[key], weight) for key, weight in unit.weights.items() if key in where]
    if not found:
        return np.zeros(0), np.zeros(0, dtype=np.int64)
    weights = np.array([weight for _, weight in found]).repeat([len(places) for places, _ in found])
    shared = np.bincount(np.concatenate([places for places, _ in found]), weights, len(totals))
    shared[apart] = 0
    others = np.flatnonzero(shared >= LEAST_SHARED)
    both, total = shared[others], totals[others]
    near = both / np.minimum(total, unit.weight) + both / (total + unit.weight - both)
    most = MOST * NEAREST * CLAUSES
    if len(near) > most:
        kept = np.flatnonzero(near >= np.partition(near, -most)[-most])
        others, near = others[kept], near[kept]
    order = np.argsort(-near, kind="stable")[:most]
    return near[order], others[order]


def _pick(
    unit_of: NDArray[np.int64], near: NDArray[np.float64], reports: NDArray[np.int64], sentences: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The nearest sentences of each other report, each with its nearest clauses; they lead what the next sentence has.

    Given are, of several units one after the other, those that share words with each, the nearest first: how near each is, its
    report and its sentence. Returned are which of them are picked, `MOST` for each unit at most, how the sentence of each ranks
    in its report, and by how much it leads: the first sentence of a report leads the second, or nothing; the others lead the
    first, by less than nothing.
    """
    begins, group, clause = _in_turn(unit_of * (int(sentences.max(initial=0)) + 1) + sentences)
    tops, report, rank_of_first = _in_turn((unit_of * (int(reports.max(initial=0)) + 1) + reports)[begins])
    best = near[begins[tops]]
    second = np.zeros(len(tops))
    seconds = rank_of_first == 1
    second[report[seconds]] = near[begins[seconds]]
    rank, home = rank_of_first[group], report[group]
    fits = np.flatnonzero((rank < NEAREST) & (clause < CLAUSES))
    _, _, place = _in_turn(unit_of[fits])
    chosen = fits[place < MOST]
    rank, home = rank[chosen], home[chosen]
    return chosen, rank, near[chosen] - np.where(rank > 0, best[home], second[home])


def _in_turn(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Where each key stands first, in order; which of these each key is; and how many times it stood before."""
    order = _in_order(keys)
    is_new = np.ones(len(keys), dtype=np.bool_)
    is_new[1:] = keys[order[1:]] != keys[order[:-1]]
    starts = np.flatnonzero(is_new)
    number = np.cumsum(is_new) - 1
    before = np.empty(len(keys), dtype=np.int64)
    before[order] = np.arange(len(keys)) - starts[number]
    firsts = order[starts]
    is_first = np.zeros(len(keys), dtype=np.bool_)
    is_first[firsts] = True
    turn = (np.cumsum(is_first) - 1)[firsts]
    group = np.empty(len(keys), dtype=np.int64)
    group[order] = turn[number]
    return np.flatnonzero(is_first), group, before


def _in_order(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of keys (whole numbers, none below 0) by size, those of one size as they stand.

    Numbers of 16 bits are sorted in a fraction of the time of longer ones, so these are sorted by their halves.
    """
    order = np.argsort((keys & _HALF).astype(np.uint16), kind="stable")
    high = keys >> _HALF_BITS
    while high.any():
        order = order[np.argsort((high & _HALF).astype(np.uint16)[order], kind="stable")]
        high = high >> _HALF_BITS
    return order


def describe(candidates: Candidates) -> NDArray[np.float64]:
    """The features of pairs: a row for each, in the order of `FEATURES`."""
    if not len(candidates):
        return np.zeros((0, len(FEATURES)))
    units, shared = candidates.units, candidates.shared

    def both_ends(values: Iterable[float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        column = np.array(list(values), dtype=np.float64)
        return column[candidates.first], column[candidates.second]

    def of_those(chosen: NDArray[np.bool_], value: Callable[[Unit, Unit], float]) -> NDArray[np.float64]:
        """The value of those pairs that are chosen, which are few; 0 for the others."""
        column = np.zeros(len(candidates))
        at = np.flatnonzero(chosen)
        column[at] = [value(*candidates.pair(n)) for n in at.tolist()]
        return column

    both = shared.weight
    lengths = both_ends(len(unit.ns) for unit in units)
    short, long = np.minimum(*lengths), np.maximum(*lengths)
    letters = list(candidates.ends([unit.letters for unit in units]))
    in_order = cpdist([a for a, _ in letters], [b for _, b in letters], scorer=LCSseq.similarity)
    order = in_order / short
    runs = [_run_of(a, b, int(most)) for (a, b), most in zip(letters, in_order.tolist(), strict=True)]
    run = np.array(runs, dtype=np.float64)
    relation, surroundings = _of_statements(candidates, run)
    a_weight, b_weight = both_ends(unit.weight for unit in units)
    a_denies, b_denies = both_ends(bool(unit.denied) for unit in units)
    denied = of_those((a_denies + b_denies > 0) & (both > 0), _weight_turned)
    a_counts, b_counts = both_ends(bool(unit.numbers) for unit in units)
    figured = a_counts * b_counts > 0
    figures = of_those(figured, lambda a, b: not a.numbers.isdisjoint(b.numbers))
    a_direct, b_direct = both_ends(unit.manner == "direct" for unit in units)
    a_indirect, b_indirect = both_ends(unit.manner == "indirect" for unit in units)
    direct = a_direct * b_direct
    heads = np.add(*both_ends(unit.sentence.headline for unit in units))
    a_dated, b_dated = both_ends(bool(unit.sentence.days) for unit in units)
    dated = a_dated * b_dated > 0
    days = of_those(dated, lambda a, b: not a.sentence.days.isdisjoint(b.sentence.days))
    a_depth, b_depth = both_ends(unit.sentence.depth for unit in units)
    acts: dict[str, int] = {}
    one_act, other_act = both_ends(acts.setdefault(unit.said.act, len(acts)) for unit in units)
    nearer, parts = candidates.nearer, candidates.parts
    loose = np.maximum(*both_ends(unit.sentence.is_loose for unit in units))
    mixed = (a_direct + b_direct + a_indirect + b_indirect) == 0
    unlike = 1 - np.minimum(run, 6) / 6
    return np.column_stack(
        [
            both / np.minimum(a_weight, b_weight),
            both / (a_weight + b_weight - both),
            order,
            np.minimum(run, RUN_WORDS) / RUN_WORDS,
            run / short,
            np.log1p(both),
            np.minimum(shared.words, 8) / 8,
            np.minimum(short, 20) / 20,
            np.minimum(long, 40) / 40,
            short / long,
            np.log1p(shared.quoted),
            shared.quoted / np.where(both > 0, both, 1.0),
            of_those(mixed, is_same_label),
            *(relation == at for at in range(1, len(_RELATIONS))),
            np.maximum(*both_ends(has_open_speaker(unit) for unit in units)),
            denied / np.where(both > 0, both, 1.0),
            figured & (figures == 0),
            figures,
            direct,
            a_indirect * b_indirect,
            one_act == other_act,
            heads == 1,
            heads == 2,
            np.minimum(*both_ends(unit.said.score for unit in units)),
            np.minimum(nearer, 5) / 5,
            nearer == 0,
            candidates.lead,
            days,
            dated & (days == 0),
            surroundings,
            np.abs(a_depth - b_depth),
            np.maximum(*both_ends(unit.said.mode == "thought" for unit in units)),
            shared.rarest,
            shared.second,
            direct * (1 - order),
            np.isin(relation, [_RELATIONS.index(name) for name in _UNSETTLED]) * unlike,
            candidates.covers,
            parts == 1,
            parts == 2,
            loose,
            loose * unlike,
            (heads > 0) & (parts > 0),
        ]
    ).astype(np.float64)


def look_around(candidates: Candidates, rows: NDArray[np.float64], first: Regression) -> NDArray[np.float64]:
    """What the first look at pairs, described by ``rows``, finds around each of them, a row for each.

    Likelihoods: of the likeliest pair of sentences before both or after both, `AROUND` of them at most, and of the likeliest
    pair in the rest of the two sentences themselves; and whether one stands at the head of its report. What stands around a
    headline or a lede, which sums up, says nothing of it.
    """
    scores = first.scores(rows) * _doubts(rows)
    numbers: dict[Sentence, int] = {}
    home = np.array([numbers.setdefault(unit.sentence, len(numbers)) for unit in candidates.units], dtype=np.int64)
    heads = np.array([sentence.headline or sentence.depth < OPENING for sentence in numbers], dtype=np.bool_)
    one, other = home[candidates.first], home[candidates.second]
    sums_up = heads[one] | heads[other]
    around = _likeliest_around(list(numbers), one, other, scores)
    return np.column_stack([np.where(sums_up, 0.0, around), _likeliest_beside(candidates, home, scores), sums_up])


def _likeliest_around(
    sentences: Sequence[Sentence], one: NDArray[np.int64], other: NDArray[np.int64], scores: NDArray[np.float64]
) -> NDArray[np.float64]:
    """For each pair of sentences, given by their places, the likeliest pair of a sentence near to each, on the same side."""
    told: dict[int, list[Sentence]] = {}
    ends = np.column_stack([one, other]).ravel()
    met, firsts = np.unique(ends, return_index=True)
    for place in met[np.argsort(firsts)].tolist():
        told.setdefault(sentences[place].report, []).append(sentences[place])
    places = {sentence: place for place, sentence in enumerate(sentences)}
    near = np.full((2, AROUND, len(sentences)), -1, dtype=np.int64)
    for mine in told.values():
        for sentence, sides in _neighbours(mine).items():
            for side, found in enumerate(sides):
                near[side, : len(found), places[sentence]] = [places[neighbour] for neighbour in found]
    codes, of_pair = np.unique(_codes(one, other, len(sentences)), return_inverse=True)
    likeliest = np.zeros(len(codes))
    np.maximum.at(likeliest, of_pair, scores)
    low, high = np.divmod(codes, len(sentences))
    best = np.zeros(len(codes))
    for side, mine_at, theirs_at in product(range(2), range(AROUND), range(AROUND)):
        a, b = near[side, mine_at, low], near[side, theirs_at, high]
        sought = _codes(a, b, len(sentences))
        at = np.minimum(np.searchsorted(codes, sought), len(codes) - 1)
        best = np.maximum(best, np.where((a >= 0) & (b >= 0) & (codes[at] == sought), likeliest[at], 0.0))
    return best[of_pair]


def _codes(one: NDArray[np.int64], other: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """A number for each pair of places below ``size``, the same in both directions."""
    return np.minimum(one, other) * size + np.maximum(one, other)


def _likeliest_beside(candidates: Candidates, home: NDArray[np.int64], scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each pair the likeliest of the same two sentences of which neither end overlaps with its own.

    ``home`` has the place of each unit's sentence.
    """
    overlap, start, local = _overlaps(candidates.units, home)
    codes = home[candidates.first] * (int(home.max()) + 1) + home[candidates.second]
    order = np.argsort(codes, kind="stable")
    first, second, scored, codes = candidates.first[order], candidates.second[order], scores[order], codes[order]
    begins = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
    sizes = np.diff(np.r_[begins, len(codes)])
    begin, size = np.repeat(begins, sizes), np.repeat(sizes, sizes)
    best = np.zeros(len(codes))
    for at in range(0, len(codes), TOGETHER):
        part = slice(at, at + TOGETHER)
        mine = np.repeat(np.arange(len(codes))[part], size[part])
        ends = np.cumsum(size[part])
        theirs = np.arange(len(mine)) - np.repeat(ends - size[part] - begin[part], size[part])
        apart = ~(overlap[start[first[mine]] + local[first[theirs]]] | overlap[start[second[mine]] + local[second[theirs]]])
        best[part] = np.maximum.reduceat(np.where(apart, scored[theirs], 0.0), ends - size[part])
    found = np.zeros(len(codes))
    found[order] = best
    return found


def _overlaps(units: Sequence[Unit], home: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64]]:
    """Which units of one sentence hold the same characters: a row for each unit, with a place for each of its sentence.

    Given are the rows one after the other, where that of each unit starts, and each unit's place in the rows of its sentence.
    """
    members: dict[int, list[int]] = {}
    local = np.zeros(len(units), dtype=np.int64)
    for at, sentence in enumerate(home.tolist()):
        row = members.setdefault(sentence, [])
        local[at] = len(row)
        row.append(at)
    rows = [members[h] for h in home.tolist()]
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    mine = np.repeat(np.arange(len(units)), lengths)
    theirs = np.array([place for row in rows for place in row], dtype=np.int64)
    most = max(len(unit.spans) for unit in units)
    starts, ends = np.zeros((2, most, len(units)), dtype=np.int64)
    for at, unit in enumerate(units):
        for number, span in enumerate(unit.spans):
            starts[number, at], ends[number, at] = span
    overlap = np.zeros(len(mine), dtype=np.bool_)
    for m, n in product(range(most), range(most)):
        overlap |= (starts[m][mine] < ends[n][theirs]) & (starts[n][theirs] < ends[m][mine])
    return overlap, np.cumsum(lengths) - lengths, local


def _neighbours(sentences: Iterable[Sentence]) -> dict[Sentence, tuple[list[Sentence], list[Sentence]]]:
    """For each sentence of a report the nearest ones before it and after it that do not overlap with it."""
    order = sorted(sentences, key=lambda s: (s.spans[0].start, s.spans[-1].end))
    near: dict[Sentence, tuple[list[Sentence], list[Sentence]]] = {}
    for at, sentence in enumerate(order):
        before = (s for s in reversed(order[:at]) if s.spans[-1].end <= sentence.spans[0].start)
        after = (s for s in order[at + 1 :] if s.spans[0].start >= sentence.spans[-1].end)
        near[sentence] = list(islice(before, AROUND)), list(islice(after, AROUND))
    return near


def _of_statements(candidates: Candidates, run: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """What the speakers of pairs are to one another, by its place in `_RELATIONS`, and how alike the surroundings are.

    Both are found once for all pairs of two statements, and the first once for all statements that say the same of their
    speaker, where the one does not hang on a long run of words.
    """
    statements: dict[int, int] = {}
    kinds: dict[tuple[object, ...], int] = {}
    home = np.array(
        [statements.setdefault(id(u.sentence.statement), len(statements)) for u in candidates.units], dtype=np.int64
    )
    kind = np.array([kinds.setdefault(_voice_of(unit), len(kinds)) for unit in candidates.units], dtype=np.int64)
    a, b = candidates.first, candidates.second
    _, where, of_pair = np.unique(
        (kind[a] * len(kinds) + kind[b]) * 2 + (run >= SAME_WORDS), return_index=True, return_inverse=True
    )
    relation = np.array([_RELATIONS.index(_relation(*candidates.pair(n))) for n in where.tolist()], dtype=np.int64)[of_pair]
    _, where, of_pair = np.unique(home[a] * len(statements) + home[b], return_index=True, return_inverse=True)
    settings = [unit.sentence.setting for unit in candidates.units]
    around = [
        len(settings[m] & settings[n]) / max(1, min(len(settings[m]), len(settings[n])))
        for m, n in zip(a[where].tolist(), b[where].tolist(), strict=True)
    ]
    return relation, np.array(around, dtype=np.float64)[of_pair]


def _voice_of(unit: Unit) -> tuple[object, ...]:
    """All that a statement says of its speaker."""
    said = unit.said
    named = said.speaker, said.candidates, said.resolved, said.kind, said.on_behalf_of
    return (unit.person.id if unit.person else None, unit.sentence.pronoun, unit.sentence.meant, *named)


def _weight_turned(a: Unit, b: Unit) -> float:
    """The weight of the shared words that one denies and the other asserts."""
    return math.fsum(a.weights[key] for key in a.weights.keys() & b.weights.keys() & _turned(a, b))


def _longest_run(a: Unit, b: Unit) -> int:
    """Words of the longest run that both have; ``letters`` has a letter for each word."""
    return _run_of(a.letters, b.letters, min(len(a.letters), len(b.letters)))


def _run_of(a: str, b: str, most: int) -> int:
    """How long the longest run is that both have, which is known to be no longer than ``most``."""
    if len(b) < len(a):
        a, b = b, a
    at = best = 0
    last = len(a)
    while at < last and best < most:
        if a[at : at + best + 1] in b:
            best += 1
            last -= 1
        else:
            at += 1
    return best


@lru_cache(maxsize=1 << 15)
def _runs_of(letters: str) -> frozenset[str]:
    """All runs of `LOOSE_RUN` words."""
    return frozenset(letters[at : at + LOOSE_RUN] for at in range(len(letters) - LOOSE_RUN + 1))


def is_same_label(a: Unit, b: Unit) -> bool:
    """Do both take the same few words, and no others, of one known speaker into quotation marks ("a “dictator”")?"""
    return (
        a.person is not None
        and b.person is not None
        and a.person.id == b.person.id
        and a.manner == b.manner == "mixed"
        and a.marked == b.marked
        and 0 < len(a.marked) <= LABEL_WORDS
        and sum(a.weights.get(key, 0.0) for key in a.marked) >= LABEL_WEIGHT
    )


def has_open_speaker(unit: Unit) -> bool:
    """Is the speaker not known for certain, or no single person?"""
    return unit.person is None or unit.person.kind in _BODIES


def _relation(a: Unit, b: Unit) -> str:
    """What the speakers are to one another, one of `_RELATIONS`."""
    if a.sentence.pronoun and b.sentence.pronoun and a.sentence.pronoun != b.sentence.pronoun:
        return "other"
    if a.person is not None and b.person is not None:
        if a.person.id == b.person.id:
            return "same"
        people = a.person.kind == b.person.kind == "person"
        if _compatible(a.person.name, b.person.name, people=people) or _speaks_for(a, b) or _speaks_for(b, a):
            return "possible"
        if _may_be_misprinted(a.person.name, b.person.name) and _longest_run(a, b) >= SAME_WORDS:
            return "possible"
        if a.person.id in b.sentence.meant.people or b.person.id in a.sentence.meant.people:
            return "possible"
        # "The company says" against its director's own words.
        return "one unknown" if has_open_speaker(a) != has_open_speaker(b) else "other"
    known, unknown = (a, b) if a.person is not None else (b, a)
    if known.person is None:
        return "possible" if a.sentence.meant.people & b.sentence.meant.people else "both unknown"
    meant = unknown.sentence.meant
    if meant.people or known.person.id in meant.others:
        return "possible" if known.person.id in meant.people else "described otherwise"
    said = unknown.said
    told = [name for name in (said.speaker, *said.candidates) if name]
    # "Ida Oru and Per Holm", "Ida Oru, the harbour chair".
    names = {part for name in told for part in (name, name.split(",")[0], *name.split(" and "))}
    if any(_compatible(known.person.name, name, people=known.person.kind == "person") for name in names):
        return "possible"
    # A video, a letter or a report may hold anybody's words.
    return "other" if said.resolved == "yes" and names and said.kind != "document" else "one unknown"


def are_two_people(a: Unit, b: Unit) -> bool:
    """Are both speakers known, and one not the other, nor a body for which the other may speak?"""
    return a.person is not None and b.person is not None and a.person is not b.person and _relation(a, b) == "other"


def _may_be_misprinted(name: str, other: str) -> bool:
    """Do two names share the first word or the last: "Dick" for "Richard", "Brade" for "Braid"?"""
    a, b = _name_words(name), _name_words(other)
    return bool(a and b) and (a[-1] == b[-1] or (a[0] == b[0] and a[-1][0] == b[-1][0]))


def _speaks_for(a: Unit, b: Unit) -> bool:
    """Is the one a spokesperson of the other?"""
    body = a.said.on_behalf_of
    return body is not None and b.person is not None and _compatible(b.person.name, body, people=False)


def _compatible(name: str, other: str, *, people: bool) -> bool:
    """May the two names be one's: the same last word, a last name misspelt, or, of ``people``, a first name alone?

    A country is neither the broadcaster nor the man that is called after it.
    """
    a, b = _name_words(name), _name_words(other)
    if not a or not b:
        return False
    if a[-1] == b[-1]:
        return len(a) == 1 or len(b) == 1 or a[0][0] == b[0][0]
    if people and 1 in (len(a), len(b)) and a[0] == b[0]:
        return True
    misspelt = min(len(a[-1]), len(b[-1])) > 5 and OSA.distance(a[-1], b[-1], score_cutoff=2) <= 2
    return misspelt and len(a) > 1 and a[:-1] == b[:-1]


@lru_cache(maxsize=4096)
def _name_words(name: str) -> tuple[str, ...]:
    return tuple(word.n for word in find_words(name))


def reasons_of(a: Unit, b: Unit) -> str:
    """The observations that speak for and against a pair, in words."""
    shared = a.weights.keys() & b.weights.keys()
    quoted = shared & a.marked & b.marked
    reasons = [_speaker_reason(a, b), f"shared words: {', '.join(_as_printed(a, shared))}"]
    if quoted:
        reasons.append("in quotation marks in both" if quoted == shared else "some of them in quotation marks in both")
    if is_same_label(a, b):
        reasons.append("the same words, and no others, in quotation marks in both")
    if _is_denied_in_one(a, b):
        reasons.append("denied in one and not in the other")
    if a.numbers and b.numbers and not a.numbers & b.numbers:
        reasons.append("other figures")
    if a.sentence.days and b.sentence.days and not a.sentence.days & b.sentence.days:
        reasons.append("other days named")
    return "; ".join(reasons)


def _as_printed(unit: Unit, keys: Iterable[str]) -> list[str]:
    """Shared words as the telling has them, the most telling ones first."""
    return [unit.printed[key] for key in sorted(keys, key=lambda k: (-unit.weights[k], k))][:8]


def _speaker_reason(a: Unit, b: Unit) -> str:
    names = sorted({u.person.name if u.person else u.said.speaker or "somebody" for u in (a, b)})
    if a.person is not None and b.person is not None and a.person.id == b.person.id:
        return f"same speaker ({a.person.name})"
    return f"speakers who may be one ({' / '.join(names)})"
