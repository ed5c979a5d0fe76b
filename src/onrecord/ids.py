"""Ids minted from content: the same input gives the same id on every machine, in every order, at any time.

An id is a letter for the noun and twelve hexadecimal digits of a SHA-256 over the parts that make the thing what it is,
written as canonical JSON. Nothing else goes in: no clock, no counter, no path.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Literal

__all__ = [
    "Noun",
    "Part",
    "citation_id",
    "copy_id",
    "digest_bytes",
    "digest_words",
    "fact_id",
    "link_id",
    "mint",
    "person_id",
    "quotation_id",
    "rendering_id",
    "report_id",
    "statement_id",
    "utterance_id",
]

Noun = Literal[
    "report",
    "statement",
    "person",
    "utterance",
    "story",
    "fact",
    "citation",
    "copy",
    "quotation",
    "link",
    "rendering",
    "record",
]

Part = str | int | None | Sequence["Part"]
Pair = Sequence[int]
"""A span as two numbers."""

_LETTERS: dict[Noun, str] = {
    "report": "r",
    "statement": "s",
    "person": "p",
    "utterance": "u",
    "story": "y",
    "fact": "f",
    "citation": "c",
    "copy": "k",
    "quotation": "q",
    "link": "l",
    "rendering": "n",
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


def report_id(*, outlet: str | None, url: str | None, title: str | None, text_id: str) -> str:
    """A report is its outlet and url; without a url its outlet, title and words."""
    return mint("report", outlet, url) if url is not None else mint("report", outlet, title, text_id)


def statement_id(text_id: str, *, content: Sequence[Pair], cue: Sequence[Pair], source: Sequence[Pair]) -> str:
    """A statement is its passages: the text's digest and the spans of content, cue and source."""
    return mint("statement", text_id, content, cue, source)


def person_id(*, kind: str, name: str) -> str:
    """A person of a record is a kind of speaker and the fullest name."""
    return mint("person", kind, name)


def utterance_id(tellings: Iterable[tuple[str, str, Sequence[Pair]]]) -> str:
    """An utterance is its tellings: report, statement and spans of each."""
    return mint("utterance", *tellings)


def link_id(kind: str, tellings: Iterable[tuple[str, str, Sequence[Pair]]]) -> str:
    """A link is its kind and its tellings."""
    return mint("link", kind, *tellings)


def fact_id(*, kind: str, verdict: str, values: Iterable[tuple[str, Pair, str]]) -> str:
    """A fact is its kind, its verdict and its details: report, span and value of each."""
    return mint("fact", kind, verdict, *values)


def citation_id(*, report: str, span: Pair, cites: str) -> str:
    """A citation is the passage that names an origin, and the name."""
    return mint("citation", report, span, cites)


def copy_id(*, reports: Sequence[str], a: Pair, b: Pair) -> str:
    """A copy is its two passages."""
    return mint("copy", reports, a, b)


def quotation_id(*, reports: Sequence[str], a: Pair, b: Pair) -> str:
    """A shared quotation is its two passages."""
    return mint("quotation", reports, a, b)


def rendering_id(*, report: str, content: Sequence[Pair], source: str | None, original: Sequence[Pair]) -> str:
    """A rendering is a report's passages and those of the source that they stand for."""
    return mint("rendering", report, content, source, original)
