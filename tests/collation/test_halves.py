"""Half of an utterance: where a report tells only one, each half has witnesses of its own."""

from __future__ import annotations

from tests.collation.told import compare, told

CROWD = " She told a crowd on the quay."
WHOLE = "<q>“We have nine boats on our list, and nobody has crossed one off,”</q> Ida Oru <c>said</c>."
REPORTED = "Ida Oru <c>said</c> <i>the league had nine boats on its list and that nobody had crossed one off</i>."
FIRST = "Rain fell. Ida Oru <c>spoke</c> of <m>“nine boats” on the list of the league</m>."

FIRST_HALF = "“nine boats” on the list of the league"


def halves(*stories) -> list[tuple[list[str], int, int]]:
    (utterance,) = compare(*stories).utterances
    return [
        ([" ".join(p.exact for p in telling.content) for telling in half.tellings], half.origins.lower, half.origins.upper)
        for half in utterance.halves
    ]


def test_who_tells_the_first_half_is_no_witness_of_the_second() -> None:
    found = halves(told(WHOLE + CROWD, name="echo"), told(REPORTED, name="herald"), told(FIRST + CROWD, name="post"))
    assert found == [
        (["“We have nine boats on our list,", "the league had nine boats on its list", FIRST_HALF], 2, 3),
        (["and nobody has crossed one off,”", "and that nobody had crossed one off"], 1, 2),
    ]


def test_what_all_tell_whole_has_no_halves() -> None:
    third = told("Rain fell. " + REPORTED, name="post")
    assert halves(told(WHOLE, name="echo"), told(REPORTED, name="herald"), third) == []
    assert halves(told(WHOLE, name="echo"), told(FIRST, name="post")) == []


def test_a_condition_and_a_but_are_never_parted_from_what_they_bound() -> None:
    for joint in ("and if it rains nobody will cross one off", "but nobody has crossed one off"):
        whole = WHOLE.replace("and nobody has crossed one off", joint)
        reported = REPORTED.replace("and that nobody had crossed one off", joint)
        assert halves(told(whole, name="echo"), told(reported, name="herald"), told(FIRST, name="post")) == []


def test_two_things_are_no_two_halves() -> None:
    whole = "<q>“We have nine boats and two old barges on our list,”</q> Ida Oru <c>said</c>."
    reported = "Ida Oru <c>said</c> <i>the league had nine boats and two old barges on its list</i>."
    assert halves(told(whole, name="echo"), told(reported, name="herald"), told(FIRST, name="post")) == []


def test_half_of_a_partly_quoted_sentence_stands_as_its_own_words_do() -> None:
    mixed = "Ida Oru <c>said</c> <m>the league had nine boats on its list and that “nobody has crossed one off”</m>."
    (utterance,) = compare(told(WHOLE, name="echo"), told(mixed, name="herald"), told(FIRST, name="post")).utterances
    assert [[telling.manner for telling in half.tellings] for half in utterance.halves] == [
        ["direct", "indirect", "mixed"],
        ["direct", "mixed"],
    ]
