from __future__ import annotations

import pytest

from onrecord.people.spelling import fold_name, same_body, same_person


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        ("Volodymyr Zelensky", "Wolodymyr Selenskyj"),
        ("Zelensky", "Selenskyj"),
        ("Andriy Yermak", "Andrii Ermak"),
        ("Ida K. Oru", "Ida Oru"),
        ("I. Oru", "Ida Oru"),
        ("Vincente Oru", "Vicente Oru"),
        ("Örjan Åke", "Orjan Ake"),
    ],
)
def test_one_person(a: str, b: str):
    assert same_person(fold_name(a), fold_name(b))
    assert same_person(fold_name(b), fold_name(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Walz", "Waltz"),
        ("Tim Walz", "Tim Waltz"),
        ("Marco Rubio", "Marco Rubin"),
        ("Pete Hegseth", "Pete Hesketh"),
        ("Ida Oru", "Karl Oru"),
        ("Ida K. Oru", "Ida M. Oru"),
        ("Dag Hulme", "Dag Hulme Jr."),
        ("Hulme", "Dag Hulme Jr."),
    ],
)
def test_two_people(a: str, b: str):
    assert same_person(fold_name(a), fold_name(b)) is None


def test_a_body_and_its_initials():
    assert same_body(fold_name("The National Lighthouse Agency"), fold_name("NLA"))
    assert same_body(fold_name("National Lighthouse Agency"), fold_name("National Harbour Agency")) is None
