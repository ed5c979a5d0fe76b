"""Which reports tell one event: the same however they come, and with a reason that can be read."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from onrecord.reports import read_reports
from onrecord.stories import Grouping, JudgedReports, KeptReport, group_stories, pack_profile
from onrecord.stories.grouping import KnownReport, UnknownStory
from onrecord.stories.profiles import find_day, parse_profile, profile_reports, write_profile

FERRY = "The ferry Averil Star struck the breakwater of Port Averil on {day} with 212 passengers aboard, harbour master Ida Oru said. "
MILL = "A fire in the rope mill of Sundvik killed 2 workers at night, fire chief Karel Brandt said. "
TAX = "Finance minister Lotte Hagen put a tax of 4.5 percent on imported timber before the parliament of Norland. "
REPORTS = (
    ("f1", "2031-03-04", "Ferry Averil Star hits breakwater", FERRY.format(day="Tuesday") + "Nobody drowned. Divers looked at the hull of the Averil Star."),
    ("f2", "2031-03-05", "Averil Star ferry crash: 212 rescued", FERRY.format(day="Tuesday") + "Tugs brought the Averil Star into the harbour in the evening."),
    ("f3", "2031-03-05", "Port Averil breakwater struck by ferry", "The Averil Star, a ferry with 212 passengers, struck the breakwater at Port Averil on Tuesday. Captain Jon Rook was at the wheel, Ida Oru said."),
    ("m1", "2031-03-04", "Fire kills two in Sundvik rope mill", MILL + "The rope mill of Sundvik was put up in 1931."),
    ("m2", "2031-03-05", "Two dead after mill fire in Sundvik", MILL + "Karel Brandt said the doors of the Sundvik mill were locked."),
    ("t1", "2031-03-05", "Hagen taxes foreign timber", TAX + "Sawmills in Norland welcomed what Hagen did."),
    ("f4", "2033-09-20", "Averil Star captain on trial", "The captain of the ferry Averil Star, which struck a breakwater in 2031, stood before a court in Port Averil on Monday. Jon Rook denied every charge, his lawyer Petra Holm said."),
)  # fmt: skip


@pytest.fixture(scope="module")
def profiles(tmp_path_factory):
    path = tmp_path_factory.mktemp("reports") / "reports.jsonl"
    rows = ({"id": i, "published": day, "title": title, "text": text} for i, day, title, text in REPORTS)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    reports = [outcome.report for outcome in read_reports([path])]
    return list(profile_reports(reports))


def groups(grouping: Grouping) -> set[tuple[str, ...]]:
    return {story.reports for story in grouping.stories()}


EXPECTED = {("f1", "f2", "f3"), ("m1", "m2"), ("t1",), ("f4",)}


def test_reports_of_one_event_stand_together_and_another_years_report_apart(profiles):
    grouping = Grouping()
    grouping.add_all(profiles)
    assert groups(grouping) == EXPECTED


def test_one_by_one_at_once_and_in_any_order_give_the_same_stories(profiles):
    for seed in range(6):
        shuffled = random.Random(seed).sample(profiles, len(profiles))
        one_by_one = Grouping()
        for profile in shuffled:
            one_by_one.add(profile)
        at_once = Grouping()
        at_once.add_all(shuffled)
        assert one_by_one.stories() == at_once.stories()
        assert groups(one_by_one) == EXPECTED


def test_a_story_keeps_its_id_when_a_report_comes_late(profiles):
    by_id = {profile.report_id: profile for profile in profiles}
    grouping = Grouping()
    (first,) = grouping.add(by_id["f2"])
    changed = grouping.add(by_id["f1"])
    assert [story.id for story in changed] == [first.id]
    assert changed[0].reports == ("f1", "f2")


def test_when_stories_merge_the_older_id_stays_and_the_other_is_still_known(profiles):
    by_id = {profile.report_id: profile for profile in profiles}
    grouping = Grouping()
    grouping.add(by_id["m1"])
    older, younger = grouping.add(by_id["f1"])[0], grouping.add(by_id["t1"])[0]
    grouping._tie("f1", "t1", 900)  # as a report that tells of both would
    merged = grouping._join(["f1"])
    assert [story.id for story in merged] == [older.id]
    assert grouping.find_story(younger.id).id == older.id
    with pytest.raises(UnknownStory, match="y-nothing"):
        grouping.find_story("y-nothing")


def test_adding_names_the_stories_that_changed_and_no_others(profiles):
    grouping = Grouping()
    grouping.add_all(p for p in profiles if p.report_id != "m2")
    (changed,) = grouping.add(next(p for p in profiles if p.report_id == "m2"))
    assert changed.reports == ("m1", "m2")


def keep(grouping: Grouping, profiles, without: str = "") -> list[KeptReport]:
    """What a store keeps: only the links to reports that came before, and the story's id."""
    return [
        KeptReport(p.report_id, pack_profile(p), dict(grouping.links(p.report_id)), grouping.story_of(p.report_id).id)
        for p in profiles
        if p.report_id != without
    ]


def test_a_grouping_is_the_same_after_a_restart_and_goes_on_as_if_there_had_been_none(profiles):
    for cut in range(len(profiles)):
        grouping = Grouping()
        kept = []
        for profile in profiles[:cut]:
            grouping.add(profile)
            kept.append(KeptReport(profile.report_id, pack_profile(profile), grouping.links(profile.report_id)))
        kept = [replace(each, story=grouping.story_of(each.report_id).id) for each in kept]
        again, changed = Grouping.restore(kept)
        assert (again.stories(), changed) == (grouping.stories(), ())
        assert again.add_all(profiles[cut:]) == grouping.add_all(profiles[cut:])
        assert again.stories() == grouping.stories()
        assert [again.explain(p.report_id) for p in profiles] == [grouping.explain(p.report_id) for p in profiles]
        assert {p.report_id: again.links(p.report_id) for p in profiles} == {
            p.report_id: grouping.links(p.report_id) for p in profiles
        }


