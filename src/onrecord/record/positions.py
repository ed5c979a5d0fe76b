"""Accounts in, one person's positions out: what they offered, demanded, refused, promised or denied, day by day.

Tellings of one move are joined first (an utterance of a record, or the same words within a day or two; a long quotation that is
printed again is the old move and no new one), then moves are gathered into matters by the words they share. A change is marked
where two moves of different days have stances on the same thing. What is hard here is precision: an old remark retold, a
condition that was named, another object, a "not" about something else must never look like a reversal. So a reversal needs the
same subject, verb and object with the opposite sign, known days, and an earlier move that nothing limited.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, pairwise

from onrecord.collation.lexicon import NUMERALS, stem
from onrecord.collation.origins import Provenance
from onrecord.datamodel import (
    Account,
    Act,
    Change,
    ChangeKind,
    Citation,
    Interpretation,
    Matter,
    Move,
    Origins,
    Position,
    Report,
    Told,
)
from onrecord.errors import UnknownPerson
from onrecord.people.spelling import fold_name, same_body, same_person
from onrecord.record.compiling import order_reports
from onrecord.record.gathering import Traits, gather
from onrecord.record.matters import NamedMatter
from onrecord.record.occasions import day_of, is_retold
from onrecord.record.shelf import words_of
from onrecord.record.stances import BODIES, Stance, alike, is_one_thing, matter_stems, opposed, stances_of
from onrecord.statements import find_citations
from onrecord.statements.given_names import given_names
from onrecord.stories import find_copies
from onrecord.stories.words import Word

__all__ = ["MOVES", "find_positions", "name_person"]

MOVES: tuple[Act, ...] = ("offer", "promise", "announce", "agree", "demand", "refuse", "deny", "admit", "threaten", "support")
"""The acts by which somebody takes a position."""

APART = 1
"""Days that two tellings of one move may lie apart by what their reports say of the day."""
SAME = 0.6
"""Share of the words that matter of the shorter telling which the other must have."""
AGAIN = 0.8
"""The same for a quotation that is printed again days later, of at least…"""
AGAIN_WORDS = 5
"""…so many words that matter."""
_OPENING = 250
"""Characters of a report that stand in for a headline where it has none."""
_MARKS = " “”\"'’‘`,.;:"
"""Marks around what is said, which would only draw all quotations nearer to each other."""

_NAMELESS = frozenset(
    """don doesn didn won wouldn couldn shouldn isn aren wasn weren haven hasn hadn ain mustn mrs despite therefore almost back
    first second last next part number lot even really certain always perhaps already together basis effect regard sure yet
    likely hard best better less soon later early ago quite rather simply fairly totally outright think try trying probably
    indeed afterward follows throughout monday tuesday wednesday thursday friday saturday sunday""".split()
)
"""Words, and stumps of words ("don" of "don ’ t"), that carry some weight and still name no matter."""


@dataclass(slots=True)
class _Made:
    """A statement of the person that takes a position, with what it is compared by."""

    told: Told
    act: Act
    day: date | None
    retold: bool
    stems: frozenset[str]
    whole: frozenset[str]
    printed: dict[str, str]
    stances: tuple[Stance, ...]
    utterances: frozenset[str]
    account: Account
    direct: bool
    why: str = ""
    """Why it is on the matter that was asked for."""


@dataclass(slots=True)
class _Group:
    made: list[_Made] = field(default_factory=list)

    @property
    def day(self) -> date | None:
        return min((m.day for m in self.made if m.day is not None), default=None)

    @property
    def stems(self) -> frozenset[str]:
        return frozenset().union(*(m.stems for m in self.made))

    @property
    def stances(self) -> tuple[Stance, ...]:
        return tuple(stance for m in self.made for stance in m.stances)

    @property
    def direct(self) -> bool:
        return any(m.direct for m in self.made)


def find_positions(
    accounts: Iterable[Account], name: str, *, on: str | None = None, about: str | None = None
) -> tuple[Position, ...]:
    """The positions of the person of this name, those with most moves first; their moves in the order of the days.

    ``on`` keeps to statements that have these words (in any form, in any order) or surely mean the same, and makes them the one
    matter, `Move.why` says which; ``about`` to those that concern this person or body. Raises `UnknownPerson` where nobody, or
    more than one, bears the name.
    """
    kept = list(accounts)
    person, owned = name_person(kept, name)
    made = [
        m
        for account in kept
        for statement_number in range(len(account.statements))
        if (m := _made(account, statement_number, owned)) is not None and _concerns(m, about)
    ]
    if on is not None:
        made = _on_matter(made, NamedMatter(on))
    made.sort(key=_order)
    groups = _joined(made)
    weights = _weights(kept)
    cited: dict[str, tuple[Citation, ...]] = {}
    moves = {id(group): _move(group, cited) for group in groups}
    changes = _changes(groups, moves)
    bound = {(id(a), id(b)) for a, b, _ in changes}
    matters = [groups] if on is not None and groups else _matters(groups, weights, bound)
    positions: list[Position] = []
    for together in matters:
        inside = {id(group) for group in together}
        positions.append(
            Position(
                person=person,
                matter=Matter((on,)) if on is not None else _name_matter(together, weights),
                moves=tuple(moves[id(group)] for group in sorted(together, key=_place)),
                changes=tuple(change for a, b, change in changes if {id(a), id(b)} <= inside),
            )
        )
    return tuple(sorted(positions, key=lambda p: (-len(p.changes), -len(p.moves), p.matter.terms, p.moves[0].words)))


# -- whose statements ---------------------------------------------------------------------------------------------------------


def name_person(accounts: Iterable[Account], name: str) -> tuple[str, frozenset[tuple[str, str]]]:
    """The fullest name of the one person meant, and the persons of the accounts (name, kind) that are this one.

    A bare last name belongs to a full one only where nobody else bears it. Raises `UnknownPerson`.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for account in accounts:
        for people in account.people:
            if len(people) == 1:
                seen[people[0].name, people[0].kind] += 1
    asked = fold_name(name)
    meant = [each for each in seen if _is_one(asked, fold_name(each[0]), each[1])]
    full: list[tuple[str, str]] = []
    for each in sorted(meant, key=lambda each: (-len(fold_name(each[0])), -seen[each], each)):
        if not any(_is_one(fold_name(each[0]), fold_name(other[0]), each[1]) for other in full):
            full.append(each)
    if len(full) != 1:
        raise UnknownPerson(name, tuple(sorted(each[0] for each in full)))
    chosen = full[0]
    rivals = [
        each
        for each in seen
        if len(fold_name(each[0])) > 1
        and fold_name(each[0])[-1] == fold_name(chosen[0])[-1]
        and not _is_one(fold_name(chosen[0]), fold_name(each[0]), each[1])
    ]
    owned = {
        each
        for each in seen
        if _is_one(fold_name(chosen[0]), fold_name(each[0]), each[1])
        and (len(fold_name(each[0])) > 1 or each == chosen or not rivals)
    }
    return chosen[0], frozenset(owned)


