"""Which stretch of a sentence tells the utterance: a sentence and the words that other tellings share in, its telling part out.

One outlet prints in one sentence what others print in two, or goes on about something else after a comma. The telling is then
a run of clauses. What is hard here is not to cut off what matters: a condition that only one outlet prints belongs to the
telling in which it stands, and is what a reader must see.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from onrecord.collation.lexicon import CONDITIONALS, key_of
from onrecord.spans import Span, trim_span
from onrecord.stories.words import find_words

__all__ = ["find_clauses", "rounded_off", "told_stretch"]

SPARE = 12
"""Words that stand before or after the telling words, from which on they are cut off: fewer round the sentence off."""
BOUND = 30
"""Words at most in which a sentence goes on after its cue with what bounds it."""
_BORDER = re.compile(
    r"[;:—–]|\s--?\s|\s(?=\()|\.\.\.|…"
    r"|,[”\"’']?\s(?=[“\"‘']?(?:and|but|which|who|while|adding|saying|calling|as|because|so|or|with|after|before|if|though)\b)"
    r"|,[”\"’']?\s(?=[“\"‘']?(?:I|we|he|she|it|they|you|there|this|that|these|those|not|one|you’re|it’s|it's)\b)"
    r"|\s(?=(?:and|but|because|while|although|that|if|unless|rather than|instead of|by|for)\s)"
    r"|,?[”\"]\s(?=and\b|[“\"])"
)
_CONDITION = CONDITIONALS | frozenset("condition conditions conditional conditionally exchange without".split())


_BOUND = re.compile(r"\W*(?:but|if|unless|until|provided|except|only\sif|as\slong\sas|on\scondition)\b")
"""With which a sentence goes on, in small letters, that bounds what was said before."""


def told_stretch(words: str, spans: Sequence[Span], shared: Collection[str]) -> list[Span]:
    """The clauses from the first to the last that holds a shared word (by its key), where much else stands beside them."""
    clauses = [clause for span in sorted(spans) for clause in find_clauses(words, span)]
    telling = [at for at, clause in enumerate(clauses) if _shares(words, clause, shared)]
    if not telling:
        return sorted(spans)
    first = _cut(words, clauses[: telling[0]], telling[0])
    last = _cut(words, clauses[telling[-1] + 1 :], len(clauses) - 1 - telling[-1])
    return clauses[first : len(clauses) - last]


def rounded_off(words: str, spans: Sequence[Span], whole: Sequence[Span], elsewhere: Sequence[Span]) -> list[Span]:
    """A telling with the rest of its sentences, where the rest is short or a condition and tells nothing else.

    ``whole`` has the spans of the sentences in which the telling stands, ``elsewhere`` what tells other utterances.
    """
    found = sorted(spans)
    for sentence in whole:
        inside = [at for at, span in enumerate(found) if sentence.holds(span)]
        if not inside:
            continue
        first, last = inside[0], inside[-1]
        if _belongs(words, sentence.start, found[first].start, elsewhere):
            found[first] = Span(sentence.start, found[first].end)
        if _belongs(words, found[last].end, sentence.end, elsewhere):
            found[last] = Span(found[last].start, sentence.end)
    return [*found, *_going_on(words, found, whole, elsewhere)]


def _going_on(words: str, found: Sequence[Span], whole: Sequence[Span], elsewhere: Sequence[Span]) -> Iterator[Span]:
    """Where the sentence goes on after the cue that interrupts it with what bounds the rest: a condition, or a "but"."""
    if not found:
        return
    last = max(found)
    following = next((span for span in sorted(whole) if span.start >= last.end), None)
    if following is None or any(following.overlaps(other) for other in elsewhere):
        return
    if (
        "." not in words[last.end - 2 : last.end]
        and _BOUND.match(words, *following)
        and len(find_words(words, following)) <= BOUND
    ):
        yield following


def _belongs(words: str, start: int, end: int, elsewhere: Sequence[Span]) -> bool:
    """Is what stands there part of the telling beside it?"""
    rest = trim_span(words, start, end) if start < end else None
    if rest is None or any(rest.overlaps(other) for other in elsewhere):
        return False
    found = [word.n for word in find_words(words, rest)]
    return len(found) <= SPARE or bool(_CONDITION.intersection(found))


def _cut(words: str, beside: Sequence[Span], clauses: int) -> int:
    """How many clauses beside the telling ones are cut off: all or none."""
    found = [word.n for clause in beside for word in find_words(words, clause)]
    return clauses if len(found) > SPARE and not _CONDITION.intersection(found) else 0


def _shares(words: str, clause: Span, shared: Collection[str]) -> bool:
    """Does a clause tell what others tell: a quarter of its words that matter, and at least one?"""
    keys = [key_of(word.n)[0] for word in find_words(words, clause) if not word.is_function_word]
    return sum(key in shared for key in keys) > 0.25 * len(keys)


def find_clauses(words: str, span: Span) -> list[Span]:
    """A sentence cut at marks and conjunctions; the marks go with the clause before."""
    borders = [match.end() for match in _BORDER.finditer(words, *span)]
    edges = [span.start, *borders, span.end]
    found = [trim_span(words, start, end) for start, end in pairwise(edges) if start < end]
    return [clause for clause in found if clause is not None]
