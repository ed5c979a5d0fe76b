"""Any reader on an annotated file -> a file of attributions in the form that the project's scorers read.

python -m training.attribution.evaluate (CHECKPOINT | FOLDER) --calibration C.json --base FOLDER
    --data GOLD.jsonl --out SYSTEM.jsonl [--held-out]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from onrecord.statements.learned import ShippedReader, choose, find_drafts, find_with

from .calibrate import as_item
from .corpus import held_out, read_corpus
from .predict import open_reader


def main(arguments: list[str] | None = None) -> None:
    """Write what the checkpoint finds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--calibration", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--held-out", action="store_true", help="only the articles that training keeps apart")
    a = parser.parse_args(arguments)
    reader = open_reader(a.checkpoint, a.base)
    weights = json.loads(a.calibration.read_text())
    with a.out.open("w", encoding="utf-8") as out:
        for row in read_corpus(a.data):
            if a.held_out and not held_out(row["id"]):
                continue
            if isinstance(reader, ShippedReader):
                found = find_with(row["text"], reader)
            else:
                found = choose(find_drafts(row["text"], reader), weights, floor=weights["floor"], why="checkpoint")
            items = [{**as_item(x), "score": x.score, "parent": x.parent} for x in found]
            out.write(json.dumps({"id": row["id"], "attributions": items}) + "\n")


if __name__ == "__main__":
    main()
