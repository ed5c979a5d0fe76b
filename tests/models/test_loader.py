"""The loader: it gives what the manifest promises, or says what is wrong and what to do."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from pathlib import Path

import pytest

from onrecord.errors import OnrecordError
from onrecord.models.loader import UnusableModel, load_model, shipped_model

SHIPPED = [p.name for p in files("onrecord.models").iterdir() if (p / "manifest.json").is_file()]  # type: ignore[operator]


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "toy_v1"
    made.mkdir()
    promised = {}
    for name, data in (("tokenizer.json", b"{}"), ("weights.onnx", b"weights")):
        (made / name).write_bytes(data)
        promised[name] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    (made / "manifest.json").write_text(json.dumps({"name": "toy_v1", "format": 1, "files": promised}))
    return made


def test_a_changed_file_is_named_with_both_digests(folder):
    (folder / "tokenizer.json").write_bytes(b"{ }")
    with pytest.raises(UnusableModel, match=r"toy_v1: tokenizer\.json is not the file its manifest names") as fault:
        load_model(folder)
    assert hashlib.sha256(b"{ }").hexdigest()[:12] in str(fault.value)
    assert hashlib.sha256(b"{}").hexdigest()[:12] in str(fault.value)
    assert "install the package again" in str(fault.value)


def test_a_missing_file_is_named(folder):
    (folder / "tokenizer.json").unlink()
    with pytest.raises(UnusableModel, match=r"tokenizer\.json cannot be read"):
        load_model(folder)


def test_a_tokenizer_may_stand_in_another_models_folder_and_is_held_against_the_digest_there(folder):
    other = folder.parent / "other_v1"
    other.mkdir()
    (folder / "tokenizer.json").rename(other / "tokenizer.json")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["tokenizer.json"]["stands_in"] = "other_v1"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(UnusableModel, match="none that this version reads"):  # found, its digest right: then it is looked into
        load_model(folder)
    (other / "tokenizer.json").write_bytes(b"{ }")
    with pytest.raises(UnusableModel, match=r"tokenizer\.json is not the file its manifest names"):
        load_model(folder)


def test_a_folder_without_a_manifest_is_no_model(tmp_path):
    with pytest.raises(UnusableModel, match="no manifest"):
        load_model(tmp_path)


def test_another_format_is_refused(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format": 99}))
    with pytest.raises(UnusableModel, match="format 99, this version reads 1"):
        load_model(folder)


def test_a_broken_manifest_is_refused(folder):
    (folder / "manifest.json").write_text("{")
    with pytest.raises(OnrecordError, match="no JSON"):
        load_model(folder)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_model_is_whole_small_and_documented(name):
    model = shipped_model(name)
    assert model.name == name
    assert model.tokenizer.token_to_id("[UNK]") is not None
    here = Path(str(files("onrecord.models").joinpath(name)))
    assert sum(p.stat().st_size for p in here.iterdir()) <= 45_000_000
    card = (here / "card.md").read_text(encoding="utf-8")
    if "none stated" in str(model.manifest["licences"]):
        assert "states no licence" in card
    assert model.manifest["licences"]["weights"] in card
    for key in ("training", "licences", "scores", "network"):
        assert model.manifest[key]


def test_models_ship():
    assert SHIPPED
