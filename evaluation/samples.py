"""How a record of a sample compares with the sample's answer key: what no labelled corpus measures.

In come records as ``onrecord compare --json`` writes them and the stories that `evaluation.keys` proves; out come measures
with their counts. What is hard is fairness to a record that cuts finer or wider than the key: an end of a pair is right when it
holds half of the key's words and few others, a value when it shares a word with the key's and is not much longer. What a record
does not carry yet (a part that it has no key for) is "not in the record" and never a zero.

    python -m evaluation.samples RECORDS [--json OUT] [--stories FOLDER]     RECORDS: a folder with <story>.json for each sample

Each rule is described, measure by measure, in docs/samples.md.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from evaluation.keys import SAMPLES, Story, read_story, spans_of, story_folders

__all__ = ["MEASURES", "Tally", "as_measures", "gold", "score", "score_all"]

WORD = re.compile(r"\w+")
TITLES = frozenset(
    (
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "sir",
        "dame",
        "sister",
        "judge",
        "mayor",
        "chief",
        "officer",
        "minister",
        "president",
        "the",
    )
)
SAME_CLASS: Mapping[str, frozenset[str]] = {
    "translation": frozenset(("translation", "synonym", "wording")),
    "synonym": frozenset(("translation", "synonym", "wording")),
    "omission": frozenset(("omission", "addition")),  # which of the two depends on the report one starts from
    "addition": frozenset(("omission", "addition")),
    "omission-changes-meaning": frozenset(("omission-changes-meaning", "omission", "addition")),
}
ALARMS = frozenset(("altered-inside-marks", "bowdlerised"))
BY_WORDS = frozenset(
    ("spelling", "name", "title")
)  # kinds of fact that stand at any of several places: compared by their words

Tokens = frozenset[int]
End = tuple[str, Tokens]


@dataclass
class Tally:
    """Counts of one measure: of what the record gives, how much is right; of what the key asks for, how much is found.

    ``system`` stays None for a measure without a precision. ``cases`` says of each thing asked for whether it was found.
    """

    found: int = 0
    gold: int = 0
    right: int = 0
    system: int | None = None
    notes: dict[str, int] = field(default_factory=dict)
    cases: dict[str, bool] = field(default_factory=dict)

    def ask(self, case: str, found: bool) -> None:
        """Count one thing that the key asks for."""
        self.gold += 1
        self.found += found
        self.cases[case] = found

    def give(self, right: bool) -> None:
        """Count one thing that the record gives."""
        self.system = (self.system or 0) + 1
        self.right += right

    def note(self, name: str) -> None:
        """Count something that is worth showing beside the measure."""
        self.notes[name] = self.notes.get(name, 0) + 1

    @property
    def precision(self) -> float | None:
        """The share of what the record gives that is right; None where nothing was given."""
        return self.right / self.system if self.system else None

    @property
    def recall(self) -> float:
        """The share of what the key asks for that is found."""
        return self.found / self.gold if self.gold else 1.0

    @property
    def value(self) -> float:
        """F1, or the recall where the measure has no precision."""
        if self.system is None:
            return self.recall
        precision = self.right / self.system if self.system else float(not self.gold)
        return 2 * precision * self.recall / (precision + self.recall) if precision + self.recall else 0.0

    def add(self, other: Tally) -> None:
        """Take in another story's counts."""
        self.found += other.found
        self.gold += other.gold
        self.right += other.right
        if other.system is not None:
            self.system = (self.system or 0) + other.system
        for name, count in other.notes.items():
            self.notes[name] = self.notes.get(name, 0) + count
        self.cases.update(other.cases)


