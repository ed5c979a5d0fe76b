"""A text in, its running words out: tokens with their sentence and paragraph, and whether they stand inside quotation marks.

Names, pronouns and cues are all read over this one cut, made once per text. Furniture is left out here, so that nothing
downstream can read it. What is hard: possessives and lost apostrophes belong to the word as printed but not to the name in it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord.datamodel import Block
from onrecord.spans import Span
from onrecord.statements.marks import Quotation, find_quotations
from onrecord.statements.sentences import find_paragraphs, find_sentences_within

__all__ = ["Prose", "read_prose"]

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"
    r"|(?<!\w)[OD] ['’] (?=[A-Z])[^\W_]+(?:[-'’][^\W_]+)*(?: ['’] ?s\b)?"
    r"|[^\W_]+(?:[-'’&][^\W_]+)*(?: ['’] ?s\b)?"
)
_SPACED = re.compile(r" ?(['’]) ?")


@dataclass(frozen=True, slots=True)
class Prose:
    """The tokens of a text: ``tokens[i]`` stands at ``[starts[i], ends[i])`` in sentence ``sentence_of[i]``.

    ``lowers`` has them in small letters with straight apostrophes; the country "US" is no "us".

    ``sentences`` holds the first token and the one after the last; ``paragraph_of`` is by sentence; ``quoted`` says for each
    token how many quotations it stands in.
    """

    words: str
    tokens: tuple[str, ...]
    lowers: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentence_of: tuple[int, ...]
    sentences: tuple[tuple[int, int], ...]
    paragraph_of: tuple[int, ...]
    quoted: tuple[int, ...]
    quotations: tuple[Quotation, ...]

    def at(self, position: int) -> int:
        """The first token that ends after a character position."""
        return bisect_right(self.ends, position)

    def within(self, span: Span) -> range:
        """The tokens that begin inside a span."""
        return range(bisect_left(self.starts, span.start), bisect_left(self.starts, span.end))

    def gap(self, index: int) -> str:
        """What stands between a token and the one before it."""
        return self.words[self.ends[index - 1] : self.starts[index]] if index else self.words[: self.starts[0]]

    def sentence_span(self, sentence: int) -> Span:
        """From the first character of a sentence's first token to the last of its last."""
        first, last = self.sentences[sentence]
        return Span(self.starts[first], self.ends[last - 1])


@lru_cache(maxsize=8192)
def _lower(word: str) -> str:
    return "u.s." if word == "US" else word.lower().replace("’", "'")


def _joined(word: str) -> str:
    """Without the spaces that a tokenised corpus has around apostrophes: "Oru ’ s", "Oru 's", "O ’ Rane"."""
    return _SPACED.sub(r"\1", word) if " " in word else word


def read_prose(words: str, blocks: Sequence[Block] = ()) -> Prose:
    """The tokens, sentences and quotations of a text without its furniture."""
    furniture = [block.span for block in blocks if block.kind == "furniture"]
    quotations = find_quotations(words)
    tokens: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    sentence_of: list[int] = []
    sentences: list[tuple[int, int]] = []
    paragraph_of: list[int] = []
    for number, paragraph in enumerate(find_paragraphs(words)):
        if any(span.overlaps(paragraph) for span in furniture):
            continue
        for sentence in find_sentences_within(words, paragraph):
            first = len(tokens)
            found = [match.span() for match in _TOKEN.finditer(words, sentence.start, sentence.end)]
            if found:
                tokens += [_joined(words[start:end]) for start, end in found]
                starts += [start for start, _ in found]
                ends += [end for _, end in found]
                sentence_of += [len(sentences)] * len(found)
                sentences.append((first, len(tokens)))
                paragraph_of.append(number)
    quoted = [0] * len(tokens)
    for quotation in quotations:
        for index in range(bisect_left(starts, quotation.span.start), bisect_left(starts, quotation.span.end)):
            quoted[index] += 1
    return Prose(
        words=words,
        tokens=tuple(tokens),
        lowers=tuple(map(_lower, tokens)),
        starts=tuple(starts),
        ends=tuple(ends),
        sentence_of=tuple(sentence_of),
        sentences=tuple(sentences),
        paragraph_of=tuple(paragraph_of),
        quoted=tuple(quoted),
        quotations=quotations,
    )
