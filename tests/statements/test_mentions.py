from __future__ import annotations

import pytest

from onrecord.datamodel import Block, Text
from onrecord.statements import find_statements
from onrecord.statements.mentions import Bearer, Names, find_names
from onrecord.statements.prose import Prose, read_prose
from tests.specimens import draw


def read(drawn: str) -> tuple[Prose, Names, dict[str, list[str]]]:
    """The names of a drawn report, and for each letter the bearers of the name that stands there (several: ``A / B``)."""
    words, spans = draw(drawn)
    prose = read_prose(words)
    names = find_names(prose)
    bound: dict[str, list[str]] = {}
    for letter, drawn_spans in spans.items():
        for span in drawn_spans:
            found = [name for name in names.names if name.span == span]
            bound.setdefault(letter, []).extend(
                " / ".join(names.bearers[bearer].name for bearer in name.bearers) for name in found
            )
    return prose, names, bound


def bearer_of(names: Names, name: str) -> Bearer:
    return next(bearer for bearer in names.bearers if bearer.name == name)


def test_a_last_name_stands_for_the_fullest_name_of_the_report():
    _, _, bound = read("Harbour Minister <a>Ida K. Oru</a> resigned. <a>Oru</a> said <a>Ida Oru</a>'s wishes counted.")
    assert bound["a"] == ["Ida K. Oru"] * 3


def test_a_relative_does_not_take_the_bare_name_of_whom_the_report_is_about():
    _, _, bound = read(
        "<a>Oru</a> said the pier was lost. Her late father, <b>Robert Oru</b>, built it. “It stood,” <a>Oru</a> said."
    )
    assert bound == {"a": ["Oru", "Oru"], "b": ["Robert Oru"]}
    _, _, bound = read(
        "Mayor <a>Ida Holm</a> spoke with her father, <b>Robert Oru</b>, on Monday. “It stood,” <b>Oru</b> said."
    )
    assert bound == {"a": ["Ida Holm"], "b": ["Robert Oru", "Robert Oru"]}


def test_titles_before_a_name_are_its_role_and_no_part_of_it():
    prose, names, bound = read("On Monday <r>Deputy Prime Minister</r> <a>Ida Oru</a> met former senator <b>Per Holm</b>.")
    assert bound == {"r": [], "a": ["Ida Oru"], "b": ["Per Holm"]}
    roles = [role.cut(prose.words) for role in bearer_of(names, "Ida Oru").roles]
    assert roles == ["Deputy Prime Minister"]


def test_a_title_with_of_ends_before_the_name():
    _, names, bound = read("The envoy of Secretary of State <a>Marek Ulm</a> waited. <a>Ulm</a> did not.")
    assert bound["a"] == ["Marek Ulm", "Marek Ulm"]
    assert bearer_of(names, "Marek Ulm").nature == "person"


def test_a_description_after_a_name_is_its_role():
    prose, names, _ = read("Jana Petrak, the chairwoman of the Orven Party, spoke. Petrak left.")
    petrak = bearer_of(names, "Jana Petrak")
    assert [role.cut(prose.words) for role in petrak.roles] == ["the chairwoman of the Orven Party"]
    assert petrak.gender == "she"


def test_a_lost_apostrophe_belongs_to_no_name():
    _, names, bound = read("Ida Oru left. She praised <a>Orus</a> old friends, and Oru laughed.")
    assert bound["a"] == ["Ida Oru"]
    assert not any(bearer.name == "Orus" for bearer in names.bearers)


def test_two_people_with_one_last_name_are_told_apart_by_their_titles():
    _, _, bound = read(
        "The mayor, Ida Oru, said she was tired. Her husband, Karl Oru, said he was not. Mrs. <a>Oru</a> left and Mr. <b>Oru</b> stayed."
    )
    assert bound == {"a": ["Ida Oru"], "b": ["Karl Oru"]}


def test_a_bare_name_that_two_could_bear_is_nobodys():
    _, _, bound = read("Ida Oru and Karl Oru came to Tesmar. <a>Oru</a> spoke first.")
    assert bound["a"] == ["Ida Oru / Karl Oru"]


def test_who_owned_the_bare_name_before_a_namesake_came_keeps_it():
    _, _, bound = read("Ida Oru spoke. Oru smiled. Later her son Karl Oru sang. <a>Oru</a> applauded.")
    assert bound["a"] == ["Ida Oru"]


def test_junior_is_another_person():
    _, names, _ = read("Dag Hulme met Dag Hulme Jr. on the pier.")
    assert {bearer.name for bearer in names.bearers} >= {"Dag Hulme", "Dag Hulme Jr."}


@pytest.mark.parametrize(
    ("text", "name", "nature"),
    [
        ("The Fisheries Council met. The Fisheries Council adjourned.", "Fisheries Council", "organisation"),
        ("The Ministry of Tides said so.", "Ministry of Tides", "organisation"),
        ("It blamed the Tarn and the Tarn answered.", "Tarn", "organisation"),
        ("Ms. Tarn said she would go.", "Tarn", "person"),
        ("Later Orvenians said they would go.", "Orvenians", "group"),
        ("France and Belgium agreed.", "France", "organisation"),
        ("The NLA said no.", "NLA", "organisation"),
    ],
)
def test_what_a_name_names_is_voted_by_what_stands_around_it(text: str, name: str, nature: str):
    _, names, _ = read(text)
    assert bearer_of(names, name).nature == nature


