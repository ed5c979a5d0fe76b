"""The sentence encoder: a text's vector is its own whatever its company, and near that of the published network."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.models.sentences import DIMENSIONS, embed

TEXTS = (
    "Mayor Ilse Marn offers to resign if the harbour stays open.",
    "The mayor of Torvik says she would step down in exchange for an open harbour.",
    "Mayor Ilse Marn will not resign, whatever becomes of the harbour.",
    "Shares of Oru Shipping fell by 4.5 percent on Tuesday.",
    "A fire in the old mill of Sund killed two people at night, police said.",
)
PUBLISHED = ((0, 1, 0.531), (0, 2, 0.876), (1, 2, 0.472), (0, 3, 0.101), (1, 4, 0.078), (3, 4, 0.012))
"""Cosines that the published network gives in float32."""


def test_a_text_has_the_same_vector_alone_and_in_any_company():
    together = embed(TEXTS)
    for n, text in enumerate(TEXTS):
        assert embed([text])[0].tobytes() == together[n].tobytes()
    assert embed(TEXTS[::-1])[::-1].tobytes() == together.tobytes()


def test_vectors_are_rows_of_length_one():
    rows = embed(TEXTS)
    assert rows.shape == (len(TEXTS), DIMENSIONS)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)
    assert embed([]).shape == (0, DIMENSIONS)


def test_a_text_without_words_and_a_very_long_one_have_vectors_too():
    rows = embed(["", "harbour " * 5000, "harbour " * 254])
    assert np.isfinite(rows).all()
    assert rows[1].tobytes() == rows[2].tobytes()


@pytest.mark.parametrize("one, other, cosine", PUBLISHED)
def test_cosines_are_near_those_of_the_published_network(one, other, cosine):
    rows = embed(TEXTS)
    assert float(rows[one] @ rows[other]) == pytest.approx(cosine, abs=0.04)
