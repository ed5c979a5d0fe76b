"""An editor's word: kept with name and day, withdrawn but never erased, and respected by everything that is found later.

A judgement on a statement is anchored to passages of a text, not to ids: when a newer finder cuts a statement otherwise, or the
page is edited, the passage is looked for again, and the judgement holds where its words still stand. It makes a reading of its
own over that of the finder, which stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, and_, func, insert, select, update

from onrecord.archive.keeping import content_of, keep_reading, load_statements, retire_readings
from onrecord.archive.people import person_of, unite
from onrecord.collation import JudgedDetails, JudgedPair
from onrecord.datamodel import Anchor, Derivation, Interpretation, Judged, Judgement, Passage, Report, Statement, Text
from onrecord.errors import ArchiveError, NotInArchive
from onrecord.ids import mint
from onrecord.spans import Span
from onrecord.stores import schema as t
from onrecord.stores.index import add_terms
from onrecord.stores.packing import key_of, unpack_blocks
from onrecord.stores.terms import cut_terms
from onrecord.stories import JudgedReports

__all__ = [
    "LOOSE",
    "Anchor",
    "Judgement",
    "judge_pair",
    "judge_statement",
    "judged_pairs",
    "judged_reports",
    "list_judgements",
    "loosen",
    "settle_reading",
    "withdraw",
]

LOOSE = "loose"
"""The setting that names reports to be joined anew."""
PAIRS = ("same", "not the same", "unsure")
ON_STATEMENTS = ("wrong speaker", "not a statement", "missed one")


def judge_pair(
    connection: Connection, on: str, verdict: str, pair: tuple[str, str], *, by: str, note: str, at: str
) -> Judgement:
    """A word on two people (ids or names), two reports, or two statements or passages.

    A passage is a report's id with its characters: ``post@120-134``.
    """
    if verdict not in PAIRS:
        raise ArchiveError(f"{verdict!r} is no verdict on two things: choose one of {', '.join(PAIRS)}")
    if on == "person":
        anchors: list[dict[str, Any]] = [{"person": _exact_person(connection, given)} for given in pair]
    else:
        anchors = [_anchor(connection, given) for given in pair]
    if on == "story":  # a report stands in a story as a whole
        anchors = [{"report": anchor["report"], "text": anchor["text"], "spans": []} for anchor in anchors]
    elif on != "person" and any(not anchor["spans"] for anchor in anchors):
        raise ArchiveError(f"a judgement on a {on} needs passages or statements, not whole reports: give REPORT@START-END")
    if anchors[0] == anchors[1]:
        raise ArchiveError(f"a {on} cannot be compared with itself: give two that differ")
    made = _write(connection, on, verdict, anchors, by=by, note=note, at=at, speaker=None)
    _heed(connection, made)
    return made


def _exact_person(connection: Connection, given: str) -> str:
    """A person as one name: an id is taken as it is, a name must be one person's."""
    key = connection.execute(select(t.person.c.key).where(t.person.c.key == given)).scalar()
    return str(key) if key is not None else person_of(connection, given)


def judge_statement(
    connection: Connection,
    verdict: str,
    *,
    statement: str | None,
    report: str | None,
    spans: Sequence[Span],
    speaker: str | None,
    by: str,
    note: str,
    at: str,
) -> Judgement:
    """A word on one statement (by its id), or on a passage of a report where one was missed."""
    if verdict not in ON_STATEMENTS:
        raise ArchiveError(f"{verdict!r} is no verdict on a statement: choose one of {', '.join(ON_STATEMENTS)}")
    if verdict == "missed one":
        if report is None or not spans:
            raise ArchiveError("a missed statement needs its report and the span of its content")
        text = _text_of(connection, report)
        for span in spans:
            span.cut(text.words)
        anchor: dict[str, Any] = {"report": report, "text": text.id, "spans": [list(span) for span in spans]}
    else:
        if statement is None:
            raise ArchiveError(f"{verdict!r} needs the id of the statement it is on")
        anchor = _statement_anchor(connection, statement)
    made = _write(connection, "statement", verdict, [anchor], by=by, note=note, at=at, speaker=speaker)
    _heed(connection, made)
    return made


