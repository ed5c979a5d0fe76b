"""What a report leaves out, and what it only tells in another way."""

from __future__ import annotations

from tests.collation.told import compare, told

ONE = told("<q>“The board will drain the reservoir,”</q> Ida Oru <c>said</c>.", name="post")
TWO = told("Rain fell. <q>“The board will drain the reservoir,”</q> Ida Oru <c>said</c> then.", name="herald")


def left_out(*stories) -> list[tuple[str, str, str]]:
    found = compare(*stories)
    names = {report.id: report.name for report, _ in stories}
    told_as = {u.id: u.tellings[0].content[0].exact for u in found.utterances}
    told_as |= {f.id: f.values[0].passage.exact for f in found.facts}
    return [(names[left.report_id], left.kind, told_as[left.item]) for left in found.leaves_out]


def test_what_two_others_tell_and_it_does_not_is_left_out() -> None:
    assert left_out(ONE, TWO, told("The hall was cold.", name="mail")) == [
        ("mail", "utterance", "“The board will drain the reservoir,”")
    ]


def test_what_its_words_print_is_not_left_out() -> None:
    assert left_out(ONE, TWO, told("A placard read: the board will drain the reservoir.", name="mail")) == []


def test_a_denial_of_it_is_not_it() -> None:
    other = told("A placard read: the board will never drain the reservoir.", name="mail")
    assert [name for name, *_ in left_out(ONE, TWO, other)] == ["mail"]


def test_what_the_speaker_may_have_said_in_other_words_is_not_called_left_out() -> None:
    other = told("Ida Oru <c>said</c> <i>that they would empty the reservoir, whatever the board voted</i>.", name="mail")
    assert left_out(ONE, TWO, other) == []


def test_a_figure_in_common_says_nothing_of_a_quotation() -> None:
    one = told("<q>“The offer was our last word, and it was two per cent,”</q> Ida Oru <c>said</c>.", name="post")
    two = told("Rain fell. <q>“The offer was our last word, and it was two per cent,”</q> Ida Oru <c>said</c>.", name="herald")
    other = told("Shares fell by two per cent on Monday.", name="mail")
    assert ("mail", "utterance", one[1][0].content[0].exact) in left_out(one, two, other)


def test_an_equal_number_of_other_things_is_no_telling_of_it() -> None:
    one = told("The judge gave Oru three years in the dredging case.", name="post")
    two = told("In the dredging case the judge gave Oru three years.", name="herald")
    assert left_out(one, two, told("Three barges sank.", name="mail")) == [("mail", "fact", "three years")]
    assert left_out(one, two, told("He was away for three years.", name="mail")) == []


def test_a_time_told_less_precisely_is_not_left_out() -> None:
    one = told("The rope works burned shortly after 4 a.m. in the gale.", name="post")
    two = told("The rope works burned before dawn in the gale.", name="herald")
    other = told("At 4.10 a.m. bells rang.", name="mail")
    assert left_out(one, two, other) == []
    assert [name for name, *_ in left_out(one, two, told("Bells rang.", name="mail"))] == ["mail"]


def test_a_small_number_beside_other_words_is_another() -> None:
    one = told("Oru may go to prison for nine years in the dredging case.", name="post")
    two = told("In the dredging case Oru may go to prison for nine years.", name="herald")
    other = told("Oru chaired the harbour board for nine years.", name="mail")
    assert left_out(one, two, other) == [("mail", "fact", "nine years")]
    assert left_out(one, two, told("He faces prison for nine years if the jury agrees.", name="mail")) == []


def test_a_light_verb_in_common_says_nothing() -> None:
    one = told("<q>“That is a sum we can take home,”</q> Ida Oru <c>said</c>.", name="post")
    two = told("Rain fell. <q>“That is a sum we can take home,”</q> Ida Oru <c>said</c>.", name="herald")
    other = told("Ida Oru <c>said</c> <i>that many had taken a pay freeze</i>.", name="mail")
    assert [(name, kind) for name, kind, _ in left_out(one, two, other)] == [("mail", "utterance")]
