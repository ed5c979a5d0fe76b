"""Tellings side by side: what stands in the same place, and how it varies."""

from __future__ import annotations

from itertools import permutations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.collation.alignment import Strand, Token, align_places, align_strands, collate_strands
from onrecord.datamodel import Collation, Text
from onrecord.stories.words import find_words
from tests.collation.told import readings, strand

TRANSLATED = (
    "“If it guarantees calm for the delta, if the council asks me to step back, my bag is packed”",
    "“If there is calm for the delta, if the council asks me to give up my seat, my bag is packed”",
)


def collated(*tellings: str) -> list[tuple[str, ...]]:
    return readings(collate_strands([strand(telling) for telling in tellings]))


def test_two_translations_differ_in_wording_and_nobody_has_altered_anything() -> None:
    assert collated(*TRANSLATED) == [
        ("identical", "If", "If"),
        ("wording", "it guarantees", "there is"),
        ("identical", "calm for the delta, if the council asks me to", "calm for the delta, if the council asks me to"),
        ("wording", "step back", "give up my seat"),
        ("identical", "my bag is packed", "my bag is packed"),
    ]


def test_one_other_word_inside_the_marks_of_a_firm_quotation_is_an_alteration() -> None:
    places = collated(
        "“We will close the bridge tonight and no lorry will pass”",
        "“We will close the harbour tonight and no lorry will pass”",
    )
    assert ("altered-inside-marks", "bridge", "harbour") in places


def test_one_denial_in_two_forms_is_no_alteration() -> None:
    places = collated(
        "“The boats go in ten days and we will not ask for anything else”",
        "“The boats go in ten days and we will ask for nothing more”",
    )
    assert "altered-inside-marks" not in {variant for variant, *_ in places}
    places = collated(
        "“The boats go in ten days and we will ask for anything else”",
        "“The boats go in ten days and we will ask for nothing else”",
    )
    assert "altered-inside-marks" in {variant for variant, *_ in places}


def test_the_same_other_word_outside_the_marks_is_wording() -> None:
    places = collated(
        "“We will close the bridge tonight and no lorry will pass”",
        "they would close the harbour tonight and no lorry would pass",
    )
    assert ("wording", "bridge", "harbour") in places


def test_an_editors_bracket_owns_up_and_is_no_alteration() -> None:
    places = collated(
        "“He will close the bridge tonight and no lorry will pass”",
        "“He will close [the crossing] tonight and no lorry will pass”",
    )
    assert "altered-inside-marks" not in {variant for variant, *_ in places}


def test_a_third_telling_that_agrees_with_one_side_stands_with_it() -> None:
    places = collated(
        "“We will close the bridge tonight and no lorry will pass”",
        "“We will close the harbour tonight and no lorry will pass”",
        "“We will close the bridge”",
    )
    assert ("altered-inside-marks", "bridge", "harbour", "bridge") in places


def test_indirect_speech_shifts_person_and_tense() -> None:
    assert collated("I cannot sign it", "he could not sign it")[0] == ("person-shift", "I cannot", "he could not")
    assert ("person-shift", "my", "her") in collated("“I will keep my office”", "she would keep her office")


def test_spelling_of_words_numerals_and_names() -> None:
    places = collated("ten neighbours met the envoy in Rihad", "10 neighbors met the envoy in Riadh")
    assert [place for place in places if place[0] == "spelling"] == [
        ("spelling", "ten neighbours", "10 neighbors"),
        ("spelling", "Rihad", "Riadh"),
    ]
    places = collated("“She was OK with her adviser”", "“She was okay with her advisor”")
    assert [place for place in places if place[0] != "identical"] == [
        ("spelling", "OK", "okay"),
        ("spelling", "adviser", "advisor"),
    ]


def test_inflection_typography_and_masks() -> None:
    assert collated("it guarantees calm", "it guaranteed calm")[1] == ("inflection", "guarantees", "guaranteed")
    assert collated("It’s over now", "it's over now")[0] == ("typographic", "It’s", "it's")
    assert ("bowdlerised", "b***** all", "bugger all") not in collated("did b***** all", "did bugger all")
    assert ("bowdlerised", "b*****", "bugger") in collated("did b***** all", "did bugger all")


