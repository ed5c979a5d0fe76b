"""Text in, paragraphs and sentences out, as spans.

A blank line always ends a paragraph. A single line end does too, unless the lines are hard-wrapped: then it is no more than a
blank. Sentences end at full stops, question and exclamation marks and at paragraph ends. What is hard here: full stops that end
nothing ("Sen. Lee", "the U.S. envoy", "J. Oru"), and marks after which a sentence goes on ("“Why?” she asked").
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from onrecord.spans import Span, trim_span

__all__ = ["find_paragraphs", "find_sentences", "find_sentences_within"]

_LINE = re.compile(r"[^\r\n\u2028\u2029]+")
_GAP = re.compile(r"(?:\r\n|[\r\n\u2028\u2029])")
_FINAL = ".!?…:;\"”’'»)"

# The longest line of hard-wrapped text, and how short a full line may be beside the longest one of its block. E-mail and wire
# feeds wrap at 65 to 80 characters; a paragraph printed as one line is longer, a headline or list entry mostly much shorter.
_WRAP_AT_MOST = 120
_WRAP_FULL = 0.72
_WRAP_AT_LEAST = 40


@lru_cache(maxsize=256)  # the finder, the rules and whoever compares reports ask for the same text's
def find_paragraphs(words: str) -> tuple[Span, ...]:
    r"""The paragraphs of a text, without the white space around them.

    >>> [span.cut("Title\nOne.\n\nTwo.") for span in find_paragraphs("Title\nOne.\n\nTwo.")]
    ['Title', 'One.', 'Two.']
    """
    lines = [line for match in _LINE.finditer(words) if (line := trim_span(words, *match.span())) is not None]
    paragraphs: list[Span] = []
    block: list[Span] = []
    for line in lines:
        if block and len(_GAP.findall(words, block[-1].end, line.start)) > 1:
            paragraphs += _join_wrapped(words, block)
            block = []
        block.append(line)
    paragraphs += _join_wrapped(words, block)
    return tuple(paragraphs)


def _join_wrapped(words: str, lines: list[Span]) -> list[Span]:
    """Lines between two blank ones, those joined that are parts of one hard-wrapped paragraph."""
    if len(lines) < 2:
        return lines
    longest = max(len(line) for line in lines)
    full = longest * _WRAP_FULL
    broken = [line for line in lines[:-1] if len(line) >= full]
    open_ends = sum(words[line.end - 1] not in _FINAL for line in broken)
    wrapped = _WRAP_AT_LEAST <= longest <= _WRAP_AT_MOST and open_ends >= 0.4 * len(broken) and open_ends > 0
    joined = [lines[0]]
    for before, line in itertools.pairwise(lines):
        open_end = words[before.end - 1] not in _FINAL
        goes_on = open_end and words[line.start].islower() and len(before) >= _WRAP_AT_LEAST
        if goes_on or (wrapped and len(before) >= full):
            joined[-1] = Span(joined[-1].start, line.end)
        else:
            joined.append(line)
    return joined


# Never the end of a sentence.
_TITLES = frozenset(
    """mr mrs ms mx dr sen sens rep reps gov govs gen lt col sgt capt cmdr adm maj cpl pvt rev fr hon prof pres supt
    det insp messrs mme mlle
    st mt ft vs no nos fig art sec dept univ assn bros e.g i.e cf viz ca approx jan feb mar apr jun jul aug sept sep oct nov dec
    amb atty dist""".split()
)
# The end of a sentence only before a word that begins one.
_MAYBE = frozenset(
    """u.s u.n u.k e.u d.c a.m p.m inc corp co ltd llc plc jr sr ph.d m.d b.a m.a u.s.a etc al esq bros ave blvd
    calif fla ill mass mich minn
    conn colo ariz ala ark ga ind kan ky la md miss mo mont neb nev n.h n.j n.m n.y n.c n.d o okla ore pa r.i s.c s.d
    tenn tex vt va wash
    w.va wis wyo d r d-n.y r-s.c""".split()
)
_STARTERS = frozenset(
    """the a an this that these those he she it they we i you his her its their our my your but and or so yet in on
    at as when while after
    before since if although though because however meanwhile then there here for with from by about what who why how
    where which some
    many most all both one two no not now still even also according asked earlier later last next another other such
    under over during
    among despite instead""".split()
)
_STOP = re.compile(r"""(?:[.!?…]+|(?<=\s)[.])(?:[ ]?["”’'»)\]]+|â€\ufffd|â€\x9d)*(?=\s)""")
_WORD_BEFORE = re.compile(r"[^\s\"“”‘«»„(\[—–]+$")
_NEXT = re.compile(r"\s+(?:[\"“‘'«„(\[\s`]|â€œ|â€˜)*(\S?)(\w*)")


@lru_cache(maxsize=256)  # the finder, the rules and whoever compares reports ask for the same text's
def find_sentences(words: str) -> tuple[Span, ...]:
    """The sentences of a text, in order; none runs over a paragraph's end.

    >>> text = "Sen. Oru left. “Why?” she asked."
    >>> [span.cut(text) for span in find_sentences(text)]
    ['Sen. Oru left.', '“Why?” she asked.']
    """
    return tuple(sentence for paragraph in find_paragraphs(words) for sentence in find_sentences_within(words, paragraph))


@lru_cache(maxsize=8192)  # as above, for their paragraphs
def find_sentences_within(words: str, paragraph: Span) -> tuple[Span, ...]:
    """The sentences of one paragraph."""
    start, end = paragraph
    sentences: list[Span] = []
    at = start
    caseless = words[start:end].islower()
    for match in _STOP.finditer(words, start, end):
        if not _ends_sentence(words, match, end, caseless):
            continue
        if (sentence := trim_span(words, at, match.end())) is not None:
            sentences.append(sentence)
        at = match.end()
    if (sentence := trim_span(words, at, end)) is not None:
        sentences.append(sentence)
    return tuple(sentences)


def _ends_sentence(words: str, stop: re.Match[str], end: int, caseless: bool) -> bool:
    """Does a sentence end at this stop?"""
    after = _NEXT.match(words, stop.end(), min(end, stop.end() + 80))
    if after is None or not after[1]:
        return False
    first, word = after[1], (after[1] + after[2]).lower()
    if first.islower() and not caseless:
        return False
    if first in ".,;:!?)":
        return False
    if stop[0][0] != "." or stop[0].startswith(".."):
        return True
    # Thirty characters hold every abbreviation; a longer look back would make long words dear.
    before = _WORD_BEFORE.search(words, max(0, stop.start() - 30), stop.start())
    if before is None:
        return True
    short = before[0].lower().lstrip("'’")
    if short in _TITLES and not (short in ("no", "art", "mar", "sec", "fig") and not (first.isdigit() or short == "sec")):
        return False
    if len(short) == 1 and short.isalpha() and before[0].isupper() and short != "i":
        return word in _STARTERS and word not in ("a", "i", "an")
    if short in _MAYBE or (len(short) <= 7 and re.fullmatch(r"(?:\w\.)+\w", short)):
        return word in _STARTERS
    return True
