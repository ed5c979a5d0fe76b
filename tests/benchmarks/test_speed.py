"""The benchmark itself: its workloads run, and its table says what was measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import workloads
from benchmarks.speed import Row, sample_stories, show_table

REPORTS = [[{"id": "a", "text": "“We will stay,” Ilse Maron said on Tuesday."}], [{"id": "b", "text": "Nothing was said."}]]


@pytest.mark.parametrize("name", ["plain", "statements", "compare"])
def test_a_workload_counts_the_words_and_the_time(name: str) -> None:
    measured = workloads.run(name, REPORTS * 5)
    assert measured["words"] == 5 * 11
    assert measured["cpu_s"] > 0
    assert measured["peak_mb"] >= measured["before_mb"] > 1


def test_a_workload_refuses_to_run_on_many_threads(tmp_path: Path) -> None:
    path = tmp_path / "groups.jsonl"
    path.write_text("".join(json.dumps(group) + "\n" for group in REPORTS), encoding="utf-8")
    environ = {key: value for key, value in os.environ.items() if key not in workloads.ONE_THREAD}
    command = [sys.executable, workloads.__file__, "plain", str(path)]
    refused = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "OMP_NUM_THREADS" in refused.stderr
    done = subprocess.run(
        command, env={**environ, **dict.fromkeys(workloads.ONE_THREAD, "1")}, capture_output=True, text=True, check=False
    )
    assert json.loads(done.stdout)["words"] == 11


def test_the_samples_are_the_corpus() -> None:
    stories = sample_stories(repeat=2)
    assert len(stories) == 2 * len({json.dumps(story) for story in stories}) >= 2
    assert all(len(story) >= 3 for story in stories)


def test_the_table_has_a_line_a_row() -> None:
    table = show_table([Row("the samples, statements", 12345, 6789.4, 0.1234, 50.2, 60.8)])
    assert table.splitlines()[-1] == "| the samples, statements | 12,345 | 6,789 | 0.12 | 61 MB | 50 MB |"
