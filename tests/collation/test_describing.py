"""What reports call a person: titles before and after the name, descriptions that stand for it, bodies, media."""

from __future__ import annotations

import pytest

from onrecord.collation.media import find_media, same_medium
from onrecord.collation.roles import find_roles, find_roles_alone
from onrecord.datamodel import Text
from onrecord.spans import Span
from onrecord.statements.sentences import find_sentences
from tests.collation.told import compare, told


def roles(words: str, name: str) -> list[str]:
    at = words.index(name)
    found = find_roles(Text(words), find_sentences(words), [Span(at, at + len(name))])
    return [role.passage.exact for role in found]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("On Monday former deputy mayor Ida Oru spoke.", "former deputy mayor"),
        ("Ida Oru, the editor of the Tesmar Courier, spoke.", "the editor of the Tesmar Courier"),
        ("It was opened by his successor, Ida Oru.", "his successor"),
        ("Bram Sallow’s lawyer, Ida Oru, spoke.", "Bram Sallow’s lawyer"),
        ("Ida Oru, 52, a member of the council who voted against it, spoke.", "a member of the council"),
    ],
)
def test_a_description_is_read_beside_the_name(words: str, expected: str) -> None:
    assert roles(words, "Ida Oru") == [expected]


def test_a_verb_before_a_title_is_no_part_of_it() -> None:
    assert roles("The bill was opposed, said Senator Ida Oru.", "Ida Oru") == ["Senator"]


def test_a_form_of_address_is_no_title() -> None:
    assert roles("It was opened by Mrs Ida Oru.", "Ida Oru") == []


def test_a_description_without_a_name_needs_a_word_besides_its_noun() -> None:
    words = "The Courier editor left. The editor came back."
    assert [role.passage.exact for role in find_roles_alone(Text(words), find_sentences(words))] == ["The Courier editor"]


def titles(*reports: str) -> list[tuple[str, ...]]:
    found = compare(*(told(words, name=f"report {k}") for k, words in enumerate(reports)))
    return [(f.verdict, *(d.passage.exact for d in f.values)) for f in found.facts if f.kind == "title"]


def test_one_office_in_two_wordings_agrees() -> None:
    assert titles(
        "Ida Oru, the editor of the Tesmar Courier, resigned. Ida Oru wept.", "Courier editor Ida Oru resigned. Ida Oru wept."
    ) == [("agree", "the editor of the Tesmar Courier", "Courier editor")]


def test_two_offices_of_one_person_are_coarser_and_no_conflict() -> None:
    assert titles("Campaign aide Ida Oru resigned.", "Ida Oru, a political adviser to the mayor, resigned.") == [
        ("coarser", "Campaign aide", "a political adviser to the mayor")
    ]


def test_one_body_with_its_words_in_another_order_agrees() -> None:
    found = compare(
        told("She spoke before the Harbour and Fisheries Committee.", name="post"),
        told("She spoke before the Committee on Fisheries and the Harbour.", name="herald"),
    )
    (fact,) = [fact for fact in found.facts if fact.kind == "name"]
    assert fact.verdict == "agree"
    assert {detail.passage.exact for detail in fact.values} == {
        "Harbour and Fisheries Committee",
        "Committee on Fisheries and the Harbour",
    }


def media(words: str) -> list[str]:
    return [value for _, value in find_media(words, Span(0, len(words)), people=frozenset({"ida oru"}))]


def test_programmes_polls_and_interviews_are_named() -> None:
    assert media("She said so on TBS’s “Face the Harbour,” twice.") == ["programme: face harbour"]
    assert media("A TBS/Courier poll gave her 40 percent.") == ["poll: tbs courier"]
    assert media("He told TBS News on Monday.") == ["outlet: tbs"]


def test_a_person_and_a_quotation_are_no_media() -> None:
    assert media("He told Ida Oru: “We will not leave the harbour.”") == []


def test_two_names_of_one_poll_are_the_same() -> None:
    assert same_medium("poll: tbs courier", "poll: tbs daily courier")
    assert not same_medium("outlet: tbs", "programme: tbs")