def _is_one(a: tuple[str, ...], b: tuple[str, ...], kind: str) -> bool:
    if not a or not b:
        return False
    return a == b or (same_person(a, b) if kind == "person" else same_body(a, b)) is not None


def _made(account: Account, number: int, owned: frozenset[tuple[str, str]]) -> _Made | None:
    people = account.people[number]
    statement = account.statements[number]
    said = statement.interpretation
    if len(people) != 1 or (people[0].name, people[0].kind) not in owned:
        return None
    if said.negated or said.mode not in ("speech", "writing") or said.resolved != "yes":
        return None
    text = account.report.text.words
    stances = stances_of(statement, text)
    if said.act not in MOVES and not any(stance.modal != "fact" and stance.subject in {"self", *BODIES} for stance in stances):
        return None
    conditions = [passage.span for passage in said.condition]
    words = [
        word
        for passage in statement.content
        for word in words_of(passage.exact)
        if not any(span.holds(word.span.shifted(passage.span.start)) for span in conditions)
    ]
    printed: dict[str, str] = {}
    for word in words:
        printed.setdefault(stem(word.n), word.t)
    own = {stem(part) for each, _ in owned for part in fold_name(each)}
    stems = matter_stems(words) - own
    if not stems:
        return None
    return _Made(
        told=Told(account.report, statement),
        act=_act(said, stances),
        day=day_of(account.report, statement),
        retold=is_retold(account.report, statement),
        stems=stems,
        whole=matter_stems([word for passage in statement.content for word in words_of(passage.exact)]) - own,
        printed=printed,
        stances=stances,
        utterances=frozenset(utterance.id for utterance in account.utterances[number]),
        account=account,
        direct=said.manner == "direct",
    )


