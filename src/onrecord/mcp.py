"""An archive for agents, over MCP: what was said and where, as passages pinned to a report, and never a sentence of our own.

An agent's room is small, so every tool takes ``size``, the most characters of its answer. What does not fit is left out whole,
an item at a time; the answer says how many of how many, and ``next`` is the mark that asks for them. A mark holds what the list
was made from, so that a list that has changed meanwhile is not gone on with as if it had not. Passages carry their report and
span, so that an agent's claims can be checked by the same numbers.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Literal, ParamSpec

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from onrecord import __version__
from onrecord.archive import Archive, Hit
from onrecord.archive import open as open_archive
from onrecord.archive.accounts import ArchiveShelf, accounts_of_person
from onrecord.datamodel import Act, Manner, Move, Passage, Record, Report
from onrecord.errors import OnrecordError, UnknownPerson
from onrecord.outputs.edition import VARIANT_WORDS, strongest_variant
from onrecord.record.positions import find_positions
from onrecord.stores.recent import Recent

__all__ = ["create_server"]

P = ParamSpec("P")
Size = Annotated[int, Field(ge=500, le=200_000, description="The most characters that the answer may have.")]
After = Annotated[str | None, Field(max_length=500, description="`next` of the answer before, to the same question.")]
Part = Literal["overview", "reports", "utterances", "facts", "citations", "statements", "only"]
Day = Annotated[str | None, Field(description="A day, month or year, included: 2031-03-13, 2031-03 or 2031.")]
_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_TEXT = 1_000_000
_REPORTS = 20
_LATEST = 400
"""Statements of a person that are read for positions, the newest."""
_HELD = 4
"""Records that are held, the latest asked for: going through a story page by page compiles it once."""

INSTRUCTIONS = (
    "News statements with their exact words. Each passage has a report's id and a span of code points; quote `exact` as it "
    "stands and name the outlet. `resolved` other than yes means that the speaker is not settled: do not name one. What is not "
    "found was not necessarily left unsaid. `left_out` says what did not fit in `size`; `next` asks for it."
)


def create_server(archive: str | Path | None) -> MCPServer:
    """The server over an archive; without one, only given texts can be compared and verified."""
    held = None if archive is None else open_archive(archive, create=False)
    server = MCPServer("onrecord", version=__version__, instructions=INSTRUCTIONS, log_level="WARNING")
    tools = _Tools(held)
    given: list[Callable[..., str]] = [tools.compare_texts, tools.verify_quotations]
    kept: list[Callable[..., str]] = (
        [tools.search_statements, tools.get_story, tools.positions_of_person] if held is not None else []
    )
    for tool in (*kept, *given):
        server.tool(annotations=_READS)(_saying(tool))
    return server


def _saying(tool: Callable[P, str]) -> Callable[P, str]:
    """The tool, with our own errors as words for the agent."""

    @wraps(tool)
    def said(*args: P.args, **kwargs: P.kwargs) -> str:
        try:
            return tool(*args, **kwargs)
        except OnrecordError as error:
            raise ToolError(str(error)) from None

    return said


class _Tools:
    def __init__(self, archive: Archive | None) -> None:
        self._archive = archive
        self._compiled: Recent[Record] = Recent(_HELD)

    @property
    def archive(self) -> Archive:
        if self._archive is None:
            raise OnrecordError("this server has no archive: start it with `onrecord mcp --archive PATH`")
        return self._archive

    def search_statements(
        self,
        words: Annotated[str | None, Field(description='Words, "phrases" and beginn* that a statement must hold.')] = None,
        speaker: str | None = None,
        about: str | None = None,
        outlet: str | None = None,
        act: Act | None = None,
        manner: Manner | None = None,
        since: Day = None,
        until: Day = None,
        after: After = None,
        size: Size = 8_000,
    ) -> str:
        """Search statements: who said what, where, when. Names match by whole words. Best first; without words latest first."""
        given, mark = _read_place(after)
        hits = self.archive.search(
            words or None, speaker=speaker, about=about, outlet=outlet, act=act, manner=manner, since=since, until=until,
            limit=100, after=mark,
        )  # fmt: skip

        def following(shown: int) -> str | None:
            if shown < len(hits):
                return f"{given + shown}~{hits.marks[shown - 1]}" if shown else after
            return f"{given + shown}~{hits.after}" if hits.after is not None else None

        return _fit(
            {}, "statements", [_hit(hit) for hit in hits], size, total=max(hits.total - given, len(hits)), following=following
        )

    def get_story(
        self,
        story: Annotated[str, Field(description="A story's id, as a search gives it.")],
        part: Part = "overview",
        after: After = None,
        size: Size = 8_000,
    ) -> str:
        """One story over all its reports; `part` chooses, each item is pinned.

        Utterances that several tell and in which words, facts that agree, are coarser or in conflict, who cites whom, what
        stands in one report only.
        """
        summary, basis = self.archive.basis(story)
        record = self._held(("story", summary.id, basis), lambda: self.archive.story(summary.id))
        return _story_part(record, part, {"story": summary.id}, size, after)

    def positions_of_person(
        self,
        person: Annotated[str, Field(description="A person's id, or a name that one person bears.")],
        on: Annotated[str | None, Field(description="Words of the one matter that is asked for.")] = None,
        about: Annotated[str | None, Field(description="Whom it concerns: a person or body.")] = None,
        since: Day = None,
        until: Day = None,
        after: After = None,
        size: Size = 8_000,
    ) -> str:
        """What somebody offered, demanded, refused or promised, by matter and day, with the exact words.

        Reversals and changed terms come first, with both wordings. Read from the latest 400 statements of the days given;
        `read` says from how many of how many, and of which days: for those before ask with `until`.
        """
        one = self.archive.person(person)
        name, accounts = accounts_of_person(self.archive, one.id, latest=_LATEST, since=since, until=until)
        try:
            found = find_positions(accounts, name, on=on, about=about)
        except UnknownPerson:  # nothing of theirs in these days
            found = ()
        rows: list[dict[str, Any]] = [
            {"matter": p.matter.name, "change": c.kind, "why": c.why, "before": _move(c.before), "after": _move(c.after)}
            for p in found
            for c in p.changes
        ]
        rows += [{"matter": p.matter.name, "move": _move(move)} for p in found for move in p.moves]
        days = sorted(account.report.published[:10] for account in accounts if account.report.published)
        read: dict[str, int | str] = {"statements": sum(len(account.statements) for account in accounts), "of": one.statements}
        read |= {"first_day": days[0], "last_day": days[-1]} if days else {}
        head = {"person": one.id, "name": one.name, "names": list(one.names), "read": read}
        return _fit_from(head, "positions", rows, size, after)

    def compare_texts(
        self,
        texts: Annotated[list[str], Field(min_length=2, max_length=_REPORTS, description="Whole reports of one event.")],
        outlets: Annotated[list[str] | None, Field(description="The outlet of each, if known.")] = None,
        part: Part = "overview",
        after: After = None,
        size: Size = 8_000,
    ) -> str:
        """Compare reports of one event given as texts: what several tell, in which words. Nothing is kept."""
        from onrecord.record import compile_record

        record = self._held(("texts", *texts, "outlets", *(outlets or ())), lambda: compile_record(_read(texts, outlets)))
        return _story_part(record, part, {}, size, after)

    def verify_quotations(
        self,
        text: Annotated[str, Field(max_length=_TEXT, description="Any text that quotes.")],
        texts: Annotated[
            list[str] | None, Field(max_length=_REPORTS, description="Reports to look in; the archive if none.")
        ] = None,
        after: After = None,
        size: Size = 8_000,
    ) -> str:
        """Verify each quotation of a text: word for word, altered, somebody else's, outside marks, or nowhere."""
        from onrecord.outputs.verification import write_verifications
        from onrecord.record.accounts import read_accounts
        from onrecord.record.verifying import verify_quotations

        if texts:
            found = verify_quotations(text, read_accounts(_read(texts, None)))
        else:
            found = verify_quotations(text, ArchiveShelf(self.archive))
        rows = json.loads(write_verifications(found))["quotations"]
        return _fit_from({}, "quotations", rows, size, after)

    def _held(self, key: tuple[str, ...], compiled: Callable[[], Record]) -> Record:
        """The record, compiled once however often an agent asks for its parts and pages."""
        named = hashlib.sha256(json.dumps(key).encode()).digest()
        record = self._compiled.get(named)
        if record is None:
            record = compiled()
            self._compiled.put(named, record)
        return record


