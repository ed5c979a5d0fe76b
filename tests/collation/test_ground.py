"""Alike sentences whose details are of two matters: nothing is set beside anything."""

from __future__ import annotations

import pytest

from onrecord.collation.details import find_figures
from onrecord.collation.places import find_spot
from tests.collation.told import compare, told
from tests.specimens import report_of

DAY = "2024-09-14"
OPENING = "Nothing stirred in the harbour. The gulls were silent. The ferries lay at the quay. "


def facts(one: str, other: str, *kinds: str) -> list[tuple[str, ...]]:
    """Facts of some kinds over two reports that open with the same three sentences of no matter."""
    stories = [told(OPENING + words, name=name, published=DAY) for name, words in (("a", one), ("b", other))]
    found = (fact for fact in compare(*stories).facts if fact.kind in kinds and fact.verdict != "single")
    return [(fact.verdict, *(detail.passage.exact for detail in fact.values)) for fact in found]


def test_a_vaguer_day_stands_beside_a_day_only_where_the_same_was_done() -> None:
    same = "The Merrow council signed the harbour treaty {}."
    found = facts(same.format("on September 2"), same.format("earlier this month"), "date")
    assert found == [("coarser", "September 2", "earlier this month")]
    found = facts(
        "Ida Oru of Merrow signed the harbour treaty on September 2.",
        "Ida Oru of Merrow quarrelled over oysters earlier this month.",
        "date",
    )
    assert found == []


def test_this_year_holds_everything_and_is_no_word_on_a_day() -> None:
    found = facts(
        "In September, after months of talks, the Merrow council signed the harbour treaty.",
        "This year the Merrow council has talked of nothing but oysters and of the harbour treaty.",
        "date",
    )
    assert found == []


def test_a_body_that_acts_twice_is_no_source_of_one_thing() -> None:
    one = told(
        OPENING + "The Merrow League <c>issued</c> <i>a warning to anglers</i>.", name="post", speakers={"i": "Merrow League"}
    )
    two = told(
        OPENING + "Oysters were dear, the Merrow League <c>said</c> <i>of the autumn market</i>.",
        name="herald",
        speakers={"i": "Merrow League"},
    )
    assert [fact for fact in compare(one, two).facts if fact.kind == "source"] == []


@pytest.mark.parametrize(
    "words",
    [
        "It was sold in the Petal Store for a week.",
        "He played in the Gull League then.",
        "They put the rest in Brimcom shares.",
    ],
)
def test_what_is_no_place_by_its_name_is_none(words: str) -> None:
    places = [f.detail.passage.exact for f in find_figures(report_of(words)) if f.detail.kind == "place"]
    assert places == []


def test_a_firm_that_speaks_is_no_place() -> None:
    one = "He was a gardener at Brimcom before the storm."
    assert facts(one, one, "place") == [("agree", "Brimcom", "Brimcom")]
    assert facts(one, f"{one} Brimcom said that it was sorry.", "place") == []


def test_a_word_of_the_news_is_no_misspelt_town() -> None:
    assert find_spot("Tesla") is None  # not Tulsa
    spot = find_spot("Ryiad")
    assert spot is not None
    assert spot.misspelt


def test_a_place_and_what_it_lies_in_are_of_one_matter_or_nothing() -> None:
    held = "The envoys met for talks on the oyster treaty in {} and parted in anger."
    assert facts(held.format("Riyadh"), held.format("Saudi Arabia"), "place") == [("coarser", "Riyadh", "Saudi Arabia")]
    one, other = "Ida Oru rested in Riyadh after the flood.", "Oysters of the finest kind are sold by Ida Oru in Saudi Arabia."
    assert facts(one, other, "place") == []


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("It fell to $US6,500 at noon.", None),
        ("It can lift 63,500kg of cargo.", None),
        ("The lens RX J1131-1231 bent the light.", None),
        ("They handed over 21 hostages at dawn.", "21"),
        ("There were over 21 hostages in the hall.", ">21"),
        ("She was on Flight 1943 that day.", "1943"),
    ],
)
def test_numbers_are_read_whole_and_hedged_by_what_hedges_them(words: str, number: str | None) -> None:
    found = [f.detail.value for f in find_figures(report_of(words)) if f.detail.kind in {"number", "amount"}]
    assert found == ([] if number is None else [number])


def test_a_fall_is_no_season_and_a_midnight_car_no_time() -> None:
    fell = report_of("The child fell from the pier. The boy was not hurt in the fall, she said.", published=DAY)
    assert [f for f in find_figures(fell) if f.detail.kind == "date"] == []
    season = report_of("The council votes on the treaty in the fall, she said.", published=DAY)
    assert [f.detail.kind for f in find_figures(season)] == ["date"]
    car = report_of("He drove a midnight blue car; it was sold at midnight.")
    assert [f.detail.passage.exact for f in find_figures(car) if f.detail.kind == "time"] == ["midnight"]


def test_two_of_something_are_not_missed_where_another_matter_is_told() -> None:
    found = facts(
        "Two governments called a meeting of the harbour council for Friday, and the envoys were glad of it.",
        "The harbour council will meet at the request of the island and the coast.",
        "number",
    )
    assert found == []


def test_nobodys_name_is_no_persons() -> None:
    one, two = (
        "On New Tide's Eve the Nigerian guests of the Merrow Gulls danced. Eve was cold, Gulls said.",
        "The Eve was long.",
    )
    for words in ("The South African won.", "Islamic State says it has lost."):
        assert facts(words, words, "name") == []
    assert facts(one, two, "name") == []
