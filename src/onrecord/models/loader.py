"""A model's folder -> its manifest, tokenizer and a session that runs it, or a clear error.

Every file is held against the digest in `manifest.json` before it is used: a record names the model it was made with,
and that name must mean these bytes. Where two models have one tokenizer, it ships once: the manifest says in whose folder
it ``stands_in``. Sessions use one thread and no arena tricks that depend on the run, so that the
same window gives the same numbers on one machine, alone or in company.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.errors import OnrecordError
from onrecord.models.wordpieces import WordPieces

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

__all__ = ["Model", "UnusableModel", "load_model", "shipped_model"]

FORMAT = 1


class UnusableModel(OnrecordError):
    """A model's folder is missing, of another format, or not the bytes its manifest names."""


@dataclass(frozen=True)
class Model:
    """A loaded model: what its manifest says, its tokenizer, and its session."""

    name: str
    manifest: dict[str, Any]
    tokenizer: WordPieces
    session: InferenceSession


def _checked(folder: Path, name: str, promised: dict[str, Any]) -> bytes:
    path: Path = folder.parent / promised.get("stands_in", folder.name) / name
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise UnusableModel(
            f"model {folder.name}: {name} cannot be read ({fault.strerror or fault}); install the package again"
        ) from fault
    found = hashlib.sha256(data).hexdigest()
    if found != promised["sha256"]:
        raise UnusableModel(
            f"model {folder.name}: {name} is not the file its manifest names "
            f"(sha256 {found[:12]}…, expected {promised['sha256'][:12]}…; {len(data)} bytes, expected {promised['bytes']}); "
            "install the package again, or write a new manifest with the export step"
        )
    return data


def load_model(folder: Path) -> Model:
    """Read a model's folder; raises `UnusableModel` where a file is missing or differs from the manifest."""
    import onnxruntime

    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except OSError as fault:
        raise UnusableModel(f"model {folder.name}: no manifest in {folder.name}/ ({fault.strerror or fault})") from fault
    except ValueError as fault:
        raise UnusableModel(f"model {folder.name}: manifest.json is no JSON ({fault})") from fault
    if manifest.get("format") != FORMAT:
        raise UnusableModel(f"model {folder.name}: format {manifest.get('format')!r}, this version reads {FORMAT}")
    described = _checked(folder, "tokenizer.json", manifest["files"]["tokenizer.json"])
    try:
        tokenizer = WordPieces(json.loads(described))
    except (ValueError, KeyError, TypeError) as fault:
        raise UnusableModel(f"model {folder.name}: tokenizer.json is none that this version reads ({fault})") from fault
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    options.enable_mem_pattern = False  # window lengths differ; a pattern for each would only grow
    options.log_severity_level = 3
    weights = _checked(folder, "weights.onnx", manifest["files"]["weights.onnx"])
    # The fused operator is several times slower on a CPU than an addition and a plain normalisation (1.32: 11 % of a run).
    session = onnxruntime.InferenceSession(
        weights, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
    )
    return Model(manifest["name"], manifest, tokenizer, session)


@lru_cache(maxsize=4)
def shipped_model(name: str) -> Model:
    """A model that ships with the package, loaded once in a process."""
    return load_model(Path(str(files("onrecord.models").joinpath(name))))
