"""The record as JSON, format ``onrecord/1``, there and back again.

``write_record`` puts a `Record` into a canonical string (the same record gives the same bytes); ``read_record`` builds the same
`Record` from it by cutting every passage out of the texts again, so that a record that lies about its words cannot be read.
``write_statements`` is one line of ``onrecord statements --jsonl``. What is hard here is that nothing may get lost on the way
and that every key is always there, ``null`` and empty lists included.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from onrecord.datamodel import (
    FORMAT,
    Alone,
    Block,
    Capture,
    Citation,
    Collation,
    Copy,
    Derivation,
    Descent,
    Detail,
    Difference,
    Fact,
    Family,
    Half,
    Interpretation,
    Lacuna,
    LeftOut,
    Link,
    Mention,
    Note,
    Origins,
    Outcome,
    Passage,
    Person,
    Place,
    Record,
    Rendering,
    Report,
    SharedQuotation,
    Statement,
    Story,
    Telling,
    Text,
    Utterance,
    Via,
    Witness,
    passages_of,
    spans_of,
)
from onrecord.errors import OnrecordError, UnreadableRecord
from onrecord.spans import Span

if TYPE_CHECKING:  # the lines of statements need nothing of what makes records
    from onrecord.record import JsonRecord

__all__ = [
    "describe_record",
    "describe_statement",
    "parse_record",
    "read_record",
    "write_record",
    "write_statements",
]


def write_record(record: Record, *, texts: bool = True) -> str:
    """The record as JSON, ending in a newline; with ``texts=False`` the reports' words are left out and their digests stay."""
    described = describe_record(record, texts=texts)
    return "{\n" + ",\n".join(f"{_line(key)}: {_lines(value)}" for key, value in described.items()) + "\n}\n"


def _line(value: object) -> str:
    return _ENCODER.encode(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": "))


def _lines(value: object) -> str:
    """A list of items with one item a line, so that two records can be compared with any diff."""
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f"  {_line(item)}" for item in value) + "\n]"
    return _line(value)


def describe_record(record: Record, *, texts: bool = True) -> JsonRecord:
    """The record as plain dictionaries and lists, every key always there."""
    return {
        "format": FORMAT,
        "reports": [_report(report, texts=texts) for report in record.reports],
        "people": [_person(person) for person in record.people],
        "statements": [
            {"report": report.id, **describe_statement(statement)}
            for report, statements in zip(record.reports, record.statements, strict=True)
            for statement in statements
        ],
        "utterances": [_utterance(utterance) for utterance in record.utterances],
        "links": [_link(link) for link in record.links],
        "facts": [_fact(fact) for fact in record.facts],
        "citations": [
            {
                "id": c.id,
                "report": c.report_id,
                "span": list(c.passage.span),
                "cites": c.cites,
                "own": c.own,
                "statement": c.statement_id,
            }
            for c in record.citations
        ],
        "copies": [
            {
                "id": c.id,
                "reports": list(c.reports),
                "a": list(c.a.span),
                "b": list(c.b.span),
                "original": c.original,
                "why": c.why,
            }
            for c in record.copies
        ],
        "shared_quotations": [
            {
                "id": q.id,
                "reports": list(q.reports),
                "a": list(q.a.span),
                "b": list(q.b.span),
                "quoted_by": list(q.quoted_by),
            }
            for q in record.shared_quotations
        ],
        "families": [
            {
                "reports": list(f.reports),
                "shared": list(f.shared),
                "original": f.original,
                "agencies": list(f.agencies),
                "why": f.why,
            }
            for f in record.families
        ],
        "only": {
            report.id: [
                {"kind": a.kind, "span": list(a.passage.span), "statement": a.statement_id}
                for a in record.only
                if a.report_id == report.id
            ]
            for report in record.reports
        },
        "leaves_out": {
            report.id: [
                {
                    "utterance": left.item if left.kind == "utterance" else None,
                    "fact": left.item if left.kind == "fact" else None,
                    "told_by": left.told_by,
                }
                for left in record.leaves_out
                if left.report_id == report.id
            ]
            for report in record.reports
        },
        "differences": [
            {"kind": d.kind, "sentence": d.sentence, "items": list(d.items), "passages": _mentions(d.passages)}
            for d in record.differences
        ],
        "sources": [_report(source, texts=texts) for source in record.sources],
        "renderings": [_rendering(rendering) for rendering in record.renderings],
        "notes": [{"name": n.name, "outcome": n.outcome, "reason": n.reason} for n in record.notes],
        "passages": [
            {"report": report_id, "span": list(p.span), "exact": p.exact, "prefix": p.prefix, "suffix": p.suffix}
            for report_id, p in passages_of(record)
        ],
    }


