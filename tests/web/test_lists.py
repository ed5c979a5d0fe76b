"""Every list and every error of the API: one shape, pages by marks that lose nothing, tables when asked for, ETags, counts."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

import onrecord
from onrecord.archive import open as open_archive
from onrecord.samples import find_sample
from onrecord.web import Settings, create_app, pages, person_pages
from onrecord.web.api import HIT_COLUMNS, SAID_COLUMNS

LISTS = ["stories", "reports", "statements", "statements?q=the", "people", "judgements", "people/{person}/statements"]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An archive of three invented stories, with judgements, that no other test changes."""
    path = tmp_path_factory.mktemp("lists") / "onrecord.db"
    with open_archive(path) as archive:
        for story in ("harbour-trial", "ferry-strike", "works-fire"):
            archive.add(onrecord.read_reports([str(find_sample(story))]))
        archive.update()
    with TestClient(create_app(Settings(archive=path, patience=120)), base_url="http://localhost") as client:
        statements = [hit["statement"] for hit in client.get("/api/v1/statements", params={"limit": 20}).json()["items"]]
        for first, second in zip(statements[::2], statements[1::2], strict=True):
            word = {"on": "utterance", "verdict": "unsure", "first": first, "second": second, "by": "Ines Tolvanen"}
            assert client.post("/api/v1/judgements", json=word).status_code == 201
        yield client


def path_of(client: TestClient, name: str) -> str:
    person = client.get("/api/v1/people", params={"limit": 1}).json()["items"][0]["id"]
    return "/api/v1/" + name.replace("{person}", person)


def walk(client: TestClient, path: str, limit: int) -> Iterator[list[Any]]:
    """Page after page."""
    after = None
    while True:
        part = client.get(str(httpx.URL(path).copy_merge_params({"limit": limit} | ({"after": after} if after else {}))))
        assert part.status_code == 200, part.text
        body = part.json()
        assert set(body) == {"items", "next", "total"}
        assert ('rel="next"' in part.headers.get("link", "")) == (body["next"] is not None)
        yield body["items"]
        after = body["next"]
        if after is None:
            return


@pytest.mark.parametrize("name", LISTS)
def test_pages_lose_nothing_and_repeat_nothing(client: TestClient, name: str) -> None:
    path = path_of(client, name)
    whole = [row for page in walk(client, path, 200) for row in page]
    assert len(whole) >= 3
    for limit in (1, 3, 7):
        assert [row for page in walk(client, path, limit) for row in page] == whole
    total = client.get(path).json()["total"]
    assert total in (None, len(whole))


def test_what_comes_in_between_two_pages_shifts_nothing(tmp_path: Path) -> None:
    path = tmp_path / "onrecord.db"
    with open_archive(path) as archive:
        archive.add(onrecord.read_reports([str(find_sample("ferry-strike"))]))
        archive.update()
        with TestClient(create_app(Settings(archive=path, patience=120)), base_url="http://localhost") as client:
            for name, speaker in (
                ("reports", "Cosmo Vane"), ("statements", "Ada Holt"), ("statements?q=the", "Rufus Quill"), ("people", "Iris Marsh"),
            ):  # fmt: skip
                address = path_of(client, name)
                before = [json.dumps(row) for page in walk(client, address, 200) for row in page]
                pages = walk(client, address, 3)
                seen = next(pages)
                text = f"“The last of the boats are the ones that count,” {speaker} said on Friday of the harbour."
                client.post("/api/v1/reports", json={"reports": [{"id": f"a-{name}", "published": "2040-01-01", "text": text}]})
                seen += [row for page in pages for row in page]
                found = [json.dumps(row) for row in seen]
                keys = [key_of(json.loads(row)) for row in before]
                assert [key for key in map(key_of, map(json.loads, found)) if key in keys] == keys, name
                assert len(set(found)) == len(found)


def test_the_page_of_people_goes_on_behind_the_last_who_was_shown(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person_pages, "_PEOPLE", 3)
    whole = [row["id"] for page in walk(client, "/api/v1/people", 200) for row in page]
    seen: list[str] = []
    path = "/people"
    while path:
        page = client.get(path).text
        assert ("Back to the first" in page) == bool(seen)
        seen += re.findall(r'<th scope="row"[^>]*><a href="/people/([^"]+)"', page)
        more = re.findall(r'<a href="(/people\?after=[^"]+)" rel="next"', page)
        path = more[0] if more else ""
    assert seen == whole
    assert client.get("/people?after=x").status_code == 422


