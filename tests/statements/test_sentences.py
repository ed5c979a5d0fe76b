"""Where paragraphs and sentences end."""

import pytest

from onrecord.statements.sentences import find_paragraphs, find_sentences


@pytest.mark.parametrize(
    "words, sentences",
    [
        ("Sen. Lee left. Oru stayed.", ["Sen. Lee left.", "Oru stayed."]),
        ("The U.S. envoy left at 5 p.m. on Monday.", ["The U.S. envoy left at 5 p.m. on Monday."]),
        ("He came at 5 p.m. The mayor left.", ["He came at 5 p.m.", "The mayor left."]),
        ("J. Oru paid $2.5 million.", ["J. Oru paid $2.5 million."]),
        ("“Why?” she asked. “No.” He left.", ["“Why?” she asked.", "“No.”", "He left."]),
        ("oru left. lee stayed.", ["oru left.", "lee stayed."]),
    ],
)
def test_sentences_end(words, sentences):
    assert [span.cut(words) for span in find_sentences(words)] == sentences


def test_hard_wrapped_lines_are_one_paragraph():
    line = "The harbour of Varn will stay open for the winter, the mayor told a"
    assert len(find_paragraphs(f"{line}\n{line}\n{line}\nmeeting.")) == 1


def test_a_single_line_end_parts_paragraphs():
    assert len(find_paragraphs("Harbour stays open\nThe mayor of Varn said so on Monday.\nThe board agreed.")) == 3
