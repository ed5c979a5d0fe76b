"""The learned finder: the words of a text in, attributions out, each with a calibrated score.

The text is cut into word pieces with features and into windows (`pieces`); a reader (the shipped model, or the
trainer's own network) gives anchors and label scores for one window; `decoding` draws spans from them. Here the
drafts of all windows are weighed, doubled ones dropped, and told ones put under what they are told in. Every window
is read alone, never in a batch, so that a text gives the same bytes in any company.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from onrecord.models.loader import Model, shipped_model
from onrecord.models.wordpieces import WordPieces
from onrecord.spans import Span
from onrecord.statements.attribution import Attribution, Shelves
from onrecord.statements.cues import lemma_of
from onrecord.statements.decoding import Draft, draft
from onrecord.statements.marks import find_quotations
from onrecord.statements.pieces import cut_pieces, cut_windows, frame_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MODEL", "Reader", "ShippedReader", "choose", "find_attributions", "find_drafts", "find_with", "weigh"]

MODEL = "attribution_v3"
WINDOW, OVERLAP = 256, 16  # of the pairs tried on the held-out articles the best, and fast
TOLD_FLOOR = 0.6  # the corpus never marks what is told within a telling, so these are read by themselves
QUOTATION_FLOOR, LONG_QUOTATION = 0.2, 6  # on the held-out articles 4 of the 5 such drafts are right, of shorter ones 2 of 10
DOUBTFUL_ANCHOR = -1.9  # anchors below this logit (about one in eight) are not even drafted


_WORD = re.compile(r"\w+")
_BARE = re.compile(r"[\s\"\u201c\u201e\u00ab'\u2018`]*(?:that\s+)?")  # a content read as if it stood by itself
TELLING = frozenset(
    "say tell write ask add claim warn assure promise announce insist argue admit deny report state declare explain note "
    "reply answer respond suggest predict acknowledge complain confirm allege testify vow pledge recall reveal urge".split()
)


_SELF = frozenset(("I", "We", "we", "me", "us"))


_SENTENCE = re.compile(r"(?:[^.!?]|[.!?](?!\s))+[.!?]*")
_SAID = re.compile(
    r"\b(?:said|says|told|tells|telling|saying|wrote|writes|asked|claimed|claims|warned|assured|promised|announced|insisted|"
    r"insists|argued|argues|admitted|denied|denies|declared|explained|testified|vowed|acknowledged|complained|alleged)\b"
)
_AROUND = "\"\u201c\u201d\u201e\u00ab\u00bb'\u2018\u2019` \n\t"


class Reader(Protocol):
    """Reads one framed window: ids (n), features (n, 4), atoms (n), paragraphs (n), own (n)."""

    tokenizer: WordPieces
    first: int
    last: int
    changes: NDArray[np.float32]

    def read(
        self,
        ids: NDArray[np.int64],
        features: NDArray[np.int64],
        atoms: NDArray[np.int64],
        paragraphs: NDArray[np.int64],
        own: NDArray[np.bool_],
    ) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.float32]]:
        """Anchor logits (n), places of likely anchors within `own` (k), label scores (k, n, 8)."""
        ...


def find_drafts(words: str, reader: Reader, *, window: int = WINDOW, overlap: int = OVERLAP) -> list[Draft]:
    """All drafts of a text, in the order of their windows and anchors."""
    pieces = cut_pieces(reader.tokenizer, words)
    drafts: list[Draft] = []
    for view in cut_windows(pieces, length=window, overlap=overlap):
        a, b = view.start, view.end
        size = b - a + 2
        ids = np.empty(size, dtype=np.int64)
        ids[0], ids[-1], ids[1:-1] = reader.first, reader.last, pieces.ids[a:b]
        features = np.zeros((size, 4), dtype=np.int64)
        features[1:-1] = pieces.features[a:b]
        atoms, paragraphs = (np.pad(numbers[a:b] - numbers[a], 1, mode="edge") for numbers in (pieces.atoms, pieces.paragraphs))
        own = np.zeros(size, dtype=np.bool_)
        own[1 + view.own_start - a : 1 + view.own_end - a] = True
        logits, places, scores = reader.read(ids, features, atoms, paragraphs, own)
        drafts += draft(words, pieces, a, b, places, logits, scores, reader.changes)
    return drafts


class ShippedReader:
    """Reads windows with a model's session."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.tokenizer: WordPieces = model.tokenizer
        self.first, self.last = frame_of(self.tokenizer)
        self.changes: NDArray[np.float32] = np.asarray(model.manifest["changes"], dtype=np.float32)
        self.calibration: Mapping[str, Any] = model.manifest["calibration"]

    def read(
        self,
        ids: NDArray[np.int64],
        features: NDArray[np.int64],
        atoms: NDArray[np.int64],
        paragraphs: NDArray[np.int64],
        own: NDArray[np.bool_],
    ) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.float32]]:
        """As `Reader` asks, one window a run."""
        given = {"ids": ids, "features": features, "atoms": atoms, "paragraphs": paragraphs, "own": own}
        logits, places, scores = self.model.session.run(None, {name: values[None] for name, values in given.items()})
        return logits[0], places, scores


