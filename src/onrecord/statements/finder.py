"""The finder that is used where no other is asked for: the trained one, and what the rules see that it cannot.

The trained finder leaves the rules behind, but its corpus marks nothing that is told within another telling, and it may pass
over a quotation. So the rules are heard on two things only: who is quoted within what another tells (the Courier writes of
“Oru’s description of her as a ‘hermit’”), and quotations that the trained finder left to nobody. Two turns that the corpus
hardly has are looked for besides: “there have been suggestions that …”, and “the ministry put the number of dead at nine”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.spans import Span, gaps_between
from onrecord.statements import learned, rules
from onrecord.statements.attribution import Attribution, Shelves
from onrecord.statements.marks import find_quotations

__all__ = ["find_attributions"]

_WORD = re.compile(r"\w")
_RELAY = re.compile(r"(?i)\bas\b.*\breport(?:s|ed)?\b")

_RUMOURED = re.compile(
    r"\b[Tt]here\s+(?:(?:have|has|had)\s+(?:also\s+)?been|are|is|were|was)\s+(?:\w+\s+){0,2}?"
    r"(?P<cue>suggestions?|proposals?|talk|speculation|claims?|warnings?|hopes?|fears?|rumou?rs?|reports|allegations?)\s+"
    r"(?P<content>that\s[^.!?\n]+)"
)
_MEANING = re.compile(
    r"[.]\s+(?:This|It|That|Such\s+an?\s+\w+|The\s+(?:plan|idea|proposal|move))\s+would\s+"
    r"(?:involve|mean|include|require|entail|see)\s+(?P<content>[^.!?\n]+?)(?=[.!?\n]|,\s+(?:although|though|but|while|which)\b)"
)
_NO_SOURCE = (
    r"(?!(?:who|which|that|this|it|to|he|she|they|i|we|you|and|but|while|although|though|as|whereas|because|however|also|then|later"
    r"|now|not|has|have|had|would|could|should|will|can|may|might|did|do|does|is|are|was|were|be|been)\b)"
)
_SOURCE_WORD = _NO_SOURCE + r"(?:(?-i:(?:[A-Z]\.)+|(?:Mrs?|Ms|Dr|St|Gen|Gov|Sen|Rep|Prof)\.)|\w[\w’'&-]*(?:\.[\w’'&-]+)*)"
_ABOUT = (
    r"(?:about|around|some|roughly|nearly|almost|just|only|over|under|up\s+to|close\s+to|at\s+(?:least|most)"
    r"|(?:more|less|fewer)\s+than)"
)
_NUMBER = (
    r"(?:[$€£]?\d|(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy"
    r"|eighty|ninety|half|hundreds|thousands|millions|billions|dozens|scores|zero)\b(?!\s+(?:level|record|risk|low|high)\b))"
)
_FIGURE = (
    r"(?:number|toll|figure|total|tally|count|cost|bill|price(?:\s+tag)?|damage|losses|value|share|rate)s?\b"
    rf"(?:\s+(?!at\b)[\w’'-]+){{0,8}}?\s+at\s+(?={_ABOUT}?\s*{_NUMBER})(?:[^.!?;,—–\n]|[.,](?=\d))+"
)
_PUT_AT = re.compile(
    r"(?:^|[.!?;:,—–]\s+|[“\"]|\b(?:and|but|while|although|though|as|whereas|because)\s+)"
    rf"(?P<source>{_SOURCE_WORD}(?:[ \t]+{_SOURCE_WORD}){{0,6}})\s+"
    r"(?P<cue>(?:(?:has|have|had)\s+(?:\w+\s+)?)?puts?)\s+"
    rf"(?P<content>(?:the|its|their|his|her)\s+(?:\w+\s+){{0,2}}?{_FIGURE})",
    re.MULTILINE | re.IGNORECASE,
)
PUT_AT = 0.8
"""Score of "the ministry put the number of dead at nine". PolNeAR has none; of 8,810 articles 12 do, all rightly found."""
RUMOURED = 0.6
"""Score of what "there have been suggestions that …" tells; one PolNeAR article of 924 has such words: it is set by hand."""
TRUSTED = 0.8
"""Precision from which a rule is heard on a quotation that the trained finder left to nobody. Set by hand."""


def find_attributions(words: str) -> tuple[Attribution, ...]:
    """Who said or thought what in a text: a `Finder`. Raises `UnusableModel` where the shipped model is damaged."""
    found = list(learned.find_attributions(words))
    quotations = [quotation.span for quotation in find_quotations(words) if quotation.depth == 0]
    by_place, marked = _shelved(found), Shelves()
    for number, span in enumerate(quotations):
        marked.put(number, [span])
    more: list[Attribution] = []
    for each in rules.find_attributions(words, quoted=True):
        near = (quotations[n] for n in marked.near(each.content))
        quoted = [span for span in near if any(span.overlaps(content) for content in each.content)]
        if not quoted:
            continue
        close = by_place.near([*each.content, *each.cue, *quoted])
        relayed = next((n for n in close if _only_relays(found[n], each, words)), None)
        if relayed is not None:
            found[relayed] = replace(each, why=f"{each.why}, relayed by another", parent=found[relayed].parent)
        elif _is_missed(each, [found[n] for n in close], quoted):
            more.append(each)
    more += [each for each in (*_rumoured(words), *_put_at(words)) if not _is_told(each, found)]
    return _in_order([*found, *more], known=len(found))


def _rumoured(words: str) -> Iterator[Attribution]:
    """What is told without anybody who tells it: "there have been suggestions that …", with what "this would involve"."""
    for match in _RUMOURED.finditer(words):
        content = [Span(*match.span("content"))]
        meaning = _MEANING.match(words, match.end())
        if meaning is not None:
            content.append(Span(*meaning.span("content")))
        yield Attribution(
            content=tuple(content),
            cue=(Span(*match.span("cue")),),
            source=(),
            score=RUMOURED,
            why="there are suggestions that",
        )


def _put_at(words: str) -> Iterator[Attribution]:
    """A figure that somebody names: "the ministry puts the number of dead at nine"."""
    for match in _PUT_AT.finditer(words):
        start, end = match.span("content")
        yield Attribution(
            content=(Span(start, start + len(words[start:end].rstrip())),),
            cue=(Span(*match.span("cue")),),
            source=(Span(*match.span("source")),),
            score=PUT_AT,
            why="somebody puts a figure at",
        )


def _is_told(each: Attribution, found: Sequence[Attribution]) -> bool:
    """Has something of it been found already?"""
    own = [*each.content, *each.cue]
    return any(span.overlaps(other) for told in found for other in (*told.content, *told.cue) for span in own)


def _only_relays(outer: Attribution, each: Attribution, words: str) -> bool:
    """Does the outer one tell nothing but what this one is: “…,” Oru stated, *as reported by the Courier*?"""
    if not each.cue or not each.source or not any(_RELAY.search(span.cut(words)) for span in outer.cue):
        return False
    own = [*each.content, *each.cue, *each.source]
    if any(not any(part.holds(span) for part in outer.content) for span in own):
        return False
    left = (words[gap.start : gap.end] for part in outer.content for gap in gaps_between(own, part))
    return not any(_WORD.search(rest) for rest in left)


def _shelved(found: Sequence[Attribution]) -> Shelves:
    shelves = Shelves()
    for number, each in enumerate(found):
        shelves.put(number, [*each.content, *each.cue])
    return shelves


def _is_missed(each: Attribution, found: Sequence[Attribution], quoted: Sequence[Span]) -> bool:
    """Is a rule's attribution one to add? ``quoted`` are its quotations, ``found`` what lies near it or them."""
    if not any(content.overlaps(span) for other in found for content in other.content for span in quoted):
        return each.score >= TRUSTED or not each.cue
    own = [*each.content, *each.cue]
    if not each.source or any(_alike(each, other) for other in found):
        return False
    return any(all(outer.holds(span) for span in own) for other in found for outer in other.content)


