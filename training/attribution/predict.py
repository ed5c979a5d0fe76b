"""A checkpoint as a reader of windows, in PyTorch: to choose thresholds, to label articles, to measure the export by."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from onrecord.models.loader import load_model
from onrecord.statements.learned import DOUBTFUL_ANCHOR, Reader, ShippedReader

from .model import Finder, Settings
from .train import frame, load_tokenizer


class TorchReader:
    """The averaged weights of a checkpoint; `bf16` trades a little exactness for speed."""

    def __init__(self, checkpoint: Path, base: Path, *, bf16: bool = False) -> None:
        state = torch.load(checkpoint, weights_only=True)
        self.model = Finder(Settings(**state["settings"]))
        self.model.load_state_dict(state["average"])
        self.model.eval()
        self.step = state["step"]
        self.tokenizer: Tokenizer = load_tokenizer(base)
        self.first, self.last, *_ = frame(self.tokenizer)
        self.changes = self.model.changes.detach().numpy()
        self.bf16 = bf16

    @torch.no_grad()
    def read(
        self, ids: np.ndarray, features: np.ndarray, atoms: np.ndarray, paragraphs: np.ndarray, own: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """As `onrecord.statements.learned.Reader` asks."""
        i, f, a, p = (torch.from_numpy(x)[None] for x in (ids, features, atoms, paragraphs))
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.bf16):
            states = self.model.encoder(i, f, None)
            logits = self.model.anchors(states)[0].float()
            places = torch.nonzero((logits > DOUBTFUL_ANCHOR) & torch.from_numpy(own))[:, 0]
            if not len(places):
                return logits.numpy(), places.numpy(), np.zeros((0, len(ids), 8), np.float32)
            scores = self.model.pair(states, a, p, torch.zeros_like(places), places).float()
        return logits.numpy(), places.numpy(), scores.numpy()


def open_reader(path: Path, base: Path) -> Reader:
    """A reader for a checkpoint (a file) or for an exported folder."""
    return ShippedReader(load_model(path)) if path.is_dir() else TorchReader(path, base)
