"""Reports and their statements in, people out: one person across all reports, under every name and role they give.

Within one report the name chains are settled already; here the fullest names of several reports are compared. What is hard is
spelling: Zelensky and Selenskyj are one, Walz and Waltz are two, and no distance between strings tells which. So names are
compared by what transliterations disagree on, and a difference in the last name is forgiven only where the first names agree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from onrecord.datamodel import Mention, Passage, Person, Report, SpeakerKind, Statement
from onrecord.ids import mint
from onrecord.people.spelling import fold_name, same_body, same_person
from onrecord.statements.mentions import names_in

__all__ = ["Cast", "Judged", "cast_people", "name_key", "resolve_people"]

_COURTESIES = frozenset(("mr", "mrs", "ms", "miss", "mx"))
"""Titles that tell of no role."""

Judged = Mapping[frozenset[str], bool]
"""Pairs of `name_key` with an editor's word: are they one person's?"""


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of several reports, and whose each statement is."""

    people: tuple[Person, ...]
    _owners: dict[tuple[str, str], tuple[int, ...]] = field(repr=False, compare=False)

    def people_of(self, report_id: str, statement: Statement | str) -> tuple[Person, ...]:
        """Those who make a statement: one, several who speak together, or nobody known."""
        statement_id = statement if isinstance(statement, str) else statement.id
        return tuple(self.people[index] for index in self._owners.get((report_id, statement_id), ()))

    def person_of(self, report_id: str, statement: Statement | str) -> Person | None:
        """The one person who makes a statement; None where nobody or more than one is known to."""
        people = self.people_of(report_id, statement)
        return people[0] if len(people) == 1 else None

    def lent(self, person: Person, report_id: str, statements: Iterable[Statement]) -> Cast:
        """The same people, where one of them makes these statements too: those of a text that does not name its speaker."""
        index = self.people.index(person)
        return Cast(self.people, self._owners | {(report_id, statement.id): (index,) for statement in statements})


@dataclass(slots=True)
class _Seen:
    """A speaker of one report by the name that the report gives."""

    name: str
    kind: SpeakerKind
    report_id: str
    mentions: set[Passage]
    roles: set[Passage]
    statements: list[str]


def resolve_people(reports: Sequence[Report], statements: Sequence[tuple[Statement, ...]]) -> tuple[Person, ...]:
    """The named speakers of several reports, each once, ordered by name."""
    return cast_people(reports, statements).people


def cast_people(
    reports: Sequence[Report], statements: Sequence[tuple[Statement, ...]], *, judged: Judged | None = None
) -> Cast:
    """The named speakers of several reports, and whose each statement is. The order of the reports changes nothing.

    ``judged`` is what editors say of pairs of names (`name_key`): whether they are one person's.
    """
    seen: list[_Seen] = []
    for report, told in sorted(zip(reports, statements, strict=True), key=lambda pair: (pair[0].id, pair[0].text.id)):
        seen += _speakers_of(report, told)
    groups = _join(seen, judged or {})
    people: list[tuple[Person, list[_Seen]]] = [(_person(group, why), group) for group, why in groups]
    people.sort(key=lambda pair: (pair[0].name, pair[0].kind, pair[0].id))
    owners: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, (_, group) in enumerate(people):
        for each in group:
            for statement_id in each.statements:
                if index not in owners[each.report_id, statement_id]:
                    owners[each.report_id, statement_id].append(index)
    return Cast(tuple(person for person, _ in people), {key: tuple(sorted(found)) for key, found in owners.items()})


def _speakers_of(report: Report, statements: Iterable[Statement]) -> list[_Seen]:
    """The named speakers of one report with every mention of theirs in it, and their roles."""
    names = names_in(report.text)[1]
    bearers = {bearer.name: index for index, bearer in reversed(tuple(enumerate(names.bearers)))}
    seen: dict[str, _Seen] = {}
    kinds: dict[str, Counter[SpeakerKind]] = defaultdict(Counter)
    for statement in statements:
        interpretation = statement.interpretation
        if interpretation.speaker is None or interpretation.resolved != "yes":
            continue
        if interpretation.kind not in ("person", "organisation", "group"):
            continue
        whole = interpretation.speaker
        parts = whole.split(" and ") if whole not in bearers else [whole]
        together = parts if len(parts) > 1 and all(part in bearers for part in parts) else [whole]
        for name in together:
            each = seen.get(name)
            if each is None:
                each = seen[name] = _Seen(name, interpretation.kind, report.id, set(), set(), [])
                index = bearers.get(name)
                if index is not None:
                    each.mentions |= {Passage(report.text, n.span) for n in names.names if n.bearers == (index,)}
                    roles = (Passage(report.text, span) for span in names.bearers[index].roles)
                    each.roles |= {role for role in roles if role.exact.strip(".").lower() not in _COURTESIES}
            kinds[name][interpretation.kind] += 1
            if interpretation.mention is not None:
                each.mentions.add(interpretation.mention)
            elif statement.source:
                each.mentions.add(statement.source[0])
            each.statements.append(statement.id)
    for name, each in seen.items():
        each.kind = sorted(kinds[name].items(), key=lambda pair: (-pair[1], pair[0]))[0][0]
    return [each for each in seen.values() if each.mentions]


