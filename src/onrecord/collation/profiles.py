"""How each report names and describes the people of the story: reports in, their names, titles, ages and descriptions out.

A profile is what one report prints of one person. What is hard here is that reports describe one man in ways that do not
exclude each other ("the retired general", "who commanded the army"): two descriptions that share a word are compared, two that
share none are both left to stand. A name is compared by its words: without its initials, its accents or its first name it is
the same name or a shorter one; with other letters in it, a misspelt one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from onrecord.collation.places import find_spot
from onrecord.collation.roles import Role, find_roles
from onrecord.datamodel import Passage, Report
from onrecord.people.spelling import fold_name, same_person
from onrecord.spans import Span
from onrecord.statements.given_names import given_names
from onrecord.statements.mentions import names_in
from onrecord.statements.sentences import find_sentences
from onrecord.stories.rarity import find_rarity
from onrecord.stories.words import find_words

__all__ = ["Profile", "are_of_a_person", "find_profiles", "find_unnamed", "join_profiles", "lend_roles"]

_AGE = re.compile(r"\s?,\s(?:aged?\s)?(?P<age>\d{1,3})(?=\s?[,.;)]|\s(?:and|of|from)\b)|\s\((?P<age2>\d{1,2})\)")
_SHORT_NAMES = {
    short: full
    for full, shorts in {
        "william": "bill will billy",
        "robert": "bob rob bobby",
        "richard": "dick rick",
        "james": "jim jimmy",
        "michael": "mike",
        "thomas": "tom",
        "joseph": "joe",
        "john": "jack johnny",
        "edward": "ted ed",
        "anthony": "tony",
        "daniel": "dan",
        "benjamin": "ben",
        "samuel": "sam",
        "stephen": "steve",
        "steven": "steve",
        "christopher": "chris",
        "jeffrey": "jeff",
        "gregory": "greg",
        "andrew": "andy drew",
        "david": "dave",
        "donald": "don",
        "ronald": "ron",
        "kenneth": "ken",
        "lawrence": "larry",
        "gerald": "jerry",
        "timothy": "tim",
        "matthew": "matt",
        "nicholas": "nick",
        "alexander": "alex",
        "charles": "charlie chuck",
        "elizabeth": "liz beth betty",
        "katherine": "kate kathy",
        "susan": "sue",
        "margaret": "meg peggy maggie",
        "deborah": "deb debbie",
        "patricia": "pat patty",
        "jennifer": "jen jenny",
    }.items()
    for short in shorts.split()
}
"""First names in short, and what they are short for. "Steve" is Steven's as well as Stephen's: the last one stands."""
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Judge|Justice|President|Senator|Sen|Rep|Gov|Prof)\.?\s$")
_ACTS = re.compile(
    r",?\s(?:who|whose|said|says|told|tells|wrote|writes|added|adds|tweeted|asked|argued|announced|confirmed|denied|claimed"
    r"|resigned|died|testified|himself|herself)\b"
)
_OF_BODY = re.compile(r",?\s(?:said|says|told|announced|confirmed|denied|claimed)\s(?:that\s)?(?:it|its|their)\b")
"""What a body says of itself."""
_NO_NAMES = frozenset("new red north south east west great little big royal saint".split())
"""Words that the count of given names has, and that begin other names as well."""
_VOWELS = re.compile(r"(?<!^)[aeiouy]+")
_AGE_BEFORE = re.compile(r"(?P<age>\d{1,3})-year-old\s(?:(?!and\b|\d)[\w’'-]+\s){0,4}$")


@dataclass(frozen=True, slots=True)
class Profile:
    """What one report prints of one person: the fullest name, every mention, titles and descriptions, and the age."""

    report: int
    name: Passage
    folded: tuple[str, ...]
    mentions: tuple[Passage, ...]
    roles: tuple[Role, ...]
    age: Passage | None


def find_profiles(number: int, report: Report) -> list[Profile]:
    """The people of one report outside page furniture, in the order in which they first appear."""
    text = report.text
    names = names_in(text)[1]
    sentences = find_sentences(text.words)
    out = [block.span for block in text.blocks if block.kind in {"furniture", "byline"}]
    places: dict[int, list[Span]] = defaultdict(list)
    for name in names.names:
        if name.bearer is not None and not any(span.overlaps(name.span) for span in out):
            places[name.bearer].append(name.span)
    profiles: list[Profile] = []
    for index, spans in sorted(places.items(), key=lambda pair: pair[1][0]):
        bearer = names.bearers[index]
        if bearer.nature != "person" or any(span.overlaps(bearer.fullest) for span in out):
            continue
        shared = sum(b.nature == "person" and fold_name(b.name)[-1:] == fold_name(bearer.name)[-1:] for b in names.bearers) > 1
        full = [span for span in spans if not shared or len(span.cut(text.words).split()) > 1]
        profiles.append(
            Profile(
                number,
                Passage(text, bearer.fullest),
                fold_name(bearer.name),
                tuple(Passage(text, span) for span in spans),
                tuple(find_roles(text, sentences, full)),
                _age(report, spans),
            )
        )
    return profiles


def _age(report: Report, spans: Sequence[Span]) -> Passage | None:
    words = report.text.words
    for span in spans:
        after = _AGE.match(words, span.end)
        if after is not None:
            return Passage(report.text, Span(*after.span("age" if after["age"] else "age2")))
        before = _AGE_BEFORE.search(words[max(0, span.start - 50) : span.start])
        if before is not None:
            start = max(0, span.start - 50) + before.start("age")
            return Passage(report.text, Span(start, start + len(before["age"]) + len("-year-old")))
    return None


def join_profiles(reports: Sequence[Report], profiles: Sequence[Sequence[Profile]]) -> list[list[Profile]]:
    """The profiles of each person, at most one a report; a name that two could bear joins nobody.

    Linear in the reports: names are looked up by their last word, and by what sounds and looks like it.
    """
    groups: list[list[Profile]] = []
    by_last: dict[str, list[int]] = defaultdict(list)
    names = [{profile.folded for profile in found} for found in profiles]
    namesakes = {name[:-1] for found in names for name in found if _is_counted(name) and name[:-1] in found}
    everyone = sorted(
        (profile for found in profiles for profile in found),
        key=lambda p: (-len(p.folded), p.folded, p.report, p.name.span),
    )
    for profile in everyone:
        if not profile.folded:
            continue
        fitting = []
        for index in {i for key in _files(profile.folded) for i in by_last[key]}:
            group = groups[index]
            if any(member.report == profile.report for member in group):
                continue
            one, other = _in_full(group[0].folded), _in_full(profile.folded)
            if _without_count(one) not in namesakes:
                one, other = _without_count(one), _without_count(other)
            if same_person(one, other) is not None or _misspelt(one, other):
                fitting.append(index)
        if len(fitting) == 1:
            groups[fitting[0]].append(profile)
        elif not fitting and len(profile.folded) > 1:
            groups.append([profile])
            for key in _files(profile.folded):
                by_last[key].append(len(groups) - 1)
    return [sorted(group, key=lambda p: p.report) for group in groups]


def are_of_a_person(group: Sequence[Profile]) -> bool:
    """Does a report show that a name is a person's: by an office, an age, a title, a verb of persons, or the last name alone?

    "Google Glass", "New Year" and "the Merrow Gulls" are written like names and are nobody's, and a firm "says that it" does
    something; so the last name alone counts after known given names, or where it is no word of the news.
    """
    fullest = max((person.folded for person in group), key=len)
    if any(_is_of_a_place(" ".join(person.folded)) for person in group) or any(
        word.endswith("-based") or word[-1:].isdigit() for word in fullest
    ):
        return False
    if any(person.roles or any(_TITLED.search(mention.prefix) for mention in person.mentions) for person in group):
        return True
    if len(fullest) < 2:
        return False
    if any(person.age is not None for person in group):
        return True
    mentions = [mention for person in group for mention in person.mentions]
    if any(_ACTS.match(mention.suffix) for mention in mentions):
        return not any(_OF_BODY.match(mention.suffix) for mention in mentions)
    last = fullest[-1]
    alone = any(fold_name(mention.exact) == (last,) for mention in mentions)
    if not alone or find_spot(last) is not None:
        return False
    # A word of the news ("Glass", "Planet") is hardly a family's name, nor is one after a town ("Memphis Hustle").
    rare = find_rarity(last) >= find_rarity("") and not _is_of_a_place(fullest[0])
    return rare or (fullest[0] in given_names() and fullest[0] not in _NO_NAMES)


def _is_of_a_place(name: str) -> bool:
    """Is it a place of the table, or who or what is from one ("South African")?"""
    spot = find_spot(name) or (find_spot(name[:-1]) if name.endswith("n") else None)
    return spot is not None and not spot.misspelt


def _is_counted(folded: tuple[str, ...]) -> bool:
    """Is it a name with a number ("Bram Sallow III")?"""
    return len(folded) > 2 and folded[-1] in {"ii", "iii", "iv"}


def _without_count(folded: tuple[str, ...]) -> tuple[str, ...]:
    """The name without its number, which most reports leave off; "Jr." is left, for it tells a son from a father."""
    return folded[:-1] if _is_counted(folded) else folded


def _in_full(folded: tuple[str, ...]) -> tuple[str, ...]:
    """A name of two words and more with its first one in full: "Bill Oru" as "William Oru"."""
    return (_SHORT_NAMES.get(folded[0], folded[0]), *folded[1:]) if len(folded) > 1 else folded


def lend_roles(groups: Sequence[Sequence[Profile]], alone: Sequence[Sequence[Role]]) -> list[list[Profile]]:
    """The same with descriptions that stand for a name ("the Chronicle editor"), where one person only has that office.

    Besides the noun a word must meet ("Chronicle"), or the letters of a body's name ("the IRC chairman").
    """
    holders: dict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for head in sorted({role.head for profile in group for role in profile.roles}):
            holders[head].append(number)
    lent: dict[tuple[int, int], list[Role]] = defaultdict(list)
    for report, roles in enumerate(alone):
        for role in roles:
            fitting = [number for number in holders[role.head] if any(_fits(role, r) for p in groups[number] for r in p.roles)]
            if len(fitting) == 1:
                lent[fitting[0], report].append(role)
    return [
        [replace(p, roles=(*p.roles, *lent.get((number, p.report), ()))) for p in group] for number, group in enumerate(groups)
    ]


def find_unnamed(
    reports: Sequence[Report], groups: Sequence[Sequence[Profile]], alone: Sequence[Sequence[Role]]
) -> list[tuple[Sequence[Profile], int, Role]]:
    """People whom a report does not name but describes as others do: each with that report and its first description.

    One person only may bear the office, and the report may name nobody who does.
    """
    words = [{word.n for word in find_words(report.text.words)} for report in reports]
    holders: dict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for head in sorted({role.head for profile in group for role in profile.roles}):
            holders[head].append(number)
    found: list[tuple[Sequence[Profile], int, Role]] = []
    for report, roles in enumerate(alone):
        done: set[int] = set()
        for role in roles:
            bearer = _bearer(groups, holders[role.head], role)
            if bearer is None or bearer in done:
                continue
            last = find_words(groups[bearer][0].name.exact)[-1].n
            if last not in words[report] and all(p.report != report for p in groups[bearer]):
                done.add(bearer)
                found.append((groups[bearer], report, role))
    return found


def _bearer(groups: Sequence[Sequence[Profile]], holders: Sequence[int], role: Role) -> int | None:
    """Whose description it is: of those who bear the office the one with whom it shares most; None where two share as much."""
    rest = role.keys - {role.head}
    shared: dict[int, int] = {}
    for number in holders:
        known = [r for p in groups[number] for r in p.roles if r.head == role.head and r.rank == role.rank]
        if known:
            shared[number] = max(len(rest & r.keys) for r in known)
    best = sorted(shared, key=lambda number: -shared[number])
    if not best or (rest and not shared[best[0]]):
        return None
    return best[0] if len(best) == 1 or shared[best[0]] > shared[best[1]] else None


def _fits(bare: Role, role: Role) -> bool:
    """May a description without a name be this one in short?"""
    if bare.head != role.head or bare.rank != role.rank:
        return False
    rest, known = bare.keys - {bare.head}, role.keys - {role.head}
    capitals = "".join(
        word.t[0] for word in find_words(role.passage.exact) if word.t[0].isupper() and not word.is_function_word
    )
    return bool(rest) and all(key in known or key == capitals.casefold() for key in rest)


def _misspelt(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Is one letter wrong in one word ("Nadia", "Nadja"; "Quillan", "Quillen"), or its vowels ("Brade", "Braid")?

    The rest must be the same.
    """
    if len(a) != len(b) or len(a) < 2:
        return False
    differing = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return len(differing) == 1 and all(
        min(len(x), len(y)) >= 5
        and x[0] == y[0]
        and (OSA.distance(x, y) == 1 or (OSA.distance(x, y) == 2 and _VOWELS.sub("", x) == _VOWELS.sub("", y)))
        for x, y in differing
    )


def _files(folded: tuple[str, ...]) -> set[str]:
    """Where a name is filed: by its last word's first letters, and by its first word (for a last name that is misspelt)."""
    folded = _without_count(folded)
    return {f"last {folded[-1][:3]}", f"first {_in_full(folded)[0]}"}
