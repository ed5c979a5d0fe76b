"""A record and, if at hand, its reports in; what is proved and which items are broken out.

``check_record`` works on the JSON as it stands, not on the nouns: a record that lies must be readable to be found out. It cuts
every passage again, mints every id again, takes every digest again and follows every reference. What is hard here is to name
*exactly* the items that a changed report breaks: a word put in at the top of a report shifts every span behind it and breaks
none of them. So a changed report is aligned with the words of the record character by character, and a passage is broken only
if its own characters changed, else it is found again at its new place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal

from rapidfuzz.distance import Indel, Levenshtein

from onrecord import ids
from onrecord.datamodel import Report
from onrecord.errors import OnrecordError, UnreadableRecord

__all__ = ["CheckedReport", "Checking", "Fault", "JsonRecord", "check_record"]

JsonRecord = dict[str, Any]
"""A record as ``json.loads`` gives it; the format is described in ``docs/format.md``."""

ReportState = Literal["proved", "changed", "not given", "words missing"]
FaultKind = Literal["words", "digest", "id", "reference", "unpinned"]
Pin = tuple[str, int, int]

MOST_BY_CHARACTER = 100_000_000
"""Product of two lengths up to which an edit script is taken by character: some 25 MB of memory."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a record that does not hold: which item, in which report (by name), and what is wrong in words."""

    kind: FaultKind
    item: str
    report: str | None
    message: str


@dataclass(frozen=True, slots=True)
class CheckedReport:
    """How a report of the record stands: against its file where one was given, else against the record's own words.

    ``moved`` counts passages whose words stand unchanged at another place of the changed file, ``broken`` those that do not.
    """

    name: str
    state: ReportState
    passages: int
    moved: int
    broken: int


@dataclass(frozen=True, slots=True)
class Checking:
    """What came of checking a record: each report's state and all faults, in the record's order."""

    reports: tuple[CheckedReport, ...]
    faults: tuple[Fault, ...]
    unknown: tuple[str, ...] = ()
    """Names of given reports that the record does not hold."""

    @property
    def holds(self) -> bool:
        """True where everything was proved: no fault, no changed report, no words missing."""
        return not self.faults and not self.unknown and all(r.state in ("proved", "not given") for r in self.reports)

    @property
    def broken_items(self) -> tuple[str, ...]:
        """The items that rest on words which are not there, each once, in the record's order."""
        return tuple(dict.fromkeys(fault.item for fault in self.faults if fault.kind == "words"))


def check_record(rows: JsonRecord, reports: Sequence[Report] = ()) -> Checking:
    """Prove a record again, from itself and from the given reports.

    Proved is that the words stand where the record says, that ids and digests come from them, and that items refer to each
    other rightly. What a rule or model *says* of the words (speaker, act, verdict, number of origins) is not proved by this.
    Reports are found in the record by id, else by url, else by name. Raises `UnreadableRecord` where the JSON is not shaped
    like a record at all; whatever is merely untrue comes back as a `Fault`.
    """
    try:
        return _Check(rows, reports).result()
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OnrecordError) as error:
        what = f"the key {error} is missing" if isinstance(error, KeyError) else str(error)
        raise UnreadableRecord(f"the record is not shaped like one: {what}") from error