class Comparison:
    """A story's key and a record of it, with both sides' passages as sets of words of the same texts."""

    def __init__(self, story: Story, record: Mapping[str, Any]) -> None:
        self.story, self.key, self.record = story, story.key, record
        self.names: dict[str, str] = {r["id"]: r.get("name", r["id"]) for r in record.get("reports", ())}
        self._words = {name: [m.span() for m in WORD.finditer(text)] for name, text in story.texts.items()}
        self._starts = {name: [start for start, _ in words] for name, words in self._words.items()}
        self._ends = {name: [end for _, end in words] for name, words in self._words.items()}
        self._forms = {person["name"]: [person["name"], *person["forms"]] for person in self.key["people"]}

    def tokens(self, report: str, spans: Iterable[Iterable[int]]) -> Tokens:
        """The words of a report that these spans cover or cut."""
        found: set[int] = set()
        for start, end in spans:
            found.update(range(bisect_right(self._ends.get(report, []), start), bisect_left(self._starts.get(report, []), end)))
        return frozenset(found)

    def asked(self, entry: Mapping[str, Any], side: str = "") -> End:
        """The end that the key pins: of an entry with one report, or of side a or b of one with two."""
        report = entry["reports"]["ab".index(side)] if side else entry["report"]
        suffix = f"_{side}" if side else ""
        return report, self.tokens(report, spans_of(entry[f"exact{suffix}"], entry[f"at{suffix}"]))

    def given(self, report: str, spans: Iterable[Iterable[int]]) -> End:
        """The end that the record pins."""
        name = self.names.get(report, report)
        return name, self.tokens(name, spans)

    def words(self, end: End) -> tuple[str, ...]:
        """The words of an end, as printed but for case."""
        text = self.story.texts[end[0]]
        return tuple(text[slice(*self._words[end[0]][k])].casefold() for k in sorted(end[1]))

    def same_person(self, asked: Iterable[str], given: str | None) -> bool:
        """Whether a name of the record is one that the key has for any of these people."""
        return given is not None and any(_same_name(form, given) for name in asked for form in self._forms.get(name, [name]))


def _name_words(name: str) -> tuple[str, ...]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c))
    words = re.findall(r"\w+", re.sub(r"[’']s?\b", "", plain))
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    return tuple(words)


def _same_name(asked: str, given: str) -> bool:
    a, b = _name_words(asked), _name_words(given)
    short, long = sorted((a, b), key=len)
    return bool(a) and (a == b or (bool(short) and long[-len(short) :] == short))


def _tells(gold: Tokens, system: Tokens) -> bool:
    """Does the record's content tell the key's? Half of its words, and at most three times as many others (or 15)."""
    both = len(gold & system)
    return both * 2 >= len(gold) > 0 and len(system) - both <= max(3 * both, 15)


def _touches(gold: Tokens, system: Tokens) -> bool:
    return bool(gold & system) and len(system) <= max(3 * len(gold), len(gold) + 5)


def _half(a: Tokens, b: Tokens) -> bool:
    return len(a & b) * 2 >= max(len(a), len(b)) > 0


def _jaccard(a: Tokens, b: Tokens) -> float:
    return len(a & b) / len(a | b) if a | b else 0.0


# --- utterances, readings, origins -----------------------------------------------------------------------------------------

Pair = tuple[int, End, End]


def _pairs(groups: list[list[End]]) -> list[Pair]:
    """Every two tellings of one group from different reports, each pair once."""
    seen, out = set(), []
    for k, ends in enumerate(groups):
        for a, b in combinations(sorted(ends, key=lambda end: (end[0], sorted(end[1]))), 2):
            if a[0] != b[0] and a[1] and b[1] and (a, b) not in seen:
                seen.add((a, b))
                out.append((k, a, b))
    return out


def _asked_groups(c: Comparison, part: str) -> list[list[End]]:
    return [[c.asked(telling) for telling in utterance["tellings"]] for utterance in c.key[part]]


def _given_groups(c: Comparison) -> list[list[End]]:
    return [[c.given(t["report"], t["content"]) for t in utterance["tellings"]] for utterance in c.record["utterances"]]


def _speakers(utterance: Mapping[str, Any]) -> list[str]:
    return [utterance["speaker"], *utterance.get("also", ())]


def _fits(asked: Pair, given: Pair) -> bool:
    ends = zip(asked[1:], given[1:], strict=True)
    return all(a[0] == g[0] and _tells(a[1], g[1]) for a, g in ends)


def _score_pairs(c: Comparison) -> Tally:
    tally = Tally(system=0)
    asked, soft, given = (
        _pairs(groups) for groups in (_asked_groups(c, "utterances"), _asked_groups(c, "same_position"), _given_groups(c))
    )
    right = {
        (i, j)
        for i, pair in enumerate(asked)
        for j, mine in enumerate(given)
        if _fits(pair, mine)
        and c.same_person(_speakers(c.key["utterances"][pair[0]]), c.record["utterances"][mine[0]].get("speaker"))
    }
    for j, mine in enumerate(given):
        met = any(j == b for _, b in right)
        if met or not any(_fits(pair, mine) for pair in soft):
            tally.give(met)
    for i, pair in enumerate(asked):
        name = c.key["utterances"][pair[0]]["id"]
        tally.ask(f"{c.story.name}/{name}/{i}", any(i == a for a, _ in right))
    return tally


