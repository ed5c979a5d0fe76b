"""Figures of several reports on one matter: agreeing, vaguer, in conflict, or of one report only."""

from __future__ import annotations

import pytest

from tests.collation.told import compare, told


def verdicts(*reports: str) -> list[tuple[str, ...]]:
    """All facts but what things are called."""
    found = compare(*(told(words, name=f"report {k}") for k, words in enumerate(reports)))
    figures = (fact for fact in found.facts if "one thing" not in fact.why)
    return [(fact.verdict, *(detail.passage.exact for detail in fact.values)) for fact in figures]


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
    assert {fact.verdict for fact in compare(one, other).facts if fact.kind == "number"} == {"single"}


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


def dates(*reports: tuple[str, str]) -> list[tuple[str, ...]]:
    told_ = (told(words, name=f"report {k}", published=day) for k, (words, day) in enumerate(reports))
    return [(fact.verdict, *(d.value for d in fact.values)) for fact in compare(*told_).facts if fact.kind == "date"]


def test_yesterday_in_two_reports_of_other_days_is_not_one_day() -> None:
    words = "The harbour board met yesterday in the rope works."
    assert dates((words, "2026-03-02"), (words, "2026-03-02")) == [("agree", "2026-03-01", "2026-03-01")]
    assert dates((words, "2026-03-02"), (words, "2026-03-05")) == []


def test_yesterday_and_the_weekday_are_one_day() -> None:
    found = dates(
        ("The harbour board met yesterday in the rope works.", "2026-03-03"),
        ("The harbour board met on Monday in the rope works.", "2026-03-04"),
    )
    assert found == [("agree", "2026-03-02", "2026-03-02")]


def test_a_day_and_the_week_that_holds_it_are_coarser() -> None:
    found = dates(
        ("The rebel leader told the Post of her plan for the monitors on Tuesday.", "2025-10-12"),
        ("The rebel leader told the Post of her plan for the monitors last week.", "2025-10-13"),
    )
    assert found == [("coarser", "2025-10-07", "2025-10-06/2025-10-12")]


def test_two_months_of_one_year_do_not_agree_on_the_year() -> None:
    found = dates(
        ("The payments to the chairman began in March 2021.", "2026-01-22"),
        ("The first payment to the chairman was made in May 2021.", "2026-01-22"),
    )
    assert found == [("conflict", "2021-03", "2021-05")]


def test_figures_of_two_people_in_alike_sentences_do_not_conflict() -> None:
    found = verdicts(
        "The court heard that Mara Oru had signed 40 invoices for the harbour board.",
        "The court heard that Bram Sallow had signed 55 invoices for the harbour board.",
    )
    assert "conflict" not in {verdict for verdict, *_ in found}


def test_a_figure_far_larger_counts_something_else() -> None:
    found = verdicts(
        "There were 340 workers inside the rope works when the alarm rang.",
        "There were 9 workers inside the rope works when the alarm rang.",
    )
    assert "conflict" not in {verdict for verdict, *_ in found}


def test_at_least_so_many_and_so_many_agree() -> None:
    assert verdicts("At least 11 miners died in the north shaft.", "Eleven miners died in the north shaft.") == [
        ("agree", "At least 11 miners", "Eleven miners")
    ]


def test_a_misspelt_capital_lies_in_its_country() -> None:
    found = verdicts(
        "The envoys of both sides met for talks in Saudi Arabia.", "The envoys of both sides met for talks in Ryiad."
    )
    assert ("coarser", "Saudi Arabia", "Ryiad") in found


def test_one_name_in_two_spellings_agrees_and_says_so() -> None:
    facts = compare(
        told("Mayor Nadia Strell said that the quay was closed. Ms Strell said that it was calm.", name="post"),
        told("Mayor Nadja Strell said that the quay was closed. Ms Strell said that it was calm.", name="herald"),
    ).facts
    assert [(fact.verdict, fact.why) for fact in facts if fact.kind == "name"] == [("agree", "one name in two spellings")]


def test_a_sentence_that_tells_the_matter_without_the_figure_is_coarser() -> None:
    facts = compare(
        told("The harbour board fined the dredging company 90,000 florins over the broken quay.", name="post"),
        told("The harbour board fined the dredging company over the broken quay.", name="herald"),
    ).facts
    amounts = [(f.verdict, {value.value for value in f.values}) for f in facts if f.kind == "amount"]
    assert amounts == [("coarser", {"florins 90000", "not told"})]


