"""Texts in, vectors out: the sentence encoder that ships with the package, one row of 384 numbers of length 1 for each text.

The encoder is all-MiniLM-L6-v2 made small (``sentences_v1/card.md``). What is hard is only that a vector may not depend on
the company in which a text comes: numbers are quantised by the largest of a run, so each text runs alone. The dot product of
two rows is their cosine: near 1 where the texts are about the same, near 0 where they are not. It does not tell a
statement from its denial.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.models.loader import Model, shipped_model

__all__ = ["DIMENSIONS", "MODEL", "embed", "embed_with"]

MODEL = "sentences_v1"
"""Names the bytes that made a vector: vectors of two models cannot be compared, so keep this name beside what you store."""
DIMENSIONS = 384


def embed(texts: Iterable[str]) -> NDArray[np.float32]:
    """A row for each text, in order; what stands beyond some 254 word pieces of a text (about 180 words) is not read.

    A text's row is the same to the bit, alone or among others, on one machine. Raises `UnusableModel` where the model's
    files are missing or damaged.

    >>> one, other, far = embed(["The dam burst at night.", "A dam has failed.", "Shares of the bank rose."])
    >>> bool(one @ other > one @ far)
    True
    """
    return embed_with(shipped_model(MODEL), list(texts))


def embed_with(model: Model, texts: Sequence[str]) -> NDArray[np.float32]:
    """The same with another model of this kind."""
    longest = model.manifest["network"]["longest"] - 2
    opening, closing = (model.tokenizer.token_to_id(piece) for piece in ("[CLS]", "[SEP]"))
    rows: list[Any] = []
    for text in texts:
        # Cutting pieces costs by the character: no piece that is read stands far beyond this.
        pieces = model.tokenizer.encode_batch([text[: 40 * longest]])[0].ids[:longest]
        rows.append(model.session.run(None, {"ids": np.array([[opening, *pieces, closing]], dtype=np.int64)})[0][0])
    return np.array(rows, dtype=np.float32).reshape(len(rows), DIMENSIONS)
