"""A story made into pages once, and put together for each visitor: a compiled story in, pieces out, pieces in, answers out.

Compiling and printing a story takes seconds where forty reports tell it; reading a page must not. So its page is kept in
pieces beside the archive: ``head`` and ``body`` with the visitor's own part between them, a ``pane`` for each report's words,
``tail``. The reading view takes the panes it wants. What is hard here is weight: a story whose page would be too heavy is
*long*, its page comes without the reports' words, and each report has a page of its own to which all links lead.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from onrecord.archive import Compiled
from onrecord.datamodel import Record
from onrecord.outputs.edition import edit_record, strongest_variant
from onrecord.outputs.page import Page
from onrecord.stores.beside import Piece, pack_piece
from onrecord.web.judged import fact_judging_of, judging_of, statement_link
from onrecord.web.picture import draw_citations
from onrecord.web.printing import PANES, VISITOR, templates

__all__ = ["Chosen", "Meta", "Voice", "make_pieces", "pane_of", "read_meta"]

LONG = 150_000
"""Bytes, packed, from which on a story's page comes without the reports' words."""
HEAVY = 185_000
"""Bytes, packed, from which on a long story's page leaves to the record what is told apart from its main lines."""
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of a story is asked for: a speaker's name or a part of it, an act, an outlet; None leaves it open."""

    speaker: str | None = None
    act: str | None = None
    outlet: str | None = None

    @property
    def all(self) -> bool:
        """Is everything asked for?"""
        return not (self.speaker or self.act or self.outlet)


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks in a story: name, initials, the class of their colour, and statements by siglum."""

    name: str
    initials: str
    colour: str
    said: dict[str, int]


@dataclass(frozen=True, slots=True)
class Meta:
    """What other pages need of a story: its reports with their sigla, its voices, what matters, and what each outlet did."""

    title: str
    long: bool
    reports: tuple[tuple[str, str, str, str | None, str | None], ...]
    voices: tuple[Voice, ...]
    differences: tuple[tuple[str, str], ...]
    outlets: dict[str, dict[str, Any]] = field(default_factory=dict)


def read_meta(piece: Piece) -> Meta:
    """The meta of a story from its piece."""
    row = json.loads(piece.whole())
    row["voices"] = tuple(Voice(**voice) for voice in row["voices"])
    row["reports"] = tuple(map(tuple, row["reports"]))
    row["differences"] = tuple(map(tuple, row["differences"]))
    return Meta(**row)


def pane_of(siglum: str, *, long: bool) -> str:
    """The part that holds a report's words: on the story's page, or apart from it."""
    return f"apart {siglum}" if long else f"pane {siglum}"


def make_pieces(compiled: Compiled) -> dict[str, Piece]:
    """All pieces of a story."""
    page = Page(edit_record(compiled.record))
    filled = page.fill() | _judging(page, compiled)
    summary = compiled.summary
    home = f"/stories/{quote(summary.id, safe='')}"
    said = {s.voice.name: Counter(page.edition.sigla[e.place] for e in s.entries) for s in _speakers(filled)}
    meta = Meta(
        title=title_of(compiled.record),
        long=False,
        reports=tuple(
            (r.id, siglum, r.outlet or r.name, r.published, r.headline)
            for r, siglum in zip(compiled.record.reports, page.edition.sigla, strict=False)
        ),
        voices=tuple(Voice(s.voice.name, s.voice.initials, s.colour, dict(said[s.voice.name])) for s in _speakers(filled)),
        differences=tuple((d.kind, d.sentence) for d in compiled.record.differences[:_SHOWN]),
        outlets=_study(compiled.record),
    )
    print_ = templates().get_template
    panes = {c.siglum: print_("pane.html.j2").render(filled | {"c": c}) for c in _columns(filled)}
    weight = sum(len(pack_piece(pane.encode(), level=6).data) for pane in panes.values())
    whole = lay_page(compiled, page, filled, meta, Chosen()) if weight <= LONG else ""
    if weight + len(pack_piece(whole.encode(), level=6).data) > LONG:
        meta = replace(meta, long=True)
        whole = _away(lay_page(compiled, page, filled, meta, Chosen()), home)
        if len(pack_piece(whole.encode(), level=6).data) > HEAVY:
            whole = _away(lay_page(compiled, page, filled | {"heavy": True}, meta, Chosen()), home)
    head, rest = whole.split(VISITOR)
    body, _, tail = rest.partition(PANES)
    parts: dict[str, str] = {"head": head, "body": body, "tail": tail, "style": page.lighting()}
    parts["places"] = json.dumps(_places(filled), separators=(",", ":"))
    parts["meta"] = json.dumps(asdict(meta), ensure_ascii=False, separators=(",", ":"))
    for place, (siglum, pane) in enumerate(panes.items()):
        parts[pane_of(siglum, long=meta.long)] = _outward(pane, home, siglum if meta.long else None)
        if meta.long:
            parts[f"said {siglum}"] = _away(_said_in(filled, place), home)
    return {part: pack_piece(text.encode("utf-8", "surrogatepass")) for part, text in parts.items()}


def lay_page(compiled: Compiled, page: Page, filled: Mapping[str, Any], meta: Meta, chosen: Chosen) -> str:
    """The page of a story, or of what is chosen of it, with `VISITOR` and `PANES` where those go."""
    given = dict(filled) | _judging(page, compiled) | ({} if chosen.all else {"cut": True})
    if meta.long:
        given["apart"] = True
    elif chosen.all:
        given["panes"] = Markup(PANES)  # noqa: S704 (our own mark)
    acts: Counter[str] = Counter(s.interpretation.act for told in compiled.record.statements for s in told)
    home = f"/stories/{quote(compiled.summary.id, safe='')}"
    printed = templates().get_template("story.html.j2").render(
        given,
        path=home,
        archived=True,
        style=f"{home}/lighting.css",
        visitor=Markup(VISITOR),  # noqa: S704 (our own mark)
        summary=compiled.summary,
        meta=meta,
        chosen=chosen,
        judgements=compiled.judgements,
        picture=draw_citations(page.record),
        timeline=_timeline(page),
        act_counts=sorted(acts.items(), key=lambda item: (-item[1], item[0])),
        shown=sum(map(len, page.record.statements)),
    )  # fmt: skip
    return str(printed)


def _places(filled: Mapping[str, Any]) -> dict[str, str]:
    """Where on a story's page each statement is told: the id of its utterance, else of its entry among the statements."""
    entries = {e.statement.id: f"statement-{e.number}" for speaker in _speakers(filled) for e in speaker.entries}
    told = {t.statement_id: f"utterance-{a.number}" for a in filled["apparatus"] for t in a.utterance.tellings}
    return entries | told


