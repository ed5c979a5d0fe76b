"""Text in, quotations out: which stretches stand inside quotation marks, however the marks are written or damaged.

Read are straight, curly, doubled (``so''), angled and low marks, single ones beside apostrophes, marks in mojibake, quotations
within quotations and quotations over several paragraphs. What is hard is damage: a mark that is missing, and straight marks
that do not tell their side. Each paragraph is read by itself, so that nothing carries over; within it a mark without
its partner
makes a quotation of its own sentence, or of what is left of the paragraph where no other mark follows, and says so.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from onrecord.spans import Span, trim_span
from onrecord.statements.sentences import find_paragraphs, find_sentences_within

__all__ = ["Quotation", "Why", "find_quotations"]

Why = Literal["paired", "continues", "continued", "closing mark missing", "opening mark missing"]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch inside quotation marks; the span holds the marks that are there.

    ``opened`` and ``closed`` say whether its first and last mark are printed. ``depth`` is 0 outside any other quotation.
    ``why``: *paired*; *continues* where the next paragraph opens again, as printers mark a long quotation, and *continued* for
    that next paragraph; or the mark that is missing.
    """

    span: Span
    closed: bool
    opened: bool
    depth: int
    why: Why


# Mojibake first: its dashes hold curly marks that are none ("â€“" is an en dash).
_MARK = re.compile(
    r"(?P<dash>â€[“”])|(?P<mopen>â€œ)|(?P<mclose>â€[\ufffd\x9d])|(?P<msopen>â€˜)|(?P<msclose>â€™)"
    r"|(?P<curly>[“”„‟«»])|(?P<back>``|´´)|(?P<twice>(?<![\w'])''|''(?!')|‘‘|’’)|(?P<straight>[\"＂])|(?P<single>[‘’'‹›‚])"
)
_INCHES = re.compile(r"\d['′’]\s?\d{1,2}(?:½)?$")
_OPENERS = "([{—–-/“‘„«‹\"'`=>"
_ELIDED = re.compile(r"(?:\d|(?:em|tis|twas|til|till|cause|cuz|n|round|bout|nuff|tude|hood|kay)\b)", re.I)


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    side: Literal["open", "close", "either"]
    glyph: str


@lru_cache(maxsize=256)  # comparing reports asks for the same text's again and again
def find_quotations(words: str) -> tuple[Quotation, ...]:
    """The quotations of a text in order of their first character, an outer one before those within it.

    >>> text = "“We will stay,” Oru said."
    >>> [quotation.span.cut(text) for quotation in find_quotations(text)]
    ['“We will stay,”']
    """
    found: list[Quotation] = []
    paragraphs = find_paragraphs(words)
    for index, paragraph in enumerate(paragraphs):
        doubles, singles = _read_marks(words, paragraph)
        follower = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
        # An unclosed quotation goes on where the next paragraph opens with a mark.
        goes_on = follower is not None and _opens(words, follower)
        before = found[-1] if found and found[-1].why in ("continues", "continued") and not found[-1].closed else None
        carried = before is not None and before.span.end == paragraphs[index - 1].end
        found += _pair(words, paragraph, doubles, singles, goes_on=goes_on, carried=carried)
    return tuple(found)


def _opens(words: str, paragraph: Span) -> bool:
    """Does a paragraph begin with an opening mark?"""
    match = _MARK.match(words, paragraph.start)
    return match is not None and match.lastgroup in ("mopen", "curly", "back", "twice", "straight") and match[0] not in "”»"


