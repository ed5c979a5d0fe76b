"""The collation runner: a record that repeats the labels meets every one of them, an empty one meets none."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from evaluation import collation
from evaluation.doors import load_tool
from evaluation.measure import as_measures

pytestmark = pytest.mark.shared


def repeat(shared: Path, reports: Iterable[Path]) -> dict[str, Any]:
    """A record with the very labels of a cluster."""
    paths = list(reports)
    texts = {path.stem: path.read_bytes().decode("utf-8") for path in paths}
    labels = json.loads((paths[0].parent / "labels.json").read_text(encoding="utf-8"))
    judge = load_tool("score_collation", shared)

    def spans(report: str, exact: object, at: object = None) -> list[list[int]]:
        return judge.spans_of(texts[report], exact, at)  # type: ignore[no-any-return]

    def whole(label: dict[str, Any]) -> dict[str, Any]:
        found = spans(label["report"], label["exact"], label.get("at"))
        return {"report": label["report"], "content": found, "span": [found[0][0], found[-1][1]]}

    return {
        "reports": [{"id": stem, "name": stem} for stem in texts],
        "utterances": [{**u, "tellings": [whole(t) for t in u["tellings"]]} for u in labels["utterances"]],
        "facts": [{**f, "values": [whole(v) for v in f["values"]]} for f in labels.get("facts", [])],
        "citations": [{**whole(c), "cites": c["cites"]} for c in labels.get("citations", [])],
        "copies": [
            {
                "reports": c["reports"],
                "a": spans(c["reports"][0], c["exact_a"])[0],
                "b": spans(c["reports"][1], c["exact_b"])[0],
            }
            for c in labels.get("copies", [])
        ],
    }


def test_labels_repeated_are_met(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collation, "compare", lambda reports: repeat(shared, reports))
    measures = as_measures(collation.measure(shared))
    for name in ("utterance pairs", "citations", "copies"):
        assert measures[name].counts["found"] == measures[name].counts["gold"], name
        assert all(measures[name].cases.values()), name
    assert measures["facts listed"].value > 0.9  # two labels of one pair of spans with two verdicts: one of them counts


def test_an_empty_record_meets_none(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collation, "compare", lambda reports: {"reports": []})
    measures = as_measures(collation.measure(shared))
    assert {measure.value for measure in measures.values()} == {0.0}
    assert not any(right for measure in measures.values() for right in measure.cases.values())
    assert len(measures["utterance pairs"].cases) == measures["utterances told"].counts["utterances"]


@pytest.mark.parametrize(("counts", "f1"), [((0, 0, 0, 0), 0.0), ((1, 2, 1, 2), 0.5), ((3, 3, 1, 3), 0.5), ((0, 5, 0, 5), 0.0)])
def test_f1_keeps_what_is_right_and_what_is_found_apart(counts: tuple[int, int, int, int], f1: float) -> None:
    assert collation._f1(*counts) == pytest.approx(f1)
