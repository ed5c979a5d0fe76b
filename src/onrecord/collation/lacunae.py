"""Which omissions change the meaning of the rest: tellings and their places in, what each lost out.

A telling may leave out much and still say what was said. It says something else where what is gone bound the rest: a condition,
a restriction of a denial, the other half of a "but"; or, within the quotation, a denial, whose word it is, a hedge, or of how
many it was said. What is hard here is to tell such words from those that only say more. A clause counts where it belongs to a
sentence of which the telling has the rest, and where the report does not give it right beside; a small word only where it
is gone from the middle of words that otherwise stand firm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz.distance import LCSseq

from onrecord.collation.lexicon import NEGATORS, stem
from onrecord.collation.strands import Strand, Token
from onrecord.datamodel import Lacuna, LossKind, Passage, Place, VariantClass
from onrecord.spans import Span
from onrecord.stories.words import find_words

__all__ = ["find_lacunae", "weighed"]

FIRM = 0.75
"""Share of a telling's words that the other has in order, from which on a small word is missed there."""
FIRM_WORDS = 5
"""Words that they share at least."""
SMALL = 4
"""Words that are gone at most where one of them is the denial, the hedge or the extent; else a clause of its own is gone."""
SAYING = 7
"""Words that are gone at most where they say whose word it is."""
CLAUSE = 30
"""Words of a condition, a restriction or a contrast at most."""
NEAR = 240
"""Characters beside a telling in which its report may give what the telling lacks."""

_CONDITION = re.compile(
    r"\W*(?:(?:and|but|or|even|only)\s)?(?:if|unless|until|provid(?:ed|ing)\sthat|as\slong\sas|so\slong\sas|in\s(?:exchange|return)\sfor"
    r"|on\s(?:the\s|one\s|two\s)?conditions?|assuming|except\sif|only\s(?:if|when|after|once))\b",
    re.I,
)
_CONTRAST = re.compile(r"\W*(?:but|however|although|though|except|yet)\b", re.I)
_RESTRICTION = re.compile(
    r"\W*(?:that|who|during|while|except|till|without|other\sthan|as\sfar\sas|knowingly|in\sthis|to\smy\sknowledge)\b", re.I
)
_BOUND = NEGATORS | frozenset("any ever every all nobody always only each".split())
"""Words whose reach a restriction limits: "no door is ever locked during a shift"."""
_ATTRIBUTION = re.compile(
    r"\b(?:(?:they|i|we|people|officials|some|others|many|doctors|experts|witnesses|neighbours|you)\s(?:say|said|claim|claimed|tell|told)"
    r"|(?:i|we|he|she|they)\s(?:am|are|was|were|have\sbeen|had\sbeen|has\sbeen)\stold|i\sheard|we\shear|reportedly|allegedly|alleged"
    r"|according\sto|so-called|supposedly|purported(?:ly)?|it\sis\ssaid)\b",
    re.I,
)
_HEDGE = re.compile(
    r"\b(?:may|might|perhaps|maybe|possibly|probably|likely|apparently|seems?|seemed|appears?|appeared|i\s(?:think|believe|guess|suppose|hope)"
    r"|in\smy\s(?:view|opinion)|evidence\s(?:of|that)|almost|nearly|roughly|a\ssort\sof|a\skind\sof)\b",
    re.I,
)
_EXTENT = re.compile(
    r"\b(?:some|most|many|few|several|half|part|partly|mostly|largely|only|all|every|each|sometimes|often|usually|always|rarely|never)\b",
    re.I,
)
_CONDITIONAL = re.compile(r"\bconditional(?:ly)?\b", re.I)
_CONDITIONS = re.compile(r"\b(?:if|unless|until|provided|providing|conditions?|exchange|return\sfor|once|when)\b", re.I)
_CLAUSES: tuple[tuple[LossKind, re.Pattern[str], re.Pattern[str]], ...] = (
    ("condition", _CONDITION, _CONDITIONS),
    ("contrast", _CONTRAST, re.compile(r"\b(?:but|however|although|though|except|yet|while)\b", re.I)),
    ("restriction", _RESTRICTION, re.compile("")),
)
"""Clauses that bound the rest: how they open, and what shows that a report gives such a one elsewhere."""
_LACKING: frozenset[VariantClass] = frozenset({"omission", "addition"})
_SMALL_WORDS: tuple[tuple[LossKind, re.Pattern[str]], ...] = (("hedge", _HEDGE), ("extent", _EXTENT))
_OF = frozenset("case cases part parts place places way ways times instances respects people us them all".split())
"""What may stand beside a hedge or an extent and is no matter of its own: "in many cases"."""
_STOP = re.compile(r"[.!?][”\"’']?\s|[.!?]$|;\s")


