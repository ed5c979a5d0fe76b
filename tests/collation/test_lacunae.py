"""Omissions that change the meaning of the rest, and those that only say less."""

from __future__ import annotations

import pytest

from onrecord.collation.alignment import collate_strands
from tests.collation.told import readings, strand

LONG = "“We will reopen the northern quay in the spring{} and every boat that was tied up there will have its berth again”"


def lost(*tellings: str) -> list[tuple[int, str, str]]:
    collation = collate_strands([strand(telling) for telling in tellings])
    return [(one.telling, one.loses, one.words.exact) for one in collation.lacunae]


@pytest.mark.parametrize(
    ("loses", "words"),
    [
        ("condition", "if the dredgers are paid"),
        ("attribution", "they say"),
        ("hedge", "perhaps"),
    ],
)
def test_words_that_bind_the_rest_are_missed_in_the_middle_of_a_long_quotation(loses: str, words: str) -> None:
    assert lost(LONG.format(f", {words},"), LONG.format("")) == [(1, loses, words)]


@pytest.mark.parametrize("ellipsis", ["…", " . . . ", "..."])
def test_an_ellipsis_owns_up_to_the_cut_and_the_condition_is_gone_all_the_same(ellipsis: str) -> None:
    collation = collate_strands([strand(LONG.format(", if the dredgers are paid,")), strand(LONG.format(ellipsis))])
    (one,) = collation.lacunae
    assert (one.telling, one.loses, one.words.exact) == (1, "condition", "if the dredgers are paid")
    assert one.ellipsis is not None
    assert one.ellipsis.exact == ellipsis.strip()


def test_the_place_is_named_so_and_what_is_graver_keeps_its_name() -> None:
    of_pilots, of_dredgers = (strand(LONG.format(f", if the {whom} are paid,")) for whom in ("pilots", "dredgers"))
    places = [place[:2] for place in readings(collate_strands([of_pilots, of_dredgers, strand(LONG.format(""))]))]
    assert [place for place in places if place[0] != "identical"] == [
        ("omission", "if the"),  # the clause is dropped once, though it falls into several places
        ("altered-inside-marks", "pilots"),
        ("omission-changes-meaning", "are paid"),
    ]


def test_a_denial_and_an_extent_are_missed() -> None:
    whole = "“Most of the lamps on the old northern quay did not burn that night and the pilots knew it well”"
    assert lost(whole, whole.replace(" not", "")) == [(1, "negation", "not")]
    whole = "“The crews that left the northern quay in nearly all of the boats that night came home before dawn”"
    assert [loses for _, loses, _ in lost(whole, whole.replace(" in nearly all of the boats", ""))] == []
    assert [loses for _, loses, _ in lost(whole, whole.replace("nearly all of ", ""))] == ["hedge"]


def test_a_restriction_is_missed_only_where_something_is_denied_or_said_of_all() -> None:
    assert lost("“No gate on this river is ever shut during a flood”", "“No gate on this river is ever shut”") == [
        (1, "restriction", "during a flood")
    ]
    assert lost("“Two gates on this river were shut during a flood”", "“Two gates on this river were shut”") == []


def test_the_other_half_of_a_but_is_missed() -> None:
    assert lost(
        "“I will not shut nine wharves for one bad night, but I will shut any with rotten piles”",
        "“I will not shut nine wharves for one bad night”",
    ) == [(1, "contrast", "but I will shut any with rotten piles")]


def test_a_plain_clause_a_sentence_of_its_own_and_what_is_given_beside_are_not_missed() -> None:
    assert lost(LONG.format(", as the charter asks,"), LONG.format("")) == []
    assert lost("“We will wait at the quay. If they come, we shall sing”", "“We will wait at the quay”") == []
    assert (
        lost("“We will wait at the quay if the tide is late”", "If the tide was late, he said: “We will wait at the quay”")
        == []
    )
    assert lost("“We will wait at the quay if the tide is late”", "In a conditional promise: “We will wait at the quay”") == []


def test_small_words_are_not_missed_where_all_is_reworded() -> None:
    assert (
        lost("“They say some of us may perhaps never row home”", "“Perhaps a few will not come back by oar, people think”")
        == []
    )
