"""Train the weights of `onrecord.collation.pairs`, and say how well they join on events they have not seen.

    python -m training.pairs train [--shared FOLDER] [--out src/onrecord/models/pairs_v1/weights.json]
    python -m training.pairs leave-out [--shared FOLDER]

Trained on the events of `gold/collation` and on the samples' answer keys, with the statements that the package finds. Since the
gate measures on the same events, its figures are too kind; ``leave-out`` trains anew without each event in turn, joins that
event's reports with these weights, and is the honest figure. Nothing is drawn by chance.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.doors import find_shared, load_tool
from evaluation.keys import story_folders
from onrecord.collation.pairs import FEATURES, Candidate, Weights, describe, find_candidates
from onrecord.collation.units import Unit, find_units
from onrecord.collation.utterances import join_tellings
from onrecord.datamodel import Report, Statement
from onrecord.people import Cast, cast_people
from onrecord.record.compiling import order_reports
from onrecord.reports import read_reports
from onrecord.statements import find_statements

OUT = Path("src/onrecord/models/pairs_v1/weights.json")
RIDGE = 10.0
"""How strongly weights are drawn to zero. With 10 and 20 the leave-one-event-out F1 differs by two points at most."""
EVEN = 0.5
"""How far the runs of clauses of two sentences share what one pair counts (0: each counts as one; 1: all together do).

Two long sentences are hundreds of rows. When it was chosen, with 0, 0.5 and 1 the events, left out in turn, had F1 54.0, 54.4
and 53.5; the samples, left out in turn too, 61.6, 64.8 and 65.0.
"""
INSIDE = 0.7
"""Share of a unit's words that lie in a label from which on it is part of that telling."""

Ends = tuple[tuple[str, frozenset[int]], tuple[str, frozenset[int]]]


@dataclass(frozen=True)
class Event:
    """One event's reports with what was found in them, and its labelled pairs of tellings, each with what it counts."""

    name: str
    folder: Path
    reports: tuple[Report, ...]
    statements: list[tuple[Statement, ...]]
    cast: Cast
    rows: NDArray[np.float64]
    right: list[bool]
    weights: list[float]


def read_event(folder: Path, labels: dict[str, Any], judge: ModuleType) -> Event:
    """Find the statements of an event's reports, and describe and label the candidate pairs among them."""
    reports = order_reports([o.report for o in read_reports(sorted(folder.glob("*.txt"))) if o.report])
    statements = [find_statements(report.text) for report in reports]
    cast = cast_people(reports, statements)
    docs = {report.name: judge.Doc(report.text.words) for report in reports}

    def labelled(part: str) -> list[Ends]:
        def end(t: dict[str, Any]) -> tuple[str, frozenset[int]]:
            doc = docs[t["report"]]
            return t["report"], doc.tokens(judge.spans_of(doc.text, t["exact"], t.get("at")))

        return [(a, b) for _, _, a, b in judge.pairs_of(labels.get(part, []), end)]

    told, elsewhere = labelled("utterances"), labelled("same_position")
    described: list[Candidate] = []
    right: list[bool] = []
    whole: list[tuple[object, ...]] = []
    for candidate in find_candidates(find_units(reports, statements, cast)):
        ends = sorted(((reports[u.report].name, u) for u in (candidate.a, candidate.b)), key=lambda end: end[0])
        units = [(name, docs[name].tokens([list(span) for span in unit.spans]), unit) for name, unit in ends]
        fits = any(_fits(pair, units, judge, parts=False) for pair in told)
        # A fragment of a telling, and the same opinion on another occasion, teach nothing.
        if fits or not any(_fits(pair, units, judge, parts=True) for pair in told + elsewhere):
            described.append(candidate)
            right.append(fits)
            whole.append((candidate.a.sentence, candidate.b.sentence, fits))
    times = Counter(whole)
    weights = [times[pair] ** -EVEN for pair in whole]
    return Event(folder.name, folder, reports, statements, cast, describe(described), right, weights)


def _fits(pair: Ends, units: Sequence[tuple[str, frozenset[int], Unit]], judge: ModuleType, *, parts: bool) -> bool:
    """Do two units tell the two labels, or are whole sentences of them (``parts``: or any piece)?"""
    return all(
        label[0] == name
        and (
            judge.tells(label[1], tokens)
            or (bool(tokens) and (parts or not unit.is_part) and len(label[1] & tokens) >= INSIDE * len(tokens))
        )
        for label, (name, tokens, unit) in zip(pair, units, strict=True)
    )


