"""What several reports call a thing: alike sentences in; for each thing the words of each report for it, equal or not, out.

"An Internet security firm" and "a private security company" are one; so are "the turkey pardon ceremony" and "the annual turkey
pardon". What is hard here is that alike sentences have many nouns: two phrases are set side by side only where they share their
last noun and a word before it, or two rarer words, and each phrase has one partner in another report. People and bodies with
names, and phrases with figures, are left to those who know them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.collation.lexicon import NUMERALS, stem
from onrecord.collation.matters import Line
from onrecord.datamodel import Passage, Report, Statement
from onrecord.spans import Span
from onrecord.statements.lexicon import PERSON_NOUNS
from onrecord.stories.words import Word, find_words

__all__ = ["Thing", "find_things"]

LIKE = 0.25
"""How alike the sentences are at least."""
RARE = 0.35
"""Weight, by rarity in the story, from which on a word tells what a phrase is about."""
_OPENING = frozenset("a an the his her their its this these another several some".split())
_LONGEST = 6
_VERBS = frozenset(
    """sank sold bought wrote taught caught fought thought brought built felt kept paid sent stood struck swept threw
    wore rose fell flew hid hit hurt put took became made gave went came held began ran won lost left found saw sent
    broke told met led spoke drew grew says makes takes gives goes comes holds matters remains necessary short likely
    said told believes thinks reached sits looks shows show next around below above des look known bends free
    yesterday today tonight""".split()
)
"""Words that end no phrase, as far as that can be known without its grammar."""
_NO_HEADS = frozenset(
    """way time day week month year part lot number thing kind sort case fact people group morning afternoon evening night
    saying report story""".split()
)


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing by what each report calls it (by the report's number), and whether all use the same words."""

    held: dict[int, Passage]
    same: bool


@dataclass(frozen=True, slots=True)
class _Phrase:
    report: int
    span: Span
    head: str
    keys: frozenset[str]
    around: tuple[str, ...]


def find_things(
    reports: Sequence[Report], aligned: Iterable[tuple[Line, Line, float]], statements: Sequence[Sequence[Statement]]
) -> list[Thing]:
    """The things for which two reports at least have a phrase of their own, in reading order of the first.

    Words inside quotation marks are compared as quotations and not here.
    """
    quoted = [
        [passage.span for statement in told if statement.interpretation.manner == "direct" for passage in statement.content]
        for told in statements
    ]
    read: dict[tuple[int, int], list[_Phrase]] = {}
    pairs: list[tuple[float, float, _Phrase, _Phrase]] = []
    for one, other, like in aligned:
        if like < LIKE:
            continue
        for line in (one, other):
            if (line.report, line.number) not in read:
                out = [span for span in quoted[line.report] if span.overlaps(line.span)]
                phrases = _phrases(reports[line.report], line)
                read[line.report, line.number] = [p for p in phrases if not any(span.overlaps(p.span) for span in out)]
        for a in read[one.report, one.number]:
            for b in read[other.report, other.number]:
                if _are_one(a, b, one, other):
                    # In any order the same.
                    weight = math.fsum(min(one.weights.get(key, 0), RARE * 2) for key in a.keys & b.keys)
                    pairs.append((-weight, -like, a, b))
    pairs.sort(key=lambda pair: (pair[0], pair[1], pair[2].report, pair[2].span, pair[3].report, pair[3].span))
    group_of: dict[_Phrase, int] = {}
    groups: list[dict[int, _Phrase]] = []
    for _, _, a, b in pairs:
        if a not in group_of and b not in group_of:
            group_of[a] = group_of[b] = len(groups)
            groups.append({a.report: a, b.report: b})
            continue
        for known, new in ((a, b), (b, a)):
            if known in group_of and new not in group_of and new.report not in groups[group_of[known]]:
                group_of[new] = group_of[known]
                groups[group_of[known]][new.report] = new
    found: list[Thing] = []
    said: dict[frozenset[str], set[int]] = defaultdict(set)
    for group in groups:
        keys = frozenset(key for phrase in group.values() for key in phrase.keys)
        if set(group) <= said[keys]:
            continue  # the same in other sentences
        said[keys] |= set(group)
        same = len({phrase.keys for phrase in group.values()}) == 1
        held = {n: Passage(reports[n].text, phrase.span) for n, phrase in sorted(group.items())}
        found.append(Thing(held, same))
    return sorted(found, key=lambda thing: [(n, passage.span) for n, passage in thing.held.items()])


def _are_one(a: _Phrase, b: _Phrase, one: Line, other: Line) -> bool:
    """Do the phrases share enough, and their sentences a word besides?

    In words that are copied it goes without saying that things are called alike.
    """
    if a.keys == b.keys and a.around == b.around:
        return False
    shared = a.keys & b.keys
    rare = [key for key in shared if one.weights.get(key, 0) >= RARE]
    if len(rare) < 2 and not (a.head == b.head and len(shared) > 1 and rare):
        return False
    return any(w >= RARE and key in other.weights and key not in a.keys | b.keys for key, w in one.weights.items())


def _phrases(report: Report, line: Line) -> Iterable[_Phrase]:
    """The phrases of a sentence that an article or a possessive opens and a common noun ends, with two words of weight."""
    text = report.text.words
    words = find_words(text, line.span)
    end = 0
    for at, word in enumerate(words):
        if word.span.start < end or (word.n not in _OPENING and not word.t.endswith(("’s", "'s"))):
            continue
        last = at
        for k in range(at + 1, min(at + 1 + _LONGEST, len(words))):
            if text[words[k - 1].span.end : words[k].span.start] not in {" ", "-"} or _ends(words[k], words[k - 1], k - at):
                break
            last = k
        while last > at and (
            words[last].n.endswith(("ed", "ly", "ing")) or words[last].n in _VERBS or words[last].t[0].isupper()
        ):
            last -= 1
        head = words[last]
        if last < at + 1 or head.n in PERSON_NOUNS or head.n in _NO_HEADS or head.t.endswith(("’s", "'s")):
            continue
        inside = words[at + 1 : last + 1]
        keys = frozenset(stem(w.n) for w in inside)
        if len(keys) > 1:
            start = words[at].span.start if word.n in _OPENING else inside[0].span.start
            end = head.span.end
            around = tuple(w.n for w in (*words[max(0, at - 2) : at], *words[last + 1 : last + 3]))
            yield _Phrase(line.report, Span(start, head.span.end), stem(head.n), keys, around)


def _ends(word: Word, before: Word, place: int) -> bool:
    """Is a word no part of the phrase before it: a function word, a figure, or a verb as far as its form shows?"""
    if word.is_function_word or word.t[0].isdigit() or word.t[0] in "$£€" or word.n in _VERBS or word.n in NUMERALS:
        return True
    return place > 1 and word.n.endswith("ed") and before.t[0].islower() and not before.n.endswith("ly")
