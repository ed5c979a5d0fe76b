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


@pytest.mark.parametrize(
    ("words", "cites"),
    [
        # An outlet named before, by a noun.
        ("The wall fell, the Harbour Post reported. The newspaper said nobody was hurt.", ["Harbour Post", "Harbour Post"]),
        ("The Harbour Post first reported it. “It rains,” Ida Oru told the paper.", ["Harbour Post", "Harbour Post"]),
        ("It was first reported by Harbourwatch.com. The site said the wall fell.", ["Harbourwatch.com", "Harbourwatch.com"]),
        ("The wall fell, according to a report in the Harbour Post. The report said more.", ["Harbour Post", "Harbour Post"]),
        (
            "The Harbour Post reported that the quay was shut. The report said nobody was hurt. The report added more.",
            ["Harbour Post", "Harbour Post", "Harbour Post"],
        ),
        ("The Harbour Post reported it. A county report came out. The report said no.", ["Harbour Post"]),
        ("The site said the wall fell.", []),
        (
            "Ida Oru said on HBC’s “This Hour” that it rained. She told “This Hour” it would stop.",
            ["HBC This Hour", "HBC This Hour"],
        ),
        # Outlets by what stands around them.
        ("Ida Oru told Tesmarion’s Karl Holm in an interview that the wall fell.", ["Tesmarion"]),
        ("Harbourwatch.com first reported that the wall fell.", ["Harbourwatch.com"]),
        ("The wall fell, Harbourwire reported.", ["Harbourwire"]),
        ("The wall fell, according to the HBC and the Harbour Post.", ["HBC", "Harbour Post"]),
        ("The wall fell, according to the Averlandian daily Le Port.", ["Le Port"]),
        ("It appeared in a Wallwatcher article titled “The wall falls.”", ["Wallwatcher"]),
        ("It was shared widely by a reporter for The Harbourer.", ["Harbourer"]),
        ("In a statement to The Harbourer, Ida Oru said so. It was reported by The Harbourer.", None),
        ("The wall fell.\n\nThe Corvane News Agency contributed to this report.", ["Corvane News Agency"]),
        ("According to an ad company, the wall fell.", []),
        ("The mayor insisted on working on “Wall Street.”", []),
        # Papers and postings by whose they are.
        ("Ida Oru issued a statement saying the wall fell.", ["statement of Ida Oru"]),
        ("Mayor Ida Oru sent an e-mail to members saying the wall fell.", ["e-mail of Ida Oru"]),
        ("It was told in a letter from her lawyer, Karl Holm, to the council.", ["letter of Karl Holm"]),
        ("Ida Oru tweeted: “The wall fell.”", ["tweet of Ida Oru"]),
        ("Ida Oru said on Twitter that the wall fell.", ["tweets of Ida Oru"]),
        ("Ida Oru wrote on Facebook that the wall fell.", ["Facebook post of Ida Oru"]),
        ("Ida Oru wrote on Truth Social that the wall fell.", ["Truth Social post of Ida Oru"]),
        ("Ida Oru, who has many followers on Twitter, said the wall fell.", []),
        ("“The Harbour Post reported that,” said Ida Oru.", []),  # she cites it, not the report
    ],
)
def test_what_stands_for_an_origin(words: str, cites: list[str] | None):
    found = [citation.cites for citation in cited(words)]
    assert found == cites if cites is not None else "Harbourer" in found


@pytest.mark.parametrize("outlet", ["www.harbourpost.com", "edition.harbourpost.co.uk", "The Harbour Post"])
def test_an_outlet_known_by_its_address_is_the_reports_own(outlet: str):
    (citation,) = cited("Ida Oru told the Harbour Post that the wall fell.", outlet=outlet)
    assert citation.own


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
