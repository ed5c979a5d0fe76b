"""A record, or reports with their statements, in; accounts out: each report by itself with all that was found in it.

Whatever follows people over time, verifies quotations or exports takes accounts, so that it works alike on a record, on a few
files and, one account at a time, on an archive that fits into no memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from onrecord.datamodel import Account, Interpretation, Person, Record, Report, Statement, Utterance
from onrecord.people import cast_people
from onrecord.statements import find_citations, find_statements

__all__ = ["accounts_of", "read_accounts"]


def accounts_of(record: Record, *, story: str | None = None) -> Iterator[Account]:
    """The accounts of a record, in the order of its reports."""
    by_mention = {(m.report_id, m.passage.span): person for person in record.people for m in reversed(person.mentions)}
    by_name = {person.name.casefold(): person for person in reversed(record.people)}
    told: dict[tuple[str, str], list[Utterance]] = defaultdict(list)
    for utterance in record.utterances:
        for key in dict.fromkeys((t.report_id, t.statement_id) for t in utterance.tellings):
            told[key].append(utterance)

    def people_of(report: Report, said: Interpretation) -> tuple[Person, ...]:
        if said.speaker is None or said.resolved != "yes":
            return ()
        person = by_mention.get((report.id, said.mention.span)) if said.mention is not None else None
        person = person or by_name.get(said.speaker.casefold())
        if person is not None:
            return (person,)
        # Several who speak together are one string, "A and B".
        parts = [by_name.get(part.casefold()) for part in said.speaker.split(" and ")]
        return tuple(part for part in parts if part is not None) if all(parts) else ()

    for report, statements in zip(record.reports, record.statements, strict=True):
        yield Account(
            report=report,
            statements=statements,
            people=tuple(people_of(report, s.interpretation) for s in statements),
            utterances=tuple(tuple(told.get((report.id, s.id), ())) for s in statements),
            citations=tuple(c for c in record.citations if c.report_id == report.id),
            story=story,
        )


def read_accounts(reports: Sequence[Report], statements: Sequence[tuple[Statement, ...]] | None = None) -> tuple[Account, ...]:
    """The accounts of reports that need not be of one event: people are joined over all of them, utterances are not."""
    told = [find_statements(report.text) for report in reports] if statements is None else statements
    cast = cast_people(reports, told)
    return tuple(
        Account(
            report=report,
            statements=found,
            people=tuple(cast.people_of(report.id, statement) for statement in found),
            utterances=((),) * len(found),
            citations=tuple(find_citations(report, found)),
        )
        for report, found in zip(reports, told, strict=True)
    )
