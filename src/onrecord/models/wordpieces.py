"""Words in, word pieces with their offsets out: BERT's WordPiece (Wu et al. 2016; Devlin et al. 2019) for uncased vocabularies.

It reads the ``tokenizer.json`` of the `tokenizers` library and gives the same ids and offsets, which a test holds against that
library. It is written here because the library brings a client of a model hub with it, some 50 MB that never run. What is hard
is only to follow each character through cleaning, decomposition and lower case, so that offsets are those of the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

__all__ = ["Encoding", "WordPieces"]

_CHUNK = re.compile(r"[^\t\n\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_PLAIN = re.compile(r"[!-~‘’“”–—…]+")
_PLAIN_WORD = re.compile(r"[a-z0-9]+|[^a-z0-9]")
"""Of a chunk of letters and marks that nothing is done to but small letters made: a word, or a mark."""
_LONGEST = 100
"""Characters of a word from which it is one unknown piece."""
_KEPT = 50_000
"""Chunks whose pieces are remembered."""
_CHINESE = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF))
_CHINESE_COMPATIBILITY = ((0xF900, 0xFAFF), (0x2F800, 0x2FA1F))

_Piece = tuple[int, int, int]
_Known = tuple[tuple[int, ...], tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class Encoding:
    """The ids of a text's pieces and, for each, the half-open span of characters it was cut from."""

    ids: list[int]
    offsets: list[tuple[int, int]]


class WordPieces:
    """A vocabulary and the rules to cut words by it. Raises `ValueError` where the JSON asks for other rules than these."""

    def __init__(self, described: Mapping[str, Any]) -> None:
        model, normalizer = described["model"], described["normalizer"]
        asked = (model["type"], normalizer["type"], described["pre_tokenizer"]["type"])
        if asked != ("WordPiece", "BertNormalizer", "BertPreTokenizer") or not normalizer["lowercase"]:
            raise ValueError(f"{'/'.join(asked)} is not the uncased WordPiece that is read here")
        self._ids: dict[str, int] = dict(model["vocab"])
        self._ids |= {added["content"]: added["id"] for added in described.get("added_tokens", ())}
        self._unknown = self._ids[model["unk_token"]]
        self._inner: str = model["continuing_subword_prefix"]
        self._known: dict[str, _Known] = {}

    def token_to_id(self, piece: str) -> int | None:
        """The id of a piece, or None where the vocabulary has none."""
        return self._ids.get(piece)

    def encode_batch(self, texts: Sequence[str], *, add_special_tokens: bool = False) -> list[Encoding]:
        """The pieces of each text; opening and closing pieces are never added."""
        if add_special_tokens:
            raise ValueError("opening and closing pieces are put on by whoever frames a window")
        return [self._encode(text) for text in texts]

    def ids_of(self, text: str) -> list[int]:
        """The ids of a text's pieces."""
        ids: list[int] = []
        for chunk in _CHUNK.findall(text):
            ids += (self._known.get(chunk) or self._learn(chunk))[0]
        return ids

    def _encode(self, text: str) -> Encoding:
        ids: list[int] = []
        offsets: list[tuple[int, int]] = []
        for found in _CHUNK.finditer(text):
            chunk, at = found[0], found.start()
            numbers, spans = self._known.get(chunk) or self._learn(chunk)
            ids += numbers
            offsets += [(at + start, at + end) for start, end in spans]
        return Encoding(ids, offsets)

    def _learn(self, chunk: str) -> _Known:
        """The pieces of a chunk, which are remembered."""
        number = self._ids.get(chunk.lower()) if chunk.isascii() and chunk.isalnum() else None
        if number is not None and len(chunk) <= _LONGEST:
            known: _Known = (number,), ((0, len(chunk)),)
        else:
            pieces = self._cut_plain(chunk) if _PLAIN.fullmatch(chunk) else self._cut_chunk(chunk)
            known = tuple(number for number, _, _ in pieces), tuple((start, end) for _, start, end in pieces)
        if len(self._known) < _KEPT and len(chunk) <= _LONGEST:
            self._known[chunk] = known
        return known

    def _cut_plain(self, chunk: str) -> list[_Piece]:
        """As `_cut_chunk`, for letters and marks that stay what they are but for their case."""
        pieces: list[_Piece] = []
        for found in _PLAIN_WORD.finditer(chunk.lower()):
            start, end = found.span()
            number = self._ids.get(found[0]) if end - start <= _LONGEST else None
            if number is not None:
                pieces.append((number, start, end))
            else:
                pieces += self._cut_word(list(zip(found[0], range(start, end), strict=True)))
        return pieces

    def _cut_chunk(self, chunk: str) -> list[_Piece]:
        """The pieces of a stretch without white space: words and single punctuation marks, each cut by the vocabulary."""
        pieces: list[_Piece] = []
        word: list[tuple[str, int]] = []
        for at, printed in enumerate(chunk):
            alone, letters = _read(printed)
            if alone:
                pieces += self._cut_word(word)
                word = []
            for low, mark in letters:
                if mark:
                    pieces += self._cut_word(word)
                    pieces += self._cut_word([(low, at)])
                    word = []
                else:
                    word.append((low, at))
            if alone:
                pieces += self._cut_word(word)
                word = []
        return pieces + self._cut_word(word)

    def _cut_word(self, word: list[tuple[str, int]]) -> list[_Piece]:
        """The longest pieces that make up a word, from the left; one unknown piece where that fails."""
        if not word:
            return []
        whole = [(self._unknown, word[0][1], word[-1][1] + 1)]
        if len(word) > _LONGEST:
            return whole
        letters = "".join(letter for letter, _ in word)
        pieces: list[_Piece] = []
        start = 0
        while start < len(letters):
            for end in range(len(letters), start, -1):
                number = self._ids.get((self._inner if start else "") + letters[start:end])
                if number is not None:
                    pieces.append((number, word[start][1], word[end - 1][1] + 1))
                    start = end
                    break
            else:
                return whole
        return pieces


@lru_cache(maxsize=4096)
def _read(printed: str) -> tuple[bool, tuple[tuple[str, bool], ...]]:
    """Whether a character is a word of its own, and the small letters it is read as, each with whether it is punctuation."""
    if printed == "\ufffd" or unicodedata.category(printed) in ("Cc", "Cf", "Co"):
        return False, ()
    letters = [letter for letter in unicodedata.normalize("NFD", printed) if unicodedata.category(letter) != "Mn"]
    return _is_chinese(printed), tuple((low, _is_punctuation(low)) for letter in letters for low in letter.lower())


def _is_punctuation(letter: str) -> bool:
    return (letter.isascii() and letter.isprintable() and not letter.isalnum() and letter != " ") or unicodedata.category(
        letter
    ).startswith("P")


def _is_chinese(letter: str) -> bool:
    return any(low <= ord(letter) <= high for low, high in _CHINESE + _CHINESE_COMPATIBILITY)
