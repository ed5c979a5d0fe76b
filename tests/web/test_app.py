"""The pages and the API over an archive of an invented story: what they show, what they refuse, what they never do."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import re
import time
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

import onrecord
from onrecord.archive import Archive
from onrecord.archive import open as open_archive
from onrecord.cli import app
from onrecord.datamodel import Passage
from onrecord.errors import OnrecordError
from onrecord.samples import find_sample
from onrecord.spans import Span
from onrecord.web import Settings, create_app, get_ready
from onrecord.web.ahead import _pass_through
from onrecord.web.api import cite
from onrecord.web.desk import Desk
from onrecord.web.frame import look_around
from onrecord.web.kept import basis_in, beside_at, json_part, pack_record
from onrecord.web.made import make_pieces
from onrecord.web.printing import templates
from onrecord.web.settings import is_loopback
from onrecord.web.stories import make_story
from onrecord.web.work import Crew, TookTooLong
from tests.web.conftest import seal_of

ONE = "“If the council truly wants me to quit, I will trade it for the new pier,” harbour master Mara Oru told reporters."
TWO = "“If the council truly wants me to leave my post, I will trade it for the new pier,” harbour master Mara Oru said."
TOKEN = "a-token-of-twenty-chars"


# -- pages


def test_every_page_of_the_archive_is_there(client: TestClient, story: str) -> None:
    hit = client.get("/api/v1/statements", params={"limit": 1}).json()["items"][0]
    person = client.get("/api/v1/people").json()["items"][0]
    start, end = hit["passages"][0]["span"]
    for path in (
        "/", "/?all=true", f"/stories/{story}", f"/stories/{story}/reports/A", f"/stories/{story}/reading", f"/stories/{story}/lighting.css", "/search",
        "/search?q=the", "/people", f"/people/{person['id']}", f"/outlets/{quote(hit['outlet'])}",
        f"/p/{hit['report']}/{start}-{end}", "/compare", "/verify", "/robots.txt",
    ):  # fmt: skip
        assert client.get(path).status_code == 200, path


def test_a_passage_is_shown_word_for_word_and_cited(client: TestClient) -> None:
    hit = client.get("/api/v1/statements", params={"limit": 1, "manner": "direct"}).json()["items"][0]
    start, end = hit["passages"][0]["span"]
    path = f"/p/{hit['report']}/{start}-{end}"
    assert client.get(path, params={"form": "json"}).json()["exact"] == hit["passages"][0]["exact"]
    assert f"{start}-{end}" in client.get(path, params={"form": "text"}).text
    assert client.get(path, params={"form": "markdown"}).text.startswith("> ")
    assert client.get(f"/p/{hit['report']}/5-5").status_code == 404


@pytest.mark.parametrize(
    ("words", "cited"),
    [("1. R&amp;D", "> 1\\. R\\&amp;D"), ("- ~so~ 2031-03", "> \\- \\~so\\~ 2031-03"), ("<b>*x*", "> \\<b\\>\\*x\\*")],
)
def test_words_cited_as_markdown_are_read_as_they_stand(words: str, cited: str) -> None:
    (outcome,) = onrecord.read_reports(["-"], stdin=io.BytesIO(json.dumps({"id": "post", "text": words}).encode()))
    assert outcome.report is not None
    passage = Passage(outcome.report.text, Span(0, len(words)))
    assert cite(outcome.report, passage, "markdown").splitlines()[0] == cited


def test_a_story_can_be_cut_down_to_a_speaker_and_says_so(client: TestClient, story: str) -> None:
    record = client.get(f"/api/v1/stories/{story}").json()
    speaker = next(s["speaker"] for s in record["statements"] if s["speaker"] and s["resolved"] == "yes")
    page = client.get(f"/stories/{story}", params={"speaker": speaker}).text
    assert "shown</span>" in page
    whole = client.get(f"/stories/{story}").text
    assert len(page) < len(whole)
    shared = re.findall(r"[0-9]+ words shared with [A-Z]", whole)
    assert shared

    # What matters and the facts are cut down too; reports stay whole, and nothing is said not to be there that only is not shown.
    nobody = client.get(f"/stories/{story}", params={"speaker": "Nobody"}).text
    assert 'id="differences"' in whole
    assert 'id="differences"' not in nobody
    assert "Nothing of this kind stands in the part that is shown." in nobody
    assert "was found in more than one report" not in nobody
    assert re.findall(r"[0-9]+ words shared with [A-Z]", nobody) == shared
    one = client.get(f"/stories/{story}", params={"outlet": record["reports"][0]["outlet"]}).text
    assert 0 < one.count('<tr role="row" id="fact-') < whole.count('<tr role="row" id="fact-')


def test_two_texts_make_a_record_that_is_kept_only_when_asked(client: TestClient) -> None:
    before = client.get("/api/v1").json()["archive"]["reports"]
    seal = seal_of(client, "/compare")
    made = client.post("/compare", data={"seal": seal, "text": [ONE, TWO]}, follow_redirects=False)
    assert made.status_code == 303
    path = made.headers["location"]
    assert "Told by more than one report" in client.get(path).text
    assert client.get(f"{path}/record.json").json()["format"] == "onrecord/1"
    assert client.get(f"{path}/record.html").text.startswith("<!DOCTYPE html>")
    assert client.get("/api/v1").json()["archive"]["reports"] == before
    kept = client.post(f"{path}/keep", data={"seal": seal}, follow_redirects=False)
    assert kept.status_code == 303
    assert kept.headers["location"].startswith("/stories/")
    assert client.get("/api/v1").json()["archive"]["reports"] == before + 2
    client.post(f"{path}/discard", data={"seal": seal})
    assert client.get(path).status_code == 404


def test_what_was_pasted_stays_where_something_is_wrong(client: TestClient) -> None:
    """A bad file, or none at all, costs nobody the texts that they typed."""
    given = {"seal": seal_of(client, "/compare"), "text": ["\n", "  ", ""], "outlet": ["The <b>Post</b>", "", "Coast Wire"]}
    told = client.post("/compare", data=given, files={"files": ("scan.pdf", b"%PDF-1.4 x")})
    assert told.status_code == 422
    assert 'role="alert"' in told.text
    assert "scan.pdf: it is a PDF" in told.text
    assert "have to be chosen again" in told.text
    assert told.text.count("<textarea") == 3
    assert 'value="The &lt;b&gt;Post&lt;/b&gt;"' in told.text
    told = client.post("/compare", data={"seal": given["seal"]})
    assert (told.status_code, "No report was given" in told.text) == (422, True)

    asked = {"seal": given["seal"], "quoting": "He said “never again, not here”.", "text": "</textarea><script>"}
    told = client.post("/verify", data=asked, files={"files": ("scan.pdf", b"%PDF-1.4 x")})
    assert "never again" in told.text
    assert "&lt;/textarea&gt;&lt;script&gt;" in told.text
    told = client.post("/verify", data={**asked, "quoting": " "})
    assert (told.status_code, "No text was given" in told.text) == (422, True)


def test_days_that_are_none_are_named(client: TestClient) -> None:
    said = client.get("/search", params={"q": "the", "since": "2031-13"})
    assert "2031-13&#39; is no day" in said.text
    person = client.get("/api/v1/people").json()["items"][0]["id"]
    for path in (f"/people/{person}", f"/api/v1/people/{person}/positions", "/api/v1/statements"):
        for day in ("2031-99-99", "next week", "٢٠٣١"):
            assert client.get(path, params={"until": day}).status_code == 422, (path, day)
    assert client.get(f"/people/{person}?until=1990").status_code == 200  # before they said anything


def test_a_fault_of_ours_has_the_one_shape_and_our_headers(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client.app.state.desk, "archive", object())  # type: ignore[attr-defined]
    page, answer = client.get("/people"), client.get("/api/v1/people")
    assert (page.status_code, answer.status_code) == (500, 500)
    assert "<h1>Something failed</h1>" in page.text
    assert answer.json()["error"]["code"] == "failed"
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_an_error_is_a_sentence_with_a_way_out(client: TestClient) -> None:
    page = client.get("/nothing-here")
    assert "<h1>Not found</h1>" in page.text
    assert "There is nothing here." in page.text
    assert '<a href="/search">' in page.text
    forged = client.get("/people", params={"after": "forged", "name": "oru"})
    assert forged.status_code == 422
    assert '<a href="/people">Begin this list anew</a>' in forged.text


def test_files_are_read_under_their_last_name_alone(client: TestClient) -> None:
    seal = seal_of(client, "/compare")
    files = [("files", ("../../etc/one.txt", ONE.encode())), ("files", ("one.txt", TWO.encode()))]
    made = client.post("/compare", data={"seal": seal}, files=files)
    record = client.get(f"{made.url}/record.json").json()
    assert [report["text"] for report in record["reports"]] == [ONE, TWO]
    assert {report["name"] for report in record["reports"]} == {"one"}
    assert "/tmp" not in json.dumps(record)


def test_words_of_a_report_never_become_markup(client: TestClient) -> None:
    hostile = "“<script>alert(1)</script> <seal> {{ 7*7 }} ok,” said <img src=x onerror=alert(2)> Mara Oru."
    seal = seal_of(client, "/compare")
    page = client.post("/compare", data={"seal": seal, "text": [hostile, hostile + " Again."]}).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;seal&gt;" in page
    assert "{{ 7*7 }}" in page


def test_a_first_visit_can_judge_at_once(place: Path, story: str) -> None:
    with TestClient(create_app(Settings(archive=place, patience=120)), base_url="http://localhost") as fresh:
        page = fresh.get(f"/stories/{story}").text
        assert "<seal>" not in page
        seal = re.search(r'name="seal" value="([^"]+)"', page)
        assert seal is not None
        assert (
            fresh.post("/compare", data={"seal": seal[1], "text": ["", ""]}).status_code == 422
        )  # past the seal, nothing given


def test_an_editor_judges_in_place_and_takes_it_back(client: TestClient, story: str) -> None:
    record = client.get(f"/api/v1/stories/{story}").json()
    first, second = (telling["statement"] for telling in record["utterances"][0]["tellings"][:2])
    seal = seal_of(client, f"/stories/{story}")
    asked = {"seal": seal, "back": f"/stories/{story}", "by": "Ines Tolvanen"}
    page = client.post("/judge", data=asked | {"word": f"utterance|unsure|{first}|{second}"})
    assert page.status_code == 200
    assert 'value="Ines Tolvanen"' in page.text  # the name is remembered
    assert "Judged <strong>unsure</strong>" in page.text
    made = client.get("/api/v1/judgements", params={"standing": True}).json()["items"]
    assert [j["verdict"] for j in made] == ["unsure"]
    client.post("/judge", data=asked | {"withdraw": made[0]["id"]})
    assert client.get("/api/v1/judgements", params={"standing": True}).json()["items"] == []
    assert client.get("/api/v1/judgements").json()["items"][0]["withdrawn_at"]


def test_a_statement_is_judged_and_the_record_changes(client: TestClient, story: str) -> None:
    record = client.get(f"/api/v1/stories/{story}").json()
    told = next(s for s in record["statements"] if s["resolved"] == "yes" and s["manner"] == "direct")
    asked = {"story": story, "report": told["report"], "statement": told["id"]}
    page = client.get("/judge", params=asked)
    assert "Wrong speaker" in page.text
    seal = seal_of(client, f"/stories/{story}")
    form = {"seal": seal, "back": f"/stories/{story}", "speaker": "Oda Quist"}
    client.post("/judge", data=form | {"word": f"statement|wrong speaker|{told['id']}"})
    after = client.get(f"/api/v1/stories/{story}").json()
    assert [s["speaker"] for s in after["statements"] if s["id"] == told["id"]] == ["Oda Quist"]
    assert "Oda Quist" in client.get(f"/stories/{story}").text
    (made,) = client.get("/api/v1/judgements", params={"standing": True}).json()["items"]
    client.post("/judge", data=form | {"withdraw": made["id"]})
    assert client.get(f"/api/v1/stories/{story}").json() == record
    assert "Oda Quist" not in client.get(f"/stories/{story}").text


def test_two_details_are_judged_to_be_of_one_matter_or_not(client: TestClient, story: str) -> None:
    record = client.get(f"/api/v1/stories/{story}").json()
    fact = next(f for f in record["facts"] if f["verdict"] in ("conflict", "coarser") and len(f["values"]) > 1)
    first, second = (f"{v['report']}@{v['span'][0]}-{v['span'][1]}" for v in fact["values"][:2])
    assert 'value="fact|not the same|' in client.get(f"/stories/{story}").text
    form = {"seal": seal_of(client, f"/stories/{story}"), "back": f"/stories/{story}"}
    client.post("/judge", data=form | {"word": f"fact|not the same|{quote(first, safe='')}|{quote(second, safe='')}"})
    after = client.get(f"/api/v1/stories/{story}").json()
    values = [{f"{v['report']}@{v['span'][0]}-{v['span'][1]}" for v in f["values"]} for f in after["facts"]]
    assert not any({first, second} <= told for told in values)
    (made,) = client.get("/api/v1/judgements", params={"standing": True}).json()["items"]
    client.post("/judge", data=form | {"withdraw": made["id"]})
    assert client.get(f"/api/v1/stories/{story}").json()["facts"] == record["facts"]


def test_a_missed_statement_is_marked_where_its_words_stand(client: TestClient, story: str) -> None:
    record = client.get(f"/api/v1/stories/{story}").json()
    report = record["reports"][0]
    free = next(
        words for words in report["text"].split("\n")
        if len(words) > 40 and not any(words[:20] in report["text"][s[0] : s[1]] for st in record["statements"]
                                       if st["report"] == report["id"] for s in st["content"])
    )  # fmt: skip
    form = {"seal": seal_of(client, f"/stories/{story}/reading"), "back": f"/stories/{story}/reading", "report": report["id"]}
    nothing = client.post("/judge", data=form | {"word": "statement|missed one", "words": "these words stand nowhere"})
    assert nothing.status_code == 422
    done = client.post("/judge", data=form | {"word": "statement|missed one", "words": free[:40].replace(" ", "  ")})
    assert "Judged <strong>missed one</strong>" in done.text
    after = client.get(f"/api/v1/stories/{story}").json()
    assert len(after["statements"]) == len(record["statements"]) + 1
    (made,) = client.get("/api/v1/judgements", params={"standing": True}).json()["items"]
    client.post("/judge", data=form | {"withdraw": made["id"]})
    assert len(client.get(f"/api/v1/stories/{story}").json()["statements"]) == len(record["statements"])


def test_a_judgement_leads_back_into_the_app_alone(client: TestClient, story: str) -> None:
    record = client.get(f"/api/v1/stories/{story}").json()
    first, second = (telling["statement"] for telling in record["utterances"][0]["tellings"][:2])
    for hostile in ("//evil.example/", "https://evil.example/", "/\\evil.example", "/\tx"):
        form = {"seal": seal_of(client, f"/stories/{story}"), "back": hostile, "word": f"utterance|unsure|{first}|{second}"}
        gone = client.post("/judge", data=form, follow_redirects=False)
        assert gone.headers["location"].startswith("/?judged=")
        client.post("/judge", data=form | {"withdraw": gone.headers["location"].partition("=")[2]})
    assert client.post("/judge", data={"word": f"utterance|same|{first}|{second}"}).status_code == 403


def test_a_person_has_positions_by_day(client: TestClient) -> None:
    person = client.get("/api/v1/people").json()["items"][0]
    found = client.get(f"/api/v1/people/{person['id']}/positions").json()["items"]
    assert all(position["moves"] for position in found)
    page = client.get(f"/people/{person['id']}").text
    assert "Positions over time" in page
    for position in found[:3]:
        told = position["moves"][0]["told"][0]
        assert f"/p/{told['report']}/{told['content'][0]['span'][0]}-" in page


def test_the_reading_view_shows_the_reports_that_are_chosen(client: TestClient, story: str) -> None:
    record = client.get(f"/api/v1/stories/{story}").json()
    ids = [report["id"] for report in record["reports"]]
    page = client.get(f"/stories/{story}/reading", params={"report": [ids[2], ids[0]]}).text
    assert page.count('<article class="pane"') == 2
    assert f'href="/stories/{story}#utterance-' in page
    assert client.get(f"/stories/{story}/reading", params={"report": "none"}).status_code == 404


def test_pages_are_kept_beside_the_archive_and_made_anew_when_something_changes(client: TestClient, place: Path) -> None:
    story = client.get("/api/v1/stories", params={"several": True}).json()["items"][0]["id"]
    page = client.get(f"/stories/{story}").text
    desk = client.app.state.desk  # type: ignore[attr-defined]
    summary, _, pieces = desk.kept(story, "head", "pane *")
    assert len(pieces) == 1 + summary.reports
    assert Path(f"{place}.made").exists()
    plain = client.get(f"/stories/{story}", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert re.sub(r'value="[^"]*"', "", plain.text) == re.sub(r'value="[^"]*"', "", page)
    assert desk.beside.get(story, "another basis", "head") == {}


def test_pages_are_made_from_the_record_that_adding_keeps_and_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "onrecord.db")
    assert CliRunner().invoke(app, ["add", str(find_sample("harbour-trial")), "--archive", path]).exit_code == 0
    with open_archive(path) as archive:
        story = archive.stories(several=True)[0].id
        compiled = archive.compiled(story)
    beside = beside_at(path)
    assert beside is not None
    assert set(beside.get(story, basis_in(compiled.basis), "*")) == {json_part(texts=True)}
    monkeypatch.setattr(Archive, "compiled", lambda *_: pytest.fail("the story is compiled anew"))
    _, made = make_story(path, story)
    assert made == make_pieces(compiled) | pack_record(compiled, texts=True)


def test_a_long_story_keeps_its_words_on_pages_of_their_own(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.web import made

    monkeypatch.setattr(made, "LONG", 1_000)
    desk = client.app.state.desk  # type: ignore[attr-defined]
    story = client.get("/api/v1/stories", params={"several": True}).json()["items"][0]["id"]
    pieces = made.make_pieces(desk.archive.compiled(story))
    parts = {part: piece.whole().decode() for part, piece in pieces.items()}
    page = parts["head"] + parts["body"] + parts["tail"]
    assert '<article class="pane"' not in page
    assert f'href="/stories/{story}/reports/A#A-' in page
    assert not re.search(r'href="#[A-Z]+-\d', page)
    assert {"apart A", "said A"} <= set(parts)
    basis = desk.kept(story, "head")[1]
    kept = desk.beside.get(story, basis, "*")
    desk.beside.empty()
    desk.beside.put(story, basis, pieces)
    own = client.get(f"/stories/{story}/reports/B")
    assert own.text.count('<article class="pane"') == 1
    assert 'id="statement-B1"' in own.text
    assert client.get(f"/stories/{story}/reports/ZZ").status_code == 404
    desk.beside.empty()
    desk.beside.put(story, basis, kept)


def test_quotations_are_verified_against_the_archive(client: TestClient) -> None:
    hit = next(
        h for h in client.get("/api/v1/statements", params={"manner": "direct", "limit": 50}).json()["items"]
        if len(h["words"].split()) > 8 and len(h["passages"]) == 1
    )  # fmt: skip
    words = hit["words"].strip("“”\"‘’',.")
    text = f"“{words},” it was said. “Nobody ever spoke of purple elephants here,” said another."
    found = client.post("/api/v1/verify", json={"text": text}).json()["items"]
    assert [each["standing"] for each in found][-1] == "nowhere"
    assert found[0]["standing"] in ("word for word", "somebody else's")
    page = client.post("/verify", data={"seal": seal_of(client, "/verify"), "quoting": text}).text
    assert f"/p/{hit['report']}/" in page


# -- the API


def test_given_reports_are_compared_found_in_and_checked(client: TestClient) -> None:
    given = {"reports": [{"id": "a", "text": ONE}, {"id": "b", "text": TWO}]}
    record = client.post("/api/v1/compare", json=given).json()
    assert len(record["utterances"]) == 1
    lines = client.post("/api/v1/statements", json=given).json()["items"]
    assert [line["id"] for line in lines] == ["a", "b"]
    assert client.post("/api/v1/check", json={"record": record}).json()["holds"] is True
    record["reports"][0]["text"] = record["reports"][0]["text"].replace("pier", "dock")
    assert client.post("/api/v1/check", json={"record": record}).json()["holds"] is False


def test_pages_of_a_list_lose_nothing_and_repeat_nothing(client: TestClient) -> None:
    for path in ("/api/v1/reports", "/api/v1/statements", "/api/v1/people", "/api/v1/stories"):
        whole = client.get(path, params={"limit": 200}).json()
        assert whole["next"] is None
        seen: list[Any] = []
        after = None
        while True:
            part = client.get(path, params={"limit": 3} | ({"after": after} if after else {})).json()
            seen += part["items"]
            after = part["next"]
            if after is None:
                break
        assert seen == whole["items"], path


def test_an_answer_that_did_not_change_is_not_sent_again_and_tables_are_sent_when_asked(client: TestClient) -> None:
    first = client.get("/api/v1/reports")
    assert client.get("/api/v1/reports", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    table = client.get("/api/v1/statements", headers={"Accept": "text/csv"})
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.splitlines()[0].startswith("published,outlet")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/stories/none", 404),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/statements?act=sing", 422),
        ("GET", "/api/v1/reports?limit=0", 422),
        ("POST", "/api/v1/compare", 422),
        ("DELETE", "/api/v1/reports", 405),
    ],
)
def test_every_error_has_one_shape(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert set(answer.json()) == {"error"}
    assert set(answer.json()["error"]) == {"code", "message", "faults"}


# -- the door


def test_a_browser_may_run_nothing_but_our_files(client: TestClient, story: str) -> None:
    page = client.get(f"/stories/{story}")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert " style=" not in page.text
    assert "<style" not in page.text
    assert page.text.count("<script") == page.text.count("<script src=")
    assert client.get("/static/x/passwd").status_code == 404


def test_a_name_that_is_not_ours_and_a_page_of_another_origin_are_turned_away(client: TestClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert client.post("/api/v1/compare", json={}, headers={"Origin": "http://evil.example"}).status_code == 403
    assert client.post("/api/v1/compare", json={}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/compare", data={"text": [ONE, TWO]}).status_code == 403
    assert client.post("/compare", data={"seal": "x.y", "text": [ONE, TWO]}).status_code == 403


def test_too_much_is_refused_whether_announced_or_not() -> None:
    with TestClient(create_app(Settings(body=2_000)), base_url="http://localhost") as small:
        assert small.post("/api/v1/compare", json={"reports": [{"text": "x" * 3_000}]}).status_code == 413
        chunks = (b"x" * 500 for _ in range(10))
        assert small.post("/api/v1/compare", content=chunks, headers={"Content-Type": "application/json"}).status_code == 413


def test_with_a_token_nothing_is_shown_without_it() -> None:
    with TestClient(create_app(Settings(token=TOKEN)), base_url="http://localhost") as guarded:
        assert guarded.get("/api/v1").status_code == 401
        assert guarded.get("/api/v1", headers={"Authorization": "Bearer wrong"}).status_code == 401
        assert guarded.get("/api/v1", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
        assert guarded.get("/compare", follow_redirects=False).headers["location"].startswith("/sign-in")
        assert guarded.post("/sign-in", data={"token": "wrong"}).status_code == 401
        gone = guarded.post("/sign-in", data={"token": TOKEN, "to": "//evil.example"}, follow_redirects=False)
        assert gone.headers["location"] == "/"
        assert guarded.get("/compare").status_code == 200
    with pytest.raises(OnrecordError, match="16 characters"):
        Settings(token="short")


def test_only_this_machine_is_loopback() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "192.168.0.1", "desk.example", "::")))


async def _crew_goes_on() -> None:
    import asyncio

    crew = Crew(workers=2, waiting=4, seconds=3.0)
    try:
        await asyncio.gather(crew.do(len, ()), crew.do(len, ()))  # both are up
        hung = asyncio.create_task(crew.do(time.sleep, 60))
        assert await crew.do(len, (1, 2)) == 2
        with pytest.raises(TookTooLong, match="3 seconds"):
            await hung
        assert await crew.do(len, (1, 2, 3)) == 3
        with pytest.raises(OnrecordError):
            await crew.do(Path.read_bytes, Path("/no/such/file"))
    finally:
        crew.close()


def test_a_hung_task_stops_no_other() -> None:
    import asyncio

    asyncio.run(_crew_goes_on())


def test_around_a_passage_words_are_whole() -> None:
    words = "The ferry chief said that no penny would be paid to the crews."
    span = Span(words.index("no penny"), words.index(" would"))
    assert look_around(words, span, 11) == ("…said that ", " would be…")
    assert look_around(words, span, 500) == ("The ferry chief said that ", " would be paid to the crews.")
    assert look_around("x" * 90, Span(40, 50), 20) == ("…" + "x" * 20, "x" * 20 + "…")


def test_reading_beforehand_goes_on_after_a_failure_and_the_archive_is_closed(
    place: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks: list[Archive] = []

    def fail(archive: Archive) -> None:
        looks.append(archive)
        raise RuntimeError("no memory left")

    closed: list[Desk] = []
    close = Desk.close
    monkeypatch.setattr("onrecord.web.ahead.LOOK", 0.01)
    monkeypatch.setattr(Archive, "catch_up", fail)
    monkeypatch.setattr(Desk, "close", lambda desk: (closed.append(desk), close(desk))[1])
    with TestClient(create_app(Settings(archive=place, patience=120)), base_url="http://localhost") as client:
        until = time.monotonic() + 30
        while len(looks) < 3 and time.monotonic() < until:
            assert client.get("/about").status_code < 500
    assert len(closed) == 1
    assert len(looks) >= 3
    told = [record for record in caplog.records if record.exc_info and "no memory left" in str(record.exc_info[1])]
    assert len(told) == len(set(map(id, looks)))  # each server's archive once: that of the other tests may be open beside


def test_a_page_that_cannot_be_made_beforehand_keeps_no_other_from_it(
    place: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []

    def kept(desk: Desk, story: str, part: str) -> tuple[str, str, tuple[bytes, ...]]:
        asked.append(story)
        if len(asked) == 1:
            raise RuntimeError("no memory left")
        return "", "", (b"made",)

    monkeypatch.setattr(Desk, "kept", kept)
    with TestClient(create_app(Settings(archive=place, ahead=False)), base_url="http://localhost") as client:
        desk = client.app.state.desk  # type: ignore[attr-defined]
        story, *_ = desk.shelf().stories(several=True)
        other = replace(story, id="another")
        pages = iter([(story, other), ()])
        monkeypatch.setattr("onrecord.web.ahead._stories", lambda *given: next(pages))
        asyncio.run(_pass_through(desk, Crew(workers=1, waiting=1, seconds=1)))
    assert asked == [story.id, other.id]
    told = [record.message for record in caplog.records if record.exc_info]
    assert told == [f"the page of story {story.id} was not made beforehand"]


def test_who_comes_first_waits_for_nothing_that_all_need(place: Path) -> None:
    app = create_app(Settings(archive=place, ahead=False))
    try:
        get_ready(app)
        held = app.state.desk.archive._catalogues
        assert len(held._held[0].rows) >= app.state.desk.archive.counts()["statements"] > 0  # with those judged away
        loaded = {name for _, name in templates().cache or ()}
        assert {"search.html.j2", "story.html.j2", "error.html.j2"} <= loaded
    finally:
        gc.unfreeze()
        app.state.desk.close()


def test_what_another_process_adds_is_read_before_anybody_searches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "onrecord.db"
    open_archive(path).close()
    monkeypatch.setattr("onrecord.web.ahead.LOOK", 0.01)
    with TestClient(create_app(Settings(archive=path, patience=120)), base_url="http://localhost") as client:
        held = client.app.state.desk.archive._catalogues  # type: ignore[attr-defined]
        with open_archive(path) as other:
            other.add(islice(onrecord.read_reports([str(find_sample("ferry-strike"))]), 1))
            until = time.monotonic() + 30
            while not (held._held and len(held._held[0].rows)) and time.monotonic() < until:
                time.sleep(0.01)
            assert len(held._held[0].rows) == other.counts()["statements"] > 0
            with monkeypatch.context() as nothing:
                nothing.setattr("onrecord.stores.catalogue._brought_up", lambda *given: pytest.fail("a search had to read it"))
                assert client.get("/api/v1/statements").json()["total"] == other.counts()["statements"]
