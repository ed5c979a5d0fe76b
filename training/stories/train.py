"""Labelled reports in, ``likeness.json`` out: the trees that say whether two reports tell one event, and what they score.

    python -m training.stories.train ../shared/data --work FOLDER --out src/onrecord/stories/likeness.json

Pairs come from news-events and ECB+ (one event or not), and from 8,810 articles without labels, of which only this is taken
as known: an article of 2018 or 2019 tells no event of ECB+ (all older), nor one of news-events that lies 150 days off, and
two articles more than 90 days apart tell two events. In most of those last pairs the days are hidden, so that words must tell
them apart.

Scores are by cross-validation: events (ECB+: topics) fall into five folds, and a pair is scored by trees that saw neither
report's fold. The shipped trees are trained on everything. gold/collation is trained on nowhere. Vectors are kept in FOLDER.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from onrecord.models.sentences import embed
from onrecord.reports import read_reports
from onrecord.stories.candidates import Candidates
from onrecord.stories.clusters import join_reports
from onrecord.stories.likeness import FEATURES, Trees, measure_pairs
from onrecord.stories.profiles import Profile, find_opening, profile_report

FOLDS = 5
KEYS = ("id", "outlet", "url", "published", "title", "byline", "text")
SETTINGS = {
    "n_estimators": 120, "num_leaves": 12, "max_depth": 6, "learning_rate": 0.06, "min_child_samples": 40, "subsample": 0.8,
    "subsample_freq": 1, "colsample_bytree": 0.7, "reg_lambda": 5, "random_state": 1, "n_jobs": 1, "deterministic": True,
    "force_row_wise": True, "verbose": -1,
}  # fmt: skip
HIDDEN = {"days_apart": -1, "days_told": 0}


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file, packed or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def make_profiles(rows: Iterable[dict[str, Any]], work: Path, name: str) -> list[Profile]:
    """Profiles of rows; their vectors are kept in the folder and made once."""
    path, kept = work / f"{name}.jsonl", work / f"{name}.npy"
    lines = (json.dumps({key: row[key] for key in KEYS if row.get(key) is not None}, ensure_ascii=False) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    reports = [outcome.report for outcome in read_reports([path]) if outcome.report is not None]
    if not kept.exists():
        np.save(kept, embed([find_opening(report) for report in reports]))
    return [profile_report(report, row) for report, row in zip(reports, np.load(kept), strict=True)]


class Material:
    """Profiles of all bodies of reports, the event of each that has one, and the likenesses of the pairs worth a look."""

    def __init__(self, data: Path, work: Path) -> None:
        events = read_lines(data / "news-events" / "events.jsonl")
        topics = read_lines(data / "ecb-plus" / "documents.jsonl")
        articles = read_lines(data / "articles" / "2018-2019.jsonl.gz")
        self.event = {row["id"]: ("events", row["event"]) for row in events} | {r["id"]: ("ecb", r["event"]) for r in topics}
        unit = {row["id"]: f"events {row['event']}" for row in events} | {r["id"]: f"ecb {r['topic']}" for r in topics}
        self.fold = {key: int(hashlib.md5(name.encode()).hexdigest(), 16) % FOLDS for key, name in unit.items()}  # noqa: S324
        self.profiles = [p for rows, name in ((events, "events"), (topics, "ecb"), (articles, "articles"))
                         for p in make_profiles(rows, work, name)]  # fmt: skip
        index = Candidates()
        self.pairs: list[tuple[Profile, Profile]] = []
        rows = []
        for profile in self.profiles:
            found = index.find(profile)
            self.pairs += [(other, profile) for other in found]
            rows.append(measure_pairs(profile, found))
            index.add(profile)
        self.rows = np.concatenate(rows)

    def examples(self, without: frozenset[int]) -> tuple[NDArray[np.int64], list[int], list[float]]:
        """Rows, labels and weights for training, without the reports of some folds."""
        chance = random.Random(7)
        sizes = Counter(self.event.values())
        rows, labels, weights = [], [], []
        for (one, other), row in zip(self.pairs, self.rows.tolist(), strict=True):
            drawn, hides = chance.random(), chance.random()
            a, b = self.event.get(one.report_id), self.event.get(other.report_id)
            if without & {self.fold.get(one.report_id, -1), self.fold.get(other.report_id, -1)}:
                continue
            apart = row[FEATURES.index("days_apart")]
            label, weight, hidden = int(a == b), 1.0, False
            if a and b:
                weight = (2 / max(1, sizes[a] - 1)) ** 0.5 if a == b else 1.0
                hidden = "events" in (a[0], b[0]) and hides < 0.2
            elif a or b:
                known = a or b
                if known and known[0] == "events" and apart <= 150:
                    continue
                hidden = bool(known) and known[0] == "events" and hides < 0.2
            else:
                if apart <= 90 or drawn > 0.3:
                    continue
                label, weight, hidden = 0, 0.3, hides < 0.7
            shown = {FEATURES.index(name): value for name, value in HIDDEN.items()} if hidden else {}
            rows.append([shown.get(n, value) for n, value in enumerate(row)])
            labels.append(label)
            weights.append(weight)
        return np.array(rows, dtype=np.int64), labels, weights

    def cross_validate(self) -> NDArray[np.int64]:
        """A chance for each pair, by trees that saw neither report's fold."""
        folds = [
            frozenset(f for f in (self.fold.get(one.report_id), self.fold.get(other.report_id)) if f is not None)
            for one, other in self.pairs
        ]
        found = np.zeros(len(self.pairs), dtype=np.int64)
        for without in sorted(set(folds), key=sorted):
            trees = Trees(describe(fit(*self.examples(without))))
            chosen = np.array([fold == without for fold in folds])
            found[chosen] = np.round(1000 / (1 + np.exp(-trees.log_odds(self.rows[chosen]) / 1e6))).astype(np.int64)
        return found

    def score(self, chances: NDArray[np.int64], bodies: frozenset[str]) -> dict[str, float]:
        """B-cubed and pairwise figures over the labelled reports, where only reports of these bodies are grouped."""
        body = {p.report_id: self.event.get(p.report_id, ("articles", ""))[0] for p in self.profiles}
        graph: dict[str, dict[str, int]] = {key: {} for key, name in body.items() if name in bodies}
        for (one, other), n in zip(self.pairs, chances.tolist(), strict=True):
            if n and one.report_id in graph and other.report_id in graph:
                graph[one.report_id][other.report_id] = graph[other.report_id][one.report_id] = n
        groups = join_reports(graph, graph)
        story = {report: group[0] for group in groups for report in group}
        gold = {key: event for key, event in self.event.items() if key in graph}
        scores = score_groups(gold, story)
        scores["largest"] = max(map(len, groups))
        told = {story[key] for key in gold}
        scores["strangers"] = sum(1 for key in graph if key not in gold and story[key] in told)
        return scores


