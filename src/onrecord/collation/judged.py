"""An editor's word on whether two statements tell one utterance comes before what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.collation.utterances import Group
from onrecord.datamodel import Report, Statement, Telling

__all__ = ["JudgedPair", "respect_pairs"]

Place = tuple[str, str]
"""A report's id and a statement's."""


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """Two statements that an editor says tell one utterance, or do not."""

    a: Place
    b: Place
    same: bool
    why: str


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
