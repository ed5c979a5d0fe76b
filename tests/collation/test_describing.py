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
