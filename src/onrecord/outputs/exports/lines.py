"""Accounts as JSON Lines: one line a statement, every passage pinned; `schema` describes a line as JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from onrecord.datamodel import ACTS, Account
from onrecord.outputs.exports.rows import pin_of

__all__ = ["LINE_FORMAT", "describe", "schema", "write"]

LINE_FORMAT = "onrecord-statement/1"


def describe(account: Account) -> Iterable[dict[str, Any]]:
    """The lines of an account as dictionaries, every key always there."""
    report = account.report
    head = {
        "format": LINE_FORMAT,
        "report": report.id,
        "outlet": report.outlet,
        "published": report.published,
        "url": report.url,
        "headline": report.headline,
        "digest": report.text.id,
        "story": account.story,
    }
    for statement, people, utterances in zip(account.statements, account.people, account.utterances, strict=True):
        said = statement.interpretation
        yield {
            **head,
            "statement": statement.id,
            "parent": statement.parent,
            "speaker": said.speaker,
            "resolved": said.resolved,
            "candidates": list(said.candidates),
            "people": [{"id": person.id, "name": person.name} for person in people],
            "for": said.on_behalf_of,
            "kind": said.kind,
            "act": said.act,
            "negated": said.negated,
            "about": said.about,
            "mode": said.mode,
            "manner": said.manner,
            "content": [pin_of(passage) for passage in statement.content],
            "source": [pin_of(passage) for passage in statement.source],
            "cue": [pin_of(passage) for passage in statement.cue],
            "condition": [pin_of(passage) for passage in said.condition],
            "via": [{"name": via.name, **pin_of(via.passage)} for via in said.via],
            "utterances": [{"id": u.id, "origins": {"lower": u.origins.lower, "upper": u.origins.upper}} for u in utterances],
            "score": said.score,
            "why": said.why,
        }


def write(accounts: Iterable[Account], path: Path) -> int:
    """Write the lines; returns their number."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for account in accounts:
            for line in describe(account):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                count += 1
    return count


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a line."""
    text, maybe = {"type": "string"}, {"type": ["string", "null"]}
    pin = {
        "type": "object",
        "required": ["span", "exact", "prefix", "suffix"],
        "properties": {
            "span": {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2},
            "exact": {"type": "string", "minLength": 1},
            "prefix": text,
            "suffix": text,
            "name": text,
        },
        "additionalProperties": False,
    }
    pins = {"type": "array", "items": pin}
    properties: dict[str, Any] = {
        "format": {"const": LINE_FORMAT},
        **dict.fromkeys(("report", "digest", "statement", "why"), text),
        **dict.fromkeys(("outlet", "published", "url", "headline", "story", "parent", "speaker", "for", "about"), maybe),
        "resolved": {"enum": ["yes", "ambiguous", "no", "none", "author"]},
        "candidates": {"type": "array", "items": text},
        "people": {"type": "array", "items": {"type": "object", "required": ["id", "name"]}},
        "kind": {"enum": ["person", "organisation", "group", "document", "unnamed", "author", "none"]},
        "act": {"enum": list(ACTS)},
        "negated": {"type": "boolean"},
        "mode": {"enum": ["speech", "writing", "thought", "event"]},
        "manner": {"enum": ["direct", "indirect", "mixed"]},
        "content": {**pins, "minItems": 1},
        **dict.fromkeys(("source", "cue", "condition", "via"), pins),
        "utterances": {"type": "array", "items": {"type": "object", "required": ["id", "origins"]}},
        "score": {"type": "number", "minimum": 0, "maximum": 1},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A statement of onrecord, one line of the jsonl export",
        "type": "object",
        "required": sorted(properties),
        "properties": properties,
        "additionalProperties": False,
    }