def test_initials_stand_for_the_body_that_the_report_names():
    _, _, bound = read("The National Lighthouse Agency closed. The <a>NLA</a> gave no reason.")
    assert bound["a"] == ["National Lighthouse Agency"]


def test_the_head_of_a_sentence_is_no_name_for_its_capital():
    _, names, _ = read("Fishing stopped. Many boats came home. Nobody knew about fishing.")
    assert names.names == ()


def test_a_headline_has_only_names_that_the_running_text_has():
    _, names, bound = read("<a>Oru</a> Vows To Rebuild Harbour Wall\n\nMayor Ida Oru vowed to rebuild the wall.")
    assert bound["a"] == ["Ida Oru"]
    assert [bearer.name for bearer in names.bearers] == ["Ida Oru"]


def test_a_full_name_that_only_the_headline_gives_is_read():
    _, _, bound = read(
        "Harbour Wall Falls As <a>Ida Oru</a> Resigns\n\nThe wall fell on Monday. <b>Oru</b> said she was sorry. Oru left."
    )
    assert bound == {"a": ["Ida Oru"], "b": ["Ida Oru"]}


def test_furniture_names_nobody():
    words = "Ida Oru spoke.\n\nFollow Karl Holm on our page."
    start = words.index("Follow")
    from onrecord.spans import Span

    names = find_names(read_prose(words, [Block("furniture", Span(start, len(words)))]))
    assert [bearer.name for bearer in names.bearers] == ["Ida Oru"]


def test_of_joins_an_office_to_its_body_but_no_person_to_a_country():
    _, names, bound = read(
        "President <a>Ida Oru</a> of <b>Averland</b> met the <c>Ministry of Tides</c>. <a>Oru</a> said that she was tired."
    )
    assert bound == {"a": ["Ida Oru"] * 2, "b": ["Averland"], "c": ["Ministry of Tides"]}
    assert bearer_of(names, "Ida Oru").nature == "person"


def test_a_place_named_often_by_two_words_is_no_person():
    _, names, _ = read(
        "Troops stood in Lower Saltmere. The road out of Lower Saltmere was shut. Mayor Karl Oru saw Lower Saltmere burn, he said."
    )
    assert bearer_of(names, "Lower Saltmere").nature == "place"
    assert bearer_of(names, "Karl Oru").nature == "person"


@pytest.mark.parametrize(
    "opening", ["Harbourmen shouted.", "Wed waited for hours.", "Candles were lit.", "Prosecutors objected."]
)
def test_a_word_that_only_its_place_makes_a_capital_of_names_no_person(opening: str):
    _, names, _ = read(f"Mayor Karl Oru went home. {opening} It rained.")
    assert [bearer.name for bearer in names.bearers if bearer.nature == "person"] == ["Karl Oru"]


def test_a_label_before_a_colon_names_a_person():
    _, names, _ = read("The two met again.\nHOLMBERG: It was late.\nHOLMBERG: It rained.")
    assert [bearer.nature for bearer in names.bearers] == ["person"]


@pytest.mark.parametrize(
    ("drawn", "name"),
    [
        ("On Monday Harbour City Public Advocate <a>Ida Oru</a> spoke.", "Ida Oru"),
        ("Said Atlantic Mayor <a>Ida Guardian</a> of it: no.", "Ida Guardian"),
        ("They waited. Continued <a>Oru</a>: it was late.", "Oru"),
        ("Then Rep. <a>Ida Oru</a> (R-Va.) spoke.", "Ida Oru"),
    ],
)
def test_what_describes_somebody_is_no_part_of_the_name(drawn: str, name: str):
    _, names, bound = read(drawn)
    assert bound["a"] == [name]
    assert [bearer.name for bearer in names.bearers if bearer.nature == "person"] == [name]


def test_an_acronym_in_brackets_tells_where_the_name_before_it_begins():
    _, _, bound = read("<a>Citizens for Rights and Order in Harbour</a> (CROH) sued. <a>CROH</a> lost.")
    assert bound["a"] == ["Citizens for Rights and Order in Harbour"] * 2


def test_a_party_keeps_its_name():
    _, names, bound = read("The <a>Republican Party of Averland</a> met.")
    assert bound["a"] == ["Republican Party of Averland"]
    assert bearer_of(names, "Republican Party of Averland").nature == "organisation"


def test_a_family_name_that_comes_first_is_known_by_its_title():
    _, _, bound = read("Secretary General <a>Pak Ki-dong</a> arrived. Mr. <a>Pak</a> smiled.")
    assert bound["a"] == ["Pak Ki-dong", "Pak Ki-dong"]


def test_a_word_with_users_and_polls_is_a_body():
    _, names, _ = read("A Zappr user complained. Zappr said it was sorry. The Zappr account is shut.")
    assert bearer_of(names, "Zappr").nature == "organisation"


