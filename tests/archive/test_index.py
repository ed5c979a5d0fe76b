"""The word index by itself: SQLite and PostgreSQL find and score the same."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from sqlalchemy import text

from onrecord.stores import open_store
from onrecord.stores.index import add_terms, drop_terms, find_rows, score_rows
from onrecord.stores.terms import Clause

WORDS = "the of a lamp lamps lampoon keeper keepers ore oru orrin vash i 1200 café leave leaving post".split()


def test_two_hundred_queries_are_answered_alike(postgres: str, tmp_path: Path) -> None:
    chance = random.Random(11)
    told = [(n, chance.choices(WORDS, weights=range(len(WORDS), 0, -1), k=chance.randint(1, 30))) for n in range(1, 301)]
    early, late = chance.sample(told[:200], 10), chance.sample(told[200:], 30)
    stores = open_store(tmp_path / "one.db"), open_store(postgres)
    for store in stores:
        with store.write() as connection:
            add_terms(connection, told[:200])
            drop_terms(connection, early)
            add_terms(connection, told[200:])
            drop_terms(connection, late)
    found_some = 0
    with stores[0].read() as one, stores[1].read() as other:
        counted = other.execute(text("SELECT count(*), sum(length) FROM words")).one()
        assert other.execute(text("SELECT statements, terms FROM words_whole")).one() == counted
        assert counted[0] == 260
        for number in range(200):
            clauses = _asked(chance, number)
            rows = find_rows(one, clauses)
            assert np.array_equal(rows, find_rows(other, clauses)), clauses
            block = rows[len(rows) // 3 :]
            scores = [score_rows(c, clauses, block, every=rows, whole=260) for c in (one, other)]
            assert np.abs(scores[0] - scores[1]).max(initial=0) < 2e-5, clauses
            found_some += len(rows) > 0
    assert found_some > 100
    for store in stores:
        store.close()


def _asked(chance: random.Random, number: int) -> tuple[Clause, ...]:
    one, two, three = chance.sample(WORDS, 3)
    return (
        (Clause((one,)),),
        (Clause((one,)), Clause((two,))),
        (Clause((one, two)),),
        (Clause((chance.choice(("lam", "keep", "or", "lea")),), prefix=True), Clause((three,))),
        (Clause((one, chance.choice(("lam", "keep", "or", "lea"))), prefix=True),),
    )[number % 5]


def test_what_holds_little_but_the_words_asked_for_does_not_come_first(tmp_path: Path) -> None:
    store = open_store(tmp_path / "one.db")
    told = [(1, ["lamp"]), (2, ["the", "lamp"]), (3, "the keeper will leave the lamp to vash".split()), (4, ["ore"] * 90)]
    with store.write() as connection:
        add_terms(connection, [*told, *((n, ["ore", "vash", "post"]) for n in range(5, 15))])
    with store.read() as connection:
        rows = find_rows(connection, (Clause(("lamp",)),))
        assert rows.tolist() == [1, 2, 3]
        scores = score_rows(connection, (Clause(("lamp",)),), rows, every=rows, whole=14)
    assert np.argsort(-scores).tolist() == [2, 1, 0]
    store.close()
