"""Narration that two reports share, and quotations that are no copies."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.datamodel import Block
from onrecord.spans import Span
from onrecord.stories import find_copies
from tests.collation.told import told
from tests.specimens import report_of

NARRATION = "The four-storey building, put up in 1931 as a grain store, has no sprinklers on its upper floors."


def copies(*drawn: str) -> list[tuple[str, str]]:
    stories = [told(words, name=name) for words, name in zip(drawn, "abc", strict=False)]
    found = find_copies([report for report, _ in stories], [statements for _, statements in stories])
    names = {report.id: report.name for report, _ in stories}
    return sorted(
        tuple(w for _, w in sorted(zip((names[r] for r in c.reports), (c.a.exact, c.b.exact), strict=True))) for c in found
    )


def test_a_sentence_that_two_reports_share_is_a_copy() -> None:
    bare = NARRATION.removesuffix(".")
    assert copies(f"Rain fell. {NARRATION} Boats left.", f"{NARRATION} Nobody came.") == [(bare, bare)]


def test_small_edits_stay_inside_a_copy() -> None:
    edited = NARRATION.replace("has no sprinklers", "has no working sprinklers").replace("a grain store", "an old grain store")
    assert copies(NARRATION, edited) == [(NARRATION.removesuffix("."), edited.removesuffix("."))]


def test_a_quotation_that_two_reports_share_is_no_copy() -> None:
    quoted = "<q>“Two of the four doors on the packing floor were locked when we came up the stairs,”</q> Ida Oru <c>said</c>."
    assert copies(quoted, f"Rain fell. {quoted}") == []


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
    assert find_copies(reports, [(), ()]) == ()


def test_the_order_of_the_reports_changes_nothing() -> None:
    stories = [told(f"{lead} {NARRATION}", name=name) for lead, name in (("Rain fell.", "a"), ("Snow fell.", "b"), ("", "c"))]
    wanted = find_copies([r for r, _ in stories], [s for _, s in stories])
    assert len(wanted) == 3
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
    found = find_copies(stories, [(), ()])
    for copy in found:
        assert len(copy.a.exact.split()) >= 7
        for other in found:
            assert other is copy or not (copy.a.span.overlaps(other.a.span) or copy.b.span.overlaps(other.b.span))