def write_statements(outcome: Outcome, statements: Iterable[Statement]) -> str:
    """One line of ``statements --jsonl``, without the newline: the report's outcome and what was said in it."""
    line = {
        "id": outcome.report.id if outcome.report else outcome.name,
        "outcome": "used" if outcome.report else "refused",
        "reason": outcome.reason,
        "statements": [describe_statement(statement) for statement in statements],
    }
    return _line(line)


def write_grouped(report_id: str, story: Story, why: str) -> str:
    """One line of ``stories --jsonl``, without the newline: the story in which a report stands, and why."""
    return _line({"id": report_id, "story": story.id, "why": why})


def describe_statement(statement: Statement) -> dict[str, Any]:
    """A statement with its interpretation, spans as pairs of code points into the report's text."""
    said = statement.interpretation
    return {
        "id": statement.id,
        "source": spans_of(statement.source),
        "cue": spans_of(statement.cue),
        "content": spans_of(statement.content),
        "parent": statement.parent,
        "speaker": said.speaker,
        "mention": list(said.mention.span) if said.mention else None,
        "resolved": said.resolved,
        "candidates": list(said.candidates),
        "for": said.on_behalf_of,
        "kind": said.kind,
        "mode": said.mode,
        "manner": said.manner,
        "act": said.act,
        "negated": said.negated,
        "about": said.about,
        "condition": spans_of(said.condition),
        "via": [{"name": via.name, "span": list(via.passage.span)} for via in said.via],
        "score": said.score,
        "why": said.why,
        "made_by": {"maker": said.derivation.maker, "version": said.derivation.version},
    }


def _report(report: Report, *, texts: bool) -> dict[str, Any]:
    return {
        "id": report.id,
        "given_id": report.given_id,
        "name": report.name,
        "outlet": report.outlet,
        "url": report.url,
        "title": report.title,
        "headline": report.headline,
        "byline": report.byline,
        "published": report.published,
        "digest": report.text.id,
        "capture": {
            "digest": report.capture.digest,
            "size": report.capture.size,
            "form": report.capture.form,
            "extractor": report.capture.extractor,
        },
        "blocks": [{"kind": block.kind, "span": list(block.span)} for block in report.text.blocks],
        "text": report.text.words if texts else None,
    }


def _mentions(mentions: Iterable[Mention]) -> list[dict[str, Any]]:
    return [{"report": m.report_id, "span": list(m.passage.span)} for m in mentions]


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "kind": person.kind,
        "mentions": _mentions(person.mentions),
        "roles": _mentions(person.roles),
        "why": person.why,
    }


def _origins(origins: Origins) -> dict[str, Any]:
    return {"lower": origins.lower, "upper": origins.upper, "why": list(origins.why)}


