"""The archive's commands, as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onrecord.cli import app
from tests.archive.reports import ROWS, row

RUN = CliRunner()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "feed.jsonl").write_text("\n".join(json.dumps(row(name)) for name in ROWS), encoding="utf-8")
    return tmp_path


def told(*arguments: str, code: int = 0) -> str:
    result = RUN.invoke(app, list(arguments))
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def test_from_reports_to_what_was_said(place: Path) -> None:
    assert "3 added, 0 with new words, 0 known already, 0 refused" in told("add", "feed.jsonl")
    assert "3 known already" in told("add", "feed.jsonl")
    found = told("search", '"leave the lamp"', "--speaker", "Donk")
    assert "Halm Post · Mirela Donk" in found
    assert "https://orringazette.example/donk" in found
    rows = [json.loads(line) for line in told("search", "--outlet", "Bay Courier", "--jsonl").splitlines()]
    assert {"report", "outlet", "url", "words", "passages", "speaker", "published"} <= rows[0].keys()
    assert "Mirela Donk" in told("people", "donk")
    assert "0 reports placed, 0 stories refreshed" in told("update")


def test_nothing_found_is_said_and_is_no_success(place: Path) -> None:
    told("add", "feed.jsonl")
    assert "nothing in the archive" in told("search", "zeppelin", code=1)
    assert "nobody in the archive" in told("people", "Zeppelin", code=1)


def test_judgements_are_kept_shown_and_withdrawn(place: Path) -> None:
    told("add", "feed.jsonl")
    statement = json.loads(told("search", "resign", "--jsonl").splitlines()[0])["statement"]
    told("judge", "statement", "wrong speaker", statement, "--by", "Ida Oru", "--speaker", "Teodor Vash")
    assert json.loads(told("search", "resign", "--jsonl").splitlines()[0])["speaker"] == "Teodor Vash"
    (kept,) = (json.loads(line) for line in told("judgements", "--jsonl").splitlines())
    assert "statement wrong speaker, it is Teodor Vash" in (listed := told("judgements"))
    assert "Nobody will resign over this" in listed
    assert "withdrawn" in told("judgements", "--withdraw", kept["id"], "--by", "Ida Oru")
    assert json.loads(told("search", "resign", "--jsonl").splitlines()[0])["speaker"] == "Ansa Reyl"


def test_what_a_report_holds_drives_no_terminal(place: Path) -> None:
    told("add", "feed.jsonl")
    bent = ROWS["post"]["text"].replace("I will not leave", "I will \x1b[2J\u202enot leave")
    (place / "bent.jsonl").write_text(json.dumps(row("post", text=bent)), encoding="utf-8")
    told("add", "bent.jsonl")
    for command in (("search", "leave"), ("captures", "post"), ("log",)):
        shown = RUN.invoke(app, list(command), color=True).output
        assert not {"\x1b", "\u202e"} & set(shown), command
    assert "[U+001B][2J[RLO]not leave" in told("captures", "post")


def test_what_changed_in_a_page_that_was_edited_is_shown(place: Path) -> None:
    told("add", "feed.jsonl")
    edited = ROWS["courier"]["text"].replace("Nobody will resign over this", "Somebody may resign over this")
    (place / "later.jsonl").write_text(json.dumps(row("courier", text=edited)), encoding="utf-8")
    assert "its words have changed, kept as a new capture" in told("add", "later.jsonl")
    first, second, *changed = told("captures", "courier").splitlines()
    assert first.startswith("1  ")
    assert second.startswith("2  ")
    assert second.endswith("(current)")
    assert [line.strip() for line in changed] == ["+ “Somebody may resign over this,”", "- “Nobody will resign over this,”"]
    rows = [json.loads(line) for line in told("captures", "courier", "--jsonl").splitlines()]
    assert [row["came"] for row in rows] == [[], ["“Somebody may resign over this,”"]]


def test_an_export_of_the_archive_is_proved_from_it(place: Path) -> None:
    told("add", "feed.jsonl")
    told("export", "csv", "--out", "all.csv")
    assert "The record holds" in told("check", "all.csv", "--archive", "onrecord.db")
    table = (place / "all.csv").read_text(encoding="utf-8")
    (place / "all.csv").write_text(table.replace("leave the lamp", "keep the lamp"), encoding="utf-8")
    assert "does not hold" in told("check", "all.csv", "--archive", "onrecord.db", code=1)


def test_taking_down(place: Path) -> None:
    told("add", "feed.jsonl")
    assert "courier is deleted" in told("take-down", "courier", "--why", "asked for")
    assert "asked for" in told("log")
    assert "it is not taken in again" in told("add", "feed.jsonl")


def test_reading_an_archive_that_is_not_there_makes_none(place: Path) -> None:
    result = RUN.invoke(app, ["search", "lamp", "--archive", "no.db"])
    assert "there is no archive at no.db" in str(result.exception)
    assert not (place / "no.db").exists()