def withdraw(connection: Connection, judgement: str, *, by: str, why: str, at: str) -> Judgement:
    """Take a judgement back; it stays, with who withdrew it, when and why."""
    held = connection.execute(select(t.judgement).where(t.judgement.c.key == judgement)).first()
    if held is None:
        raise NotInArchive(f"there is no judgement {judgement}: see `onrecord judgements`")
    if held.withdrawn_at is not None:
        raise ArchiveError(f"{judgement} was withdrawn on {held.withdrawn_at[:10]} by {held.withdrawn_by} already")
    connection.execute(
        update(t.judgement).where(t.judgement.c.key == judgement).values(withdrawn_by=by, withdrawn_at=at, withdrawn_why=why)
    )
    (made,) = list_judgements(connection, key=judgement)
    _heed(connection, made)
    return made


def list_judgements(
    connection: Connection, *, key: str | None = None, report: str | None = None, standing: bool = False
) -> tuple[Judgement, ...]:
    """Judgements in the order in which they were made; ``standing`` leaves out those that were withdrawn."""
    asked = select(t.judgement).order_by(t.judgement.c.id)
    if key is not None:
        asked = asked.where(t.judgement.c.key == key)
    if standing:
        asked = asked.where(t.judgement.c.withdrawn_at.is_(None))
    found = tuple(_read(row) for row in connection.execute(asked).mappings())
    return found if report is None else tuple(j for j in found if any(anchor.report == report for anchor in j.anchors))


def settle_reading(connection: Connection, report: int, *, at: str) -> None:
    """Make the reading that counts: the finder's newest of the current capture, or one with the editors' judgements over it."""
    capture, words, blocks, key = connection.execute(
        select(t.capture.c.id, t.capture.c.words, t.capture.c.blocks, t.report.c.key)
        .join(t.report, t.report.c.id == t.capture.c.report_id)
        .where(and_(t.capture.c.report_id == report, t.capture.c.current))
    ).one()
    base = connection.execute(
        select(func.max(t.reading.c.id)).where(and_(t.reading.c.capture_id == capture, t.reading.c.maker != "judgement"))
    ).scalar_one()
    judgements = [j for j in list_judgements(connection, report=key, standing=True) if j.on == "statement"]
    found = load_statements(connection, report, reading=base)
    text = Text(words, unpack_blocks(blocks))
    judged = respect(connection, [statement for _, statement in found], text, judgements)
    retire_readings(connection, report)
    if judged == [statement for _, statement in found]:
        connection.execute(update(t.reading).where(t.reading.c.id == base).values(current=True))
        connection.execute(update(t.statement).where(t.statement.c.reading_id == base).values(current=True))
        add_terms(connection, [(number, cut_terms(content_of(statement))) for number, statement in found])
    else:
        maker = Derivation("judgement", ", ".join(j.id for j in judgements))
        keep_reading(connection, report, capture, judged, derivation=maker, at=at)
    _stale(connection, report)


def respect(
    connection: Connection, statements: Sequence[Statement], text: Text, judgements: Sequence[Judgement]
) -> list[Statement]:
    """The statements as the judgements will have them; one whose words stand nowhere in the text any more changes nothing.

    Of two on one passage the later counts: who says whose words they are takes back that they are no statement.
    """
    kept = list(statements)
    places = [_locate(connection, judgement.anchors[0], text) for judgement in judgements]
    corrected = {spans: at for at, spans in enumerate(places) if judgements[at].verdict == "wrong speaker"}
    for at, (judgement, spans) in enumerate(zip(judgements, places, strict=True)):
        if not spans or (judgement.verdict == "not a statement" and corrected.get(spans, -1) > at):
            continue
        made_by = Derivation("judgement", judgement.id)
        why = f"{judgement.by} judged so on {judgement.at[:10]}" + (f": {judgement.note}" if judgement.note else "")
        if judgement.verdict == "missed one":
            content = tuple(Passage(text, span) for span in spans)
            kept.append(
                Statement(
                    content=content,
                    cue=(),
                    source=(),
                    interpretation=Interpretation(
                        speaker=judgement.speaker,
                        resolved="no" if judgement.speaker is None else "yes",
                        kind="unnamed" if judgement.speaker is None else "person",
                        manner="direct" if content[0].exact[:1] in "\"“'‘" else "indirect",
                        score=1.0,
                        why=why,
                        derivation=made_by,
                    ),
                )
            )
            continue
        meant = [statement for statement in kept if _covers(statement, spans)]
        for statement in meant:
            if judgement.verdict == "not a statement":
                kept.remove(statement)
                kept = [replace(s, parent=statement.parent) if s.parent == statement.id else s for s in kept]
            else:
                said = replace(
                    statement.interpretation,
                    speaker=judgement.speaker,
                    resolved="no" if judgement.speaker is None else "yes",
                    kind="unnamed" if judgement.speaker is None else "person",
                    mention=None,
                    candidates=(),
                    why=why,
                    derivation=made_by,
                )
                kept[kept.index(statement)] = replace(statement, interpretation=said)
    return sorted(kept, key=lambda s: (min(p.span.start for p in (*s.content, *s.cue, *s.source)), -s.content[-1].span.end))


