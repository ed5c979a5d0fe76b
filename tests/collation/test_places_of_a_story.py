"""Places that no table has, and towns where people are said to live, across reports."""

from __future__ import annotations

import pytest

from onrecord.collation.details import find_figures
from tests.collation.told import compare, told
from tests.specimens import report_of


def places(*reports: str) -> list[tuple[str, ...]]:
    found = compare(*(told(words, name=f"report {k}") for k, words in enumerate(reports)))
    return [(fact.verdict, *(detail.passage.exact for detail in fact.values)) for fact in found.facts if fact.kind == "place"]


def test_two_towns_of_one_person_conflict_where_both_are_known_to_be_towns() -> None:
    assert places(
        "The letter went to Ida Oru, a clerk in Sarrow, Wash., who kept it.",
        "The letter went to Ida Oru, a clerk in Merrow, Ore., who kept it.",
    ) == [("conflict", "Sarrow", "Merrow")]


def test_a_person_described_and_not_named_has_a_town_too() -> None:
    assert ("conflict", "Merrow", "Sarrow") in places(
        "It was sent to a young lighthouse clerk in Merrow, Ore., who kept it.",
        "It was sent to Ida Oru, a lighthouse clerk in Sarrow, Wash., who kept it.",
        "It was sent to Ida Oru, a lighthouse clerk.",
    )


@pytest.mark.parametrize(
    "other",
    [
        "The letter went to Ida Oru, a clerk in Merrow, who kept it.",  # nothing says that it is a town
        "The letter went to Ida Oru, a clerk in Oregon, who kept it.",
        "The letter went to Ida Oru, a clerk in Merrow, Ore., who had moved there from Sarrow.",
        "The letter went to Bram Sallow, a clerk in Merrow, Ore., who kept it.",
        "The letter went to a Washington woman, later identified as Ida Oru.",  # the state or the city
    ],
)
def test_no_towns_conflict_where_something_may_explain_it(other: str) -> None:
    found = places("The letter went to Ida Oru, a clerk in Sarrow, Wash., who kept it.", other)
    assert "conflict" not in {verdict for verdict, *_ in found}


def homes(*towns: str) -> list[tuple[str, ...]]:
    """The facts about where she is from; that the letter went there is compared apart."""
    found = compare(
        *(
            told(f"The letter went to Ida Oru, a clerk in {town}, who kept it.", name=f"report {k}")
            for k, town in enumerate(towns)
        )
    )
    return [
        (f.verdict, *(detail.passage.exact for detail in f.values))
        for f in found.facts
        if f.kind == "place" and "Ida Oru" in f.why
    ]


def test_two_spellings_of_a_persons_town_agree_unless_their_states_differ() -> None:
    assert homes("Kettlewick, Wash.", "Kettlewyck, Wash.") == [("agree", "Kettlewick", "Kettlewyck")]
    assert homes("Kettlewick, Wash.", "Kettlewyck, Ore.") == []


def test_a_town_and_the_state_that_is_printed_after_it_do_not_conflict() -> None:
    assert homes("Sarrow, Ont.", "Ontario") == []  # the table has the city in California
    assert homes("Sarrow, Ore.", "Oregon") == [("coarser", "Sarrow", "Oregon")]


def test_a_namesake_in_another_state_is_not_the_place_of_the_table() -> None:
    assert homes("Springfield, Ill.", "Missouri") == []
    assert homes("Springfield, Mo.", "Missouri") == [("coarser", "Springfield", "Missouri")]
    assert homes("Springfield, Ill.", "Springfield, Mo.") == []


def test_two_spellings_of_one_place_agree() -> None:
    assert places("The mill fire broke out in Kettlewick on Tuesday.", "The mill fire broke out in Kettlewyck on Tuesday.") == [
        ("agree", "Kettlewick", "Kettlewyck")
    ]


def test_two_names_that_one_report_has_are_two_places() -> None:
    found = places(
        "The mill fire broke out in Kettlewick, near Kettlewyck.", "The mill fire broke out in Kettlewyck on Tuesday."
    )
    assert ("agree", "Kettlewick", "Kettlewyck") not in found


def test_what_a_report_says_of_a_place_tells_what_lies_in_what() -> None:
    assert places(
        "The envoy will meet both sides in Port Sarel, the largest city of neighbouring Aldermark.",
        "The envoy will meet both sides in Aldermark.",
    ) == [("coarser", "Port Sarel", "Aldermark")]


def test_a_street_lies_in_any_town_that_is_told_of_the_same_thing() -> None:
    assert places("The fire began in the rope works in Tannery Lane.", "The fire began in the rope works in Kettlewick.") == [
        ("coarser", "Tannery Lane", "Kettlewick")
    ]


def test_a_street_stands_beside_everyone_who_has_the_town() -> None:
    found = places(
        "A fire at the rope works in Tannery Lane burned down the store.",
        "A fire at the rope works in Sarrow burned down the store.",
        "A fire at the rope works in Sarrow burned down the store and the yard.",
    )
    assert ("coarser", "Tannery Lane", "Sarrow", "Sarrow") in found


def test_the_town_of_a_dateline_is_where_its_first_sentence_happened() -> None:
    assert ("coarser", "Northmere", "SARROW") in places(
        "A fire burned down the old rope works in Northmere. Boats lay idle in Sarrow.",
        "SARROW (Northline) — A fire burned down the old rope works, a paper shows.",
    )


def test_a_town_with_another_state_after_it_is_a_namesake_wherever_it_stands() -> None:
    found = compare(
        told("The court in Springfield, Ill., sat on the rope works case.", name="one"),
        told("The court in Missouri sat on the rope works case.", name="two"),
    )
    assert [fact for fact in found.facts if fact.kind == "place"] == []
    values = [
        [f.detail.value for f in find_figures(report_of(f"It rained in Springfield, {s}, again."))] for s in ("Ill.", "Mo.")
    ]
    assert values == [["Springfield, Illinois"], ["Springfield"]]


def test_two_places_of_one_kind_are_two_though_a_report_has_both() -> None:
    found = places(
        "A boy fell into the gorilla den at Merrow Zoo.",
        "A boy fell into the gorilla den at Sarrow Zoo. It had happened at Merrow Zoo before.",
    )
    assert not any({"Merrow Zoo", "Sarrow Zoo"} <= set(fact) for fact in found)
