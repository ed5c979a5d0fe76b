"""What matters first: a story's utterances and facts in, its gravest differences out, each as a sentence with its passages.

A reader of one report alone would get these wrong. In the order of what they do to him: words altered inside marks, a condition
that is gone, two reports that exclude each other, an act or a denial that has hardened, one that has softened, a masked word.
What is hard here is to say who deviates. The report whose words the fewest share is named first, and where it stands one
against one both are named; that a report is in the minority does not mean that it is wrong.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from onrecord.collation.dates import day_in_words, published_day
from onrecord.collation.lexicon import stem
from onrecord.datamodel import (
    DIFFERENCE_KINDS,
    Act,
    Difference,
    DifferenceKind,
    Fact,
    Lacuna,
    LossKind,
    Mention,
    Passage,
    Place,
    Report,
    Statement,
    Telling,
    Utterance,
)
from onrecord.models.loader import shipped_model
from onrecord.models.sentences import MODEL
from onrecord.spans import Span
from onrecord.statements.sentences import find_sentences
from onrecord.stories.rarity import find_rarity
from onrecord.stories.words import find_words

__all__ = ["find_differences", "gravest_first"]

_CONDITION = re.compile(
    r"\b(?:(?<!wonder\s)(?<!wondered\s)(?<!wondering\s)(?<!ask\s)(?<!asked\s)(?<!know\s)(?<!sure\s)(?<!see\s)"
    r"if(?!\s(?:all\sgoes|you\swill|any[,.]|anything,|not,|so[,.]|ever[,.]))"
    r"|unless|(?<=,\s)provided|provid(?:ed|ing)\sthat|as\slong\sas|on\s(?:\w+\s)?conditions?|in\s(?:exchange|return)\sfor|only\sif|only\swhen|once)\b"
    r"[^.;”\"]*",
    re.I,
)
_CONDITIONAL = re.compile(r"\bconditional(?:ly)?\b", re.I)
_RESTRICTION = re.compile(
    r"(?:,\s)?\b(?:that|who|which|during|while|except|unless|until|till|without|other\sthan|as\sfar\sas|knowingly|in\sthis)\b[^.;”\"]*",
    re.I,
)
_NEGATION = re.compile(r"\b(?:no|not|never|none|nobody|nothing|neither|cannot|\w+n[’']?t)\b", re.I)
_DENIAL = re.compile(rf"{_NEGATION.pattern}|\b(?:untrue|false|wrong|denied|denies)\b", re.I)
_BUT = re.compile(r"\b(?:but|however|although|though)\b[^.;”\"]*", re.I)
_STRENGTH: dict[Act, tuple[str, int]] = {
    "offer": ("pledge", 1),
    "promise": ("pledge", 2),
    "state": ("charge", 0),
    "criticise": ("charge", 1),
    "accuse": ("charge", 2),
    "ask": ("wish", 1),
    "demand": ("wish", 2),
    "warn": ("menace", 1),
    "threaten": ("menace", 2),
}
"""Acts that one telling may harden into another, by scale and step."""
_SAYING = frozenset(stem(verb) for verb in "say tell add write speak".split())
_COUNTED_SCALES = frozenset({"pledge", "wish", "menace"})
_LOST: dict[LossKind, str] = {
    "condition": "the condition",
    "restriction": "the limit",
    "contrast": "the other half",
    "negation": "the denial",
    "attribution": "the source",
    "hedge": "the hedge",
    "extent": "the limit",
}
"""What words are to the rest that is left without them."""
_KIND_OF_LOSS: dict[LossKind, DifferenceKind] = {
    "condition": "missing-condition",
    "contrast": "softened",
    "negation": "altered",
}
"""What a telling is by such a loss; by all others it is hardened."""
REST = 2
"""Words of weight that a telling without a condition shares at least with what the condition bound."""
LIKE_REST = 0.3
"""Share of its words of weight that these are at least."""
WHOLE = 5
"""Words of a quotation at least that tells something with two words of weight ("I will clear the court")."""
BEFORE_BUT = 3
"""Words at most between what two tellings share and the "but" that one of them lacks."""
SHOWN = 60
"""Differences that a record has at most; the gravest are kept."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A telling with its report, that one's name and sentences, its statement, and the characters of its sentences."""

    report: Report
    name: str
    sentences: Sequence[Span]
    telling: Telling
    statement: Statement | None
    around: str

    @property
    def words(self) -> str:
        return " ".join(passage.exact for passage in self.telling.content)

    @property
    def said(self) -> str:
        """All that the statement holds: a quotation that goes on after its cue may be told in two utterances."""
        return " ".join(passage.exact for passage in self.statement.content) if self.statement is not None else self.words