def judged_pairs(
    connection: Connection, reports: Sequence[Report], statements: Sequence[Sequence[Statement]]
) -> list[JudgedPair | JudgedDetails]:
    """What editors have said of pairs of statements, whether they tell one utterance, and of details, whether one matter."""
    told = {report.id: (report.text, found) for report, found in zip(reports, statements, strict=True)}
    pairs: list[JudgedPair | JudgedDetails] = []
    for judgement in list_judgements(connection, standing=True):
        if judgement.on not in {"utterance", "fact"} or judgement.verdict == "unsure":
            continue
        if any(anchor.report not in told for anchor in judgement.anchors):
            continue
        why = f"{judgement.by} judged so on {judgement.at[:10]}"
        same = judgement.verdict == "same"
        places = [(str(a.report), _locate(connection, a, told[str(a.report)][0])) for a in judgement.anchors]
        if judgement.on == "fact":
            if all(spans for _, spans in places):
                pairs.append(JudgedDetails(places[0], places[1], same, why))
            continue
        meant: list[tuple[str, str]] = []
        for report, spans in places:
            meant += [(report, s.id) for s in told[report][1] if spans and _covers(s, spans)][:1]
        if len(meant) == 2:
            pairs.append(JudgedPair(meant[0], meant[1], same, why))
    return pairs


def judged_reports(connection: Connection) -> list[JudgedReports]:
    """What editors say of pairs of reports, whether they stand in one story: of each pair the last word."""
    words: dict[frozenset[str], JudgedReports] = {}
    for judgement in list_judgements(connection, standing=True):
        if judgement.on == "story" and judgement.verdict != "unsure":
            one, other = sorted(str(anchor.report) for anchor in judgement.anchors)
            words[frozenset((one, other))] = JudgedReports((one, other), judgement.verdict == "same")
    return list(words.values())


def _covers(statement: Statement, spans: Sequence[Span]) -> bool:
    """Is most of the statement's content what was judged, and the other way round?"""
    own = [passage.span for passage in statement.content]
    shared = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in own for b in spans)
    return 2 * shared >= max(sum(map(len, own)), sum(map(len, spans)))


def _locate(connection: Connection, anchor: Anchor, text: Text) -> tuple[Span, ...]:
    """Where the judged passages stand in a text: the same spans in the same text, else where the same words stand once."""
    if anchor.text == text.id:
        return anchor.spans
    old = connection.execute(
        select(t.capture.c.words).where(t.capture.c.text_digest == anchor.text).order_by(t.capture.c.id).limit(1)
    ).scalar()
    if old is None:
        return ()
    spans: list[Span] = []
    for span in anchor.spans:
        words = span.cut(old)
        at = text.words.find(words)
        if at < 0 or text.words.find(words, at + 1) >= 0:
            return ()
        spans.append(Span(at, at + len(words)))
    return tuple(spans)


_PASSAGE = re.compile(r"(.+)@(\d+)-(\d+)")


def _anchor(connection: Connection, given: str) -> dict[str, Any]:
    """Where a judged thing stands: a passage (``REPORT@START-END``), a whole report, or the content of a statement."""
    found = _PASSAGE.fullmatch(given)
    if found is not None:
        text, span = _text_of(connection, found[1]), Span(int(found[2]), int(found[3]))
        span.cut(text.words)
        return {"report": found[1], "text": text.id, "spans": [list(span)]}
    if connection.execute(select(t.report.c.id).where(t.report.c.key == given)).first() is not None:
        return {"report": given, "text": _text_of(connection, given).id, "spans": []}
    return _statement_anchor(connection, given)


