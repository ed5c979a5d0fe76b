"""What she said is not joined with his words, though one report took "she" for him."""

from __future__ import annotations

from dataclasses import replace

from onrecord.collation.pronouns import find_pronouns, pronoun_of
from onrecord.collation.utterances import join_tellings
from onrecord.datamodel import Report, Statement
from onrecord.people import cast_people
from onrecord.statements import find_statements
from tests.specimens import report_of

HIS = "Bram Sallow, the director, spoke on Monday. “The chain around her neck was my mistake,” he said."
HERS = "Sallow was asked about the film. “The chain around her neck was his mistake,” she said."


def told(*words: str) -> tuple[list[Report], list[tuple[Statement, ...]]]:
    """Reports and their statements; every "she" is taken for Sallow, as it can be where nothing says that he is a man."""
    reports = [report_of(each, name=f"r{number}") for number, each in enumerate(words)]
    found = [find_statements(report.text) for report in reports]
    taken = [
        tuple(
            replace(each, interpretation=replace(each.interpretation, speaker="Sallow", resolved="yes", kind="person"))
            if pronoun_of(each) == "she"
            else each
            for each in mine
        )
        for mine in found
    ]
    return reports, taken


def test_most_reports_say_what_a_person_is() -> None:
    reports, statements = told(HIS, HIS.replace("Monday", "Tuesday"), HERS)
    cast = cast_people(reports, statements)
    assert {person.name: find_pronouns(reports, statements, cast).get(person.id) for person in cast.people} == {
        "Bram Sallow": "he"
    }


def test_reports_that_differ_say_nothing() -> None:
    reports, statements = told(HIS, HERS)
    assert find_pronouns(reports, statements, cast_people(reports, statements)) == {}


def test_what_she_said_is_not_joined_with_his_words() -> None:
    reports, statements = told(HIS, HIS.replace("Monday", "Tuesday"), HERS)
    groups = join_tellings(reports, statements, cast=cast_people(reports, statements)).groups
    joined = [{telling.report_id for telling in group.tellings} for group in groups]
    assert {reports[0].id, reports[1].id} in joined
    assert not any(reports[2].id in each for each in joined)
