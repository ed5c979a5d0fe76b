"""What stands in one report only."""

from __future__ import annotations

from tests.collation.told import compare, told


def alone(*stories) -> list[tuple[str, str]]:
    return [(item.kind, item.passage.exact) for item in compare(*stories).only]


def test_a_quotation_that_no_other_report_prints_stands_alone() -> None:
    one = told("<q>“Give us back our quay,”</q> Ida Oru <c>said</c>.", name="post")
    other = told("The board met without Oru.", name="herald")
    assert alone(one, other) == [("quotation", "“Give us back our quay,”")]


def test_a_quotation_that_another_prints_without_being_understood_is_not_alone() -> None:
    one = told("<q>“Give us back our quay,”</q> Ida Oru <c>said</c>.", name="post")
    other = told("A banner over Oru read: Give us back our quay.", name="herald")
    assert alone(one, other) == []


def test_figures_and_names_of_one_report() -> None:
    one = told("The board met. Then Corin Vail counted 14 crates.", name="post")
    other = told("The board met. Then somebody counted crates.", name="herald")
    assert alone(one, other) == [("figure", "14 crates"), ("name", "Corin Vail")]


def test_a_surname_that_another_report_has_is_no_name_of_one_report_alone() -> None:
    one = told("The board met. Then Corin Vail spoke.", name="post")
    other = told("The board met. Then Vail spoke.", name="herald")
    assert alone(one, other) == []


def test_an_equal_number_of_another_thing_does_not_keep_a_figure_from_standing_alone() -> None:
    one = told("The board met. Then somebody found two padlocks.", name="post")
    other = told("The board met. Two shifts had ended.", name="herald")
    assert sorted(alone(one, other)) == [("figure", "Two shifts"), ("figure", "two padlocks")]
    assert alone(one, told("The board met. Two padlocks were found.", name="herald")) == []
