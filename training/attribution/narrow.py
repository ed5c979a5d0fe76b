"""A checkpoint -> one with fewer attention heads and fewer inner units, the ones that the loss leans on least left out.

    python -m training.attribution.narrow CHECKPOINT CONFIG.json --data TRAIN.jsonl --base ENCODER_FOLDER --out CHECKPOINT

How much the loss leans on a unit is told to first order: its activation times the loss's gradient there, summed over a window
and taken without sign (Molchanov et al. 2017; for heads Michel, Levy and Neubig 2019), over `BATCHES` batches of training
windows. What is left has to be trained again.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .corpus import cue_counts, held_out, read_corpus
from .model import Finder, Layer, Settings
from .train import batches, collate, frame, load_tokenizer, losses

BATCHES = 60


def leaning(layers: Sequence[Layer], heads: int, backward: Iterable[Callable[[], None]]) -> list[tuple[Tensor, Tensor]]:
    """For each layer: how much the loss leans on each attention head, and on each inner unit.

    Each of ``backward`` runs the network on one batch, and its loss backwards.
    """
    seen: dict[tuple[int, str], Tensor] = {}

    def watch(key: tuple[int, str]) -> Callable[[nn.Module, tuple[Tensor]], None]:
        def note(_: nn.Module, x: tuple[Tensor]) -> None:
            seen[key] = x[0]
            x[0].retain_grad()

        return note

    hooks = []
    for n, layer in enumerate(layers):
        hooks.append(layer.out.register_forward_pre_hook(watch((n, "heads"))))
        hooks.append(layer.down.register_forward_pre_hook(watch((n, "inner"))))
    by_head = torch.zeros(len(layers), heads)
    by_unit = torch.zeros(len(layers), layers[0].up.out_features)
    for run in backward:
        run()
        for n in range(len(layers)):
            for key, total in (("heads", by_head), ("inner", by_unit)):
                at = seen[n, key]
                assert at.grad is not None
                felt = (at.detach() * at.grad).float().sum(1)
                total[n] += felt.view(len(felt), total.shape[1], -1).sum(-1).abs().sum(0)
    for hook in hooks:
        hook.remove()
    return list(zip(by_head, by_unit, strict=True))


def keep_felt(
    old: dict[str, Tensor], felt: list[tuple[Tensor, Tensor]], *, head: int, heads: int, inner: int
) -> dict[str, Tensor]:
    """A network's state with only so many heads (each of size ``head``) and inner units, those felt most, in order."""
    new = {name: value.clone() for name, value in old.items() if not name.startswith("encoder.layers.")}
    for n, (by_head, by_unit) in enumerate(felt):
        kept = by_head.topk(heads).indices.sort().values
        rows = (kept[:, None] * head + torch.arange(head)).flatten()
        units = by_unit.topk(inner).indices.sort().values
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
    return new


def narrow(model: Finder, felt: list[tuple[Tensor, Tensor]], settings: Settings) -> Finder:
    """The network in its narrower shape."""
    out = Finder(settings)
    head = settings.attended // settings.heads
    state = keep_felt(model.state_dict(), felt, head=head, heads=settings.heads, inner=settings.inner)
    out.load_state_dict({name: state[name] for name in out.state_dict()})
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

    def backward(x: dict[str, Tensor]) -> None:
        found, chain = losses(model, x, config, 0.0)
        (found + config["chain"] * chain).backward()  # type: ignore[no-untyped-call]
        model.zero_grad()

    layers = [layer for layer in model.encoder.layers if isinstance(layer, Layer)]
    out = narrow(model, leaning(layers, wide.heads, (partial(backward, x) for x in given)), settings)
    torch.save({"average": out.state_dict(), "settings": asdict(settings), "step": 0}, a.out)


if __name__ == "__main__":
    main()
