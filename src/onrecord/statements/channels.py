"""Prose and its names in, the channels through which a report has its words out: outlets, programmes, networks, documents.

"Told the Harbour Post", "in an interview with", "as reported by", "wrote on Twitter", "said in a statement", "according to the
ministry": each is a form around a name or a noun. Both what a statement came through (`via`) and what a report cites rest on
these. What is hard is to tell an outlet from anybody else who was told something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.spans import Span
from onrecord.statements.lexicon import CHANNELS, DOCUMENTS, FUNCTION_WORDS, OUTLET_WORDS, countries
from onrecord.statements.mentions import Bearer, Name, Names
from onrecord.statements.prose import Prose

__all__ = ["Channel", "Form", "find_channels"]

Form = Literal["told", "interview", "reported by", "according to", "network", "statement", "appeared on", "poll"]


@dataclass(frozen=True, slots=True)
class Channel:
    """An outlet, network or document by which words came: ``span`` is its name, ``whole`` the phrase that cites it.

    ``written``: it carries writing; ``lasting``: what the speaker goes on to say came the same way; ``teller``: it reports
    others' words; ``document``: it is one, not an outlet.
    """

    name: str
    span: Span
    whole: Span
    form: Form
    written: bool = False
    lasting: bool = False
    teller: bool = False
    document: bool = False


_LEADS: tuple[tuple[Form, re.Pattern[str], tuple[str, ...]], ...] = (
    ("told", re.compile(r"\b(?:told|tells|telling)\s+"), ("told", "tell")),
    (
        "interview",
        re.compile(
            r"\b(?:(?:(?:in|during|for)\s+)?(?:an?\s+|his\s+|her\s+|their\s+)?(?:\w+\s+){0,2}interviews?\s+(?:\w+\s+)?(?:with|on|for|by|to)"
            r"|writing\s+(?:for|in)"
            r"|in\s+(?:an?\s+)?(?=[\w .&’']{3,40}\s(?:essay|op-ed|column|editorial|interview|article|piece)\b)"
            r"|speaking\s+(?:to|with|on)|spoke\s+(?:to|with)|(?:in\s+)?(?:an?\s+)?(?:appearance|appeared|appearing)\s+on"
            r"|(?:in|in\s+a|in\s+an)\s+(?:statement|email|e-mail|letter|comment|remarks)\s+to)\s+",
        ),
        tuple(
            "interview writing speaking spoke appear statement email e-mail letter comment remarks essay op-ed column "
            "editorial article piece".split()
        ),
    ),
    (
        "reported by",
        re.compile(
            r"\b(?:(?:as\s+)?(?:first\s+|originally\s+|previously\s+|also\s+)?"
            r"(?:(?:reported|quoted|cited|published|noted|obtained|confirmed|carried|broken)\s+(?:\w+\s+)?(?:by|in)|citing|quoting"
            r"|(?:posted|shared)\s+(?:\w+\s+){0,2}by(?=\s+an?\s+\w+\s+for\s)))"
            r"\s+(?:an?\s+(?:\w+\s+)?(?:reporter|correspondent|journalist|columnist)\s+(?:for|at|from|with|of)\s+)?",
        ),
        tuple("reported quoted cited published noted obtained confirmed carried broken citing quoting posted shared".split()),
    ),
    ("according to", re.compile(r"\b(?:according\s+to|per)\s+"), ()),
    ("appeared on", re.compile(r"\b(?:on|during)\s+"), ()),
)
"""By form what stands before the outlet, in small letters, and words of which it has one (none: it is sought everywhere)."""
_STATEMENT = re.compile(
    r"\b(?P<lead>in|via|through|issued|issuing|released|releasing|sent|sending|wrote|writing|circulated|penned)\s+(?P<what>(?:an?|the|his|her|their|its|several|two|"
    r"a\s+series\s+of)\s+(?:[\w-]+\s+){0,3}?"
    r"(?:statements?|letters?|e-?mails?|tweets?|posts?|posting|memo|op-ed|press\s+release|news\s+release|"
    r"text\s+messages?|blog\s+post|message|filing|video|column|book))\b",
    re.I,
)
_REPORTS = re.compile(
    r"(?:(?:first|also|has|had|previously|further|later|originally)\s+)*"
    r"(?:reports?|reported|revealed|noted|notes|writes|wrote|quoted|quotes)\b"
)


_PROGRAMME = re.compile(
    r"\b(?:on|for|with|of|to|during)\s+(?P<name>(?:(?:an?|the|his|her)\s+|"
    r"[A-Z][\w.&]*(?:\s[A-Z][\w.&]*)?[’']s?\s+(?:\w+\s+)?)?[\"“‘'](?P<title>(?:[A-Z][\w’'.&-]*|the|of|with|and|in|&)"
    r"(?:\s(?:[A-Z][\w’'.&-]*|the|of|with|and|in|&)){0,5}?)[,.]?[\"”’'])"
)


_WRITINGS = tuple("statement letter mail tweet post memo op-ed release text blog message filing video column book".split())
_AUDIENCES = ("audience", "listeners", "viewers", "readers", "followers")
_WORKS = ("book", "column", "video", "op-ed")
_AND = re.compile(r"\s+and\s+(?:the\s+)?", re.I)
_AT_WORK = re.compile(r"\b(?:work\w*|collaborat\w+|based|film\w*|insist\w*|focus\w*|star\w*)\s+$")
_SHOWN = re.compile(r"\s+(?:show|program|programme|sketch|skit|segment|broadcast|podcast)\b")
_POSTED = re.compile(
    r"\b(?:(?:on|via|to)\s+(?:his\s+|her\s+|their\s+|its\s+)?(?P<name>Truth Social|Bluesky|Threads|Parler|VKontakte)"
    r"|(?:posted|wrote|writing|said|posting|post)\s+on\s+(?P<x>X))\b"
)
_TITLED = re.compile(
    r"\s+(?:article|story|report|column|editorial|op-ed|essay|profile|investigation)\b(?P<title>\s+(?:titled|called|headlined|entitled)\s+[\"“‘'])?"
)
_ON_SITE = re.compile(r"\b(?:on|for)\s+(?:his|her|the|its|their)\s+$")
_SITE_NOUN = re.compile(r"\s+(?:site|website|web\s+site|blog|newsletter|podcast)\b")
_CREDIT = re.compile(
    r"(?:^|\n|\()\s*(?:read|see|watch|h/t|hat\s+tip|more)\b[^.\n]{0,40}\b(?:via|at|from|to)\s+(?:the\s+)?$", re.I
)
_EPISODE = re.compile(r"\b(?:broadcast|episode|edition|airing|taping|instalment|installment)\s+$")
_CALLS = re.compile(r"\bcall(?:s|ed|ing)?\s+$")
_POLL = re.compile(
    r"\b(?:[Aa]n?|[Tt]he|new|recent|latest|national|to)\s+"
    r"(?P<name>(?:[A-Z][\w.&’'-]*(?:\s?/\s?|\s)){1,7}(?:polls?|survey))\b"
)
_AUDIENCE = re.compile(
    r"\b(?:told|tells|telling)\s+(?P<who>(?:his|her|their)\s+(?:[\w-]+\s+){0,2}?(?:audience|listeners|viewers|readers|followers))\b"
)


def find_channels(prose: Prose, names: Names) -> tuple[Channel, ...]:
    """The channels of a report in reading order."""
    found: list[Channel] = []
    words = prose.words
    low = _lowered(words)
    for form, lead, hints in _LEADS:
        for match in _matches(lead, low, low, hints):
            token = prose.at(match.start())
            if token >= len(prose.tokens) or prose.starts[token] > match.end():
                continue  # in furniture
            channel = _after(prose, names, form, match)
            if channel is not None:
                found += [channel, *_and_another(prose, names, channel)]
    for match in _PROGRAMME.finditer(words):
        token = prose.at(match.start("title"))
        network = "’s" in match["name"] or "'s" in match["name"]
        whole = (
            len(match["title"]) > 2
            and match["title"][0].isupper()
            and (
                network
                or _SHOWN.match(words, match.end()) is not None
                or (" " in match["title"] and (match[0][:2] == "on" or _is_episode(words, match.start())))
            )
            and not _AT_WORK.search(words, max(0, match.start() - 20), match.start())
        )
        if whole and token < len(prose.tokens) and prose.starts[token] <= match.end():
            span = Span(*match.span("name"))
            shown = re.sub(r"[\"“”‘]|[’'](?=\s|$)|[’']s(?=\s)|^(?:an?|the|his|her)\s+", "", match["name"])
            found.append(Channel(" ".join(shown.strip(" ,.'").split()), span, Span(*match.span()), "appeared on", lasting=True))
    for match in _matches(_STATEMENT, words, low, _WRITINGS):
        token = prose.at(match.start())
        if token < len(prose.tokens) and prose.starts[token] <= match.end():
            what = Span(*match.span("what"))
            words_of = re.sub(
                r"^(?:an?|the|his|her|their|its|several|two)\s+(?:series\s+of\s+)?",
                "",
                " ".join(what.cut(words).split()),
                flags=re.I,
            )
            words_of = re.sub(r"^(?:now|since)-\w+\s+", "", words_of)
            if match["lead"].lower() in ("wrote", "writing", "penned") and words_of.endswith(_WORKS):
                continue
            found.append(
                Channel(words_of, what, Span(*match.span()), "statement", written=not words_of.endswith("video"), document=True)
            )
    for match in _matches(_POLL, words, low, ("poll", "survey")):
        if prose.at(match.start()) < len(prose.tokens) and prose.starts[prose.at(match.start())] <= match.end():
            span = Span(*match.span("name"))
            found.append(Channel(" ".join(match["name"].split()).replace("/ ", "/"), span, span, "poll", document=True))
    for match in _matches(_AUDIENCE, words, low, _AUDIENCES):
        found.append(Channel(match["who"], Span(*match.span("who")), Span(*match.span()), "network", lasting=True))
    for index, lower in enumerate(prose.lowers):
        if lower in CHANNELS and index and prose.lowers[index - 1] in ("on", "via", "to", "his", "her", "through"):
            span = Span(prose.starts[index], prose.ends[index])
            found.append(Channel(prose.tokens[index], span, span, "network", written=True))
        elif lower in ("tweeted", "retweeted") or (lower == "tweets" and index and prose.tokens[index - 1][0].isupper()):
            span = Span(prose.starts[index], prose.ends[index])
            found.append(Channel("Twitter", span, span, "network", written=True))
    for match in _POSTED.finditer(words):
        group = "name" if match["name"] else "x"
        token = prose.at(match.start(group))
        if token < len(prose.tokens) and prose.starts[token] == match.start(group):
            found.append(Channel(match[group], Span(*match.span(group)), Span(*match.span()), "network", written=True))
    for name in names.names:
        if name.bearer is not None:
            found += _named_as_outlet(words, names.bearers[name.bearer], name)
    return _without_doubles(found)


_REACH = 160
"""Characters around a word of an expression within which all of its match stands."""


def _matches(expression: re.Pattern[str], words: str, low: str, hints: Sequence[str]) -> Iterator[re.Match[str]]:
    """The matches of an expression that has one of some words in it; only around these is it tried, which is quicker.

    ``low`` is the text in small letters, as the hints are.
    """
    if not hints:
        yield from expression.finditer(words)
        return
    places: list[int] = []
    for hint in hints:
        at = low.find(hint)
        while at >= 0:
            places.append(at)
            at = low.find(hint, at + 1)
    places.sort()
    end = 0
    for first, place in enumerate(places):
        if place < end:
            continue  # within the last stretch
        end = place
        for other in places[first:]:
            if other - _REACH > end:
                break
            end = other + _REACH
        yield from expression.finditer(words, max(0, place - _REACH), end)


def _lowered(words: str) -> str:
    """A text in small letters, each at the place of its capital."""
    low = words.lower()
    if len(low) != len(words):  # "İ" becomes two characters
        low = "".join(small if len(small := letter.lower()) == 1 else letter for letter in words)
    return low


def _is_episode(words: str, start: int) -> bool:
    return _EPISODE.search(words, max(0, start - 20), start) is not None


def _and_another(prose: Prose, names: Names, channel: Channel) -> Iterator[Channel]:
    """The second outlet of two: "according to the Harbour Post and the Courier"."""
    joint = _AND.match(prose.words, channel.span.end)
    at = None if joint is None else names.starting.get(prose.at(joint.end()))
    if at is not None and not channel.document:
        name = names.names[at]
        if name.bearer is not None and _is_outlet(names.bearers[name.bearer], name) and not name.possessive:
            yield replace(channel, name=_plain(names.bearers[name.bearer].name), span=name.span, whole=name.span)


def _named_as_outlet(words: str, bearer: Bearer, name: Name) -> Iterator[Channel]:
    """The channel that a name is by what stands around it: "the Post first reported", "on his Harbour Post site"."""
    site = _DOT.match(words, name.span.end)
    shown, span = _plain(bearer.name), name.span
    if site is not None:
        shown, span = shown + site[0], Span(span.start, site.end())
    outlet = site is not None or _is_outlet(bearer, name)
    if outlet and (after := _REPORTS.match(words, span.end + 1, span.end + 40)) and words[span.end] == " ":
        yield Channel(shown, span, Span(span.start, after.end()), "reported by", teller=True)
    elif (titled := _TITLED.match(words, span.end)) is not None and not (bearer.firm and not outlet):
        if outlet or titled["title"]:
            yield Channel(shown, span, Span(span.start, titled.end()), "reported by", teller=True)
    elif _ON_SITE.search(words, max(0, span.start - 12), span.start) and _SITE_NOUN.match(words, span.end):
        yield Channel(shown, span, span, "appeared on", written=True)
    elif _CREDIT.search(words, max(0, span.start - 60), span.start) and (outlet or not bearer.firm):
        yield Channel(shown, span, span, "reported by", teller=True)


def _after(prose: Prose, names: Names, form: Form, match: re.Match[str]) -> Channel | None:
    """The channel named right after a lead, if what is named there is one."""
    words = prose.words
    if form == "appeared on" and _CALLS.search(words, max(0, match.start() - 9), match.start()):
        return None
    token = prose.at(match.end())
    if token >= len(prose.tokens):
        return None
    limit = token + 5
    sentence = prose.sentence_of[token]
    while token < min(limit, len(prose.tokens)) and prose.sentence_of[token] == sentence:
        position = names.starting.get(token)
        if position is not None:
            behind = _described_by(prose, names, names.names[position])
            if behind is None:
                return _from_name(prose, names, form, match, names.names[position])
            if behind >= len(prose.tokens) or (behind not in names.starting and prose.lowers[behind] not in _BEFORE_OUTLETS):
                return None
            token = behind
            continue
        lower = prose.lowers[token]
        if not (lower in _BEFORE_OUTLETS or prose.tokens[token][0].isupper()):
            break
        token += 1
    if form in ("according to", "reported by"):
        first = prose.at(match.end())
        last = first
        while (
            last < min(first + 7, len(prose.tokens))
            and prose.sentence_of[last] == sentence
            and (last == first or prose.gap(last) == " ")
        ):
            if (prose.lowers[last] in DOCUMENTS and not _describes(prose, last)) or (
                prose.lowers[last] in ("reports", "sources", "officials") and form == "according to"
            ):
                span = Span(prose.starts[first], prose.ends[last])
                name = re.sub(r"^(?:an?|the|his|her|their|its)\s+", "", " ".join(span.cut(words).split()), flags=re.I)
                holder = _holder(prose, names, last + 1)
                if holder is not None:
                    return Channel(_plain(holder[0]), holder[1], Span(match.start(), holder[1].end), form, teller=True)
                return Channel(name, span, Span(match.start(), span.end), form, document=prose.lowers[last] in DOCUMENTS)
            last += 1
    return None


_BEFORE_OUTLETS = frozenset(
    "the a an its his her fellow local conservative liberal state-run website newspaper network magazine host news agency "
    "outlet show station site daily weekly radio affiliate partner".split()
)
_PEOPLES = ("ch", "sh", "ese", "ian", "can", "eli", "aqi", "ean")
"""Endings of what is of a country: "French daily", "Israeli radio"."""


def _describes(prose: Prose, token: int) -> bool:
    """Does a document's word only describe what comes: "an ad [agency]", "a law [firm]"?"""
    after = token + 1
    return after < len(prose.tokens) and prose.gap(after) == " " and prose.lowers[after] in _FIRMS


