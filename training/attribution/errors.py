"""A finder on annotated articles -> how many of its errors are of which kind, the most frequent first.

    python -m training.attribution.errors FOLDER --data TRAIN.jsonl [--all]

Only the held-out articles are read, or with `--all` every one. An attribution of gold is right where one found shares at least
half of its content's and of its source's words (one to one, the likest first). Everything else is an error of one kind: what
the marks say (quoted, unmarked) and what went wrong.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path
from typing import Any

from onrecord.models.loader import load_model
from onrecord.statements.attribution import Attribution
from onrecord.statements.cues import lemma_of
from onrecord.statements.learned import TELLING, ShippedReader, find_with

from .calibrate import Words, as_item, half, matches, word_sets
from .corpus import held_out, read_corpus

_MARK = re.compile("[\"\u201c\u201d\u00ab\u00bb\u201e\u201f]|``|''")


def cue_kind(words: list[str]) -> str:
    """What the words of a cue are."""
    if not words:
        return "no cue"
    if lemma_of(words[-1].lower()) in TELLING:
        return "a plain verb of saying"
    return "cue of one word" if len(words) == 1 else "cue a phrase"


def part_kind(gold: frozenset[int], found: frozenset[int]) -> str:
    """How a stretch that is no match differs from gold's."""
    if gold < found:
        return "runs on"
    return "is a piece" if found < gold else "is another"


def errors_of(text: str, gold: list[dict[str, Any]], found: tuple[Attribution, ...]) -> Counter[str]:
    """The errors of one article, counted by kind; "right" counts what is none."""
    items = [as_item(each) for each in found]
    wanted, given = word_sets(text, gold), word_sets(text, items)
    paired = dict(matches(wanted, given))
    counts: Counter[str] = Counter()

    def marks(item: dict[str, Any]) -> str:
        return "quoted" if any(_MARK.search(text, max(0, s - 1), e + 1) for s, e in item["content"]) else "unmarked"

    def words(item: dict[str, Any], role: str) -> list[str]:
        return [word for s, e in item[role] for word in re.findall(r"\w+", text[s:e])]

    used = set(paired.values())
    for i, item in enumerate(gold):
        if i in paired:
            mine, theirs = wanted[i]["source"], given[paired[i]]["source"]
            if half(mine, theirs):
                counts["right"] += 1
            else:
                counts[f"{marks(item)}: source {_source(mine, theirs)}"] += 1
            continue
        near = _nearest(wanted[i], given, used)
        if near is None:
            counts[f"{marks(item)}: missed, {cue_kind(words(item, 'cue'))}"] += 1
        else:
            used.add(near)
            counts[f"{marks(item)}: content {part_kind(wanted[i]['content'], given[near]['content'])}"] += 1
    for j, item in enumerate(items):
        if j not in used:
            within = ", within a telling" if found[j].parent is not None else ""
            counts[f"{marks(item)}: found, not in gold, {cue_kind(words(item, 'cue'))}{within}"] += 1
    return counts


def _source(gold: frozenset[int], found: frozenset[int]) -> str:
    if not gold:
        return "given where gold has none"
    return part_kind(gold, found) if found else "left out"


def _nearest(gold: Words, given: list[Words], used: set[int]) -> int | None:
    """What was found on the same words and is nobody else's yet: the one with most in common."""
    shared = [(len(gold["content"] & each["content"]), -j) for j, each in enumerate(given) if j not in used]
    most = max(shared, default=(0, 0))
    return -most[1] if most[0] else None


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--all", action="store_true")
    a = parser.parse_args(arguments)
    reader = ShippedReader(load_model(a.folder))
    counts: Counter[str] = Counter()
    for row in read_corpus(a.data):
        if a.all or held_out(row["id"]):
            gold = [item for item in row["attributions"] if item["content"]]
            counts += errors_of(row["text"], gold, find_with(row["text"], reader))
    for kind, count in counts.most_common():
        print(f"{count:5} {kind}")


if __name__ == "__main__":
    main()
