"""Channels are sought only around words that they need, and in small letters: nothing may be lost by it."""

from __future__ import annotations

import pytest

from onrecord.statements import channels
from onrecord.statements.channels import _LEADS, _lowered, _matches

APART = "and then nothing that matters was heard for a long while, " * 6
TEXT = APART.join(
    (
        "In an exclusive interview with the Harbour Post she spoke to Radio Tesmar.",
        "IN A STATEMENT TO the Courier he denied it.",
        "As first reported by a senior reporter for the Tide Gazette, the bridge closed; citing the Harbour Post, he left.",
        "Posted late on Friday by a writer for the Courier. Published in the Tide Gazette.",
        "Writing for the Courier, in a Harbour Post op-ed, she told her listeners so.",
    )
)


@pytest.mark.parametrize("form", [form for form, _, hints in _LEADS if hints])
def test_the_matches_around_the_words_are_all_there_are(form: str) -> None:
    (lead, hints) = next((lead, hints) for its, lead, hints in _LEADS if its == form)
    low = _lowered(TEXT)
    everywhere = [match.span() for match in lead.finditer(low)]
    assert len(everywhere) > 0
    assert [match.span() for match in _matches(lead, low, low, hints)] == everywhere


def test_a_statements_noun_is_found_wherever_it_stands() -> None:
    words = f"He sent several letters. {APART} She issued a strongly worded statement, and wrote a post."
    everywhere = [match.span() for match in channels._STATEMENT.finditer(words)]
    assert len(everywhere) == 3
    found = _matches(channels._STATEMENT, words, _lowered(words), channels._WRITINGS)
    assert [match.span() for match in found] == everywhere


def test_small_letters_keep_their_places() -> None:
    words = "İN İstanbul SHE TOLD the Post"
    low = _lowered(words)
    assert len(low) == len(words)
    assert low.index("told") == words.index("TOLD")
