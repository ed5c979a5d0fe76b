"""Whom an accusation, criticism, praise, threat or demand concerns: a statement and the report's names in, a name out.

A person named in the words that the cue leads to comes first, then "he" or "she" there, then a body that does something there
or is named at once. What is hard is the pronoun: within somebody's words it is seldom the speaker and mostly whoever the report
has been about; where two people fit as well as each other nobody is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log

from onrecord.datamodel import Act
from onrecord.spans import Span
from onrecord.statements.attribution import Attribution
from onrecord.statements.given_names import likely_gender
from onrecord.statements.names import Gender, Name, Names
from onrecord.statements.prose import Prose

__all__ = ["CONCERNED", "find_target"]

CONCERNED: frozenset[Act] = frozenset(("accuse", "criticise", "support", "threaten", "demand"))
"""The acts that concern somebody."""

_PRONOUNS: dict[str, Gender] = {
    "he": "he", "him": "he", "his": "he", "himself": "he", "she": "she", "her": "she", "hers": "she", "herself": "she",
}  # fmt: skip
_REACH = 8
"""How many sentences before a pronoun its owner may have been named."""
_LEAD = 0.7
"""By how much the first candidate must lead the second."""
_AT = frozenset(("in", "at", "from", "near", "across", "around", "outside", "inside", "into", "throughout", "within"))


def find_target(
    prose: Prose, names: Names, each: Attribution, speakers: Sequence[int], act: Act, counts: Counter[int]
) -> str | None:
    """The fullest name of whom an act concerns; ``speakers`` are the bearers who speak, ``counts`` how often each is named."""
    if act not in CONCERNED:
        return None
    spans = _told(each)
    own = set(speakers)
    told = [
        name
        for span in spans
        for name in names.within(prose, span)
        if name.bearer is not None and name.bearer not in own and names.bearers[name.bearer].votes > 0
    ]
    people = [name for name in told if _nature(names, name) == "person"]
    pronoun = _pronoun(prose, spans)
    if people and (pronoun is None or people[0].first < pronoun[0]):
        return names.bearers[people[0].bearers[0]].name
    if pronoun is not None:
        owner = _owner(prose, names, *pronoun, own, counts)
        if owner is not None:
            return names.bearers[owner].name
    if people:
        return names.bearers[people[0].bearers[0]].name
    opening = {token for span in spans for token in prose.within(span)[:3]}
    bodies = [
        name
        for name in told
        if _nature(names, name) in ("organisation", "group")
        and (name.subject or name.first in opening)
        and not _is_place(prose, name)
    ]
    return names.bearers[bodies[0].bearers[0]].name if bodies else None


def _nature(names: Names, name: Name) -> str:
    return names.bearers[name.bearers[0]].nature


def _told(each: Attribution) -> list[Span]:
    """The content, and before it what stands between cue and content ("accused Oru of theft")."""
    spans = list(each.content)
    if each.cue and 0 < each.content[0].start - each.cue[-1].end < 60:
        spans.insert(0, Span(each.cue[-1].end, each.content[0].start))
    return spans


def _pronoun(prose: Prose, spans: Sequence[Span]) -> tuple[int, Gender] | None:
    for span in spans:
        for token in prose.within(span):
            if prose.lowers[token] in _PRONOUNS:
                return token, _PRONOUNS[prose.lowers[token]]
    return None


def _is_place(prose: Prose, name: Name) -> bool:
    return name.first > 0 and prose.lowers[name.first - 1] in _AT


def _owner(prose: Prose, names: Names, token: int, gender: Gender, own: set[int], counts: Counter[int]) -> int | None:
    """The person who leads among those named before: near, often named, of the pronoun's gender."""
    here = prose.sentence_of[token]
    weights: dict[int, float] = {}
    for name in reversed(names.names):
        if name.first >= token:
            continue
        back = here - prose.sentence_of[name.first]
        if back > _REACH:
            break
        for bearer in name.bearers if len(name.bearers) == 1 else ():
            about = names.bearers[bearer]
            if bearer in own or bearer in weights or about.nature != "person" or about.gender not in (None, gender):
                continue
            likely = likely_gender(about.name) * (1 if gender == "he" else -1)
            known = 1.0 if about.gender == gender else likely
            weights[bearer] = known + 0.8 * log(counts[bearer]) - 0.35 * back + 0.4 * name.subject
    ranked = sorted(weights, key=lambda bearer: (-weights[bearer], bearer))
    if not ranked or (len(ranked) > 1 and weights[ranked[0]] - weights[ranked[1]] < _LEAD):
        return None
    return ranked[0]
