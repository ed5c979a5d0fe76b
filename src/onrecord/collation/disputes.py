"""Figures over which speakers differ, and not reports: settings of figures in, disputes with their two sides out.

"The relief society counted 31 dead; the army admits to 19." Every report may say so of both, and none is wrong. What is hard is
that two people give many figures of different things. A dispute is called only where one report sets the second figure against
the first: in the same sentence or the next ones, by another speaker, and either bare ("the company says 1.1 million") or with a
word that points back ("puts the number at", "the true cost"). Offers and claims (per cents) are no disputes over what is so.
Other reports are added where they give one of the two values on a speaker's word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from onrecord.collation.counting import TELLING
from onrecord.collation.details import Figure
from onrecord.collation.lexicon import lemma
from onrecord.collation.settings import Setting
from onrecord.spans import Span

__all__ = ["Dispute", "find_disputes", "voice_of"]

NEXT = 2
"""Sentences that lie between two figures at most."""
SIZE = 5.0
"""How many times the larger is the smaller: beyond that they hardly count the same thing."""
BARE = 1000
"""From here on a number without a noun is a count or a sum, and no age, score or house number."""
_BACK = re.compile(
    r"\b(?:put|puts|putting|admits?|admitted|concedes?|counters?|insists?|disputes?|disputed)\b.{0,40}?\b(?:at|to|only|just|that)\b"
    r"|\b(?:the|true|real|actual|his|her|their|its)\s(?:\w+\s)?(?:number|figure|toll|total|count|cost|sum|sums|tally|death\stoll|losses)\b"
    r"|\b(?:only|just|no\smore\sthan|in\sall)\b",
    re.I,
)
_COUNTER = re.compile(
    r"(?:^|;\s)(?P<who>(?:the\s)?[\w’']+(?:\s[\w’']+){0,3}?)(?:,[^,;]{3,90},|\s(?:that|which|who)\s[^,;.]{3,60}?)?"
    r"\s(?:has\s|have\s|still\s)?"
    r"(?:puts?|counted|counts|admits?|admitted|admitting|estimates?|estimated)\b[^;.]{0,40}$",
    re.I,
)
"""Who counts where nobody is said to speak: "The army has put the number at"."""
_ACCUSED = re.compile(r"\b(?:accused\sof|alleged\sto\shave|charged\swith)\b[^.;]{0,60}$")
_AGED = re.compile(r"\b(?:ages?|aged|age\sof|between|from|under|over)\s(?:\d+\s(?:to|and)\s)?$", re.I)
_UNITS = frozenset(
    lemma(form) for word in "year month week day hour minute mile kilometre metre".split() for form in (word, f"{word}s")
)


Dispute = tuple[list[int], list[int]]
"""The settings of the one side and of the other, by number."""


def find_disputes(settings: Sequence[Setting], words: Sequence[str]) -> Iterator[Dispute]:
    """The disputes of a story, in reading order; ``words`` are the reports' texts."""
    by_report: dict[int, list[int]] = defaultdict(list)
    voices: dict[int, str] = {}
    for at, setting in enumerate(settings):
        if setting.figure.detail.kind in {"number", "amount"} and _is_counted(setting.figure):
            voice = voice_of(setting, words[setting.report])
            if voice is not None:
                voices[at] = voice
                by_report[setting.report].append(at)
    seen: set[frozenset[str]] = set()
    for report in sorted(by_report):
        held = sorted(by_report[report], key=lambda at: settings[at].figure.detail.passage.span)
        for first, a in enumerate(held):
            for b in held[first + 1 :]:
                one, other = settings[a], settings[b]
                if words[report][one.figure.sentence.end : other.figure.sentence.start].count(". ") >= NEXT:
                    break
                sides = frozenset((_number(one.figure), _number(other.figure)))
                if sides in seen or not _is_against(one, other, (voices[a], voices[b]), words[report]):
                    continue
                seen.add(sides)
                yield _sides(settings, by_report, a, b)


def voice_of(setting: Setting, words: str) -> str | None:
    """Who gives a figure: the speaker of the statement that holds it, or who is said to count; None for the report itself.

    "He is accused of taking 2 million" is the accusers', whoever they are.
    """
    if setting.voice not in {None, "somebody"}:
        return setting.voice
    if _ACCUSED.search(words[setting.figure.sentence.start : setting.figure.detail.passage.span.start]):
        return "accusers"
    sentence, at = setting.figure.sentence, setting.figure.detail.passage.span.start
    match = _COUNTER.search(words[sentence.start : at].rstrip())
    return match["who"] if match is not None else None


def _is_counted(figure: Figure) -> bool:
    # "four-storey" counts nothing of its own.
    return figure.counts not in {"share", "age", *_UNITS} and "-" not in figure.detail.passage.exact


def _is_against(one: Setting, other: Setting, voices: tuple[str, str], words: str) -> bool:
    """Does the second speaker give another figure for what the first one counts?"""
    a, b = one.figure, other.figure
    if (set(voices[0].casefold().split()) & set(voices[1].casefold().split())) - {"the"}:
        return False
    if not (a.exact and b.exact) or a.low == b.low or max(a.low, b.low) > SIZE * min(a.low, b.low) or min(a.low, b.low) < 3:
        return False
    if b.counts is not None and a.counts is not None and b.counts != a.counts:
        return False
    end = b.detail.passage.span.end
    if _AGED.search(words[max(0, end - 30) : b.detail.passage.span.start]) or words[end : end + 4] == " of ":
        return False  # "ages 18 to 35", "15 of the 200"
    around = b.sentence if b.sentence != a.sentence else Span(a.detail.passage.span.end, b.sentence.end)
    # A bare sum is the other one again ("the company says 1.1 million"); a bare number may be anything.
    return (b.counts is None and b.low >= BARE) or _BACK.search(around.cut(words)) is not None


def _sides(settings: Sequence[Setting], by_report: dict[int, list[int]], a: int, b: int) -> Dispute:
    sides: tuple[list[int], list[int]] = ([], [])
    for report in sorted(by_report):
        for side, at in zip(sides, (a, b), strict=True):
            value = _number(settings[at].figure)
            alike = [x for x in by_report[report] if _counts_too(settings[x], settings[a])]
            same = [x for x in alike if _number(settings[x].figure) == value]
            if not same and settings[at].figure.low >= TELLING and settings[at].figure.counts is None:
                # "Puts the number at 17" counts what "17 names" counts: an equal number that is telling, on a speaker's word.
                same = [x for x in by_report[report] if _number(settings[x].figure) == value]
            same = same or [
                x for x in alike if _is_vaguer(settings[x].figure, settings[at].figure, settings[b if at == a else a].figure)
            ]
            if report == settings[at].report:
                same = [at]
            side += same[:1]
    return sides


def _is_vaguer(figure: Figure, one: Figure, other: Figure) -> bool:
    """May it be the one side's figure in fewer digits ("more than 2 million" for 2.4), and not the other's?"""
    allows = figure.low <= one.low <= figure.high and not figure.low <= other.low <= figure.high
    return allows and not figure.exact and figure.counts is not None and figure.counts == one.counts


def _counts_too(setting: Setting, first: Setting) -> bool:
    counts = {setting.figure.counts, first.figure.counts}
    return len(counts) == 1 or None in counts or counts <= {"person", "dead", lemma("people"), lemma("bodies")}


def _number(figure: Figure) -> str:
    return figure.detail.value.split()[-1].lstrip("<>~")
