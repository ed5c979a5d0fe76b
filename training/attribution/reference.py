"""What the trainer itself (float32) says of an invented text: the tests hold the shipped file against it without torch.

python -m training.attribution.reference CHECKPOINT --base FOLDER --text TEXT.txt --out REFERENCE.json
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from onrecord.statements.learned import find_drafts

from .predict import TorchReader


def main(arguments: list[str] | None = None) -> None:
    """Write the reference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args(arguments)
    words = a.text.read_text(encoding="utf-8")
    drafts = find_drafts(words, TorchReader(a.checkpoint, a.base))
    rows = [
        {
            **{role: [list(span) for span in getattr(x, role)] for role in ("content", "cue", "source")},
            "evidence": [round(v, 4) for v in x.evidence],
        }
        for x in drafts
    ]
    a.out.write_text(json.dumps(rows, indent=None) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
