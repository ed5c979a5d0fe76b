"""Stories of an archive for the pages: done by workers, each with the archive open."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Any

from onrecord.archive import Archive, Compiled
from onrecord.archive import open as open_archive
from onrecord.archive.accounts import ArchiveShelf, accounts_of_person
from onrecord.datamodel import Account, Mention, Outcome, Passage, Record, Report, Statement
from onrecord.errors import UnknownPerson
from onrecord.outputs.edition import edit_record
from onrecord.outputs.json import read_record
from onrecord.outputs.page import Page
from onrecord.people import resolve_people
from onrecord.people.spelling import fold_name
from onrecord.spans import Span
from onrecord.stores.beside import Piece, pack_piece
from onrecord.web.kept import basis_in, beside_at, json_part, keep_record, pack_record
from onrecord.web.made import Chosen, Meta, lay_page, make_pieces
from onrecord.web.tasks import Given, read_given

__all__ = [
    "LATEST",
    "find_person_positions",
    "keep_given",
    "keep_pages",
    "lay_chosen",
    "make_json",
    "make_story",
    "refresh",
    "verify_archived",
]

Made = tuple[str, dict[str, Piece]]
"""The basis of a story, and what was made from it."""


@lru_cache(maxsize=1)
def _archive(place: str) -> Archive:
    return open_archive(place, create=False)


def keep_pages(place: str, compiled: Compiled) -> Made:
    """Make a story into pages and keep them beside the archive, with the record itself."""
    pieces = make_pieces(compiled) | pack_record(compiled, texts=True)
    basis = basis_in(compiled.basis)
    beside = beside_at(place)
    if beside is not None:
        beside.put(compiled.summary.id, basis, pieces)
    return basis, pieces


def _keep(place: str, compiled: Compiled) -> None:
    keep_pages(place, compiled)


def make_story(place: str, story: str) -> Made:
    """The pages of a story, made and kept."""
    return keep_pages(place, _compiled(place, story))


def _compiled(place: str, story: str) -> Compiled:
    """A story compiled: its record as kept, or compiled now and kept."""
    archive, beside = _archive(place), beside_at(place)
    summary, basis = archive.basis(story)
    part = json_part(texts=True)
    kept = {} if beside is None else beside.get(summary.id, basis_in(basis), part)
    if part not in kept:
        compiled = archive.compiled(story)
        keep_record(place, compiled)
        return compiled
    record = read_record(kept[part].whole().decode())
    mine = {report.id for report in record.reports}
    judged = tuple(j for j in archive.judgements() if any(anchor.report in mine for anchor in j.anchors))
    return Compiled(summary, record, judged, basis)


def make_json(place: str, story: str, texts: bool) -> Made:
    """The record of a story as JSON, made and kept."""
    compiled = _compiled(place, story)
    basis = basis_in(compiled.basis)
    pieces = pack_record(compiled, texts=texts)
    beside = beside_at(place)
    if beside is not None:
        beside.put(compiled.summary.id, basis, pieces)
    return basis, pieces


def lay_chosen(place: str, story: str, chosen: Chosen, meta: Meta) -> tuple[str, str]:
    """The page of what is chosen of a story, and its style."""
    compiled = _compiled(place, story)
    page = Page(edit_record(choose(compiled.record, chosen)))
    return lay_page(compiled, page, page.fill(), meta, chosen), page.lighting()


def refresh(place: str, story: str) -> int:
    """A story brought up to what editors have said, with its pages."""
    return _archive(place).refresh(story, on_record=partial(_keep, place))


def keep_given(place: str, given: Given) -> dict[str, Any]:
    """Given reports added to the archive and placed in stories: what became of each, and the story of the first."""
    archive = _archive(place)
    became: list[dict[str, Any]] = []

    def note(outcome: Outcome, fate: str) -> None:
        report = outcome.report
        became.append({"name": outcome.name, "became": fate, "report": report.id if report else None, "reason": outcome.reason})

    archive.add(read_given(given), on_outcome=note)
    archive.update(on_record=partial(_keep, place))
    kept = next((each["report"] for each in became if each["report"] and each["became"] != "refused"), None)
    return {"reports": became, "story": archive.summary(f"of-{kept}").id if kept else None}


def verify_archived(place: str, text: str) -> list[dict[str, Any]]:
    """The quotations of a text, each with what stands behind it in the archive."""
    from onrecord.outputs.verification import write_verifications
    from onrecord.record.verifying import verify_quotations

    found = verify_quotations(text, ArchiveShelf(_archive(place)))
    quotations: list[dict[str, Any]] = json.loads(write_verifications(found))["quotations"]
    return quotations


def choose(record: Record, chosen: Chosen) -> Record:
    """The part of a record that is asked for; the reports stay whole, and so does the narration that they share.

    Where a speaker or an act is asked for, facts, shared quotations and what matters stay as far as they stand in what is left.
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
    said: dict[str, list[Span]] = {
        report.id: [passage.span for s in told for passage in s.content]
        for report, told in zip(record.reports, statements, strict=True)
    }

    def within(report: str, passage: Passage) -> bool:
        return report in of and (not by_words or any(passage.span.overlaps(span) for span in said[report]))

    utterances = tuple(u for u in record.utterances if any((t.report_id, t.statement_id) in kept for t in u.tellings))
    facts = tuple(f for f in record.facts if any(within(d.report_id, d.passage) for d in f.values))
    items = {u.id for u in utterances} | {f.id for f in facts}
    return replace(
        record,
        statements=statements,
        utterances=utterances,
        links=tuple(k for k in record.links if any((t.report_id, t.statement_id) in kept for t in k.tellings)),
        facts=facts,
        differences=tuple(
            d
            for d in record.differences
            if items & set(d.items) or any(within(p.report_id, p.passage) for p in d.passages if p.report_id in said)
        ),
        leaves_out=tuple(left for left in record.leaves_out if left.report_id in of and left.item in items),
        citations=tuple(
            c for c in record.citations if c.report_id in of and (not by_words or (c.report_id, c.statement_id) in kept)
        ),
        shared_quotations=tuple(
            q for q in record.shared_quotations if any(within(r, p) for r, p in zip(q.reports, (q.a, q.b), strict=True))
        ),
        only=tuple(a for a in record.only if a.report_id in of and (not by_words or (a.report_id, a.statement_id) in kept)),
    )