def _matches(c: Comparison) -> dict[str, int]:
    """By the key's utterance, the record's that tells most of its pairs; ties go to the first."""
    asked, given = _pairs(_asked_groups(c, "utterances")), _pairs(_given_groups(c))
    votes: dict[int, dict[int, int]] = {}
    for pair in asked:
        for mine in given:
            if _fits(pair, mine):
                votes.setdefault(pair[0], {}).setdefault(mine[0], 0)
                votes[pair[0]][mine[0]] += 1
    return {c.key["utterances"][k]["id"]: max(v, key=lambda n, v=v: (v[n], -n)) for k, v in votes.items()}  # type: ignore[misc]


def _score_origins(c: Comparison) -> Tally:
    tally, matches = Tally(), _matches(c)
    for utterance in c.key["utterances"]:
        asked = utterance["origins"]
        mine = _counted(c, utterance, c.record["utterances"][matches[utterance["id"]]]) if utterance["id"] in matches else None
        bounds = {side: mine is not None and mine[side] == asked[side] for side in ("lower", "upper")}
        tally.ask(f"{c.story.name}/{utterance['id']}", all(bounds.values()))
        for side in (side for side, right in bounds.items() if right):
            tally.note(f"{side} right")
        if mine is not None:
            tally.note("utterances found")
    return tally


def _counted(c: Comparison, asked: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, int]:
    """The origins that a record gives for a key's words: of its utterance, or of the half of it that fits them better."""
    ends = [c.asked(telling) for telling in asked["tellings"]]

    def fit(told: Mapping[str, Any]) -> float:
        mine = [c.given(telling["report"], telling["content"]) for telling in told["tellings"]]
        return sum(max((_jaccard(end[1], other[1]) for other in mine if other[0] == end[0]), default=0.0) for end in ends)

    best: Mapping[str, int] = max((given, *given.get("halves", ())), key=fit)["origins"]
    return best


@dataclass(frozen=True)
class _Cell:
    """What two reports have at one place of a record's collation."""

    variant: str
    ends: tuple[tuple[str, Tokens | None], ...]

    def between(self, a: str, b: str) -> Iterator[tuple[Tokens | None, Tokens | None]]:
        for report, mine in self.ends:
            for other, theirs in self.ends:
                if report == a and other == b:
                    yield mine, theirs


def _cells(c: Comparison, utterance: Mapping[str, Any]) -> list[_Cell]:
    cells = []
    for place in utterance.get("readings") or utterance.get("variants") or ():
        ends: list[tuple[str, Tokens | None]] = []
        for witness in place["witnesses"]:
            report, span = (witness["report"], witness["span"]) if isinstance(witness, Mapping) else witness
            name = c.names.get(str(report), str(report))
            ends.append((name, c.tokens(name, [span]) if span else None))
        cells.append(_Cell(place["class"], tuple(ends)))
    return cells


def _at(asked: Tokens | None, given: Tokens | None) -> bool:
    """The same place on one side: a lacuna for a lacuna, or words in common (punctuation alone has no words)."""
    if asked is None or given is None:
        return asked is given
    return bool(asked & given) or not asked


def _reading_ends(c: Comparison, row: Mapping[str, Any]) -> tuple[Tokens | None, Tokens | None]:
    a, b = (None if row[f"exact_{side}"] is None else c.asked(row, side)[1] for side in "ab")
    return a, b


def _differ(c: Comparison, reports: tuple[str, str], ends: tuple[Tokens | None, Tokens | None]) -> bool:
    if ends[0] is None or ends[1] is None:
        return ends[0] is not ends[1]
    return c.words((reports[0], ends[0])) != c.words((reports[1], ends[1])) or not (ends[0] and ends[1])


def _found_classes(c: Comparison, row: Mapping[str, Any], utterances: list[list[_Cell]]) -> set[str]:
    """The classes of the record's places that stand where a reading of the key stands and where the two reports differ."""
    a, b = row["reports"]
    asked = _reading_ends(c, row)
    return {
        cell.variant
        for cells in utterances
        for cell in cells
        for ends in cell.between(a, b)
        if _at(asked[0], ends[0]) and _at(asked[1], ends[1]) and _differ(c, (a, b), ends)
    }


