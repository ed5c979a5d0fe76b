"""Figures in JSON -> the drawings of docs/attribution.md: speed against quality, and how far scores are chances.

python -m training.attribution.draw FIGURES.json FRONTIER.json DOCS_FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

WIDE, HIGH, LEFT, BOTTOM = 560, 360, 60, 50


def drawing(title: str, across: tuple[str, float, float], up: tuple[str, float, float], marks: list[str]) -> str:
    """Axes, five ticks on each, and what is given to stand between them."""
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-family="sans-serif" font-size="12">',
        f"<title>{title}</title>",
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>',
        f'<path d="M{LEFT} 20V{HIGH - BOTTOM}H{WIDE - 20}" fill="none" stroke="#333"/>',
    ]
    for n in range(6):
        x, y = LEFT + n * (WIDE - 20 - LEFT) / 5, HIGH - BOTTOM - n * (HIGH - BOTTOM - 20) / 5
        tick = f"{across[1] + n * (across[2] - across[1]) / 5:g}"
        out.append(f'<text x="{x:.0f}" y="{HIGH - BOTTOM + 18}" text-anchor="middle">{tick}</text>')
        out.append(f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{up[1] + n * (up[2] - up[1]) / 5:g}</text>')
        out.append(f'<path d="M{LEFT} {y:.0f}H{WIDE - 20}" stroke="#ddd"/>')
    out.append(f'<text x="{(WIDE + LEFT) / 2}" y="{HIGH - 10}" text-anchor="middle">{across[0]}</text>')
    out.append(f'<text x="16" y="{HIGH / 2}" text-anchor="middle" transform="rotate(-90 16 {HIGH / 2})">{up[0]}</text>')
    return "\n".join([*out, *marks, "</svg>", ""])


def place(x: float, y: float, across: tuple[str, float, float], up: tuple[str, float, float]) -> tuple[float, float]:
    """A point in the drawing."""
    return (
        LEFT + (x - across[1]) / (across[2] - across[1]) * (WIDE - 20 - LEFT),
        HIGH - BOTTOM - (y - up[1]) / (up[2] - up[1]) * (HIGH - BOTTOM - 20),
    )


def dot(x: float, y: float, fill: str) -> str:
    """A point."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{fill}"/>'


def frontier(points: list[dict[str, Any]]) -> str:
    """Quality against speed for every point that was tried."""
    across = ("words per CPU second, one thread, as a multiple of spaCy's small parse", 0.0, 2.0)
    up = ("relation half F1, held-out articles", 55.0, 80.0)
    marks = []
    for p in points:
        x, y = place(float(p["speed"]), float(p["f1"]), across, up)
        marks.append(dot(x, y, "#c33" if p.get("ships") else "#36c"))
        marks.append(f'<text x="{x + 8:.1f}" y="{y + float(p.get("dy", 4)):.1f}">{p["name"]}</text>')
    return drawing("Speed and quality of the points that were tried", across, up, marks)


def reliability(bins: dict[str, list[int]]) -> str:
    """Share of right attributions by score."""
    across, up = ("score", 0.0, 1.0), ("share that is right", 0.0, 1.0)
    (a, b), (c, d) = place(0, 0, across, up), place(1, 1, across, up)
    marks = [f'<path d="M{a:.0f} {b:.0f}L{c:.0f} {d:.0f}" stroke="#999" stroke-dasharray="4"/>']
    for low, (count, right) in bins.items():
        x, y = place(float(low) + 0.05, right / count, across, up)
        marks.append(dot(x, y, "#36c"))
        marks.append(f'<text x="{x:.1f}" y="{y - 9:.1f}" text-anchor="middle">{count}</text>')
    return drawing("How often an attribution of a score is right", across, up, marks)


def main(arguments: list[str]) -> None:
    """Draw both."""
    figures, points, folder = (
        json.loads(Path(arguments[0]).read_text()),
        json.loads(Path(arguments[1]).read_text()),
        Path(arguments[2]),
    )
    (folder / "attribution-reliability.svg").write_text(reliability(figures["reliability"]), encoding="utf-8")
    (folder / "attribution-frontier.svg").write_text(frontier(points), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
