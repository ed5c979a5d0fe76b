"""Paragraphs and their kinds: what is furniture, what is not, and which lines are one paragraph."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.reports import label_blocks

STORY = (
    "The mayor of Vell offered on Monday to leave office if the harbour stays open, her office said.",
    "“I will go the day the first ship comes in,” Ada Oru told the council, which had met behind closed doors.",
    "The dockers have been on strike for nine days. Ninety ships lie at anchor off the breakwater.",
    "Talks go on this week, according to the port authority, which declined to name a date.",
)


def kinds(text: str, **given: str) -> list[tuple[str, str]]:
    return [(block.kind, block.span.cut(text)) for block in label_blocks(text, **given)]


def kind_of(line: str, text: str, **given: str) -> str:
    return {words: kind for kind, words in kinds(text, **given)}[line]


def between(line: str) -> str:
    """The story with a line in its middle."""
    return "\n\n".join((*STORY[:2], line, *STORY[2:]))


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "Story continues below",
        "Share this article",
        "Follow the Vell Courier channel on Nettle:",
        "Read more: the strike that nobody saw coming",
        "Dockers weigh new pay offer Read more",
        "Sign up for our weekly letter from the harbour",
        "Write to the desk at harbour@vellcourier.example",
        "Got a story? Tell us at tips@vellcourier.example or call.",
        "You might also like",
        "[The harbour that shaped a town]",
        "* * *",
        "© 2031 The Vell Courier",
    ],
)
def test_a_line_that_speaks_to_the_reader_is_furniture_wherever_it_stands(line: str) -> None:
    assert kind_of(line, between(line)) == "furniture"
    assert {kind for kind, words in kinds(between(line)) if words != line} == {"body"}


@pytest.mark.parametrize(
    "line",
    [
        "A town without ships",  # a subheading
        "“Follow us,” she said",  # a quotation without its full stop
        "“Read more: it is all in there”",
        "Read the letter, she told them.",
        "She later added:",
        "What you need to know about the strike",
        "Brill — Dockers' union (@tomasbrill) May 4, 2031",
        "The union put its offer on dockers.example and asked members to vote by Friday.",
        "No.",
    ],
)
def test_what_could_be_the_article_stays_body(line: str) -> None:
    assert kind_of(line, between(line)) == "body"


@pytest.mark.parametrize("line", ["Login", "World", "Ships queue as talks drag on", "Most read in Vell"])
def test_behind_the_last_sentence_short_lines_are_furniture(line: str) -> None:
    text = "\n".join((*STORY, line))
    assert kind_of(line, text) == "furniture"


def test_a_short_quotation_behind_the_last_sentence_is_body() -> None:
    assert kind_of("“We go back”", "\n".join((*STORY, "“We go back”"))) == "body"


def test_rows_of_figures_behind_the_last_sentence_are_body() -> None:
    assert kind_of("Vell 12, Orm 14", "\n".join((*STORY, "Vell 12, Orm 14"))) == "body"


def test_a_repeated_short_line_is_furniture() -> None:
    text = "\n\n".join((STORY[0], "The Vell Courier", STORY[1], "The Vell Courier", STORY[2]))
    assert [kind for kind, _ in kinds(text)] == ["body", "furniture", "body", "furniture", "body"]


def test_the_top_of_a_page() -> None:
    text = "Menu\nMayor of Vell offers to go\nBy Ada Finch\nMay 4, 2031 9.30 am\n" + "\n".join(STORY)
    assert [kind for kind, _ in kinds(text)] == ["furniture", "headline", "byline", "dateline", *["body"] * 4]


def test_the_given_title_finds_the_headline_even_where_it_ends_like_a_sentence() -> None:
    text = "Mayor of Vell offers to go.\n" + "\n".join(STORY)
    assert kinds(text)[0][0] == "body"
    assert kinds(text, title="Mayor of Vell offers to go | The Vell Courier")[0][0] == "headline"


def test_a_first_line_unlike_the_given_title_is_no_headline() -> None:
    text = "Nine days of strike in pictures and figures\n" + "\n".join(STORY)
    assert kinds(text)[0][0] == "headline"
    assert kinds(text, title="Mayor of Vell offers to go")[0][0] == "body"


def test_a_first_sentence_is_no_headline() -> None:
    assert [kind for kind, _ in kinds("\n".join(STORY))] == ["body"] * 4


def test_captions_and_credits() -> None:
    caption = "Ships wait off the breakwater of Vell on Sunday. (Tomas Hale/Reuters)"
    assert kind_of(caption, between(caption)) == "caption"
    credit = "(Reporting by Ada Finch in Vell; editing by Tomas Hale)"
    assert kind_of(credit, between(credit)) == "byline"


def test_the_given_byline_is_known_again() -> None:
    assert (
        kind_of("Ada Finch, Vell", "Mayor of Vell offers to go\nAda Finch, Vell\n" + "\n".join(STORY), byline="Ada Finch")
        == "byline"
    )


@pytest.mark.parametrize("gap", ["\n\n", "\n \n", "\r\n\r\n"])
@pytest.mark.parametrize("width", [60, 72, 90])
def test_hand_wrapped_lines_are_one_paragraph(gap: str, width: int) -> None:
    end = "\r\n" if "\r" in gap else "\n"
    text = gap.join(end.join(textwrap.wrap(paragraph, width)) for paragraph in STORY)
    assert [" ".join(words.split()) for _, words in kinds(text)] == list(STORY)


def test_lines_broken_at_the_first_blank_beyond_the_margin_are_one_paragraph() -> None:
    broken = []
    for paragraph in STORY:
        line = ""
        for word in paragraph.split():
            line += word
            line += "\n" if len(line.rpartition("\n")[2]) > 50 else " "
        broken.append(line.strip())
    assert [" ".join(words.split()) for _, words in kinds("\n\n".join(broken))] == list(STORY)


def test_one_line_for_each_paragraph_stays_so() -> None:
    assert [words for _, words in kinds("\n".join(STORY))] == list(STORY)


@given(st.text(st.sampled_from("aB9 .,:“”\"'@#|—()[]{}\n\r\t\u2028é\0"), max_size=300) | st.text(max_size=200))
def test_blocks_hold_every_character_that_is_not_white_space_once_and_in_order(text: str) -> None:
    at = 0
    for block in label_blocks(text):
        assert not text[at : block.span.start].strip()
        assert block.span.cut(text).strip() == block.span.cut(text)
        at = block.span.end
    assert not text[at:].strip()


@given(st.lists(st.sampled_from([*STORY, "Login", "Follow us", "By Ada Finch", "“Yes”"]), max_size=12), st.text(max_size=20))
def test_labels_depend_on_nothing_but_the_text(lines: list[str], title: str) -> None:
    text = "\n".join(lines)
    assert label_blocks(text, title=title) == label_blocks(text, title=title)