def train(events: Iterable[Event]) -> Weights:
    """A logistic regression with a ridge, by Newton's method."""
    chosen = list(events)
    rows = np.concatenate([event.rows for event in chosen])
    right = np.array([float(r) for event in chosen for r in event.right])
    counts = np.array([weight for event in chosen for weight in event.weights])
    counts *= len(counts) / counts.sum()
    middle, spread = rows.mean(0), rows.std(0)
    spread[spread < 1e-6] = 1.0
    design = np.hstack([(rows - middle) / spread, np.ones((len(rows), 1))])
    ridge = np.eye(design.shape[1]) * RIDGE
    ridge[-1, -1] = 0.0
    weight = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(design @ weight, -30, 30)))
        slope = design.T @ (counts * (chance - right)) + ridge @ weight
        step = np.linalg.solve((design * (counts * chance * (1 - chance))[:, None]).T @ design + ridge, slope)
        weight -= step
        if np.abs(step).max() < 1e-9:
            break
    return Weights(middle, spread, weight[:-1], float(weight[-1]))


def as_json(weights: Weights, events: Sequence[Event]) -> str:
    """The file that ships: the features by name, four numbers each, and what they were trained on."""
    arrays = {"middle": weights.middle, "spread": weights.spread, "weight": weights.weight}
    told = {
        "features": list(FEATURES),
        **{name: [round(float(x), 6) for x in values] for name, values in arrays.items()},
        "bias": round(weights.bias, 6),
        "trained_on": {event.name: {"pairs": len(event.right), "right": sum(event.right)} for event in events},
    }
    return json.dumps(told, indent=1) + "\n"


def leave_out(events: Sequence[Event], gold: Sequence[Event], judge: ModuleType) -> Counter[str]:
    """The judge's counts over the gold events, each joined with weights trained without it."""
    total: Counter[str] = Counter()
    for event in gold:
        weights = train(other for other in events if other is not event)
        joined = join_tellings(event.reports, event.statements, cast=event.cast, weights=weights)
        record = {
            "reports": [{"id": report.id, "name": report.name} for report in event.reports],
            "utterances": [
                {
                    "speaker": group.speaker,
                    "tellings": [{"report": t.report_id, "content": [list(p.span) for p in t.content]} for t in group.tellings],
                }
                for group in joined.groups
            ],
        }
        counts = judge.score(event.folder, record)
        right, given, found, wanted = (counts[key] for key in ("right", "system", "found", "gold"))
        print(f"{event.name:16} {right:3} of {given:3} right, {found:3} of {wanted:3} found")
        total.update(counts)
    return total


def main(arguments: list[str] | None = None) -> int:
    """Train, or measure; 1 where the labelled events are not there."""
    parser = argparse.ArgumentParser(prog="python -m training.pairs", description=__doc__.split("\n", 1)[0])
    parser.add_argument("command", choices=["train", "leave-out"])
    parser.add_argument("--shared", type=Path, default=find_shared(Path.cwd(), {}), help="the folder of labelled material")
    parser.add_argument("--out", type=Path, default=OUT, help="where the weights go")
    options = parser.parse_args(arguments)
    if options.shared is None or not (options.shared / "gold" / "collation").is_dir():
        print("the labelled events are not there: give --shared a folder that holds gold/collation", file=sys.stderr)
        return 1
    judge = load_tool("score_collation", options.shared)
    gold = [
        read_event(path.parent, json.loads(path.read_text(encoding="utf-8")), judge)
        for path in sorted((options.shared / "gold" / "collation").glob("*/labels.json"))
    ]
    samples = [
        read_event(folder, json.loads((folder / "key.json").read_text(encoding="utf-8")), judge) for folder in story_folders()
    ]
    events = [*gold, *samples]
    if options.command == "train":
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(as_json(train(events), events), encoding="utf-8")
        print(f"{options.out}: {sum(sum(e.right) for e in events)} right of {sum(len(e.right) for e in events)} pairs")
        return 0
    c = leave_out(events, gold, judge)
    precision, recall = c["right"] / c["system"], c["found"] / c["gold"]
    print(
        f"utterance pairs, one event left out in turn: P {100 * precision:.1f} ({c['right']} of {c['system']}), "
        f"R {100 * recall:.1f} ({c['found']} of {c['gold']}), F1 {200 * precision * recall / (precision + recall):.1f}; "
        f"mean share of pairs found {100 * c['share'] / c['utterances']:.1f} ({c['utterances']} utterances)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
