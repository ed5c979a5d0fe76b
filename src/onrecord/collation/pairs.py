"""How likely two tellings are one utterance: units in, scored pairs with their reasons out.

What is hard here is that no single measure parts "two tellings of one utterance" from "the same person on the same matter":
two translations of one sentence share fewer words than two sentences of one speech, and "will resign" is as near to "will not
resign" as words can be. So a pair is described by what can be observed of it (words shared, weighed by their rarity in the
story; how much of the shorter telling they make up; their order; quotation marks; denials and figures; the speakers; days and
surroundings; whether each is the best the other report has for it), and a logistic regression, trained on labelled events,
weighs these observations. Sentence embeddings were tried among them and added nothing.

The work grows with the number of tellings and of candidates for each, not with all pairs: what shares words is found by an
index, only the nearest are looked at closely, and what many reports print word for word the same is looked at once.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, LCSseq

from onrecord.collation.units import Sentence, Unit
from onrecord.stories.words import find_words

__all__ = [
    "FEATURES",
    "Candidate",
    "Scores",
    "Weights",
    "are_two_people",
    "describe",
    "find_candidates",
    "has_open_speaker",
    "is_same_label",
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
LOOSE_RUN = 4
"""Words in a row that a stretch of which nothing says that it is told has in common with a telling, at least."""
DENIED = 0.35
"""What is left of a likelihood where one denies what the other asserts; set by hand."""
VERBATIM = 0.8
"""Share of the longer telling that must stand in one run in the other for the two to be word for word the same."""
VERBATIM_WORDS = 8
"""Words that the run has at least."""
CERTAIN = 0.9
"""How likely such a pair is at least: the weights know few of them that stand in no statement."""
SAME_WORDS = 8
"""Words in a row from which two first names beside one last name are one person's ("Dick" for "Richard")."""
LABEL_WORDS = 4
"""Words that matter which a label in quotation marks has at most."""
LABEL_WEIGHT = 0.3
"""Weight that they have together at least."""
BOTH_DENY = 0.5
"""How likely a pair is at least in which one person denies the same in both."""
DENIED_SHARE = 0.7
"""Share of the shorter telling, and of what is shared, that is denied in both then."""
DENIED_WORDS = 3
"""Words that matter which are shared then, at least."""
OTHER_FIGURES = 0.4
"""The same where the two give other figures."""

_BODIES = frozenset({"organisation", "group", "document", "unnamed"})
_RELATIONS = ("same", "possible", "one unknown", "both unknown", "other")

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

    def ranked(self) -> Iterator[tuple[float, int, int]]:
        """Every pair of firsts, and every first with each that is printed the same."""
        for (a, b), score in self.pairs.items():
            if self.first_of[b] != a:
                yield score, a, b
        for a, alike in self.twins.items():
            for b in alike[1:]:
                yield self.pairs[a, alike[1]], a, b


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression over `FEATURES`: each feature's middle and spread, its weight, and the bias."""

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
class Candidate:
    """Two tellings of two reports that are looked at closely, and how each ranks among what the other's report has.

    ``covers`` is the share they have of what their whole sentences share; ``parts`` counts those that are no whole sentence.
    """

    a: Unit
    b: Unit
    nearer: int
    lead: float
    covers: float
    parts: int


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """The weights that come with the package.

    Raises:
        ValueError: the file is of other features than this version observes.

    """
    told = json.loads((files("onrecord.models") / "pairs_v1" / "weights.json").read_text(encoding="utf-8"))
    if tuple(told["features"]) != FEATURES:
        raise ValueError("the weights of models/pairs_v1 are of other features than this version observes; install it again")
    middle, spread, weight = (np.array(told[key], dtype=np.float64) for key in ("middle", "spread", "weight"))
    return Weights(middle, spread, weight, told["bias"])


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
    copied = [Candidate(alike[0], alike[1], 0, 1.0, 1.0, 2 * alike[0].is_part) for alike in twins.values() if len(alike) > 1]
    candidates = [*find_candidates(firsts, units), *(c for c in copied if not c.a.sentence.is_loose)]
    if not candidates:
        return Scores({}, {}, {})
    scores = weights.scores(np.array([describe(candidate) for candidate in candidates]))
    scored = {
        (c.a.number, c.b.number): round(max(float(score), _least(c.a, c.b)) * _doubt(c.a, c.b), 4)
        for c, score in zip(candidates, scores, strict=True)
    }
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
    return speaker, unit.ns, unit.manner, unit.is_part, unit.sentence.is_loose, tuple(sorted(unit.denied))


