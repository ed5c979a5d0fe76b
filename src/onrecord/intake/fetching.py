"""An address in, what stands there out: one host at a time, with pauses, within limits, and only where robots.txt permits.

Every address is tried as what it may be: a host that hangs, drips, loops, lies about its encoding, sends a bomb or leads into
one's own network. Redirects are followed by hand, and each is judged as if it had been given. Whatever fails is one
`NotFetched` with the address, the reason and the way out, and says how long to wait where the server says so.
"""

from __future__ import annotations

import re
import ssl
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from types import TracebackType

from onrecord.errors import MissingLibrary, NotFetched

try:
    import httpcore
    import httpx

    from onrecord.intake.connections import GuardedBackend, PrivateAddress, find_addresses, is_public
    from onrecord.intake.robots import Robots
except ImportError:
    raise MissingLibrary(
        "fetching an address needs httpx and protego: pip install 'onrecord[archive]', or save the page and give the file"
    ) from None

__all__ = ["FEEDS", "PAGES", "Fetched", "Fetcher", "Manners", "read_address"]

PAGES = ("text/html", "application/xhtml+xml", "text/plain")
"""What a report's page may be."""
FEEDS = ("text/", "application/")
"""What a feed or a list of feeds may be: servers call them anything that is text or data."""

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_SECONDS = re.compile(r"\d{1,9}")
_LONGEST_WAIT = 86_400.0
_USUAL_WAIT = 60.0
"""Seconds for which a host is left alone that asks for it and does not say for how long."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How servers are treated, and how much of them is put up with. Times are seconds.

    ``contact`` is an address that a site's keeper can write to; it is sent with every request. ``permits`` overrules
    ``private`` where single addresses are to be judged.
    """

    contact: str | None = None
    delay: float = 2.0
    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    most_bytes: int = 10_000_000
    most_redirects: int = 5
    private: bool = False
    permits: Callable[[str], bool] | None = None

    @property
    def agent(self) -> str:
        """How we introduce ourselves."""
        contact = f"; {self.contact}" if self.contact else ""
        return f"onrecord/{version('onrecord')} (reads news reports to compare who said what{contact})"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stood at an address. ``url`` is the one that redirects led to; ``kind`` the content type, ``charset`` its encoding.

    ``status`` is 200, or 304 where nothing has changed since ``etag`` and ``modified`` were given.
    """

    asked: str
    url: str
    status: int
    data: bytes = b""
    kind: str = ""
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: httpx.Headers
    data: bytes


def read_address(given: str) -> httpx.URL:
    """The address, without its fragment; raises `NotFetched` where it is none that can be fetched."""
    try:
        url = httpx.URL(given.strip()).copy_with(fragment=None)
        host = url.host
    except (httpx.InvalidURL, TypeError, ValueError) as error:
        raise NotFetched(given, f"it is no address ({error}): check it", lasting=True) from None
    if url.scheme not in ("http", "https") or not host:
        raise NotFetched(given, "only http:// and https:// addresses are fetched", lasting=True)
    if url.userinfo:
        shown = str(url.copy_with(username=None, password=None))
        raise NotFetched(shown, "an address with a password is not fetched: save the page and give the file", lasting=True)
    return url


class Fetcher:
    """Fetches one thing after the other; use it in a ``with`` block, or `close` it.

    ``sleep`` waits for a host's turn and ``clock`` tells seconds that only go forward; ``resolve`` looks up names.
    """

    def __init__(
        self,
        manners: Manners | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        resolve: Callable[[str, int], list[str]] = find_addresses,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self.manners = manners or Manners()
        permits = self.manners.permits or (lambda address: self.manners.private or is_public(address))
        self._sleep = sleep
        self._clock = clock
        self._backend = GuardedBackend(permits=permits, resolve=resolve)
        self._pool = httpcore.ConnectionPool(
            ssl_context=trust or httpx.create_ssl_context(),
            max_connections=4,
            keepalive_expiry=5.0,
            network_backend=self._backend,
        )
        self._robots = Robots(self._read_robots, clock=clock)
        self._turns: dict[str, float] = {}
        self._pauses: dict[str, float] = {}
        self._left_alone: dict[str, float] = {}

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all connections."""
        self._pool.close()

    def fetch(
        self, address: str, *, kinds: tuple[str, ...] = PAGES, etag: str | None = None, modified: str | None = None
    ) -> Fetched:
        """What stands at the address, if it is of one of the kinds; ``etag`` and ``modified`` are those of the last time.

        Raises `NotFetched` for everything else.
        """
        conditions = [(b"If-None-Match", etag), (b"If-Modified-Since", modified)]
        headers = [(name, value.encode("latin-1", "ignore")) for name, value in conditions if value]
        url, answer = self._follow(read_address(address), headers, kinds, heed_robots=True)
        if answer.status == 304 and headers:
            return Fetched(address, str(url), 304, etag=etag, modified=modified)
        if answer.status != 200:
            raise self._refused(url, answer)
        kind, charset = _read_type(answer.headers)
        return Fetched(
            asked=address,
            url=str(url),
            status=200,
            data=answer.data,
            kind=kind,
            charset=charset,
            etag=answer.headers.get("etag"),
            modified=answer.headers.get("last-modified"),
        )

    # --- one request after the other ------------------------------------------------------------------------------------------

    def _follow(
        self, url: httpx.URL, headers: list[tuple[bytes, bytes]], kinds: tuple[str, ...] | None, *, heed_robots: bool
    ) -> tuple[httpx.URL, _Answer]:
        """The answer at the end of all redirects, and where that is."""
        passed = [url]
        while True:
            if heed_robots:
                self._heed_robots(url)
            answer = self._ask(url, headers, kinds)
            target = answer.headers.get("location") if answer.status in _REDIRECTS else None
            if target is None:
                return url, answer
            try:
                following = read_address(str(url.join(target)))
            except httpx.InvalidURL:
                raise NotFetched(str(url), "it leads on to something that is no address", lasting=True) from None
            if url.scheme == "https" and following.scheme == "http":
                raise NotFetched(str(url), f"it leads on from https to {following}, which anyone on the way can alter")
            if following in passed:
                raise NotFetched(str(url), "it leads round in a circle: open it in a browser, save the page, give the file")
            if len(passed) > self.manners.most_redirects:
                raise NotFetched(str(url), f"it leads on more than {self.manners.most_redirects} times")
            url = following
            passed.append(url)

    def _heed_robots(self, url: httpx.URL) -> None:
        try:
            rules = self._robots.rules(_site_of(url))
        except NotFetched as error:
            raise NotFetched(str(url), error.reason, wait=error.wait, lasting=error.lasting, private=error.private) from None
        if not rules.reached:
            raise NotFetched(str(url), f"the robots.txt of {url.host} cannot be read now, so nothing is fetched: try later")
        if not rules.permit(str(url)):
            reason = f"the robots.txt of {url.host} asks programs to stay away from it"
            raise NotFetched(str(url), f"{reason}: save the page in a browser and give the file", lasting=True)
        if rules.delay:
            self._pauses[url.host] = rules.delay

    def _read_robots(self, address: str) -> tuple[int, bytes]:
        _, answer = self._follow(httpx.URL(address), [], None, heed_robots=False)
        return answer.status, answer.data

    def _ask(self, url: httpx.URL, headers: list[tuple[bytes, bytes]], kinds: tuple[str, ...] | None) -> _Answer:
        """The answer to one request, its body read where it is one of the kinds; without kinds the beginning of anything."""
        manners = self.manners
        self._await_turn(url)
        times = {"connect": manners.connect, "read": manners.read, "write": manners.read, "pool": manners.connect}
        sent = [
            (b"Host", url.netloc),
            (b"User-Agent", manners.agent.encode("ascii", "replace")),
            (b"Accept", b"text/html, application/xhtml+xml, application/xml;q=0.9, text/plain;q=0.8, */*;q=0.1"),
            (b"Accept-Encoding", b"gzip"),
            *headers,
        ]
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        self._backend.deadline = time.monotonic() + manners.total
        try:
            with self._pool.stream("GET", target, headers=sent, extensions={"timeout": times}) as response:
                got = httpx.Headers(response.headers)
                data = b""
                if response.status == 200:
                    if kinds is not None:
                        _check_kind(url, got, kinds)
                    data = _read_body(url, response.iter_stream(), got, manners.most_bytes, cut=kinds is None)
                return _Answer(response.status, got, data)
        except PrivateAddress as error:
            reason = f"{error.host} is an address of one's own network ({error.address}), which is not asked"
            raise NotFetched(str(url), f"{reason}: --allow-private permits it", private=True, lasting=True) from None
        except httpcore.TimeoutException:
            raise NotFetched(str(url), f"{url.host} did not answer in time: try later") from None
        except httpcore.ConnectError as error:
            raise NotFetched(
                str(url), f"no connection to {url.host} ({_plain(error)}): check the address, or try later"
            ) from None
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise NotFetched(str(url), f"{url.host} broke off before all was sent ({_plain(error)}): try later") from None
        finally:
            self._turns[url.host] = self._clock() + max(manners.delay, self._pauses.get(url.host, 0.0))

    def _await_turn(self, url: httpx.URL) -> None:
        """Wait until the host may be asked again; raises `NotFetched` while it has asked to be left alone."""
        host = url.host
        rest = self._left_alone.get(host, 0.0) - self._clock()
        if rest > 0:
            raise NotFetched(str(url), f"{host} has asked to be left alone for {rest:.0f} seconds more", wait=rest)
        wait = self._turns.get(host, 0.0) - self._clock()
        if wait > 0:
            self._sleep(wait)

    def _refused(self, url: httpx.URL, answer: _Answer) -> NotFetched:
        status = answer.status
        if status in (404, 410):
            gone = "was there once and is gone for good" if status == 410 else "is not there"
            return NotFetched(str(url), f"it {gone} (status {status}): check the address", status=status, lasting=True)
        if status in (401, 402, 403, 451):
            reason = f"{url.host} does not give it to us (status {status}): save the page in a browser and give the file"
            return NotFetched(str(url), reason, status=status)
        wait = _read_wait(answer.headers)
        if status == 429 or (status == 503 and wait):
            wait = _USUAL_WAIT if wait is None else wait
            self._left_alone[url.host] = self._clock() + wait
            reason = f"{url.host} asks to be left alone for {wait:.0f} seconds (status {status}): try later"
            return NotFetched(str(url), reason, status=status, wait=wait)
        return NotFetched(str(url), f"{url.host} answers with status {status}: try later", status=status, wait=wait)