def test_a_body_is_called_by_its_countrys_name_before_it():
    _, _, bound = read("The U.N. <x>Harbour Council</x> met. The <a>Harbour Council</a> rose.")
    assert bound["a"] == ["U.N. Harbour Council"]


def test_two_bodies_of_two_countries_share_no_short_name():
    _, _, bound = read(
        "The France Harbour Council met. The Norway Harbour Council met too. The <a>Harbour Council</a> rose at noon."
    )
    assert bound["a"] == ["Harbour Council"]


def test_letters_with_points_stand_for_the_name_they_begin():
    _, _, bound = read("The Tides and Lighthouse Commission met. The <a>T.L.C.</a> said it would rain.")
    assert bound["a"] == ["Tides and Lighthouse Commission"]


def test_a_bare_last_name_a_letter_off_is_whoever_was_introduced():
    _, _, bound = read("“We wait,” said Ida Orumel, a baker. <a>Orumal</a> said the boats were late.")
    assert bound["a"] == ["Ida Orumel"]


def test_two_people_a_letter_apart_stay_two():
    _, _, bound = read("Ida Orumel and Per Orumal met. <a>Orumel</a> said so. <b>Orumal</b> said no.")
    assert bound == {"a": ["Ida Orumel"], "b": ["Per Orumal"]}


def test_a_full_name_misprinted_once_is_the_same_person():
    _, _, bound = read("Donnal Oru spoke. <a>Donnar Oru</a> said more. Later Donnal Oru left with Donnal Oru's car.")
    assert bound["a"] == ["Donnal Oru"]


def test_mr_before_two_words_makes_them_a_last_name():
    _, _, bound = read(
        "When Ildo Garjo Villan came, all rose. Mr. <a>Garjo Villan</a> spoke. Mr. Garjo Villan left. Mr. Garjo Villan slept."
    )
    assert bound["a"] == ["Ildo Garjo Villan"]


def test_a_first_name_known_only_from_another_name_is_used_where_the_pronoun_fits():
    _, names, _ = read("Mr. Orumel spoke at the John Orumel Harbour Day. Mr. Orumel said he was glad. He left.")
    assert "John Orumel" in {bearer.name for bearer in names.bearers}


def test_a_last_name_that_is_also_a_title_stays_a_name_after_mr():
    _, _, bound = read("Karl King, a baker, spoke. “We wait,” Mr. <a>King</a> said.")
    assert bound["a"] == ["Karl King"]


def test_the_mayor_after_a_place_is_not_the_place():
    _, names, _ = read("At a meeting in Orven, the mayor said that it rained. Orven slept.")
    assert not any(bearer.nature == "person" and bearer.roles for bearer in names.bearers)


def test_a_person_told_of_in_a_place_name_manner_stays_a_person():
    _, names, _ = read(
        "Ida Orumel said no. Faith in Orumel grew. Trust in Orumel grew too. Orumel said so. Orumel is glad. Orumel was told."
    )
    assert bearer_of(names, "Ida Orumel").nature == "person"


def test_a_place_in_capitals_before_a_dash_is_where_the_report_was_written():
    _, names, _ = read("ORVENSTAD — Ida Oru spoke.\n\nORVENSTAD is small, she said. She left.")
    assert {bearer.name: bearer.nature for bearer in names.bearers} == {"Ida Oru": "person"}


def test_the_label_of_a_turn_in_capitals_is_no_acronym():
    _, names, _ = read("Governor Ida Oru spoke on air.\n\n“HOLM: Why?\n\n“ORU: Because. Governor Oru is glad.")
    assert bearer_of(names, "Ida Oru").nature == "person"


def test_a_pronoun_heard_near_a_man_of_a_clear_given_name_does_not_make_him_a_woman():
    _, names, _ = read("Ida Oru was late. John Holm told her. Then John Holm said her boat was gone. John Holm left.")
    assert bearer_of(names, "John Holm").gender != "she"


@pytest.mark.parametrize(
    "words",
    [
        "Oru feared Tideline9, a super PAC that buys boats.",
        "He gave to Wallwatch, a watchdog group that counts boats. Wallwatch said it rained.",
        "He was seen, as The Harbourer put it in a lengthy report, as a fool.",
        "The wall fell, Harbourwire reported.",
    ],
)
def test_a_word_that_is_described_as_a_body_is_one(words: str):
    first = find_names(read_prose(words)).bearers[0]
    assert first.nature == "organisation"


def test_a_company_lawyer_is_no_company():
    assert find_names(read_prose("He met Oru, a company lawyer, and left.")).bearers[0].nature == "person"


def test_a_tokenised_corpus_has_spaces_around_its_apostrophes() -> None:
    words = "Ida Oru spoke on Monday . It was Oru ’ s view that the harbour must close . Beto O ’ Rane said Oru 's plan would fail ."
    statements = find_statements(Text(words))
    told = {statement.content[0].exact: statement.interpretation.speaker for statement in statements}
    assert told["that the harbour must close"] == "Ida Oru"
    assert [name for content, name in told.items() if "would fail" in content] == ["Beto O ’ Rane"]
    assert all(passage.exact in words for statement in statements for passage in statement.source)
