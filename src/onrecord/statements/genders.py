"""Names in, the pronoun of each person out, where the report leaves no doubt: "he" or "she", by votes of clear cases."""

from __future__ import annotations

from collections import Counter, defaultdict

from onrecord.statements.given_names import likely_gender
from onrecord.statements.names import Bearer, Name
from onrecord.statements.prose import Prose
from onrecord.statements.runs import Gender, Run

__all__ = ["hear_names", "hear_pronouns"]

_HE = frozenset(("he", "him", "his", "himself", "he's", "he’s", "he'd", "he’d", "he'll", "he’ll"))
_SHE = frozenset(("she", "her", "hers", "herself", "she's", "she’s", "she'd", "she’d", "she'll", "she’ll"))
_PRONOUNS: dict[str, Gender] = {word: "he" if word in _HE else "she" for word in _HE | _SHE}

_GIVEN = 4
"""How many votes a given name has at most: a pronoun that is heard once or twice near an Ida is another's if it is "he"."""
_TELLING = 0.5
"""How likely a given name must make "he" or "she" to have a vote at all."""
_OWN = frozenset(("his", "himself", "her", "herself"))


def hear_names(prose: Prose, named: list[Run], keys: list[tuple[str, ...]]) -> dict[tuple[str, ...], tuple[Gender, int]]:
    """The pronoun that follows a name before any other name does, and how often; only where it is nearly always one."""
    votes: dict[tuple[str, ...], Counter[Gender]] = defaultdict(Counter)
    for k, run in enumerate(named):
        if run.body >= 4 or run.place or run.headline:
            continue
        stop = named[k + 1].first if k + 1 < len(named) else len(prose.tokens)
        last = min(stop, run.last + 18)
        for i in range(run.last, last):
            if (gender := _PRONOUNS.get(prose.lowers[i])) is not None:
                votes[keys[k]][gender] += 1
                break
        if run.gender is not None:
            votes[keys[k]][run.gender] += 3
    for key, counts in votes.items():
        _add_given(counts, " ".join(key))
    return {
        key: counts.most_common(1)[0]
        for key, counts in votes.items()
        if counts.most_common(1)[0][1] >= 2 and counts.most_common(1)[0][1] >= 0.8 * counts.total()
    }


def hear_pronouns(prose: Prose, names: list[Name], bearers: list[Bearer]) -> dict[int, Gender]:
    """The pronoun that follows a person where no other could be meant: the only one of the sentence or of the one before.

    Each use is a vote; the pronoun is taken as the person's own at two votes and four fifths of them.
    """
    people: dict[int, list[tuple[int, int]]] = defaultdict(list)
    subjects: dict[int, int] = {}  # the token after a person who is the subject -> who it is
    for name in names:
        if name.bearer is not None and bearers[name.bearer].nature == "person":
            people[prose.sentence_of[name.first]].append((name.first, name.bearer))
            if name.subject and not name.possessive:
                subjects[name.last] = name.bearer
    votes: dict[int, Counter[Gender]] = defaultdict(Counter)
    for i, lower in enumerate(prose.lowers):
        gender = _PRONOUNS.get(lower)
        if gender is None:
            continue
        number = prose.sentence_of[i]
        first = prose.sentences[number][0]
        here = people.get(number, [])
        earlier = {bearer for at, bearer in here if at < i}
        candidates = earlier
        if not earlier and number and prose.paragraph_of[number] - prose.paragraph_of[number - 1] <= 1:
            candidates = {bearer for _, bearer in people.get(number - 1, [])}
        if len(candidates) == 1:
            votes[next(iter(candidates))][gender] += 1
        elif (
            lower in _OWN
            and (near := next((k for k in range(i, max(first, i - 6), -1) if k in subjects), None)) is not None
            and not any(near <= at < i for at, _ in here)
            and not any(prose.gap(k)[:1] in ",;:" for k in range(near + 1, i + 1))
        ):
            votes[subjects[near]][gender] += 2  # "Oru put down his pen"
        elif earlier and here[0][0] - first <= 3:
            votes[here[0][1]][gender] += 1
    heard: dict[int, Gender] = {}
    for bearer, counts in votes.items():
        _add_given(counts, bearers[bearer].name)
        (gender, most), total = counts.most_common(1)[0], counts.total()
        if most >= 2 and most * 5 >= total * 4:
            heard[bearer] = gender
    return heard


def _add_given(counts: Counter[Gender], name: str) -> None:
    """Count what the given name says, where it says something."""
    likely = likely_gender(name)
    if abs(likely) >= _TELLING:
        counts["he" if likely > 0 else "she"] += round(_GIVEN * abs(likely))