def _read(texts: Sequence[str], outlets: Sequence[str] | None) -> list[Report]:
    """The reports of texts; what cannot be used is an error, as an agent gave it on purpose."""
    from onrecord.reports import read_reports

    rows = []
    for number, text in enumerate(texts, start=1):
        row = {"id": f"text-{number}", "text": text}
        if outlets and number <= len(outlets):
            row["outlet"] = outlets[number - 1]
        rows.append(json.dumps(row, ensure_ascii=False))
    outcomes = list(read_reports(["-"], stdin=io.BytesIO("\n".join(rows).encode("utf-8", "replace"))))
    for number, outcome in enumerate(outcomes, start=1):
        if outcome.report is None:
            raise OnrecordError(f"text {number} cannot be used: {outcome.reason}")
    return [outcome.report for outcome in outcomes if outcome.report is not None]


def _story_part(record: Record, part: Part, head: dict[str, Any], size: int, after: str | None) -> str:
    reports = [
        {"id": r.id, "outlet": r.outlet, "published": r.published, "headline": r.headline, "url": r.url} for r in record.reports
    ]
    parts: dict[str, list[dict[str, Any]]] = {
        "reports": reports,
        "utterances": [
            {
                "speaker": u.speaker,
                "differs": strongest_variant(u.collation),
                "origins": asdict(u.origins),
                "tellings": [
                    {"report": t.report_id, "manner": t.manner, "passages": [_pin(p) for p in t.content]} for t in u.tellings
                ],
            }
            for u in record.utterances
        ],
        "facts": [
            {
                "kind": f.kind,
                "verdict": f.verdict,
                "why": f.why,
                "values": [{"report": d.report_id, "value": d.value, **_pin(d.passage)} for d in f.values],
            }
            for f in sorted(record.facts, key=lambda f: ("conflict", "dispute", "coarser", "agree", "single").index(f.verdict))
        ],
        "citations": [{"report": c.report_id, "cites": c.cites, "own": c.own, **_pin(c.passage)} for c in record.citations],
        "statements": [
            {
                "report": report.id,
                "speaker": s.interpretation.speaker,
                "resolved": s.interpretation.resolved,
                "act": s.interpretation.act,
                "manner": s.interpretation.manner,
                "passages": [_pin(p) for p in s.content],
            }
            for report, told in zip(record.reports, record.statements, strict=True)
            for s in told
        ],
        "only": [{"report": a.report_id, "kind": a.kind, **_pin(a.passage)} for a in record.only],
    }
    counts = {name: len(rows) for name, rows in parts.items()}
    if part == "reports":
        return _fit_from({**head, "counts": counts}, part, reports, size, after)
    outlets = {report.id: report.outlet or report.name for report in record.reports}
    head |= {"reports": outlets, "counts": counts}
    if part != "overview":
        return _fit_from(head, part, parts[part], size, after)
    gravest_first = list(VARIANT_WORDS)
    utterances = sorted(parts["utterances"], key=lambda u: gravest_first.index(u["differs"]))
    conflicts = [{"fact": f} for f in parts["facts"] if f["verdict"] in ("conflict", "dispute", "coarser")]
    return _fit_from(head, "differences", [*conflicts, *({"utterance": u} for u in utterances)], size, after)