def test_the_day_of_one_utterance_is_compared_whatever_else_the_sentences_say() -> None:
    one = told(
        "In a long and rainy speech on Sunday Ida Oru <c>said</c>: “<q>The harbour will never be sold to anybody.</q>”",
        name="post",
        published="2024-03-18",
    )
    other = told(
        "“<q>The harbour will never be sold to anybody</q>,” she <c>declared</c> over the weekend.",
        name="herald",
        published="2024-03-18",
    )
    found = [f for f in compare(one, other).facts if f.kind == "date"]
    assert [(f.verdict, sorted(d.passage.exact for d in f.values)) for f in found] == [
        ("coarser", ["on Sunday"[3:], "over the weekend"])
    ]


def test_who_tells_an_utterance_without_its_day_tells_less() -> None:
    one = told(
        "On Sunday Ida Oru <c>said</c>: “<q>The harbour will never be sold to anybody.</q>”",
        name="post",
        published="2024-03-18",
    )
    other = told(
        "“<q>The harbour will never be sold to anybody</q>,” Ida Oru <c>declared</c>.", name="herald", published="2024-03-18"
    )
    found = [f for f in compare(one, other).facts if f.kind == "date"]
    assert [(f.verdict, sorted(d.value for d in f.values)) for f in found] == [("coarser", ["2024-03-17", "not told"])]


def test_the_title_of_a_programme_is_no_day() -> None:
    found = compare(
        told("She said so on the “Today” show.", name="post", published="2024-03-18"),
        told("She said it on TBS’s “Today” show.", name="herald", published="2024-03-18"),
    ).facts
    assert {f.kind for f in found} == {"source"}


def test_a_vague_figure_is_coarser_than_both_that_are_in_conflict() -> None:
    found = verdicts(
        "Some were asleep: 340 workers were inside the rope works when the alarm rang.",
        "Some were awake: 430 workers were inside the rope works when the alarm rang.",
        "Some sang: hundreds of workers were inside the rope works when the alarm rang.",
    )
    assert ("conflict", "340 workers", "430 workers") in found
    assert {found for found in found if found[0] == "coarser"} == {
        ("coarser", "340 workers", "hundreds of workers"),
        ("coarser", "430 workers", "hundreds of workers"),
    }


def test_days_of_one_doing_conflict_though_each_report_has_the_other_day_too() -> None:
    one = "The mill owner apologised on Friday for a post about the rope makers. She wrote the post on Thursday night."
    other = "The mill owner apologised on Thursday for a post about the rope makers. She was in Merrow on Friday."
    found = compare(told(one, name="post", published="2026-03-08"), told(other, name="herald", published="2026-03-08")).facts
    assert [(f.verdict, *(d.passage.exact for d in f.values)) for f in found if f.verdict == "conflict"] == [
        ("conflict", "Thursday", "Friday")
    ]


def test_a_report_that_has_both_days_for_the_doing_is_in_conflict_with_none() -> None:
    one = "The mill owner apologised on Friday for a post about the rope makers. On Thursday she apologised to her sister."
    other = "The mill owner apologised on Thursday for a post about the rope makers."
    found = compare(told(one, name="post", published="2026-03-08"), told(other, name="herald", published="2026-03-08")).facts
    assert "conflict" not in {fact.verdict for fact in found}


def test_what_an_older_report_could_not_know_is_not_told_without_it() -> None:
    late = told("The old mill at Merrow burned on Friday in a gale.", name="post", published="2026-03-08")
    same = told("The old mill at Merrow burned in a gale.", name="herald", published="2026-03-08")
    early = told("The old mill at Merrow burned in a gale.", name="herald", published="2026-03-04")
    assert ("coarser",) in {(fact.verdict,) for fact in compare(late, same).facts if fact.kind == "date"}
    assert not [fact for fact in compare(late, early).facts if fact.kind == "date"]


def test_a_number_that_stands_in_another_sentence_is_not_missing() -> None:
    one = told("The gale sank forty barges in the old harbour of Merrow.", name="post")
    other = told("The gale sank barges in the old harbour of Merrow. Forty barges were lost.", name="herald")
    assert "coarser" not in {fact.verdict for fact in compare(one, other).facts}


def test_the_day_on_which_one_person_speaks_is_told_once() -> None:
    one = told("Ida Oru <c>said</c> on Friday that <i>the mill was sold</i>.", name="post", published="2026-03-08")
    other = told("On Friday Ida Oru <c>denied</c> <i>any quarrel with her heirs</i>.", name="herald", published="2026-03-08")
    dated = [fact for fact in compare(one, other).facts if fact.kind == "date"]
    assert [(fact.verdict, len(fact.values)) for fact in dated] == [("agree", 2)]
    third = told(
        "A gale blew through Merrow, and on Friday Bram Sallow <c>denied</c> <i>having lost any barge</i>.",
        name="mail",
        published="2026-03-08",
        speakers={"i": "Bram Sallow"},
    )
    assert not [fact for fact in compare(one, third).facts if fact.kind == "date"]