def find_differences(
    reports: Sequence[Report],
    statements: Sequence[tuple[Statement, ...]],
    utterances: Sequence[Utterance],
    facts: Sequence[Fact],
) -> tuple[Difference, ...]:
    """The story's differences, the gravest first; of one kind, what most reports tell first."""
    by_id = {report.id: report for report in reports}
    names = _names(reports)
    told_by = {(r.id, s.id): s for r, found in zip(reports, statements, strict=True) for s in found}
    sentences = {report.id: find_sentences(report.text.words) for report in reports}
    found: list[tuple[int, Difference]] = []
    for utterance in utterances:
        tellings = [
            _Told(
                by_id[t.report_id],
                names[t.report_id],
                sentences[t.report_id],
                t,
                told_by.get((t.report_id, t.statement_id)),
                _around(by_id[t.report_id], t, sentences[t.report_id]),
            )
            for t in utterance.tellings
        ]
        weight = len({t.report_id for t in utterance.tellings})
        found += [(weight, difference) for difference in _of_utterance(utterance, tellings)]
    found += [(len(fact.values), _conflict(fact, names)) for fact in _each_once(facts)]
    once = {(difference.kind, difference.sentence): difference for _, difference in sorted(found, key=lambda pair: pair[0])}
    return gravest_first(d for _, d in sorted(found, key=lambda pair: -pair[0]) if once.pop((d.kind, d.sentence), None))


def _names(reports: Sequence[Report]) -> dict[str, str]:
    """What each report is called: by its outlet; of one outlet's several by the day too, or by the headline."""
    called = {report.id: report.outlet or report.name for report in reports}
    for outlet, times in Counter(called.values()).items():
        if times > 1:
            mine = [report for report in reports if called[report.id] == outlet]
            days = {(report.published or "")[:10] for report in mine}
            for report in mine:
                day = published_day(report.published) if len(days) == times else None
                mark = f"of {day_in_words(day)}" if day is not None else f"(“{_short(report.headline or report.name)}”)"
                called[report.id] = f"{outlet} {mark}"
    return called


