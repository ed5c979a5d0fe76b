"""Specimens of news with who said what drawn in: <s>source</s>, <c>cue</c>, <q>content</q>. All people and places are invented."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.statements.attribution import Attribution
from onrecord.statements.rules import find_attributions


def undraw(drawn: str) -> tuple[str, dict[str, list[str]]]:
    """The bare words, and the drawn pieces by role."""
    pieces: dict[str, list[str]] = {"s": [], "c": [], "q": []}
    for role, piece in re.findall(r"<([scq])>(.*?)</\1>", drawn, re.S):
        pieces[role].append(piece)
    return re.sub(r"</?[scq]>", "", drawn), pieces


def trimmed(piece: str) -> str:
    return piece.strip().strip(".,;:")


def found_as(words: str, attribution: Attribution) -> dict[str, list[str]]:
    roles = {"s": attribution.source, "c": attribution.cue, "q": attribution.content}
    return {role: [trimmed(span.cut(words)) for span in spans] for role, spans in roles.items()}


SPECIMENS = [
    # a quotation, then its cue
    "<q>“We will not leave,”</q> <s>Lee</s> <c>said</c>.",
    "<q>“We will not leave,”</q> <c>said</c> <s>Lee</s>.",
    '<q>"We will not leave,"</q> <s>she</s> <c>told</c> reporters in Varn.',
    "<q>``We will not leave,''</q> <s>Mayor Ada Lee</s> <c>said</c> on Monday.",
    "<q>''We will not leave,''</q> <s>Mayor Ada Lee</s> <c>said</c>.",
    "<q>«We will not leave,»</q> <s>Lee</s> <c>said</c>.",
    "<q>„We will not leave“</q>, <s>Lee</s> <c>said</c>.",
    "<q>‘We will not leave,’</q> <s>Lee</s> <c>said</c>.",
    "<q>“Will you leave?”</q> <s>she</s> <c>asked</c>.",
    "<q>“Never!”</q> <s>Oru</s> <c>shouted</c>.",
    "<q>“We will not leave,”</q> <c>said</c> <s>Ada Lee, the mayor of Varn</s>.",
    "<q>“We will not leave,”</q> <c>says</c> <s>Tam Oru, 34, a baker from Varn</s>.",
    "<q>“We will not leave,”</q> <s>Lee</s> <c>wrote</c> on Twitter.",
    "<q>“The ‘deal’ is off,”</q> <s>Lee</s> <c>said</c>.",
    "<q>The plan is “dead on arrival,”</q> <s>Lee</s> <c>said</c>.",
    "<q>“We will not leave,”</q> <s>a spokesman for the harbour authority</s> <c>said</c>.",
    # interrupted by its cue, or going on after it
    "<q>“We will stay,”</q> <s>Lee</s> <c>said</c>. <q>“We always have.”</q>",
    "<q>“We will,”</q> <s>Lee</s> <c>said</c>, <q>“stay in Varn.”</q>",
    "<q>“We will stay,”</q> <c>said</c> <s>Lee</s>. <q>“We always have.”</q>",
    "<q>The plan</q>, <s>Lee</s> <c>said</c>, <q>is dead</q>.",
    # the cue, then a quotation
    "<s>Lee</s> <c>said</c>, <q>“We will not leave.”</q>",
    "<s>Lee</s> <c>said</c>: <q>“We will not leave.”</q>",
    "<s>Lee</s> <c>said</c>: <q>“We will not leave. We never did.”</q>",
    "At a meeting on Sunday, <s>Lee</s> <c>said</c>, <q>“We will not leave.”</q>",
    "<s>She</s> <c>told</c> the council, <q>“We will not leave.”</q>",
    "<s>Lee</s> <c>added</c>, <q>“There is time.”</q>",
    # indirect speech
    "<s>Lee</s> <c>said</c> <q>that the harbour would stay open</q>.",
    "<s>Lee</s> <c>said</c> <q>the harbour would stay open</q>.",
    "<s>The mayor of Varn</s> <c>said</c> on Monday <q>that the harbour would stay open</q>.",
    "<s>Lee</s> <c>told</c> reporters <q>that the harbour would stay open</q>.",
    "<s>Lee</s> <c>told</c> the council <q>she would resign</q>.",
    "<s>Ada Lee, the mayor of Varn,</s> <c>said</c> <q>the harbour would stay open</q>.",
    "<s>Two officials</s> <c>said</c> in a statement <q>that the harbour was closed</q>.",
    "<s>She</s> <c>argued</c> <q>that the law was wrong</q>.",
    "<s>They</s> <c>believe</c> <q>that the ferry is safe</q>.",
    "<s>Lee</s> <c>has warned</c> <q>that the harbour may close</q>.",
    "<s>Lee</s>, however, <c>said</c> <q>the harbour would stay open</q>.",
    "<q>The harbour will stay open</q>, <s>Lee</s> <c>said</c>.",
    "<q>The harbour will stay open</q>, <c>said</c> <s>Lee</s>.",
    "<s>Tam Oru</s>, in a letter to the mayor, <c>said</c> <q>he would resign</q>.",
    "<s>Lee</s> <c>asked</c> <q>whether the ferry was safe</q>.",
    "<s>The head of the union</s> <c>announced</c> <q>that the strike was over</q>.",
    "<s>Lee and Oru</s> <c>said</c> <q>they would resign</q>.",
    # infinitives and objects
    "<s>Lee</s> <c>urged</c> <q>them to leave the harbour</q>.",
    "<s>Lee</s> <c>vowed</c> <q>to rebuild the harbour</q>.",
    "<s>Lee</s> <c>promised</c> <q>to rebuild the harbour</q>.",
    "<s>Lee</s> <c>accused</c> <q>the union of lying</q>.",
    "<s>She</s> <c>criticized</c> <q>the harbour plan</q>.",
    "<s>She</s> <c>described</c> <q>the vote as a “farce”</q>.",
    "<s>Lee</s> <c>called</c> <q>him a “dictator”</q>.",
    # according to, as reported by
    "<c>According to</c> <s>the harbour authority</s>, <q>the ferry was safe</q>.",
    "<q>The ferry was safe</q>, <c>according to</c> <s>the harbour authority</s>.",
    "<c>As reported by</c> <s>the Varn Courier</s>, <q>the ferry was not safe</q>.",
    # the subject stands with another verb
    "<s>The mayor, who left on Sunday</s>, <c>said</c> <q>that the ferry was old</q>.",
    "<s>Lee</s> denied the charge, <c>saying</c> <q>that she had paid</q>.",
    "<s>Lee</s> left early, <c>noting</c> <q>that the vote was over</q>.",
    "<s>Lee</s> praised the crew but <c>said</c> <q>that the ferry was old</q>.",
    # speech without marks
    "Last week, <s>Secretary Tam Oru</s> <c>stated</c>, <q>The harbour does not need a second ferry</q>.",
    "<s>Lee</s> <c>said</c>, <q>We are making progress</q>.",
    # nouns
    "That went against <s>the council</s>’s earlier <c>stance</c> <q>that the town was on a “safe path”</q>.",
    "The vote follows <s>Mayor Lee</s>’s recent <c>characterization</c> of <q>him as a “clown”</q>.",
]  # fmt: skip


@pytest.mark.parametrize("drawn", SPECIMENS)
def test_the_drawn_attribution_is_found(drawn):
    words, pieces = undraw(drawn)
    found = [found_as(words, attribution) for attribution in find_attributions(words)]
    assert pieces["q"], "nothing is drawn in the specimen"
    wanted = {role: [trimmed(piece) for piece in pieces[role]] for role in "sq"}
    wanted["q"] = [piece.removeprefix("of ") for piece in wanted["q"]]
    assert any(each["s"] == wanted["s"] and each["q"] == wanted["q"] for each in found), found


SILENT = [
    "Oru left the hall early to have an “important conversation” with the harbour board.",
    "The 6'2\" sailor bought a 12\" record in the '90s.",
    "The ferry sails at nine.",
    "They found a shop in Varn.",
    "The town’s “Harbour Days” begin in June.",
]


@pytest.mark.parametrize("words", SILENT)
def test_where_nobody_speaks_nothing_is_found(words):
    assert find_attributions(words) == ()


def test_an_unclosed_quotation_leaves_the_next_paragraph_alone():
    words = 'Lee was calm, stating, "I am not angry. I am the mayor.\n\nOru said that the vote was over.'
    found = [found_as(words, each) for each in find_attributions(words)]
    assert {"s": ["Oru"], "c": ["said"], "q": ["that the vote was over"]} in found
    assert any(each["q"] == ['"I am not angry. I am the mayor'] and each["s"] == ["Lee"] for each in found)


def test_speech_told_within_speech_has_its_parent():
    words = "Lee said that Oru had told her that the ferry was old."
    found = find_attributions(words)
    inner = next(each for each in found if each.content[0].cut(words) == "that the ferry was old")
    assert inner.parent is not None
    assert found[inner.parent].source[0].cut(words) == "Lee"


def test_unmarked_speech_in_the_first_person_runs_on_to_an_adding_cue():
    words = "Oru expressed his anger, stating, I read the letter on Monday. I told them so. That is not what I wrote, adding that the board would answer."
    found = [found_as(words, each) for each in find_attributions(words)]
    assert {
        "s": ["Oru"],
        "c": ["stating"],
        "q": ["I read the letter on Monday. I told them so. That is not what I wrote"],
    } in found
    assert any(each["s"] == ["Oru"] and each["q"] == ["that the board would answer"] for each in found)


def test_a_quotation_over_paragraphs_is_one_attribution():
    words = "Lee said: “We will stay.\n\n“We always have.”"
    [found] = find_attributions(words)
    assert [span.cut(words) for span in found.content] == ["“We will stay.", "“We always have.”"]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["said", "he", "Oru", "“", "”", '"', "'", "‘", "’", ",", ".", "\n", "\n\n", " ", "that", "claim", "told", "according", "to", "by",
             "as", "reported", "who", "(", ")", ":", "stating", "I", "was", "accused", "of", "``", "''", "?", "—", "â€œ", "\x00"]
        )
        | st.text(max_size=3),
        max_size=40,
    )
)  # fmt: skip
def test_any_string_gives_spans_inside_it(pieces):
    for words in ("".join(pieces), " ".join(pieces)):
        for attribution in find_attributions(words):
            assert attribution.content
            for span in (*attribution.content, *attribution.cue, *attribution.source):
                assert span.cut(words)


@pytest.mark.parametrize(
    "words", ["a" * 10_000 + " said", '"' * 100_000, "he said that " * 20_000, "“a,” he said. " * 10_000, "Oru, " * 30_000]
)
def test_long_input_ends(words):
    find_attributions(words)
