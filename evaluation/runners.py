"""What the gate runs: every runner in one tuple, in the order in which a reader should see them.

A runner is two functions over a folder (the repository, or the folder of labelled material beside it): ``gold`` names the files
whose words decide what is right, ``run`` gives measures by name as `evaluation.measure` describes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation import collation, speakers

__all__ = ["RUNNERS", "Runner"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """A set of measures on one body of gold. ``needs_shared``: the folder handed over is the shared one."""

    name: str
    about: str
    gold: Callable[[Path], Sequence[Path]]
    run: Callable[[Path], Mapping[str, Mapping[str, object]]]
    needs_shared: bool = True


RUNNERS: tuple[Runner, ...] = (
    Runner(name="speakers", about="who is said to speak, on 28 labelled articles", gold=speakers.gold, run=speakers.measure),
    Runner(name="collation", about="what reports share, on 10 events of 3 reports", gold=collation.gold, run=collation.measure),
)
