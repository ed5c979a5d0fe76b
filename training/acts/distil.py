"""A teacher's likelihoods for labelled and unlabelled statements -> a student that has learnt from them and the labels.

    python -m training.acts.distil STUDENT --teacher CHECKPOINT --shared FOLDER --teacher-base FOLDER --out CHECKPOINT
    python -m training.acts.distil STUDENT --said training/labels/acts_taught.npz --shared FOLDER --out CHECKPOINT

The student is a checkpoint of `training.acts.train` and keeps its shape. A labelled statement pulls it by its label most and
by the teacher a little; the others by the teacher alone (Hinton, Vinyals and Dean 2015): what the finder finds in news of other
years. Held-out articles stay out. The teacher has learnt where one act ends and the next begins from the first readings; before
it is believed, its likelihoods are moved by a regression to what the latest readers said of statements that it never saw. A
teacher takes an hour of one core to train and another to ask: ``--keep`` writes what it said, ``--said`` reads that instead.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from onrecord.models.wordpieces import WordPieces
from onrecord.statements.act_reader import ACTS, MODES
from onrecord.statements.attribution import Attribution
from training.acts.corpus import Row, find_more, held_out, read_found, read_news_kept_out, read_rows, read_unlabelled
from training.acts.model import Net
from training.acts.pieces import TeacherPieces
from training.acts.train import BATCH, DROP, HIDE, MODE_WEIGHT, UNKNOWN, collate, fit, score
from training.attribution.model import Settings

SEED, EPOCHS, RATE, HEAD_TIMES = 17, 5, 2.5e-4, 3.0
EVERY = 1
"""One in so many of the articles of 2018 and 2019 is asked about too."""
LABEL = 0.7
"""Share of a labelled statement's pull that its label has."""
UNTOLD = 0.25
"""Statements that nobody labelled, for each that somebody did, in a pass."""
LEAST = -8.0
"""A log likelihood below this says no more."""


@dataclass(frozen=True)
class Taught:
    """A row for the student, whether its act was labelled, and the teacher's logits for it."""

    row: Row
    labelled: bool
    logits: Tensor


def ask(teacher: Net, rows: Sequence[Row]) -> list[Tensor]:
    """The teacher's logits for each row, read among rows of its length."""
    order = sorted(range(len(rows)), key=lambda n: len(rows[n].pieces))
    found: list[Tensor] = [torch.empty(0)] * len(rows)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for at in range(0, len(order), 32):
            numbers = order[at : at + 32]
            ids, roles, ruled, mask, _, _ = collate([rows[n] for n in numbers])
            for n, logits in zip(numbers, teacher(ids, roles, ruled, mask), strict=True):
                found[n] = logits.float()
            if at % 3200 == 0:
                print(f"asked {at} of {len(order)}", flush=True)
    return found


def key_of(row: Row) -> int:
    """What a statement is known by in a file of likelihoods: a digest of its article's name and its pieces."""
    told = f"{row.id} {row.pieces}".encode()
    return int.from_bytes(hashlib.sha256(told).digest()[:8], "big")


def keep(path: Path, rows: Sequence[Row], logits: Sequence[Tensor]) -> None:
    """Write the likelihoods of acts and of modes, in 255 steps, with the key of each row of the student's."""
    many = torch.stack(list(logits))
    parts = [torch.softmax(part, 1) for part in many.split((len(ACTS), len(MODES)), 1)]
    said = torch.round(255 * torch.cat(parts, 1)).to(torch.uint8).numpy()
    np.savez_compressed(path, keys=np.array([key_of(row) for row in rows], dtype=np.uint64), said=said)


def recall(path: Path, rows: Sequence[Row]) -> list[Tensor | None]:
    """The logits kept for each row, None where there are none."""
    kept = np.load(path)
    said = {int(key): numbers for key, numbers in zip(kept["keys"], kept["said"], strict=True)}
    found = [said.get(key_of(row)) for row in rows]
    return [None if each is None else torch.log(torch.from_numpy(each).float() / 255 + 1e-3) for each in found]


def border(logits: Tensor, acts: Tensor) -> tuple[Tensor, Tensor]:
    """A matrix and an offset that turn a teacher's log likelihoods of acts (n, acts) into logits of what readers say (n).

    Multinomial regression, held near the teacher's own answer by a small ridge.
    """
    size = logits.shape[1]
    turn, offset = torch.eye(size, requires_grad=True), torch.zeros(size, requires_grad=True)
    optimizer = torch.optim.LBFGS([turn, offset], max_iter=200)

    def closure() -> Tensor:
        optimizer.zero_grad()
        strayed = 1e-3 * ((turn - torch.eye(size)) ** 2).sum() + 1e-4 * (offset**2).sum()
        loss = nn.functional.cross_entropy(logits @ turn + offset, acts) + strayed
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return turn.detach(), offset.detach()


def moved(taught: Sequence[Taught]) -> list[Taught]:
    """The same with the teacher's acts moved to the border that readers of news draw, whose labels it has not learnt."""
    acts = len(ACTS)
    likely = [torch.log_softmax(each.logits[:acts], 0).clamp(min=LEAST) for each in taught]
    fresh = [n for n, each in enumerate(taught) if each.labelled and each.row.late]
    told = torch.tensor([ACTS.index(taught[n].row.act) for n in fresh])
    turn, offset = border(torch.stack([likely[n] for n in fresh]), told)
    return [
        replace(each, logits=torch.cat([mine @ turn + offset, each.logits[acts:]]))
        for each, mine in zip(taught, likely, strict=True)
    ]