def _read_marks(words: str, paragraph: Span) -> tuple[list[_Mark], list[_Mark]]:
    """The double and the single marks of a paragraph with their sides; apostrophes and inches are left out."""
    doubles: list[_Mark] = []
    singles: list[_Mark] = []
    low = False
    for match in _MARK.finditer(words, paragraph.start, paragraph.end):
        kind, glyph = match.lastgroup or "", match[0]
        start, end = match.span()
        # Unprintable characters (directional marks, zero-width blanks) count as blanks.
        before = words[start - 1] if start > paragraph.start and words[start - 1].isprintable() else " "
        after = words[end] if end < paragraph.end and words[end].isprintable() else " "
        side: Literal["open", "close", "either"]
        if kind == "dash":
            continue
        if kind in ("single", "msopen", "msclose"):
            if (mark := _read_single(words, match, before, after)) is not None:
                singles.append(mark)
            continue
        if kind in ("mopen", "back"):
            side = "open"
        elif kind == "mclose":
            side = "close"
        elif kind == "curly":
            side = _curly_side(glyph, before, after, low)
            low = glyph in "„‟" or (low and side == "open")
        else:
            if before.isdigit() and glyph in "\"'" and _INCHES.search(words, max(paragraph.start, start - 8), start):
                continue
            side = _straight_side(before, after)
        doubles.append(_Mark(start, end, side, glyph))
    return doubles, singles


def _curly_side(glyph: str, before: str, after: str, low: bool) -> Literal["open", "close", "either"]:
    if glyph in "„‟":
        return "open"
    if low and glyph in "“”":
        return "close"
    if glyph in "«»":
        # French «so», German »so«: the side is where the blank is, else the French one.
        if before.isspace() and not after.isspace():
            return "open"
        if after.isspace() and not before.isspace():
            return "close"
        return "open" if glyph == "«" else "close"
    # Mistyped curly marks turn their back on the word; only where both neighbours agree is the glyph overruled.
    if glyph == "“":
        return "close" if (before.isalnum() or before in ".,!?") and (after.isspace() or after in ".,;:)") else "open"
    return "open" if before.isspace() and after.isalnum() else "close"


def _straight_side(before: str, after: str) -> Literal["open", "close", "either"]:
    if (before.isspace() or before in _OPENERS) and not after.isspace() and after not in ",.;:!?)":
        return "open" if before.isspace() or after.isalnum() else "either"
    if not before.isspace() and (after.isspace() or after in ",.;:!?)]—–-"):
        return "close"
    return "either"


def _read_single(words: str, match: re.Match[str], before: str, after: str) -> _Mark | None:
    """A single mark as quotation mark, or None for an apostrophe."""
    glyph = {"msopen": "‘", "msclose": "’"}.get(match.lastgroup or "", match[0])
    start, end = match.span()
    if before.isalnum() and after.isalnum():
        return None
    opens = (before.isspace() or before in _OPENERS) and (after.isalnum() or after in '“"„[$…')
    if opens and glyph in "‘'‹›‚" and not _ELIDED.match(words, end):
        return _Mark(start, end, "open", glyph)
    if not before.isspace() and not after.isalnum() and glyph in "’'›‹‘":
        return _Mark(start, end, "close", glyph)
    return None


