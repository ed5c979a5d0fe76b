"""Whom a description without a name may stand for: a story's statements in, for each that names nobody the people who fit it.

"The water chief" of one report is "Ida Oru, who heads the Upland Water Board" of another, and "the company" speaks with its
director's words. Within one report nobody may be named; over the story somebody bears the office. What is hard here is to lend
nobody's words to a stranger: a description stands for the one person whom it fits best, and for nobody where two fit it alike;
a word that tells which office ("transport") must be met. What is said here settles no speaker: it only lets two tellings be
weighed as ones that may have one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.collation.lexicon import stem
from onrecord.collation.roles import keys_of, office_of
from onrecord.datamodel import Person, Report, Statement
from onrecord.people import Cast
from onrecord.stories.words import Word, find_words

__all__ = ["Meant", "find_bearers"]

_LEADING = frozenset(
    stem(word) for word in "leader chair president director executive commissioner commander manager secretary captain".split()
)
"""Offices that lead a body: "the water chief" may chair the water board."""
_SERVING = frozenset(stem(word) for word in "official officer aide adviser staffer assistant operative".split())
"""Offices that are called by one another's names."""
_RANK = frozenset(stem(word) for word in "former deputy vice acting ex interim senior top chief lead".split())
_FIRMS = frozenset(
    stem(word) for word in "company firm manufacturer maker operator retailer giant airline carrier bank corporation".split()
)
_OF_FIRMS = frozenset(
    stem(word) for word in "executive director manager founder owner chair spokesman publisher president ceo".split()
)
_UNIONS = frozenset(stem(word) for word in "union association federation guild brotherhood".split())
_BODIES = (
    _FIRMS
    | _UNIONS
    | frozenset(
        stem(word)
        for word in """board council agency ministry department campaign service office authority league society foundation
        committee commission institute university club coalition group organization organisation charity""".split()
    )
)
_ENDS = frozenset("of for in at to from with on by who which that and familiar close".split())
"""Words with which the first part of a description ends, which has its noun."""
_MANY = frozenset("some several many most few both two three four five six dozens hundreds others".split())
LETTERS = 3
"""Letters of a body's short name, at least."""


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom a description may stand for, and whom it cannot: those who bear the same office for something else."""

    people: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Office:
    """A description by its noun, the words before it that tell which, and those that follow after "of"."""

    head: str
    rest: frozenset[str]
    more: frozenset[str]
    is_body: bool


@dataclass(slots=True)
class _Known:
    """What a story prints of one person or body: offices by their nouns, and all words that tell which."""

    person: Person
    heads: set[str]
    keys: set[str]


def find_bearers(
    reports: Sequence[Report], statements: Sequence[tuple[Statement, ...]], cast: Cast
) -> Mapping[tuple[str, str], Meant]:
    """By report and statement (their ids) the ids of the people who may be meant, where no person is known to speak.

    Of a body's statements these are the people who lead it or speak for it.
    """
    known = [_known(person) for person in cast.people]
    _lend_bodies(known, reports, statements, cast)
    speakers = {
        body.id: frozenset(each.person.id for each in known if each.person.kind == "person" and keys_of(body.name) <= each.keys)
        for body in cast.people
        if body.kind == "organisation"
    }
    found: dict[tuple[str, str], Meant] = {}
    told: dict[_Office, Meant] = {}
    for report, mine in zip(reports, statements, strict=True):
        for statement in mine:
            people = cast.people_of(report.id, statement)
            if people:
                if people[0].kind == "organisation" and len(people) == 1:
                    found[report.id, statement.id] = Meant(speakers[people[0].id])
                continue
            office = _described(statement) if statement.interpretation.kind == "unnamed" else None
            if office is None:
                continue
            if office not in told:
                told[office] = Meant(
                    frozenset(person.id for person in _fitting(office, known)),
                    frozenset(each.person.id for each in known if _is_other(office, each)),
                )
            found[report.id, statement.id] = told[office]
    return found


def _known(person: Person) -> _Known:
    heads: set[str] = set()
    keys: set[str] = set()
    for role in person.roles:
        office = office_of(find_words(role.passage.exact))
        heads |= {office} if office is not None else set()
        keys |= keys_of(role.passage.exact) | _initials(role.passage.exact)
    if person.kind != "person":
        keys |= keys_of(person.name) | _initials(person.name)
    return _Known(person, heads, keys)


def _initials(printed: str) -> frozenset[str]:
    """The letters by which a body is known whose name stands in a description: "irc" for "the International Reef Council"."""
    letters = "".join(w.t[0] for w in find_words(printed) if w.t[0].isupper() and not w.is_function_word)
    return frozenset({stem(letters.casefold())} if len(letters) >= LETTERS else ())


def _lend_bodies(
    known: Sequence[_Known], reports: Sequence[Report], statements: Sequence[tuple[Statement, ...]], cast: Cast
) -> None:
    """Give each person the words of the bodies for which the person speaks, and whose only noun stands in the office."""
    by_id = {each.person.id: each for each in known}
    for report, mine in zip(reports, statements, strict=True):
        for statement in mine:
            body = statement.interpretation.on_behalf_of
            person = cast.person_of(report.id, statement) if body else None
            if person is not None and body:
                by_id[person.id].heads.add(stem("spokesman"))
                by_id[person.id].keys |= keys_of(body)
    by_noun: dict[str, list[_Known]] = defaultdict(list)
    for each in known:
        if each.person.kind == "organisation":
            for noun in each.keys & _BODIES:
                by_noun[noun].append(each)
    for each in known:
        if each.person.kind == "person":
            for noun in sorted(each.keys & _BODIES):
                if len(by_noun[noun]) == 1:
                    each.keys |= by_noun[noun][0].keys


def _described(statement: Statement) -> _Office | None:
    """The office by which a statement describes its speaker: of one person or one body."""
    said = statement.interpretation
    printed = said.speaker or " ".join(passage.exact for passage in statement.source[:1])
    words = find_words(printed)
    if not words or words[0].n in _MANY:
        return None
    head = office_of(words)
    body = _body_of(words) if head is None else None
    if head is None and body is None:
        return None
    own = {head, body}
    rest = keys_of(printed) - own - _RANK
    more = frozenset(key for passage in statement.source for key in keys_of(passage.exact)) - own - _RANK - rest
    return _Office(head or body or "", rest, more, head is None)


def _body_of(words: Sequence[Word]) -> str | None:
    """The noun for a body with which the first part of a description ends."""
    front = _front(words)
    return stem(front[-1].n) if front and stem(front[-1].n) in _BODIES and not _is_many(front[-1].n) else None


def _is_many(n: str) -> bool:
    return n.endswith("s") and not n.endswith("ss")


def _front(words: Sequence[Word]) -> Sequence[Word]:
    end = next((at for at, word in enumerate(words) if at and word.n in _ENDS), len(words))
    return words[:end]


def _fitting(office: _Office, known: Iterable[_Known]) -> list[Person]:
    if office.is_body:
        return [each.person for each in known if _is_of_body(office, each)]
    best: list[Person] = []
    most = 0.0
    for each in known:
        fit = _fit(office, each) if each.person.kind == "person" else 0.0
        if fit > most:
            best, most = [], fit
        if fit and fit == most:
            best.append(each.person)
    # One whom two reports spell in two ways is two people here.
    return best if len({(p.name.split()[0], p.name.split()[-1][0]) for p in best}) == 1 else []


def _fit(office: _Office, known: _Known) -> float:
    """How well a description fits a person; 0 where it does not."""
    if office.rest and not office.rest & known.keys:
        return 0.0
    shared = len((office.rest | office.more) & known.keys)
    if office.head in known.heads or office.head in known.keys:
        return 2.0 + shared
    kin = any(office.head in group and known.heads & group for group in (_LEADING, _SERVING))
    return 1.0 + shared if kin and shared else 0.0


def _is_other(office: _Office, known: _Known) -> bool:
    """Does a person bear the office for something else: the finance minister, where the transport minister speaks?"""
    mine = known.keys - {office.head} - _RANK
    return (
        bool(known.person.kind == "person" and office.head in known.heads and office.rest and mine) and not office.rest & mine
    )


def _is_of_body(office: _Office, known: _Known) -> bool:
    """May a body's words be this body's or person's?"""
    names = {office.head, *(_UNIONS if office.head in _UNIONS else ())}
    if known.person.kind != "person":
        return bool(names & known.keys) and office.rest <= known.keys
    if office.rest and not office.rest & known.keys:
        return False
    return bool(names & known.keys) or (office.head in _FIRMS and bool(known.heads & _OF_FIRMS))