def test_what_hung_on_a_report_that_is_gone_is_joined_anew(profiles):
    grouping = Grouping()
    grouping.add_all(profiles)
    for gone in profiles:
        left = [profile for profile in profiles if profile is not gone]
        fresh = Grouping()
        fresh.add_all(left)
        again, _ = Grouping.restore(keep(grouping, profiles, without=gone.report_id), loose=grouping.links(gone.report_id))
        assert groups(again) == groups(fresh)


def test_what_editors_say_comes_before_the_chances_in_any_order(profiles):
    judged = (
        JudgedReports(("f1", "f2"), same=False),
        JudgedReports(("t1", "m1"), same=True),
        JudgedReports(("f4", "f2"), same=True),
        JudgedReports(("f4", "gone"), same=True),  # a report that is not there
    )
    seen = set()
    for seed in range(4):
        grouping = Grouping(judged=judged)
        for profile in random.Random(seed).sample(profiles, len(profiles)):
            grouping.add(profile)
        seen.add(frozenset(groups(grouping)))
    (found,) = seen
    assert all(not {"f1", "f2"} <= set(group) for group in found)
    assert any({"t1", "m1"} <= set(group) for group in found)
    assert any({"f4", "f2"} <= set(group) for group in found)
    # a restart with another word gives what grouping anew with that word gives
    again, changed = Grouping.restore(keep(grouping, profiles), loose=["f1", "f2"], judged=judged[1:])
    anew = Grouping(judged=judged[1:])
    anew.add_all(profiles)
    assert groups(again) == groups(anew)
    assert changed


def test_no_third_report_brings_two_together_that_are_kept_apart(profiles):
    judged = (
        JudgedReports(("f1", "f2"), same=False),
        JudgedReports(("f1", "f3"), same=True),
        JudgedReports(("f2", "f3"), same=True),
    )
    grouping = Grouping(judged=judged)
    grouping.add_all(profiles)
    assert grouping.story_of("f1").id != grouping.story_of("f2").id


def test_a_kept_profile_comes_back_as_it_was(profiles):
    for profile in profiles:
        kept = KeptReport(profile.report_id, pack_profile(profile), {})
        assert (kept.profile, kept.day) == (profile, profile.day)
        assert kept.leads[1].tolist() == [weight for _, weight in profile.table.leads]


def test_the_reason_names_the_nearest_report_and_what_both_have(profiles):
    grouping = Grouping()
    grouping.add_all(profiles)
    assert "f1" in grouping.explain("f2") or "f3" in grouping.explain("f2")
    assert "Averil" in grouping.explain("f2")
    assert grouping.explain("t1").startswith("alone")


def test_names_are_shown_as_they_are_printed(profiles):
    told = [replace(profile, printed={"averil": "AVERIL", "brandt": "Brandts"}) for profile in profiles[:2]]
    grouping = Grouping()
    grouping.add_all(told)
    assert "AVERIL" in grouping.explain("f2")
    assert "Tuesday" not in grouping.explain("f2")
    assert parse_profile(json.loads(json.dumps(write_profile(told[0])))) == told[0]


def test_a_report_cannot_be_added_twice(profiles):
    grouping = Grouping()
    grouping.add(profiles[0])
    with pytest.raises(KnownReport, match="f1"):
        grouping.add(profiles[0])


def test_the_day_may_be_unknown(profiles):
    grouping = Grouping()
    grouping.add_all(replace(profile, day=None) for profile in profiles)
    assert any({"f1", "f2"} <= set(story.reports) for story in grouping.stories())
    assert all(story.follows is None for story in grouping.stories())


@pytest.mark.parametrize(
    "tied, later, follows",
    [(3, "2031-03-20", True), (1, "2031-03-20", False), (3, "2031-05-20", False), (3, "2031-02-20", False)],
    ids=["near to three", "near to one", "too late", "earlier"],
)
def test_a_story_follows_one_that_it_is_near_to_and_that_came_shortly_before(profiles, tied, later, follows):
    first = [f"a{n:02}" for n in range(12)]
    kept = [(replace(profiles[0], report_id=a, day=find_day("2031-03-04")), {b: 900 for b in first if b < a}) for a in first]
    for n, report in enumerate(("b1", "b2")):
        links = dict.fromkeys(first[:tied], 600) | ({"b1": 900} if n else {})
        kept.append((replace(profiles[0], report_id=report, day=find_day(later)), links))
    grouping, _ = Grouping.restore([KeptReport(p.report_id, pack_profile(p), links) for p, links in kept])
    assert [len(story.reports) for story in grouping.stories()] in ([12, 2], [2, 12])
    assert (grouping.story_of("b1").follows == grouping.story_of("a00").id) is follows
    assert grouping.story_of("a00").follows is None


def test_group_stories_does_not_care_about_the_order_of_reports(tmp_path):
    path = tmp_path / "reports.jsonl"
    rows = [json.dumps({"id": i, "published": day, "title": title, "text": text}) + "\n" for i, day, title, text in REPORTS]
    path.write_text("".join(rows), encoding="utf-8")
    reports = [outcome.report for outcome in read_reports([path])]
    assert group_stories(reports) == group_stories(reports[::-1])