def name_key(name: str, kind: SpeakerKind) -> str:
    """The id of all who are called so over stories, until an editor says otherwise: capitals and accents make no difference."""
    return mint("person", "person" if kind == "person" else "body", *fold_name(name))


def _join(seen: list[_Seen], judged: Judged) -> list[tuple[list[_Seen], str]]:
    """Groups of speakers that are one, full names first; a bare last name joins where only one can be meant.

    Names that editors keep apart never come into one group; names that they call one are put together in the end.
    """
    folded = [fold_name(each.name) for each in seen]
    keys = [name_key(each.name, each.kind) if judged else "" for each in seen]

    def is_apart(a: int, b: int) -> bool:
        return judged.get(frozenset((keys[a], keys[b]))) is False

    order = sorted(range(len(seen)), key=lambda i: (-len(folded[i]), folded[i], seen[i].report_id))
    groups: list[list[int]] = []
    reasons: list[set[str]] = []
    for index in order:
        fitting: list[tuple[int, str]] = []
        for number, group in enumerate(groups):
            # All names of a group must agree, so that no chain of small differences joins two people.
            told: list[str] = []
            for member in group:
                why = None if judged and is_apart(index, member) else _one(seen, folded, index, member)
                if not why:
                    break
                told.append(why)
            else:
                fitting.append((number, next((why for why in told if why != "same name"), "same name")))
        exact = [number for number, _ in fitting if any(folded[m] == folded[index] for m in groups[number])]
        chosen = exact[0] if len(exact) == 1 else fitting[0][0] if len(fitting) == 1 else None
        if chosen is None:
            groups.append([index])
            reasons.append(set())
        else:
            groups[chosen].append(index)
            reasons[chosen].add(next(why for number, why in fitting if number == chosen))
    for pair in sorted(sorted(pair) for pair, same in judged.items() if same):
        held = [n for n, group in enumerate(groups) if any(keys[member] in pair for member in group)]
        if len(held) > 1 and not any(is_apart(a, b) for m, n in combinations(held, 2) for a in groups[m] for b in groups[n]):
            groups[held[0]] = [member for number in held for member in groups[number]]
            reasons[held[0]].add("an editor judged so")
            for number in reversed(held[1:]):
                del groups[number], reasons[number]
    return [([seen[i] for i in group], "; ".join(sorted(why))) for group, why in zip(groups, reasons, strict=True)]


def _one(seen: list[_Seen], folded: list[tuple[str, ...]], a: int, b: int) -> str | None:
    """Why two speakers are one, or None. Two names that one report keeps apart are two."""
    if seen[a].report_id == seen[b].report_id:
        return None if seen[a].name != seen[b].name else "same name"
    if (seen[a].kind == "person") != (seen[b].kind == "person"):
        return None
    if seen[a].kind == "person":
        return same_person(folded[a], folded[b])
    return same_body(folded[a], folded[b])


def _person(group: list[_Seen], why: str) -> Person:
    uses: Counter[str] = Counter()
    kinds: Counter[SpeakerKind] = Counter()
    for each in group:
        uses[each.name] += len(each.mentions)
        kinds[each.kind] += 1
    name = min(uses, key=lambda n: (-len(fold_name(n)), -uses[n], n))
    kind = sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))[0][0]
    return Person(
        name=name,
        kind=kind,
        mentions=_in_order((each.report_id, passage) for each in group for passage in each.mentions),
        roles=_in_order((each.report_id, passage) for each in group for passage in each.roles),
        why=why or "one name in one report" if len({each.report_id for each in group}) == 1 else why or "same name",
    )


def _in_order(found: Iterable[tuple[str, Passage]]) -> tuple[Mention, ...]:
    return tuple(
        Mention(report_id, passage) for report_id, passage in sorted(set(found), key=lambda pair: (pair[0], pair[1].span))
    )
