"""Sources in, speakers out: who the words "he", "the minister" or "a spokesman for the party" stand for, or why nobody can say.

Each source is read for its head (a name, a description, a pronoun, a document), then resolved to the fullest name that this
report gives. Attributions are read in order, so that a speaker who is already talking can be the "he" of the next sentence.
What is hard: a wrong name is the worst error. So a pronoun takes a name only where one candidate clearly leads; two equally
good ones stay *ambiguous*, and a description that nobody in the report bears stays unnamed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.datamodel import Resolution, SpeakerKind
from onrecord.spans import Span
from onrecord.statements.attribution import Attribution
from onrecord.statements.lexicon import (
    BODY_HEADS,
    BODY_NOUNS,
    CALENDAR,
    DOCUMENTS,
    PERSON_NOUNS,
    PLURAL_PEOPLE,
    PREPOSITIONS,
    SPOKES,
)
from onrecord.statements.mentions import Bearer, Gender, Name, Names
from onrecord.statements.prose import Prose

__all__ = ["Speaker", "resolve_speakers"]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the name or None, how sure that is, and the words it rests on.

    ``bearers`` are indices into the report's bearers (several for joint speakers and for candidates).
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


_THIRD: dict[str, Gender] = {
    "he": "he",
    "him": "he",
    "his": "he",
    "himself": "he",
    "she": "she",
    "her": "she",
    "hers": "she",
    "herself": "she",
}
_FIRST = frozenset("i we me us my our mine ours myself ourselves i'm i've i'd i'll we're we've we'd we'll".split())
_PLURAL = frozenset("they them their theirs themselves they're they've".split())
_RELATIVE = frozenset("who whom whose which that".split())
_VAGUE = frozenset(
    "many some others several most few both all those these none everyone everybody someone somebody anyone anybody "
    "people one "
    "another nobody critics plenty there".split()
)
_DETERMINERS = frozenset(
    "the a an this that these those his her their its our my your some many several most other another "
    "one two three four five six any no such".split()
)
_WHEN = frozenset(
    "earlier later this last next week month year day morning afternoon evening night today yesterday on recently".split()
)
_ADVERBS = frozenset(
    "also then later first once still even just again never always often recently himself herself has have "
    "had is was repeatedly already both himself".split()
)
_BREAKS = PREPOSITIONS | {"who", "whose", "whom", "which", "that", "when", "where", "while", "said", "as"}
_AUXILIARY = frozenset("was were is are be been being am got gets".split())
_BEING = frozenset("is was are were am been be".split())
_NOBODY = frozenset(
    "reportedly allegedly supposedly purportedly apparently presumably expected rumored rumoured alleged reported "
    "known considered believed thought seen said".split()
)


_SUBORDINATE = frozenset("when while as after before although though because if since once until".split())
_HEADS = DOCUMENTS | PERSON_NOUNS | PLURAL_PEOPLE | BODY_NOUNS


def resolve_speakers(prose: Prose, names: Names, attributions: Sequence[Attribution]) -> tuple[Speaker, ...]:
    """The speaker of each attribution, in the attributions' order."""
    first = _Resolver(prose, names, attributions)
    speakers = first.resolve()
    # What the clear pronouns say of their owners decides the unclear ones: she who was "she" twice is no candidate for "he".
    heard = first.heard_genders()
    if not heard:
        return speakers
    bearers = tuple(
        replace(bearer, gender=heard[index]) if index in heard and bearer.gender is None else bearer
        for index, bearer in enumerate(names.bearers)
    )
    return _Resolver(prose, replace(names, bearers=bearers), attributions).resolve()


# A pronoun's lead over the next candidate from which on it tells the gender; in units of the scores below.
_CLEAR = 2.5


