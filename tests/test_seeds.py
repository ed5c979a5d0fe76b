"""The two reports everything starts from, kept beside the repository: what must never be wrong in their record.

Only places and last names stand here, none of their words.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from onrecord.datamodel import Record, Statement
from onrecord.record import compile_record
from onrecord.reports import read_reports

SHARED = Path(os.environ.get("ONRECORD_SHARED", Path(__file__).resolve().parents[2] / "shared"))
SEEDS = SHARED / "seeds"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed reports are kept beside the repository, and are not there"),
]

# Whose the stretches inside quotation marks are, in order; None: nobody's speech.
SPEAKERS = {
    "000": ["Zelensky", "NATO alliance", "Trump", *["Zelensky"] * 6, "Budanov", "Zelensky", None],
    "003": ["Zelensky", "Trump", "Zelensky"],
}


@pytest.fixture(scope="module")
def record() -> Record:
    return compile_record([outcome.report for outcome in read_reports([SEEDS]) if outcome.report])


def innermost(statements: tuple[Statement, ...], start: int, end: int) -> Statement | None:
    holding = [s for s in statements for p in s.content if p.span.start <= start + 1 and end - 2 <= p.span.end]
    return min(holding, key=lambda s: sum(len(p.span) for p in s.content), default=None)


@pytest.mark.parametrize("number", ["000", "003"])
def test_every_stretch_in_quotation_marks_has_its_speaker_or_says_that_it_is_not_settled(record: Record, number: str) -> None:
    (at,) = (i for i, report in enumerate(record.reports) if report.name.startswith(number))
    words = record.reports[at].text.words
    stretches = [m.span(1) for m in re.finditer(r"[“\"]([^“”\"\n]+)[”\"]?", words)]
    assert len(stretches) == len(SPEAKERS[number])
    for (start, end), expected in zip(stretches, SPEAKERS[number], strict=True):
        statement = innermost(record.statements[at], start, end)
        if expected is None:
            assert statement is None or statement.interpretation.speaker is None, words[start:end]
            continue
        assert statement is not None, f"not found: {start}"
        said = statement.interpretation
        assert said.speaker is None or said.speaker.endswith(expected), (start, said.speaker)


def test_what_both_tell_is_joined_and_aligned(record: Record) -> None:
    joined = [
        (u.speaker or "", " / ".join(p.exact for t in u.tellings for p in t.content).lower(), u) for u in record.utterances
    ]
    (offer,) = [u for speaker, words, u in joined if speaker.endswith("Zelensky") and "exchange it" in words]
    assert {place.variant for place in offer.collation.places} >= {"identical", "wording"}
    assert [words for speaker, words, _ in joined if speaker.endswith("Trump") and words.count("dictator") == 2]
    assert [words for speaker, words, _ in joined if speaker.endswith("Zelensky") and words.count("generations") >= 2]


def test_who_is_cited_is_found_and_nothing_conflicts(record: Record) -> None:
    cited = " ".join(citation.cites for citation in record.citations)
    assert all(name in cited for name in ("Telegraph", "Breitbart", "Kremlin"))
    assert not [fact for fact in record.facts if fact.verdict == "conflict"]
    texts = {report.id: report.text for report in record.reports}
    alone = {a.passage.exact for a in record.only if a.kind == "figure" and texts[a.report_id].words.count("267")}
    assert any("267" in words for words in alone)


def test_the_conditions_of_the_offer_and_of_membership_are_found(record: Record) -> None:
    told = {passage.exact.lower() for each in record.statements for s in each for passage in s.interpretation.condition}
    for begins in ("if it guarantees peace", "if there is peace", "if it would secure", "if moscow violated"):
        assert any(condition.startswith(begins) for condition in told), begins
    assert sum(condition.startswith("if you really need me") for condition in told) == 2


def test_nobody_is_named_as_a_speaker_who_does_not_speak(record: Record) -> None:
    named = {s.interpretation.speaker for each in record.statements for s in each if s.interpretation.resolved == "yes"}
    assert named <= _SPEAKERS, named - _SPEAKERS


_SPEAKERS = {
    "Volodymyr Zelensky",
    "Donald Trump",
    "Pete Hegseth",
    "Marco Rubio",
    "Kyrylo Budanov",
    "Andriy Yermak",
    "United States",
    "Washington",
    "Breitbart",
}
"""Who speaks in the two reports, by reading them."""
