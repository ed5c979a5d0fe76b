"""Descriptions in, speakers out: a source of several words, by its head: names, roles, bodies, documents, or nobody named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.datamodel import SpeakerKind
from onrecord.spans import Span
from onrecord.statements import antecedents
from onrecord.statements.discourse import DETERMINERS, FIRST, PLURAL, THIRD, Discourse, Speaker, behalf_of, from_name
from onrecord.statements.lexicon import (
    BODY_HEADS,
    BODY_NOUNS,
    DOCUMENTS,
    FEMALE,
    KIN,
    MALE,
    PERSON_NOUNS,
    PLURAL_PEOPLE,
    PREPOSITIONS,
    ROLE_MODIFIERS,
    SPOKES,
)
from onrecord.statements.names import Gender, Name
from onrecord.statements.pronouns import read_pronoun
from onrecord.statements.prose import Prose

__all__ = ["ADVERBS", "read_phrase"]

ADVERBS = frozenset(
    "also then later first once still even just again never always often recently himself herself has have "
    "had is was repeatedly already both himself".split()
)
_BREAKS = PREPOSITIONS | {"who", "whose", "whom", "which", "that", "when", "where", "while", "said", "as"}
_SHORT = {"sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "prof": "professor"}
_SAME = {"justice": "judge"}
_EXCLUSIVE = frozenset(
    "senator governor president mayor representative congressman congresswoman judge justice minister".split()
)
_OFFICES = _EXCLUSIVE | frozenset(
    "nominee candidate frontrunner front-runner contender hopeful republican democrat businessman billionaire mogul lawmaker "
    "congresswoman politician leader secretary chairman chairwoman premier chancellor independent magnate tycoon "
    "businesswoman legislator president-elect incumbent".split()
)
_DEMONYMS = ("ch", "sh", "ese", "ian", "can", "i", "ean")
_LEADING = 0.7
"""The likelihood from which on a description goes to whoever leads there. Set by hand on PolNeAR's training part."""
_LEAD = 3
"""In how many sentences at the top, the headline among them, "a judge" may be named later."""
_OF_STATES = frozenset("ally partner neighbor neighbour rival member".split())
_ALLOWS = ("allow", "permit", "requir", "provid", "let", "enabl", "oblig")
_HEADS = DOCUMENTS | PERSON_NOUNS | PLURAL_PEOPLE | BODY_NOUNS


def read_phrase(scene: Discourse, index: int, tokens: list[int], lowers: list[str], whole: Span) -> Speaker:
    """A source of several words: find its head."""
    prose = scene.prose
    items: list[tuple[int, Name | None]] = []  # token and the name that begins there
    titles = {
        i
        for token in tokens
        if (name := scene.name_at(token)) is not None and name.role is not None
        for i in prose.within(name.role)
    }
    if len(titles) < len(tokens):
        tokens = [token for token in tokens if token not in titles]
    k = 0
    while k < len(tokens):
        name = scene.name_at(tokens[k])
        items.append((tokens[k], name))
        k += 1
        while name is not None and k < len(tokens) and tokens[k] < name.last:
            k += 1
    joint = _read_joint(scene, items)
    if joint is not None:
        return joint
    described = _described_before(scene, items)
    if described is not None:
        return from_name(scene, described, (), items, why="what follows the name describes it: ")
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
    while len(zone) > 1 and name is None and prose.lowers[token] in ADVERBS:
        zone.pop()
        token, name = zone[-1]
    phrase = Span(prose.starts[zone[0][0]], name.span.end if name is not None else prose.ends[token])
    description = _undetermined(prose, zone)
    if name is not None:  # also "Oru's" alone: his
        partner = _read_partner(scene, name, after)
        return from_name(scene, name, after, items) if partner is None else partner
    head = prose.lowers[token]
    inner = [each for _, each in zone if each is not None]
    if head.endswith("'s") and head[:-2]:
        head = head[:-2]
    if "-" in head and head.rpartition("-")[2] in PERSON_NOUNS:
        head = head.rpartition("-")[2]  # "ex-wife", "co-founder"
    apposed = _find_apposed(scene, after)
    if head in PERSON_NOUNS or head in SPOKES or (apposed is not None and head not in PLURAL_PEOPLE):
        if apposed is not None:
            return from_name(scene, apposed, (), items, behalf=behalf_of(scene, items))
        return _from_role(scene, index, zone, after, items, head, phrase, description)
    if head in PLURAL_PEOPLE:
        return Speaker(
            description, "no", "unnamed", "described, never named", 0.85, phrase, on_behalf_of=behalf_of(scene, items)
        )
    if head in DOCUMENTS:
        return Speaker(
            _name_owned(scene, zone, description, index), "yes", "document", "a document, named by its own words", 0.8, phrase
        )
    if head in BODY_NOUNS:
        return _from_body(scene, index, zone, inner, head, phrase, description)
    if head in THIRD or head in FIRST or head in PLURAL:
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
        return from_name(scene, inner[-1], (), items, why="the owner of the words: ")
    first = prose.lowers[zone[0][0]]
    if first in ("his", "her") and len(zone) > 1:
        return read_pronoun(scene, index, zone[0][0], THIRD[first], Span(prose.starts[zone[0][0]], prose.ends[zone[0][0]]))
    return Speaker(description, "no", "unnamed", "described, never named", 0.4, phrase)


