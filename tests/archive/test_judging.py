"""An editor's word is heeded by every update, in both directions, until it is withdrawn; and it is handed on."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.archive import Archive
from onrecord.archive.accounts import accounts_in, judged_in
from onrecord.archive.keeping import FINDER
from onrecord.datamodel import Derivation
from onrecord.errors import ArchiveError, NotInArchive
from onrecord.outputs.exports import export_accounts, path_beside
from onrecord.outputs.exports.pins import check_pins, read_pins
from tests.archive.reports import ROWS, row
from tests.archive.test_archive import ALL, fill

Check = Callable[[], bool]


def through_everything(archive: Archive, monkeypatch: pytest.MonkeyPatch, holds: Check) -> None:
    """It holds at once, after a report more, after a newer finder, and after an edit that leaves the words where they stand."""
    archive.update()
    assert holds()
    fill(archive, row("courier"))
    assert holds()
    monkeypatch.setattr("onrecord.archive.keeping.FINDER", Derivation(FINDER.maker, "later"))
    assert archive.update(reread=True).reread > 0
    assert holds()
    fill(archive, row("post", text=ROWS["post"]["text"] + "\n\nMore follows."))
    assert holds()


def passage(archive: Archive, report: str, words: str) -> str:
    at = archive.report(report).text.words.index(words)
    return f"{report}@{at}-{at + len(words)}"


def are_one_story(archive: Archive, one: str, other: str) -> bool:
    story = archive.summary(next(card.story for card in archive.reports() if card.id == one) or "")
    return other in {card.id for card in archive.reports(story=story.id)}


def test_two_reports_are_kept_apart(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(archive, row("post"), row("gazette"))
    assert are_one_story(archive, "post", "gazette")
    made = archive.judge("story", "not the same", "post", "gazette", by="Ida Oru")
    through_everything(archive, monkeypatch, lambda: not are_one_story(archive, "post", "gazette"))
    archive.withdraw(made.id, by="Ida Oru")
    archive.update()
    assert are_one_story(archive, "post", "gazette")


def test_two_reports_are_put_together(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(archive, *ALL)
    assert not are_one_story(archive, "post", "courier")
    made = archive.judge("story", "same", "courier", "post", by="Ida Oru")
    through_everything(archive, monkeypatch, lambda: are_one_story(archive, "post", "courier"))
    apart = archive.judge("story", "not the same", "courier", "post", by="Mira Lund")  # the later word counts
    archive.update()
    assert not are_one_story(archive, "post", "courier")
    archive.withdraw(apart.id, by="Mira Lund")
    archive.update()
    assert are_one_story(archive, "post", "courier")
    archive.withdraw(made.id, by="Ida Oru")
    archive.update()
    assert not are_one_story(archive, "post", "courier")


def verdicts(archive: Archive, one: str, other: str) -> set[str]:
    """The verdicts of the facts that hold details of both passages (as words)."""
    story = next(card.story for card in archive.reports() if card.id == "post")
    facts = archive.story(story or "").facts
    return {f.verdict for f in facts if {one, other} <= {d.passage.exact for d in f.values}}


def test_details_are_kept_apart(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(archive, row("post"), row("gazette"))
    assert verdicts(archive, "12 keepers", "12 keepers") or verdicts(archive, "12", "12")
    one, other = passage(archive, "post", "12 keepers"), passage(archive, "gazette", "12 keepers")
    made = archive.judge("fact", "not the same", one, other, by="Ida Oru")

    def apart() -> bool:
        story = next(card.story for card in archive.reports() if card.id == "post")
        facts = archive.story(story or "").facts
        return not any(len({d.report_id for d in f.values if "12" in d.passage.exact}) > 1 for f in facts)

    through_everything(archive, monkeypatch, apart)
    archive.withdraw(made.id, by="Ida Oru")
    archive.update()
    assert not apart()


def test_details_are_set_together(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = ROWS["gazette"]["text"] + "\n\nThe harbour of Halm has 340 berths, and 17 of them stood empty in the spring."
    fill(archive, row("post"), row("gazette", text=changed))
    one, other = passage(archive, "post", "12 keepers"), passage(archive, "gazette", "17 of them")

    def conflict() -> bool:
        story = next(card.story for card in archive.reports() if card.id == "post")
        return any(
            fact.verdict == "conflict" and "Ida Oru" in fact.why and {d.value.split()[0] for d in fact.values} == {"12", "17"}
            for fact in archive.story(story or "").facts
        )

    assert not conflict()
    made = archive.judge("fact", "same", one, other, by="Ida Oru")
    through_everything(archive, monkeypatch, conflict)
    archive.withdraw(made.id, by="Ida Oru")
    archive.update()
    assert not conflict()


def test_people_are_one_within_a_story_and_over_stories(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(archive, row("post"), row("gazette", text=ROWS["gazette"]["text"].replace("Mirela Donk", "Mira Tonk")))
    made = archive.judge("person", "same", "Mirela Donk", "Mira Tonk", by="Ida Oru")

    def one() -> bool:
        story = next(card.story for card in archive.reports() if card.id == "post")
        people = archive.story(story or "").people
        both = [p for p in people if {"Donk", "Tonk"} & set(p.name.split())]
        return archive.person("Mirela Donk") == archive.person("Mira Tonk") and len(both) == 1

    through_everything(archive, monkeypatch, one)
    archive.withdraw(made.id, by="Ida Oru")
    archive.update()
    assert archive.person("Mirela Donk").id != archive.person("Mira Tonk").id


def test_people_are_two_within_a_story_and_over_stories(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    both = [row("post"), row("gazette", text=ROWS["gazette"]["text"].replace("Mirela Donk", "Mirella Donk"))]
    fill(archive, *both)
    alone = {"id": "far", "published": "2033-01-01", "text": "Apples\n\n“Apples are dear,” said Mirella Donk, a grocer."}
    fill(archive, alone)  # so that both names have a row
    found = {person.id for person in archive.people("Donk")}
    assert len(found) == 1
    from onrecord.people import name_key

    one, other = name_key("Mirela Donk", "person"), name_key("Mirella Donk", "person")
    made = archive.judge("person", "not the same", one, other, by="Ida Oru")

    def two() -> bool:
        story = next(card.story for card in archive.reports() if card.id == "post")
        people = [p for p in archive.story(story or "").people if "Donk" in p.name]
        return len(people) == 2 and len({person.id for person in archive.people("Donk")}) == 2

    through_everything(archive, monkeypatch, two)
    archive.withdraw(made.id, by="Ida Oru")
    archive.update()
    assert len(archive.people("Donk")) == 1


def test_unsure_is_kept_and_changes_nothing(archive: Archive) -> None:
    fill(archive, row("post"), row("gazette"))
    before = archive.stories()
    archive.judge("story", "unsure", "post", "gazette", by="Ida Oru", note="ask the desk")
    archive.update()
    assert archive.stories() == before
    assert [j.verdict for j in archive.judgements(standing=True)] == ["unsure"]


def test_what_cannot_be_judged_is_said(archive: Archive) -> None:
    fill(archive, row("post"), row("gazette"))
    with pytest.raises(ArchiveError, match="REPORT@START-END"):
        archive.judge("fact", "same", "post", "gazette", by="Ida Oru")
    with pytest.raises(ArchiveError, match="compared with itself"):
        archive.judge("story", "same", "post", passage(archive, "post", "lamp"), by="Ida Oru")
    with pytest.raises(NotInArchive, match="no report nowhere"):
        archive.judge("fact", "same", "nowhere@1-5", "post@1-5", by="Ida Oru")
    with pytest.raises(ValueError, match="9999"):
        archive.judge("fact", "same", "post@9990-9999", "gazette@1-5", by="Ida Oru")


def test_judgements_are_handed_on_with_the_words_they_are_on(archive: Archive, tmp_path: Path) -> None:
    fill(archive, *ALL)
    person = archive.judge("person", "not the same", "Mirela Donk", "Ansa Reyl", by="Ida Oru")
    archive.judge("story", "same", "post", "courier", by="Ida Oru", note="=1+1")
    fact = archive.judge(
        "fact", "not the same", passage(archive, "post", "12 keepers"), passage(archive, "gazette", "12"), by="Ida Oru"
    )
    hit = archive.search("resign")[0]
    archive.judge("statement", "wrong speaker", hit.statement, by="Mira Lund", speaker="Teodor Vash")
    archive.withdraw(fact.id, by="Mira Lund", why="they do")
    archive.update()
    judged = judged_in(archive)
    reports = [archive.report(card.id) for card in archive.reports()]
    assert [thing.judgement for thing in judged] == list(archive.judgements())

    for form in ("csv", "jsonl", "sqlite"):
        path = tmp_path / f"x.{form}"
        export_accounts(accounts_in(archive), path, form=form, judged=judged)
        pins = list(read_pins(path if form == "sqlite" else path_beside(path)))
        of_judgements = [pin for pin in pins if pin.item.startswith("judgement")]
        assert sorted(pin.exact for pin in of_judgements) == sorted(["12 keepers", "12", hit.words])
        assert check_pins(pins, reports).holds
    with path_beside(tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["withdrawn_why"] for row in rows if row["judgement"] == fact.id] == ["they do", "they do"]
    assert [row["person"] for row in rows if row["judgement"] == person.id] == [a.person for a in person.anchors]
    assert {row["note"] for row in rows} == {"", "'=1+1"}
    lines = [json.loads(line) for line in path_beside(tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(line["judgement"], line["by"], line["at"]) for line in lines] == [(j.id, j.by, j.at) for j in archive.judgements()]
    base = sqlite3.connect(tmp_path / "x.sqlite")
    assert base.execute("select count(*), sum(withdrawn_at is not null) from judgements").fetchone() == (4, 1)
    assert base.execute('select count(*) from judged where report = "post"').fetchone() == (2,)
    base.close()


def test_an_archive_without_judgements_hands_on_no_file_of_them(archive: Archive, tmp_path: Path) -> None:
    fill(archive, row("post"))
    export_accounts(accounts_in(archive), tmp_path / "x.csv", form="csv", judged=judged_in(archive))
    assert [path.name for path in tmp_path.glob("x*")] == ["x.csv"]


def test_of_two_words_on_one_statement_the_later_counts(archive: Archive) -> None:
    fill(archive, row("courier"))
    (hit,) = archive.search("resign")
    archive.judge("statement", "not a statement", hit.statement, by="Ida Oru")
    archive.update()
    assert not archive.search("resign")
    corrected = archive.judge("statement", "wrong speaker", hit.statement, by="Teodor Vash", speaker="Mara Oru")
    archive.update()
    assert [found.speaker for found in archive.search("resign")] == ["Mara Oru"]
    archive.withdraw(corrected.id, by="Teodor Vash")
    archive.update()
    assert not archive.search("resign")
