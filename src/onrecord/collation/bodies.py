"""Which bodies several reports name in full: reports in, for each body where each report names it, out.

One committee is printed as "the Harbour and Fisheries Committee" and as "the Committee on Fisheries and the Harbour": what
counts is which words there are and not their order. Only names of three words and more are looked at: "the Committee" may
be any one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from onrecord.collation.lexicon import stem
from onrecord.datamodel import Passage, Report
from onrecord.spans import Span
from onrecord.stories.words import find_words

__all__ = ["find_bodies"]

_BODIES = frozenset(
    stem(word)
    for word in """committee commission council court department ministry agency association union federation board bureau
    service office institute university college academy senate parliament assembly congress authority administration
    alliance league society foundation fund bank company corporation group party directorate tribunal panel""".split()
)
LONG = 3
"""Words of weight that a name has at least."""


def find_bodies(reports: Sequence[Report], lines: Sequence[Sequence[Span]]) -> list[dict[int, Passage]]:
    """For each body named by two reports, its first mention in each, in reading order of the first."""
    found: dict[frozenset[str], dict[int, Passage]] = defaultdict(dict)
    for number, (report, sentences) in enumerate(zip(reports, lines, strict=True)):
        for sentence in sentences:
            for span, keys in _names(report.text.words, sentence):
                found[keys].setdefault(number, Passage(report.text, span))
    several = [held for held in found.values() if len(held) > 1]
    return sorted(several, key=lambda held: [(number, passage.span) for number, passage in sorted(held.items())])


def _names(text: str, sentence: Span) -> list[tuple[Span, frozenset[str]]]:
    """Runs of capitalised words, with small words between, that hold a noun for a body."""
    runs: list[list[Span]] = [[]]
    end = -1
    for word in find_words(text, sentence):
        capital = word.t[0].isupper() and not word.is_function_word
        goes_on = (
            bool(runs[-1]) and text[end : word.span.start] == " " and (capital or word.t in {"of", "on", "and", "for", "the"})
        )
        if not goes_on:
            runs.append([])
        if goes_on or capital:
            runs[-1].append(word.span)
        end = word.span.end
    found = []
    for run in runs:
        while run and text[run[-1].start].islower():
            run = run[:-1]
        if not run:
            continue
        keys = frozenset(stem(w.n) for w in find_words(text, Span(run[0].start, run[-1].end)) if not w.is_function_word)
        if len(keys) >= LONG and keys & _BODIES:
            found.append((Span(run[0].start, run[-1].end), keys))
    return found
