"""Checkpoints of one run -> a checkpoint whose weights are their mean, which is often a little better than the last.

    python -m training.attribution.mean CHECKPOINT CHECKPOINT... --out CHECKPOINT

Source of the method: Izmailov et al. 2018, Averaging Weights Leads to Wider Optima and Better Generalization.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

__all__ = ["mean"]


def mean(checkpoints: list[Path], out: Path) -> None:
    """Write the mean of the averaged weights, with the rest of the last checkpoint's state that an export needs."""
    states = [torch.load(path, weights_only=True) for path in checkpoints]
    if len({str(state["settings"]) for state in states}) != 1:
        raise ValueError("checkpoints of different shapes have no mean")
    weights = [state["average"] for state in states]
    average = {name: torch.stack([each[name].float() for each in weights]).mean(0) for name in weights[-1]}
    torch.save({"average": average, "settings": states[-1]["settings"], "step": states[-1]["step"]}, out)


def main(arguments: list[str] | None = None) -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args(arguments)
    mean(a.checkpoints, a.out)


if __name__ == "__main__":
    main()