_FIRMS = frozenset("company firm agency group maker website site giant".split())
_HYPHENED = ("-affiliated", "-based", "-backed", "-led", "-linked", "-owned", "-run", "-funded")
_HANDS_ON = frozenset("affiliate affiliated partner sister".split())


def _described_by(prose: Prose, names: Names, name: Name) -> int | None:
    """The token behind a name that only describes what comes: "French [daily Le Monde]", "HBC affiliate [Radio Tesmar]"."""
    at = name.last
    if name.possessive or name.bearer is None or at >= len(prose.tokens) or prose.words[name.span.end :][:1] not in (" ", "-"):
        return None
    bearer, lower = names.bearers[name.bearer], prose.lowers[at]
    if lower in _HANDS_ON or prose.words[name.span.end] == "-":
        return at + (lower in _HANDS_ON)
    word = prose.lowers[name.first]
    adjective = name.last == name.first + 1 and (word.endswith(_PEOPLES) or word in countries())
    adjective = adjective or name.span.cut(prose.words).endswith(_HYPHENED)
    if not adjective or bearer.outlet or bearer.firm or not prose.tokens[at][0].islower():
        return None
    return None if lower in FUNCTION_WORDS or (lower.endswith("ed") and lower not in _BEFORE_OUTLETS) else at


