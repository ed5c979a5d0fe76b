"""Accounts as W3C Web Annotations (https://www.w3.org/TR/annotation-model/): an annotation a statement, in one JSON-LD file.

A target has both selectors: the position in Unicode code points, as the recommendation asks, and the quotation with what stands
around it. The terms are spelt out in a context of the file's own, so that reading it fetches nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from onrecord.datamodel import Account, Passage, Report, Statement

__all__ = ["CONTEXT", "address_of", "write"]

_OA = "http://www.w3.org/ns/oa#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_AS = "http://www.w3.org/ns/activitystreams#"
_NUMBER = "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"
CONTEXT: dict[str, Any] = {
    "oa": _OA,
    "id": "@id",
    "type": "@type",
    **{name: f"{_OA}{name}" for name in ("Annotation", "TextualBody", "SpecificResource")},
    **{name: f"{_OA}{name}" for name in ("TextPositionSelector", "TextQuoteSelector", "exact", "prefix", "suffix")},
    "AnnotationPage": f"{_AS}OrderedCollectionPage",
    "items": {"@id": f"{_AS}items", "@type": "@id", "@container": "@list"},
    "body": {"@id": f"{_OA}hasBody", "@type": "@id"},
    "target": {"@id": f"{_OA}hasTarget", "@type": "@id"},
    "source": {"@id": f"{_OA}hasSource", "@type": "@id"},
    "selector": {"@id": f"{_OA}hasSelector", "@type": "@id"},
    "motivation": {"@id": f"{_OA}motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": f"{_OA}hasPurpose", "@type": "@vocab"},
    **{name: f"{_OA}{name}" for name in ("identifying", "classifying", "describing", "tagging")},
    "start": {"@id": f"{_OA}start", "@type": _NUMBER},
    "end": {"@id": f"{_OA}end", "@type": _NUMBER},
    "value": f"{_RDF}value",
    "generator": {"@id": f"{_AS}generator", "@type": "@id"},
    **{name: f"urn:onrecord:term:{name}" for name in ("report", "outlet", "published", "digest")},
}
"""What the terms of the file mean: those of the recommendation's own context that are used, and four of ours."""


def address_of(report: Report) -> str:
    """The report's url, or a name of our own for one without (or with something else than a web address)."""
    url = report.url or ""
    return (
        url
        if url.startswith(("http://", "https://")) and not set(url) & set(' "<>\\^`{|}')
        else f"urn:onrecord:{report.text.id}"
    )


def write(accounts: Iterable[Account], path: Path) -> int:
    """Write the annotations; returns their number."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{"@context": {json.dumps(CONTEXT)},\n"type": "AnnotationPage",\n"items": [')
        for account in accounts:
            for statement in account.statements:
                file.write(
                    ("," if count else "") + "\n" + json.dumps(_annotation(account.report, statement), ensure_ascii=False)
                )
                count += 1
        file.write("\n]}\n")
    return count


def _annotation(report: Report, statement: Statement) -> dict[str, Any]:
    said = statement.interpretation
    bodies = [{"type": "TextualBody", "purpose": "classifying", "value": value} for value in (said.act, said.manner)]
    if said.speaker is not None and said.resolved == "yes":
        bodies.insert(0, {"type": "TextualBody", "purpose": "identifying", "value": said.speaker})
    targets = [_target(report, passage) for passage in statement.content]
    return {
        "id": f"urn:onrecord:{report.text.id}:{statement.id}",
        "type": "Annotation",
        "motivation": "identifying",
        "body": bodies,
        "target": targets,
    }


def _target(report: Report, passage: Passage) -> dict[str, Any]:
    return {
        "type": "SpecificResource",
        "source": address_of(report),
        "report": report.id,
        "outlet": report.outlet,
        "published": report.published,
        "digest": report.text.id,
        "selector": [
            {"type": "TextPositionSelector", "start": passage.span.start, "end": passage.span.end},
            {"type": "TextQuoteSelector", "exact": passage.exact, "prefix": passage.prefix, "suffix": passage.suffix},
        ],
    }