def _is_identical(c: Comparison, row: Mapping[str, Any], cells: list[list[_Cell]]) -> bool:
    """Joined in one utterance, and no place between the two where they differ."""
    a, b = row["reports"]
    ends = [c.asked(row, "a"), c.asked(row, "b")]
    for group, places in zip(_given_groups(c), cells, strict=True):
        if all(any(report == e[0] and len(e[1] & mine) * 2 >= len(e[1]) for report, mine in group) for e in ends):
            return not any(
                _differ(c, (a, b), between)
                for cell in places
                for between in cell.between(a, b)
                if all(between[k] is not None and between[k] & ends[k][1] for k in (0, 1))  # type: ignore[operator]
            )
    return False


def _rows(c: Comparison) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for utterance in c.key["utterances"]:
        for n, row in enumerate(utterance["readings"]):
            yield f"{c.story.name}/{utterance['id']}/{n}", row


def _score_readings(c: Comparison) -> Tally:
    tally = Tally()
    cells = [_cells(c, utterance) for utterance in c.record["utterances"]]
    for case, row in _rows(c):
        wanted = row["class"]
        classes = _found_classes(c, row, cells)
        right = _is_identical(c, row, cells) if wanted == "identical" else bool(classes & SAME_CLASS.get(wanted, {wanted}))
        tally.ask(case, right)
        if right or classes:
            tally.note("place found")
    return tally


def _score_alarms(c: Comparison) -> Tally:
    tally = Tally(system=0)
    rows = [(case, row) for case, row in _rows(c) if row["class"] in ALARMS]
    cells = [_cells(c, utterance) for utterance in c.record["utterances"]]
    for case, row in rows:
        tally.ask(case, row["class"] in _found_classes(c, row, cells))
    for group in cells:
        for cell in group:
            if cell.variant in ALARMS:
                tally.give(any(row["class"] == cell.variant and _found_classes(c, row, [[cell]]) for _, row in rows))
    return tally


def _score_meaning(c: Comparison) -> Tally | None:
    """Omissions that change the meaning, told apart from those that do not."""
    heavy = "omission-changes-meaning"
    cells = [_cells(c, utterance) for utterance in c.record["utterances"]]
    if not any(cell.variant == heavy for group in cells for cell in group):
        return None
    tally = Tally(system=0)
    rows = [(case, row) for case, row in _rows(c) if row["class"] == heavy]
    for case, row in rows:
        tally.ask(case, heavy in _found_classes(c, row, cells))
    for group in cells:
        for cell in group:
            if cell.variant == heavy:
                tally.give(any(_found_classes(c, row, [[cell]]) for _, row in rows))
    return tally


# --- facts -----------------------------------------------------------------------------------------------------------------


def _value_meets(c: Comparison, kind: str, asked: End, given: End) -> bool:
    if asked[0] != given[0]:
        return False
    return _touches(asked[1], given[1]) or (kind in BY_WORDS and c.words(asked) == c.words(given))


def _meets(c: Comparison, fact: Mapping[str, Any], wanted: Iterable[End], mine: End) -> bool:
    return any(_value_meets(c, fact["kind"], end, mine) for end in wanted)


def _join(c: Comparison, fact: Mapping[str, Any], pair: tuple[list[End], list[End]], given: list[End]) -> bool:
    """Do these values of the record hold both sides of a pair of the key?"""
    return all(any(_meets(c, fact, side, mine) for mine in given) for side in pair)


def _fact_pairs(c: Comparison, fact: Mapping[str, Any]) -> Iterator[tuple[list[End], list[End]]]:
    """For each two reports of a fact of the key, what each has of it; over a conflict, only across its sides."""
    sides: dict[tuple[str, str], list[End]] = {}
    for value in fact["values"]:
        sides.setdefault((value["report"], value.get("side", "")), []).append(c.asked(value))
    for (a, side_a), (b, side_b) in combinations(sorted(sides), 2):
        if a != b and (side_a != side_b or not side_a):
            yield sides[a, side_a], sides[b, side_b]


def _is_dispute(fact: Mapping[str, Any]) -> bool:
    return bool(fact.get("dispute")) or "dispute" in str(fact.get("why", "")).casefold()