def _utterance(utterance: Utterance) -> dict[str, Any]:
    reports = [telling.report_id for telling in utterance.tellings]
    return {
        "id": utterance.id,
        "speaker": utterance.speaker,
        "tellings": [_telling(telling) for telling in utterance.tellings],
        "readings": [
            {
                "class": place.variant,
                "witnesses": [
                    {"report": reports[w.telling], "telling": w.telling, "span": list(w.passage.span) if w.passage else None}
                    for w in place.witnesses
                ],
            }
            for place in utterance.collation.places
        ],
        "beside": list(utterance.collation.beside),
        "lacunae": [
            {
                "telling": lacuna.telling,
                "loses": lacuna.loses,
                "held": lacuna.held,
                "words": {"report": reports[lacuna.held], "span": list(lacuna.words.span)},
                "ellipsis": _reading(Witness(lacuna.telling, lacuna.ellipsis)),
            }
            for lacuna in utterance.collation.lacunae
        ],
        "descents": [
            {
                "telling": descent.telling,
                "from": list(descent.sources),
                "evidence": [
                    {"report": reports[w.telling], "telling": w.telling, "span": _reading(w)} for w in descent.evidence
                ],
                "why": descent.why,
            }
            for descent in utterance.descents
        ],
        "halves": [
            {"tellings": [_telling(telling) for telling in half.tellings], "origins": _origins(half.origins)}
            for half in utterance.halves
        ],
        "origins": _origins(utterance.origins),
        "score": utterance.score,
        "why": utterance.why,
    }


def _rendering(rendering: Rendering) -> dict[str, Any]:
    return {
        "id": rendering.id,
        "report": rendering.report_id,
        "content": spans_of(rendering.passages),
        "statement": rendering.statement_id,
        "speaker": rendering.speaker,
        "standing": rendering.standing,
        "source": rendering.source_id,
        "original": spans_of(rendering.original),
        "readings": [
            {"class": place.variant, **dict(zip(("report", "source"), map(_reading, place.witnesses), strict=True))}
            for place in rendering.places
        ],
        "why": rendering.why,
    }


def _reading(witness: Witness) -> list[int] | None:
    return list(witness.passage.span) if witness.passage else None


def _telling(told: Telling) -> dict[str, Any]:
    return {"report": told.report_id, "content": spans_of(told.content), "manner": told.manner, "statement": told.statement_id}


def _link(link: Link) -> dict[str, Any]:
    return {
        "id": link.id,
        "kind": link.kind,
        "speaker": link.speaker,
        "tellings": [_telling(telling) for telling in link.tellings],
        "score": link.score,
        "why": link.why,
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "kind": fact.kind,
        "verdict": fact.verdict,
        "values": [
            {"report": d.report_id, "kind": d.kind, "span": list(d.passage.span), "value": d.value} for d in fact.values
        ],
        "origins": _origins(fact.origins),
        "why": fact.why,
    }


def parse_record(words: str, *, name: str = "record") -> JsonRecord:
    """The JSON of a record as dictionaries; raises `UnreadableRecord` where it is no JSON or of a format we do not know."""
    try:
        rows = json.loads(words)
    except (ValueError, RecursionError) as error:
        raise UnreadableRecord(f"{name} is not JSON ({error}): give a file that `onrecord compare --json` wrote") from error
    found = rows.get("format") if isinstance(rows, dict) else None
    if found != FORMAT:
        raise UnreadableRecord(
            f"{name} is no record of format {FORMAT} (its format is {found!r}): write it anew with `onrecord compare --json`"
        )
    return cast("JsonRecord", rows)


def read_record(words: str, *, name: str = "record") -> Record:
    """The `Record` that `write_record` wrote, every passage cut out of its text again.

    Raises `UnreadableRecord` where a key is missing, of the wrong kind, or a span lies outside its text; a record without its
    texts cannot be read (but it can be checked).
    """
    rows = parse_record(words, name=name)
    try:
        return _Reading(rows).record()
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OnrecordError) as error:
        what = f"the key {error} is missing" if isinstance(error, KeyError) else str(error)
        raise UnreadableRecord(f"{name} is damaged: {what}; `onrecord check` says where") from error


