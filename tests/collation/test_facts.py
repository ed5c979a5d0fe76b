"""Figures of several reports on one matter: agreeing, vaguer, in conflict, or of one report only."""

from __future__ import annotations

from tests.collation.told import compare, told


def verdicts(*reports: str) -> list[tuple[str, ...]]:
    found = compare(*(told(words, name=f"report {k}") for k, words in enumerate(reports)))
    return [(fact.verdict, *(detail.passage.exact for detail in fact.values)) for fact in found.facts]


def test_the_same_number_of_the_same_thing_agrees_in_words_and_digits() -> None:
    assert verdicts("The mill lost ten barges in the flood.", "In the flood the mill lost 10 barges.") == [
        ("agree", "ten barges", "10 barges")
    ]


def test_a_vaguer_number_that_allows_the_other_is_coarser_and_no_conflict() -> None:
    assert verdicts("The flood drowned 214 sheep on the marsh.", "The flood drowned more than 200 sheep on the marsh.") == [
        ("coarser", "214 sheep", "more than 200 sheep")
    ]


def test_an_amount_and_a_vague_one_are_coarser() -> None:
    found = verdicts(
        "He said the delta owed $500 billion for the war.", "He said the delta owed hundreds of billions for the war."
    )
    assert found == [("coarser", "$500 billion", "hundreds of billions")]


def test_two_exact_numbers_of_one_thing_in_one_setting_conflict() -> None:
    assert verdicts(
        "Some were asleep: 340 workers were inside the rope works when the alarm rang.",
        "Some were awake: 430 workers were inside the rope works when the alarm rang.",
    ) == [("conflict", "340 workers", "430 workers")]


def test_two_numbers_that_count_other_things_are_no_conflict() -> None:
    found = verdicts("The fire hurt 62 people at the rope works.", "A shift of 340 people worked at the looms.")
    assert {verdict for verdict, *_ in found} == {"single"}


def test_figures_of_two_speakers_are_no_conflict_of_the_reports() -> None:
    sentence = "that <i>{} miners were trapped in the north shaft</i>."
    one = told(f"Ida Oru <c>said</c> {sentence.format(11)}", name="post")
    other = told(f"Bram Sallow <c>said</c> {sentence.format(17)}", name="herald", speakers={"i": "Bram Sallow"})
    assert {fact.verdict for fact in compare(one, other).facts} == {"single"}


def test_a_report_that_has_both_figures_is_in_conflict_with_none() -> None:
    found = verdicts(
        "First 340 workers were inside the rope works when the alarm rang; later 430 workers were inside the rope works.",
        "There were 430 workers inside the rope works when the alarm rang.",
    )
    assert "conflict" not in {verdict for verdict, *_ in found}


def test_a_figure_of_one_report_is_single_and_says_so() -> None:
    facts = compare(told("They launched 267 kites.", name="post"), told("They launched kites.", name="herald")).facts
    assert [(fact.verdict, fact.values[0].value, fact.why) for fact in facts] == [
        ("single", "267", "post alone has this figure")
    ]


def test_yesterday_in_two_reports_of_other_days_is_not_one_day() -> None:
    words = "The harbour board of Port Averil met yesterday in the rope works."
    monday = told(words, name="post", published="2026-03-02")
    again = told(words, name="herald", published="2026-03-02")
    thursday = told(words, name="echo", published="2026-03-05")
    assert [fact.verdict for fact in compare(monday, again).facts] == ["agree"]
    assert compare(monday, thursday).facts == ()
