"""Whatever lies under a name ends in one outcome: what is used, what is refused, and with which reason."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.datamodel import Outcome, Report
from onrecord.reports import read_reports
from onrecord.reports.building import MAX_CHARACTERS

STORY = (
    "Mayor of Vell offers to go\n\nThe mayor of Vell, Ada Oru, said on Monday: “I will go the day the first ship comes in.”\n"
)


def read(*inputs: str | Path, stdin: bytes = b"") -> list[Outcome]:
    return list(read_reports(inputs, stdin=io.BytesIO(stdin)))


def used(*inputs: str | Path, stdin: bytes = b"") -> list[Report]:
    outcomes = read(*inputs, stdin=stdin)
    assert all(o.report for o in outcomes), outcomes
    return [o.report for o in outcomes if o.report]


def refused(outcomes: Iterable[Outcome]) -> list[tuple[str, str | None]]:
    return [(o.name, o.reason) for o in outcomes if o.report is None]


def write(path: Path, content: bytes | str | object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not isinstance(content, bytes | str):
        content = json.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# --- plain text ---------------------------------------------------------------------------------------------------------------


def test_a_text_file_keeps_its_own_characters(tmp_path: Path) -> None:
    words = "Mayor of Vell offers to go\r\n\r\n  “I will go,”\tAda Oru said on Monday.\r\rTalks go on, she added.\n"
    (report,) = used(write(tmp_path / "courier.txt", words))
    assert report.text.words == words
    assert (report.name, report.headline, report.outlet, report.published) == (
        "courier",
        "Mayor of Vell offers to go",
        None,
        None,
    )
    assert (report.capture.form, report.capture.size, report.capture.extractor) == ("txt", len(words.encode()), None)


@pytest.mark.parametrize(
    ("mark", "codec", "said"),
    [
        (b"\xef\xbb\xbf", "utf-8", None),
        (b"\xff\xfe", "utf-16-le", "UTF-16"),
        (b"\xfe\xff", "utf-16-be", "UTF-16"),
        (b"\xff\xfe\0\0", "utf-32-le", "UTF-32"),
        (b"", "utf-16-le", "UTF-16"),
        (b"", "utf-16-be", "UTF-16"),
        (b"", "cp1252", "Windows-1252"),
    ],
)
def test_encodings(tmp_path: Path, mark: bytes, codec: str, said: str | None) -> None:
    (outcome,) = read(write(tmp_path / "a.txt", mark + STORY.encode(codec)))
    assert outcome.report is not None
    assert outcome.report.text.words == STORY
    assert said is None if outcome.reason is None else said is not None and said in outcome.reason


def test_cyrillic_in_utf_16_without_a_mark(tmp_path: Path) -> None:
    words = "Мэр сказал, что уйдет. Порт закрыт, и никто не знает, когда он откроется.\n"
    (report,) = used(write(tmp_path / "a.txt", words.encode("utf-16-le")))
    assert report.text.words == words


def test_one_broken_byte_costs_one_character(tmp_path: Path) -> None:
    (outcome,) = read(write(tmp_path / "a.txt", STORY.encode().replace(b"ship", b"sh\xffp")))
    assert outcome.report is not None
    assert outcome.report.text.words == STORY.replace("ship", "sh\ufffdp")
    assert outcome.reason == "read as UTF-8; 1 broken byte is shown as U+FFFD"


def test_a_nul_is_kept_and_said(tmp_path: Path) -> None:
    (outcome,) = read(write(tmp_path / "a.txt", STORY.replace("ship", "sh\0p")))
    assert outcome.report is not None
    assert outcome.report.text.words.count("\0") == 1
    assert outcome.reason == "1 NUL character is kept in the text"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty: give a file with the report's text"),
        (b" \r\n\t ", "it holds white space only: give a file with the report's text"),
        (b"\xef\xbb\xbf \n", "it holds no words: give a file with the report's text"),
        (b"... -- !", "it holds no words: give a file with the report's text"),
        (bytes(range(256)) * 20, "it is binary, not text: save the report's text as a .txt file in UTF-8"),
        (b"%PDF-1.7 and so on", "it is a PDF, not text: save its text as a .txt file"),
        (b"PK\x03\x04 and so on", "it is a ZIP archive or an office document, not text: save its text as a .txt file"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".log"])
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, reason: str, suffix: str) -> None:
    path = write(tmp_path / f"a{suffix}", content)
    assert refused(read(path)) == [(str(path), reason)]


def test_twenty_megabytes_are_refused_with_the_way_out(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", b"The mayor said no.\n" * 1_100_000)
    ((name, reason),) = refused(read(path))
    assert name == str(path)
    assert reason is not None
    assert f"more than {MAX_CHARACTERS:,} characters" in reason
    assert ".jsonl" in reason
    # Nothing of the rest is read from a stream either.
    assert len(refused(read("-", stdin=b"The mayor said no. " * 1_100_000))) == 1


# --- metadata and JSON --------------------------------------------------------------------------------------------------------


def test_a_json_file_without_text_describes_the_text_beside_it(tmp_path: Path) -> None:
    path = write(tmp_path / "courier.txt", STORY)
    beside = write(
        tmp_path / "courier.json", {"outlet": "The Vell Courier", "published": "2031-05-04", "url": "https://c.example/1"}
    )
    for inputs in ([path], [tmp_path], [path, beside], [beside, path]):
        (report,) = used(*inputs)
        assert (report.outlet, report.published, report.url) == ("The Vell Courier", "2031-05-04", "https://c.example/1")
        assert report.text.words == STORY
    assert refused(read(beside)) == [(str(beside), "it describes courier.txt and holds no text: give courier.txt")]


def test_broken_metadata_costs_nothing_but_itself(tmp_path: Path) -> None:
    path = write(tmp_path / "courier.txt", STORY)
    write(tmp_path / "courier.json", '{"outlet": ')
    (outcome,) = read(path)
    assert outcome.report is not None
    assert outcome.reason is not None
    assert outcome.reason.startswith("courier.json beside it was left out: line 1 is broken JSON")


def test_labels_are_no_report(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", STORY)
    labels = write(tmp_path / "labels.json", {"text": STORY})
    write(tmp_path / "key.json", {"text": STORY})
    assert [r.name for r in used(tmp_path)] == ["a"]
    assert refused(read(labels)) == [(str(labels), "labels.json holds labels, no report: give the reports it is about")]


def test_our_own_fields(tmp_path: Path) -> None:
    entry = {"id": 17, "outlet": "Orm Daily", "url": "https://orm.example/17", "published": "2031-05-04T09:30:00Z"}
    (report,) = used(write(tmp_path / "a.json", {**entry, "title": "Mayor offers to go", "byline": "Ada Finch", "text": STORY}))
    assert (report.id, report.name, report.outlet, report.url) == ("17", "17", "Orm Daily", "https://orm.example/17")
    assert (report.published, report.title, report.byline) == ("2031-05-04T09:30:00Z", "Mayor offers to go", "Ada Finch")


def test_news_please_fields(tmp_path: Path) -> None:
    entry = {
        "title": "Mayor offers to go",
        "maintext": STORY,
        "text": None,
        "authors": ["Ada Finch", "Tomas Hale"],
        "date_publish": "2031-05-04 09:30:00",
        "source_domain": "orm.example",
        "url": "https://orm.example/17",
    }
    (report,) = used(write(tmp_path / "a.json", entry))
    assert (report.outlet, report.byline, report.published) == ("orm.example", "Ada Finch, Tomas Hale", "2031-05-04T09:30:00")
    assert report.text.words == STORY


def test_ninjs_fields_with_the_body_in_html(tmp_path: Path) -> None:
    entry = {
        "uri": "urn:orm:17",
        "headline": "Mayor offers to go",
        "byline": "Ada Finch",
        "versioncreated": "2031-05-04T09:30:00+02:00",
        "body_html": "<p>The mayor of <b>Vell</b> &amp; her deputy\n said no.</p><script>x()</script><ul><li>They stay.</li></ul>",
    }
    (report,) = used(write(tmp_path / "a.json", entry))
    assert report.text.words == "The mayor of Vell & her deputy said no.\nThey stay."
    assert report.capture.extractor is not None
    assert report.published == "2031-05-04T09:30:00+02:00"
    second = {"headlines": [{"value": "Mayor offers to go"}], "bodies": [{"contenttype": "text/plain", "value": STORY}]}
    (report,) = used(write(tmp_path / "b.json", second))
    assert (report.title, report.text.words) == ("Mayor offers to go", STORY)


def test_a_field_that_cannot_be_used_is_left_out_and_said(tmp_path: Path) -> None:
    (outcome,) = read(write(tmp_path / "a.json", {"text": STORY, "outlet": True, "published": "04/05/2031"}))
    assert outcome.report is not None
    assert (outcome.report.outlet, outcome.report.published) == (None, None)
    assert (
        outcome.reason
        == "its outlet is no text and was left out; its date '04/05/2031' could not be read: give it as YYYY-MM-DD"
    )


def test_half_a_character_becomes_one_replacement(tmp_path: Path) -> None:
    (outcome,) = read(write(tmp_path / "a.json", r'{"text": "The mayor \ud83d said \ud83d\ude00 no."}'))
    assert outcome.report is not None
    assert outcome.report.text.words == "The mayor \ufffd said 😀 no."
    assert outcome.reason == "1 half character is shown as U+FFFD"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"text": "a"', "line 1 is broken JSON (Expecting ',' delimiter at column 13): correct or drop it"),
        ("[" * 100_000, "it is JSON nested too deep to be a report: give a flat object"),
        ('{"text": ' + "9" * 5000 + "}", "it is JSON with a number too long to read: drop that number"),
        ('{"title": "Mayor"}', "it has no text: give it as text (or maintext, body_text, articleBody)"),
        ('{"text": "a b"}\n{"text": "c d"}', "it holds several JSON values: name it .jsonl if each line is a report"),
        ("17", "it is JSON but no object: give an object with a text"),
        ("[]", "it holds an empty list: give a JSON object with a text"),
    ],
)
def test_json_that_is_no_report_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    path = write(tmp_path / "a.json", content)
    assert refused(read(path)) == [(str(path), reason)]


def test_a_list_of_reports(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", [{"text": STORY}, 5, {"id": "x", "text": "Ada Oru said no."}])
    assert [(o.name, o.report is not None) for o in read(path)] == [("a:1", True), (f"{path}:2", False), ("x", True)]


# --- JSONL --------------------------------------------------------------------------------------------------------------------


def test_each_line_is_a_report_and_a_broken_one_costs_itself_alone(tmp_path: Path) -> None:
    lines = [
        '{"id": "a", "text": "Ada Oru said no."}',
        '{"id": "b", "te',
        "",
        '{"text": "Ada Oru said yes."}',
        '{"id": "d"}',
        "17",
    ]
    path = write(tmp_path / "a.jsonl", "\ufeff" + "\r\n".join(lines))
    outcomes = read(path)
    assert [o.name for o in outcomes] == ["a", f"{path}:2", "a:4", "d", f"{path}:6"]
    assert [o.report is not None for o in outcomes] == [True, False, True, False, False]
    assert outcomes[1].reason is not None
    assert outcomes[1].reason.startswith("line 2 is broken JSON")


def test_a_line_is_captured_alone(tmp_path: Path) -> None:
    line = '{"id": "a", "text": "Ada Oru said no."}'
    (alone,) = used(write(tmp_path / "a.jsonl", line))
    first, _ = used(write(tmp_path / "b.jsonl", f'{line}\r\n{{"text": "x y"}}\n'))
    assert alone == first


def test_lines_are_read_one_at_a_time() -> None:
    class Endless(io.RawIOBase):
        """A stream that never ends."""

        number = 0

        def readable(self) -> bool:
            return True

        def readline(self, size: int | None = -1, /) -> bytes:
            self.number += 1
            return b'{"text": "Ada Oru said no %d times."}\n' % self.number

    outcomes = read_reports(["-"], stdin=Endless())  # type: ignore[arg-type]
    assert [next(outcomes).report is not None for _ in range(3)] == [True] * 3


# --- standard input -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (STORY, "txt"),
        ("[Update] " + STORY, "txt"),
        (json.dumps({"text": STORY}, indent=1), "json"),
        (json.dumps({"text": STORY}), "jsonl"),
        (json.dumps({"text": STORY}) + "\n" + json.dumps({"text": "Ada Oru said no."}), "jsonl"),
    ],
)
def test_the_form_of_standard_input_shows_in_it(content: str, form: str) -> None:
    reports = used("-", stdin=content.encode())
    assert {r.capture.form for r in reports} == {form}
    assert reports[0].text.words.endswith(STORY)


def test_standard_input_can_be_read_once(tmp_path: Path) -> None:
    outcomes = read("-", "-", stdin=STORY.encode())
    assert [o.report is not None for o in outcomes] == [True, False]


# --- folders ------------------------------------------------------------------------------------------------------------------


def test_a_folder_gives_its_reports_at_any_depth_sorted_by_name(tmp_path: Path) -> None:
    for n, name in enumerate(["b.txt", "a/z.txt", "a/b/c.txt", "c.TXT", "a.txt"]):
        write(tmp_path / name, f"Ada Oru said no {n + 2} times.")
    write(tmp_path / ".hidden.txt", STORY)
    write(tmp_path / ".git" / "x.txt", STORY)
    write(tmp_path / "picture.png", b"\x89PNG")
    write(tmp_path / "README.md", STORY)
    assert [r.name for r in used(tmp_path)] == ["c", "z", "a", "b", "c"]


def test_what_is_refused_in_a_folder_is_named_by_its_path(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.txt", "")
    assert [name for name, _ in refused(read(tmp_path))] == [f"{tmp_path}/in/a.txt"]


def test_an_empty_folder_and_a_missing_one(tmp_path: Path) -> None:
    assert refused(read(tmp_path, tmp_path / "none")) == [
        (str(tmp_path), "the folder holds no report: a report is a .txt, .html, .json, .jsonl or .warc file"),
        (str(tmp_path / "none"), "there is no such file or folder: check the name"),
    ]
    assert refused(read("a\0b", "x" * 5000))[0] == ("a\0b", "no file can have this name: check the name")


def test_links_to_folders_are_not_followed_in_a_circle(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.txt", STORY)
    (tmp_path / "in" / "loop").symlink_to(tmp_path, target_is_directory=True)
    outcomes = read(tmp_path)
    assert [o.report is not None for o in outcomes] == [True, False]
    assert outcomes[1].reason == "it is a link to a folder, which is not followed: give that folder itself"


def test_a_link_out_of_the_folder_is_read_and_said(tmp_path: Path) -> None:
    outside = write(tmp_path / "out" / "a.txt", STORY)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.txt").symlink_to(outside)
    (tmp_path / "in" / "c.txt").symlink_to(tmp_path / "in" / "c.txt")
    outcomes = read(tmp_path / "in")
    assert [o.report is not None for o in outcomes] == [True, False]
    assert outcomes[0].reason == "read through a link that leads out of the folder"


def test_a_name_of_the_greatest_length(tmp_path: Path) -> None:
    (outcome,) = read(write(tmp_path / ("a" * 251 + ".txt"), STORY))
    assert outcome.report is not None
    assert outcome.reason is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind this user")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", STORY)
    path.chmod(0)
    assert refused(read(path)) == [(str(path), "it may not be read: change its permissions")]


# --- twice --------------------------------------------------------------------------------------------------------------------


def test_the_same_report_twice_is_used_once(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a.txt", STORY), write(tmp_path / "b.txt", STORY)
    assert refused(read(first, second, first)) == [
        ("b", "it is the same report as a, which is used"),
        ("a", "it is the same report as a, which is used"),
    ]


def test_the_same_words_of_two_outlets_are_two_reports(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"outlet": outlet, "text": STORY}) for outlet in ("Orm Daily", "The Vell Courier"))
    assert len(used(write(tmp_path / "a.jsonl", lines))) == 2


def test_one_id_with_other_words_keeps_the_first(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"id": "x", "text": text}) for text in (STORY, "Ada Oru said no."))
    outcomes = read(write(tmp_path / "a.jsonl", lines))
    assert outcomes[0].report is not None
    assert outcomes[1].reason == "it has the id of x (x) but other words, and the first is used: give it an id of its own"


# --- anything -----------------------------------------------------------------------------------------------------------------


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.binary(max_size=400) | st.text(max_size=200).map(lambda t: t.encode("utf-16")) | st.text(max_size=200).map(str.encode),
    st.sampled_from([".txt", ".json", ".html", ".dat"]),
)
def test_any_bytes_give_one_outcome(tmp_path: Path, data: bytes, suffix: str) -> None:
    outcomes = read(write(tmp_path / f"a{suffix}", data))
    if suffix == ".dat" and data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return  # may be several lines of JSON
    if suffix == ".json" and data.lstrip().startswith(b"["):
        return  # may be several reports
    assert len(outcomes) == 1
    for report in (o.report for o in outcomes if o.report):
        for block in report.text.blocks:
            assert block.span.cut(report.text.words)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_KEYS = st.sampled_from(
    ["id", "text", "title", "byline", "authors", "published", "url", "outlet", "body_html", "bodies", "headlines"]
)


@settings(deadline=None)
@given(st.lists(st.dictionaries(_KEYS, _VALUES, max_size=6), min_size=1, max_size=4))
def test_any_json_lines_give_one_outcome_each(entries: list[dict[str, object]]) -> None:
    data = "\n".join(json.dumps(entry) for entry in entries).encode()
    assert len(read("-", stdin=data)) == len(entries)
