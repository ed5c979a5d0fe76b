"""An export in, its pins out, and what of them still stands in the reports: the proof of every format that carries words.

The format is known by the file's own first bytes, never by its name. Pins are read one at a time, so that the size of an export
does not matter.
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.datamodel import Report
from onrecord.errors import UnreadableRecord
from onrecord.outputs.exports.tables import plain
from onrecord.record import CheckedReport, Checking, Fault

__all__ = ["Pin", "check_pins", "read_pins"]

_MEMO = re.compile(r"<!-- pin (\{.*?\}) -->")
_HEADS = ("{", "[")


@dataclass(frozen=True, slots=True)
class Pin:
    """Words that an export says stand in a report: the item, the report's id, its text's digest, the spans and the words.

    Several spans have their words joined by “ … ”.
    """

    item: str
    report: str
    digest: str
    spans: tuple[tuple[int, int], ...]
    exact: str
    prefix: str
    suffix: str


def read_pins(path: Path) -> Iterator[Pin]:
    """The pins of an export, in its order. Raises `UnreadableRecord` where it is no export that carries pins."""
    with path.open("rb") as file:
        head = file.read(4096)
    try:
        yield from _reader(path, head)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, StopIteration, sqlite3.Error) as error:
        what = f"the key {error} is missing" if isinstance(error, KeyError) else str(error)
        raise UnreadableRecord(
            f"{path} is no export that carries pins ({what}): give one that `onrecord export` wrote"
        ) from error


def _reader(path: Path, head: bytes) -> Iterator[Pin]:
    if head.startswith(b"PAR1"):
        return _from_parquet(path)
    if head.startswith(b"SQLite format 3"):
        return _from_sqlite(path)
    words = head.decode("utf-8-sig", "replace")
    if words.startswith("# Who said what"):
        return _from_memo(path)
    if words.startswith("outlet,"):
        return _from_csv(path)
    if words.startswith('{"@context"'):
        return _from_jsonld(path)
    if words.startswith(_HEADS):
        return _from_lines(path)
    raise ValueError("it is of no known format")


def _row_pin(row: dict[str, Any]) -> Pin:
    spans = tuple((int(start), int(end)) for start, end in json.loads(row["spans"]))
    item = f"statement {row['statement']}" if "statement" in row else f"judgement {row['judgement']} {row['part']}"
    return Pin(item, row["report"], row["digest"], spans, row["words"], row["prefix"] or "", row["suffix"] or "")


def _from_csv(path: Path) -> Iterator[Pin]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["spans"]:  # a judgement may be on a person or a whole report
                yield _row_pin({key: plain(value) for key, value in row.items()})


def _from_parquet(path: Path) -> Iterator[Pin]:
    try:
        import pyarrow.parquet as pq
    except ImportError as error:
        raise ValueError("reading Parquet needs pyarrow: pip install 'onrecord[parquet]'") from error
    names = ["report", "digest", "statement", "spans", "words", "prefix", "suffix"]
    with pq.ParquetFile(path) as table:
        for batch in table.iter_batches(columns=names, batch_size=5_000):
            yield from map(_row_pin, batch.to_pylist())


def _from_sqlite(path: Path) -> Iterator[Pin]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
        rows = base.execute(
            'select s.id, p.report, r.digest, p.start, p."end", p.exact, p.prefix, p.suffix from passages p '
            "join statements s on s.key = p.statement join reports r on r.id = p.report order by p.rowid"
        )
        for item, report, digest, start, end, exact, prefix, suffix in rows:
            yield Pin(f"statement {item}", report, digest, ((start, end),), exact, prefix, suffix)
        if base.execute("select 1 from sqlite_master where name = 'judged'").fetchone():
            base.row_factory = sqlite3.Row
            yield from (_row_pin(dict(row)) for row in base.execute("select * from judged where spans is not null"))


def _held(item: str, report: str, digest: str, pins: Iterable[dict[str, Any]]) -> Iterator[Pin]:
    for pin in pins:
        start, end = pin["span"]
        yield Pin(item, report, digest, ((start, end),), pin["exact"], pin["prefix"], pin["suffix"])


def _from_memo(path: Path) -> Iterator[Pin]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if (match := _MEMO.search(line)) is not None:
                row = json.loads(match[1])
                yield from _held(f"line {number}", row["report"], row["digest"], row["pins"])


def _from_lines(path: Path) -> Iterator[Pin]:
    """JSON Lines of ours, of Citron's format, or of FollowTheMoney."""
    found = False
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            if "content" in row:
                found = True
                for part in ("content", "source", "cue", "condition", "via"):
                    yield from _held(f"statement {row['statement']}", row["report"], row["digest"], row[part])
            elif "anchors" in row:
                found = True
                for anchor in row["anchors"]:
                    yield from _held(f"judgement {row['judgement']}", anchor["report"], anchor["digest"], anchor["pins"])
            elif "quotes" in row:
                found = True
                for quote in row["quotes"]:
                    cue = [quote["cue"]] if quote["cue"] else []
                    for part in (*quote["contents"], *quote["sources"], *cue):
                        pin = {**part, "span": (part["start"], part["end"]), "exact": part["text"]}
                        yield from _held(f"statement {quote['statement']}", row["report"], row["digest"], [pin])
            elif "schema" in row:
                found = True
                for description in row["properties"].get("description", ()):
                    held = json.loads(description)
                    yield from _held(f"{row['schema']} {row['id']}", held["report"], held["digest"], held["pins"])
            else:
                raise ValueError("a line is of no known kind")
    if not found:
        raise ValueError("it holds nothing")


