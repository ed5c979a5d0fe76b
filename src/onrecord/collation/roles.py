"""What a report calls a person beside the name: mentions of one person in, titles and descriptions out, each as printed.

Four forms are read: before the name ("Weekly Chronicle editor Ida Oru"), after a comma ("Ida Oru, the editor of the Weekly
Chronicle,"; "Ida Oru, who leads the League,"), before it with a comma ("her successor, Bram Sallow"), and the party in brackets
("(D-Vt.)"). A fifth has no name at all ("the Chronicle editor", "a lawyer for Oru"): it is a person's where the story has one
bearer of that office only. What is hard here is where a description begins, for before
a name it is not marked off from the verb ("said mill owner Ida Oru"); only words that are known to stand in roles are taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from onrecord.collation.lexicon import stem
from onrecord.datamodel import Passage, Text
from onrecord.spans import Span
from onrecord.statements.lexicon import PERSON_NOUNS, ROLE_MODIFIERS
from onrecord.stories.words import Word, find_words

__all__ = ["Role", "find_roles", "find_roles_alone", "keys_of", "office_of"]

_SPELT = {
    "rep": "representative congressman congresswoman",
    "sen": "senator",
    "gov": "governor",
    "lt": "lieutenant",
    "gen": "general",
    "dr": "doctor",
    "prof": "professor",
    "pres": "president",
    "sec": "secretary",
    "chair": "chairman chairwoman chairperson",
    "leader": "head chief boss",
    "lawyer": "attorney counsel",
    "spokesman": "spokeswoman spokesperson",
    "policeman": "policewoman",
}
_SPELT_ONE = {word: short for short, words in _SPELT.items() for word in words.split()}
_ONE = {stem(word): stem(short) for short, words in _SPELT.items() for word in words.split()}
_HEADS = {head: _ONE.get(stem(head), stem(head)) for head in PERSON_NOUNS} | {
    word: _ONE.get(stem(word), stem(word))
    for word in "tycoon spokesman spokeswoman chairman chairwoman congressman congresswoman".split()
}
_FORMS = frozenset("mr mrs ms miss sir dame lord lady mister madam king queen prince princess".split())
"""Forms of address: they tell nothing of a person's office."""
_NO_HEADS = _FORMS | frozenset("man woman boy girl people person individual somebody someone family husband wife".split())
_EMPTY = frozenset(stem(word) for word in "mr mrs ms miss sir dame the a an of for who is was in and to".split())
_WHEN = frozenset("monday tuesday wednesday thursday friday saturday sunday yesterday today".split())
"""Days that may stand right before a title and are no part of it."""
_PARTY = re.compile(r"\s?[(,]\s?(?P<role>(?P<letter>[DRI])(?:\s?[-–—]\s?[A-Z][\w.]{0,5}(?:\s[A-Z]\w*\.)?|\.)?)(?=[),;\s.]|$)")
_PARTIES = {"D": "democrat", "R": "republican", "I": "independent"}
_LEADS = re.compile(
    r",\swho\s(?:now\s|has\s|had\s)?(?P<role>(?P<verb>leads?|led|heads?|headed|runs?|ran|chairs?|chaired|directs?|directed|commands?|"
    r"commanded|represents?|represented|edits?|edited|owns?|owned|founded|speaks\sfor|acts\sfor)\s[^,;()“”\"—–:.]{3,90})"
)
_DOES = {
    "lead": "leader",
    "led": "leader",
    "head": "leader",
    "headed": "leader",
    "run": "leader",
    "ran": "leader",
    "chair": "chair",
    "direct": "director",
    "command": "commander",
    "represent": "representative",
    "edit": "editor",
    "own": "owner",
    "founded": "founder",
    "speaks for": "spokesman",
    "acts for": "lawyer",
}
"""Verbs that say an office, and which."""
_RANK = frozenset(stem(word) for word in "former deputy vice assistant acting ex associate interim designate elect".split())
"""Words that make another office of one."""
_AFTER = re.compile(
    r"""(?:\s\([^()]{1,20}\))?(?:,\s(?:aged?\s)?\d{1,3})?(?:,|\s[—–-])\s      # (R-Tenn.), 52,
        (?:who\s(?:is|was|had\sbeen|served\sas)\s(?:now\s|also\s)?)?
        (?P<role>[^,;()“”"—–:]{3,120}?)
        (?=,|;|\s\(|\s?[—–]|[“”"]|\.\s*$|\.?$|\s(?:and|but)\s(?:who|said|told|a\s)|\swho\b|\sthat\b)""",
    re.VERBOSE,
)
_OPENING = frozenset("the a an his her their its".split())
_POSSESSIVE = frozenset("his her their its".split())
_PARTS = frozenset("of for at in to with on".split())
"""Small words with which the first part of a description ends."""
_STOPS = re.compile(r"\b(?:who|which|that|when|where|while|as|whose)\b")
_AWARD = re.compile(r"\sof\sthe\s(?:year|month|week|match|decade|century)\b")
"""What makes an honour of a noun: "coach of the year" is no office."""
_CHIEF = frozenset({stem("chief"), stem("executive")})
"""What "CEO" is short for, with or without "officer"."""
LONGEST = 14
"""Words of a description at most."""


