"""A web server of our own that behaves as it is told, each path in its own way; and pages of invented outlets."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Act = Callable[["Visit"], None]


@dataclass
class Site:
    """What stands at each path, and who asked for what."""

    port: int = 0
    host: str = "127.0.0.1"
    paths: dict[str, Act] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def url(self, path: str = "/", host: str | None = None) -> str:
        return f"http://{host or self.host}:{self.port}{path}"

    def put(self, path: str, *answers: Act) -> None:
        """The answers in turn, the last one for ever."""
        left = list(answers)
        self.paths[path] = lambda visit: (left.pop(0) if len(left) > 1 else left[0])(visit)

    def count(self, path: str) -> int:
        return self.asked.count(path)


class Visit(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    site: Site
    timeout = 5

    def do_GET(self) -> None:
        self.site.asked.append(self.path)
        self.site.headers.append({key.lower(): value for key, value in self.headers.items()})
        act = self.site.paths.get(self.path)
        try:
            (act or say(404, b"nothing here"))(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def running_site(host: str = "127.0.0.1") -> Iterator[Site]:
    site = Site(host=host)
    server = ThreadingHTTPServer((host, 0), type("Here", (Visit,), {"site": site}))
    server.daemon_threads = True
    server.block_on_close = False
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# --- ways to answer ---------------------------------------------------------------------------------------------------------------


def say(status: int = 200, body: bytes = b"", kind: str | None = "text/html; charset=utf-8", **headers: str) -> Act:
    def act(visit: Visit) -> None:
        visit.send_response(status)
        if kind is not None:
            visit.send_header("Content-Type", kind)
        for name, value in headers.items():
            visit.send_header(name.replace("_", "-"), value)
        visit.send_header("Content-Length", str(len(body)))
        visit.end_headers()
        visit.wfile.write(body)

    return act


def lead(to: str, status: int = 302) -> Act:
    return say(status, Location=to)


def hang(visit: Visit) -> None:
    time.sleep(1.5)
    visit.close_connection = True


def drip_body(visit: Visit) -> None:
    """A byte now and then, each in time, never all of them."""
    visit.send_response(200)
    visit.send_header("Content-Type", "text/html")
    visit.send_header("Content-Length", "100000")
    visit.end_headers()
    for _ in range(100):
        visit.wfile.write(b"<")
        time.sleep(0.03)


def drip_headers(visit: Visit) -> None:
    visit.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(100):
        visit.wfile.write(b"a")
        time.sleep(0.03)


def cut_short(visit: Visit) -> None:
    """Half of what was promised."""
    visit.send_response(200)
    visit.send_header("Content-Type", "text/html")
    visit.send_header("Content-Length", "1000")
    visit.end_headers()
    visit.wfile.write(b"<html><body><p>Half of a page")
    visit.close_connection = True


def endless(visit: Visit) -> None:
    """More and more, without saying how much."""
    visit.send_response(200)
    visit.send_header("Content-Type", "text/html")
    visit.send_header("Connection", "close")
    visit.end_headers()
    for _ in range(2000):
        visit.wfile.write(b"x" * 10_000)
    visit.close_connection = True


def packed(body: bytes, cut: int | None = None) -> Act:
    return say(200, gzip.compress(body)[:cut], Content_Encoding="gzip")


def conditional(body: bytes, *, etag: str, kind: str = "text/html; charset=utf-8") -> Act:
    """The body, or 304 to who has it already."""

    def act(visit: Visit) -> None:
        if visit.headers.get("If-None-Match") == etag:
            say(304, kind=None, ETag=etag)(visit)
        else:
            say(200, body, kind, ETag=etag)(visit)

    return act


# --- pages ------------------------------------------------------------------------------------------------------------------------

KEEPER = (
    "“I will not leave the lamp,” Mirela Donk said on Sunday at Orrin Light.",
    "Mayor Teodor Vash said the lighthouse would be shut in June, and that nobody would be asked about it again.",
    "“We cannot pay for twelve keepers,” Vash told the council of Orrin on Monday.",
)


def page(title: str = "Keeper of Orrin Light refuses to go", paragraphs: tuple[str, ...] = KEEPER, head: str = "") -> str:
    """An article as outlets print it."""
    inner = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{title}</h1>{inner}</article><footer>All rights reserved</footer></body></html>"
    )
