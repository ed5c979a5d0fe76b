"""Text in, statements out: who said what in one report, each with the words it rests on.

A finder gives bare spans (source, cue, content); interpretation says who speaks and what kind of saying it is. Furniture is cut
out before anything is searched, so that no statement can arise from a page's invitations; spans come back by the offset map.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from onrecord.datamodel import Statement, Text
from onrecord.spans import Edit, Shadow, Span
from onrecord.statements.attribution import Attribution, Finder
from onrecord.statements.citations import find_citations
from onrecord.statements.interpretation import interpret

__all__ = ["find_citations", "find_statements"]


def find_statements(text: Text, *, finder: Finder | None = None) -> tuple[Statement, ...]:
    """The statements of a text in reading order; ``finder`` is the trained one unless another is given.

    >>> (statement,) = find_statements(Text("“We will stay,” said Ida Oru."))
    >>> statement.content[0].exact, statement.interpretation.speaker
    ('“We will stay,”', 'Ida Oru')
    """
    if finder is None:
        from onrecord.statements.finder import find_attributions

        finder = find_attributions
    return interpret(text, _without_furniture(text, finder))


def _without_furniture(text: Text, finder: Finder) -> tuple[Attribution, ...]:
    """What a finder finds in a text without furniture and bylines, in the text's own offsets.

    Blocks are parted by an empty line, whatever the page printed between them, so that no statement runs from a headline into
    the byline below it.
    """
    edits = [Edit(block.span.start, block.span.end, "\n") for block in text.blocks if block.kind in ("furniture", "byline")]
    for above, below in pairwise(text.blocks):
        start, end = above.span.end, below.span.start
        if start < end and "\n\n" not in text.words[start:end]:
            edits.append(Edit(start, end, "\n\n"))
    if not edits:
        return finder(text.words)
    shadow = Shadow(text.words, edits)

    def back(spans: tuple[Span, ...]) -> Iterator[Span]:
        for span in spans:
            original = shadow.to_original(span)
            if original is not None:
                yield original

    found: list[Attribution] = []
    renumbered: dict[int, int] = {}
    given = finder(shadow.words)
    for index, each in enumerate(given):
        content = tuple(back(each.content))
        if content:
            renumbered[index] = len(found)
            found.append(
                Attribution(
                    content=content,
                    cue=tuple(back(each.cue)),
                    source=tuple(back(each.source)),
                    score=each.score,
                    why=each.why,
                    parent=each.parent,
                )
            )
    return tuple(
        Attribution(
            content=each.content,
            cue=each.cue,
            source=each.source,
            score=each.score,
            why=each.why,
            parent=None if each.parent is None else renumbered.get(each.parent),
        )
        for each in found
    )
