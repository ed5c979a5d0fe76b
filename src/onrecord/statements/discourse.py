"""The state of one reading: a report's names and attributions in order, and who was found to speak so far.

Everything that decides who is meant asks here: what stands near, who was the subject, who spoke last. What is hard is told in
`pronouns.py` and `descriptions.py`; here are only the questions both of them ask.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.datamodel import Resolution, SpeakerKind
from onrecord.spans import Span
from onrecord.statements.attribution import Attribution
from onrecord.statements.lexicon import BODY_NOUNS, SPOKES
from onrecord.statements.mentions import Bearer, Gender, Name, Names
from onrecord.statements.prose import Prose

__all__ = [
    "DETERMINERS",
    "FIRST",
    "PLURAL",
    "SUBORDINATE",
    "THIRD",
    "Discourse",
    "Speaker",
    "behalf_of",
    "behalf_of_roles",
    "from_name",
]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the name or None, how sure that is, and the words it rests on.

    ``bearers`` are indices into the report's bearers (several for joint speakers and for candidates); ``signed`` says that the
    words are printed over the name, as a letter is; ``namesakes`` that the candidates share the name that is printed.
    """

    name: str | None
    resolved: Resolution
    kind: SpeakerKind
    why: str
    score: float
    mention: Span | None = None
    candidates: tuple[str, ...] = ()
    on_behalf_of: str | None = None
    bearers: tuple[int, ...] = ()
    signed: bool = False
    namesakes: bool = False


THIRD: dict[str, Gender] = {
    "he": "he",
    "him": "he",
    "his": "he",
    "himself": "he",
    "she": "she",
    "her": "she",
    "hers": "she",
    "herself": "she",
}
FIRST = frozenset("i we me us my our mine ours myself ourselves i'm i've i'd i'll we're we've we'd we'll".split())
PLURAL = frozenset("they them their theirs themselves they're they've".split())
DETERMINERS = frozenset(
    "the a an this that these those his her their its our my your some many several most other another "
    "one two three four five six any no such".split()
)
SUBORDINATE = frozenset("when while as after before although though because if since once until".split())


_ADJECTIVE = re.compile(
    r"(?:^|\s)(?:Democratic|Republican|Muslim|Islamic|Christian|Jewish|[A-Z][a-z]+(?:ish|ese|rean|xican|rican))$"
)
"""What a capital makes no name of: "Democratic", "South Korean"."""


