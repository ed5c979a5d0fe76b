"""A report and its statements in, its citations out: where it names another outlet, agency or document as origin.

Read are the same channels that a statement may come through, and agencies in brackets before a dash ("(Agency) —"). What is
hard is the report's own outlet, which is flagged rather than left out: a report that quotes itself is no second witness.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.datamodel import Citation, Passage, Report, Statement
from onrecord.ids import Part
from onrecord.spans import Span
from onrecord.statements.channels import find_channels
from onrecord.statements.mentions import Names, names_in
from onrecord.statements.prose import Prose

__all__ = ["find_citations"]

_PAPERS = frozenset("letter memo release report email e-mail statement lawsuit complaint filing transcript".split())
_AGENCY = re.compile(r"^.{0,60}?\((?P<agency>[A-Z][\w.&’' ]{1,30})\)\s*(?:[—–-]|--)", re.M)


def find_citations(report: Report, statements: Sequence[Statement]) -> tuple[Citation, ...]:
    """The citations of a report in reading order, each with the statement told on its word, if there is one."""
    prose, names = names_in(report.text)
    found: list[Citation] = []
    for channel in find_channels(prose, names):
        if channel.form == "network" or channel.name.split()[-1].lower() in ("officials", "sources", "message"):
            continue
        cites = channel.name
        if channel.document:
            owner = _owner(channel.span, statements)
            if owner is None and channel.form == "statement":
                continue  # "in a post", and nobody known to have written it: no origin that could be looked up
            cites = f"{cites} of {owner}" if owner is not None and channel.form == "statement" else cites
        found.append(_cite(report, channel.span, cites, statements))
    for statement in statements:
        taken = any(source.span.overlaps(each.passage.span) for source in statement.source for each in found)
        if statement.interpretation.kind == "document" and not taken:
            found += _cite_document(report, statement, names, prose)
    for match in _AGENCY.finditer(report.text.words):
        token = prose.at(match.start("agency"))
        if token < len(prose.tokens) and prose.starts[token] == match.start("agency"):
            found.append(_cite(report, Span(*match.span("agency")), match["agency"], statements))
    unique: dict[tuple[Part, ...], Citation] = {}
    for citation in sorted(found, key=lambda each: (each.passage.span, each.cites)):
        unique.setdefault(tuple(citation.passage.span), citation)
    return tuple(unique.values())


def _cite_document(report: Report, statement: Statement, names: Names, prose: Prose) -> list[Citation]:
    """The document that a statement has as its source, with the one person or body its words name: "the letter from Oru"."""
    found: list[Citation] = []
    for source in statement.source[:1]:
        heads = [i for i in prose.within(source.span) if prose.lowers[i] in _PAPERS]
        owners = {name.bearer for name in names.within(prose, source.span) if name.bearer is not None}
        if len(heads) == 1 and len(owners) == 1:
            owner = names.bearers[owners.pop()].name
            found.append(_cite(report, source.span, f"{prose.lowers[heads[0]]} of {owner}", (statement,)))
    return found


def _owner(span: Span, statements: Sequence[Statement]) -> str | None:
    """Whose document it is: the speaker of the statement that came through it."""
    for statement in statements:
        interpretation = statement.interpretation
        if interpretation.resolved == "yes" and any(via.passage.span.overlaps(span) for via in interpretation.via):
            return interpretation.speaker
    return None


def _cite(report: Report, span: Span, name: str, statements: Sequence[Statement]) -> Citation:
    own = report.outlet is not None and _fold(report.outlet) == _fold(name)
    return Citation(
        report_id=report.id,
        passage=Passage(report.text, span),
        cites=name,
        own=own,
        statement_id=_told_on(span, statements),
    )


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