def test_the_shorter_of_two_omits_and_the_one_against_many_adds() -> None:
    longer = "“After a night of rain, the works will not reopen”"
    assert collated(longer, "“the works will not reopen”")[0] == ("omission", "After a night of rain", "–")
    assert collated(longer, "“the works will not reopen”", "“the works will not reopen”")[0][0] == "addition"


def test_a_telling_in_two_parts_is_never_read_across_its_cue() -> None:
    words = "“We stay,” Oru said, “until the river falls”"
    text = Text(words)
    parts = (find_words(words, None)[:2], find_words(words, None)[4:])
    broken = Strand(text, tuple(Token(word, part, True) for part, found in enumerate(parts) for word in found))
    places = readings(collate_strands([broken, strand("“We stay until the river falls”")]))
    assert [place[1] for place in places] == ["We stay", "until the river falls"]


WORDS = st.lists(
    st.sampled_from(
        ["we", "they", "will", "not", "go", "the", "Bridge", "bridge", "ten", "10", "cannot", "can’t", "f***ing", "Rihad"]
    ),
    min_size=1,
    max_size=12,
)


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_every_word_of_every_telling_stands_in_exactly_one_place_in_its_order(tellings: list[list[str]]) -> None:
    strands = [strand(" ".join(words)) for words in tellings]
    columns = align_strands(strands)
    for number, one in enumerate(strands):
        assert [column[number] for column in columns if number in column] == list(range(len(one.tokens)))
    places = align_places(strands)
    for number, one in enumerate(strands):
        found = [place.witnesses[number].passage for place in places]
        words = [w.t for passage in found if passage for w in find_words(one.text.words, passage.span)]
        assert words == [token.word.t for token in one.tokens]
        assert all(len(place.witnesses) == len(strands) for place in places)


@settings(deadline=None)
@given(st.lists(WORDS, min_size=2, max_size=3))
def test_the_order_of_the_tellings_decides_nothing(tellings: list[list[str]]) -> None:
    strands = [strand(" ".join(words)) for words in tellings]
    wanted = readings(Collation(align_places(strands)))
    for order in permutations(range(len(strands))):
        found = readings(Collation(align_places([strands[k] for k in order])))
        back = [(variant, *(row[order.index(k)] for k in range(len(strands)))) for variant, *row in found]
        assert back == wanted


@settings(deadline=None)
@example([["10"], ["ten"]])
@given(st.lists(WORDS, min_size=2, max_size=3))
def test_what_stands_beside_is_the_same_in_every_order(tellings: list[list[str]]) -> None:
    strands = [strand(" ".join(words)) for words in tellings]
    wanted = {(strands[k].ns) for k in collate_strands(strands).beside}
    for order in permutations(range(len(strands))):
        found = collate_strands([strands[k] for k in order])
        assert {strands[order[k]].ns for k in found.beside} == wanted


def test_a_summary_stands_beside_the_quotation_and_is_no_variant_of_it() -> None:
    quoted, altered = (
        "“We will close the bridge tonight and no lorry will pass”",
        "“We will close the bridge tonight, no car will pass”",
    )
    summary, shifted = "a nightly ban on lorries over the bridge", "they would close the bridge tonight and no lorry would pass"
    found = collate_strands([strand(words) for words in (summary, quoted, altered, shifted)])
    assert found.beside == (0,)
    assert {w.telling for place in found.aligned for w in place.witnesses} == {1, 2, 3}
    apart = [place for place in found.places if found.belongs(place) == 0]
    assert any("bridge" in w.passage.exact for place in apart for w in place.witnesses if w.telling == 0 and w.passage)
    assert all(place.variant not in ("omission", "addition", "altered-inside-marks") for place in apart)


def test_a_word_of_grammar_in_place_of_more_words_is_no_alteration_but_a_denial_is() -> None:
    quoted = "“We will mend the wall of the harbour tonight and pay for it”"
    lacking = "“We will mend the of the harbour tonight and pay for it”"
    assert not any(p.variant == "altered-inside-marks" for p in collate_strands([strand(quoted), strand(lacking)]).places)
    denied = "“We will mend no wall of the harbour tonight and pay for it”"
    assert any(p.variant == "altered-inside-marks" for p in collate_strands([strand(quoted), strand(denied)]).places)


def test_nothing_to_align_gives_no_places() -> None:
    assert collate_strands([]).places == ()
    assert collate_strands([strand("…")]).places == ()
