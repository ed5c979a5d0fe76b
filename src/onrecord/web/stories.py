"""Stories of an archive laid out for the pages: done by workers, each with the archive open."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from onrecord.archive import Archive
from onrecord.archive import open as open_archive
from onrecord.archive.accounts import ArchiveShelf
from onrecord.datamodel import Outcome, Record, Report, Statement, Utterance
from onrecord.errors import NotInArchive
from onrecord.outputs.edition import edit_record, strongest_variant
from onrecord.outputs.page import Page, environment
from onrecord.people.spelling import fold_name
from onrecord.record import assemble_record
from onrecord.web.picture import draw_citations
from onrecord.web.tasks import Given, read_given

__all__ = [
    "SEAL",
    "Chosen",
    "LaidStory",
    "OutletRecord",
    "keep_given",
    "lay_reading",
    "lay_story",
    "record_json",
    "study_outlet",
    "verify_archived",
]

SEAL = "<seal>"
"""Stands where each visitor's own seal is put; no word of a report comes to a page with a raw ``<``."""
_STUDIED = 12
"""The latest stories of an outlet that are studied for its page."""


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
class LaidStory:
    """A story as HTML, split where each visitor's seal goes, and what its page offers to choose from."""

    title: str
    figures: str
    contents: str
    sections: str
    style: str
    picture: str
    reports: tuple[tuple[str, str, str, str | None, str | None], ...]
    speakers: tuple[tuple[str, int], ...]
    acts: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str, int], ...]
    shown: int


@dataclass(frozen=True, slots=True)
class OutletRecord:
    """What an outlet cites, shares and alters in the stories that were studied: (what, how often, the stories' ids)."""

    stories: int
    cites: tuple[tuple[str, int], ...]
    shares: tuple[tuple[str, int], ...]
    alters: tuple[tuple[str, str | None, str, str], ...]


@lru_cache(maxsize=1)
def _archive(place: str) -> Archive:
    return open_archive(place, create=False)


def lay_story(place: str, story: str, chosen: Chosen, judged: bool) -> LaidStory:
    """A story's page; with ``judged`` each utterance bears the form by which an editor judges it."""
    return _lay(_archive(place).story(story), ("figures", "contents", "sections"), chosen, story if judged else None)


def lay_reading(place: str, story: str, reports: tuple[str, ...]) -> LaidStory:
    """Some reports of a story side by side, and below what they share."""
    archive = _archive(place)
    known = {card.id for card in archive.reports(story=story)}
    missing = [report for report in reports if report not in known]
    if missing:
        raise NotInArchive(f"the story holds no report {missing[0]}: choose two to four of its own")
    chosen = [archive.report(report) for report in sorted(reports)]
    record = assemble_record(chosen, [archive.statements(report.id) for report in chosen])
    return _lay(record, ("texts", "told"), Chosen(), None)


def keep_given(place: str, given: Given) -> dict[str, Any]:
    """Given reports added to the archive and placed in stories: what became of each, and the story of the first."""
    archive = _archive(place)
    became: list[dict[str, Any]] = []

    def note(outcome: Outcome, fate: str) -> None:
        report = outcome.report
        became.append({"name": outcome.name, "became": fate, "report": report.id if report else None, "reason": outcome.reason})

    archive.add(read_given(given), on_outcome=note)
    archive.update()
    kept = next((each["report"] for each in became if each["report"] and each["became"] != "refused"), None)
    return {"reports": became, "story": archive.summary(f"of-{kept}").id if kept else None}


def verify_archived(place: str, text: str) -> list[dict[str, Any]]:
    """The quotations of a text, each with what stands behind it in the archive."""
    from onrecord.outputs.verification import write_verifications
    from onrecord.record.verifying import verify_quotations

    found = verify_quotations(text, ArchiveShelf(_archive(place)))
    quotations: list[dict[str, Any]] = json.loads(write_verifications(found))["quotations"]
    return quotations


def record_json(place: str, story: str, texts: bool) -> str:
    """The record of a story as JSON."""
    from onrecord.outputs.json import write_record

    return write_record(_archive(place).story(story), texts=texts)


def _lay(record: Record, parts: tuple[str, ...], chosen: Chosen, judged: str | None) -> LaidStory:
    speakers = Counter(s.interpretation.speaker for s in _all(record) if s.interpretation.speaker)
    acts: Counter[str] = Counter(s.interpretation.act for s in _all(record))
    outlets = Counter(report.outlet for report in record.reports if report.outlet)
    kept = choose(record, chosen)
    page = Page(edit_record(kept))
    filled = page.fill()
    if judged is not None:
        filled["judging"] = lambda utterance: _judging(utterance, judged)
    made = environment()
    printed = {part: made.get_template(f"{part}.html.j2").render(filled) for part in parts}
    sigla = dict(zip((report.id for report in kept.reports), page.edition.sigla, strict=True))
    return LaidStory(
        title=next((report.headline for report in record.reports if report.headline), record.reports[0].name),
        figures=printed.get("figures", ""),
        contents=printed.get("contents", ""),
        sections=printed["sections"] if "sections" in printed else printed["texts"] + printed["told"],
        style=page.lighting(),
        picture=str(draw_citations(kept)),
        reports=tuple((r.id, sigla[r.id], r.outlet or r.name, r.published, r.headline) for r in kept.reports),
        speakers=_ranked(speakers),
        acts=_ranked(acts),
        outlets=_ranked(outlets),
        shown=sum(map(len, kept.statements)),
    )


