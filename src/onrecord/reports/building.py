"""The fields of a report in, its outcome out: what every kind of input comes down to, with the limits that hold for all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, ParamSpec

from onrecord.datamodel import Capture, Outcome, Report, Text
from onrecord.errors import UnreadableReport
from onrecord.ids import digest_bytes
from onrecord.reports.blocks import label_blocks
from onrecord.reports.fields import Fields

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "TOO_LARGE", "Form", "Source", "build", "settle"]

MAX_CHARACTERS = 5_000_000
"""The longest text that is taken as one report. The longest newspaper stories have some 200,000 characters."""
MAX_LINES = 100_000
"""The most lines of one report."""
MAX_BYTES = 4 * MAX_CHARACTERS + 4
"""The largest file, or line of a JSONL file, that is read: a text of the allowed length takes no more in any encoding."""
Form = Literal["txt", "html", "json", "jsonl"]
TOO_LARGE = f"it holds more than {MAX_CHARACTERS:,} characters: give each report a file, or a line of a .jsonl file, of its own"


@dataclass(frozen=True, slots=True)
class Source:
    """Where bytes come from: the name to show, the name of its report, its form if known, and fields given beside it."""

    shown: str
    stem: str
    form: Form | None = None
    beside: Fields = field(default_factory=Fields)
    remarks: tuple[str, ...] = ()


_Given = ParamSpec("_Given")


def settle(read: Callable[_Given, Outcome], *args: _Given.args, **options: _Given.kwargs) -> Outcome:
    """What the reading gives, or the refusal with the reason why it could not."""
    try:
        return read(*args, **options)
    except UnreadableReport as error:
        return Outcome(error.name, None, error.reason)


def build(
    fields: Fields, data: bytes, form: Form, source: Source, remark: str | None, *, extractor: str | None = None
) -> Outcome:
    """The outcome of a text with its fields; those given beside a file count before those found in it."""
    words = fields.text or ""
    beside = source.beside
    given_id = beside.id or fields.id
    name = given_id or source.stem
    shown = given_id or source.shown
    if not any(character.isalnum() for character in words):
        raise UnreadableReport(shown, "it holds no words: give a file with the report's text")
    if len(words) > MAX_CHARACTERS:
        raise UnreadableReport(shown, TOO_LARGE)
    if words.count("\n") + words.count("\r") > 2 * MAX_LINES:
        raise UnreadableReport(shown, f"it holds more than {MAX_LINES:,} lines: give each report its own file")
    title = beside.title or fields.title
    byline = beside.byline or fields.byline
    blocks = label_blocks(words, title=title, byline=byline)
    for block in blocks:
        if block.kind == "byline" and byline is None:
            line = " ".join(block.span.cut(words).split())
            byline = line[3:] if line[:3].lower() == "by " else byline
        elif block.kind == "body":
            break
    report = Report(
        name=name,
        text=Text(words, blocks),
        capture=Capture(digest_bytes(data), len(data), form, extractor),
        outlet=beside.outlet or fields.outlet,
        url=beside.url or fields.url,
        title=title,
        byline=byline,
        published=beside.published or fields.published,
        given_id=given_id,
    )
    remarks = [*source.remarks, *([remark] if remark else []), *beside.remarks, *fields.remarks]
    return Outcome(name, report, "; ".join(dict.fromkeys(remarks)) or None)
