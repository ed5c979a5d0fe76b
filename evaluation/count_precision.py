"""PolNeAR's training part in, ``counts.tsv`` out: how often each cue and form of the rules is right there.

A find is right where the scorer pairs it with a gold attribution at content and source Jaccard 0.5. Only
counts leave this script, no words of the articles but the lemmas of the rules' own lexicon. ``--hold-out N`` leaves every N-th
article out, to measure on it.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from pathlib import Path

from evaluation.doors import find_shared, load_tool, read_lines
from onrecord.statements.rules import find_all

REPOSITORY = Path(__file__).resolve().parents[1]
TARGET = REPOSITORY / "src" / "onrecord" / "statements" / "counts.tsv"


def count_precision(articles: list[dict[str, object]], shared: Path) -> dict[tuple[str, str, str], tuple[int, int]]:
    """(lemma, form, flags) to (right, all)."""
    scorer = load_tool("score_attributions", shared)
    right: Counter[tuple[str, str, str]] = Counter()
    seen: Counter[tuple[str, str, str]] = Counter()
    tool = load_tool("damage", shared)
    # Speech without marks behind a comma is too rare in edited text to be counted there; it is what is left of a quotation that
    # has lost its marks, so its forms are counted on copies that have.
    bare = [(True, tool.damage("marks-lost", article)) for article in articles]
    for stripped, article in [(False, article) for article in articles] + bare:
        document = scorer.Doc(article["text"])
        finds = find_all(str(article["text"]))
        rows = [{"source": f.source, "cue": f.cue, "content": f.content} for f in finds]
        kept = [i for i, row in enumerate(rows) if document.tokens(row["content"])]
        gold = scorer.prepare(document, article["attributions"], False)
        system = scorer.prepare(document, [rows[i] for i in kept], True)
        good = {j for i, j in scorer.match(gold, system) if scorer.source_half(gold[i], system[j])}
        for j, i in enumerate(kept):
            find = finds[i]
            if find.form.startswith("comma") != stripped:
                continue
            key = (
                find.lemma,
                find.form,
                ("s" if find.shared else "") + ("i" if find.inside else "") + ("" if find.source else "n"),
            )
            seen[key] += 1
            right[key] += j in good
    return {key: (right[key], seen[key]) for key in sorted(seen)}


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hold-out", type=int, default=0)
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args()
    shared = find_shared(REPOSITORY, os.environ)
    if shared is None:
        raise SystemExit("the labelled material is not beside the repository; set ONRECORD_SHARED to its folder")
    articles = read_lines(shared / "data" / "polnear" / "train.jsonl")
    if options.hold_out:
        articles = [article for number, article in enumerate(articles) if number % options.hold_out]
    lines = [
        f"{lemma}\t{form}\t{flags or '-'}\t{right}\t{count}\n"
        for (lemma, form, flags), (right, count) in count_precision(articles, shared).items()
    ]
    options.out.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
