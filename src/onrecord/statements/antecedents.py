"""A pronoun in, those it may stand for out, each with the signs that speak for and against it, and how likely it is.

The signs are counted, and weighed by a small table that was fitted to pronouns whose owner was settled by reading
(`training/speakers/`). What is hard: the one who spoke last, the one the sentence is about and the one named last are often
three people. Nobody may be meant at all, so that is a candidate too.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

from onrecord.statements.discourse import SUBORDINATE, Discourse
from onrecord.statements.given_names import likely_gender
from onrecord.statements.lexicon import PREPOSITIONS
from onrecord.statements.names import Gender, Name

__all__ = ["Candidate", "count_signs", "weigh_candidates"]

REACH = 9
"""How many sentences back a name may stand."""

WEIGHTS = {
    "back 0": 0.58, "back 1": 0.85, "back 2": 0.64, "back 3": 0.54, "back 6": -0.28, "before last": 0.47, "goes on": 1.97,
    "goes on unknown": 0.88, "known idle": 0.06, "last": 0.59, "last far": -0.13, "last near": 0.64, "last now": 0.22,
    "last now quotation": 0.09, "leads": 0.1, "leads quotation": 0.42, "main": -0.4, "nearest": 0.05, "oblique": -0.6,
    "often": 0.23, "paragraphs": -1.53, "possessive": 0.34, "quoted": -1.21, "shared": 0.59, "subject": 0.75,
    "subjects": 0.33, "subordinate": 1.06, "thin": -1.89, "told of": -1.71, "unlikely": -1.69,
    "known": 3.0, "leads unknown": 2.0,
    "alone": 2.5, "asked": 5.5, "asker": -3.5, "interrupted": -2.0, "teller": 1.0, "teller quoted": -3.0,
}  # fmt: skip
"""By sign, what it adds to a candidate's logit. Fitted by `training/speakers/fit_pronouns.py`, but for the last two lines:
those signs are too rare to fit, or (known, leads unknown) would learn that the labelled articles are about two people."""

NOBODY = -0.8
"""The logit of nobody named; set by hand, since hardly any labelled pronoun stands for nobody."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a pronoun may stand for: the mention nearest before it, if any, and the share of likelihood."""

    bearer: int
    mention: Name | None
    likelihood: float


def weigh_candidates(scene: Discourse, index: int, token: int, gender: Gender | None) -> tuple[Candidate, ...]:
    """The candidates for the pronoun (or description) at a token, likeliest first; their likelihoods and nobody's make one."""
    counted = count_signs(scene, index, token, gender)
    logits = {
        bearer: sum(WEIGHTS.get(sign, 0.0) * value for sign, value in signs.items()) for bearer, (_, signs) in counted.items()
    }
    top = max([*logits.values(), NOBODY])
    total = sum(exp(logit - top) for logit in logits.values()) + exp(NOBODY - top)
    ranked = sorted(logits, key=lambda bearer: (-logits[bearer], _place(counted[bearer][0]), bearer))
    return tuple(Candidate(bearer, counted[bearer][0], exp(logits[bearer] - top) / total) for bearer in ranked)


def _place(name: Name | None) -> int:
    return 0 if name is None else -name.first


def count_signs(
    scene: Discourse, index: int, token: int, gender: Gender | None
) -> dict[int, tuple[Name | None, dict[str, float]]]:
    """By candidate the nearest mention before a token, and the signs; those known to be of another gender are left out."""
    found = _signs_of_mentions(scene, index, token, gender)
    _add_speakers(scene, index, token, gender, found)
    _add_teller(scene, index, token, found)
    prose = scene.prose
    sentence = prose.sentence_of[token]
    subjects = [scene.main_subject(number, token) for number in range(max(0, sentence - 3), sentence + 1)]
    before = scene.main_subject(sentence - 1, token) if sentence else None
    alone = scene.named_alone(sentence - 1, token)
    after = _follows_quotation(scene, index, token)
    for bearer, (_, signs) in found.items():
        each = scene.names.bearers[bearer]
        signs["thin"] = float(not each.firm and each.gender is None)
        leads = before is not None and before[1] == bearer
        signs["leads"] = float(leads and not after)
        signs["leads quotation"] = float(leads and after)
        signs["alone"] = float(after and alone is not None and alone[1] == bearer)
        known = scene.gender(bearer)
        signs["known"] = 1.0 if gender is not None and known == gender else 0.0
        if gender is not None and known is None:
            signs["unlikely"] = max(0.0, likely_gender(each.name) * (-1.0 if gender == "he" else 1.0))
        acts = bool(signs.get("last")) or any(subject is not None and subject[1] == bearer for subject in subjects)
        signs["known idle"] = float(signs["known"] and not acts)
        signs["goes on unknown"] = float(bool(signs.get("goes on")) and known is None)
        signs["leads unknown"] = float(leads and known is None)
        signs["often"] = log(1 + scene.counts[bearer])
        signs["subjects"] = float(sum(subject is not None and subject[1] == bearer for subject in subjects))
    return found


