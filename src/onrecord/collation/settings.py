"""The details of a story each in its setting: reports and their figures in; every detail with its clause and speaker out.

Beside the figures that ``details.py`` finds, two kinds are read here, for they need more than the text: whom a report names as
its source, and people whom another report does not name at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.collation.details import Figure
from onrecord.collation.matters import Line, clause_around
from onrecord.collation.media import find_media
from onrecord.collation.profiles import Profile
from onrecord.datamodel import Citation, Detail, DetailKind, Passage, Report, Statement
from onrecord.spans import Span
from onrecord.stories.words import find_words

__all__ = ["Setting", "find_sources", "name_few", "read_settings"]


_OFTEN = ("tweet of ", "post of ", "statement of ", "message of ")
"""Documents of which one person makes several: two reports that name one may mean two."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A detail with its sentence, the words of its clause, and who says it (a speaker, or None for the report itself).

    ``bare`` says that the clause has no other words, so that those of the whole sentence stand in for them.
    """

    figure: Figure
    line: Line
    near: dict[str, float]
    voice: str | None
    bare: bool

    @property
    def report(self) -> int:
        """The number of its report in the story."""
        return self.line.report

    @property
    def kind(self) -> DetailKind:
        """The kind of its detail."""
        return self.figure.detail.kind


def read_settings(
    reports: Sequence[Report],
    lines: Sequence[Sequence[Line]],
    figures: Sequence[tuple[Figure, ...]],
    statements: Sequence[tuple[Statement, ...]],
) -> list[Setting]:
    """Every figure that stands in a sentence of its report, in the reports' order."""
    settings: list[Setting] = []
    for report, mine, found, told in zip(reports, lines, figures, statements, strict=True):
        by_span = {line.span: line for line in mine}
        voices = _voices(told, [figure.detail.passage.span for figure in found])
        for figure in found:
            line = by_span.get(figure.sentence)
            if line is not None:
                span = figure.detail.passage.span
                near = clause_around(report.text.words, line, span)
                rest = {key: w for key, w in line.weights.items() if not line.printed[key].span.overlaps(span)}
                settings.append(Setting(figure, line, near or rest, voices[span], bare=not near))
    return settings


def find_sources(
    reports: Sequence[Report],
    lines: Sequence[Sequence[Line]],
    citations: Sequence[Citation],
    statements: Sequence[tuple[Statement, ...]],
    people: Sequence[Sequence[Profile]],
) -> list[list[Figure]]:
    """Whom a report names as the origin of what a sentence tells: outlets and agencies, bodies and documents."""
    by_report: dict[str, list[Citation]] = defaultdict(list)
    for citation in citations:
        by_report[citation.report_id].append(citation)
    found: list[list[Figure]] = []
    for number, (report, mine, told) in enumerate(zip(reports, lines, statements, strict=True)):
        named = {citation.passage.span: (citation.passage, citation.cites) for citation in by_report[report.id]}
        for statement in told:
            said = statement.interpretation
            if said.kind in {"organisation", "group", "document"} and said.resolved == "yes" and statement.source:
                source = statement.source[0]
                if not any(span.overlaps(source.span) for span in named):
                    named[source.span] = (source, said.speaker or source.exact)
        found.append([])
        cited = {citation.passage.span for citation in by_report[report.id]}
        for passage, name in named.values():
            line = next((li for li in mine if li.span.holds(passage.span)), None)
            if line is not None:
                counts = "body" if passage.span not in cited or name.startswith(_OFTEN) else None
                found[-1].append(Figure(Detail(report.id, "source", passage, name), 0, 0, True, counts, line.span))
        folded = frozenset(" ".join(profile.folded) for profile in people[number] if len(profile.folded) > 1)
        for line in mine:
            for span, name in find_media(report.text.words, line.span, people=folded):
                if not any(f.detail.passage.span.overlaps(span) and f.counts == "medium" for f in found[-1]):
                    passage = Passage(report.text, span)
                    # A citation of the same words is the same source under a name that others may not use.
                    found[-1] = [f for f in found[-1] if f.counts == "medium" or not f.detail.passage.span.overlaps(span)]
                    counts = "own" if name.startswith("platform") else "medium"
                    found[-1].append(Figure(Detail(report.id, "source", passage, name), 0, 0, True, counts, line.span))
    return found


def name_few(
    reports: Sequence[Report], lines: Sequence[Sequence[Line]], people: Sequence[Sequence[Profile]]
) -> list[list[Figure]]:
    """The full names of people whom another report does not name at all, wherever they are printed.

    What is counted is the last name, which such a report may not print in any way.
    """
    found: list[list[Figure]] = [[] for _ in reports]
    for group in people:
        if len(group) == len(reports):
            continue
        for person in group:
            last = find_words(person.name.exact)[-1].n
            for passage in person.mentions if len(person.folded) > 1 else ():
                line = next((li for li in lines[person.report] if li.span.holds(passage.span)), None)
                if line is not None:
                    detail = Detail(reports[person.report].id, "name", passage, " ".join(group[0].folded))
                    found[person.report].append(Figure(detail, 0, 0, True, last, line.span))
    return found


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
