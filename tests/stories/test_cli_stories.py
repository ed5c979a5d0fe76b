"""``onrecord stories``: one line a report, the same whatever the order of the inputs."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.samples import find_sample, list_samples


def lines(*paths: str) -> list[dict]:
    done = CliRunner().invoke(app, ["stories", *paths, "--jsonl"])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_each_sample_is_a_story_of_its_own_in_any_order():
    folders = [find_sample(name) for name in list_samples()]
    found = lines(*map(str, folders))
    assert found == lines(*map(str, folders[::-1]))
    assert all(list(row) == ["id", "story", "why"] for row in found)
    assert len({row["story"] for row in found}) == len(folders)
    assert len({row["id"] for row in found}) == len(found) > len(folders)


def test_read_as_text_it_shows_reports_under_their_story():
    done = CliRunner().invoke(app, ["stories", str(find_sample(list_samples()[0]))])
    assert done.exit_code == 0
    assert "both name" in done.output


def test_without_a_report_it_says_so(tmp_path):
    done = CliRunner().invoke(app, ["stories", str(tmp_path / "none.txt")])
    assert done.exit_code == 1
