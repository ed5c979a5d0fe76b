"""The tutorial's pictures: made by `ONRECORD_PICTURES=1 pytest tests/web/test_pictures.py`, of invented stories; small, and there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import onrecord
from onrecord.archive import open as open_archive
from onrecord.samples import find_sample
from onrecord.web import Settings
from tests.web.conftest import serving

DOCS = Path(__file__).parents[2] / "docs"
NAMES = ("today", "story", "citations", "reading", "person", "search")
MOST = 200_000
STORIES = ("ceasefire", "ferry-strike", "harbour-trial", "works-fire")


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_small_and_shown_in_the_tutorial(name: str) -> None:
    picture = DOCS / "pictures" / f"{name}.png"
    assert picture.read_bytes()[:4] == b"\x89PNG"
    assert picture.stat().st_size < MOST
    assert f"](pictures/{name}.png)" in (DOCS / "tutorial.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over an archive of four invented stories."""
    path = tmp_path_factory.mktemp("pictures") / "onrecord.db"
    with open_archive(path) as archive:
        archive.add(onrecord.read_reports([str(find_sample(story)) for story in STORIES]))
        archive.update()
    with serving(Settings(archive=path, patience=120)) as address:
        yield address


@pytest.mark.browser
@pytest.mark.skipif("ONRECORD_PICTURES" not in os.environ, reason="pictures are made when ONRECORD_PICTURES is set")
def test_pictures_are_made(chromium: Any, address: str) -> None:
    api = httpx.Client(base_url=f"{address}/api/v1", timeout=120)
    stories = {story["title"]: f"/stories/{story['id']}" for story in api.get("/stories").json()["items"]}
    trial = next(path for title, path in stories.items() if "harbour chief" in title)
    offer = next(path for title, path in stories.items() if "guns fall silent" in title)
    person = api.get("/people", params={"name": "Tressick"}).json()["items"][0]["id"]
    for path in stories.values():
        httpx.get(address + path, timeout=120)  # made, so that the first page knows what is disputed
    paths = {
        "today": "/", "story": offer, "citations": trial, "reading": f"{offer}/reading", "person": f"/people/{person}",
        "search": "/search?q=the&manner=direct",
    }  # fmt: skip
    context = chromium.new_context(viewport={"width": 1000, "height": 640}, color_scheme="light")
    page = context.new_page()
    (DOCS / "pictures").mkdir(exist_ok=True)
    for name, path in paths.items():
        page.goto(address + path)
        if name == "reading":
            page.locator(".pane .content:has(.note)").first.hover()
            page.wait_for_selector(".pane .told-here")
        if name == "citations":
            page.locator("#picture").screenshot(path=str(DOCS / "pictures" / f"{name}.png"))
        else:
            page.screenshot(path=str(DOCS / "pictures" / f"{name}.png"))
    context.close()
