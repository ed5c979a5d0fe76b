"""The page in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.datamodel import Record
from onrecord.outputs.page import write_page

pytestmark = pytest.mark.browser

PHONE, WIDE = 400, 1400

IN_VIEW = """id => { const box = document.getElementById(id).getBoundingClientRect(),
  pane = document.getElementById(id).closest('.pane').getBoundingClientRect();
  return box.top >= Math.max(0, pane.top) && box.bottom <= Math.min(innerHeight, pane.bottom) }"""
BACKGROUND = "id => getComputedStyle(document.getElementById(id)).backgroundColor"
LIT = "rgb(255, 215, 94)"

# The contrast of every text with what lies behind it, by the formula of WCAG 2; pages of one colour behind a text only.
LOW_CONTRAST = """() => {
  const rgba = value => { const c = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    c.fillStyle = value; c.fillRect(0, 0, 1, 1); const d = c.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255] };
  const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3]));
  const behind = element => { const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]) };
  const seen = new Set(), low = [];
  for (const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); walker.nextNode();) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || seen.has(element) || !element.checkVisibility() || element.closest('script')) continue;
    seen.add(element);
    const back = behind(element), ink = over(rgba(getComputedStyle(element).color), back);
    const [a, b] = [light(ink), light(back)].sort((x, y) => y - x), ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) low.push(`${ratio.toFixed(2)} ${element.tagName}.${element.className} ${walker.currentNode.data.slice(0, 30)}`);
  }
  return {checked: seen.size, low} }"""


@pytest.fixture
def opened(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens a record's page; at the end nothing may have been asked of the network and nothing complained of."""
    contexts, asked, complaints = [], [], []

    def open_page(record: Record, width: int = WIDE, **settings: Any) -> Any:
        file = tmp_path / "record.html"
        file.write_text(write_page(record), encoding="utf-8", newline="\n")
        # Reduced motion, so that colours are what they will be at once.
        context = chromium.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: (complaints.append("dialog"), dialog.dismiss()))
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@pytest.mark.parametrize("width", [PHONE, WIDE])
@pytest.mark.parametrize("name", ["harbour", "hostile"])
def test_the_page_loads_in_silence_and_fits_its_width(
    opened: Callable[..., Any], request: pytest.FixtureRequest, name: str, width: int
) -> None:
    page = opened(request.getfixturevalue(name), width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    # Nothing sticks out of the window either, where hiding it could pass for wrapping it; only an address may be cut short.
    assert page.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => e.checkVisibility() && !e.closest('thead') && !e.matches('.sr, .url *')"
        " && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 90))"
    ) == []  # fmt: skip


def test_a_click_on_a_reading_brings_its_words_into_view_and_lights_them_in_both_reports(
    opened: Callable[..., Any], harbour: Record
) -> None:
    page = opened(harbour, WIDE)
    page.locator("#utterance-1 .telling a", has_text="it saves").click()
    a, b = (page.evaluate(f"[...document.querySelectorAll('#report-{r} .lit')].map(e => [e.id, e.textContent])") for r in "AB")
    assert [a[0][1], b[0][1]] == ["it saves", "there is hope for"]
    for id_ in (a[0][0], b[0][0]):
        assert page.evaluate(IN_VIEW, id_)
        assert page.evaluate(BACKGROUND, id_) == LIT
    tops = [page.evaluate("id => document.getElementById(id).getBoundingClientRect().top", i) for i in (a[0][0], b[0][0])]
    assert page.url.endswith(f"#{a[0][0]}")
    assert abs(tops[0] - tops[1]) < 200


def test_a_report_that_lacks_the_words_is_brought_to_its_own_telling(opened: Callable[..., Any], harbour: Record) -> None:
    page = opened(harbour, WIDE)
    page.set_viewport_size({"width": WIDE, "height": 420})
    page.evaluate("document.getElementById('report-A').scrollTop = 10000")
    page.locator("#utterance-3 .telling a", has_text="that kept").click()
    assert page.locator("#report-A .lit").count() == 0
    note, pane = (page.locator(s).first.bounding_box() for s in ("#report-A .note[href='#utterance-3']", "#report-A"))
    assert pane["y"] <= note["y"] <= pane["y"] + pane["height"]


def test_on_a_phone_the_bar_leads_from_one_report_to_the_other_and_back(opened: Callable[..., Any], harbour: Record) -> None:
    page = opened(harbour, PHONE)
    page.locator("#utterance-1 .telling a", has_text="to quit").click()
    other = page.locator("#report-B .lit").first
    page.locator("#bar a", has_text="in B").click()
    assert page.evaluate(IN_VIEW, other.get_attribute("id"))
    page.locator("#bar a", has_text="back to the apparatus").click()
    assert page.evaluate("document.activeElement.textContent") == "to quit"
    assert page.locator(".lit").count() == 0


