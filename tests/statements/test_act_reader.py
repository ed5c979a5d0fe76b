"""The trained reader of acts, on sentences nobody labelled, and what is made of its likelihoods."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.datamodel import Act, Text
from onrecord.models.loader import UnusableModel, load_model, shipped_model
from onrecord.spans import Span
from onrecord.statements import find_statements
from onrecord.statements.act_reader import ACTS, MODEL, MODES, Reading, Ruled, frame, settle, shipped_reader
from tests.specimens import draw

SAID = Ruled("person", "speech", "direct", "state")


def reading(drawn: str, ruled: Ruled = SAID) -> Reading:
    words, spans = draw(drawn)
    reader = shipped_reader()
    return reader.read(reader.frame(words, ruled, source=spans.get("s", ()), cue=spans.get("c", ()), content=spans["q"]))


@pytest.mark.parametrize(
    ("content", "act"),
    [
        ("“He is a disgrace to this town and everybody knows it,”", "criticise"),
        ("“She is the best mayor we ever had,”", "support"),
        ("“The council must open its books at once,”", "demand"),
        ("“The bridge was built in 1911,”", "state"),
    ],
)
def test_a_neutral_cue_leaves_the_act_to_the_content(content: str, act: str):
    found = reading(f"<q>{content}</q> <c>said</c> <s>Ida Oru</s>.")
    assert ACTS[int(found.acts.argmax())] == act


def test_likelihoods_sum_to_one_and_do_not_depend_on_company():
    alone = reading("<q>“We stay,”</q> <c>said</c> <s>Ida Oru</s>.")
    reading("<q>“" + "A long answer about everything. " * 90 + "”</q> <c>said</c> <s>Per Holm</s>.")
    again = reading("<q>“We stay,”</q> <c>said</c> <s>Ida Oru</s>.")
    assert alone.acts.tobytes() == again.acts.tobytes()
    assert float(alone.acts.sum()) == pytest.approx(1.0, abs=1e-5)
    assert float(alone.modes.sum()) == pytest.approx(1.0, abs=1e-5)


def test_pieces_stand_in_the_order_of_the_text_and_a_long_content_loses_its_middle():
    words, spans = draw("<q>“" + "stone " * 80 + "wall " * 80 + "”</q> <c>said</c> <s>Ida Oru</s>.")
    tokenizer = shipped_model(MODEL).tokenizer
    ids, roles = frame(tokenizer, words, source=spans["s"], cue=spans["c"], content=spans["q"])
    assert roles == [0, *[3] * 96, *[2], *[1] * (len(roles) - 98)]
    assert ids.count(tokenizer.token_to_id("wall")) == 31
    assert ids.count(tokenizer.token_to_id("stone")) == 63


def test_a_thought_states_and_marked_words_are_never_mere_thought():
    sure = np.zeros(len(MODES), dtype=np.float32)
    sure[MODES.index("thought")] = 0.95
    acts = np.zeros(len(ACTS), dtype=np.float32)
    acts[ACTS.index("accuse")] = 0.9
    assert settle(Ruled("person", "speech", "indirect", "accuse"), Reading(acts, sure)) == ("thought", "state")
    assert settle(Ruled("person", "speech", "mixed", "accuse"), Reading(acts, sure)) == ("speech", "accuse")


def test_an_unsure_reading_leaves_what_the_rules_say():
    modes = np.full(len(MODES), 0.15, dtype=np.float32)
    modes[MODES.index("writing")] = 0.55
    acts = np.full(len(ACTS), 0.04, dtype=np.float32)
    acts[ACTS.index("announce")] = 0.22
    assert settle(Ruled("person", "speech", "direct", "offer"), Reading(acts, modes)) == ("speech", "offer")


def test_writing_is_told_by_words_that_the_reader_does_not_see():
    modes = np.zeros(len(MODES), dtype=np.float32)
    modes[MODES.index("speech")] = 1.0
    acts = np.zeros(len(ACTS), dtype=np.float32)
    acts[0] = 1.0
    assert settle(Ruled("person", "writing", "direct", "state"), Reading(acts, modes))[0] == "writing"


def test_a_damaged_model_is_named(tmp_path):
    with pytest.raises(UnusableModel, match=r"acts_v4.*manifest"):
        load_model(tmp_path / "acts_v4")


def test_spans_may_come_in_any_order():
    words = "“We stay,” said Ida Oru, “and we fight.”"
    tokenizer = shipped_model(MODEL).tokenizer
    given = {"source": (Span(16, 23),), "cue": (Span(11, 15),)}
    one = frame(tokenizer, words, content=(Span(0, 10), Span(25, 40)), **given)
    assert one == frame(tokenizer, words, content=(Span(25, 40), Span(0, 10)), **given)


@pytest.mark.parametrize(
    ("quoted", "promised"),
    [("“A promise will keep every boat afloat,”", False), ("“We will pay every crew by Friday, I promise,”", True)],
)
def test_quoted_words_promise_only_what_i_or_we_do(quoted: str, promised: bool):
    (statement,) = find_statements(Text(f"{quoted} said Bennet Garrow, who speaks for the crews."))
    assert (statement.interpretation.act in ("promise", "offer")) is promised


def test_a_refusal_in_words_stands_against_a_reading_that_finds_nothing():
    modes = np.zeros(len(MODES), dtype=np.float32)
    modes[MODES.index("speech")] = 1.0
    for read, settled in (("state", "refuse"), ("threaten", "threaten")):
        acts = np.full(len(ACTS), 0.02, dtype=np.float32)
        acts[ACTS.index(read)] = 0.6
        assert settle(Ruled("person", "speech", "direct", "refuse"), Reading(acts, modes)) == ("speech", settled)


@pytest.mark.parametrize(
    ("ruled", "likely", "settled"), [("support", 0.3, "state"), ("accuse", 0.3, "accuse"), ("support", 0.4, "accuse")]
)
def test_a_charge_on_which_rules_and_reader_differ_needs_to_be_sure(ruled: Act, likely: float, settled: Act) -> None:
    acts = np.full(len(ACTS), (1 - likely) / (len(ACTS) - 1), dtype=np.float32)
    acts[ACTS.index("accuse")] = likely
    modes = np.zeros(len(MODES), dtype=np.float32)
    modes[MODES.index("speech")] = 1.0
    assert settle(Ruled("person", "speech", "indirect", ruled), Reading(acts, modes)) == ("speech", settled)
