from __future__ import annotations

from pathlib import Path

from tests.archive.killing import try_kills


def test_ten_kills_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    try_kills(tmp_path, kills=10, reports=12, seed=7)
