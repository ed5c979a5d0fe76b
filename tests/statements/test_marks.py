"""How quotation marks are read, printed rightly or damaged."""

import pytest

from onrecord.statements.marks import find_quotations


def read(words):
    return [(each.span.cut(words), each.why, each.depth) for each in find_quotations(words)]


@pytest.mark.parametrize(
    "words, quotations",
    [
        ("“We stay,” Oru said.", ["“We stay,”"]),
        ('"We stay," Oru said.', ['"We stay,"']),
        ("``We stay,'' Oru said.", ["``We stay,''"]),
        ("«We stay,» Oru said.", ["«We stay,»"]),
        ("„We stay“, Oru said.", ["„We stay“"]),
        ("‘We can’t stay,’ Oru said.", ["‘We can’t stay,’"]),
        ("'We can't stay,' Oru said.", ["'We can't stay,'"]),
        ('" We stay , " Oru said .', ['" We stay , "']),
        ("â€œWe stay,â€\ufffd Oru said â€” twice.", ["â€œWe stay,â€\ufffd"]),
        ('"He said "no" to me," Oru said.', ['"He said "no" to me,"', '"no"']),
        ("The players' union sold '90s hats, 6'2\" tall.", []),
        ("The crews’ boats weren’t there.", []),
    ],
)
def test_marks_are_read(words, quotations):
    assert [quotation for quotation, _, _ in read(words)] == quotations


def test_a_lost_closing_mark_costs_its_own_sentence():
    words = '"We stay, Oru said. Lee left. "We do not," she said.'
    assert read(words) == [('"We stay, Oru said.', "closing mark missing", 0), ('"We do not,"', "paired", 0)]


def test_a_lost_opening_mark_costs_its_own_sentence():
    words = 'Oru left. We stay," Lee said. “So do we,” Oru said.'
    assert read(words) == [('We stay,"', "opening mark missing", 0), ("“So do we,”", "paired", 0)]


def test_nothing_carries_over_to_the_next_paragraph():
    words = "Lee said: “We stay.\n\nOru left. “Why?” she asked."
    assert read(words) == [("“We stay.", "closing mark missing", 0), ("“Why?”", "paired", 0)]


def test_a_quotation_over_paragraphs_says_so():
    words = "“We stay.\n\n“We always have,” Lee said."
    assert read(words) == [("“We stay.", "continues", 0), ("“We always have,”", "continued", 0)]
