"""Labelled pronouns in, the weights of `statements/antecedents.py` out, with their accuracy by cross-validation.

    python -m training.speakers.fit_pronouns ../shared/data/polnear/train.jsonl

``training/labels/pronouns.jsonl`` has one line a pronoun: the article's id, the pronoun's span and a span of its owner's name
(null where nobody named is meant), found by reading. Earlier pronouns of an article are resolved by their labels.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from onrecord.datamodel import Text
from onrecord.spans import Span
from onrecord.statements import antecedents
from onrecord.statements.attribution import Finder
from onrecord.statements.discourse import Discourse
from onrecord.statements.finder import find_attributions
from onrecord.statements.mentions import find_names
from onrecord.statements.names import Gender
from onrecord.statements.prose import read_prose
from onrecord.statements.speakers import resolve_speakers

LABELS = Path(__file__).parent.parent / "labels" / "pronouns.jsonl"
Weights = NDArray[np.float64]
Case = tuple[str, list[dict[str, float]], int]  # article, signs by candidate, which is right (-1: nobody)


def read_cases(articles: Path, finder: Finder = find_attributions) -> list[Case]:
    """For every labelled pronoun that is read as a source: the signs of its candidates and the right one."""
    wanted: dict[str, dict[int, list[int] | None]] = defaultdict(dict)
    for line in LABELS.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        wanted[label["id"]][label["pronoun"][0]] = label["owner"]
    cases: list[Case] = []
    for line in articles.read_text(encoding="utf-8").split("\n"):
        article = json.loads(line) if line.strip() else {"id": None}
        if article["id"] in wanted:
            cases += _cases_of(article["id"], Text(article["text"]), wanted[article["id"]], finder)
    return cases


def _cases_of(name: str, text: Text, owners: dict[int, list[int] | None], finder: Finder) -> Iterator[Case]:
    prose = read_prose(text.words, text.blocks)
    names = find_names(prose)
    bearer_at = {i: n.bearers for n in names.names for i in range(n.first, n.last)}
    found: dict[int, Case] = {}
    plain = antecedents.weigh_candidates

    def weigh(scene: Discourse, index: int, token: int, gender: Gender | None) -> tuple[antecedents.Candidate, ...]:
        start = prose.starts[token]
        if start not in owners:
            return plain(scene, index, token, gender)
        counted = antecedents.count_signs(scene, index, token, gender)
        owner = owners[start]
        right: set[int] = set()
        if owner is not None:
            right = {b for i in prose.within(Span(*owner)) for b in bearer_at.get(i, ())}
        bearers = list(counted)
        answer = next((k for k, bearer in enumerate(bearers) if bearer in right), -1)
        if owner is None or answer >= 0:
            found[start] = (name, [counted[bearer][1] for bearer in bearers], answer)
        else:
            found[start] = (name, [counted[bearer][1] for bearer in bearers], -2)
        if answer < 0:
            return ()
        chosen = bearers[answer]
        return (antecedents.Candidate(chosen, counted[chosen][0], 0.95),)

    antecedents.weigh_candidates = weigh
    try:
        resolve_speakers(prose, names, finder(text.words))
    finally:
        antecedents.weigh_candidates = plain
    yield from found.values()


def fit(cases: list[Case], signs: list[str], *, l2: float = 1.0, steps: int = 200) -> Weights:
    """Weights of a softmax over each case's candidates and nobody (weight last), by gradient descent with an L2 penalty."""
    place = {sign: k for k, sign in enumerate(signs)}
    tables = []
    for _, candidates, answer in cases:
        table = np.zeros((len(candidates) + 1, len(signs) + 1))
        for row, candidate in enumerate(candidates):
            for sign, value in candidate.items():
                table[row, place[sign]] = value
        table[-1, -1] = 1.0
        tables.append((table, answer if answer >= 0 else len(candidates)))
    weights = np.zeros(len(signs) + 1)
    for _ in range(steps):
        slope = l2 * weights
        for table, answer in tables:
            logits = table @ weights
            share = np.exp(logits - logits.max())
            share /= share.sum()
            slope += table.T @ share - table[answer]
        weights -= 0.1 * slope / (1 + len(cases) / 50)
    return weights


def judge(cases: list[Case], signs: list[str], weights: Weights) -> list[tuple[bool, float, bool]]:
    """For each case: is the top one right, how likely, and is it somebody?"""
    place = {sign: k for k, sign in enumerate(signs)}
    judged = []
    for _, candidates, answer in cases:
        logits = [sum(weights[place[s]] * v for s, v in c.items() if s in place) for c in candidates] + [weights[-1]]
        share = np.exp(np.array(logits) - max(logits))
        share /= share.sum()
        top = int(share.argmax())
        judged.append((top == (answer if answer >= 0 else len(candidates)), float(share[top]), top < len(candidates)))
    return judged


def main(articles: Path) -> None:
    """Print cross-validated accuracy, then the weights."""
    cases = read_cases(articles)
    lost = sum(answer == -2 for _, _, answer in cases)
    usable = [case for case in cases if case[2] != -2]
    signs = sorted({sign for _, candidates, _ in usable for c in candidates for sign in c})
    names = sorted({name for name, _, _ in usable})
    print(f"{len(cases)} pronouns in {len(names)} articles, {lost} whose owner is no candidate")
    for l2 in (0.3, 1.0):
        judged: list[tuple[bool, float, bool]] = []
        for fold in range(10):
            test = [c for c in usable if names.index(c[0]) % 10 == fold]
            rest = [c for c in usable if names.index(c[0]) % 10 != fold]
            if test:
                judged += judge(test, signs, fit(rest, signs, l2=l2))
        for sure in (0.0, 0.5, 0.6, 0.7):
            given = [right for right, share, somebody in judged if somebody and share >= sure]
            print(f"l2 {l2}, likelihood from {sure}: {sum(given)} right of {len(given)} given, {len(judged)} in all")
    weights = fit(usable, signs, l2=0.5)
    print({sign: round(float(w), 2) for sign, w in zip(signs, weights, strict=False)}, "nobody", round(float(weights[-1]), 2))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
