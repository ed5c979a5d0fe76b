"""The words of one text -> word pieces, with what marks, case and lines say of each, cut into windows for the model.

What is hard: marks come curly, straight, doubled, damaged or not at all. A shadow as long as the words (character for
character, so that no offset ever moves) writes every mark one way; each mark is then read inside its own paragraph,
and a mark without a partner only makes its own stretch *uncertain*. All of this reaches the model as features:
nothing is decided here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from onrecord.models.wordpieces import WordPieces
from onrecord.statements.marks import Why, find_quotations
from onrecord.statements.sentences import find_paragraphs

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Pieces", "Window", "cut_pieces", "cut_windows", "frame_of", "piece_id", "read_marks", "shadow"]

FILLER = "\u200b"  # a format character: the tokenizer drops it, and the offsets of its neighbours stay where they are

OUTSIDE, INSIDE, UNCLOSED, CARRIED, UNOPENED = range(5)  # what the marks say of a character
_STATES: dict[Why, int] = {
    "paired": INSIDE,
    "continued": INSIDE,
    "continues": CARRIED,
    "closing mark missing": UNCLOSED,
    "opening mark missing": UNOPENED,
}
NO_MARK, OPENING, CLOSING, SINGLE_OPENING, SINGLE_CLOSING = range(5)
NO_LINE, NEW_LINE, NEW_PARAGRAPH = range(3)
LOWER, CAPITAL, CAPITALS, DIGIT = range(4)
FEATURE_SIZES = (5, 5, 3, 4)  # state, mark, line, case

_DOUBLE = re.compile("[\"\u201c\u201d\u201e\u201f\u00ab\u00bb]|``|''")
_SINGLE = re.compile("['\u2018\u2019\u201a\u201b\u2039\u203a]")
_BROKEN = {  # UTF-8 read as cp1252: what is seen -> what was meant
    "\u00e2\u20ac\u0153": "\u201c",
    "\u00e2\u20ac\ufffd": "\u201d",
    "\u00e2\u20ac\u009d": "\u201d",
    "\u00e2\u20ac\u2122": "\u2019",
    "\u00e2\u20ac\u02dc": "\u2018",
    "\u00e2\u20ac\u201d": "\u2014",
    "\u00e2\u20ac\u201c": "\u2013",
    "\u00e2\u20ac\u00a6": "\u2026",
}
_BROKEN_ANY = re.compile(
    "|".join(map(re.escape, _BROKEN))
    + "|\u00c3[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u0192\u2018-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
)
_HALF = re.compile("[\ud800-\udfff]")  # half a character, as careless JSON has it: no tokenizer takes it
_SENTENCE_END = re.compile("[.!?\u2026][\"\u201c\u201d'\u2019)\\]]*\\s+")
_ABBREVIATED = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|sen|rep|gov|gen|lt|col|st|jr|sr|rev|prof|hon|no|vs|u\.s|u\.n|u\.k|d\.c|a\.m|p\.m|[a-z]))$", re.I
)


@dataclass(frozen=True)
class Pieces:
    """Word pieces of a text: ids, offsets, features (state, mark, line, case), and the atom and paragraph each stands in."""

    ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    features: NDArray[np.int64]
    atoms: NDArray[np.int64]
    paragraphs: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Window:
    """Pieces `[start, end)` that the model reads at once, and the part `[own_start, own_end)` whose anchors it decides."""

    start: int
    end: int
    own_start: int
    own_end: int


def shadow(words: str) -> str:
    """The words with every quotation mark and apostrophe written one way, as long as the words themselves."""

    def repaired(found: re.Match[str]) -> str:
        seen = found[0]
        meant = _BROKEN.get(seen)
        if meant is None:
            try:
                meant = seen.encode("cp1252").decode("utf-8")
            except UnicodeError:
                return seen
        return meant + FILLER * (len(seen) - len(meant))

    out = _BROKEN_ANY.sub(repaired, words) if ("\u00e2\u20ac" in words or "\u00c3" in words) else words
    out = _HALF.sub("?", out)
    if "``" in out or "''" in out:
        out = out.replace("``", "\u201c" + FILLER).replace("''", "\u201d" + FILLER)
    return out


def read_marks(words: str, text: str) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """State and mark of every character, as `find_quotations` reads the words; `text` is their shadow.

    Inside a quotation stands what it holds, its marks included. Quotations within one change the marks only.
    """
    state = np.zeros(len(words) + 1, dtype=np.int8)
    marks = np.zeros(len(words) + 1, dtype=np.int8)
    for quotation in find_quotations(words):
        start, end = quotation.span
        if not quotation.depth:
            state[start:end] = _STATES[quotation.why] if quotation.closed or quotation.why != "continued" else CARRIED
        if quotation.opened:
            marks[start] = SINGLE_OPENING if _SINGLE.match(text, start) else OPENING
        if quotation.closed:
            last = end - 1
            while last > start and text[last] == FILLER:
                last -= 1
            marks[last] = SINGLE_CLOSING if _SINGLE.match(text, last) else CLOSING
    return state, marks


def piece_id(tokenizer: WordPieces, *names: str) -> int:
    """The id of the first of these pieces that the tokenizer has; its id for unknown words (or 0) where it has none."""
    for name in (*names, "[UNK]", "<unk>"):
        found: int | None = tokenizer.token_to_id(name)
        if found is not None:
            return found
    return 0


def frame_of(tokenizer: WordPieces) -> tuple[int, int]:
    """Ids of the pieces that open and close a window."""
    return piece_id(tokenizer, "<s>", "[CLS]"), piece_id(tokenizer, "</s>", "[SEP]")


def cut_pieces(tokenizer: WordPieces, words: str) -> Pieces:
    """Word pieces of a text with their features, a separator between paragraphs.

    The `tokenizers` library's own `Tokenizer` will do too, if it neither pads nor truncates.
    """
    text = shadow(words)
    bounds = [(start, end) for start, end in find_paragraphs(words)] or [(0, len(words))]
    state, marks = read_marks(words, text)
    _, separator = frame_of(tokenizer)
    code = np.frombuffer((text + "\0").encode("utf-32-le"), dtype=np.uint32)
    upper = ((code >= 65) & (code <= 90)) | ((code >= 0xC0) & (code <= 0xDE) & (code != 0xD7))
    digit = (code >= 48) & (code <= 57)
    newline = np.concatenate([[0], np.cumsum(code == 10)])
    sentence = np.zeros(len(text) + 1, dtype=np.int64)
    for found in _SENTENCE_END.finditer(text):
        if found[0][0] != "." or not _ABBREVIATED.search(text, max(0, found.start() - 6), found.start()):
            sentence[found.end()] = 1
    for found in _DOUBLE.finditer(text):
        sentence[found.start() if marks[found.start()] == OPENING else found.end()] = 1
    sentence = np.cumsum(sentence)
    ids: list[int] = []
    offsets: list[tuple[int, int]] = []
    sizes: list[int] = []
    for n, found_pieces in enumerate(tokenizer.encode_batch([text[a:b] for a, b in bounds], add_special_tokens=False)):
        before = len(ids)
        if n:
            ids.append(separator)
            offsets.append((0, 0))
        ids += found_pieces.ids
        offsets += found_pieces.offsets
        sizes.append(len(ids) - before)
    piece_ids = np.asarray(ids, dtype=np.int64)
    paragraph = np.repeat(np.arange(len(bounds)), sizes)
    start, end = np.asarray(offsets, dtype=np.int64).reshape(-1, 2).T + np.asarray([a for a, _ in bounds])[paragraph]
    size = len(ids)
    features = np.zeros((size, 4), dtype=np.int64)
    if size:
        real = end > start
        features[:, 0] = state[start]
        features[:, 1] = np.where(real, marks[start], 0)
        for mark, written in ((OPENING, "\u201c"), (CLOSING, "\u201d"), (SINGLE_OPENING, "'"), (SINGLE_CLOSING, "'")):
            piece_ids[features[:, 1] == mark] = piece_id(tokenizer, written)
        for curly in ("\u2018", "\u2019"):
            piece_ids[piece_ids == piece_id(tokenizer, curly)] = piece_id(tokenizer, "'")
        lines = newline[start]
        features[1:, 2] = np.where(lines[1:] > lines[:-1], NEW_LINE, NO_LINE)
        features[~real, 2] = NEW_PARAGRAPH
        second = np.minimum(start + 1, len(text))
        case = np.where(upper[start], np.where(upper[second] | (end - start == 1), CAPITALS, CAPITAL), LOWER)
        features[:, 3] = np.where(real, np.where(digit[start], DIGIT, case), LOWER)
        atom = sentence[start]
        atoms = np.concatenate([[0], np.cumsum((atom[1:] != atom[:-1]) | (paragraph[1:] != paragraph[:-1]))])
    else:
        atoms = np.zeros(0, dtype=np.int64)
    return Pieces(piece_ids, start, end, features, atoms, paragraph)


def cut_windows(pieces: Pieces, *, length: int = 320, overlap: int = 48) -> tuple[Window, ...]:
    """Windows of at most `length` pieces, cut at paragraphs where they can be, each sharing about `overlap` with the next.

    Each piece is owned by exactly one window: the one in which it lies farther from a cut edge.
    """
    size = len(pieces)
    if not size:
        return ()
    edges = [0, *(int(i) for i in np.flatnonzero(np.diff(pieces.paragraphs)) + 1), size]
    softer = [0, *(int(i) for i in np.flatnonzero(np.diff(pieces.atoms)) + 1), size]

    def last_at_most(places: list[int], bound: int, floor: int) -> int | None:
        fitting = [p for p in places if floor < p <= bound]
        return fitting[-1] if fitting else None

    spans: list[tuple[int, int]] = []
    start = 0
    while True:
        if size - start <= length:
            spans.append((start, size))
            break
        end = (
            last_at_most(edges, start + length, start + length // 2)
            or last_at_most(softer, start + length, start + length // 2)
            or start + length
        )
        spans.append((start, end))
        start = (
            last_at_most(edges, end - overlap, max(start, end - 3 * overlap))
            or last_at_most(softer, end - overlap, max(start, end - 3 * overlap))
            or end - overlap
        )
    owned = [0, *((b[0] + a[1] + 1) // 2 for a, b in pairwise(spans)), size]
    return tuple(Window(a, b, own, own_end) for (a, b), own, own_end in zip(spans, owned, owned[1:], strict=False))
