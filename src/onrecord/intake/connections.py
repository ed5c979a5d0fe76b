"""Connections that lead only where they may, and that end when their time is up.

A name is looked up here, each address that it stands for is judged, and the connection goes to a judged address: a name that
stands for another address a moment later gains nothing. Time is kept for the whole exchange, not only for each read, so that a
server that sends a byte now and then is left alone like one that sends none.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore

__all__ = ["GuardedBackend", "PrivateAddress", "find_addresses", "is_public"]

_TRIED = 4
"""The most addresses of one name that are tried."""

SocketOptions = Iterable[Any] | None


class PrivateAddress(Exception):
    """A name that stands only for addresses that may not be asked; ``address`` is the first of them."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(f"{host} stands for {address}")
        self.host = host
        self.address = address


def is_public(address: str) -> bool:
    """Is this an address of the public Internet, rather than of this machine, this network or no host at all?

    >>> [is_public(each) for each in ("93.184.216.34", "127.0.0.1", "169.254.169.254", "10.0.0.8", "::ffff:192.168.1.1")]
    [True, False, False, False, False]
    """
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        # Addresses of version 6 that stand for one of version 4 lead where that one leads.
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


def find_addresses(host: str, port: int) -> list[str]:
    """The addresses that the name stands for, in the system's order; raises `OSError` where there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections for httpcore to addresses that ``permits`` admits; all ends at ``deadline`` (of `time.monotonic`)."""

    def __init__(self, *, permits: Callable[[str], bool], resolve: Callable[[str, int], list[str]] = find_addresses) -> None:
        self.permits = permits
        self.resolve = resolve
        self.deadline = float("inf")
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first permitted address that answers."""
        try:
            found = self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"there is no host {host}") from error
        permitted = [address for address in found if self.permits(address)]
        if not permitted:
            raise PrivateAddress(host, found[0] if found else "no address")
        failed: Exception | None = None
        for address in permitted[:_TRIED]:
            try:
                stream = self._plain.connect_tcp(address, port, self.left(timeout), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Stream(stream, self)
        assert failed is not None
        raise failed

    def left(self, timeout: float | None) -> float:
        """The seconds that a step may take; raises `httpcore.ReadTimeout` where the time is up."""
        rest = self.deadline - time.monotonic()
        if rest <= 0:
            raise httpcore.ReadTimeout("the time for the whole exchange is up")
        return rest if timeout is None else min(timeout, rest)


class _Stream(httpcore.NetworkStream):
    """A stream whose every step is bounded by the backend's deadline."""

    def __init__(self, stream: httpcore.NetworkStream, backend: GuardedBackend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._backend.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._backend.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, self._backend.left(timeout)), self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