def _from_jsonld(path: Path) -> Iterator[Pin]:
    """Web Annotations and schema.org: our writers put an item on a line, and only such lines are read."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if not line.startswith(('{"id"', '{"@id"')):
                continue
            row = json.loads(line.rstrip().rstrip(","))
            for target in row.get("target", ()):
                place, quote = target["selector"]
                pin = {**quote, "span": (place["start"], place["end"])}
                yield from _held(f"annotation {row['id']}", target["report"], target["digest"], [pin])
            if "pins" in row:
                yield from _held(f"{row['@type']} {row['@id']}", row["report"], row["digest"], row["pins"])


def check_pins(pins: Iterable[Pin], reports: Sequence[Report]) -> Checking:
    """Prove an export's pins from the reports; a report is found by the digest of its words, else by its id.

    An export holds no texts, so that nothing is proved of a report that is not given: it is ``words missing``. A pin of a
    report whose words have changed is looked for between the words around it, and is broken where it does not stand there once.
    """
    by_digest = {report.text.id: report for report in reports}
    by_id = {report.id: report for report in reports}
    passages: Counter[str] = Counter()
    moved: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    states: dict[str, str] = {}
    faults: list[Fault] = []
    used: set[str] = set()
    for pin in pins:
        report = by_digest.get(pin.digest) or by_id.get(pin.report)
        passages[pin.report] += len(pin.spans)
        if report is None:
            states.setdefault(pin.report, "words missing")
            continue
        used.add(report.id)
        same = report.text.id == pin.digest
        states.setdefault(pin.report, "proved" if same else "changed")
        words = report.text.words
        if _stands(pin, words, 0):
            continue
        by = None if same else _moved_by(pin, words)
        if by is not None and _stands(pin, words, by):
            moved[pin.report] += len(pin.spans)
            continue
        broken[pin.report] += len(pin.spans)
        found = " … ".join(words[start:end] for start, end in pin.spans)
        message = f"{pin.exact[:60]!r} does not stand at {[list(span) for span in pin.spans]}; there is {found[:60]!r}"
        faults.append(Fault("words", pin.item, report.name, message))
    named = {key: (by_id[key].name if key in by_id else key) for key in states}
    return Checking(
        reports=tuple(
            CheckedReport(named[key], state, passages[key], moved[key], broken[key])  # type: ignore[arg-type]
            for key, state in states.items()
        ),
        faults=tuple(faults),
        unknown=tuple(sorted(report.name for report in reports if report.id not in used)),
    )


def _stands(pin: Pin, words: str, by: int) -> bool:
    first, last = pin.spans[0][0] + by, pin.spans[-1][1] + by
    if first < 0 or not all(start < end for start, end in pin.spans):
        return False
    return (
        " … ".join(words[start + by : end + by] for start, end in pin.spans) == pin.exact
        and words[max(0, first - len(pin.prefix)) : first] == pin.prefix
        and words[last : last + len(pin.suffix)] == pin.suffix
    )


def _moved_by(pin: Pin, words: str) -> int | None:
    """By how far a pin of one span has moved, where its words stand once between the same words."""
    around = pin.prefix + pin.exact + pin.suffix
    place = words.find(around)
    if len(pin.spans) > 1 or place < 0 or words.find(around, place + 1) >= 0:
        return None
    return place + len(pin.prefix) - pin.spans[0][0]
