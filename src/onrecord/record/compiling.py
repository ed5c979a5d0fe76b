"""Reports in, a record out: the one place that walks all rooms below in the order of the data flow.

What is hard here is only that nothing may depend on the order in which the reports were given: they are sorted before anything
is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from onrecord.collation import collate
from onrecord.datamodel import Note, Record, Report, Statement
from onrecord.people import cast_people
from onrecord.statements import find_citations, find_statements
from onrecord.stories import find_copies

__all__ = ["compile_record", "order_reports"]


def order_reports(reports: Sequence[Report]) -> tuple[Report, ...]:
    """The reports by day of publication (undated ones last), then by name and id: the order of every record."""
    return tuple(sorted(reports, key=lambda r: (r.published is None, r.published or "", r.name, r.id)))


def compile_record(
    reports: Sequence[Report], *, notes: Sequence[Note] = (), on_report: Callable[[Report], None] | None = None
) -> Record:
    """The record of one story's reports: statements, people, utterances, facts, citations, copies, and what stands alone.

    ``notes`` are kept with the record (inputs that were refused, oddities of reading); ``on_report`` is called after each
    report's statements were found, for showing progress.
    """
    ordered = order_reports(reports)
    statements: list[tuple[Statement, ...]] = []
    for report in ordered:
        statements.append(find_statements(report.text))
        if on_report is not None:
            on_report(report)
    cast = cast_people(ordered, statements)
    citations = tuple(c for r, s in zip(ordered, statements, strict=True) for c in find_citations(r, s))
    copies = find_copies(ordered, statements)
    comparison = collate(ordered, statements, cast=cast, copies=copies, citations=citations)
    return Record(
        reports=ordered,
        statements=tuple(statements),
        people=cast.people,
        utterances=comparison.utterances,
        facts=comparison.facts,
        citations=citations,
        copies=copies,
        only=comparison.only,
        notes=tuple(sorted(notes, key=lambda n: (n.name, n.outcome, n.reason))),
    )
