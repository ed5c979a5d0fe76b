"""A checkpoint -> the folder that the package ships: weights.onnx, tokenizer.json, manifest.json.

    python -m training.acts.export CHECKPOINT --base FOLDER --out src/onrecord/models/acts_v1 [--scores JSON]

The layers' matrix products become int8, the word table four bits, as for the sentence encoder.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from onrecord.statements.act_reader import ACTS, CONTENT, CUE, LONGEST
from training.acts.model import RULED, Net
from training.attribution.model import Layer, Settings
from training.sentences.export import SmallTable, digest


class Graph(nn.Module):
    """What one run of the shipped file does: one statement in, the likelihoods of its acts and modes out.

    The same numbers as `Net`'s, in fewer steps: no axis for a batch, one product for query, key and value, one look-up for the
    rules' view.
    """

    def __init__(self, net: Net) -> None:
        super().__init__()
        self.words: nn.Module = SmallTable(net.encoder.words.weight.detach())
        self.settings, self.norm = net.encoder.settings, net.encoder.norm
        self.first, self.last = net.first, net.last
        self.layers = net.encoder.layers
        self.joined = nn.ModuleList()
        for layer in net.encoder.layers:
            assert isinstance(layer, Layer)
            joined = nn.Linear(self.settings.hidden, 3 * self.settings.attended)
            parts = (layer.query, layer.key, layer.value)
            joined.weight.data = torch.cat([part.weight.detach() for part in parts])
            joined.bias.data = torch.cat([part.bias.detach() for part in parts])
            self.joined.append(joined)
        self.places = nn.Parameter(net.encoder.places.weight.detach()[:LONGEST].clone())
        self.opening, self.roles = (nn.Parameter(part.clone()) for part in net.roles.weight.detach().split((1, 3)))
        self.ruled = nn.Parameter(torch.cat([table.weight.detach() for table in net.ruled if isinstance(table, nn.Embedding)]))
        self.starts = torch.tensor([sum(RULED[:n]) for n in range(len(RULED))])

    def forward(self, ids: Tensor, roles: Tensor, ruled: Tensor) -> tuple[Tensor, Tensor]:
        roles = roles[0]
        view = self.ruled[ruled[0] + self.starts].sum(0, keepdim=True)
        told = torch.cat([self.opening + view, self.roles])
        x = self.norm((self.words(ids[0]) + self.places[: ids.shape[1]] + told[roles])[None])
        heads = self.settings.heads
        head = self.settings.attended // heads
        for layer, joined in zip(self.layers, self.joined, strict=True):
            q, k, v = joined(x).view(-1, 3 * heads, head).split(heads, 1)
            scores = q.permute(1, 0, 2) @ k.permute(1, 2, 0) * (1.0 / math.sqrt(head))
            seen = torch.softmax(scores, -1) @ v.permute(1, 0, 2)
            x = layer.attention_norm(x + layer.out(seen.permute(1, 0, 2).reshape(1, -1, heads * head)))
            x = layer.norm(x + layer.down(layer.bend(layer.up(x))))
        x = x[0]
        here = (roles[None] == torch.tensor([[CONTENT], [CUE]])).to(x.dtype)
        means = (here @ x) / here.sum(1, keepdim=True).clamp(min=1)
        logits = self.last(torch.relu(self.first(torch.cat([x[0], means.view(-1)]))))
        return torch.softmax(logits[: len(ACTS)], 0)[None], torch.softmax(logits[len(ACTS) :], 0)[None]


def build(net: Net, out: Path) -> None:
    """Write the graph."""
    net.eval()
    settings = net.encoder.settings
    sample = (torch.arange(9)[None], torch.tensor([[0, 1, 2, 2, 3, 3, 3, 3, 3]]), torch.zeros(1, 4, dtype=torch.long))
    with tempfile.TemporaryDirectory() as folder:
        plain, ready = Path(folder) / "plain.onnx", Path(folder) / "ready.onnx"
        torch.onnx.export(
            Graph(net),
            sample,
            str(plain),
            input_names=["ids", "roles", "ruled"],
            output_names=["acts", "modes"],
            dynamic_axes={"ids": {1: "pieces"}, "roles": {1: "pieces"}},
            opset_version=17,
            dynamo=False,
        )
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True, skip_optimization=False)
        graph = onnx.load(ready).graph
        weights = {t.name: tuple(t.dims) for t in graph.initializer}
        hidden, inner, wide = settings.hidden, settings.inner, settings.attended
        wanted = {(hidden, 3 * wide), (wide, hidden), (hidden, inner), (inner, hidden)}
        quantize_dynamic(
            str(ready),
            str(out),
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul"],
            nodes_to_quantize=[
                node.name
                for node in graph.node
                if node.op_type in ("MatMul", "Gemm") and any(weights.get(name) in wanted for name in node.input)
            ],
        )


def main(arguments: list[str] | None = None) -> None:
    """Write the folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--base", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scores", type=Path, help="JSON with what was measured, taken into the manifest as it is")
    a = parser.parse_args(arguments)
    a.out.mkdir(parents=True, exist_ok=True)
    told = torch.load(a.checkpoint, weights_only=True)
    net = Net(Settings(**told["settings"]))
    net.load_state_dict(told["state"])
    build(net, a.out / "weights.onnx")
    (a.out / "tokenizer.json").write_text(told["tokenizer"], encoding="utf-8")
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False, cwd=Path(__file__).parent
    ).stdout.strip()
    manifest = {
        "name": a.out.name,
        "format": 1,
        "files": {
            name: {"sha256": digest(a.out / name), "bytes": (a.out / name).stat().st_size}
            for name in ("weights.onnx", "tokenizer.json")
        },
        "network": told["settings"],
        "training": {
            "commit": commit,
            "rows": told["rows"],
            "data": "PolNeAR 1.0, train split, and news of 2018 and 2019, acts labelled by reading (training/labels); "
            "PLOVER sentences of six roots",
            "base": "all-MiniLM-L6-v2",
            "base_sha256": digest(a.base / "model.safetensors"),
        },
        "licences": {
            "base": "Apache-2.0",
            "data": "PolNeAR and PLOVER: none stated by their publishers; none of their text is in these files",
            "labels": "Apache-2.0, our own",
            "weights": "Apache-2.0",
        },
        "scores": json.loads(a.scores.read_text()) if a.scores else {},
    }
    (a.out / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
