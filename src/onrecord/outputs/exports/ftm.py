"""Accounts as FollowTheMoney entities, a line each: articles, speakers, and what ties them.

A statement whose speaker is known is a ``Documentation`` of that speaker by the article, any other a ``Note`` on the article.
The model has no place for offsets: the span is written as a text fragment (RFC 5147) in ``recordId``, the pin as JSON in
``description``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from onrecord.datamodel import Account, Statement
from onrecord.outputs.exports.rows import pin_of, words_of_parts

__all__ = ["write"]

_SCHEMATA = {"person": "Person", "organisation": "Organization", "group": "LegalEntity"}


def write(accounts: Iterable[Account], path: Path) -> int:
    """Write the entities; returns the number of statements. Raises `ImportError` where followthemoney is not installed."""
    from followthemoney import model

    count = 0
    known: set[str] = set()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for account in accounts:
            for schema, key, properties in _entities(account, known):
                entity = model.make_entity(schema)
                entity.id = key
                for name, values in properties.items():
                    for value in values:
                        if value:
                            entity.add(name, value, cleaned=name in ("description", "summary", "recordId"))
                file.write(json.dumps(entity.to_dict(), ensure_ascii=False, sort_keys=True) + "\n")
            count += len(account.statements)
    return count


def _entities(account: Account, known: set[str]) -> Iterator[tuple[str, str, dict[str, list[Any]]]]:
    report = account.report
    article = f"article-{report.text.id[7:31]}"
    yield (
        "Article",
        article,
        {
            "title": [report.headline or report.name],
            "publisher": [report.outlet],
            "publishedAt": [report.published],
            "sourceUrl": [report.url],
            "author": [report.byline],
        },
    )
    for statement, people in zip(account.statements, account.people, strict=True):
        for person in people:
            if person.id not in known:
                known.add(person.id)
                yield _SCHEMATA.get(person.kind, "LegalEntity"), person.id, {"name": [person.name]}
        pins: dict[str, list[Any]] = {
            "summary": [words_of_parts(statement.content)],
            "description": [_pins(account, statement)],
            "publisher": [report.outlet],
            "sourceUrl": [report.url],
        }
        if people:
            edge: dict[str, list[Any]] = {
                "document": [article],
                "entity": [person.id for person in people],
                "role": [statement.interpretation.act],
                "date": [report.published],
                "recordId": [f"{report.text.id}#char={statement.content[0].span.start},{statement.content[-1].span.end}"],
            }
            yield "Documentation", f"{article}-{statement.id}", pins | edge
        else:
            yield "Note", f"{article}-{statement.id}", pins | {"entity": [article]}


def _pins(account: Account, statement: Statement) -> str:
    row = {"report": account.report.id, "digest": account.report.text.id, "pins": [pin_of(p) for p in statement.content]}
    return json.dumps(row, ensure_ascii=False)
