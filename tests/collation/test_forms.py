"""One phrase in two forms: tense, person and auxiliaries that come and go between direct and indirect speech."""

from __future__ import annotations

import pytest

from onrecord.collation.alignment import collate_strands
from tests.collation.told import readings, strand


def collated(*tellings: str) -> list[tuple[str, ...]]:
    return readings(collate_strands([strand(telling) for telling in tellings]))


@pytest.mark.parametrize(
    ("direct", "indirect", "place"),
    [
        ("“Lock the sluice and do not ask”", "to lock the sluice and not to ask", ("inflection", "do not ask", "not to ask")),
        ("“The ferry paid for the lamp”", "the ferry had paid for the lamp", ("inflection", "paid", "had paid")),
        ("“The lamps were locked in here”", "the lamps had been locked in there", ("inflection", "were", "had been")),
        ("“We shall call nine divers”", "he would call nine divers", ("person-shift", "We shall", "he would")),
        ("“The delta has water until June”", "the delta would have water until June", ("inflection", "has", "would have")),
    ],
)
def test_a_verb_of_grammar_is_one_place_with_the_words_whose_form_it_changes(
    direct: str, indirect: str, place: tuple[str, ...]
) -> None:
    assert place in collated(direct, indirect)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“The guard had shot two men at the gate”", "the guard was shot two men at the gate"),
        ("“The ferry had to pay for the lamp”", "the ferry had paid for the lamp"),
    ],
)
def test_voice_and_duty_are_no_tense(one: str, other: str) -> None:
    assert "inflection" not in {variant for variant, *words in collated(one, other) if any("had" in w for w in words)}


def test_an_it_inside_the_marks_is_a_thing_and_no_person_is_shifted() -> None:
    assert collated("“It was a prank of the boys”", "the leak was a prank of the boys")[0] == ("wording", "It", "the leak")


def test_a_body_that_speaks_of_itself_is_shifted() -> None:
    places = collated("“We have seventeen names on the list”", "it has seventeen names on the list")
    assert places[0] == ("person-shift", "We have", "it has")


def test_marks_lost_with_their_apostrophe_are_read_beside_a_pronoun() -> None:
    places = collated("“We shall call nine divers”", "he would call nine divers", "Well call nine divers")
    assert places[0] == ("person-shift", "We shall", "he would", "Well")


def test_a_telling_that_quotes_a_third_of_its_words_leaves_out_what_the_quotation_goes_on_with() -> None:
    places = collated(
        "“He told me, Put it under dredging and do not ask”",
        "“He told me, Put it under dredging and do not ask”",
        "Orrin had ordered her to “put it under dredging”",
    )
    assert ("omission", "and do not ask", "and do not ask", "–") in places


def test_a_phrase_in_other_words_is_one_place_where_nobody_lacks_words() -> None:
    places = collated(
        "“I could hear them knocking on the other side”",
        "she had heard colleagues “knocking on the other side” of a door",
        "she could hear colleagues knocking behind a door",
    )
    assert ("wording", "on the other side", "on the other side", "behind") in places


def test_what_a_report_says_around_its_quotation_is_its_own_addition() -> None:
    places = collated(
        "“Rise to the occasion and close the northern gate”",
        "what the wardens ought to do: “Rise to the occasion and close the northern gate”",
    )
    assert places[0] == ("addition", "–", "what the wardens ought to do")


def test_a_that_beside_a_noun_is_no_form_of_it() -> None:
    places = collated("“The ferry is a ruin of the island’s making”", "that the ferry is a ruin of the island’s making")
    assert "inflection" not in {variant for variant, *_ in places}
