"""HTML pages: the article's words, its fields, and pages that are none."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.reports import read_reports

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>Strike ends in Vell | The Vell Courier</title>
<meta property="og:site_name" content="The Vell Courier"><meta property="article:published_time" content="2031-05-04T09:30:00Z">
<meta name="author" content="Ada Finch"><link rel="canonical" href="https://vellcourier.example/strike"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>Strike ends in Vell</h1>
<p>The harbour strike in Vell ended on Sunday after the dockers accepted an offer of four per cent, the union said. It had kept
ninety ships at anchor for nine days.</p>
<p>“We have what we asked for,” said Tomas Brill, who leads the union. “We go back with our heads up.”</p>
<p>The port authority said that the first ships would be unloaded on Monday morning, and that the backlog would be cleared by the
end of the week. Talks on pensions begin in June, according to a letter that its members received on Saturday.</p></article>
<footer><a href="/nettle">Follow us on Nettle</a></footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "utf-16"])
def test_a_page_gives_its_article_a_line_for_each_paragraph(tmp_path: Path, charset: str) -> None:
    path = tmp_path / "strike.html"
    path.write_bytes(PAGE.format(charset=charset).encode(charset))
    (outcome,) = read_reports([path])
    report = outcome.report
    assert report is not None
    assert (report.outlet, report.byline, report.published) == ("The Vell Courier", "Ada Finch", "2031-05-04")
    assert (report.title, report.url) == ("Strike ends in Vell", "https://vellcourier.example/strike")
    assert report.capture.form == "html"
    assert report.capture.extractor is not None
    assert report.capture.extractor.startswith("trafilatura ")
    assert "\n“We have what we asked for,” said Tomas Brill, who leads the union." in report.text.words
    assert "Nettle" not in report.text.words
    assert [b.kind for b in report.text.blocks if "Brill" in b.span.cut(report.text.words)] == ["body"]


def test_a_page_on_standard_input_is_known(tmp_path: Path) -> None:
    path = tmp_path / "strike"
    path.write_text(PAGE.format(charset="utf-8"), encoding="utf-8")
    (outcome,) = read_reports([path])
    assert outcome.report is not None
    assert outcome.report.capture.form == "html"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<html></html>", "no article was found on the page: save the article's text as a .txt file"),
        ("<html>" + "<div>" * 50_000, "its HTML is nested too deep to be a page: save the article's text as a .txt file"),
        ("<" * 100_000 + "a", "no article was found on the page: save the article's text as a .txt file"),
    ],
)
def test_a_page_without_an_article_is_refused(
    tmp_path: Path, page: str, reason: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.html"
    path.write_text(page, encoding="utf-8")
    with caplog.at_level(logging.CRITICAL):
        (outcome,) = read_reports([path])
    assert (outcome.report, outcome.reason) == (None, reason)
    assert capsys.readouterr() == ("", "")


def test_a_script_that_looks_like_elements_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    script = "<script>" + "if (a <b) { c> 1 }" * 5000 + "</script>"
    path.write_text(PAGE.format(charset="utf-8").replace("<body>", f"<body>{script}"), encoding="utf-8")
    (outcome,) = read_reports([path])
    assert outcome.report is not None


def test_text_alone_does_not_load_the_extractor(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Ada Oru said no.", encoding="utf-8")
    program = "import sys; from onrecord.reports import read_reports; list(read_reports(sys.argv[1:])); print('trafilatura' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
