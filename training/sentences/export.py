"""all-MiniLM-L6-v2 as published -> the folder that the package ships: weights.onnx, tokenizer.json, manifest.json.

    python -m training.sentences.export --base FOLDER --out src/onrecord/models/sentences_v1

Nothing is trained here. The six layers' matrix products become int8 (weights per channel, activations quantised for each text
as it comes), the word table four bits with a scale for each stretch of 32 numbers; the mean over a text's pieces and the
division by its length are part of the graph. What is hard is size: in int8 the word table alone is half of the file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.attribution.model import Encoder, Settings

SHAPE = Settings(kind="bert", vocabulary=30522, layers=6, hidden=384, heads=12, inner=1536)
LONGEST = 256
"""Pieces of a text that the network reads, opening and closing piece among them: trained on 128, published for 256."""
STRETCH = 32
"""Numbers of the word table that share a scale."""


class SmallTable(nn.Module):
    """A table of vectors in four bits (two numbers a byte), with a scale for each stretch of a row."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        rows = weight.view(weight.shape[0], -1, STRETCH)
        scale = rows.abs().amax(2, keepdim=True).clamp(min=1e-8) / 7
        codes = (torch.round(rows / scale) + 8).view(weight.shape[0], 2, -1).to(torch.uint8)
        self.register_buffer("codes", codes[:, 0] * 16 + codes[:, 1])
        self.register_buffer("scale", scale[..., 0].half())

    def forward(self, ids: Tensor) -> Tensor:
        both = self.codes[ids].float()
        high = torch.floor(both / 16)
        codes = torch.cat([high, both - 16 * high], -1) - 8
        scale = self.scale[ids].float()
        return (codes.view(*scale.shape, STRETCH) * scale[..., None]).flatten(-2)


class Graph(nn.Module):
    """What one run of the shipped file does: the framed pieces of one text in, its vector of length 1 out."""

    def __init__(self, encoder: Encoder, words: nn.Module) -> None:
        super().__init__()
        self.encoder, self.words = encoder, words

    def forward(self, ids: Tensor) -> Tensor:
        places = torch.arange(ids.shape[1])
        x = self.encoder.norm(self.words(ids) + self.encoder.places(places)[None])
        bias = x.new_zeros(1, 1, 1, 1)
        for layer in self.encoder.layers:
            x = layer(x, bias, 0.0, True)
        return nn.functional.normalize(x.mean(1), dim=1)


def read_base(base: Path) -> Encoder:
    """The published network; the features that the attribution finder adds to it are not used here."""
    encoder = Encoder(SHAPE)
    encoder.load(base / "model.safetensors")
    encoder.places = nn.Embedding.from_pretrained(encoder.places.weight.detach()[:LONGEST].clone())
    return encoder.eval()


def build(encoder: Encoder, out: Path, *, small: bool = True) -> None:
    """Write the graph, in int8 and four bits unless ``small`` is false."""
    graph = Graph(encoder, SmallTable(encoder.words.weight.detach()) if small else encoder.words).eval()
    with tempfile.TemporaryDirectory() as folder:
        plain, ready = Path(folder) / "plain.onnx", Path(folder) / "ready.onnx"
        torch.onnx.export(
            graph,
            (torch.arange(23)[None],),
            str(plain if small else out),
            input_names=["ids"],
            output_names=["vector"],
            dynamic_axes={"ids": {1: "pieces"}},
            opset_version=17,
            dynamo=False,
        )
        if not small:
            return
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True, skip_optimization=False)
        weights = {t.name: tuple(t.dims) for t in onnx.load(ready).graph.initializer}
        hidden, inner = encoder.settings.hidden, encoder.settings.inner
        wanted = {(hidden, hidden), (hidden, inner), (inner, hidden)}
        chosen = [
            node.name
            for node in onnx.load(ready).graph.node
            if node.op_type in ("MatMul", "Gemm") and any(weights.get(name) in wanted for name in node.input)
        ]
        quantize_dynamic(
            str(ready),
            str(out),
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul"],
            nodes_to_quantize=chosen,
        )


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(arguments: list[str] | None = None) -> None:
    """Write the folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", type=Path, required=True, help="folder with model.safetensors and tokenizer.json")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scores", type=Path, help="JSON with what was measured, taken into the manifest as it is")
    a = parser.parse_args(arguments)
    a.out.mkdir(parents=True, exist_ok=True)
    build(read_base(a.base), a.out / "weights.onnx")
    tokenizer = Tokenizer.from_file(str(a.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(a.out / "tokenizer.json"), pretty=False)
    promised: dict[str, dict[str, object]] = {
        name: {"sha256": digest(a.out / name), "bytes": (a.out / name).stat().st_size}
        for name in ("weights.onnx", "tokenizer.json")
    }
    for other in sorted(a.out.parent.glob("*/tokenizer.json")):
        if other.parent != a.out and digest(other) == promised["tokenizer.json"]["sha256"]:  # the same file ships once
            (a.out / "tokenizer.json").unlink()
            promised["tokenizer.json"]["stands_in"] = other.parent.name
            break
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False, cwd=Path(__file__).parent
    ).stdout.strip()
    manifest = {
        "name": a.out.name,
        "format": 1,
        "files": promised,
        "network": {"kind": "bert", "layers": 6, "hidden": 384, "longest": LONGEST},
        "training": {
            "commit": commit,
            "data": "none of ours: the published network, made smaller",
            "base": "all-MiniLM-L6-v2",
            "base_sha256": digest(a.base / "model.safetensors"),
        },
        "licences": {"base": "Apache-2.0", "weights": "Apache-2.0"},
        "scores": json.loads(a.scores.read_text()) if a.scores else {},
    }
    (a.out / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
