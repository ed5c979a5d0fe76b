"""Where something was said or measured: a sentence in; programmes, outlets, platforms and polls out, each by name.

Two outlets name one programme in their own ways ("BBS' “The Hour,”", "on the BBS News program “The Hour”", "the “Hour” show"),
and one poll too ("a BBS/Chronicle poll", "BBS News/Daily Chronicle survey"). A name is therefore kept as the words by which it
can be told apart, and two names are the same where these meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.spans import Span
from onrecord.stories.words import find_words

__all__ = ["Medium", "find_media", "is_title", "same_medium"]

Medium = tuple[Span, str]
"""Where it is named, and what it is: ``programme:``, ``poll:``, ``platform:`` or ``outlet:`` and the words that tell."""

_NAME = r"[A-Z][\w.&]*+(?:\s[A-Z][\w.&]*+){0,3}+"
_PROGRAMME = re.compile(
    rf"(?:(?P<by>{_NAME})(?:[’']s?)?\s(?:(?:[Nn]ews|TV|[Rr]adio)\s)?(?:program(?:me)?,?\s|show,?\s|series\s)?)?"
    r"[“\"](?P<title>[A-Z][^“”\"]{1,40}?)[,.]?[”\"](?P<show>\s(?:show|program(?:me)?|host|anchor))?"
)
_INTERVIEW = re.compile(
    rf"\b(?:(?:told|tells|telling)\s(?:the\s)?(?P<told>{_NAME})(?=[’']s\s[A-Z]|[\s.,;:]|$)"
    rf"|interview(?:ed)?\s(?:airing\s\w+\s)?(?:with|for|on|by|to)\s(?:the\s)?(?P<with>{_NAME}))"
)
_POLL = re.compile(rf"\b(?P<by>{_NAME}(?:\s?[/-]\s?{_NAME})*)(?:[’']s)?\s(?:\w+\s)?(?:poll|survey)\b")
_PLATFORM = re.compile(
    r"(?<![\w@.])(?P<name>Facebook|Twitter|Instagram|YouTube|TikTok|Telegram|WhatsApp|Snapchat|Reddit|LinkedIn|Weibo|Tumblr|"
    r"Truth\sSocial|Periscope|Skype|Signal(?=\s(?:chat|group|message|app)))(?![\w@])"
)
"""Where posts and messages are written. "X" is left out: it is a letter as well."""
_WRITTEN_ON = re.compile(r"\b(?:on|via|over|through)\s(?:the\s)?$")
_POSTED = re.compile(r"\s(?:\w+\s)?(?:posts?|posting|pages?|messages?|accounts?|feeds?|profiles?|videos?|groups?)\b")
_NO_OUTLETS = frozenset(
    """court parliament congress senate house assembly council committee commission board police union conference tribunal
    ministry department office party""".split()
)
"""Words of bodies before which something is said: "told the High Court" is no interview."""
_SMALL = frozenset("a an and for from in is of on or our the to with at by".split())
_COMMON = frozenset("news tv radio the show program programme new national poll daily".split())


def find_media(words: str, sentence: Span, *, people: frozenset[str]) -> Iterator[Medium]:
    """The media that a sentence names; ``people`` are names, in small letters, of which none is an outlet."""
    for match in _PROGRAMME.finditer(words, *sentence):
        by, show = match["by"], match["show"]
        named = show is not None if by is None else by.casefold() not in people and (show is not None or _is_capital(by))
        if named and is_title(match["title"]):
            yield Span(*match.span()), f"programme: {' '.join(_keys(match['title']))}"
    for match in _POLL.finditer(words, *sentence):
        yield Span(*match.span()), f"poll: {' '.join(_keys(match['by']))}"
    for match in _PLATFORM.finditer(words, *sentence):
        # A platform that is spoken of ("Telegram was removed from the store") is not where anything was said.
        if not (
            _WRITTEN_ON.search(words[max(sentence.start, match.start() - 12) : match.start()])
            or _POSTED.match(words, match.end())
        ):
            continue
        yield Span(*match.span()), f"platform: {' '.join(_keys(match['name']))}"
    for match in _INTERVIEW.finditer(words, *sentence):
        group = "told" if match["told"] else "with"
        name = match[group]
        at = next((k for k, word in enumerate(name.split()) if word.casefold().rstrip(".") in {"in", "on", "that"}), None)
        name = name if at is None else " ".join(name.split()[:at])
        name = name.rstrip(".")
        possessive = words[match.end(group) :][:2] in {"’s", "'s"}
        if not name or name.split()[-1].casefold() in _NO_OUTLETS:
            continue
        if possessive or not any(name.casefold() in {known, known.split()[-1]} for known in people):
            yield Span(match.start(group), match.start(group) + len(name)), f"outlet: {' '.join(_keys(name))}"


def is_title(printed: str) -> bool:
    """Is every word of some weight in capitals, as in the title of a programme?"""
    words = re.findall(r"[^\W_][\w’']*", printed)
    return 0 < len(words) <= 6 and all(word[0].isupper() or word in _SMALL for word in words)


def same_medium(one: str, other: str) -> bool:
    """Are two values of one kind, and do the words that tell them apart meet?"""
    kind, _, words = one.partition(": ")
    other_kind, _, others = other.partition(": ")
    mine, theirs = set(words.split()), set(others.split())
    return kind == other_kind and bool(mine & theirs) and (kind == "poll" or mine <= theirs or theirs <= mine)


def _is_capital(name: str) -> bool:
    """Is it written as broadcasters are ("BBS", "NRC News"), and no beginning of a sentence?"""
    return any(len(word) > 1 and word.isupper() for word in re.findall(r"[A-Z]+\b", name)) or name.split()[-1] in {
        "News",
        "Radio",
        "TV",
    }


def _keys(name: str) -> list[str]:
    found = [word.n for word in find_words(name) if word.n not in _SMALL]
    return [key for key in found if key not in _COMMON] or found