def test_a_platform_is_agreed_upon_once() -> None:
    words = "The post stood on Facebook. Rope makers read the Facebook post."
    found = compare(told(words, name="post"), told(f"Rain fell. {words}", name="herald")).facts
    assert [fact.verdict for fact in found if fact.kind == "source"] == ["agree"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # what is paid for each is no sum that two reports must share
        ("Ida Oru would buy them for $60 a share.", "Ida Oru had been offered $70 per share."),
        # whom two counts concern, and not what they count
        ("The race brought her within 12 points of Bram Sallow.", "She now trails her old rival Bram Sallow by 19 points."),
        # the day of saying so, and the day of doing so
        ("The mill said on Wednesday that it had tested a rope.", "The mill tested a rope on Saturday."),
        # a day in brackets, of which nothing is told
        ("MERROW TELLS OF THE INCIDENT (October 24, 2017) – Ropes tore.", "The incident on November 5, 2017 tore ropes."),
        # the hour of a page and not of a doing
        ("Northline Press | Updated: 17:52 in Merrow", "Northline Press | Updated: 21:45 in Merrow"),
        # one clause says little of what the other says
        (
            "He was glad of five seasons with the Merrow Rowers.",
            "The Merrow Rowers captain Bram Sallow told his tearful wife and many friends of his leaving after 15 seasons.",
        ),
    ],
)
def test_what_is_no_conflict(one: str, other: str) -> None:
    stories = (told(one, name="post", published="2017-11-06"), told(other, name="herald", published="2017-11-06"))
    assert "conflict" not in {fact.verdict for fact in compare(*stories).facts}


def test_a_count_with_a_second_noun_is_of_what_follows_both() -> None:
    found = verdicts("About 380 deckhands and engineers are on strike.", "About 460 deckhands are on strike.")
    assert found == [("conflict", "About 380 deckhands", "About 460 deckhands")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # two storms, each with its name
        ("Hurricane Ada destroyed the old clinic in 1998.", "The old clinic was destroyed in Hurricane Bram in 2005."),
        # what a player scores again and again
        ("She scored six goals for the Rowers.", "She scored three goals for the Rowers."),
        # how long two juries sat
        ("The jury convicted her after 12 hours of deliberation.", "The jury gave up after 30 hours of deliberation."),
        # a report that names the other's country as well
        ("The tremor shook the coast as far as Haldin.", "The tremor shook the coast as far as Tesmar and Haldin."),
    ],
)
def test_what_tells_two_things_apart_is_no_conflict(one: str, other: str) -> None:
    assert "conflict" not in {verdict for verdict, *_ in verdicts(one, other)}


def test_ages_conflict_only_between_reports_of_one_month() -> None:
    words = "Mr Bram Sallow, {}, sat down. Mr Sallow wept."
    early = told(words.format(27), name="post", published="2026-03-08")
    late = told(words.format(29), name="herald", published="2026-03-09")
    years_later = told(words.format(29), name="herald", published="2028-03-09")
    undated = told(words.format(29), name="herald")
    assert [f.verdict for f in compare(early, late).facts if f.kind == "age"] == ["conflict"]
    assert not [f for f in compare(early, years_later).facts if f.kind == "age"]
    assert not [f for f in compare(early, undated).facts if f.kind == "age"]


def test_measures_conflict_where_the_word_beside_says_of_what() -> None:
    assert verdicts(
        "Divers found a crack 14 metres long in the east wall of the dam.",
        "Divers found a crack of 40 metres in the east wall of the dam.",
    ) == [("conflict", "14 metres", "40 metres")]


def test_measures_of_two_things_are_no_conflict() -> None:
    found = verdicts(
        "Divers found a crack 14 metres below the crest of the dam.", "Divers found the dam at 40 metres from the bridge."
    )
    assert "conflict" not in {verdict for verdict, *_ in found}


def test_a_third_report_stands_on_the_side_whose_telling_number_it_has() -> None:
    found = verdicts(
        "Some 380 deckhands are on strike at the harbour.",
        "Some 460 crew are on strike at the harbour.",
        "The association will ballot its 380 members tomorrow.",
    )
    assert ("conflict", "Some 460 crew", "380 members") in found


def test_what_is_left_of_a_number_is_a_number() -> None:
    assert ("agree", "nine routes", "all but two of the company’s 11 routes") in verdicts(
        "The strike has halted nine routes.", "The strike has halted all but two of the company’s 11 routes."
    )
    assert ("agree", "1,098 routes", "all but two of the 1,100 routes") in verdicts(
        "The strike has halted 1,098 routes.", "The strike has halted all but two of the 1,100 routes."
    )


def test_a_raised_figure_after_all_but_is_no_number() -> None:
    assert verdicts("The strike has halted nine routes.", "The strike has halted all but ² of the 11 routes.") is not None
