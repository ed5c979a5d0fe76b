"""Reports in, a record out: the one place that walks all rooms below in the order of the data flow.

What is hard here is only that nothing may depend on the order in which the reports were given: they are sorted before anything
is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from onrecord.collation import Aside, AsideHere, JudgedDetails, JudgedPair, collate
from onrecord.datamodel import Note, Record, Report, Statement
from onrecord.people import Cast, cast_people
from onrecord.record.credits import find_other_speakers
from onrecord.record.differences import find_differences, gravest_first
from onrecord.record.sources import HeldAgainst, hold_against_sources, settled_by
from onrecord.statements import find_statements
from onrecord.stories import group_copies

__all__ = ["assemble_record", "compile_record", "order_reports"]


def order_reports(reports: Sequence[Report]) -> tuple[Report, ...]:
    """The reports by day of publication (undated ones last), then by name and id: the order of every record."""
    return tuple(sorted(reports, key=_place))


def compile_record(
    reports: Sequence[Report],
    *,
    sources: Sequence[Report] = (),
    notes: Sequence[Note] = (),
    on_report: Callable[[Report], None] | None = None,
) -> Record:
    """The record of one story's reports: statements, people, utterances, facts, citations, copies, and what stands alone.

    ``sources`` are primary sources (a transcript, a press release, a bill) against which the reports are held; they are no
    reports, and one that is given as a report too is a source only. ``notes`` are kept with the record (inputs that were
    refused, oddities of reading); ``on_report`` is called after each report's statements were found, for showing progress.
    """
    given = {source.text.id for source in sources}
    ordered = order_reports([report for report in reports if report.text.id not in given])
    statements: list[tuple[Statement, ...]] = []
    for report in ordered:
        statements.append(find_statements(report.text))
        if on_report is not None:
            on_report(report)
    return assemble_record(ordered, statements, sources=sources, notes=notes)


def assemble_record(
    reports: Sequence[Report],
    statements: Sequence[tuple[Statement, ...]],
    *,
    sources: Sequence[Report] = (),
    notes: Sequence[Note] = (),
    cast: Cast | None = None,
    judged: Sequence[JudgedPair | JudgedDetails] = (),
    details: bool = True,
    aside: Callable[..., Aside] = AsideHere,
) -> Record:
    """The record of reports whose statements are known, a tuple for each report; ``cast`` saves finding the people again.

    ``judged`` is what editors have said of pairs of statements and of details. Without ``details`` the record has no facts and
    nothing that rests on them. ``aside`` does half of the comparison: given the reports in order, with their statements.
    """
    pairs = sorted(zip(reports, statements, strict=True), key=lambda pair: _place(pair[0]))
    ordered = tuple(report for report, _ in pairs)
    told = [found for _, found in pairs]
    cast = cast or cast_people(ordered, told)
    beside = aside(ordered, told)
    originals = order_reports(tuple({source.id: source for source in sources}.values()))
    held = hold_against_sources(ordered, told, originals, cast) if originals else HeldAgainst()
    comparison = collate(ordered, told, cast=cast, aside=beside, judged=judged, details=details)
    shared = beside.shared
    differences = find_differences(ordered, told, comparison.utterances, comparison.facts) if details else ()
    if details:
        differences = gravest_first((*find_other_speakers(ordered, told, shared.quotations, cast), *differences))
    return Record(
        reports=ordered,
        statements=tuple(_in_reading_order(those, more) for those, more in zip(told, comparison.found, strict=True)),
        people=cast.people,
        utterances=comparison.utterances,
        links=comparison.links,
        facts=comparison.facts,
        citations=beside.citations,
        copies=shared.copies,
        families=group_copies(ordered, shared.copies),
        shared_quotations=shared.quotations,
        only=comparison.only,
        leaves_out=comparison.leaves_out,
        differences=settled_by(held, differences) if originals else differences,
        notes=tuple(sorted(notes, key=lambda n: (n.name, n.outcome, n.reason))),
        sources=originals,
        renderings=held.renderings,
    )


def _place(report: Report) -> tuple[bool, str, str, str]:
    return report.published is None, report.published or "", report.name, report.id


def _in_reading_order(told: Sequence[Statement], found: Sequence[Statement]) -> tuple[Statement, ...]:
    """A report's statements with those that were found by comparing, each at its place."""
    known = {statement.id for statement in told}
    new = [statement for statement in found if statement.id not in known]
    if not new:
        return tuple(told)
    return tuple(sorted((*told, *new), key=lambda s: (s.content[0].span.start, s.content[-1].span.end)))