def _same_value(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Are two values of a dispute on one side of it? Its number is the last word of a value, whatever hedges it."""
    numbers = [str(value.get("value") or "").split()[-1:] for value in (one, other)]
    return bool(numbers[0]) and numbers[0][0].lstrip("<>~") == "".join(numbers[1]).lstrip("<>~")


def _on_one_side(c: Comparison, a: End, b: End) -> bool:
    """Are two values on one side of a dispute of the key, in other words ("2.4 million", "more than 2 million")?"""
    sides: dict[tuple[str, str], list[End]] = {}
    for fact in c.key["facts"] if a[0] != b[0] else ():
        for value in fact["values"] if fact.get("dispute") else ():
            sides.setdefault((fact["id"], value.get("side", "")), []).append(c.asked(value))
    return any(all(any(_touches(end[1], e[1]) and end[0] == e[0] for end in side) for e in (a, b)) for side in sides.values())


def _given_facts(c: Comparison) -> list[tuple[str, Mapping[str, Any], list[End]]]:
    given = []
    for fact in c.record["facts"]:
        verdict = "dispute" if fact["verdict"] == "conflict" and _is_dispute(fact) else fact["verdict"]
        given.append((verdict, fact, [c.given(value["report"], [value["span"]]) for value in fact["values"]]))
    return given


def _asked_verdict(fact: Mapping[str, Any]) -> str:
    return "dispute" if fact.get("dispute") else str(fact["verdict"])


def _score_fact_verdict(verdict: str) -> Callable[[Comparison], Tally]:
    def scored(c: Comparison) -> Tally:
        given = _given_facts(c)
        tally = Tally(system=0)
        asked = [(f, k, pair) for f in c.key["facts"] for k, pair in enumerate(_fact_pairs(c, f))]
        for fact, k, (first, second) in asked:
            if _asked_verdict(fact) == verdict:
                found = any(
                    v == verdict
                    and any(_meets(c, fact, first, e) for e in ends)
                    and any(_meets(c, fact, second, e) for e in ends)
                    for v, _, ends in given
                )
                tally.ask(f"{c.story.name}/{fact['id']}/{k}", found)
        for v, mine, ends in given:
            for (m, a), (n, b) in combinations(enumerate(ends), 2) if v == verdict else ():
                one_side = verdict == "dispute" and (_same_value(mine["values"][m], mine["values"][n]) or _on_one_side(c, a, b))
                if a[0] == b[0] or one_side:
                    continue
                met = {_asked_verdict(fact) for fact, _, pair in asked if _join(c, fact, pair, [a, b])}
                if met or verdict in ("conflict", "dispute"):
                    tally.give(verdict in met)
        return tally

    return scored


def _score_single(c: Comparison) -> Tally:
    """Figures that one report alone has; a value that the key does not list at all is not judged."""
    tally, given = Tally(system=0), [ends for verdict, _, ends in _given_facts(c) if verdict == "single"]
    several = [(f, c.asked(v)) for f in c.key["facts"] if f["verdict"] != "single" for v in f["values"]]
    alone = [(f, c.asked(v)) for f in c.key["facts"] if f["verdict"] == "single" for v in f["values"]]
    for fact, end in alone:
        tally.ask(f"{c.story.name}/{fact['id']}", any(_value_meets(c, fact["kind"], end, e) for ends in given for e in ends))
    for ends in given:
        right = any(_touches(end[1], e[1]) and end[0] == e[0] for _, end in alone for e in ends)
        wrong = any(_touches(end[1], e[1]) and end[0] == e[0] for _, end in several for e in ends)
        if right or wrong:
            tally.give(right)
    return tally


# --- citations, copies, furniture ------------------------------------------------------------------------------------------


def _score_citations(c: Comparison) -> Tally:
    tally = Tally(system=0)
    asked = [(x, c.asked(x)) for x in c.key["citations"]]
    given = [(x.get("cites"), c.given(x["report"], [x["span"]])) for x in c.record["citations"]]

    def cites(entry: Mapping[str, Any], end: End, mine: tuple[str | None, End]) -> bool:
        return (
            end[0] == mine[1][0] and bool(end[1] & mine[1][1]) and mine[0] is not None and _same_name(entry["cites"], mine[0])
        )

    needed = [(x, end) for x, end in asked if not x["own"] and not x.get("optional")]
    for n, (entry, end) in enumerate(needed):
        tally.ask(f"{c.story.name}/{end[0]}/{n}", any(cites(entry, end, mine) for mine in given))
    for mine in given:
        if any(cites(entry, end, mine) for entry, end in needed):
            tally.give(True)
        elif not any(end[0] == mine[1][0] and end[1] & mine[1][1] for entry, end in asked if (entry, end) not in needed):
            tally.give(False)
    return tally


def _same_copy(asked: list[End], given: list[End]) -> bool:
    return all(asked[k][0] == given[k][0] and _half(asked[k][1], given[k][1]) for k in (0, 1))


def _score_copies(c: Comparison) -> Tally:
    tally = Tally(system=0)
    asked = [sorted((c.asked(x, "a"), c.asked(x, "b"))) for x in c.key["copies"]]
    given = [sorted((c.given(x["reports"][0], [x["a"]]), c.given(x["reports"][1], [x["b"]]))) for x in c.record["copies"]]
    for n, pair in enumerate(asked):
        tally.ask(f"{c.story.name}/{n}", any(_same_copy(pair, mine) for mine in given))
    for mine in given:
        tally.give(any(_same_copy(pair, mine) for pair in asked))
    return tally


def _lies_in(end: End, others: Iterable[End]) -> bool:
    """Half of its words stand in these."""
    covered = {token for other in others if other[0] == end[0] for token in other[1]}
    return len(end[1] & covered) * 2 >= len(end[1])


def _score_furniture(c: Comparison) -> Tally | None:
    if not all("blocks" in report for report in c.record["reports"]):
        return None
    tally = Tally(system=0)
    asked = [c.asked(x) for x in c.key["furniture"]]
    blocks = [
        c.given(report["id"], [block["span"]])
        for report in c.record["reports"]
        for block in report["blocks"]
        if block["kind"] == "furniture"
    ]
    for n, line in enumerate(asked):
        tally.ask(f"{c.story.name}/{line[0]}/{n}", _lies_in(line, blocks))
    for block in blocks:
        if block[1]:
            tally.give(_lies_in(block, asked))
    return tally


# --- quotations ------------------------------------------------------------------------------------------------------------


def _teller(c: Comparison, k: int, ends: list[End], given: list[tuple[Mapping[str, Any], End]]) -> Mapping[str, Any] | None:
    """The record's statement that tells the quotation k best, unless it tells one that this one stands in better still."""
    report, asked = ends[k]
    around = [other for n, (r, other) in enumerate(ends) if n != k and r == report and asked < other]
    fitting = [
        (_jaccard(asked, mine), statement)
        for statement, (r, mine) in given
        if r == report and _tells(asked, mine) and all(_jaccard(asked, mine) >= _jaccard(other, mine) for other in around)
    ]
    return max(fitting, key=lambda found: found[0])[1] if fitting else None


def _score_quotations(c: Comparison) -> Tally:
    """Quotations in marks (or whose marks are lost): found, with the right speaker, a wrong one, or honestly unresolved."""
    tally = Tally()
    given = [(s, c.given(s["report"], s["content"])) for s in c.record["statements"]]
    ends = [c.asked(q) for q in c.key["statements"]]
    for k, quotation in enumerate(c.key["statements"]):
        statement = _teller(c, k, ends, given)
        speaker = statement.get("speaker") if statement else None
        if quotation["speaker"] is None:
            continue
        right = c.same_person([quotation["speaker"]], speaker)
        tally.ask(f"{c.story.name}/{quotation['report']}/{quotation['at']}", right)
        if not right:
            tally.note("not found" if statement is None else "unresolved" if speaker is None else "wrong")
    return tally


def _score_nobody(c: Comparison) -> Tally:
    """Marks around what nobody in the story is named as saying (a title, a nickname): nobody may be named for it."""
    tally = Tally()
    given = [(s, c.given(s["report"], s["content"])) for s in c.record["statements"]]
    ends = [c.asked(q) for q in c.key["statements"]]
    for k, quotation in enumerate(c.key["statements"]):
        if quotation["speaker"] is None:
            statement = _teller(c, k, ends, given)
            named = statement is not None and statement.get("resolved") != "author" and statement.get("speaker") is not None
            tally.ask(f"{c.story.name}/{quotation['report']}/{quotation['at']}", not named)
    return tally


# --- what stands alone, what is missing, what matters ----------------------------------------------------------------------


def _score_only(c: Comparison) -> Tally | None:
    if "only" not in c.record:
        return None
    tally = Tally(system=0)
    told = [(part, c.asked(t)) for part in c.key["utterances"] for t in part["tellings"]]
    shared = [c.asked(v) for f in c.key["facts"] if f["verdict"] != "single" for v in f["values"]]
    given = [(x["kind"], c.given(report, [x["span"]])) for report, entries in c.record["only"].items() for x in entries]
    for report, entries in c.key["only"].items():
        for n, entry in enumerate(entries):
            end = c.asked(entry)
            meets = _tells if entry["kind"] == "quotation" else _touches
            tally.ask(
                f"{c.story.name}/{report}/{n}",
                any(kind == entry["kind"] and e[0] == end[0] and meets(end[1], e[1]) for kind, e in given),
            )
    for kind, end in given:
        if kind == "quotation":
            tally.give(not any(t[0] == end[0] and _half(t[1], end[1]) for _, t in told))
        elif kind == "figure":
            tally.give(not any(t[0] == end[0] and _touches(t[1], end[1]) for t in shared))
        else:
            words = c.words(end)
            tally.give(not any(_holds(c, other, words) for other in c.story.texts if other != end[0]))
    return tally


def _holds(c: Comparison, report: str, words: tuple[str, ...]) -> bool:
    everything = [m.group().casefold() for m in WORD.finditer(c.story.texts[report])]
    return any(tuple(everything[k : k + len(words)]) == words for k in range(len(everything) - len(words) + 1))


def _score_left_out(c: Comparison) -> Tally | None:
    if "leaves_out" not in c.record:
        return None
    tally = Tally(system=0)
    back = {c.record["utterances"][n]["id"]: name for name, n in _matches(c).items()} | _fact_matches(c)
    given = {
        (c.names.get(report, report), back.get(_reference(x)))
        for report, entries in c.record["leaves_out"].items()
        for x in entries
    }
    asked = {(report, name) for report, names in c.key["leaves_out"].items() for name in names}
    for report, name in sorted(asked):
        tally.ask(f"{c.story.name}/{report}/{name}", (report, name) in given)
    for item in sorted(given, key=str):
        if item[1] is not None:
            tally.give(item in asked)
    return tally


def _reference(entry: str | Mapping[str, Any]) -> str:
    """The id that an entry of ``leaves_out`` points to: the entry itself, or its "utterance", "fact" or "id"."""
    if isinstance(entry, Mapping):
        return str(entry.get("utterance") or entry.get("fact") or entry.get("id"))
    return str(entry)


def _fact_matches(c: Comparison) -> dict[str, str]:
    """By the id of a fact of the record, the key's fact of the same verdict whose values it meets in most reports."""
    found = {}
    for verdict, given, ends in _given_facts(c):
        votes = {
            fact["id"]: len({v["report"] for v in fact["values"] for e in ends if _meets(c, fact, [c.asked(v)], e)})
            for fact in c.key["facts"]
            if _asked_verdict(fact) == verdict
        }
        best = max(votes, key=lambda name: votes[name], default=None)
        if best is not None and votes[best] > 0 and "id" in given:
            found[given["id"]] = best
    return found


def _met_differences(c: Comparison) -> list[int | None]:
    """For each difference of the record, in its order, the key's of the same kind that it points to."""
    taken: set[int] = set()
    met: list[int | None] = []
    for mine in c.record["differences"]:
        ends = [c.given(p["report"], [p["span"]]) for p in mine["passages"]]
        fitting = [
            n
            for n, asked in enumerate(c.key["differences"])
            if n not in taken
            and asked["kind"] == mine["kind"]
            and any(e[0] == r and _tells(t, e[1]) for e in ends for r, t in [c.asked(asked["passages"][0])])
        ]
        met.append(fitting[0] if fitting else None)
        taken.update(fitting[:1])
    return met


def _score_differences(c: Comparison) -> Tally | None:
    if "differences" not in c.record:
        return None
    tally, met = Tally(system=0), _met_differences(c)
    for n in range(len(c.key["differences"])):
        tally.ask(f"{c.story.name}/{n + 1}", n in met)
    for mine in met:
        tally.give(mine is not None)
    return tally


def _score_order(c: Comparison) -> Tally | None:
    """Of every two differences of the key, whether the record has both and in the same order."""
    if "differences" not in c.record:
        return None
    tally, met = Tally(), _met_differences(c)
    for a, b in combinations(range(len(c.key["differences"])), 2):
        tally.ask(f"{c.story.name}/{a + 1}<{b + 1}", a in met and b in met and met.index(a) < met.index(b))
    if met and met[0] == 0:
        tally.note("first one first")
    return tally


Change = tuple[str, End, End]


def _same_change(c: Comparison, asked: Change, given: Change) -> bool:
    told = all(asked[k][0] == given[k][0] and _tells(asked[k][1], given[k][1]) for k in (1, 2))  # type: ignore[arg-type]
    return told and c.same_person([asked[0]], given[0])


def _score_reversals(c: Comparison) -> Tally | None:
    if "reversals" not in c.record:
        return None
    tally = Tally(system=0)
    asked: list[Change] = [(x["speaker"], c.asked(x["from"]), c.asked(x["to"])) for x in c.key["reversals"]]
    given: list[Change] = [
        (x["speaker"], c.given(x["from"]["report"], [x["from"]["span"]]), c.given(x["to"]["report"], [x["to"]["span"]]))
        for x in c.record["reversals"]
    ]
    for n, change in enumerate(asked):
        tally.ask(f"{c.story.name}/{n}", any(_same_change(c, change, mine) for mine in given))
    for mine in given:
        tally.give(any(_same_change(c, change, mine) for change in asked))
    return tally


MEASURES: Mapping[str, Callable[[Comparison], Tally | None]] = {
    "utterance pairs": _score_pairs,
    "readings": _score_readings,
    "altered or bowdlerised": _score_alarms,
    "omissions that change the meaning": _score_meaning,
    "origins": _score_origins,
    **{f"facts {verdict}": _score_fact_verdict(verdict) for verdict in ("agree", "coarser", "conflict", "dispute")},
    "facts single": _score_single,
    "citations": _score_citations,
    "copies": _score_copies,
    "furniture": _score_furniture,
    "quotations": _score_quotations,
    "nobody's quotations": _score_nobody,
    "only": _score_only,
    "leaves out": _score_left_out,
    "differences": _score_differences,
    "order of differences": _score_order,
    "reversals": _score_reversals,
}


def score(story: Story, record: Mapping[str, Any]) -> dict[str, Tally | None]:
    """Every measure of one record; None for what the record does not carry."""
    comparison = Comparison(story, record)
    return {name: measured(comparison) for name, measured in MEASURES.items()}


def score_all(stories: Iterable[Story], records: Mapping[str, Mapping[str, Any]]) -> dict[str, Tally | None]:
    """The measures over several stories: counts are summed first. A measure that no record carries stays None.

    Raises:
        KeyError: a story has no record.

    """
    total: dict[str, Tally | None] = dict.fromkeys(MEASURES)
    for story in stories:
        for name, tally in score(story, records[story.name]).items():
            if tally is not None:
                so_far = total[name] or Tally()
                so_far.add(tally)
                total[name] = so_far
    return total


def as_measures(tallies: Mapping[str, Tally | None]) -> dict[str, dict[str, object]]:
    """The measures as the gate takes them: value, counts and cases; what no record carries is left out."""
    return {
        name: {"value": tally.value, "counts": _counts(tally), "cases": tally.cases}
        for name, tally in tallies.items()
        if tally is not None
    }


def _counts(tally: Tally) -> dict[str, int]:
    given = {"right": tally.right, "system": tally.system} if tally.system is not None else {}
    return {"found": tally.found, "gold": tally.gold, **given, **dict(sorted(tally.notes.items()))}


def gold(_root: Path | None = None) -> list[Path]:
    """The files whose words decide what is right: reports, their metadata, and keys."""
    return sorted(path for path in SAMPLES.glob("*/*") if path.suffix in (".txt", ".json"))


def _line(name: str, tally: Tally | None) -> str:
    if tally is None:
        return f"{name:34} not in the record"
    shares = f"R {100 * tally.recall:5.1f}  ({tally.found} of {tally.gold} found"
    if tally.system is not None:
        precision = "    –" if tally.precision is None else f"{100 * tally.precision:5.1f}"
        shares = f"P {precision}  {shares}, {tally.right} of {tally.system} right)  F1 {100 * tally.value:5.1f}"
    else:
        shares = f"{'':7}  {shares})"
    notes = ", ".join(f"{what} {count}" for what, count in sorted(tally.notes.items()))
    return f"{name:34} {shares}" + (f"   {notes}" if notes else "")


def main(arguments: list[str] | None = None) -> int:
    """Score a folder of records; 1 where a sample has no record."""
    parser = argparse.ArgumentParser(description="Score records of the samples against their answer keys.")
    parser.add_argument("records", type=Path, help="a folder with <story>.json for each sample")
    parser.add_argument("--json", type=Path, help="also write the measures there")
    parser.add_argument("--stories", type=Path, default=SAMPLES, help="a folder of stories with keys (default: the samples)")
    options = parser.parse_args(arguments)
    stories = [read_story(folder) for folder in story_folders(options.stories)]
    missing = [story.name for story in stories if not (options.records / f"{story.name}.json").exists()]
    if missing:
        print(f"no record of {', '.join(missing)} in {options.records}", file=sys.stderr)
        return 1
    records = {s.name: json.loads((options.records / f"{s.name}.json").read_text(encoding="utf-8")) for s in stories}
    tallies = score_all(stories, records)
    print("\n".join(_line(name, tally) for name, tally in tallies.items()))
    if options.json:
        options.json.write_text(json.dumps(as_measures(tallies), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
