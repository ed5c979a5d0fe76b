"""Every page in a real browser, at the width of a phone and of a desk: reachable, accessible, quiet, and alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from onrecord.web import Settings
from tests.outputs.test_page_in_browser import PHONE, WIDE
from tests.web.conftest import serving

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = """axe.run({
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'], selectors: false
}).then(found => found.violations)"""
"""All rules; of what is right, which takes most of the time on a page of 5,000 elements, nothing is worked out and handed over."""
ONE = "“If the council truly wants me to quit, I will trade it for the new pier,” harbour master Mara Oru told reporters."
TWO = "“If the council truly wants me to leave my post, I will trade it for the new pier,” harbour master Mara Oru said."


@pytest.fixture(scope="module")
def address(place: Path) -> Iterator[str]:
    with serving(Settings(archive=place, patience=120)) as address:
        yield address


class Watched:
    """A page whose console and network are watched."""

    def __init__(self, browser: Any, address: str, *, width: int, dark: bool = False, bypass: bool = False) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", bypass_csp=bypass
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(120_000)  # the first who asks for a story waits while it is made, on a busy machine long
        self.wrong: list[str] = []
        self.page.on("console", lambda m: self.wrong.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda r: None if r.url.startswith((address, "data:")) else self.wrong.append(r.url))

    def close(self) -> None:
        """At the end nothing may have been complained of, and nobody else asked."""
        self.context.close()
        assert self.wrong == []

    def tab_to(self, wanted: str, *, most: int = 250) -> None:
        """Go on with the Tab key until an element is in focus that the selector fits."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("selector => document.activeElement.matches(selector)", wanted):
                return
        raise AssertionError(f"{wanted} is not reached with {most} tabs")


@pytest.fixture(params=[PHONE, WIDE])
def watched(request: pytest.FixtureRequest, chromium: Any, address: str) -> Iterator[Watched]:
    opened = Watched(chromium, address, width=request.param)
    yield opened
    opened.close()


