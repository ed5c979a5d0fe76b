"""Positions in; lines for a terminal, a table, JSON, or a timeline as SVG out.

Every move is shown in the words of a report, with its outlets; a change has both wordings one above the other. The picture is
one file without scripts or fonts of its own: shapes and letters tell the acts apart, so that it can be read without colour, and
every mark has a title that a screen reader speaks.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from onrecord.datamodel import Act, Change, Move, Position
from onrecord.outputs.edition import spell_date
from onrecord.outputs.exports.tables import guarded
from onrecord.outputs.unseen import show_unseen

__all__ = ["draw_positions", "list_exchange", "list_positions", "tabulate_positions", "write_positions"]

POSITIONS_FORMAT = "onrecord-positions/1"
_GIVES: tuple[Act, ...] = ("offer", "promise", "agree")
_WANTS: tuple[Act, ...] = ("demand",)
_NOT: tuple[Act, ...] = ("refuse",)


def list_positions(positions: Sequence[Position], *, width: int, colour: bool) -> str:
    """The positions to be read: matter by matter, day by day, changes with both wordings."""
    out, console = _console(width, colour)
    for position in positions:
        console.print(Line.assemble((show_unseen(position.person), "bold"), "  ", show_unseen(position.matter.name)))
        grid = Table.grid(padding=(0, 2), expand=True)
        grid.add_column(no_wrap=True)
        grid.add_column(no_wrap=True)
        grid.add_column(ratio=1)
        for move in position.moves:
            grid.add_row(Line(_day(move), "dim"), Line(move.act, "bold"), _told(move))
        console.print(Padding(grid, (0, 0, 0, 2)))
        for change in position.changes:
            console.print(Padding(Line(f"{change.kind}: {show_unseen(change.why)}", "bold red"), (0, 0, 0, 2)))
            for move in (change.before, change.after):
                console.print(Padding(Line(f"{_day(move)}  {_words(move)}"), (0, 0, 0, 4)))
        console.print()
    moves = sum(len(position.moves) for position in positions)
    changes = sum(len(position.changes) for position in positions)
    matters = len(positions)
    console.print(
        Line(
            f"{matters} {'matter' if matters == 1 else 'matters'} · {moves} {'move' if moves == 1 else 'moves'} · "
            f"{changes} {'change' if changes == 1 else 'changes'}",
            "bold",
        )
    )
    return out.getvalue().rstrip("\n")


def list_exchange(
    one: Sequence[Position], other: Sequence[Position], *, names: tuple[str, str], width: int, colour: bool
) -> str:
    """Two parties side by side: what each offers, demands and refuses, and for what: which move hangs on which condition.

    ``names`` are those asked for, shown where nothing was found.
    """
    out, console = _console(width, colour)
    table = Table(expand=True, show_lines=True)
    table.add_column("")
    for side, name in zip((one, other), names, strict=True):
        table.add_column(show_unseen(side[0].person if side else f"{name}: nothing found"), ratio=1)
    for title, acts in (("gives", _GIVES), ("wants", _WANTS), ("will not", _NOT)):
        table.add_row(title, *(Line("\n".join(_side(side, acts)) or "–") for side in (one, other)))
    table.add_row("for what", *(Line("\n".join(_conditions(side)) or "–") for side in (one, other)))
    console.print(table)
    return out.getvalue().rstrip("\n")


def _side(positions: Sequence[Position], acts: Iterable[Act]) -> list[str]:
    wanted = set(acts)
    return [f"{_day(m)} {_words(m)}" for m in _moves(positions) if m.act in wanted]


def _conditions(positions: Sequence[Position]) -> list[str]:
    found = [(m, " ".join(p.exact for p in m.condition)) for m in _moves(positions) if m.condition]
    return [f"{_day(m)} {m.act}: {show_unseen(' '.join(words.split()))}" for m, words in found]


def _moves(positions: Sequence[Position]) -> list[Move]:
    return sorted((m for p in positions for m in p.moves), key=lambda m: (m.day is None, m.day or "", m.words))


def _console(width: int, colour: bool) -> tuple[StringIO, Console]:
    out = StringIO()
    system: Any = "standard" if colour else None
    return out, Console(file=out, width=width, force_terminal=colour, color_system=system, highlight=False, no_color=not colour)


def _day(move: Move) -> str:
    return move.day or "undated"


def _words(move: Move) -> str:
    return show_unseen(" ".join(move.words.split()))


def _told(move: Move) -> Line:
    outlets = list(dict.fromkeys(t.report.outlet or t.report.name for t in move.told))
    count = move.origins
    witnesses = f"{count.lower}" if count.lower == count.upper else f"{count.lower}–{count.upper}"
    line = Line(_words(move))
    if move.condition:
        line.append("  on condition", "bold")
    line.append(f"  {', '.join(map(show_unseen, outlets))} · {witnesses} independent", "dim")
    if len(outlets) > 1 and count.why:
        line.append(f" ({show_unseen(count.why[0])})", "dim")
    if move.why.startswith("near"):
        line.append(f" · {move.why}", "dim")
    return line


# -- tables and JSON ----------------------------------------------------------------------------------------------------------


def tabulate_positions(positions: Sequence[Position]) -> str:
    """A CSV with a row for each telling of each move: outlet, day and address in every row."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    names = "person matter day act words condition outlet published url report statement start end origins_lower origins_upper"
    table.writerow([*names.split(), "origins_why", "changes", "why"])
    for position in positions:
        for move in position.moves:
            changes = "; ".join(f"{c.kind}: {c.why}" for c in position.changes if move in (c.before, c.after))
            for told in move.told:
                content = told.statement.content
                row: list[object] = [position.person, position.matter.name, move.day, move.act]
                row += [" … ".join(p.exact for p in content)]
                row += [" … ".join(p.exact for p in told.statement.interpretation.condition)]
                row += [told.report.outlet, told.report.published, told.report.url, told.report.id, told.statement.id]
                row += [
                    content[0].span.start,
                    content[-1].span.end,
                    move.origins.lower,
                    move.origins.upper,
                    "; ".join(move.origins.why),
                    changes,
                    move.why,
                ]
                table.writerow([guarded(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def write_positions(positions: Sequence[Position]) -> str:
    """The positions as JSON, ending in a newline; every passage is pinned, a change points at moves by their number."""
    rows = {"format": POSITIONS_FORMAT, "positions": [_position(position) for position in positions]}
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _position(position: Position) -> dict[str, Any]:
    return {
        "person": position.person,
        "matter": list(position.matter.terms),
        "moves": [_move(move) for move in position.moves],
        "changes": [
            {
                "kind": change.kind,
                "before": position.moves.index(change.before),
                "after": position.moves.index(change.after),
                "why": change.why,
            }
            for change in position.changes
        ],
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "day": move.day,
        "act": move.act,
        "why": move.why,
        "origins": {"lower": move.origins.lower, "upper": move.origins.upper, "why": list(move.origins.why)},
        "told": [
            {
                "report": t.report.id,
                "outlet": t.report.outlet,
                "published": t.report.published,
                "url": t.report.url,
                "digest": t.report.text.id,
                "statement": t.statement.id,
                "manner": t.statement.interpretation.manner,
                "about": t.statement.interpretation.about,
                **{
                    key: [{"span": list(p.span), "exact": p.exact, "prefix": p.prefix, "suffix": p.suffix} for p in passages]
                    for key, passages in (("content", t.statement.content), ("condition", t.statement.interpretation.condition))
                },
            }
            for t in move.told
        ],
    }


# -- the picture --------------------------------------------------------------------------------------------------------------

_WIDTH, _LEFT, _RIGHT, _ROW, _TOP = 960, 210, 40, 64, 92
_LETTERS: dict[str, str] = {
    "offer": "O", "promise": "P", "announce": "A", "agree": "Y", "demand": "D", "refuse": "R", "deny": "N",
    "admit": "M", "threaten": "T", "support": "S",
}  # fmt: skip
_GROUP = {"refuse": "no", "deny": "no", "threaten": "no", "demand": "want"}
_STYLE = """
svg{background:#fff;color:#1a1a1a;font:13px system-ui,sans-serif}
.axis{stroke:currentColor;stroke-width:1;opacity:.35}.quiet{opacity:.7}
.yes{fill:#0b6e4f}.no{fill:#a4243b}.want{fill:#2d4f9e}.letter{fill:#fff;font-weight:700;font-size:12px}
.change{fill:none;stroke:#a4243b;stroke-width:2}.changed{fill:#a4243b;font-size:12px}
@media (prefers-color-scheme:dark){svg{background:#161616;color:#eee}.yes{fill:#3fb68b}.no{fill:#e06c80}.want{fill:#7f9ff0}
.letter{fill:#111}.change{stroke:#e06c80}.changed{fill:#f08fa0}}
@media print{svg{background:#fff;color:#000}.yes,.no,.want{fill:#fff;stroke:#000;stroke-width:1.5}.letter{fill:#000}
.change{stroke:#000}.changed{fill:#000}}
"""


def draw_positions(positions: Sequence[Position], *, title: str | None = None) -> str:
    """A timeline: a row for each matter, a mark for each dated move, an arc for each change. Undated moves are counted."""
    dated = [date.fromisoformat(m.day) for p in positions for m in p.moves if m.day is not None]
    first, last = min(dated, default=date(2000, 1, 1)), max(dated, default=date(2000, 1, 1))
    span = max(1, (last - first).days)
    height = _TOP + _ROW * max(1, len(positions)) + 40
    person = positions[0].person if positions else ""
    heading = show_unseen(title or f"{person}: positions over time")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="title desc">',
        f'<title id="title">{escape(heading)}</title>',
        f'<desc id="desc">{escape(_described(positions))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<text x="16" y="28" font-size="17" font-weight="700" fill="currentColor">{escape(heading)}</text>',
    ]
    if dated:
        parts += [
            f'<text class="quiet" x="{_LEFT}" y="56" fill="currentColor">{escape(spell_date(first.isoformat()))}</text>',
            f'<text class="quiet" x="{_WIDTH - _RIGHT}" y="56" text-anchor="end" fill="currentColor">'
            f"{escape(spell_date(last.isoformat()) if last != first else '')}</text>",
        ]
    for row, position in enumerate(positions):
        y = _TOP + _ROW * row + _ROW // 2
        parts += _drawn(position, y, first, span)
    legend = " · ".join(f"{letter} {act}" for act, letter in _LETTERS.items())
    parts.append(f'<text class="quiet" x="16" y="{height - 14}" font-size="11" fill="currentColor">{escape(legend)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _drawn(position: Position, y: int, first: date, span: int) -> list[str]:
    undated = sum(move.day is None for move in position.moves)
    label = show_unseen(position.matter.name)
    label = label if len(label) <= 28 else f"{label[:27]}…"
    parts = [
        f'<text x="16" y="{y + 4}" fill="currentColor">{escape(label)}{f" (+{undated} undated)" if undated else ""}</text>',
        f'<line class="axis" x1="{_LEFT}" y1="{y}" x2="{_WIDTH - _RIGHT}" y2="{y}"/>',
    ]
    places: dict[int, tuple[float, int]] = {}
    taken: dict[str, int] = {}
    for number, move in enumerate(position.moves):
        if move.day is None:
            continue
        days = (date.fromisoformat(move.day) - first).days
        beside = taken.get(move.day, 0)
        taken[move.day] = beside + 1
        places[number] = (round(_LEFT + 12 + (_WIDTH - _LEFT - _RIGHT - 24) * days / span, 1), y + 14 * beside)
    for change in position.changes:
        parts += _arc(change, places[position.moves.index(change.before)], places[position.moves.index(change.after)])
    for number, (x, at) in places.items():
        move = position.moves[number]
        spoken = f"{_day(move)}, {move.act}: {_words(move)}"
        group = _GROUP.get(move.act, "yes")
        shape = (
            f'<rect class="{group}" x="{x - 10}" y="{at - 10}" width="20" height="20"/>'
            if group == "no"
            else f'<path class="{group}" d="M{x} {at - 13}L{x + 13} {at}L{x} {at + 13}L{x - 13} {at}Z"/>'
            if group == "want"
            else f'<circle class="{group}" cx="{x}" cy="{at}" r="11"/>'
        )
        parts.append(
            f'<g role="img" aria-label={quoteattr(spoken)}><title>{escape(spoken)}</title>{shape}'
            f'<text class="letter" x="{x}" y="{at + 4}" text-anchor="middle">{_LETTERS.get(move.act, "·")}</text></g>'
        )
    return parts


def _arc(change: Change, start: tuple[float, int], end: tuple[float, int]) -> list[str]:
    middle, top = round((start[0] + end[0]) / 2, 1), min(start[1], end[1]) - 32
    above = round((start[1] + end[1] - 24) / 4 + top / 2 - 5, 1)
    spoken = f"{change.kind}: {change.why}"
    return [
        f'<g role="img" aria-label={quoteattr(spoken)}><title>{escape(spoken)}</title>'
        f'<path class="change" d="M{start[0]} {start[1] - 12}Q{middle} {top} {end[0]} {end[1] - 12}"/>'
        f'<text class="changed" x="{middle}" y="{above}" text-anchor="middle">{escape(change.kind)}</text></g>'
    ]


def _described(positions: Sequence[Position]) -> str:
    lines = [
        f"{position.matter.name}: "
        + "; ".join(f"{_day(m)} {m.act}" for m in position.moves)
        + "".join(f". {c.kind}: {c.why}" for c in position.changes)
        for position in positions
    ]
    return show_unseen(". ".join(lines)) or "no moves"