def find_lacunae(strands: Sequence[Strand], places: Sequence[Place]) -> Iterator[Lacuna]:
    """Omissions that change the meaning of the rest; ``strands`` are the tellings that stand in the places, in order."""
    for telling, strand in enumerate(strands):
        for gap in _gaps(places, telling):
            found = _loss(strands, strand, gap, places)
            if found is not None:
                held, words, loses = found
                first = next((w.passage for at in gap.places for w in places[at].witnesses if w.telling == telling), None)
                yield Lacuna(telling, held, words, loses, first)


def weighed(places: Sequence[Place], lacunae: Sequence[Lacuna]) -> tuple[Place, ...]:
    """The places, of each gap one named so where a telling lacks words to the harm of the rest: the one of most words.

    A clause that falls into several places is dropped once. Where those that have the words differ in them, the place keeps
    the class of that, if another place of the gap can be named.
    """
    named = list(places)
    for lacuna in lacunae:
        held = [at for at, place in enumerate(places) if _holds(place, lacuna)]
        lacking = [at for at in held if places[at].variant in _LACKING] or held[:1]
        for at in sorted(lacking, key=lambda at: -_length(places[at], lacuna.held))[:1]:
            if places[at].variant not in ("altered-inside-marks", "bowdlerised"):
                named[at] = Place("omission-changes-meaning", places[at].witnesses)
    return tuple(named)


def _length(place: Place, telling: int) -> int:
    """Characters that a telling has in a place."""
    return sum(len(w.passage.span) for w in place.witnesses if w.telling == telling and w.passage is not None)


def _holds(place: Place, lacuna: Lacuna) -> bool:
    passages = {witness.telling: witness.passage for witness in place.witnesses}
    held, lacking = passages.get(lacuna.held), passages.get(lacuna.telling)
    return (
        held is not None
        and lacuna.words.span.holds(held.span)
        and lacuna.telling in passages
        and (lacking is None or lacking == lacuna.ellipsis)
    )


@dataclass(frozen=True, slots=True)
class _Gap:
    """Places in a row in which a telling has no words, and whether it has some before and after them."""

    places: tuple[int, ...]
    after_words: bool
    before_words: bool


def _gaps(places: Sequence[Place], telling: int) -> Iterator[_Gap]:
    has = [any(w.telling == telling and _is_worded(w.passage) for w in place.witnesses) for place in places]
    if not any(has):
        return
    first, last = has.index(True), len(has) - 1 - has[::-1].index(True)
    for lacking, run in groupby(range(len(places)), key=lambda at: not has[at]):
        held = tuple(run)
        if lacking:
            yield _Gap(held, held[0] > first, held[-1] < last)


def _is_worded(passage: Passage | None) -> bool:
    return passage is not None and any(map(str.isalnum, passage.exact))


def _loss(
    strands: Sequence[Strand], strand: Strand, gap: _Gap, places: Sequence[Place]
) -> tuple[int, Passage, LossKind] | None:
    """What a telling loses with the words of a gap: which telling has them, the words, and what they were to the rest."""
    candidates: list[tuple[int, int, Passage, LossKind]] = []
    own = [mine for mine in strands if mine.text.id == strand.text.id]
    for held, other in enumerate(strands):
        if other.text.id == strand.text.id:
            continue
        mine = (w.passage for at in gap.places for w in places[at].witnesses if w.telling == held)
        spans = [passage.span for passage in mine if passage is not None and _is_worded(passage)]
        if not spans:
            continue
        for tokens in _stretches(other, spans):
            loses = _kind_of(strand, other, tokens, gap, own)
            if loses is not None:
                words = Passage(other.text, Span(tokens[0].word.span.start, tokens[-1].word.span.end))
                marked = sum(token.marked for token in tokens)
                candidates.append((-marked, held, words, loses))
    if not candidates:
        return None
    _, held, words, loses = min(candidates, key=lambda c: (c[0], c[1], c[2].span))
    return held, words, loses