@cache
def _shipped_reader(name: str) -> ShippedReader:
    return ShippedReader(shipped_model(name))


def find_attributions(words: str) -> tuple[Attribution, ...]:
    """Who said or thought what in a text, by the shipped model: a `Finder`. Raises `UnusableModel`."""
    reader = _shipped_reader(MODEL)
    return find_with(words, reader)


def find_with(words: str, reader: ShippedReader) -> tuple[Attribution, ...]:
    """What a reader finds: first in the text, then, each read by itself, in the contents that may tell of others' words."""
    calibration, why = reader.calibration, f"model {reader.model.name}"
    drafts = find_drafts(words, reader)
    outer = choose(drafts, calibration, floor=calibration["floor"], why=why)
    outer = _ordered(
        [*outer, *_second_chances(words, drafts, outer, calibration, why=f"{why}, below its floor for a quotation")]
    )
    inner: list[Attribution] = []
    for told in _may_tell(words, outer):
        bare = told.cut(words)
        found = choose(find_drafts(bare, reader), calibration, floor=TOLD_FLOOR, why=f"{why}, told within")
        inner += (_moved(each, told.start) for each in found if _tells(each, bare))
    by_place = Shelves()
    for number, other in enumerate(outer):
        by_place.put(number, [*other.content, *other.cue])
    kept = [each for each in inner if not any(_doubles(each, outer[n]) for n in by_place.near([*each.content, *each.cue]))]
    every = _ordered([*outer, *kept])
    return _ordered([each for each in every if each.parent is None or _tells(each, words)])


def _second_chances(
    words: str, drafts: list[Draft], outer: tuple[Attribution, ...], calibration: Mapping[str, Any], *, why: str
) -> Iterator[Attribution]:
    """For each quotation of some length that was left to nobody: the best draft on it that names a source, if not hopeless."""
    told, drafted = Shelves(), Shelves()
    for number, each in enumerate(outer):
        told.put(number, each.content)
    for number, made in enumerate(drafts):
        if made.source:
            drafted.put(number, made.content)
    given: set[int] = set()
    for quotation in find_quotations(words):
        span = quotation.span
        if quotation.depth or len(_WORD.findall(span.cut(words))) < LONG_QUOTATION:
            continue
        if any(span.overlaps(part) for n in told.near([span]) for part in outer[n].content):
            continue
        likely = [n for n in drafted.near([span]) if any(span.overlaps(part) for part in drafts[n].content)]
        best = max(likely, key=lambda n: (weigh(drafts[n], calibration), -n), default=None)
        if best is not None and best not in given and weigh(drafts[best], calibration) >= QUOTATION_FLOOR:
            given.add(best)
            yield _given(drafts[best], weigh(drafts[best], calibration), why)


def _given(found: Draft, score: float, why: str) -> Attribution:
    return Attribution(content=found.content, cue=found.cue, source=found.source, score=round(score, 3), why=why)


