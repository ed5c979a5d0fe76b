"""Accounts as the JSON of BBC Citron, and back: a line a report with its text and its quotes.

A quote is one cue, sources and contents, each with start, end and text (https://github.com/bbc/citron, data format). Beside
them stand the keys of ours that a reader of that format passes over. `read` takes Citron's own files as well: one object, a
list of them, or a line each.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from onrecord.datamodel import Account, Capture, Derivation, Interpretation, Passage, Report, Statement, Text
from onrecord.errors import UnreadableRecord
from onrecord.ids import digest_bytes
from onrecord.spans import Span
from onrecord.statements.marks import find_quotations

__all__ = ["read", "write"]


def write(accounts: Iterable[Account], path: Path) -> int:
    """Write a line for each report; returns the number of quotes."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for account in accounts:
            report = account.report
            line = {
                "source": report.name,
                "text": report.text.words,
                "quotes": [_quote(statement) for statement in account.statements],
                "report": report.id,
                "outlet": report.outlet,
                "published": report.published,
                "url": report.url,
                "title": report.title,
                "digest": report.text.id,
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += len(account.statements)
    return count


def _quote(statement: Statement) -> dict[str, Any]:
    said = statement.interpretation
    cues = [_part(passage) for passage in statement.cue]
    return {
        "cue": cues[0] if cues else None,
        "sources": [_part(passage) for passage in statement.source],
        "contents": [_part(passage) for passage in statement.content],
        "confidence": said.score,
        **({"cues": cues} if len(cues) > 1 else {}),
        "statement": statement.id,
        "speaker": said.speaker,
        "act": said.act,
    }


def _part(p: Passage) -> dict[str, Any]:
    return {"start": p.span.start, "end": p.span.end, "text": p.exact, "prefix": p.prefix, "suffix": p.suffix}


def read(path: Path) -> Iterator[tuple[Report, tuple[Statement, ...]]]:
    """The reports of a file in Citron's format with their quotes as statements, whose speakers are not resolved.

    Raises `UnreadableRecord` where the file is of another format, or a part's text does not stand where the file says.
    """
    for number, row in enumerate(_rows(path), start=1):
        try:
            words = row["text"]
            capture = Capture(digest_bytes(words.encode("utf-8")), len(words.encode("utf-8")), "json")
            known = {key: row.get(key) for key in ("outlet", "published", "url", "title")}
            report = Report(name=str(row.get("source") or number), text=Text(words), capture=capture, **known)
            yield report, tuple(_statement(report.text, quote) for quote in row["quotes"] if quote["contents"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            what = f"the key {error} is missing" if isinstance(error, KeyError) else str(error)
            raise UnreadableRecord(f"{path}, entry {number}: not Citron's format ({what})") from error


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    words = path.read_text(encoding="utf-8")
    try:
        whole = json.loads(words)
    except ValueError:
        try:
            yield from (json.loads(line) for line in words.splitlines() if line.strip())
        except ValueError as error:
            raise UnreadableRecord(f"{path} is not JSON ({error})") from error
        return
    yield from whole if isinstance(whole, list) else [whole]


def _statement(text: Text, quote: dict[str, Any]) -> Statement:
    def passages(parts: Iterable[dict[str, Any]]) -> tuple[Passage, ...]:
        found = []
        for part in parts:
            passage = Passage(text, Span(part["start"], part["end"]))
            if part.get("text", passage.exact) != passage.exact:
                raise ValueError(f"{part['text'][:40]!r} does not stand at {list(passage.span)}")
            found.append(passage)
        return tuple(found)

    content = passages(quote["contents"])
    marked = [q.span for q in find_quotations(text.words)]
    inside = sum(any(span.holds(passage.span) for span in marked) for passage in content)
    cues = quote.get("cues") or ([quote["cue"]] if quote.get("cue") else [])
    return Statement(
        content=content,
        cue=passages(cues),
        source=passages(quote.get("sources") or ()),
        interpretation=Interpretation(
            speaker=None,
            resolved="no",
            kind="unnamed",
            manner="direct" if inside == len(content) else "mixed" if inside else "indirect",
            score=float(quote.get("confidence") or 0.0),
            why="read from a file in Citron's format",
            derivation=Derivation("citron", "file"),
        ),
    )
