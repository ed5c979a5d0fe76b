"""A teacher and articles nobody has annotated -> articles with the teacher's attributions, for a student.

    python -m training.attribution.pseudo CHECKPOINT --calibration C.json --base FOLDER --articles
        A.jsonl[.gz] --count N --out PSEUDO.jsonl

The teacher is a checkpoint or a folder that ships. Each line is an article as the corpus has it, with `soft`: for
every piece that may be an anchor, its characters and the teacher's probability. The same command goes on where it
stopped. Articles are taken in the order of a hash of their text.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.statements.learned import OVERLAP, WINDOW, Reader, choose, find_drafts
from onrecord.statements.pieces import cut_pieces, cut_windows

from .calibrate import as_item
from .predict import open_reader


def untokenised(text: str) -> str:
    """An article that comes with blanks around its marks, as it was printed; every second one with blank lines."""
    text = re.sub(r"[^\S\n]+([.,;:!?)\u201d\u2019])", r"\1", text)
    text = re.sub(r"([\u201c\u2018(])[^\S\n]+", r"\1", text)
    text = re.sub(r"\u2019 (s|t|re|ve|ll|d|m)\b", "\u2019\\1", text)
    return text.replace("\n", "\n\n") if "\n\n" not in text and hashlib.sha256(text.encode()).digest()[1] % 2 else text


class Noting:
    """A reader that keeps the anchor logits of every window it reads."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.tokenizer, self.first, self.last, self.changes = reader.tokenizer, reader.first, reader.last, reader.changes
        self.noted: list[tuple[np.ndarray, np.ndarray]] = []

    def read(self, ids: Any, features: Any, atoms: Any, paragraphs: Any, own: Any) -> Any:
        """As `onrecord.statements.learned.Reader` asks, and noted."""
        logits, places, scores = self.reader.read(ids, features, atoms, paragraphs, own)
        self.noted.append((own, logits))
        return logits, places, scores


def main(arguments: list[str] | None = None) -> None:
    """Label articles."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--calibration", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args(arguments)
    opened = gzip.open if a.articles.suffix == ".gz" else open
    with opened(a.articles, "rt", encoding="utf-8") as lines:
        texts = [untokenised(json.loads(line)["text"]) for line in lines]
    texts = [text for text in texts if 1500 < len(text) < 9000]
    texts.sort(key=lambda text: hashlib.sha256(text.encode()).digest())
    reader = Noting(open_reader(a.checkpoint, a.base))
    weights = json.loads(a.calibration.read_text())
    done = sum(1 for _ in a.out.open(encoding="utf-8")) if a.out.exists() else 0
    with a.out.open("a", encoding="utf-8") as out:
        for n, text in enumerate(texts[done : a.count], done):
            reader.noted = []
            found = choose(find_drafts(text, reader), weights, floor=weights["floor"], why="teacher")
            pieces = cut_pieces(reader.tokenizer, text)
            soft = []
            for window, (own, logits) in zip(cut_windows(pieces, length=WINDOW, overlap=OVERLAP), reader.noted, strict=True):
                for place in np.flatnonzero(own & (logits > -4)):
                    i = window.start + int(place) - 1
                    soft.append([int(pieces.starts[i]), int(pieces.ends[i]), round(float(1 / (1 + np.exp(-logits[place]))), 3)])
            out.write(
                json.dumps(
                    {"id": f"more-{n}", "text": text, "attributions": [as_item(x) for x in found], "soft": soft},
                    ensure_ascii=False,
                )
                + "\n"
            )
            out.flush()


if __name__ == "__main__":
    main()