def _act(said: Interpretation, stances: tuple[Stance, ...]) -> Act:
    """The act; of what is to be done, to say that it will not be is to refuse, on a condition to offer, and else to promise."""
    coming = [stance for stance in stances if stance.modal == "will" and stance.subject in {"self", *BODIES}]
    if said.act in MOVES and (not coming or said.act not in ("announce", "promise", "support")):
        return said.act
    if not coming:
        return "demand"
    if not coming[0].positive:
        return "refuse"
    if coming[0].subject != "self":
        return "announce"
    return "offer" if said.condition else "promise"


def _concerns(made: _Made, about: str | None) -> bool:
    if about is None:
        return True
    asked = fold_name(about)
    said = made.told.statement.interpretation
    if said.about is not None and (
        _is_one(asked, fold_name(said.about), "person") or _is_one(asked, fold_name(said.about), "group")
    ):
        return True
    words = {n for passage in made.told.statement.content for n in fold_name(passage.exact)}
    return asked[-1] in words


def _on_matter(made: Iterable[_Made], matter: NamedMatter) -> list[_Made]:
    """Those that are on the matter, each with the reason; words that were read before are not read again."""
    known: dict[tuple[str, ...], str | None] = {}
    found: list[_Made] = []
    for each in made:
        content = each.told.statement.content
        words = tuple(passage.exact for passage in content)
        if words not in known:
            known[words] = matter.why(content)
        if (why := known[words]) is not None:
            each.why = why
            found.append(each)
    return found


# -- moves --------------------------------------------------------------------------------------------------------------------


def _order(made: _Made) -> tuple[object, ...]:
    report = made.told.report
    return (
        made.day is None,
        made.day or date.max,
        report.published or "",
        report.name,
        report.id,
        made.told.statement.content[0].span,
    )


def _place(group: _Group) -> tuple[object, ...]:
    return _order(min(group.made, key=_order))


def _joined(made: Sequence[_Made]) -> list[_Group]:
    """The moves, each told at least once; a telling goes to the first move of which it tells a telling again."""
    groups: list[_Group] = []
    home_of: list[int] = []
    by_word: dict[str, list[int]] = defaultdict(list)
    by_other: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, each in enumerate(made):
        # Two tellings of one move share two words, an utterance or the statement: no others are looked at.
        others: list[tuple[str, ...]] = [("utterance", key) for key in each.utterances]
        others.append(("statement", each.told.report.id, each.told.statement.id))
        shared = Counter(other for key in each.whole for other in by_word[key])
        near = {other for other, count in shared.items() if count >= 2} | {o for key in others for o in by_other[key]}
        home = min((home_of[other] for other in near if _one_move(each, made[other])), default=None)
        if home is None:
            home = len(groups)
            groups.append(_Group())
        groups[home].made.append(each)
        home_of.append(home)
        for word in each.whole:
            by_word[word].append(at)
        for key in others:
            by_other[key].append(at)
    return groups


def _one_move(a: _Made, b: _Made) -> bool:
    """Are the two tellings of one move?"""
    if a.utterances & b.utterances:
        return True
    if a.told.report.id == b.told.report.id and a.told.statement.id == b.told.statement.id:
        return True
    if any(opposed(x, y) for x in a.stances for y in b.stances):
        return False
    shared = len(a.whole & b.whole)
    least = min(len(a.whole), len(b.whole))
    if a.day is not None and b.day is not None:
        near = abs((a.day - b.day).days) <= APART and (a.told.report.id != b.told.report.id or a.act == b.act)
        if near and shared >= 2 and shared >= SAME * least:
            return True
        # The very same words, printed again, are the old quotation and no new one.
        return a.direct and b.direct and least >= AGAIN_WORDS and shared >= AGAIN * max(len(a.whole), len(b.whole))
    # Told again without a day of its own: the old move, if it is alike enough.
    return shared >= 2 and shared >= AGAIN * least


