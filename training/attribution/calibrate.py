"""Drafts on held-out training articles -> weights that turn evidence into a score, and the floor for dropping a draft.

    python -m training.attribution.calibrate (CHECKPOINT | FOLDER) --data TRAIN.jsonl --base FOLDER --out C.json

A draft is right if its content and its source each share at least half (Jaccard, by words) with one annotated
attribution, one to one. The floor is where F1 of that measure peaks on these articles. Nothing here ever sees the dev or
test split.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.statements.decoding import Draft
from onrecord.statements.learned import choose, find_drafts, weigh

from .corpus import held_out, read_corpus
from .predict import open_reader

_TOKEN = re.compile(r"\w+")
Words = dict[str, frozenset[int]]


def word_sets(text: str, items: list[dict[str, Any]]) -> list[Words]:
    """Attributions as sets of word numbers by role."""
    tokens = [m.span() for m in _TOKEN.finditer(text)]
    starts, ends = np.asarray([s for s, _ in tokens]), np.asarray([e for _, e in tokens])
    return [
        {
            role: frozenset(int(n) for s, e in item[role] for n in np.flatnonzero((starts < e) & (ends > s)))
            for role in ("source", "cue", "content")
        }
        for item in items
    ]


def half(a: frozenset[int], b: frozenset[int]) -> bool:
    """Do two sets share at least half of their union? Two empty ones do."""
    return bool(a & b) and 2 * len(a & b) >= len(a | b) if a or b else True


def matches(gold: list[Words], system: list[Words]) -> list[tuple[int, int]]:
    """One-to-one pairs by falling likeness of content, at least half."""
    pairs = []
    for i, g in enumerate(gold):
        for j, s in enumerate(system):
            both = len(g["content"] & s["content"])
            if both and 2 * both >= len(g["content"] | s["content"]):
                union = len(g["source"] | s["source"])
                pairs.append(
                    (
                        -both / len(g["content"] | s["content"]),
                        -(len(g["source"] & s["source"]) / union if union else 1.0),
                        i,
                        j,
                    )
                )
    used_gold: set[int] = set()
    used_system: set[int] = set()
    out = []
    for _, _, i, j in sorted(pairs):
        if i not in used_gold and j not in used_system:
            used_gold.add(i)
            used_system.add(j)
            out.append((i, j))
    return out


def as_item(found: Draft | Any) -> dict[str, Any]:
    """Spans as pairs, the way the corpus writes them."""
    return {role: [list(span) for span in getattr(found, role)] for role in ("source", "cue", "content")}


def fit(evidence: np.ndarray, right: np.ndarray) -> dict[str, Any]:
    """Logistic regression by Newton's method with a little ridge."""
    means, spread = evidence.mean(0), evidence.std(0) + 1e-6
    x = np.concatenate([np.ones((len(evidence), 1)), (evidence - means) / spread], 1)
    w = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        ridge = np.eye(len(w)) * 1.0
        ridge[0, 0] = 0
        w -= np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + ridge, x.T @ (p - right) + ridge @ w)
    return {
        "bias": round(float(w[0]), 5),
        "weights": [round(float(v), 5) for v in w[1:] / spread],
        "means": [round(float(v), 5) for v in means],
    }


def calibrate(texts: list[str], gold: list[list[Words]], drafts: list[list[Draft]]) -> dict[str, Any]:
    """Weights and floor, with the score of each floor that was tried."""
    evidence, right = [], []
    for text, g, d in zip(texts, gold, drafts, strict=True):
        sets = word_sets(text, [as_item(x) for x in d])
        # every draft is judged alone here: doubles of a right one are right too, the choice between them comes later
        for x, s in zip(d, sets, strict=True):
            evidence.append(x.evidence)
            right.append(any(half(t["content"], s["content"]) and half(t["source"], s["source"]) for t in g))
    weights = fit(np.asarray(evidence), np.asarray(right, float))
    tried = {}
    for floor in [round(0.2 + 0.02 * n, 2) for n in range(21)]:
        c: Counter[str] = Counter()
        for text, g, d in zip(texts, gold, drafts, strict=True):
            s = word_sets(text, [as_item(x) for x in choose(d, weights, floor=floor, why="")])
            c["gold"] += len(g)
            c["system"] += len(s)
            c["right"] += sum(half(g[i]["source"], s[j]["source"]) for i, j in matches(g, s))
        tried[floor] = 2 * c["right"] / max(1, c["gold"] + c["system"])
    best = max(tried, key=lambda f: tried[f])
    return {
        **weights,
        "floor": best,
        "held_out": {
            "relation_half": round(tried[best], 4),
            "articles": len(texts),
            "drafts": len(right),
            "tried": {str(k): round(v, 4) for k, v in tried.items()},
        },
    }


def main(arguments: list[str] | None = None) -> None:
    """Fit and write the calibration."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args(arguments)
    reader = open_reader(a.checkpoint, a.base)
    rows = [row for row in read_corpus(a.data) if held_out(row["id"])]
    texts = [row["text"] for row in rows]
    gold = [[g for g in word_sets(row["text"], row["attributions"]) if g["content"]] for row in rows]
    drafts = [find_drafts(text, reader) for text in texts]
    result = calibrate(texts, gold, drafts)
    a.out.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result["held_out"]), "floor", result["floor"])
    _ = weigh


if __name__ == "__main__":
    main()
