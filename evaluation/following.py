"""Measures of what follows statements through reports and time: quotations verified, positions and their reversals.

Both keys are our own and invented: ``quotations.json`` has quotations of every kind over the sample stories with the verdict
and the differences that must be named; ``positions/key.json`` has the moves, reversals and changed figures of a winter of
bargaining.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from onrecord import read_reports
from onrecord.datamodel import Change, Position
from onrecord.record.accounts import read_accounts
from onrecord.record.positions import find_positions
from onrecord.record.shelf import Shelf
from onrecord.record.verifying import verify_quotations

__all__ = ["gold", "measure"]


def gold(root: Path) -> Sequence[Path]:
    """The two keys, and the reports of the second; those of the first are the samples'."""
    folder = root / "evaluation"
    return [folder / "quotations.json", folder / "positions" / "key.json", folder / "positions" / "reports.jsonl"]


def measure(root: Path) -> Mapping[str, Mapping[str, object]]:
    """The measures by name."""
    return {**_measure_quotations(root), **_measure_positions(root / "evaluation" / "positions")}


def _measure_quotations(root: Path) -> dict[str, Mapping[str, object]]:
    key = json.loads((root / "evaluation" / "quotations.json").read_text(encoding="utf-8"))
    stories = sorted(path.parent for path in (root / "src" / "onrecord" / "samples").glob("*/key.json"))
    shelf = Shelf(read_accounts([o.report for story in stories for o in read_reports([story]) if o.report]))
    right: dict[str, bool] = {}
    named: dict[str, bool] = {}
    for case in key:
        verified = verify_quotations(case["text"], shelf)
        right[case["id"]] = bool(verified) and verified[0].standing == case["standing"]
        if case["differences"]:
            found = {d.kind for each in verified[:1] for finding in each.found[:1] for d in finding.differences}
            named[case["id"]] = set(case["differences"]) <= found
    return {"quotations: verdict": _share(right), "quotations: differences named": _share(named)}


def _measure_positions(folder: Path) -> dict[str, Mapping[str, object]]:
    key = json.loads((folder / "key.json").read_text(encoding="utf-8"))
    accounts = read_accounts([o.report for o in read_reports([folder / "reports.jsonl"]) if o.report])
    positions = {name: find_positions(accounts, name) for name in key["people"]}
    moves = {
        f"{number:02} {wanted['day']} {wanted['act']}": any(
            (move.day, move.act) == (wanted["day"], wanted["act"]) and wanted["words"] in move.words
            for position in positions[wanted["person"]]
            for move in position.moves
        )
        for number, wanted in enumerate(key["moves"], start=1)
    }
    wanted = [("reversal", each) for each in key["reversals"]] + [("figure changed", each) for each in key["figures"]]
    found = _changes(positions)
    changes = {
        f"{kind} {number}": any(_is_wanted(change, kind, name, each) for name, change in found)
        for number, (kind, each) in enumerate(wanted, start=1)
    }
    right = {
        f"{name} {change.kind} {change.after.day}": any(_is_wanted(change, kind, name, each) for kind, each in wanted)
        for name, change in found
    }
    return {
        "positions: moves found": _share(moves),
        "positions: changes found": _share(changes),
        "positions: changes right": _share(right),
    }


def _changes(positions: Mapping[str, Sequence[Position]]) -> list[tuple[str, Change]]:
    return [(name, change) for name, found in positions.items() for position in found for change in position.changes]


def _is_wanted(change: Change, kind: str, name: str, wanted: Mapping[str, Any]) -> bool:
    return (change.kind, name) == (kind, wanted["person"]) and (
        wanted["before"] in change.before.words and wanted["after"] in change.after.words
    )


def _share(cases: Mapping[str, bool]) -> Mapping[str, object]:
    right = sum(cases.values())
    return {"value": right / max(1, len(cases)), "counts": {"right": right, "of": len(cases)}, "cases": cases}
