"""The first page: stories by independent texts, what is disputed in them, what arrived, and which feeds fail."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from fastapi.testclient import TestClient

import onrecord
from onrecord.archive import open as open_archive
from onrecord.errors import NotFetched
from onrecord.web import Settings, create_app, pages


class Broken:
    """A fetcher to which no address answers."""

    def fetch(self, url: str, **known: object) -> NoReturn:
        raise NotFetched(
            url,
            "the server says 410 Gone" if "gone" in url else "the server does not answer",
            status=410 if "gone" in url else None,
        )


SAID = [
    "“If the council wants me to quit, I will trade it for the pier,” harbour master Mara Oru said. She counted 14 ships.",
    "“If the council wants me to leave my post, I will trade it for the pier,” harbour master Mara Oru said of 12 ships.",
    "Mara Oru, the harbour master, said on Thursday that she would trade her post for the new pier if the council wanted it.",
]
STRIKE = [
    "“Not another penny will be paid to the crews,” ferry chief Orla Tressick said on Friday after the strike vote at Larrow.",
    "Ferry chief Orla Tressick said on Friday that not another penny would be paid to the crews who strike at Larrow.",
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("today")
    rows = [
        {
            "id": f"pier-{n}",
            "outlet": f"Pier {n}",
            "published": "2031-03-13",
            "title": "Oru would trade her post for a pier",
            "text": text,
        }
        for n, text in enumerate(SAID)
    ] + [
        {
            "id": f"ferry-{n}",
            "outlet": f"Ferry {n}",
            "published": "2031-03-14",
            "title": "Not another penny for crews",
            "text": text,
        }
        for n, text in enumerate(STRIKE)
    ]
    given = folder / "reports.jsonl"
    given.write_text("".join(json.dumps(row) + "\n" for row in rows) + '{"id": "empty", "text": ""}\n', encoding="utf-8")
    with open_archive(folder / "onrecord.db", now=lambda: "2031-03-15T08:00:00Z") as archive:
        archive.add(onrecord.read_reports([str(given)]))
        archive.update()
        list(archive.watch(["https://feeds.example/coast.xml", "https://feeds.example/gone.xml"], Broken()))  # type: ignore[arg-type]
    # Pages are made when a test asks for them and at no other time, however busy the machine is.
    settings = Settings(archive=folder / "onrecord.db", ahead=False, work_time=600, patience=120)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield client


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_most_independent_texts_come_first_though_another_story_is_later(client: TestClient) -> None:
    page = client.get("/").text
    titles = re.findall(r"<h3><a [^>]+><bdi>([^<]+)", page)
    assert titles == ["Oru would trade her post for a pier", "Not another penny for crews"]
    assert re.findall(r"<b>(\d+)</b> independent", page) == ["3", "2"]
    assert "13 March 2031 to 14 March 2031" in page


def test_what_is_disputed_is_said_where_the_story_has_been_made(client: TestClient) -> None:
    (story,) = (story["id"] for story in client.get("/api/v1/stories").json()["items"] if story["reports"] == 3)
    made = client.get(f"/stories/{story}")
    assert made.status_code == 200, made.text
    answer = client.get(f"/api/v1/stories/{story}")
    assert answer.status_code == 200, answer.text
    record = answer.json()
    assert record["differences"]
    page = client.get("/").text
    assert record["differences"][0]["sentence"].split("“")[0].strip() in words_of(page)


def test_what_arrived_and_what_was_not_taken_in_is_shown(client: TestClient) -> None:
    words = words_of(client.get("/").text)
    assert "5 taken in" in words
    assert "1 refused" in words
    assert "Not taken in empty" in words
    assert "Not another penny for crews Ferry 1 , added 15 March 2031" in words


def test_feeds_that_fail_are_named_with_the_reason_and_the_next_try(client: TestClient) -> None:
    words = words_of(client.get("/").text)
    assert "Feeds that fail" in words
    assert re.search(
        r"https://feeds.example/coast.xml failed 1 time: the server does not answer . To be asked again 15 March 2031, 0\d:\d\d UTC",
        words,
    )
    assert re.search(r"https://feeds.example/gone.xml failed 1 time: the server says 410 Gone; not asked again", words)
    assert "9999" not in words
    assert "Feeds that fail" not in words_of(
        client.get("/?all=true&after=" + client.get("/api/v1/stories?limit=1").json()["next"]).text
    )


def test_pages_end_with_a_day_and_lose_no_story(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_FRONT", 1)
    first = client.get("/").text
    assert re.findall(r"<h3><a [^>]+><bdi>([^<]+)", first) == ["Not another penny for crews"]
    (more,) = re.findall(r'<a href="(/\?after=[^"]+)" rel="next"', first)
    second = client.get(more).text
    assert re.findall(r"<h3><a [^>]+><bdi>([^<]+)", second) == ["Oru would trade her post for a pier"]
    assert 'rel="next"' not in second


def test_an_empty_archive_says_what_to_do(tmp_path: Path) -> None:
    open_archive(tmp_path / "onrecord.db").close()
    with TestClient(create_app(Settings(archive=tmp_path / "onrecord.db")), base_url="http://localhost") as empty:
        words = words_of(empty.get("/").text)
        assert "No story yet" in words
        assert "onrecord add" in words
