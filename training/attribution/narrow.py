"""A checkpoint -> one with fewer attention heads and fewer inner units, the ones that the loss leans on least left out.

    python -m training.attribution.narrow CHECKPOINT CONFIG.json --data TRAIN.jsonl --base ENCODER_FOLDER --out CHECKPOINT

How much the loss leans on a unit is told to first order: its activation times the loss's gradient there, summed over a window
and taken without sign (Molchanov et al. 2017; for heads Michel, Levy and Neubig 2019), over `BATCHES` batches of training
windows. What is left has to be trained again.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from .corpus import cue_counts, held_out, read_corpus
from .model import Finder, Layer, Settings
from .train import batches, collate, frame, load_tokenizer, losses

BATCHES = 60


def leaning(model: Finder, given: list[dict[str, Tensor]], config: dict[str, Any]) -> list[tuple[Tensor, Tensor]]:
    """For each layer: how much the loss leans on each attention head, and on each inner unit."""
    seen: dict[tuple[int, str], Tensor] = {}

    def watch(key: tuple[int, str]) -> Callable[[nn.Module, tuple[Tensor]], None]:
        def note(_: nn.Module, x: tuple[Tensor]) -> None:
            seen[key] = x[0]
            x[0].retain_grad()

        return note

    layers = [layer for layer in model.encoder.layers if isinstance(layer, Layer)]
    for n, layer in enumerate(layers):
        layer.out.register_forward_pre_hook(watch((n, "heads")))
        layer.down.register_forward_pre_hook(watch((n, "inner")))
    heads = torch.zeros(len(layers), model.settings.heads)
    inner = torch.zeros(len(layers), model.settings.inner)
    for x in given:
        found, chain = losses(model, x, config, 0.0)
        (found + config["chain"] * chain).backward()  # type: ignore[no-untyped-call]
        for n in range(len(layers)):
            for key, total in (("heads", heads), ("inner", inner)):
                at = seen[n, key]
                assert at.grad is not None
                felt = (at.detach() * at.grad).float().sum(1)
                total[n] += felt.view(len(felt), total.shape[1], -1).sum(-1).abs().sum(0)
        model.zero_grad()
    return list(zip(heads, inner, strict=True))


def narrow(model: Finder, felt: list[tuple[Tensor, Tensor]], settings: Settings) -> Finder:
    """The network in its narrower shape, with the heads and units that are felt most, in their old order."""
    out = Finder(settings)
    old = model.state_dict()
    size = settings.attended // settings.heads
    new = {name: old[name].clone() for name in out.state_dict() if not name.startswith("encoder.layers.")}
    for n, (heads, inner) in enumerate(felt):
        kept = heads.topk(settings.heads).indices.sort().values
        rows = (kept[:, None] * size + torch.arange(size)).flatten()
        units = inner.topk(settings.inner).indices.sort().values
        at = f"encoder.layers.{n}."
        for name in (name for name in old if name.startswith(at)):
            value = old[name]
            module, kind = name.removeprefix(at).split(".")
            if module in ("query", "key", "value"):
                value = value[rows]
            elif module == "up":
                value = value[units]
            elif kind == "weight" and module in ("out", "down"):
                value = value[:, rows if module == "out" else units]
            new[name] = value.clone()
    out.load_state_dict(new)
    return out


def main(arguments: list[str] | None = None) -> None:
    """Write the narrower checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("config", type=Path, help="the settings of the run to come: its shape is the one to reach")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args(arguments)
    config = json.loads(a.config.read_text())
    state = torch.load(a.checkpoint, weights_only=True)
    wide = Settings(**state["settings"])
    settings = Settings(**{**config["settings"], "vocabulary": wide.vocabulary, "head": wide.attended // wide.heads})
    model = Finder(wide)
    model.load_state_dict(state["average"])
    model.encoder.words.weight.requires_grad_(False)
    rows = [row for row in read_corpus(a.data) if not held_out(row["id"])]
    tokenizer = load_tokenizer(a.base)
    windows = batches(rows, tokenizer, cue_counts(rows), config["seed"], config)[:BATCHES]
    special = frame(tokenizer)
    given = [collate(batch, special, 0.0, np.random.default_rng(config["seed"])) for batch in windows]
    out = narrow(model, leaning(model, given, config), settings)
    torch.save({"average": out.state_dict(), "settings": asdict(settings), "step": 0}, a.out)


if __name__ == "__main__":
    main()
