"""A story's reports and their statements in; what was said, told side by side, compared and counted, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.collation.alignment import collate_strands
from onrecord.collation.alone import Elsewhere, find_alone
from onrecord.collation.descents import find_descents
from onrecord.collation.details import find_figures
from onrecord.collation.facts import compare_details
from onrecord.collation.halves import find_halves
from onrecord.collation.judged import JudgedDetails, JudgedPair, respect_details, respect_pairs
from onrecord.collation.missing import find_missing
from onrecord.collation.origins import Provenance
from onrecord.collation.profiles import find_profiles
from onrecord.collation.utterances import Group, is_lent, join_tellings, strand_of
from onrecord.datamodel import Alone, Citation, Copy, Fact, LeftOut, Link, Report, Statement, Utterance
from onrecord.people import Cast

__all__ = ["Comparison", "JudgedDetails", "JudgedPair", "collate", "is_lent"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing a story's reports gives: utterances told by several, facts, and what one report alone has.

    ``links`` holds tellings that are not joined and yet belong side by side; ``found`` has, for each report in the order given,
    statements that only another report could tell were such, with their speaker lent.
    """

    utterances: tuple[Utterance, ...]
    links: tuple[Link, ...]
    facts: tuple[Fact, ...]
    only: tuple[Alone, ...]
    leaves_out: tuple[LeftOut, ...]
    found: tuple[tuple[Statement, ...], ...]


def collate(
    reports: Sequence[Report],
    statements: Sequence[tuple[Statement, ...]],
    *,
    cast: Cast,
    copies: Sequence[Copy],
    citations: Sequence[Citation],
    judged: Sequence[JudgedPair | JudgedDetails] = (),
    details: bool = True,
) -> Comparison:
    """Compare the reports of one story.

    ``statements`` has a tuple for each report; ``cast`` says who their speakers are; ``copies`` and ``citations`` are those of
    the story; ``judged`` is what editors have said of pairs of statements and of details. The reports' order on input changes
    nothing: they are taken by day of publication, then by name and id. Without ``details`` only what is said is compared, no
    facts and nothing that rests on them: less work, for those who follow statements alone.
    """
    pairs = sorted(zip(reports, statements, strict=True), key=lambda pair: _day_and_name(pair[0]))
    ordered = tuple(report for report, _ in pairs)
    told = tuple(found for _, found in pairs)
    provenance = Provenance(ordered, copies, citations, told)
    by_id = {report.id: report for report in ordered}
    joined = join_tellings(ordered, told, cast=cast)
    groups = respect_pairs(joined.groups, [word for word in judged if isinstance(word, JudgedPair)], ordered, told)
    found = dict(zip((report.id for report in ordered), joined.found, strict=True))
    utterances = tuple(_utterance(group, by_id, provenance) for group in groups)
    new = tuple(found[report.id] for report in reports)
    if not details:
        return Comparison(utterances, joined.links, facts=(), only=(), leaves_out=(), found=new)
    figures = tuple(find_figures(report) for report in ordered)
    facts = compare_details(
        ordered,
        figures,
        told,
        tuple(find_profiles(number, report) for number, report in enumerate(ordered)),
        groups,
        citations=citations,
        provenance=provenance,
    )
    on_details = [word for word in judged if isinstance(word, JudgedDetails)]
    facts = respect_details(facts, on_details, ordered, figures, provenance)
    tellings = {(telling.report_id, telling.statement_id) for group in groups for telling in group.tellings}
    elsewhere = Elsewhere(ordered)
    return Comparison(
        utterances=utterances,
        links=joined.links,
        facts=facts,
        only=find_alone(ordered, told, facts, joined=tellings, elsewhere=elsewhere),
        leaves_out=find_missing(ordered, figures, utterances, facts, elsewhere, told),
        found=new,
    )


def _day_and_name(report: Report) -> tuple[bool, str, str, str]:
    return report.published is None, report.published or "", report.name, report.id


def _utterance(group: Group, by_id: dict[str, Report], provenance: Provenance) -> Utterance:
    pairs = list(zip(group.tellings, group.statements, strict=True))
    strands = [strand_of(by_id[telling.report_id], telling, statement) for telling, statement in pairs]
    collation = collate_strands(strands)
    told_by = [by_id[telling.report_id] for telling in group.tellings]
    return Utterance(
        speaker=group.speaker,
        tellings=group.tellings,
        collation=collation,
        origins=provenance.origins([(telling.report_id, telling.content, statement) for telling, statement in pairs]),
        score=group.score,
        why=group.why,
        descents=find_descents(told_by, group.tellings, strands, group.statements, collation, provenance),
        halves=find_halves(told_by, group.tellings, group.statements, provenance),
    )