def test_the_keyboard_alone_leads_from_the_top_to_the_words(opened: Callable[..., Any], harbour: Record) -> None:
    page = opened(harbour, WIDE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the record"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.reading')"):
            break
    assert page.evaluate("document.activeElement.textContent") == "If"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    target = page.evaluate("document.querySelector(':target').id")
    assert page.evaluate(IN_VIEW, target)
    assert page.evaluate("document.querySelectorAll('.lit').length") == 2
    page.keyboard.press("Escape")
    assert page.evaluate("document.querySelectorAll('.lit').length") == 0


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_without_scripts_every_reading_still_leads_to_its_words_and_lights_the_other(
    opened: Callable[..., Any], harbour: Record, width: int
) -> None:
    page = opened(harbour, width, java_script_enabled=False)
    link = page.locator("#utterance-1 tr.differs a", has_text="to leave my post")
    target = link.get_attribute("href")[1:]
    link.click()
    box = page.locator(f"#{target}").bounding_box()
    assert 0 <= box["y"] <= 900 - box["height"]
    assert _background(page, f"#{target}") == LIT
    assert _background(page, page.locator("#utterance-1 tr.differs a", has_text="to quit").get_attribute("href")) == LIT
    assert not page.locator(".tools").is_visible()
    page.locator("#texts .note").first.click()
    assert page.locator("#utterance-3").bounding_box()["y"] < 900


def _background(page: Any, selector: str) -> str:
    # evaluate() works in pages whose own scripts are off.
    background: str = page.locator(selector).evaluate("e => getComputedStyle(e).backgroundColor")
    return background


def test_a_link_into_folded_furniture_unfolds_it(opened: Callable[..., Any], hostile: Record, harbour: Record) -> None:
    page = opened(harbour, WIDE)
    assert page.locator(".furniture .b").first.is_visible() is False
    page.locator(".furniture summary").first.click()
    assert page.locator(".furniture .b").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_every_text_stands_out_from_what_lies_behind_it(
    opened: Callable[..., Any], harbour: Record, scheme: str, width: int
) -> None:
    page = opened(harbour, width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    page.locator("#utterance-1 .telling a", has_text="it saves").click()
    found = page.evaluate(LOW_CONTRAST)
    assert found["low"] == []
    assert found["checked"] > 200
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == {
        "light": "rgb(253, 252, 249)",
        "dark": "rgb(22, 22, 20)",
    }[scheme]  # fmt: skip


def test_hostile_words_stay_words(opened: Callable[..., Any], hostile: Record) -> None:
    page = opened(hostile, WIDE)
    headline = page.locator("#report-A .headline").inner_text()
    assert "<script>alert('x')</script></style></textarea><img src=x onerror=alert(1)> {{ 7*7 }}" in headline
    assert "RLO" in headline
    assert page.evaluate("document.querySelectorAll('script, img, textarea').length") == 1
    assert page.evaluate("getComputedStyle(document.querySelector('#report-A .b:last-child')).direction") == "rtl"


def test_one_speaker_can_be_shown_alone(opened: Callable[..., Any], harbour: Record) -> None:
    page = opened(harbour, WIDE)
    page.select_option("#only-voice", label="Teodor Brandt")
    assert [h.split()[:3] for h in page.locator("details.speaker:visible h3").all_inner_texts()] == [["TB", "Teodor", "Brandt"]]
    assert page.locator(".text .shown").count() == 4
    page.select_option("#only-voice", "")
    assert page.locator("details.speaker:visible").count() == 5


def test_pointing_at_a_statement_shows_its_cue_and_source(opened: Callable[..., Any], harbour: Record) -> None:
    page = opened(harbour, WIDE)
    page.locator("#report-B .tag").nth(1).focus()
    pointed = page.locator("#report-B .told-of").all_inner_texts()
    assert [words for words in pointed if words.isalpha()] == ["she", "added"]
    assert len(pointed) == 3


def test_reports_scroll_together_where_that_is_wished(opened: Callable[..., Any], harbour: Record) -> None:
    page = opened(harbour, WIDE)
    page.set_viewport_size({"width": WIDE, "height": 420})
    page.check("#together")
    page.locator("#report-A").hover()
    page.mouse.wheel(0, 400)
    for _ in range(40):  # the page's own policy forbids wait_for_function, which evaluates a string within it
        if page.evaluate("document.getElementById('report-B').scrollTop") > 20:
            break
        page.wait_for_timeout(50)
    assert page.evaluate("document.getElementById('report-B').scrollTop") > 20


def test_print_shows_addresses_and_unfolds(opened: Callable[..., Any], harbour: Record) -> None:
    page = opened(harbour, WIDE)
    page.emulate_media(media="print")
    assert not page.locator(".contents").is_visible()
    assert page.locator(".url").first.inner_text() == "https://harbourpost.example/ferry"
    assert page.evaluate("getComputedStyle(document.querySelector('.pane')).maxHeight") == "none"
    assert len(page.pdf()) > 20_000


@pytest.mark.parametrize("width", [PHONE, WIDE])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_statements_of_one_act_are_shown_alone_with_and_without_scripts(
    opened: Callable[..., Any], harbour: Record, width: int, scripts: bool
) -> None:
    page = opened(harbour, width, java_script_enabled=scripts)
    entries = page.locator(".entries>li")
    everything = entries.count()
    page.locator("#act-offer").check()
    offers = page.locator(".entries>li[data-act=offer]")
    assert 0 < offers.count() < everything
    assert page.locator(".entries>li:visible").count() == offers.count()
    assert page.locator(".speaker:visible").count() == page.locator(".speaker:has([data-act=offer])").count()
    page.locator("#act-of-any").check()
    assert page.locator(".entries>li:visible").count() == everything
