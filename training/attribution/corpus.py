"""Annotated articles -> windows of word pieces with, for each attribution, its anchor and a label for every piece.

An attribution is found by its *anchor*: the piece of its cue that most often belongs to cues (of "has also said",
"said"); where it has no cue, the first piece of its content. What is hard: annotators differ in how much of a verb
phrase they mark, so the anchor is picked by corpus counts and not by position.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from onrecord.statements.pieces import Pieces, cut_pieces, cut_windows

from .damage import drawn

NONE, SOURCE, CONTENT, CUE = range(4)
_WORD = re.compile(r"\w+")


def read_corpus(path: Path) -> list[dict[str, Any]]:
    """One article a line: `id`, `text`, and `attributions` with spans for source, cue and content."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def held_out(article_id: str, *, every: int = 10) -> bool:
    """Is the article kept from training, to choose thresholds and checkpoints on? Decided by a hash of its id."""
    return hashlib.sha256(article_id.encode()).digest()[0] % every == 0


def cue_counts(rows: list[dict[str, Any]]) -> dict[str, float]:
    """How often, of all the times a word stands in the corpus, it stands in a cue (smoothed)."""
    inside: Counter[str] = Counter()
    everywhere: Counter[str] = Counter()
    for row in rows:
        text = row["text"].lower()
        everywhere.update(_WORD.findall(text))
        for attribution in row["attributions"]:
            for s, e in attribution["cue"]:
                inside.update(_WORD.findall(text[s:e]))
    return {word: n / (everywhere[word] + 4.0) for word, n in inside.items()}


@dataclass(frozen=True)
class Example:
    """A window: ids, features, atoms and paragraphs of its pieces; anchor places, and a row of labels for each anchor."""

    ids: np.ndarray
    features: np.ndarray
    atoms: np.ndarray
    paragraphs: np.ndarray
    anchors: np.ndarray
    labels: np.ndarray
    soft: np.ndarray | None = None  # a teacher's probability that a piece is an anchor


def label_pieces(
    pieces: Pieces, text: str, attributions: list[dict[str, Any]], cueness: dict[str, float]
) -> list[tuple[int, np.ndarray]]:
    """For each attribution the anchor's place and the labels of all pieces; of two on one anchor the first is kept."""
    out: dict[int, np.ndarray] = {}
    low = text.lower()
    real = pieces.ends > pieces.starts
    for attribution in attributions:
        labels = np.zeros(len(pieces), dtype=np.int64)
        for role, label in (("content", CONTENT), ("source", SOURCE), ("cue", CUE)):
            for s, e in attribution[role]:
                labels[(pieces.starts < e) & (pieces.ends > s) & real] = label
        if not (labels == CONTENT).any():
            continue
        # a separator or a mark that stands between two pieces of one label carries it too
        anchor = None
        words = (
            [(cueness.get(m[0], 0.0), s + m.start()) for s, e in attribution["cue"] for m in _WORD.finditer(low[s:e])]
            if len(low) == len(text)
            else []
        )
        if words:
            place = max(words, key=lambda found: (found[0], -found[1]))[1]
            anchor = int(np.searchsorted(pieces.ends, place, side="right"))
            while anchor < len(pieces) and (not real[anchor] or labels[anchor] != CUE):
                anchor += 1
        if anchor is None or anchor >= len(pieces):
            chosen = np.flatnonzero(labels == (CUE if (labels == CUE).any() else CONTENT))
            anchor = int(chosen[0])
        if anchor not in out:
            out[anchor] = labels
    return sorted(out.items(), key=lambda found: found[0])


def fill_separators(pieces: Pieces, labels: np.ndarray) -> None:
    """A paragraph's separator between two pieces of content is content, so that a run need not break there."""
    gaps = np.flatnonzero(pieces.ends == pieces.starts)
    for i in gaps:
        if 0 < i < len(labels) - 1 and labels[i - 1] == labels[i + 1]:
            labels[i] = labels[i - 1]


def examples_of(
    row: dict[str, Any], tokenizer: Tokenizer, cueness: dict[str, float], rnd: random.Random, *, length: int, damaged: float
) -> list[Example]:
    """The windows of one article, cut anew each time it is asked for: other damage, another first paragraph, other lengths."""
    text, attributions = drawn(row["text"], row["attributions"], rnd, share=damaged)
    pieces = cut_pieces(tokenizer, text)
    if not len(pieces):
        return []
    labelled = label_pieces(pieces, text, attributions, cueness)
    for _, labels in labelled:
        fill_separators(pieces, labels)
    soft = None
    if "soft" in row and text == row["text"]:  # (start, end, probability) by characters, so of no use once the text is damaged
        soft = np.zeros(len(pieces), dtype=np.float32)
        for s, e, p in row["soft"]:
            soft[(pieces.starts == s) & (pieces.ends == e)] = p
    size = int(rnd.uniform(0.6, 1.0) * length)
    out = []
    for window in cut_windows(pieces, length=size, overlap=rnd.choice((8, 16, 32))):
        a, b = window.start, window.end
        inside = [(i - a, labels[a:b]) for i, labels in labelled if a <= i < b]
        out.append(
            Example(
                pieces.ids[a:b],
                pieces.features[a:b],
                pieces.atoms[a:b] - pieces.atoms[a],
                pieces.paragraphs[a:b] - pieces.paragraphs[a],
                np.asarray([i for i, _ in inside], dtype=np.int64),
                np.stack([labels for _, labels in inside]) if inside else np.zeros((0, b - a), dtype=np.int64),
                None if soft is None else soft[a:b],
            )
        )
    return out