def _least(a: Unit, b: Unit) -> float:
    """How likely a pair is at least, by what labelled events hold too little of to be weighed."""
    return CERTAIN if _is_verbatim(a, b) else BOTH_DENY if _deny_alike(a, b) else 0.0


def _is_verbatim(a: Unit, b: Unit) -> bool:
    """Are the two word for word the same, at a length at which that is no chance?"""
    return _longest_run(a, b) >= max(VERBATIM_WORDS, VERBATIM * max(len(a.ns), len(b.ns)))


def _deny_alike(a: Unit, b: Unit) -> bool:
    """Does one known person deny in both, of several words, most of what the shorter one is made of?"""
    if not a.denied & b.denied:
        return False
    shared = a.weights.keys() & b.weights.keys()
    both = math.fsum(a.weights[key] for key in shared)
    return (
        len(shared) >= DENIED_WORDS
        and _relation(a, b) == "same"
        and both >= DENIED_SHARE * min(a.weight, b.weight)
        and math.fsum(a.weights[key] for key in shared & a.denied & b.denied) >= DENIED_SHARE * both
    )


def _doubt(a: Unit, b: Unit) -> float:
    """What is left of a likelihood where something speaks against a pair that no likeness of words can outweigh.

    These stand outside the weights because labelled events hold few such pairs, and a false join of them is the worst: the
    words of two people, "will resign" beside "will not resign", 40 beside 90.
    """
    left = 1.0
    if _relation(a, b) == "other":
        left = 0.0
    if _is_denied_in_one(a, b):
        left *= DENIED
    if a.numbers and b.numbers and not a.numbers & b.numbers:
        left *= OTHER_FIGURES
    return left


def _is_denied_in_one(a: Unit, b: Unit) -> bool:
    """Is most of what both share denied in one and asserted in the other?"""
    turned = a.denied ^ b.denied
    if not turned:
        return False
    denied = math.fsum(a.weights[key] for key in a.weights.keys() & b.weights.keys() & turned)
    return denied > 0.5 * _shared_weight(a, b)


def find_candidates(units: Sequence[Unit], among: Sequence[Unit] = ()) -> Iterator[Candidate]:
    """The pairs worth a close look: for each telling the nearest ones that each other report has, by the words shared.

    ``among`` has all units of the story where ``units`` is a choice of them.
    """
    if not units:
        return
    near = _nearest(units)
    whole: dict[Sentence, Unit] = {}
    for unit in among or units:
        whole.setdefault(unit.sentence, unit)
        if not unit.is_part:
            whole[unit.sentence] = unit
    by_number = {unit.number: unit for unit in units}
    of_sentences: dict[tuple[int, int], float] = {}
    loose = {unit.number for unit in units if unit.sentence.is_loose}
    for a in units:
        for number, nearness in sorted(near[a.number].items()):
            b = by_number[number]
            back = near[number].get(a.number)
            if number < a.number and back is not None:
                continue  # met before, from the other side
            if (a.number in loose or number in loose) and _runs_of(a.letters).isdisjoint(_runs_of(b.letters)):
                continue
            first, second = (a, b) if a.number < b.number else (b, a)
            one, other = whole[first.sentence], whole[second.sentence]
            both = _shared_weight(first, second)
            if (one.number, other.number) not in of_sentences:
                of_sentences[one.number, other.number] = _shared_weight(one, other)
            covers = both / max(of_sentences[one.number, other.number], both)
            yield Candidate(first, second, *_standing(nearness, back), covers, first.is_part + second.is_part)


def share_of_shorter(a: Unit, b: Unit) -> float:
    """How much of the weight of the lighter unit the other has too."""
    return _shared_weight(a, b) / min(a.weight, b.weight)


def _shared_weight(a: Unit, b: Unit) -> float:
    return math.fsum(a.weights[key] for key in a.weights.keys() & b.weights.keys())


@dataclass(frozen=True, slots=True)
class _Nearness:
    """How near a telling is to another, how many of that report are nearer, and by how much it leads the next one."""

    value: float
    nearer: int
    lead: float