@dataclass(frozen=True, slots=True)
class Role:
    """A title or description as printed: the stem of its noun, and the stems of all its words that tell something."""

    passage: Passage
    head: str
    keys: frozenset[str]

    @property
    def rank(self) -> frozenset[str]:
        """The words in it that make another office of one ("former", "deputy")."""
        return self.keys & _RANK


def find_roles(text: Text, sentences: Sequence[Span], mentions: Iterable[Span]) -> list[Role]:
    """The titles and descriptions printed at a person's mentions, in reading order, each of its kind once."""
    found: dict[frozenset[str], Role] = {}
    for span in mentions:
        sentence = next((s for s in sentences if s.start <= span.start < s.end), None)
        if sentence is None:
            continue
        for role in (
            _before(text, sentence, span),
            _before_comma(text, sentence, span),
            _after(text, sentence, span),
            _by_verb(text, sentence, span),
            _by_party(text, sentence, span),
        ):
            if role is not None:
                found.setdefault(role.keys, role)
    return sorted(found.values(), key=lambda role: role.passage.span)


def office_of(words: Sequence[Word]) -> str | None:
    """The stem of the last noun for a person before the first "of" or "who" of a description; None where there is none."""
    head: str | None = None
    for at, word in enumerate(words):
        if at and (word.n in _PARTS or _STOPS.fullmatch(word.n)):
            break
        if word.n in _HEADS and word.n not in _NO_HEADS and not word.t.endswith(("’s", "'s")):
            head = _HEADS[word.n]
    return head


def keys_of(printed: str) -> frozenset[str]:
    """The stems of the words of a description that tell something; offices that have several names under one."""
    keys = {stem(word.n) for word in find_words(printed) if not word.is_function_word}
    return frozenset(_ONE.get(key, key) for key in keys) - _EMPTY


def find_roles_alone(text: Text, sentences: Sequence[Span]) -> list[Role]:
    """Descriptions that stand for a name, in reading order.

    "The Chronicle editor" with a word besides its noun, "the editor" and "a lawyer" with what follows "of", "for" or "to".
    """
    found: list[Role] = []
    for sentence in sentences:
        words = find_words(text.words, sentence)
        for at, word in enumerate(words):
            if word.n in _OPENING:
                role = _alone(text, words, at)
                if role is not None:
                    found.append(role)
    return found


def _alone(text: Text, words: Sequence[Word], at: int) -> Role | None:
    """The description that an article or a possessive opens, where no name is beside it."""
    for end in range(at + 1, min(at + 8, len(words))):
        gap = text.words[words[end - 1].span.end : words[end].span.start]
        if gap not in {" ", "-"} or words[end].is_function_word:
            return None
        if words[end].n not in _HEADS or words[end].n in _NO_HEADS or words[end].t.endswith(("’s", "'s")):
            continue
        after = words[end + 1] if end + 1 < len(words) else None
        beside = after is not None and text.words[words[end].span.end : after.span.start] in {" ", "-"}
        if beside and after is not None and (after.t[0].isupper() or after.n in _HEADS or (after.t[0].isdigit())):
            return None
        last = end
        if beside and after is not None and after.n in {"of", "for", "to", "at"}:
            last = _whose(text, words, end + 1)
        if (last == end and end == at + 1 and words[at].n not in _POSSESSIVE) or (
            # A name after it: "his lawyer, Ida Oru".
            after is not None and text.words[words[end].span.end : after.span.start] == ", " and after.t[0].isupper()
        ):
            return None
        role = _role(text, Span(words[at].span.start, words[last].span.end), words[end])
        before = _role(text, Span(words[at].span.start, words[end].span.end), words[end])
        if role is not None and before is not None and len(before.keys) > 1:
            role = replace(role, keys=before.keys)  # what the office is called tells more than whose it is
        return role if role is not None and (len(role.keys) > 1 or words[at].n in _POSSESSIVE) else None
    return None


def _whose(text: Text, words: Sequence[Word], at: int) -> int:
    """The last word of what follows "of", "for" or "to": a name or a few words, up to a verb or a mark."""
    last = at
    for next_word in range(at + 1, min(at + 8, len(words))):
        word = words[next_word]
        gap = text.words[words[next_word - 1].span.end : word.span.start]
        if gap not in {" ", ". ", "-"} or (
            word.is_function_word and word.n not in {"the", "a", "an", "his", "her", "of", "and"}
        ):
            break
        if not word.t[0].isupper() and not word.is_function_word and words[last].t[0].isupper() and last > at:
            break
        if not word.is_function_word:
            last = next_word
    return last if last > at else at - 1


