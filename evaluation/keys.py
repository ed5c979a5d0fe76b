"""The answer keys of the samples: read one, pin it to its reports, prove it.

In comes a folder `src/onrecord/samples/<story>` with reports and a `key.json` (format: docs/samples.md); out comes a `Story`
whose every passage is known to stand where the key says. What is hard: the words of a key are written by hand and its offsets
never are. `pin` looks the words up and writes the offsets; `faults` proves a pinned key against the reports and names all that
is wrong; `read_story` refuses a key that has a fault.

    python -m evaluation.keys pin src/onrecord/samples/ceasefire     fill in the offsets, and what follows from the rest
    python -m evaluation.keys check [FOLDER ...]                     prove the keys (all of them by default)
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).resolve().parents[1] / "src" / "onrecord" / "samples"

CLASSES = frozenset(
    (
        "identical",
        "typographic",
        "spelling",
        "inflection",
        "person-shift",
        "translation",
        "synonym",
        "omission",
        "omission-changes-meaning",
        "addition",
        "altered-inside-marks",
        "bowdlerised",
    )
)
VERDICTS = frozenset(("agree", "coarser", "conflict", "single"))
MANNERS = frozenset(("direct", "indirect", "mixed"))
DIFFERENCES = frozenset(("altered", "missing-condition", "conflict", "hardened", "softened", "one-sided", "bowdlerised"))
DAMAGE = frozenset(
    (
        "unclosed",
        "marks-lost",
        "doubled",
        "nested",
        "paragraphs",
        "mixed-marks",
    )
)
PARTS = [
    "people",
    "utterances",
    "same_position",
    "facts",
    "citations",
    "copies",
    "furniture",
    "statements",
    "only",
    "leaves_out",
    "differences",
    "reversals",
]
OPEN, CLOSE = "⟦", "⟧"  # in an unpinned key, `words before ⟦the exact words⟧ words after` says which of several places is meant


Words = str | list[str] | None
Offsets = int | list[int] | None


class KeyFault(ValueError):
    """A key says something of its reports that is not so; the message names every such thing."""


@dataclass(frozen=True, kw_only=True)
class Story:
    """One sample: the reports' texts by file stem, and its answer key."""

    name: str
    texts: dict[str, str]
    key: dict[str, Any]


def story_folders(root: Path = SAMPLES) -> tuple[Path, ...]:
    """The folders that hold a key, by name."""
    return tuple(sorted(path.parent for path in root.glob("*/key.json")))


def read_texts(folder: Path) -> dict[str, str]:
    """The reports of a folder by file stem: UTF-8, line ends untouched."""
    return {path.stem: path.read_bytes().decode("utf-8") for path in sorted(folder.glob("*.txt"))}


def read_story(folder: Path) -> Story:
    """Read a sample and prove its key.

    Raises:
        KeyFault: the key and the reports disagree.

    """
    key = json.loads((folder / "key.json").read_text(encoding="utf-8"))
    texts = read_texts(folder)
    wrong = faults(key, texts)
    if wrong:
        raise KeyFault(f"{folder.name}: " + "; ".join(wrong))
    return Story(name=folder.name, texts=texts, key=key)