def _fit_from(head: dict[str, Any], name: str, rows: Sequence[dict[str, Any]], size: int, after: str | None) -> str:
    """The rows behind a mark, as many as fit; raises `OnrecordError` where the list is no more the one that the mark is of."""
    made_from = hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:12]
    first, mark = _read_place(after)
    if mark is not None and mark != made_from:
        raise OnrecordError("this list has changed since, or was another one: ask again without `after`")
    rest = rows[first:]

    def following(shown: int) -> str | None:
        return f"{first + shown}~{made_from}" if shown < len(rest) else None

    return _fit(head, name, rest, size, total=len(rest), following=following)


def _read_place(after: str | None) -> tuple[int, str | None]:
    """How many were given before, and the mark of the list."""
    if after is None:
        return 0, None
    given, tilde, mark = after.partition("~")
    if not tilde or not given.isascii() or not given.isdigit() or not mark:
        raise OnrecordError(f"{after[:40]!r} is not what an answer gave to go on after: pass its `next` as it is")
    return int(given), mark


def _fit(
    head: dict[str, Any],
    name: str,
    rows: Sequence[dict[str, Any]],
    size: int,
    *,
    total: int,
    following: Callable[[int], str | None],
) -> str:
    """As many rows as fit, whole ones, and how many of ``total`` were left out. A head that is too large is cut to counts."""

    def written(shown: int, head: dict[str, Any], way: str = "ask again with `after` set to `next`") -> str:
        left = total - shown
        body = {**head, name: list(rows[:shown]), "next": following(shown)}
        body["left_out"] = {"items": left, "of": total, "how_to_get_them": way} if left else None
        return json.dumps(body, ensure_ascii=False, separators=(",", ":"))

    if len(written(0, head)) > size:
        head = {key: (f"{len(value)} left out: see part reports" if key == "reports" else value) for key, value in head.items()}
        head = {key: (f"{len(value)} left out" if isinstance(value, list) else value) for key, value in head.items()}
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if len(written(middle, head)) <= size else (low, middle - 1)
    if rows and not low:  # not even one fits
        return written(0, head, f"ask again with `size` {len(written(1, head))} or more")
    return written(low, head)


def _pin(passage: Passage) -> dict[str, Any]:
    return {"exact": passage.exact, "span": list(passage.span)}


def _move(move: Move) -> dict[str, Any]:
    told = move.told[0]
    return {
        "day": move.day,
        "act": move.act,
        "why": move.why,
        "outlet": told.report.outlet,
        "report": told.report.id,
        "passages": [_pin(p) for p in told.statement.content],
        "condition": [_pin(p) for p in told.statement.interpretation.condition],
        "also_told_by": sorted({t.report.outlet or t.report.name for t in move.told[1:]}),
        "origins": [move.origins.lower, move.origins.upper],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "published": hit.published,
        "outlet": hit.outlet,
        "report": hit.report,
        "story": hit.story,
        "statement": hit.statement,
        "speaker": hit.speaker,
        "resolved": hit.resolved,
        "act": hit.act,
        "manner": hit.manner,
        "about": hit.about,
        "passages": [_pin(passage) for passage in hit.passages],
    }
