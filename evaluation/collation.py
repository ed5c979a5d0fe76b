"""What several reports share, against the events of ``gold/collation``: utterances, facts, citations and copies.

The shared scorer gives counts for a cluster of reports but does not say which labels were met. It judges each label by itself,
though, so a case is judged by showing it the same record with one label at a time: the judge stays the same, and the cases add
up to its counts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from evaluation.doors import compare, load_tool

__all__ = ["gold", "measure"]

RATED = {
    "utterance pairs": ("right", "system", "found", "gold"),
    "citations": ("right citation", "system citation", "found citation", "gold citation"),
    "copies": ("right copy", "system copy", "found copy", "gold copy"),
    **{f"facts {v}": (f"right {v}", f"system {v}", f"found {v}", f"gold {v}") for v in ("agree", "coarser", "conflict")},
}
"""By measure, the scorer's counts: of the system's pairs, how many are right; of gold's, how many are found."""

LABELS = {"utterances": "found", "facts": "verdict", "citations": "found citation", "copies": "found copy"}
"""By kind of label, the scorer's count that says whether it was met."""

CASES = {"utterance pairs": "utterances", "citations": "citations", "copies": "copies", "facts listed": "facts"}


def gold(shared: Path) -> list[Path]:
    """The labels and the reports they were read from."""
    folder = shared / "gold" / "collation"
    return sorted(path for path in folder.glob("*/*") if path.suffix in (".txt", ".json"))


def measure(shared: Path) -> dict[str, dict[str, object]]:
    """F1 for pairs of tellings, for facts by verdict, citations and copies; the cases are gold's labels."""
    total: Counter[str] = Counter()
    cases: dict[str, dict[str, bool]] = {kind: {} for kind in LABELS}
    judge = load_tool("score_collation", shared)
    for labels in sorted((shared / "gold" / "collation").glob("*/labels.json")):
        cluster = labels.parent
        record = compare(sorted(cluster.glob("*.txt")))
        total.update(judge.score(cluster, record))
        for kind, case, counts in _one_by_one(judge, cluster, record):
            cases[kind][case] = counts[LABELS[kind]] > 0
    measures: dict[str, dict[str, object]] = {
        name: {"value": _f1(*(total[key] for key in keys)), "counts": _counts(name, total)} for name, keys in RATED.items()
    }
    listed = sum(total[f"gold {v}"] for v in ("agree", "coarser", "conflict"))
    measures["utterances told"] = {
        "value": total["share"] / total["utterances"],
        "counts": {"utterances": total["utterances"]},
    }
    measures["facts listed"] = {"value": total["listed"] / listed, "counts": {"listed": total["listed"], "gold": listed}}
    for name, kind in CASES.items():
        measures[name]["cases"] = cases[kind]
    return measures


def _one_by_one(judge: ModuleType, cluster: Path, record: dict[str, Any]) -> Iterator[tuple[str, str, Counter[str]]]:
    """The scorer's counts for every label of a cluster alone."""
    labels = json.loads((cluster / "labels.json").read_text(encoding="utf-8"))
    with TemporaryDirectory() as name:
        alone = Path(name) / cluster.name
        alone.mkdir()
        for report in cluster.glob("*.txt"):
            (alone / report.name).write_bytes(report.read_bytes())
        for kind in LABELS:
            for index, label in enumerate(labels.get(kind, [])):
                if label.get("own"):
                    continue
                (alone / "labels.json").write_text(json.dumps({"utterances": [], kind: [label]}), encoding="utf-8")
                yield kind, f"{cluster.name}/{kind}#{index}", judge.score(alone, record)


def _f1(right: int, system: int, found: int, wanted: int) -> float:
    precision, recall = right / system if system else 0.0, found / wanted if wanted else 0.0
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _counts(name: str, total: Counter[str]) -> dict[str, int]:
    right, system, found, wanted = (total[key] for key in RATED[name])
    return {"right": right, "given": system, "found": found, "gold": wanted}