def _move(group: _Group, cited: dict[str, tuple[Citation, ...]]) -> Move:
    told = _fullest_first(group)
    acts = Counter(m.act for m in group.made)
    act = min(acts, key=lambda act: (-acts[act], MOVES.index(act)))
    return Move(
        act=act,
        day=group.day.isoformat() if group.day is not None else None,
        told=tuple(m.told for m in told),
        origins=_origins(group, cited),
        why=min((m.why for m in group.made), key=lambda why: (why.startswith("near"), why), default=""),
    )


def _fullest_first(group: _Group) -> list[_Made]:
    return sorted(group.made, key=lambda m: (not m.direct, -sum(len(p.span) for p in m.told.statement.content), _order(m)))


def _origins(group: _Group, cited: dict[str, tuple[Citation, ...]]) -> Origins:
    """How many independent witnesses stand behind a move, and what says so: reckoned as in a record.

    An outlet that prints its quotation again is no other witness: of each only the first report counts. ``cited`` keeps the
    citations of reports, for the next move.
    """
    accounts = {made.account.report.id: made.account for made in group.made}
    first: dict[str, Report] = {}
    for report in order_reports([account.report for account in accounts.values()]):
        first.setdefault((report.outlet or report.name).casefold(), report)
    reports = tuple(first.values())
    if len(reports) == 1:
        return Origins(1, 1, ("one outlet only",))
    told = [accounts[report.id].statements for report in reports]
    for report, found in zip(reports, told, strict=True):
        if report.id not in cited:
            cited[report.id] = accounts[report.id].citations or find_citations(report, found)
    provenance = Provenance(reports, find_copies(reports, told).copies, [c for r in reports for c in cited[r.id]], told)
    counted = [m.told for m in group.made if m.told.report in reports]
    return provenance.origins([(each.report.id, each.statement.content, each.statement) for each in counted])


def _changes(groups: Sequence[_Group], moves: dict[int, Move]) -> list[tuple[_Group, _Group, Change]]:
    found: list[tuple[_Group, _Group, Change]] = []
    dated = sorted((group for group in groups if group.day is not None), key=_place)
    held: dict[tuple[str, str, str], dict[int, None]] = defaultdict(dict)
    for at, group in enumerate(dated):
        for stance in group.stances:
            held[stance.modal, stance.subject, stance.verb][at] = None
    # Stances that differ in kind, subject or verb are never alike: only moves that share these are set against each other.
    for first, second in sorted({pair for members in held.values() for pair in combinations(members, 2)}):
        a, b = dated[first], dated[second]
        if a.day == b.day:
            continue
        change = _change(a, b)
        if change is not None:
            kind, why = change
            found.append((a, b, Change(kind, moves[id(a)], moves[id(b)], why)))
    return _latest(found)


def _latest(found: list[tuple[_Group, _Group, Change]]) -> list[tuple[_Group, _Group, Change]]:
    """Of several earlier moves that one goes back on, the last: the others are told by it."""
    last: dict[tuple[int, ChangeKind], tuple[_Group, _Group, Change]] = {}
    for a, b, change in found:
        last[id(b), change.kind] = (a, b, change)
    first: dict[tuple[int, ChangeKind], tuple[_Group, _Group, Change]] = {}
    for a, b, change in sorted(last.values(), key=lambda each: _place(each[1])):
        first.setdefault((id(a), change.kind), (a, b, change))
    return list(first.values())


def _change(a: _Group, b: _Group) -> tuple[ChangeKind, str] | None:
    assert a.day is not None
    assert b.day is not None
    days = abs((b.day - a.day).days)
    for x in a.stances:
        for y in b.stances:
            if opposed(x, y) and is_one_thing(x, y, days):
                if x.limited:
                    return None  # the condition, or the time, that was named may explain it
                what = _what(x, y, a, b)
                if y.limited and not y.positive:
                    return ("condition added", f"{what}: now within limits") if a.direct and b.direct else None
                return "reversal", what + (", on a condition now" if _conditional(b) else "")
    if not (a.direct and b.direct):
        return None
    for x in a.stances:
        for y in b.stances:
            if x.positive != y.positive or not alike(x, y) or x.modal == "fact" or not is_one_thing(x, y, days):
                continue
            if not x.objects & y.objects:
                continue  # "we will leave" of March and of May may be two leavings
            old, new = ({unit: number for number, unit in stance.figures} for stance in (x, y))
            for unit in sorted(old.keys() & new.keys()):
                if unit and old[unit] != new[unit]:
                    return "figure changed", f"{old[unit]} then, {new[unit]} now"
            conditions = [_conditional(group) for group in (a, b)]
            if conditions[0] and not conditions[1] and not y.limited:
                return "condition dropped", "the same without its condition"
            if conditions[1] and not conditions[0] and not x.limited:
                return "condition added", "the same on a condition now"
    return None