def _pair(
    words: str, paragraph: Span, doubles: list[_Mark], singles: list[_Mark], *, goes_on: bool, carried: bool
) -> list[Quotation]:
    """The quotations of one paragraph from its marks."""
    if not doubles and not singles:
        return []
    sentences = find_sentences_within(words, paragraph)
    starts = [sentence.start for sentence in sentences]

    def sentence_at(position: int) -> Span:
        return sentences[max(0, bisect_right(starts, position) - 1)]

    found: list[tuple[int, int, bool, bool, Why]] = []
    stack: list[_Mark] = []
    ended = paragraph.start  # where the last quotation ended: one without its opening mark begins no earlier
    for index, mark in enumerate(doubles):
        side = mark.side
        if side == "either":
            side = "close" if stack else "open"
        elif (
            side == "close" and not stack and words[mark.start - 1 : mark.start] in (",", ":") and _closes_next(doubles, index)
        ):
            side = "open"  # `He says,” we stay,” and leaves`: a blank on the wrong side
        if side == "open":
            if stack and (len(stack) > 1 or not _nests(doubles, index)):
                lost = stack.pop()
                stack.clear()
                # Its sentence, or less where the next mark stands in the same one.
                stop = min(sentence_at(lost.start).end, mark.start)
                if (span := trim_span(words, lost.start, stop)) is not None:
                    found.append((span.start, span.end, False, True, "closing mark missing"))
                    ended = span.end
            stack.append(mark)
        elif stack:
            opening = stack.pop()
            if opening.end < mark.start:
                why: Why = "continued" if carried and opening.start == paragraph.start else "paired"
                found.append((opening.start, mark.end, True, True, why))
            ended = mark.end
        else:
            sentence = sentence_at(max(paragraph.start, mark.start - 1))
            begin = paragraph.start if carried and ended == paragraph.start else max(sentence.start, ended)
            span = trim_span(words, begin, mark.end)
            inches = words[mark.start - 1 : mark.start].isdigit() and mark.end < paragraph.end and words[mark.end] == " "
            if span is not None and span.start < mark.start and not (inches and words[mark.end + 1 : mark.end + 2].islower()):
                found.append((span.start, span.end, True, False, "opening mark missing"))
            ended = mark.end
    if stack:
        lost = stack[0]
        if lost.end < paragraph.end:
            found.append((lost.start, paragraph.end, False, True, "continues" if goes_on else "closing mark missing"))
    found += _pair_singles(words, paragraph, singles, found)
    return _with_depth(found)


def _nests(marks: list[_Mark], index: int) -> bool:
    """Does a quotation within a quotation begin here? Then two closing marks follow before the next opening one."""
    return index + 2 < len(marks) and marks[index + 1].side != "open" and marks[index + 2].side != "open"


def _closes_next(marks: list[_Mark], index: int) -> bool:
    return index + 1 < len(marks) and marks[index + 1].side == "close"


def _pair_singles(
    words: str, paragraph: Span, marks: list[_Mark], doubles: list[tuple[int, int, bool, bool, Why]]
) -> list[tuple[int, int, bool, bool, Why]]:
    """Quotations in single marks: an opening one with the best closing one before the next opening one."""
    found: list[tuple[int, int, bool, bool, Why]] = []
    borders = sorted([start for start, *_ in doubles] + [end for _, end, *_ in doubles])
    opening: _Mark | None = None
    spare: _Mark | None = None  # "the players' union" may or may not close one

    def close(mark: _Mark) -> None:
        if opening is None or opening.end >= mark.start:
            return
        # One that crosses a double mark's quotation is an apostrophe's doing.
        inside = bisect_right(borders, opening.start)
        if bisect_right(borders, mark.end - 1) - inside in (0, 2, 4) or opening.start == paragraph.start:
            found.append((opening.start, mark.end, True, True, "paired"))

    for mark in marks:
        if mark.side == "open":
            if opening is not None and spare is not None:
                close(spare)
            opening, spare = mark, None
        elif opening is not None:
            doubtful = words[mark.start - 1] in "sS" and words[mark.end : mark.end + 2].lstrip().islower()
            if doubtful:
                spare = mark
            else:
                close(mark)
                opening, spare = None, None
    if opening is not None and spare is not None:
        close(spare)
    elif opening is not None and opening.glyph == "‘" and opening.start == paragraph.start and not doubles:
        found.append((opening.start, paragraph.end, False, True, "closing mark missing"))
    return found


def _with_depth(found: list[tuple[int, int, bool, bool, Why]]) -> list[Quotation]:
    """Quotations in order with their depth; one that crosses another is dropped."""
    quotations: list[Quotation] = []
    around: list[int] = []
    for start, end, closed, opened, why in sorted(found, key=lambda each: (each[0], -each[1])):
        while around and around[-1] <= start:
            around.pop()
        if around and end > around[-1]:
            continue
        quotations.append(Quotation(Span(start, end), closed, opened, len(around), why))
        around.append(end)
    return quotations
