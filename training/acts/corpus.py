"""Labels found by reading, and PLOVER's sentences -> rows for training: framed pieces, what the rules say, act and mode.

`../shared/data/plover` has sentences with a political act between two parties. Of its roots those that are acts of speaking are
taken, as `PLOVER_ROOTS` says; deeds (ASSAULT, AID, SANCTION …) are not, nor roots that hold several acts (YIELD, CONSULT).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Literal, cast

from onrecord.datamodel import Act, Mode, Text
from onrecord.models.wordpieces import WordPieces
from onrecord.spans import Span
from onrecord.statements.act_reader import Ruled, frame
from onrecord.statements.attribution import Attribution
from onrecord.statements.finder import find_attributions
from onrecord.statements.interpretation import interpret

LABELS = Path(__file__).parent.parent / "labels"
PLOVER_ROOTS: dict[str, Act] = {
    "ACCUSE": "accuse",
    "AGREE": "agree",
    "REJECT": "refuse",
    "REQUEST": "demand",
    "SUPPORT": "support",
    "THREATEN": "threaten",
}
_VERB = re.compile(r"\W*((?:(?:has|have|had|is|are|was|were|will|would|also|not)\s+)*\w+)\W+")


@dataclass(frozen=True)
class Row:
    """One statement: its article, its framed pieces with their roles, the rules' view, and the labels (mode None: unknown).

    ``late``: labelled after the teacher of `models/acts_v3` and later ones had learnt.
    """

    id: str
    pieces: list[int]
    roles: list[int]
    ruled: Ruled
    act: Act
    mode: Mode | None
    late: bool = False


Told = tuple[Attribution, Act, Mode | None]
UNKNOWN: Act = "state"


def read_rows(shared: Path, tokenizer: WordPieces) -> list[Row]:
    """All labelled rows: PolNeAR's articles in order of their id, those of 2018 and 2019, PLOVER's sentences."""
    articles = _articles(shared)
    told = _labels(articles)
    rows: list[Row] = []
    for name in sorted(told):
        rows += _rows(name, articles[name]["text"], told[name].values(), tokenizer)
    rows += _read_news(shared, _news_labels("acts_news.jsonl"), tokenizer)
    rows += (replace(row, late=True) for row in _read_news(shared, _news_labels("acts_more.jsonl"), tokenizer))
    for number, line in enumerate(_lines(shared / "data" / "plover" / "train.jsonl")):
        found = _political(line)
        if found is not None:
            rows += _rows(f"plover-{number}", line["sentence"], [found], tokenizer)
    return rows


def read_news_kept_out(shared: Path, tokenizer: WordPieces) -> list[Row]:
    """The 1,300 labelled statements of 2018 and 2019 that were drawn to be measured on; none is trained on with its label."""
    return list(_read_news(shared, _news_labels("acts_more.jsonl", "kept_out"), tokenizer))


def read_unlabelled(shared: Path, tokenizer: WordPieces) -> list[Row]:
    """The statements of PolNeAR's training part that nobody labelled; their ``act`` says nothing."""
    articles = _articles(shared)
    told = _labels(articles)
    rows: list[Row] = []
    for name in sorted(articles):
        given = (_attribution(each) for each in articles[name]["attributions"] if each["content"])
        new = [(each, UNKNOWN, None) for each in given if each.content not in told.get(name, {})]
        rows += _rows(name, articles[name]["text"], new, tokenizer)
    return rows


def find_more(shared: Path, every: int) -> list[tuple[str, str, tuple[Attribution, ...]]]:
    """Name, words and attributions (by the shipped finder) of one in ``every`` of the 8,810 articles of 2018 and 2019."""
    return [(name, words, find_attributions(words)) for name, words in islice(_news(shared), 0, None, every)]


def read_found(found: Iterable[tuple[str, str, tuple[Attribution, ...]]], tokenizer: WordPieces) -> list[Row]:
    """The rows of what `find_more` gave and nobody labelled, but of articles held out; their ``act`` says nothing."""
    parts = (("acts_news.jsonl", "labels"), ("acts_more.jsonl", "labels"), ("acts_more.jsonl", "kept_out"))
    told = {
        (name, content) for file, part in parts for name, contents in _news_labels(file, part).items() for content in contents
    }
    rows: list[Row] = []
    for name, words, attributions in found:
        rows += _rows(
            name, words, [(each, UNKNOWN, None) for each in attributions if (name, each.content) not in told], tokenizer
        )
    return rows


def _articles(shared: Path) -> dict[str, dict[str, Any]]:
    return {article["id"]: article for article in _lines(shared / "data" / "polnear" / "train.jsonl")}


