"""An editor's word comes before what was found: whether two statements tell one utterance, two details one matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.collation.details import Figure
from onrecord.collation.origins import Provenance
from onrecord.collation.utterances import Group
from onrecord.datamodel import Detail, Fact, Report, Statement, Telling, Verdict
from onrecord.spans import Span

__all__ = ["JudgedDetails", "JudgedPair", "respect_details", "respect_pairs"]

Place = tuple[str, str]
"""A report's id and a statement's."""


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """Two statements that an editor says tell one utterance, or do not."""

    a: Place
    b: Place
    same: bool
    why: str


@dataclass(frozen=True, slots=True)
class JudgedDetails:
    """Two passages (each a report's id and spans) whose details an editor calls one matter, or not."""

    a: tuple[str, tuple[Span, ...]]
    b: tuple[str, tuple[Span, ...]]
    same: bool
    why: str


def respect_details(
    facts: Sequence[Fact],
    judged: Sequence[JudgedDetails],
    reports: Sequence[Report],
    figures: Sequence[Sequence[Figure]],
    provenance: Provenance,
) -> tuple[Fact, ...]:
    """The facts as the editors will have them.

    Details that are not of one matter are parted: the others of the fact stay with those of the same value, else with the
    first. Details of one matter make a fact of their own where none held both: they agree, one is coarser, or they conflict.
    """
    kept = list(facts)
    known = {(f.detail.report_id, f.detail.passage.span): f for found in figures for f in found}
    for word in judged:
        kept = _set_together(kept, word, known, provenance) if word.same else _set_apart(kept, word, provenance)
    order = {report.id: place for place, report in enumerate(reports)}
    if judged:
        kept.sort(key=lambda f: (f.verdict == "single", [(order[d.report_id], d.passage.span) for d in f.values], f.kind))
    return tuple(kept)


def _stands_in(detail: Detail, passage: tuple[str, tuple[Span, ...]]) -> bool:
    return detail.report_id == passage[0] and any(span.overlaps(detail.passage.span) for span in passage[1])


def _fact(values: Sequence[Detail], verdict: Verdict, why: str, provenance: Provenance) -> Fact:
    origins = provenance.origins([(detail.report_id, [detail.passage], None) for detail in values])
    return Fact(values[0].kind, verdict, tuple(values), origins, why)


def _set_apart(facts: Sequence[Fact], word: JudgedDetails, provenance: Provenance) -> list[Fact]:
    kept: list[Fact] = []
    for fact in facts:
        ours = [d for d in fact.values if _stands_in(d, word.a)]
        theirs = [d for d in fact.values if _stands_in(d, word.b)]
        if not ours or not theirs:
            kept.append(fact)
            continue
        values = {d.value for d in theirs} - {d.value for d in ours}
        parts = [
            [d for d in fact.values if d not in theirs and d.value not in values],
            [d for d in fact.values if d in theirs or d.value in values],
        ]
        for part in parts:
            if len({d.report_id for d in part}) > 1:
                verdict: Verdict = "agree" if len({d.value for d in part}) == 1 else fact.verdict
                kept.append(_fact(part, verdict, f"{fact.why}; {word.why}", provenance))
            elif part and part[0].kind in {"number", "amount", "percentage"}:
                kept.append(_fact(part[:1], "single", word.why, provenance))
    return kept


def _set_together(
    facts: Sequence[Fact], word: JudgedDetails, figures: dict[tuple[str, Span], Figure], provenance: Provenance
) -> list[Fact]:
    details = {(d.report_id, d.passage.span, d.kind): d for f in figures.values() for d in (f.detail,)}
    details |= {(d.report_id, d.passage.span, d.kind): d for fact in facts for d in fact.values}
    ours, theirs = ([d for d in details.values() if _stands_in(d, passage)] for passage in (word.a, word.b))
    pairs = [(one, other) for one in ours for other in theirs if one.kind == other.kind]
    if not pairs or any(one in fact.values and other in fact.values for fact in facts for one, other in pairs):
        return list(facts)
    pair = min(pairs, key=lambda p: (p[0].value != p[1].value, p[0].passage.span, p[1].passage.span))
    verdict = _compare(pair, figures)
    held = [f for f in facts if f.verdict in {"agree", "coarser"} and not set(pair).isdisjoint(f.values)]
    if verdict == "conflict":
        held = []
    elif any(fact.verdict == "coarser" for fact in held):
        verdict = "coarser"
    values = list(dict.fromkeys([*(d for fact in held for d in fact.values), *pair]))
    gone = [f for f in facts if f in held or (f.verdict == "single" and f.values[0] in pair)]
    return [*(fact for fact in facts if fact not in gone), _fact(values, verdict, word.why, provenance)]


def _compare(pair: tuple[Detail, Detail], figures: dict[tuple[str, Span], Figure]) -> Verdict:
    if pair[0].value == pair[1].value:
        return "agree"
    one, other = (figures.get((d.report_id, d.passage.span)) for d in pair)
    if one is not None and other is not None and one.low <= other.high and other.low <= one.high:
        return "agree" if one.exact and other.exact and (one.low, one.high) == (other.low, other.high) else "coarser"
    return "conflict"


def respect_pairs(
    groups: Sequence[Group],
    judged: Sequence[JudgedPair],
    reports: Sequence[Report],
    statements: Sequence[tuple[Statement, ...]],
) -> tuple[Group, ...]:
    """The groups as the editors will have them, in the order given; a group that one telling is left of is none."""
    known = {(r.id, s.id): (place, s) for place, (r, told) in enumerate(zip(reports, statements, strict=True)) for s in told}
    order = {report.id: place for place, report in enumerate(reports)}
    for group in groups:  # some tellings stand in statements that were found by comparing
        for telling, statement in zip(group.tellings, group.statements, strict=True):
            known.setdefault((telling.report_id, telling.statement_id), (order[telling.report_id], statement))
    kept = list(groups)
    for pair in judged:
        if pair.a not in known or pair.b not in known:
            continue
        kept = _join(kept, pair, known) if pair.same else _part(kept, pair)
    return tuple(kept)


def _places(group: Group) -> list[Place]:
    return [(telling.report_id, telling.statement_id) for telling in group.tellings]


def _part(groups: Sequence[Group], pair: JudgedPair) -> list[Group]:
    """Take the later of the two out of every group that holds both."""
    kept: list[Group] = []
    for group in groups:
        places = _places(group)
        if pair.a in places and pair.b in places:
            out = pair.a if places.index(pair.a) > places.index(pair.b) else pair.b
            left = [(t, s) for t, s, place in zip(group.tellings, group.statements, places, strict=True) if place != out]
            if len({telling.report_id for telling, _ in left}) < 2:
                continue
            group = replace(
                group,
                tellings=tuple(telling for telling, _ in left),
                statements=tuple(statement for _, statement in left),
                why=f"{group.why}; {pair.why}",
            )
        kept.append(group)
    return kept


def _join(groups: Sequence[Group], pair: JudgedPair, known: dict[Place, tuple[int, Statement]]) -> list[Group]:
    """Make one group of the two statements and of all that stands with either."""
    held = [group for group in groups if pair.a in _places(group) or pair.b in _places(group)]
    if len(held) == 1 and {pair.a, pair.b} <= set(_places(held[0])):
        return list(groups)
    tellings = {p: (t, s) for g in held for p, t, s in zip(_places(g), g.tellings, g.statements, strict=True)}
    for place in (pair.a, pair.b):
        statement = known[place][1]
        whole = Telling(place[0], place[1], statement.content, statement.interpretation.manner)
        tellings.setdefault(place, (whole, statement))
    ordered = sorted(tellings.items(), key=lambda item: (known[item[0]][0], item[1][0].content[0].span))
    speakers = [group.speaker for group in held if group.speaker] or [
        s.interpretation.speaker for _, (_, s) in ordered if s.interpretation.speaker
    ]
    joined = Group(
        speaker=speakers[0] if speakers else None,
        tellings=tuple(telling for _, (telling, _) in ordered),
        score=1.0,
        why=pair.why,
        statements=tuple(statement for _, (_, statement) in ordered),
    )
    if not held:
        return [*groups, joined]
    return [joined if group is held[0] else group for group in groups if group is held[0] or group not in held]
