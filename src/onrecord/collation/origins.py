"""How many independent witnesses stand behind an item: the reports that tell it in, a least and greatest number out.

Two reporters at one press conference are two witnesses of one speaker; two prints of one dispatch are one witness. What is hard
here is that a text seldom says where it has its words. What is certain (two prints of one text, two reports of one outlet,
another report of the story named as the source) lowers both bounds; what is likely (narration in common, one agency named by
both) lowers the least only. And that nothing shows a common source is no proof of two: the least number counts only reports
that tell the words from an occasion at which a reporter may have stood, or that were told themselves. A report that shares an
agency's narration must say so in the very sentence, and one that is datelined elsewhere was not there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from onrecord.datamodel import Citation, Copy, Detail, Origins, Passage, Report, Statement, Text
from onrecord.spans import Span
from onrecord.statements.sentences import find_sentences
from onrecord.stories.words import find_words

__all__ = ["Provenance"]

_OCCASION = re.compile(
    r"\b(?:(?:news|press)\s(?:conference|briefing)|(?:told|tells|telling)\s(?:a|an|the|our|this)?\s?(?:\w+\s)?(?:reporters|journalists|"
    r"newspaper|court|jury|parliament|assembly|senate|committee|meeting|crowd|rally|audience|islanders|relatives|nation)|"
    r"(?:in|before|outside|at|to)\s(?:the\s)?(?:\w+\s)?(?:court|dock|parliament|assembly|gates?|quay|hall|palace|chamber|rally|meeting)|"
    r"(?:court|jury|inquest|inquiry|tribunal|hearing|committee|parliament|assembly|council)\s(?:was\stold|has\sheard|had\sheard|heard)|"
    r"jury|trial|witness|testified|public\s(?:seats|gallery)|from\sthe\sdock|as\s(?:he|she|they)\sleft|photographers|question(?:ers)?\b)",
    re.I,
)
"""What shows that words were spoken before people, among whom a report's own reporter may have stood."""
_DATELINE = re.compile(r"\s*(?P<place>[A-Z][A-Z.’'-]+(?:\s[A-Z][A-Z.’'-]+){0,2})(?=,|\s\(|\s?[—–]|\s-\s)")
"""The town in capitals that a report opens with."""
_DASH = re.compile(r"\)\s?[-—–]")
_THERE = re.compile(r"[^.;”\"]{0,20}?\s(?:in|on|at)\s(?P<place>[A-Z]\w+(?:\s[A-Z]\w+)?)")
"""Where an occasion was, right after the words that name it."""
ONE_TEXT = 0.5
"""Share of a report's body that another has word for word, from which on the two are one text."""
_SMALL = frozenset("the a an of and".split())
_OPENING = frozenset('“"‘')
_CLOSING = frozenset('”"’')


