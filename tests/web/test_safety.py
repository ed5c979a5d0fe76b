"""Safe by default, item by item: who is heard, what changes, what a browser may run, what is opened, what becomes markup."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from typer.testing import CliRunner

import onrecord
from onrecord.archive import open as open_archive
from onrecord.cli import app as commands
from onrecord.web import Settings, api, create_app, judge_pages, pages, person_pages, story_pages
from tests.web.conftest import seal_of

TAG = "<img src=x onerror=alert(1)>"
HOSTILE = {
    "id": f"one{TAG}", "outlet": f"The {TAG} Post", "byline": f"By {TAG}", "url": "javascript:alert(1)",
    "published": "2031-03-13", "title": f"A {TAG} headline & more",
}  # fmt: skip
TEXT = (
    "“If the council wants <script>alert(2)</script> me to quit, I will trade it for {{ 7*7 }} the new pier,” harbour master"
    f" Mara {TAG} Oru told reporters on Thursday. The Averil {TAG} Council said that 12 <b>ships</b> had gone."
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An archive whose reports try to be markup, in every field that a report has."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = [HOSTILE | {"text": TEXT}, HOSTILE | {"id": "two", "outlet": "Coast <b>Wire</b>", "text": TEXT.replace("12", "14")}]
    given = folder / "reports.jsonl"
    given.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with open_archive(folder / "onrecord.db") as archive:
        archive.add(onrecord.read_reports([str(given)]))
        archive.update()
    with TestClient(create_app(Settings(archive=folder / "onrecord.db", patience=120)), base_url="http://localhost") as client:
        yield client


def pages_of(client: TestClient) -> list[str]:
    """A path of every page."""
    story = client.get("/api/v1/stories").json()["items"][0]["id"]
    hit = client.get("/api/v1/statements").json()["items"][0]
    start, end = hit["passages"][0]["span"]
    people = [each["id"] for each in client.get("/api/v1/people").json()["items"]]
    judged = f"/judge?story={story}&report={quote(hit['report'])}&statement={hit['statement']}"
    return [
        "/", "/?all=true", f"/stories/{story}", f"/stories/{story}?act=state", f"/stories/{story}/reading", "/search", "/search?q=the",
        "/search?speaker=oru", "/people", *(f"/people/{person}" for person in people), f"/outlets/{quote(hit['outlet'], safe='')}",
        f"/p/{quote(hit['report'], safe='')}/{start}-{end}", judged, "/compare", "/verify", "/sign-in", "/nothing-here",
    ]  # fmt: skip


def test_words_of_reports_become_markup_on_no_page(hostile: TestClient) -> None:
    assert hostile.get("/api/v1/statements").json()["items"]
    for path in pages_of(hostile):
        page = hostile.get(path).text
        assert "<img" not in page, path
        assert "<b>ships" not in page, path
        assert "<script>" not in page, path
        assert 'href="javascript:' not in page, path
    assert "{{ 7*7 }}" in hostile.get(pages_of(hostile)[2]).text


def test_no_page_holds_a_script_or_style_of_its_own(hostile: TestClient) -> None:
    for path in pages_of(hostile):
        answer = hostile.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "form-action 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<script(?! src=\"/static/)", answer.text), path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", answer.text), path
        sources = re.findall(r'<(?:link|script|img)[^>]* (?:src|href)="([^"]+)"', answer.text)
        assert all(source.startswith(("/", "data:")) for source in sources), path


def routes() -> list[APIRoute]:
    modules = (api, pages, story_pages, person_pages, judge_pages)
    return [route for module in modules for route in module.router.routes if isinstance(route, APIRoute)]


def changes() -> list[str]:
    return sorted(route.path for route in routes() if route.methods & {"POST", "PUT", "PATCH", "DELETE"})


def test_every_change_that_another_origin_asks_for_is_refused(hostile: TestClient) -> None:
    paths = changes()
    assert len(paths) == 13
    for path in paths:
        for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}):
            assert hostile.post(path, headers=headers).status_code == 403, path


def test_every_form_needs_a_seal_that_this_visitor_was_given(hostile: TestClient) -> None:
    theirs = seal_of(hostile, "/compare")
    with TestClient(hostile.app, base_url="http://localhost") as other:
        other.get("/compare")
        for path in changes():
            if not path.startswith("/api/") and path != "/sign-in":  # nobody who signs in has a seal yet
                assert other.post(path, data={"text": "x"}).status_code == 403, path
                assert other.post(path, data={"text": "x", "seal": theirs}).status_code == 403, path


def test_no_address_that_is_given_is_opened(hostile: TestClient) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.3)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/page.html"
        report = {
            "url": url,
            "html": f"<html><head><base href='{url}'><link rel=stylesheet href='{url}'></head><body><img src='{url}'><p>{TEXT}</p></body></html>",
        }
        assert hostile.post("/api/v1/compare", json={"reports": [report, {"text": url}]}).status_code == 200
        hostile.post("/api/v1/verify", json={"text": f"“{url}” said Oru.", "reports": [{"text": url}]})
        seal = seal_of(hostile, "/compare")
        files = [("files", ("feed.json", json.dumps({"url": url, "text": TEXT}).encode())), ("files", (url, TEXT.encode()))]
        assert hostile.post("/compare", data={"seal": seal, "text": [url, "/etc/passwd"]}, files=files).status_code == 200
        with pytest.raises(TimeoutError):
            listener.accept()


def test_what_looks_like_a_path_is_words(hostile: TestClient) -> None:
    seal = seal_of(hostile, "/compare")
    made = hostile.post("/compare", data={"seal": seal, "text": ["/etc/passwd", "file:///etc/hostname"]})
    texts = [report["text"] for report in hostile.get(f"{made.url}/record.json").json()["reports"]]
    assert sorted(texts) == ["/etc/passwd", "file:///etc/hostname"]


def test_anything_but_this_machine_needs_a_token() -> None:
    for host in ("0.0.0.0", "192.0.2.7", "desk.example"):
        result = CliRunner().invoke(commands, ["serve", "--host", host], env={"ONRECORD_TOKEN": ""})
        assert result.exit_code == 2, host
        assert "token" in result.output


def test_with_a_token_every_route_but_the_way_in_asks_for_it() -> None:
    settings = Settings(token="a-token-of-twenty-chars", hosts=("desk.example",))
    with TestClient(create_app(settings), base_url="http://desk.example") as guarded:
        for path in sorted({route.path for route in routes()} | {"/api/v1/openapi.json", "/nothing-here"}):
            if path in ("/sign-in", "/robots.txt") or path.startswith("/static/"):
                continue
            answer = guarded.get(path, follow_redirects=False)
            assert answer.status_code in (401, 303), path
            assert guarded.post(path).status_code == 401, path


def test_a_cell_is_no_formula(hostile: TestClient) -> None:
    rows = [{"id": "calc", "outlet": "=cmd|' /C calc'!A0", "text": "“@SUM(1+1) is what we owe,” Mara Oru said on Monday."}]
    hostile.post("/api/v1/reports", json={"reports": rows})
    table = hostile.get("/api/v1/statements?q=owe", headers={"Accept": "text/csv"}).text
    assert "'=cmd" in table
    assert not re.search(r"(?:^|,)\"?[=@]", table, re.MULTILINE)
