"""Things by what each report calls them: "a turkey pardon ceremony" beside "the pardon ceremony"."""

from __future__ import annotations

from tests.collation.told import compare, told


def things(*reports: str) -> list[tuple[str, ...]]:
    found = compare(*(told(words, name=f"report {k}") for k, words in enumerate(reports)))
    return [
        (fact.verdict, *(detail.passage.exact for detail in fact.values)) for fact in found.facts if "one thing" in fact.why
    ]


def test_a_thing_in_different_words_is_coarser() -> None:
    assert things(
        "The council hired an internet security firm after the leak at the harbour.",
        "After the leak at the harbour the council hired a private security firm.",
    ) == [("coarser", "an internet security firm", "a private security firm")]


def test_a_thing_in_the_same_words_agrees() -> None:
    assert things(
        "Smoke filled the packing floor of the mill within a minute.",
        "Within a minute the packing floor of the mill was full of smoke.",
    ) == [("agree", "the packing floor", "the packing floor")]


def test_phrases_in_sentences_about_something_else_are_two_things() -> None:
    assert things("The council hired a security firm.", "A security firm lost its licence in Tesmar last spring.") == []


def test_words_inside_marks_are_compared_as_quotations() -> None:
    sentence = "Ida Oru <c>called</c> the wall at the harbour <q>“a stupid wall”</q> on Sunday."
    found = compare(told(sentence, name="post"), told(sentence, name="herald"))
    assert not [fact for fact in found.facts if "one thing" in fact.why]


def test_a_verb_is_no_part_of_the_phrase_before_it() -> None:
    found = things(
        "The turkey pardon became the ceremony of the season at the palace.",
        "At the palace the turkey pardon became the ceremony of the season.",
    )
    assert ("agree", "The turkey pardon", "the turkey pardon") in found
