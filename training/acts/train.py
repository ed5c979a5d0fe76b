"""Labels -> a checkpoint of the reader of acts.

    python -m training.acts.train CONFIG.json --shared FOLDER --base ENCODER_FOLDER --out CHECKPOINT

``student.json`` is trained wide for a while, narrowed to the heads and inner units that the loss leans on most, and trained on;
``teacher.json`` is a larger network that never ships (`training.acts.distil`). One article in ten is held out, and those of
PolNeAR are scored at the end.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from onrecord.models.wordpieces import WordPieces
from onrecord.statements.act_reader import ACTS, MODES
from training.acts.corpus import Row, held_out, read_rows
from training.acts.model import Net, narrowed, start
from training.acts.pieces import TeacherPieces
from training.acts.vocabulary import cut_vocabulary
from training.attribution.model import Layer, Settings
from training.attribution.narrow import leaning

BATCH = 32
DECAY, DROP, HIDE, SMOOTH = 0.02, 0.1, 0.06, 0.05
MODE_WEIGHT, UNKNOWN = 0.5, -100

Batch = tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]
T = TypeVar("T")


def collate(rows: Sequence[Row]) -> Batch:
    """Ids, roles, the rules' view, mask, act and mode of some rows."""
    n = max(len(row.pieces) for row in rows)
    ids, roles = torch.zeros(len(rows), n, dtype=torch.long), torch.zeros(len(rows), n, dtype=torch.long)
    mask = torch.zeros(len(rows), n, dtype=torch.bool)
    for i, row in enumerate(rows):
        size = len(row.pieces)
        ids[i, :size], roles[i, :size], mask[i, :size] = torch.tensor(row.pieces), torch.tensor(row.roles), True
    ruled = torch.tensor([row.ruled.numbers for row in rows])
    acts = torch.tensor([ACTS.index(row.act) for row in rows])
    modes = torch.tensor([UNKNOWN if row.mode is None else MODES.index(row.mode) for row in rows])
    return ids, roles, ruled, mask, acts, modes


def loss_of(net: Net, batch: Batch, *, hidden: int, drop: float) -> Tensor:
    """Cross entropy of act and mode; some pieces (not the opening one) are hidden behind ``hidden``."""
    ids, roles, ruled, mask, acts, modes = batch
    if drop:
        hide = torch.rand(ids.shape) < HIDE
        ids = torch.where(hide & (roles > 0), torch.full_like(ids, hidden), ids)
    logits = net(ids, roles, ruled, mask, drop)
    loss = nn.functional.cross_entropy(logits[:, : len(ACTS)], acts, label_smoothing=SMOOTH)
    if (modes != UNKNOWN).any():
        loss = loss + MODE_WEIGHT * nn.functional.cross_entropy(logits[:, len(ACTS) :], modes, ignore_index=UNKNOWN)
    return loss


def batches(rows: Sequence[Row], draw: random.Random) -> Iterator[Batch]:
    """All rows once, those of a length together, in an order drawn by chance."""
    ordered = sorted(rows, key=lambda row: len(row.pieces) + draw.random() * 10)
    cut = [ordered[i : i + BATCH] for i in range(0, len(ordered), BATCH)]
    draw.shuffle(cut)
    for each in cut:
        yield collate(each)


def fit(
    net: Net,
    make: Callable[[], Iterable[T]],
    loss: Callable[[T], Tensor],
    *,
    steps: int,
    rate: float,
    head_times: float,
    fall: float = 1.0,
) -> None:
    """AdamW over what ``make`` gives, again and again; the rate rises and falls in straight lines; the word table stays.

    Each layer of the encoder learns ``fall`` times as fast as the one above it (Howard and Ruder 2018). Products are taken in
    bfloat16, which is three times as fast where the processor knows it.
    """
    net.encoder.words.weight.requires_grad_(False)
    optimizer = torch.optim.AdamW(
        [{"params": part, "times": times} for times, part in _paces(net, head_times, fall).items()],
        lr=rate,
        weight_decay=DECAY,
        fused=True,
    )
    net.train()
    step, total = 0, 0.0
    while step < steps:
        for batch in make():
            step += 1
            for group in optimizer.param_groups:
                group["lr"] = group["times"] * rate * min(1.0, step / 60) * max(0.02, 1 - step / steps)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                found = loss(batch)
            optimizer.zero_grad()
            found.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            total += float(found.detach())
            if step % 100 == 0:
                print(f"step {step}/{steps} loss {total / 100:.3f}", flush=True)
                total = 0.0
            if step == steps:
                break
    net.eval()