def _read_joint(scene: Discourse, items: list[tuple[int, Name | None]]) -> Speaker | None:
    """Two or more people ("A and B") and nothing else but their titles and roles."""
    found: list[Name] = []
    joined = False
    for token, name in items:
        if name is not None:
            found.append(name)
            continue
        lower = scene.prose.lowers[token]
        if joined and len(found) >= 2 and (scene.prose.gap(token).lstrip(".").startswith(",") or lower in _BREAKS):
            break  # "A and B, who are both from Harbour City"
        if lower == "and" and found:
            joined = True
        elif (
            lower == "both"
            or (
                joined
                and len(found) == 1
                and (lower in PERSON_NOUNS or lower in ROLE_MODIFIERS or scene.prose.tokens[token][0].isupper())
            )
            or (not found and (lower in PERSON_NOUNS or scene.prose.tokens[token][0].isupper() or lower in ("the", "former")))
        ):
            continue
        else:
            return None
    if not joined or len(found) < 2 or any(name.bearer is None or name.possessive for name in found):
        return None
    if any("," in scene.prose.gap(name.first) for name in found[1:2]) and len(found) == 2:
        return None
    bearers = tuple(name.bearer for name in found if name.bearer is not None)
    each = [scene.names.bearers[bearer] for bearer in bearers]
    natures = {bearer.nature for bearer in each}
    kind: SpeakerKind = "person" if natures == {"person"} else "group" if "group" in natures else "organisation"
    together = " and ".join(bearer.name for bearer in each)
    return Speaker(together, "yes", kind, "joint speakers, both named", 0.85, found[0].span, bearers=bearers)


def _read_partner(scene: Discourse, name: Name, after: Sequence[tuple[int, Name | None]]) -> Speaker | None:
    """A body and another that is described as much as named: "the Harbour Times and the Oru newspaper chain"."""
    prose = scene.prose
    if len(after) < 2 or prose.lowers[after[0][0]] != "and" or name.bearer is None or name.possessive:
        return None
    bearer = scene.names.bearers[name.bearer]
    if bearer.nature == "person" or prose.lowers[after[1][0]] not in ("the", "its", "a", "an"):
        return None
    tokens: list[int] = []
    for token, each in after[2:]:
        if prose.lowers[token] in _BREAKS or prose.gap(token).strip():
            break
        tokens += [token] if each is None else range(token, each.last)
    if not tokens or prose.lowers[tokens[-1]] not in BODY_NOUNS | {"chain"}:
        return None
    other = scene.words(tokens)
    return Speaker(
        f"{_without_the(bearer.name)} and {other}",
        "yes",
        "organisation",
        "two bodies together",
        0.6,
        name.span,
        bearers=name.bearers,
    )


def _described_before(scene: Discourse, items: list[tuple[int, Name | None]]) -> Name | None:
    """The name right before a source that only describes it: "Averland, [the island's only ally], said"."""
    prose = scene.prose
    first, name = items[0]
    if (name is not None and not name.possessive) or not first or prose.gap(first) != ", ":
        return None
    opener = prose.lowers[first]
    if opener not in ("a", "an", "the") and not (name is not None and name.possessive):
        return None
    before = next((each for each in scene.by_sentence.get(prose.sentence_of[first], ()) if each.last == first), None)
    if before is None or before.possessive or before.bearer is None or before.first == 0:
        return None
    ahead = prose.sentences[prose.sentence_of[first]][0]
    start = before.first if before.role is None else prose.at(before.role.start)
    if start > ahead and prose.lowers[start - 1] in PREPOSITIONS and scene.names.bearers[before.bearer].nature == "place":
        return None
    last = items[-1][0] if items[-1][1] is None else items[-1][1].last - 1
    closed = last + 1 < len(prose.tokens) and (prose.gap(last + 1)[:1] == "," or prose.lowers[last + 1] in ("that", "who"))
    if not closed:
        return None
    person = scene.names.bearers[before.bearer].nature == "person"
    heads = {prose.lowers[token] for token, each in items if each is None}
    if person != bool(heads & PERSON_NOUNS) and (person or (name is None and not heads & _OF_STATES)):
        return None
    return before


