"""Bytes in, words out, with a remark where the bytes were not plain UTF-8.

A byte-order mark says what a text is, and is no text itself. Without one, UTF-8 is tried, then UTF-16 by the zero bytes it puts
beside every blank, then Windows-1252, the web's old default. What is hard is to tell a text with a damaged byte (read as UTF-8,
the byte shown as U+FFFD) from a text in another encoding, and both from a picture or a program, which is refused.
"""

from __future__ import annotations

import codecs
import re

from onrecord.errors import UnreadableReport

__all__ = ["decode_words", "replace_surrogates"]

# The longer mark first: UTF-32's little-endian mark begins with UTF-16's.
_MARKS: tuple[tuple[bytes, str, str], ...] = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "a rich text document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def decode_words(data: bytes, name: str) -> tuple[str, str | None]:
    """The words that the bytes stand for, and a remark if they were not plain UTF-8.

    Raises `UnreadableReport` where the bytes are no text.
    """
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise UnreadableReport(name, f"it is {what}, not text: save its text as a .txt file")
    words, remark = _decode(data)
    nuls = words.count("\0")
    controls = sum(1 for _ in _CONTROL.finditer(words)) + words.count("\ufffd")
    # Random bytes hold about one control character in nine; a real text a stray one here and there.
    if (controls > 2 and 50 * controls > len(words)) or 4 * nuls > len(words) > 0:
        raise UnreadableReport(name, "it is binary, not text: save the report's text as a .txt file in UTF-8")
    if nuls:
        kept = f"{nuls} NUL {'character is' if nuls == 1 else 'characters are'} kept in the text"
        remark = f"{remark}; {kept}" if remark else kept
    return words, remark


def replace_surrogates(words: str) -> tuple[str, str | None]:
    r"""The words with each lone surrogate (half of a character, as ``\ud83d`` in JSON) shown as U+FFFD, and a remark if any.

    >>> replace_surrogates("Vell \ud83d harbour")[0]
    'Vell � harbour'
    """
    shown, count = _SURROGATE.subn("\ufffd", words)
    return shown, f"{count} half {'character is' if count == 1 else 'characters are'} shown as U+FFFD" if count else None


def _decode(data: bytes) -> tuple[str, str | None]:
    for mark, codec, called in _MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            words = body.decode(codec, "replace")
            broken = words.count("\ufffd") - body.count("\ufffd".encode(codec))
            if broken > 0:
                return words, f"read as {called} after its mark; {_count_broken(broken)}"
            return words, None if codec == "utf-8" else f"read as {called} after its mark"
    if b"\0" in data:
        for codec, zeros, others in (("utf-16-le", data[1::2], data[::2]), ("utf-16-be", data[::2], data[1::2])):
            if len(data) % 2 == 0 and 20 * zeros.count(0) > len(zeros) and 10 * others.count(0) < zeros.count(0):
                try:
                    return data.decode(codec), "read as UTF-16, which it does not say it is"
                except UnicodeDecodeError:
                    continue
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        words = data.decode("utf-8", "replace")
    # More characters of several bytes than broken ones: UTF-8 with damage. In another encoding nearly all of them break.
    broken = words.count("\ufffd") - data.count("\ufffd".encode())
    if sum(1 for _ in re.finditer(r"[^\x00-\x7f]", words)) - words.count("\ufffd") > broken:
        return words, f"read as UTF-8; {_count_broken(broken)}"
    words = data.decode("cp1252", "replace")
    broken = words.count("\ufffd")
    return words, "not UTF-8: read as Windows-1252" + (f"; {_count_broken(broken)}" if broken else "")


def _count_broken(count: int) -> str:
    return f"{count} broken {'byte is' if count == 1 else 'bytes are'} shown as U+FFFD"
