"""The tutorial's pictures: made by `ONRECORD_PICTURES=1 pytest tests/web/test_pictures.py`, of invented stories; small, and there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.outputs.test_page_in_browser import SWITCHES, chromium
from tests.web.test_in_browser import address

__all__ = ["SWITCHES", "address", "chromium"]

DOCS = Path(__file__).parents[2] / "docs"
NAMES = ("today", "story", "reading", "person")
MOST = 200_000


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_small_and_shown_in_the_tutorial(name: str) -> None:
    picture = DOCS / "pictures" / f"{name}.png"
    assert picture.read_bytes()[:4] == b"\x89PNG"
    assert picture.stat().st_size < MOST
    assert f"](pictures/{name}.png)" in (DOCS / "tutorial.md").read_text(encoding="utf-8")


@pytest.mark.browser
@pytest.mark.skipif("ONRECORD_PICTURES" not in os.environ, reason="pictures are made when ONRECORD_PICTURES is set")
def test_pictures_are_made(chromium: Any, address: str, client: TestClient, story: str) -> None:
    person = client.get("/api/v1/people").json()["items"][0]["id"]
    paths = {"story": f"/stories/{story}", "reading": f"/stories/{story}/reading", "person": f"/people/{person}", "today": "/"}
    context = chromium.new_context(viewport={"width": 1000, "height": 640}, color_scheme="light")
    page = context.new_page()
    (DOCS / "pictures").mkdir(exist_ok=True)
    for name, path in paths.items():
        page.goto(address + path)
        if name == "reading":
            page.locator(".pane .content:has(.note)").first.hover()
            page.wait_for_selector(".pane .told-here")
        page.screenshot(path=str(DOCS / "pictures" / f"{name}.png"))
    context.close()
