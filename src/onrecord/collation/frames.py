"""What stands around a telling and not in it: utterances in; the days, places and media named beside them out, for comparing.

"Ida Oru said on the Hour on Sunday that …": the day and the programme belong to the saying. Two reports that tell one utterance
speak of one occasion, whatever other words they use, so what their frames name is compared without further likeness. A report
that tells it and names no day tells less than one that does, unless it names one with something else that the person said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.collation.utterances import Group
from onrecord.datamodel import Passage, Report, Statement
from onrecord.people.spelling import fold_name
from onrecord.spans import Span

__all__ = ["Frame", "find_frames", "frames_by_speaker"]

NEAR = 70
"""Characters that a passage of who says it and how spans at most."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One report's way of telling that something was said: its sentences, what is told in them, and the words that say so."""

    report: int
    sentences: tuple[Span, ...]
    told: tuple[Span, ...]
    saying: Passage

    def holds(self, span: Span) -> bool:
        """Does this stand in the frame and not in what is told?"""
        return any(s.holds(span) for s in self.sentences) and not any(t.overlaps(span) for t in self.told)


def find_frames(
    reports: Sequence[Report], groups: Iterable[Group], sentences: Sequence[Sequence[Span]]
) -> list[tuple[str | None, list[Frame]]]:
    """For each utterance its speaker and its frames, one a telling, in the order of the tellings."""
    order = {report.id: number for number, report in enumerate(reports)}
    found: list[tuple[str | None, list[Frame]]] = []
    for group in groups:
        frames: dict[tuple[int, str], Frame] = {}
        for telling, statement in zip(group.tellings, group.statements, strict=True):
            number = order[telling.report_id]
            frame = _frame(reports[number], number, statement, sentences[number])
            if frame is not None:
                frames.setdefault((number, statement.id), frame)
        found.append((group.speaker, list(frames.values())))
    return found


def frames_by_speaker(
    reports: Sequence[Report], statements: Sequence[Sequence[Statement]], sentences: Sequence[Sequence[Span]]
) -> dict[str, list[Frame]]:
    """By the last word of each speaker's name the frames of all statements, joined or not, in reading order."""
    found: dict[str, list[Frame]] = defaultdict(list)
    for number, told in enumerate(statements):
        for statement in told:
            said = statement.interpretation
            name = fold_name(said.speaker or "")
            frame = _frame(reports[number], number, statement, sentences[number]) if name and said.resolved == "yes" else None
            if frame is not None:
                found[name[-1]].append(frame)
    return dict(found)


def _frame(report: Report, number: int, statement: Statement, sentences: Sequence[Span]) -> Frame | None:
    said = [passage.span for passage in (*statement.source, *statement.cue)]
    if not said:
        return None
    around = tuple(s for s in sentences if any(s.holds(span) for span in said))
    by_sentence: dict[Span, list[Span]] = defaultdict(list)
    for span in said:
        for sentence in around:
            if sentence.holds(span):
                by_sentence[sentence].append(span)
    if not by_sentence:
        return None
    spans = by_sentence[around[0]]
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    told = tuple(passage.span for passage in statement.content)
    whole = Span(start, end)
    if end - start > NEAR or any(t.overlaps(whole) for t in told):
        cue = next((p.span for p in statement.cue if around[0].holds(p.span)), spans[0])
        whole = cue
    return Frame(number, around, told, Passage(report.text, whole))