def _holder(prose: Prose, names: Names, token: int) -> tuple[str, Span] | None:
    """The outlet that a document stands in: "a report [in the Harbour Post]", "messages [obtained by the Post]"."""
    for at in range(token, min(token + 4, len(prose.tokens))):
        name = names.names[names.starting[at]] if at in names.starting else None
        if name is not None:
            bearer = None if name.bearer is None or prose.gap(at) != " " else names.bearers[name.bearer]
            return (bearer.name, name.span) if bearer is not None and bearer.nature == "organisation" else None
        if prose.lowers[at] not in ("in", "by", "from", "the", "obtained", "published") or prose.gap(at) != " ":
            return None
    return None


def _from_name(prose: Prose, names: Names, form: Form, match: re.Match[str], name: Name) -> Channel | None:
    if name.bearer is None:
        return None
    bearer = names.bearers[name.bearer]
    span, shown = name.span, _plain(bearer.name)
    # "NBC's “Today” show", "Fox News host Ida Oru": the programme with its network, the outlet of the host.
    if name.possessive:
        programme = re.match(
            r"[’']s?\s+(?:[\w-]+\s+)?[\"“]([A-Z][\w.&’' -]{1,40}?)[,.]?[\"”]|[’']s?\s+([A-Z]\w+(?:\s+(?:the\s+|"
            r"of\s+)?[A-Z]\w+){0,4})",
            prose.words[span.end : span.end + 70],
        )
        hosts: tuple[Name, ...] = ()
        if programme is not None and programme[2]:
            hosts = names.within(prose, Span(span.end + programme.start(2), span.end + programme.end(2)))
        # "the Harbour Post's Ida Oru": she is no programme.
        hosted = any(host.bearer is not None and names.bearers[host.bearer].nature == "person" for host in hosts)
        if programme is not None and not hosted:
            shown = f"{shown} {(programme[1] or programme[2]).strip(' ,')}"
            span = Span(span.start, span.end + programme.end())
        elif bearer.nature == "person" and not (hosted and _may_be_outlet(bearer) and _ASKS.match(prose.words, span.end)):
            return None
        if hosted and bearer.nature == "person":
            return Channel(shown, span, Span(match.start(), span.end), form, lasting=True)
    elif (quoted := _QUOTED_TITLE.match(prose.words, span.end)) is not None and prose.words[span.start - 1] in "“\"‘'":
        shown, span = f"{shown}{quoted[1]}", Span(span.start, span.end + len(quoted[1]))
    elif (aired := _AIRED.match(prose.words, span.end)) is not None:  # "the HBC News program “This Hour,”"
        first = shown.split()[0]
        shown = f"{first if first.isupper() else shown} {aired[1].strip(' ,.')}"
        span = Span(span.start, span.end + len(aired[0]))
    elif (site := _DOT.match(prose.words, span.end)) is not None:
        shown, span = shown + site[0], Span(span.start, site.end())
    outlet = _is_outlet(bearer, name) or (not name.possessive and span != name.span)
    if shown.isupper() and not shown[1:].islower() and span.cut(prose.words).istitle():
        outlet = False  # MARS of a headline
    if form in ("told", "interview", "appeared on"):
        lead = match[0].lower()
        # "in an interview with Harbour Talk Radio Hour": whoever is no person and gives interviews is an outlet.
        asks = (
            form == "interview"
            and ("interview with" in lead or "interview for" in lead)
            and lead.startswith(("in ", "during "))
            and not name.possessive
        )
        unmet = " " not in shown and bearer.gender is None and not shown.isupper()  # a person is introduced in full
        talk = asks and not bearer.firm and (len(shown.split()) > 2 or unmet)
        if (not outlet and not talk) or bearer.nature == "group":
            return None
        if not outlet and not unmet and (host := _HOST.match(prose.words, span.end)) is not None:
            shown, span = f"{shown} {host[0].strip()}", Span(span.start, host.end())
        return Channel(shown, span, Span(match.start(), span.end), form, lasting=True)
    if form == "reported by":
        lead = match[0].lower()
        # An outlet is often named once and by one word; "as reported by" says what it is.
        told = lead.startswith(("as reported", "reported", "first reported")) and len(shown.split()) == 1
        if bearer.nature == "person" and not outlet and not told and not lead.startswith(("citing", "quoting")):
            return None
        return Channel(shown, span, Span(match.start(), span.end), form, teller=True)
    if bearer.nature == "person":
        return None
    return Channel(shown, span, Span(match.start(), span.end), form, teller=outlet)


