"""A published uncased WordPiece vocabulary and texts -> the vocabulary without the pieces that news hardly needs.

A word whose piece is left out is cut into smaller ones, so nothing becomes unreadable: single characters all stay.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from onrecord.models.wordpieces import WordPieces

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def cut_vocabulary(base: Path, texts: Iterable[str], *, size: int) -> tuple[dict[str, Any], list[int]]:
    """The description of the smaller tokenizer, and for each of its pieces the number it had."""
    described = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))
    described["padding"] = described["truncation"] = None
    whole = WordPieces(described)
    counts: Counter[int] = Counter()
    for text in texts:
        counts.update(whole.encode_batch([text])[0].ids)
    vocabulary: dict[str, int] = described["model"]["vocab"]
    needed = [n for piece, n in vocabulary.items() if piece in SPECIAL or len(piece.removeprefix("##")) == 1]
    often = [n for n, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]
    kept = sorted(dict.fromkeys([*needed, *often][: max(size, len(needed))]))
    new = {old: number for number, old in enumerate(kept)}
    described["model"]["vocab"] = {
        piece: new[old] for piece, old in sorted(vocabulary.items(), key=lambda each: each[1]) if old in new
    }
    for added in described.get("added_tokens", ()):
        added["id"] = described["model"]["vocab"][added["content"]]
    described["post_processor"] = None
    return described, kept
