"""Word pieces: the same as the `tokenizers` library gives."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.models.wordpieces import WordPieces

DESCRIBED = files("onrecord.models").joinpath("attribution_v3", "tokenizer.json").read_text(encoding="utf-8")
OURS = WordPieces(json.loads(DESCRIBED))


@pytest.fixture(scope="module")
def theirs():
    tokenizers = pytest.importorskip("tokenizers")
    made = tokenizers.Tokenizer.from_str(DESCRIBED)
    made.no_padding()
    made.no_truncation()
    return made


# What news is written in: scripts that every version of Unicode has, marks, and characters that are dropped.
NEWS = st.text(
    st.sampled_from("abcXYZ019 .,;'’“”\"-–—…()$€%éÉüßŁłñÇ çøйЖאع東京\u200b\u00a0\u2009\t\n\r\x00\ufffd`´/@#&"), max_size=80
)


@given(NEWS)
def test_ids_and_offsets_are_those_of_the_library(theirs, words: str) -> None:
    wanted = theirs.encode(words, add_special_tokens=False)
    (found,) = OURS.encode_batch([words])
    assert (found.ids, found.offsets) == (wanted.ids, list(wanted.offsets))
    assert OURS.ids_of(words) == wanted.ids


def test_the_samples_are_cut_as_the_library_cuts_them(theirs) -> None:
    for path in sorted(files("onrecord.samples").iterdir(), key=str):
        for report in path.glob("*.txt") if path.is_dir() else ():
            words = report.read_text(encoding="utf-8")
            wanted = theirs.encode(words, add_special_tokens=False)
            (found,) = OURS.encode_batch([words])
            assert (found.ids, found.offsets) == (wanted.ids, list(wanted.offsets))


def test_a_word_without_end_is_one_unknown_piece() -> None:
    (found,) = OURS.encode_batch(["x" * 10_000])
    assert found.offsets == [(0, 10_000)]


def test_other_rules_are_refused() -> None:
    described = json.loads(DESCRIBED)
    described["normalizer"]["lowercase"] = False
    with pytest.raises(ValueError, match="uncased"):
        WordPieces(described)
