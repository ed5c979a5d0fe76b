"""Accounts as schema.org JSON-LD: a NewsArticle for each report, a Quotation for each direct statement, a Claim for each other.

Every term of schema.org is under one vocabulary, given in the file itself: reading it fetches nothing. Pins have terms of ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from onrecord.datamodel import Account, Statement
from onrecord.outputs.exports.annotations import address_of
from onrecord.outputs.exports.rows import pin_of, words_of_parts

__all__ = ["CONTEXT", "write"]

CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    **{
        name: f"urn:onrecord:term:{name}" for name in ("pins", "exact", "prefix", "suffix", "report", "digest", "act", "manner")
    },
    "span": {"@id": "urn:onrecord:term:span", "@container": "@list"},
    "isPartOf": {"@type": "@id"},
    "appearance": {"@type": "@id"},
}
_TYPES = {"person": "Person", "organisation": "Organization", "group": "Organization"}


def write(accounts: Iterable[Account], path: Path) -> int:
    """Write the graph; returns the number of quotations and claims."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{"@context": {json.dumps(CONTEXT)},\n"@graph": [')
        first = True
        for account in accounts:
            for node in _nodes(account):
                file.write(("" if first else ",") + "\n" + json.dumps(node, ensure_ascii=False))
                first = False
            count += len(account.statements)
        file.write("\n]}\n")
    return count


def _nodes(account: Account) -> Iterator[dict[str, Any]]:
    report = account.report
    article: dict[str, Any] = {"@id": address_of(report), "@type": "NewsArticle", "identifier": report.id}
    known = {
        "headline": report.headline,
        "datePublished": report.published,
        "url": report.url,
        "publisher": report.outlet and {"@type": "NewsMediaOrganization", "name": report.outlet},
        "author": report.byline and {"@type": "Person", "name": report.byline},
    }
    yield article | {key: value for key, value in known.items() if value}
    for statement, people in zip(account.statements, account.people, strict=True):
        said = statement.interpretation
        names = [(person.name, person.kind) for person in people]
        if not names and said.speaker is not None and said.resolved == "yes":
            names = [(said.speaker, said.kind)]
        speakers = [{"@type": _TYPES.get(kind, "Thing"), "name": name} for name, kind in names]
        yield _said(account, statement, speakers)


def _said(account: Account, statement: Statement, speakers: list[dict[str, Any]]) -> dict[str, Any]:
    report, said = account.report, statement.interpretation
    node: dict[str, Any] = {
        "@id": f"urn:onrecord:{report.text.id}:{statement.id}",
        "text": words_of_parts(statement.content),
        "report": report.id,
        "digest": report.text.id,
        "act": said.act,
        "manner": said.manner,
        "pins": [pin_of(passage) for passage in statement.content],
    }
    if said.manner == "direct":
        node |= {"@type": "Quotation", "isPartOf": address_of(report)}
        return node | ({"spokenByCharacter": speakers} if speakers else {})
    node |= {"@type": "Claim", "appearance": address_of(report)}
    return node | ({"author": speakers} if speakers else {})
