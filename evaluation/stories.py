"""Which reports tell one event, against labels: 252 web articles on 46 events, and the 30 reports of ``gold/collation``.

In the gate both go through the door in one run. The first were trained on (``training/stories`` gives the figures by
cross-validation, and ``docs/stories.md`` reports those); here they guard against a change that breaks what worked. The 30 were
trained on nowhere. What the 252 share across outlets is measured beside (`evaluation.copies`). ECB+ and the 8,810 articles take
minutes and are measured by hand, as ``docs/stories.md`` says.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evaluation.copies import find_sharing_pairs, score_copies
from evaluation.doors import read_lines, stories
from onrecord.reports import read_reports

__all__ = ["gold", "measure", "score_stories"]


def gold(shared: Path) -> list[Path]:
    """The labelled reports."""
    folders = sorted((shared / "gold" / "collation").iterdir())
    return [
        shared / "data" / "news-events" / "events.jsonl",
        *(path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.txt"))),
    ]


def measure(shared: Path) -> dict[str, dict[str, object]]:
    """B-cubed and pairwise F1 over each body, and the shared wording that is listed.

    A case is a report that stands with all of its event's reports and no other, and a pair that shares wording.
    """
    first, *texts = gold(shared)
    events = read_lines(first)
    trios = [_read(path) for path in texts]
    story = {row["id"]: row["story"] for row in stories([*events, *trios])}
    measures: dict[str, dict[str, object]] = {}
    for name, rows in (("news-events", events), ("collation", trios)):
        measures |= score_stories(name, {row["id"]: row["event"] for row in rows}, story)
    reports = [outcome.report for outcome in read_reports([first]) if outcome.report]
    return measures | score_copies("news-events", find_sharing_pairs(reports))


def score_stories(name: str, event: Mapping[str, str], story: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """The measures of one body of reports; reports of other bodies that stand in its stories count as strangers.

    >>> scores = score_stories("toy", {"a": "x", "b": "x", "c": "y"}, {"a": "1", "b": "1", "c": "2"})
    >>> scores["toy b-cubed"]["value"], scores["toy pairs"]["value"]
    (1.0, 1.0)
    """
    events, told, strangers = defaultdict(set), defaultdict(set), Counter(story.values())
    for report in event:
        events[event[report]].add(report)
        told[story[report]].add(report)
        strangers[story[report]] -= 1
    precision = sum(len(told[story[r]] & events[event[r]]) / len(told[story[r]]) for r in event) / len(event)
    recall = sum(len(told[story[r]] & events[event[r]]) / len(events[event[r]]) for r in event) / len(event)
    right = sum(_pairs(len(told[s] & events[e])) for s in told for e in {event[r] for r in told[s]})
    given, wanted = (sum(_pairs(len(group)) for group in groups.values()) for groups in (told, events))
    cases = {f"{name}/{report}": told[story[report]] == events[event[report]] for report in event}
    mixed = sum(strangers[s] for s in told)
    counts = {"reports": len(event), "events": len(events), "stories": len(told), "strangers": mixed}
    return {
        f"{name} b-cubed": {"value": 2 * precision * recall / (precision + recall), "counts": counts, "cases": cases},
        f"{name} pairs": {
            "value": 2 * right / (given + wanted) if given + wanted else 0.0,
            "counts": {"right": right, "given": given, "gold": wanted},
            "cases": {},
        },
    }


def _pairs(number: int) -> int:
    return number * (number - 1) // 2


def _read(path: Path) -> dict[str, Any]:
    about = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return {
        "id": f"{path.parent.name}/{path.stem}",
        "event": path.parent.name,
        "outlet": about.get("outlet"),
        "url": about.get("url"),
        "published": about.get("published") or about.get("date"),
        "title": about.get("title"),
        "text": path.read_bytes().decode("utf-8"),
    }