def taught_loss(net: Net, taught: Sequence[Taught], *, hidden: int) -> Tensor:
    """Cross entropy against the teacher's likelihoods and, where there are labels, against these."""
    ids, roles, ruled, mask, acts, modes = collate([each.row for each in taught])
    ids = torch.where((torch.rand(ids.shape) < HIDE) & (roles > 0), torch.full_like(ids, hidden), ids)
    logits = net(ids, roles, ruled, mask, DROP)
    given = torch.stack([each.logits for each in taught])
    labelled = torch.tensor([each.labelled for each in taught])
    total = logits.new_zeros(())
    parts = ((slice(None, len(ACTS)), acts, labelled, 1.0), (slice(len(ACTS), None), modes, modes != UNKNOWN, MODE_WEIGHT))
    for part, told, known, weight in parts:
        soft = nn.functional.cross_entropy(logits[:, part], torch.softmax(given[:, part], 1), reduction="none")
        hard = nn.functional.cross_entropy(logits[:, part], told.clamp(min=0), reduction="none")
        pull = known.to(soft.dtype) * LABEL
        total = total + weight * ((1 - pull) * soft + pull * hard).mean()
    return total


def drawn(taught: Sequence[Taught], draw: random.Random) -> Iterator[list[Taught]]:
    """The labelled ones and some of the others, those of a length together, in an order drawn by chance."""
    told, untold = [each for each in taught if each.labelled], [each for each in taught if not each.labelled]
    some = told + draw.sample(untold, min(len(untold), int(UNTOLD * len(told)) or len(untold)))
    ordered = sorted(some, key=lambda each: len(each.row.pieces) + draw.random() * 10)
    cut = [ordered[i : i + BATCH] for i in range(0, len(ordered), BATCH)]
    draw.shuffle(cut)
    yield from cut


def _rows_of(
    shared: Path, more: list[tuple[str, str, tuple[Attribution, ...]]], tokenizer: WordPieces
) -> tuple[list[Row], list[tuple[Row, bool]]]:
    """All labelled rows, and those to learn from, each with whether it is labelled."""
    labelled = read_rows(shared, tokenizer)
    rows = [(row, True) for row in labelled if not held_out(row.id)]
    rows += [(row, False) for row in read_unlabelled(shared, tokenizer) if not held_out(row.id)]
    rows += [(row, False) for row in read_found(more, tokenizer)]
    return labelled, rows


def main(arguments: list[str] | None = None) -> None:
    """Read the command line, ask the teacher, train the student, write it, and print what is right on the held-out articles."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("student", type=Path)
    parser.add_argument("--teacher", type=Path)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--teacher-base", type=Path, help="folder of all-mpnet-base-v2")
    parser.add_argument("--keep", type=Path, help="write what the teacher says to this file")
    parser.add_argument("--said", type=Path, help="a file written so, instead of a teacher")
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args(arguments)
    if a.said is None and (a.teacher is None or a.teacher_base is None):
        parser.error("give --said, or --teacher and --teacher-base")
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    young = torch.load(a.student, weights_only=True)
    net = Net(Settings(**young["settings"]))
    net.load_state_dict(young["state"])
    tokenizer = WordPieces(json.loads(young["tokenizer"]))
    more = find_more(a.shared, EVERY)
    labelled, rows = _rows_of(a.shared, more, tokenizer)
    kept_out = [row for row in labelled if held_out(row.id)]
    logits: list[Tensor | None]
    if a.said is not None:
        logits = recall(a.said, [row for row, _ in rows])
    else:
        told = torch.load(a.teacher, weights_only=True)
        teacher = Net(Settings(**told["settings"]))
        teacher.load_state_dict(told["state"])
        teacher.eval()
        _, asked = _rows_of(a.shared, more, TeacherPieces(a.teacher_base))
        found = ask(teacher, [row for row, _ in asked])
        if a.keep is not None:
            keep(a.keep, [row for row, _ in rows], found)
        logits = list(found)
    taught = [Taught(row, known, given) for (row, known), given in zip(rows, logits, strict=True) if given is not None]
    taught = moved(taught)
    told = sum(each.labelled for each in taught)
    print(f"{len(taught)} statements, {told} labelled, {len(kept_out)} held out", flush=True)
    hidden = tokenizer.token_to_id("[MASK]")
    assert hidden is not None
    draw = random.Random(SEED)
    fit(
        net,
        lambda: drawn(taught, draw),
        lambda batch: taught_loss(net, batch, hidden=hidden),
        steps=int(a.epochs * sum(1 for _ in drawn(taught, random.Random(SEED)))),
        rate=a.rate,
        head_times=HEAD_TIMES,
    )
    state = {"state": net.state_dict(), "settings": asdict(net.encoder.settings), "tokenizer": young["tokenizer"]}
    torch.save(state | {"rows": len(taught)}, a.out)
    drawn_out = read_news_kept_out(a.shared, tokenizer)
    for some in ([row for row in kept_out if not row.id.startswith("article-")], drawn_out):
        print(json.dumps({name: round(value, 4) for name, value in score(net, some).items()}))


if __name__ == "__main__":
    main()
