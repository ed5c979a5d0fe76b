"""Pronouns in, speakers out: he, she, they, it, who and I, each for the one that the report's words before it point to.

What is hard: a wrong name is the worst error. So a pronoun takes a name only where one candidate clearly leads; two equally
good ones stay *ambiguous*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from onrecord.datamodel import SpeakerKind
from onrecord.spans import Span
from onrecord.statements import antecedents
from onrecord.statements.discourse import DETERMINERS, FIRST, Discourse, Speaker, behalf_of_roles, from_name
from onrecord.statements.lexicon import CALENDAR, DOCUMENTS
from onrecord.statements.names import Gender, Name

__all__ = ["read_first_person", "read_it", "read_plural", "read_pronoun", "read_relative"]

_WHEN = frozenset(
    "earlier later this last next week month year day morning afternoon evening night today yesterday on recently".split()
)
_SURE = 0.6
"""The likelihood below which a candidate is only one of several."""
_UNLIKELY = 0.3
"""The likelihood below which nobody named is meant."""
_CLEAR = 0.9
"""The likelihood from which on a pronoun tells its owner's gender."""


def read_pronoun(scene: Discourse, index: int, token: int, gender: Gender | None, whole: Span) -> Speaker:
    """He or she: the candidate among those named before who clearly leads, or nobody."""
    prose = scene.prose
    ranked = antecedents.weigh_candidates(scene, index, token, gender)
    shown = " ".join(whole.cut(prose.words).split())
    if not ranked or ranked[0].likelihood < _UNLIKELY:
        unnamed = any(scene.done[done].kind == "unnamed" for done in scene.order[-1:])  # "a neighbour said … she added"
        kind: SpeakerKind = "unnamed" if unnamed else "person"
        return Speaker(None, "no", kind, f"“{shown}” stands for nobody named nearby", 0.2, whole)
    top = ranked[0]
    chosen = scene.names.bearers[top.bearer]
    if top.likelihood < _SURE:
        close = [each.bearer for each in ranked if each.likelihood > 0.2 * top.likelihood]
        return Speaker(
            None,
            "ambiguous",
            "person",
            f"“{shown}” could be any of them",
            0.35,
            whole,
            candidates=tuple(scene.names.bearers[number].name for number in close),
            bearers=tuple(close),
        )
    if gender is not None and top.likelihood >= _CLEAR:
        scene.clear.append((top.bearer, gender))
    mention = top.mention.span if top.mention is not None else whole
    told = "speaking just before" if top.mention is None else f"“{mention.cut(prose.words)}” before it"
    return Speaker(
        chosen.name,
        "yes",
        "person",
        f"“{shown}” is {chosen.name}: {told}, {top.likelihood:.0%} likely",
        round(top.likelihood, 2),
        mention,
        on_behalf_of=behalf_of_roles(scene, chosen),
        bearers=(top.bearer,),
    )


def read_first_person(scene: Discourse, index: int, token: int, whole: Span) -> Speaker:
    """I or we: inside a quotation its speaker, elsewhere the author."""
    if token and scene.prose.gap(token).strip() == "," and scene.prose.lowers[token - 1] in ("saying", "says", "said"):
        # "Oru is out there saying, I refused": somebody else's "I", told without marks within another's words.
        return Speaker(None, "no", "unnamed", "first person in words told without marks after “saying”", 0.3, whole)
    parent = scene.attributions[index].parent
    if parent is None:
        parent = scene.around(index, token)
    if parent is not None and parent in scene.done:
        speaker = scene.done[parent]
        return replace(
            speaker, why=f"“{scene.prose.tokens[token]}” within the words of: {speaker.why}", score=speaker.score * 0.95
        )
    if scene.prose.quoted[token]:
        before = [
            done for done in scene.order if 0 <= scene.prose.sentence_of[token] - scene.prose.sentence_of[scene.at[done]] <= 2
        ]
        if before:
            speaker = scene.done[before[-1]]
            if speaker.resolved == "yes":
                return replace(speaker, why="the quotation goes on; first person", score=0.5)
        return Speaker(None, "no", "unnamed", "first person in a quotation whose speaker was not found", 0.2, whole)
    # A quotation printed without marks: whoever already says "I" in this paragraph goes on.
    paragraph = scene.prose.paragraph_of[scene.prose.sentence_of[token]]
    for done in reversed(scene.order):
        speaker = scene.done[done]
        if scene.prose.paragraph_of[scene.prose.sentence_of[scene.at[done]]] != paragraph or scene.at[done] > token:
            break
        content = [i for span in scene.attributions[done].content for i in scene.prose.within(span)]
        if speaker.resolved == "yes" and any(scene.prose.lowers[i] in FIRST and not scene.prose.quoted[i] for i in content):
            return replace(speaker, why=f"an unmarked quotation that goes on: {speaker.why}", score=0.45)
    signer = _find_signer(scene, token)
    if signer is not None:
        return replace(from_name(scene, signer, (), [], why=f"“{scene.prose.tokens[token]}” in what is signed: "), signed=True)
    if scene.voices < 3:
        return Speaker(
            None, "no", "unnamed", "first person outside quotation marks in a report that does not say “I”", 0.3, whole
        )
    return Speaker(None, "author", "author", "first person outside quotation marks: the report's own voice", 0.7, whole)


