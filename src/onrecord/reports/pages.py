"""An HTML page in, its article's words and fields out. trafilatura decides what of the page is the article.

The words are the extracted text, a line for each paragraph; offsets refer to it and it is kept. What is hard is to get the same
words on every machine and day: the extractor's name and version are kept with the text, the search for a date does not look
at the clock, and a page that its parser cannot take is refused instead of stopping the run.
"""

from __future__ import annotations

import logging
import re

from onrecord.errors import UnreadableReport
from onrecord.reports.encodings import decode_words
from onrecord.reports.fields import Fields, normalise_date

__all__ = ["decode_page", "looks_like_page", "read_fragment", "read_page"]

_OPENING = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|article)\b",
    re.IGNORECASE | re.DOTALL,
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^<>]*>", re.IGNORECASE)
# Elements that need no closing tag, so that an open one says nothing of depth.
_UNCLOSED = frozenset(
    [
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"),
        *("p", "li", "td", "tr", "th", "dd", "dt", "option"),
    ]
)
# Elements that begin a new line.
_BREAKS = frozenset(
    [
        *("p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "tr", "hr"),
        *("section", "article", "figure", "figcaption", "header", "footer"),
    ]
)
_LONGEST = 10_000_000
"""The longest HTML page, in characters."""
_DEEPEST = 2000
"""Elements open within each other beyond which a page is refused before its parser sees it, which would take minutes over them.
Real pages stay below 100; those in need of repair, with elements never closed, have been seen with some hundreds."""


def looks_like_page(words: str) -> bool:
    """Does the text begin as an HTML page does?"""
    return _OPENING.match(words) is not None


def decode_page(data: bytes, name: str, *, charset: str | None = None) -> tuple[str, str | None]:
    """The page's characters: by its mark, else by the encoding that its server or itself names, else as any other text.

    ``charset`` is what the server said. Servers and pages say Latin-1 of anything: what can only be UTF-8 is read as UTF-8.
    """
    if not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) and not _is_plainly_utf8(data):
        declared = _CHARSET.search(data, 0, 4096)
        for label in (charset, declared and declared[1].decode("ascii")):
            words = _decode_as(label.lower(), data) if label else None
            if words is not None:
                return words, None
    return decode_words(data, name)


def _decode_as(label: str, data: bytes) -> str | None:
    """The characters in the encoding of that name; None where there is none of that name or it is another."""
    try:
        # The web reads pages that call themselves Latin-1 or ASCII as Windows-1252.
        return data.decode("cp1252" if label in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii") else label)
    except (LookupError, UnicodeError, ValueError):
        return None


def _is_plainly_utf8(data: bytes) -> bool:
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def read_page(page: str, name: str) -> tuple[Fields, str]:
    """The article's text and fields, and the extractor with its version.

    Raises `UnreadableReport` where no article is found.
    """
    # Imported here: it takes most of a second, and a plain text file must not pay for it.
    import trafilatura

    if len(page) > _LONGEST:
        reason = f"the page is longer than {_LONGEST:,} characters: save the article's text as a .txt file"
        raise UnreadableReport(name, reason)
    _check_depth(page, name)
    for logger in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(logger).addHandler(logging.NullHandler())
    try:
        document = trafilatura.bare_extraction(
            page,
            favor_precision=True,
            include_comments=False,
            with_metadata=True,
            # A fixed last day instead of today's, and no guess from the running text: the same page gives the same date.
            date_extraction_params={"original_date": True, "extensive_search": False, "max_date": "2199-12-31"},
        )
    except Exception as error:  # whatever a third-party parser meets in a hostile page costs that page alone
        raise UnreadableReport(
            name, f"its HTML could not be read ({type(error).__name__}): save the article's text as a .txt file"
        ) from error
    text = document.text if document is not None and not isinstance(document, dict) else None
    if not text or document is None or isinstance(document, dict):
        raise UnreadableReport(name, "no article was found on the page: save the article's text as a .txt file")
    fields = Fields(
        outlet=_clean(document.sitename) or _clean(document.hostname),
        url=_clean(document.url),
        title=_clean(document.title),
        byline=_clean((document.author or "").replace(";", ",")),
        published=normalise_date(document.date) if document.date else None,
        text=text,
    )
    return fields, f"trafilatura {trafilatura.__version__}"


def read_fragment(html: str, name: str) -> tuple[str, str]:
    """The text of a body given as HTML, which is the article already: a line for each block; and the extractor's version."""
    import lxml.etree
    import lxml.html

    _check_depth(html, name)
    try:
        tree = lxml.html.fragment_fromstring(html.replace("\0", "\ufffd"), create_parent="div")
    except (lxml.etree.LxmlError, ValueError) as error:
        raise UnreadableReport(
            name, f"the HTML of its body could not be read ({type(error).__name__}): give the text instead"
        ) from error
    parts: list[str] = []
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if element.tag in _BREAKS:
            parts.append("\n")
        silent = event == "start" and element.tag in ("script", "style")
        printed = element.text if event == "start" and not silent else element.tail if event != "start" else None
        parts.append(_SPACE.sub(" ", printed or ""))
    lines = (line.strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line), f"lxml {lxml.etree.__version__}"


def _clean(value: str | None) -> str | None:
    return " ".join(value.split()) or None if value else None


def _check_depth(page: str, name: str) -> None:
    """Refuse a page whose elements stand so deep within each other that its parser would hardly come back."""
    depth = at = 0
    while match := _TAG.search(page, at):
        closing, tag = match[1], match[2].lower()
        at = match.end()
        if tag in ("script", "style") and not closing:
            # What stands in a script is no element, whatever it looks like.
            end = page.find(f"</{tag}", at)
            at = end if end >= 0 else len(page)
        elif tag not in _UNCLOSED and not match[0].endswith("/>"):
            depth = max(0, depth - 1) if closing else depth + 1
        if depth > _DEEPEST:
            raise UnreadableReport(name, "its HTML is nested too deep to be a page: save the article's text as a .txt file")