def _timeline(page: Page) -> list[tuple[str | None, list[tuple[str, str | None, str | None, list[int]]]]]:
    """The reports by day, each with its siglum, outlet and headline, and the utterances that it is the first to tell."""
    reports = page.record.reports
    days = {report.id: (report.published or "~")[:10] for report in reports}
    brings: dict[str, list[int]] = defaultdict(list)
    for number, utterance in enumerate(page.edition.utterances, start=1):
        telling = sorted({(days[told.report_id], told.report_id) for told in utterance.tellings})
        if len(telling) > 1 and "~" != telling[0][0] != telling[1][0]:
            brings[telling[0][1]].append(number)
    by_day: dict[str, list[tuple[str, str | None, str | None, list[int]]]] = defaultdict(list)
    for report, siglum in zip(reports, page.edition.sigla, strict=True):
        by_day[days[report.id]].append((siglum, report.outlet, report.headline, brings[report.id]))
    return [(None if day == "~" else day, by_day[day]) for day in sorted(by_day)]


def _judging(page: Page, compiled: Compiled) -> dict[str, Any]:
    """What the templates of a record print where an editor may judge."""
    return {
        "judging": judging_of(page),
        "fact_judging": fact_judging_of(page),
        "judge_link": _judge_link(compiled),
    }


