"""Who is said to speak, against the reports of ``gold/speakers`` that were labelled with speaker, kind, mode, manner and act.

The figures are the shared scorer's own, read from what it prints. The cases (a gold attribution that names a speaker: found and
rightly attributed, or not) are judged with the scorer's matching and its comparison of names, so that both speak of the same
thing.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from evaluation.doors import load_tool, read_lines, statements

__all__ = ["gold", "measure", "read_figures"]

NAMED = ("person", "organisation", "group")
PLAIN = ("speaker strict", "kind", "mode", "manner", "act")
RATED = ("record", "about", "via", "condition")

_PLAIN = re.compile(r"^(?P<name>[a-z ]+?)\s{2,}[\d.]+\s+\((?P<right>\d+) of (?P<of>\d+)\)", re.M)
_RATED = re.compile(r"^(?P<name>[a-z]+)\s.*\((?P<right>\d+) (?:right )?of (?P<given>\d+) given, (?P<gold>\d+) in gold\)", re.M)


def gold(shared: Path) -> list[Path]:
    """The labelled reports."""
    return [shared / "gold" / "speakers" / "visible.jsonl"]


def measure(shared: Path) -> dict[str, dict[str, object]]:
    """The scorer's figures as shares, with the cases behind ``record``."""
    labelled = read_lines(gold(shared)[0])
    given = statements(labelled)
    judge = load_tool("score_speakers", shared)
    with TemporaryDirectory() as folder:
        system = Path(folder) / "system.jsonl"
        system.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in given), encoding="utf-8")
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            judge.main(str(gold(shared)[0]), str(system))
        measures = read_figures(printed.getvalue())
        measures["record"]["cases"] = _cases(judge, labelled, {line["id"]: line.get("statements") or [] for line in given})
    return measures


def read_figures(printed: str) -> dict[str, dict[str, object]]:
    """The measures in what the scorer prints, each over all that gold has.

    The scorer gives kind, mode, manner, act and the strict name over the statements that were *found*, which punishes finding
    harder ones: a floor on that would stand in the way of the very thing it guards. So here what is not found is not right
    either; the number found stays in the counts. ``named right`` is the share of named speakers given that are not wrong.

    >>> read_figures("wrong named            20.0  (1 of 5)")["named right"]["value"]
    0.8
    """
    plain = {found["name"]: (int(found["right"]), int(found["of"])) for found in _PLAIN.finditer(printed)}
    rated = {found["name"]: [int(found[k]) for k in ("right", "given", "gold")] for found in _RATED.finditer(printed)}
    measures: dict[str, dict[str, object]] = {}
    if "wrong named" in plain:
        wrong, named = plain["wrong named"]
        measures["named right"] = {"value": (named - wrong) / named, "counts": {"wrong": wrong, "named": named}}
    for name in (name for name in PLAIN if name in plain):
        right, found = plain[name]
        gold = rated["record"][2] if name == "speaker strict" else plain["statements found"][1]
        measures[name] = {"value": right / gold, "counts": {"right": right, "found": found, "gold": gold}}
    for name, (right, given, gold) in rated.items():
        value = 2 * right / (given + gold) if given + gold else 0.0
        measures[name] = {"value": value, "counts": {"right": right, "given": given, "gold": gold}}
    return measures


def _cases(judge: ModuleType, labelled: list[dict[str, Any]], given: Mapping[str, list[dict[str, Any]]]) -> dict[str, bool]:
    """For each gold attribution by a named speaker in speech or writing: found, and the speaker right?"""
    cases: dict[str, bool] = {}
    for report in labelled:
        doc = judge.Doc(report["text"])
        wanted, found = _told(doc, report["attributions"]), _told(doc, given.get(report["id"], []))
        right = {
            i
            for i, j in judge.match([tokens for tokens, _ in wanted], [tokens for tokens, _ in found])
            if found[j][1].get("speaker") and judge.same(wanted[i][1]["speaker"], found[j][1]["speaker"])
        }
        for i, (_, attribution) in enumerate(wanted):
            if attribution["kind"] in NAMED and attribution.get("mode", "speech") in ("speech", "writing"):
                cases[f"{report['id']}#{i}"] = i in right
    return cases


def _told(doc: Any, attributions: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:  # noqa: ANN401
    told = [({role: doc.tokens(a.get(role) or []) for role in ("source", "cue", "content")}, a) for a in attributions]
    return [(tokens, a) for tokens, a in told if tokens["content"]]
