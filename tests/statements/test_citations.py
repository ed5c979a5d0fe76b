from __future__ import annotations

import pytest

from onrecord.datamodel import Block, Citation
from onrecord.spans import Span
from onrecord.statements import find_citations, find_statements
from tests.specimens import report_of


def cited(words: str, *, outlet: str | None = None, blocks: tuple[Block, ...] = ()) -> tuple[Citation, ...]:
    report = report_of(words, outlet=outlet, blocks=blocks)
    return find_citations(report, find_statements(report.text))


@pytest.mark.parametrize(
    ("words", "cites"),
    [
        ("“It rains,” Ida Oru said, as reported by the Tesmar Courier.", ["Tesmar Courier"]),
        ("The Harbour Post reported that the wall fell.", ["Harbour Post"]),
        ("Ida Oru told the Harbour Post that the wall fell.", ["Harbour Post"]),
        ("The wall fell, according to the Ministry of Tides.", ["Ministry of Tides"]),
        ("TESMAR (Corvane News) — The wall fell.", ["Corvane News"]),
        ("“It rains,” Ida Oru said in a written statement.", ["written statement of Ida Oru"]),
        ("The wall fell, according to a report in the Harbour Post.", ["Harbour Post"]),
        ("A Harbour Post poll showed that the wall was loved.", ["Harbour Post poll"]),
        ("Ida Oru said on the HBC News program “This Hour” that the wall fell.", ["HBC This Hour"]),
        ("Ida Oru told the Harbour Post’s Karl Holm that the wall fell. Karl Holm left.", ["Harbour Post"]),
        ("The wall fell, as reported by Harbourwatch.com on Monday.", ["Harbourwatch.com"]),
        ("Ida Oru called on the HBC to wait.", []),
        ("The wall fell, according to the officials.", []),
        ("Ida Oru told Per Holm that the wall fell.", []),
        ("Ida Oru said the wall fell.", []),
    ],
)
def test_what_is_named_as_origin(words: str, cites: list[str]):
    assert [citation.cites for citation in cited(words)] == cites


def test_the_reports_own_outlet_is_flagged():
    (citation,) = cited("Ida Oru told the Harbour Post that the wall fell.", outlet="harbour-post")
    assert citation.own


def test_a_citation_knows_the_statement_told_on_its_word():
    report = report_of("“It rains,” Ida Oru said, as reported by the Tesmar Courier.")
    statements = find_statements(report.text)
    (citation,) = find_citations(report, statements)
    assert citation.statement_id in {statement.id for statement in statements}


def test_furniture_is_never_cited():
    words = "The wall fell.\n\nRead more in the Harbour Post, as reported by the Tesmar Courier."
    start = words.index("Read")
    assert cited(words, blocks=(Block("furniture", Span(start, len(words))),)) == ()
