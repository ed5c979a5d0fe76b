"""An exported folder on annotated articles it was not trained on -> the tables of docs/attribution.md, as JSON.

    python -m training.attribution.measure FOLDER --data DEV.jsonl --shared SHARED --out FIGURES.json [--damage]

The figures are those of the shared scorer (`tools/score_attributions.py`); the damage is that of `tools/damage.py`. Nothing is
chosen by what comes out here.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import time
from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any

from onrecord.models.loader import load_model
from onrecord.statements.learned import ShippedReader, find_with

from .calibrate import as_item, half, matches, word_sets
from .corpus import read_corpus

DAMAGE = (
    "closing-lost",
    "opening-lost",
    "marks-lost",
    "apostrophes-lost",
    "straight",
    "doubled",
    "lower",
    "spaced",
    "wrapped",
    "mojibake",
    "furniture",
)
NAMES = (
    "relation half",
    "quoted: relation half",
    "indirect: relation half",
    "content overlap",
    "content exact",
    "tokens content",
    "tokens cue",
    "tokens source",
)
_PRONOUN = re.compile(r"(?i)(he|she|they|it|we|i|you|who|his|her|their|its|one|some|many|others)\Z")


def tool(shared: Path, name: str) -> ModuleType:
    """One of the shared scripts, as a module."""
    spec = importlib.util.spec_from_file_location(name, shared / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shown(result: dict[str, Any]) -> dict[str, list[float]]:
    """Precision, recall, F1 and counts (gold, system) of the rows we report."""
    out = {}
    for name in NAMES:
        row = result[name]
        out[name] = [*(round(100 * (row[k] or 0.0), 1) for k in "prf"), row["gold"], row["system"]]
        if "ci" in row:
            out[name] += [round(100 * x, 1) for x in row["ci"]]
    return out


def kind_of_source(text: str, item: dict[str, Any]) -> str:
    """Pronoun, name (a capital beyond the first letter of a sentence is not looked for: any capital), other phrase, or none."""
    words = " ".join(text[s:e] for s, e in item["source"]).strip()
    if not words:
        return "none"
    if _PRONOUN.match(words):
        return "pronoun"
    return "name" if re.search(r"\b[A-Z][a-z]+", words) else "other phrase"


def main(arguments: list[str] | None = None) -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--damage", action="store_true")
    a = parser.parse_args(arguments)
    judge = tool(a.shared, "score_attributions")
    reader = ShippedReader(load_model(a.folder))
    rows = read_corpus(a.data)

    def found(row: dict[str, Any]) -> dict[str, Any]:
        made = find_with(row["text"], reader)
        return {"doc": row["id"], "attributions": [{**as_item(x), "score": x.score} for x in made]}

    def scored(gold: list[dict[str, Any]], system: list[dict[str, Any]], boot: int = 0) -> dict[str, list[float]]:
        texts = {row["id"]: row["text"] for row in gold}
        return shown(judge.score(texts, [{**row, "doc": row["id"]} for row in gold], system, boot))

    began = time.process_time()
    system = [found(row) for row in rows]
    spent = time.process_time() - began
    words = sum(len(re.findall(r"\w+", row["text"])) for row in rows)
    result: dict[str, Any] = {
        "articles": len(rows),
        "words_per_cpu_second": round(words / spent),
        "all": scored(rows, system, 1000),
    }
    by_outlet: dict[str, list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        by_outlet[row["outlet"]].append(n)
    result["outlets"] = {
        outlet: scored([rows[n] for n in ns], [system[n] for n in ns]) for outlet, ns in sorted(by_outlet.items())
    }
    bins: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    sources: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row, given in zip(rows, system, strict=True):
        items = [x for x in row["attributions"] if x["content"]]
        gold = word_sets(row["text"], items)
        sets = word_sets(row["text"], given["attributions"])
        right = {j: i for i, j in matches(gold, sets) if half(gold[i]["source"], sets[j]["source"])}
        for j, x in enumerate(given["attributions"]):
            bins[min(9, int(x["score"] * 10))][0] += 1
            bins[min(9, int(x["score"] * 10))][1] += j in right
        for i, x in enumerate(items):
            kind = kind_of_source(row["text"], x)
            sources[kind][0] += 1
            sources[kind][1] += i in right.values()
    result["reliability"] = {f"{n / 10:.1f}": v for n, v in sorted(bins.items())}
    result["recall_by_source"] = dict(sorted(sources.items()))
    if a.damage:
        hurt = tool(a.shared, "damage")
        result["damage"] = {}
        for kind in DAMAGE:
            damaged = [hurt.damage(kind, row) for row in rows]
            result["damage"][kind] = scored(damaged, [found(row) for row in damaged])
            print(kind, result["damage"][kind]["relation half"], flush=True)
    a.out.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result["all"], indent=0))


if __name__ == "__main__":
    main()