def test_the_pages_of_an_outlet_and_of_stories_go_on_behind_a_mark(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_OUTLET_REPORTS", 1)
    outlet = "Larrowmouth Tribune"
    cards = client.get("/api/v1/reports", params={"outlet": outlet}).json()["items"]
    whole = [card["title"] for card in sorted(cards, key=lambda card: card["published"], reverse=True)]
    assert len(whole) > 1
    seen: list[str] = []
    path = f"/outlets/{outlet}"
    while path:
        page = client.get(path).text
        assert ("Back to the latest" in page) == bool(seen)
        seen += re.findall(r"<bdi>([^<]+)", page.split('id="reports-h"')[1].split("</ul>")[0])
        more = re.findall(r'<a href="(/outlets/[^"]+)" rel="next"', page)
        path = more[0].replace("#reports-h", "") if more else ""
    assert [html.unescape(title) for title in seen] == whole
    for name in (f"/outlets/{outlet}", "/"):
        assert client.get(name, params={"after": "x"}).status_code == 422


def test_a_search_is_cut_down_to_a_person_under_whatever_name(client: TestClient) -> None:
    page = client.get("/search?q=the").text
    facet = page.split('id="facet-speaker"')[1].split("</ul>")[0]
    people = client.get("/api/v1/statements/facets?q=the").json()["people"]
    rows = re.findall(r'<a href="(/search[^"]+person=[^"]+)"><bdi>([^<]+)</bdi></a> <span class="quiet">(\d+)', facet)
    assert [(html.unescape(name), int(n)) for _, name, n in rows] == [(p["name"], p["statements"]) for p in people[: len(rows)]]
    assert len({name for _, name, _ in rows}) > 2
    for path, name, count in rows[:4]:
        cut = client.get(html.unescape(path)).text
        assert re.findall(r'id="found-h">(\d+) statement', cut) == [count]
        assert f"<bdi>{name}</bdi>" in cut.split('class="chips"')[1].split("</ul>")[0]
        assert 'name="person"' in cut


def test_a_person_is_shown_with_what_reports_call_them(client: TestClient) -> None:
    person = client.get("/api/v1/people?name=tressick").json()["items"][0]["id"]
    called = re.search(r'<p class="facets">Called (.*?)</p>', client.get(f"/people/{person}").text, re.DOTALL)
    assert called is not None
    for path, words in re.findall(r'<a class="words" href="(/p/[^"]+)"><bdi>([^<]+)</bdi>', called[1]):
        assert f"<mark>{words}</mark>" in client.get(path).text
    assert "chief" in called[1]


def key_of(row: dict[str, Any]) -> str:
    return str(row.get("statement") or row["id"])


def test_a_link_leads_to_the_next_page_of_a_table(client: TestClient) -> None:
    rows: list[list[str]] = []
    address = "/api/v1/statements?q=the&limit=7"
    while address:
        part = client.get(address, headers={"Accept": "text/csv"})
        header, *more = list(csv.reader(io.StringIO(part.text)))
        assert header == HIT_COLUMNS
        rows += more
        link = part.headers.get("link", "")
        address = link[1 : link.index(">")] if link else ""
    whole = client.get("/api/v1/statements?q=the&limit=200").json()
    assert [row[header.index("statement")] for row in rows] == [hit["statement"] for hit in whole["items"]]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv", "text/csv"), ("text/csv, application/json", "text/csv"), ("application/json, text/csv", "application/json"),
        ("text/csv;q=0.3, application/json;q=0.9", "application/json"), ("text/csv, */*;q=0.1", "text/csv"), ("*/*", "application/json"),
        ("text/csv;q=x", "application/json"), ("", "application/json"),
    ],
)  # fmt: skip
def test_a_table_is_sent_to_whom_it_is_dear(client: TestClient, name: str, accept: str, kind: str) -> None:
    part = client.get(path_of(client, name), headers={"Accept": accept})
    assert part.headers["content-type"].split(";")[0] == kind
    assert part.headers["vary"].startswith("Accept")


