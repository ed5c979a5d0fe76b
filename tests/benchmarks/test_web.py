"""What the readers of the web app's benchmark search for."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from benchmarks.web import searches_of, words_of
from onrecord.stores.index import words_ddl


def test_words_are_drawn_from_rare_and_common_ones_and_each_is_asked_once(tmp_path: Path) -> None:
    path = tmp_path / "words.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(words_ddl("sqlite")[0])
        rows = [(f"ferry pier the 2031 rare{chr(97 + n // 2)}word",) for n in range(52)]
        connection.executemany("INSERT INTO words (terms) VALUES (?)", rows)
        connection.commit()
    words = words_of(path, 12)
    assert {"ferry", "pier"} < set(words)
    assert len(words) == len(set(words)) == 12
    assert words == words_of(path, 12)
    assert all(word.isalpha() for word in words)
    searches = searches_of(words)
    assert len(set(searches)) == 12
    assert [asked for asked in searches if asked.endswith("*")] == [f"/search?q={words[5][:5]}*"]
    assert sum("&" in asked for asked in searches) == 2