_AIRED = re.compile(
    r"\s+(?:(?:television|radio|news|talk|cable)\s+)?(?:program|programme|show)\s+[“\"]([^”\"\n]{2,40}?)[,.]?[”\"]"
)
_QUOTED_TITLE = re.compile(r"((?:\s[A-Z]\w+){1,3})[,.]?[”\"’']")
_ASKS = re.compile(r"[’']s?\s+[A-Z]\w+\s+[A-Z]\w+[^.\n]{0,20}\b(?:interview|show|programme?|podcast)\b")
_DOT = re.compile(r"\.(?:com|org|net)\b")
_SITE = re.compile(r"\w\.(?:com|org|net)$")
_HOST = re.compile(r" with [A-Z]\w+ [A-Z]\w+")
_MEDIA = frozenset(("tv", "radio", "television", "news", "press", "mail", "media", "daily", "weekly"))
"""Media and things; alone they name no outlet."""
_SLOTS = frozenset(("morning", "today", "tonight", "news", "sports", "live"))
"""Last words of programmes that begin with their network: "HBC This Morning"."""


def _is_outlet(bearer: Bearer, name: Name) -> bool:
    """Does a name look like an outlet's: a word that outlets bear, or a short one in capitals (CNN)?"""
    if bearer.name.lower() in _MEDIA:
        return False
    if bearer.nature == "person" and bearer.roles:
        return False
    if bearer.outlet or _SITE.search(bearer.name):
        return True
    last = bearer.name.split()[-1].lower().rpartition("-")[2]
    if bearer.nature in ("organisation", "place") and last in OUTLET_WORDS:
        return True
    single = bearer.name.split()[0] if last in _SLOTS else bearer.name
    return (
        (bearer.nature == "organisation" or last in _SLOTS)
        and single.isupper()
        and 2 < len(single) <= 5
        and single.isalpha()
        and single[-1] in "NCSRPTV"
        and single not in ("DNC", "RNC", "GOP", "IRS", "CIA", "NSA", "EU", "UN")
    )


def _may_be_outlet(bearer: Bearer) -> bool:
    """Can a single word that looked like somebody's name be an outlet's? Nothing told of a person was seen."""
    return " " not in bearer.name and not bearer.firm and bearer.gender is None


def _plain(name: str) -> str:
    return name[4:] if name[:4].lower() == "the " else name


def _without_doubles(found: list[Channel]) -> tuple[Channel, ...]:
    """One channel for each stretch: the longest phrase, then the earliest form."""
    kept: list[Channel] = []
    order = {form: number for number, (form, _, _) in enumerate(_LEADS)}
    for channel in sorted(found, key=lambda each: (each.whole.start, -each.whole.end, order.get(each.form, 9))):
        if any(other.span.overlaps(channel.span) for other in kept):
            continue
        kept.append(channel)
    return tuple(sorted(kept, key=lambda each: (each.span.start, each.span.end)))