# --- what an answer holds -----------------------------------------------------------------------------------------------------


def _site_of(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _read_type(headers: httpx.Headers) -> tuple[str, str | None]:
    """The content type and the encoding that the headers name."""
    message = Message()
    message["content-type"] = headers.get("content-type", "")
    return message.get_content_type() if "content-type" in headers else "", message.get_content_charset() or None


def _check_kind(url: httpx.URL, headers: httpx.Headers, kinds: tuple[str, ...]) -> None:
    kind, _ = _read_type(headers)
    if kind and not kind.startswith(kinds):
        raise NotFetched(str(url), f"it is {kind}, no page: save what it says as a .txt file", lasting=True)


def _read_body(url: httpx.URL, chunks: Iterable[bytes], headers: httpx.Headers, most: int, *, cut: bool) -> bytes:
    """The body, unpacked. Never more than the limit is held, however small a bomb was packed; with ``cut`` the rest is left."""
    too_large = NotFetched(str(url), f"it is larger than {most:,} bytes: save the article's text as a .txt file", lasting=True)
    said = headers.get("content-length", "")
    if said.isascii() and said.isdigit() and int(said) > most and not cut:
        raise too_large
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "", "gzip", "x-gzip"):
        raise NotFetched(str(url), f"it is packed as {packing[:20]}, which was not asked for: save the page and give the file")
    unpacker = zlib.decompressobj(wbits=31) if packing.endswith("gzip") else None
    body = bytearray()
    received = 0
    for chunk in chunks:
        received += len(chunk)
        try:
            body += chunk if unpacker is None else unpacker.decompress(chunk, most + 1 - len(body))
        except zlib.error as error:
            raise NotFetched(str(url), f"what was sent is damaged ({error}): try later") from None
        if received > most or len(body) > most:
            if cut:
                return bytes(body[:most])
            raise too_large
    if unpacker is not None and received and not unpacker.eof:
        raise NotFetched(str(url), f"{url.host} broke off before all was sent: try later")
    return bytes(body)


def _read_wait(headers: httpx.Headers) -> float | None:
    """The seconds for which the server asks to be left alone, at most a day; a date counts from the server's own."""
    asked = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(asked):
        return min(float(asked), _LONGEST_WAIT)
    until = _read_date(asked)
    if until is None:
        return None
    now = _read_date(headers.get("date", "")) or datetime.now(UTC)
    return min(max(0.0, (until - now).total_seconds()), _LONGEST_WAIT)


def _read_date(printed: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(printed)
    except (ValueError, TypeError, IndexError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _plain(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:120] or type(error).__name__
