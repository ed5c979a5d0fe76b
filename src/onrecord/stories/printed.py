"""A text and its words in; paragraphs that another speaks without marks out: posts, letters, speeches printed whole.

Two reports that print one letter share a quotation, and neither has copied the other. What is hard is that nothing on the
page says so. Two things tell. A post that is printed with its signature ("— Ida Oru (@idaoru) March 4, 2031") is known by
it. And a reporter does not say "I", "we" and "you" in every line, whoever writes or speaks does; paragraphs between two such
are taken with them. A column written in the first person falls under the same rule, and that is accepted: a copy that is not
called one is the lesser fault.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from onrecord.datamodel import Text
from onrecord.spans import Span
from onrecord.stories.words import number_form

__all__ = ["find_printed"]


def _numbers(forms: str) -> NDArray[np.uint64]:
    return np.array([number_form(n) for n in forms.split()], dtype=np.uint64)


_UNSURE = _numbers("were us id ill let")
"""Forms that are other words as well; they count only beside one that is not."""
_SURE = _numbers("i me my mine myself im ive we our ours ourselves weve you your yours youre youve lets")
_OPENS = re.compile(
    r"\s*(?:dear\b[^.!?\n]{0,60}[,:]|to whom it may concern|my fellow\b|(?:yours )?sincerely\b|(?:best |kind )?regards,|"
    r"(?:thank you|god bless)\b.{0,60}$|@\w)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"[—–-]{1,2}\s*[^()\n@]{2,60}\(\s*@\s*\w{1,20}\s*\)")
_POST = 420
"""Characters before a signature that are searched for the start of the post: one of 280, and what the page adds."""
_SHARE = 0.045
"""Share of a paragraph's own words that must speak in the first or second person."""
_BRIDGED = 2
"""Paragraphs between two spoken ones that are taken with them."""


def find_printed(
    text: Text, starts: NDArray[np.int64], forms: NDArray[np.uint64], within: NDArray[np.bool_]
) -> tuple[Span, ...]:
    """The stretches that are spoken by another than the report.

    ``starts`` and ``forms`` are the text's words, ``within`` marks those that are left out already (inside marks, furniture).
    """
    blocks = [block.span for block in text.blocks if block.kind != "furniture"]
    first = np.searchsorted(starts, [span.start for span in blocks])
    last = np.searchsorted(starts, [span.end for span in blocks])
    sure = np.concatenate([[0], np.cumsum(np.isin(forms, _SURE) & ~within)])
    speaking = sure + np.concatenate([[0], np.cumsum(np.isin(forms, _UNSURE) & ~within)])
    own = np.concatenate([[0], np.cumsum(~within)])
    size, voices, certain = (column[last] - column[first] for column in (own, speaking, sure))
    spoken = ((size >= 6) & (certain > 0) & (voices >= np.maximum(np.where(size < 15, 1, 2), _SHARE * size))).tolist()
    spoken = [yes or _OPENS.match(text.words, *span) is not None for yes, span in zip(spoken, blocks, strict=True)]
    for n in range(len(spoken)):
        nearby = next((m for m in range(n + 1, min(len(spoken), n + 2 + _BRIDGED)) if spoken[m]), None)
        if spoken[n] and nearby is not None:
            spoken[n:nearby] = [True] * (nearby - n)
    return (*(span for span, yes in zip(blocks, spoken, strict=True) if yes), *_posts(text.words, blocks))


def _posts(words: str, blocks: list[Span]) -> list[Span]:
    """Posts with their signatures: from the start of the paragraph, or of the one before where the signature stands alone."""
    found = []
    for n, span in enumerate(blocks):
        for signature in _SIGNATURE.finditer(words, *span):
            start = span.start
            if n and signature.start() - start < 12:
                start = blocks[n - 1].start
            found.append(Span(max(start, signature.start() - _POST), signature.end()))
    return found
