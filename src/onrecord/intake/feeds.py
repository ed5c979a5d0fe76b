"""The bytes of a feed in, its entries out; a list of feeds (OPML, or one address a line) in, their addresses out.

feedparser reads RSS and Atom as they are in the wild. It is given bytes and never an address or a name of a file, both of
which it would open. What is hard is what an entry *is*: ids are often missing, doubled or no addresses, so the link counts,
without its fragment; and a feed that is broken half way still gives the entries before.
"""

from __future__ import annotations

import calendar
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lxml import etree

from onrecord.errors import MissingLibrary, NotFetched, OnrecordError
from onrecord.intake.fetching import Fetched, read_address

try:
    import feedparser
except ImportError:
    raise MissingLibrary("reading a feed needs feedparser: pip install 'onrecord[archive]'") from None

__all__ = ["Entry", "Feed", "read_feed", "read_sources"]

_LISTS = 5_000_000
"""The most bytes that a list of feeds may have."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one report. ``published`` and ``updated`` are ISO 8601 in UTC."""

    url: str
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    updated: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's name and its entries in the order of the feed, each address once."""

    title: str | None
    entries: tuple[Entry, ...]


def read_feed(got: Fetched) -> Feed:
    """The feed that was fetched. Raises `NotFetched` where it is none.

    >>> data = b'<rss version="2.0"><channel><title>Halm Post</title><item><link>/lamp</link></item></channel></rss>'
    >>> read_feed(Fetched("https://halmpost.example/rss", "https://halmpost.example/rss", 200, data)).entries[0].url
    'https://halmpost.example/lamp'
    """
    headers = {"content-location": got.url}
    if got.kind:
        headers["content-type"] = f"{got.kind}; charset={got.charset}" if got.charset else got.kind
    found = feedparser.parse(io.BytesIO(got.data), response_headers=headers)
    if not found.get("version") and not found.get("entries"):
        said = (
            "a list of feeds: save it and give the file"
            if b"<opml" in got.data[:2000].lower()
            else "no feed: check the address"
        )
        raise NotFetched(got.asked, f"it is {said}")
    entries: dict[str, Entry] = {}
    for each in found.entries:
        entry = _read_entry(each)
        if entry is not None:
            entries.setdefault(entry.url, entry)
    return Feed(_plain(found.feed.get("title")), tuple(entries.values()))


def _read_entry(given: Any) -> Entry | None:
    """An entry with an address that can be fetched."""
    link = given.get("link") or (given.get("id") if given.get("guidislink") else None)
    try:
        url = str(read_address(link or ""))
    except NotFetched:
        return None
    # Asked as a plain dict: feedparser's own would give the day of publication where none of a change is stated.
    published, updated = (_day(dict.get(given, f"{name}_parsed")) for name in ("published", "updated"))
    return Entry(url, _plain(given.get("title")), _plain(given.get("author")), published or updated, updated)


def _plain(printed: Any) -> str | None:
    """A line of text without mark-up and needless blanks."""
    if not isinstance(printed, str) or not printed.strip():
        return None
    if "<" in printed or "&" in printed:
        parsed = etree.fromstring(f"<p>{printed}</p>", etree.HTMLParser(no_network=True))
        printed = "" if parsed is None else "".join(parsed.itertext())
    return " ".join(printed.split()) or None


def _day(parsed: Any) -> str | None:
    try:
        moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return moment.isoformat().replace("+00:00", "Z")


def read_sources(given: str) -> tuple[str, ...]:
    """The addresses of feeds that an argument stands for: itself, or those in an OPML file or in a file with one a line.

    Raises `OnrecordError` where it is neither, or holds none.
    """
    if given.lower().startswith(("http://", "https://")):
        return (str(read_address(given)),)
    try:
        with Path(given).open("rb") as stream:
            data = stream.read(_LISTS + 1)
    except OSError as error:
        raise OnrecordError(
            f"{given}: {error.strerror}; give the address of a feed, an OPML file, or a file of addresses"
        ) from None
    if len(data) > _LISTS:
        raise OnrecordError(f"{given}: it is larger than {_LISTS:,} bytes, no list of feeds")
    found = tuple(dict.fromkeys(_outlines(given, data) if b"<opml" in data[:2000].lower() else _lines(given, data)))
    if not found:
        raise OnrecordError(f"{given}: it names no feed; give an OPML file, or a file with one address a line")
    return found


def _outlines(name: str, data: bytes) -> Iterator[str]:
    """The feeds of an OPML file, however deep in folders."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise OnrecordError(f"{name}: it is no OPML that can be read ({error})") from None
    for outline in () if root is None else root.iter("{*}outline"):
        address = next((outline.get(key) for key in ("xmlUrl", "xmlurl", "XMLURL") if outline.get(key)), None)
        if address:
            yield str(read_address(address))


def _lines(name: str, data: bytes) -> Iterator[str]:
    """One address a line; blank lines and lines with ``#`` in front are passed over."""
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                yield str(read_address(line))
            except NotFetched as error:
                raise OnrecordError(f"{name}, line {number}: {error}") from None
