"""Reports held against a primary source: an invented speech with three reports and its key, and what holds of any source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.datamodel import DIFFERENCE_KINDS, Record, Rendering, Report
from onrecord.outputs.json import describe_record, parse_record, read_record, write_record
from onrecord.outputs.page import write_page
from onrecord.outputs.terminal import summarise_record
from onrecord.record import check_record, compile_record
from onrecord.reports import read_reports
from onrecord.spans import Span
from tests.specimens import report_of

LEVY = Path(__file__).parent / "levy"
KEY = json.loads((LEVY / "key.json").read_text(encoding="utf-8"))


def read(folder: Path) -> tuple[list[Report], Report]:
    found = [outcome.report for outcome in read_reports([folder]) if outcome.report is not None]
    (speech,) = (report for report in found if report.name == "speech")
    return [report for report in found if report is not speech], speech


@pytest.fixture(scope="module")
def levy() -> Record:
    reports, speech = read(LEVY)
    return compile_record(reports, sources=[speech])


def spans(words: dict | None) -> list[Span]:
    return [] if words is None else [Span(words["at"], words["at"] + len(words["exact"]))]


def touches(passages, words: dict | None) -> bool:
    return bool(passages) == bool(words) and all(any(p.span.overlaps(s) for p in passages) for s in spans(words))


def test_the_key_quotes_what_stands_in_its_files() -> None:
    for entry in KEY["renderings"]:
        for name, words in ((entry["report"], entry["words"]), ("speech", entry["source"])):
            if words is not None:
                text = (LEVY / f"{name}.txt").read_text(encoding="utf-8")
                assert text[words["at"] :].startswith(words["exact"])


def test_every_telling_stands_as_the_key_says_and_no_other_is_held(levy: Record) -> None:
    names = {report.id: report.name for report in levy.reports}
    left = list(levy.renderings)
    for entry in KEY["renderings"]:
        (found,) = (r for r in levy.renderings if names[r.report_id] == entry["report"] and touches(r.passages, entry["words"]))
        assert (found.standing, touches(found.original, entry["source"])) == (entry["standing"], True), entry
        left.remove(found)
    assert left == []


def test_what_differs_from_the_source_is_said_and_nothing_else_is(levy: Record) -> None:
    (source,) = levy.sources
    names = {report.id: report.name for report in levy.reports}
    items = {rendering.id for rendering in levy.renderings}
    left = [d for d in levy.differences if items & {*d.items}]
    for entry in KEY["differences"]:
        (found,) = (
            d
            for d in left
            if d.kind == entry["kind"]
            and list(dict.fromkeys(names[m.report_id] for m in d.passages if m.report_id != source.id)) == entry["reports"]
            and touches([m.passage for m in d.passages if m.report_id == source.id], entry["source"])
            and any(m.passage.span.overlaps(s) for m in d.passages for words in entry["words"] for s in spans(words))
        )
        left.remove(found)
    assert left == []


def test_the_sentences_say_what_the_source_has(levy: Record) -> None:
    sentences = [difference.sentence for difference in levy.differences]
    assert "The source has “defend”; Morning Mole prints “excuse” inside the marks." in sentences
    assert (
        "Morning Mole leaves “not” out of the source’s “finished, and I will not sit in this chair”, without a sign."
        in sentences
    )
    assert any(sentence.startswith("Morning Mole and Tarvane Day give Ilse Marrow’s words without") for sentence in sentences)
    ranks = [DIFFERENCE_KINDS.index(difference.kind) for difference in levy.differences]
    assert ranks == sorted(ranks)


def test_a_source_is_no_report(levy: Record) -> None:
    reports, speech = read(LEVY)
    alone = compile_record(reports)
    assert [u.id for u in levy.utterances] == [u.id for u in alone.utterances]
    assert [u.origins for u in levy.utterances] == [u.origins for u in alone.utterances]
    assert (levy.facts, levy.leaves_out, levy.only, levy.people) == (alone.facts, alone.leaves_out, alone.only, alone.people)
    assert compile_record([*reports, speech], sources=[speech]) == levy


def test_the_order_of_reports_and_sources_changes_nothing(levy: Record) -> None:
    reports, speech = read(LEVY)
    other = report_of("Minutes of the council. The chair thanked the governor for coming.", name="minutes")
    first = compile_record(reports, sources=[speech, other])
    assert first == compile_record(reports[::-1], sources=[other, speech])
    assert [r.standing for r in first.renderings] == [r.standing for r in levy.renderings]


def test_a_record_with_a_source_is_written_read_and_proved(levy: Record) -> None:
    written = write_record(levy)
    assert read_record(written) == levy
    reports, speech = read(LEVY)
    assert check_record(parse_record(written), [*reports, speech]).holds
    assert check_record(parse_record(write_record(levy, texts=False)), [*reports, speech]).holds
    changed = report_of(speech.text.words.replace("defend", "excuse"), name="speech")
    broken = check_record(parse_record(written), [*reports, changed]).broken_items
    assert any(item.startswith("rendering n-") for item in broken)


def test_a_rendering_that_is_tampered_with_is_found_out(levy: Record) -> None:
    rows = describe_record(levy)
    rows["renderings"][0]["source"] = "nobody"
    faults = check_record(rows).faults
    assert {"id", "reference"} <= {fault.kind for fault in faults if fault.item.startswith("rendering")}


def test_page_and_summary_show_it(levy: Record) -> None:
    page = write_page(levy)
    assert 'id="held"' in page
    assert page.count('id="rendering-') == len(levy.renderings)
    assert 'id="report-Source"' in page
    summary = summarise_record(levy, width=120, colour=False)
    assert "Held against the source  Remarks of Governor Ilse Marrow" in summary
    assert "3 altered · 1 not in the source · 2 in own words" in summary


def test_the_command_takes_a_source_that_lies_among_the_reports(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    result = CliRunner().invoke(app, ["compare", str(LEVY), "--source", str(LEVY / "speech.txt"), "--json", str(path)])
    assert result.exit_code == 0
    rows = json.loads(path.read_text(encoding="utf-8"))
    assert [row["name"] for row in rows["reports"]] == ["morning-mole", "sill-courier", "tarvane-day"]
    assert [row["name"] for row in rows["sources"]] == ["speech"]
    missing = CliRunner().invoke(app, ["compare", str(LEVY), "--source", str(tmp_path / "none.txt")])
    assert missing.exit_code == 2
    assert "none.txt" in missing.output


# -- what holds of any source -------------------------------------------------------------------------------------------------

SPEECH = "Friends, I have waited for this day. We shall mend the old weir before the floods. I owe nobody in Tessel a favour."


def held(report: str, source: str = SPEECH, **known: str) -> tuple[Rendering, ...]:
    return compile_record([report_of(report, name="a")], sources=[report_of(source, name="s", **known)]).renderings


def standings(report: str, source: str = SPEECH, **known: str) -> list[str]:
    return [rendering.standing for rendering in held(report, source, **known)]


def test_another_speakers_quotation_is_not_held_against_it() -> None:
    report = (
        "“We shall mend the old weir before the floods,” Nora Quill said. “Her weir is a heap of rotten planks and promises,” "
        "Otto Brand said."
    )
    assert standings(report) == ["word for word"]


def test_where_nobody_is_known_to_speak_in_it_nothing_is_said_to_be_missing_from_it() -> None:
    assert standings("“The miller has lied to the whole of this valley,” Nora Quill said.") == []


def test_who_gives_it_out_speaks_in_it() -> None:
    report = "“The miller has lied to the whole of this valley,” Nora Quill said."
    assert standings(report, byline="Nora Quill") == ["not in the source"]


def test_a_cue_that_interrupts_a_press_release_is_not_said() -> None:
    source = "TESSEL – “We shall mend the old weir,” Nora Quill said on Friday, “before the floods come again.”"
    report = "“We shall mend the old weir before the floods come again,” Nora Quill said."
    assert standings(report, source) == ["word for word"]


def test_a_condition_that_the_report_gives_elsewhere_is_not_missing() -> None:
    source = "We shall mend the old weir if the valley pays for the oak. I owe nobody in Tessel a favour."
    words = "“We shall mend the old weir,” Nora Quill said. “I owe nobody in Tessel a favour,” Quill said."
    without = compile_record([report_of(words, name="a")], sources=[report_of(source, name="s")])
    assert [d.kind for d in without.differences] == ["missing-condition"]
    given = f"{words} The valley would have to pay for the oak."
    assert compile_record([report_of(given, name="a")], sources=[report_of(source, name="s")]).differences == ()


@pytest.mark.parametrize(("figure", "kinds"), [("some 400", []), ("412", []), ("512", ["conflict"])])
def test_another_figure_is_a_conflict_and_a_rounded_one_is_none(figure: str, kinds: list[str]) -> None:
    source = "We have mended 412 of the rotten weirs in this upper valley. I owe nobody in Tessel a favour."
    words = (
        f"Nora Quill said they had mended {figure} of the rotten weirs in the upper valley. “I owe nobody in Tessel a favour,” "
        "Quill said."
    )
    record = compile_record([report_of(words, name="a")], sources=[report_of(source, name="s")])
    assert [d.kind for d in record.differences] == kinds


def test_a_denial_told_as_said_is_named() -> None:
    source = "We shall not sell the old weir to the millers of Tessel. I owe nobody in this valley a favour."
    words = "Nora Quill said they would sell the old weir to the millers of Tessel. “I owe nobody in this valley a favour,” Quill said."
    record = compile_record([report_of(words, name="a")], sources=[report_of(source, name="s")])
    assert [d.kind for d in record.differences] == ["altered"]
