"""Which statements of several reports tell one utterance: statements in, groups of tellings out, each with score and reasons.

A telling is a sentence of a statement, some of its clauses, or several sentences in a row. What is hard here is where a telling
begins and ends, for one outlet prints in one sentence what others print in two, or goes on about something else after a comma.
So sentences and all their clauses compete: the likeliest pair is joined first, and what overlaps with it tells nothing else.
Groups grow by average linkage, so that they do not chain: a telling joins where it is near to all that stand there, not to one
of them. A stretch of which its report does not say whose words they are may join too, and is then told on the other's word.

Pairs that are not sure, and the same opinion on another occasion, are not joined but linked.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from onrecord import ids
from onrecord.collation.alignment import Strand, Token
from onrecord.collation.lexicon import PRONOUNS
from onrecord.collation.pairs import (
    Scores,
    Weights,
    are_two_people,
    is_same_label,
    reasons_of,
    score_pairs,
    share_of_shorter,
    shipped_weights,
)
from onrecord.collation.stretches import find_clauses, rounded_off, told_stretch
from onrecord.collation.units import Sentence, Unit, find_marked, find_units, is_found_by_comparing, is_within, place_of
from onrecord.datamodel import Link, Manner, Passage, Report, SpeakerKind, Statement, Telling, spans_of
from onrecord.people import Cast
from onrecord.spans import Span, trim_span
from onrecord.stories.words import find_words

__all__ = ["Group", "Joined", "is_lent", "join_tellings", "strand_of"]

JOIN = 0.42
"""Mean likelihood over pairs of tellings from which two groups are one utterance."""
NEAR = 1 / 2
"""Share of these pairs, the likeliest, that is looked at: a label is near to the words it is taken from, not to all of them."""
UNSEEN = 0.2
"""What a pair counts that was not looked at closely."""
UNSURE = 0.25
"""Likelihood from which a pair that is not joined is shown as unsure: below it one in six is right."""
OWN = 0.8
"""What the share of words that two tellings of one report have in common counts: a report seldom says a thing twice."""
OTHER_WORDS = 0.5
"""Share of quoted words under which two quotations of one report are two utterances."""
HEADLINE_WORDS = 3
"""Words of a quotation below that a headline has in one run to be cut from it."""
LEFT_OUT = 1
"""Clauses that one telling may leave out between two that others print in a row."""

_SPEAKERS: tuple[SpeakerKind, ...] = ("person", "organisation", "document", "group", "unnamed", "author", "none")
"""Whose words they are where tellings name several: a person before a body, which may speak through a person."""
_FOR_A_BODY = 2
"""How many tellings that name a body weigh as one that names a person: few reports name who speaks for it."""

_NAMED = re.compile(r"(?:him|her|it|them|me|us|you)\s(?:as\s)?", re.I)
"""Whom a label is given to, where the report says it with a pronoun: "called him a “hermit”", "described her as “wild”"."""

_CONDITIONAL = frozenset(("if", "unless", "until", "provided"))
"""With which a condition begins."""

Run = list[list[int]]
"""An utterance as clusters of units that follow one another in all their reports."""


@dataclass(frozen=True, slots=True)
class Group:
    """The tellings of one utterance, in the reports' order, with the speaker's name where one is known."""

    speaker: str | None
    tellings: tuple[Telling, ...]
    score: float
    why: str
    statements: tuple[Statement, ...] = field(repr=False)

    @property
    def id(self) -> str:
        """The id of the utterance."""
        return ids.utterance_id((t.report_id, t.statement_id, spans_of(t.content)) for t in self.tellings)


@dataclass(frozen=True, slots=True)
class Joined:
    """The utterances, what may be joined and is not, and the statements that only another report could tell were such."""

    groups: tuple[Group, ...]
    links: tuple[Link, ...]
    found: tuple[tuple[Statement, ...], ...]


def join_tellings(
    reports: Sequence[Report],
    statements: Sequence[tuple[Statement, ...]],
    *,
    cast: Cast,
    weights: Weights | None = None,
) -> Joined:
    """The utterances told by at least two of the reports, in the order in which the reports tell them.

    ``statements`` has a tuple for each report. Statements in the report's own voice, and findings of polls and the like, are no
    utterances. Where no telling's speaker is known, nobody can say that it is one utterance: the tellings are linked as unsure.
    """
    units = find_units(reports, statements, cast)
    pairs = score_pairs(units, weights or shipped_weights())
    runs = [run for run in _runs(units, _clusters(units, pairs)) if len({units[n].report for n in _flat(run)}) > 1]
    taken: dict[int, list[Unit]] = defaultdict(list)
    for unit in (units[n] for run in runs for n in _flat(run)):
        taken[unit.report].append(unit)
    order = {report.id: number for number, report in enumerate(reports)}

    def place(item: Group | Link) -> list[tuple[int, int, int]]:
        return [(order[t.report_id], *t.content[0].span) for t in item.tellings]

    groups = [_group(reports, units, run, pairs, taken) for run in runs]
    known = sorted((group for group in groups if group.speaker is not None), key=place)
    found: list[list[Statement]] = [[] for _ in reports]
    for group in known:
        for telling, statement in zip(group.tellings, group.statements, strict=True):
            if is_found_by_comparing(statement) and statement not in found[order[telling.report_id]]:
                found[order[telling.report_id]].append(statement)
    return Joined(
        tuple(known),
        tuple(sorted([*_unsettled(groups), *_unsure(reports, units, pairs, runs)], key=place)),
        tuple(tuple(those) for those in found),
    )


def _unsettled(groups: Iterable[Group]) -> Iterator[Link]:
    """Groups of which nobody can say who speaks; those that stand in statements of two reports at least."""
    for group in groups:
        pairs = zip(group.tellings, group.statements, strict=True)
        tellings = tuple(telling for telling, statement in pairs if not is_found_by_comparing(statement))
        if group.speaker is None and len({telling.report_id for telling in tellings}) > 1:
            yield Link("unsure", None, tellings, group.score, f"no report settles who says so. {group.why}")


def _unsure(reports: Sequence[Report], units: Sequence[Unit], pairs: Scores, runs: Sequence[Run]) -> Iterator[Link]:
    """Pairs that may tell one utterance, the likeliest for each sentence, where both are not told to be joined elsewhere.

    Where the same speaker is known in both and other days are named beside them, it is the same position on another occasion.
    """
    met = {units[n].sentence for run in runs for n in _flat(run)}
    ranked = sorted((score, place_of(units[a]), place_of(units[b]), a, b) for score, a, b in pairs.ranked(UNSURE))
    for score, _, _, a, b in sorted(ranked, key=lambda item: (-item[0], item[1], item[2])):
        one, other = units[a], units[b]
        ends = {one.sentence, other.sentence}
        if ends & met or one.sentence.is_loose or other.sentence.is_loose:
            continue
        met |= ends
        tellings = tuple(_alone(reports[unit.report], unit) for unit in sorted((one, other), key=place_of))
        known = one.person is not None and one.person == other.person
        apart = known and one.sentence.days and other.sentence.days and not one.sentence.days & other.sentence.days
        speaker = one.person.name if known and one.person is not None else None
        yield Link("same-position" if apart else "unsure", speaker, tellings, score, reasons_of(one, other))


def _alone(report: Report, unit: Unit) -> Telling:
    content = tuple(Passage(report.text, span) for span in unit.spans)
    return Telling(report.id, unit.sentence.statement.id, content, unit.manner)


def strand_of(report: Report, telling: Telling, statement: Statement) -> Strand:
    """The words of a telling, each with its passage's number and whether it stands inside quotation marks."""
    marked = find_marked(report)
    direct = statement.interpretation.manner == "direct"
    return Strand(
        report.text,
        tuple(
            Token(word, part, direct or is_within(marked, word.span))
            for part, passage in enumerate(telling.content)
            for word in find_words(report.text.words, passage.span)
        ),
    )


