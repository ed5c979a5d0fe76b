"""The agencies that a report credits: in which forms credits are read, and what only speaks of an agency."""

from __future__ import annotations

import pytest

from onrecord.datamodel import Block, Capture, Report, Text
from onrecord.spans import Span
from onrecord.stories.credits import find_credits

LEAD = "The ferry was late again, its captain said."
BODY = "It rained all day over the harbour, and nobody came."


def credited(*paragraphs: str, byline: str | None = None, kind: str = "body") -> list[str]:
    blocks, at = [], 0
    for paragraph in paragraphs:
        blocks.append(Block(kind, Span(at, at + len(paragraph))))
        at += len(paragraph) + 1
    text = Text("\n".join(paragraphs), tuple(blocks))
    return [credit.agency for credit in find_credits(Report("a", text, Capture("sha256:0", 1, "txt"), byline=byline))]


@pytest.mark.parametrize(
    "head, agencies",
    [
        ("PORT AVERIL (AP) —", "Associated Press"),
        ("PORT AVERIL, Norland (AP) --", "Associated Press"),
        ("PORT AVERIL, May 3 (Reuters) -", "Reuters"),
        ("(Reuters) -", "Reuters"),
        ("PORT AVERIL (Reuters/AFP) —", "Reuters AFP"),
        ("Xinhua |", "Xinhua"),
        ("ANSA -", "ANSA"),
        ("(ANSA) - PORT AVERIL, MAY 3 -", "ANSA"),
        ("Port Averil, dpa –", "dpa"),
        ("PORT AVERIL – AP –", "Associated Press"),
        ("Madrid, May 3 (EFE).-", "EFE"),
        ("(Kyodo) _", "Kyodo"),
        ("TASS, May 3.", "TASS"),
        ("PORT AVERIL, May 3. /TASS/.", "TASS"),
        ("New Delhi: (PTI)", "PTI"),
        ("New Delhi, May 3 (IANS)", "IANS"),
        ("KYIV. May 3 (Interfax-Ukraine) -", "Interfax"),
        ("ANKARA (AA) -", "Anadolu"),
        ("AP:", "Associated Press"),
    ],
)
def test_credits_before_the_first_words(head: str, agencies: str) -> None:
    assert " ".join(credited(f"{head} {LEAD}", BODY)) == agencies


@pytest.mark.parametrize(
    "line, agencies",
    [
        ("Reuters contributed to this report.", "Reuters"),
        ("The Associated Press contributed to this story.", "Associated Press"),
        (
            "Associated Press writers Ida Oru in Sundvik and Bel Tann in Port Averil contributed to this report.",
            "Associated Press",
        ),
        ("Contributing: Ida Oru, Bel Tann; The Associated Press", "Associated Press"),
        ("Additional reporting by Reuters and AFP.", "Reuters AFP"),
        ("— With files from The Canadian Press", "Canadian Press"),
        ("This report by The Canadian Press was first published May 3, 2031.", "Canadian Press"),
        ("With inputs from PTI", "PTI"),
        ("(Inputs from IANS)", "IANS"),
        ("Reporting by Ida Oru for Reuters; Editing by Bel Tann", "Reuters"),
        ("Information from the Associated Press was used in this report.", "Associated Press"),
        ("This article includes reporting from Reuters and The Associated Press.", "Reuters Associated Press"),
        ("Source: Reuters/AFP", "Reuters AFP"),
        ("Agencies: AP, Reuters", "Associated Press Reuters"),
        ("io/kk (dpa, AFP, Reuters)", "dpa AFP Reuters"),
        ("dpa/afp", "dpa AFP"),
        ("— AFP", "AFP"),
        ("The Associated Press", "Associated Press"),
        ("PA Media", "PA"),
        ("Australian Associated Press", "AAP"),
        ("By Ida Oru, Associated Press", "Associated Press"),
        ("Ida Oru, Bloomberg News", "Bloomberg"),
        ("dpa/Ida Oru", "dpa"),
        ("Copyright 2031 The Associated Press. All rights reserved.", "Associated Press"),
        ("© 2031 AFP", "AFP"),
        ("©2031 The Averil Times. Distributed by Tribune Content Agency, LLC.", "Tribune News Service"),
        (f"{BODY} - AFP", "AFP"),
        (f"{BODY} (ANI)", "ANI"),
        ("This story has been published from a wire agency feed without modifications to the text. PTI", "PTI"),
    ],
)
def test_credits_on_a_line_of_their_own_or_behind_the_last_sentence(line: str, agencies: str) -> None:
    assert " ".join(credited(LEAD, BODY, line)) == agencies


@pytest.mark.parametrize(
    "byline, agencies",
    [
        ("Ida Oru, Associated Press", "Associated Press"),
        ("By IDA ORU, ASSOCIATED PRESS", "Associated Press"),
        ("Ida Oru | Reuters", "Reuters"),
        ("AP", "Associated Press"),
        ("Agence France-Presse", "AFP"),
        ("Post staff and wire reports", ""),
        ("Pa Oru", ""),
    ],
)
def test_credits_in_the_byline(byline: str, agencies: str) -> None:
    assert " ".join(credited(LEAD, BODY, byline=byline)) == agencies


@pytest.mark.parametrize(
    "words",
    [
        "The captain told Reuters that the ferry was late, and nobody in the harbour office wanted to say why.",
        "AP reported on Monday that the ferry was late.",
        "The ferry was late, said Pa Oru.",
        "“It was late,” she told The Associated Press.",
        "He made the remarks in an interview with Reuters.",
        "The figures were first reported by The Associated Press.",
        "She contributed $200 to his campaign, Reuters found.",
        "The source, who contributed to the board, told Reuters of it.",
        "Oru joined The Averil Times in 2019 from Bloomberg.",
        "He would not go, said Mr. Bloomberg.",
        "Reuters: the agency that is leaving Sundvik is looking for a new house.",
        "Photo by AFP",
        "Image copyright AFP",
        "Getty Images/AFP",
        "Ida Oru/AP",
        "Reuters/Ida Oru The breakwater of Port Averil",
        "© Reuters/ Ida Oru",
    ],
)
def test_an_agency_that_is_spoken_of_or_took_the_picture_is_not_credited(words: str) -> None:
    assert credited(LEAD, words) == []


def test_captions_are_not_read_for_credits() -> None:
    assert credited("The breakwater of Port Averil. (AFP)", kind="caption") == []
    assert credited("The breakwater of Port Averil. (AFP)") == ["AFP"]
