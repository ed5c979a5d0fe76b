"""The words of a move in, its stances out: what the speaker will do or not do, what is so or not so.

A stance is a verb with its object, a sign, and whether something limits it. Two moves can be held against each other only where
their stances have the same subject, verb and object; a bare "no" or "not" elsewhere in the sentence is no stance ("there is no
peace" takes nothing back). What is hard is to see little and that surely: a clause that is not read gives no stance.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.collation.lexicon import NEGATORS, NUMERALS, stem
from onrecord.datamodel import Act, Statement
from onrecord.record.shelf import words_of
from onrecord.stories.words import Word

__all__ = ["BODIES", "Stance", "alike", "is_one_thing", "matter_stems", "opposed", "stances_of"]

_BEFORE = re.compile(r"\b(?:not|never)\s+$")
_SELF = frozenset("i we he she".split())
_THEY = frozenset("they it".split())
_FUTURE = frozenset("will would shall".split())
_DUTY = frozenset("must should".split())
_NOT = frozenset("not never".split())
_ADVERBS = frozenset(
    "also still always now certainly gladly simply therefore then soon immediately even just personally".split()
)
_LIMITS = frozenset(
    """if unless until till before without provided providing while when once only except under alone yet today tomorrow
    whether long""".split()
)
_BREAKS = frozenset(
    """but if unless until till because while when although though whether that which who what how why where so and before
    after""".split()
)
_SOON = frozenset("now immediately imminently currently soon shortly moment".split())
"""Not now, not immediately: a refusal for the time being."""
_LIGHT = frozenset(
    stem(word)
    for word in """be have do make get go take say see know come let want need think use keep find look try wait win lose
    happen continue answer respond comment discuss elaborate""".split()
)
"""Verbs that say nothing without their object: "refused to answer" leaves open what."""
_OPEN = frozenset(
    stem(word)
    for word in """bill law legislation measure proposal plan deal agreement offer resolution motion amendment vote question
    request demand matter issue case talk meeting hearing letter report statement document subpoena call move""".split()
)
"""Objects that are another thing every few weeks: "sign the bill" of May and of October are two bills."""
_NEAR = 14
"""Days within which such an object, or a pronoun, is the same thing."""
_OWN: frozenset[Act] = frozenset({"offer", "promise", "refuse", "agree", "threaten", "announce"})
_YES: frozenset[Act] = frozenset({"offer", "promise", "agree", "threaten", "announce"})
_PRONOUNS = frozenset("it them this that these those him her one".split())
_QUANTITY = frozenset(stem(word) for word in "penny pence cent percent dollar euro pound crown florin franc money".split())
_PREPOSITIONS = frozenset("to on in at by for with from into over about under through until during against between".split())
BODIES = frozenset(
    stem(word)
    for word in """government ministry company council union army party administration state board club association league
    republic country nation team court bank police church committee parliament assembly city""".split()
)
"""What a speaker may commit beside themselves: "the government will run them"."""
_WEAK = frozenset(
    stem(word)
    for word in """say tell people country year month week day time way thing man woman make take give get go come put do have
    be will would can could may might must shall should new old good great more most much many other every own well one ready
    willing prepared government minister president""".split()
)


@dataclass(frozen=True, slots=True)
class Stance:
    """Who (``self``, or the stem of another subject) does or does not do what to what; ``modal`` says of which kind it is.

    ``nearest`` are those objects that stand before any preposition: "the northern banks" of "open the northern banks to boats".
    """

    subject: str
    verb: str
    objects: frozenset[str]
    nearest: frozenset[str]
    pronoun: bool
    positive: bool
    limited: bool
    modal: str
    figures: frozenset[tuple[str, str]] = frozenset()


def stances_of(statement: Statement, words: str) -> tuple[Stance, ...]:
    """The stances of one statement; ``words`` is the whole text that it stands in."""
    said = statement.interpretation
    if said.negated:
        return ()
    found: list[Stance] = []
    group = said.kind in ("organisation", "group")
    for passage in statement.content:
        # A "not" may stand between the cue and what was said: "vowed not | to concede".
        before = _BEFORE.search(words[max(0, passage.span.start - 12) : passage.span.start])
        text = (before[0] if before else "") + passage.exact
        tokens = words_of(text)
        ns = [word.n for word in tokens]
        limited = bool(said.condition) or any(n in _LIMITS for n in ns)
        for at, n in enumerate(ns):
            stance = None
            if n == "would" and said.manner == "direct":
                continue  # "I would not call it that" refuses nothing; told indirectly, "would" is the speaker's "will"
            if n in _FUTURE or n in _DUTY or n == "can" or n == "could":
                stance = _modal(text, tokens, at, limited=limited, group=group)
            elif n == "going" and ns[at + 1 : at + 2] == ["to"]:
                stance = _going(text, tokens, at, limited=limited, group=group)
            elif n == "to" and said.act in _OWN and _opens(tokens, at):
                positive = (said.act in _YES) != (at > 0 and ns[at - 1] in _NOT)
                stance = _stance(text, tokens, at + 1, "self", positive=positive, limited=limited, modal="will")
            # What another will do ("that Oru will become mayor") is foretold and not promised.
            if stance is not None and (stance.modal != "will" or stance.subject in {"self", *BODIES}):
                found.append(stance)
        if said.act in ("deny", "admit"):
            stems = matter_stems(tokens)
            # "Denied that they met", "admitted that there is no proof of it": who denies a denial is not read.
            if len(stems) >= 2 and not any(n in NEGATORS for n in ns):
                found.append(Stance("", "", stems, stems, False, said.act == "admit", limited, "fact"))
    return tuple(found)


def _opens(tokens: Sequence[Word], at: int) -> bool:
    """Does the infinitive open what is offered or refused ("to sign …", "ready to sign …")?"""
    return all(
        word.n
        in {
            "ready",
            "willing",
            "prepared",
            "not",
            "never",
            "that",
            "he",
            "she",
            "was",
            "is",
            "am",
            "be",
            "i",
            "we",
            "would",
            "are",
            "were",
            "they",
        }
        for word in tokens[:at]
    )


def _modal(text: str, tokens: Sequence[Word], at: int, *, limited: bool, group: bool) -> Stance | None:
    n = tokens[at].n
    subject = _subject(tokens, at, group=group)
    if subject is None:
        return None
    verb = at + 1
    positive = True
    while verb < len(tokens) and (tokens[verb].n in _NOT or tokens[verb].n in _ADVERBS):
        positive = positive and tokens[verb].n not in _NOT
        verb += 1
    if n in ("can", "could") and positive:
        return None  # to be able to is no promise
    if (
        verb < len(tokens)
        and tokens[verb].n == "be"
        and [w.n for w in tokens[verb + 1 : verb + 3]] in (["ready", "to"], ["willing", "to"], ["prepared", "to"])
    ):
        verb += 3
    modal = "must" if n in _DUTY else "will"
    return _stance(text, tokens, verb, subject, positive=positive, limited=limited, modal=modal)


def _going(text: str, tokens: Sequence[Word], at: int, *, limited: bool, group: bool) -> Stance | None:
    be = at - 1
    positive = True
    while be >= 0 and (tokens[be].n in _NOT or tokens[be].n in _ADVERBS):
        positive = positive and tokens[be].n not in _NOT
        be -= 1
    if be < 0 or tokens[be].n not in ("am", "is", "are", "was", "were"):
        return None
    subject = _subject(tokens, be, group=group)
    if subject is None:
        return None
    return _stance(text, tokens, at + 2, subject, positive=positive, limited=limited, modal="will")


def _subject(tokens: Sequence[Word], at: int, *, group: bool) -> str | None:
    if at == 0:
        return None
    before = tokens[at - 1]
    if before.n in _SELF or (group and before.n in _THEY):
        return "self"
    return None if before.is_function_word else stem(before.n)


def _stance(
    text: str, tokens: Sequence[Word], verb: int, subject: str, *, positive: bool, limited: bool, modal: str
) -> Stance | None:
    if verb >= len(tokens):
        return None
    head = stem(tokens[verb].n)
    limited = limited or (not positive and any(word.n in _SOON for word in tokens))
    objects: set[str] = set()
    nearest: set[str] = set()
    near = True
    figures: set[tuple[str, str]] = set()
    pronoun = False
    for k in range(verb + 1, len(tokens)):
        word = tokens[k]
        between = text[tokens[k - 1].span.end : word.span.start]
        if (word.n in _BREAKS and word.n not in _PRONOUNS) or set(between) & set(".;:!?,—–"):
            break
        pronoun = pronoun or (k == verb + 1 and word.n in _PRONOUNS)
        number = NUMERALS.get(word.n, word.n)
        if number[:1].isdigit():
            follows = tokens[k + 1].n if k + 1 < len(tokens) else ""
            figures.add(
                (number.rstrip("%"), "cent" if number.endswith("%") or follows in ("per", "percent") else stem(follows))
            )
        elif word.n in _PREPOSITIONS:
            near = False
        elif not word.is_function_word and word.n not in _NOT and stem(word.n) not in _QUANTITY:
            objects.add(stem(word.n))
            if near:
                nearest.add(stem(word.n))
        if word.n == "no" and k == verb + 1:
            positive = not positive
    if (head in _LIGHT or not head.isalpha()) and not objects:
        return None
    if tokens[verb].is_function_word:
        return None
    return Stance(subject, head, frozenset(objects), frozenset(nearest), pronoun, positive, limited, modal, frozenset(figures))


def matter_stems(tokens: Sequence[Word]) -> frozenset[str]:
    """The stems of the words that say what the matter is."""
    return frozenset(
        key for word in tokens if not word.is_function_word and not word.n[0].isdigit() and (key := stem(word.n)) not in _WEAK
    )


def opposed(a: Stance, b: Stance) -> bool:
    """Does the one deny what the other says? The same kind, subject, verb and object, and the opposite sign."""
    return a.positive != b.positive and alike(a, b)


def alike(a: Stance, b: Stance) -> bool:
    """Are the two of the same kind, subject, verb and object, whatever their sign?"""
    if (a.modal, a.subject, a.verb) != (b.modal, b.subject, b.verb):
        return False
    if a.modal == "fact":
        shared = a.objects & b.objects
        return (
            len(shared) >= 2
            and 2 * len(shared) >= min(len(a.objects), len(b.objects))
            and 2 * len(shared) >= 0.8 * max(len(a.objects), len(b.objects))
        )
    if not a.objects or not b.objects:
        empty = a if not a.objects else b
        return (a.objects == b.objects and a.verb not in _LIGHT) or (empty.pronoun and a.subject not in ("self", ""))
    if a.nearest and b.nearest:
        # "The northern banks" and "the southern banks" are two things, "the banks" may be either.
        return a.nearest <= b.nearest or b.nearest <= a.nearest
    shared = a.objects & b.objects
    return 2 * len(shared) >= min(len(a.objects), len(b.objects))


def is_one_thing(a: Stance, b: Stance, days: int) -> bool:
    """Can two stances that are alike, so many days apart, be on the same thing, by what they call it?

    A verb that needs no object ("resign") is its own matter.
    """
    bare = not (a.objects or b.objects or a.pronoun or b.pronoun)
    return days <= _NEAR or bare or bool((a.objects & b.objects) - _OPEN)