def _find_signer(scene: Discourse, token: int) -> Name | None:
    """Who signed the letter that a token stands in: the next line that is nothing but a name, where several are."""
    prose = scene.prose
    signed = [
        name
        for name in scene.names.names
        if name.bearer is not None
        and scene.names.bearers[name.bearer].nature == "person"
        and " " in scene.names.bearers[name.bearer].name
        and (name.first, name.last) == prose.sentences[prose.sentence_of[name.first]]
    ]
    if len(signed) < 2:
        return None
    here = prose.paragraph_of[prose.sentence_of[token]]
    return next(
        (name for name in signed if name.first > token and prose.paragraph_of[prose.sentence_of[name.first]] - here <= 8), None
    )


def _spoke_just_before(scene: Discourse, index: int, sentence: int) -> Iterator[Speaker]:
    """Those who spoke up to two sentences before, at the same level of telling, the latest first."""
    for done in reversed(scene.order):
        back = sentence - scene.prose.sentence_of[scene.at[done]]
        if back < 0 or scene.attributions[done].parent != scene.attributions[index].parent:
            continue
        if back > 2:
            return
        yield scene.done[done]


def read_plural(scene: Discourse, index: int, token: int, whole: Span) -> Speaker:
    """They: those who spoke just before, if they were several."""
    prose = scene.prose
    sentence = prose.sentence_of[token]
    for speaker in _spoke_just_before(scene, index, sentence):
        if speaker.kind in ("group", "organisation", "unnamed") or len(speaker.bearers) > 1:
            if speaker.resolved == "ambiguous":
                continue
            return replace(speaker, why=f"“{prose.tokens[token]}” after: {speaker.why}", score=0.55)
        break
    groups = [
        name
        for number in range(max(0, sentence - 1), sentence + 1)
        for name in scene.by_sentence.get(number, ())
        if name.first < token and name.bearer is not None and scene.names.bearers[name.bearer].nature == "group"
    ]
    if groups and len({name.bearer for name in groups}) == 1:
        bearer = scene.names.bearers[groups[0].bearers[0]]
        return Speaker(
            bearer.name,
            "yes",
            "group",
            f"the only group named just before: {bearer.name}",
            0.5,
            groups[0].span,
            bearers=groups[0].bearers,
        )
    body = scene.main_body(sentence - 1, token) if sentence else None
    if body is not None and prose.paragraph_of[sentence] == prose.paragraph_of[sentence - 1]:
        return from_name(scene, body, (), [], why=f"“{prose.tokens[token]}” after the body that the sentence before is about: ")
    return Speaker(None, "no", "unnamed", "several people, not named nearby", 0.4, whole)


def read_it(scene: Discourse, index: int, token: int, whole: Span) -> Speaker:
    """It: the body or document that spoke just before, or the one that opens the sentence before."""
    prose = scene.prose
    sentence = prose.sentence_of[token]
    if prose.lowers[token] != "this":
        latest = next(_spoke_just_before(scene, index, sentence), None)
        if latest is not None and latest.kind in ("organisation", "document"):
            return replace(latest, why=f"“it” after: {latest.why}", score=0.55)
        for number in (sentence, sentence - 1):
            bodies = [
                name
                for name in scene.by_sentence.get(number, ())
                if name.first < token
                and (name.subject or name.first - prose.sentences[number][0] <= 1)
                and name.bearer is not None
                and not name.possessive
                and scene.names.bearers[name.bearer].nature == "organisation"
            ]
            if len({name.bearer for name in bodies}) == 1:
                bearer = scene.names.bearers[bodies[0].bearers[0]]
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


