"""Record in, one HTML page out: self-contained, the same bytes for the same record, whole without scripts and without network.

Every passage of the record becomes a place in the page, named by its report's siglum and its characters (``#B-120-187``), and
every mention of the passage is a link there. What is hard here is that report words are hostile until shown otherwise: they
reach the page only through escaping, control characters that could turn the text around are shown as symbols, and a content
security policy admits nothing but the one style and the one script of this package, by their digests.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from onrecord.datamodel import (
    Act,
    Alone,
    AloneKind,
    BlockKind,
    Copy,
    Detail,
    Fact,
    Lacuna,
    Manner,
    Mention,
    Passage,
    Record,
    Rendering,
    Report,
    Statement,
    Telling,
    Utterance,
    VariantClass,
)
from onrecord.outputs.edition import (
    LOSS_WORDS,
    VARIANT_WORDS,
    Edition,
    Speaking,
    Voice,
    edit_record,
    spell_date,
    strongest_variant,
)
from onrecord.outputs.marks import Cutter, Mark, Open, Piece, Words
from onrecord.outputs.readings import Row, Run, essence_of, lay_rendering, lay_rows, lay_runs, place_key
from onrecord.outputs.unseen import UNSEEN, name_unseen, show_unseen
from onrecord.spans import Span, gaps_between, trim_span

__all__ = ["Page", "environment", "write_page"]

_LEFT_OUT = 12
"""Items shown of what a report leaves out; the record has all."""
_COLOURS = 8
"""Speakers with a colour of their own; the others share a neutral one and are told apart by their initials."""


def write_page(record: Record) -> str:
    """The record as one HTML page; the same record gives the same characters."""
    return Page(edit_record(record)).write()


# -- what the templates are given ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Paragraph:
    kind: BlockKind
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """A report with its words cut up; furniture that stands together is one group."""

    siglum: str
    report: Report
    headed: bool
    groups: tuple[tuple[bool, tuple[_Paragraph, ...]], ...]
    statements: int
    words: int
    shared: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A statement in the list of statements."""

    number: str
    place: int
    statement: Statement
    parent: str | None
    utterances: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Speaker:
    voice: Voice
    colour: str
    entries: tuple[_Entry, ...]
    names: tuple[tuple[int, Passage], ...]
    roles: tuple[tuple[int, Passage], ...]


class _LeftOut(NamedTuple):
    """What a report leaves out: the place of a report that tells it, what it is, and how many tell it."""

    utterances: list[tuple[int, Utterance, int]]
    facts: list[tuple[int, Passage, int]]


@dataclass(frozen=True, slots=True)
class _Line:
    """A telling written out; tellings that are alike to the letter share one."""

    tellings: tuple[Telling, ...]
    runs: tuple[Run, ...]
    beside: bool


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows of a collation with the tellings that stand in them; ``apart`` is the one in words of its own, if any."""

    tellings: tuple[int, ...]
    rows: tuple[Row, ...]
    apart: int | None


@dataclass(frozen=True, slots=True)
class _Apparatus:
    number: int
    utterance: Utterance
    voice: Voice | None
    colour: str
    strongest: VariantClass
    counts: tuple[tuple[VariantClass, int], ...]
    lines: tuple[_Line, ...]
    tables: tuple[_Table, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """A rendering with the runs of the report and those of the source."""

    rendering: Rendering
    printed: tuple[Run, ...]
    original: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A fact, with its details sorted into one cell for each report."""

    number: int
    fact: Fact
    cells: tuple[tuple[Detail, ...], ...]


@dataclass(frozen=True, slots=True)
class _AloneIn:
    """What stands in one report only, by kind."""

    place: int
    quotations: tuple[tuple[Alone, str | None, Voice | None], ...]
    figures: tuple[Alone, ...]
    names: tuple[Alone, ...]


@dataclass(frozen=True, slots=True)
class _Tag:
    """What is printed before a statement's first word: its speaker's initials."""

    number: str
    voice: Voice
    colour: str
    manner: Manner
    cue: str


