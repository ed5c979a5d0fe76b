"""The doors, as a user meets them: what is printed where, exit codes, and that nothing depends on order or chance."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onrecord import __version__
from onrecord.cli import app

RUN = CliRunner()

FERRY = """Ferry crews to return to work, union says

Crews of the Lower Bay ferries will go back to work on Thursday, the head of their union said.

“We have been given our word, and we will keep ours,” Mirela Donk told reporters in Port Asper. “If the company cuts one more
shift, we will be out again.”

The strike kept 43 ferries in harbour for nine days.

Follow the Asper Gazette on every channel:
Log in
"""
BAY = """Lower Bay strike ends

Mirela Donk said that crews would keep their word now that the company had given its own.

"If the company cuts one more shift, we will be out again," she said.

More than 40 ferries stood idle, according to the harbour office.
"""


@pytest.fixture
def two(tmp_path: Path) -> list[str]:
    paths = [tmp_path / "gazette.txt", tmp_path / "bay.txt"]
    paths[0].write_text(FERRY, encoding="utf-8")
    paths[1].write_text(BAY, encoding="utf-8")
    (tmp_path / "gazette.json").write_text(json.dumps({"outlet": "Asper Gazette", "published": "2031-03-04"}), encoding="utf-8")
    return [str(path) for path in paths]


def onrecord(*arguments: str, seed: str = "0", stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "onrecord.cli", *arguments],
        input=stdin,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
        timeout=120,
        check=False,
    )


def test_compare_writes_the_record_as_json_and_page_and_sums_it_up(two: list[str], tmp_path: Path) -> None:
    result = RUN.invoke(app, ["compare", *two, "--html", str(tmp_path / "r.html"), "--json", str(tmp_path / "r.json")])
    assert result.exit_code == 0, result.output
    assert "Mirela Donk" in result.stdout
    assert "Asper Gazette" in result.stdout
    assert len(result.stdout.splitlines()) <= 45
    rows = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert {report["name"] for report in rows["reports"]} == {"gazette", "bay"}
    assert "</html>" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_what_the_two_reports_share_and_differ_in_is_in_the_record(two: list[str]) -> None:
    rows = json.loads(RUN.invoke(app, ["compare", *two, "--json", "-"]).stdout)
    texts = {report["id"]: report["text"] for report in rows["reports"]}
    spoken = [u for u in rows["utterances"] if u["speaker"] == "Mirela Donk"]
    assert any(
        all("one more" in "".join(texts[t["report"]][s:e] for s, e in t["content"]) for t in u["tellings"]) for u in spoken
    )
    assert all(
        {"kind": "furniture"}.items() <= block.items()
        for report in rows["reports"]
        if report["name"] == "gazette"
        for block in report["blocks"][-2:]
    )
    alone = {texts[report][a["span"][0] : a["span"][1]] for report, found in rows["only"].items() for a in found}
    assert any("nine" in words or "43" in words for words in alone)


def test_json_on_standard_output_is_clean(two: list[str]) -> None:
    result = onrecord("compare", *two, "--json", "-")
    assert result.returncode == 0
    assert json.loads(result.stdout)["format"] == "onrecord/1"
    assert result.stderr == b""


def test_the_same_bytes_over_runs_hash_seeds_and_orders(two: list[str], tmp_path: Path) -> None:
    seen = set()
    for seed, order in (("0", two), ("0", two), ("1", two), ("2", two[::-1])):
        onrecord("compare", *order, "--json", str(tmp_path / "r.json"), "--html", str(tmp_path / "r.html"), seed=seed)
        seen.add((tmp_path / "r.json").read_bytes() + (tmp_path / "r.html").read_bytes())
    assert len(seen) == 1


def test_a_bad_input_is_refused_and_the_others_are_used(two: list[str], tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.txt"
    rubbish.write_bytes(bytes(range(256)) * 20)
    result = RUN.invoke(app, ["compare", *two, str(rubbish), str(tmp_path / "missing.txt"), "--json", "-"])
    assert result.exit_code == 0
    notes = json.loads(result.stdout)["notes"]
    assert [note["outcome"] for note in notes] == ["refused", "refused"]
    assert {"rubbish", "missing"} == {Path(note["name"]).stem for note in notes}


def test_nothing_usable_is_exit_code_one_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    result = onrecord("compare", str(tmp_path / "empty.txt"))
    assert result.returncode == 1
    assert b"empty" in result.stderr
    assert b"Traceback" not in result.stderr


def test_an_unwritable_path_is_one_sentence(two: list[str], tmp_path: Path) -> None:
    result = onrecord("compare", *two, "--json", str(tmp_path / "no" / "such" / "folder.json"))
    assert result.returncode == 1
    assert result.stderr.decode().strip().endswith("choose a path that can be written")
    assert b"Traceback" not in result.stderr


def test_the_same_report_twice_is_recognised(two: list[str]) -> None:
    rows = json.loads(RUN.invoke(app, ["compare", *two, two[0], "--json", "-"]).stdout)
    assert len(rows["reports"]) == 2
    assert "same" in rows["notes"][0]["reason"]


def test_standard_input_is_a_report_too(two: list[str]) -> None:
    result = onrecord("compare", "-", two[1], "--json", "-", stdin=FERRY.encode())
    assert len(json.loads(result.stdout)["reports"]) == 2


def test_no_colours_where_there_is_no_terminal(two: list[str]) -> None:
    assert b"\x1b[" not in onrecord("compare", *two).stdout
    assert b"\x1b[" not in onrecord("statements", *two).stdout


def test_statements_are_one_line_a_report_in_order_with_any_number_of_jobs(two: list[str]) -> None:
    alone = [onrecord("statements", "--jsonl", path).stdout for path in two]
    assert onrecord("statements", "--jsonl", *two).stdout == b"".join(alone)
    assert onrecord("statements", "--jsonl", "--jobs", "2", *two).stdout == b"".join(alone)


def test_a_run_that_was_cut_short_goes_on_where_it_stopped(two: list[str], tmp_path: Path) -> None:
    whole, resumed = tmp_path / "whole.jsonl", tmp_path / "resumed.jsonl"
    RUN.invoke(app, ["statements", *two, "--out", str(whole)])
    first, second = whole.read_bytes().splitlines(keepends=True)
    resumed.write_bytes(first + second[:20])
    result = RUN.invoke(app, ["statements", *two, "--out", str(resumed)])
    assert result.exit_code == 0
    assert resumed.read_bytes() == whole.read_bytes()
    assert "earlier run" in result.stderr


def test_going_on_with_other_reports_is_refused(two: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    RUN.invoke(app, ["statements", two[0], "--out", str(out)])
    result = RUN.invoke(app, ["statements", two[1], "--out", str(out)])
    assert result.exit_code == 2
    assert "other reports" in result.stderr


def test_check_proves_a_record_and_names_what_an_edit_breaks(two: list[str], tmp_path: Path) -> None:
    record = str(tmp_path / "r.json")
    RUN.invoke(app, ["compare", *two, "--json", record])
    good = RUN.invoke(app, ["check", record, *two])
    assert good.exit_code == 0, good.output
    Path(two[1]).write_text(BAY.replace("one more shift", "another shift"), encoding="utf-8")
    bad = RUN.invoke(app, ["check", record, *two])
    assert bad.exit_code == 1
    assert "statement s-" in bad.stdout
    assert "utterance u-" in bad.stdout
    assert "bay" in bad.stdout


def test_check_says_when_there_is_no_record() -> None:
    result = onrecord("check", "nowhere.json")
    assert result.returncode == 1
    assert result.stderr.startswith(b"onrecord: nowhere.json: No such file")


def test_demo_needs_nothing_but_the_package() -> None:
    result = RUN.invoke(app, ["demo"])
    assert result.exit_code == 0, result.output
    assert len(result.stdout.splitlines()) > 10


def test_an_unknown_story_names_those_there_are() -> None:
    result = RUN.invoke(app, ["demo", "no-such-story"])
    assert result.exit_code != 0
    assert "no-such-story" in str(result.exception) + result.output


def test_help_has_examples() -> None:
    result = RUN.invoke(app, ["--help"])
    assert "onrecord demo" in result.stdout
    assert RUN.invoke(app, ["--version"]).stdout.strip() == f"onrecord {__version__}"


def test_a_report_in_another_encoding_is_proved_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "cp.txt").write_bytes("“It was bad,” Mirela Donk said.\n".encode("cp1252"))
    RUN.invoke(app, ["compare", str(tmp_path / "cp.txt"), "--json", str(tmp_path / "r.json")])
    result = RUN.invoke(app, ["check", str(tmp_path / "r.json"), str(tmp_path / "cp.txt")])
    assert result.exit_code == 0, result.output
    assert "refused" not in result.output


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes only on Linux")
def test_a_file_name_that_is_no_text_is_shown_and_costs_nothing(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff\xe9.txt")
    (tmp_path / name).write_text(BAY, encoding="utf-8")
    result = onrecord("compare", str(tmp_path), "--html", str(tmp_path / "x.html"), "--json", "-")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["reports"][0]["name"] == "\ufffd\ufffd"