def _alike(a: Attribution, b: Attribution) -> bool:
    """Do the two have half of their content, or a cue, in common?"""
    if any(x.overlaps(y) for x in a.cue for y in b.cue):
        return True
    shared = sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in a.content for y in b.content)
    whole = sum(len(x) for x in a.content) + sum(len(y) for y in b.content) - shared
    return 2 * shared >= whole


def _in_order(found: Sequence[Attribution], *, known: int) -> tuple[Attribution, ...]:
    """The attributions in order of their first character, parents numbered anew; the rules' own get the narrowest around."""
    by_place = _shelved(found)
    parents = [
        each.parent if index < known else _around(each, found, by_place.near([*each.content, *each.cue]))
        for index, each in enumerate(found)
    ]
    order = sorted(
        range(len(found)),
        key=lambda i: (
            min(s.start for s in (*found[i].content, *found[i].cue, *found[i].source)),
            -found[i].content[-1].end,
            i,
        ),
    )
    place = {old: new for new, old in enumerate(order)}
    return tuple(replace(found[i], parent=None if (up := parents[i]) is None else place[up]) for i in order)


def _around(each: Attribution, found: Sequence[Attribution], near: Sequence[int]) -> int | None:
    own = [*each.content, *each.cue]
    holding = [
        (len(outer), index)
        for index in near
        if found[index] is not each
        for outer in found[index].content
        if all(outer.holds(span) and outer != span for span in own)
    ]
    return min(holding)[1] if holding else None
