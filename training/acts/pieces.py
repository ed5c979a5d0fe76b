"""MPNet's tokenizer with the face of our own word pieces, for the teacher: it never ships."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from onrecord.models.wordpieces import Encoding, WordPieces

_NAMES = {"[CLS]": "<s>", "[MASK]": "<mask>", "[PAD]": "<pad>"}


class TeacherPieces(WordPieces):
    """Reads ``tokenizer.json`` with the library it was written by."""

    def __init__(self, base: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def token_to_id(self, piece: str) -> int | None:
        found = self._tokenizer.token_to_id(_NAMES.get(piece, piece))
        return None if found is None else int(found)

    def encode_batch(self, texts: Sequence[str], *, add_special_tokens: bool = False) -> list[Encoding]:
        given = self._tokenizer.encode_batch(list(texts), add_special_tokens=add_special_tokens)
        return [Encoding(each.ids, each.offsets) for each in given]

    def ids_of(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)