@dataclass(slots=True)
class _Gathered:
    """What is known of one passage while marks are gathered."""

    classes: dict[str, None] = field(default_factory=dict)
    statements: dict[str, None] = field(default_factory=dict)
    places: dict[str, None] = field(default_factory=dict)
    tags: dict[str, None] = field(default_factory=dict)
    notes: dict[int, None] = field(default_factory=dict)


# -- the page -----------------------------------------------------------------------------------------------------------------


class Page:
    """One record on its way into a page."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.record = edition.record
        self._at: dict[tuple[int, str], Speaking] = {
            (place, statement.id): (place, number)
            for place, statements in enumerate(self.record.statements)
            for number, statement in enumerate(statements)
        }
        self._numbered: dict[str, Speaking] = {edition.number_of(speaking): speaking for speaking in self._at.values()}
        self._told: dict[Speaking, list[int]] = {}
        for number, utterance in enumerate(edition.utterances, start=1):
            for telling in utterance.tellings:
                speaking = self._at.get((edition.places[telling.report_id], telling.statement_id))
                if speaking is not None and number not in self._told.setdefault(speaking, []):
                    self._told[speaking].append(number)
        self._texts = (*self.record.reports, *self.record.sources)
        self._gathered: tuple[dict[Span, _Gathered], ...] = tuple({} for _ in self._texts)
        self._gather()
        self._anchored: set[str] = set()
        self._split: dict[str, None] = {}
        columns = tuple(self._column(place) for place in range(len(self._texts)))
        self._columns, self._originals = columns[: len(self.record.reports)], columns[len(self.record.reports) :]

    def write(self) -> str:
        """The page. Style and script are hashed as they are printed, so that the policy admits exactly these."""
        style = _source("page.css") + self.lighting()
        script = _source("page.js")
        page: str = (
            environment()
            .get_template("page.html.j2")
            .render(
                self.fill(),
                policy=_policy(style, script),
                script=Markup(script),  # noqa: S704 (a file of this package)
                style=Markup(style),  # noqa: S704 (a file of this package, and anchors made here)
            )
        )
        return page

    def fill(self) -> dict[str, object]:
        """What ``sections.html.j2``, ``figures.html.j2`` and ``contents.html.j2`` print."""
        weighed = tuple(self._weighed())
        return {
            "acts": self._acts(),
            "alone": self._alone(),
            "apparatus": tuple(self._apparatus(number, u) for number, u in enumerate(self.edition.utterances, start=1)),
            "citations": self.record.citations,
            "colour_of": _colour,
            "lacks": _lacks,
            "before": _before,
            "left_out": self._left_out(),
            "columns": self._columns,
            "agreeing": tuple(w for w in weighed if w.fact.verdict == "agree"),
            "held": self._held(),
            "originals": self._originals,
            "differing": tuple(w for w in weighed if w.fact.verdict in ("conflict", "dispute", "coarser")),
            "copies": self._copies(),
            "quoted": self._quoted(),
            "edition": self.edition,
            "href": self._href,
            "legend": VARIANT_WORDS,
            "losses": LOSS_WORDS,
            "links": sorted(self.record.links, key=lambda link: -link.score),
            "place_of": self.edition.places,
            "record": self.record,
            "single": tuple(w for w in weighed if w.fact.verdict == "single"),
            "speakers": tuple(self._speaker(voice) for voice in self.edition.voices),
            "statements": sum(map(len, self.record.statements)),
            "tag": self._tag,
            "used_variants": self._used_variants(),
            "number_of": self._number_of,
            "set_off": _set_off,
        }

    # -- marks: every passage of the record, by report and span

    def _gather(self) -> None:
        for place, statements in enumerate(self.record.statements):
            for number, statement in enumerate(statements):
                self._gather_statement((place, number), statement)
        places = self.edition.places
        for person in self.record.people:
            for mention in (*person.mentions, *person.roles):
                self._at_passage(places[mention.report_id], mention.passage)
        for number, utterance in enumerate(self.edition.utterances, start=1):
            self._gather_utterance(number, utterance)
        for link in self.record.links:
            for telling in link.tellings:
                for passage in telling.content:
                    self._at_passage(places[telling.report_id], passage)
        for fact in self.record.facts:
            for detail in fact.values:
                self._at_passage(places[detail.report_id], detail.passage, "detail", fact.verdict)
        for citation in self.record.citations:
            self._at_passage(places[citation.report_id], citation.passage, "cites")
        for copy in self.record.copies:
            self._at_passage(places[copy.reports[0]], copy.a, "copy")
            self._at_passage(places[copy.reports[1]], copy.b, "copy")
        for shared in self.record.shared_quotations:
            self._at_passage(places[shared.reports[0]], shared.a)
            self._at_passage(places[shared.reports[1]], shared.b)
        for alone in self.record.only:
            self._at_passage(places[alone.report_id], alone.passage, "alone")
        for difference in self.record.differences:
            for mention in difference.passages:
                self._at_passage(places[mention.report_id], mention.passage)
        for rendering in self.record.renderings:
            ends = ((rendering.report_id, rendering.passages), (rendering.source_id, rendering.original))
            for end, (text_id, passages) in enumerate(ends):
                readings = (place.witnesses[end].passage for place in rendering.places)
                for passage in (*passages, *(p for p in readings if p is not None)):
                    self._at_passage(places[text_id or rendering.report_id], passage)

    def _gather_statement(self, speaking: Speaking, statement: Statement) -> None:
        place, name = speaking[0], self.edition.number_of(speaking)
        reading = statement.interpretation
        voice = self.edition.voice_of[speaking]
        for count, passage in enumerate(statement.content):
            gathered = self._at_passage(place, passage, "content", reading.manner, _colour(voice))
            gathered.statements[name] = None
            if not count:
                gathered.tags[name] = None
        for role, passages in (
            ("cue", statement.cue),
            ("source", statement.source),
            ("condition", reading.condition),
            ("via", tuple(via.passage for via in reading.via)),
            ("named", (reading.mention,) if reading.mention is not None else ()),
        ):
            for passage in passages:
                self._at_passage(place, passage, role).statements[name] = None

    def _gather_utterance(self, number: int, utterance: Utterance) -> None:
        places = self.edition.places
        for telling in utterance.tellings:
            for count, passage in enumerate(telling.content, start=1):
                gathered = self._at_passage(places[telling.report_id], passage)
                if count == len(telling.content):
                    gathered.notes[number] = None
        for row, collated in enumerate(utterance.collation.places, start=1):
            for witness in collated.witnesses:
                if witness.passage is not None:
                    telling = utterance.tellings[witness.telling]
                    gathered = self._at_passage(places[telling.report_id], witness.passage)
                    gathered.places[place_key(number, row)] = None
        for lacuna in utterance.collation.lacunae:
            self._at_passage(places[utterance.tellings[lacuna.held].report_id], lacuna.words)
        for descent in utterance.descents:
            for witness in descent.evidence:
                if witness.passage is not None:
                    self._at_passage(places[utterance.tellings[witness.telling].report_id], witness.passage)
        for half in utterance.halves:
            for telling in half.tellings:
                self._at_passage(places[telling.report_id], telling.content[0])

    def _at_passage(self, place: int, passage: Passage, *classes: str) -> _Gathered:
        gathered = self._gathered[place].setdefault(passage.span, _Gathered())
        gathered.classes.update(dict.fromkeys(classes))
        return gathered

    def _anchor(self, place: int, span: Span) -> str:
        return f"{self.edition.sigla[place]}-{span.start}-{span.end}"

    def _href(self, place: int, passage: Passage) -> str:
        """The link to a passage; one that lies in nothing but blank space leads to its report."""
        anchor = self._anchor(place, passage.span)
        return f"#{anchor}" if anchor in self._anchored else f"#report-{self.edition.sigla[place]}"

    def _held(self) -> tuple[_Held, ...]:
        """What reports print of the sources, with the words of both laid out."""
        texts = {each.id: each.text.words for each in self._texts}
        return tuple(
            _Held(r, *lay_rendering(n, r, texts[r.report_id], texts.get(r.source_id or "", "")))
            for n, r in enumerate(self.record.renderings, start=1)
        )

    def _left_out(self) -> list[tuple[int, _LeftOut]]:
        """By report what it leaves out, as the first report that tells it has it; a dozen at most, and no words twice."""
        utterances = {utterance.id: utterance for utterance in self.record.utterances}
        facts = {fact.id: fact.values[0] for fact in self.record.facts}
        rows: dict[int, _LeftOut] = {}
        for left in self.record.leaves_out:
            mine = rows.setdefault(self.edition.places[left.report_id], _LeftOut([], []))
            if len(mine.utterances) + len(mine.facts) >= _LEFT_OUT:
                continue
            if left.item in utterances:
                utterance = utterances[left.item]
                place = self.edition.places[utterance.tellings[0].report_id]
                mine.utterances.append((place, utterance, left.told_by))
            elif left.item in facts and facts[left.item].passage.exact not in {passage.exact for _, passage, _ in mine.facts}:
                detail = facts[left.item]
                mine.facts.append((self.edition.places[detail.report_id], detail.passage, left.told_by))
        return sorted((place, mine) for place, mine in rows.items() if mine.utterances or mine.facts)

    # -- reports

    def _column(self, place: int) -> _Column:
        report = self._texts[place]
        marks = (
            Mark(
                span=span,
                anchor=self._anchor(place, span),
                classes=tuple(gathered.classes),
                statements=tuple(gathered.statements),
                places=tuple(gathered.places),
                tags=tuple(gathered.tags),
                notes=tuple(gathered.notes),
            )
            for span, gathered in self._gathered[place].items()
        )
        cutter = Cutter(report.text.words, marks)
        groups: list[tuple[bool, list[_Paragraph]]] = []
        for kind, span in _paragraphs(report):
            folded = kind == "furniture"
            if not groups or groups[-1][0] != folded:
                groups.append((folded, []))
            groups[-1][1].append(_Paragraph(kind, cutter.cut(span)))
        self._anchored |= cutter.anchored
        self._split.update(dict.fromkeys(sorted(cutter.split)))
        return _Column(
            siglum=self.edition.sigla[place],
            report=report,
            headed=any(block.kind == "headline" for block in report.text.blocks),
            groups=tuple((folded, tuple(paragraphs)) for folded, paragraphs in groups),
            statements=len(self.record.statements[place]) if place < len(self.record.statements) else 0,
            words=sum(len(span.cut(report.text.words).split()) for kind, span in _paragraphs(report) if kind != "furniture"),
            shared=self._shared(place),
        )

    def _shared(self, place: int) -> tuple[tuple[str, int], ...]:
        """With which reports this one shares narration, and how many of its own words."""
        shared: dict[int, int] = {}
        for copy in self.record.copies:
            a, b = (self.edition.places[report_id] for report_id in copy.reports)
            for mine, other, passage in ((a, b, copy.a), (b, a, copy.b)):
                if mine == place:
                    shared[other] = shared.get(other, 0) + len(passage.exact.split())
        return tuple((self.edition.sigla[other], count) for other, count in sorted(shared.items()))

    def _copies(self) -> tuple[tuple[int, int, Copy], ...]:
        return tuple(
            (self.edition.places[copy.reports[0]], self.edition.places[copy.reports[1]], copy) for copy in self.record.copies
        )

    def _quoted(self) -> tuple[tuple[tuple[tuple[int, Passage], ...], tuple[int, ...]], ...]:
        """The quotations that reports share: for each the passage of every report that has it, and who of them quotes it not.

        A quotation of five reports is ten pairs; they are one where a passage of one overlaps a passage of the other.
        """
        groups: list[tuple[dict[int, Passage], set[int]]] = []
        for shared in sorted(self.record.shared_quotations, key=lambda shared: -len(shared.a.exact)):
            pair = {self.edition.places[shared.reports[0]]: shared.a, self.edition.places[shared.reports[1]]: shared.b}
            near = (g for g in groups if any(place in g[0] and g[0][place].span.overlaps(p.span) for place, p in pair.items()))
            group = next(near, None)
            if group is None:
                groups.append(group := ({}, set()))
            for place, passage in pair.items():
                group[0].setdefault(place, passage)
            group[1].update(self.edition.places[report_id] for report_id in shared.quoted_by)
        shown = [
            (tuple((place, group[place]) for place in sorted(group)), tuple(sorted(set(group) - quoting)))
            for group, quoting in groups
        ]
        return tuple(sorted(shown, key=lambda row: (row[0][0][0], row[0][0][1].span)))

    def lighting(self) -> str:
        """Style that lights up, without scripts, the later fragments of a cut passage and the other readings of a place."""
        rules = [f":root:has(#{anchor}:target) .of-{anchor}" for anchor in self._split]
        for number, utterance in enumerate(self.edition.utterances, start=1):
            for row, collated in enumerate(utterance.collation.places, start=1):
                if collated.variant == "identical":
                    continue
                for witness in collated.witnesses:
                    if witness.passage is None:
                        continue
                    place = self.edition.places[utterance.tellings[witness.telling].report_id]
                    anchor = self._anchor(place, witness.passage.span)
                    rules.append(f":root:has(#{anchor}:target) .at-{place_key(number, row)}")
        light = "{background-color:var(--lit);color:var(--on-lit)}\n"
        return "".join(f"{rule}{light}" for rule in dict.fromkeys(rules)) + self._sifting()

    def _acts(self) -> tuple[tuple[Act, int], ...]:
        """What speakers do with their statements, the most frequent act first."""
        counts = Counter(s.interpretation.act for statements in self.record.statements for s in statements)
        return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    def _sifting(self) -> str:
        """Style that shows, without scripts, the statements of one act; what a link has led to is always shown."""
        return "".join(
            f"#statements:has(#act-{act}:checked) :is(.entries>li:not([data-act={act}],:target),"
            f".speaker:not(:has([data-act={act}],:target))){{display:none}}\n"
            for act, _ in self._acts()
        )

    # -- utterances

    def _apparatus(self, number: int, utterance: Utterance) -> _Apparatus:
        rows = lay_rows(number, utterance)
        counts: dict[VariantClass, int] = {}
        for collated in rows:
            if collated.apart is None:
                counts[collated.variant] = counts.get(collated.variant, 0) + 1
        tables: dict[int | None, list[Row]] = {}
        for collated in rows:
            tables.setdefault(collated.apart, []).append(collated)
        heard = [
            self.edition.voice_of[self._at[key]]
            for telling in utterance.tellings
            if (key := (self.edition.places[telling.report_id], telling.statement_id)) in self._at
        ]
        # A telling whose speaker is not settled may stand beside one whose speaker is: the utterance is the settled one's.
        voice = next((voice for voice in heard if voice.settled), heard[0] if heard else None)
        return _Apparatus(
            number=number,
            utterance=utterance,
            voice=voice,
            colour=_colour(voice),
            strongest=strongest_variant(utterance.collation),
            counts=tuple((variant, counts[variant]) for variant in VARIANT_WORDS if variant in counts),
            lines=self._lines(utterance, rows),
            tables=tuple(_Table(held[0].tellings, tuple(held), apart) for apart, held in tables.items()),
        )

    def _lines(self, utterance: Utterance, rows: tuple[Row, ...]) -> tuple[_Line, ...]:
        lines: list[_Line] = []
        for count, telling in enumerate(utterance.tellings):
            words = self.record.reports[self.edition.places[telling.report_id]].text.words
            runs = tuple(lay_runs(words, telling, count, rows))
            written = essence_of(runs)
            beside = count in utterance.collation.beside
            alike = next(
                (
                    at
                    for at, line in enumerate(lines)
                    if (line.tellings[0].manner, line.beside) == (telling.manner, beside) and essence_of(line.runs) == written
                ),
                None,
            )
            if alike is None:
                lines.append(_Line((telling,), runs, beside))
            else:
                lines[alike] = replace(lines[alike], tellings=(*lines[alike].tellings, telling))
        return tuple(sorted(lines, key=lambda line: line.beside))

    def _used_variants(self) -> tuple[VariantClass, ...]:
        used = {place.variant for utterance in self.record.utterances for place in utterance.collation.places}
        return tuple(variant for variant in VARIANT_WORDS if variant in used)

    # -- facts, what stands alone, speakers

    def _weighed(self) -> Iterator[_Weighed]:
        for number, fact in enumerate(self.edition.facts, start=1):
            cells: list[list[Detail]] = [[] for _ in self.record.reports]
            for detail in fact.values:
                cells[self.edition.places[detail.report_id]].append(detail)
            yield _Weighed(number, fact, tuple(map(tuple, cells)))

    def _alone(self) -> tuple[_AloneIn, ...]:
        found = []
        for place in range(len(self.record.reports)):
            mine = [alone for alone in self.record.only if self.edition.places[alone.report_id] == place]
            if mine:
                found.append(
                    _AloneIn(
                        place,
                        tuple((alone, *self._said(place, alone)) for alone in _of_kind(mine, "quotation")),
                        _of_kind(mine, "figure"),
                        _of_kind(mine, "name"),
                    )
                )
        return tuple(found)

    def _said(self, place: int, alone: Alone) -> tuple[str | None, Voice | None]:
        speaking = self._at.get((place, alone.statement_id)) if alone.statement_id is not None else None
        return (None, None) if speaking is None else (self.edition.number_of(speaking), self.edition.voice_of[speaking])

    def _speaker(self, voice: Voice) -> _Speaker:
        return _Speaker(
            voice=voice,
            colour=_colour(voice),
            entries=tuple(self._entry(speaking) for speaking in voice.statements),
            names=self._seen(voice.person.mentions if voice.person else ()),
            roles=self._seen(voice.person.roles if voice.person else ()),
        )

    def _seen(self, mentions: tuple[Mention, ...]) -> tuple[tuple[int, Passage], ...]:
        """Each form of words once, where it stands first."""
        seen: dict[str, tuple[int, Passage]] = {}
        for mention in mentions:
            seen.setdefault(mention.passage.exact, (self.edition.places[mention.report_id], mention.passage))
        return tuple(seen.values())

    def _entry(self, speaking: Speaking) -> _Entry:
        statement = self.edition.statement(speaking)
        parent = self._at.get((speaking[0], statement.parent)) if statement.parent is not None else None
        return _Entry(
            number=self.edition.number_of(speaking),
            place=speaking[0],
            statement=statement,
            parent=self.edition.number_of(parent) if parent is not None else None,
            utterances=tuple(self._told.get(speaking, ())),
        )

    def _number_of(self, place: int, statement_id: str | None) -> str | None:
        """A statement's number by its report's place and its id; None where it is not in the record."""
        speaking = self._at.get((place, statement_id)) if statement_id is not None else None
        return self.edition.number_of(speaking) if speaking is not None else None

    def _tag(self, number: str) -> _Tag:
        speaking = self._numbered[number]
        voice = self.edition.voice_of[speaking]
        statement = self.edition.statement(speaking)
        cue = " … ".join(passage.exact for passage in statement.cue)
        return _Tag(number, voice, _colour(voice), statement.interpretation.manner, cue)


# -- words, colours, sources --------------------------------------------------------------------------------------------------


def _paragraphs(report: Report) -> Iterator[tuple[BlockKind, Span]]:
    """The blocks of a text in order, and as body, line by line, whatever stands outside of them: no word stays unprinted."""
    words = report.text.words
    if not words:
        return
    found: list[tuple[Span, BlockKind]] = [(block.span, block.kind) for block in report.text.blocks]
    for gap in gaps_between((block.span for block in report.text.blocks), Span(0, len(words))):
        found.extend((line, "body") for line in _lines_within(words, gap))
    for span, kind in sorted(found):
        yield kind, span


def _lines_within(words: str, span: Span) -> Iterator[Span]:
    for line in _LINE.finditer(words, span.start, span.end):
        if (trimmed := trim_span(words, *line.span())) is not None:
            yield trimmed


_LINE = re.compile(r"[^\r\n]+")


def _colour(voice: Voice | None) -> str:
    """The class that gives a speaker's colour."""
    if voice is None or not voice.settled:
        return "voice-unsettled"
    return f"voice-{voice.number}" if voice.number <= _COLOURS else "voice-other"


