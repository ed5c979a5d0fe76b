"""Utterances of which a report tells only half: the tellings of one in, the tellings of each half out.

"We have nine names on our list, and nobody has crossed one off" is one sentence in two reports; a third prints its first half
alone. The third is no witness of the second half, and leaves it out. What is hard here is where a sentence may be parted: only
before a clause that says something of its own ("and" with somebody who does something), never where a condition or a "but"
says how the rest is meant, and only where two reports at least tell both halves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.collation.lexicon import CONDITIONALS, NEGATORS, key_of
from onrecord.collation.origins import Provenance
from onrecord.collation.stretches import find_clauses
from onrecord.collation.units import find_marked, is_within
from onrecord.datamodel import Half, Passage, Report, Statement, Telling
from onrecord.spans import Span
from onrecord.stories.words import find_words

__all__ = ["find_halves"]

SHARED = 0.3
"""Share of the words that matter of the shorter of two stretches that the other has too, for both to tell the same."""
TELLS = 0.6
"""Share of the words that matter of a half that a telling has which tells it alone."""
_OPENS = re.compile(
    r"\W*and\s(?:that\s)?[“\"‘']?(?:"
    r"(?:I|we|he|she|it|they|you|there|nobody|no\sone|nothing|everybody|everyone|somebody)(?:[’']\w+)?\s"
    r"|(?:(?:the|an?|my|our|his|her|its|their|your|this|these|no)\s)?(?:\w+\s){1,3}"
    r"(?:will|would|shall|should|can|could|must|may|might|has|have|had|is|are|was|were|does|do|did)\b)",
    re.I,
)
"""A clause with somebody who does something: "and nobody has crossed one off", "and the works will not reopen"."""
_SENTENCES = re.compile(r"[.!?]\W*\s")
_BOUNDS = CONDITIONALS | frozenset("but without although though while when whenever because until so or".split())
"""Words that say how the rest of a sentence is meant: what they stand in is left whole."""


@dataclass(frozen=True, slots=True)
class _Content:
    """A telling: its report's id, all words of the report, and the spans that tell."""

    report: str
    words: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Cut:
    """A telling in two halves, and the keys of the words that matter in each."""

    spans: tuple[tuple[Span, ...], tuple[Span, ...]]
    keys: tuple[frozenset[str], frozenset[str]]


def find_halves(
    reports: Sequence[Report], tellings: Sequence[Telling], statements: Sequence[Statement], provenance: Provenance
) -> tuple[Half, ...]:
    """The two halves of an utterance of which a report tells only one, with their origins; none where all tell it alike.

    ``reports`` and ``statements`` are those of the tellings, in their order.
    """
    contents = [
        _Content(report.id, report.text.words, tuple(passage.span for passage in telling.content))
        for report, telling in zip(reports, tellings, strict=True)
    ]
    found: list[Half] = []
    for spans_of in _halves(contents):
        told = [(_cut_to(reports[at], tellings[at], spans), statements[at]) for at, spans in sorted(spans_of.items())]
        origins = provenance.origins([(telling.report_id, telling.content, statement) for telling, statement in told])
        found.append(Half(tuple(telling for telling, _ in told), origins))
    return tuple(found)


def _cut_to(report: Report, telling: Telling, spans: Sequence[Span]) -> Telling:
    """A telling of these spans alone, which may stand inside marks where the whole stands partly there."""
    manner = telling.manner
    if manner == "mixed":
        marked = find_marked(report)
        within = {is_within(marked, word.span) for span in spans for word in find_words(report.text.words, span)}
        manner = "mixed" if len(within) > 1 else "direct" if True in within else "indirect"
    return replace(telling, content=tuple(Passage(report.text, span) for span in spans), manner=manner)


def _halves(contents: Sequence[_Content]) -> tuple[Mapping[int, tuple[Span, ...]], ...]:
    """The spans that tell each half, by the number of the telling; nothing where no report tells a half alone."""
    if len({content.report for content in contents}) < 3 or any(map(_is_bounded, contents)):
        return ()
    cuts = [list(_cuts(content)) for content in contents]
    models = {model.keys: model for those in cuts for model in those}
    words = [_keys_in(content.words, content.spans) for content in contents] if models else []
    parted = (_parted(contents, cuts, words, model) for model in models.values())
    return next((halves for halves in parted if halves is not None), ())


def _parted(
    tellings: Sequence[_Content], cuts: Sequence[Sequence[_Cut]], words: Sequence[frozenset[str]], model: _Cut
) -> tuple[dict[int, tuple[Span, ...]], dict[int, tuple[Span, ...]]] | None:
    """The halves where every telling has both as one of them has, or one and nothing of the other."""
    whole = {
        at: next((c for c in those if all(map(_are_alike, c.keys, model.keys))), None) for at, those in enumerate(cuts) if those
    }
    both = {at: cut for at, cut in whole.items() if cut is not None}
    keys = [frozenset[str]().union(*(cut.keys[side] for cut in both.values())) for side in (0, 1)]
    halves: tuple[dict[int, tuple[Span, ...]], dict[int, tuple[Span, ...]]] = ({}, {})
    for at, telling in enumerate(tellings):
        if at in both:
            halves[0][at], halves[1][at] = both[at].spans
            continue
        sides = [side for side in (0, 1) if not words[at].isdisjoint(keys[side])]
        if len(sides) != 1 or not any(_tells(words[at], cut.keys[sides[0]]) for cut in both.values()):
            return None
        halves[sides[0]][at] = telling.spans
    of_half = [{tellings[at].report for at in half} for half in halves]
    return halves if len({tellings[at].report for at in both}) > 1 and of_half[0] != of_half[1] else None


def _cuts(telling: _Content) -> Iterator[_Cut]:
    """The places where a telling may be parted."""
    clauses = [clause for span in telling.spans for clause in find_clauses(telling.words, span)]
    if _SENTENCES.search(telling.words, telling.spans[0].start, clauses[-1].start):
        return
    for at in range(1, len(clauses)):
        if _OPENS.match(telling.words, clauses[at].start):
            spans = (_within(telling.spans, clauses[:at]), _within(telling.spans, clauses[at:]))
            keys = (_keys_in(telling.words, spans[0]), _keys_in(telling.words, spans[1]))
            if all(keys):
                yield _Cut(spans, keys)


def _within(spans: Sequence[Span], clauses: Sequence[Span]) -> tuple[Span, ...]:
    """Clauses in a row as the spans of the telling have them."""
    held = [[clause for clause in clauses if span.holds(clause)] for span in spans]
    return tuple(Span(those[0].start, those[-1].end) for those in held if those)


def _is_bounded(telling: _Content) -> bool:
    return any(word.n in _BOUNDS for span in telling.spans for word in find_words(telling.words, span))


def _keys_in(words: str, spans: Sequence[Span]) -> frozenset[str]:
    found = (word.n for span in spans for word in find_words(words, span) if not word.is_function_word)
    return frozenset(key_of(n)[0] for n in found if n not in NEGATORS)


def _tells(words: frozenset[str], half: frozenset[str]) -> bool:
    """Does a telling have most of what another has in a half?"""
    return len(words & half) >= TELLS * len(half)


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= max(1, SHARED * min(len(one), len(other)))
