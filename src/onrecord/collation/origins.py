"""How many independent witnesses stand behind an item: the reports that tell it in, a least and greatest number out.

Two reporters at one press conference are two witnesses of one speaker; two prints of one dispatch are one witness. What is hard
here is that a text seldom says where it has its words. What is certain (copied narration around the words, another report of
the story named as the source) lowers both bounds; what is likely (two reports that name the same agency) lowers the least only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from onrecord.datamodel import Citation, Copy, Origins, Passage, Report, Statement
from onrecord.spans import Span
from onrecord.statements.sentences import find_sentences
from onrecord.stories.words import find_words

__all__ = ["Provenance"]

_SMALL = frozenset("the a an of and".split())


class Provenance:
    """What the reports of a story show of where they have their words. Ask it with `origins`."""

    def __init__(self, reports: Sequence[Report], copies: Iterable[Copy], citations: Iterable[Citation]) -> None:
        self._names = {report.id: report.name for report in reports}
        self._rank = {report.id: number for number, report in enumerate(reports)}
        self._outlets = {report.id: _bare(report.outlet) for report in reports if report.outlet}
        self._sentences = {report.id: find_sentences(report.text.words) for report in reports}
        self._copies: dict[tuple[str, str], list[Copy]] = defaultdict(list)
        for copy in copies:
            self._copies[copy.reports].append(copy)
        self._cited: dict[str, list[Citation]] = defaultdict(list)
        for citation in citations:
            if not citation.own:
                self._cited[citation.report_id].append(citation)
        self._general = {report.id: self._credits(report) for report in reports}

    def origins(self, told: Sequence[tuple[str, Sequence[Passage], Statement | None]]) -> Origins:
        """The origins of an item: for each telling its report's id, its passages, and its statement if it is one."""
        where: dict[str, list[tuple[Sequence[Passage], Statement | None]]] = defaultdict(list)
        for report_id, passages, statement in told:
            where[report_id].append((passages, statement))
        ids = sorted(where, key=self._rank.__getitem__)
        why: list[str] = []
        certain = _Sets(ids)
        likely = _Sets(ids)
        sources = {report_id: self._sources(report_id, where[report_id]) for report_id in ids}
        for a, b in combinations(ids, 2):
            if self._copied(a, b, where[a], where[b]):
                certain.join(a, b)
        for family in certain.families():
            why.append(
                f"{_listed([self._names[name] for name in family])} share the narration around it: one text, one witness"
            )
        for report_id in ids:
            for other in ids:
                if other != report_id and self._outlets.get(other) in sources[report_id]:
                    certain.join(report_id, other)
                    why.append(f"{self._names[report_id]} names {self._names[other]}’s outlet as its source")
        named: dict[str, list[str]] = defaultdict(list)
        for report_id in ids:
            for source in sorted(sources[report_id] | self._general[report_id]):
                named[source].append(report_id)
        for source, family in sorted(named.items()):
            if len(family) > 1:
                why.append(f"{_listed([self._names[name] for name in family])} name one source ({source})")
                for report_id in family[1:]:
                    likely.join(family[0], report_id)
        for a, b in combinations(ids, 2):
            if certain.same(a, b):
                likely.join(a, b)
        lower, upper = likely.count(), certain.count()
        if upper == len(ids) > 1:
            why.append(f"nothing shows that one of the {len(ids)} reports has it from another")
        elif len(ids) == 1:
            why.append("one report only")
        return Origins(lower, upper, tuple(why))

    def _credits(self, report: Report) -> set[str]:
        """Sources named for the whole of a report: in a byline or dateline, or in a credit without a statement."""
        found: set[str] = set()
        for citation in self._cited[report.id]:
            block = report.text.block_at(citation.passage.span.start)
            sentence = self._sentence_at(report.id, citation.passage.span)
            short = sentence is not None and len(find_words(report.text.words, sentence)) <= 8
            if block is not None and (block.kind in {"byline", "dateline"} or (citation.statement_id is None and short)):
                found.add(_bare(citation.cites))
        return found

    def _sources(self, report_id: str, told: Iterable[tuple[Sequence[Passage], Statement | None]]) -> set[str]:
        """Whom a report names as its source for these very words."""
        found: set[str] = set()
        for passages, statement in told:
            if statement is not None:
                found.update(_bare(via.name) for via in statement.interpretation.via)
            homes = {self._sentence_at(report_id, passage.span) for passage in passages}
            for citation in self._cited[report_id]:
                tied = statement is not None and citation.statement_id == statement.id
                if tied or self._sentence_at(report_id, citation.passage.span) in homes:
                    found.add(_bare(citation.cites))
        return found

    def _copied(
        self,
        a: str,
        b: str,
        in_a: Iterable[tuple[Sequence[Passage], Statement | None]],
        in_b: Iterable[tuple[Sequence[Passage], Statement | None]],
    ) -> bool:
        """Does a copy cover the narration of a telling's own sentence in both reports?"""
        for first, second in ((a, b), (b, a)):
            for copy in self._copies.get((first, second), ()):
                here, there = (in_a, in_b) if first == a else (in_b, in_a)
                if self._touches(first, here, copy.a.span) and self._touches(second, there, copy.b.span):
                    return True
        return False

    def _touches(self, report_id: str, told: Iterable[tuple[Sequence[Passage], Statement | None]], copied: Span) -> bool:
        for passages, _ in told:
            for passage in passages:
                home = self._sentence_at(report_id, passage.span)
                if copied.overlaps(passage.span) or (home is not None and home.overlaps(copied)):
                    return True
        return False

    def _sentence_at(self, report_id: str, span: Span) -> Span | None:
        return next((s for s in self._sentences[report_id] if s.start <= span.start < s.end), None)


class _Sets:
    """Which reports stand for one witness."""

    def __init__(self, names: Iterable[str]) -> None:
        self._of = {name: name for name in names}

    def join(self, a: str, b: str) -> None:
        one, other = self._of[a], self._of[b]
        self._of = {name: one if root == other else root for name, root in self._of.items()}

    def same(self, a: str, b: str) -> bool:
        return self._of[a] == self._of[b]

    def count(self) -> int:
        return len(set(self._of.values()))

    def families(self) -> list[list[str]]:
        """The sets of two and more, in order."""
        sets: dict[str, list[str]] = defaultdict(list)
        for name, root in self._of.items():
            sets[root].append(name)
        return [names for names in sets.values() if len(names) > 1]


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _bare(name: str) -> str:
    """An outlet's name as it is compared: without articles, points and capitals."""
    return " ".join(word.n for word in find_words(name) if word.n not in _SMALL)
