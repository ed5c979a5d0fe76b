"""A finder and annotated articles in, its figures out: run over PolNeAR's dev part and scored by the shared scorer.

The material and the scorer are kept beside the repository (``../shared``, or where ``ONRECORD_SHARED`` says). Run by hand, this
prints the figures: ``python -m evaluation.attributions [--damage KIND] [--gold FILE]``.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypedDict

from evaluation.doors import find_shared, load_tool, read_lines
from onrecord.spans import Span
from onrecord.statements.attribution import Finder
from onrecord.statements.rules import find_attributions

__all__ = ["Figure", "as_rows", "score_finder", "write_rows"]

REPOSITORY = Path(__file__).resolve().parent.parent
SHOWN = (
    "content exact",
    "content overlap",
    "relation any",
    "relation half",
    "quoted: content overlap",
    "quoted: relation half",
    "pure: relation half",
    "indirect: content overlap",
    "indirect: relation half",
    "tokens source",
    "tokens cue",
    "tokens content",
)


class Figure(TypedDict):
    """One measure: precision, recall, F1 (None where nothing was there to count) and how many stand behind it."""

    p: float | None
    r: float | None
    f: float | None
    gold: int
    system: int


Row = dict[str, object]


def as_rows(articles: Iterable[dict[str, object]], finder: Finder) -> list[Row]:
    """What the finder gives for each article, in the scorer's form."""

    def pairs(spans: Sequence[Span]) -> list[list[int]]:
        return [list(span) for span in spans]

    return [
        {
            "doc": article["id"],
            "attributions": [
                {"source": pairs(found.source), "cue": pairs(found.cue), "content": pairs(found.content), "score": found.score}
                for found in finder(str(article["text"]))
            ],
        }
        for article in articles
    ]


def write_rows(rows: Iterable[Row], path: Path) -> None:
    """The rows as JSONL, for the scorer's own command line."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def score_finder(
    finder: Finder,
    articles: Sequence[dict[str, object]],
    *,
    shared: Path,
    damage: str | None = None,
    floor: float = 0.0,
) -> dict[str, Figure]:
    """The scorer's figures for a finder over annotated articles, damaged first where a kind of damage is named."""
    scorer = load_tool("score_attributions", shared)
    if damage is not None:
        tool = load_tool("damage", shared)
        articles = [tool.damage(damage, article) for article in articles]
    gold = [{"doc": article["id"], "attributions": article["attributions"]} for article in articles]
    texts = {article["id"]: article["text"] for article in articles}

    def sure(words: str) -> tuple[object, ...]:
        return tuple(found for found in finder(words) if found.score >= floor)

    figures: dict[str, Figure] = scorer.score(texts, gold, as_rows(articles, sure))  # type: ignore[arg-type]
    return figures


def main() -> None:
    """Print the figures of the rule-based finder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--damage")
    parser.add_argument("--floor", type=float, default=0.0)
    parser.add_argument("--out", type=Path, help="write what the finder gives as JSONL")
    options = parser.parse_args()
    shared = find_shared(REPOSITORY, os.environ)
    if shared is None:
        raise SystemExit("the labelled material is not beside the repository; set ONRECORD_SHARED to its folder")
    articles = read_lines(options.gold or shared / "data" / "polnear" / "dev.jsonl")
    if options.out is not None:
        write_rows(as_rows(articles, find_attributions), options.out)
    figures = score_finder(find_attributions, articles, shared=shared, damage=options.damage, floor=options.floor)
    for name in SHOWN:
        figure = figures[name]
        shown = "  ".join("   –" if (value := figure[part]) is None else f"{100 * value:4.1f}" for part in ("p", "r", "f"))
        print(f"{name:28} {shown}   gold {figure['gold']:6d}  system {figure['system']:6d}")


if __name__ == "__main__":
    main()
