"""A web archive (WARC 1.0 and 1.1, packed or not) in; its pages out, one at a time, each with its address and its day.

warcio reads the records. What is hard is damage: a record that is cut short, one whose length is wrong and which would swallow
the next, a packed record with a broken byte. Each costs itself and one line that says so; reading goes on at the next place
where a record begins. Whatever is no page by nature (pictures, scripts, requests, redirects, robots.txt) is passed over.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING, Any, BinaryIO, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

__all__ = ["ArchivedPage", "BrokenRecord", "read_warc"]

_FORMS: dict[str, Literal["html", "txt"]] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "txt",
}
_BEGIN = b"WARC/1."
_PACKED = b"\x1f\x8b\x08"
_STEP = 1 << 16


@dataclass(frozen=True, slots=True)
class ArchivedPage:
    """A page as it was captured: its record's number in the file, its address, its day (ISO 8601) and its bytes."""

    number: int
    url: str
    at: str | None
    form: Literal["html", "txt"]
    charset: str | None
    data: bytes
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A record that gives no page although it should: its number, and why."""

    number: int
    reason: str


def read_warc(stream: BinaryIO, *, most: int) -> Iterator[ArchivedPage | BrokenRecord]:
    """The pages of a web archive in the order of its records; a page of more than ``most`` bytes is refused.

    The stream must be a file in which reading can start anew anywhere. Raises `ImportError` where warcio is not installed.
    """
    yield from _read_from(stream, 0, 0, most=most)


def _read_from(stream: BinaryIO, start: int, number: int, *, most: int, skip: int = 0) -> Iterator[ArchivedPage | BrokenRecord]:
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.statusandheaders import StatusAndHeadersParserException

    class Records(ArchiveIterator):  # type: ignore[misc]
        INC_RECORD = ""  # what it would print; err_count says the same

    at: int | None = start
    while at is not None:
        stream.seek(at)
        records = Records(stream, check_digests=True)
        begun = at
        try:
            for record in records:
                number += 1
                if number <= skip:
                    continue
                found = _read_record(record, number, most=most)
                records.read_to_end()
                begun = records.offset
                if records.err_count:
                    yield BrokenRecord(number, "its length is not the one that it states: the record is left out")
                    break
                if not _has_whole_header(record) or record.raw_stream.limit > 0:
                    found = BrokenRecord(number, "it is cut short: the record is left out") if _may_be_page(record) else None
                if found is not None:
                    yield found
            else:
                # warcio takes a header that is cut short for the end of the file.
                if not _is_end(stream, begun):
                    yield BrokenRecord(number + 1, "it is cut short: the record is left out")
                return
            at = _find_next(stream, records.get_record_offset() + 1)
        except (
            ArchiveLoadFailed, StatusAndHeadersParserException, zlib.error, OSError, EOFError, ValueError,
            AttributeError, TypeError,  # warcio meets a header that is cut short with no check of its own
        ) as error:  # fmt: skip
            if "non-chunked" in str(error):
                # The file was packed as one: read it unpacked, from behind the record that was read already.
                unpacked: Any = gzip.GzipFile(fileobj=stream)
                stream.seek(0)
                yield from _read_from(unpacked, 0, 0, most=most, skip=number)
                return
            at = _find_next(stream, records.offset + 1)
            if at is not None or number <= skip or not _is_end(stream, begun):
                number += 1
                yield BrokenRecord(number, "it is damaged: the record is left out")


def _has_whole_header(record: ArcWarcRecord) -> bool:
    """Does a record say all that every record must? warcio takes one whose header ends with the file for an empty one."""
    said = record.rec_headers.get_header
    length = said("Content-Length") or ""
    return length.isdigit() and all(said(name) for name in ("WARC-Type", "WARC-Date", "WARC-Record-ID"))


def _may_be_page(record: ArcWarcRecord) -> bool:
    """May a record that is cut short have held a page? What it says of itself may be cut, too, so nearly all may."""
    return record.rec_type not in ("warcinfo", "request", "metadata")


def _read_record(record: ArcWarcRecord, number: int, *, most: int) -> ArchivedPage | BrokenRecord | None:
    """The page of a record, the reason why it gives none, or None where it is no page by nature."""
    headers = record.rec_headers
    url = (headers.get_header("WARC-Target-URI") or "").strip("<>")
    if not url.startswith(("http://", "https://")):
        return None
    if record.rec_type == "revisit":
        when = headers.get_header("WARC-Refers-To-Date") or "another day"
        return BrokenRecord(
            number, f"{url} was visited again and had not changed since {when[:10]}: that capture has its words"
        )
    form, charset = _form_of(record)
    if record.rec_type not in ("response", "resource") or form is None or urlsplit(url).path == "/robots.txt":
        return None
    truncated = headers.get_header("WARC-Truncated")
    if truncated:
        return BrokenRecord(number, f"{url} was cut short when it was captured ({truncated[:40]}): capture it again")
    data = record.content_stream().read(most + 1)
    if len(data) > most:
        return BrokenRecord(number, f"{url} is larger than {most:,} bytes: save the article's text as a .txt file")
    while record.raw_stream.read(_STEP):
        pass
    wrong = record.digest_checker is not None and record.digest_checker.passed is False
    date = headers.get_header("WARC-Date")
    remark = "its digest in the web archive is another" if wrong else None
    return ArchivedPage(number, url, date, form, charset, data, remark)


def _form_of(record: ArcWarcRecord) -> tuple[Literal["html", "txt"] | None, str | None]:
    """What the record holds, and the encoding that its headers name; None where it is no page that was given."""
    headers = record.http_headers
    if headers is not None and headers.get_statuscode() != "200":
        return None, None
    message = Message()
    printed = headers.get_header("Content-Type") if headers is not None else record.rec_headers.get_header("Content-Type")
    message["content-type"] = printed or ""
    return _FORMS.get(message.get_content_type() if printed else ""), message.get_content_charset() or None


# --- where the next record begins ---------------------------------------------------------------------------------------------


def _find_next(stream: BinaryIO, start: int) -> int | None:
    """Where the next record begins at or behind a place of the stream; None where none does."""
    try:
        stream.seek(0)
        packed = stream.read(3) == _PACKED
        sign = _PACKED if packed else b"\n" + _BEGIN
        stream.seek(max(0, start - 1))
        at = stream.tell()
        held = b""
        while chunk := stream.read(_STEP):
            held += chunk
            place = held.find(sign)
            while place >= 0:
                here = at + place + (0 if packed else 1)
                if here >= start and (not packed or _begins_record(stream, here)):
                    return here
                place = held.find(sign, place + 1)
            keep = len(sign) - 1
            at += len(held) - keep
            held = held[-keep:]
    except (OSError, EOFError, zlib.error):
        return None
    return None


def _begins_record(stream: BinaryIO, at: int) -> bool:
    """Does a packed record begin there, rather than bytes that only look like it?"""
    back = stream.tell()
    stream.seek(at)
    try:
        return zlib.decompressobj(wbits=31).decompress(stream.read(1024), len(_BEGIN)) == _BEGIN
    except zlib.error:
        return False
    finally:
        stream.seek(back)


def _is_end(stream: BinaryIO, at: int) -> bool:
    """Is nothing left from there on but white space?"""
    try:
        stream.seek(at)
        return not stream.read(_STEP).strip()
    except (OSError, EOFError, zlib.error):
        return False