def _items(rows: JsonRecord) -> Iterator[tuple[str, tuple[Pin, ...]]]:
    """Every item of the record with the pins that it rests on, in the record's order."""

    def pins(report: str, *groups: Iterable[Sequence[int] | None]) -> list[Pin]:
        return [(report, span[0], span[1]) for group in groups for span in group if span is not None]

    for s in rows["statements"]:
        via = (v["span"] for v in s["via"])
        yield (
            f"statement {s['id']}",
            tuple(pins(s["report"], s["content"], s["cue"], s["source"], s["condition"], [s["mention"]], via)),
        )
    for p in rows["people"]:
        mentions = p["mentions"] + p["roles"]
        yield f"person {p['id']}", tuple(pin for m in mentions for pin in pins(m["report"], [m["span"]]))
    for u in rows["utterances"]:
        told = [pin for t in u["tellings"] for pin in pins(t["report"], t["content"])]
        read = [pin for place in u["readings"] for w in place["witnesses"] for pin in pins(w["report"], [w["span"]])]
        lost = [pin for k in u.get("lacunae", ()) for pin in pins(k["words"]["report"], [k["words"]["span"]])]
        shown = [pin for d in u.get("descents", ()) for w in d["evidence"] for pin in pins(w["report"], [w["span"]])]
        halves = [pin for h in u.get("halves", ()) for t in h["tellings"] for pin in pins(t["report"], t["content"])]
        yield f"utterance {u['id']}", tuple(told + read + lost + shown + halves)
    for link in rows.get("links", ()):
        yield f"link {link['id']}", tuple(pin for t in link["tellings"] for pin in pins(t["report"], t["content"]))
    for f in rows["facts"]:
        yield f"fact {f['id']}", tuple(pin for d in f["values"] for pin in pins(d["report"], [d["span"]]))
    for c in rows["citations"]:
        yield f"citation {c['id']}", tuple(pins(c["report"], [c["span"]]))
    for k in rows["copies"]:
        yield f"copy {k['id']}", (*pins(k["reports"][0], [k["a"]]), *pins(k["reports"][1], [k["b"]]))
    for q in rows.get("shared_quotations", ()):
        yield f"shared quotation {q['id']}", (*pins(q["reports"][0], [q["a"]]), *pins(q["reports"][1], [q["b"]]))
    for report, alone in rows["only"].items():
        for a in alone:
            yield f"only {a['kind']} {report} {a['span'][0]}-{a['span'][1]}", tuple(pins(report, [a["span"]]))
    for number, d in enumerate(rows.get("differences", ()), start=1):
        yield f"difference {number}", tuple(pin for m in d["passages"] for pin in pins(m["report"], [m["span"]]))
    for n in rows.get("renderings", ()):
        mine = pins(n["report"], n["content"], (place["report"] for place in n["readings"]))
        theirs = pins(n["source"], n["original"], (place["source"] for place in n["readings"]))
        yield f"rendering {n['id']}", (*mine, *theirs)


