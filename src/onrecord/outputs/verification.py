"""Verified quotations in; lines for a terminal or JSON out.

The lines give each quotation with its verdict, the reason, and the passages with their outlets and days. The JSON has every
passage pinned: report, span, words, and a little before and after them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from io import StringIO
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Line

from onrecord.datamodel import Passage
from onrecord.outputs.edition import spell_date
from onrecord.outputs.unseen import show_unseen
from onrecord.record.verifying import Finding, Standing, Verification

__all__ = ["list_verifications", "write_verifications"]

VERIFICATION_FORMAT = "onrecord-verification/1"
_STYLES: dict[Standing, str] = {
    "word for word": "bold green",
    "altered": "bold yellow",
    "somebody else's": "bold red",
    "outside marks": "bold yellow",
    "nowhere": "bold red",
    "too short": "dim",
}
_SHOWN = 4


def list_verifications(verifications: Sequence[Verification], *, width: int, colour: bool) -> str:
    """The quotations in the text's order, each with its verdict, the reason, and where it stands."""
    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        no_color=not colour,
    )
    for number, each in enumerate(verifications, start=1):
        console.print(Line.assemble((f"{number:>3} ", "dim"), (each.standing, _STYLES[each.standing]), f"  {_who(each)}"))
        console.print(Padding(Line(f"“{show_unseen(' '.join(each.words.split()))}”"), (0, 0, 0, 4)))
        console.print(Padding(Line(show_unseen(each.why), "dim"), (0, 0, 0, 4)))
        findings = [*each.found[:_SHOWN], *([each.nearest] if each.nearest is not None else [])]
        for finding in findings:
            console.print(Padding(_line(finding, nearest=finding is each.nearest), (0, 0, 0, 6)))
        if len(each.found) > _SHOWN:
            console.print(Padding(Line(f"and {len(each.found) - _SHOWN} more passages", "dim"), (0, 0, 0, 6)))
    counts = Counter(each.standing for each in verifications)
    told = " · ".join(f"{counts[standing]} {standing}" for standing in _STYLES if counts[standing])
    total = f"{len(verifications)} {'quotation' if len(verifications) == 1 else 'quotations'}"
    console.print(Line(f"{total}: {told}" if told else f"{total} in this text", "bold"))
    return out.getvalue().rstrip("\n")


def _who(each: Verification) -> str:
    return show_unseen(each.quoted.speaker) if each.quoted.speaker else "speaker not settled"


def _line(finding: Finding, *, nearest: bool) -> Line:
    where = show_unseen(finding.report.outlet or finding.report.name)
    marks = ("“", "”") if finding.marked else ("", "")
    words = show_unseen(" ".join(finding.words.split()))
    who = f"  {show_unseen(finding.speaker)}" if finding.speaker else ""
    line = Line.assemble(
        ("nearest: " if nearest else "", "dim"), (where, "bold"), (f", {spell_date(finding.report.published)}{who}  ", "dim")
    )
    return line.append(f"{marks[0]}{words}{marks[1]}")


def write_verifications(verifications: Sequence[Verification]) -> str:
    """The verifications as JSON, ending in a newline; every key is always there."""
    rows = {
        "format": VERIFICATION_FORMAT,
        "quotations": [
            {
                "passages": [_passage(part) for part in each.quoted.parts],
                "speaker": each.quoted.speaker,
                "depth": each.quoted.depth,
                "standing": each.standing,
                "why": each.why,
                "found": [_finding(finding) for finding in each.found],
                "nearest": _finding(each.nearest) if each.nearest is not None else None,
            }
            for each in verifications
        ],
    }
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _finding(finding: Finding) -> dict[str, Any]:
    report = finding.report
    return {
        "report": report.id,
        "outlet": report.outlet,
        "published": report.published,
        "url": report.url,
        "digest": report.text.id,
        "passages": [_passage(passage) for passage in finding.passages],
        "speaker": finding.speaker,
        "statement": finding.statement_id,
        "manner": finding.manner,
        "marked": finding.marked,
        "same_speaker": finding.same_speaker,
        "verbatim": finding.verbatim,
        "likeness": finding.likeness,
        "differences": [
            {"kind": d.kind, "quoted": d.quoted, "printed": d.printed, "note": d.note, "harmless": d.harmless}
            for d in finding.differences
        ],
    }


def _passage(passage: Passage) -> dict[str, Any]:
    return {"span": list(passage.span), "exact": passage.exact, "prefix": passage.prefix, "suffix": passage.suffix}
