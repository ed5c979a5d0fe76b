"""The pins: for each runner the floors, the counts and cases seen with them, and the digest of the gold they were measured on.

Kept in ``floors.json`` (floors, counts, digests, and every reason given for a step back), ``pinned/<runner>.json`` (which cases
were right; ids only) and ``floors.md`` (the same for people). What is hard is that a floor must not sink by small steps:
a value within `EPSILON` under its floor passes the gate but does not become the new floor.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.measure import Measure

__all__ = ["EPSILON", "Pins", "describe_pins", "read_pins", "repin", "write_pins"]

EPSILON = 0.0002
"""How far a value may lie under its floor. The largest measure (an F1 over some 2,200 gold and as many found attributions)
moves by 2 / 4,400 = 0.00045 when one case flips, so nothing that was lost fits under this; what does fit is rounding."""

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Pins:
    """What is pinned for one runner: the gold's digest, and by measure the floor, the counts and the cases seen with it."""

    gold: str
    floors: Mapping[str, float]
    counts: Mapping[str, Mapping[str, int]]
    cases: Mapping[str, Mapping[str, bool]]


def repin(gold: str, measures: Mapping[str, Measure], pins: Pins | None, *, worse: bool, other_gold: bool) -> Pins:
    """The pins after this run: floors only rise, unless ``worse`` or ``other_gold`` says that somebody gave a reason.

    A value a hair under its floor (within `EPSILON`) leaves the floor where it is, so that floors cannot creep down.
    """
    floors: dict[str, float] = {}
    for measure, now in measures.items():
        value = int(now.value * 10**DIGITS) / 10**DIGITS
        before = None if pins is None else pins.floors.get(measure)
        keep = before is not None and not other_gold and value < before and not (worse and now.value < before - EPSILON)
        floors[measure] = before if keep and before is not None else value
    return Pins(
        gold=gold,
        floors=floors,
        counts={measure: dict(now.counts) for measure, now in measures.items()},
        cases={measure: dict(now.cases) for measure, now in measures.items()},
    )


def read_pins(folder: Path) -> tuple[dict[str, Pins], list[dict[str, object]]]:
    """The pins of every runner, and every reason ever given for pinning worse or on other gold."""
    path = folder / "floors.json"
    if not path.exists():
        return {}, []
    stored = json.loads(path.read_text(encoding="utf-8"))
    pins: dict[str, Pins] = {}
    for name, entry in stored["runners"].items():
        run_file = folder / "pinned" / f"{name}.json"
        run = json.loads(run_file.read_text(encoding="utf-8")) if run_file.exists() else {}
        pins[name] = Pins(
            gold=entry["gold"],
            floors={measure: m["floor"] for measure, m in entry["measures"].items()},
            counts={measure: m["counts"] for measure, m in entry["measures"].items()},
            cases={
                measure: {**dict.fromkeys(cases["right"], True), **dict.fromkeys(cases["wrong"], False)}
                for measure, cases in run.items()
            },
        )
    return pins, list(stored["reasons"])


def write_pins(folder: Path, pins: Mapping[str, Pins], reasons: Sequence[Mapping[str, object]]) -> None:
    """Write ``floors.json`` and one file of cases a runner, in a fixed order, so that a diff shows what changed and no more."""
    (folder / "pinned").mkdir(parents=True, exist_ok=True)
    runners = {
        name: {
            "gold": p.gold,
            "measures": {
                measure: {"floor": p.floors[measure], "counts": dict(p.counts[measure]), "cases": len(p.cases.get(measure, {}))}
                for measure in sorted(p.floors)
            },
        }
        for name, p in sorted(pins.items())
    }
    _write_json(folder / "floors.json", {"runners": runners, "reasons": [dict(reason) for reason in reasons]})
    (folder / "floors.md").write_text(describe_pins(pins, reasons), encoding="utf-8")
    for name, p in pins.items():
        cases = {
            measure: {
                "right": sorted(case for case, right in of.items() if right),
                "wrong": sorted(case for case, right in of.items() if not right),
            }
            for measure, of in sorted(p.cases.items())
            if of
        }
        _write_json(folder / "pinned" / f"{name}.json", cases)


def describe_pins(pins: Mapping[str, Pins], reasons: Sequence[Mapping[str, object]]) -> str:
    """The floors as a page for people."""
    lines = [
        "# How good it is",
        "",
        "The floors of `python -m evaluation.gate` with the counts seen when they were pinned; `--update` writes this page.",
        "`found` of `gold` were found, `right` of `given` (or `system`) are right; where both are known the value is their F1.",
        "What is counted is said in the runner's module in this folder and, for `samples`, in `docs/samples.md`.",
        "",
        "| measure | floor | counts | cases |",
        "|---|---:|---|---:|",
    ]
    for name, p in sorted(pins.items()):
        for measure in sorted(p.floors):
            counts = ", ".join(f"{count:,} {what}" for what, count in p.counts[measure].items())
            lines.append(f"| {name}: {measure} | {p.floors[measure]:.4f} | {counts} | {len(p.cases.get(measure, {})) or ''} |")
    if reasons:
        lines += ["", "## Pinned lower, or on other gold", ""]
        lines += [f"- {reason['option']}: {reason['reason']}" for reason in reasons]
    return "\n".join(lines) + "\n"


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