class Discourse:
    """What is known of a report while its attributions are read, in reading order."""

    def __init__(self, prose: Prose, names: Names, attributions: Sequence[Attribution]) -> None:
        self.prose = prose
        self.names = names
        self.attributions = attributions
        self.done: dict[int, Speaker] = {}
        self.order: list[int] = []  # those done, in order
        self.at: dict[int, int] = {}  # token at which a speaker stands
        self.by_sentence: dict[int, list[Name]] = {}
        self.clear: list[tuple[int, Gender]] = []  # what pronouns told of their owners
        # Sentences in which the report itself says "I" or "we".
        self.voices = len(
            {
                prose.sentence_of[i]
                for i, lower in enumerate(prose.lowers)
                if lower in FIRST and not prose.quoted[i] and lower != "us"
            }
        )
        self.told_in = [-1] * len(prose.tokens)  # for each token the smallest content that holds it
        for index in sorted(range(len(attributions)), key=lambda i: (-sum(map(len, attributions[i].content)), i)):
            for span in attributions[index].content:
                for token in prose.within(span):
                    self.told_in[token] = index
        self.acting = {bearer for name in names.names if name.subject for bearer in name.bearers}
        self.counts = [0] * len(names.bearers)
        for name in names.names:
            self.by_sentence.setdefault(prose.sentence_of[name.first], []).append(name)
            for bearer in name.bearers:
                self.counts[bearer] += 1

    def name_at(self, token: int) -> Name | None:
        """The name that begins at a token."""
        position = self.names.starting.get(token)
        return None if position is None else self.names.names[position]

    def words(self, tokens: Sequence[int]) -> str:
        """A stretch of tokens as printed, without its article or pronoun."""
        prose = self.prose
        while tokens and prose.lowers[tokens[0]] in DETERMINERS:
            tokens = tokens[1:]
        if not tokens:
            return ""
        return " ".join(prose.words[prose.starts[tokens[0]] : prose.ends[tokens[-1]]].split())

    def gender(self, bearer: int) -> Gender | None:
        """The pronoun that the report is known to use for somebody."""
        return self.names.bearers[bearer].gender

    def is_somebody(self, bearer: int) -> bool:
        """A person by some evidence of the report, not only for want of any."""
        each = self.names.bearers[bearer]
        if each.nature != "person":
            return False
        # A word that never acts ("the Harbour bridge") is nobody, however often it is printed.
        shown = each.firm or " " in each.name or bearer in self.acting
        if not each.firm and _ADJECTIVE.search(each.name):
            return False
        return each.gender is not None or (each.votes > 0 and shown)

    def leading(self, sentence: int, token: int, gender: Gender) -> int | None:
        """The main subject of the sentence right before in the paragraph, where nobody has spoken since."""
        prose = self.prose
        if not sentence or prose.paragraph_of[sentence] != prose.paragraph_of[sentence - 1]:
            return None
        subject = self.main_subject(sentence - 1, token)
        if subject is None or self.gender(subject[1]) not in (None, gender):
            return None
        spoken = any(self.done[done].resolved == "yes" and subject[0] < self.at[done] < token for done in self.order)
        return None if spoken else subject[1]

    def main_subject(self, sentence: int, token: int) -> tuple[int, int] | None:
        """Place and bearer of the person a sentence is about, outside quotations and before a token."""
        people = [
            name
            for name in self.by_sentence.get(sentence, ())
            if name.first < token
            and name.bearer is not None
            and not self.prose.quoted[name.first]
            and self.names.bearers[name.bearer].nature == "person"
        ]
        if not people:
            return None
        chosen = people[0]
        if self.prose.lowers[self.prose.sentences[sentence][0]] in SUBORDINATE:
            # "When Oru joked, the judge, Holm, frowned": what opens with a conjunction has its main subject later.
            chosen = next((name for name in reversed(people) if name.subject and not name.possessive), chosen)
        if not chosen.subject or chosen.possessive or chosen.bearer is None:
            return None
        return chosen.first, chosen.bearer

    def main_body(self, sentence: int, token: int) -> Name | None:
        """The body that opens a sentence, where no person is its subject before a token."""
        named = [
            name
            for name in self.by_sentence.get(sentence, ())
            if name.first < token and name.bearer is not None and not self.prose.quoted[name.first]
        ]
        if any(name.subject and self.names.bearers[name.bearers[0]].nature == "person" for name in named):
            return None
        bodies = [
            name for name in named if name.subject and self.names.bearers[name.bearers[0]].nature in ("organisation", "group")
        ]
        return bodies[0] if len({name.bearer for name in bodies}) == 1 else None

    def openers(self, sentence: int, token: int) -> list[tuple[int, int]]:
        """Places and bearers of the people whom the sentences just before are about, outside quotations."""
        numbers = range(max(0, sentence - 3), sentence + 1)
        found = [subject for number in numbers if (subject := self.main_subject(number, token)) is not None]
        alone = self.named_alone(sentence - 1, token)
        return found if alone is None else [*found, alone]

    def named_alone(self, sentence: int, token: int) -> tuple[int, int] | None:
        """Place and bearer of the only one whom a sentence names for himself, where it has no person as its subject.

        "Oru's jokes displeased Judge Holm": Holm. Only within the paragraph of the token.
        """
        if sentence < 0 or self.prose.paragraph_of[sentence] != self.prose.paragraph_of[self.prose.sentence_of[token]]:
            return None
        whole = [
            (name.first, name.bearer)
            for name in self.by_sentence.get(sentence, ())
            if name.bearer is not None
            and not name.possessive
            and not self.prose.quoted[name.first]
            and self.is_somebody(name.bearer)
        ]
        if len({bearer for _, bearer in whole}) != 1 or self.main_subject(sentence, token) is not None:
            return None
        return whole[-1]

    def interrupted(self, openers: list[tuple[int, int]], bearer: int, since: int, gender: Gender) -> bool:
        """Has somebody else who could be meant become the subject since a speaker last spoke?"""
        return any(place > since and other != bearer and self.gender(other) in (None, gender) for place, other in openers)

    def answerer(self, done: int) -> int | None:
        """Whom a question was put to: the name right after "asked" is the one who answers."""
        each = self.attributions[done]
        if not each.cue or not any(
            self.prose.lowers[i] in ("asked", "asks", "pressed") for i in self.prose.within(each.cue[0])
        ):
            return None
        name = self.name_at(self.prose.at(each.cue[-1].end))
        return (
            None if name is None or name.bearer is None or self.names.bearers[name.bearer].nature != "person" else name.bearer
        )

    def around(self, index: int, token: int) -> int | None:
        """The smallest attribution whose content holds a token."""
        start = self.prose.starts[token]
        fitting = [
            (sum(len(span) for span in each.content), number)
            for number, each in enumerate(self.attributions)
            if number != index and any(span.start <= start < span.end for span in each.content)
        ]
        return min(fitting)[1] if fitting else None