def _find_apposed(scene: Discourse, after: Sequence[tuple[int, Name | None]]) -> Name | None:
    """The name after a comma: "the party's chair, Ida Oru"."""
    for position, (token, name) in enumerate(after):
        if name is not None and name.bearer is not None and not name.possessive:
            opens = scene.prose.gap(token if name.role is None else scene.prose.at(name.role.start)).startswith(",")
            if opens and scene.names.bearers[name.bearer].nature == "person":
                return name
        if position >= 14:
            break
    return None


def _name_owned(scene: Discourse, zone: list[tuple[int, Name | None]], description: str, index: int) -> str:
    """A document's name with its owner resolved: "her brief" -> "Ida Oru's brief"."""
    first = scene.prose.lowers[zone[0][0]]
    if first in ("his", "her") and len(zone) > 1:
        owner = read_pronoun(
            scene, index, zone[0][0], THIRD[first], Span(scene.prose.starts[zone[0][0]], scene.prose.ends[zone[0][0]])
        )
        if owner.resolved == "yes" and owner.name:
            return f"{owner.name}'s {description}"
    return description


def _from_role(
    scene: Discourse,
    index: int,
    zone: list[tuple[int, Name | None]],
    after: Sequence[tuple[int, Name | None]],
    items: Sequence[tuple[int, Name | None]],
    head: str,
    phrase: Span,
    description: str,
) -> Speaker:
    """The one person of the report whose role it is ("the minister"); else described, never named."""
    prose = scene.prose
    opener = prose.lowers[zone[0][0]]
    unnamed = Speaker(description, "no", "unnamed", "described, never named", 0.7, phrase, on_behalf_of=behalf_of(scene, items))
    if head in PLURAL_PEOPLE and head != "spokespeople":
        return unnamed
    if opener in ("his", "her") and head in KIN:
        kin = [
            number
            for number, bearer in enumerate(scene.names.bearers)
            if bearer.nature == "person" and any(prose.lowers[prose.within(role)[-1]].endswith(head) for role in bearer.roles)
        ]
        if len(kin) == 1:
            bearer = scene.names.bearers[kin[0]]
            why = f"“{description}”: the only {head} that the report names"
            return Speaker(bearer.name, "yes", "person", why, 0.6, phrase, bearers=(kin[0],))
        return unnamed
    definite = opener in ("the", "this", "that") or (prose.tokens[zone[0][0]][0].isupper() and opener not in DETERMINERS)
    # "A Harbour judge ruled …" in a lead is the one judge named below.
    lead = opener in ("a", "an") and head in _EXCLUSIVE and prose.sentence_of[zone[0][0]] < _LEAD
    if not (definite or lead) or (after and prose.lowers[after[0][0]] in ("who", "in", "at") and opener != "the"):
        return unnamed
    modifiers = {prose.lowers[token] for token, _ in zone[:-1] if definite or prose.tokens[token][0].islower()}
    head = _SAME.get(head, head)
    fitting: list[int] = []
    for number, bearer in enumerate(scene.names.bearers):
        if bearer.nature == "person" and any(_role_fits(scene, role, head, modifiers) for role in bearer.roles):
            fitting.append(number)
    if not fitting:
        return _from_salience(scene, index, zone, after, head, phrase, modifiers) or unnamed
    if not definite and len(fitting) != 1:
        return unnamed
    if len(fitting) == 1:
        chosen = fitting[0]
    else:
        sentence = prose.sentence_of[zone[0][0]]
        near = {
            name.bearers[0]
            for number in range(max(0, sentence - 2), sentence + 1)
            for name in scene.by_sentence.get(number, ())
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
                candidates=tuple(scene.names.bearers[number].name for number in fitting),
                bearers=tuple(fitting),
            )
        chosen = near.pop()
    bearer = scene.names.bearers[chosen]
    return Speaker(
        bearer.name,
        "yes",
        "person",
        f"“{description}”: the role that the report gives {bearer.name}",
        0.7,
        phrase,
        on_behalf_of=behalf_of(scene, items),
        bearers=(chosen,),
    )