def _flat(run: Run) -> Iterable[int]:
    return (number for cluster in run for number in cluster)


def _clusters(units: Sequence[Unit], pairs: Scores) -> list[list[int]]:
    """Groups by average linkage over all their pairs of two reports, the likeliest first.

    A stretch that overlaps with one that is joined already tells no other utterance, unless somebody else is told in it.
    """
    cluster_of = {unit.number: unit.number for unit in units}
    members: dict[int, list[int]] = {unit.number: [unit.number] for unit in units}
    joined: dict[int, list[Unit]] = defaultdict(list)
    ranked = sorted(
        ((score, place_of(units[a]), place_of(units[b]), a, b) for score, a, b in pairs.ranked(JOIN)),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    for *_, a, b in ranked:
        one, other = cluster_of[a], cluster_of[b]
        if one == other or not _may_stand_together(units, members[one], members[other]):
            continue
        if any(_is_taken(units[n], joined[units[n].report]) for n in (a, b) if len(members[cluster_of[n]]) == 1):
            continue
        if _mean(units, pairs, members[one], members[other]) >= JOIN:
            for n in (a, b):
                if len(members[cluster_of[n]]) == 1:
                    joined[units[n].report].append(units[n])
            members[one] += members.pop(other)
            for n in members[one]:
                cluster_of[n] = one
    groups = _parted(units, pairs, [sorted(group) for group in members.values() if len(group) > 1], joined)
    return _with_headlines(units, _once_more(units, pairs, groups))


def _once_more(units: Sequence[Unit], pairs: Scores, groups: Sequence[list[int]]) -> list[list[int]]:
    """The groups, with clauses of one sentence that stand in one group taken for what they are together, and joined anew.

    "Let the guns fall silent", beside a headline that says so, is less like "If the shelling stops, I will pull the army out"
    than its whole sentence is.
    """
    by_place = {(unit.stream, unit.clauses): unit.number for unit in units}
    found = [list(group) for group in groups]
    for at, group in enumerate(found):
        others = [units[n] for other in found if other is not group for n in other]
        found[at] = _in_full(units, group, by_place, others)
    changed = {at for at, group in enumerate(found) if len(group) < len(groups[at])}
    home = {n: at for at, group in enumerate(found) for n in group}
    ranked = sorted(
        ((score, place_of(units[a]), place_of(units[b]), a, b) for score, a, b in pairs.ranked(JOIN)),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    for *_, a, b in ranked:
        one, other = home.get(a), home.get(b)
        if one is None or other is None or one == other or changed.isdisjoint((one, other)):
            continue
        if _may_stand_together(units, found[one], found[other]) and _mean(units, pairs, found[one], found[other]) >= JOIN:
            found[one] += found[other]
            for n in found[other]:
                home[n] = one
            found[other] = []
    return [sorted(group) for group in found if group]


def _in_full(
    units: Sequence[Unit], group: Sequence[int], by_place: dict[tuple[int, tuple[int, int]], int], others: Sequence[Unit]
) -> list[int]:
    """A group with one unit for several of one sentence, from the first to the last, unless others tell what is between."""
    of_sentence: dict[Sentence, list[int]] = defaultdict(list)
    for n in group:
        of_sentence[units[n].sentence].append(n)
    full: list[int] = []
    for sentence, parts in of_sentence.items():
        clauses = min(units[n].clauses[0] for n in parts), max(units[n].clauses[1] for n in parts)
        whole = by_place.get((units[parts[0]].stream, clauses))
        if len(parts) == 1 or whole is None or units[whole].sentence is not sentence:
            full += parts
        else:
            full += parts if any(units[whole].overlaps(other) for other in others) else [whole]
    return full


def _with_headlines(units: Sequence[Unit], groups: Sequence[list[int]]) -> list[list[int]]:
    """The groups, each with the quoted headlines that are cut from what the same report prints below.

    "‘It was a crime’" above "The strike was a crime": but for a pronoun its words stand in one run in a quotation, and in the
    quotations of no other group.
    """
    home = {n: at for at, group in enumerate(groups) for n in group}
    taken = [units[n] for n in home]
    found = [list(group) for group in groups]
    headlines = (unit for unit in units if unit.sentence.headline and unit.manner == "direct" and unit.marked)
    for headline in sorted(headlines, key=lambda unit: (-len(unit.ns), place_of(unit))):
        if headline.number in home or any(headline.overlaps(other) for other in taken):
            continue
        cut = headline.ns[1:] if headline.ns[0] in PRONOUNS else headline.ns
        holding = {home[unit.number] for unit in taken if unit.report == headline.report and _quotes(unit, cut)}
        if len(cut) >= HEADLINE_WORDS and len(holding) == 1:
            found[holding.pop()].append(headline.number)
            taken.append(headline)
    return [sorted(group) for group in found]


def _quotes(unit: Unit, words: Sequence[str]) -> bool:
    """Does a unit below the headline print these words in one run, in quotation marks?"""
    if unit.sentence.headline or unit.manner == "indirect":
        return False
    return any(unit.ns[at : at + len(words)] == tuple(words) for at in range(len(unit.ns) - len(words) + 1))


def _parted(units: Sequence[Unit], pairs: Scores, groups: list[list[int]], joined: dict[int, list[Unit]]) -> list[list[int]]:
    """The groups, where clauses of a joined sentence that tell what others tell have gone to them, and the rest stays.

    One report gives in a sentence three quotations, each of which others print in a sentence of its own; a single quotation is
    never parted. ``joined`` has for each report what is joined; a unit that is not may begin a group of its own.
    """
    by_place = {(unit.stream, unit.clauses): unit.number for unit in units}
    home = {n: at for at, group in enumerate(groups) for n in group}
    whole_ones = sorted((n for n in home if units[n].manner == "mixed"), key=lambda n: place_of(units[n]))
    near_of: dict[int, set[int]] = defaultdict(set)
    for _, a, b in pairs.ranked(JOIN):
        for one, other in ((a, b), (b, a)):
            if other not in home and not _is_taken(units[other], joined[units[other].report]):
                home[other] = len(groups)
                groups.append([other])
            near_of[one].add(other)

    def near_groups(number: int) -> list[int]:
        return sorted({home[n] for n in near_of[number] if n in home})

    def is_open(to: int) -> bool:
        alone = units[groups[to][0]] if len(groups[to]) == 1 else None
        return alone is None or not _is_taken(alone, joined[alone.report])

    for number in whole_ones:
        whole, at = number, home[number]
        while (parting := _best_parting(units, pairs, groups, at, whole, by_place, near_groups, is_open)) is not None:
            stays, goes, to = parting
            joined[units[groups[to][0]].report].append(units[groups[to][0]])
            groups[at] = sorted([*(n for n in groups[at] if n != whole), stays])
            groups[to] = sorted([*groups[to], goes])
            home[stays], home[goes] = at, to
            whole = stays
    return [group for group in groups if len(group) > 1]


def _best_parting(
    units: Sequence[Unit],
    pairs: Scores,
    groups: Sequence[Sequence[int]],
    at: int,
    whole: int,
    by_place: dict[tuple[int, tuple[int, int]], int],
    near_groups: Callable[[int], list[int]],
    is_open: Callable[[int], bool],
) -> tuple[int, int, int] | None:
    """Which clauses of a unit stay, which go, and to which group; None where it is best left whole."""
    unit = units[whole]
    first, last = unit.clauses
    rest = [n for n in groups[at] if n != whole]
    found: list[tuple[float, int, int, int]] = []
    for cut in range(first + 1, last):
        ends = [by_place.get((unit.stream, clauses)) for clauses in ((first, cut), (cut, last))]
        if ends[0] is None or ends[1] is None or not (units[ends[0]].marked and units[ends[1]].marked):
            continue
        for stays, goes in ((ends[0], ends[1]), (ends[1], ends[0])):
            others = [to for to in near_groups(goes) if to != at and is_open(to)]
            if not others or _mean(units, pairs, [stays], rest) < JOIN:
                continue
            gone = _mean(units, pairs, [goes], [n for n in rest if not _tells_both(units, pairs, n, stays, goes)] or rest)
            for to in others:
                score = _mean(units, pairs, [goes], groups[to])
                if score >= JOIN and score > gone and _may_stand_together(units, [goes], groups[to]):
                    found.append((score, -to, stays, goes))
    if not found:
        return None
    _, to, stays, goes = max(found)
    return stays, goes, -to


def _tells_both(units: Sequence[Unit], pairs: Scores, number: int, one: int, other: int) -> bool:
    """Does a unit of several clauses tell what each of two others tells?"""
    first, last = units[number].clauses
    return last - first > 1 and all(_score(units, pairs, number, n) >= JOIN for n in (one, other))


def _mean(units: Sequence[Unit], pairs: Scores, one: Sequence[int], other: Sequence[int]) -> float:
    """How near two groups are: the mean over the likelier pairs that cross them."""
    crossing = sorted((_score(units, pairs, m, n) for m in one for n in other), reverse=True)
    near = crossing[: math.ceil(NEAR * len(crossing))]
    return sum(near) / len(near) if near else 0.0


def _is_taken(unit: Unit, joined: Sequence[Unit]) -> bool:
    """Are some of its characters joined already, as words of the same speaker or of nobody known?"""
    return any(
        unit.overlaps(other) and (unit.person == other.person or None in (unit.person, other.person)) for other in joined
    )


def _may_stand_together(units: Sequence[Unit], one: Sequence[int], other: Sequence[int]) -> bool:
    """Do two groups hold no characters twice, no words of two people, and of each stream only what follows one another?

    What one report prints in two sentences another prints in one.
    """
    for m in one:
        for n in other:
            if units[m].overlaps(units[n]) or are_two_people(units[m], units[n]):
                return False
            if units[m].report == units[n].report and _are_other_quotations(units[m], units[n]):
                return False
            if units[m].stream == units[n].stream and _gap(units[m], units[n]) > max(len(one), len(other)):
                return False
    return True


def _are_other_quotations(a: Unit, b: Unit) -> bool:
    """Does one report print in the two, inside marks and not in one run, words of which they share little?"""
    if a.stream == b.stream or not a.marked or not b.marked:
        return False
    few = min(len(a.marked), len(b.marked))
    return len(a.marked & b.marked) < OTHER_WORDS * few


def _gap(a: Unit, b: Unit) -> int:
    """Clauses between two units of a stream."""
    return max(a.clauses[0], b.clauses[0]) - min(a.clauses[1], b.clauses[1])


def _score(units: Sequence[Unit], pairs: Scores, m: int, n: int) -> float:
    """How likely two units tell one utterance; of two of one report, how much of the shorter one the other has."""
    if units[m].report == units[n].report:
        return OWN * share_of_shorter(units[m], units[n]) if units[m].stream != units[n].stream else JOIN
    score = pairs.of(m, n)
    return score if score is not None else UNSEEN


def _runs(units: Sequence[Unit], clusters: Sequence[list[int]]) -> list[Run]:
    """Utterances as runs of clusters: those that follow one another in all their reports are one utterance."""
    runs: list[Run] = []
    tails: list[dict[int, int]] = []
    conditions: list[bool] = []
    for cluster in sorted(clusters, key=lambda c: [place_of(units[n]) for n in c]):
        told = _quoted(units, cluster) or [units[n] for n in cluster]
        starts = _starts(told)
        condition = _is_condition(units, cluster)
        for at, run in enumerate(runs):
            if _follows(tails[at], starts) or (
                (condition or conditions[at]) and _are_one_condition(units, list(_flat(run)), cluster)
            ):
                run.append(cluster)
                tails[at] = _ends(told)
                conditions[at] = conditions[at] and condition
                break
        else:
            runs.append([cluster])
            tails.append(_ends(told))
            conditions.append(condition)
    return runs


def _is_condition(units: Sequence[Unit], cluster: Sequence[int]) -> bool:
    """Does each of its units begin as a condition does?"""
    return all(units[n].ns[0] in _CONDITIONAL for n in cluster)


def _are_one_condition(units: Sequence[Unit], one: Sequence[int], other: Sequence[int]) -> bool:
    """Is the one the condition of what the other tells, in all its reports?

    "If the boats do not sail," and "the town will" are one utterance, whoever else prints the second half alone.
    """
    condition, rest = sorted((one, other), key=len)
    if not _is_condition(units, condition):
        return False
    ends = {units[n].sentence: units[n].clauses for n in rest}
    return all(
        units[n].sentence in ends
        and units[n].clauses[0] <= ends[units[n].sentence][1]
        and ends[units[n].sentence][0] <= units[n].clauses[1]
        for n in condition
    )


def _quoted(units: Sequence[Unit], cluster: Sequence[int]) -> list[Unit]:
    """The direct tellings where two reports at least have them: they say where an utterance goes on, whoever sums it up."""
    direct = [units[n] for n in cluster if units[n].manner == "direct"]
    return direct if len({unit.report for unit in direct}) > 1 else []


def _starts(told: Sequence[Unit]) -> dict[int, int]:
    """The first clause of each stream."""
    starts: dict[int, int] = {}
    for unit in told:
        starts[unit.stream] = min(unit.clauses[0], starts.get(unit.stream, unit.clauses[0]))
    return starts


def _ends(told: Sequence[Unit]) -> dict[int, int]:
    """Where each stream goes on after them."""
    ends: dict[int, int] = {}
    for unit in told:
        ends[unit.stream] = max(unit.clauses[1], ends.get(unit.stream, unit.clauses[1]))
    return ends


def _follows(ends: dict[int, int], starts: dict[int, int]) -> bool:
    """Do the same streams go on, with little left out that others print in other words?"""
    return ends.keys() == starts.keys() and all(0 <= starts[key] - ends[key] <= LEFT_OUT for key in ends)


def _group(
    reports: Sequence[Report],
    units: Sequence[Unit],
    run: Run,
    pairs: Scores,
    taken: dict[int, list[Unit]],
) -> Group:
    by_stream: dict[int, list[Unit]] = defaultdict(list)
    told: dict[str, set[int]] = defaultdict(set)
    for unit in sorted((units[n] for n in _flat(run)), key=place_of):
        by_stream[unit.stream].append(unit)
        for key in unit.weights:
            told[key].add(unit.report)
    first = [mine[0] for mine in by_stream.values()]
    label = all(is_same_label(a, b) for a, b in combinations(_flat_units(units, run), 2))
    speaker = _speaker(first)
    tellings: list[Telling] = []
    statements: list[Statement] = []
    for mine in by_stream.values():
        report = reports[mine[0].report]
        shared = {key for key, where in told.items() if where - {mine[0].report}}
        elsewhere = [span for unit in taken[mine[0].report] if unit not in mine for span in unit.spans]
        spans = _label(report, mine) if label else _content(report, mine, shared, elsewhere)
        content = tuple(Passage(report.text, span) for span in spans)
        statement = mine[0].sentence.statement
        if mine[0].sentence.is_loose:
            statement = _on_anothers_word(content, statement, speaker)
        manners = {unit.manner for unit in mine}
        manner: Manner = manners.pop() if len(manners) == 1 else "mixed"
        tellings.append(Telling(report.id, statement.id, content, manner))
        statements.append(statement)
    crossing = [(m, n) for cluster in run for m, n in combinations(cluster, 2) if units[m].report != units[n].report]
    scores = [_score(units, pairs, m, n) for m, n in crossing if not _is_cut(units, pairs, (m, n))]
    return Group(
        speaker=speaker,
        tellings=tuple(tellings),
        score=round(sum(scores) / len(scores), 3),
        why=_why(reports, first, pairs),
        statements=tuple(statements),
    )


def _is_cut(units: Sequence[Unit], pairs: Scores, ends: Sequence[int]) -> bool:
    """Is one of the two a quoted headline that was joined by the words below it, with no weighed pair of its own?"""
    return pairs.of(*ends) is None and any(units[n].sentence.headline and units[n].manner == "direct" for n in ends)


def _flat_units(units: Sequence[Unit], run: Run) -> list[Unit]:
    return [units[n] for n in _flat(run)]


def _label(report: Report, mine: Sequence[Unit]) -> list[Span]:
    """The clause of a label, without the "him as" before it and without what a report adds."""
    words = report.text.words
    marked = find_marked(report)
    clauses = [clause for unit in mine for span in unit.spans for clause in find_clauses(words, span)]
    found: list[Span] = []
    for clause in clauses:
        if any(clause.overlaps(mark) for mark in marked):
            named = _NAMED.match(words, *clause)
            found.append(Span(named.end(), clause.end) if named else clause)
    return found


def _content(report: Report, mine: Sequence[Unit], shared: Collection[str], elsewhere: Sequence[Span]) -> list[Span]:
    """The spans of a telling: what tells of its units, rounded off to whole sentences where little else stands there."""
    words = report.text.words
    if all(unit.sentence.headline and unit.manner == "direct" for unit in mine):
        # What a headline prints beside a quotation is its own.
        bare = (trim_span(words, *span, strip=" \t\r\n:;,—–-") for unit in mine for span in unit.spans)
        return [span for span in bare if span is not None]
    spans = told_stretch(words, [span for unit in mine for span in unit.spans], shared)
    whole = [span for sentence in dict.fromkeys(unit.sentence for unit in mine) for span in sentence.spans]
    return _merged(rounded_off(words, spans, whole, elsewhere), whole, words)


def _merged(spans: Sequence[Span], whole: Sequence[Span], words: str) -> list[Span]:
    """Spans with nothing but spaces, marks or short leavings between them made one, within one passage of the text."""
    merged: list[Span] = []
    for span in sorted(spans):
        between = words[merged[-1].end : span.start] if merged else ""
        if merged and (not between.strip() or any(other.holds(merged[-1]) and other.holds(span) for other in whole)):
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


_LENT = "nothing here says whose words these are; another report of the story prints them"


def is_lent(statement: Statement) -> bool:
    """Is it a statement on another report's word alone? Only the comparison knows it; the report by itself has none there."""
    return statement.interpretation.why.startswith(_LENT)


def _on_anothers_word(content: tuple[Passage, ...], statement: Statement, speaker: str | None) -> Statement:
    """A statement of a stretch that only another report says is told: its speaker is lent, and marked so."""
    lent = replace(
        statement.interpretation,
        candidates=(speaker,) if speaker else (),
        why=_LENT + (f" as said by {speaker}" if speaker else ""),
    )
    return Statement(content, (), (), lent)


def _speaker(units: Sequence[Unit]) -> str | None:
    """The one whom most tellings name, a person before a body that is not named `_FOR_A_BODY` times as often."""
    names = Counter((unit.person.kind, unit.person.name) for unit in units if unit.person is not None)
    if not names:
        return None
    told = {key: count * (_FOR_A_BODY if key[0] == "person" else 1) for key, count in names.items()}
    return max(told, key=lambda key: (told[key], -_SPEAKERS.index(key[0]), key[1]))[1]


def _why(reports: Sequence[Report], units: Sequence[Unit], pairs: Scores) -> str:
    """For each telling after the first its best link to one before."""
    reasons: list[str] = []
    for at, unit in enumerate(units[1:], 1):
        links = [
            (score, [-x for x in place_of(other)], other)
            for other in units[:at]
            if (score := pairs.of(other.number, unit.number)) is not None
        ]
        if links:
            *_, other = max(links, key=lambda link: link[:2])
            reasons.append(f"{reports[other.report].name} and {reports[unit.report].name}: {reasons_of(other, unit)}")
    return ". ".join(reasons)