class Provenance:
    """What the reports of a story show of where they have their words. Ask it with `origins`."""

    def __init__(
        self,
        reports: Sequence[Report],
        copies: Iterable[Copy],
        citations: Sequence[Citation],
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
        self._lengths = {
            report.id: sum(len(block.span) for block in report.text.blocks if block.kind == "body") or len(report.text.words)
            for report in reports
        }
        self._one_text = {frozenset(pair) for pair in self._copies if self._are_one_text(*pair)}
        self._relatives = self._find_relatives()
        self._cited: dict[str, list[Citation]] = defaultdict(list)
        for citation in citations:
            if not citation.own:
                self._cited[citation.report_id].append(citation)
        self._general = {report.id: self._credits(report) for report in reports}
        self._datelines = {report.id: _town(report) for report in reports}
        wires = {c.report_id for c in citations if _heads(self._texts[c.report_id], c.passage)}
        self._listeners: dict[tuple[str, Span], bool] = {}
        self._second_hand = {
            report.id
            for report in reports
            if report.id not in wires and any(self._shares(report.id, wire) for wire in sorted(wires))
        }

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
        one_text = _Sets(ids)
        sources = {report_id: self._sources(report_id, where[report_id]) for report_id in ids}
        for a, b in self._related(ids):
            if frozenset((a, b)) in self._one_text:
                certain.join(a, b)
                one_text.join(a, b)
            elif self._outlets.get(a, a) == self._outlets.get(b, b):
                certain.join(a, b)
                why.append(f"{self._names[a]} and {self._names[b]} are one outlet’s: one witness")
            else:
                likely.join(a, b)
                why.append(f"{self._names[a]} and {self._names[b]} share narration and may rest on one text")
        for family in one_text.families():
            why.append(f"{_listed([self._names[name] for name in family])} are one text for the most part: one witness")
        for report_id in (r for r in ids if sources[r]):
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
        for family in certain.families():
            for report_id in family[1:]:
                likely.join(family[0], report_id)
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

    def names(self, report_id: str, other: str, told: Sequence[tuple[Sequence[Passage], Statement | None]]) -> bool:
        """Does a report name another's outlet as its source for these very words?"""
        outlet = self._outlets.get(other)
        return outlet is not None and outlet != self._outlets.get(report_id) and outlet in self._sources(report_id, told)

    def _credits(self, report: Report) -> set[str]:
        """Sources named for the whole of a report: in a byline or dateline, or in a credit without a statement."""
        found: set[str] = set()
        for citation in self._cited[report.id]:
            sentence = self._sentence_at(report.id, citation.passage.span.start)
            short = sentence is not None and len(find_words(report.text.words, sentence)) <= 8
            if _heads(report.text, citation.passage) or (citation.statement_id is None and short):
                found.add(_bare(citation.cites))
        return found

    def _sources(self, report_id: str, told: Iterable[tuple[Sequence[Passage], Statement | None]]) -> set[str]:
        """Whom a report names as its source for these very words."""
        found: set[str] = set()
        for passages, statement in told:
            if statement is not None:
                found.update(_bare(via.name) for via in statement.interpretation.via)
            homes = {self._sentence_at(report_id, passage.span.start) for passage in passages}
            for citation in self._cited[report_id]:
                tied = statement is not None and citation.statement_id == statement.id
                if tied or self._sentence_at(report_id, citation.passage.span.start) in homes:
                    found.add(_bare(citation.cites))
        return found

    def _shares(self, a: str, b: str) -> bool:
        return bool(self._copies.get((a, b)) or self._copies.get((b, a)))

    def _find_relatives(self) -> dict[str, set[str]]:
        """For each report those with which it shares narration, and those of its outlet."""
        relatives: dict[str, set[str]] = {report.id: set() for report in self._reports}
        of_outlet: dict[str, list[str]] = defaultdict(list)
        for report in self._reports:
            of_outlet[self._outlets.get(report.id, report.id)].append(report.id)
        for pair in (*self._copies, *(pair for ids in of_outlet.values() for pair in combinations(ids, 2))):
            for one, other in (pair, pair[::-1]):
                relatives.setdefault(one, set()).add(other)
        return relatives

    def _related(self, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The pairs of these reports that share narration or are one outlet's, in order."""
        place = {report_id: at for at, report_id in enumerate(ids)}
        for at, a in enumerate(ids):
            for other in sorted(place[b] for b in self._relatives[a] if place.get(b, -1) > at):
                yield a, ids[other]

    def _are_one_text(self, a: str, b: str) -> bool:
        """Is most of the shorter report's body narration that the other has word for word?"""
        copied = self._copies.get((a, b), []) + self._copies.get((b, a), [])
        return any(
            sum(len(c.a.span if c.reports[0] == one else c.b.span) for c in copied) >= ONE_TEXT * self._lengths[one]
            for one in (a, b)
            if copied
        )

    def _was_there(self, report_id: str, told: Iterable[tuple[Sequence[Passage], Statement | None]]) -> bool:
        """Does the report show, around the words, an occasion where it may have heard them, or that it was told itself?"""
        for passages, statement in told:
            speaker = statement.interpretation.speaker if statement is not None else None
            theirs = self._said.get((report_id, _last(speaker)), []) if speaker else []
            if any(self._is_heard_at(report_id, passage.span.start) for passage in (*passages, *theirs)):
                return True
        return False

    def _is_heard_at(self, report_id: str, start: int) -> bool:
        """Does the report show such an occasion around the words that start here?"""
        words = self._texts[report_id].words
        around = self._paragraphs_around(report_id, start)
        own = self._sentence_at(report_id, start)
        near = [own] if report_id in self._second_hand and own is not None else around
        if any(self._has_listeners(report_id, span) for span in near):
            return True
        outlet = self._outlets.get(report_id)
        told = rf"\btold\s(?:the\s)?(?:\w+\s)?{re.escape(outlet.split()[-1])}" if outlet else None
        return told is not None and re.search(told, " ".join(span.cut(words) for span in around), re.I) is not None

    def _has_listeners(self, report_id: str, span: Span) -> bool:
        """Does a stretch of the report name an occasion with listeners? The same stretch is asked again and again."""
        known = self._listeners.get((report_id, span))
        if known is None:
            occasions = _OCCASION.finditer(self._texts[report_id].words, *span)
            known = self._listeners[report_id, span] = any(self._is_near(report_id, found) for found in occasions)
        return known

    def _is_near(self, report_id: str, occasion: re.Match[str]) -> bool:
        """Is a report not datelined in another town than an occasion, in which a third report is datelined?"""
        there = _THERE.match(occasion.string, occasion.end())
        own = self._datelines[report_id]
        if there is None or own is None:
            return True
        town = there["place"].casefold()
        return town == own or town not in self._datelines.values()

    def _paragraphs_around(self, report_id: str, start: int) -> list[Span]:
        """The paragraph of words that start here and the one before their quotation; sentences in a text without paragraphs."""
        blocks = self._texts[report_id].blocks
        if not blocks:
            sentences = self._sentences[report_id]
            number = next((n for n, s in enumerate(sentences) if s.end > start), 0)
            return list(sentences[max(0, number - 1) : number + 2])
        words = self._texts[report_id].words
        number = next((n for n, block in enumerate(blocks) if block.span.end > start), 0)
        first = number
        while first > 0 and _runs_on(blocks[first - 1].span.cut(words)) and blocks[first].span.cut(words)[:1] in _OPENING:
            first -= 1  # a quotation over several paragraphs
        return [block.span for block in blocks[max(0, first - 1) : number + 1] if block.kind in {"body", "dateline"}]

    def _sentence_at(self, report_id: str, start: int) -> Span | None:
        sentences = self._sentences[report_id]
        at = bisect_right(sentences, start, key=lambda s: s.start) - 1
        return sentences[at] if at >= 0 and start < sentences[at].end else None


class _Sets:
    """Which reports stand for one witness."""

    def __init__(self, names: Iterable[str]) -> None:
        self._of = {name: name for name in names}

    def join(self, a: str, b: str) -> None:
        self._of[self.root(b)] = self.root(a)

    def root(self, name: str) -> str:
        while (above := self._of[name]) != name:
            self._of[name] = name = self._of[above]
        return name

    def count(self) -> int:
        return len({self.root(name) for name in self._of})

    def families(self) -> list[list[str]]:
        """The sets of two and more, in order."""
        sets: dict[str, list[str]] = defaultdict(list)
        for name in self._of:
            sets[self.root(name)].append(name)
        return [names for names in sets.values() if len(names) > 1]


def _heads(text: Text, passage: Passage) -> bool:
    """Is a source named in the byline or the dateline ("TESMAR (Continental Wire) — ")? Then the whole text is its."""
    block = text.block_at(passage.span.start)
    dashed = _DASH.match(text.words, passage.span.end) is not None and text.words[: passage.span.start].endswith("(")
    return dashed or (block is not None and block.kind in {"byline", "dateline"})


def _runs_on(paragraph: str) -> bool:
    """Does a paragraph open a quotation at its beginning and not close it at its end?"""
    return paragraph[:1] in _OPENING and paragraph.rstrip()[-1:] not in _CLOSING


def _town(report: Report) -> str | None:
    """The town in small letters in which a report is datelined."""
    text = report.text
    opening = next((block.span for block in text.blocks if block.kind in {"body", "dateline"}), None)
    match = _DATELINE.match(text.words, opening.start if opening is not None else 0)
    return match["place"].casefold() if match is not None else None


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _last(name: str) -> str:
    words = find_words(name)
    return words[-1].n if words else ""


def _bare(name: str) -> str:
    """An outlet's name as it is compared: without articles, points and capitals."""
    return " ".join(word.n for word in find_words(name) if word.n not in _SMALL)