def _paces(net: Net, head_times: float, fall: float) -> dict[float, list[nn.Parameter]]:
    """The parameters that learn, by how fast they do."""
    layers = net.encoder.settings.layers
    paces: dict[float, list[nn.Parameter]] = {}
    for name, parameter in net.named_parameters():
        if not parameter.requires_grad:
            continue
        if not name.startswith("encoder."):
            pace = head_times
        elif name.startswith("encoder.layers."):
            pace = fall ** (layers - 1 - int(name.split(".")[2]))
        else:
            pace = fall**layers
        paces.setdefault(pace, []).append(parameter)
    return paces


def narrow(net: Net, rows: Sequence[Row], *, hidden: int, draw: random.Random, heads: int, inner: int) -> Net:
    """The network with what the loss leans on most over sixty batches."""

    def backward(batch: Batch) -> None:
        loss_of(net, batch, hidden=hidden, drop=0.0).backward()  # type: ignore[no-untyped-call]
        net.zero_grad()

    layers = [layer for layer in net.encoder.layers if isinstance(layer, Layer)]
    some = list(batches(rows, draw))[:60]
    felt = leaning(layers, net.encoder.settings.heads, (partial(backward, batch) for batch in some))
    return narrowed(net, felt, heads=heads, inner=inner)


def score(net: Net, rows: Sequence[Row]) -> dict[str, float]:
    """Shares that are right, of the network and of the rules."""
    right = {"act": 0, "mode": 0, "act by rule": 0, "mode by rule": 0}
    with torch.no_grad():
        for row in rows:
            ids, roles, ruled, mask, _, _ = collate([row])
            logits = net(ids, roles, ruled, mask)[0]
            right["act"] += ACTS[int(logits[: len(ACTS)].argmax())] == row.act
            right["mode"] += MODES[int(logits[len(ACTS) :].argmax())] == row.mode
            right["act by rule"] += row.ruled.act == row.act
            right["mode by rule"] += row.ruled.mode == row.mode
    return {name: count / max(1, len(rows)) for name, count in right.items()} | {"statements": len(rows)}


def news(shared: Path) -> list[str]:
    """Texts to count word pieces in."""
    with gzip.open(shared / "data" / "articles" / "2018-2019.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file][::5]
    with (shared / "data" / "polnear" / "train.jsonl").open(encoding="utf-8") as file:
        return texts + [json.loads(line)["text"] for line in file]


def main(arguments: list[str] | None = None) -> None:
    """Read the command line, train, write the checkpoint and print what is right on the held-out articles."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("config", type=Path)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True, help="folder of the published encoder")
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args(arguments)
    config = json.loads(a.config.read_text())
    torch.manual_seed(config["seed"])
    torch.set_num_threads(1)
    draw = random.Random(config["seed"])
    settings = Settings(**{name: config[name] for name in ("kind", "vocabulary", "layers", "hidden", "heads", "inner")})
    described: dict[str, Any] | None = None
    kept: list[int] | None = None
    if settings.kind == "bert":
        described, kept = cut_vocabulary(a.base, news(a.shared), size=config["pieces"])
        tokenizer = WordPieces(described)
    else:
        tokenizer = TeacherPieces(a.base)
    hidden = tokenizer.token_to_id("[MASK]")
    assert hidden is not None
    every = read_rows(a.shared, tokenizer)
    rows, kept_out = [row for row in every if not held_out(row.id)], [row for row in every if held_out(row.id)]
    print(f"{len(rows)} rows, {len(kept_out)} held out", flush=True)
    net = start(a.base, kept, settings)

    def train(net: Net, epochs: float) -> None:
        fit(
            net,
            lambda: batches(rows, draw),
            lambda batch: loss_of(net, batch, hidden=hidden, drop=DROP),
            steps=int(epochs * -(-len(rows) // BATCH)),
            rate=config["rate"],
            head_times=config["head_times"],
            fall=config.get("fall", 1.0),
        )

    if "wide_epochs" in config:
        train(net, config["wide_epochs"])
        net = narrow(net, rows, hidden=hidden, draw=draw, heads=config["narrow_heads"], inner=config["narrow_inner"])
    train(net, config["epochs"])
    state = {"state": net.state_dict(), "settings": asdict(net.encoder.settings), "rows": len(rows)}
    torch.save(state | {"tokenizer": None if described is None else json.dumps(described)}, a.out)
    polnear = [row for row in kept_out if not row.id.startswith("article-")]
    print(json.dumps({name: round(value, 4) for name, value in score(net, polnear).items()}))


if __name__ == "__main__":
    main()
