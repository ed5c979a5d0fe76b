"""Whom a description without a name may stand for."""

from __future__ import annotations

from onrecord.collation.bearers import Meant, find_bearers
from onrecord.people import cast_people
from onrecord.statements import find_statements
from tests.specimens import report_of

NAMED = (
    "Ida Oru, the chairwoman of the Upland Water Board, said the dam would be drained. “We will not fill it again,” Oru said.\n"
    "Bram Sallow, the transport minister, said the road below the dam was closed. “It stays closed,” Sallow said."
)


def meant_in(words: str) -> list[tuple[set[str], set[str]]]:
    """The names of those whom each statement of a second report may mean, and of those whom it cannot."""
    reports = [report_of(NAMED, name="post"), report_of(words, name="herald")]
    statements = [find_statements(report.text) for report in reports]
    cast = cast_people(reports, statements)
    names = {person.id: person.name for person in cast.people}
    found = find_bearers(reports, statements, cast)
    meant = [found.get((reports[1].id, each.id), Meant()) for each in statements[1]]
    return [({names[p] for p in each.people}, {names[p] for p in each.others}) for each in meant]


def bearers_in(words: str) -> list[set[str]]:
    return [people for people, _ in meant_in(words)]


def test_a_description_stands_for_the_one_whom_it_fits() -> None:
    assert bearers_in("The water chief said the dam would be drained within weeks.") == [{"Ida Oru"}]
    assert bearers_in("The minister said the road would stay closed.") == [{"Bram Sallow"}]


def test_a_word_that_tells_which_office_must_be_met() -> None:
    assert bearers_in("The defence minister said the road would stay closed.") == [set()]


def test_who_bears_the_office_for_something_else_is_not_meant() -> None:
    assert meant_in("The defence minister said the road would stay closed.") == [(set(), {"Bram Sallow"})]
    assert meant_in("The minister said the road would stay closed.") == [({"Bram Sallow"}, set())]


def test_several_people_stand_for_nobody() -> None:
    assert bearers_in("Officials said the road would stay closed.") == [set()]


def test_a_body_is_told_by_those_who_lead_it() -> None:
    assert bearers_in("The board said the dam would be drained within weeks.") == [{"Ida Oru"}]
