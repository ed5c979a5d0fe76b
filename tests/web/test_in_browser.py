"""Every page in a real browser, at the width of a phone and of a desk: reachable, accessible, quiet, and alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from onrecord.web import Settings
from tests.outputs.test_page_in_browser import PHONE, SWITCHES, WIDE, chromium
from tests.web.conftest import serving

__all__ = ["SWITCHES", "chromium"]

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
ONE = "“If the council truly wants me to quit, I will trade it for the new pier,” harbour master Mara Oru told reporters."
TWO = "“If the council truly wants me to leave my post, I will trade it for the new pier,” harbour master Mara Oru said."


@pytest.fixture(scope="module")
def address(place: Path) -> Iterator[str]:
    with serving(Settings(archive=place)) as address:
        yield address


class Watched:
    """A page whose console and network are watched."""

    def __init__(self, browser: Any, address: str, *, width: int, dark: bool = False, bypass: bool = False) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", bypass_csp=bypass
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.wrong: list[str] = []
        self.page.on("console", lambda m: self.wrong.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda r: None if r.url.startswith((address, "data:")) else self.wrong.append(r.url))


def paths_of(client: TestClient, story: str) -> list[str]:
    hit = client.get("/api/v1/statements", params={"limit": 1}).json()["items"][0]
    person = client.get("/api/v1/people").json()["items"][0]["id"]
    start, end = hit["passages"][0]["span"]
    return [
        "/", f"/stories/{story}", f"/stories/{story}/reading", "/search?q=the", "/people", f"/people/{person}",
        f"/outlets/{quote(hit['outlet'])}", f"/p/{hit['report']}/{start}-{end}", "/compare", "/verify", "/nothing-here",
    ]  # fmt: skip


@pytest.mark.parametrize(("width", "dark"), [(PHONE, False), (WIDE, True)])
def test_every_page_is_accessible_fits_and_asks_nobody_else(
    chromium: Any, address: str, client: TestClient, story: str, width: int, dark: bool
) -> None:
    watched = Watched(chromium, address, width=width, dark=dark, bypass=True)
    for path in paths_of(client, story):
        watched.page.goto(address + path)
        wide = watched.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
        watched.page.evaluate(AXE)
        found = watched.page.evaluate(RULES)["violations"]
        assert [(path, v["id"], v["nodes"][0]["html"][:120]) for v in found] == []
    assert [each for each in watched.wrong if "404" not in each] == []
    watched.context.close()


def test_two_texts_are_compared_with_the_keyboard_alone(chromium: Any, address: str) -> None:
    watched = Watched(chromium, address, width=WIDE)
    page = watched.page
    page.goto(f"{address}/compare")
    page.focus("#text-1")
    page.keyboard.insert_text(ONE)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "text-2"
    page.keyboard.insert_text(TWO)
    page.focus(".actions button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#told")
    assert page.locator(".pane").count() == 2
    assert watched.wrong == []
    watched.context.close()


def test_a_statement_under_the_pointer_shows_its_tellings_beside_it(chromium: Any, address: str, story: str) -> None:
    watched = Watched(chromium, address, width=WIDE)
    page = watched.page
    page.goto(f"{address}/stories/{story}/reading")
    page.locator(".pane .content:has(.note)").first.hover()
    page.wait_for_selector(".pane .told-here")
    assert page.evaluate("new Set([...document.querySelectorAll('.told-here')].map(m => m.closest('.pane').id)).size") >= 2
    page.keyboard.press("Escape")
    assert page.locator(".told-here").count() == 0
    assert watched.wrong == []
    watched.context.close()


def test_an_editor_judges_and_undoes_by_mouse(chromium: Any, address: str, story: str) -> None:
    watched = Watched(chromium, address, width=PHONE)
    page = watched.page
    page.goto(f"{address}/stories/{story}")
    page.locator(".judging summary").first.click()
    page.locator(".judging button", has_text="unsure").first.click()
    page.wait_for_selector(".notice")
    page.locator(".notice button").click()
    page.wait_for_selector("text=withdrawn")
    assert watched.wrong == []
    watched.context.close()
