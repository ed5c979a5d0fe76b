"""The finder that is used by default, and how it is applied to a text with blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.datamodel import Text
from onrecord.reports import label_blocks
from onrecord.spans import Span
from onrecord.statements import find_statements
from onrecord.statements.attribution import Shelves
from onrecord.statements.finder import find_attributions
from onrecord.statements.rules import find_attributions as find_by_rules


def test_a_quotation_left_to_nobody_is_given_by_the_rules() -> None:
    words = "Her voice shook as she spoke.\n\n“I have told Mr Rathe so, and I will tell him again tomorrow.”\n\nThe gates were shut."
    assert any("Mr Rathe so" in span.cut(words) for each in find_attributions(words) for span in each.content)


def test_parents_are_those_of_the_order_given() -> None:
    words = (
        "As reported by the Varn Courier, the vote follows Mayor Lee’s recent characterization of him as a “clown” for closing the "
        "harbour. “We will stay,” Oru said on Monday."
    )
    found = find_attributions(words)
    assert any("clown" in span.cut(words) for each in found for span in each.content)
    for each in found:
        if each.parent is not None:
            outer = found[each.parent]
            assert any(piece.holds(each.content[0]) for piece in outer.content)


def test_no_statement_runs_from_a_headline_into_the_byline() -> None:
    words = "Union accuses mattress maker as eleven die in blaze\nPHILIPPA DRUMGOLD\nIndustry Editor\n\nThe owner said on Monday that the doors were never locked."
    text = Text(words, label_blocks(words, byline="Philippa Drumgold"))
    for finder in (find_attributions, find_by_rules):
        for statement in find_statements(text, finder=finder):
            assert all("DRUMGOLD" not in passage.exact for passage in statement.content)


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(1, 400))), st.tuples(st.integers(0, 900), st.integers(1, 400)))
def test_shelves_never_leave_out_what_overlaps(places: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    spans = [Span(start, start + length) for start, length in places]
    shelves = Shelves()
    for number, span in enumerate(spans):
        shelves.put(number, [span])
    span = Span(asked[0], asked[0] + asked[1])
    near = shelves.near([span])
    assert near == sorted(set(near))
    assert {number for number, other in enumerate(spans) if other.overlaps(span)} <= set(near)


def test_who_only_reports_anothers_words_is_not_their_speaker() -> None:
    words = "“If the guns stop, I will leave my post, and gladly,” Oru stated, as reported by the Varn Courier.\n\nThe harbour was calm."
    (found,) = (each for each in find_attributions(words) if any("leave my post" in span.cut(words) for span in each.content))
    assert [span.cut(words) for span in found.source] == ["Oru"]


def test_what_is_suggested_by_nobody_is_found_with_what_it_would_mean_and_on_which_condition() -> None:
    words = (
        "The harbour was quiet. There have been suggestions that a berth could serve as a pledge. This would involve giving "
        "Vellmar a free pier if Corvane broke the pact, although the council kept silent."
    )
    (told,) = [s for s in find_statements(Text(words)) if any("berth" in passage.exact for passage in s.content)]
    assert [passage.exact for passage in told.content] == [
        "that a berth could serve as a pledge",
        "giving Vellmar a free pier if Corvane broke the pact",
    ]
    assert [passage.exact for passage in told.interpretation.condition] == ["if Corvane broke the pact"]
    assert (told.interpretation.speaker, told.interpretation.kind) == (None, "none")


def test_what_is_there_is_not_told() -> None:
    words = "There are reports that nobody reads on the table. There have been three storms. This would mean rain."
    assert not any("storms" in passage.exact for s in find_statements(Text(words)) for passage in s.content)


def test_a_figure_that_somebody_names_is_told_by_them() -> None:
    words = (
        "The ferry sank on Sunday. The Varn Coastguard puts the number of dead at 17, while the Harbour Union had first put the "
        "cost of the berths at 3.5 million crowns over ten years. Rescuers were putting the boats at the quay."
    )
    told = {
        statement.interpretation.speaker: statement.content[0].exact
        for statement in find_statements(Text(words))
        if statement.cue and "put" in statement.cue[-1].exact
    }
    assert told == {
        "Varn Coastguard": "the number of dead at 17",
        "Harbour Union": "the cost of the berths at 3.5 million crowns over ten years",
    }


@pytest.mark.parametrize(
    "words",
    [
        "The storm put the cost at risk.",
        "The scandal puts the share of voters at stake.",
        "The deal puts the value of the yard at risk of falling.",
    ],
)
def test_what_is_put_at_no_number_is_no_figure(words: str) -> None:
    assert not any(each.why == "somebody puts a figure at" for each in find_attributions(words))


def test_who_puts_a_figure_stands_in_the_sentence() -> None:
    words = "Share prices rose. The central bank put the rate at 5."
    found = [each for each in find_attributions(words) if each.content and "the rate at 5" in each.content[-1].cut(words)]
    assert found
    assert all("Share" not in span.cut(words) for each in found for span in each.source)


def test_who_puts_a_figure_somewhere_is_looked_for_in_one_clause_only() -> None:
    words = "The mayor, who put the number at nine, left. It put the price at ten crowns. She will put the bill at the council’s door."
    assert not any(each.why == "somebody puts a figure at" for each in find_attributions(words))
