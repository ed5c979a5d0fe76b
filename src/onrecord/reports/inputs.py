"""Names of files and folders in, one outcome for each report in them out, in order and one at a time.

A folder gives its files sorted by name, a JSONL file its lines, a WARC file its pages; nothing but the ids and digests of what
was read is kept. Nothing here touches the network: an address is read by a function that the caller gives. What
is hard is that anything may be under a name: another encoding, a picture, a broken line, a pipe, a link in a circle. Whatever
it is, it ends in exactly one outcome and costs no other input its own.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from onrecord.datamodel import Outcome
from onrecord.errors import UnreadableReport
from onrecord.reports.building import MAX_BYTES, TOO_LARGE, Form, Source, build, settle
from onrecord.reports.captures import is_address, read_capture
from onrecord.reports.encodings import decode_words
from onrecord.reports.fields import Fields, normalise_date, parse_json, read_fields
from onrecord.reports.pages import decode_page, looks_like_page, read_fragment, read_page
from onrecord.reports.warc import ArchivedPage, BrokenRecord, read_warc

__all__ = ["read_reports"]

_FORMS: dict[str, Form] = {".txt": "txt", ".html": "html", ".htm": "html", ".json": "json", ".jsonl": "jsonl"}
_WARC = (".warc", ".warc.gz")
_DESCRIBED = (".txt", ".html", ".htm")
_NO_REPORTS = frozenset({"labels.json", "key.json"})
_NOT_FETCHED = "it is an address, and nothing is fetched here: `onrecord add` fetches it, or save the page and give the file"


def read_reports(
    inputs: Iterable[str | Path],
    *,
    stdin: BinaryIO | None = None,
    fetch: Callable[[str], Outcome] | None = None,
    captures: bool = False,
) -> Iterator[Outcome]:
    """One outcome for each report in the inputs, in their order: the report to use, or the reason why there is none.

    An input is a ``.txt``, ``.html``, ``.json``, ``.jsonl`` (each line is a report) or ``.warc`` file (each page is one), a
    folder with such files at any depth, or ``-`` for ``stdin`` (default: the process's standard input). A ``.json`` file
    without a text that lies beside a ``.txt`` or ``.html`` file of the same name describes that report. A report that was
    already read is refused the second time; with ``captures``, for an archive, a later capture with other words is not. An
    address (``https://…``) is given to ``fetch``, and refused where there is none. Never raises for what an input holds.
    """
    given = [os.fspath(name) for name in inputs]
    described = {str(path.with_suffix(".json")) for path in map(Path, given) if path.suffix.lower() in _DESCRIBED}
    seen: dict[str, tuple[str, str]] = {}
    for name in given:
        if name == "-":
            stream = stdin if stdin is not None else sys.stdin.buffer
            outcomes = _read_stream(stream, Source(name, name))
        elif is_address(name):
            outcomes = iter([fetch(name) if fetch is not None else Outcome(name, None, _NOT_FETCHED)])
        else:
            outcomes = _read_path(name, described)
        for outcome in outcomes:
            yield _refuse_known(_printable(outcome), seen, captures=captures)


def _printable(outcome: Outcome) -> Outcome:
    """The outcome under a name that can be written as UTF-8: a file's name may hold any bytes."""

    def shown(name: str) -> str:
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")

    report = outcome.report
    if report is not None and shown(report.name) != report.name:
        report = replace(report, name=shown(report.name))
    return Outcome(shown(outcome.name), report, outcome.reason)


def _refuse_known(outcome: Outcome, seen: dict[str, tuple[str, str]], *, captures: bool) -> Outcome:
    """The outcome, or a refusal where a report of the same id was already read."""
    report = outcome.report
    if report is None:
        return outcome
    again = captures and report.capture.at is not None
    if report.id not in seen or (again and seen[report.id][0] != report.text.id):
        seen[report.id] = (report.text.id, outcome.name)
        return outcome
    digest, first = seen[report.id]
    if digest == report.text.id:
        return Outcome(outcome.name, None, f"it is the same report as {first}, which is used")
    reason = f"it has the id of {first} ({report.id}) but other words, and the first is used: give it an id of its own"
    return Outcome(outcome.name, None, reason)


# --- files and folders --------------------------------------------------------------------------------------------------------


def _read_path(name: str, described: set[str]) -> Iterator[Outcome]:
    path = Path(name)
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        yield Outcome(name, None, _explain(error))
        return
    if stat.S_ISDIR(mode):
        yield from _read_folder(path, name)
    elif path.name.lower().endswith(_WARC):
        yield from _read_warc(path, name)
    elif path.name in _NO_REPORTS:
        yield Outcome(name, None, f"{path.name} holds labels, no report: give the reports it is about")
    elif path.suffix.lower() == ".json" and (described_file := _find_described(path)) is not None:
        if str(path) not in described:
            yield Outcome(name, None, f"it describes {described_file.name} and holds no text: give {described_file.name}")
    else:
        yield from _read_file(path, name)


def _read_folder(folder: Path, shown: str) -> Iterator[Outcome]:
    """The outcomes of all files at any depth that are reports by their suffix, sorted by name within each folder."""
    count = 0
    pending = [(folder, shown)]
    while pending:
        path, name = pending.pop()
        try:
            is_folder = path.is_dir()
            is_link = path.is_symlink()
            inner = sorted(path.iterdir(), key=lambda p: p.name) if is_folder and not (is_link and path != folder) else []
        except OSError as error:
            count += 1
            yield Outcome(name, None, _explain(error))
            continue
        if path != folder and is_link and is_folder:
            count += 1
            yield Outcome(name, None, "it is a link to a folder, which is not followed: give that folder itself")
        elif is_folder:
            pending += [(p, f"{name.rstrip('/')}/{p.name}") for p in reversed(inner) if not p.name.startswith(".")]
        elif _is_report(path) and (is_link or path.is_file()):
            if path.suffix.lower() == ".json" and _find_described(path) is not None:
                continue
            remarks: tuple[str, ...] = ()
            # Not Path.resolve, which raises on a link that points to itself.
            if is_link and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
                remarks = ("read through a link that leads out of the folder",)
            web_archive = path.name.lower().endswith(_WARC)
            for outcome in _read_warc(path, name) if web_archive else _read_file(path, name, remarks=remarks):
                count += 1
                yield outcome
    if not count:
        yield Outcome(shown, None, "the folder holds no report: a report is a .txt, .html, .json, .jsonl or .warc file")


def _is_report(path: Path) -> bool:
    """Is this a report by its name?"""
    if path.name.lower().endswith(_WARC):
        return True
    return path.suffix.lower() in _FORMS and path.name not in _NO_REPORTS


def _read_file(path: Path, shown: str, *, remarks: tuple[str, ...] = ()) -> Iterator[Outcome]:
    form = _FORMS.get(path.suffix.lower())
    beside, broken = _read_beside(path) if form in ("txt", "html") else (None, ())
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode) and form != "jsonl" and path.stat().st_size > MAX_BYTES and form is not None:
            yield Outcome(shown, None, TOO_LARGE)
            return
        stream = path.open("rb")
    except (OSError, ValueError) as error:
        yield Outcome(shown, None, _explain(error))
        return
    with stream:
        yield from _read_stream(stream, Source(shown, path.stem, form, beside or Fields(), remarks + broken))


def _find_described(path: Path) -> Path | None:
    """The text or page beside a JSON file that the JSON describes, if it holds no text of its own."""
    described = next((p for suffix in _DESCRIBED if (p := path.with_suffix(suffix)).is_file()), None)
    return described if described is not None and _read_beside(described)[0] is not None else None


def _read_beside(path: Path) -> tuple[Fields | None, tuple[str, ...]]:
    """The fields in the JSON file that describes a text or page, if there is one, and a remark where that file is broken."""
    beside = path.with_suffix(".json")
    try:
        if not beside.is_file():
            return None, ()
    except OSError:  # a name too long to be that of a file
        return None, ()
    try:
        if beside.stat().st_size > MAX_BYTES:
            return None, ()
        value = parse_json(decode_words(beside.read_bytes(), beside.name)[0], beside.name)
    except OSError as error:
        return None, (f"{beside.name} beside it was left out: {_explain(error)}",)
    except UnreadableReport as error:
        return None, (f"{beside.name} beside it was left out: {error.reason}",)
    if not isinstance(value, dict):
        return None, ()
    fields = read_fields(value)
    return (fields, ()) if fields.text is None and fields.html is None else (None, ())


def _explain(error: OSError | ValueError) -> str:
    """Why a file could not be opened or read, and the way out."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder: check the name"
    if isinstance(error, PermissionError):
        return "it may not be read: change its permissions"
    if isinstance(error, OSError) and error.strerror:
        return f"it could not be read ({error.strerror}): check the file"
    return "no file can have this name: check the name"


# --- web archives -----------------------------------------------------------------------------------------------------------


def _read_warc(path: Path, shown: str) -> Iterator[Outcome]:
    """An outcome for each page of a web archive, and for each record that should give one and does not."""
    count = 0
    try:
        with path.open("rb") as stream:
            for found in read_warc(stream, most=MAX_BYTES):
                count += 1
                name = f"{shown}:{found.number}"
                if isinstance(found, BrokenRecord):
                    yield Outcome(name, None, found.reason)
                else:
                    yield _read_archived(found, name)
    except ImportError:
        yield Outcome(shown, None, "reading a web archive needs warcio: pip install 'onrecord[archive]'")
    except (OSError, ValueError) as error:
        yield Outcome(shown, None, _explain(error))
    else:
        if not count:
            yield Outcome(shown, None, "the web archive holds no page of text or HTML")


def _read_archived(page: ArchivedPage, name: str) -> Outcome:
    at = normalise_date(page.at) if page.at else None
    outcome = read_capture(page.data, url=page.url, form=page.form, charset=page.charset, at=at, shown=name)
    reasons = [reason for reason in (outcome.reason, page.remark) if reason]
    if outcome.report is None:
        reasons[0] = f"{page.url}: {reasons[0]}"
    return replace(outcome, reason="; ".join(reasons) or None)


# --- streams ------------------------------------------------------------------------------------------------------------------


def _read_stream(stream: BinaryIO, source: Source) -> Iterator[Outcome]:
    """The outcomes of the reports in a stream of bytes: of each line in JSONL, else of the whole."""
    try:
        first = stream.readline(MAX_BYTES + 1)
        line = first.removeprefix(b"\xef\xbb\xbf").strip()
        if source.form == "jsonl" or (source.form is None and line.startswith(b"{") and line.endswith(b"}")):
            yield from _read_lines(first, stream, source)
            return
        data = first + stream.read(max(0, MAX_BYTES + 1 - len(first)))
    except (OSError, ValueError) as error:
        yield Outcome(source.shown, None, _explain(error))
        return
    if len(data) > MAX_BYTES:
        yield Outcome(source.shown, None, TOO_LARGE)
    elif not data.strip(b"\0 \t\r\n"):
        holds = "is empty" if not data else "holds white space only"
        yield Outcome(source.shown, None, f"it {holds}: give a file with the report's text")
    else:
        yield from _read_whole(data, source)


def _read_lines(first: bytes, stream: BinaryIO, source: Source) -> Iterator[Outcome]:
    """An outcome for each line of JSONL that is not blank; a broken line costs nothing but itself."""
    number = count = 0
    line = first.removeprefix(b"\xef\xbb\xbf")
    while line:
        number += 1
        shown = f"{source.shown}:{number}"
        if len(line) > MAX_BYTES:
            while line and not line.endswith(b"\n"):
                line = stream.readline(1 << 20)
            count += 1
            yield Outcome(shown, None, TOO_LARGE)
        elif line.strip():
            count += 1
            yield settle(_read_line, line.rstrip(b"\r\n"), number, replace(source, shown=shown, stem=f"{source.stem}:{number}"))
        line = stream.readline(MAX_BYTES + 1)
    if not count:
        yield Outcome(source.shown, None, "it holds no report: give one JSON object a line")


def _read_line(data: bytes, number: int, source: Source) -> Outcome:
    words, remark = decode_words(data, source.shown)
    return _read_entry(parse_json(words, source.shown, where=f"line {number}"), data, "jsonl", source, remark)


def _read_whole(data: bytes, source: Source) -> Iterator[Outcome]:
    """The outcome of a text, a page, or a JSON document; several where the document is a list of reports."""
    try:
        words, remark = decode_page(data, source.shown) if source.form == "html" else decode_words(data, source.shown)
        form = source.form or _guess_form(words)
        value = parse_json(words, source.shown) if form == "json" else None
    except UnreadableReport as error:
        yield Outcome(source.shown, None, error.reason)
        return
    if form == "txt":
        yield settle(build, Fields(text=words), data, form, source, remark)
    elif form == "html":
        yield settle(_read_page, words, data, source, remark)
    elif not isinstance(value, list):
        yield settle(_read_entry, value, data, form, source, remark)
    elif not value:
        yield Outcome(source.shown, None, "it holds an empty list: give a JSON object with a text")
    else:
        for number, entry in enumerate(value, 1):
            at = replace(source, shown=f"{source.shown}:{number}", stem=f"{source.stem}:{number}")
            yield settle(_read_entry, entry, data, form, at, remark)


def _guess_form(words: str) -> Form:
    """The form of a text that came without a file name that tells it."""
    if looks_like_page(words):
        return "html"
    return "json" if words.lstrip().startswith("{") else "txt"


# --- reports ------------------------------------------------------------------------------------------------------------------


def _read_page(page: str, data: bytes, source: Source, remark: str | None) -> Outcome:
    fields, extractor = read_page(page, source.shown)
    return build(fields, data, "html", source, remark, extractor=extractor)


def _read_entry(value: object, data: bytes, form: Form, source: Source, remark: str | None) -> Outcome:
    """The outcome of a JSON object as a report."""
    if not isinstance(value, dict):
        raise UnreadableReport(source.shown, "it is JSON but no object: give an object with a text")
    fields = read_fields(value)
    name = fields.id or source.shown
    extractor = None
    if fields.text is None and fields.html is not None:
        text, extractor = read_fragment(fields.html, name)
        fields = replace(fields, text=text)
    if fields.text is None:
        raise UnreadableReport(name, "it has no text: give it as text (or maintext, body_text, articleBody)")
    return build(fields, data, form, source, remark, extractor=extractor)
