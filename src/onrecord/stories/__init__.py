"""Reports in, what they share out: copies of one another's narration (and later, which of them tell one story)."""

from __future__ import annotations

from onrecord.stories.copies import find_copies

__all__ = ["find_copies"]
