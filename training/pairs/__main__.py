"""Train the weights of `onrecord.collation.pairs`, and say how well they join on events they have not seen.

    python -m training.pairs train [--shared FOLDER] [--out src/onrecord/models/pairs_v1/weights.json]
    python -m training.pairs leave-out [--shared FOLDER]

Trained on the events of `gold/collation`, on the samples' answer keys and on pairs that were read, of `news-events`
(``training/labels/pairs.jsonl``) and of articles of 2018 and 2019 (``training/labels/pairs_articles.jsonl``), with the
statements that the package finds. Since the gate measures on the same events, its
figures are too kind; ``leave-out`` trains anew without each event in turn, joins that event's reports with these weights, and
is the honest figure. Nothing is drawn by chance.

The second look at a pair (`onrecord.collation.pairs.LOOKS`) learns from what a first look finds that has not seen the pair's
event: the first is trained anew without each of `FOLDS` parts of the events.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evaluation.doors import find_shared, load_tool
from evaluation.keys import story_folders
from onrecord.collation.pairs import LOOKS, Candidates, Regression, Weights, describe, find_candidates, look_around
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
FOLDS = 5
"""Parts of the events, each looked at with weights that are trained on the others."""
READ = 0.2
"""What a pair counts that was read singly: those that were are the doubtful ones.

With 0.2 and 0.3 the labelled events, left out in turn, have F1 50.9 and 50.1 and a share of 51.5 and 50.4.
"""
MOST_READ = 8
"""Reports of an event of `news-events` that are compared: the first of them, as when its pairs were read."""
LABELS = Path(__file__).parent.parent / "labels" / "pairs.jsonl"
"""Pairs of two reports that were read: their ids, the spans of both ends, and whether both tell the same utterance."""
ARTICLES = LABELS.with_name("pairs_articles.jsonl")
"""The same of articles of 2018 and 2019: a line for each story, with the ids of all its reports and its pairs."""
INSIDE = 0.7
"""Share of a unit's words that lie in a label from which on it is part of that telling."""

Ends = tuple[tuple[str, frozenset[int]], tuple[str, frozenset[int]]]


@dataclass(frozen=True)
class Event:
    """One event's reports with what was found in them, its candidate pairs as described, and those of them that are labelled.

    ``rows`` has all candidates; ``labelled`` the numbers of those that teach something, ``right`` and ``weights`` what they are
    and how much each counts.
    """

    name: str
    folder: Path | None
    reports: tuple[Report, ...]
    statements: list[tuple[Statement, ...]]
    cast: Cast
    candidates: Candidates
    rows: NDArray[np.float64]
    labelled: list[int]
    right: list[bool]
    weights: list[float]


class Labels(NamedTuple):
    """Pairs of tellings: those of one utterance, those that teach nothing, and of single pairs that were read those of two.

    Where ``apart`` is None all pairs of an event are known, and each that is not told so is one of two utterances.
    """

    told: list[Ends]
    elsewhere: list[Ends]
    apart: list[Ends] | None


def read_event(folder: Path, labels: dict[str, Any], judge: ModuleType) -> Event:
    """Find the statements of an event's reports, and describe and label the candidate pairs among them."""
    reports = order_reports([o.report for o in read_reports(sorted(folder.glob("*.txt"))) if o.report])
    docs = {report.name: judge.Doc(report.text.words) for report in reports}

    def labelled(part: str) -> list[Ends]:
        def end(t: dict[str, Any]) -> tuple[str, frozenset[int]]:
            doc = docs[t["report"]]
            return t["report"], doc.tokens(judge.spans_of(doc.text, t["exact"], t.get("at")))

        return [(a, b) for _, _, a, b in judge.pairs_of(labels.get(part, []), end)]

    known = Labels(labelled("utterances"), labelled("same_position"), None)
    return _described(folder.name, folder, reports, {report.id: report.name for report in reports}, docs, known, judge)


def read_news(shared: Path, judge: ModuleType) -> list[Event]:
    """The events of `news-events` of which pairs were read."""
    source = shared / "data" / "news-events" / "events.jsonl"
    event_of = {row["id"]: row["event_id"] for row in map(json.loads, source.read_text(encoding="utf-8").splitlines())}
    rows = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    wanted = sorted({str(event_of[row["a"]]) for row in rows})
    of_event: dict[str, list[Report]] = {name: [] for name in wanted}
    for outcome in read_reports([source]):
        report = outcome.report
        if report and len(mine := of_event.get(str(event_of[report.id]), [])) < MOST_READ:
            mine.append(report)
    return [
        _read_singly(name, of_event[name], [row for row in rows if str(event_of[row["a"]]) == name], judge) for name in wanted
    ]


def read_articles(shared: Path, judge: ModuleType) -> list[Event]:
    """The stories of articles of which pairs were read, each with all its reports."""
    stories = [json.loads(line) for line in ARTICLES.read_text(encoding="utf-8").splitlines()]
    wanted = {report_id for story in stories for report_id in story["reports"]}
    with tempfile.TemporaryDirectory() as folder:
        chosen = Path(folder) / "articles.jsonl"
        with gzip.open(shared / "data" / "articles" / "2018-2019.jsonl.gz", "rt", encoding="utf-8") as lines:
            chosen.write_text("".join(line for line in lines if json.loads(line)["id"] in wanted), encoding="utf-8")
        reports = {outcome.report.id: outcome.report for outcome in read_reports([chosen]) if outcome.report}
    return [
        _read_singly(story["reports"][0], [reports[r] for r in story["reports"]], story["pairs"], judge) for story in stories
    ]


