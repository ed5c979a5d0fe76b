"""From the corpus to a checkpoint: seeded, resumable, a tenth of the training articles kept apart.

    python -m training.attribution.train CONFIG.json --data TRAIN.jsonl --base ENCODER_FOLDER --out FOLDER [--more PSEUDO.jsonl]

The whole state (weights, averages, optimiser, place in the epoch) is written now and then; the same command goes on
from it.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import shutil
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from .corpus import Example, cue_counts, examples_of, held_out, read_corpus
from .model import Finder, Settings, chain_loss

MOST_ANCHORS = 96  # pairs kept per step; more are drawn from at random


def load_tokenizer(base: Path) -> Tokenizer:
    """The base's tokenizer without the fixed padding and truncation that it is published with."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def frame(tokenizer: Tokenizer) -> tuple[int, int, int, int]:
    """Ids of the pieces that open and close a window, that pad it, and that stand for a hidden piece."""
    names = (
        ("<s>", "</s>", "<pad>", "<mask>")
        if tokenizer.token_to_id("<s>") is not None
        else ("[CLS]", "[SEP]", "[PAD]", "[MASK]")
    )
    ids = [tokenizer.token_to_id(name) for name in names]
    return ids[0], ids[1], ids[2], ids[3]


def collate(
    batch: list[Example], special: tuple[int, int, int, int], hide: float, rnd: np.random.Generator
) -> dict[str, torch.Tensor]:
    """Windows of one batch, framed, padded, and with a few pieces hidden."""
    first, last, pad, hidden = special
    size = max(len(e.ids) for e in batch) + 2
    b = len(batch)
    ids = np.full((b, size), pad)
    features, atoms, paragraphs = np.zeros((b, size, 4), np.int64), np.zeros((b, size), np.int64), np.zeros((b, size), np.int64)
    mask = np.zeros((b, size), bool)
    target, window, place, labels = np.zeros((b, size), np.float32), [], [], []
    for n, e in enumerate(batch):
        k = len(e.ids)
        ids[n, : k + 2] = [first, *np.where(rnd.random(k) < hide, hidden, e.ids), last]
        features[n, 1 : k + 1] = e.features
        atoms[n, 1 : k + 1] = e.atoms
        atoms[n, k + 1 :] = e.atoms[-1]
        paragraphs[n, 1 : k + 1] = e.paragraphs
        paragraphs[n, k + 1 :] = e.paragraphs[-1]
        mask[n, : k + 2] = True
        target[n, 1 + e.anchors] = 1.0
        if e.soft is not None:
            target[n, 1 : k + 1] = e.soft
        for i, row in zip(e.anchors, e.labels, strict=True):
            window.append(n)
            place.append(i + 1)
            labels.append(np.pad(row, (1, size - 1 - k)))
    if len(window) > MOST_ANCHORS:
        keep = rnd.permutation(len(window))[:MOST_ANCHORS]
        window, place, labels = [window[i] for i in keep], [place[i] for i in keep], [labels[i] for i in keep]
    out = {
        "ids": ids,
        "features": features,
        "atoms": atoms,
        "paragraphs": paragraphs,
        "mask": mask,
        "target": target,
        "window": np.asarray(window, np.int64),
        "place": np.asarray(place, np.int64),
        "labels": np.stack(labels) if labels else np.zeros((0, size), np.int64),
    }
    return {name: torch.from_numpy(np.asarray(value)) for name, value in out.items()}


def batches(
    rows: list[dict[str, Any]], tokenizer: Tokenizer, cueness: dict[str, float], seed: int, config: dict[str, Any]
) -> list[list[Example]]:
    """One epoch of batches: all windows of all articles, sorted by length within stretches, then shuffled."""
    rnd = random.Random(seed)
    windows = [
        e for row in rows for e in examples_of(row, tokenizer, cueness, rnd, length=config["length"], damaged=config["damaged"])
    ]
    rnd.shuffle(windows)
    out, stretch = [], 64
    for n in range(0, len(windows), stretch):
        part = sorted(windows[n : n + stretch], key=lambda e: len(e.ids))
        batch: list[Example] = []
        for e in part:
            if batch and (len(batch) + 1) * (len(e.ids) + 2) > config["pieces"]:
                out.append(batch)
                batch = []
            batch.append(e)
        if batch:
            out.append(batch)
    rnd.shuffle(out)
    return out