class _Check:
    """One checking: the record's rows, the given reports, and the faults found so far."""

    def __init__(self, rows: JsonRecord, reports: Sequence[Report]) -> None:
        self.rows = rows
        self.given = {report.id: report for report in reports}
        self.faults: list[Fault] = []
        self.texts: list[dict[str, Any]] = [*rows["reports"], *rows.get("sources", ())]
        self.names: dict[str, str] = {row["id"]: row["name"] for row in self.texts}
        self.digests: dict[str, str] = {row["id"]: row["digest"] for row in self.texts}
        self.used: set[str] = set()
        self.pinned: dict[Pin, dict[str, Any]] = {}
        self.moved: Counter[str] = Counter()
        self.broken: dict[Pin, str] = {}

    def result(self) -> Checking:
        for passage in self.rows["passages"]:
            pin = (passage["report"], passage["span"][0], passage["span"][1])
            if pin in self.pinned:
                self._fault("reference", f"passage {pin[1]}-{pin[2]}", pin[0], "it stands twice in the record's passages")
            elif pin[0] not in self.names:
                self._fault("reference", f"passage {pin[1]}-{pin[2]}", pin[0], f"the record has no report {pin[0]}")
            self.pinned.setdefault(pin, passage)
        states = {row["id"]: self._check_report(row) for row in self.texts}
        self._check_words()
        self._check_ids()
        self._check_references()
        passages = Counter(report for report, _, _ in self.pinned)
        broken = Counter(report for report, _, _ in self.broken)
        return Checking(
            reports=tuple(
                CheckedReport(self.names[key], state, passages[key], self.moved[key], broken[key])
                for key, state in states.items()
            ),
            faults=tuple(self.faults),
            unknown=tuple(sorted(report.name for key, report in self.given.items() if key not in self.used)),
        )

    def _fault(self, kind: FaultKind, item: str, report: str | None, message: str) -> None:
        name = self.names.get(report, report) if report is not None else None
        self.faults.append(Fault(kind, item, name, message))

    def _find_given(self, row: dict[str, Any]) -> Report | None:
        """The given report that this row is about: by id, else by url, else by name."""
        free = [report for key, report in self.given.items() if key not in self.used]
        found = (
            next((r for r in free if r.id == row["id"]), None)
            or next((r for r in free if r.url is not None and r.url == row["url"]), None)
            or next((r for r in free if r.name == row["name"]), None)
        )
        if found is not None:
            self.used.add(found.id)
        return found

    def _check_report(self, row: dict[str, Any]) -> ReportState:
        words: str | None = row["text"]
        if words is not None and ids.digest_words(words) != row["digest"]:
            self._fault("digest", f"report {row['id']}", row["id"], "its words in the record do not have the record's digest")
        at = 0
        for block in row["blocks"]:
            start, end = block["span"]
            if not at <= start < end or (words is not None and end > len(words)):
                self._fault(
                    "words", f"report {row['id']}", row["id"], f"block {block['span']} overlaps another or lies outside"
                )
            at = max(at, end)
        mine = [pin for pin in self.pinned if pin[0] == row["id"]]
        if words is not None:
            for pin in mine:
                self._compare(pin, words, "the record's own words")
        given = self._find_given(row)
        if given is None:
            return "not given" if words is not None else "words missing"
        if given.text.id == row["digest"]:
            if given.capture.digest != row["capture"]["digest"] and given.capture.form == row["capture"]["form"] == "txt":
                self._fault(
                    "digest", f"report {row['id']}", row["id"], "the file's bytes do not have the record's capture digest"
                )
            if words is None:
                for pin in mine:
                    self._compare(pin, given.text.words, "the report")
            return "proved"
        self._find_again(mine, words, given.text.words)
        return "changed"

    def _compare(self, pin: Pin, words: str, where: str) -> None:
        _, start, end = pin
        passage = self.pinned[pin]
        found = words[start:end] if 0 <= start < end <= len(words) else ""
        prefix, suffix = passage["prefix"], passage["suffix"]
        if found != passage["exact"]:
            self.broken[pin] = f"{_shown(passage['exact'])} is not what stands in {where} there: {_shown(found)}"
        elif words[max(0, start - len(prefix)) : start] != prefix or words[end : end + len(suffix)] != suffix:
            self.broken[pin] = f"{_shown(passage['exact'])} does not stand in {where} between the words given around it"

    def _find_again(self, pins: Sequence[Pin], before: str | None, after: str) -> None:
        """Which passages of a changed report still stand somewhere in it, and which are broken."""
        kept = _kept_stretches(before, after) if before is not None else None
        for pin in pins:
            _, start, end = pin
            exact = self.pinned[pin]["exact"]
            if kept is None:
                place = self._place_by_words(pin, after)
            else:
                # An edit beside a passage that begins like it may be told as one within it: each stretch it touches is asked.
                places = [start + by for left, right, by in kept if left < end and start < right]
                place = next((at for at in places if at >= 0 and after[at : at + len(exact)] == exact), None)
            if place is None:
                found = _nearest(after, start, end, kept)
                self.broken[pin] = f"{_shown(exact)} no longer stands in the report; there is now {_shown(found)}"
            elif place != start:
                self.moved[pin[0]] += 1

    def _place_by_words(self, pin: Pin, after: str) -> int | None:
        """Where the passage's words stand with the same words around them; None if nowhere or in several places."""
        _, start, end = pin
        passage = self.pinned[pin]
        if after[start:end] == passage["exact"]:
            return start
        context = passage["prefix"] + passage["exact"] + passage["suffix"]
        place = after.find(context)
        if place < 0 or after.find(context, place + 1) >= 0:
            return None
        return place + len(passage["prefix"])

    def _check_words(self) -> None:
        for item, pins in _items(self.rows):
            for pin in dict.fromkeys(pins):
                if pin in self.broken:
                    self._fault("words", item, pin[0], self.broken[pin])
                elif pin not in self.pinned:
                    self._fault("unpinned", item, pin[0], f"[{pin[1]}, {pin[2]}) is not among the record's passages")

    def _check_ids(self) -> None:
        rows = self.rows
        digest = self.digests.get

        def told(u: dict[str, Any]) -> list[tuple[str, str, Any]]:
            return [(t["report"], t["statement"], t["content"]) for t in u["tellings"]]

        expected: list[tuple[str, dict[str, Any], str]] = [
            (
                "report",
                r,
                r["given_id"] or ids.report_id(outlet=r["outlet"], url=r["url"], title=r["title"], text_id=r["digest"]),
            )
            for r in self.texts
        ]
        expected += [
            (
                "statement",
                s,
                ids.statement_id(digest(s["report"], ""), content=s["content"], cue=s["cue"], source=s["source"]),
            )
            for s in rows["statements"]
        ]
        expected += [("person", p, ids.person_id(kind=p["kind"], name=p["name"])) for p in rows["people"]]
        expected += [("utterance", u, ids.utterance_id(told(u))) for u in rows["utterances"]]
        expected += [("link", k, ids.link_id(k["kind"], told(k))) for k in rows.get("links", ())]
        expected += [
            (
                "fact",
                f,
                ids.fact_id(
                    kind=f["kind"], verdict=f["verdict"], values=[(d["report"], d["span"], d["value"]) for d in f["values"]]
                ),
            )
            for f in rows["facts"]
        ]
        expected += [
            ("citation", c, ids.citation_id(report=c["report"], span=c["span"], cites=c["cites"])) for c in rows["citations"]
        ]
        expected += [("copy", k, ids.copy_id(reports=k["reports"], a=k["a"], b=k["b"])) for k in rows["copies"]]
        expected += [
            ("shared quotation", q, ids.quotation_id(reports=q["reports"], a=q["a"], b=q["b"]))
            for q in rows.get("shared_quotations", ())
        ]
        expected += [
            (
                "rendering",
                n,
                ids.rendering_id(report=n["report"], content=n["content"], source=n["source"], original=n["original"]),
            )
            for n in rows.get("renderings", ())
        ]
        for noun, row, minted in expected:
            if row["id"] != minted:
                self._fault("id", f"{noun} {row['id']}", row.get("report"), f"minted again from its parts the id is {minted}")

    def _check_references(self) -> None:
        counted = Counter((s["report"], s["id"]) for s in self.rows["statements"])
        statements = set(counted)
        for (report, statement), times in counted.items():
            if times > 1:
                self._fault("reference", f"statement {statement}", report, "it stands more than once in the record")
        for u in self.rows["utterances"]:
            told = {(t["report"], span[0], span[1]) for t in u["tellings"] for span in t["content"]}
            read = [w for place in u["readings"] for w in place["witnesses"] if w["span"] is not None]
            read += [k["words"] for k in u.get("lacunae", ())]
            read += [w for d in u.get("descents", ()) for w in d["evidence"]]
            halves = [t for h in u.get("halves", ()) for t in h["tellings"]]
            read += [{"report": t["report"], "span": span} for t in halves for span in t["content"]]
            for w in read:
                if not any(r == w["report"] and a <= w["span"][0] and w["span"][1] <= b for r, a, b in told):
                    message = f"the reading {w['span']} lies outside its telling"
                    self._fault("reference", f"utterance {u['id']}", w["report"], message)
        asked: list[tuple[str, str, str | None]] = []
        for s in self.rows["statements"]:
            asked.append((f"statement {s['id']}", s["report"], s["parent"]))
            if s["parent"] == s["id"]:
                self._fault("reference", f"statement {s['id']}", s["report"], "it is told within itself")
        for u in self.rows["utterances"]:
            asked += [(f"utterance {u['id']}", t["report"], t["statement"]) for t in u["tellings"]]
        for k in self.rows.get("links", ()):
            asked += [(f"link {k['id']}", t["report"], t["statement"]) for t in k["tellings"]]
        asked += [(f"citation {c['id']}", c["report"], c["statement"]) for c in self.rows["citations"]]
        for report, alone in self.rows["only"].items():
            asked += [(f"only {a['kind']}", report, a["statement"]) for a in alone]
        for n in self.rows.get("renderings", ()):
            asked.append((f"rendering {n['id']}", n["report"], n["statement"]))
            if n["source"] is not None:
                asked.append((f"rendering {n['id']}", n["source"], None))
        others = (*self.rows.get("renderings", ()), *self.rows.get("shared_quotations", ()))
        items = {row["id"] for row in (*self.rows["utterances"], *self.rows["facts"], *others)}
        pointing = [(f"difference {n}", None, i) for n, d in enumerate(self.rows.get("differences", ()), 1) for i in d["items"]]
        for report, left in self.rows.get("leaves_out", {}).items():
            pointing += [(f"what {report} leaves out", report, x["utterance"] or x["fact"]) for x in left]
        for item, report_id, pointed in pointing:
            if pointed not in items:
                self._fault("reference", item, report_id, f"the record has no such item: {pointed}")
        for item, report, statement in asked:
            if report not in self.names:
                self._fault("reference", item, report, f"the record has no report {report}")
            elif statement is not None and (report, statement) not in statements:
                self._fault("reference", item, report, f"the record has no statement {statement} of that report")


