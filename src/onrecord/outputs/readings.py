"""An utterance in, its tellings laid out as readings out: what the page and the terminal print of a collation.

Rows are the collation's places with one reading for each telling; runs are one telling's words in order, with the places at
which it lacks words that others have. What is hard here is interrupted quotations: a telling may have several passages, and
the cue that stands between them belongs to no reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.datamodel import Passage, Rendering, Telling, Utterance, VariantClass

__all__ = ["Row", "Run", "essence_of", "lay_rendering", "lay_rows", "lay_runs", "place_key"]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a telling's words: a place's reading, words between places, or a place where this telling lacks words."""

    words: str
    variant: VariantClass
    passage: Passage | None
    place: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A place of the collation as a row: one reading for each telling, None where it lacks words.

    ``tellings`` numbers those that stand in this row; ``apart`` is the one in words of its own that is aligned here, if any.
    """

    key: str
    variant: VariantClass
    readings: tuple[Passage | None, ...]
    tellings: tuple[int, ...]
    apart: int | None


def place_key(number: int, row: int) -> str:
    """A name for a place of an utterance, unique in the edition."""
    return f"u{number}p{row}"


def lay_rows(number: int, utterance: Utterance) -> tuple[Row, ...]:
    """The places of the utterance's collation; ``number`` is the utterance's in the edition."""
    rows = []
    for at, place in enumerate(utterance.collation.places, start=1):
        readings: list[Passage | None] = [None] * len(utterance.tellings)
        for witness in place.witnesses:
            readings[witness.telling] = witness.passage
        tellings = tuple(witness.telling for witness in place.witnesses)
        rows.append(Row(place_key(number, at), place.variant, tuple(readings), tellings, utterance.collation.belongs(place)))
    return tuple(rows)


def lay_rendering(number: int, rendering: Rendering, words: str, original: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """The runs of a report and of the source that it is held against; the first has none in common where it stands nowhere."""
    rows = tuple(
        Row(f"h{number}p{at}", place.variant, tuple(witness.passage for witness in place.witnesses), (0, 1), None)
        for at, place in enumerate(rendering.places, start=1)
    )
    ends = ((words, rendering.passages), (original, rendering.original))
    mine, theirs = (
        tuple(lay_runs(text, Telling("", "", passages, "direct"), count, rows)) for count, (text, passages) in enumerate(ends)
    )
    return mine, theirs


def lay_runs(words: str, telling: Telling, count: int, rows: tuple[Row, ...]) -> Iterator[Run]:
    """A telling's words in order: readings, what stands between them, and where it lacks words that others have.

    Where it lacks several places in a row, that is one lack.
    """
    parts: list[list[Row]] = [[] for _ in telling.content]
    part = 0
    for row in rows:
        if count not in row.tellings or row.apart not in (None, count):
            continue
        reading = row.readings[count]
        if reading is not None:
            part = next((at for at, p in enumerate(telling.content) if p.span.holds(reading.span)), part)
        parts[part].append(row)
    for part, passage in enumerate(telling.content):
        if part:
            yield Run(" … ", "identical", None, None)
        at = passage.span.start
        lacking = False
        for row in parts[part]:
            reading = row.readings[count]
            if reading is None:
                if not lacking:
                    yield Run("", row.variant, None, row.key)
                lacking = True
            elif at <= reading.span.start and reading.span.end <= passage.span.end:
                if at < reading.span.start:
                    yield Run(words[at : reading.span.start], "identical", None, None)
                yield Run(reading.exact, row.variant, reading, row.key)
                at = reading.span.end
                lacking = False
        if at < passage.span.end:
            yield Run(words[at : passage.span.end], "identical", None, None)


def essence_of(runs: tuple[Run, ...]) -> list[str]:
    """A telling's words without the marks and blanks that stand between its readings."""
    return [run.words for run in runs if run.passage is not None or any(map(str.isalnum, run.words))]