def _standing(here: _Nearness, back: _Nearness | None) -> tuple[int, float]:
    if back is None:
        return here.nearer + NEAREST, here.lead - 1.0
    return here.nearer + back.nearer, min(here.lead, back.lead)


def _nearest(units: Sequence[Unit]) -> dict[int, dict[int, _Nearness]]:
    """For each unit, by number, the nearest of each other report: by one walk over the units that share a word with it."""
    postings: dict[str, list[int]] = {}
    for at, unit in enumerate(units):
        for key in unit.weights:
            postings.setdefault(key, []).append(at)
    where = {key: np.array(found) for key, found in postings.items() if len(found) > 1}
    total = np.array([unit.weight for unit in units])
    reports = np.array([unit.report for unit in units])
    loose = np.array([unit.sentence.is_loose for unit in units])
    sentences: dict[Sentence, int] = {}
    sentence_of = [sentences.setdefault(unit.sentence, len(sentences)) for unit in units]
    report_of = [unit.report for unit in units]
    number_of = [unit.number for unit in units]
    found: dict[int, dict[int, _Nearness]] = {}
    most = MOST * NEAREST * CLAUSES
    apart = {(r, is_loose): (reports == r) | (loose & is_loose) for r in set(report_of) for is_loose in (False, True)}
    for unit in units:
        shared = np.zeros(len(units))
        for key, weight in unit.weights.items():
            if key in where:
                shared[where[key]] += weight
        shared[apart[unit.report, unit.sentence.is_loose]] = 0
        others = np.flatnonzero(shared >= LEAST_SHARED)
        both = shared[others]
        near = both / np.minimum(total[others], unit.weight) + both / (total[others] + unit.weight - both)
        if len(near) > most:
            kept = np.flatnonzero(near >= np.partition(near, -most)[-most])
            others, near = others[kept], near[kept]
        order = np.argsort(-near, kind="stable")[:most]
        found[unit.number] = _pick(near[order].tolist(), others[order].tolist(), report_of, sentence_of, number_of)
    return found


def _pick(
    near: Sequence[float], ats: Sequence[int], report_of: Sequence[int], sentence_of: Sequence[int], number_of: Sequence[int]
) -> dict[int, _Nearness]:
    """The nearest sentences of each other report, each with its nearest clauses; they lead what the next sentence has.

    ``ats`` are the places of the units that share words, the nearest first.
    """
    ranks: dict[int, dict[int, int]] = {}
    held: dict[int, int] = {}
    best: dict[int, list[float]] = {}
    picked: list[tuple[float, int, int, int]] = []
    for value, at in zip(near, ats, strict=True):
        if len(picked) >= MOST and value < picked[MOST - 1][0]:
            break
        report, sentence = report_of[at], sentence_of[at]
        mine = ranks.setdefault(report, {})
        if sentence not in mine:
            mine[sentence] = len(mine)
            held[sentence] = 0
            best.setdefault(report, []).append(value)
        if mine[sentence] < NEAREST and held[sentence] < CLAUSES:
            held[sentence] += 1
            picked.append((value, number_of[at], report, mine[sentence]))
    picked = sorted(picked, key=lambda item: (-item[0], item[1]))[:MOST]
    # What leads has to know the second sentence of its report, however far down that stands.
    wanted = {report for _, _, report, rank in picked if rank == 0 and len(best[report]) < 2}
    if wanted:
        for value, at in zip(near, ats, strict=True):
            report = report_of[at]
            if report in wanted and sentence_of[at] not in ranks[report]:
                best[report].append(value)
                wanted.remove(report)
                if not wanted:
                    break
    return {
        number: _Nearness(value, rank, value - (best[report][0] if rank else [*best[report], 0.0][1]))
        for value, number, report, rank in picked
    }


