"""A statement in, a row of numbers out, and back: spans instead of words, so that an archive stays small.

All spans of a statement go into one string of variable-length numbers, each as the distance from the one before. The fields
that few statements have go into ``rest``, as JSON; its keys stand only where they differ from the ordinary.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from onrecord.datamodel import ACTS, Block, Derivation, Interpretation, Manner, Passage, Resolution, Statement, Text, Via
from onrecord.spans import Span

__all__ = [
    "ACT",
    "MANNER",
    "MANNERS",
    "RESOLUTIONS",
    "RESOLVED",
    "id_of",
    "key_of",
    "pack_blocks",
    "pack_statement",
    "unpack_blocks",
    "unpack_content",
    "unpack_statement",
]

MANNERS: tuple[Manner, ...] = Manner.__args__  # type: ignore[attr-defined]
RESOLUTIONS: tuple[Resolution, ...] = Resolution.__args__  # type: ignore[attr-defined]
MANNER = {manner: number for number, manner in enumerate(MANNERS)}
ACT = {act: number for number, act in enumerate(ACTS)}
RESOLVED = {resolved: number for number, resolved in enumerate(RESOLUTIONS)}

_ORDINARY = {"kind": "person", "mode": "speech", "negated": False, "on_behalf_of": None}


def key_of(statement_id: str) -> int:
    """The hexadecimal digits of an id as a number."""
    return int(statement_id.split("-", 1)[1], 16)


def id_of(key: int) -> str:
    """The id again."""
    return f"s-{key:012x}"


def pack_statement(statement: Statement, *, derivation: Derivation) -> dict[str, Any]:
    """The columns of a statement but for those that point to other rows; ``derivation`` is that of most of its reading."""
    said = statement.interpretation
    rest: dict[str, Any] = {key: getattr(said, key) for key, usual in _ORDINARY.items() if getattr(said, key) != usual}
    if said.candidates:
        rest["candidates"] = list(said.candidates)
    if said.via:
        rest["via"] = [via.name for via in said.via]
    if said.derivation != derivation:
        rest["made_by"] = [said.derivation.maker, said.derivation.version]
    groups = [
        statement.content,
        statement.cue,
        statement.source,
        said.condition,
        (said.mention,) if said.mention else (),
        tuple(via.passage for via in said.via),
    ]
    return {
        "key": key_of(statement.id),
        "manner": MANNER[said.manner],
        "act": ACT[said.act],
        "resolved": RESOLVED[said.resolved],
        "score": said.score,
        "spans": _pack_spans(groups),
        "rest": json.dumps(rest, ensure_ascii=False, separators=(",", ":")) if rest else None,
    }


def unpack_statement(
    row: Mapping[str, Any], text: Text, *, speaker: str | None, about: str | None, why: str, derivation: Derivation
) -> Statement:
    """The statement of a row; its parent is not known yet."""
    rest = json.loads(row["rest"]) if row["rest"] else {}
    content, cue, source, condition, mention, via = (
        tuple(Passage(text, span) for span in spans) for spans in _unpack_spans(row["spans"])
    )
    fields = {key: rest.get(key, usual) for key, usual in _ORDINARY.items()}
    return Statement(
        content=content,
        cue=cue,
        source=source,
        interpretation=Interpretation(
            speaker=speaker,
            resolved=RESOLUTIONS[row["resolved"]],
            manner=MANNERS[row["manner"]],
            score=row["score"],
            why=why,
            derivation=Derivation(*rest["made_by"]) if "made_by" in rest else derivation,
            mention=mention[0] if mention else None,
            candidates=tuple(rest.get("candidates", ())),
            act=ACTS[row["act"]],
            about=about,
            condition=condition,
            via=tuple(Via(name, passage) for name, passage in zip(rest.get("via", ()), via, strict=True)),
            **fields,
        ),
    )


def unpack_content(spans: bytes, text: Text) -> tuple[Passage, ...]:
    """The passages of a statement's content alone, of its packed spans."""
    return tuple(Passage(text, span) for span in next(_unpack_spans(spans)))


def pack_blocks(blocks: Sequence[Block]) -> str:
    """Blocks as JSON: kind, start and end of each."""
    return json.dumps([[b.kind, b.span.start, b.span.end] for b in blocks], separators=(",", ":"))


def unpack_blocks(packed: str) -> tuple[Block, ...]:
    """The blocks again."""
    return tuple(Block(kind, Span(start, end)) for kind, start, end in json.loads(packed))


def _pack_spans(groups: Sequence[Sequence[Passage]]) -> bytes:
    numbers: list[int] = []
    at = 0
    for group in groups:
        numbers.append(len(group))
        for passage in group:
            start, end = passage.span
            numbers += [_zigzag(start - at), end - start]
            at = start
    packed = bytearray()
    for number in numbers:
        while number > 127:
            packed.append(number & 127 | 128)
            number >>= 7
        packed.append(number)
    return bytes(packed)


def _unpack_spans(packed: bytes) -> Iterator[list[Span]]:
    numbers = _numbers(packed)
    at = 0
    for count in numbers:
        spans: list[Span] = []
        for _ in range(count):
            step, length = next(numbers), next(numbers)
            at += step >> 1 if step % 2 == 0 else -(step + 1 >> 1)
            spans.append(Span(at, at + length))
        yield spans


def _numbers(packed: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in packed:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield number
            number = shift = 0


def _zigzag(number: int) -> int:
    return 2 * number if number >= 0 else -2 * number - 1
