from __future__ import annotations

import pytest

from onrecord.people.spelling import fold_name, same_body, same_person

ONE = [
    ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
    ("Volodymyr Zelensky", "Wolodymyr Selenskyj"),
    ("Volodymyr Zelenskyy", "Володимир Зеленський"),
    ("Zelensky", "Selenskyj"),
    ("Zelensky", "Зеленский"),
    ("Vladimir Putin", "Владимир Путин"),
    ("Andriy Yermak", "Andrii Ermak"),
    ("Sergey Lavrov", "Sergei Lavrov"),
    ("Muammar Gaddafi", "Moammar Gadhafi"),
    ("Recep Tayyip Erdoğan", "Tayyip Erdogan"),
    ("Örjan Åke", "Orjan Ake"),
    # Initials, middle names, short first names.
    ("Ida K. Oru", "Ida Oru"),
    ("I. Oru", "Ida Oru"),
    ("J.D. Oru", "JD Oru"),
    ("Ida Mae Oru", "Ida Oru"),
    ("Bill Oru", "William Oru"),
    ("Bob Oru", "Robert Oru"),
    ("Liz Oru", "Elizabeth Oru"),
    ("Mike Oru", "Michael Oru"),
    ("Tim Oru", "Timothy Oru"),
    # Particles, hyphens, sons, the order of family and given name.
    ("Ursula von der Leyen", "von der Leyen"),
    ("Chris Van Hollen", "Van Hollen"),
    ("Bashar al-Assad", "Bashar Assad"),
    ("Bashar al-Assad", "Assad"),
    ("Abdel Fattah el-Sisi", "Abdel Fattah al-Sisi"),
    ("Mohammed bin Salman", "Mohammad bin Salman"),
    ("Jean-Claude Oru", "Jean Claude Oru"),
    ("Kim Jong-un", "Kim Jong Un"),
    ("Orbán Viktor", "Viktor Orban"),
    ("Xi Jinping", "Xi"),
    ("Ida Oru-Lee", "Oru-Lee"),
    # Misspelt, a suffix on both.
    ("Vincente Oru", "Vicente Oru"),
    ("Dag Hulme Jr.", "Hulme Jr."),
]


@pytest.mark.parametrize(("a", "b"), ONE)
def test_one_person(a: str, b: str):
    assert same_person(fold_name(a), fold_name(b))
    assert same_person(fold_name(b), fold_name(a))


TWO = [
    ("Walz", "Waltz"),
    ("Tim Walz", "Tim Waltz"),
    ("Marco Rubio", "Marco Rubin"),
    ("Pete Hegseth", "Pete Hesketh"),
    ("Ida Oru", "Karl Oru"),
    ("Ida Oru", "Iva Oru"),
    ("Ida K. Oru", "Ida M. Oru"),
    ("I. Oru", "Karl Oru"),
    ("Dag Hulme", "Dag Hulme Jr."),
    ("Hulme", "Dag Hulme Jr."),
    ("Bill Clinton", "Hillary Clinton"),
    ("Karl Holm", "Karla Holm"),
    ("Daniel Oru", "Danielle Oru"),
    ("Alexander Oru", "Alexandra Oru"),
    ("Ann Oru", "Anna Oru"),
    ("Ann Oru", "Mary Ann Oru"),
    ("Mario Oru", "Marion Oru"),
    ("James Martin", "Martin James"),
    ("Mohammed bin Salman", "Salman"),
    ("Mohammed bin Salman", "Mohammed bin Zayed"),
    ("Kim Jong-un", "Kim Jong-il"),
    ("Taylor Oru", "Taylor"),
    ("Jack Kim", "Kim"),
    ("John Roberts", "John Robertson"),
]


@pytest.mark.parametrize(("a", "b"), TWO)
def test_two_people(a: str, b: str):
    assert same_person(fold_name(a), fold_name(b)) is None
    assert same_person(fold_name(b), fold_name(a)) is None


def test_a_body_and_its_initials():
    assert same_body(fold_name("The National Lighthouse Agency"), fold_name("NLA"))
    assert same_body(fold_name("National Lighthouse Agency"), fold_name("National Harbour Agency")) is None