def _of_kind(alone: Iterable[Alone], kind: AloneKind) -> tuple[Alone, ...]:
    return tuple(item for item in alone if item.kind == kind)


def _visible(words: str) -> Markup:
    """Report words for the page: escaped, with unseen characters shown by their short names or numbers."""
    if UNSEEN.search(words) is None:
        return escape(words)
    put: list[Markup] = []
    at = 0
    for unseen in UNSEEN.finditer(words):
        put.append(escape(words[at : unseen.start()]))
        number, name = name_unseen(unseen.group())
        put.append(Markup('<span class="unseen" title="{}">{}</span>').format(number, name))
        at = unseen.end()
    put.append(escape(words[at:]))
    return Markup("").join(put)


def _web_address(url: str | None) -> str | None:
    """The address, if it is one of the web that may be made a link."""
    return url if url is not None and re.match(r"https?://[^\s]+\Z", url, re.IGNORECASE) else None


def _lacks(utterance: Utterance) -> tuple[Lacuna, ...]:
    """What tellings lack, each once: a report that tells an utterance twice need not be told so of both."""
    told = [telling.report_id for telling in utterance.tellings]
    found = {(told[k.telling], k.loses, told[k.held], k.words.span): k for k in reversed(utterance.collation.lacunae)}
    return tuple(reversed(found.values()))


