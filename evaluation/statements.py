"""Who said what in each report, against the 84 articles of PolNeAR's development part: source, cue and content of attributions.

The figures are the shared scorer's, over what ``onrecord statements`` gives. The cases are gold's attributions: one is right
when the scorer pairs it with a statement and calls their sources alike ("relation half").
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from evaluation.doors import load_tool, read_lines, statements

__all__ = ["gold", "measure"]

SHOWN = (
    "content exact",
    "content overlap",
    "relation half",
    "quoted: content overlap",
    "quoted: relation half",
    "indirect: relation half",
)


def gold(shared: Path) -> list[Path]:
    """The annotated articles."""
    return [shared / "data" / "polnear" / "dev.jsonl"]


def measure(shared: Path) -> dict[str, dict[str, object]]:
    """F1 of what `SHOWN` names."""
    articles = [{**row, "doc": row["id"]} for row in read_lines(gold(shared)[0])]
    given = {line["id"]: line["statements"] for line in statements(articles)}
    judge = load_tool("score_attributions", shared)
    system = [{"doc": doc, "attributions": said} for doc, said in given.items()]
    figures = judge.score({row["doc"]: row["text"] for row in articles}, articles, system)
    measures: dict[str, dict[str, object]] = {name: _as_measure(figures[name]) for name in SHOWN}
    measures["relation half"]["cases"] = {
        f"{row['id']}#{k}": right for row in articles for k, right in enumerate(_met(judge, row, given.get(row["id"], [])))
    }
    return measures


def _as_measure(figure: Mapping[str, Any]) -> dict[str, object]:
    """The scorer's row: F1 as the value, and how much stands behind it; no F1 where nothing was found is a nought."""
    found = round((figure["r"] or 0.0) * figure["gold"])
    return {"value": figure["f"] or 0.0, "counts": {"found": found, "gold": figure["gold"], "given": figure["system"]}}


def _met(judge: ModuleType, article: Mapping[str, Any], said: list[dict[str, Any]]) -> list[bool]:
    doc = judge.Doc(article["text"])
    wanted, given = judge.prepare(doc, article["attributions"], False), judge.prepare(doc, said, True)
    met = {i for i, j in judge.match(wanted, given) if judge.source_half(wanted[i], given[j])}
    return [i in met for i in range(len(wanted))]