def _kept_stretches(before: str, after: str) -> list[tuple[int, int, int]]:
    """The stretches of ``before`` that stand unchanged in ``after``: start, end, and by how much they moved.

    The common beginning and end are cut off first, so that the usual small edit costs nothing.
    """
    start = _common_length(before, after)
    tail = min(_common_length(before[:start:-1], after[:start:-1]), len(before) - start, len(after) - start)
    kept = [(0, start, 0)]
    kept += _kept_between(before[start : len(before) - tail], after[start : len(after) - tail], start, start)
    kept.append((len(before) - tail, len(before), len(after) - len(before)))
    merged: list[tuple[int, int, int]] = []
    for left, right, by in kept:
        if merged and merged[-1][1] == left and merged[-1][2] == by:
            merged[-1] = (merged[-1][0], right, by)
        elif left < right:
            merged.append((left, right, by))
    return merged


def _kept_between(before: str, after: str, at: int, to: int) -> Iterator[tuple[int, int, int]]:
    """What two stretches, which begin at the given offsets, have in common: by character, or line by line where they are long.

    An edit script by character takes memory by the product of the lengths; so whole lines are set against each other first, and
    characters only where lines differ. Two stretches too long even for that, without a line in common, count as different.
    """
    if len(before) * len(after) <= MOST_BY_CHARACTER:
        for block in Indel.opcodes(before, after):
            if block.tag == "equal":
                yield at + block.src_start, at + block.src_end, to + block.dest_start - at - block.src_start
        return
    lines_before, lines_after = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(lines_before) * len(lines_after) > MOST_BY_CHARACTER or min(len(lines_before), len(lines_after)) < 2:
        return
    starts_before = [0, *accumulate(map(len, lines_before))]
    starts_after = [0, *accumulate(map(len, lines_after))]
    for block in Levenshtein.opcodes(lines_before, lines_after):
        left, right = starts_before[block.src_start], starts_before[block.src_end]
        first, last = starts_after[block.dest_start], starts_after[block.dest_end]
        if block.tag == "equal":
            yield at + left, at + right, to + first - at - left
        elif left < right and first < last and (right - left) * (last - first) <= MOST_BY_CHARACTER:
            yield from _kept_between(before[left:right], after[first:last], at + left, to + first)


def _common_length(a: str, b: str) -> int:
    """How many characters two strings share at their beginning."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _nearest(after: str, start: int, end: int, kept: list[tuple[int, int, int]] | None) -> str:
    """What a changed text has where a passage used to stand: between the stretches around it that were kept."""
    by = next((shift for left, right, shift in reversed(kept or []) if left <= start), 0)
    until = next((shift for left, right, shift in kept or [] if right >= end), by)
    return after[max(0, start + by) : max(0, end + until)]


def _shown(words: str) -> str:
    return repr(words if len(words) <= 60 else f"{words[:40]}…{words[-18:]}")
