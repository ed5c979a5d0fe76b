"""Positions in; lines for a terminal, a table, or JSON out.

Every move is shown in the words of a report, with its outlets; a change has both wordings one above the other.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from onrecord.datamodel import Act, Move, Position
from onrecord.outputs.exports.tables import guarded
from onrecord.outputs.unseen import show_unseen

__all__ = ["list_exchange", "list_positions", "tabulate_positions", "write_positions"]

POSITIONS_FORMAT = "onrecord-positions/1"
_GIVES: tuple[Act, ...] = ("offer", "promise", "agree")
_WANTS: tuple[Act, ...] = ("demand",)
_NOT: tuple[Act, ...] = ("refuse",)


def list_positions(positions: Sequence[Position], *, width: int, colour: bool) -> str:
    """The positions to be read: matter by matter, day by day, changes with both wordings; those of one move last, together."""
    out, console = _console(width, colour)
    alone = [position for position in positions if len(position.moves) == 1]
    if len(alone) < 2:
        alone = []
    for position in positions:
        if position in alone:
            continue
        console.print(Line.assemble((show_unseen(position.person), "bold"), "  ", show_unseen(position.matter.name)))
        console.print(_grid(position.moves))
        for change in position.changes:
            console.print(Padding(Line(f"{change.kind}: {show_unseen(change.why)}", "bold red"), (0, 0, 0, 2)))
            for move in (change.before, change.after):
                console.print(Padding(Line(f"{_day(move)}  {_words(move)}"), (0, 0, 0, 4)))
        console.print()
    if alone:
        console.print(Line.assemble((show_unseen(alone[0].person), "bold"), "  other matters, of one move each"))
        console.print(_grid(_moves(alone)))
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


def _grid(moves: Iterable[Move]) -> Padding:
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    for move in moves:
        grid.add_row(Line(_day(move), "dim"), Line(move.act, "bold"), _told(move))
    return Padding(grid, (0, 0, 0, 2))


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
    return [f"{_day(m)} {_words(m)}  {', '.join(_outlets(m))}" for m in _moves(positions) if m.act in wanted]


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


def _outlets(move: Move) -> list[str]:
    return [show_unseen(name) for name in dict.fromkeys(told.report.outlet or told.report.name for told in move.told)]


def _told(move: Move) -> Line:
    outlets = _outlets(move)
    count = move.origins
    witnesses = f"{count.lower}" if count.lower == count.upper else f"{count.lower}–{count.upper}"
    line = Line(_words(move))
    if move.condition:
        line.append("  on condition", "bold")
    line.append(f"  {', '.join(outlets)} · {witnesses} independent", "dim")
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