def _may_tell(words: str, outer: tuple[Attribution, ...]) -> Iterator[Span]:
    """The sentences of contents that hold a plain word of saying, bare of marks and of a leading "that", each once."""
    seen: set[tuple[int, int]] = set()
    for each in outer:
        for span in each.content:
            for sentence in _SENTENCE.finditer(words, span.start, span.end):
                if not _SAID.search(words, sentence.start(), sentence.end()):
                    continue
                bare = _BARE.match(words, sentence.start(), sentence.end())
                start = bare.end() if bare else sentence.start()
                end = start + len(words[start : sentence.end()].rstrip(_AROUND))
                if (start, end) not in seen and len(words[start:end].split()) >= 4:
                    seen.add((start, end))
                    yield Span(start, end)


def _doubles(each: Attribution, other: Attribution) -> bool:
    """Do two attributions stand for one telling? Not where the one's cue lies in what the other tells."""
    if _shared(each.cue, other.cue):
        return True
    return _likeness(each.content, other.content) > 0.5 and not _shared(each.cue, other.content)


def _tells(found: Attribution, words: str) -> bool:
    """Is it somebody else's saying, told by a plain verb of saying?"""
    return (
        bool(found.cue and found.source)
        and any(lemma_of(word) in TELLING for word in _WORD.findall(found.cue[-1].cut(words).lower()))
        and found.source[0].cut(words) not in _SELF
    )


def _moved(found: Attribution, by: int) -> Attribution:
    content, cue, source = (tuple(span.shifted(by) for span in spans) for spans in (found.content, found.cue, found.source))
    return Attribution(content=content, cue=cue, source=source, score=found.score, why=found.why)


def weigh(found: Draft, weights: Mapping[str, Any]) -> float:
    """The chance that a draft is right, by a logistic function of its evidence."""
    z = weights["bias"] + sum(w * (x - m) for w, x, m in zip(weights["weights"], found.evidence, weights["means"], strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, z))))


def _shared(a: tuple[Span, ...], b: tuple[Span, ...]) -> int:
    return sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in a for y in b)


def _likeness(a: tuple[Span, ...], b: tuple[Span, ...]) -> float:
    both = _shared(a, b)
    return both / (sum(map(len, a)) + sum(map(len, b)) - both)


def _repeats(found: Draft, other: Draft) -> bool:
    same_cue = _shared(found.cue, other.cue) or not found.cue or not other.cue
    return _likeness(found.content, other.content) > (0.5 if same_cue else 0.8)


def choose(drafts: list[Draft], weights: Mapping[str, Any], *, floor: float, why: str) -> tuple[Attribution, ...]:
    """Drafts whose score reaches `floor`, without doubles (the better one stays), in text order, each under its parent."""
    kept: list[tuple[float, Draft]] = []
    by_place = Shelves()
    for score, found in sorted(
        ((weigh(d, weights), d) for d in drafts), key=lambda pair: (-pair[0], pair[1].content, pair[1].cue)
    ):
        if score < floor:
            break
        if any(_repeats(found, kept[n][1]) for n in by_place.near(found.content)):
            continue
        by_place.put(len(kept), found.content)
        kept.append((score, found))
    return _ordered([_given(made, score, why) for score, made in kept])


def _ordered(found: list[Attribution]) -> tuple[Attribution, ...]:
    """In text order, each under the attribution it is told in."""
    found = sorted(found, key=lambda each: (each.content, each.cue, each.source))
    by_place = Shelves()
    for number, each in enumerate(found):
        by_place.put(number, each.content)
    parents = [_parent(n, found, by_place.near(each.content)) for n, each in enumerate(found)]
    return tuple(each if each.parent == up else replace(each, parent=up) for each, up in zip(found, parents, strict=True))


def _parent(n: int, found: list[Attribution], near: list[int]) -> int | None:
    """The smallest other content that holds this one's content and cue whole."""
    mine = found[n]
    best: tuple[int, int] | None = None
    for m in near:
        other = found[m]
        if mine.content[0].start < other.content[0].start or mine.content[-1].end > other.content[-1].end:
            continue
        size = sum(map(len, other.content))
        own = sum(map(len, mine.content))
        told = mine.cue or mine.source
        if (
            m != n
            and own < size
            and _shared(mine.content, other.content) == own
            and told
            and _shared(told, other.content) == sum(map(len, told))
            and (best is None or size < best[0])
        ):
            best = (size, m)
    return None if best is None else best[1]