def _from_salience(
    scene: Discourse,
    index: int,
    zone: list[tuple[int, Name | None]],
    after: Sequence[tuple[int, Name | None]],
    head: str,
    phrase: Span,
    modifiers: set[str],
) -> Speaker | None:
    """An office that the report gives nobody in so many words ("the Harbour Republican"): whoever clearly leads there, or None.

    Not where the description goes on ("the judge who …", "the director of …"), nor where somebody unnamed bore it before.
    """
    prose = scene.prose
    token = zone[0][0]
    aged = any(modifier.endswith("-year-old") for modifier in modifiers)  # "the 34-year-old mother of three"
    if prose.lowers[token] != "the" or modifiers & {"former", "first", "other", "another"}:
        return None
    if not aged and (head not in _OFFICES or after):
        return None
    if any(scene.done[done].kind == "unnamed" and (scene.done[done].name or "").lower().endswith(head) for done in scene.order):
        return None
    foreign = any(prose.tokens[i][0].isupper() and prose.lowers[i].endswith(_DEMONYMS) for i, _ in zone[1:-1])
    gender: Gender | None = "he" if head in MALE else "she" if head in FEMALE else None
    ranked = [
        each
        for each in antecedents.weigh_candidates(scene, index, token, gender)
        if _is_known(scene, each.bearer) and not _bars(scene, each.bearer, head, foreign=foreign)
    ]
    if not ranked or ranked[0].likelihood < _LEADING:
        return None
    bearer = scene.names.bearers[ranked[0].bearer]
    return Speaker(
        bearer.name,
        "yes",
        "person",
        f"“{' '.join(phrase.cut(prose.words).split())}” is {bearer.name}: nobody else near could be meant",
        0.6,
        phrase,
        bearers=(ranked[0].bearer,),
    )


def _is_known(scene: Discourse, bearer: int) -> bool:
    """Somebody by a title or role, or by a full name that is heard of more than once."""
    each = scene.names.bearers[bearer]
    return each.firm or (" " in each.name and each.votes > 2 and scene.counts[bearer] > 2)


def _bars(scene: Discourse, bearer: int, head: str, *, foreign: bool) -> bool:
    """Does the report give somebody another office than the one described, or the same of another country?"""
    if head not in _EXCLUSIVE:
        return False
    words = {scene.prose.lowers[i].rstrip(".") for role in scene.names.bearers[bearer].roles for i in scene.prose.within(role)}
    offices = {_SHORT.get(word, word) for word in words} & _EXCLUSIVE
    return bool(offices) and (head not in offices or foreign)


def _role_fits(scene: Discourse, role: Span, head: str, modifiers: set[str]) -> bool:
    tokens = scene.prose.within(role)
    lowers = [scene.prose.lowers[i].rstrip(".") for i in tokens]
    lowers = [_SAME.get(_SHORT.get(lower, lower), _SHORT.get(lower, lower)) for lower in lowers]
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
    strong = {m for m in modifiers if m not in DETERMINERS and m not in ("former", "vice", "deputy", "first", "new")}
    return not strong or bool(strong & set(lowers)) or all(not m.isalpha() for m in strong)


def _from_body(
    scene: Discourse,
    index: int,
    zone: list[tuple[int, Name | None]],
    inner: list[Name],
    head: str,
    phrase: Span,
    description: str,
) -> Speaker:
    """A body named elsewhere ("his campaign", "the ministry"), or one that keeps its description."""
    prose = scene.prose
    opener = prose.lowers[zone[0][0]]
    if inner and inner[-1].bearer is not None:
        owner = scene.names.bearers[inner[-1].bearers[0]]
        last = owner.name.split()[-1] if owner.nature == "person" else owner.name
        return Speaker(
            f"{last} {_campaign(scene, last, head)}",
            "yes",
            "organisation",
            "a body named after its owner",
            0.75,
            phrase,
            bearers=inner[-1].bearers,
        )
    if opener in ("his", "her") and len(zone) <= 3:
        owned = read_pronoun(scene, index, zone[0][0], THIRD[opener], Span(prose.starts[zone[0][0]], prose.ends[zone[0][0]]))
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
        return Speaker(
            None, "no", "organisation", f"the {head} of somebody: {owned.why}", 0.3, phrase, candidates=owned.candidates
        )
    if head in ("program", "programme") and any(
        prose.lowers[i].startswith(_ALLOWS) for span in scene.attributions[index].cue for i in prose.within(span)
    ):
        return Speaker(description, "yes", "document", "a programme that lays down", 0.5, phrase)
    if opener == "the":
        capital = [
            number
            for number, bearer in enumerate(scene.names.bearers)
            if bearer.nature == "organisation" and bearer.name.lower().split()[-1] == head
        ]
        if len(capital) == 1:
            bearer = scene.names.bearers[capital[0]]
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
            for done in reversed(scene.order[-4:]):
                speaker = scene.done[done]
                if speaker.kind == "organisation" and speaker.name and speaker.name.endswith(" " + head):
                    return replace(speaker, why=f"the {head} that spoke last", score=0.55, mention=phrase)
    return Speaker(description, "no", "unnamed", "a body described, not named", 0.5, phrase)


def _campaign(scene: Discourse, owner: str, head: str) -> str:
    """Is an "Oru team" or "Oru camp" the Oru campaign? So it is where the report calls it that too."""
    shown = re.escape(owner) + r"(?:[’']s)?\s+campaign\b"
    return "campaign" if head in ("team", "camp") and re.search(shown, scene.prose.words) else head


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
