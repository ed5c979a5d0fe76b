"""Quotations that two reports share in; those that they give to two different people out.

That one outlet has put words into another's mouth is grave, and a claim that must not be made lightly: a speaker may be
mistaken by us and not by the report. So only long quotations count, word for word the same, inside marks in both, each beside
a cue whose own source names its speaker. A pronoun, a body that speaks through somebody, or words told within another's
statement say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from onrecord.datamodel import Difference, Mention, Passage, Person, Report, SharedQuotation, Statement
from onrecord.people import Cast
from onrecord.people.spelling import fold_name, same_person
from onrecord.stories.words import find_words

__all__ = ["find_other_speakers"]

LEAST_WORDS = 8
"""Words that both print in a row, at least."""
SLIP = 2
"""Letters in which two names may differ and yet be one, misprinted."""
SHOWN = 80
"""Characters of the quotation that are shown."""


def find_other_speakers(
    reports: Sequence[Report],
    statements: Sequence[tuple[Statement, ...]],
    shared: Sequence[SharedQuotation],
    cast: Cast,
) -> tuple[Difference, ...]:
    """A difference for each shared quotation that two reports give to two people, both named beside it."""
    told = {report.id: found for report, found in zip(reports, statements, strict=True)}
    names = {report.id: report.outlet or report.name for report in reports}
    return tuple(_differing(told, names, shared, cast))


def _differing(
    told: dict[str, tuple[Statement, ...]], names: dict[str, str], shared: Sequence[SharedQuotation], cast: Cast
) -> Iterator[Difference]:
    for quotation in shared:
        if len(find_words(quotation.a.exact)) < LEAST_WORDS:
            continue
        ends = list(zip(quotation.reports, (quotation.a, quotation.b), strict=True))
        credited = [_credited(cast, report, passage, told[report]) for report, passage in ends]
        if credited[0] is None or credited[1] is None:
            continue
        (one, source), (other, other_source) = credited[0], credited[1]
        if one == other or _may_be_one(fold_name(one.name), fold_name(other.name)):
            continue
        words = quotation.a.exact if len(quotation.a.exact) <= SHOWN else f"{quotation.a.exact[:SHOWN].rsplit(' ', 1)[0]} …"
        sentence = (
            f"{names[quotation.reports[0]]} gives “{words.strip(' ,.')}” to {one.name}, "
            f"{names[quotation.reports[1]]} to {other.name}."
        )
        first, second = quotation.reports
        passages = (
            Mention(first, quotation.a),
            Mention(first, source),
            Mention(second, quotation.b),
            Mention(second, other_source),
        )
        yield Difference("other-speaker", sentence, passages, (quotation.id,))


def _may_be_one(name: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """May the two names be one person's, in two spellings or with a slip? Two that share any word are not told apart here."""
    near = any(OSA.distance(a, b) <= SLIP for a in name for b in other)
    return near or not name or not other or same_person(name, other) is not None


def _credited(cast: Cast, report: str, passage: Passage, told: Sequence[Statement]) -> tuple[Person, Passage] | None:
    """Who is named as saying it by the source that stands with it, and those words; None where that is not plain."""
    holding = [s for s in told if 2 * sum(_shared(passage, p) for p in s.content) > len(passage.span)]
    if len(holding) != 1:
        return None
    (statement,) = holding
    said = statement.interpretation
    person = cast.person_of(report, statement)
    if person is None or person.kind != "person" or statement.parent is not None or said.manner == "indirect":
        return None
    last = fold_name(person.name)[-1:]
    named = next((p for p in statement.source if last and last[0] in fold_name(p.exact)), None)
    return (person, named) if named is not None and said.on_behalf_of is None else None


def _shared(a: Passage, b: Passage) -> int:
    return max(0, min(a.span.end, b.span.end) - max(a.span.start, b.span.start))
