"""A real server over real sockets: what hangs, is huge or is broken ends by itself, and stops nobody else meanwhile."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from onrecord.web import Settings
from tests.web.conftest import serving

BODY, BODY_TIME, WORK_TIME = 300_000, 2.0, 1.0
PROMPT = 3.0
"""Seconds in which a light request must be answered while others hang, on a machine that may be busy."""


@pytest.fixture(scope="module")
def address(place: Path) -> Iterator[str]:
    with serving(Settings(archive=place, body=BODY, body_time=BODY_TIME, work_time=WORK_TIME)) as address:
        yield address


@contextmanager
def connection(address: str) -> Iterator[socket.socket]:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as opened:
        yield opened


def head_of(path: str, *, method: str = "POST", **headers: str) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        *(f"{key.replace('_', '-')}: {value}" for key, value in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def others_are_served(address: str) -> None:
    """Three requests, one after the other, each answered at once."""
    for path in ("/api/v1", "/api/v1/statements?q=the", "/compare"):
        begun = time.monotonic()
        assert httpx.get(address + path, timeout=20).status_code == 200
        assert time.monotonic() - begun < PROMPT, path


def answer_of(opened: socket.socket) -> bytes:
    """All that comes until the server is done with the connection, or says that it has said all."""
    answer = b""
    while part := opened.recv(65_536):
        answer += part
        if answer.endswith(b"}}"):
            break
    return answer


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def error_of(answer: httpx.Response) -> str:
    body = answer.json()
    assert set(body) == {"error"}
    assert body["error"]["message"]
    return str(body["error"]["code"])


def test_uploads_that_never_end_are_cut_off_while_others_are_served(address: str) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(connection(address)) for _ in range(20)]
        begun = time.monotonic()
        for each in slow:
            each.sendall(head_of("/api/v1/compare", Content_Type="application/json", Content_Length="1000") + b'{"reports')
        others_are_served(address)
        answers = [answer_of(each) for each in slow]
        assert BODY_TIME - 0.5 < time.monotonic() - begun < 10 * BODY_TIME
    assert {status_of(answer) for answer in answers} == {408}
    assert all(b'"too-slow"' in answer for answer in answers)


def test_requests_whose_head_never_ends_hold_up_nobody(address: str) -> None:
    with ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(connection(address)).sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-One: ")
        others_are_served(address)


def test_a_body_that_is_announced_too_large_is_refused_before_it_is_sent(address: str) -> None:
    with connection(address) as huge:
        huge.sendall(head_of("/compare", Content_Type="multipart/form-data; boundary=x", Content_Length=str(10**12)))
        assert status_of(huge.recv(4096)) == 413


@pytest.mark.parametrize("path", ["/api/v1/compare", "/compare", "/verify", "/judge", "/sign-in"])
def test_a_body_that_is_not_announced_is_refused_when_it_grows_too_large(address: str, path: str) -> None:
    chunks = (b"x" * 50_000 for _ in range(40))
    kind = "application/json" if path.startswith("/api/") else "application/x-www-form-urlencoded"
    try:
        answer = httpx.post(address + path, content=chunks, headers={"Content-Type": kind}, timeout=20)
    except (httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError):
        pass  # the server was done with it before all was sent
    else:
        assert answer.status_code in (400, 413)
    others_are_served(address)


def test_readers_who_do_not_read_hold_up_nobody(address: str) -> None:
    story = httpx.get(f"{address}/api/v1/stories").json()["items"][0]["id"]
    with ExitStack() as stack:
        for _ in range(30):
            deaf = stack.enter_context(connection(address))
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            deaf.sendall(head_of(f"/stories/{story}", method="GET") * 8)
        others_are_served(address)


def nested(depth: int) -> bytes:
    return b'{"record": ' + b"[" * depth + b"]" * depth + b"}"


@pytest.mark.parametrize(
    "body",
    [nested(100_000), b'{"a":' * 40_000, b"[" * 200_000, b'{"record": {"x": ' + b"9" * 200_000 + b"}}", b"\xff\xfe\x00", b""],
    ids=["deep", "deep and open", "brackets", "a huge number", "no text", "nothing"],
)
@pytest.mark.parametrize("path", ["/api/v1/check", "/api/v1/compare"])
def test_json_that_is_deep_huge_or_none_is_an_error_of_the_one_shape(address: str, path: str, body: bytes) -> None:
    answer = httpx.post(address + path, content=body, headers={"Content-Type": "application/json"}, timeout=20)
    assert 400 <= answer.status_code < 500
    assert error_of(answer)
    others_are_served(address)


def test_a_form_of_very_many_parts_is_refused(address: str) -> None:
    files = [("files", (f"{number}.txt", b"x")) for number in range(400)]
    parts = httpx.post(f"{address}/compare", data={"text": "x"}, files=files, timeout=20)
    assert parts.status_code == 400
    fields = httpx.post(f"{address}/compare", files=[("text", (None, b"x")) for _ in range(1500)], timeout=20)
    assert fields.status_code == 400
    assert "That was not done" in fields.text


@pytest.mark.parametrize(
    "head",
    [
        head_of("/", method="GET", X_Long="x" * 300_000),
        head_of("/" + "x" * 300_000, method="GET"),
        b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % number for number in range(20_000)) + b"\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 50,
    ],
    ids=["a long header", "a long path", "many headers", "no HTTP"],
)
def test_a_broken_or_endless_head_is_turned_away(address: str, head: bytes) -> None:
    with connection(address) as broken:
        try:
            broken.sendall(head)
            answer = broken.recv(4096)
        except (ConnectionResetError, BrokenPipeError):
            answer = b""
    assert answer == b"" or 400 <= status_of(answer) < 500
    others_are_served(address)


def test_work_that_takes_too_long_ends_and_holds_up_nobody(address: str) -> None:
    words = "“We will not go,” harbour master Mara Oru said on Tuesday, and the council of Averil said that she would. " * 2_000
    asked = {"reports": [{"text": words[number:]} for number in range(1)]}
    httpx.post(f"{address}/api/v1/statements", json={"reports": [{"text": "x"}]}, timeout=60)  # a worker is up
    begun = time.monotonic()
    answer = httpx.post(f"{address}/api/v1/compare", json=asked, timeout=60)
    assert answer.status_code == 413
    assert error_of(answer) == "too-long"
    assert time.monotonic() - begun < 20 * WORK_TIME
    others_are_served(address)


def test_one_who_goes_away_leaves_nothing_behind(place: Path) -> None:
    body = json.dumps({"reports": [{"text": "“We will not go,” Mara Oru said."}]}).encode()
    # With the usual time for work: to load the models alone can take a busy machine longer than the other tests allow.
    with serving(Settings(archive=place)) as address:
        for _ in range(6):
            with connection(address) as gone:
                gone.sendall(
                    head_of("/api/v1/statements", Content_Type="application/json", Content_Length=str(len(body))) + body
                )
        others_are_served(address)
        headers = {"Content-Type": "application/json"}
        assert httpx.post(f"{address}/api/v1/statements", content=body, headers=headers, timeout=120).status_code == 200


ESCAPES: list[Callable[[str], str]] = [
    lambda address: f"{address}/static/x/../../app.py",
    lambda address: f"{address}/static/x/%2e%2e%2f%2e%2e%2fapp.py",
    lambda address: f"{address}/static/%2e%2e/web.css%00.py",
    lambda address: f"{address}/p/%2e%2e%2f%2e%2e%2fetc%2fpasswd/0-5",
    lambda address: f"{address}/compare/..%2f..%2fetc%2fpasswd",
    lambda address: f"{address}/outlets/file:%2f%2f%2fetc%2fpasswd",
    lambda address: f"{address}/api/v1/stories/..%2f..%2fetc%2fpasswd",
]


@pytest.mark.parametrize("escape", ESCAPES)
def test_no_path_of_a_visitor_is_opened(address: str, escape: Callable[[str], str]) -> None:
    answer = httpx.get(escape(address), timeout=20)
    assert answer.status_code == 404
    assert "root:" not in answer.text
