"""At the door of every request: who may ask, under which name, how much, for how long.

What goes with every answer lets a browser run nothing but our own files.

A page from elsewhere must not act through a reader's browser: names other than ours are refused (a name can be bound anew to
this machine), so is every change that a browser says comes from another origin, and every form bears a seal of our own.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, urlsplit

from onrecord.web.settings import Settings

__all__ = ["COOKIE", "Door", "Refusal", "Seals"]

_LOG = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Refuse = Callable[[Scope, "Refusal"], Callable[[Scope, Receive, Send], Awaitable[None]]]

COOKIE = "onrecord"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Refusal(Exception):
    """A request that is turned away: the status, a code for programs, and words for people."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Seals:
    """The seals on forms and sign-ins; both hold as long as the server runs (with a token: as long as the token does)."""

    def __init__(self, settings: Settings) -> None:
        self._token = settings.token
        self._key = hashlib.sha256(b"onrecord:" + (settings.token or secrets.token_hex(32)).encode()).digest()

    def visitor(self, cookies: Mapping[str, str]) -> str | None:
        """The visitor's number, if the cookie is one that we gave."""
        number, _, seal = cookies.get(COOKIE, "").partition(".")
        return number if number and hmac.compare_digest(seal, self._sign("visitor", number)) else None

    def new_visitor(self) -> str:
        """A number for a visitor who has none."""
        return secrets.token_hex(12)

    def cookie(self, visitor: str) -> str:
        """The cookie's value."""
        return f"{visitor}.{self._sign('visitor', visitor)}"

    def seal(self, visitor: str) -> str:
        """A seal for the forms of one page. No two are alike, so that compression gives nothing away."""
        salt = secrets.token_hex(8)
        return f"{salt}.{self._sign('form', visitor, salt)}"

    def holds(self, visitor: str | None, seal: str) -> bool:
        """Was this seal given to this visitor?"""
        salt, _, signed = seal.partition(".")
        return visitor is not None and hmac.compare_digest(signed, self._sign("form", visitor, salt))

    def is_token(self, given: str) -> bool:
        """Is it the token?"""
        return self._token is not None and hmac.compare_digest(given.encode(), self._token.encode())

    def _sign(self, *parts: str) -> str:
        return hmac.new(self._key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()[:40]


class Door:
    """The outermost layer of the app."""

    def __init__(self, app: App, *, settings: Settings, seals: Seals, refuse: Refuse) -> None:
        self.app, self.settings, self.seals, self.refuse = app, settings, seals, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        started = False
        refused: list[Refusal] = []

        async def answered(message: Message) -> None:
            # Whoever read the body may have taken our refusal for a broken body: it stands all the same.
            if not refused or started:
                await dressed(message)

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                given = {name for name, _ in message["headers"]}
                spent = b"app;dur=%.1f" % (1000 * (time.perf_counter() - begun))
                ours = (*_HEADERS, (b"server-timing", spent))
                message["headers"] = [*message["headers"], *(h for h in ours if h[0] not in given)]
            await send(message)

        try:
            self._check(scope)
            await self.app(scope, self._bounded(scope, receive, refused), answered)
            if refused and not started:
                raise refused[0]
        except Refusal as refusal:
            if started:
                raise
            await self.refuse(scope, refusal)(scope, receive, dressed)
        except Exception:
            if started:
                raise
            _LOG.exception("%s %s failed", scope["method"], scope["path"])
            failed = Refusal(
                500, "failed", "this failed in a way that nobody foresaw: the server's log says how; please report it"
            )
            await self.refuse(scope, failed)(scope, receive, dressed)

    def _check(self, scope: Scope) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get("host", "")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        if name.strip("[]").lower() not in _LOOPBACK | set(self.settings.hosts):
            raise Refusal(400, "unknown-host", "this server is not known under that name: start it with --allow-host NAME")
        if scope["method"] in _CHANGES:
            origin = headers.get("origin")
            site = headers.get("sec-fetch-site", "none")
            if site not in ("same-origin", "none") or (origin is not None and urlsplit(origin).netloc != host):
                raise Refusal(403, "other-origin", "a change was asked for by a page of another origin: do it from here")
        length = headers.get("content-length", "0")
        if not length.isdigit():
            raise Refusal(400, "broken-length", "the length of the body is no number")
        if int(length) > self.settings.body:
            raise _too_large(self.settings.body)
        if self.settings.token is not None and not self._may_enter(scope, headers):
            raise Refusal(401, "token-needed", "this server asks for a token: send `Authorization: Bearer TOKEN`")

    def _may_enter(self, scope: Scope, headers: Mapping[str, str]) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self.seals.is_token(given.strip())
        path = scope["path"]
        if path in ("/sign-in", "/robots.txt") or path.startswith("/static/"):
            return True
        cookies = {key: morsel.value for key, morsel in SimpleCookie(headers.get("cookie", "")).items()}
        return self.seals.visitor(cookies) is not None

    def _bounded(self, scope: Scope, receive: Receive, refused: list[Refusal]) -> Receive:
        """The body, as long as it is neither too large nor too slow."""
        taken = 0
        loop = asyncio.get_running_loop()
        until = loop.time() + self.settings.body_time
        over = scope["method"] not in _CHANGES

        async def bounded() -> Message:
            nonlocal taken, over
            if over:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), max(0.01, until - loop.time()))
            except TimeoutError:
                refused.append(Refusal(408, "too-slow", f"the body did not arrive within {self.settings.body_time:g} seconds"))
                raise refused[0] from None
            taken += len(message.get("body", b""))
            over = not message.get("more_body", False)
            if taken > self.settings.body:
                refused.append(_too_large(self.settings.body))
                raise refused[0]
            return message

        return bounded


def _too_large(most: int) -> Refusal:
    return Refusal(413, "too-large", f"the body is larger than {most:,} bytes: give fewer or shorter reports at once")


def sign_in_path(path: str) -> str:
    """Where a reader without a token is led, and back."""
    return "/sign-in?to=" + quote(path, safe="/")
