"""The one command: from the corpus to the folder that ships.

    python -m training.attribution --data TRAIN.jsonl --base MINILM_FOLDER --work FOLDER --out
        src/onrecord/models/attribution_v1
        [--teacher-base MPNET_FOLDER --articles ARTICLES.jsonl.gz] [--recipe FOLDER]

The recipe folder holds student.json and, where a teacher is used, teacher.json and distil.json (settings of each
run). With a teacher: it is trained first, labels more articles, and the student goes on from its own training with
both. Without one: the student alone. Every stage that has left its result in the work folder is skipped, and training
goes on from its last saved state, so the command can be stopped and given again.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from . import calibrate, export, pseudo, train


def run(a: argparse.Namespace) -> None:
    """All stages in order."""
    common = ["--data", str(a.data)]
    small = [*common, "--base", str(a.base)]
    work: Path = a.work
    work.mkdir(parents=True, exist_ok=True)
    train.main([str(a.recipe / "student.json"), *small, "--out", str(work / "student")])
    last = work / "student"
    if a.teacher_base:
        large = [*common, "--base", str(a.teacher_base)]
        train.main([str(a.recipe / "teacher.json"), *large, "--out", str(work / "teacher")])
        weights = work / "teacher.json"
        if not weights.exists():
            calibrate.main([str(work / "teacher" / "state.pt"), *large, "--out", str(weights)])
        settings = json.loads((a.recipe / "distil.json").read_text())
        more = work / "more.jsonl"
        pseudo.main([
            str(work / "teacher" / "state.pt"), "--calibration", str(weights), "--base", str(a.teacher_base),
            "--articles", str(a.articles), "--count", str(settings["labelled"]), "--out", str(more),
        ])  # fmt: skip
        last = work / "distilled"
        train.main(
            [
                str(a.recipe / "distil.json"),
                *small,
                "--out",
                str(last),
                "--more",
                str(more),
                "--start",
                str(work / "student" / "state.pt"),
            ]
        )
    weights = work / "calibration.json"
    calibrate.main([str(last / "state.pt"), *small, "--out", str(weights)])
    export.main([str(last / "state.pt"), "--calibration", str(weights), *small, "--out", str(a.out)])
    calibrate.main([str(a.out), *small, "--out", str(weights)])  # once more, on the rounded numbers that ship
    export.main([str(last / "state.pt"), "--calibration", str(weights), *small, "--out", str(a.out)])


def main(arguments: list[str] | None = None) -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m training.attribution", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--teacher-base", type=Path)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--recipe", type=Path, default=Path(__file__).parent)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args(arguments)
    if a.teacher_base and not a.articles:
        sys.exit("a teacher needs --articles to label")
    run(a)


if __name__ == "__main__":
    main()
