"""The whole training in seconds: a tiny network on invented articles, from corpus to shipped folder, and the folder against the trainer."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the train extra (torch)")
pytest.importorskip("onnx", reason="training needs the train extra (onnx)")

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from onrecord.models.loader import load_model
from onrecord.statements.learned import ShippedReader, choose, find_drafts
from training.attribution import calibrate, corpus, damage, export, mean, narrow, thaw, train
from training.attribution.predict import TorchReader

NAMES = ("Ada Vale", "Mayor Torben", "the harbour office", "Ilse Marn", "Captain Rook")
CLAIMS = ("the bridge is closed", "no ship will sail", "the tax must fall", "the well is dry", "we will rebuild the mill")
SETTINGS = {
    "seed": 3, "settings": {"kind": "bert", "layers": 1, "hidden": 32, "heads": 2, "inner": 64, "pair": 16}, "steps": 40, "pieces": 600, "length": 120,
    "damaged": 0.3, "hide": 0.0, "drop": 0.0, "rate": 5e-3, "head_rate": 5e-3, "decay": 1.0, "warm": 0.1, "chain": 0.2, "average": 0.8, "show": 40,
    "save": 20, "bf16": False,
}  # fmt: skip


def article(n: int) -> dict:
    rnd = random.Random(n)
    text, found = "", []
    for _ in range(5):
        name, claim, cue = rnd.choice(NAMES), rnd.choice(CLAIMS), rnd.choice(("said", "said", "added"))
        line = (
            f"“{claim.capitalize()},” {name} {cue}."
            if rnd.random() < 0.6
            else f"{name[0].upper()}{name[1:]} {cue} that {claim}."
        )
        at = len(text)
        low = line.lower()

        def span(words: str, low: str = low, at: int = at) -> list[list[int]]:
            return [[at + low.index(words), at + low.index(words) + len(words)]]

        found.append({"source": span(name.lower()), "cue": span(cue), "content": span(claim)})
        text += line + " The gulls cried over Selby’s café.\n\n"
    return {"id": f"selby-{n}", "text": text, "attributions": found}


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    words = sorted(
        {
            w
            for n in range(40)
            for w in pre_tokenizers.BertPreTokenizer().pre_tokenize_str(article(n)["text"].lower())
            for w in [w[0]]
        }
    )
    vocabulary = {
        w: i
        for i, w in enumerate(
            ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "'", "“", "”", *(w for w in words if w not in "'“”")]
        )
    }
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.enable_padding(length=128)  # published tokenizers come like this; the trainer must undo it
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


@pytest.fixture(scope="module")
def trained(base, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    (folder / "data.jsonl").write_text("".join(json.dumps(article(n)) + "\n" for n in range(40)), encoding="utf-8")
    (folder / "student.json").write_text(json.dumps(SETTINGS))
    shared = ["--data", str(folder / "data.jsonl"), "--base", str(base)]
    train.main([str(folder / "student.json"), *shared, "--out", str(folder / "student")])
    calibrate.main([str(folder / "student" / "state.pt"), *shared, "--out", str(folder / "c.json")])
    for name, more in (("float", ["--float"]), ("small", [])):
        export.main(
            [
                str(folder / "student" / "state.pt"),
                "--calibration",
                str(folder / "c.json"),
                *shared,
                "--out",
                str(folder / name),
                *more,
            ]
        )
    return folder


def test_a_tiny_network_learns_who_said_what(trained):
    result = json.loads((trained / "c.json").read_text())
    assert result["held_out"]["relation_half"] > 0.5


def test_training_goes_on_where_it_stopped_and_ends_in_the_same_weights(trained, base, tmp_path):
    import torch

    shared = ["--data", str(trained / "data.jsonl"), "--base", str(base), "--out", str(tmp_path)]
    whole = torch.load(trained / "student" / "state.pt", weights_only=True)
    real = train.losses
    calls = []

    def interrupted(*args, **kwargs):
        calls.append(1)
        if len(calls) > 27:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    train.losses = interrupted
    try:
        with pytest.raises(KeyboardInterrupt):
            train.main([str(trained / "student.json"), *shared])
    finally:
        train.losses = real
    assert (tmp_path / "state.pt").exists()
    train.main([str(trained / "student.json"), *shared])
    again = torch.load(tmp_path / "state.pt", weights_only=True)
    assert again["step"] == whole["step"]
    assert all(torch.allclose(again["average"][name], value, atol=1e-5) for name, value in whole["average"].items())


def test_the_exported_file_says_what_the_trainer_says(trained, base):
    reader = TorchReader(trained / "student" / "state.pt", base)
    weights = json.loads((trained / "c.json").read_text())
    for name, tolerance in (("float", 1e-3), ("small", 0.6)):
        shipped = ShippedReader(load_model(trained / name))
        for n in range(40, 44):
            text = article(n)["text"]
            mine = [x.evidence[0] for x in find_drafts(text, reader)]
            theirs = [x.evidence[0] for x in find_drafts(text, shipped)]
            if name == "float":
                assert np.allclose(mine, theirs, atol=tolerance)
                assert choose(find_drafts(text, reader), weights, floor=0.3, why="") == choose(
                    find_drafts(text, shipped), weights, floor=0.3, why=""
                )
            else:
                assert abs(len(mine) - len(theirs)) <= 3


@pytest.mark.parametrize("kind", damage.KINDS)
def test_damage_keeps_spans_on_their_words(kind):
    row = article(7)
    text, found = damage.damage(row["text"], row["attributions"], kind, random.Random(1))

    def letters(words: str) -> str:
        return "".join(c for c in words.lower() if c.isascii() and c.isalnum())

    assert len(found) == len(row["attributions"])
    for before, after in zip(row["attributions"], found, strict=True):
        for role in ("source", "cue", "content"):
            (s, e), (t, f) = before[role][0], after[role][0]
            assert letters(text[t:f]) == letters(row["text"][s:e])


def test_the_anchor_is_the_word_that_most_often_is_a_cue(base):
    tokenizer = train.load_tokenizer(base)
    text = "Ilse Marn said that the well is dry."
    item = {"source": [[0, 9]], "cue": [[10, 19]], "content": [[20, 35]]}
    from onrecord.statements.pieces import cut_pieces

    pieces = cut_pieces(tokenizer, text)
    ((anchor, labels),) = corpus.label_pieces(pieces, text, [item], {"said": 0.9, "that": 0.01})
    assert text[pieces.starts[anchor] : pieces.ends[anchor]] == "said"
    assert list(labels) == [1, 1, 3, 3, 2, 2, 2, 2, 0]


def test_a_shipped_folder_is_thawed_to_the_network_it_was_frozen_from(trained):
    import torch

    was = torch.load(trained / "student" / "state.pt", weights_only=True)["average"]
    whole, settings = thaw.thaw(trained / "small")
    assert settings.layers == SETTINGS["settings"]["layers"]
    for name, value in whole.state_dict().items():
        scale = float(was[name].abs().max()) + 1e-6
        assert float((value - was[name]).abs().max()) <= 0.02 * scale, name


def test_a_narrowed_network_keeps_what_the_loss_leans_on(trained, base):
    import torch

    from training.attribution.model import Finder, Settings

    torch.manual_seed(5)
    wide = Settings(kind="bert", vocabulary=50, layers=1, hidden=8, heads=4, inner=6, pair=4, relu=True)
    model = Finder(wide)
    heads, inner = torch.tensor([0.1, 3.0, 0.2, 2.0]), torch.tensor([5.0, 0.0, 4.0, 0.0, 3.0, 0.0])
    small = narrow.narrow(model, [(heads, inner)], Settings(**{**vars(wide), "heads": 2, "inner": 3, "head": 2}))
    was, now = model.encoder.layers[0], small.encoder.layers[0]
    assert torch.equal(now.query.weight, was.query.weight[[2, 3, 6, 7]])
    assert torch.equal(now.out.weight, was.out.weight[:, [2, 3, 6, 7]])
    assert torch.equal(now.up.weight, was.up.weight[[0, 2, 4]])
    assert torch.equal(now.down.weight, was.down.weight[:, [0, 2, 4]])
    assert torch.equal(small.pair.out.weight, model.pair.out.weight)


def test_units_that_do_nothing_are_the_ones_left_out(trained, base, tmp_path):
    import torch

    state = torch.load(trained / "student" / "state.pt", weights_only=True)
    dead = [n for n in range(64) if n % 4]
    state["average"]["encoder.layers.0.down.weight"][:, dead] = 0.0
    torch.save(state, tmp_path / "dead.pt")
    shape = {**SETTINGS, "settings": {**SETTINGS["settings"], "inner": 16}}
    (tmp_path / "narrow.json").write_text(json.dumps(shape))
    given = ["--data", str(trained / "data.jsonl"), "--base", str(base), "--out", str(tmp_path / "small.pt")]
    narrow.main([str(tmp_path / "dead.pt"), str(tmp_path / "narrow.json"), *given])
    text = article(41)["text"]
    found = [find_drafts(text, TorchReader(tmp_path / name, base)) for name in ("dead.pt", "small.pt")]
    assert found[0]
    assert [d.content for d in found[0]] == [d.content for d in found[1]]


def test_the_mean_of_what_a_run_kept_and_its_end(trained, base, tmp_path):
    import torch

    (tmp_path / "keep.json").write_text(json.dumps({**SETTINGS, "steps": 6, "keep": [2, 4]}))
    train.main(
        [str(tmp_path / "keep.json"), "--data", str(trained / "data.jsonl"), "--base", str(base), "--out", str(tmp_path)]
    )
    parts = [tmp_path / name for name in ("state-2.pt", "state-4.pt", "state.pt")]
    mean.mean(parts, tmp_path / "mean.pt")
    states = [torch.load(path, weights_only=True) for path in (*parts, tmp_path / "mean.pt")]
    assert [state["step"] for state in states] == [2, 4, 6, 6]
    for name, value in states[3]["average"].items():
        assert torch.allclose(value, sum(state["average"][name] for state in states[:3]) / 3, atol=1e-6), name
    assert not torch.equal(states[3]["average"]["pair.out.weight"], states[2]["average"]["pair.out.weight"])
    states[0]["settings"]["layers"] = 2
    torch.save(states[0], parts[0])
    with pytest.raises(ValueError, match="different shapes"):
        mean.mean(parts, tmp_path / "mean.pt")
