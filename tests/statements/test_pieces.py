"""Pieces and their features: what the marks say, where paragraphs end, and windows that own every piece once."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy")
pytest.importorskip("tokenizers")

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from onrecord.statements import pieces as p


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    vocabulary = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *"'“”.,:?!`",
        *letters,
        *("##" + c for c in letters),
        "said",
        "quay",
    ]
    made = Tokenizer(models.WordPiece({w: i for i, w in enumerate(vocabulary)}, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def states(text: str) -> str:
    state, _ = p.read_marks(text, p.shadow(text))
    return "".join(str(s) for s in state[: len(text)])


@pytest.mark.parametrize(
    "text", ["“Yes,” he said", '"Yes," he said', "``Yes,'' he said", "«Yes,» he said", "â€œYes,â€\ufffd he said"]
)
def test_marks_of_every_style_hold_the_same_words(text):
    inside = [c for c, s in zip(text, states(text), strict=True) if s == str(p.INSIDE) and c.isalpha() and c.isascii()]
    assert "".join(inside) == "Yes"


@pytest.mark.parametrize("text", ["â€œCafÃ©â€\x9d donâ€™t", "``a'' “b”", "plain"])
def test_a_shadow_is_as_long_as_its_words(text):
    assert len(p.shadow(text)) == len(text)


def test_a_lost_closing_mark_costs_its_own_paragraph_only():
    text = "“We sail at noon, Ada Vale said.\n\nThe quay was empty.\n\n“Nobody came,” said Torben."
    found = states(text)
    middle = text.index("The quay")
    assert set(found[: text.index("\n")]) == {str(p.UNCLOSED)}
    assert set(found[middle : text.index("“Nobody")]) == {str(p.OUTSIDE)}
    assert found[text.index("Nobody")] == str(p.INSIDE)


def test_a_lost_opening_mark_leaves_doubt_before_the_closing_one():
    found = states("We sail at noon,” Ada Vale said. “Soon.”")
    assert found[0] == str(p.UNOPENED)
    assert found[20] == str(p.OUTSIDE)
    assert found[-3] == str(p.INSIDE)


def test_a_quotation_carried_over_paragraphs_is_told_from_a_lost_mark():
    found = states("“The mill is old.\n\n“It must go.”")
    assert found[1] == str(p.CARRIED)


def test_quotations_in_single_marks_are_told_from_apostrophes(tokenizer):
    text = "‘The quay’s shut,’ Vale said of the crews’ plan."
    cut = p.cut_pieces(tokenizer, text)
    marked = {text[s]: int(m) for s, m in zip(cut.starts, cut.features[:, 1], strict=True) if m}
    assert marked == {"‘": p.SINGLE_OPENING, "’": p.SINGLE_CLOSING}
    assert [text[s] for s, m in zip(cut.starts, cut.features[:, 1], strict=True) if m] == ["‘", "’"]
    assert states(text)[text.index("quay")] == str(p.INSIDE)
    assert states(text)[text.index("crews")] == str(p.OUTSIDE)


def test_wrapped_lines_are_no_paragraphs_but_single_lines_can_be(tokenizer):
    wrapped = "The harbour office said on Monday that no ship would leave before the\nstorm had passed, and that the crews had been told to stay in their\nhomes until the morning of the next day."
    assert set(p.cut_pieces(tokenizer, wrapped).paragraphs) == {0}
    assert set(p.cut_pieces(tokenizer, "The mill burned.\nNobody was hurt.\nIlse saw it.").paragraphs) == {0, 1, 2}


def test_pieces_stand_on_the_characters_they_were_cut_from(tokenizer):
    text = "Ilse said: ``Go.''\n\nQuay “shut”."
    cut = p.cut_pieces(tokenizer, text)
    shown = [text[s:e] for s, e in zip(cut.starts, cut.ends, strict=True)]
    assert "".join(shown).replace("``", "`").replace("''", "'") == text.replace(" ", "").replace("\n", "").replace(
        "``", "`"
    ).replace("''", "'")
    assert list(cut.paragraphs) == sorted(cut.paragraphs)
    opening = [int(i) for i in np.flatnonzero(cut.features[:, 1] == p.OPENING)]
    assert [cut.ids[i] for i in opening] == [tokenizer.token_to_id("“")] * 2


@pytest.mark.parametrize("length", [16, 40, 1000])
def test_windows_cover_a_text_and_own_each_piece_once(tokenizer, length):
    text = "\n\n".join("Torben said that the quay was shut. Nobody asked why." for _ in range(12))
    cut = p.cut_pieces(tokenizer, text)
    windows = p.cut_windows(cut, length=length, overlap=4)
    owned = [i for w in windows for i in range(w.own_start, w.own_end)]
    assert owned == list(range(len(cut)))
    assert all(w.start <= w.own_start < w.own_end <= w.end and w.end - w.start <= length for w in windows)


def test_an_empty_text_has_no_windows(tokenizer):
    assert p.cut_windows(p.cut_pieces(tokenizer, "")) == ()
    assert p.cut_windows(p.cut_pieces(tokenizer, " \n\n ")) == ()
