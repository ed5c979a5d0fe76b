"""A page that was captured elsewhere (fetched, or kept in a web archive) in, its outcome out.

What is hard is whose report it is. A page says what its own address is, but a copy in another outlet names the original's, and
some sites name their front page on every page; either would give one report the other's name. So a page is believed about its
own host alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal
from urllib.parse import urlsplit

from onrecord.datamodel import Outcome
from onrecord.errors import UnreadableReport
from onrecord.reports.building import Source, build, settle
from onrecord.reports.fields import Fields
from onrecord.reports.pages import decode_page, looks_like_page, read_page

__all__ = ["host_of", "is_address", "read_capture"]


def is_address(name: str) -> bool:
    """Is this the address of something on the web, rather than the name of a file?"""
    return name.lower().startswith(("http://", "https://"))


def read_capture(
    data: bytes,
    *,
    url: str,
    form: Literal["html", "txt"],
    charset: str | None = None,
    at: str | None = None,
    fill: Fields | None = None,
    shown: str | None = None,
) -> Outcome:
    """The outcome of a page that stood at an address: ``charset`` as its server said, ``at`` when it stood there.

    ``fill`` gives what the page does not say of itself. The report's address is the one that the page calls its own, where that
    is on the same host; else the one where it stood. ``shown`` is the name to show, the address by default.
    """
    return settle(_read_captured, data, url, form, charset, at, fill or Fields(), shown or url)


def _read_captured(
    data: bytes, url: str, form: Literal["html", "txt"], charset: str | None, at: str | None, fill: Fields, shown: str
) -> Outcome:
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableReport(shown, "it is empty: save the article's text as a .txt file")
    words, remark = decode_page(data, shown, charset=charset)
    extractor = None
    said = Fields(text=words)
    if form == "html" or looks_like_page(words):
        form = "html"
        said, extractor = read_page(words, shown)
    own = _own_address(url, said.url)
    outlet = None if said.outlet and f".{host_of(said.url or '')}".endswith(f".{said.outlet}") else said.outlet
    fields = replace(
        said,
        url=own,
        outlet=outlet or fill.outlet or host_of(own),
        title=said.title or fill.title,
        byline=said.byline or fill.byline,
        published=said.published or fill.published,
    )
    outcome = build(fields, data, form, Source(shown, url), remark, extractor=extractor)
    if at is None or outcome.report is None:
        return outcome
    report = replace(outcome.report, capture=replace(outcome.report.capture, at=at))
    return replace(outcome, report=report)


def _own_address(stood: str, said: str | None) -> str:
    """The address that a page says is its own, where that can be: on the same host, and not only the host's front page."""
    if said and is_address(said) and host_of(said) == host_of(stood):
        parts = urlsplit(said)
        if parts.path.strip("/") or parts.query or not urlsplit(stood).path.strip("/"):
            return said
    return stood


def host_of(address: str) -> str | None:
    """The host of an address, without the ``www.`` that says nothing; it stands for the outlet where a page names none."""
    try:
        host = urlsplit(address).netloc.rpartition("@")[2].lower()
    except ValueError:
        return None
    return host.removeprefix("www.") or None