def paths_of(client: TestClient, story: str) -> list[str]:
    hit = client.get("/api/v1/statements", params={"limit": 1}).json()["items"][0]
    person = client.get("/api/v1/people").json()["items"][0]["id"]
    start, end = hit["passages"][0]["span"]
    return [
        "/", f"/stories/{story}", f"/stories/{story}/reading", "/search?q=the", "/people", f"/people/{person}",
        f"/outlets/{quote(hit['outlet'])}", f"/p/{hit['report']}/{start}-{end}", "/compare", "/verify", "/nothing-here",
        "/search", "/search?q=zzzz", "/search?q=%22", "/?all=true", "/people?name=zzzz", f"/stories/{story}?act=state", "/sign-in",
        f"/judge?story={story}&report={hit['report']}&statement={hit['statement']}", f"/people/{person}?act=state&on=pier",
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
        headings = watched.page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
        assert headings[:1] == [1] * headings.count(1), f"{path}: {headings}"
        assert all(after - before <= 1 for before, after in pairwise(headings)), f"{path}: {headings}"
        landmarks = watched.page.evaluate(
            "['header', 'nav', 'main', 'footer'].map(name => document.querySelectorAll(name).length)"
        )
        assert (landmarks[2], min(landmarks)) == (1, 1), path
        found = watched.page.evaluate(RULES)
        assert [(path, v["id"], v["nodes"][0]["html"][:120]) for v in found] == []
    watched.page.evaluate("document.querySelector('main').innerHTML = '<input><img src=\"data:,\">'")
    found = {v["id"] for v in watched.page.evaluate(RULES)}
    assert found >= {"image-alt", "label", "page-has-heading-one"}  # it does find what is wrong
    watched.wrong = [each for each in watched.wrong if "404" not in each]
    watched.close()


# -- the main paths, with the mouse and with the keyboard, on a phone and on a desk


def test_skip_search_filter_open_read_by_keyboard(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.goto(address)
    watched.tab_to("#quick")
    page.keyboard.type("the")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=the")
    watched.tab_to("aside .counted a")  # cut down to the first speaker
    page.keyboard.press("Enter")
    page.wait_for_selector(".chips")
    watched.tab_to(".hits .facets a[href^='/stories/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/stories/*")
    watched.tab_to(".filters select[name=act]")
    page.keyboard.press("ArrowDown")
    watched.tab_to(".filters button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".filters [role=status]")
    assert "act=" in page.url
    watched.tab_to("a[href$='/reading']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reading")


def test_search_filter_open_read_by_mouse(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    page.fill("#quick", "the")
    page.locator(".quick button").click()
    page.wait_for_url("**/search?q=the")
    whole = page.locator("#found-h").inner_text()
    counted = int(page.locator("aside .counted .quiet").first.inner_text())
    page.locator("aside .counted a").first.click()
    page.wait_for_selector(".chips")
    assert page.locator("#found-h").inner_text().startswith(f"{counted} ")
    page.locator(".chips a").first.click()
    page.wait_for_selector("#found-h")
    assert page.locator("#found-h").inner_text() == whole
    page.locator(".hits .facets a", has_text="story").first.click()
    page.wait_for_url("**/stories/*")
    page.select_option(".filters select[name=act]", index=1)
    page.locator(".filters button").click()
    page.wait_for_selector(".filters [role=status]")
    page.locator("a", has_text="Show all").click()
    page.locator("a", has_text="Read side by side").click()
    page.wait_for_url("**/reading")


IN_VIEW = """() => { const lit = [...document.querySelectorAll('.told-here')];
  return lit.map(mark => { const box = mark.getBoundingClientRect(), pane = mark.closest('.pane').getBoundingClientRect();
    return [mark.closest('.pane').id, box.bottom > Math.max(0, pane.top) && box.top < Math.min(innerHeight, pane.bottom)] }) }"""


def test_a_statement_in_focus_shows_its_tellings_in_the_others_and_scrolls_to_them(
    watched: Watched, address: str, story: str
) -> None:
    page = watched.page
    page.goto(f"{address}/stories/{story}/reading")
    # The last statement that both tell: it lies below the fold of at least one of them.
    last = page.locator(".pane").first.locator(".content .note").last.get_attribute("href")
    watched.tab_to(f".pane:first-child .note[href='{last}']", most=400)
    page.wait_for_selector(".told-here")
    lit = page.evaluate(IN_VIEW)
    assert len({pane for pane, _ in lit}) >= 2
    if page.viewport_size["width"] == WIDE:  # beside each other: the first telling in each is in view
        seen = {pane: any(view for other, view in lit if other == pane) for pane, _ in lit}
        assert all(seen.values()), seen
    page.keyboard.press("Escape")
    assert page.locator(".told-here").count() == 0


def test_a_statement_under_the_pointer_shows_its_tellings_beside_it(watched: Watched, address: str, story: str) -> None:
    page = watched.page
    page.goto(f"{address}/stories/{story}/reading")
    page.locator(".pane .content:has(.note)").first.hover()
    page.wait_for_selector(".pane .told-here")
    assert len({pane for pane, _ in page.evaluate(IN_VIEW)}) >= 2
    page.keyboard.press("Escape")
    assert page.locator(".told-here").count() == 0


def test_an_editor_judges_and_undoes_by_keyboard(watched: Watched, address: str, story: str) -> None:
    page = watched.page
    page.goto(f"{address}/stories/{story}")
    watched.tab_to("#by")
    page.keyboard.press("Control+A")
    page.keyboard.type("Ines Tolvanen")
    watched.tab_to(".judging summary")
    page.keyboard.press("Enter")
    watched.tab_to(".judging[open] button[value*='|unsure|']")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice")
    assert "judged=" in page.url
    assert page.input_value("#by") == "Ines Tolvanen"
    # The editor is where the judgement was made, and what takes it back is in focus.
    assert re.search(r"#utterance-\d+$", page.url)
    assert page.evaluate("document.querySelector(location.hash).getBoundingClientRect().top < innerHeight")
    page.wait_for_selector(".notice [name=withdraw]:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=and withdrawn")


def test_an_editor_judges_and_undoes_by_mouse(watched: Watched, address: str, story: str) -> None:
    page = watched.page
    page.goto(f"{address}/stories/{story}")
    page.locator(".judging summary").first.click()
    page.locator(".judging button", has_text="unsure").first.click()
    page.wait_for_selector(".notice")
    page.locator(".notice [name=withdraw]").click()
    page.wait_for_selector("text=and withdrawn")


def test_an_editor_says_who_spoke_and_sees_the_record_change(watched: Watched, address: str, story: str) -> None:
    page = watched.page
    page.goto(f"{address}/stories/{story}")
    page.locator("a.judge").first.click()
    page.wait_for_selector("#speaker")
    page.fill("#speaker", "Petronella Quist")
    page.locator("button", has_text="Wrong speaker").click()
    page.wait_for_selector(".notice")
    assert page.locator("#statements h3", has_text="Petronella Quist").count() == 1
    page.locator(".notice [name=withdraw]").click()
    page.wait_for_selector("text=and withdrawn")
    assert page.locator("#statements h3", has_text="Petronella Quist").count() == 0


def test_two_texts_are_compared_with_the_keyboard_alone(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/compare")
    watched.tab_to("#text-1")
    page.keyboard.insert_text(ONE)
    watched.tab_to("#text-2")
    page.keyboard.insert_text(TWO)
    watched.tab_to(".compare .actions button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#told")
    assert page.locator(".pane").count() == 2
    watched.tab_to("form[action$='/discard'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare")


def test_two_texts_are_pasted_and_compared_by_mouse(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/compare")
    for number, words in ((1, ONE), (2, TWO)):
        page.locator(f"#text-{number}").click()
        page.keyboard.insert_text(words)
    page.locator(".compare .actions button").click()
    page.wait_for_selector("#told")
    page.locator("button", has_text="Discard").click()
    page.wait_for_url("**/compare")


def test_files_are_dropped_and_compared(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}/compare")
    page.evaluate(
        """words => { const all = new DataTransfer();
          words.forEach((text, n) => all.items.add(new File([text], `report-${n}.txt`, {type: 'text/plain'})));
          document.dispatchEvent(new DragEvent('drop', {dataTransfer: all, bubbles: true, cancelable: true})) }""",
        [ONE, TWO],
    )
    assert page.locator("#dropped").inner_text() == "report-0.txt, report-1.txt"
    page.locator(".compare .actions button").click()
    page.wait_for_selector("#told")
    assert page.locator(".pane").count() == 2


def test_a_passage_has_a_lasting_link_and_is_copied_as_text_markdown_and_json(watched: Watched, address: str) -> None:
    watched.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = watched.page
    page.goto(f"{address}/search?q=the")
    watched.tab_to(".hits .said a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/p/**")
    words = page.locator("mark").inner_text()
    start, end = map(int, page.url.rpartition("/")[2].split("-"))
    for form, by_keyboard in (("text", True), ("markdown", False), ("json", True)):
        button = page.locator(f".citing:has(#cite-{form}) [data-copy]")
        if by_keyboard:
            button.focus()
            page.keyboard.press("Enter")
        else:
            button.click()
        page.wait_for_function("document.getElementById('copied').textContent === 'Copied'")
        copied = page.evaluate("navigator.clipboard.readText()")
        if form == "json":
            cited = json.loads(copied)
            assert (cited["span"], cited["exact"]) == ([start, end], words)
        else:
            assert f"{start}-{end}" in copied
            assert copied.startswith("> " if form == "markdown" else ("“", '"'))  # words with marks of their own get no others
    page.goto(page.url)
    assert page.locator("mark").inner_text() == words


def test_the_lines_of_a_source_stand_out_under_the_pointer(watched: Watched, address: str, story: str) -> None:
    page = watched.page
    page.goto(f"{address}/stories/{story}")
    name = page.locator(".picture g[data-to]:not([data-from])").last
    name.scroll_into_view_if_needed()
    name.locator("text").last.hover()
    assert page.locator(".picture.pointed").count() == 1
    lines = page.locator(".picture g.on[data-from][data-to]")
    assert {lines.nth(n).get_attribute("data-to") for n in range(lines.count())} == {name.get_attribute("data-to")}


def test_names_in_the_drawing_do_not_lie_on_each_other(watched: Watched, address: str, story: str) -> None:
    page = watched.page
    page.goto(f"{address}/stories/{story}")
    boxes = page.evaluate(
        "[...document.querySelectorAll('.picture text')].map(t => { const b = t.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height] })"
    )
    assert len(boxes) >= 4
    over = [(a, b) for a, b in combinations(boxes, 2) if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] - 1 and b[1] < a[3] - 1]
    assert over == []


# -- paper, less motion, without scripts


def test_on_paper_there_are_words_and_no_controls(watched: Watched, address: str, client: TestClient, story: str) -> None:
    page = watched.page
    person = client.get("/api/v1/people").json()["items"][0]["id"]
    for path in (f"/stories/{story}", f"/people/{person}", "/search?q=the", "/", f"/stories/{story}/reading"):
        page.goto(address + path)
        page.emulate_media(media="print")
        seen = page.evaluate(
            "[...document.querySelectorAll('input, select, button, nav, .skip')].filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 90))"
        )
        assert seen == [], path
        assert page.evaluate("getComputedStyle(document.body).color") in ("rgb(0, 0, 0)", "rgb(28, 27, 25)")
        assert page.locator("h1").is_visible()
        page.emulate_media(media="screen")


def test_who_wants_less_motion_gets_none(chromium: Any, address: str, story: str) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/stories/{story}")
    moving = page.evaluate(
        """[...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);
          return parseFloat(s.transitionDuration) > 0 || s.animationName !== 'none' || s.scrollBehavior === 'smooth' }).length"""
    )
    assert moving == 0
    context.close()


def test_without_scripts_all_is_there(chromium: Any, address: str, story: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/stories/{story}")
    assert page.locator(".pane").count() >= 2
    page.locator(".judging summary").first.click()
    page.locator(".judging button", has_text="unsure").first.click()
    page.wait_for_selector(".notice")
    page.locator(".notice [name=withdraw]").click()
    page.wait_for_selector("text=and withdrawn")
    page.goto(f"{address}/search?q=the&manner=direct")
    assert page.locator(".hits li").count() >= 1
    context.close()
