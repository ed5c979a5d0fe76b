"""Moves in, matters out: which of somebody's moves are on one issue.

A move is a sentence or less and seldom names what it is about ("to consider that request", "it will not pass"), so two moves
are held against each other by four things: what they mean, the words they share, what the headlines of their reports mean, and
how near their days lie, for an issue is talked about for some weeks and then no more. None of them decides alone. Matters are
grown by average linkage (Sokal and Michener 1958): the two that are most alike are joined until no two are alike enough, so
that a chain of moves each near the next does not make one matter of everything.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from onrecord.models.sentences import embed

__all__ = ["Traits", "gather"]

ALIKE = 0.6
"""From which sum of the four on two matters are one; this and the shares below were set on moves of two people (docs)."""
WORDS = 0.5
HEADLINES = 0.5
MOST_HEADLINES = 0.6
"""The nearness of headlines counts up to here: moves of one report, or of one story, may be on different matters."""
DAYS = 0.2
FADES = 30
"""Days after which what nearness in time counts has fallen to a third."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What a move is held against others by: its words, their stems, its day, and the headline (or opening) of its report."""

    words: str
    stems: frozenset[str]
    day: date | None
    headline: str


def gather(moves: Sequence[Traits], weights: Mapping[str, float], tied: Iterable[tuple[int, int]] = ()) -> list[list[int]]:
    """The matters, each the numbers of its moves in order.

    ``weights`` say how much a stem tells; moves that are ``tied`` are of one matter.
    """
    if not moves:
        return []
    meant = _cosines([move.words for move in moves])
    headlines = np.minimum(_cosines([move.headline for move in moves]), MOST_HEADLINES)
    alike = meant + WORDS * _shared(moves, weights) + HEADLINES * headlines + DAYS * _near_in_time(moves)
    return _linked(np.asarray(np.round(alike, 3), dtype=np.float32), tied)


def _cosines(texts: Sequence[str]) -> NDArray[np.float32]:
    vectors = np.array([_vector(text) for text in texts], dtype=np.float32)
    return np.asarray(vectors @ vectors.T, dtype=np.float32)


@lru_cache(maxsize=8192)
def _vector(text: str) -> NDArray[np.float32]:
    (vector,) = embed([text])
    return np.asarray(vector, dtype=np.float32)


def _shared(moves: Sequence[Traits], weights: Mapping[str, float]) -> NDArray[np.float32]:
    """The cosines of the moves by the words in them, each as much as it tells."""
    columns = {key: at for at, key in enumerate(sorted(set().union(*(move.stems for move in moves))))}
    rows = np.zeros((len(moves), len(columns)), dtype=np.float32)
    for at, move in enumerate(moves):
        length = math.sqrt(math.fsum(weights.get(key, 1.0) ** 2 for key in move.stems)) or 1.0
        for key in move.stems:
            rows[at, columns[key]] = weights.get(key, 1.0) / length
    return np.asarray(rows @ rows.T, dtype=np.float32)


def _near_in_time(moves: Sequence[Traits]) -> NDArray[np.float32]:
    days = np.array([math.nan if move.day is None else move.day.toordinal() for move in moves])
    near = np.exp(-np.abs(days[:, None] - days[None, :]) / FADES)
    return np.asarray(np.nan_to_num(near, nan=0.0), dtype=np.float32)


def _linked(alike: NDArray[np.float32], tied: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Average linkage; ``alike`` is used up.

    Who is joined is never more alike to a third than both were: only those whose nearest was one of the two look for another.
    """
    np.fill_diagonal(alike, -np.inf)
    members = [[at] for at in range(len(alike))]
    home = list(range(len(alike)))

    def join(one: int, other: int) -> None:
        a, b = len(members[one]), len(members[other])
        alike[one] = alike[:, one] = (alike[one] * a + alike[other] * b) / (a + b)
        alike[other] = alike[:, other] = -np.inf
        alike[one, one] = -np.inf
        members[one] += members[other]
        for at in members[other]:
            home[at] = one
        members[other] = []

    for one, other in sorted(tied):
        if home[one] != home[other]:
            join(*sorted((home[one], home[other])))
    nearest = alike.argmax(axis=1)
    while True:
        best = alike[np.arange(len(alike)), nearest]
        one = int(best.argmax())
        if best[one] < ALIKE:
            break
        other = int(nearest[one])
        join(*sorted((one, other)))
        stale = np.flatnonzero(np.isin(nearest, (one, other)))
        nearest[stale] = alike[stale].argmax(axis=1)
    return [sorted(each) for each in members if each]
