"""Pronouns in, speakers out: he, she, they, it, who and I, each for the one that the report's words before it point to.

What is hard: a wrong name is the worst error. So a pronoun takes a name only where one candidate clearly leads; two equally
good ones stay *ambiguous*.
"""

from __future__ import annotations

from dataclasses import replace

from onrecord.spans import Span
from onrecord.statements.discourse import DETERMINERS, FIRST, SUBORDINATE, Discourse, Speaker, behalf_of_roles, from_name
from onrecord.statements.lexicon import CALENDAR, DOCUMENTS, PREPOSITIONS
from onrecord.statements.mentions import Gender, Name

__all__ = ["read_first_person", "read_it", "read_plural", "read_pronoun", "read_relative"]

_WHEN = frozenset(
    "earlier later this last next week month year day morning afternoon evening night today yesterday on recently".split()
)
# A pronoun's lead over the next candidate from which on it tells the gender; in units of the scores below.
_CLEAR = 2.5


def read_pronoun(scene: Discourse, index: int, token: int, gender: Gender, whole: Span) -> Speaker:
    """He or she: the leading candidate among those named before, or nobody."""
    prose = scene.prose
    sentence = prose.sentence_of[token]
    parent = scene.attributions[index].parent
    inside = prose.quoted[token] > 0
    scores: dict[int, float] = {}
    best: dict[int, Name] = {}
    for number in range(max(0, sentence - 5), sentence + 1):
        distance = sentence - number
        opening = True
        subordinate = prose.lowers[prose.sentences[number][0]] in SUBORDINATE
        for name in scene.by_sentence.get(number, ()):
            if name.first >= token:
                break
            known = [b for b in name.bearers if scene.is_somebody(b)]
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
                if scene.gender(bearer) not in (None, gender):
                    continue
                share = value - (0.5 if len(known) > 1 else 0.0)
                if share > scores.get(bearer, -9.0):
                    best[bearer] = name
                scores[bearer] = max(scores.get(bearer, -9.0), share) + 0.3
    if parent is None and not inside:
        leader = scene.leading(sentence, token, gender)
        if leader in scores:
            scores[leader] += 1.5
    anaphors = 0
    openers = scene.openers(sentence, token)
    for done in reversed(scene.order):
        speaker = scene.done[done]
        back = sentence - prose.sentence_of[scene.at[done]]
        if done == parent or (back > 7):
            continue
        if anaphors >= 2 or back < 0:
            continue
        if scene.attributions[done].parent is not None and scene.attributions[done].parent != parent:
            continue
        if speaker.resolved == "yes" and speaker.kind == "person" and len(speaker.bearers) == 1:
            (bearer,) = speaker.bearers
            answerer = None if anaphors or back > 3 else scene.answerer(done)
            if answerer is not None and scene.gender(answerer) in (None, gender):
                scores[answerer] = scores.get(answerer, 0.0) + 3.0
                scores[bearer] = scores.get(bearer, 0.0) - 1.0
                anaphors += 1
                continue
            if scene.gender(bearer) in (None, gender):
                if not anaphors and scene.interrupted(openers, bearer, scene.at[done], gender):
                    scores[bearer] = max(scores.get(bearer, 0.0), 0.0)
                elif not anaphors:
                    scores[bearer] = max(scores.get(bearer, 0.0), 0.0) + (3.0 if back <= 3 else 2.0 if back <= 5 else 1.2)
                else:
                    scores[bearer] = scores.get(bearer, 0.0) + 0.8
                anaphors += 1
        elif speaker.resolved == "ambiguous" and not anaphors and back <= 3:
            for bearer in speaker.bearers:
                if scene.gender(bearer) in (None, gender):
                    scores[bearer] = scores.get(bearer, 0.0) + 1.0
            anaphors += 1
    for bearer in scores:
        scores[bearer] += 1.0 if scene.gender(bearer) == gender else 0.0
        scores[bearer] += min(0.8, 0.05 * scene.counts[bearer])
    if parent is not None and parent in scene.done:
        teller = scene.done[parent]
        if len(teller.bearers) == 1 and teller.bearers[0] in scores:
            # Inside his own marks a speaker says "I"; told in the report's words he is the likeliest "he".
            scores[teller.bearers[0]] += -4.0 if inside else 1.5
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], best[pair[0]].first if pair[0] in best else 0))
    if not ranked or ranked[0][1] < 1.0:
        return Speaker(None, "no", "unnamed", f"“{prose.tokens[token]}” stands for nobody named nearby", 0.2, whole)
    top, value = ranked[0]
    margin = value - ranked[1][1] if len(ranked) > 1 else 4.0
    chosen = scene.names.bearers[top]
    if margin < 0.8:
        close = [number for number, score in ranked if value - score < 0.8]
        return Speaker(
            None,
            "ambiguous",
            "person",
            f"“{prose.tokens[token]}” could be any of them",
            0.35,
            whole,
            candidates=tuple(scene.names.bearers[number].name for number in close),
            bearers=tuple(close),
        )
    if margin >= _CLEAR:
        scene.clear.append((top, gender))
    mention = best[top].span if top in best else whole
    told = "speaking just before" if top not in best else f"“{mention.cut(prose.words)}” before it"
    return Speaker(
        chosen.name,
        "yes",
        "person",
        f"“{prose.tokens[token]}” is {chosen.name}: {told}, clear of others by {margin:.1f}",
        round(min(0.95, 0.5 + 0.1 * margin), 2),
        mention,
        on_behalf_of=behalf_of_roles(scene, chosen),
        bearers=(top,),
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
    if scene.voices < 3:
        return Speaker(
            None, "no", "unnamed", "first person outside quotation marks in a report that does not say “I”", 0.3, whole
        )
    return Speaker(None, "author", "author", "first person outside quotation marks: the report's own voice", 0.7, whole)


def read_plural(scene: Discourse, index: int, token: int, whole: Span) -> Speaker:
    """They: those who spoke just before, if they were several."""
    prose = scene.prose
    sentence = prose.sentence_of[token]
    for done in reversed(scene.order):
        back = sentence - prose.sentence_of[scene.at[done]]
        if back < 0 or scene.attributions[done].parent != scene.attributions[index].parent:
            continue
        if back > 2:
            break
        speaker = scene.done[done]
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
    return Speaker(None, "no", "unnamed", "several people, not named nearby", 0.4, whole)


def read_it(scene: Discourse, index: int, token: int, whole: Span) -> Speaker:
    """It: the body or document that spoke just before, or the one that opens the sentence before."""
    prose = scene.prose
    sentence = prose.sentence_of[token]
    if prose.lowers[token] != "this":
        for done in reversed(scene.order):
            back = sentence - prose.sentence_of[scene.at[done]]
            if back < 0 or scene.attributions[done].parent != scene.attributions[index].parent:
                continue
            if back > 2:
                break
            speaker = scene.done[done]
            if speaker.kind in ("organisation", "document"):
                return replace(speaker, why=f"“it” after: {speaker.why}", score=0.55)
            break
        for number in (sentence, sentence - 1):
            bodies = [
                name
                for name in scene.by_sentence.get(number, ())
                if name.first < token
                and name.subject
                and name.bearer is not None
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
    if before and before[-1].last - 1 >= previous and not before[-1].possessive:
        return from_name(scene, before[-1], (), [], why=f"“{prose.tokens[token]}” after the name: ")
    # "Ida Oru, the lawyer who …": a description between the name and the pronoun.
    for name in reversed(before):
        if name.last >= len(prose.tokens) or token - name.last > 14 or name.possessive:
            break
        if not prose.gap(name.last).startswith((",", " (")):
            continue
        opener = prose.lowers[name.last]
        if (
            name.bearer is not None
            and scene.names.bearers[name.bearer].nature == "person"
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