def _stretches(strand: Strand, spans: Sequence[Span]) -> Iterator[list[Token]]:
    """The words of a gap as another telling has them: runs of its words that nothing interrupts."""
    run: list[Token] = []
    for token in strand.tokens:
        inside = any(span.holds(token.word.span) for span in spans)
        if run and (not inside or token.part != run[-1].part):
            yield run
            run = []
        if inside:
            run.append(token)
    if run:
        yield run


def _kind_of(strand: Strand, other: Strand, tokens: Sequence[Token], gap: _Gap, own: Sequence[Strand]) -> LossKind | None:
    """What the words of another telling were to the rest; ``own`` are all tellings of the report that lacks them."""
    words = other.text.words
    lost = words[tokens[0].word.span.start : tokens[-1].word.span.end]
    at = other.tokens.index(tokens[0])
    before = other.tokens[at - 1] if at else None
    after = other.tokens[at + len(tokens)] if at + len(tokens) < len(other.tokens) else None
    start = tokens[0].word.span.start
    goes_on = before is not None and gap.after_words and not _STOP.search(words, before.word.span.end, start)
    leads_on = after is not None and gap.before_words and not _STOP.search(words, start, after.word.span.start)
    matter = {stem(t.word.n) for t in tokens if not t.word.is_function_word}
    own_words = matter - {stem(n) for n in strand.ns}
    if len(tokens) <= CLAUSE and own_words and (goes_on or leads_on):
        for loses, opening, signs in _CLAUSES:
            bounds = loses != "restriction" or not _BOUND.isdisjoint(strand.ns)
            enough = loses == "condition" or (goes_on and _stands_firm(strand, other))
            if enough and bounds and len(matter) > (loses != "restriction") and opening.match(lost):
                return None if any(_is_given(mine, own_words, signs) for mine in own) else loses
    if not (gap.after_words and gap.before_words and goes_on and leads_on) or not _stands_firm(strand, other):
        return None
    hedged = _ATTRIBUTION.search(lost) if len(tokens) <= SAYING else None
    if hedged is not None and (hedged[0].casefold() != "so-called" or any(token.marked for token in tokens)):
        return "attribution"  # outside marks "so-called" is the report's own word
    if len(tokens) > SMALL:
        return None
    if any(t.word.n in NEGATORS for t in tokens) and _denials(other) > _denials(strand):
        return "negation"
    for loses, pattern in _SMALL_WORDS:
        match = pattern.search(lost)
        if match is not None and all(
            w.is_function_word or w.n in _OF for w in find_words(lost[: match.start()] + lost[match.end() :])
        ):
            return loses
    return None


def _denials(strand: Strand) -> int:
    return sum(n in NEGATORS for n in strand.ns)


def _stands_firm(strand: Strand, other: Strand) -> bool:
    shared = LCSseq.similarity([stem(n) for n in strand.ns], [stem(n) for n in other.ns])
    return shared >= max(FIRM_WORDS, FIRM * len(strand.tokens))


def _is_given(strand: Strand, matter: set[str], signs: re.Pattern[str]) -> bool:
    """Does the report give it beside a telling all the same: half of the words that matter, with a sign of such a clause?

    "A conditional offer to …" stands for any condition.
    """
    start, end = strand.tokens[0].word.span.start, strand.tokens[-1].word.span.end
    around = Span(max(0, start - NEAR), min(len(strand.text.words), end + NEAR))
    words = around.cut(strand.text.words)
    if signs is _CONDITIONS and _CONDITIONAL.search(words):
        return True
    beside = {stem(word.n) for word in find_words(words)}
    return signs.search(words) is not None and 2 * len(matter & beside) >= len(matter)
