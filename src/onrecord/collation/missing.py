"""What a report leaves out: a story's utterances and facts in, for each report those that two others tell and it does not, out.

What is hard here is that "leaves out" is a claim about the whole report. That no telling of it was joined is not enough: its
words are looked for in all words of the report, and a fact's value in all its details. The most told stands first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from onrecord.collation.alone import Elsewhere
from onrecord.collation.details import NOT_TOLD, Figure
from onrecord.collation.facts import bare_value
from onrecord.datamodel import Fact, LeftOut, Report, Utterance

__all__ = ["find_missing"]

TOLD = 2
"""Reports that tell a thing at least before another is said to leave it out."""
_LIGHT = frozenset({"name", "title", "source"})
"""Kinds of fact whose absence says little: every report names and titles people in its own way."""


def find_missing(
    reports: Sequence[Report],
    figures: Sequence[Sequence[Figure]],
    utterances: Iterable[Utterance],
    facts: Iterable[Fact],
) -> tuple[LeftOut, ...]:
    """By report, in the reports' order, what it leaves out: what most others tell first, then in reading order."""
    elsewhere = Elsewhere(reports)
    order = {report.id: number for number, report in enumerate(reports)}
    having: list[set[tuple[str, str]]] = [{bare_value(f.detail) for f in found} for found in figures]
    found: dict[int, list[LeftOut]] = defaultdict(list)
    for utterance in utterances:
        telling = {order[t.report_id] for t in utterance.tellings}
        if len(telling) < TOLD:
            continue
        passages = [max(t.content, key=lambda p: (len(p.span), -p.span.start)) for t in utterance.tellings]
        for number, report in enumerate(reports):
            if number not in telling and not any(elsewhere.prints_in(number, passage) for passage in passages[:4]):
                found[number].append(LeftOut(report.id, "utterance", utterance.id, len(telling)))
    for fact in facts:
        given = [detail for detail in fact.values if detail.value != NOT_TOLD]
        telling = {order[detail.report_id] for detail in given}
        if fact.verdict == "single" or fact.kind in _LIGHT or len(telling) < TOLD:
            continue
        values = {bare_value(detail) for detail in given}
        for number, report in enumerate(reports):
            if number not in telling and not values & having[number]:
                found[number].append(LeftOut(report.id, "fact", fact.id, len(telling)))
    return tuple(
        left
        for number in sorted(found)
        for left in sorted(found[number], key=lambda each: (-each.told_by, each.kind == "fact"))
    )
