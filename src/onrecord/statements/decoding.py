"""What the model says of one window -> drafts: the best chain of labels for each anchor, and the spans it draws.

Source of the method: Viterbi's best path and the forward sum over a linear chain, both taken by halving the chain (a
tree of max-plus and log-sum products), which costs a few array operations for all anchors together where the usual
loop costs one for each piece. What is hard is that a draft must not crumble: runs that only punctuation parts are
joined, words are never cut, and the marks that enclose a content are taken in.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from onrecord.spans import Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from onrecord.statements.pieces import Pieces

__all__ = ["Draft", "best_labels", "draft"]

NONE, SOURCE, CONTENT, CUE = range(4)
LABELS = 4
STAY = np.where(np.eye(LABELS, dtype=bool), 0.0, -1e4).astype(np.float32)  # a step that changes nothing

_OPENING = '"\u201c\u201e\u201f\u00ab`'
_CLOSING = "\"\u201d\u201c\u00bb'"
_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Draft:
    """An attribution before it is weighed: spans, and the evidence that calibration reads."""

    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    evidence: tuple[float, ...]


def _halved(chain: NDArray[np.float32], neutral: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    if chain.shape[3] % 2:
        more = np.broadcast_to(neutral[:, :, None, None], (LABELS, LABELS, chain.shape[2], 1))
        chain = np.concatenate([chain, more], axis=3)
    return chain[..., 0::2], chain[..., 1::2]


def _best_product(left: NDArray[np.float32], right: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """The best way from each label to each over the one between, and which that is (of equals the first)."""
    best = left[:, 0, None] + right[None, 0]
    chosen = np.zeros(best.shape, dtype=np.int8)
    for between in range(1, LABELS):
        via = left[:, between, None] + right[None, between]
        better = via > best
        chosen[better] = between
        np.maximum(best, via, out=best)
    return best, chosen


def best_labels(scores: NDArray[np.float32], changes: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """For rows of eight numbers a piece: the best label of every piece, and the log probability of each whole row of labels.

    A row has at least two pieces (a window has its frame). Tables are kept as (label before, label after, row, piece): every
    operation then runs along the pieces.
    """
    count = len(scores)
    by_label = np.ascontiguousarray(scores.transpose(2, 0, 1))
    emission, edge = by_label[:LABELS], by_label[LABELS:, :, 1:]
    best = changes[:, :, None, None] + emission[None, :, :, 1:]
    for n, label in enumerate((SOURCE, CONTENT)):
        others = [other for other in range(LABELS) if other != label]
        best[others, label] += edge[n]
        best[label, others] += edge[n + 2]
    peaks = best.max(axis=(0, 1))
    chain, total = np.exp(best - peaks), peaks.sum(axis=1)
    chosen: list[NDArray[np.int8]] = []
    lengths: list[int] = []
    while best.shape[3] > 1:
        lengths.append(best.shape[3])
        best, between = _best_product(*_halved(best, STAY))
        chosen.append(between)
        left, right = _halved(chain, np.eye(LABELS, dtype=np.float32))
        chain = left[:, 0, None] * right[None, 0]
        for n in range(1, LABELS):
            chain += left[:, n, None] * right[None, n]
        scale = chain.max(axis=(0, 1))  # kept near one, its logarithm apart
        chain /= scale
        total = total + np.log(scale).sum(axis=1)
    start = emission[:, :, 0]
    whole = (start[:, None] + best[..., 0]).reshape(LABELS * LABELS, count)
    first, last = np.divmod(whole.argmax(axis=0), LABELS)
    peak = start.max(axis=0)
    total = total + peak + np.log((np.exp(start - peak) * chain[..., 0].sum(axis=1)).sum(axis=0))
    rows = np.arange(count)[:, None]
    begins, ends = first[:, None], last[:, None]
    for table, length in zip(reversed(chosen), reversed(lengths), strict=True):
        middle = table[begins, ends, rows, np.arange(begins.shape[1])[None]].astype(np.int64)
        begins = np.stack([begins, middle], axis=2).reshape(count, -1)[:, :length]
        ends = np.stack([middle, ends], axis=2).reshape(count, -1)[:, :length]
    labels = np.concatenate([begins[:, :1], ends], axis=1)
    return labels.astype(np.int64), (whole.max(axis=0) - total).astype(np.float32)


def _runs(labels: NDArray[np.int64]) -> list[list[list[tuple[int, int]]]]:
    """For each row of labels, and each label, its runs as half-open ranges."""
    count, size = labels.shape
    rows, edges = np.nonzero(labels[:, 1:] != labels[:, :-1])
    out: list[list[list[tuple[int, int]]]] = [[[] for _ in range(LABELS)] for _ in range(count)]
    begins = [0] * count
    for row, edge, label in zip(rows.tolist(), (edges + 1).tolist(), labels[rows, edges].tolist(), strict=True):
        out[row][label].append((begins[row], edge))
        begins[row] = edge
    for row, label in enumerate(labels[:, -1].tolist()):
        out[row][label].append((begins[row], size))
    return out


def _whole_words(words: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and start < len(words) and words[start - 1].isalnum() and words[start].isalnum():
        start -= 1
    while end < len(words) and words[end - 1].isalnum() and words[end].isalnum():
        end += 1
    return start, end


def _with_marks(words: str, start: int, end: int) -> tuple[int, int]:
    """A stretch that begins just after an opening mark, or ends just before a closing one, with that mark."""
    opened = start
    while opened > 0 and words[opened - 1] in _OPENING and start - opened < 2:
        opened -= 1
    if opened < start and (opened == 0 or not words[opened - 1].isalnum()):
        start = opened
    closed = end
    while closed < len(words) and words[closed] in ".,!?" and closed - end < 1:
        closed += 1
    after = closed
    while after < len(words) and words[after] in _CLOSING and after - closed < 2:
        after += 1
    apart = after == len(words) or not words[after].isalnum()
    if after > closed and (words[closed : closed + 2] == "''" or (apart and words[closed] != "'")):
        end = after
    return start, end


def _spans(words: str, pieces: Pieces, first: int, runs: list[tuple[int, int]], *, marks: bool) -> tuple[Span, ...]:
    """The words that runs of pieces stand for, counted from the ``first``; what only punctuation parts is one."""
    found: list[tuple[int, int]] = []
    for a, b in runs:
        start, end = int(pieces.starts[first + a]), int(pieces.ends[first + b - 1])
        if end <= start:
            continue
        start, end = _whole_words(words, start, end)
        if marks:
            start, end = _with_marks(words, start, end)
        while start < end and words[start].isspace():
            start += 1
        while end > start and words[end - 1].isspace():
            end -= 1
        if start == end:
            continue
        if found and (start < found[-1][1] or not _WORD.search(words, found[-1][1], start)):
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(Span(a, b) for a, b in found if _WORD.search(words, a, b))


def draft(
    words: str,
    pieces: Pieces,
    start: int,
    end: int,
    places: NDArray[np.int64],
    logits: NDArray[np.float32],
    scores: NDArray[np.float32],
    changes: NDArray[np.float32],
) -> list[Draft]:
    """Drafts for the anchors of the window `[start, end)`; `places` count from its frame piece, `scores` has a row for each."""
    if not len(places):
        return []
    labels, sure = best_labels(scores, changes)
    labels = labels[:, 1 : 1 + end - start]
    marked = np.concatenate([[0], np.cumsum(pieces.features[start:end, 0] > 0)]).tolist()
    out = []
    for n, (place, runs) in enumerate(zip(places.tolist(), _runs(labels), strict=True)):
        at = place - 1
        content = _spans(words, pieces, start, runs[CONTENT], marks=True)
        if not content:
            continue
        one: dict[int, tuple[Span, ...]] = {}
        for role in (SOURCE, CUE):
            likely = runs[role]
            if role == CUE:
                likely = [run for run in likely if run[0] <= at < run[1]] or likely
            if len(likely) > 1:
                gain = scores[n, 1 : 1 + end - start, role] - scores[n, 1 : 1 + end - start, NONE]
                likely = [max(likely, key=lambda run: float(gain[run[0] : run[1]].sum()))]
            one[role] = _spans(words, pieces, start, likely, marks=False)
        told = runs[CONTENT]
        cut = (told[0][0] == 0 and start > 0) or (told[-1][1] == end - start and end < len(pieces))
        inside = sum(marked[b] - marked[a] for a, b in told)
        evidence = (
            float(logits[place]),
            float(sure[n]),
            math.log(sum(map(len, content))),
            float(len(content) > 1),
            float(not one[CUE]),
            float(not one[SOURCE]),
            inside / sum(b - a for a, b in told),
            float(cut),
        )
        out.append(Draft(content, one[CUE], one[SOURCE], evidence))
    return out