def _signs_of_mentions(
    scene: Discourse, index: int, token: int, gender: Gender | None
) -> dict[int, tuple[Name | None, dict[str, float]]]:
    prose = scene.prose
    sentence = prose.sentence_of[token]
    here = scene.told_in[token]
    found: dict[int, tuple[Name | None, dict[str, float]]] = {}
    for number in range(sentence, max(-1, sentence - REACH), -1):
        distance = sentence - number
        names = [name for name in scene.by_sentence.get(number, ()) if name.first < token]
        main = scene.main_subject(number, token)
        for name in reversed(names):
            if scene.told_in[name.first] == index and prose.quoted[name.first] > prose.quoted[token]:
                continue  # a speaker hardly names himself in his own words
            if name.first and prose.lowers[name.first - 1] == "the" and not name.possessive and name.role is None:
                continue  # "the Harbour bridge"
            for bearer in name.bearers:
                if (
                    bearer in found
                    or not scene.is_somebody(bearer)
                    or scene.gender(bearer) not in (None, gender or scene.gender(bearer))
                ):
                    continue
                told = scene.told_in[name.first]
                before = prose.lowers[name.first - 1] if name.first else ""
                teller = scene.done.get(told) if told >= 0 else None
                signs = {
                    f"back {3 if 2 < distance < 6 else min(distance, 6)}": 1.0,
                    "main": float(main is not None and main[1] == bearer),
                    "subject": float(name.subject and not name.possessive),
                    "possessive": float(name.possessive),
                    "oblique": float(before in PREPOSITIONS and prose.gap(name.first) == " "),
                    "quoted": float(prose.quoted[name.first] > prose.quoted[token]),
                    "told of": float(told >= 0 and told != here and (teller is None or bearer not in teller.bearers)),
                    "shared": float(len(name.bearers) > 1),
                    "paragraphs": float(min(2, prose.paragraph_of[sentence] - prose.paragraph_of[number])),
                    "subordinate": float(prose.lowers[prose.sentences[number][0]] in SUBORDINATE),
                    "nearest": float(not any(n is not name for n in names[names.index(name) :]) and distance == 0),
                }
                found[bearer] = (name, signs)
    return found


def _add_speakers(
    scene: Discourse,
    index: int,
    token: int,
    gender: Gender | None,
    found: dict[int, tuple[Name | None, dict[str, float]]],
) -> None:
    """The people who spoke just before, the last and the one before him."""
    prose = scene.prose
    sentence = prose.sentence_of[token]
    parent = scene.attributions[index].parent
    openers = scene.openers(sentence, token)
    after = _follows_quotation(scene, index, token)
    heard = 0
    for done in reversed(scene.order):
        speaker = scene.done[done]
        back = sentence - prose.sentence_of[scene.at[done]]
        above = scene.attributions[done].parent
        if done == parent or back > 7 or back < 0 or (above is not None and above != parent) or scene.at[done] >= token:
            continue
        if speaker.resolved != "yes" or speaker.kind != "person" or len(speaker.bearers) != 1:
            continue
        (bearer,) = speaker.bearers
        if heard == 0 and back <= 3 and (answerer := scene.answerer(done)) is not None:
            found.setdefault(answerer, (None, {}))[1]["asked"] = 1.0
            if bearer in found:
                found[bearer][1]["asker"] = 1.0
        if scene.gender(bearer) in (None, gender or scene.gender(bearer)):
            signs = found.setdefault(bearer, (None, {}))[1]
            if heard == 0:
                signs["last"] = 1.0
                interrupted = scene.interrupted(openers, bearer, scene.at[done], gender or scene.gender(bearer) or "he")
                signs["last far"] = float(back > 3)
                signs["last near"] = float(
                    prose.paragraph_of[prose.sentence_of[scene.at[done]]] == prose.paragraph_of[sentence]
                )
                signs["interrupted"] = float(interrupted)
                signs["last now"] = float(back <= 1 and not after and not interrupted)
                signs["last now quotation"] = float(back <= 1 and after and not interrupted)
                signs["goes on"] = float(after and back <= 3 and not interrupted)
            else:
                signs["before last"] = 1.0
        heard += 1
        if heard == 2:
            break


def _follows_quotation(scene: Discourse, index: int, token: int) -> bool:
    """Does the pronoun come after its own quoted words ("We stay," he said)?"""
    content = scene.attributions[index].content
    first = scene.prose.at(content[0].start)
    return first < token and scene.prose.quoted[min(first, len(scene.prose.tokens) - 1)] > 0


def _add_teller(scene: Discourse, index: int, token: int, found: dict[int, tuple[Name | None, dict[str, float]]]) -> None:
    """Within somebody's words: the speaker is "I" inside his own marks, and the likeliest "he" where they are retold."""
    parent = scene.attributions[index].parent
    if parent is None:
        parent = scene.around(index, token)
    teller = scene.done.get(parent) if parent is not None else None
    if teller is None or len(teller.bearers) != 1 or teller.bearers[0] not in found:
        return
    found[teller.bearers[0]][1]["teller quoted" if scene.prose.quoted[token] else "teller"] = 1.0
