"""Given names in, `people/short_names.tsv` out: which short forms a given name has ("bill" for "william").

    python -m training.people.short_names

The names are those counted in `statements/given_names.tsv`; what short forms they have is read from rigour (MIT; its lists of
nicknames), which is installed for this alone (`pip install rigour`) and never needed at run time. Kept are short forms that
two of the names share.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

ROOM = Path(__file__).parents[2] / "src" / "onrecord"


def short_forms(name: str) -> set[str]:
    """The marks of the short forms that rigour knows for a given name."""
    from rigour.names import NameTypeTag, analyze_names

    return {
        str(span.symbol.id).lower()
        for whole in analyze_names(NameTypeTag.PER, [f"{name} Xorvane"])
        for span in whole.spans
        if str(span.symbol.category).endswith("NICK")
    }


def main() -> None:
    """Write the table anew."""
    lines = (ROOM / "statements" / "given_names.tsv").read_text(encoding="utf-8").splitlines()
    names = [line.split("\t")[0] for line in lines if line and not line.startswith("#")]
    forms = {name: short_forms(name) for name in names}
    borne: dict[str, list[str]] = defaultdict(list)
    for name, marks in forms.items():
        for mark in marks:
            borne[mark].append(name)
    kept = {name: sorted(mark for mark in marks if len(borne[mark]) > 1) for name, marks in forms.items()}
    rows = [f"{name}\t{' '.join(marks)}\n" for name, marks in sorted(kept.items()) if marks]
    head = "# given name, its short forms (from rigour, MIT); written by training/people/short_names.py\n"
    (ROOM / "people" / "short_names.tsv").write_text(head + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
