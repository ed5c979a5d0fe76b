"""News articles in, ``rarity.tsv`` out: in how many of them each term stands. Counts only, and no term of fewer than four.

python -m training.stories.rarity ../shared/data/articles/2018-2019.jsonl.gz --out src/onrecord/stories/rarity.tsv
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path

from onrecord.stories.profiles import find_terms

LEAST = 4


def main(arguments: list[str] | None = None) -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args(arguments)
    counts: Counter[str] = Counter()
    articles = 0
    with gzip.open(a.articles, "rt", encoding="utf-8") as lines:
        for line in lines:
            articles += 1
            counts.update(set(find_terms(json.loads(line)["text"])))
    rows = sorted((term, count) for term, count in counts.items() if count >= LEAST)
    a.out.write_text("".join([f"{articles}\n", *(f"{term}\t{count}\n" for term, count in rows)]), encoding="utf-8")


if __name__ == "__main__":
    main()