def losses(model: Finder, x: dict[str, torch.Tensor], config: dict[str, Any], drop: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Anchor loss and chain loss, each per anchor."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=config.get("bf16", True)):
        states = model.encoder(x["ids"], x["features"], x["mask"], drop)
        anchor = model.anchors(states)
        scores = model.pair(states, x["atoms"], x["paragraphs"], x["window"], x["place"]) if len(x["window"]) else None
    inner = x["mask"]
    found = functional.binary_cross_entropy_with_logits(anchor.float()[inner], x["target"][inner], reduction="sum") / x[
        "target"
    ].sum().clamp(min=4.0)
    if scores is None:
        return found, found * 0
    chain = chain_loss(scores, model.changes, x["labels"], x["mask"][x["window"]])
    return found, chain.mean()


def main(arguments: list[str] | None = None) -> None:
    """Train, or go on training."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--more", type=Path, help="machine-labelled articles (see pseudo.py)")
    parser.add_argument("--start", type=Path, help="weights of another run of this network to begin from")
    parser.add_argument(
        "--minutes",
        type=float,
        default=math.inf,
        help="end earlier, the schedule shortened (not exactly repeatable)",
    )
    parser.add_argument("--threads", type=int, default=1)
    a = parser.parse_args(arguments)
    config = json.loads(a.config.read_text())
    torch.set_num_threads(a.threads)
    torch.manual_seed(config["seed"])
    a.out.mkdir(parents=True, exist_ok=True)
    rows = [row for row in read_corpus(a.data) if not held_out(row["id"])]
    if "articles" in config:
        rows = rows[: config["articles"]]
    cueness = cue_counts(rows)
    (a.out / "cueness.json").write_text(json.dumps(cueness))
    tokenizer = load_tokenizer(a.base)
    special = frame(tokenizer)
    settings = (
        Settings(**{**config["settings"], "vocabulary": tokenizer.get_vocab_size()})
        if "vocabulary" not in config["settings"]
        else Settings(**config["settings"])
    )
    model = Finder(settings)
    weights = a.base / "model.safetensors"
    if a.start:
        model.load_state_dict(torch.load(a.start, weights_only=True)["average"])
    elif weights.exists() and not config.get("random", False):
        model.encoder.load(weights)
    average = {name: value.detach().clone() for name, value in model.state_dict().items()}
    groups = []
    model.encoder.words.weight.requires_grad_(False)  # as published: less to overfit with, and a third of each step saved
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        rate = config["rate"]
        if name.startswith("encoder.layers."):
            rate *= config["decay"] ** (settings.layers - 1 - int(name.split(".")[2]))
        elif name.startswith("encoder.features"):
            rate = config["head_rate"]
        elif name.startswith("encoder."):
            rate *= config["decay"] ** settings.layers
        else:
            rate = config["head_rate"]
        groups.append({"params": [parameter], "rate": rate, "lr": rate, "weight_decay": 0.01 if parameter.ndim > 1 else 0.0})
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6)
    step, epoch, at = 0, 0, 0
    saved = a.out / "state.pt"
    if saved.exists():
        state = torch.load(saved, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        average, step, epoch, at = state["average"], state["step"], state["epoch"], state["at"]
    total = config["steps"]

    def save() -> None:
        new = saved.with_suffix(".new")
        torch.save(
            {
                "model": model.state_dict(),
                "optimiser": optimiser.state_dict(),
                "average": average,
                "step": step,
                "epoch": epoch,
                "at": at,
                "settings": asdict(settings),
            },
            new,
        )
        new.replace(saved)

    started = began = time.time()
    shown = [0.0, 0.0, 0.0, 0.0]
    done = step / total
    while done < 1:
        mixed = rows
        if a.more:  # read anew, since the teacher may still be adding to it
            more = read_corpus(a.more)
            rnd = random.Random(config["seed"] * 77 + epoch)
            mixed = rows + rnd.sample(more, min(len(more), config["more"]))
        epoch_batches = batches(mixed, tokenizer, cueness, config["seed"] * 1000 + epoch, config)
        while at < len(epoch_batches) and done < 1:
            rnd_np = np.random.default_rng(config["seed"] * 100003 + step)
            torch.manual_seed(config["seed"] * 100003 + step)
            x = collate(epoch_batches[at], special, config["hide"], rnd_np)
            model.train()
            found, chain = losses(model, x, config, config["drop"])
            (found + config["chain"] * chain).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            warm = config["warm"]
            pace = done / warm if done < warm else 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (done - warm) / (1 - warm)))
            for group in optimiser.param_groups:
                group["lr"] = group["rate"] * pace
            optimiser.step()
            optimiser.zero_grad()
            step, at = step + 1, at + 1
            done = max(step / total, (time.time() - started) / 60 / a.minutes)
            keep = min(config["average"], (1 + step) / (10 + step))
            with torch.no_grad():
                for name, value in model.state_dict().items():
                    if name != "encoder.words.weight":
                        average[name].lerp_(value, 1 - keep)
            for n, value in enumerate((float(found.detach()), float(chain.detach()), float(x["mask"].sum()), 1.0)):
                shown[n] += value
            if step % config["show"] == 0 or done >= 1:
                print(
                    f"step {step}/{total} epoch {epoch} {at}/{len(epoch_batches)} "
                    f"anchor {shown[0] / shown[3]:.3f} chain {shown[1] / shown[3]:.2f} "
                    f"pieces/s {shown[2] / (time.time() - began):.0f}",
                    file=sys.stderr,
                    flush=True,
                )
                began, shown = time.time(), [0.0, 0.0, 0.0, 0.0]
            if step % config["save"] == 0:
                save()
            if step in config.get("keep", ()):
                save()
                shutil.copy(saved, a.out / f"state-{step}.pt")
        if at >= len(epoch_batches):
            epoch, at = epoch + 1, 0
    save()


if __name__ == "__main__":
    main()
