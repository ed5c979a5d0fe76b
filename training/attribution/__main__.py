"""The one command: from the corpus to the folder that ships.

    python -m training.attribution --data TRAIN.jsonl --base MINILM_FOLDER --work FOLDER --out
        src/onrecord/models/attribution_v3
        [--shipped OLD_FOLDER --articles ARTICLES.jsonl.gz | --teacher-base MPNET_FOLDER --articles ARTICLES.jsonl.gz]
        [--recipe FOLDER]

The recipe folder holds the settings of each run. With a folder that shipped before: the lowest of its layers are thawed and
narrowed to the shape of narrowed.json, it labels more articles, the student goes on with both, and the mean of what it kept on
the way and its end ships. With a teacher's base:
a teacher is trained first (teacher.json), labels more articles, and the student goes on from its own training with both
(student.json, distil.json). With neither: the student alone. Every stage that has left its result in the work folder is
skipped, and training goes on from its last saved state, so the command can be stopped and given again.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from . import calibrate, export, mean, narrow, pseudo, thaw, train


def run(a: argparse.Namespace) -> None:
    """All stages in order."""
    work: Path = a.work
    work.mkdir(parents=True, exist_ok=True)
    small = ["--data", str(a.data), "--base", str(a.base)]
    last = _from_shipped(a, small) if a.shipped else _from_base(a, small)
    weights = work / "calibration.json"
    calibrate.main([str(last), *small, "--out", str(weights)])
    export.main([str(last), "--calibration", str(weights), *small, "--out", str(a.out)])
    calibrate.main([str(a.out), *small, "--out", str(weights)])  # once more, on the rounded numbers that ship
    export.main([str(last), "--calibration", str(weights), *small, "--out", str(a.out)])


def _from_shipped(a: argparse.Namespace, small: list[str]) -> Path:
    """A smaller student out of a larger one that shipped; its checkpoint."""
    recipe = a.recipe / "narrowed.json"
    settings = json.loads(recipe.read_text())
    whole, start, weights = a.work / "thawed.pt", a.work / "narrowed.pt", a.work / "shipped.json"
    kept = ",".join(str(n) for n in range(settings["settings"]["layers"]))
    thaw.main([str(a.shipped), "--layers", kept, "--out", str(whole)])
    if not start.exists():
        narrow.main([str(whole), str(recipe), *small, "--out", str(start)])
    weights.write_text(json.dumps(json.loads((a.shipped / "manifest.json").read_text())["calibration"]))
    more = _label(a, a.shipped, weights, str(a.base), settings["labelled"])
    out = a.work / "student"
    train.main([str(recipe), *small, "--out", str(out), "--more", str(more), "--start", str(start)])
    kept_on_the_way = [out / f"state-{step}.pt" for step in settings["keep"]]
    mean.mean([*kept_on_the_way, out / "state.pt"], out / "mean.pt")
    return out / "mean.pt"


def _from_base(a: argparse.Namespace, small: list[str]) -> Path:
    """A student out of a published encoder, taught or alone; its checkpoint."""
    student = a.work / "student"
    train.main([str(a.recipe / "student.json"), *small, "--out", str(student)])
    if not a.teacher_base:
        return student / "state.pt"
    large = ["--data", str(a.data), "--base", str(a.teacher_base)]
    teacher = a.work / "teacher"
    train.main([str(a.recipe / "teacher.json"), *large, "--out", str(teacher)])
    weights = a.work / "teacher.json"
    if not weights.exists():
        calibrate.main([str(teacher / "state.pt"), *large, "--out", str(weights)])
    settings = json.loads((a.recipe / "distil.json").read_text())
    more = _label(a, teacher / "state.pt", weights, str(a.teacher_base), settings["labelled"])
    out = a.work / "distilled"
    start = ["--start", str(student / "state.pt")]
    train.main([str(a.recipe / "distil.json"), *small, "--out", str(out), "--more", str(more), *start])
    return out / "state.pt"


def _label(a: argparse.Namespace, reader: Path, weights: Path, base: str, count: int) -> Path:
    """Articles that nobody has annotated, labelled by a reader."""
    more: Path = a.work / "more.jsonl"
    pseudo.main([
        str(reader), "--calibration", str(weights), "--base", base, "--articles", str(a.articles), "--count", str(count),
        "--out", str(more),
    ])  # fmt: skip
    return more


def main(arguments: list[str] | None = None) -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m training.attribution", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--teacher-base", type=Path)
    parser.add_argument("--shipped", type=Path, help="a folder that shipped before, to go on from")
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--recipe", type=Path, default=Path(__file__).parent)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args(arguments)
    if (a.teacher_base or a.shipped) and not a.articles:
        sys.exit("a teacher needs --articles to label")
    if a.teacher_base and a.shipped:
        sys.exit("--shipped and --teacher-base are two ways: give one")
    run(a)


if __name__ == "__main__":
    main()
