"""Figures over which speakers differ are shown as theirs and not as the reports' conflict."""

from __future__ import annotations

from tests.collation.told import compare, told


def verdicts(*reports) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for fact in compare(*reports).facts:
        found.setdefault(fact.verdict, []).append([detail.passage.exact for detail in fact.values])
    return found


POST = told(
    "The relief society <c>said</c> <i>31 people died on the bridge</i>. The army <c2>said</c2> <i2>the true number was 19</i2>.",
    name="post",
    speakers={"i": "Red Lantern", "i2": "the army"},
)
HERALD = told(
    "The relief society <c>said</c> <i>31 people died on the bridge</i>.", name="herald", speakers={"i": "Red Lantern"}
)


def test_two_speakers_figures_set_against_each_other_are_a_dispute() -> None:
    found = verdicts(POST, HERALD)
    assert [sorted(values) for values in found["dispute"]] == [["19", "31 people", "31 people"]]
    assert "conflict" not in found


def test_the_reason_names_both_speakers() -> None:
    fact = next(fact for fact in compare(POST, HERALD).facts if fact.verdict == "dispute")
    assert "Red Lantern" in fact.why
    assert "the army" in fact.why


def test_two_figures_of_one_speaker_are_no_dispute() -> None:
    one = told(
        "The relief society <c>said</c> <i>31 people died</i>. It <c2>said</c2> <i2>the true number was 19</i2>.",
        name="post",
        speakers={"i": "Red Lantern", "i2": "Red Lantern"},
    )
    assert "dispute" not in verdicts(one, HERALD)


def test_two_speakers_figures_of_different_things_are_no_dispute() -> None:
    one = told(
        "The relief society <c>said</c> <i>31 people died</i>. The mayor <c2>said</c2> <i2>40 barges were lost</i2>.",
        name="post",
        speakers={"i": "Red Lantern", "i2": "Ada Hobday"},
    )
    assert "dispute" not in verdicts(one, HERALD)


def test_an_age_and_a_part_of_a_number_are_set_against_nothing() -> None:
    one = told(
        "The society <c>said</c> <i>21 girls were freed</i>. Bram Sallow <c2>said</c2> <i2>the men were aged 18 to 35</i2>. "
        "Ida Vail <c3>said</c3> <i3>the film shows 15 of the girls</i3>.",
        name="post",
        speakers={"i": "the society", "i2": "Bram Sallow", "i3": "Ida Vail"},
    )
    assert "dispute" not in verdicts(one, told("The society <c>said</c> <i>21 girls were freed</i>.", name="herald"))


def test_a_vaguer_figure_of_the_same_side_stands_with_it() -> None:
    other = told(
        "The relief society <c>said</c> <i>more than 25 people died on the bridge</i>.",
        name="echo",
        speakers={"i": "Red Lantern"},
    )
    assert [sorted(values) for values in verdicts(POST, other)["dispute"]] == [["19", "31 people", "more than 25 people"]]


def test_who_counts_may_be_told_apart_by_a_clause_and_other_reports_may_count_names() -> None:
    one = told(
        "Eleven people died on the bridge, the fire service <c>said</c>. The union that represents most of them puts the "
        "number of dead at 17.".replace("Eleven people died on the bridge", "<i>Eleven people died on the bridge</i>"),
        name="post",
        speakers={"i": "fire service"},
    )
    other = told("The union <c>said</c> <i>it had 17 names on its list</i>.", name="herald", speakers={"i": "union"})
    assert [sorted(values) for values in verdicts(one, other)["dispute"]] == [["17", "17 names", "Eleven people"]]
