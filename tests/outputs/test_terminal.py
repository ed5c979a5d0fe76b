from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from rich.cells import cell_len

import onrecord
from onrecord.collation.details import NOT_TOLD
from onrecord.datamodel import Family, Note, Record
from onrecord.outputs.terminal import SCREEN, list_statements, summarise_checking, summarise_record
from onrecord.record.checking import CheckedReport, Checking, Fault
from tests.specimens import records


def test_a_summary_shows_what_matters_first_on_one_screen(harbour: Record) -> None:
    lines = summarise_record(harbour, width=100, colour=False).splitlines()
    assert lines[0] == "3 reports · 15 statements · 4 told by several · 1 altered inside marks · 1 conflict"
    assert [line.split()[0] for line in lines[2:5]] == ["A", "B", "C"]
    assert "   A  “If ‹it saves› the ferry, if the council truly wants me ‹to quit›, I am ready,”" in lines
    assert "   A  she would ‹give up her office› if‹› the ferry ‹was kept›" in lines
    assert "   A B C  “a cheap trick”" in lines
    assert any("conflict number: A About 300 · B Some 900" in line for line in lines)
    assert "Citations  C → Coast Wire" in lines
    assert "refused empty.txt: no words: the file is empty" in lines
    order = [lines.index(heading) for heading in ("Told by several", "Facts that differ", "In one report only")]
    assert order == sorted(order)


def test_what_a_report_does_not_give_is_not_shown_as_given(harbour: Record) -> None:
    fact = next(fact for fact in harbour.facts if fact.verdict != "agree")
    bare, *others = fact.values
    record = replace(harbour, facts=(replace(fact, values=(replace(bare, value=NOT_TOLD), *others)),))
    assert f"without it (“{bare.passage.exact}”) · " in summarise_record(record, width=200, colour=False)


def test_a_summary_says_how_many_texts_the_reports_are(harbour: Record) -> None:
    a, b, _ = (report.id for report in harbour.reports)
    family = Family((a, b), (80, 100), None, (), "nothing tells which was first")
    lines = summarise_record(replace(harbour, families=(family,)), width=100, colour=False).splitlines()
    assert lines[0].startswith("3 reports, 2 independent texts · 15 statements")


@pytest.mark.parametrize("width", [60, 100, 120])
@pytest.mark.parametrize("name", ["harbour", "hostile"])
def test_no_summary_is_longer_or_wider_than_the_screen(name: str, width: int, request: pytest.FixtureRequest) -> None:
    record: Record = request.getfixturevalue(name)
    crowded = replace(
        record,
        utterances=record.utterances * 9,
        facts=record.facts * 9,
        only=record.only * 9,
        citations=record.citations * 9,
        notes=record.notes * 9,
    )
    lines = summarise_record(crowded, width=width, colour=False).splitlines()
    assert len(lines) <= SCREEN
    assert max(map(cell_len, lines)) <= width
    assert "more" in "".join(lines)


def test_words_that_differ_stay_where_the_line_is_too_long(harbour: Record) -> None:
    lines = summarise_record(harbour, width=60, colour=False).splitlines()
    told = next(line for line in lines if line.startswith("   B  ") and "hope" in line)
    assert "‹there is hope for›" in told
    assert "‹to leave my post›" in told
    assert "…" in told


def test_what_only_a_headline_lacks_is_not_marked_in_the_others(tmp_path: Path) -> None:
    told = (
        "PORT OSSEN — “We will close the north pier before the winter, and we will pay for it,” harbour master Ada Brell said on Monday.",
        "PORT OSSEN — “We will shut the north pier before the winter, and we will pay for it,” harbour master Ada Brell said on Monday.",
        "PORT OSSEN — “We will close the north pier,” harbour master Ada Brell said on Monday.",
    )
    for number, words in enumerate(told):
        (tmp_path / f"{number}.txt").write_text(words, encoding="utf-8")
    given = [outcome.report for outcome in onrecord.read_reports([str(tmp_path)]) if outcome.report]
    lines = summarise_record(onrecord.compile_record(given), width=120, colour=False).splitlines()
    assert "   A  “We will ‹close› the north pier before the winter, and we will pay for it,”" in lines
    assert "   C  “We will ‹close› the north pier,”" in lines


def test_colours_only_where_asked(harbour: Record) -> None:
    assert "\x1b" not in summarise_record(harbour, width=100, colour=False)
    assert "\x1b[1;31m" in summarise_record(harbour, width=100, colour=True)
    assert "\x1b" not in list_statements(harbour.reports[0], harbour.statements[0], width=100, colour=False)


def test_the_surroundings_change_nothing(harbour: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    before = summarise_record(harbour, width=100, colour=True)
    for name, value in (("NO_COLOR", "1"), ("COLUMNS", "20"), ("TERM", "dumb"), ("FORCE_COLOR", "1")):
        monkeypatch.setenv(name, value)
    assert summarise_record(harbour, width=100, colour=True) == before


def test_report_words_cannot_drive_the_terminal(harbour: Record) -> None:
    sly = replace(harbour, notes=(Note("a\x1b[2J\u202eb\r\n.txt", "refused", "\x07"),))
    shown = summarise_record(sly, width=100, colour=False)
    assert "refused a[U+001B][2J[RLO]b .txt: [U+0007]" in shown


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_any_record_fits(record: Record) -> None:
    lines = summarise_record(record, width=80, colour=False).splitlines()
    assert len(lines) <= SCREEN
    assert max(map(cell_len, lines)) <= 80


def test_statements_are_listed_whole_with_what_they_rest_on(harbour: Record) -> None:
    shown = list_statements(harbour.reports[1], harbour.statements[1], width=70, colour=False)
    assert shown.startswith(
        "Coast Wire  Vellmar: Oru ready to leave her post for ferry\n13 March 2031, 15:40 UTC · 5 statements\n"
    )
    words = " ".join(shown.split())
    assert (
        '1 Mara Oru direct speech, offer "If there is hope for the ferry, if the council truly wants me to leave my post'
        in words
    )
    assert "5 not settled: Teodor Brandt or the ferry line’s purser indirect speech" in words
    assert max(map(cell_len, shown.splitlines())) <= 70


def test_a_check_names_what_is_broken_and_says_whether_the_record_holds() -> None:
    good = Checking((CheckedReport("post", "proved", 12, 0, 0),), ())
    shown = summarise_checking(good, refused=(), width=80, colour=False).splitlines()
    assert shown == ["post  proved  12 passages", "The record holds: 12 passages proved again."]
    fault = Fault("words", "statement s-0123456789ab", "post", "“stay” became “go”")
    bad = Checking((CheckedReport("post", "changed", 12, 3, 1),), (fault,), ("stray",))
    shown = summarise_checking(bad, refused=(Note("x.bin", "refused", "no text"),), width=80, colour=False).splitlines()
    assert shown == [
        "post  changed  12 passages, 3 moved, 1 broken",
        "× statement s-0123456789ab in post: “stay” became “go”",
        "! stray is not among the record's reports",
        "! x.bin was refused: no text",
        "The record does not hold: 1 item rests on words that are not there.",
    ]
