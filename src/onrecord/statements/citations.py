"""A report and its statements in, its citations out: where it names another outlet, agency or document as origin.

Read are the same channels that a statement may come through, and agencies in brackets before a dash ("(Agency) —"). What is
hard is the report's own outlet, which is flagged rather than left out: a report that quotes itself is no second witness.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onrecord.datamodel import Citation, Passage, Report, Statement
from onrecord.ids import Part
from onrecord.spans import Span
from onrecord.statements.channels import Channel, find_channels
from onrecord.statements.lexicon import OUTLET_WORDS
from onrecord.statements.mentions import Names, names_in
from onrecord.statements.prose import Prose
from onrecord.statements.references import with_references

__all__ = ["find_citations"]

_PAPERS = frozenset("letter memo release report email e-mail statement lawsuit complaint filing transcript".split())
_RECORDS = frozenset(
    "report survey study poll polls records documents filing filings transcript transcripts lawsuit indictment affidavit "
    "complaint memo audit emails e-mails recording".split()
)
"""Documents that can be looked up by their description alone: "an inspector general's report", "court records"."""
_AGENCY = re.compile(r"^.{0,60}?\((?P<agency>[A-Z][\w.&’' ]{1,30})\)\s*(?:[—–-]|--)", re.M)
_CONTRIBUTED = re.compile(r"\bcontributed\s+(?:reporting\s+)?to\s+this\s+(?:report|story|article|dispatch)\b", re.I)
_POSTINGS = {"twitter": "tweets", "tweeted": "tweet", "tweets": "tweets"}
_NO_POSTING = re.compile(
    r"\s+(?:about|a\s+(?:link|photo|picture)|at|posts?|postings?|accounts?|profiles?|users?|feeds?|videos?|messages?|followers?)\b"
)
_FOLLOWS = re.compile(r"\b(?:follow\w*|users?|friends?|accounts?|active|trending)\s+(?:\w+\s+){0,3}(?:on|via|to)\s+$")
_PREPOSITIONS = ("in ", "In ", "via ", "Via ", "through ", "Through ")
_WHOSE = frozenset("the his her its their this that".split())
_NEAR = 9
"""Words after "a letter from" within which its owner is named."""
_BY = re.compile(r"\s+(?:from|by|of|signed\s+by)\b")


def find_citations(report: Report, statements: Sequence[Statement]) -> tuple[Citation, ...]:
    """The citations of a report in reading order, each with the statement told on its word, if there is one."""
    prose, names = names_in(report.text)
    found: list[Citation] = []
    for channel in with_references(prose, names, find_channels(prose, names)):
        cites = _name_of(channel, prose, names, statements)
        if cites is not None and not _is_quoted(channel, prose):
            found.append(_cite(report, channel.span, cites, statements))
    for statement in statements:
        taken = any(source.span.overlaps(each.passage.span) for source in statement.source for each in found)
        if statement.interpretation.kind == "document" and not taken:
            found += _cite_document(report, statement, names, prose)
    for match in _AGENCY.finditer(report.text.words):
        token = prose.at(match.start("agency"))
        if token < len(prose.tokens) and prose.starts[token] == match.start("agency"):
            found.append(_cite(report, Span(*match.span("agency")), match["agency"], statements))
    for match in _CONTRIBUTED.finditer(report.text.words):
        found += [_cite(report, span, name, statements) for name, span in _contributors(match.start(), prose, names)]
    unique: dict[tuple[Part, ...], Citation] = {}
    for citation in sorted(found, key=lambda each: (each.passage.span, each.cites)):
        unique.setdefault(tuple(citation.passage.span), citation)
    return tuple(unique.values())


def _name_of(channel: Channel, prose: Prose, names: Names, statements: Sequence[Statement]) -> str | None:
    """What a channel is cited as: an outlet by its name, a paper or posting by whose it is; None where it is no origin."""
    if channel.form == "network":
        owner = _speaker_through(channel.span, statements)
        word = channel.span.cut(prose.words).casefold()
        mere = _NO_POSTING.match(prose.words, channel.span.end) or _FOLLOWS.search(prose.words, 0, channel.span.start)
        if owner is None or mere or word == "retweeted" or (" " in word and word != "truth social"):
            return None
        return f"{_POSTINGS.get(word, f'{channel.name} post')} of {owner}"
    if channel.name.split()[-1].lower() in ("officials", "sources", "message"):
        return None
    if channel.form == "statement":
        if channel.span.cut(prose.words).lower() == "the video":
            return None
        # "in a post", and nobody known to have written it: no origin that could be looked up
        owner = _owner(channel, prose, names, statements)
        return None if owner is None else f"{channel.name} of {owner}"
    if channel.document or channel.name.split()[-1].lower() == "reports":
        words = channel.span.cut(prose.words).split()
        vague = words[-1].lower() == "reports" or (words[0].lower() in _WHOSE and len(words) == 2)
        return None if vague or channel.name in _PAPERS else channel.name  # "the report", and nobody known to have made it
    return _fuller(channel.name, names)


def _fuller(name: str, names: Names) -> str:
    """An outlet by the fullest name the report gives it: "the Times article" of the one paper that ends so."""
    if " " in name or name.lower() not in OUTLET_WORDS:
        return name
    longer = {b.name for b in names.bearers if b.nature != "person" and b.name.split()[-1] == name and " " in b.name}
    return longer.pop().removeprefix("The ") if len(longer) == 1 else name


def _owner(channel: Channel, prose: Prose, names: Names, statements: Sequence[Statement]) -> str | None:
    """Whose paper it is: "from Oru" after it, the one who issued or sent it, or the speaker of what came through it."""
    at = min(prose.at(channel.span.start), len(prose.tokens) - 1)
    first, last = prose.sentences[prose.sentence_of[at]]
    if (by := _BY.match(prose.words, channel.span.end)) is not None:
        until = prose.ends[min(prose.at(by.end()) + _NEAR, last) - 1]
        for name in names.within(prose, Span(by.end(), until)) if by.end() < until else ():
            if name.bearer is not None and not name.possessive:
                return names.bearers[name.bearer].name
    speaker = _speaker_through(channel.span, statements)
    if not prose.words.startswith(_PREPOSITIONS, channel.whole.start):
        start = prose.starts[first]
        for name in reversed(names.within(prose, Span(start, channel.whole.start)) if start < channel.whole.start else ()):
            bearer = None if name.bearer is None else names.bearers[name.bearer]
            if name.last < prose.at(channel.whole.start) - 2 or prose.words[name.span.end] != " " or bearer is None:
                break
            if bearer.nature in ("person", "organisation") and not bearer.outlet:
                return bearer.name
    outlet = any(bearer.outlet and bearer.name == speaker for bearer in names.bearers)
    return None if outlet else speaker


def _speaker_through(span: Span, statements: Sequence[Statement]) -> str | None:
    """The speaker of the first statement that came through a channel."""
    for statement in statements:
        interpretation = statement.interpretation
        if interpretation.resolved == "yes" and any(via.passage.span.overlaps(span) for via in interpretation.via):
            return interpretation.speaker
    return None


def _is_quoted(channel: Channel, prose: Prose) -> bool:
    """Do the words that cite it stand inside a quotation? Then its speaker cites it, and not the report."""
    token = prose.at(channel.whole.start)
    return token < len(prose.tokens) and prose.quoted[token] > 0 and prose.words[channel.whole.start] not in "“\"‘'"


def _contributors(position: int, prose: Prose, names: Names) -> Iterator[tuple[str, Span]]:
    """The bodies named in the sentence of a credit: "The Associated Press contributed to this report."."""
    token = prose.at(position)
    if token < len(prose.tokens) and prose.starts[token] == position:
        for name in names.within(prose, prose.sentence_span(prose.sentence_of[token])):
            if name.bearer is not None and names.bearers[name.bearer].nature == "organisation":
                yield names.bearers[name.bearer].name, name.span


def _cite_document(report: Report, statement: Statement, names: Names, prose: Prose) -> list[Citation]:
    """The document that a statement has as its source, with the one person or body its words name: "the letter from Oru"."""
    found: list[Citation] = []
    for source in statement.source[:1]:
        tokens = prose.within(source.span)
        heads = [i for i in tokens if prose.lowers[i] in _PAPERS]
        owners = {name.bearer for name in names.within(prose, source.span) if name.bearer is not None}
        if len(heads) == 1 and len(owners) == 1:
            owner = names.bearers[owners.pop()].name
            found.append(_cite(report, source.span, f"{prose.lowers[heads[0]]} of {owner}", (statement,)))
        elif tokens and prose.lowers[tokens[-1]] in _RECORDS:
            words = _ARTICLE.sub("", " ".join(source.exact.split()))
            # "The report" alone says of nothing which one it is; "polls" are cited as such.
            if " " in words or (words == source.exact.strip() and words.endswith("s")) or words in ("polls", "Polls"):
                found.append(_cite(report, source.span, words, (statement,)))
    return found


_ARTICLE = re.compile(r"^(?:an?|the|its|his|her|their)\s+", re.I)


def _cite(report: Report, span: Span, name: str, statements: Sequence[Statement]) -> Citation:
    own = report.outlet is not None and _is_own(report.outlet, name)
    return Citation(
        report_id=report.id,
        passage=Passage(report.text, span),
        cites=name,
        own=own,
        statement_id=_told_on(span, statements),
    )


def _is_own(outlet: str, name: str) -> bool:
    """Is a name the outlet's: as it is shown, or as its address has it (edition.hbc.com, www.harbourpost.com, hptimes.com)?"""
    if _fold(outlet) == _fold(name):
        return True
    labels = outlet.casefold().split(".")
    if len(labels) < 2 or " " in outlet:
        return False
    words = [word for word in re.findall(r"\w+", name.casefold()) if word != "the"]
    initials = "".join(word[0] for word in words)
    return bool(words) and bool({"".join(words), initials, initials[:-1] + words[-1]} & {*labels[:-1]})


def _fold(name: str) -> str:
    folded = re.sub(r"[\W_]+", "", name.casefold())
    return folded.removeprefix("the")


def _told_on(span: Span, statements: Sequence[Statement]) -> str | None:
    """The statement that has the channel as its nearest via, or whose source the span lies in."""
    for statement in statements:
        if any(via.passage.span.overlaps(span) for via in statement.interpretation.via):
            return statement.id
    for statement in statements:
        if any(source.span.overlaps(span) for source in statement.source):
            return statement.id
    return None