def _judge_link(compiled: Compiled) -> Callable[[Any], str]:
    """Where an entry of the list of statements is judged."""
    reports = compiled.record.reports
    return lambda entry: statement_link(compiled.summary.id, reports[entry.place].id, entry.statement)


def title_of(record: Record) -> str:
    """The first headline, or the first report's name."""
    return next((report.headline for report in record.reports if report.headline), record.reports[0].name)


def _speakers(filled: Mapping[str, Any]) -> Sequence[Any]:
    speakers: Sequence[Any] = filled["speakers"]
    return speakers


def _columns(filled: Mapping[str, Any]) -> Sequence[Any]:
    columns: Sequence[Any] = filled["columns"]
    return columns


def _said_in(filled: Mapping[str, Any], place: int) -> str:
    """The statements of one report, by speaker."""
    speakers = [
        replace(s, entries=entries, names=(), roles=())
        for s in _speakers(filled)
        if (entries := tuple(e for e in s.entries if e.place == place))
    ]
    return str(templates().get_template("statements.html.j2").render(dict(filled) | {"speakers": speakers}))


# -- links --------------------------------------------------------------------------------------------------------------------

_INTO = re.compile(r'href="#(?:report-([A-Z]+)|([A-Z]+)-\d+-\d+|statement-([A-Z]+)\d+)"')
_OUT = re.compile(r'href="#((?:utterance-\d+)|(?:statement-[A-Z]+\d+))"')


def _away(html: str, home: str) -> str:
    """Links into reports' words lead to the reports' own pages."""

    def led(found: re.Match[str]) -> str:
        siglum = found[1] or found[2] or found[3]
        return f'href="{home}/reports/{siglum}{found[0][6:]}'

    return _INTO.sub(led, html)


def _outward(pane: str, home: str, siglum: str | None) -> str:
    """Links out of a report's words lead to its story's page, wherever the words stand; ``siglum`` is that of a long story."""

    def led(found: re.Match[str]) -> str:
        own = siglum is not None and found[1].startswith("statement-")
        return f'href="{home}{f"/reports/{siglum}" if own else ""}#{found[1]}"'

    return _OUT.sub(led, pane)


# -- what an outlet did in a story --------------------------------------------------------------------------------------------


def _study(record: Record) -> dict[str, dict[str, Any]]:
    """By outlet: whom it cites, with whom it shares how many words, and which quotations others print otherwise."""
    names = {report.id: report.outlet for report in record.reports}
    studied: dict[str, dict[str, Any]] = {
        outlet: {"cites": Counter(), "shares": Counter(), "alters": []} for outlet in sorted(filter(None, names.values()))
    }
    for citation in record.citations:
        outlet = names[citation.report_id]
        if outlet and not citation.own:
            studied[outlet]["cites"][citation.cites] += 1
    for copy in record.copies:
        a, b = (names[report] for report in copy.reports)
        for mine, other, passage in ((a, b, copy.a), (b, a, copy.b)):
            if mine and other and mine != other:
                studied[mine]["shares"][other] += len(passage.exact.split())
    for utterance in record.utterances:
        if strongest_variant(utterance.collation) not in ("altered-inside-marks", "bowdlerised"):
            continue
        told: dict[str, tuple[str, str]] = defaultdict(lambda: ("", ""))
        for telling in utterance.tellings:
            outlet = names[telling.report_id]
            if outlet and telling.manner == "direct":
                words = " … ".join(passage.exact for passage in telling.content)
                span = telling.content[0].span.start, telling.content[-1].span.end
                told.setdefault(outlet, (words, f"/p/{quote(telling.report_id, safe='')}/{span[0]}-{span[1]}"))
        for outlet, (words, link) in told.items():
            others = [(other, *there) for other, there in told.items() if there[0] != words]
            if others:
                studied[outlet]["alters"].append([utterance.speaker, words, link, list(others[0])])
    return {
        outlet: {key: dict(n) if isinstance(n, Counter) else n for key, n in did.items()} for outlet, did in studied.items()
    }