def found_facts(*stories, kind: str) -> list[tuple[str, ...]]:
    return [(f.verdict, *(d.passage.exact for d in f.values)) for f in compare(*stories).facts if f.kind == kind]


def test_an_office_told_by_a_verb_and_by_its_noun_is_one() -> None:
    one = told("Ida Oru, who leads the Cider League, sat down. Oru wept.", name="post")
    other = told("The leader of the Cider League, Ida Oru, sat down.", name="herald")
    assert ("agree", "The leader of the Cider League", "leads the Cider League") in found_facts(one, other, kind="title")


def test_a_party_in_brackets_and_in_words_is_one() -> None:
    one = told("Rep. Ida Oru (D-Vt.) sat down.", name="post")
    other = told("Ida Oru, a Democrat, sat down.", name="herald")
    assert ("agree", "a Democrat", "D-Vt.") in found_facts(one, other, kind="title")


def test_who_is_described_and_not_named_is_told_less() -> None:
    one = told("Ida Oru, the harbour pilot of Merrow, sat down.", name="post")
    other = told("The harbour pilot sat down and wept.", name="herald")
    assert ("coarser", "The harbour pilot", "Ida Oru") in found_facts(one, other, kind="name")


def test_of_two_who_bear_an_office_nobody_is_meant() -> None:
    one = told("Ida Oru, the harbour pilot, and Bram Sallow, the river pilot, sat down.", name="post")
    other = told("The pilot of the barge sat down and wept.", name="herald")
    assert not any(verdict == "coarser" for verdict, *_ in found_facts(one, other, kind="name"))


def test_a_name_with_a_number_is_the_name_but_a_sons_is_another() -> None:
    one = told("The lawyer Bram Sallow III sat down.", name="post")
    assert found_facts(one, told("Mr Bram Sallow rose.", name="herald"), kind="name") == [
        ("agree", "Bram Sallow", "Bram Sallow III")
    ]
    both = told("Mr Bram Sallow rose. The lawyer Bram Sallow III sat down.", name="herald")
    assert ("agree", "Bram Sallow", "Bram Sallow III") not in found_facts(one, both, kind="name")


def test_a_committee_in_full_and_in_short() -> None:
    one = told("She told the Harbour and Fisheries Committee of it.", name="post")
    other = told("She told the Fisheries Committee on Monday of it.", name="herald")
    assert found_facts(one, other, kind="name") == [("coarser", "Fisheries Committee", "Harbour and Fisheries Committee")]


def test_another_body_with_some_of_the_words_is_no_short_form() -> None:
    one = told("The Merrow Bay Fishing Party voted.", name="post")
    other = told("The Fishing Party voted.", name="herald")
    assert found_facts(one, other, kind="name") == []


def test_what_is_written_like_a_name_and_shown_to_be_nobodys_is_no_person() -> None:
    one = told("It was unlike Merrow Glass in every way, buyers found.", name="one")
    two = told("It is lighter than Merrow Glass by far.", name="two")
    assert [fact for fact in compare(one, two).facts if fact.kind == "name"] == []
    three = told("It was unlike Ida Vail in every way, buyers found. Vail had gone home.", name="three")
    four = told("It is lighter than Ida Vail by far.", name="four")
    assert [fact.why for fact in compare(three, four).facts if fact.kind == "name"] == ["the same name"]


def test_an_honour_is_no_office_and_a_chief_executive_officer_is_a_ceo() -> None:
    assert roles("Ida Oru, twice the league's coach of the year, spoke.", "Ida Oru") == []
    one = told("Merrow CEO Ida Oru spoke.", name="one")
    two = told("Merrow Chief Executive Officer Ida Oru spoke.", name="two")
    assert [fact.verdict for fact in compare(one, two).facts if fact.kind == "title"] == ["agree"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Telegram was removed from the store.", []),
        ("He wrote on Telegram that all was well.", ["platform: telegram"]),
        ("A Facebook post berated them.", ["platform: facebook"]),
    ],
)
def test_a_platform_that_is_spoken_of_is_no_source(words: str, found: list[str]) -> None:
    assert [value for _, value in find_media(words, Span(0, len(words)), people=frozenset())] == found
