from __future__ import annotations

from onrecord.datamodel import Report
from onrecord.people import Cast, cast_people, resolve_people
from onrecord.statements import find_statements
from tests.specimens import report_of


def cast(*words: str) -> tuple[list[Report], Cast]:
    reports = [report_of(each, name=str(number)) for number, each in enumerate(words)]
    return reports, cast_people(reports, [find_statements(report.text) for report in reports])


def names(*words: str) -> list[str]:
    return [person.name for person in cast(*words)[1].people]


def test_one_person_under_two_spellings_has_the_mentions_of_both_reports():
    _, found = cast(
        "President Wolodymyr Orensky said it rained. Orensky left.", "Ukrainian leader Volodymyr Orenskyy said it poured."
    )
    (person,) = found.people
    assert len({mention.report_id for mention in person.mentions}) == 2
    assert {mention.passage.exact for mention in person.mentions} >= {"Orensky", "Volodymyr Orenskyy"}
    assert "spelling" in person.why


def test_names_that_differ_by_a_letter_are_two_people():
    assert names("Tam Walz said it rained.", "Tam Waltz said it poured.") == ["Tam Waltz", "Tam Walz"]


def test_a_bare_last_name_joins_the_one_who_has_it():
    assert names("Ida Oru said it rained.", "Ms. Oru said it poured.") == ["Ida Oru"]


def test_a_bare_last_name_that_two_have_joins_neither():
    assert names("Ida Oru said it rained. Karl Oru said it snowed.", "Oru said it poured.") == ["Ida Oru", "Karl Oru", "Oru"]


def test_a_person_and_a_body_are_never_one():
    assert len(names("Ms. Tarn said it rained.", "The Tarn said it poured. The Tarn said it snowed.")) == 2


def test_junior_stays_apart():
    assert names("Dag Hulme said so.", "Dag Hulme Jr. said so.") == ["Dag Hulme", "Dag Hulme Jr."]


def test_the_order_of_the_reports_changes_nothing():
    texts = ["Ida Oru said it rained.", "Ms. Oru said it poured.", "Karl Holm said so. Mr. Holm said no."]
    reports = [report_of(each, name=str(number)) for number, each in enumerate(texts)]
    statements = [find_statements(report.text) for report in reports]
    assert resolve_people(reports, statements) == resolve_people(reports[::-1], statements[::-1])


def test_every_statement_finds_its_person():
    (report,), found = cast("Mayor Ida Oru said it rained. “It pours,” she added. Nobody said more.")
    statements = find_statements(report.text)
    owners = [found.person_of(report.id, statement) for statement in statements[:2]]
    assert [owner.name if owner else None for owner in owners] == ["Ida Oru", "Ida Oru"]
    assert found.person_of(report.id, "s-unknown") is None


def test_roles_are_kept_as_printed():
    _, found = cast("Tide Minister Ida Oru said it rained.")
    assert [role.passage.exact for role in found.people[0].roles] == ["Tide Minister"]


def test_one_person_has_all_names_all_roles_and_the_reports_they_come_from():
    reports, found = cast(
        "Tide Minister Ida Oru said it rained.",
        "Ida K. Oru, the harbour chief, said it poured. Oru left.",
        "Ms. Oru said it would stop.",
    )
    (person,) = found.people
    assert person.name == "Ida K. Oru"
    names_seen = {(mention.report_id, mention.passage.exact) for mention in person.mentions}
    one, two, three = (report.id for report in reports)
    assert names_seen == {(one, "Ida Oru"), (two, "Ida K. Oru"), (two, "Oru"), (three, "Oru")}
    assert {(role.report_id, role.passage.exact) for role in person.roles} == {
        (one, "Tide Minister"),
        (two, "the harbour chief"),
    }


def test_two_of_one_family_and_a_bare_name_stay_apart_in_every_order():
    texts = ("Bill Holm said so. Hilda Holm said no.", "Holm said nothing more.", "Hilda Holm said it again.")
    assert names(*texts) == names(*texts[::-1]) == ["Bill Holm", "Hilda Holm", "Holm"]