def score_groups(gold: dict[str, Any], story: dict[str, str]) -> dict[str, float]:
    """B-cubed and pairwise precision, recall and F1."""
    both = Counter((gold[key], story[key]) for key in gold)
    events, stories = Counter(gold.values()), Counter(story[key] for key in gold)
    p = sum(both[gold[key], story[key]] / stories[story[key]] for key in gold) / len(gold)
    r = sum(both[gold[key], story[key]] / events[gold[key]] for key in gold) / len(gold)
    hits, found, wanted = (sum(n * (n - 1) // 2 for n in c.values()) for c in (both, stories, events))
    figures = {
        "P": p,
        "R": r,
        "F": 2 * p * r / (p + r),
        "pair P": hits / found,
        "pair R": hits / wanted,
        "pair F": 2 * hits / (found + wanted),
    }
    return {name: round(100 * value, 1) for name, value in figures.items()}


def fit(rows: NDArray[np.int64], labels: list[int], weights: list[float]) -> lightgbm.Booster:
    """Boosted trees on whole-numbered likenesses."""
    model = lightgbm.LGBMClassifier(**SETTINGS)
    model.fit(rows, labels, sample_weight=weights)
    return model.booster_


def describe(booster: lightgbm.Booster) -> dict[str, Any]:
    """The trees as plain arrays: at each node a feature, a threshold, where to go; a leaf goes to itself."""
    trees = [flatten(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    size = max(len(tree["leaf"]) for tree in trees)
    padded = {key: [tree[key] + [0] * (size - len(tree[key])) for tree in trees] for key in trees[0]}
    return {"features": list(FEATURES), "depth": SETTINGS["max_depth"], "base": 0, **padded}


def flatten(root: dict[str, Any]) -> dict[str, list[int]]:
    """One tree as lists over its nodes."""
    flat: dict[str, list[int]] = {"feature": [], "threshold": [], "yes": [], "no": [], "leaf": []}

    def put(node: dict[str, Any]) -> int:
        at = len(flat["leaf"])
        for key in flat:
            flat[key].append(0)
        if "leaf_value" in node:
            flat["leaf"][at] = round(node["leaf_value"] * 1_000_000)
            flat["yes"][at] = flat["no"][at] = at
        else:
            flat["feature"][at] = node["split_feature"]
            flat["threshold"][at] = int(np.floor(node["threshold"]))  # likenesses are whole: no more than half of one is lost
            flat["yes"][at], flat["no"][at] = put(node["left_child"]), put(node["right_child"])
        return at

    put(root)
    return flat


def main(arguments: list[str] | None = None) -> None:
    """Train, score, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args(arguments)
    material = Material(a.data, a.work)
    print(f"{len(material.pairs)} pairs")
    chances = material.cross_validate()
    for bodies in (("events",), ("ecb",), ("events", "ecb", "articles")):
        print("cross-validated", " + ".join(bodies), material.score(chances, frozenset(bodies)))
    for seen, other in (("events", "ecb"), ("ecb", "events")):
        fold = material.fold
        material.fold = {key: int(event[0] == other) for key, event in material.event.items()}
        trees = Trees(describe(fit(*material.examples(frozenset({1})))))
        material.fold = fold
        n = np.round(1000 / (1 + np.exp(-trees.log_odds(material.rows) / 1e6))).astype(np.int64)
        print(f"trained on {seen} alone: {other}", material.score(n, frozenset({other})))
    described = describe(fit(*material.examples(frozenset())))
    n = np.round(1000 / (1 + np.exp(-Trees(described).log_odds(material.rows) / 1e6))).astype(np.int64)
    print("shipped trees, on what they were trained on", material.score(n, frozenset({"events", "ecb", "articles"})))
    a.out.write_text(json.dumps(described, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
