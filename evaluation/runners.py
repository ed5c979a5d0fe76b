"""What the gate runs: every runner in one tuple, in the order in which a reader should see them.

A runner is two functions over a folder (the repository, or the folder of labelled material beside it): ``gold`` names the files
whose words decide what is right, ``run`` gives measures by name as `evaluation.measure` describes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation import collation, following, samples, speakers, statements, stories
from evaluation.doors import compare
from evaluation.keys import read_story, story_folders

__all__ = ["RUNNERS", "Runner"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """A set of measures on one body of gold. ``needs_shared``: the folder handed over is the shared one."""

    name: str
    about: str
    gold: Callable[[Path], Sequence[Path]]
    run: Callable[[Path], Mapping[str, Mapping[str, object]]]
    needs_shared: bool = True


def measure_samples(root: Path) -> Mapping[str, Mapping[str, object]]:
    """The records that the command line gives for our own stories, against their answer keys."""
    folders = story_folders(root / "src" / "onrecord" / "samples")
    records = {folder.name: compare(sorted(folder.glob("*.txt"))) for folder in folders}
    return samples.as_measures(samples.score_all(map(read_story, folders), records))


RUNNERS: tuple[Runner, ...] = (
    Runner(name="samples", about="our own stories", gold=samples.gold, run=measure_samples, needs_shared=False),
    Runner(
        name="following",
        about="quotations verified, positions over time",
        gold=following.gold,
        run=following.measure,
        needs_shared=False,
    ),
    Runner(name="statements", about="who said what, in 84 articles", gold=statements.gold, run=statements.measure),
    Runner(name="speakers", about="who is said to speak, in 28 articles", gold=speakers.gold, run=speakers.measure),
    Runner(name="collation", about="what reports share, on 10 events of 3 reports", gold=collation.gold, run=collation.measure),
    Runner(name="stories", about="which reports tell one event, among 282", gold=stories.gold, run=stories.measure),
)
