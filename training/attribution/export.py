"""A checkpoint and its calibration -> the folder that the package ships: weights.onnx, tokenizer.json, manifest.json.

    python -m training.attribution.export CHECKPOINT --calibration C.json --base FOLDER
        --data TRAIN.jsonl --out FOLDER [--float]

The large matrix products become int8 (weights per channel, activations quantised for each window as it comes, so a
window's numbers do not depend on its company); the word table becomes int8 with a scale for each row. What is hard:
the number of anchors is only known inside the graph, so the graph itself picks them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from onrecord.statements.learned import DOUBTFUL_ANCHOR

from .model import Finder, Settings
from .train import load_tokenizer


class SmallTable(nn.Module):
    """A table of vectors in int8 with one scale a row."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("codes", torch.round(weight / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        return self.codes[ids].float() * self.scale[ids]


class Graph(nn.Module):
    """What one run of the shipped file does: a window in, anchor logits, anchors and their label scores out."""

    def __init__(self, model: Finder) -> None:
        super().__init__()
        self.model = model

    def forward(
        self, ids: Tensor, features: Tensor, atoms: Tensor, paragraphs: Tensor, own: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        states = self.model.encoder(ids, features, None, plain=True)
        logits = self.model.anchors(states)
        places = torch.nonzero((logits[0] > DOUBTFUL_ANCHOR) & own[0])[:, 0]
        return logits, places, self.model.pair(states, atoms, paragraphs, torch.zeros_like(places), places)


def build(model: Finder, out: Path, *, small: bool) -> None:
    """Write the graph, in int8 where that is cheap in quality."""
    model.eval()
    if small:
        model.encoder.words = SmallTable(model.encoder.words.weight.detach())  # type: ignore[assignment]
    n = 23
    sample = (
        torch.arange(n)[None] % model.settings.vocabulary,
        torch.zeros(1, n, 4, dtype=torch.long),
        torch.arange(n)[None] // 5,
        torch.arange(n)[None] // 9,
        torch.ones(1, n, dtype=torch.bool),
    )
    names = ["ids", "features", "atoms", "paragraphs", "own"]
    model.anchor_out.bias.data += 100.0  # while tracing every piece is an anchor, so that no branch is traced away
    with tempfile.TemporaryDirectory() as folder:
        plain, ready = Path(folder) / "plain.onnx", Path(folder) / "ready.onnx"
        axes = {name: {1: "pieces"} for name in names} | {
            "logits": {1: "pieces"},
            "places": {0: "anchors"},
            "scores": {0: "anchors", 1: "pieces"},
        }
        torch.onnx.export(
            Graph(model),
            sample,
            str(plain),
            input_names=names,
            output_names=["logits", "places", "scores"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        graph = onnx.load(plain)
        biased = next(t for t in graph.graph.initializer if t.name.endswith("anchor_out.bias"))
        biased.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(biased) - np.float32(100.0), biased.name))
        onnx.save(graph, plain)
        model.anchor_out.bias.data -= 100.0
        if not small:
            out.write_bytes(plain.read_bytes())
            return
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True, skip_optimization=False)
        graph = onnx.load(ready)
        weights = {t.name: t.dims for t in graph.graph.initializer}
        hidden, inner, pair = model.settings.hidden, model.settings.inner, model.settings.pair
        wide = model.settings.attended
        layers = {(hidden, wide), (wide, hidden), (hidden, inner), (inner, hidden)}
        wanted = layers | {(hidden, 2 * pair), (3 * pair, pair), (pair, pair)}
        chosen = [
            node.name
            for node in graph.graph.node
            if node.op_type in ("MatMul", "Gemm") and any(tuple(weights.get(i, ())) in wanted for i in node.input)
        ]
        quantize_dynamic(
            str(ready),
            str(out),
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=False,
            op_types_to_quantize=["MatMul"],
            nodes_to_quantize=chosen,
        )


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(arguments: list[str] | None = None) -> None:
    """Write the folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--calibration", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scores", type=Path, help="JSON with what was measured, taken into the manifest as it is")
    parser.add_argument("--float", action="store_true", help="keep everything in float32, to compare")
    a = parser.parse_args(arguments)
    a.out.mkdir(parents=True, exist_ok=True)
    state = torch.load(a.checkpoint, weights_only=True)
    model = Finder(Settings(**state["settings"]))
    model.load_state_dict(state["average"])
    changes = model.changes.detach().numpy().round(5).tolist()
    build(model, a.out / "weights.onnx", small=not a.float)
    onnxruntime.InferenceSession(str(a.out / "weights.onnx"), providers=["CPUExecutionProvider"])
    load_tokenizer(a.base).save(str(a.out / "tokenizer.json"), pretty=False)
    calibration = json.loads(a.calibration.read_text())
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False, cwd=Path(__file__).parent
    ).stdout.strip()
    manifest: dict[str, Any] = {
        "name": a.out.name,
        "format": 1,
        "files": {
            name: {"sha256": digest(a.out / name), "bytes": (a.out / name).stat().st_size}
            for name in ("weights.onnx", "tokenizer.json")
        },
        "network": state["settings"],
        "changes": changes,
        "calibration": calibration,
        "training": {
            "commit": commit,
            "steps": state["step"],
            "data": "PolNeAR 1.0, train split, nine articles in ten (the tenth chooses thresholds)",
            "data_sha256": digest(a.data),
            "base": "all-MiniLM-L6-v2" if state["settings"]["kind"] == "bert" else "all-mpnet-base-v2",
            "base_sha256": digest(a.base / "model.safetensors") if (a.base / "model.safetensors").exists() else None,
        },
        "licences": {
            "base": "Apache-2.0",
            "data": "none stated by its publishers; none of its text is in these files",
            "weights": "Apache-2.0",
        },
        "scores": json.loads(a.scores.read_text()) if a.scores else {},
    }
    (a.out / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
