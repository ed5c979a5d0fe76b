"""Prose in, runs out: the stretches of capitalised words that may be names, sentence heads and headlines seen through.

What is hard: capitals that mean nothing. The first word of a sentence and every word of a headline have one; they are held to
what the running text does with the same words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from typing import Literal

from onrecord.spans import Span
from onrecord.statements.cues import VERB_FORMS, lemma_of
from onrecord.statements.lexicon import (
    ABBREVIATIONS,
    BODY_HEADS,
    CALENDAR,
    FUNCTION_WORDS,
    PARTICLES,
    PERSON_NOUNS,
    PLURAL_PEOPLE,
    PREPOSITIONS,
    ROLE_MODIFIERS,
    TITLES,
    countries,
)
from onrecord.statements.prose import Prose

__all__ = ["ACRONYM", "GROUP", "POSSESSIVE", "SUFFIXES", "Gender", "Run", "find_runs"]

Gender = Literal["he", "she"]


@dataclass(slots=True)
class Run:
    """A stretch of capitalised words under consideration."""

    first: int
    last: int
    parts: tuple[str, ...]
    possessive: bool
    role: Span | None = None
    titled: bool = False
    title_words: tuple[str, ...] = ()
    roles: tuple[Span, ...] = ()
    person: int = 0
    weak: int = 0  # the part of ``person`` that things may earn too
    sure: int = 0  # the part of ``person`` that only a person earns: titles, roles, ages, parties, suffixes
    shape: bool = False
    body: int = 0
    thing: int = 0  # what only a body has ("users", "poll"); counts for single words that nothing shows to be a person
    place: int = 0
    plural: bool = False
    headline: bool = False
    subject: bool = False
    the: bool = False
    gender: Gender | None = None
    heads: frozenset[int] = frozenset()
    reports: bool = False


_OFFICES = frozenset("secretary minister director speaker chief chairman president attorney general".split())
_MEMBERS = frozenset(  # "Mothers Against …", "Citizens for …": bodies named after their members
    "americans citizens mothers parents veterans women men friends doctors lawyers workers students voters democrats "
    "republicans latinos people physicians businesses".split()
)
_ALSO_GIVEN = frozenset(("per", "will", "may"))  # function words that are given names too
_INNER_BREAKS = PREPOSITIONS - {"of", "for", "per"} | frozenset(
    "the a an is are was were if because than that and or but as not who how why when".split()
)
_SMALL_IN_TITLES = PREPOSITIONS | frozenset("a an the and but or nor so yet as if".split())
SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
GROUP = re.compile(
    r"(?:ans|crats|ists|lims|inos|inas|itas|ews|ese|evers|onists|isis|cs|nials|uddhists|indus|urds|erts|unnis|iites|abs|"
    r"oles|anders|utch"
    r"|rench|ritish|wiss|rish|lls|panish|axpayers|aliens)$"
)
POSSESSIVE = re.compile(r"['’]s$|['’]$")
_PARTY = re.compile(r"(?:[RDI]|DFL)(?:[-–—].*)?")
_DOTTED = re.compile(r"(?:[A-Z]\.){2,4}[A-Z]\.?")
ACRONYM = re.compile(r"^(?:[A-Z]\.?){2,6}s?$")


def _is_name_word(token: str, lower: str) -> bool:
    return (
        token[0].isupper()
        and lower.removesuffix("'s") not in CALENDAR
        and lower not in ("i", "i'm", "i’m", "i've", "i’ve", "i'd", "i’d", "i'll", "i’ll")
    )


def _is_titlecase(prose: Prose, first: int, last: int) -> bool:
    """Is a sentence set in capitals word by word, as headlines are? Then capitals say nothing."""
    # A sentence full of names has a verb in small letters; a headline has at most one stray small word.
    small, most = 0, (last - first) // 8
    for i in range(first, last):
        if prose.tokens[i][0].islower() and prose.lowers[i] not in _SMALL_IN_TITLES:
            small += 1
            if small > most:
                return False
    longer = sum(len(token) > 3 and not token[0].isdigit() for token in prose.tokens[first:last])
    return longer >= 4 and small * 8 <= longer


def find_runs(prose: Prose) -> list[Run]:
    """Runs of capitalised words, sentence heads that name nobody taken off."""
    tokens, lowers = prose.tokens, prose.lowers
    inner: Counter[str] = Counter()  # capitalised where a capital means something
    capital: Counter[str] = Counter()  # capitalised anywhere but in headlines
    plain: Counter[str] = Counter()  # in lower case anywhere
    heads = frozenset(_sentence_heads(prose))
    headline = [_is_titlecase(prose, first, last) for first, last in prose.sentences]
    small = [token[0].islower() for token in tokens]
    plain.update(compress(lowers, small))
    large = [i for i, is_small in enumerate(small) if not is_small and not headline[prose.sentence_of[i]]]
    capital.update([_bare(lowers[i]) for i in large])
    inner.update([_bare(lowers[i]) for i in large if i not in heads])
    runs: list[Run] = []
    spelled = _spelled_out(prose)
    i = 0
    total = len(tokens)
    while i < total:
        if small[i] or not _is_name_word(tokens[i], lowers[i]) or not tokens[i][0].isalpha():
            i += 1
            continue
        if i in spelled:
            last = spelled[i]
            runs.append(Run(i, last, tuple(POSSESSIVE.sub("", tokens[k]) for k in range(i, last)), False, body=4, heads=heads))
            i = last
            continue
        if lowers[i] == "the" and i + 1 in spelled:
            i += 1
            continue
        if prose.gap(i).endswith("(") and _PARTY.fullmatch(tokens[i]):
            i = _after_bracket(prose, i)
            continue
        first, last = i, _extend(prose, i)
        i = last
        while first < last:
            lower = lowers[first]
            bare = _bare(lower)
            common = (lower in FUNCTION_WORDS or bare in FUNCTION_WORDS) and not (
                bare in _ALSO_GIVEN and (first not in heads or inner[bare])
            )
            if not common and first in heads:
                common = plain[lower] > 0 and inner[bare] == 0 and (bare not in TITLES or last - first == 1)
                common = common or (
                    last - first == 1 and inner[bare] == 0 and (lower.endswith(("ing", "ly")) or lower in PLURAL_PEOPLE)
                )
                # "Continued Oru": a verb before its subject.
                common = common or (last - first > 1 and lemma_of(lower) is not None and lower.endswith(("ed", "said", "says")))
            if not common:
                break
            first += 1
        if first == last or _is_label(prose, first, last):
            continue
        possessive = bool(POSSESSIVE.search(tokens[last - 1])) or (
            prose.words[prose.ends[last - 1] : prose.ends[last - 1] + 1] in ("'", "’")
            and tokens[last - 1].lower().endswith("s")
            and prose.quoted[last - 1] == 0
        )
        sentence = prose.sentence_of[first]
        if headline[sentence]:
            runs += _split_headline(prose, first, last, capital, plain, heads)
            continue
        parts = tuple(tokens[k] for k in range(first, last))
        parts = (*parts[:-1], POSSESSIVE.sub("", parts[-1]))
        runs.append(Run(first, last, parts, possessive, heads=heads))
    return runs


def _spelled_out(prose: Prose) -> dict[int, int]:
    """Names that an acronym in brackets sums up, "Citizens for Harbour Rights (CHR)": first token to the one after the last."""
    found: dict[int, int] = {}
    for at in range(2, len(prose.tokens)):
        if prose.tokens[at][0].islower():
            continue
        letters = prose.tokens[at].replace(".", "")
        if not (2 < len(letters) < 7 and letters.isupper() and letters.isalpha() and prose.gap(at).strip() in ("(", "(the")):
            continue
        left = len(letters)
        for k in range(at - 1, max(prose.sentences[prose.sentence_of[at]][0], at - 12) - 1, -1):
            if k < at - 1 and prose.gap(k + 1) not in (" ", " & ", ", "):
                break
            if prose.tokens[k][0].isupper():
                left -= 1
                if prose.tokens[k][0] != letters[left]:
                    break
                if left == 0:
                    found[k] = at
                    break
            elif prose.lowers[k] not in ("of", "for", "and", "in", "the", "on", "to", "against", "with", "without", "at"):
                break
    for k, last in _dotted(prose):
        found.setdefault(k, last)
    return found


def _dotted(prose: Prose) -> Iterator[tuple[int, int]]:
    """Names that a report has in full and elsewhere as "N.L.A.": first token and the one after the last."""
    letters = {token.replace(".", "") for token in prose.tokens if "." in token and _DOTTED.fullmatch(token)}
    if not letters:
        return
    for k, token in enumerate(prose.tokens):
        for short in letters:
            if token[0] != short[0] or len(token) < 3:
                continue
            left, at = short[1:], k + 1
            while left and at < len(prose.tokens) and prose.gap(at) in (" ", " & "):
                if prose.tokens[at][0] == left[0]:
                    left = left[1:]
                elif prose.lowers[at] not in ("of", "for", "and", "in", "the", "on", "to"):
                    break
                at += 1
            if not left:
                yield k, at


def _after_bracket(prose: Prose, token: int) -> int:
    """The token after the bracket that one stands in, "(R-Va.)"."""
    closing = prose.words.find(")", prose.ends[token], prose.ends[token] + 20)
    return token + 1 if closing < 0 else max(token + 1, prose.at(closing))


def _is_label(prose: Prose, first: int, last: int) -> bool:
    """Is it a line of its own in capitals ("FULL TEXT.")?"""
    return (first, last) == prose.sentences[prose.sentence_of[first]] and all(
        token.isupper() and len(token) > 1 for token in prose.tokens[first:last]
    )


def _split_headline(
    prose: Prose, first: int, last: int, capital: Counter[str], plain: Counter[str], heads: frozenset[int]
) -> list[Run]:
    """A run of a title-case line: a full name is where what can be a first name stands before a name of the running text."""
    runs: list[Run] = []
    at = first
    for k in range(first + 1, last):
        before, lower = prose.lowers[k - 1], _bare(prose.lowers[k])
        token = prose.tokens[k - 1]
        given = (
            token[0].isupper()
            and token[1:].islower()
            and not plain[before]
            and before not in VERB_FORMS
            and before not in FUNCTION_WORDS
            and before not in BODY_HEADS
            and before not in PERSON_NOUNS
            and before not in ROLE_MODIFIERS
            and before not in CALENDAR
            and before not in countries()
            and not before.endswith(("an", "ish", "ese", "ic", "s", "ing", "ed", "ly"))
            and prose.gap(k) == " "
            and len(token) > 2
        )
        if (
            given
            and capital[lower] >= 2
            and not plain[lower]
            and k - 1 >= at
            and lower not in BODY_HEADS
            and not GROUP.search(lower)
        ):
            if k - 1 > at:
                runs.append(_run_of(prose, at, k - 1, headline=True, heads=heads))
            runs.append(_run_of(prose, k - 1, k + 1, headline=False, heads=heads))
            at = k + 1
    if at < last:
        runs.append(_run_of(prose, at, last, headline=True, heads=heads))
    return runs


def _run_of(prose: Prose, first: int, last: int, *, headline: bool, heads: frozenset[int]) -> Run:
    parts = tuple(prose.tokens[k] for k in range(first, last))
    possessive = bool(POSSESSIVE.search(parts[-1]))
    return Run(first, last, (*parts[:-1], POSSESSIVE.sub("", parts[-1])), possessive, headline=headline, heads=heads)


@lru_cache(maxsize=8192)
def _bare(lower: str) -> str:
    return POSSESSIVE.sub("", lower)


def _sentence_heads(prose: Prose) -> set[int]:
    """Tokens whose capital may come from their place: first of a sentence, of a quotation, after a colon."""
    heads = {first for first, _ in prose.sentences}
    for quotation in prose.quotations:
        heads.add(prose.at(quotation.span.start))
    heads.update(
        i for i, token in enumerate(prose.tokens) if i and token[0].isupper() and prose.gap(i)[:1] in (":", "—", "•", "*")
    )
    return heads


def _extend(prose: Prose, first: int) -> int:
    """The end of the run of name words that begins at a token."""
    tokens, lowers = prose.tokens, prose.lowers
    sentence_end = prose.sentences[prose.sentence_of[first]][1]
    at = first + 1
    while at < sentence_end:
        gap = prose.gap(at)
        before = lowers[at - 1]
        if POSSESSIVE.search(before):
            break
        short = before in ABBREVIATIONS or (len(before) == 1 and before != "i") or before.endswith(".")
        if gap == ", " and lowers[at] in ("jr", "sr"):
            at += 1
            continue
        if gap == " & " and _is_name_word(tokens[at], lowers[at]):
            at += 1
            continue
        if gap not in (" ", "\xa0") and not (short and gap in (". ", " ")):
            break
        shouting = tokens[at - 1].isupper() and len(before) > 3 and "." not in before and not tokens[at].isupper()
        if (
            _is_name_word(tokens[at], lowers[at])
            and (lowers[at] not in _INNER_BREAKS or _is_initial(prose, at))
            and not shouting
        ):
            at += 1
            continue
        following = at + 1
        if following < sentence_end and prose.gap(following) == " ":
            if lowers[at] in PARTICLES and _is_name_word(tokens[following], lowers[following]):
                at += 2
                continue
            # The body or office itself stands right before: "Ministry of Defence", but not "President Ida Oru of Averland".
            joins = lowers[at] in ("of", "for", "on") and (lowers[at - 1] in BODY_HEADS or lowers[at - 1] in _OFFICES)
            joins = joins or (lowers[at] in ("for", "against", "without") and lowers[at - 1] in _MEMBERS)
            if lowers[at] == "and":
                joins = any(
                    lowers[k] in ("of", "for", "on") and (lowers[k - 1] in BODY_HEADS or lowers[k - 1] in _OFFICES)
                    for k in range(first + 1, at)
                )
            if (
                joins
                and lowers[at] == "on"
                and lowers[at - 1] not in ("committee", "commission", "council", "conference", "institute")
            ):
                joins = False
            if joins and lowers[following] == "the" and following + 1 < sentence_end and prose.gap(following + 1) == " ":
                if _is_name_word(tokens[following + 1], lowers[following + 1]):
                    at += 3
                    continue
                break
            if joins and _is_name_word(tokens[following], lowers[following]):
                at += 2
                continue
        break
    return at


def _is_initial(prose: Prose, at: int) -> bool:
    return len(prose.tokens[at]) == 1 and prose.words[prose.ends[at] : prose.ends[at] + 2] == ". "