def _before(passage: Passage) -> str:
    """The few whole words before a passage, so that a bare figure or day can be understood."""
    words = " ".join(passage.prefix.split())
    return f"…{words.partition(' ')[2]} " if " " in words else ""


def _set_off(passage: Passage, conditions: Iterable[Passage]) -> tuple[tuple[str, bool], ...]:
    """The words of a passage in pieces, and for each whether it is a condition under which the rest holds."""
    start, words = passage.span.start, passage.exact
    pieces: list[tuple[str, bool]] = []
    at = 0
    for condition in sorted(conditions, key=lambda each: each.span):
        if passage.span.holds(condition.span):
            first, last = condition.span.start - start, condition.span.end - start
            pieces += [(words[at:first], False), (words[first:last], True)]
            at = last
    return tuple(piece for piece in (*pieces, (words[at:], False)) if piece[0])


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_source_digest(style)}'; script-src '{_source_digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _source_digest(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode("utf-8")).digest()).decode("ascii")


@cache
def _source(name: str) -> str:
    """A style or script of this package, to be printed as it is."""
    return files("onrecord.outputs").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """The templates of this package and their filters; whoever prints a record elsewhere starts from here."""
    made = Environment(
        loader=PackageLoader("onrecord.outputs"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["visible"] = _visible
    made.filters["plain"] = show_unseen
    made.filters["spelt"] = spell_date
    made.filters["web_address"] = _web_address
    made.tests["opening"] = lambda piece: isinstance(piece, Open)
    made.tests["words"] = lambda piece: isinstance(piece, Words)
    return made
