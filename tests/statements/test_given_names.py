from __future__ import annotations

from onrecord.statements.given_names import likely_gender


def test_an_unknown_or_lone_name_tells_nothing():
    assert likely_gender("Xqzt Oru") == likely_gender("Oru") == 0.0


def test_few_people_tell_less_than_many():
    assert 0 < likely_gender("Donald Oru") < likely_gender("John Oru") < 1
