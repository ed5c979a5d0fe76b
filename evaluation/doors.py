"""onrecord as its users have it: what the command line gives for reports, and the scorers that are kept beside the gold.

The runners go through the door (a process of its own) and not through the library, so that what is measured is what is shipped:
reading, finding, compiling and writing together. The scorers are not part of this repository; they are loaded from the folder
that holds the gold, so that everybody is measured by the same judge.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

__all__ = ["compare", "find_shared", "load_tool", "read_lines", "statements", "stories", "without_gold"]

REPORT_KEYS = ("id", "outlet", "url", "published", "title", "byline", "text")


def find_shared(root: Path, environ: Mapping[str, str]) -> Path | None:
    """The folder of labelled material beside the repository, or the one named by ONRECORD_SHARED; None where there is none."""
    folder = Path(environ["ONRECORD_SHARED"]) if environ.get("ONRECORD_SHARED") else root.parent / "shared"
    return folder if folder.is_dir() else None


def statements(reports: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What ``onrecord statements --jsonl`` gives for reports, one dictionary a report; labels never reach it."""
    return _lines("statements", reports)


def stories(reports: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What ``onrecord stories --jsonl`` gives for reports: for each its story and why; labels never reach it."""
    return _lines("stories", reports)


def _lines(command: str, reports: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "reports.jsonl"
        lines = (json.dumps(without_gold(report), ensure_ascii=False) for report in reports)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return [json.loads(line) for line in _onrecord(command, str(path), "--jsonl").split("\n") if line.strip()]


def compare(reports: Iterable[Path]) -> dict[str, Any]:
    """The record that ``onrecord compare --json -`` gives for files."""
    record: dict[str, Any] = json.loads(_onrecord("compare", *map(str, reports), "--json", "-"))
    return record


def without_gold(report: Mapping[str, Any]) -> dict[str, Any]:
    """A report with nothing but what a report has."""
    return {key: report[key] for key in REPORT_KEYS if report.get(key) is not None}


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSONL file. Only a line feed ends a line: texts hold other line separators."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def load_tool(name: str, shared: Path) -> ModuleType:
    """One of the scripts in the folder ``tools`` beside the gold (they import each other by their bare names)."""
    folder = str(shared / "tools")
    sys.path.insert(0, folder)
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(folder)


def _onrecord(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", "onrecord.cli", *arguments], capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise RuntimeError(f"onrecord {arguments[0]} ended with {done.returncode}: {said[-1] if said else 'it said nothing'}")
    return done.stdout.decode("utf-8")
