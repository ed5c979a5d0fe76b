"""Web archives: pages out of them, and what damage costs."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from onrecord.datamodel import Outcome
from onrecord.reports import read_reports
from onrecord.reports.warc import ArchivedPage, BrokenRecord, read_warc
from tests.intake.sites import KEEPER, page

warcwriter = pytest.importorskip("warcio.warcwriter", reason="needs warcio, which the extra archive brings")
from warcio.statusandheaders import StatusAndHeaders  # noqa: E402

DAYS = ("2031-05-04T09:30:00Z", "2031-05-06T10:00:00Z")


def record(
    writer: object, url: str, body: bytes, *, kind: str = "text/html; charset=utf-8", status: str = "200 OK", what: str = "response",
    day: str = DAYS[0], http: tuple[tuple[str, str], ...] = (), **headers: str,
) -> object:  # fmt: skip
    served = None if what == "resource" else StatusAndHeaders(status, [("Content-Type", kind), *http], protocol="HTTP/1.1")
    return writer.create_warc_record(  # type: ignore[attr-defined]
        url, what, payload=io.BytesIO(body), http_headers=served, length=len(body), warc_content_type=kind if what == "resource" else "",
        warc_headers_dict={"WARC-Date": day, **{name.replace("_", "-"): value for name, value in headers.items()}},
    )  # fmt: skip


def written(path: Path, fill: Callable[[object], list[object]], *, packed: bool = True) -> Path:
    with path.open("wb") as stream:
        writer = warcwriter.WARCWriter(stream, gzip=packed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "a crawler"}))
        for each in fill(writer):
            writer.write_record(each)
    return path


def three(writer: object) -> list[object]:
    return [record(writer, f"https://halmpost.example/{n}", page(f"Lamp number {n} goes out").encode()) for n in (1, 2, 3)]


def told(outcomes: list[Outcome]) -> list[str]:
    return [o.report.url or "" if o.report else f"{o.name.rsplit('/', 1)[-1]}: {o.reason}" for o in outcomes]


@pytest.mark.parametrize("name", ["crawl.warc.gz", "crawl.warc"])
def test_pages_become_reports_with_their_address_and_day(tmp_path: Path, name: str) -> None:
    def fill(writer: object) -> list[object]:
        shown = page("Zoë stays", (*KEEPER, "The café of Orrin was silent on Sunday, and nobody came.")).encode(
            "cp1250", "replace"
        )
        return [
            record(writer, "https://halmpost.example/robots.txt", b"User-agent: *", kind="text/plain"),
            record(writer, "https://halmpost.example/lamp", shown, kind="text/html; charset=windows-1250"),
            record(writer, "https://halmpost.example/lamp.png", b"\x89PNG", kind="image/png"),
            record(writer, "https://halmpost.example/old", b"", status="301 Moved", http=(("Location", "/lamp"),)),
            record(writer, "https://halmpost.example/notes.txt", "\n\n".join(KEEPER).encode(), kind="text/plain", day=DAYS[1]),
            record(writer, "https://halmpost.example/res", page("Saved as it is").encode(), kind="text/html", what="resource"),
            record(writer, "https://halmpost.example/zip", gzip.compress(page("Sent packed").encode()), http=(("Content-Encoding", "gzip"),)),
            record(writer, "dns:halmpost.example", b"10.0.0.1", kind="text/dns", what="resource"),
        ]  # fmt: skip

    outcomes = list(read_reports([written(tmp_path / name, fill, packed=name.endswith(".gz"))]))
    reports = [outcome.report for outcome in outcomes if outcome.report]
    assert [r.url and r.url.rsplit("/", 1)[-1] for r in reports] == ["lamp", "notes.txt", "res", "zip"]
    assert all(outcome.reason is None for outcome in outcomes)
    assert [r.capture.at for r in reports[:2]] == list(DAYS)
    assert {r.outlet for r in reports} == {"halmpost.example"}
    assert "The café of Orrin was silent" in reports[0].text.words
    assert reports[3].title == "Sent packed"
    assert read_alone(tmp_path / name)[0].url == reports[0].url


def read_alone(folder_file: Path) -> list[object]:
    """The same file as part of its folder."""
    return [outcome.report for outcome in read_reports([folder_file.parent]) if outcome.report]


def test_what_gives_no_page_says_so_and_costs_no_other(tmp_path: Path) -> None:
    def fill(writer: object) -> list[object]:
        first, second, third = three(writer)
        visited = writer.create_revisit_record(  # type: ignore[attr-defined]
            "https://halmpost.example/1", "sha1:AAAA", "https://halmpost.example/1", DAYS[0],
            http_headers=StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1"),
        )  # fmt: skip
        long = record(writer, "https://halmpost.example/long", page().encode(), WARC_Truncated="length")
        wrong = record(
            writer, "https://halmpost.example/wrong", page("Altered").encode(), WARC_Payload_Digest="sha1:" + "A" * 32
        )
        bare = record(writer, "https://halmpost.example/bare", b"<html></html>")
        return [first, visited, second, long, wrong, bare, third]

    outcomes = list(read_reports([written(tmp_path / "a.warc.gz", fill)]))
    assert told(outcomes) == [
        "https://halmpost.example/1",
        "a.warc.gz:3: https://halmpost.example/1 was visited again and had not changed since 2031-05-04: that capture has its words",
        "https://halmpost.example/2",
        "a.warc.gz:5: https://halmpost.example/long was cut short when it was captured (length): capture it again",
        "https://halmpost.example/wrong",
        "a.warc.gz:7: https://halmpost.example/bare: no article was found on the page: save the article's text as a .txt file",
        "https://halmpost.example/3",
    ]
    assert outcomes[4].reason == "its digest in the web archive is another"


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
def test_a_file_cut_short_costs_its_last_record(tmp_path: Path, packed: bool) -> None:
    path = written(tmp_path / ("a.warc.gz" if packed else "a.warc"), three, packed=packed)
    path.write_bytes(path.read_bytes()[:-300])
    assert told(list(read_reports([path]))) == [
        "https://halmpost.example/1",
        "https://halmpost.example/2",
        f"{path.name}:4: it is cut short: the record is left out",
    ]


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
def test_wherever_a_file_is_cut_its_last_record_is_named(tmp_path: Path, packed: bool) -> None:
    data = written(tmp_path / "a.warc", three, packed=packed).read_bytes()
    begin = data.rindex(b"\x1f\x8b\x08" if packed else b"WARC/1.")
    for cut in range(begin + 1, len(data) - (0 if packed else 4)):
        found = list(read_warc(io.BytesIO(data[:cut]), most=10**7))
        assert [type(each) for each in found[:2]] == [ArchivedPage, ArchivedPage], cut
        assert [(type(each), each.number) for each in found[2:]] in ([(BrokenRecord, 4)], [(ArchivedPage, 4)]), cut
        # The last bytes of a packed record (the end of its stream, checksum and length) hold nothing of the page.
        assert isinstance(found[2], ArchivedPage) == (packed and cut >= len(data) - 11), cut


def test_a_broken_byte_costs_its_record(tmp_path: Path) -> None:
    path = written(tmp_path / "a.warc.gz", three)
    data = bytearray(path.read_bytes())
    second = [place for place in range(len(data)) if data.startswith(b"\x1f\x8b\x08", place)][2]
    data[second + 60 : second + 90] = bytes(255 - byte for byte in data[second + 60 : second + 90])
    path.write_bytes(data)
    found = told(list(read_reports([path])))
    assert found[0] == "https://halmpost.example/1"
    assert found[-1] == "https://halmpost.example/3"
    assert [line for line in found[1:-1] if "a.warc.gz:3: it is" in line]


@pytest.mark.parametrize("change", [-40, 40], ids=["too small", "too large"])
def test_a_wrong_length_costs_its_record(tmp_path: Path, change: int, capfd: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "a.warc", three, packed=False)
    head, body = path.read_bytes().split(b"WARC-Target-URI: https://halmpost.example/2", 1)
    begin = body.index(b"Content-Length: ") + 16
    end = body.index(b"\r\n", begin)
    length = str(int(body[begin:end]) + change).encode()
    path.write_bytes(head + b"WARC-Target-URI: https://halmpost.example/2" + body[:begin] + length + body[end:])
    found = told(list(read_reports([path])))
    assert found == ["https://halmpost.example/1", "a.warc:3: its length is not the one that it states: the record is left out", "https://halmpost.example/3"]  # fmt: skip
    assert capfd.readouterr() == ("", "")


def test_rubbish_between_records_costs_a_line(tmp_path: Path) -> None:
    path = written(tmp_path / "a.warc", three, packed=False)
    path.write_bytes(
        path.read_bytes()
        .replace(b"WARC/1.0\r\n", b"rubbish without end\r\n", 3)
        .replace(b"rubbish without end\r\n", b"WARC/1.0\r\n", 2)
    )
    assert told(list(read_reports([path]))) == [
        "https://halmpost.example/1",
        "a.warc:3: it is damaged: the record is left out",
        "https://halmpost.example/3",
    ]


def test_a_file_packed_as_one_is_read(tmp_path: Path) -> None:
    plain = written(tmp_path / "a.warc", three, packed=False)
    (tmp_path / "b.warc.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()
    assert told(list(read_reports([tmp_path / "b.warc.gz"]))) == [f"https://halmpost.example/{n}" for n in (1, 2, 3)]


@pytest.mark.parametrize("data", [b"", b"no web archive", b"\x1f\x8b\x08no gzip either", gzip.compress(b"text, packed")])
def test_what_is_no_web_archive(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data)
    (outcome,) = read_reports([path])
    assert outcome.report is None
    assert outcome.reason in ("the web archive holds no page of text or HTML", "it is damaged: the record is left out")


def test_a_page_captured_twice_is_two_captures_for_who_keeps_them(tmp_path: Path) -> None:
    def fill(writer: object) -> list[object]:
        return [
            record(writer, "https://halmpost.example/lamp", page(paragraphs=KEEPER[:number]).encode(), day=day)
            for number, day in zip((2, 3), DAYS, strict=True)
        ]

    path = written(tmp_path / "a.warc.gz", fill)
    assert [bool(outcome.report) for outcome in read_reports([path])] == [True, False]
    assert [outcome.report.capture.at for outcome in read_reports([path], captures=True) if outcome.report] == list(DAYS)


def test_a_large_page_is_refused_and_a_large_picture_not_held(tmp_path: Path) -> None:
    import tracemalloc

    def fill(writer: object) -> list[object]:
        return [
            record(writer, "https://halmpost.example/big", Random(7).randbytes(8_000_000), kind=kind)
            for kind in ("text/html", "image/png")
        ] + three(writer)

    path = written(tmp_path / "a.warc.gz", fill)
    with path.open("rb") as stream:
        list(read_warc(stream, most=200_000))  # what is imported on the way does not count
        tracemalloc.start()
        found = list(read_warc(stream, most=200_000))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert isinstance(found[0], BrokenRecord)
    assert "larger than 200,000 bytes" in found[0].reason
    assert [each.url[-1] for each in found[1:] if isinstance(each, ArchivedPage)] == ["1", "2", "3"]
    assert peak < 2_000_000