def choose(record: Record, chosen: Chosen) -> Record:
    """The part of a record that is asked for; the reports stay whole.

    Facts, copies and figures go where a speaker or an act is asked for, as they are nobody's statements.
    """
    if chosen.all:
        return record
    wanted = set(fold_name(chosen.speaker or ""))
    outlet = (chosen.outlet or "").casefold()
    of = {report.id for report in record.reports if not outlet or (report.outlet or "").casefold() == outlet}
    by_words = bool(wanted or chosen.act)

    def fits(report: Report, statement: Statement) -> bool:
        said = statement.interpretation
        named = not wanted or (said.speaker is not None and wanted <= set(fold_name(said.speaker)))
        return named and (not chosen.act or said.act == chosen.act) and report.id in of

    statements = tuple(
        tuple(s for s in told if fits(report, s)) for report, told in zip(record.reports, record.statements, strict=True)
    )
    kept = {(report.id, s.id) for report, told in zip(record.reports, statements, strict=True) for s in told}
    return replace(
        record,
        statements=statements,
        utterances=tuple(u for u in record.utterances if any((t.report_id, t.statement_id) in kept for t in u.tellings)),
        facts=() if by_words else tuple(f for f in record.facts if any(d.report_id in of for d in f.values)),
        citations=tuple(
            c for c in record.citations if c.report_id in of and (not by_words or (c.report_id, c.statement_id) in kept)
        ),
        copies=() if by_words else tuple(c for c in record.copies if set(c.reports) & of),
        only=tuple(a for a in record.only if a.report_id in of and (not by_words or (a.report_id, a.statement_id) in kept)),
    )


def study_outlet(place: str, outlet: str, stories: tuple[str, ...]) -> OutletRecord:
    """What an outlet does with other people's words in the given stories, the first few of them."""
    cites: Counter[str] = Counter()
    shares: Counter[str] = Counter()
    alters: list[tuple[str, str | None, str, str]] = []
    for story in stories[:_STUDIED]:
        record = _archive(place).story(story)
        names = {report.id: report.outlet or report.name for report in record.reports}
        mine = {report.id for report in record.reports if (report.outlet or "").casefold() == outlet.casefold()}
        cites.update(c.cites for c in record.citations if c.report_id in mine and not c.own)
        for copy in record.copies:
            for own, other, passage in (
                (copy.reports[0], copy.reports[1], copy.a),
                (copy.reports[1], copy.reports[0], copy.b),
            ):
                if own in mine and other not in mine:
                    shares[names[other]] += len(passage.exact.split())
        for utterance in record.utterances:
            told = [t for t in utterance.tellings if t.report_id in mine]
            if told and strongest_variant(utterance.collation) in ("altered-inside-marks", "bowdlerised"):
                alters.append((story, utterance.speaker, " … ".join(p.exact for p in told[0].content), told[0].report_id))
    return OutletRecord(min(len(stories), _STUDIED), _ranked(cites)[:30], _ranked(shares)[:30], tuple(alters[:30]))


def _all(record: Record) -> Iterable[Statement]:
    return (statement for told in record.statements for statement in told)


def _ranked(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


_PLACE = Markup(SEAL)  # noqa: S704 (our own mark)
_FORM = Markup(
    '<details class="judging"><summary>Judge</summary><form method="post" action="/judge">'
    '<input type="hidden" name="seal" value="{seal}"><input type="hidden" name="story" value="{story}">'
    '<input type="hidden" name="first" value="{first}"><label>{pair}</label>'
    '<span class="buttons"><button name="verdict" value="same">same</button>'
    '<button name="verdict" value="not the same">not the same</button>'
    '<button name="verdict" value="unsure">unsure</button></span></form></details>'
)


def _judging(utterance: Utterance, story: str) -> Markup:
    first, *others = utterance.tellings
    options = Markup("").join(
        Markup('<option value="{}">{}</option>').format(t.statement_id, f"telling {number}")
        for number, t in enumerate(others, start=2)
    )
    pair = Markup('The first telling and <select name="second">{}</select> are</label><label>').format(options)
    if len(others) == 1:
        pair = Markup('The two tellings are<input type="hidden" name="second" value="{}">').format(others[0].statement_id)
    return _FORM.format(seal=_PLACE, story=story, first=first.statement_id, pair=pair)