def read_relative(scene: Discourse, index: int, token: int, whole: Span) -> Speaker:
    """Who, which, that: what stands before."""
    prose = scene.prose
    first = prose.sentences[prose.sentence_of[token]][0]
    before = [name for name in scene.by_sentence.get(prose.sentence_of[token], ()) if name.first < token]
    previous = token - 1
    while previous > first and (scene.prose.lowers[previous] in _WHEN or scene.prose.lowers[previous] in CALENDAR):
        previous -= 1
    if previous < first:
        return Speaker(None, "no", "unnamed", "a relative pronoun with nothing before it", 0.2, whole)
    if prose.lowers[previous] == "and":
        earlier = next((i for i in range(previous - 1, first, -1) if prose.lowers[i] in ("who", "whom", "whose")), None)
        if earlier is not None:  # "Ida Oru, whom the mayor appointed and who"
            return read_relative(scene, index, earlier, whole)
    if before and before[-1].last - 1 >= previous and not before[-1].possessive:
        if prose.lowers[token] == "that" and (body := _described_body(scene, before)) is not None:
            return from_name(scene, body, (), [], why="“that” after a description of the name: ")
        if prose.lowers[token] == "that":
            return Speaker(None, "no", "unnamed", "“that” may stand for more than the name before it", 0.3, whole)
        place = _placed(scene, before)
        if place is not None:
            return place
        return _with_partner(scene, before, prose.tokens[token])
    # "Ida Oru, the lawyer who …": a description between the name and the pronoun.
    for name in reversed(before):
        if name.last >= len(prose.tokens) or token - name.last > 14 or name.possessive:
            break
        if not prose.gap(name.last).startswith((",", " (")):
            continue
        opener = prose.lowers[name.last]
        if prose.lowers[token] in _THINGS and opener not in ("a", "an"):
            break  # "Averland and Corvane, the two biggest ports, which": of more than the last
        if (
            name.bearer is not None
            and scene.names.bearers[name.bearer].nature == ("organisation" if prose.lowers[token] in _THINGS else "person")
            and (
                opener in ("a", "an", "the", "his", "her", "one")
                or prose.gap(name.last).startswith(" (")
                or prose.gap(token).startswith(",")
            )
        ):
            return from_name(scene, name, (), [], why=f"“{prose.tokens[token]}” after a description of the name: ")
        break
    lower = prose.lowers[previous]
    if lower in DOCUMENTS:
        return Speaker(prose.tokens[previous], "no", "document", "the document before the pronoun", 0.5, whole)
    start = previous
    while start > first and previous - start < 4 and prose.gap(start) == " " and prose.lowers[start] not in DETERMINERS:
        start -= 1
    return Speaker(scene.words(range(start, previous + 1)), "no", "unnamed", "described, never named", 0.6, whole)


_THINGS = ("that", "which")


def _described_body(scene: Discourse, before: list[Name]) -> Name | None:
    """Tideline in "Tideline, a super PAC that": the body whose description ends in the capitals before the pronoun."""
    if len(before) < 2:
        return None
    name, prose = before[-2], scene.prose
    described = name.last < len(prose.tokens) and prose.gap(name.last) == ", " and prose.lowers[name.last] in ("a", "an")
    near = before[-1].last - name.last <= _NEAR_BY and name.bearer is not None and not name.possessive
    return name if described and near and scene.names.bearers[name.bearer or 0].nature == "organisation" else None


_NEAR_BY = 5
"""Words of a description between a name and "that"."""


def _placed(scene: Discourse, before: list[Name]) -> Speaker | None:
    """The group "in Harbour City, who": not the city; None where the name before the pronoun is no place of somebody else."""
    prose, place = scene.prose, before[-1]
    if place.role is not None or not place.first or prose.gap(place.first) != " ":
        return None
    if prose.lowers[place.first - 1] not in ("in", "on", "at", "from") or len(before) < 2:
        return None
    owner = before[-2]
    if owner.last != place.first - 1 or owner.bearer is None or scene.names.bearers[owner.bearer].firm:
        return None
    return from_name(scene, owner, (), [], why="“who” after the name and its place: ")


def _with_partner(scene: Discourse, before: list[Name], pronoun: str) -> Speaker:
    """The name before a pronoun, or the two of "Ida Oru and Lee Holm, who"."""
    prose, last = scene.prose, before[-1]
    if len(before) > 1 and last.bearer is not None:
        first = before[-2]
        joined = first.last == last.first - 1 and prose.lowers[first.last] == "and" and prose.gap(last.first) == " "
        if joined and first.bearer is not None and not first.possessive and prose.gap(last.last).startswith(","):
            two = (scene.names.bearers[first.bearer], scene.names.bearers[last.bearer])
            if {bearer.nature for bearer in two} == {"person"}:
                return Speaker(
                    " and ".join(bearer.name for bearer in two),
                    "yes",
                    "person",
                    f"“{pronoun}” after two names",
                    0.7,
                    first.span,
                    bearers=(first.bearer, last.bearer),
                )
    return from_name(scene, last, (), [], why=f"“{pronoun}” after the name: ")
