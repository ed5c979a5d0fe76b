"""How many independent witnesses stand behind an utterance."""

from __future__ import annotations

from onrecord.datamodel import Citation
from onrecord.spans import Span
from tests.collation.told import compare, told
from tests.specimens import cut

QUOTED = "<q>“We will not sell the harbour to any dredger,”</q> Ida Oru <c>said</c>"


def origins(*stories, citations=()):
    (utterance,) = compare(*stories, citations=citations).utterances
    return utterance.origins


def cite(story, name: str, *, tied: bool = True) -> Citation:
    report, statements = story
    at = report.text.words.index(name)
    statement = statements[0].id if tied else None
    return Citation(report.id, cut(report, Span(at, at + len(name)))[0], name, own=False, statement_id=statement)


def test_two_reporters_at_one_press_conference_are_two_witnesses() -> None:
    first = told(f"{QUOTED} at the quay. She told a press conference.", name="post")
    second = told(f"Rain fell. {QUOTED} as gulls cried. A news briefing had been called at noon.", name="herald")
    found = origins(first, second)
    assert (found.lower, found.upper) == (2, 2)
    assert found.why[-1] == "nothing shows that one of the 2 reports has it from another"


def test_without_an_occasion_nothing_shows_two_witnesses() -> None:
    found = origins(told(f"{QUOTED} twice.", name="post"), told(f"Rain fell. {QUOTED} as gulls cried.", name="herald"))
    assert (found.lower, found.upper) == (1, 2)
    assert found.why[0] == "no report shows on what occasion it was said"


def test_two_prints_of_one_text_are_one_witness() -> None:
    around = f"{QUOTED} on the stone steps of the customs house, where a brass band had played since the early morning."
    found = origins(told(around, name="post"), told(f"Rain fell. {around}", name="herald"))
    assert (found.lower, found.upper) == (1, 1)
    assert "post" in found.why[0] or "herald" in found.why[0]


def test_a_report_that_names_anothers_outlet_as_its_source_is_no_second_witness() -> None:
    first = told(f"{QUOTED} at the quay.", name="post", outlet="The Averil Post")
    second = told(f"{QUOTED}, according to the Averil Post.", name="herald", outlet="Herald")
    found = origins(first, second, citations=[cite(second, "Averil Post")])
    assert (found.lower, found.upper) == (1, 1)


def test_two_reports_that_name_one_agency_may_be_one_witness() -> None:
    first = told(f"{QUOTED} to Northline Press.", name="post")
    second = told(f"Rain fell. {QUOTED}, Northline Press wrote.", name="herald")
    found = origins(first, second, citations=[cite(first, "Northline Press"), cite(second, "Northline Press")])
    assert (found.lower, found.upper) == (1, 2)
    assert "northline press" in found.why[0]


def test_one_outlet_on_two_days_is_one_witness() -> None:
    first = told(f"{QUOTED} at the quay. She told a press conference.", name="monday", outlet="Averil Post")
    second = told(f"Rain fell. {QUOTED} in the hall. She told a crowd.", name="friday", outlet="Averil Post")
    found = origins(first, second)
    assert (found.lower, found.upper) == (1, 1)
    assert found.why[0] == "friday and monday are one outlet’s: one witness"


def test_a_court_that_heard_it_is_an_occasion() -> None:
    first = told(f"A court heard it. {QUOTED} on Monday.", name="post")
    second = told(f"Rain fell. {QUOTED} as gulls cried. The inquest heard more.", name="herald")
    assert origins(first, second).lower == 2


def test_a_public_gallery_hears_what_is_said() -> None:
    first = told(f"A court heard it. {QUOTED} on Monday.", name="post")
    second = told(f"Rain fell. The public gallery cheered. {QUOTED} as gulls cried.", name="herald")
    assert origins(first, second).lower == 2
    painted = told(f"Rain fell. The portrait gallery shut. {QUOTED} as gulls cried.", name="herald")
    assert origins(first, painted).lower == 1


def test_who_is_datelined_in_another_town_was_not_there() -> None:
    there = told(f"MERROW — {QUOTED} to loud cheers. She told a crowd.", name="post")
    elsewhere = told(f"TESMAR — Gulls cried. {QUOTED}. She told a crowd in Merrow of her plans.", name="herald")
    assert origins(there, elsewhere).lower == 1
    same = told(f"MERROW — Gulls cried. {QUOTED}. She told a crowd in Merrow of her plans.", name="herald")
    assert origins(there, same).lower == 2


def test_who_shares_an_agencys_narration_must_say_that_it_was_there() -> None:
    copied = "The customs house, built of grey stone in the year of the great flood, has stood empty since the spring."
    agency = told(f"MERROW (Northline Press) — {copied} A man shouted.", name="wire")
    first = told(f"Rain fell. {QUOTED} loudly. She told a crowd.", name="post")
    second = told(f"{copied} A crowd was told of it. A jury sat. {QUOTED}.", name="herald")
    report, _ = agency
    at = report.text.words.index("Northline Press")
    citation = Citation(report.id, cut(report, Span(at, at + 15))[0], "Northline Press", own=False)
    found = compare(agency, first, second, citations=[citation]).utterances[0].origins
    assert (found.lower, found.upper) == (1, 2)
    assert compare(first, second).utterances[0].origins.lower == 2