LATEST = 400
"""Statements of a person that are read for positions, the newest."""


def find_person_positions(
    place: str, person: str, basis: str, part: str, on: str | None, since: str | None, until: str | None
) -> dict[str, Any]:
    """The positions of a person in their latest statements, as JSON has them; kept under the basis and part.

    ``roles`` are what the latest reports call them. ``read`` statements of the days ``first`` to ``last``; ``before`` is the
    day up to which to ask for those that were not read, None where all were.
    """
    from onrecord.outputs.positions import write_positions
    from onrecord.record.positions import find_positions

    archive = _archive(place)
    first, before = since, None
    hits = archive.search(person=person, since=since, until=until, limit=LATEST)
    if hits.after is not None and hits[-1].published:
        first = hits[-1].published[:10]  # whole days are read, so that the next page can go on before the first of them
        before = _day_before(first)
    name, accounts = accounts_of_person(archive, person, latest=max(1, hits.total), since=first, until=until)
    try:
        found = find_positions(accounts, name, on=on)
    except UnknownPerson:  # nothing of theirs in these days
        found = ()
    days = sorted(account.report.published[:10] for account in accounts if account.report.published)
    positions: dict[str, Any] = {
        "positions": json.loads(write_positions(found))["positions"],
        "read": sum(len(account.statements) for account in accounts),
        "first": days[0] if days else None,
        "last": days[-1] if days else None,
        "before": before,
        "roles": _roles(accounts),
    }
    beside = beside_at(place)
    if beside is not None:
        beside.put(person, basis, {part: pack_piece(json.dumps(positions, ensure_ascii=False).encode("utf-8", "replace"))})
    return positions


def _roles(accounts: Sequence[Account]) -> list[dict[str, Any]]:
    """What the latest of these reports call the person, each with a passage of the latest; those of most reports first.

    From eight reports on, what only one of them says is left out.
    """
    latest = sorted(accounts, key=lambda account: (account.report.published or "", account.report.id), reverse=True)[:_CALLED]
    rank = {account.report.id: place for place, account in enumerate(latest)}
    people = resolve_people([account.report for account in latest], [account.statements for account in latest])
    found: dict[str, list[Mention]] = defaultdict(list)
    for mention in sorted((role for one in people for role in one.roles), key=lambda role: rank[role.report_id]):
        words = mention.passage.exact.casefold().split()
        found[" ".join(words[words[0] in ("the", "a", "an") :])].append(mention)
    rows: list[dict[str, Any]] = [
        {"report": told[0].report_id, "passages": [_pin(told[0].passage)], "reports": len({role.report_id for role in told})}
        for told in found.values()
    ]
    # What one of many reports alone says may well be somebody else's office.
    least = 1 if len(latest) < _FEW else 2
    return sorted((row for row in rows if row["reports"] >= least), key=lambda row: -row["reports"])[:_ROLES]


def _pin(passage: Passage) -> dict[str, Any]:
    return {"span": list(passage.span), "exact": passage.exact}


_CALLED, _ROLES, _FEW = 60, 8, 8
"""Reports that are looked through, roles that are shown, and from how many reports on two of them must say the same."""


def _day_before(day: str) -> str:
    """The day before a day, or before the first of a month or year."""
    return (date.fromisoformat(day + "-01-01"[len(day) - 4 :]) - timedelta(days=1)).isoformat()
