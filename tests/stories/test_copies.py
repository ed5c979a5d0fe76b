"""What two reports share: narration, which is a copy, and quotations, of which both are witnesses."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.datamodel import Block
from onrecord.spans import Span
from onrecord.stories import SharedPassages, find_copies
from tests.collation.told import told
from tests.specimens import report_of

NARRATION = "The four-storey building, put up in 1931 as a grain store, has no sprinklers on its upper floors."


def shared(*drawn: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The words of copies and of shared quotations on both sides."""
    stories = [told(words, name=name) for words, name in zip(drawn, "abc", strict=False)]
    found = find_copies([report for report, _ in stories], [statements for _, statements in stories])
    names = {report.id: report.name for report, _ in stories}
    return tuple(
        sorted(
            tuple(w for _, w in sorted(zip((names[r] for r in c.reports), (c.a.exact, c.b.exact), strict=True))) for c in part
        )
        for part in (found.copies, found.quotations)
    )


def copies(*drawn: str) -> list[tuple[str, str]]:
    return shared(*drawn)[0]


def test_a_sentence_that_two_reports_share_is_a_copy() -> None:
    bare = NARRATION.removesuffix(".")
    assert copies(f"Rain fell. {NARRATION} Boats left.", f"{NARRATION} Nobody came.") == [(bare, bare)]


def test_small_edits_stay_inside_a_copy() -> None:
    edited = NARRATION.replace("has no sprinklers", "has no working sprinklers").replace("a grain store", "an old grain store")
    assert copies(NARRATION, edited) == [(NARRATION.removesuffix("."), edited.removesuffix("."))]


def test_a_quotation_that_two_reports_share_is_no_copy_but_a_shared_quotation() -> None:
    words = "Two of the four doors on the packing floor were locked when we came up the stairs"
    quoted = f"<q>“{words},”</q> Ida Oru <c>said</c>."
    assert shared(quoted, f"Rain fell. {quoted}") == ([], [(words, words)])


def test_an_edited_quotation_is_shared_with_the_words_of_either_report() -> None:
    one = "Two of the four doors on the packing floor were locked when we came up the stairs"
    other = "Two of the four big doors on the packing floor had been locked when we came up the stairs"
    assert shared(f"<q>“{one},”</q> Ida Oru <c>said</c>.", f"She <c>said</c>: <q>“{other}.”</q>") == ([], [(one, other)])


def test_words_of_the_report_part_a_quotation_and_ends_of_marks_do_not() -> None:
    first, second = "We counted every boat in the harbour that evening", "and nobody had seen the pilot come back from the mole"
    whole = f"<q>“{first} {second},”</q> Ida Oru <c>said</c>."
    parted = f"<q>“{first},”</q> Ida Oru <c>said</c>, <q>“{second}.”</q>"
    assert [mine for mine, _ in shared(whole, parted)[1]] == [first, second]
    paragraphs = f"<q>“{first}.</q>\n<q>“{second},”</q> Ida Oru <c>said</c>."
    assert [mine for mine, _ in shared(whole, paragraphs)[1]] == [f"{first} {second}"]


def test_what_one_report_quotes_and_the_other_tells_is_a_shared_quotation_of_the_one() -> None:
    stories = [told(f"<q>“{NARRATION}”</q> Ida Oru <c>said</c>.", name="a"), told(f"Rain fell. {NARRATION}", name="b")]
    found = find_copies([report for report, _ in stories], [statements for _, statements in stories])
    (quoting, _), _ = stories
    assert found.copies == ()
    assert [(q.a.exact, q.b.exact, q.quoted_by) for q in found.quotations] == [
        (*[NARRATION.removesuffix(".")] * 2, (quoting.id,))
    ]


def test_what_both_quote_is_not_listed_again_for_one_of_them_that_tells_it_too() -> None:
    quoted = f"<q>“{NARRATION}”</q> Ida Oru <c>said</c>."
    assert len(shared(quoted, f"{NARRATION} {quoted}")[1]) == 1


def test_short_quotations_are_not_listed() -> None:
    quoted = "<q>“We had no warning at all,”</q> Ida Oru <c>said</c>."
    assert shared(quoted, quoted) == ([], [])


def test_a_letter_printed_whole_is_a_shared_quotation() -> None:
    letter = "I have decided to leave the harbour board, and I want you to hear it from me before anyone else does."
    bodies = [
        f"{lead}\n{letter}" for lead in ("Ida Oru is leaving the harbour board.", "A pilot told her staff of her departure.")
    ]
    reports = [
        report_of(
            body,
            name=name,
            blocks=[Block("body", Span(0, body.index("\n"))), Block("body", Span(body.index("\n") + 1, len(body)))],
        )
        for body, name in zip(bodies, "ab", strict=True)
    ]
    found = find_copies(reports, [(), ()])
    assert found.copies == ()
    assert [q.a.exact for q in found.quotations] == [letter.removesuffix(".")]


def test_a_sentence_with_a_quotation_in_its_middle_gives_one_copy_on_each_side() -> None:
    shared = (
        "The harbour board met behind closed shutters on the eve of the regatta and spoke of <m>“a thieves’ bargain with the "
        "dredgers”</m> while lanterns were being strung along the whole length of the quay."
    )
    found = copies(shared, f"Rain fell. {shared}")
    assert [row[0].split()[0] for row in found] == ["The", "while"]
    assert all("thieves" not in words for row in found for words in row)


def test_short_runs_and_long_titles_are_no_copies() -> None:
    assert copies("He left before the end of the day.", "She wept before the end of the day.") == []
    title = "the Royal Society of Rope Makers and Harbour Pilots of Port Averil"
    assert copies(f"He wrote to {title} at once.", f"Nobody at {title} replied.") == []


def test_page_furniture_is_no_copy() -> None:
    words = "Follow the paper of your own harbour for news about every tide and every boat"
    reports = [report_of(words, name=name, blocks=[Block("furniture", Span(0, len(words)))]) for name in "ab"]
    assert find_copies(reports, [(), ()]) == SharedPassages((), ())


def test_the_order_of_the_reports_changes_nothing() -> None:
    stories = [told(f"{lead} {NARRATION}", name=name) for lead, name in (("Rain fell.", "a"), ("Snow fell.", "b"), ("", "c"))]
    wanted = find_copies([r for r, _ in stories], [s for _, s in stories])
    assert len(wanted.copies) == 3
    for order in permutations(stories):
        assert find_copies([r for r, _ in order], [s for _, s in order]) == wanted


@given(
    st.lists(
        st.sampled_from(
            ["the", "old", "mill", "by", "harbour", "burned", "down", "last", "night", "nobody", "came", "to", "help"]
        ),
        max_size=40,
    )
)
def test_copies_are_of_equal_words_and_never_overlap(words: list[str]) -> None:
    stories = [report_of(" ".join(words), name="a"), report_of(" ".join(["Rain", *words[::-1], *words]), name="b")]
    found = find_copies(stories, [(), ()]).copies
    for copy in found:
        assert len(copy.a.exact.split()) >= 7
        for other in found:
            assert other is copy or not (copy.a.span.overlaps(other.a.span) or copy.b.span.overlaps(other.b.span))
