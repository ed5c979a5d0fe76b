"""``docs/api.md`` is what the schema says."""

from __future__ import annotations

from pathlib import Path

from onrecord.web.reference import write_reference


def test_the_reference_is_current() -> None:
    kept = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    assert kept == write_reference(), "run `python -m onrecord.web.reference > docs/api.md`"
