"""The reader of acts, on a tiny network of chance weights: narrowing, the cut vocabulary, and a graph that gives what it gives."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the train extra (torch)")
pytest.importorskip("onnx", reason="training needs the train extra (onnx)")
pytest.importorskip("tokenizers", reason="training needs the train extra (tokenizers)")

import onnxruntime
import torch

from onrecord.models.wordpieces import WordPieces
from onrecord.statements.act_reader import ACTS, Ruled
from training.acts.corpus import Row, settled
from training.acts.distil import LABEL, Taught, ask, keep, moved, recall, taught_loss
from training.acts.export import build
from training.acts.model import Net, narrowed
from training.acts.train import fit
from training.acts.vocabulary import cut_vocabulary
from training.attribution.model import Settings

torch.set_num_threads(1)  # several threads wait for each other on so small a network
SHAPE = Settings(kind="bert", vocabulary=90, layers=2, hidden=64, heads=4, inner=128, positions=64)


def sample(length: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    return torch.randint(90, (1, length)), torch.randint(1, 4, (1, length)), torch.tensor([[1, 2, 0, 9]])


def test_the_shipped_graph_gives_the_networks_likelihoods(tmp_path):
    torch.manual_seed(5)
    net = Net(SHAPE).eval()
    given = [sample(length) for length in (2, 9, 50)]
    with torch.no_grad():
        expected = [torch.softmax(net(*each)[:, : len(ACTS)], 1)[0].numpy() for each in given]
    build(net, tmp_path / "weights.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "weights.onnx", providers=["CPUExecutionProvider"])
    for (ids, roles, ruled), wanted in zip(given, expected, strict=True):
        acts, modes = session.run(None, {"ids": ids.numpy(), "roles": roles.numpy(), "ruled": ruled.numpy()})
        assert np.allclose(acts[0], wanted, atol=0.02)
        assert float(acts.sum()) == pytest.approx(1.0, abs=1e-5)
        assert float(modes.sum()) == pytest.approx(1.0, abs=1e-5)


def test_a_batch_with_a_mask_gives_what_each_gives_alone():
    torch.manual_seed(6)
    net = Net(SHAPE).eval()
    (a, ra, va), (b, rb, vb) = sample(4), sample(9)
    ids, roles, mask = (
        torch.zeros(2, 9, dtype=torch.long),
        torch.zeros(2, 9, dtype=torch.long),
        torch.zeros(2, 9, dtype=torch.bool),
    )
    ids[0, :4], roles[0, :4], mask[0, :4] = a[0], ra[0], True
    ids[1], roles[1], mask[1] = b[0], rb[0], True
    with torch.no_grad():
        together = net(ids, roles, torch.cat([va, vb]), mask)
        assert torch.allclose(together[0], net(a, ra, va)[0], atol=1e-4)
        assert torch.allclose(together[1], net(b, rb, vb)[0], atol=1e-4)


def test_narrowing_keeps_what_is_felt():
    torch.manual_seed(7)
    net = Net(SHAPE).eval()
    felt = [(torch.tensor([0.0, 3.0, 1.0, 2.0]), torch.arange(128.0)) for _ in range(2)]
    small = narrowed(net, felt, heads=2, inner=32)
    old, new = net.state_dict(), small.state_dict()
    assert torch.equal(new["encoder.layers.0.up.weight"], old["encoder.layers.0.up.weight"][96:])
    rows = [*range(16, 32), *range(48, 64)]
    assert torch.equal(new["encoder.layers.1.query.weight"], old["encoder.layers.1.query.weight"][rows])
    assert torch.equal(new["encoder.layers.1.out.weight"], old["encoder.layers.1.out.weight"][:, rows])
    assert torch.equal(new["last.weight"], old["last.weight"])


def test_a_cut_vocabulary_still_reads_every_word(tmp_path):
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcd", "##a", "##b", "##c", "##d", "bad", "##cab", "dab", "cab"]
    described = {
        "model": {
            "type": "WordPiece",
            "unk_token": "[UNK]",
            "continuing_subword_prefix": "##",
            "vocab": {piece: n for n, piece in enumerate(pieces)},
        },
        "normalizer": {"type": "BertNormalizer", "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "added_tokens": [],
    }
    (tmp_path / "tokenizer.json").write_text(json.dumps(described), encoding="utf-8")
    cut, kept = cut_vocabulary(tmp_path, ["bad cab cab", "bad"], size=15)
    vocabulary = cut["model"]["vocab"]
    assert len(vocabulary) == 15
    assert [pieces[n] for n in kept] == sorted(vocabulary, key=vocabulary.__getitem__)
    assert "cab" in vocabulary
    assert "dab" not in vocabulary
    reader = WordPieces(cut)
    (encoded,) = reader.encode_batch(["dab cab"])
    assert [kept[n] for n in encoded.ids] == [pieces.index(piece) for piece in ("d", "##a", "##b", "cab")]


def row(length: int, act: str = "state") -> Row:
    pieces, roles = [2, *range(10, 9 + length)], [0, *[3] * (length - 1)]
    return Row("a", pieces, roles, Ruled("person", "speech", "direct", "state"), act, "speech")


def test_a_teacher_is_asked_row_by_row_whatever_the_order():
    torch.manual_seed(8)
    net = Net(SHAPE).eval()
    rows = [row(9), row(3), row(5), row(3, "warn")]
    found = ask(net, rows)
    assert torch.equal(found[1], found[3])
    for each, logits in zip(rows, found, strict=True):
        assert torch.allclose(logits, ask(net, [each])[0], atol=1e-4)


def test_what_a_teacher_said_is_kept_with_the_statement_it_was_said_of(tmp_path):
    torch.manual_seed(9)
    net = Net(SHAPE).eval()
    rows = [row(9), row(3), row(5)]
    said = ask(net, rows)
    keep(tmp_path / "said.npz", rows, said)
    found = recall(tmp_path / "said.npz", [rows[2], row(7), rows[0]])
    assert found[1] is None
    for given, kept in ((said[2], found[0]), (said[0], found[2])):
        assert kept is not None
        assert torch.allclose(torch.softmax(given[: len(ACTS)], 0), torch.softmax(kept[: len(ACTS)], 0), atol=0.01)


def test_a_label_pulls_the_student_and_the_teacher_does_too():
    torch.manual_seed(9)
    net = Net(SHAPE)
    to_warn = torch.zeros(len(ACTS) + 4)
    to_warn[ACTS.index("warn")] = 9.0
    taught = [Taught(row(6, "ask"), True, to_warn), Taught(row(7), False, to_warn)]
    fit(
        net,
        lambda: iter([taught]),
        lambda batch: taught_loss(net, batch, hidden=4),
        steps=120,
        rate=3e-3,
        head_times=2.0,
    )
    acts = [torch.softmax(logits[: len(ACTS)], 0) for logits in ask(net, [each.row for each in taught])]
    assert float(acts[0][ACTS.index("ask")]) > 0.5 * LABEL
    assert float(acts[0][ACTS.index("warn")]) > 0.5 * (1 - LABEL)
    assert float(acts[1][ACTS.index("warn")]) > 0.8


def test_readings_settle_an_act_by_their_number_then_by_the_last():
    assert settled("state", ["support"]) == "support"
    assert settled("state", ["support", "state"]) == "state"
    assert settled("state", ["support", "predict"]) == "predict"
    assert settled(None, ["thought"]) == "state"


def test_a_teacher_is_moved_to_where_late_readers_draw_the_line():
    torch.manual_seed(9)
    state, support = ACTS.index("state"), ACTS.index("support")
    unsure = torch.zeros(len(ACTS) + 4)
    unsure[state], unsure[support] = 4.0, 3.5  # the readers call support what the teacher takes for plain telling by a little
    late = [Taught(replace(row(4, "support"), late=True), True, unsure + 0.1 * torch.randn(len(unsure))) for _ in range(200)]
    (found,) = moved([*late, Taught(row(4), False, unsure)])[-1:]
    assert int(found.logits[: len(ACTS)].argmax()) == support
    assert torch.equal(found.logits[len(ACTS) :], unsure[len(ACTS) :])
