from __future__ import annotations

import random

from onrecord.stores.lines import Lines


def test_names_are_found_as_by_looking_at_each() -> None:
    chance = random.Random(3)
    words = ["ida", "oru", "oruva", "o'hara", "senior", "al-oru", "jr", "d", "ü"]
    lines = Lines({7 * n: f" {' '.join(chance.choices(words, k=chance.randint(0, 4)))} " for n in range(400)})
    for _ in range(200):
        asked = chance.sample([*words, "nobody", "or"], k=chance.randint(1, 3))
        each = [number for number, line in lines.items() if all(f" {word} " in line for word in asked)]
        assert lines.with_words(asked) == each
    assert lines.with_words([]) == list(lines)
    assert lines.with_words(["oru"])
    assert Lines().with_words(["oru"]) == []


def test_a_name_does_not_run_into_the_next() -> None:
    lines = Lines({1: " ida oru ", 2: " morvath ", 5: "  "})
    assert lines.with_words(["oru", "morvath"]) == []
    assert lines.with_words(["ida oru"]) == [1]
