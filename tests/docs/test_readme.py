"""The figures in the README are the floors that the gate holds, in whole points and rounded down."""

from __future__ import annotations

import re
from pathlib import Path

from evaluation.pins import read_pins

ROOT = Path(__file__).parents[2]


def test_the_figures_are_the_floors() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pins, _ = read_pins(ROOT / "evaluation")
    stated = re.findall(r"^\| [^|]+ \| `(\w+): ([^`]+)` \| (\d+) % \|", readme, re.M)
    assert len(stated) >= 5
    for runner, measure, points in stated:
        assert int(pins[runner].floors[measure] * 100 + 1e-9) == int(points), f"{runner}: {measure}"


def test_the_commands_of_the_first_screen_are_the_ones_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "pip install . && onrecord demo" in readme
    assert "pip install -e '.[dev]' && pytest" in readme
    assert re.search(r"pip install -q \.\n\s+onrecord demo", ci)
    assert re.search(r"pip install -q -e '\.\[dev\]' && pytest$", ci, re.M)
