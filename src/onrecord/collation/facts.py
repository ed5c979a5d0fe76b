"""Which details of several reports speak of one matter, and whether they agree: figures in, facts out.

What is hard here is to know that two figures count the same thing at all. "62 people" and "340 people" in two reports of a fire
are no conflict: the one counts the hurt, the other the shift. Two figures are set against each other only where the noun that
is counted, and the words of the sentences around, are the same; and a conflict is called only where both are exact, one voice
does not give both, and nothing else explains the difference. Silence is better than a false conflict.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from onrecord.collation.details import Figure
from onrecord.collation.lexicon import lemma, stem
from onrecord.collation.origins import Provenance
from onrecord.datamodel import Detail, Fact, Report, Statement, Verdict
from onrecord.spans import Span
from onrecord.statements.sentences import find_sentences
from onrecord.stories.words import find_words

__all__ = ["compare_figures"]

TELLING = 13
"""From this number on an equal number is hardly chance; below, the words around must speak for it too."""
LIKE_EQUAL = 0.12
"""Share of the words around that two equal figures have in common at least."""
LIKE_COARSER = 0.2
"""The same for a figure and a vaguer one that allows it."""
LIKE_HUGE = 0.05
"""The same where both are amounts of a billion or more."""
LIKE_CONFLICT = 0.4
"""The same for two figures that differ: most of what is said of them."""
_UNITS = frozenset(
    lemma(unit)
    for unit in "year month week day hour minute second mile kilometre metre foot inch time pound ton degree".split()
)
"""What everything is measured in: that two figures count years says nothing of what they are about."""


_Links = dict[tuple[int, int], tuple[Verdict, float]]
"""For two figures by number: the verdict on them, and how alike the words around them are."""


@dataclass(frozen=True, slots=True)
class _Setting:
    """A figure with the words around it (stem to rarity) and who says it (a statement's speaker, or None for the report)."""

    figure: Figure
    report: int
    around: dict[str, float]
    printed: dict[str, str]
    voice: str | None
    published: str | None


def compare_figures(
    reports: Sequence[Report],
    figures: Sequence[tuple[Figure, ...]],
    statements: Sequence[tuple[Statement, ...]],
    *,
    provenance: Provenance,
) -> tuple[Fact, ...]:
    """Facts in the order in which the reports print them: first those of several reports, then figures of one report alone."""
    settings = _settings(reports, figures, statements)
    links = _links(settings)
    facts: list[Fact] = []
    joined: set[int] = set()
    for group in _agreeing(settings, links):
        facts.append(_fact(settings, group, links, provenance))
        joined.update(group)
    for (a, b), (verdict, _) in sorted(links.items()):
        if verdict == "conflict":
            facts.append(_fact(settings, [a, b], links, provenance))
            joined.update((a, b))
    order = {report.id: number for number, report in enumerate(reports)}
    facts.sort(key=lambda fact: [(order[d.report_id], d.passage.span) for d in fact.values])
    matched = {(settings[at].report, settings[at].figure.detail.value, settings[at].figure.counts) for at in joined}
    for setting in _alone(settings):
        figure = setting.figure
        if (setting.report, figure.detail.value, figure.counts) not in matched:
            origins = provenance.origins([(figure.detail.report_id, [figure.detail.passage], None)])
            name = reports[setting.report].name
            facts.append(Fact(figure.detail.kind, "single", (figure.detail,), origins, f"{name} alone has this figure"))
    return tuple(facts)


def _settings(
    reports: Sequence[Report], figures: Sequence[tuple[Figure, ...]], statements: Sequence[tuple[Statement, ...]]
) -> list[_Setting]:
    seen: Counter[str] = Counter()
    sentences = 2
    for report in reports:
        for sentence in find_sentences(report.text.words):
            sentences += 1
            seen.update({stem(w.n) for w in find_words(report.text.words, sentence)})
    log = math.log(sentences)
    settings: list[_Setting] = []
    for number, (report, found, told) in enumerate(zip(reports, figures, statements, strict=True)):
        voices = _voices(told, [figure.detail.passage.span for figure in found])
        for figure in found:
            own = figure.detail.passage.span
            printed: dict[str, str] = {}
            for word in find_words(report.text.words, figure.sentence):
                if not word.is_function_word and not word.span.overlaps(own) and not word.n[0].isdigit():
                    printed.setdefault(stem(word.n), word.t)
            around = {key: 1 - math.log(max(seen[key], 1)) / log for key in printed}
            settings.append(_Setting(figure, number, around, printed, voices[own], report.published))
    return settings


def _voices(told: Sequence[Statement], spans: Sequence[Span]) -> dict[Span, str | None]:
    """Who says each figure: the speaker of the innermost statement that holds it; None for the report itself."""
    passages = sorted(((p.span, s) for s in told for p in s.content), key=lambda pair: (pair[0], pair[1].id))
    voices: dict[Span, str | None] = {}
    around: list[tuple[Span, Statement]] = []
    at = 0
    for span in sorted(set(spans)):
        while at < len(passages) and passages[at][0].start <= span.start:
            around.append(passages[at])
            at += 1
        around = [pair for pair in around if pair[0].end > span.start]
        holding = [statement for held, statement in around if held.holds(span)]
        voices[span] = _voice(holding)
    return voices


def _voice(holding: Sequence[Statement]) -> str | None:
    if not holding:
        return None
    inner = min(holding, key=lambda s: (sum(len(p.span) for p in s.content), s.id)).interpretation
    return None if inner.resolved == "author" else inner.speaker or "somebody"


def _likeness(a: _Setting, b: _Setting) -> float:
    """How much of what the shorter of two sentences says of its figure the other says too, by rarity."""
    both = sum(weight for key, weight in a.around.items() if key in b.around)
    least = min(sum(a.around.values()), sum(b.around.values()))
    return both / max(least, 1.5)


def _links(settings: Sequence[_Setting]) -> _Links:
    """Pairs of figures of two reports that speak of one matter, with the verdict and how alike the words around are."""
    kinds: dict[tuple[str, str | None], list[int]] = defaultdict(list)
    for at, setting in enumerate(settings):
        kinds[setting.figure.detail.kind, setting.figure.counts].append(at)
    links: _Links = {}
    for (kind, counts), members in kinds.items():
        # What a figure counts may go without saying ("more than 60 were hurt"), and a vague amount names no currency.
        open_ones = kinds.get((kind, None), []) if counts is not None else []
        for a, b in [*combinations(members, 2), *((min(m, n), max(m, n)) for m in members for n in open_ones)]:
            if settings[a].report != settings[b].report:
                found = _verdict(settings, a, b, members)
                if found is not None:
                    links[a, b] = found
    return links


def _verdict(settings: Sequence[_Setting], a: int, b: int, members: Sequence[int]) -> tuple[Verdict, float] | None:
    one, other = settings[a].figure, settings[b].figure
    like = _likeness(settings[a], settings[b])
    if one.detail.value == other.detail.value and (one.exact or not one.is_number):
        if not _is_one_day(settings[a], settings[b]):
            return None
        rare = one.is_number and one.low >= TELLING and one.counts is not None
        return ("agree", like) if rare or like >= LIKE_EQUAL else None
    if not one.is_number or (one.counts != other.counts and None not in (one.counts, other.counts)):
        return None
    if _overlap(one, other):
        if one.exact and other.exact:
            return None
        if one.counts in _UNITS and like < LIKE_CONFLICT:
            return None
        # Hardly two amounts of a story run to billions without being one.
        huge = one.detail.kind == "amount" and min(one.low, other.low) >= 10**9
        return ("coarser", like) if like >= (LIKE_HUGE if huge else LIKE_COARSER) else None
    if (
        one.exact
        and other.exact
        and like >= LIKE_CONFLICT
        and one.counts is not None
        and _is_one_voice(settings, a, b, members)
    ):
        return "conflict", like
    return None


def _is_one_day(a: _Setting, b: _Setting) -> bool:
    """Can two equal words for a day mean the same one? "Yesterday" in reports of two days, or "Sunday" a week apart, cannot."""
    if a.figure.counts not in {"relative", "weekday"} or a.published is None or b.published is None:
        return True
    try:
        apart = abs((date.fromisoformat(a.published[:10]) - date.fromisoformat(b.published[:10])).days)
    except ValueError:
        return a.published == b.published
    return apart < (7 if a.figure.counts == "weekday" else 1)


def _overlap(one: Figure, other: Figure) -> bool:
    """Can both be true of one thing?"""
    return one.low <= other.high and other.low <= one.high


def _is_one_voice(settings: Sequence[_Setting], a: int, b: int, members: Sequence[int]) -> bool:
    """Do both reports speak for themselves, or of one speaker, and does neither print the other's figure as well?"""
    if settings[a].voice != settings[b].voice:
        return False
    values = {at: settings[at].figure.detail.value for at in members}
    here = {values[at] for at in members if settings[at].report == settings[a].report}
    there = {values[at] for at in members if settings[at].report == settings[b].report}
    return not here & there


def _agreeing(settings: Sequence[_Setting], links: _Links) -> list[list[int]]:
    """Groups of figures on one matter: equal ones first, then vaguer ones beside the figure they are most like."""
    group_of = list(range(len(settings)))

    def join(a: int, b: int) -> None:
        old, new = group_of[b], group_of[a]
        for at, group in enumerate(group_of):
            if group == old:
                group_of[at] = new

    for (a, b), (verdict, _) in sorted(links.items()):
        if verdict == "agree":
            join(a, b)
    vaguer: dict[int, tuple[float, int]] = {}
    for (a, b), (verdict, like) in sorted(links.items()):
        if verdict == "coarser":
            for x, y in ((a, b), (b, a)):
                if not settings[x].figure.exact and (x not in vaguer or like > vaguer[x][0]):
                    vaguer[x] = (like, y)
    for x, (_, y) in sorted(vaguer.items()):
        beside = [settings[at].figure for at, group in enumerate(group_of) if group == group_of[y]]
        if all(_overlap(settings[x].figure, figure) for figure in beside):
            join(y, x)
    groups: dict[int, list[int]] = defaultdict(list)
    for at, group in enumerate(group_of):
        groups[group].append(at)
    return [_one_each(settings, group, links) for group in groups.values() if len({settings[at].report for at in group}) > 1]


def _one_each(settings: Sequence[_Setting], group: Sequence[int], links: _Links) -> list[int]:
    """Of each report the figure that is most like those of the others: a report may print its number five times."""
    best: dict[int, tuple[float, int]] = {}
    for at in group:
        like = max((links[min(at, o), max(at, o)][1] for o in group if (min(at, o), max(at, o)) in links), default=0.0)
        report = settings[at].report
        if report not in best or like > best[report][0]:
            best[report] = (like, at)
    return sorted(at for _, at in best.values())


def _fact(settings: Sequence[_Setting], group: Sequence[int], links: _Links, provenance: Provenance) -> Fact:
    values = tuple(settings[at].figure.detail for at in group)
    verdict = _worst(settings, group, links)
    origins = provenance.origins([(detail.report_id, [detail.passage], None) for detail in values])
    shared = {key for a, b in combinations(group, 2) for key in settings[a].around.keys() & settings[b].around.keys()}
    first = settings[group[0]]
    words = [
        first.printed.get(key, key)
        for key in sorted(shared, key=lambda k: (-first.around.get(k, 0.0), k))
        if key in first.printed
    ]
    kind = next((d.kind for d in values if d.kind != "number"), values[0].kind)
    return Fact(kind, verdict, values, origins, _why(values, verdict, words))


def _worst(settings: Sequence[_Setting], group: Sequence[int], links: _Links) -> Verdict:
    if any((a, b) in links and links[a, b][0] == "conflict" for a, b in combinations(group, 2)):
        return "conflict"
    return "agree" if len({settings[at].figure.detail.value for at in group}) == 1 else "coarser"


def _why(values: Sequence[Detail], verdict: Verdict, words: Sequence[str]) -> str:
    printed = " / ".join(dict.fromkeys(detail.passage.exact for detail in values))
    about = f"; both sentences speak of {', '.join(words[:5])}" if words else ""
    if verdict == "agree":
        return f"the same value ({values[0].value}){about}"
    if verdict == "coarser":
        return f"{printed}: the vaguer figure allows the other{about}"
    return f"{printed}: both are exact and cannot both be true{about}"


def _alone(settings: Sequence[_Setting]) -> list[_Setting]:
    """Figures whose value no other report has, each once for its report, in reading order."""
    having: dict[tuple[str, str], set[int]] = defaultdict(set)
    for setting in settings:
        having[_bare(setting)].add(setting.report)
    once: dict[tuple[int, tuple[str, str]], _Setting] = {}
    for setting in settings:
        if setting.figure.is_number and len(having[_bare(setting)]) == 1:
            once.setdefault((setting.report, _bare(setting)), setting)
    return [setting for setting in once.values() if setting.figure.counts is not None or setting.figure.low >= TELLING]


def _bare(setting: _Setting) -> tuple[str, str]:
    """A figure's value whatever it counts: what stands in another report in any form is not alone."""
    return ("percentage" if setting.figure.detail.kind == "percentage" else "number", setting.figure.detail.value.split()[-1])