def _conditional(group: _Group) -> bool:
    return any(made.told.statement.interpretation.condition for made in group.made)


def _what(x: Stance, y: Stance, a: _Group, b: _Group) -> str:
    if x.modal == "fact":
        return "denied, then admitted" if y.positive else "admitted, then denied"
    verb = next((m.printed[x.verb] for g in (a, b) for m in g.made if x.verb in m.printed), x.verb)
    modal = "must" if x.modal == "must" else "will"
    return f"“{modal} {verb}” then “{modal} not {verb}”" if x.positive else f"“{modal} not {verb}” then “{modal} {verb}”"


# -- matters ------------------------------------------------------------------------------------------------------------------


def _weights(accounts: Sequence[Account]) -> dict[str, float]:
    """How much a word says of a matter: rare among all statements of the accounts."""
    seen: Counter[str] = Counter()
    total = 1
    for account in accounts:
        for statement in account.statements:
            total += 1
            seen.update({stem(w.n) for p in statement.content for w in words_of(p.exact)})
    return {key: math.log(1 + total / count) for key, count in seen.items()}


def _matters(groups: Sequence[_Group], weights: dict[str, float], bound: set[tuple[int, int]]) -> list[list[_Group]]:
    """Moves gathered by what they are about; two that a change ties are of one matter."""
    number = {id(group): at for at, group in enumerate(groups)}
    tied = sorted((number[one], number[other]) for one, other in bound)
    return [[groups[at] for at in together] for together in gather([_traits(group) for group in groups], weights, tied)]


def _traits(group: _Group) -> Traits:
    """Of the fullest telling in quotation marks, or else the fullest."""
    told = _fullest_first(group)[0].told
    report = told.report
    words = " … ".join(passage.exact.strip(_MARKS) for passage in told.statement.content)
    return Traits(words, group.stems, group.day, report.headline or report.text.words[:_OPENING])


def _name_matter(groups: Sequence[_Group], weights: dict[str, float]) -> Matter:
    """The matter by the five words that say most of it; words that name nothing only where there are no others.

    A word of a move that the headline of a report has as well counts twice.
    """
    count: dict[str, int] = defaultdict(int)
    headlines: dict[str, int] = defaultdict(int)
    printed: dict[str, str] = {}
    first: set[str] = set()
    for group in groups:
        headline = {stem(word.n) for word in words_of(_traits(group).headline)}
        for key in group.stems:
            count[key] += 1
        for key in headline:
            headlines[key] += 1
        for made in group.made:
            for key, word in sorted(made.printed.items()):
                printed.setdefault(key, word)
            for passage in made.told.statement.content:
                first.update(_first_names(words_of(passage.exact)))
    ranked = sorted(count, key=lambda key: (-(count[key] + headlines[key]) * weights.get(key, 1.0), key))
    naming = [key for key in ranked if key not in first and _names_something(printed[key])]
    return Matter(tuple(printed[key] for key in (naming or ranked)[:5]))


def _first_names(words: Sequence[Word]) -> Iterator[str]:
    """The stems of given names before another capitalised word: the last name says who it is."""
    for word, after in pairwise(words):
        if word.t[0].isupper() and after.t[0].isupper() and not after.is_function_word and word.n in given_names():
            yield stem(word.n)


def _names_something(printed: str) -> bool:
    """Can a word stand in the name of a matter?"""
    low = printed.casefold()
    return (low.isalpha() and len(low) > 2 and low not in NUMERALS and low not in _NAMELESS) or "-" in low
