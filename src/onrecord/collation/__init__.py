"""A story's reports and their statements in; what was said, told side by side, compared and counted, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.collation.alignment import collate_strands
from onrecord.collation.aside import Apart, Aside, AsideHere
from onrecord.collation.descents import find_descents
from onrecord.collation.halves import find_halves
from onrecord.collation.judged import JudgedDetails, JudgedPair, respect_pairs
from onrecord.collation.origins import Provenance
from onrecord.collation.utterances import Group, is_lent, join_tellings, strand_of
from onrecord.datamodel import Alone, Fact, LeftOut, Link, Report, Statement, Utterance
from onrecord.people import Cast

__all__ = ["Apart", "Aside", "AsideHere", "Comparison", "JudgedDetails", "JudgedPair", "collate", "is_lent"]


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
    aside: Aside,
    judged: Sequence[JudgedDetails | JudgedPair] = (),
    details: bool = True,
) -> Comparison:
    """Compare the reports of one story, which stand in the order of their days, names and ids.

    ``statements`` has a tuple for each report; ``cast`` says who their speakers are; ``aside`` finds what does not hang
    on that; ``judged`` is what editors have said of pairs of statements and of details. Without ``details`` only what is said
    is compared, no facts and nothing that rests on them: less work, for those who follow statements alone.
    """
    told = tuple(statements)
    by_id = {report.id: report for report in reports}
    joined = join_tellings(reports, told, cast=cast)
    groups = respect_pairs(joined.groups, [word for word in judged if isinstance(word, JudgedPair)], reports, told)
    if details:
        aside.give(groups, [word for word in judged if isinstance(word, JudgedDetails)])
    utterances = tuple(_utterance(group, by_id, aside.provenance) for group in groups)
    apart = aside.take() if details else Apart()
    return Comparison(
        utterances=utterances,
        links=joined.links,
        facts=apart.facts,
        only=apart.only,
        leaves_out=apart.leaves_out,
        found=joined.found,
    )


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
