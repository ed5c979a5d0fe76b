"""How many independent witnesses stand behind an item: the reports that tell it in, a least and greatest number out.

Two reporters at one press conference are two witnesses of one speaker; two prints of one dispatch are one witness. What is hard
here is that a text seldom says where it has its words. What is certain (two prints of one text, another report of the
story named as the source) lowers both bounds; what is likely (narration in common, one agency named by both) lowers the least
only. And that nothing shows a common source is no proof of two: the least number counts only reports that tell the words from
an occasion at which a reporter may have stood, or that were told themselves.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from onrecord.datamodel import Citation, Copy, Detail, Origins, Passage, Report, Statement
from onrecord.spans import Span
from onrecord.statements.sentences import find_sentences
from onrecord.stories.words import find_words

__all__ = ["Provenance"]

_OCCASION = re.compile(
    r"\b(?:(?:news|press)\s(?:conference|briefing)|(?:told|tells|telling)\s(?:a|an|the|our|this)?\s?(?:\w+\s)?(?:reporters|journalists|"
    r"newspaper|court|jury|parliament|assembly|senate|committee|meeting|crowd|rally|audience|islanders|relatives|nation)|"
    r"(?:in|before|outside|at|to)\s(?:the\s)?(?:\w+\s)?(?:court|dock|parliament|assembly|gates?|quay|hall|palace|chamber|rally|meeting)|"
    r"jury|trial|witness|testified|public\sseats|from\sthe\sdock|as\s(?:he|she|they)\sleft|photographers|question(?:ers)?\b)",
    re.I,
)
"""What shows that words were spoken before people, among whom a report's own reporter may have stood."""
ONE_TEXT = 0.5
"""Share of a report's body that another has word for word, from which on the two are one text."""
_SMALL = frozenset("the a an of and".split())


class Provenance:
    """What the reports of a story show of where they have their words. Ask it with `origins`."""

    def __init__(
        self,
        reports: Sequence[Report],
        copies: Iterable[Copy],
        citations: Iterable[Citation],
        statements: Sequence[tuple[Statement, ...]] = (),
    ) -> None:
        self._said: dict[tuple[str, str], list[Passage]] = defaultdict(list)
        for report, told in zip(reports, statements, strict=False):
            for statement in told:
                if statement.interpretation.speaker is not None:
                    self._said[report.id, _last(statement.interpretation.speaker)] += statement.content
        self._reports = tuple(reports)
        self._names = {report.id: report.name for report in reports}
        self._rank = {report.id: number for number, report in enumerate(reports)}
        self._texts = {report.id: report.text for report in reports}
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

    def id_of(self, number: int) -> str:
        """The id of a report by its place in the story."""
        return self._reports[number].id

    def name_of(self, number: int) -> str:
        """The name of a report by its place in the story."""
        return self._reports[number].name

    def of_details(self, details: Iterable[Detail]) -> Origins:
        """The origins of a fact."""
        return self.origins([(detail.report_id, [detail.passage], None) for detail in details])

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
            if self._is_one_text(a, b):
                certain.join(a, b)
            elif self._outlets.get(a, a) == self._outlets.get(b, b):
                likely.join(a, b)
                why.append(f"{self._names[a]} and {self._names[b]} are one outlet's")
            elif self._copied(a, b, where[a], where[b]) or self._shares(a, b):
                likely.join(a, b)
                why.append(f"{self._names[a]} and {self._names[b]} share narration and may rest on one text")
        for family in certain.families():
            why.append(f"{_listed([self._names[name] for name in family])} are one text for the most part: one witness")
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
        # That nothing shows where a report has it does not make it a witness: only an occasion with listeners does.
        seen = {report_id for report_id in ids if self._was_there(report_id, where[report_id])}
        families: dict[str, bool] = {}
        for report_id in ids:
            root = likely.root(report_id)
            families[root] = families.get(root, False) or report_id in seen
        lower, upper = max(1, sum(families.values())), certain.count()
        lower = min(lower, upper)
        if seen and len(ids) > 1:
            there = [self._names[r] for r in ids if r in seen]
            why.append(f"{_listed(there)} {'tells' if len(there) == 1 else 'tell'} it from an occasion with listeners")
        elif len(ids) > 1:
            why.append("no report shows on what occasion it was said")
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

    def _shares(self, a: str, b: str) -> bool:
        return bool(self._copies.get((a, b)) or self._copies.get((b, a)))

    def _is_one_text(self, a: str, b: str) -> bool:
        """Is most of the shorter report's body narration that the other has word for word?"""
        copied = self._copies.get((a, b), []) + self._copies.get((b, a), [])
        if not copied:
            return False
        shared = {a: sum(len(c.a.span if c.reports[0] == a else c.b.span) for c in copied)}
        shared[b] = sum(len(c.a.span if c.reports[0] == b else c.b.span) for c in copied)
        body = {
            r: sum(len(x.span) for x in self._texts[r].blocks if x.kind == "body") or len(self._texts[r].words) for r in (a, b)
        }
        return any(shared[r] >= ONE_TEXT * body[r] for r in (a, b))

    def _was_there(self, report_id: str, told: Iterable[tuple[Sequence[Passage], Statement | None]]) -> bool:
        """Does the report show, around the words, an occasion where it may have heard them, or that it was told itself?"""
        text = self._texts[report_id]
        own = self._outlets.get(report_id, "")
        last = own.split()[-1] if own else ""
        for passages, statement in told:
            speaker = statement.interpretation.speaker if statement is not None else None
            theirs = self._said.get((report_id, _last(speaker)), []) if speaker else []
            for passage in (*passages, *theirs):
                words = " ".join(span.cut(text.words) for span in self._paragraphs_around(report_id, passage))
                if _OCCASION.search(words):
                    return True
                if last and re.search(rf"\btold\s(?:the\s)?(?:\w+\s)?{re.escape(last)}", words, re.I):
                    return True
        return False

    def _paragraphs_around(self, report_id: str, passage: Passage) -> list[Span]:
        """The paragraph of a passage and the one before; the sentences around it where a text has no paragraphs labelled."""
        blocks = self._texts[report_id].blocks
        if not blocks:
            sentences = self._sentences[report_id]
            number = next((n for n, s in enumerate(sentences) if s.end > passage.span.start), 0)
            return list(sentences[max(0, number - 1) : number + 2])
        number = next((n for n, block in enumerate(blocks) if block.span.end > passage.span.start), 0)
        return [block.span for block in blocks[max(0, number - 1) : number + 1] if block.kind in {"body", "dateline"}]

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

    def root(self, name: str) -> str:
        return self._of[name]

    def count(self) -> int:
        return len(set(self._of.values()))

    def families(self) -> list[list[str]]:
        """The sets of two and more, in order."""
        sets: dict[str, list[str]] = defaultdict(list)
        for name, root in self._of.items():
            sets[root].append(name)
        return [names for names in sets.values() if len(names) > 1]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _last(name: str) -> str:
    words = find_words(name)
    return words[-1].n if words else ""


def _bare(name: str) -> str:
    """An outlet's name as it is compared: without articles, points and capitals."""
    return " ".join(word.n for word in find_words(name) if word.n not in _SMALL)
