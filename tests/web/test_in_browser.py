"""The app in a real browser: what a person does with it, with the console and the network watched."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from onrecord.web import Settings, create_app
from tests.outputs.test_page_in_browser import SWITCHES, WIDE, chromium

__all__ = ["SWITCHES", "chromium"]

pytestmark = pytest.mark.browser

ONE = "“If the council truly wants me to quit, I will trade it for the new pier,” harbour master Mara Oru told reporters."
TWO = "“If the council truly wants me to leave my post, I will trade it for the new pier,” harbour master Mara Oru said."


@pytest.fixture(scope="module")
def address(place: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(Settings(archive=place)), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started and time.monotonic() < until:
        time.sleep(0.05)
    assert server.started
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)


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
