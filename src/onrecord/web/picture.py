"""Drawings, of numbers and escaped names alone: who cites whom, out of a record; positions over time, out of a person's.

Who cites whom: reports that name a source stand on the left, in the record's order; what they name stands on the right, each
source beside the middle of those that name it, so that few lines cross. Every name has a row of its own and every line is an
arrow. Positions: a row for each matter, a mark for each dated move, an arc for each change.

A drawing is of one size, so that its words are never smaller than the page's. The same page says the same in words.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from markupsafe import Markup

from onrecord.datamodel import Record
from onrecord.outputs.edition import siglum
from onrecord.outputs.unseen import show_unseen

__all__ = ["Drawing", "draw_citations", "draw_positions"]

T = TypeVar("T")
MOST = 40
"""Sources that are drawn, those that most reports name; the table has all."""
_ROW, _TOP = 26, 40
_NAME, _BOX, _FROM, _TO, _SOURCE, _WIDTH = 232, 240, 286, 436, 452, 760
"""Where, in pixels, names of reports end, sigla begin, lines begin and end, sources begin, and all ends."""
_LONGEST = 30
"""Columns of a name; the wide letters of East Asia take two."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The drawing, what it says in a sentence for each report, and what its legend has to explain.

    ``again``: some source is named more than once by a report; ``within``: some source is itself among the reports.
    """

    svg: Markup
    said: tuple[str, ...]
    left_out: int
    again: bool
    within: bool


@dataclass(frozen=True, slots=True)
class _Line:
    place: int
    source: str
    count: int


def draw_citations(record: Record) -> Drawing | None:
    """The drawing; None where no report names another source."""
    places = {report.id: place for place, report in enumerate(record.reports)}
    counted = Counter((places[c.report_id], c.cites) for c in record.citations if not c.own)
    if not counted:
        return None
    named = Counter(source for _, source in counted)
    shown = sorted(named, key=lambda source: (-named[source], source))[:MOST]
    lines = [_Line(place, source, count) for (place, source), count in sorted(counted.items()) if source in shown]
    citing = sorted({line.place for line in lines})
    sources = _beside(shown, lines, citing)
    rows = max(len(citing), len(sources))
    left = _spread(citing, rows)
    right = _spread(sources, rows)
    known = {(r.outlet or "").casefold(): siglum(place) for place, r in reversed(list(enumerate(record.reports))) if r.outlet}
    parts = [
        Markup(
            '<svg class="picture" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{ids}">'
        ).format(w=_WIDTH, h=_TOP + rows * _ROW + 8, ids="picture-t picture-d"),
        Markup('<title id="picture-t">Which report names which source</title>'),
        Markup('<desc id="picture-d">{}</desc>').format(" ".join(said := _say(record, lines))),
        _words(_NAME, _TOP - 20, "end", "report", "head"),
        _words(_SOURCE, _TOP - 20, "start", "the source that it names", "head"),
    ]
    parts += [_arrow(line, left[line.place], right[line.source], within=line.source.casefold() in known) for line in lines]
    for place in citing:
        report = record.reports[place]
        name = _words(_NAME, left[place], "end", _short(report.outlet or report.name))
        parts.append(Markup('<g data-from="{}">{}{}</g>').format(place, name, _box(_BOX, left[place], siglum(place))))
    numbers = {source: number for number, source in enumerate(shown)}
    for source in sources:
        box = _box(_SOURCE, right[source], known[source.casefold()]) if source.casefold() in known else Markup("")
        many = f" · {named[source]} reports" if named[source] > 1 else ""
        words = _words(_SOURCE + (44 if box else 0), right[source], "start", _short(source), more=many)
        parts.append(Markup('<g data-to="{}">{}{}</g>').format(numbers[source], box, words))
    for at, line in enumerate(lines):
        parts[5 + at] = Markup('<g data-from="{}" data-to="{}">{}</g>').format(line.place, numbers[line.source], parts[5 + at])
    parts.append(Markup("</svg>"))
    return Drawing(
        svg=Markup("").join(parts),
        said=said,
        left_out=len(named) - len(shown),
        again=any(line.count > 1 for line in lines),
        within=any(source.casefold() in known for source in sources),
    )


def _beside(sources: Sequence[str], lines: Iterable[_Line], citing: Sequence[int]) -> list[str]:
    """The sources in the order of the middle of those that name them."""
    rows = {place: row for row, place in enumerate(citing)}
    by: dict[str, list[int]] = {source: [] for source in sources}
    for line in lines:
        by[line.source].append(rows[line.place])
    return sorted(sources, key=lambda source: (sum(by[source]) / len(by[source]), source))


def _spread(things: Sequence[T], rows: int) -> Mapping[T, int]:
    """The height of each thing, evenly over the rows."""
    return {thing: round(_TOP + rows * _ROW * (index + 0.5) / len(things)) for index, thing in enumerate(things)}


def _say(record: Record, lines: Iterable[_Line]) -> tuple[str, ...]:
    by: dict[int, list[str]] = {}
    for line in lines:
        by.setdefault(line.place, []).append(line.source + (f" ({line.count} times)" if line.count > 1 else ""))
    return tuple(
        f"{siglum(place)}, {record.reports[place].outlet or record.reports[place].name}, names {', '.join(sources)}."
        for place, sources in by.items()
    )


def _arrow(line: _Line, a: int, b: int, *, within: bool) -> Markup:
    """A line from a report to a source; thicker where the source is named again and again."""
    middle = (_FROM + _TO) // 2
    return Markup(
        '<path class="line{}" d="M{} {}C{} {} {} {} {} {}" stroke-width="{:g}"/><path class="tip" d="M{} {}l-10 -4.5v9z"/>'
    ).format(" within" if within else "", _FROM, a, middle, a, middle, b, _TO - 8, b, min(4.5, 0.9 + 0.6 * line.count), _TO, b)


def _box(x: int, y: int, mark: str) -> Markup:
    rect = Markup('<rect x="{}" y="{}" width="36" height="18" rx="2"/>').format(x, y - 9)
    return rect + Markup('<text class="mark" x="{}" y="{}" text-anchor="middle">{}</text>').format(x + 18, y + 4, mark)


def _words(x: int, y: int, anchor: str, words: str, kind: str = "", more: str = "") -> Markup:
    tail = Markup('<tspan class="many">%s</tspan>') % more if more else ""
    return Markup('<text class="%s" x="%s" y="%s" text-anchor="%s">%s%s</text>') % (kind, x, y + 5, anchor, words, tail)


def _short(words: str) -> str:
    """A name that fits its room; its end is left out before its beginning."""
    shown = show_unseen(" ".join(words.split()))
    width, kept = 0, ""
    for letter in shown:
        width += 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if width > _LONGEST - 1:
            return kept.rstrip() + "…" if len(kept) < len(shown) - 1 else shown
        kept += letter
    return shown


# -- positions over time ------------------------------------------------------------------------------------------------------

_TRACK, _TRACK_FROM, _TRACK_TOP = 58, 2, 34
_WIDE, _NARROW = 704, 344
"""Pixels of a track on a desk and on a phone: the page shows the one that fits."""
_MARKS = {
    "offer": ("give", "O"), "promise": ("give", "P"), "agree": ("give", "Y"), "support": ("give", "S"), "admit": ("give", "M"),
    "announce": ("give", "A"), "demand": ("want", "D"), "refuse": ("no", "R"), "deny": ("no", "N"), "threaten": ("no", "T"),
}  # fmt: skip
_SHAPES = {
    "give": Markup('<circle cx="%s" cy="%s" r="9"/>'),
    "want": Markup('<path d="M%s %sm0 -11l11 11l-11 11l-11 -11z"/>'),
    "no": Markup('<path d="M%s %sm-9 -9h18v18h-18z"/>'),
}
_BESIDE = 19
"""Pixels between the marks of two moves that would stand on each other, where there is room."""


def draw_positions(positions: Sequence[Mapping[str, Any]]) -> Markup:
    """Positions as JSON has them, drawn twice, for a desk and a phone; empty where no two moves are of different days."""
    days = sorted({move["day"] for position in positions for move in position["moves"] if move["day"]})
    if len(days) < 2:
        return Markup("")
    span = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    return _draw_tracks(positions, span, _WIDE, "wide") + _draw_tracks(positions, span, _NARROW, "narrow")


def _draw_tracks(positions: Sequence[Mapping[str, Any]], span: tuple[date, date], width: int, kind: str) -> Markup:
    parts = [
        Markup(
            '<svg class="tracks {k}" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{k}-t {k}-d">'
        ).format(k=kind, w=width, h=_TRACK_TOP + _TRACK * len(positions) + 6),
        Markup('<title id="{}-t">Positions over time, a row for each matter</title>').format(kind),
        Markup('<desc id="{}-d">{}</desc>').format(kind, _say_positions(positions)),
    ]
    for x, anchor, day in ((_TRACK_FROM, "start", span[0]), (width - 2, "end", span[1])):
        parts.append(_words(x, 10, anchor, f"{day.day} {day:%B} {day.year}", "head"))
    for row, position in enumerate(positions):
        parts += _track(position, _TRACK_TOP + row * _TRACK, span[0], (span[1] - span[0]).days, width - 2)
    parts.append(Markup("</svg>"))
    return Markup("").join(parts)


def _track(position: Mapping[str, Any], top: int, first: date, span: int, end: int) -> Iterable[Markup]:
    y = top + 38
    moves = position["moves"]
    undated = sum(not move["day"] for move in moves)
    words = _short(", ".join(position["matter"][:3]))
    yield _words(_TRACK_FROM, top + 10, "start", words, more=f" · {undated} without a day" if undated else "")
    yield Markup('<path class="track" d="M%s %sH%s"/>') % (_TRACK_FROM, y, end)
    dated = sorted((move["day"], number) for number, move in enumerate(moves) if move["day"])
    beside = min(_BESIDE, (end - _TRACK_FROM - 22) // max(1, len(dated)))
    at: dict[int, int] = {}
    taken = 0
    for place, (day, number) in enumerate(dated):
        on_scale = _TRACK_FROM + 11 + round((end - _TRACK_FROM - 22) * (date.fromisoformat(day) - first).days / span)
        room = end - 11 - beside * (len(dated) - place - 1)  # what comes after must find a place too
        at[number] = taken = max(min(on_scale, room), min(taken + beside, room) if place else 0)
    for change in position["changes"]:
        if change["before"] in at and change["after"] in at:
            a, b = at[change["before"]], at[change["after"]]
            arc = change["kind"], a, y - 10, (a + b) // 2, y - 36, b, y - 10
            yield Markup('<path class="change %s" d="M%s %sQ%s %s %s %s"/>') % arc
    for number, x in at.items():
        kind, letter = _MARKS.get(moves[number]["act"], ("give", "·"))
        said = Markup("<title>%s: %s</title>") % (moves[number]["day"], moves[number]["act"])
        letters = Markup('<text x="%s" y="%s" text-anchor="middle">%s</text>') % (x, y + 4, letter)
        yield Markup('<g class="%s">%s%s%s</g>') % (kind, said, _SHAPES[kind] % (x, y), letters)


def _say_positions(positions: Sequence[Mapping[str, Any]]) -> str:
    lines = []
    for position in positions:
        moves = "; ".join(f"{move['day'] or 'day unknown'} {move['act']}" for move in position["moves"])
        changes = "".join(f" {change['kind']}: {change['why']}." for change in position["changes"])
        lines.append(f"{', '.join(position['matter'][:3])}: {moves}.{changes}")
    return show_unseen(" ".join(lines))
