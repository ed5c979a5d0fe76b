"""Stories drawn by hand: reports with their statements, the spans of which are drawn in the text.

``<q>…</q>`` is a direct statement, ``<i>…</i>`` an indirect and ``<m>…</m>`` a mixed one; a digit after the letter tells several
apart. ``speakers`` says whose each is; by default all are Ida Oru's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onrecord.collation import AsideHere, Comparison, collate
from onrecord.collation.alignment import Strand, Token
from onrecord.datamodel import Block, Citation, Report, Statement, Text
from onrecord.people import cast_people
from onrecord.record.compiling import order_reports
from onrecord.spans import Span
from onrecord.statements.marks import find_quotations
from onrecord.stories.words import find_words
from tests.specimens import draw, report_of, statement_of

MANNERS = {"q": "direct", "i": "indirect", "m": "mixed"}
ORU = "Ida Oru"


def told(
    drawn: str,
    *,
    name: str,
    speakers: Mapping[str, str | None] | None = None,
    headline: bool = False,
    **known: str | None,
):
    """A report and its statements, in reading order; with ``headline``, its first line is one."""
    words, spans = draw(drawn)
    line = words.find("\n")
    blocks = (Block("headline", Span(0, line)), Block("body", Span(line + 1, len(words)))) if headline else ()
    report = report_of(words, name=name, blocks=blocks, **known)
    statements = [
        statement_of(
            report,
            spans,
            content=tag,
            cue="c" + tag[1:],
            speaker=(speakers or {}).get(tag, ORU),
            manner=MANNERS[tag[0]],
            mention=None,
        )
        for tag in spans
        if tag[0] in MANNERS
    ]
    return report, tuple(sorted(statements, key=lambda s: s.content[0].span))


def compare(*stories: tuple[Report, tuple[Statement, ...]], citations: Sequence[Citation] = ()) -> Comparison:
    order = order_reports([report for report, _ in stories])
    told = sorted(stories, key=lambda pair: order.index(pair[0]))
    statements = [found for _, found in told]
    aside = AsideHere(order, statements)
    aside.citations = tuple(citations)
    return collate(order, statements, cast=cast_people(order, statements), aside=aside)


def strand(words: str) -> Strand:
    """The strand of a whole text; what stands in quotation marks is marked."""
    marked = [quotation.span for quotation in find_quotations(words)]
    return Strand(Text(words), tuple(Token(w, 0, any(s.holds(w.span) for s in marked)) for w in find_words(words)))


def readings(collation) -> list[tuple[str, ...]]:
    """The class and the readings of each place; a dash where a witness has none."""
    return [(p.variant, *(w.passage.exact if w.passage else "–" for w in p.witnesses)) for p in collation.places]