def from_name(
    scene: Discourse,
    name: Name,
    after: Sequence[tuple[int, Name | None]],
    items: Sequence[tuple[int, Name | None]],
    *,
    behalf: str | None = None,
    why: str = "",
) -> Speaker:
    """The one a name stands for; ambiguous where it may stand for several."""
    bearers = [scene.names.bearers[bearer] for bearer in name.bearers]
    if len(bearers) != 1:
        return Speaker(
            None,
            "ambiguous",
            "person",
            f"{name.span.cut(scene.prose.words)} is the last name of several people here",
            0.4,
            name.span,
            candidates=tuple(bearer.name for bearer in bearers),
            bearers=name.bearers,
            namesakes=True,
        )
    bearer = bearers[0]
    printed = " ".join(name.span.cut(scene.prose.words).split())
    told = "named in full" if printed == bearer.name else f"{printed} is {bearer.name} by the name's other uses"
    kind = _kind_of(bearer)
    return Speaker(
        bearer.name,
        "yes",
        kind,
        why + told,
        min(0.97, 0.75 + 0.03 * bearer.votes),
        name.span,
        on_behalf_of=behalf or behalf_of(scene, items) or behalf_of_roles(scene, bearer),
        bearers=name.bearers,
    )


def behalf_of(scene: Discourse, items: Sequence[tuple[int, Name | None]]) -> str | None:
    """The body or person for whom a spokesperson speaks, where the source says so."""
    for position, (token, name) in enumerate(items):
        if name is not None or scene.prose.lowers[token] not in SPOKES:
            continue
        follow = items[position + 1 : position + 6]
        if follow and scene.prose.lowers[follow[0][0]] in ("for", "of", "with", "from", "at"):
            named = next((each for _, each in follow[1:] if each is not None), None)
            if named is not None and named.bearer is not None:
                return _body_around(scene, named)
            stretch = [k for k, _ in follow[1:4]]
            return scene.words(stretch) if stretch else None
        before = [each for _, each in items[:position] if each is not None]
        if before and before[-1].bearer is not None:
            return _body_around(scene, before[-1])
        return None
    return None


def behalf_of_roles(scene: Discourse, bearer: Bearer) -> str | None:
    """For whom somebody speaks by a role that the report gives: "the ministry's spokesman"."""
    for role in bearer.roles:
        tokens = scene.prose.within(role)
        if any(scene.prose.lowers[i] in SPOKES for i in tokens):
            items = [(i, scene.name_at(i)) for i in tokens]
            inner = behalf_of(scene, items)
            if inner is not None:
                return inner
    return None


def _body_around(scene: Discourse, name: Name) -> str:
    """The campaign, where "Oru" stands in "Oru campaign spokesman"; else the bearer's own name."""
    prose = scene.prose
    bearer = scene.names.bearers[name.bearers[0]]
    if name.last < len(prose.tokens) and prose.gap(name.last) == " " and prose.lowers[name.last] in BODY_NOUNS:
        return f"{name.span.cut(prose.words)} {prose.lowers[name.last]}"
    return bearer.name


def _kind_of(bearer: Bearer) -> SpeakerKind:
    if bearer.nature == "place":
        return "organisation"
    return bearer.nature