@pytest.mark.parametrize("name", LISTS)
def test_a_table_has_every_key_of_the_list(client: TestClient, name: str) -> None:
    path = path_of(client, name)
    first, *rest = csv.reader(io.StringIO(client.get(path, headers={"Accept": "text/csv"}).text))
    items = client.get(path).json()["items"]
    assert set(first) == set(items[0])
    assert len(rest) == len(items)
    assert set(SAID_COLUMNS) >= set(HIT_COLUMNS) - {"title", "words", "statement"}


@pytest.mark.parametrize("name", ["stories?since=2100", "reports?outlet=nobody", "statements?q=zzzz", "people?name=zzzz"])
def test_an_empty_list_has_the_same_shape_and_a_table_its_head(client: TestClient, name: str) -> None:
    assert client.get(f"/api/v1/{name}").json()["items"] == []
    assert len(client.get(f"/api/v1/{name}", headers={"Accept": "text/csv"}).text.splitlines()) == 1


def test_every_answer_has_an_etag_that_holds(client: TestClient) -> None:
    hit = client.get("/api/v1/statements").json()["items"][0]
    start, end = hit["passages"][0]["span"]
    names = [
        "", *LISTS, f"stories/{hit['story']}", f"stories/{hit['story']}?texts=false", "people/{person}", "people/{person}/positions",
        "statements/facets?q=the", f"passages/{hit['report']}/{start}-{end}",
    ]  # fmt: skip
    for name in names:
        path = path_of(client, name).rstrip("/")
        first = client.get(path)
        assert first.status_code == 200, path
        again = client.get(path, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b""), path
        assert again.headers["etag"] == first.headers["etag"]
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    table = client.get("/api/v1/reports", headers={"Accept": "text/csv"})
    assert table.headers["etag"] != client.get("/api/v1/reports").headers["etag"]


def test_facets_count_all_pages(client: TestClient) -> None:
    whole = [hit for page in walk(client, "/api/v1/statements?q=the", 50) for hit in page]
    found = client.get("/api/v1/statements/facets?q=the").json()
    assert found["total"] == len(whole) == client.get("/api/v1/statements?q=the&limit=1").json()["total"]
    for kind, key in (("acts", "act"), ("manners", "manner"), ("outlets", "outlet")):
        counted = {row["name"]: row["statements"] for row in found[kind]}
        assert counted == {name: sum(hit[key] == name for hit in whole) for name in {hit[key] for hit in whole} - {None}}, kind
    assert sum(row["statements"] for row in found["months"]) <= len(whole)
    some = found["acts"][0]["name"]
    assert client.get(f"/api/v1/statements/facets?q=the&act={some}").json()["total"] == found["acts"][0]["statements"]


@pytest.mark.parametrize("after", ["x", "1", "WzEsMl0", "a" * 400, "☃", "WyJ3b3JkcyIsMSwyLDMsNCw1XQ"])
@pytest.mark.parametrize("name", LISTS)
def test_a_mark_that_is_none_of_ours_is_an_error_of_the_one_shape(client: TestClient, name: str, after: str) -> None:
    answer = client.get(str(httpx.URL(path_of(client, name)).copy_merge_params({"after": after})))
    assert answer.status_code in (404, 422) or (name == "reports" and answer.status_code == 200), answer.text
    if answer.status_code != 200:
        assert set(answer.json()["error"]) == {"code", "message", "faults"}


def test_positions_go_on_before_the_first_day_that_was_read(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.web import stories

    path = str(client.app.state.desk.settings.archive)  # type: ignore[attr-defined]
    person = client.get("/api/v1/people?name=tressick").json()["items"][0]
    whole = stories.find_person_positions(path, person["id"], "whole", "all", None, None, None)
    assert whole["read"] == person["statements"]
    assert whole["before"] is None
    monkeypatch.setattr(stories, "LATEST", 3)
    read, until, first = 0, None, None
    while True:
        part = stories.find_person_positions(path, person["id"], "parts", f"until {until}", None, None, until)
        read += part["read"]
        assert first is None or part["last"] < first
        first, until = part["first"], part["before"]
        if until is None:
            break
    assert read == person["statements"]
    assert first == whole["first"]


def test_a_liking_that_is_no_number_is_no_liking(client: TestClient) -> None:
    answer = client.get("/api/v1/statements", headers={b"accept": "text/csv;q=²".encode("latin-1")})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