def _statement_anchor(connection: Connection, statement: str) -> dict[str, Any]:
    try:
        number = key_of(statement)
    except (IndexError, ValueError):
        raise NotInArchive(
            f"{statement!r} is no id of a statement: search shows them (a passage is REPORT@START-END)"
        ) from None
    asked = (
        select(t.statement.c.id, t.statement.c.report_id, t.statement.c.reading_id, t.report.c.key)
        .join(t.report, t.report.c.id == t.statement.c.report_id)
        .where(t.statement.c.key == number)
        .order_by(t.statement.c.current.desc(), t.statement.c.id)
    )
    row = connection.execute(asked).first()
    if row is None:
        raise NotInArchive(f"the archive holds no statement {statement}: search shows them")
    found = dict(load_statements(connection, row.report_id, reading=row.reading_id))[row.id]
    return {
        "report": row.key,
        "text": found.content[0].text_id,
        "spans": [list(passage.span) for passage in found.content],
    }


def _text_of(connection: Connection, report: str) -> Text:
    row = connection.execute(
        select(t.capture.c.words, t.capture.c.blocks)
        .join(t.report, t.report.c.id == t.capture.c.report_id)
        .where(and_(t.report.c.key == report, t.capture.c.current))
    ).first()
    if row is None:
        raise NotInArchive(f"the archive holds no report {report}")
    return Text(row.words, unpack_blocks(row.blocks))


def _write(
    connection: Connection,
    on: str,
    verdict: str,
    anchors: list[dict[str, Any]],
    *,
    by: str,
    note: str,
    at: str,
    speaker: str | None,
) -> Judgement:
    if on not in Judged.__args__:  # type: ignore[attr-defined]
        raise ArchiveError(f"{on!r} cannot be judged: choose one of {', '.join(Judged.__args__)}")  # type: ignore[attr-defined]
    if not by.strip():
        raise ArchiveError("a judgement needs the name of who makes it")
    count = connection.execute(select(func.count()).select_from(t.judgement)).scalar_one()
    key = "j-" + mint("record", on, verdict, json.dumps(anchors), by, at, count)[2:]
    connection.execute(
        insert(t.judgement).values(
            key=key, on=on, verdict=verdict, anchors=json.dumps(anchors), speaker=speaker, by=by, at=at, note=note
        )
    )
    (made,) = list_judgements(connection, key=key)
    return made


def _heed(connection: Connection, judgement: Judgement) -> None:
    """Bring what the judgement is on up to date with it."""
    at = judgement.withdrawn_at or judgement.at
    if judgement.on == "person":
        keys = [anchor.person for anchor in judgement.anchors]
        ones = select(t.person.c.one).where(t.person.c.key.in_(keys))  # with them stand all whom other words join to them
        blocks = set(connection.execute(select(t.person.c.block).where(t.person.c.one.in_(ones))).scalars())
        unite(connection, blocks)
        told = (
            select(t.spoken.c.statement_id)
            .join(t.person, t.person.c.id == t.spoken.c.person_id)
            .where(t.person.c.key.in_(keys))
        )
        reports = select(t.statement.c.report_id).where(t.statement.c.id.in_(told)).distinct()
        for number in sorted(connection.execute(reports).scalars()):
            _stale(connection, number)
        return
    keys = [anchor.report for anchor in judgement.anchors]
    if judgement.on == "story":
        loosen(connection, [str(key) for key in keys])
        return
    for number in sorted(connection.execute(select(t.report.c.id).where(t.report.c.key.in_(keys))).scalars()):
        if judgement.on == "statement":
            settle_reading(connection, number, at=at)
        _stale(connection, number)


def loosen(connection: Connection, reports: Iterable[str]) -> None:
    """Note reports that the next update has to join anew, whatever story they stand in."""
    noted = connection.execute(select(t.setting.c.value).where(t.setting.c.key == LOOSE)).scalar()
    if noted is None:
        connection.execute(insert(t.setting).values(key=LOOSE, value="[]"))
    value = json.dumps(sorted({*json.loads(noted or "[]"), *reports}))
    connection.execute(update(t.setting).where(t.setting.c.key == LOOSE).values(value=value))


def _stale(connection: Connection, report: int) -> None:
    mine = select(t.report.c.story_id).where(t.report.c.id == report).scalar_subquery()
    connection.execute(update(t.story).where(t.story.c.id == mine).values(stale=True))


def _read(row: Any) -> Judgement:
    anchors = tuple(
        Anchor(a.get("report"), a.get("text"), tuple(Span(*s) for s in a.get("spans", ())), a.get("person"))
        for a in json.loads(row["anchors"])
    )
    kept = ("on", "verdict", "by", "at", "note", "speaker", "withdrawn_by", "withdrawn_at", "withdrawn_why")
    return Judgement(id=row["key"], anchors=anchors, **{key: row[key] for key in kept})
