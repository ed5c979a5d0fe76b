"""A text and its quotations in; paragraphs that another speaks without marks out: posts, letters, speeches printed whole.

Two reports that print one letter share a quotation, and neither has copied the other. What is hard is that nothing on the
page says so. The paragraph itself does: a reporter does not say "I", "we" and "you" in every line, whoever writes or speaks
does. Paragraphs between two such are taken with them; a column written in the first person falls under the same rule, and
that is accepted: a copy that is not called one is the lesser fault.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.datamodel import Text
from onrecord.spans import Span
from onrecord.stories.words import find_words

__all__ = ["find_printed"]

_SPEAKING = frozenset(
    "i me my mine myself im ive id ill we us our ours ourselves were weve you your yours youre youve let lets".split()
)
_UNSURE = frozenset("were us id ill let".split())
"""Forms that are other words as well; they count only beside one that is not."""
_OPENS = re.compile(
    r"\s*(?:dear\b[^.!?\n]{0,60}[,:]|to whom it may concern|my fellow\b|(?:yours )?sincerely\b|(?:best |kind )?regards,|"
    r"(?:thank you|god bless)\b.{0,60}$|@\w)",
    re.IGNORECASE,
)
_SHARE = 0.045
"""Share of a paragraph's own words that must speak in the first or second person."""
_BRIDGED = 2
"""Paragraphs between two spoken ones that are taken with them."""


def find_printed(text: Text, cuts: Sequence[Span]) -> tuple[Span, ...]:
    """The body's paragraphs that are spoken by another than the report; ``cuts`` are the stretches inside marks."""
    blocks = [block.span for block in text.blocks if block.kind != "furniture"]
    spoken = [_is_spoken(text.words, span, cuts) for span in blocks]
    for n in range(len(spoken)):
        nearby = next((m for m in range(n + 1, min(len(spoken), n + 2 + _BRIDGED)) if spoken[m]), None)
        if spoken[n] and nearby is not None:
            spoken[n:nearby] = [True] * (nearby - n)
    return tuple(span for span, yes in zip(blocks, spoken, strict=True) if yes)


def _is_spoken(words: str, span: Span, cuts: Sequence[Span]) -> bool:
    if _OPENS.match(words, span.start, span.end):
        return True
    own = [word.n for word in find_words(words, span) if not any(cut.overlaps(word.span) for cut in cuts)]
    speaking = [n for n in own if n in _SPEAKING]
    sure = [n for n in speaking if n not in _UNSURE]
    return len(own) >= 6 and bool(sure) and len(speaking) >= max(1 if len(own) < 15 else 2, _SHARE * len(own))
