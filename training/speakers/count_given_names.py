"""Reports in, `statements/given_names.tsv` out: of how many people of a given name reports spoke as "he", of how many as "she".

    python -m training.speakers.count_given_names ../shared/data/polnear/train.jsonl ../shared/data/articles/2018-2019.jsonl.gz

A person (given and last name) counts once, for the pronoun that most reports give; names borne by one such person are left out
unless several reports agree. No last name is kept.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from onrecord.statements.mentions import find_names
from onrecord.statements.prose import read_prose

MOST = 12000
"""Reports read in all, and how many characters of each."""
LONGEST = 12_000
FIRM = 3
"""In how many reports somebody counts at most: once misread weighs less than three times the same."""
TABLE = Path(__file__).parents[2] / "src" / "onrecord" / "statements" / "given_names.tsv"


def read_texts(paths: list[Path]) -> Iterator[str]:
    """The texts of JSONL files, packed or not."""
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["text"]


def count(texts: Iterator[str]) -> dict[tuple[str, str], Counter[str]]:
    """By given and last name how many reports have "he" and how many "she"."""
    people: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for text in texts:
        for bearer in find_names(read_prose(text[:LONGEST])).bearers:
            words = bearer.name.split()
            if bearer.nature == "person" and bearer.gender and len(words) > 1 and len(words[0]) > 2 and words[0].isalpha():
                people[words[0].lower(), words[-1].lower()][bearer.gender] += 1
    return people


def tabulate(people: dict[tuple[str, str], Counter[str]]) -> str:
    """The table: given name, people who are "he", people who are "she"."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    reports: Counter[str] = Counter()
    for (given, _), genders in people.items():
        (gender, most), *_ = genders.most_common(1)
        if most * 2 > genders.total():
            names[given][gender] += min(most, FIRM)
            reports[given] += genders.total()
    kept = sorted(name for name in names if reports[name] >= 2)
    head = f"# given name, people who are he, people who are she; counted by training/speakers/{Path(__file__).name}\n"
    return head + "".join(f"{name}\t{names[name]['he']}\t{names[name]['she']}\n" for name in kept)


if __name__ == "__main__":
    TABLE.write_text(tabulate(count(islice(read_texts([Path(name) for name in sys.argv[1:]]), MOST))), encoding="utf-8")
