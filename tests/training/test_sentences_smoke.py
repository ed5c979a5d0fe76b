"""The sentence encoder's export, on a tiny network of chance weights: the graph gives what the trainer's own network gives."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the train extra (torch)")
pytest.importorskip("onnx", reason="training needs the train extra (onnx)")

import onnxruntime
import torch

from training.attribution.model import Encoder, Settings
from training.sentences.export import Graph, build


@pytest.mark.parametrize("small, near", [(False, 1e-5), (True, 0.03)])
def test_the_shipped_graph_gives_the_networks_vectors(tmp_path, small, near):
    torch.manual_seed(5)
    encoder = Encoder(Settings(kind="bert", vocabulary=90, layers=2, hidden=64, heads=4, inner=128, positions=64)).eval()
    build(encoder, tmp_path / "weights.onnx", small=small)
    session = onnxruntime.InferenceSession(tmp_path / "weights.onnx", providers=["CPUExecutionProvider"])
    for length in (1, 7, 60):
        ids = torch.randint(90, (1, length))
        with torch.no_grad():
            expected = Graph(encoder, encoder.words)(ids)[0].numpy()
        found = session.run(None, {"ids": ids.numpy()})[0][0]
        assert np.dot(expected, found) == pytest.approx(1.0, abs=near)