def _news(shared: Path) -> Iterator[tuple[str, str]]:
    """Name (its number in the file) and words of each of the 8,810 articles of 2018 and 2019."""
    with gzip.open(shared / "data" / "articles" / "2018-2019.jsonl.gz", "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            yield f"article-{number}", json.loads(line)["text"]


def _read_news(shared: Path, told: dict[str, dict[tuple[Span, ...], Told]], tokenizer: WordPieces) -> Iterator[Row]:
    for name, words in _news(shared):
        if name in told:
            yield from _rows(name, words, told[name].values(), tokenizer)


def _news_labels(file: str, part: Literal["labels", "kept_out"] = "labels") -> dict[str, dict[tuple[Span, ...], Told]]:
    """By article of 2018 and 2019 and content what was labelled."""
    told: dict[str, dict[tuple[Span, ...], Told]] = {}
    for line in _lines(LABELS / file):
        for content, cue, source, act, mode in line.get(part, ()):
            given = Attribution(_spans(content), _spans(cue), _spans(source), 1.0, "labelled")
            told.setdefault(line["id"], {})[given.content] = given, act, mode
    return told


def _labels(articles: dict[str, dict[str, Any]]) -> dict[str, dict[tuple[Span, ...], Told]]:
    """By article and content what was labelled; a later reading goes before an earlier one."""
    told: dict[str, dict[tuple[Span, ...], Told]] = {}
    for file in ("acts.jsonl", "statements.jsonl"):
        for line in _lines(LABELS / file):
            given = _labelled(articles[line["id"]]["attributions"], line["content"])
            if given is not None:
                told.setdefault(line["id"], {})[given.content] = given, line["act"], line.get("mode")
    for line in _lines(LABELS / "acts_read.jsonl"):
        by_name = {each["id"]: each for each in articles[line["id"]]["attributions"]}
        for name, (act, mode, *_) in line["labels"].items():
            given = _attribution(by_name[name])
            told.setdefault(line["id"], {})[given.content] = given, act, mode
    for line in _lines(LABELS / "acts_anew.jsonl"):
        mine = told.setdefault(line["id"], {})
        by_content = {_spans(each["content"]): each for each in articles[line["id"]]["attributions"]}
        for content, *readings in line["labels"]:
            spans = _spans(content)
            first = mine.get(spans)
            given = first[0] if first else _attribution(by_content[spans])
            thought = first[2] if first else ("thought" if readings[0] == "thought" else None)
            mine[spans] = given, settled(first and first[1], readings), thought
    return told


def settled(first: Act | None, later: Sequence[str]) -> Act:
    """The act that most readings of a statement give, the last of those that are given as often; a mere thought states."""
    acts = [*([] if first is None else [first]), *("state" if act == "thought" else cast("Act", act) for act in later)]
    return max(reversed(acts), key=acts.count)


def held_out(name: str) -> bool:
    """One article in ten, of news too, is kept from training, to choose settings by."""
    return not name.startswith("plover-") and hashlib.sha256(name.encode()).digest()[0] % 10 == 0


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _spans(pairs: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in pairs)


def _attribution(each: dict[str, Any]) -> Attribution:
    return Attribution(
        content=_spans(each["content"]), cue=_spans(each["cue"]), source=_spans(each["source"]), score=1.0, why="labelled"
    )


def _labelled(attributions: list[dict[str, Any]], content: list[tuple[int, int]]) -> Attribution | None:
    """The attribution of PolNeAR that has at least half of its characters in common with a labelled content."""
    wanted = {place for start, end in content for place in range(start, end)}
    best: tuple[float, Attribution] | None = None
    for each in attributions:
        own = {place for start, end in each["content"] for place in range(start, end)}
        if own and (share := len(own & wanted) / len(own | wanted)) >= 0.5 and (best is None or share > best[0]):
            best = share, _attribution(each)
    return None if best is None else best[1]


def _political(line: dict[str, str]) -> Told | None:
    """A sentence of PLOVER as an attribution: its source, the verb after it as the cue, and the rest as what is said."""
    act, words = PLOVER_ROOTS.get(line["act"]), line["sentence"]
    start = words.find(line["source"])
    if act is None or start < 0:
        return None
    verb = _VERB.match(words, start + len(line["source"]))
    end = len(words.rstrip(". "))
    if verb is None or end - verb.end() < 10:
        return None
    source = Span(start, start + len(line["source"]))
    return Attribution((Span(verb.end(), end),), (Span(*verb.span(1)),), (source,), 1.0, "labelled"), act, None


def _rows(name: str, words: str, told: Iterable[Told], tokenizer: WordPieces) -> Iterator[Row]:
    told = list(told)
    statements = interpret(Text(words), tuple(each for each, _, _ in told), read_acts=False)
    ruled = {
        tuple(passage.span for passage in each.content): Ruled(
            each.interpretation.kind, each.interpretation.mode, each.interpretation.manner, each.interpretation.act
        )
        for each in statements
    }
    for each, act, mode in told:
        if each.content in ruled:
            pieces, roles = frame(tokenizer, words, source=each.source, cue=each.cue, content=each.content)
            yield Row(name, pieces, roles, ruled[each.content], act, mode)