class _Reading:
    """The way from JSON back to the nouns: holds the texts from which passages are cut."""

    def __init__(self, rows: JsonRecord) -> None:
        self.rows = rows
        self.reports = tuple(self._read_report(row) for row in rows["reports"])
        self.sources = tuple(self._read_report(row) for row in rows.get("sources", ()))
        self.texts: Mapping[str, Text] = {report.id: report.text for report in (*self.sources, *self.reports)}

    def record(self) -> Record:
        rows = self.rows
        statements: dict[str, list[Statement]] = {report.id: [] for report in self.reports}
        for row in rows["statements"]:
            statements[row["report"]].append(self._read_statement(row))
        return Record(
            reports=self.reports,
            statements=tuple(tuple(statements[report.id]) for report in self.reports),
            people=tuple(
                Person(
                    name=row["name"],
                    kind=row["kind"],
                    mentions=self._read_mentions(row["mentions"]),
                    roles=self._read_mentions(row["roles"]),
                    why=row["why"],
                )
                for row in rows["people"]
            ),
            utterances=tuple(self._read_utterance(row) for row in rows["utterances"]),
            links=tuple(
                Link(row["kind"], row["speaker"], self._read_tellings(row["tellings"]), row["score"], row["why"])
                for row in rows.get("links", ())
            ),
            facts=tuple(
                Fact(
                    kind=row["kind"],
                    verdict=row["verdict"],
                    values=tuple(
                        Detail(d["report"], d["kind"], self.passage(d["report"], d["span"]), d["value"]) for d in row["values"]
                    ),
                    origins=self._read_origins(row["origins"]),
                    why=row["why"],
                )
                for row in rows["facts"]
            ),
            citations=tuple(
                Citation(c["report"], self.passage(c["report"], c["span"]), c["cites"], c["own"], c["statement"])
                for c in rows["citations"]
            ),
            copies=tuple(
                Copy(
                    (c["reports"][0], c["reports"][1]),
                    self.passage(c["reports"][0], c["a"]),
                    self.passage(c["reports"][1], c["b"]),
                    c.get("original"),
                    c.get("why", ""),
                )
                for c in rows["copies"]
            ),
            shared_quotations=tuple(
                SharedQuotation(
                    (q["reports"][0], q["reports"][1]),
                    self.passage(q["reports"][0], q["a"]),
                    self.passage(q["reports"][1], q["b"]),
                    tuple(q["quoted_by"]),
                )
                for q in rows.get("shared_quotations", ())
            ),
            families=tuple(
                Family(tuple(f["reports"]), tuple(f["shared"]), f["original"], tuple(f["agencies"]), f["why"])
                for f in rows.get("families", ())
            ),
            only=tuple(
                Alone(report.id, a["kind"], self.passage(report.id, a["span"]), a["statement"])
                for report in self.reports
                for a in rows["only"][report.id]
            ),
            # Records from before these keys existed are still read.
            leaves_out=tuple(
                LeftOut(
                    report.id,
                    "fact" if left["utterance"] is None else "utterance",
                    left["fact"] if left["utterance"] is None else left["utterance"],
                    left["told_by"],
                )
                for report in self.reports
                for left in rows.get("leaves_out", {}).get(report.id, ())
            ),
            differences=tuple(
                Difference(d["kind"], d["sentence"], self._read_mentions(d["passages"]), tuple(d["items"]))
                for d in rows.get("differences", ())
            ),
            notes=tuple(Note(n["name"], n["outcome"], n["reason"]) for n in rows["notes"]),
            sources=self.sources,
            renderings=tuple(self._read_rendering(row) for row in rows.get("renderings", ())),
        )

    def passage(self, report_id: str, span: list[int]) -> Passage:
        return Passage(self.texts[report_id], Span(*span))

    def passages(self, report_id: str, spans: list[list[int]]) -> tuple[Passage, ...]:
        return tuple(self.passage(report_id, span) for span in spans)

    def _read_report(self, row: dict[str, Any]) -> Report:
        if row["text"] is None:
            raise UnreadableRecord(f"report {row['name']} comes without its words")
        capture = row["capture"]
        return Report(
            name=row["name"],
            text=Text(row["text"], tuple(Block(b["kind"], Span(*b["span"])) for b in row["blocks"])),
            capture=Capture(capture["digest"], capture["size"], capture["form"], capture["extractor"]),
            outlet=row["outlet"],
            url=row["url"],
            title=row["title"],
            byline=row["byline"],
            published=row["published"],
            given_id=row["given_id"],
        )

    def _read_statement(self, row: dict[str, Any]) -> Statement:
        report = row["report"]
        return Statement(
            content=self.passages(report, row["content"]),
            cue=self.passages(report, row["cue"]),
            source=self.passages(report, row["source"]),
            parent=row["parent"],
            interpretation=Interpretation(
                speaker=row["speaker"],
                resolved=row["resolved"],
                kind=row["kind"],
                manner=row["manner"],
                score=row["score"],
                why=row["why"],
                derivation=Derivation(row["made_by"]["maker"], row["made_by"]["version"]),
                mention=self.passage(report, row["mention"]) if row["mention"] else None,
                candidates=tuple(row["candidates"]),
                on_behalf_of=row["for"],
                mode=row["mode"],
                act=row["act"],
                negated=row["negated"],
                about=row["about"],
                condition=self.passages(report, row["condition"]),
                via=tuple(Via(via["name"], self.passage(report, via["span"])) for via in row["via"]),
            ),
        )

    def _read_mentions(self, rows: list[dict[str, Any]]) -> tuple[Mention, ...]:
        return tuple(Mention(row["report"], self.passage(row["report"], row["span"])) for row in rows)

    def _read_origins(self, row: dict[str, Any]) -> Origins:
        return Origins(row["lower"], row["upper"], tuple(row["why"]))

    def _read_tellings(self, rows: list[dict[str, Any]]) -> tuple[Telling, ...]:
        return tuple(Telling(t["report"], t["statement"], self.passages(t["report"], t["content"]), t["manner"]) for t in rows)

    def _read_rendering(self, row: dict[str, Any]) -> Rendering:
        ends = row["report"], row["source"]
        return Rendering(
            report_id=row["report"],
            statement_id=row["statement"],
            speaker=row["speaker"],
            standing=row["standing"],
            passages=self.passages(row["report"], row["content"]),
            source_id=row["source"],
            original=self.passages(row["source"], row["original"]),
            places=tuple(
                Place(
                    place["class"],
                    tuple(
                        Witness(n, self.passage(end, span) if span else None)
                        for n, (end, span) in enumerate(zip(ends, (place["report"], place["source"]), strict=True))
                    ),
                )
                for place in row["readings"]
            ),
            why=row["why"],
        )

    def _read_utterance(self, row: dict[str, Any]) -> Utterance:
        places = tuple(
            Place(
                place["class"],
                tuple(
                    Witness(w["telling"], self.passage(w["report"], w["span"]) if w["span"] else None)
                    for w in place["witnesses"]
                ),
            )
            for place in row["readings"]
        )
        told = [telling["report"] for telling in row["tellings"]]
        lacunae = tuple(
            Lacuna(
                telling=k["telling"],
                held=k["held"],
                words=self.passage(k["words"]["report"], k["words"]["span"]),
                loses=k["loses"],
                ellipsis=self.passage(told[k["telling"]], k["ellipsis"]) if k["ellipsis"] else None,
            )
            for k in row.get("lacunae", ())
        )
        descents = tuple(
            Descent(
                telling=d["telling"],
                sources=tuple(d["from"]),
                evidence=tuple(
                    Witness(w["telling"], self.passage(w["report"], w["span"]) if w["span"] else None) for w in d["evidence"]
                ),
                why=d["why"],
            )
            for d in row.get("descents", ())
        )
        halves = tuple(
            Half(self._read_tellings(h["tellings"]), self._read_origins(h["origins"])) for h in row.get("halves", ())
        )
        return Utterance(
            speaker=row["speaker"],
            tellings=self._read_tellings(row["tellings"]),
            collation=Collation(places, tuple(row.get("beside", ())), lacunae),
            origins=self._read_origins(row["origins"]),
            score=row["score"],
            why=row["why"],
            descents=descents,
            halves=halves,
        )
