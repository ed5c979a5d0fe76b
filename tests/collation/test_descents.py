"""Which wording can derive from which: only where the evidence has a direction."""

from __future__ import annotations

import pytest

from onrecord.datamodel import Citation, Descent, Passage, Witness
from onrecord.spans import Span
from tests.collation.told import compare, told

WHOLE = "We will reopen the northern quay in the spring, with the money that the islands have lent us, and every boat gets its berth"
CUT = "We will reopen the northern quay in the spring, and every boat gets its berth"
SHORT = "We will reopen the northern quay in the spring"


def derived(*stories, citations=()):
    comparison = compare(*stories, citations=citations)
    names = {report.id: report.name for report, _ in stories}
    found = []
    for utterance in comparison.utterances:
        for descent in utterance.descents:
            sources = tuple(names[utterance.tellings[n].report_id] for n in descent.sources)
            found.append((names[utterance.tellings[descent.telling].report_id], sources, descent.why))
    return found


def quoting(words: str, name: str, **known):
    return told(f"The minister spoke to the {name} at noon. “<q>{words}</q>,” Ida Oru said at the quay.", name=name, **known)


def test_a_wording_with_its_middle_cut_out_can_derive_from_the_longer_one() -> None:
    ((who, sources, why),) = derived(quoting(WHOLE, "whole"), quoting(CUT, "cut"))
    assert (who, sources) == ("cut", ("whole",))
    assert "“with the money that the islands have lent us” is gone from between them" in why


def test_the_order_of_the_reports_changes_nothing() -> None:
    stories = [quoting(WHOLE, "whole"), quoting(CUT, "cut")]
    assert derived(*stories) == derived(*reversed(stories))


def test_who_stops_earlier_owes_nothing() -> None:
    assert derived(quoting(WHOLE, "whole"), quoting(SHORT, "short")) == []


def test_what_was_published_before_derives_from_nothing_later() -> None:
    later = quoting(WHOLE, "whole", published="2031-03-10")
    assert derived(later, quoting(CUT, "cut", published="2031-03-09")) == []
    assert derived(later, quoting(CUT, "cut", published="2031-03-10"))


def test_two_longer_wordings_leave_it_open() -> None:
    other = WHOLE.replace("with the money that the islands have lent us", "as the harbour board has long demanded of us")
    assert derived(quoting(WHOLE, "whole"), quoting(other, "other"), quoting(CUT, "cut")) == []


def test_two_reports_with_one_longer_wording_are_both_named() -> None:
    ((who, sources, _),) = derived(quoting(WHOLE, "a"), quoting(WHOLE, "b"), quoting(CUT, "cut"))
    assert (who, set(sources)) == ("cut", {"a", "b"})


def test_a_report_that_names_the_others_outlet_has_its_words_from_there() -> None:
    first = quoting(SHORT, "first", outlet="Quay Echo")
    second = told(
        f"The minister told the Quay Echo that “<m>{SHORT.replace('We', 'we')}</m>”.", name="second", outlet="Hill Post"
    )
    report = second[0]
    at = report.text.words.index("Quay Echo")
    citation = Citation(report.id, Passage(report.text, Span(at, at + 9)), "Quay Echo", own=False)
    assert [(who, sources) for who, sources, _ in derived(first, second, citations=[citation])] == [("second", ("first",))]
    assert derived(first, second) == []


def test_a_descent_needs_another_telling() -> None:
    with pytest.raises(ValueError, match="at least one other telling"):
        Descent(1, (1,), (Witness(1, None),), "")
