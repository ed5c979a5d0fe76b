"""Channels in, more channels out: an outlet or programme that a report has named before and now calls "the site" or “Today”.

"The newspaper reported", "told the site", "according to the report" stand for the outlet that was cited last. What is hard: a
report may be anybody's, so "the report" is an outlet's only while no other report has come up since, and nothing stands for an
outlet that was cited long before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.spans import Span
from onrecord.statements.channels import Channel, Form
from onrecord.statements.mentions import Name, Names
from onrecord.statements.prose import Prose

__all__ = ["with_references"]

_REACH = 12
"""Sentences after which a noun no longer stands for an outlet. Set by hand."""

_OUTLET = (
    r"(?:news\s+)?(?:site|website|newspaper|paper|magazine|network|outlet|broadcaster|station|blog|publication|journal|"
    r"tabloid|channel|wire\s+service|news\s+agency)"
)
_REPORT = r"(?:report|article|story|piece|interview)"
_TELLS = (
    r"(?:(?:also|first|then|further|later|has|had)\s+)*"
    r"(?:said|says|reported|reports|wrote|writes|noted|notes|quoted|quotes|added|adds|cited|cites|claimed|claims|revealed|found)\b"
)
_ASKED = r"(?:told|according\s+to|reported\s+by|published\s+by|obtained\s+by|interview\s+with)"
_SITE = re.compile(rf"\b(?:[Tt]he\s+(?P<a>{_OUTLET})\s+{_TELLS}|{_ASKED}\s+the\s+(?P<b>{_OUTLET})\b(?![’']))", re.I)
_MADE_BY = r"\s+(?:by|from|of|on|issued|released|prepared|commissioned)\b"
_STORY = re.compile(rf"\b(?:the\s+(?P<a>{_REPORT})\s+{_TELLS}|according\s+to\s+the\s+(?P<b>{_REPORT})\b(?!{_MADE_BY}))", re.I)
_OTHER_REPORT = re.compile(
    r"(?:\b(?:[Aa]n?|[Nn]ew|recent|final|annual|another|\w+[’']s?)\s+(?:[\w-]+\s+){0,2}?|\b(?!(?:The|That|This|Their|Its|His|Her)\b)[A-Z]\w+\s+)"
    r"(?:report|article|story|piece)\b"
)
_TITLE = re.compile(r"\b(?:told|on)\s+[“\"‘](?P<a>[A-Z][\w’' ]{2,40}?)[,.]?[”\"’]")


def with_references(prose: Prose, names: Names, channels: Sequence[Channel]) -> tuple[Channel, ...]:
    """The channels given and those that stand for one of them, in reading order; "the report" gives way to whose it is."""
    outlets = [c for c in channels if not c.document and c.form not in ("network", "poll", "statement") and _is_named(c)]
    if not outlets:
        return tuple(channels)
    named = [c for c in outlets if c.form != "according to" and not _cites_anybody(prose, c)]
    known = [each.span for each in named]
    named += [
        _as_channel(names, name)
        for name in names.names
        if name.bearer is not None and names.bearers[name.bearer].outlet and not any(name.span.overlaps(s) for s in known)
    ]
    named.sort(key=lambda channel: channel.span)
    found = [*_nouns(prose, named), *_reports(prose, channels, outlets), *_programmes(prose, outlets)]
    fresh = [f for f in found if not any(f.whole.overlaps(c.whole) and not c.document for c in channels)]
    kept = [c for c in channels if not (c.document and any(f.whole.overlaps(c.whole) for f in fresh))]
    return tuple(sorted((*kept, *fresh), key=lambda channel: channel.span))


def _is_named(channel: Channel) -> bool:
    return channel.name[:1].isupper() or "." in channel.name


def _cites_anybody(prose: Prose, channel: Channel) -> bool:
    """Is it cited by words that also cite who is no outlet: "citing the Ministry of Tides"?"""
    return channel.whole.cut(prose.words).lower().startswith(("citing", "quoting"))


def _as_channel(names: Names, name: Name) -> Channel:
    shown = names.bearers[name.bearers[0]].name
    return Channel(shown[4:] if shown[:4].lower() == "the " else shown, name.span, name.span, "reported by", teller=True)


def _nouns(prose: Prose, outlets: Sequence[Channel]) -> Iterator[Channel]:
    for match in _SITE.finditer(prose.words):
        if (last := _last(prose, outlets, match.start())) is not None:
            span = Span(*match.span("a" if match["a"] else "b"))
            told = match[0].lower().startswith(("told", "interview"))
            form: Form = "told" if told else "reported by"
            yield Channel(last.name, span, Span(*match.span()), form, lasting=told, teller=not told)


def _reports(prose: Prose, channels: Sequence[Channel], outlets: Sequence[Channel]) -> Iterator[Channel]:
    stories = list(_STORY.finditer(prose.words))
    if not stories:
        return
    tellers = [outlet for outlet in outlets if outlet.teller]
    others = [
        match.end()
        for match in _OTHER_REPORT.finditer(prose.words)
        if not any(c.teller and c.whole.overlaps(Span(*match.span())) for c in channels)
    ]
    for match in stories:
        last = _last(prose, tellers, match.start())
        if last is not None and not any(last.whole.end < at <= match.start() for at in others):
            span = Span(*match.span("a" if match["a"] else "b"))
            yield Channel(last.name, span, Span(*match.span()), "reported by", teller=True)


def _programmes(prose: Prose, outlets: Sequence[Channel]) -> Iterator[Channel]:
    for match in _TITLE.finditer(prose.words):
        for outlet in reversed([each for each in outlets if each.span.end <= match.start()]):
            if outlet.lasting and outlet.name.casefold().endswith(match["a"].casefold()):
                yield Channel(outlet.name, Span(*match.span("a")), Span(*match.span()), "told", lasting=True)
                break


def _last(prose: Prose, outlets: Sequence[Channel], position: int) -> Channel | None:
    """The outlet named last before a position, within reach; none where the place is furniture or its sentence names two."""
    token = prose.at(position)
    before = [outlet for outlet in outlets if outlet.whole.end <= position]
    if not before or token >= len(prose.tokens) or prose.starts[token] > position + 4:
        return None
    last = before[-1]
    here, there = prose.sentence_of[token], _sentence(prose, last)
    rivals = {each.name for each in before if _sentence(prose, each) == there}
    return last if here - there <= _REACH and len(rivals) == 1 else None


def _sentence(prose: Prose, channel: Channel) -> int:
    return prose.sentence_of[min(prose.at(channel.span.start), len(prose.tokens) - 1)]