def ends(entry: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The pinned ends of an entry: (report, the field with its words, the field with its offset)."""
    if "reports" not in entry:
        yield entry["report"], "exact", "at"
    for report, side in zip(entry.get("reports", ()), "ab", strict="reports" in entry):
        yield report, f"exact_{side}", f"at_{side}"


def pinned_entries(key: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every entry of a key that quotes a report, with a path that a person can follow."""
    for part in ("utterances", "same_position"):
        for k, utterance in enumerate(key.get(part, ())):
            name = utterance.get("id", f"{part}[{k}]")
            for field in ("tellings", "readings"):
                for n, entry in enumerate(utterance.get(field, ())):
                    yield f"{name}.{field}[{n}]", entry
    for fact in key.get("facts", ()):
        for n, entry in enumerate(fact["values"]):
            yield f"{fact.get('id')}.values[{n}]", entry
    for part in ("citations", "copies", "furniture", "statements"):
        for n, entry in enumerate(key.get(part, ())):
            yield f"{part}[{n}]", entry
    for difference in key.get("differences", ()):
        for n, entry in enumerate(difference["passages"]):
            yield f"differences[{difference.get('rank')}].passages[{n}]", entry
    for report, entries in key.get("only", {}).items():
        for n, entry in enumerate(entries):
            yield f"only.{report}[{n}]", entry
    for n, reversal in enumerate(key.get("reversals", ())):
        yield f"reversals[{n}].from", reversal["from"]
        yield f"reversals[{n}].to", reversal["to"]


def spans_of(exact: Words, at: Offsets) -> list[tuple[int, int]]:
    """The spans of pinned words: none for a lacuna, several where a cue interrupts them."""
    if exact is None or at is None:
        return []
    pieces = [exact] if isinstance(exact, str) else exact
    starts = [at] if isinstance(at, int) else at
    return [(start, start + len(piece)) for piece, start in zip(pieces, starts, strict=True)]


# --- proving ---------------------------------------------------------------------------------------------------------------


def faults(key: dict[str, Any], texts: dict[str, str]) -> list[str]:
    """Everything in which a key contradicts its reports or itself, in words; empty for a sound key."""
    wrong = [f"the part {part!r} is missing" for part in PARTS if part not in key]
    if wrong:
        return wrong
    for name, entry in pinned_entries(key):
        for report, exact, at in ends(entry):
            wrong += [f"{name}: {what}" for what in _end_faults(entry.get(exact), entry.get(at), report, texts)]
    wrong += _inner_faults(key, texts)
    return wrong


def _end_faults(exact: Words, at: Offsets, report: str, texts: dict[str, str]) -> Iterator[str]:
    if report not in texts:
        yield f"no report {report!r}"
    elif exact is None:
        if at is not None:
            yield "an offset without words"
    elif isinstance(exact, list) and isinstance(at, list) and len(exact) != len(at):
        yield f"{len(exact)} pieces but {len(at)} offsets"
    elif at is None or isinstance(exact, list) != isinstance(at, list):
        yield f"not pinned: {exact!r}"
    else:
        for piece, (start, end) in zip([exact] if isinstance(exact, str) else exact, spans_of(exact, at), strict=True):
            if not piece or start < 0 or texts[report][start:end] != piece:
                yield f"{report}[{start}:{end}] is {texts[report][max(start, 0) : end]!r}, not {piece!r}"


def _inner_faults(key: dict[str, Any], texts: dict[str, str]) -> Iterator[str]:
    """What the offsets do not prove: closed vocabularies, references, names, and the parts that follow from others."""
    known = {utterance["id"] for utterance in key["utterances"]} | {fact["id"] for fact in key["facts"]}
    for doubled in (i for i, n in Counter(x["id"] for x in [*key["utterances"], *key["facts"]]).items() if n > 1):
        yield f"the id {doubled} stands twice"
    names = {person["name"] for person in key["people"]}
    spoken = [x["speaker"] for x in [*key["utterances"], *key["same_position"], *key["statements"], *key["reversals"]]]
    for speaker in sorted({s for s in spoken if s is not None} - names):
        yield f"the speaker {speaker!r} is not among the people"
    for person in key["people"]:
        for form in person["forms"]:
            if not any(form in text for text in texts.values()):
                yield f"no report prints {form!r}"
    for utterance in key["utterances"]:
        yield from _utterance_faults(utterance)
    for fact in key["facts"]:
        reports = {value["report"] for value in fact["values"]}
        if fact["verdict"] not in VERDICTS or (len(reports) == 1) != (fact["verdict"] == "single"):
            yield f"{fact['id']}: the verdict {fact['verdict']!r} does not fit values from {len(reports)} report(s)"
    for report, entries in key["only"].items():
        if any(entry["report"] != report for entry in entries):
            yield f"only.{report} holds what is another report's"
    for statement in key["statements"]:
        if statement["manner"] not in MANNERS or statement.get("damage", "unclosed") not in DAMAGE:
            yield f"a statement's manner or damage is unknown: {statement['exact']!r}"
    for difference in key["differences"]:
        if difference["kind"] not in DIFFERENCES or not set(difference["refs"]) <= known:
            yield f"the difference of rank {difference['rank']} has an unknown kind or reference"
    if [difference["rank"] for difference in key["differences"]] != list(range(1, len(key["differences"]) + 1)):
        yield "the differences are not ranked 1, 2, 3 …"
    if key["leaves_out"] != left_out(key, sorted(texts)):
        yield "leaves_out does not follow from the tellings and values"


def _utterance_faults(utterance: dict[str, Any]) -> Iterator[str]:
    name, tellings = utterance["id"], utterance["tellings"]
    reports = {telling["report"] for telling in tellings}
    if len(reports) < 2:
        yield f"{name}: told by fewer than two reports"
    if any(telling["manner"] not in MANNERS for telling in tellings):
        yield f"{name}: an unknown manner"
    origins = utterance["origins"]
    if not 1 <= origins["lower"] <= origins["upper"] <= len(reports) or not origins["why"]:
        yield f"{name}: the origins' bounds cannot be {origins['lower']} to {origins['upper']} of {len(reports)} report(s)"
    for reading in utterance["readings"]:
        if reading["class"] not in CLASSES or not set(reading["reports"]) <= reports:
            yield f"{name}: a reading of unknown class or of a report that does not tell it: {reading}"
        for report, exact, at in ends(reading):
            inside = [span for t in tellings if t["report"] == report for span in spans_of(t["exact"], t["at"])]
            for start, end in spans_of(reading.get(exact), reading.get(at)):
                if not any(s <= start and end <= e for s, e in inside):
                    yield f"{name}: the reading {reading[exact]!r} lies outside the tellings of {report}"


def left_out(key: dict[str, Any], reports: list[str]) -> dict[str, list[str]]:
    """Per report, the utterances and facts that at least two other reports tell and it does not, the most told first."""
    told = {u["id"]: {t["report"] for t in u["tellings"]} for u in key["utterances"]}
    for fact in key["facts"]:
        if fact["kind"] not in ("spelling", "name", "title"):
            told[fact["id"]] = {value["report"] for value in fact["values"]}
    ranked = sorted(told, key=lambda i: -len(told[i]))
    return {r: [i for i in ranked if len(told[i]) > 1 and r not in told[i]] for r in reports}


# --- pinning ---------------------------------------------------------------------------------------------------------------


def pin(key: dict[str, Any], texts: dict[str, str]) -> dict[str, Any]:
    """Fill in the offsets that a hand-written key leaves out, and what follows from the rest; the key is changed in place.

    Words that stand once in their report need no more. Where they stand more often, brackets say which are meant:
    "to the ⟦county⟧ infirmary". A reading is looked for inside its utterance's tellings first.

    Raises:
        KeyFault: words are not in their report, or stand there more than once and no brackets say where.

    """
    lost: list[str] = []
    for name, entry in pinned_entries(key):
        near = _tellings_near(key, name)
        for report, exact, at in ends(entry):
            words = entry.get(exact)
            if words is None:
                entry[exact] = entry[at] = None
            elif entry.get(at) is None:
                try:
                    if isinstance(words, str):
                        entry[exact], entry[at] = _place(words, texts[report], near.get(report, ()))
                    else:
                        found = [_place(piece, texts[report], ()) for piece in words]
                        entry[exact], entry[at] = [f[0] for f in found], [f[1] for f in found]
                except KeyFault as fault:
                    lost.append(f"{name}: {report}: {fault}")
    if lost:
        raise KeyFault("\n".join(lost))
    key["leaves_out"] = left_out(key, sorted(texts))
    return key


def _tellings_near(key: dict[str, Any], name: str) -> dict[str, list[tuple[int, int]]]:
    near: dict[str, list[tuple[int, int]]] = {}
    if ".readings" in name:
        utterance = next(u for u in key["utterances"] if u["id"] == name.split(".")[0])
        for telling in utterance["tellings"]:
            near.setdefault(telling["report"], []).extend(spans_of(telling["exact"], telling["at"]))
    return near


def _place(words: str, text: str, near: Sequence[tuple[int, int]]) -> tuple[str, int]:
    before, inner, after = "", words, ""
    if OPEN in words:
        before, rest = words.split(OPEN)
        inner, after = rest.split(CLOSE)
    found = [at + len(before) for at in _occurrences(before + inner + after, text)]
    if len(found) > 1 and near:
        found = [at for at in found if any(s <= at and at + len(inner) <= e for s, e in near)]
    if len(found) != 1:
        raise KeyFault(f"{len(found)} places for {words!r}")
    return inner, found[0]


def _occurrences(words: str, text: str) -> list[int]:
    found, at = [], text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def main(arguments: list[str]) -> int:
    """Pin or check the keys named; 0 when all are sound."""
    if not arguments or arguments[0] not in ("pin", "check"):
        print(__doc__)
        return 2
    bad = 0
    for folder in [Path(a) for a in arguments[1:]] or story_folders():
        texts, path = read_texts(folder), folder / "key.json"
        key = json.loads(path.read_text(encoding="utf-8"))
        if arguments[0] == "pin":
            path.write_text(json.dumps(pin(key, texts), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        wrong = faults(key, texts)
        print(f"{folder.name}: " + ("; ".join(wrong) if wrong else "sound"))
        bad += bool(wrong)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
