"""Which bodies several reports name in full: reports in, for each body where each report names it, out.

One committee is printed as "the Harbour and Fisheries Committee" and as "the Committee on Fisheries and the Harbour": what
counts is which words there are and not their order. Only names of three words and more are looked at, and shorter forms of
them ("the Fisheries Committee") in reports that give no other: "the Committee" may be any one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.collation.lexicon import stem
from onrecord.datamodel import Passage, Report
from onrecord.spans import Span
from onrecord.stories.words import find_words

__all__ = ["Body", "find_bodies"]

_BODIES = frozenset(
    stem(word)
    for word in """committee commission council court department ministry agency association union federation board bureau
    service office institute university college academy senate parliament assembly congress authority administration
    alliance league society foundation fund bank company corporation group party directorate tribunal panel""".split()
)
_PANELS = frozenset(stem(word) for word in "committee subcommittee commission panel tribunal board inquiry".split())
"""Those that are shortened by leaving any words out. Of others the word that the name begins with must be kept: a "Fishing
Party" is another than the "Merrow Bay Fishing Party"."""
LONG = 3
"""Words of weight that a name in full has at least."""
SHORT = 2
"""Words of weight that a shorter form of it has: a noun for a body and one that tells which."""
_WHEN = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())


@dataclass(frozen=True, slots=True)
class Body:
    """One body: by report its name, and whether all give it in the same words ("the Harbour Committee" is in fewer)."""

    held: dict[int, Passage]
    whole: bool


def find_bodies(reports: Sequence[Report], lines: Sequence[Sequence[Span]]) -> list[Body]:
    """The bodies named by two reports, each by its fullest and first mention in either, in reading order of the first."""
    found: dict[frozenset[str], dict[int, Passage]] = defaultdict(dict)
    opening: dict[frozenset[str], str] = {}
    for number, (report, sentences) in enumerate(zip(reports, lines, strict=True)):
        for sentence in sentences:
            for span, keys in _names(report.text.words, sentence):
                found[keys].setdefault(number, Passage(report.text, span))
                first = (stem(word.n) for word in find_words(report.text.words, span) if not word.is_function_word)
                opening.setdefault(keys, next((key for key in first if key not in _BODIES), ""))
    bodies: list[Body] = []
    full = [keys for keys in found if len(keys) >= LONG]
    for keys in full:
        held = found[keys]
        if len(held) > 1:
            bodies.append(Body(held, whole=True))
        shorter: dict[int, Passage] = {}
        for part, mentions in found.items():
            if (
                part < keys
                and len(part) >= SHORT
                and part & _PANELS
                and not any(part < other for other in full if not other <= keys)
            ):
                for number, passage in mentions.items():
                    if not any(number in found[other] for other in full if part < other):
                        shorter.setdefault(number, passage)
        if shorter:
            bodies.append(Body({**shorter, **held}, whole=False))
    return sorted(bodies, key=lambda body: ([(number, p.span) for number, p in sorted(body.held.items())], body.whole))


def _names(text: str, sentence: Span) -> list[tuple[Span, frozenset[str]]]:
    """Runs of capitalised words, with small words between, that hold a noun for a body."""
    runs: list[list[Span]] = [[]]
    end = -1
    for word in find_words(text, sentence):
        capital = word.t[0].isupper() and not word.is_function_word and word.n not in _WHEN
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
        if len(keys) >= SHORT and keys & _BODIES:
            found.append((Span(run[0].start, run[-1].end), keys))
    return found