def _each_once(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The conflicts, but for those in which a value stands that an earlier one has already set against another."""
    said: set[Passage] = set()
    for fact in facts:
        passages = {detail.passage for detail in fact.values} if fact.verdict == "conflict" else set()
        if passages and not passages & said:
            yield fact
        said |= passages


def gravest_first(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """Differences by their kind, the gravest first, as many as a record has."""
    return tuple(sorted(differences, key=lambda d: DIFFERENCE_KINDS.index(d.kind))[:SHOWN])


def _around(report: Report, telling: Telling, sentences: Sequence[Span]) -> str:
    held = [s for s in sentences if any(p.span.overlaps(s) for p in telling.content)]
    return " ".join(s.cut(report.text.words) for s in held)


def _of_utterance(utterance: Utterance, tellings: Sequence[_Told]) -> Iterator[Difference]:
    for place in utterance.collation.places:
        if place.variant in ("altered-inside-marks", "bowdlerised"):
            difference = _of_place(utterance, tellings, place)
            if difference is not None:
                yield difference
    clauses = [*_missing_condition(utterance, tellings), *_restriction(utterance, tellings)]
    yield from clauses
    named = {difference.passages[0].report_id for difference in clauses}
    conditions = {mention.report_id for clause in clauses if clause.kind == "missing-condition" for mention in clause.passages}
    yield from _lost_words(utterance, tellings, named, conditions)
    yield from _act(utterance, tellings)


def _of_place(utterance: Utterance, tellings: Sequence[_Told], place: Place) -> Difference | None:
    """A place where words inside marks differ, or one is masked: the words that the fewest reports print come first."""
    by_words: dict[str, list[tuple[int, Passage]]] = defaultdict(list)
    for witness in place.witnesses:
        if witness.passage is not None and (
            place.variant == "bowdlerised" or tellings[witness.telling].telling.manner != "indirect"
        ):
            by_words[witness.passage.exact.casefold()].append((witness.telling, witness.passage))
    if len(by_words) < 2 or (place.variant != "bowdlerised" and _is_slip(by_words)):
        return None
    if place.variant == "bowdlerised":
        ranked = sorted(by_words.values(), key=lambda held: ("*" not in held[0][1].exact, held[0][0]))
        kind: DifferenceKind = "bowdlerised"
    else:
        kind = "altered"
        ranked = sorted(by_words.values(), key=lambda held: (_reports(tellings, held), _strays(utterance, held), -held[0][0]))
    first, *rest = ranked
    if kind == "altered":
        rest.sort(key=lambda held: -_reports(tellings, held))
    deviant = [tellings[at].name for at, _ in first]
    others = " and ".join(f"{_listed([tellings[at].name for at, _ in held])} “{held[0][1].exact}”" for held in rest)
    if kind == "altered":
        sentence = f"{_who(deviant, 'print')} “{first[0][1].exact}” inside the marks; {others}."
    else:
        sentence = f"{_who(deviant, 'mask')} a word (“{first[0][1].exact}”) that others print: {others}."
    passages = tuple(Mention(tellings[at].telling.report_id, passage) for held in ranked for at, passage in held)
    return Difference(kind, sentence, passages, (utterance.id,))


def _is_slip(printed: Collection[str]) -> bool:
    """Are the readings one long word with a letter too many or too few inside ("slightlest")? That alters nothing.

    Only one of them is a word: "countries" and "counties" are two.
    """
    long, short = max(printed, key=lambda word: (len(word), word)), min(printed, key=lambda word: (len(word), word))
    return (
        len(printed) == 2
        and len(short) > 7
        and len(long) == len(short) + 1
        and (long[:3], long[-2:]) == (short[:3], short[-2:])
        and OSA.distance(long, short) == 1
        and _is_known(long) != _is_known(short)
    )


def _is_known(word: str) -> bool:
    """Does a word stand in the vocabulary of the sentence encoder, or in the table of words of the news?"""
    known = shipped_model(MODEL).tokenizer.token_to_id(word) is not None
    return known or find_rarity(word) < find_rarity("")


def _reports(tellings: Sequence[_Told], held: Sequence[tuple[int, Passage]]) -> int:
    return len({tellings[at].telling.report_id for at, _ in held})


def _strays(utterance: Utterance, held: Sequence[tuple[int, Passage]]) -> int:
    """In how many places the telling has other words than most: who differs in one alone alters, who in all translates."""
    at = held[0][0]
    strays = 0
    for place in utterance.collation.aligned:
        words = {w.telling: w.passage.exact.casefold() for w in place.witnesses if w.passage is not None}
        if at in words and len(words) > 1:
            usual, times = Counter(words.values()).most_common(1)[0]
            strays += times > 1 and words[at] != usual
    return strays


def _missing_condition(utterance: Utterance, tellings: Sequence[_Told]) -> Iterator[Difference]:
    """Reports that tell it without any condition and give none elsewhere, where others tell it under one."""
    conditions: dict[str, Mention] = {}
    for told in tellings:
        passage = _condition_of(told)
        if passage is not None:
            known = conditions.get(told.telling.report_id)
            if known is None or len(_stems(passage.exact)) > len(_stems(known.passage.exact)):
                conditions[told.telling.report_id] = Mention(told.telling.report_id, passage)
        elif _CONDITIONAL.search(told.around) or _CONDITION.search(told.around):
            conditions.setdefault(told.telling.report_id, Mention(told.telling.report_id, told.telling.content[0]))
    firm = [m for m in conditions.values() if _CONDITION.match(m.passage.exact)]
    # The condition may stand in other words beside it: "Let the guns fall silent, and I am ready".
    terms = [term for term in (_stems(m.passage.exact) for m in firm) if term]
    bound = [t for t in tellings if t.telling.report_id in {mention.report_id for mention in firm}]
    without = [
        t
        for t in tellings
        if t.telling.report_id not in conditions
        and any(_tells_rest(t, other, conditions[other.telling.report_id].passage.exact) for other in bound)
        and not any(_is_given(t, term) for term in terms)
    ]
    if not without or not firm or (len(conditions) == 1 and len({t.telling.report_id for t in tellings}) > 3):
        return
    lacking = _who([t.name for t in without], "give")
    speaker = utterance.speaker or "the speaker"
    fullest = max(firm, key=lambda m: len(_stems(m.passage.exact)))
    sentence = f"{lacking} {speaker}’s words without the condition that stands elsewhere: “{_short(fullest.passage.exact)}”."
    best: dict[str, _Told] = {}
    for told in without:
        # What stands in the speaker's own words misleads the most.
        first = best.setdefault(told.telling.report_id, told)
        if first.telling.manner != "direct" and told.telling.manner == "direct":
            best[told.telling.report_id] = told
    passages = [Mention(t.telling.report_id, p) for t in best.values() for p in t.telling.content]
    yield Difference("missing-condition", sentence, (*passages, *firm), (utterance.id,))


def _tells_rest(told: _Told, other: _Told, lost: str) -> bool:
    """Does a telling have what the condition of another bound, and not merely a thing that both speak of?"""
    own = _stems(told.words)
    shared = own & (_stems(other.words) - _stems(lost))
    if len(own) <= REST and (told.telling.manner != "direct" or len(told.words.split()) < WHOLE):
        return False
    return len(shared) >= max(REST, LIKE_REST * len(own))


def _is_given(told: _Told, condition: set[str]) -> bool:
    """Does the report give the condition all the same: beside the telling in other words, or as one in another sentence?"""
    if 2 * len(condition & _stems(told.around)) >= len(condition):
        return True
    for sentence in told.sentences:
        words = sentence.cut(told.report.text.words)
        conditional = _CONDITION.search(words) or _CONDITIONAL.search(words)
        if conditional and 2 * len(condition & _stems(words)) >= len(condition):
            return True
    return False


def _condition_of(told: _Told) -> Passage | None:
    """The words of a telling that make it conditional: found with the statement, in a sentence of the telling, or in it."""
    for found in told.statement.interpretation.condition if told.statement is not None else ():
        held = [s for s in told.sentences if s.overlaps(found.span)]
        if any(passage.span.overlaps(sentence) for passage in told.telling.content for sentence in held):
            return found
    for passage in told.telling.content:
        match = _CONDITION.search(passage.exact)
        if match is not None:
            start = passage.span.start + match.start()
            words = match[0]
            if not _keys(passage.exact[: match.start()]):
                words = words.split(",")[0]  # "If it rains, I will go": the rest is what hangs on it
            return Passage(told.report.text, Span(start, start + len(words.rstrip(" ,"))))
    return None


def _restriction(utterance: Utterance, tellings: Sequence[_Told]) -> Iterator[Difference]:
    """A denial that has lost its restriction ("that I did not declare"), or a refusal that has lost its "but"."""
    quoted = sorted((t for t in tellings if t.statement is not None), key=lambda t: t.telling.manner != "direct")
    for told in quoted:
        mine = _keys(told.around)
        for other in quoted:
            if other.telling.report_id == told.telling.report_id or not _is_part(told.words, other.said):
                continue
            rest = other.said[_end_of_shared(told.words, other.said) :]
            negated = _NEGATION.search(told.words) is not None
            but, bound = _BUT.search(rest), _RESTRICTION.match(rest.strip(" ,"))
            lost = but or (bound if negated else None)
            if but and (len(rest[: but.start()].split()) > BEFORE_BUT or (but[0][0].isupper() and not _DENIAL.search(but[0]))):
                continue  # a sentence that says something else, and takes nothing back
            if lost is None or len(_keys(lost[0]) - mine) < 1 or len(_keys(lost[0])) < 2:
                continue
            if any(t.telling.report_id == told.telling.report_id and _keys(lost[0]) <= _keys(t.around) for t in quoted):
                continue
            kind: DifferenceKind = "softened" if but else "hardened"
            does = "ends before" if but else "leaves out"
            sentence = f"{told.name} {does} “{_short(lost[0].strip(' ,'))}”, which {other.name} prints."
            passages = (
                *(Mention(told.telling.report_id, p) for p in told.telling.content),
                *(Mention(other.telling.report_id, p) for p in other.telling.content),
            )
            yield Difference(kind, sentence, passages, (utterance.id,))
            return


def _lost_words(
    utterance: Utterance, tellings: Sequence[_Told], named: Collection[str], conditions: Collection[str]
) -> Iterator[Difference]:
    """Reports that lack words without which the rest says something else, and do not have them in another telling.

    ``named`` are reports of which a missing condition or restriction is told already, ``conditions`` those whose condition, or
    want of it, is.
    """
    lost: dict[tuple[DifferenceKind, LossKind, str], list[Lacuna]] = defaultdict(list)
    for lacuna in utterance.collation.lacunae:
        told = tellings[lacuna.telling]
        keys = _keys(lacuna.words.exact)
        given = any(t.telling.report_id == told.telling.report_id and keys <= _keys(t.around) for t in tellings)
        if told.telling.report_id in named or given:
            continue
        if lacuna.loses == "condition" and (
            told.telling.report_id in conditions
            or any(t.telling.report_id == told.telling.report_id and _is_given(t, _stems(lacuna.words.exact)) for t in tellings)
        ):
            continue
        if lacuna.loses == "condition" and not _tells_rest(told, tellings[lacuna.held], lacuna.words.exact):
            continue
        kind = _KIND_OF_LOSS.get(lacuna.loses, "hardened")
        lost[kind, lacuna.loses, lacuna.words.exact.casefold()].append(lacuna)
    for (kind, loses, _), lacunae in lost.items():
        names = [tellings[one.telling].name for one in lacunae]
        held = lacunae[0]
        other = tellings[held.held].name
        sentence = f"{_who(names, 'print')} the words without {_LOST[loses]} “{_short(held.words.exact)}”, which {other} has."
        lacking = [tellings[one.telling].telling for one in lacunae]
        mine = (Mention(telling.report_id, passage) for telling in lacking for passage in telling.content)
        passages = (*mine, Mention(tellings[held.held].telling.report_id, held.words))
        yield Difference(kind, sentence, passages, (utterance.id,))


def _stems(words: str) -> set[str]:
    return {stem(word.n) for word in find_words(words) if not word.is_function_word}


def _keys(words: str) -> set[str]:
    return {w.casefold() for w in re.findall(r"[^\W_]+", words.replace("’", "").replace("'", ""))}


def _is_part(short: str, long: str) -> bool:
    """Are nearly all words of the one among those of the other, which has more?"""
    a, b = _keys(short), _keys(long)
    return len(a) >= 4 and len(b) > len(a) and len(a & b) >= 0.85 * len(a)


def _end_of_shared(short: str, long: str) -> int:
    """Where in the longer words the last word of the shorter ones stands."""
    last = re.findall(r"[^\W_]+", short)[-3:]
    for word in reversed(last):
        places = [m.end() for m in re.finditer(rf"\b{re.escape(word)}\b", long, re.I)]
        if places:
            return (
                places[0]
                if len(places) == 1
                else max(p for p in places if p <= len(short) + 40)
                if any(p <= len(short) + 40 for p in places)
                else places[-1]
            )
    return len(long)


def _act(utterance: Utterance, tellings: Sequence[_Told]) -> Iterator[Difference]:
    """A report that makes more of what was done by saying it: an offer told as a promise, a warning as a threat."""
    by_report: dict[str, list[tuple[int, str, _Told]]] = defaultdict(list)
    scales: set[str] = set()
    for told in tellings:
        if told.statement is not None and told.statement.interpretation.act in _STRENGTH:
            scale, step = _STRENGTH[told.statement.interpretation.act]
            if scale in _COUNTED_SCALES and told.statement.cue:
                by_report[told.telling.report_id].append((step, scale, told))
                scales.add(scale)
    for scale in sorted(scales):
        steps = {report: {step for step, s, _ in held if s == scale} for report, held in by_report.items()}
        steps = {report: found for report, found in steps.items() if found}
        strong = [report for report, found in steps.items() if found == {2}]
        weak = [report for report, found in steps.items() if 1 in found]
        if not strong or not weak or len(strong) > len(weak):
            continue
        strong.sort(key=lambda report: not any(_names_act(t) for step, s, t in by_report[report] if s == scale and step == 2))
        first = next(t for step, s, t in by_report[strong[0]] if s == scale and step == 2)
        other = next(t for step, s, t in by_report[weak[0]] if s == scale and step == 1)
        assert first.statement is not None
        assert other.statement is not None
        sentence = (
            f"{first.name} tells as a {_noun(first.statement)} what "
            f"{other.name} tells as {_noun(other.statement, article=True)}."
        )
        passages = (
            *(Mention(strong[0], cue) for cue in first.statement.cue),
            *(Mention(weak[0], cue) for cue in other.statement.cue),
        )
        yield Difference("hardened", sentence, passages, (utterance.id,))


def _names_act(told: _Told) -> bool:
    """Does the cue itself say what was done ("promised"), and not merely that something was said?"""
    cues = " ".join(cue.exact for cue in told.statement.cue) if told.statement is not None else ""
    return bool(_stems(cues) - _SAYING)


def _noun(statement: Statement, *, article: bool = False) -> str:
    noun = {"ask": "request", "warn": "warning", "threaten": "threat"}.get(
        statement.interpretation.act, statement.interpretation.act
    )
    return f"{'an' if noun[0] in 'aeo' else 'a'} {noun}" if article else noun


def _conflict(fact: Fact, names: Mapping[str, str]) -> Difference:
    told = [f"{names[d.report_id]} has “{d.passage.exact}”" for d in fact.values]
    return Difference(
        "conflict",
        f"{', '.join(told[:-1])}, {told[-1]}; both cannot be true as printed.",
        tuple(Mention(d.report_id, d.passage) for d in fact.values),
        (fact.id,),
    )


def _short(words: str) -> str:
    return words if len(words) <= 90 else f"{words[:60].rsplit(' ', 1)[0]} …"


def _who(names: Sequence[str], does: str) -> str:
    """Who does it: "A gives", "A and B give"."""
    return f"{_listed(names)} {does}{'s' if len(set(names)) == 1 else ''}"


def _listed(names: Sequence[str]) -> str:
    unique = list(dict.fromkeys(names))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}"
