"""Pieces that can be made again: joined into one stream, given for their own basis alone, and gone with a report."""

from __future__ import annotations

import gzip
from contextlib import closing
from pathlib import Path

import pytest

from onrecord.stores.beside import Beside, beside_of, empty_beside, join_pieces, pack_piece


@pytest.mark.parametrize("parts", [[], [b""], [b"one"], [b"one", b"", b"two" * 40_000, bytes(range(256)) * 30, b"\0" * 999]])
def test_joined_pieces_are_one_gzip_stream(parts: list[bytes]) -> None:
    assert gzip.decompress(join_pieces([pack_piece(part) for part in parts])) == b"".join(parts)


def test_a_piece_is_given_for_the_basis_that_it_was_made_from(tmp_path: Path) -> None:
    with closing(Beside(tmp_path / "a.made")) as beside:
        beside.put("one", "then", {"head": pack_piece(b"old")})
        beside.put("one", "now", {"head": pack_piece(b"new"), "pane A": pack_piece(b"a"), "pane B": pack_piece(b"b")})
        assert beside.get("one", "then", "*") == {}
        assert [piece.whole() for piece in beside.get("one", "now", "pane *").values()] == [b"a", b"b"]


def test_what_cannot_be_read_or_written_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "a.made"
    path.write_bytes(b"no database" * 1_000)
    with closing(Beside(path)) as beside:
        beside.put("one", "now", {"head": pack_piece(b"x")})
        assert beside.get("one", "now", "head") == {}


def test_no_word_is_left_when_it_is_emptied(tmp_path: Path) -> None:
    place = str(tmp_path / "a.db")
    path = beside_of(place)
    assert path is not None
    assert beside_of("postgresql://desk/archive") is None
    secret = bytes(range(256)) * 8
    with closing(Beside(path)) as beside:
        beside.put("one", "now", {"head": pack_piece(secret, level=0)})
    empty_beside(place)
    for file in tmp_path.glob("a.db.made*"):
        assert secret[:200] not in file.read_bytes()