def _before(text: Text, sentence: Span, mention: Span) -> Role | None:
    """The title right before a name."""
    words = find_words(text.words, Span(sentence.start, mention.start)) if sentence.start < mention.start else ()
    if not words:
        return None
    first = len(words)
    end = mention.start
    while first > 0:
        word = words[first - 1]
        gap = text.words[word.span.end : end]
        if gap not in {" ", ". ", "-"} or word.n in _WHEN or (word.is_function_word and word.n != "then"):
            break
        if not (word.t[0].isupper() or word.n in _HEADS or word.n in ROLE_MODIFIERS or word.t.endswith(("’s", "'s"))):
            break
        first, end = first - 1, word.span.start
    while first < len(words) and words[first].n in _FORMS:
        first += 1
    if first == len(words) or words[-1].n not in _HEADS or words[-1].n in _NO_HEADS:
        return None
    first = max(first, len(words) - LONGEST)
    return _role(text, Span(words[first].span.start, words[-1].span.end), words[-1])


def _before_comma(text: Text, sentence: Span, mention: Span) -> Role | None:
    """The description before a name, parted by a comma: "her successor, Bram Sallow"."""
    if text.words[mention.start - 2 : mention.start] != ", " or mention.start - 2 <= sentence.start:
        return None
    words = find_words(text.words, Span(sentence.start, mention.start - 2))
    end = mention.start - 2
    for at in range(len(words) - 1, max(-1, len(words) - LONGEST), -1):
        word = words[at]
        gap = text.words[word.span.end : end].strip(" -.")
        if gap not in {"", "’s", "'s"}:
            return None
        if word.n in _OPENING or (
            (gap or word.t.endswith(("’s", "'s"))) and at + 1 < len(words) and words[at + 1].t[0].islower()
        ):
            while (
                at
                and words[at - 1].t[0].isupper()
                and not words[at - 1].is_function_word
                and text.words[words[at - 1].span.end : words[at].span.start] in {" ", ". "}
            ):
                at -= 1
            return _by_first_noun(text, Span(words[at].span.start, mention.start - 2))
        end = word.span.start
    return None


def _after(text: Text, sentence: Span, mention: Span) -> Role | None:
    """The description after a name and a comma."""
    match = _AFTER.match(text.words[: sentence.end], mention.end)
    if match is None:
        return None
    words = find_words(text.words, Span(*match.span("role")))
    if not words:
        return None
    first = words[0].n
    opens = first in _OPENING or first in _HEADS or first in ROLE_MODIFIERS
    if not opens and not any(word.t.endswith(("’s", "'s", "’", "'")) for word in words[:4]):
        return None
    return _by_first_noun(text, Span(*match.span("role")))


def _by_verb(text: Text, sentence: Span, mention: Span) -> Role | None:
    """What somebody is by what he does: "Ida Oru, who leads the League"."""
    match = _LEADS.match(text.words[: sentence.end], mention.end)
    if match is None:
        return None
    verb = " ".join(match["verb"].casefold().split())
    office = next(noun for known, noun in _DOES.items() if verb == known or verb in {known + "s", known + "ed", known + "d"})
    words = find_words(text.words, Span(*match.span("role")))[1:LONGEST]
    end = next((w.span.start for w in words if _STOPS.fullmatch(w.n)), words[-1].span.end if words else match.end("role"))
    printed = text.words[match.start("role") : end].rstrip()
    keys = {stem(w.n) for w in words if not w.is_function_word and w.span.end <= end}
    head = stem(_SPELT_ONE.get(office, office))
    found = frozenset({head, *(_ONE.get(key, key) for key in keys)}) - _EMPTY
    return Role(Passage(text, Span(match.start("role"), match.start("role") + len(printed))), head, found)


def _by_party(text: Text, sentence: Span, mention: Span) -> Role | None:
    """The party in brackets or after a comma: "(D-Vt.)", ", R-Tenn.,"."""
    match = _PARTY.match(text.words[: sentence.end], mention.end)
    if match is None:
        return None
    head = stem(_PARTIES[match["letter"]])
    return Role(Passage(text, Span(*match.span("role"))), head, frozenset({head}))


def _by_first_noun(text: Text, span: Span) -> Role | None:
    """A description by the last noun for a person before its first "of", "for" or relative clause."""
    words = find_words(text.words, span)[:LONGEST]
    head: Word | None = None
    for at, word in enumerate(words):
        if at and (word.n in _PARTS or _STOPS.fullmatch(word.n)):
            break
        if word.n in _HEADS and word.n not in _NO_HEADS and not word.t.endswith(("’s", "'s")):
            head = word
    if head is None or not words or _AWARD.match(text.words, head.span.end):
        return None
    end = next(
        (w.span.start for w in words[1:] if w.span.start > head.span.start and _STOPS.fullmatch(w.n)), words[-1].span.end
    )
    return _role(text, Span(words[0].span.start, end), head)


def _role(text: Text, span: Span, noun: Word) -> Role | None:
    printed = span.cut(text.words)
    span = Span(span.start, span.start + len(printed.rstrip()))
    head, found = _HEADS[noun.n], keys_of(printed)
    chief = {_ONE.get(key, key) for key in _CHIEF}
    if found >= chief:
        head = _HEADS.get("ceo", stem("ceo"))
        found = found - chief - {_ONE.get(stem("officer"), stem("officer"))} | {head}
    return Role(Passage(text, span), head, found) if found else None
