"""An annotated text -> the same text hurt the way the web hurts texts, with its spans carried along.

Rates are drawn anew for every text, so that the model meets each kind of damage from slight to total. The kinds are
those that the project's damage set is made of; the rates and places there are fixed ones, drawn otherwise than here.
"""

from __future__ import annotations

import random
import re
from typing import Any

Edit = tuple[int, int, str]

_DOUBLE = re.compile("[\u201c\u201d\u00ab\u00bb\u201e\"]|``|''")
_LINES = (
    "Advertisement",
    "Share this",
    "Share on social media",
    "Subscribe to our newsletter",
    "Read more",
    "More on this story",
    "Follow us",
    "Continue reading below",
    "Log in",
    "Sign up",
    "Photo by staff",
    "Image caption",
    "Related",
    "Most popular",
    "Contact the desk at desk@example.org",
    "Comments",
    "Get the app",
    "Story continues below advertisement",
)


def _sides(text: str) -> list[tuple[int, int, bool]]:
    out = []
    for found in _DOUBLE.finditer(text):
        before, after = text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 1]
        if found[0] in "\u201c\u00ab\u201e``":
            opening = True
        elif found[0] in "\u201d\u00bb''":
            opening = False
        else:
            opening = (not before or before.isspace() or before in "([\u2014\u2013-") and bool(after) and not after.isspace()
        out.append((found.start(), found.end(), opening))
    return out


def _edits(kind: str, text: str, rnd: random.Random) -> list[Edit]:
    rate = rnd.choice((0.1, 0.2, 0.4, 1.0))
    if kind == "closing-lost":
        return [(a, b, "") for a, b, opening in _sides(text) if not opening and rnd.random() < rate]
    if kind == "opening-lost":
        return [(a, b, "") for a, b, opening in _sides(text) if opening and rnd.random() < rate]
    if kind == "marks-lost":
        return [(a, b, "") for a, b, _ in _sides(text)]
    if kind == "pairs-lost":
        sides, out = _sides(text), []
        for n in range(0, len(sides) - 1, 2):
            if rnd.random() < rate:
                out += [(*sides[n][:2], ""), (*sides[n + 1][:2], "")]
        return out
    if kind == "apostrophes-lost":
        return [
            (m.start(), m.end(), "")
            for m in re.finditer(r"(?<=\w)[\u2019'](?=\w)|(?<=s)[\u2019'](?=\s)", text)
            if rnd.random() < max(rate, 0.5)
        ]
    if kind == "straight":
        return [
            (m.start(), m.end(), "'" if m[0] in "\u2018\u2019" else '"')
            for m in re.finditer("[\u201c\u201d\u2018\u2019\u00ab\u00bb]", text)
        ]
    if kind == "doubled":
        return [(a, b, "``" if opening else "''") for a, b, opening in _sides(text)]
    if kind == "guillemets":
        return [(a, b, "\u00ab" if opening else "\u00bb") for a, b, opening in _sides(text)]
    if kind == "lower":
        return [(m.start(), m.end(), m[0].lower()) for m in re.finditer("[A-Z\u00c0-\u00de]", text) if len(m[0].lower()) == 1]
    if kind == "spaced":
        return [
            (m.start(), m.end(), f" {m[0]} ")
            for m in re.finditer("[,;:!?()\u201c\u201d\"]|[.](?=\\s|$)|[\u2019'](?=s\\b)", text)
        ]
    if kind == "wrapped":
        width, out, last = rnd.randint(55, 85), [], 0
        for m in re.finditer("[ \n]", text):
            if m[0] == "\n":
                last = m.end()
            elif m.start() - last > width:
                out.append((m.start(), m.end(), "\n"))
                last = m.end()
        return out
    if kind == "mojibake":
        return [
            (m.start(), m.end(), m[0].encode().decode("cp1252", "replace"))
            for m in re.finditer("[\u201c\u201d\u2018\u2019\u2013\u2014\u00e0-\u00ff]", text)
        ]
    if kind == "furniture":
        inside = [
            (m.end(), m.end(), rnd.choice(_LINES) + "\n\n")
            for m in re.finditer(r"\n\n+", text)
            if rnd.random() < min(rate, 0.3)
        ]
        return [*inside, (len(text), len(text), "\n\n" + "\n".join(rnd.sample(_LINES, 3)))]
    if kind == "single-lines":
        return [(m.start(), m.end(), "\n") for m in re.finditer(r"\n\n+", text)]
    raise ValueError(f"no kind of damage: {kind}")


KINDS = (
    "closing-lost",
    "opening-lost",
    "marks-lost",
    "pairs-lost",
    "apostrophes-lost",
    "straight",
    "doubled",
    "guillemets",
    "lower",
    "spaced",
    "wrapped",
    "mojibake",
    "furniture",
    "single-lines",
)
# losses of marks are what hurts most, so they are drawn more often
WEIGHTS = (3.0, 2.0, 2.5, 1.5, 1.0, 1.0, 0.7, 0.4, 1.0, 1.0, 0.7, 0.6, 1.0, 0.7)


def damage(text: str, attributions: list[dict[str, Any]], kind: str, rnd: random.Random) -> tuple[str, list[dict[str, Any]]]:
    """The text after one kind of damage, and its attributions with every span where its words now stand."""
    out: list[str] = []
    where: list[int] = []
    at = new = 0
    for a, b, put in sorted(_edits(kind, text, rnd)):
        where.extend(range(new, new + a - at))
        new += a - at
        out.append(text[at:a])
        where.extend([new] * (b - a))
        out.append(put)
        new += len(put)
        at = b
    where.extend(range(new, new + len(text) - at))
    out.append(text[at:])
    hurt = "".join(out)
    where.append(len(hurt))

    def carried(spans: list[list[int]]) -> list[list[int]]:
        moved = []
        for s, e in spans:
            if e > s:
                a = where[s]
                b = where[e - 1] + (1 if where[e] > where[e - 1] else 0)
                if b > a:
                    moved.append([a, b])
        return moved

    return hurt, [{**x, **{role: carried(x[role]) for role in ("source", "cue", "content")}} for x in attributions]


def drawn(
    text: str, attributions: list[dict[str, Any]], rnd: random.Random, *, share: float
) -> tuple[str, list[dict[str, Any]]]:
    """The text as it is, or, with probability `share`, after one or two kinds of damage."""
    if rnd.random() >= share:
        return text, attributions
    for kind in rnd.choices(KINDS, WEIGHTS, k=rnd.choice((1, 1, 2))):
        text, attributions = damage(text, attributions, kind, rnd)
    return text, attributions