def _read_singly(name: str, reports: Iterable[Report], rows: Iterable[dict[str, Any]], judge: ModuleType) -> Event:
    """A story of which single pairs were read."""
    ordered = order_reports(reports)
    docs = {report.id: judge.Doc(report.text.words) for report in ordered}
    pairs: dict[bool, list[Ends]] = {True: [], False: []}
    for row in rows:
        a, b = sorted((row[end], docs[row[end]].tokens(row[f"{end}_spans"])) for end in "ab")
        pairs[row["same"]].append((a, b))
    return _described(
        name, None, ordered, {report.id: report.id for report in ordered}, docs, Labels(pairs[True], [], pairs[False]), judge
    )


def _described(
    name: str,
    folder: Path | None,
    reports: tuple[Report, ...],
    names: dict[str, str],
    docs: dict[str, Any],
    known: Labels,
    judge: ModuleType,
) -> Event:
    statements = [find_statements(report.text) for report in reports]
    cast = cast_people(reports, statements)
    candidates = find_candidates(find_units(reports, statements, cast))
    labelled: list[int] = []
    right: list[bool] = []
    whole: list[tuple[object, ...]] = []
    for number in range(len(candidates)):
        a, b = candidates.pair(number)
        ends = sorted(((names[reports[u.report].id], u) for u in (a, b)), key=lambda end: end[0])
        units = [(name, docs[name].tokens([list(span) for span in unit.spans]), unit) for name, unit in ends]
        fits = any(_fits(pair, units, judge, parts=False) for pair in known.told)
        # A fragment of a telling, and the same opinion on another occasion, teach nothing.
        if not fits and any(_fits(pair, units, judge, parts=True) for pair in known.told + known.elsewhere):
            continue
        if fits or known.apart is None or any(_in_sentences(pair, units, docs) for pair in known.apart):
            labelled.append(number)
            right.append(fits)
            whole.append((a.sentence, b.sentence, fits))
    times = Counter(whole)
    weights = [(1.0 if known.apart is None else READ) * times[pair] ** -EVEN for pair in whole]
    return Event(name, folder, reports, statements, cast, candidates, describe(candidates), labelled, right, weights)


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


def _in_sentences(pair: Ends, units: Sequence[tuple[str, frozenset[int], Unit]], docs: dict[str, Any]) -> bool:
    """Do two labels stand in the sentences of two units?"""
    return all(
        label[0] == name and len(label[1] & docs[name].tokens([list(s) for s in unit.sentence.spans])) >= INSIDE * len(label[1])
        for label, (name, _, unit) in zip(pair, units, strict=True)
    )


def train(events: Sequence[Event]) -> Weights:
    """Both looks, the second with what the first finds around the pairs of events that it was not trained on."""
    first = _fit(events, [event.rows[event.labelled] for event in events])
    around: list[NDArray[np.float64]] = [np.zeros((0, 0))] * len(events)
    for fold in range(FOLDS):
        others = [event for number, event in enumerate(events) if number % FOLDS != fold]
        look = _fit(others, [event.rows[event.labelled] for event in others])
        for number in range(fold, len(events), FOLDS):
            around[number] = look_around(events[number].candidates, events[number].rows, look)
    rows = [np.hstack([event.rows, beside])[event.labelled] for event, beside in zip(events, around, strict=True)]
    return Weights(first, _fit(events, rows))


def _fit(events: Sequence[Event], described: Sequence[NDArray[np.float64]]) -> Regression:
    """A logistic regression with a ridge, by Newton's method."""
    rows = np.concatenate(described)
    right = np.array([float(r) for event in events for r in event.right])
    counts = np.array([weight for event in events for weight in event.weights])
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
    return Regression(middle, spread, weight[:-1], float(weight[-1]))


def as_json(weights: Weights, events: Sequence[Event]) -> str:
    """The file that ships: the features by name, four numbers each, and what they were trained on."""
    told = {
        **{look: _told(getattr(weights, look), features) for look, features in LOOKS.items()},
        "trained_on": {event.name: {"pairs": len(event.right), "right": sum(event.right)} for event in events},
    }
    return json.dumps(told, indent=1) + "\n"


def _told(look: Regression, features: Sequence[str]) -> dict[str, Any]:
    arrays = {"middle": look.middle, "spread": look.spread, "weight": look.weight}
    return {
        "features": list(features),
        **{name: [round(float(x), 6) for x in values] for name, values in arrays.items()},
        "bias": round(look.bias, 6),
    }


def leave_out(events: Sequence[Event], gold: Sequence[Event], judge: ModuleType) -> Counter[str]:
    """The judge's counts over the gold events, each joined with weights trained without it."""
    total: Counter[str] = Counter()
    for event in gold:
        weights = train([other for other in events if other is not event])
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
    events = [*gold, *samples, *read_news(options.shared, judge), *read_articles(options.shared, judge)]
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
