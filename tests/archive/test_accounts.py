"""What an archive hands on: to exports, to positions and to the verifier, one account at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from onrecord import find_sample, read_reports
from onrecord.archive import Archive, open
from onrecord.archive.accounts import ArchiveShelf, accounts_in, accounts_of_person
from onrecord.cli import app
from onrecord.errors import OnrecordError
from onrecord.outputs.exports import export_accounts
from onrecord.outputs.exports.pins import check_pins, read_pins
from onrecord.record.accounts import accounts_of
from onrecord.record.positions import find_positions
from onrecord.record.verifying import verify_quotations
from tests.archive.reports import outcomes, row


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "onrecord.db"
    with open(path) as archive:
        archive.add(read_reports([find_sample("ferry-strike")]))
        archive.update()
        archive.add(read_reports([find_sample("works-fire")]))  # not placed in a story yet
    return path


@pytest.fixture
def archive(place: Path) -> Archive:
    return open(place)


def test_every_report_is_handed_on_once_placed_or_not(archive: Archive, tmp_path: Path) -> None:
    accounts = list(accounts_in(archive))
    assert sorted(a.report.id for a in accounts) == [card.id for card in archive.reports()]
    assert {a.story is None for a in accounts} == {True, False}
    export_accounts(iter(accounts), tmp_path / "x.csv", form="csv")
    assert check_pins(read_pins(tmp_path / "x.csv"), [a.report for a in accounts]).holds


def test_accounts_are_those_of_the_whole_record(archive: Archive) -> None:
    found = {account.report.id: account for account in accounts_in(archive)}
    (story, *_) = archive.stories(several=True)
    for account in accounts_of(archive.story(story.id), story=story.id):
        assert found[account.report.id] == account
        assert account.utterances


def test_a_persons_positions_come_from_the_archive(archive: Archive) -> None:
    name, accounts = accounts_of_person(archive, "Orla Tressick")
    found = find_positions(accounts, name)
    assert [change.kind for position in found for change in position.changes] == ["reversal"]


def test_a_report_is_found_by_words_in_a_row_that_are_everywhere_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.archive.searching._LIKELY", 3)
    words = ("the lamp will go to the pier", *(f"{n} lamps and the pier will go there to stay" for n in range(9)))
    rows = [
        row("post", id=f"post-{at}", url=f"https://post.example/{at}", text=f"“{said},” Mara Oru said.")
        for at, said in enumerate(words)
    ]
    with open(tmp_path / "a.db") as archive:
        archive.add(outcomes(*rows))
        assert archive.likely_reports("go to the pier", limit=1)[0].id == "post-0"


def test_a_quotation_is_looked_for_in_the_archive(archive: Archive) -> None:
    text = "“Nobody sails on a promise,” Bennet Garrow said.\n\n“The gulls have eaten every last sandwich,” Orla Tressick said."
    true, false = verify_quotations(text, ArchiveShelf(archive))
    assert (true.standing, false.standing) == ("word for word", "nowhere")


def test_the_commands_take_the_archive_where_no_reports_are_given(place: Path, tmp_path: Path) -> None:
    run, where = CliRunner(), ["--archive", str(place)]
    draft = tmp_path / "draft.txt"
    draft.write_text("“Nobody sails on a promise,” Bennet Garrow said.", encoding="utf-8")
    assert "word for word" in run.invoke(app, ["verify", str(draft), *where]).output
    assert "reversal" in run.invoke(app, ["positions", "Tressick", *where]).output
    out = tmp_path / "out.jsonl"
    assert run.invoke(app, ["export", "jsonl", "--out", str(out), *where]).exit_code == 0
    assert out.read_text(encoding="utf-8").count("\n") > 50


def test_an_archive_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["positions", "Oru", "--archive", str(tmp_path / "none.db")])
    assert result.exit_code == 1
    assert isinstance(result.exception, OnrecordError)
    assert not (tmp_path / "none.db").exists()
