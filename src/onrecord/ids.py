"""Ids minted from content: the same input gives the same id on every machine, in every order, at any time.

An id is a letter for the noun and twelve hexadecimal digits of a SHA-256 over the parts that make the thing what it is,
written as canonical JSON. Nothing else goes in: no clock, no counter, no path.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Literal

__all__ = ["Noun", "Part", "digest_bytes", "digest_words", "mint"]

Noun = Literal["report", "statement", "person", "utterance", "story", "fact", "citation", "copy", "record"]

Part = str | int | None | Sequence["Part"]

_LETTERS: dict[Noun, str] = {
    "report": "r",
    "statement": "s",
    "person": "p",
    "utterance": "u",
    "story": "y",
    "fact": "f",
    "citation": "c",
    "copy": "k",
    "record": "d",
}


def mint(noun: Noun, *parts: Part) -> str:
    """The id of the thing that these parts make up.

    >>> mint("report", "The Harbour Post", "https://harbourpost.example/1")
    'r-0938b00ced36'
    """
    canonical = json.dumps([noun, *parts], ensure_ascii=True, separators=(",", ":"))
    return f"{_LETTERS[noun]}-{hashlib.sha256(canonical.encode('ascii')).hexdigest()[:12]}"


def digest_bytes(data: bytes) -> str:
    """The SHA-256 of a file's or page's bytes, as ``sha256:`` and 64 hexadecimal digits."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def digest_words(words: str) -> str:
    """The SHA-256 of a text's words, encoded as UTF-8."""
    return digest_bytes(words.encode("utf-8"))
