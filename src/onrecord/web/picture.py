"""Who cites whom, as a drawing: a record in, SVG out, made of numbers and escaped names alone.

Reports stand on the left in the record's order; what they name as their origin stands on the right, the most named first. The
same is always said in words beside it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup, escape

from onrecord.datamodel import Record
from onrecord.outputs.edition import siglum
from onrecord.outputs.unseen import show_unseen

__all__ = ["draw_citations"]

_ROW, _TOP, _WIDTH, _LEFT, _RIGHT = 30, 20, 720, 240, 480
_MOST = 24
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class _Line:
    place: int
    cited: str
    count: int


def draw_citations(record: Record) -> Markup:
    """The drawing; empty where no report cites another source."""
    places = {report.id: place for place, report in enumerate(record.reports)}
    counted = Counter((places[c.report_id], c.cites) for c in record.citations if not c.own)
    named = Counter(cited for _, cited in counted.elements())
    shown = [cited for cited, _ in sorted(named.items(), key=lambda item: (-item[1], item[0]))[:_MOST]]
    lines = [_Line(place, cited, count) for (place, cited), count in sorted(counted.items()) if cited in shown]
    if not lines:
        return Markup("")
    citing = sorted({line.place for line in lines})
    rows = max(len(citing), len(shown))
    height = _TOP + rows * _ROW + 6

    def at(index: int, of: int) -> int:
        return round(_TOP + (rows * _ROW) * (index + 0.5) / of)

    left = {place: at(index, len(citing)) for index, place in enumerate(citing)}
    right = {cited: at(index, len(shown)) for index, cited in enumerate(shown)}
    parts = [
        Markup('<svg class="picture" viewBox="0 0 {} {}" role="img" aria-labelledby="picture-t">').format(_WIDTH, height),
        Markup('<title id="picture-t">Which report names which source; the table below says the same in words</title>'),
    ]
    for line in lines:
        a, b = left[line.place], right[line.cited]
        parts.append(
            Markup('<path d="M{} {} C{} {} {} {} {} {}" stroke-width="{}"/>').format(
                _LEFT + 8, a, _LEFT + 120, a, _RIGHT - 120, b, _RIGHT - 14, b, min(6.0, 1 + line.count / 2)
            )
        )
        parts.append(Markup('<path class="head" d="M{} {} l-9 -4.5 v9 z"/>').format(_RIGHT - 6, b))
    for place in citing:
        report = record.reports[place]
        parts.append(_words(_LEFT, left[place], "end", f"{_short(report.outlet or report.name)}  {siglum(place)}"))
    for cited in shown:
        many = f"  {named[cited]}×" if named[cited] > 1 else ""
        parts.append(_words(_RIGHT, right[cited], "start", f"{_short(cited)}{many}"))
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def _words(x: int, y: int, anchor: str, words: str) -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(x, y + 5, anchor, escape(words))


def _short(words: str) -> str:
    shown = show_unseen(" ".join(words.split()))
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