def describe(candidate: Candidate) -> list[float]:
    """The features of a pair, in the order of `FEATURES`."""
    a, b = candidate.a, candidate.b
    shared = a.weights.keys() & b.weights.keys()
    both = math.fsum(a.weights[key] for key in shared)
    rarest = [*sorted((a.weights[key] for key in shared), reverse=True), 0.0, 0.0]
    quoted = math.fsum(a.weights[key] for key in shared & a.marked & b.marked)
    short, long = sorted((len(a.ns), len(b.ns)))
    order = LCSseq.similarity(a.letters, b.letters) / short
    run = _longest_run(a, b)
    relation = _relation(a, b)
    denied = math.fsum(a.weights[key] for key in shared & (a.denied ^ b.denied))
    figures = a.numbers & b.numbers
    one, other = a.said, b.said
    direct = a.manner == b.manner == "direct"
    heads = a.sentence.headline + b.sentence.headline
    return [
        both / min(a.weight, b.weight),
        both / (a.weight + b.weight - both),
        order,
        min(run, 12) / 12,
        run / short,
        math.log1p(both),
        min(len(shared), 8) / 8,
        min(short, 20) / 20,
        min(long, 40) / 40,
        short / long,
        math.log1p(quoted),
        quoted / both if both else 0.0,
        float(is_same_label(a, b)),
        *(float(relation == name) for name in _RELATIONS[1:]),
        float(has_open_speaker(a) or has_open_speaker(b)),
        denied / both if both else 0.0,
        float(bool(a.numbers and b.numbers and not figures)),
        float(bool(figures)),
        float(direct),
        float(a.manner == b.manner == "indirect"),
        float(one.act == other.act),
        float(heads == 1),
        float(heads == 2),
        min(one.score, other.score),
        min(candidate.nearer, 5) / 5,
        float(candidate.nearer == 0),
        candidate.lead,
        float(bool(a.sentence.days & b.sentence.days)),
        float(bool(a.sentence.days and b.sentence.days and not a.sentence.days & b.sentence.days)),
        len(a.sentence.setting & b.sentence.setting) / max(1, min(len(a.sentence.setting), len(b.sentence.setting))),
        abs(a.sentence.depth - b.sentence.depth),
        float("thought" in (one.mode, other.mode)),
        rarest[0],
        rarest[1],
        float(direct) * (1 - order),
        float(relation in {"one unknown", "both unknown", "other"}) * (1 - min(run, 6) / 6),
        candidate.covers,
        float(candidate.parts == 1),
        float(candidate.parts == 2),
        float(a.sentence.is_loose or b.sentence.is_loose),
        float(a.sentence.is_loose or b.sentence.is_loose) * (1 - min(run, 6) / 6),
        float(heads > 0 and candidate.parts > 0),
    ]


def _longest_run(a: Unit, b: Unit) -> int:
    """Words of the longest run that both have; ``letters`` has a letter for each word."""
    return _run_of(a.letters, b.letters)


@lru_cache(maxsize=1 << 17)
def _run_of(a: str, b: str) -> int:
    best = 0
    for at in range(len(a)):
        if at + best >= len(a):
            break
        while at + best < len(a) and a[at : at + best + 1] in b:
            best += 1
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
    if a.person is not None and b.person is not None:
        if a.person.id == b.person.id:
            return "same"
        if _compatible(a.person.name, b.person.name) or _speaks_for(a, b) or _speaks_for(b, a):
            return "possible"
        if _name_words(a.person.name)[-1:] == _name_words(b.person.name)[-1:] and _longest_run(a, b) >= SAME_WORDS:
            return "possible"
        # "The company says" against its director's own words.
        return "one unknown" if has_open_speaker(a) != has_open_speaker(b) else "other"
    known, unknown = (a, b) if a.person is not None else (b, a)
    if known.person is None:
        return "both unknown"
    said = unknown.said
    names = {part for name in (said.speaker, *said.candidates) if name for part in (name, *name.split(" and "))}
    if any(_compatible(known.person.name, name) for name in names):
        return "possible"
    # A video, a letter or a report may hold anybody's words.
    return "other" if said.resolved == "yes" and names and said.kind != "document" else "one unknown"


def are_two_people(a: Unit, b: Unit) -> bool:
    """Are both speakers known, and one not the other, nor a body for which the other may speak?"""
    return a.person is not None and b.person is not None and a.person is not b.person and _relation(a, b) == "other"


def _speaks_for(a: Unit, b: Unit) -> bool:
    """Is the one a spokesperson of the other?"""
    body = a.said.on_behalf_of
    return body is not None and b.person is not None and _compatible(b.person.name, body)


def _compatible(name: str, other: str) -> bool:
    """May the two names be one person's: the same last word, or one misspelt beside the same first name?"""
    a, b = _name_words(name), _name_words(other)
    if not a or not b:
        return False
    if a[-1] == b[-1]:
        return len(a) == 1 or len(b) == 1 or a[0][0] == b[0][0]
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