class _Resolver:
    """One pass over a report's attributions in reading order, with what has been resolved so far."""

    def __init__(self, prose: Prose, names: Names, attributions: Sequence[Attribution]) -> None:
        self.prose = prose
        self.names = names
        self.attributions = attributions
        self.done: dict[int, Speaker] = {}
        self.order: list[int] = []  # those done, in order
        self.at: dict[int, int] = {}  # token at which a speaker stands
        self.by_sentence: dict[int, list[Name]] = {}
        # Sentences in which the report itself says "I" or "we".
        self.clear: list[tuple[int, Gender]] = []
        self.voices = len(
            {
                prose.sentence_of[i]
                for i, lower in enumerate(prose.lowers)
                if lower in _FIRST and not prose.quoted[i] and lower != "us"
            }
        )
        self.counts = [0] * len(names.bearers)
        for name in names.names:
            self.by_sentence.setdefault(prose.sentence_of[name.first], []).append(name)
            for bearer in name.bearers:
                self.counts[bearer] += 1

    def resolve(self) -> tuple[Speaker, ...]:
        def place(index: int) -> tuple[int, int]:
            each = self.attributions[index]
            return min(span.start for span in (*each.source, *each.cue, *each.content)), index

        def depth(index: int) -> int:
            steps, parent = 0, self.attributions[index].parent
            while parent is not None and steps < 8:
                steps, parent = steps + 1, self.attributions[parent].parent
            return steps

        # A parent is read before what is told in it, whatever comes first on the page.
        for index in sorted(range(len(self.attributions)), key=lambda i: (place(self._root(i)), depth(i), place(i))):
            speaker = self._read(index)
            self.done[index] = speaker
            self.order.append(index)
            self.at[index] = self._anchor(index)
        return tuple(self.done[index] for index in range(len(self.attributions)))

    def heard_genders(self) -> dict[int, Gender]:
        """The pronoun of people whose gender the names left open, where the clear cases all agree."""
        votes: dict[int, set[Gender]] = {}
        for bearer, gender in self.clear:
            if self.names.bearers[bearer].gender is None:
                votes.setdefault(bearer, set()).add(gender)
        return {bearer: genders.pop() for bearer, genders in votes.items() if len(genders) == 1}

    def _root(self, index: int) -> int:
        for _ in range(8):
            parent = self.attributions[index].parent
            if parent is None:
                break
            index = parent
        return index

    def _anchor(self, index: int) -> int:
        each = self.attributions[index]
        spans = each.source or each.cue or each.content
        return min(self.prose.at(spans[0].start), max(0, len(self.prose.tokens) - 1))

    # --- one source --------------------------------------------------------------------------------------------------------

    def _read(self, index: int) -> Speaker:
        each = self.attributions[index]
        tokens = [i for span in each.source for i in self.prose.within(span)]
        if not tokens:
            return self._read_missing(index)
        lowers = [self.prose.lowers[i].removesuffix("'s") for i in tokens]
        whole = Span(self.prose.starts[tokens[0]], self.prose.ends[tokens[-1]])
        bare = [lower for lower in lowers if lower not in _ADVERBS] or lowers
        head = bare[0]
        named = any(i in self.names.starting for i in tokens)
        if head in _THIRD and (len(bare) == 1 or (len(bare) == 2 and head in ("he", "she") and not named)):
            return self._read_pronoun(index, tokens[0], _THIRD[head], whole)
        if head in _FIRST and (len(bare) == 1 or head not in ("my", "our")):
            return self._read_first_person(index, tokens[0], whole)
        if len(bare) == 1:
            if head in _PLURAL:
                return self._read_plural(index, tokens[0], whole)
            if head in _RELATIVE:
                return self._read_relative(index, tokens[0], whole)
            if head in ("it", "its", "itself", "this"):
                return self._read_it(index, tokens[0], whole)
            if head in ("you", "your"):
                return Speaker(None, "no", "unnamed", "the reader or somebody spoken to, not named", 0.3, whole)
            if head in _VAGUE:
                return Speaker(None, "no", "unnamed", "several people, none of them named", 0.8, whole)
        return self._read_phrase(index, tokens, lowers, whole)

    def _read_phrase(self, index: int, tokens: list[int], lowers: list[str], whole: Span) -> Speaker:
        """A source of several words: find its head."""
        prose = self.prose
        items: list[tuple[int, Name | None]] = []  # token and the name that begins there
        titles = {
            i
            for token in tokens
            if (name := self._name_at(token)) is not None and name.role is not None
            for i in prose.within(name.role)
        }
        if len(titles) < len(tokens):
            tokens = [token for token in tokens if token not in titles]
        k = 0
        while k < len(tokens):
            name = self._name_at(tokens[k])
            items.append((tokens[k], name))
            k += 1
            while name is not None and k < len(tokens) and tokens[k] < name.last:
                k += 1
        joint = self._joint(items)
        if joint is not None:
            return joint
        zone: list[tuple[int, Name | None]] = []
        rest = 0
        for position, (token, name) in enumerate(items):
            rest = position
            if zone:
                gap = prose.gap(token).lstrip(".")
                if gap.strip()[:1] in (",", ";", "(", "—", "–", ":"):
                    break
                if (
                    name is None
                    and prose.lowers[token].endswith(("ed", "ing"))
                    and zone[-1][1] is None
                    and prose.lowers[zone[-1][0]] in _HEADS
                ):
                    break  # "a survey published on Monday"
                if name is None and prose.lowers[token] in _BREAKS:
                    break
                if name is None and prose.lowers[token] == "and" and len(zone) >= 1:
                    break
            zone.append((token, name))
            rest = position + 1
        after = items[rest:]
        token, name = zone[-1]
        while len(zone) > 1 and name is None and prose.lowers[token] in _ADVERBS:
            zone.pop()
            token, name = zone[-1]
        phrase = Span(prose.starts[zone[0][0]], name.span.end if name is not None else prose.ends[token])
        description = _undetermined(prose, zone)
        if name is not None and not (name.possessive and not prose.tokens[token].endswith("s")):
            return self._from_name(name, after, items)
        if name is not None:  # "Oru's" alone: his
            return self._from_name(name, after, items)
        head = prose.lowers[token]
        inner = [each for _, each in zone if each is not None]
        if head.endswith("'s") and head[:-2]:
            head = head[:-2]
        apposed = self._apposed(after)
        if head in PERSON_NOUNS or head in SPOKES or (apposed is not None and head not in PLURAL_PEOPLE):
            if apposed is not None:
                return self._from_name(apposed, (), items, behalf=self._behalf(items))
            return self._from_role(index, zone, after, items, head, phrase, description)
        if head in PLURAL_PEOPLE:
            return Speaker(
                description, "no", "unnamed", "described, never named", 0.85, phrase, on_behalf_of=self._behalf(items)
            )
        if head in DOCUMENTS:
            return Speaker(
                self._owned(zone, description, index), "yes", "document", "a document, named by its own words", 0.8, phrase
            )
        if head in BODY_NOUNS:
            return self._from_body(index, zone, inner, head, phrase, description)
        if head in _THIRD or head in _FIRST or head in _PLURAL:
            return Speaker(None, "no", "unnamed", "a source that was not read", 0.2, phrase)
        capital = prose.tokens[token][0].isupper() and zone[0][0] != token
        if capital or (len(zone) == 1 and prose.tokens[token][0].isupper()):
            words = " ".join(phrase.cut(prose.words).split())
            kind: SpeakerKind = "organisation" if head in BODY_HEADS else "unnamed"
            if kind == "organisation":
                return Speaker(_without_the(words), "yes", kind, "a body by the last word of its name", 0.5, phrase)
        if head.endswith("s") and not head.endswith("ss"):
            return Speaker(description, "no", "unnamed", "described, never named", 0.6, phrase)
        if inner and inner[-1].possessive and inner[-1].bearer is not None:
            # "Oru's remark", "Oru's view": a noun that is no speaker; its owner is.
            return self._from_name(inner[-1], (), items, why="the owner of the words: ")
        first = prose.lowers[zone[0][0]]
        if first in ("his", "her") and len(zone) > 1:
            return self._read_pronoun(index, zone[0][0], _THIRD[first], Span(prose.starts[zone[0][0]], prose.ends[zone[0][0]]))
        return Speaker(description, "no", "unnamed", "described, never named", 0.4, phrase)

    def _name_at(self, token: int) -> Name | None:
        position = self.names.starting.get(token)
        return None if position is None else self.names.names[position]

    def _joint(self, items: list[tuple[int, Name | None]]) -> Speaker | None:
        """Two or more people ("A and B") and nothing else but their titles and roles."""
        found: list[Name] = []
        joined = False
        for token, name in items:
            if name is not None:
                found.append(name)
                continue
            lower = self.prose.lowers[token]
            if lower == "and" and found:
                joined = True
            elif (
                lower == "both"
                or (joined and len(found) == 1 and (lower in PERSON_NOUNS or self.prose.tokens[token][0].isupper()))
                or (
                    not found and (lower in PERSON_NOUNS or self.prose.tokens[token][0].isupper() or lower in ("the", "former"))
                )
            ):
                continue
            else:
                return None
        if not joined or len(found) < 2 or any(name.bearer is None or name.possessive for name in found):
            return None
        if any("," in self.prose.gap(name.first) for name in found[1:2]) and len(found) == 2:
            return None
        bearers = tuple(name.bearer for name in found if name.bearer is not None)
        each = [self.names.bearers[bearer] for bearer in bearers]
        natures = {bearer.nature for bearer in each}
        kind: SpeakerKind = "person" if natures == {"person"} else "group" if "group" in natures else "organisation"
        together = " and ".join(bearer.name for bearer in each)
        return Speaker(together, "yes", kind, "joint speakers, both named", 0.85, found[0].span, bearers=bearers)

    def _apposed(self, after: Sequence[tuple[int, Name | None]]) -> Name | None:
        """The name after a comma: "the party's chair, Ida Oru"."""
        for position, (token, name) in enumerate(after):
            if name is not None and name.bearer is not None and not name.possessive:
                opens = self.prose.gap(token if name.role is None else self.prose.at(name.role.start)).startswith(",")
                if opens and self.names.bearers[name.bearer].nature == "person":
                    return name
            if position >= 14:
                break
        return None

    def _from_name(
        self,
        name: Name,
        after: Sequence[tuple[int, Name | None]],
        items: Sequence[tuple[int, Name | None]],
        *,
        behalf: str | None = None,
        why: str = "",
    ) -> Speaker:
        bearers = [self.names.bearers[bearer] for bearer in name.bearers]
        if len(bearers) != 1:
            return Speaker(
                None,
                "ambiguous",
                "person",
                f"{name.span.cut(self.prose.words)} is the last name of several people here",
                0.4,
                name.span,
                candidates=tuple(bearer.name for bearer in bearers),
                bearers=name.bearers,
            )
        bearer = bearers[0]
        printed = " ".join(name.span.cut(self.prose.words).split())
        told = "named in full" if printed == bearer.name else f"{printed} is {bearer.name} by the name's other uses"
        kind = _kind_of(bearer)
        return Speaker(
            bearer.name,
            "yes",
            kind,
            why + told,
            min(0.97, 0.75 + 0.03 * bearer.votes),
            name.span,
            on_behalf_of=behalf or self._behalf(items) or self._behalf_of_roles(bearer),
            bearers=name.bearers,
        )

    def _behalf(self, items: Sequence[tuple[int, Name | None]]) -> str | None:
        """The body or person for whom a spokesperson speaks, where the source says so."""
        for position, (token, name) in enumerate(items):
            if name is not None or self.prose.lowers[token] not in SPOKES:
                continue
            follow = items[position + 1 : position + 6]
            if follow and self.prose.lowers[follow[0][0]] in ("for", "of", "with", "from", "at"):
                named = next((each for _, each in follow[1:] if each is not None), None)
                if named is not None and named.bearer is not None:
                    return self._body_around(named)
                stretch = [k for k, _ in follow[1:4]]
                return self._words(stretch) if stretch else None
            before = [each for _, each in items[:position] if each is not None]
            if before and before[-1].bearer is not None:
                return self._body_around(before[-1])
            return None
        return None

    def _behalf_of_roles(self, bearer: Bearer) -> str | None:
        for role in bearer.roles:
            tokens = self.prose.within(role)
            if any(self.prose.lowers[i] in SPOKES for i in tokens):
                items = [(i, self._name_at(i)) for i in tokens]
                inner = self._behalf(items)
                if inner is not None:
                    return inner
        return None

    def _body_around(self, name: Name) -> str:
        """The campaign, where "Oru" stands in "Oru campaign spokesman"; else the bearer's own name."""
        prose = self.prose
        bearer = self.names.bearers[name.bearers[0]]
        if name.last < len(prose.tokens) and prose.gap(name.last) == " " and prose.lowers[name.last] in BODY_NOUNS:
            return f"{name.span.cut(prose.words)} {prose.lowers[name.last]}"
        return bearer.name

    def _words(self, tokens: Sequence[int]) -> str:
        prose = self.prose
        while tokens and prose.lowers[tokens[0]] in _DETERMINERS:
            tokens = tokens[1:]
        if not tokens:
            return ""
        return " ".join(prose.words[prose.starts[tokens[0]] : prose.ends[tokens[-1]]].split())

    def _owned(self, zone: list[tuple[int, Name | None]], description: str, index: int) -> str:
        """A document's name with its owner resolved: "her brief" -> "Ida Oru's brief"."""
        first = self.prose.lowers[zone[0][0]]
        if first in ("his", "her") and len(zone) > 1:
            owner = self._read_pronoun(
                index, zone[0][0], _THIRD[first], Span(self.prose.starts[zone[0][0]], self.prose.ends[zone[0][0]])
            )
            if owner.resolved == "yes" and owner.name:
                return f"{owner.name}'s {description}"
        return description

    # --- descriptions ------------------------------------------------------------------------------------------------------

    def _from_role(
        self,
        index: int,
        zone: list[tuple[int, Name | None]],
        after: Sequence[tuple[int, Name | None]],
        items: Sequence[tuple[int, Name | None]],
        head: str,
        phrase: Span,
        description: str,
    ) -> Speaker:
        """The one person of the report whose role it is ("the minister"); else described, never named."""
        prose = self.prose
        opener = prose.lowers[zone[0][0]]
        unnamed = Speaker(description, "no", "unnamed", "described, never named", 0.7, phrase, on_behalf_of=self._behalf(items))
        definite = opener in ("the", "this", "that") or (prose.tokens[zone[0][0]][0].isupper() and opener not in _DETERMINERS)
        if not definite or (after and prose.lowers[after[0][0]] in ("who", "in", "at") and opener != "the"):
            return unnamed
        modifiers = {prose.lowers[token] for token, _ in zone[:-1]}
        fitting: list[int] = []
        for number, bearer in enumerate(self.names.bearers):
            if bearer.nature == "person" and any(self._role_fits(role, head, modifiers) for role in bearer.roles):
                fitting.append(number)
        if not fitting:
            return unnamed
        if len(fitting) == 1:
            chosen = fitting[0]
        else:
            sentence = prose.sentence_of[zone[0][0]]
            near = {
                name.bearers[0]
                for number in range(max(0, sentence - 2), sentence + 1)
                for name in self.by_sentence.get(number, ())
                if name.first < zone[0][0] and name.bearer in fitting
            }
            if len(near) != 1:
                return Speaker(
                    None,
                    "ambiguous",
                    "person",
                    f"several people of the report are “{head}”",
                    0.35,
                    phrase,
                    candidates=tuple(self.names.bearers[number].name for number in fitting),
                    bearers=tuple(fitting),
                )
            chosen = near.pop()
        bearer = self.names.bearers[chosen]
        return Speaker(
            bearer.name,
            "yes",
            "person",
            f"“{description}”: the role that the report gives {bearer.name}",
            0.7,
            phrase,
            on_behalf_of=self._behalf(items),
            bearers=(chosen,),
        )

    def _role_fits(self, role: Span, head: str, modifiers: set[str]) -> bool:
        tokens = self.prose.within(role)
        lowers = [self.prose.lowers[i].rstrip(".") for i in tokens]
        short = {"sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "prof": "professor"}
        lowers = [short.get(lower, lower) for lower in lowers]
        cut = next((k for k, lower in enumerate(lowers) if lower in _BREAKS), len(lowers))
        front = lowers[:cut] or lowers
        if head not in front:
            return False
        at = front.index(head)
        if at + 1 < len(front) and front[at + 1] in PERSON_NOUNS:
            return False
        for mark in ("former", "vice", "deputy", "first", "assistant", "then", "ex"):
            if (mark in modifiers) != (mark in front[:at]) and not (mark == "former" and "then" in modifiers):
                return False
        strong = {m for m in modifiers if m not in _DETERMINERS and m not in ("former", "vice", "deputy", "first", "new")}
        return not strong or bool(strong & set(lowers)) or all(not m.isalpha() for m in strong)

    def _from_body(
        self,
        index: int,
        zone: list[tuple[int, Name | None]],
        inner: list[Name],
        head: str,
        phrase: Span,
        description: str,
    ) -> Speaker:
        """A body named elsewhere ("his campaign", "the ministry"), or one that keeps its description."""
        prose = self.prose
        opener = prose.lowers[zone[0][0]]
        if inner and inner[-1].bearer is not None:
            owner = self.names.bearers[inner[-1].bearers[0]]
            last = owner.name.split()[-1] if owner.nature == "person" else owner.name
            return Speaker(
                f"{last} {head}", "yes", "organisation", "a body named after its owner", 0.75, phrase, bearers=inner[-1].bearers
            )
        if opener in ("his", "her") and len(zone) <= 3:
            owned = self._read_pronoun(
                index, zone[0][0], _THIRD[opener], Span(prose.starts[zone[0][0]], prose.ends[zone[0][0]])
            )
            if owned.resolved == "yes" and owned.name:
                return Speaker(
                    f"{owned.name.split()[-1]} {head}",
                    "yes",
                    "organisation",
                    f"the {head} of {owned.name}: {owned.why}",
                    owned.score * 0.9,
                    phrase,
                    bearers=owned.bearers,
                )
        if opener == "the":
            capital = [
                number
                for number, bearer in enumerate(self.names.bearers)
                if bearer.nature == "organisation" and bearer.name.lower().split()[-1] == head
            ]
            if len(capital) == 1:
                bearer = self.names.bearers[capital[0]]
                return Speaker(
                    bearer.name,
                    "yes",
                    "organisation",
                    f"the only {head} that the report names",
                    0.65,
                    phrase,
                    bearers=(capital[0],),
                )
            if head in ("campaign", "camp", "team"):
                for done in reversed(self.order[-4:]):
                    speaker = self.done[done]
                    if speaker.kind == "organisation" and speaker.name and speaker.name.endswith(" " + head):
                        return replace(speaker, why=f"the {head} that spoke last", score=0.55, mention=phrase)
        return Speaker(description, "no", "organisation", "a body described, not named", 0.5, phrase)

    # --- pronouns ----------------------------------------------------------------------------------------------------------

    def _read_pronoun(self, index: int, token: int, gender: Gender, whole: Span) -> Speaker:
        """He or she: the leading candidate among those named before, or nobody."""
        prose = self.prose
        sentence = prose.sentence_of[token]
        parent = self.attributions[index].parent
        inside = prose.quoted[token] > 0
        scores: dict[int, float] = {}
        best: dict[int, Name] = {}
        for number in range(max(0, sentence - 5), sentence + 1):
            distance = sentence - number
            opening = True
            subordinate = prose.lowers[prose.sentences[number][0]] in _SUBORDINATE
            for name in self.by_sentence.get(number, ()):
                if name.first >= token:
                    break
                known = [b for b in name.bearers if self._is_somebody(b)]
                if not known:
                    continue
                quoted = prose.quoted[name.first] > 0 and not inside
                if name.possessive:
                    opening = False
                value = (4.0, 3.0, 2.0, 1.2, 0.6, 0.3)[distance]
                before = prose.lowers[name.first - 1] if name.first else ""
                oblique = before in PREPOSITIONS and prose.gap(name.first) == " "
                if not quoted and opening and not oblique and not subordinate and (name.subject or distance):
                    value += 1.5 if name.subject else 0.3
                    opening = False
                elif name.subject and not quoted:
                    value += 1.0
                if name.possessive:
                    value -= 0.7
                if oblique:
                    value -= 0.5
                if quoted:
                    value -= 2.5
                for bearer in known:
                    if self._gender(bearer) not in (None, gender):
                        continue
                    share = value - (0.5 if len(known) > 1 else 0.0)
                    if share > scores.get(bearer, -9.0):
                        best[bearer] = name
                    scores[bearer] = max(scores.get(bearer, -9.0), share) + 0.3
        if parent is None and not inside:
            leader = self._leading(sentence, token, gender)
            if leader in scores:
                scores[leader] += 1.5
        anaphors = 0
        openers = self._openers(sentence, token)
        for done in reversed(self.order):
            speaker = self.done[done]
            back = sentence - prose.sentence_of[self.at[done]]
            if done == parent or (back > 7):
                continue
            if anaphors >= 2 or back < 0:
                continue
            if self.attributions[done].parent is not None and self.attributions[done].parent != parent:
                continue
            if speaker.resolved == "yes" and speaker.kind == "person" and len(speaker.bearers) == 1:
                (bearer,) = speaker.bearers
                answerer = None if anaphors or back > 3 else self._answerer(done)
                if answerer is not None and self._gender(answerer) in (None, gender):
                    scores[answerer] = scores.get(answerer, 0.0) + 3.0
                    scores[bearer] = scores.get(bearer, 0.0) - 1.0
                    anaphors += 1
                    continue
                if self._gender(bearer) in (None, gender):
                    if not anaphors and self._interrupted(openers, bearer, self.at[done], gender):
                        scores[bearer] = max(scores.get(bearer, 0.0), 0.0)
                    elif not anaphors:
                        scores[bearer] = max(scores.get(bearer, 0.0), 0.0) + (3.0 if back <= 3 else 2.0 if back <= 5 else 1.2)
                    else:
                        scores[bearer] = scores.get(bearer, 0.0) + 0.8
                    anaphors += 1
            elif speaker.resolved == "ambiguous" and not anaphors and back <= 3:
                for bearer in speaker.bearers:
                    if self._gender(bearer) in (None, gender):
                        scores[bearer] = scores.get(bearer, 0.0) + 1.0
                anaphors += 1
        for bearer in scores:
            scores[bearer] += 1.0 if self._gender(bearer) == gender else 0.0
            scores[bearer] += min(0.8, 0.05 * self.counts[bearer])
        if parent is not None and parent in self.done:
            teller = self.done[parent]
            if len(teller.bearers) == 1 and teller.bearers[0] in scores:
                # Inside his own marks a speaker says "I"; told in the report's words he is the likeliest "he".
                scores[teller.bearers[0]] += -4.0 if inside else 1.5
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], best[pair[0]].first if pair[0] in best else 0))
        if not ranked or ranked[0][1] < 1.0:
            return Speaker(None, "no", "unnamed", f"“{prose.tokens[token]}” stands for nobody named nearby", 0.2, whole)
        top, value = ranked[0]
        margin = value - ranked[1][1] if len(ranked) > 1 else 4.0
        chosen = self.names.bearers[top]
        if margin < 0.8:
            close = [number for number, score in ranked if value - score < 0.8]
            return Speaker(
                None,
                "ambiguous",
                "person",
                f"“{prose.tokens[token]}” could be any of them",
                0.35,
                whole,
                candidates=tuple(self.names.bearers[number].name for number in close),
                bearers=tuple(close),
            )
        if margin >= _CLEAR:
            self.clear.append((top, gender))
        mention = best[top].span if top in best else whole
        told = "speaking just before" if top not in best else f"“{mention.cut(prose.words)}” before it"
        return Speaker(
            chosen.name,
            "yes",
            "person",
            f"“{prose.tokens[token]}” is {chosen.name}: {told}, clear of others by {margin:.1f}",
            round(min(0.95, 0.5 + 0.1 * margin), 2),
            mention,
            on_behalf_of=self._behalf_of_roles(chosen),
            bearers=(top,),
        )

    def _is_somebody(self, bearer: int) -> bool:
        """A person by some evidence of the report, not only for want of any."""
        each = self.names.bearers[bearer]
        return each.nature == "person" and (each.votes > 0 or each.gender is not None)

    def _leading(self, sentence: int, token: int, gender: Gender) -> int | None:
        """The main subject of the sentence right before in the paragraph, where nobody has spoken since."""
        prose = self.prose
        if not sentence or prose.paragraph_of[sentence] != prose.paragraph_of[sentence - 1]:
            return None
        subject = self._main_subject(sentence - 1, token)
        if subject is None or self._gender(subject[1]) not in (None, gender):
            return None
        spoken = any(self.done[done].resolved == "yes" and subject[0] < self.at[done] < token for done in self.order)
        return None if spoken else subject[1]

    def _main_subject(self, sentence: int, token: int) -> tuple[int, int] | None:
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
        if self.prose.lowers[self.prose.sentences[sentence][0]] in _SUBORDINATE:
            # "When Oru joked, the judge, Holm, frowned": what opens with a conjunction has its main subject later.
            chosen = next((name for name in reversed(people) if name.subject and not name.possessive), chosen)
        if not chosen.subject or chosen.possessive or chosen.bearer is None:
            return None
        return chosen.first, chosen.bearer

    def _openers(self, sentence: int, token: int) -> list[tuple[int, int]]:
        """Places and bearers of the people whom the sentences just before are about, outside quotations."""
        numbers = range(max(0, sentence - 3), sentence + 1)
        found = [subject for number in numbers if (subject := self._main_subject(number, token)) is not None]
        before = sentence - 1
        if before >= 0 and self.prose.paragraph_of[before] == self.prose.paragraph_of[sentence]:
            # "Oru's jokes displeased Judge Holm": no subject, but the only one there who is named for himself.
            whole = [
                (name.first, name.bearer)
                for name in self.by_sentence.get(before, ())
                if name.bearer is not None
                and not name.possessive
                and not self.prose.quoted[name.first]
                and self._is_somebody(name.bearer)
            ]
            if len({bearer for _, bearer in whole}) == 1 and self._main_subject(before, token) is None:
                found.append(whole[-1])
        return found

    def _interrupted(self, openers: list[tuple[int, int]], bearer: int, since: int, gender: Gender) -> bool:
        """Has somebody else who could be meant become the subject since a speaker last spoke?"""
        return any(place > since and other != bearer and self._gender(other) in (None, gender) for place, other in openers)

    def _answerer(self, done: int) -> int | None:
        """Whom a question was put to: the name right after "asked" is the one who answers."""
        each = self.attributions[done]
        if not each.cue or not any(
            self.prose.lowers[i] in ("asked", "asks", "pressed") for i in self.prose.within(each.cue[0])
        ):
            return None
        name = self._name_at(self.prose.at(each.cue[-1].end))
        return (
            None if name is None or name.bearer is None or self.names.bearers[name.bearer].nature != "person" else name.bearer
        )

    def _gender(self, bearer: int) -> Gender | None:
        return self.names.bearers[bearer].gender

    def _read_first_person(self, index: int, token: int, whole: Span) -> Speaker:
        """I or we: inside a quotation its speaker, elsewhere the author."""
        if token and self.prose.gap(token).strip() == "," and self.prose.lowers[token - 1] in ("saying", "says", "said"):
            # "Oru is out there saying, I refused": somebody else's "I", told without marks within another's words.
            return Speaker(None, "no", "unnamed", "first person in words told without marks after “saying”", 0.3, whole)
        parent = self.attributions[index].parent
        if parent is None:
            parent = self._around(index, token)
        if parent is not None and parent in self.done:
            speaker = self.done[parent]
            return replace(
                speaker, why=f"“{self.prose.tokens[token]}” within the words of: {speaker.why}", score=speaker.score * 0.95
            )
        if self.prose.quoted[token]:
            before = [
                done for done in self.order if 0 <= self.prose.sentence_of[token] - self.prose.sentence_of[self.at[done]] <= 2
            ]
            if before:
                speaker = self.done[before[-1]]
                if speaker.resolved == "yes":
                    return replace(speaker, why="the quotation goes on; first person", score=0.5)
            return Speaker(None, "no", "unnamed", "first person in a quotation whose speaker was not found", 0.2, whole)
        # A quotation printed without marks: whoever already says "I" in this paragraph goes on.
        paragraph = self.prose.paragraph_of[self.prose.sentence_of[token]]
        for done in reversed(self.order):
            speaker = self.done[done]
            if self.prose.paragraph_of[self.prose.sentence_of[self.at[done]]] != paragraph or self.at[done] > token:
                break
            content = [i for span in self.attributions[done].content for i in self.prose.within(span)]
            if speaker.resolved == "yes" and any(self.prose.lowers[i] in _FIRST and not self.prose.quoted[i] for i in content):
                return replace(speaker, why=f"an unmarked quotation that goes on: {speaker.why}", score=0.45)
        if self.voices < 3:
            return Speaker(
                None, "no", "unnamed", "first person outside quotation marks in a report that does not say “I”", 0.3, whole
            )
        return Speaker(None, "author", "author", "first person outside quotation marks: the report's own voice", 0.7, whole)

    def _around(self, index: int, token: int) -> int | None:
        """The smallest attribution whose content holds a token."""
        start = self.prose.starts[token]
        fitting = [
            (sum(len(span) for span in each.content), number)
            for number, each in enumerate(self.attributions)
            if number != index and any(span.start <= start < span.end for span in each.content)
        ]
        return min(fitting)[1] if fitting else None

    def _read_plural(self, index: int, token: int, whole: Span) -> Speaker:
        """They: those who spoke just before, if they were several."""
        prose = self.prose
        sentence = prose.sentence_of[token]
        for done in reversed(self.order):
            back = sentence - prose.sentence_of[self.at[done]]
            if back < 0 or self.attributions[done].parent != self.attributions[index].parent:
                continue
            if back > 2:
                break
            speaker = self.done[done]
            if speaker.kind in ("group", "organisation", "unnamed") or len(speaker.bearers) > 1:
                if speaker.resolved == "ambiguous":
                    continue
                return replace(speaker, why=f"“{prose.tokens[token]}” after: {speaker.why}", score=0.55)
            break
        groups = [
            name
            for number in range(max(0, sentence - 1), sentence + 1)
            for name in self.by_sentence.get(number, ())
            if name.first < token and name.bearer is not None and self.names.bearers[name.bearer].nature == "group"
        ]
        if groups and len({name.bearer for name in groups}) == 1:
            bearer = self.names.bearers[groups[0].bearers[0]]
            return Speaker(
                bearer.name,
                "yes",
                "group",
                f"the only group named just before: {bearer.name}",
                0.5,
                groups[0].span,
                bearers=groups[0].bearers,
            )
        return Speaker(None, "no", "unnamed", "several people, not named nearby", 0.4, whole)

    def _read_it(self, index: int, token: int, whole: Span) -> Speaker:
        """It: the body or document that spoke just before, or the one that opens the sentence before."""
        prose = self.prose
        sentence = prose.sentence_of[token]
        if prose.lowers[token] != "this":
            for done in reversed(self.order):
                back = sentence - prose.sentence_of[self.at[done]]
                if back < 0 or self.attributions[done].parent != self.attributions[index].parent:
                    continue
                if back > 2:
                    break
                speaker = self.done[done]
                if speaker.kind in ("organisation", "document"):
                    return replace(speaker, why=f"“it” after: {speaker.why}", score=0.55)
                break
            for number in (sentence, sentence - 1):
                bodies = [
                    name
                    for name in self.by_sentence.get(number, ())
                    if name.first < token
                    and name.subject
                    and name.bearer is not None
                    and self.names.bearers[name.bearer].nature == "organisation"
                ]
                if len({name.bearer for name in bodies}) == 1:
                    bearer = self.names.bearers[bodies[0].bearers[0]]
                    return Speaker(
                        bearer.name,
                        "yes",
                        "organisation",
                        f"the body that the sentence is about: {bearer.name}",
                        0.5,
                        bodies[0].span,
                        bearers=bodies[0].bearers,
                    )
        return Speaker(None, "none", "none", "“it” stands for nobody who could speak", 0.5, whole)

    def _read_relative(self, index: int, token: int, whole: Span) -> Speaker:
        """Who, which, that: what stands before."""
        prose = self.prose
        first = prose.sentences[prose.sentence_of[token]][0]
        before = [name for name in self.by_sentence.get(prose.sentence_of[token], ()) if name.first < token]
        previous = token - 1
        while previous > first and (self.prose.lowers[previous] in _WHEN or self.prose.lowers[previous] in CALENDAR):
            previous -= 1
        if previous < first:
            return Speaker(None, "no", "unnamed", "a relative pronoun with nothing before it", 0.2, whole)
        if before and before[-1].last - 1 >= previous and not before[-1].possessive:
            return self._from_name(before[-1], (), [], why=f"“{prose.tokens[token]}” after the name: ")
        # "Ida Oru, the lawyer who …": a description between the name and the pronoun.
        for name in reversed(before):
            if name.last >= len(prose.tokens) or token - name.last > 14 or name.possessive:
                break
            if not prose.gap(name.last).startswith((",", " (")):
                continue
            opener = prose.lowers[name.last]
            if (
                name.bearer is not None
                and self.names.bearers[name.bearer].nature == "person"
                and (
                    opener in ("a", "an", "the", "his", "her", "one")
                    or prose.gap(name.last).startswith(" (")
                    or prose.gap(token).startswith(",")
                )
            ):
                return self._from_name(name, (), [], why=f"“{prose.tokens[token]}” after a description of the name: ")
            break
        lower = prose.lowers[previous]
        if lower in DOCUMENTS:
            return Speaker(prose.tokens[previous], "no", "document", "the document before the pronoun", 0.5, whole)
        start = previous
        while start > first and previous - start < 4 and prose.gap(start) == " " and prose.lowers[start] not in _DETERMINERS:
            start -= 1
        return Speaker(self._words(range(start, previous + 1)), "no", "unnamed", "described, never named", 0.6, whole)

    # --- no source ---------------------------------------------------------------------------------------------------------

    def _read_missing(self, index: int) -> Speaker:
        """No words for the source: the passive names nobody; a quotation that goes on has the speaker it had."""
        prose = self.prose
        each = self.attributions[index]
        cue = [i for span in each.cue for i in prose.within(span)]
        if cue:
            lowers = [prose.lowers[i] for i in cue]
            if "saying" in lowers[:3] and (ongoing := self._subject_of_saying(cue[lowers.index("saying")])) is not None:
                return ongoing
            before = {prose.lowers[i] for i in range(max(prose.sentences[prose.sentence_of[cue[0]]][0], cue[0] - 3), cue[0])}
            passive = (
                bool(_AUXILIARY & (set(lowers) | before))
                or any(lower in _NOBODY for lower in lowers)
                or lowers[0] in PREPOSITIONS
                or lowers[0] in ("it",)
            )
            verbal = lowers[0].endswith(("ing", "ed")) or lowers[0] in ("said", "says", "told", "tells", "wrote", "adds", "and")
            if passive or not verbal:
                return Speaker(None, "none", "none", "no source in the sentence: nobody is named as saying it", 0.7)
            earlier = self._in_sentence(cue[0])
            if earlier is not None:
                return replace(earlier, why=f"the subject carried on in the sentence: {earlier.why}", score=earlier.score * 0.8)
            return Speaker(None, "none", "none", "no source in the sentence", 0.5)
        start = prose.at(each.content[0].start)
        if start < len(prose.tokens):
            sentence = prose.sentence_of[start]
            for done in reversed(self.order):
                back = sentence - prose.sentence_of[self.at[done]]
                if back < 0 or self.attributions[done].parent != each.parent:
                    continue
                speaker = self.done[done]
                paragraphs = prose.paragraph_of[sentence] - prose.paragraph_of[prose.sentence_of[self.at[done]]]
                quoted = prose.quoted[start] > 0
                if (
                    quoted
                    and speaker.resolved == "yes"
                    and speaker.kind in ("person", "organisation", "group")
                    and ((paragraphs == 0 and back <= 4) or (paragraphs == 1 and self._goes_on(each.content[0].start)))
                ):
                    return replace(speaker, why=f"the quotation goes on: {speaker.why}", score=speaker.score * 0.75)
                break
        near = self._people_around(start) if start < len(prose.tokens) and prose.quoted[start] else ()
        return Speaker(
            None,
            "no",
            "unnamed",
            "a quotation without a word on who speaks",
            0.3,
            candidates=tuple(self.names.bearers[bearer].name for bearer in near),
        )

    def _subject_of_saying(self, token: int) -> Speaker | None:
        """Whoever "is out there saying": the name right before the verb, or nobody; never whoever tells of it."""
        prose = self.prose
        first = prose.sentences[prose.sentence_of[token]][0]
        be = next((i for i in range(token - 1, max(first, token - 4) - 1, -1) if prose.lowers[i] in _BEING), None)
        if be is None:
            return None
        for name in reversed(self.by_sentence.get(prose.sentence_of[token], ())):
            if name.last == be and not name.possessive:
                return self._from_name(name, (), [])
        return Speaker(None, "no", "unnamed", "whoever “is saying” it is not named right before", 0.3)

    def _people_around(self, token: int) -> tuple[int, ...]:
        """The people named outside quotations in the paragraphs before and after a quotation, in reading order."""
        prose = self.prose
        paragraph = prose.paragraph_of[prose.sentence_of[token]]
        found: dict[int, None] = {}
        for name in self.names.names:
            apart = prose.paragraph_of[prose.sentence_of[name.first]] - paragraph
            if apart > 1:
                break
            if apart < -1 or name.bearer is None or prose.quoted[name.first]:
                continue
            if self._is_somebody(name.bearer):
                found.setdefault(name.bearer)
        return tuple(found)[:5]

    def _goes_on(self, position: int) -> bool:
        """Was the quotation of the paragraph before left open, as printers do where the next paragraph continues it?"""
        place = bisect_left([quotation.span.start for quotation in self.prose.quotations], position)
        return place > 0 and self.prose.quotations[place - 1].why in ("continues", "continued")

    def _in_sentence(self, token: int) -> Speaker | None:
        """Who speaks, or is the subject, earlier in the same sentence."""
        prose = self.prose
        sentence = prose.sentence_of[token]
        for done in reversed(self.order):
            if prose.sentence_of[self.at[done]] == sentence and self.at[done] < token and self.done[done].resolved == "yes":
                return self.done[done]
        subjects = [
            name
            for name in self.by_sentence.get(sentence, ())
            if name.first < token and name.subject and not prose.quoted[name.first]
        ]
        if subjects:
            return self._from_name(subjects[0], (), [])
        return None


def _kind_of(bearer: Bearer) -> SpeakerKind:
    if bearer.nature == "place":
        return "organisation"
    return bearer.nature


def _without_the(words: str) -> str:
    return words[4:] if words[:4].lower() == "the " else words


def _undetermined(prose: Prose, zone: list[tuple[int, Name | None]]) -> str:
    """The words of a description without its article or pronoun."""
    tokens = [token for token, _ in zone]
    while len(tokens) > 1 and prose.lowers[tokens[0]] in ("the", "this", "that", "his", "her", "its", "their"):
        tokens = tokens[1:]
    last_name = zone[-1][1]
    end = prose.ends[tokens[-1]] if last_name is None else last_name.span.end
    return " ".join(prose.words[prose.starts[tokens[0]] : end].split())
