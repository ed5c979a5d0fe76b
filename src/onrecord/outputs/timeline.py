"""Positions in, a timeline as SVG out: one file without scripts or fonts of its own.

A row for each matter of several moves and one for all the others together, a mark for each dated move, an arc for each change.
Shapes and letters tell the acts apart, so that it can be read without colour, and every mark has a title that a screen reader
speaks. What is hard is that coverage comes in bursts: marks that would hide each other are set below each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from onrecord.datamodel import Change, Move, Position
from onrecord.outputs.edition import spell_date
from onrecord.outputs.unseen import show_unseen

__all__ = ["draw_positions"]

_WIDTH, _LEFT, _RIGHT, _TOP, _FOOT = 960, 230, 40, 76, 40
_MARK = 24
"""What a mark takes, across and down."""
_PAD, _ARC = 14, 26
"""What a row has above and below its marks, and above them besides where a change is drawn."""
_LABEL = 30
"""Characters of a matter's name."""
_LETTERS: dict[str, str] = {
    "offer": "O", "promise": "P", "announce": "A", "agree": "Y", "demand": "D", "refuse": "R", "deny": "N",
    "admit": "M", "threaten": "T", "support": "S",
}  # fmt: skip
_GROUP = {"refuse": "no", "deny": "no", "threaten": "no", "demand": "want"}
_MONTHS = (1, 3, 6, 12)
"""Between lines of the calendar lie so many months: the first of these that leaves twelve lines or fewer, or else years."""
_STYLE = """
svg{background:#fff;color:#1a1a1a;font:13px system-ui,sans-serif}
.axis{stroke:currentColor;stroke-width:1;opacity:.35}.month{stroke:currentColor;stroke-width:1;opacity:.12}.quiet{opacity:.7}
.yes{fill:#0b6e4f}.no{fill:#a4243b}.want{fill:#2d4f9e}.letter{fill:#fff;font-weight:700;font-size:12px}
.change{fill:none;stroke:#a4243b;stroke-width:2}.changed{fill:#a4243b;font-size:12px}
@media (prefers-color-scheme:dark){svg{background:#161616;color:#eee}.yes{fill:#3fb68b}.no{fill:#e06c80}.want{fill:#7f9ff0}
.letter{fill:#111}.change{stroke:#e06c80}.changed{fill:#f08fa0}}
@media print{svg{background:#fff;color:#000}.yes,.no,.want{fill:#fff;stroke:#000;stroke-width:1.5}.letter{fill:#000}
.change{stroke:#000}.changed{fill:#000}}
"""


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    moves: tuple[Move, ...]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where days stand."""

    first: date
    last: date

    def x(self, day: date) -> float:
        span = max(1, (self.last - self.first).days)
        return round(_LEFT + 14 + (_WIDTH - _LEFT - _RIGHT - 28) * (day - self.first).days / span, 1)


def draw_positions(positions: Sequence[Position], *, title: str | None = None) -> str:
    """A timeline: a row for each matter, a mark for each dated move, an arc for each change. Undated moves are counted."""
    dated = [date.fromisoformat(m.day) for p in positions for m in p.moves if m.day is not None]
    scale = _Scale(min(dated, default=date(2000, 1, 1)), max(dated, default=date(2000, 1, 1)))
    person = positions[0].person if positions else ""
    heading = show_unseen(title or f"{person}: positions over time")
    drawn: list[str] = []
    y = _TOP
    for row in _rows(positions):
        parts, height = _drawn(row, y, scale)
        drawn += parts
        y += height
    height = y + _FOOT
    legend = " · ".join(f"{letter} {act}" for act, letter in _LETTERS.items())
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="title desc">',
        f'<title id="title">{escape(heading)}</title>',
        f'<desc id="desc">{escape(_described(positions))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<text x="16" y="28" font-size="17" font-weight="700" fill="currentColor">{escape(heading)}</text>',
        *(_calendar(scale, y) if dated else ()),
        *drawn,
        f'<text class="quiet" x="16" y="{height - 14}" font-size="11" fill="currentColor">{escape(legend)}</text>',
        "</svg>",
        "",
    ]
    return "\n".join(parts)


def _rows(positions: Sequence[Position]) -> list[_Row]:
    """Matters of one move share a row where there are several of them."""
    alone = [p for p in positions if len(p.moves) == 1]
    if len(alone) < 2:
        alone = []
    rows = [_Row(p.matter.name, p.moves, p.changes) for p in positions if p not in alone]
    if alone:
        moves = sorted((p.moves[0] for p in alone), key=lambda move: (move.day is None, move.day or "", move.words))
        rows.append(_Row(f"{len(alone)} other matters", tuple(moves)))
    return rows


def _calendar(scale: _Scale, bottom: int) -> Iterator[str]:
    """The first and the last day in words, and lines at the beginnings of months or years."""
    first, last = (show_unseen(spell_date(day.isoformat())) for day in (scale.first, scale.last))
    yield f'<text class="quiet" x="{_LEFT}" y="48" fill="currentColor">{escape(first)}</text>'
    if scale.last != scale.first:
        place = f'x="{_WIDTH - _RIGHT}" y="48" text-anchor="end"'
        yield f'<text class="quiet" {place} fill="currentColor">{escape(last)}</text>'
    months = 12 * (scale.last.year - scale.first.year) + scale.last.month - scale.first.month
    step = next((step for step in _MONTHS if months <= 12 * step), 12 * (1 + months // 144))
    for number in range(12 * scale.first.year + scale.first.month, 12 * scale.first.year + scale.first.month + months):
        year, month = divmod(number, 12)
        if number % step:
            continue
        x = scale.x(date(year, month + 1, 1))
        label = f"{year}" if step >= 12 else f"{month + 1}/{year}"
        yield f'<line class="month" x1="{x}" y1="{_TOP - 8}" x2="{x}" y2="{bottom}"/>'
        place = f'x="{x}" y="{_TOP - 12}" text-anchor="middle"'
        yield f'<text class="quiet" {place} font-size="10" fill="currentColor">{label}</text>'


def _drawn(row: _Row, top: int, scale: _Scale) -> tuple[list[str], int]:
    """A row whose upper edge is at ``top``, and its height."""
    undated = sum(move.day is None for move in row.moves)
    label = show_unseen(row.label)
    label = label if len(label) <= _LABEL else f"{label[: _LABEL - 1]}…"
    places: dict[int, tuple[float, int]] = {}
    ends: list[float] = []
    y = top + _PAD + _MARK // 2 + (_ARC if row.changes else 0)
    dated = sorted((move.day, number) for number, move in enumerate(row.moves) if move.day is not None)
    for day, number in dated:
        x = scale.x(date.fromisoformat(day))
        lane = next((lane for lane, end in enumerate(ends) if end <= x), len(ends))
        ends[lane : lane + 1] = [x + _MARK]
        places[number] = (x, y + _MARK * lane)
    parts = [
        f'<text x="16" y="{y + 4}" fill="currentColor">{escape(label)}</text>',
        f'<line class="axis" x1="{_LEFT}" y1="{y}" x2="{_WIDTH - _RIGHT}" y2="{y}"/>',
    ]
    if undated:
        parts.append(f'<text class="quiet" x="16" y="{y + 19}" font-size="11" fill="currentColor">and {undated} undated</text>')
    for change in row.changes:
        parts += _arc(change, places[row.moves.index(change.before)], places[row.moves.index(change.after)])
    for number, place in sorted(places.items()):
        parts += _mark(row.moves[number], place)
    return parts, y - top + _MARK * max(1, len(ends)) - _MARK // 2 + _PAD


def _mark(move: Move, place: tuple[float, int]) -> tuple[str, str]:
    x, at = place
    spoken = f"{move.day}, {move.act}: {show_unseen(' '.join(move.words.split()))}"
    group = _GROUP.get(move.act, "yes")
    shape = (
        f'<rect class="{group}" x="{x - 10}" y="{at - 10}" width="20" height="20"/>'
        if group == "no"
        else f'<path class="{group}" d="M{x} {at - 12}L{x + 12} {at}L{x} {at + 12}L{x - 12} {at}Z"/>'
        if group == "want"
        else f'<circle class="{group}" cx="{x}" cy="{at}" r="11"/>'
    )
    return (
        f'<g role="img" aria-label={quoteattr(spoken)}><title>{escape(spoken)}</title>{shape}',
        f'<text class="letter" x="{x}" y="{at + 4}" text-anchor="middle">{_LETTERS.get(move.act, "·")}</text></g>',
    )


def _arc(change: Change, start: tuple[float, int], end: tuple[float, int]) -> list[str]:
    middle, top = round((start[0] + end[0]) / 2, 1), min(start[1], end[1]) - 32
    above = round((start[1] + end[1] - 24) / 4 + top / 2 - 5, 1)
    spoken = show_unseen(f"{change.kind}: {change.why}")
    return [
        f'<g role="img" aria-label={quoteattr(spoken)}><title>{escape(spoken)}</title>'
        f'<path class="change" d="M{start[0]} {start[1] - 12}Q{middle} {top} {end[0]} {end[1] - 12}"/>'
        f'<text class="changed" x="{middle}" y="{above}" text-anchor="middle">{escape(change.kind)}</text></g>'
    ]


def _described(positions: Sequence[Position]) -> str:
    lines = [
        f"{position.matter.name}: "
        + "; ".join(f"{move.day or 'undated'} {move.act}" for move in position.moves)
        + "".join(f". {change.kind}: {change.why}" for change in position.changes)
        for position in positions
    ]
    return show_unseen(". ".join(lines)) or "no moves"
