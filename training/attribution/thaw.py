"""A folder that ships -> a checkpoint to go on from, with all of its encoder's layers or some of them.

    python -m training.attribution.thaw SHIPPED_FOLDER --layers 0,1,3,5 --out CHECKPOINT

The int8 weights are read back as floats (quantising them cost nothing that could be measured). So a smaller student can
begin where a larger one ended, without the larger one's training run.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from .model import Finder, Settings


def thaw(folder: Path, layers: list[int] | None = None) -> tuple[Finder, Settings]:
    """The network of a shipped folder in float, with those of its encoder's layers whose numbers are given, or all.

    Raises `KeyError` where the file holds other names than `export` writes.
    """
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    whole = Settings(**manifest["network"])
    kept = list(range(whole.layers)) if layers is None else layers
    settings = Settings(**{**asdict(whole), "layers": len(kept)})
    model = Finder(settings)
    numbers = _numbers(onnx.load(folder / "weights.onnx"))
    numbers["changes"] = np.asarray(manifest["changes"], dtype=np.float32)
    state = {}
    for name, value in model.state_dict().items():
        parts = name.split(".")
        if parts[:2] == ["encoder", "layers"]:
            parts[2] = str(kept[int(parts[2])])
        found = numbers[".".join(parts)]
        if found.shape != tuple(value.shape):
            raise KeyError(f"{name}: {found.shape} where {tuple(value.shape)} was wanted")
        state[name] = torch.from_numpy(np.array(found, dtype=np.float32, order="C"))
    model.load_state_dict(state)
    return model, settings


def _numbers(graph: onnx.ModelProto) -> dict[str, np.ndarray]:
    """The trainer's names -> floats. Matrix products carry their module in their own name, the rest in their weights'."""
    tensors = {t.name: numpy_helper.to_array(t) for t in graph.graph.initializer}
    out = {name.removeprefix("model."): value for name, value in tensors.items() if name.startswith("model.")}
    out["encoder.words.weight"] = out["encoder.words.codes"].astype(np.float32) * out["encoder.words.scale"]
    for node in graph.graph.node:
        if node.op_type not in ("MatMul", "MatMulInteger", "Gemm") or node.input[1] not in tensors:
            continue
        module = node.name.strip("/").rsplit("/", 1)[0].replace("/", ".")
        weight = tensors[node.input[1]]
        if node.op_type == "MatMulInteger":
            base = node.input[1].removesuffix("_quantized")
            weight = (weight.astype(np.float32) - tensors[base + "_zero_point"]) * tensors[base + "_scale"]
        out[f"{module}.weight"] = weight.T
    return out


def main(arguments: list[str] | None = None) -> None:
    """Write the checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--layers", help="numbers of the layers to keep, by commas; all where it is not given")
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args(arguments)
    model, settings = thaw(a.folder, [int(n) for n in a.layers.split(",")] if a.layers else None)
    average: dict[str, Any] = model.state_dict()
    torch.save({"average": average, "settings": asdict(settings), "step": 0}, a.out)


if __name__ == "__main__":
    main()
