"""A page that takes long to make: its reader is told what is known at once, and sees it as soon as it is there."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from onrecord.web import Settings, create_app
from tests.web.conftest import seal_of, serving


@pytest.fixture
def unmade(place: Path, tmp_path: Path) -> Path:
    """An archive of which nothing has been made into pages."""
    return Path(shutil.copy(place, tmp_path / "onrecord.db"))


def at_last(client: TestClient, path: str, *, seconds: float = 120) -> str:
    """The page as soon as it is made."""
    until = time.monotonic() + seconds
    while (answer := client.get(path)).status_code == 202 and time.monotonic() < until:
        time.sleep(0.2)
    assert answer.status_code == 200
    assert "data-under-way" not in answer.text
    return answer.text


def test_the_reader_is_told_at_once_and_then_shown(unmade: Path, story: str) -> None:
    with TestClient(create_app(Settings(archive=unmade, patience=0.0, work_time=0.0)), base_url="http://localhost") as client:
        card = next(each for each in client.get("/api/v1/reports", params={"story": story}).json()["items"] if each["outlet"])
        person = client.get("/api/v1/people").json()["items"][0]["id"]
        said = client.get("/api/v1/statements").json()["items"][0]
        paths = (f"/stories/{story}", f"/stories/{story}/reading", f"/people/{person}", f"/outlets/{quote(card['outlet'])}")
        for path in paths:
            told = client.get(path)
            assert (told.status_code, told.headers["cache-control"]) == (202, "no-store"), path
            assert 'role="status" data-under-way' in told.text, path
            assert '<noscript><meta http-equiv="refresh"' in told.text, path
        judge = {"story": story, "report": said["report"], "statement": said["statement"]}
        assert client.get("/judge", params=judge).status_code == 200  # judging waits for no page
        told = client.get(paths[0])
        assert card["title"] in told.text
        assert card["outlet"] in told.text
        assert 'id="told"' in at_last(client, paths[0])
        for path in paths[1:]:
            at_last(client, path)

        page = f"/stories/{story}?act=accuse"
        assert client.get(page).status_code == 202
        assert "shown</span>" in at_last(client, page)

        word = {"seal": seal_of(client, "/verify"), "back": paths[0], "by": "Ines Tolvanen"}
        word["word"] = f"statement|not a statement|{said['statement']}"
        kept = client.post("/judge", data=word, follow_redirects=False)
        assert kept.status_code == 303
        shown = at_last(client, kept.headers["location"])
        assert "Judged <strong>not a statement</strong>" in shown
        assert said["statement"] not in shown

        record = f"/api/v1/stories/{story}?texts=false"  # programs are told when to ask again
        answer = client.get(record)
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "under-way")
        assert int(answer.headers["retry-after"]) > 0
        until = time.monotonic() + 120
        while (answer := client.get(record)).status_code == 503 and time.monotonic() < until:
            time.sleep(0.2)
        assert answer.json()["format"] == "onrecord/1"


def test_what_fails_says_so_and_is_tried_again(unmade: Path, story: str) -> None:
    with TestClient(create_app(Settings(archive=unmade, make_time=0.0)), base_url="http://localhost") as client:
        answer = client.get(f"/stories/{story}")
        assert answer.status_code == 503
        assert "try again when the machine is less busy" in answer.text


@pytest.mark.browser
def test_the_page_opens_by_itself(chromium: Any, unmade: Path, story: str) -> None:
    with serving(Settings(archive=unmade, patience=0.0)) as address:
        page = chromium.new_page()
        page.set_default_timeout(120_000)
        page.goto(f"{address}/stories/{story}")
        assert page.locator("[data-under-way]").count() == 1
        page.wait_for_selector("#told")
        page.close()
