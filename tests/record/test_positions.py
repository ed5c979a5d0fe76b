"""Positions over time: the answer key of an invented winter of bargaining, and the false friends of a reversal."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from onrecord import find_sample, read_reports
from onrecord.datamodel import Account, Matter, Position
from onrecord.errors import UnknownPerson
from onrecord.outputs.positions import list_exchange, list_positions, tabulate_positions, write_positions
from onrecord.outputs.timeline import draw_positions
from onrecord.record.accounts import read_accounts
from onrecord.record.positions import find_positions
from tests.specimens import drawn_report

FOLDER = Path(__file__).parents[2] / "evaluation" / "positions"
KEY = json.loads((FOLDER / "key.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def accounts() -> tuple[Account, ...]:
    return read_accounts([o.report for o in read_reports([FOLDER / "reports.jsonl"]) if o.report])


@pytest.fixture(scope="module")
def positions(accounts: tuple[Account, ...]) -> dict[str, tuple[Position, ...]]:
    return {name: find_positions(accounts, name) for name in KEY["people"]}


def changes(positions: dict[str, tuple[Position, ...]], kind: str) -> list[tuple[str, str, str]]:
    return [
        (name, change.before.words, change.after.words)
        for name, found in positions.items()
        for position in found
        for change in position.changes
        if change.kind == kind
    ]


@pytest.mark.parametrize("kind, part", [("reversal", "reversals"), ("figure changed", "figures")])
def test_the_changes_of_the_key_are_found_and_no_others(
    kind: str, part: str, positions: dict[str, tuple[Position, ...]]
) -> None:
    found = changes(positions, kind)
    assert len(found) == len(KEY[part])
    for wanted in KEY[part]:
        assert any(
            name == wanted["person"] and wanted["before"] in before and wanted["after"] in after
            for name, before, after in found
        ), wanted


def test_the_moves_of_the_key_are_found_on_their_days(positions: dict[str, tuple[Position, ...]]) -> None:
    missed = [
        wanted
        for wanted in KEY["moves"]
        if not any(
            (move.day, move.act) == (wanted["day"], wanted["act"]) and wanted["words"] in move.words
            for position in positions[wanted["person"]]
            for move in position.moves
        )
    ]
    assert missed == []


def test_two_outlets_of_one_day_are_one_move(positions: dict[str, tuple[Position, ...]]) -> None:
    move = next(m for p in positions["Tamsin Orrel"] for m in p.moves if "not open the northern" in m.words)
    assert {told.report.outlet for told in move.told} == {"Quell Banner", "Dunmarra Post"}
    assert (move.origins.lower, move.origins.upper) == (1, 2)


def test_a_namesake_stays_apart(accounts: tuple[Account, ...], positions: dict[str, tuple[Position, ...]]) -> None:
    assert not any("northern quay" in m.words for p in positions["Tamsin Orrel"] for m in p.moves)
    with pytest.raises(UnknownPerson, match="Dela Orrel or Tamsin Orrel"):
        find_positions(accounts, "Orrel")
    with pytest.raises(UnknownPerson, match="nobody"):
        find_positions(accounts, "Quentin Marl")


def test_on_a_matter_and_about_a_person(accounts: tuple[Account, ...]) -> None:
    (on,) = find_positions(accounts, "Tamsin Orrel", on="licence fees")
    assert {move.day for move in on.moves} == {"2031-02-02", "2031-02-11"}
    assert on.changes == ()
    assert find_positions(accounts, "Tamsin Orrel", on="zeppelins") == ()
    assert find_positions(accounts, "Tamsin Orrel", about="Dela Orrel") == ()


def test_the_reversals_of_the_ferry_sample_are_found() -> None:
    told = read_accounts([o.report for o in read_reports([find_sample("ferry-strike")]) if o.report])
    for name in ("Orla Tressick", "Ysolde Penhallick"):
        kinds = [change.kind for position in find_positions(told, name) for change in position.changes]
        assert kinds == ["reversal"], name


FRIENDS = {
    "a condition explains it": ("We will leave the valley if the dam is opened", "We will not leave the valley"),
    "a time explains it": ("We will not leave the valley before the thaw", "We will leave the valley"),
    "another object": ("We will sign the water pact", "We will not sign the timber pact"),
    "bare negation": ("We want peace in the valley", "There is no peace in the valley"),
    "the past": ("We will burn the bridge", "We did not burn the bridge"),
    "able and willing": ("We can hold the bridge", "We will not hold the bridge"),
    "foretold of another": ("Vash will become mayor", "Vash will not become mayor"),
    "a turn of phrase": ("We will see what happens", "We will not see what happens"),
    "not at once": ("We will not immediately close the pass", "We will close the pass"),
    "a figure of speech": ("We will have them at heel", "We will not have it"),
    "others": ("They will leave the valley", "We will not leave the valley"),
}
TRUE = {
    "will not, will": ("We will not sign the water pact", "We will sign the water pact"),
    "will, never": ("I will sell the mill", "I will never sell the mill"),
    "going to": ("We are going to close the pass", "We are not going to close the pass"),
    "must": ("The council must open the pass", "The council must not open the pass"),
    "now on a condition": ("We will not leave the valley", "We will leave the valley if the dam is opened"),
}


def said(first: str, second: str, *, days: tuple[str, str] = ("2031-03-01", "2031-03-09")) -> list[Account]:
    reports = [
        drawn_report(
            f"“<q>{words}</q>,” <s>Mara Oru</s> <c>said</c>.", name=day, speaker="Mara Oru", published=day, outlet="Post"
        )
        for words, day in zip((first, second), days, strict=True)
    ]
    return list(read_accounts([report for report, _ in reports], [(statement,) for _, statement in reports]))


@pytest.mark.parametrize("first, second", FRIENDS.values(), ids=FRIENDS)
def test_a_false_friend_is_no_reversal(first: str, second: str) -> None:
    found = find_positions([*said(first, second), *said("I will mend the road", "I will mend the road")], "Mara Oru")
    assert not [change for position in found for change in position.changes if change.kind == "reversal"]


def test_what_has_no_name_is_one_thing_for_two_weeks() -> None:
    words = ("We will not bring the bill to a vote", "We will bring the bill to a vote")
    kinds = [
        [
            change.kind
            for position in find_positions(said(*words, days=("2031-03-01", last)), "Mara Oru")
            for change in position.changes
        ]
        for last in ("2031-03-12", "2031-05-12")
    ]
    assert kinds == [["reversal"], []]


def test_a_not_before_the_words_turns_a_promise_into_a_refusal() -> None:
    report, statement = drawn_report("<s>Mara Oru</s> <c>vowed</c> not <q>to cede the mill</q>.", speaker="Mara Oru")
    statement = replace(statement, interpretation=replace(statement.interpretation, act="promise", manner="indirect"))
    (position,) = find_positions(read_accounts([report], [(statement,)]), "Oru")
    assert [move.act for move in position.moves] == ["refuse"]


@pytest.mark.parametrize("first, second", TRUE.values(), ids=TRUE)
def test_a_reversal_is_found(first: str, second: str) -> None:
    found = find_positions(said(first, second), "Mara Oru")
    assert [change.kind for position in found for change in position.changes] == ["reversal"]


def test_nobody_goes_back_on_a_word_on_one_day() -> None:
    accounts = said(*TRUE["will, never"], days=("2031-03-01", "2031-03-01"))
    assert not [change for position in find_positions(accounts, "Mara Oru") for change in position.changes]


def test_a_matter_is_named_by_words_that_name_something() -> None:
    told = said("Even so, I won ’ t sell Robert Quellmoor the four ferries", "First I will sell Robert Quellmoor the ferries")
    (position,) = find_positions(told, "Oru")
    assert set(position.matter.terms) == {"sell", "Quellmoor", "ferries"}


def test_the_order_of_the_reports_changes_nothing(accounts: tuple[Account, ...]) -> None:
    assert find_positions(accounts, "Hagen Voss") == find_positions(accounts[::-1], "Hagen Voss")


def test_every_output_shows_both_wordings(positions: dict[str, tuple[Position, ...]]) -> None:
    found = positions["Tamsin Orrel"]
    listed = list_positions(found, width=100, colour=False)
    assert "reversal: “will not open” then “will open”" in listed
    table = tabulate_positions(found)
    assert table.count("\r\n") == 1 + sum(len(m.told) for p in found for m in p.moves)
    rows = json.loads(write_positions(found))["positions"]
    change = next(c for p in rows for c in p["changes"])
    moves = next(p for p in rows if p["changes"])["moves"]
    assert moves[change["before"]]["told"][0]["content"][0]["exact"].startswith("“We will not open")
    both = list_exchange(found, positions["Hagen Voss"], names=("Orrel", "Voss"), width=120, colour=False)
    assert "Hagen Voss" in both
    assert "gives" in both


def test_the_picture_is_well_formed_and_needs_nothing(positions: dict[str, tuple[Position, ...]]) -> None:
    import xml.etree.ElementTree as ET

    drawn = draw_positions(positions["Tamsin Orrel"])
    root = ET.fromstring(drawn)
    assert root.attrib["role"] == "img"
    dated = [m for p in positions["Tamsin Orrel"] for m in p.moves if m.day]
    titles = [t.text or "" for t in root.iter("{http://www.w3.org/2000/svg}title")]
    assert len(titles) == 1 + len(dated) + sum(len(p.changes) for p in positions["Tamsin Orrel"])
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
    assert drawn == draw_positions(positions["Tamsin Orrel"])
    assert draw_positions(())


def test_no_mark_of_the_picture_hides_another_and_matters_of_one_move_share_a_row(
    positions: dict[str, tuple[Position, ...]],
) -> None:
    moves = [move for found in positions.values() for position in found for move in position.moves if move.day is not None]
    parts = (tuple(moves[:-2]), (moves[-2],), (moves[-1],))
    found = [Position("Mara Oru", Matter((f"matter {at}",)), part, ()) for at, part in enumerate(parts)]
    drawn = draw_positions(found)
    places = [(float(x), int(y)) for x, y in re.findall(r'class="letter" x="([\d.]+)" y="(\d+)"', drawn)]
    assert len(places) == sum(len(position.moves) for position in found) > 5
    assert all(abs(a[0] - b[0]) >= 24 or abs(a[1] - b[1]) >= 24 for a, b in combinations(places, 2))
    assert "2 other matters" in drawn
    assert "other matters, of one move each" in list_positions(found, width=100, colour=False)
