from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import html

from onrecord.datamodel import Capture, Family, LeftOut, Passage, Record, Report, SharedQuotation, Text, passages_of
from onrecord.outputs.page import write_page
from onrecord.spans import Span
from tests.outputs.conftest import HOSTILE, LONG, report_of, said
from tests.specimens import records

PINNED = re.compile(r"#([A-Z]+)-(\d+)-(\d+)\Z")
SHOWN = HOSTILE.replace("\u202e", "RLO").replace("\u202c", "PDF").replace("\x00", "NUL")


def parse(record: Record) -> html.HtmlElement:
    return html.document_fromstring(write_page(record))


def text_of(element: html.HtmlElement) -> str:
    """The words a reader sees as the report's: without the initials and numbers set between them."""
    return "".join(element.xpath(".//text()[not(ancestor::a[contains(@class, 'tag') or contains(@class, 'note')])]"))


def words_at(page: html.HtmlElement, anchor: str) -> str:
    """The report words that an anchor's fragments stand around, from first to last."""
    first = page.get_element_by_id(anchor)
    later = page.xpath(f"//*[contains(concat(' ', @class, ' '), ' of-{anchor} ')]")
    return "".join(map(text_of, [first, *later]))


def squeezed(words: str) -> str:
    return "".join(words.split())


def test_a_page_is_one_document_with_landmarks_and_headings_in_order(harbour: Record) -> None:
    page = parse(harbour)
    assert write_page(harbour).startswith('<!DOCTYPE html>\n<html lang="en">')
    assert [len(page.findall(f".//{name}")) for name in ("main", "h1", "title", "nav", "footer")] == [1, 1, 1, 1, 1]
    levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3", "h4")]
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert page.find(".//body")[0].get("href") == "#main"


def test_the_masthead_counts(harbour: Record) -> None:
    figures = [" ".join(li.text_content().split()) for li in parse(harbour).find_class("figures")[0]]
    assert figures == ["3 reports", "15 statements", "4 told by several", "1 altered inside marks", "1 conflict"]


def test_families_are_counted_and_named_and_shared_quotations_stand_apart_from_copies(harbour: Record) -> None:
    a, b, c = (report.id for report in harbour.reports)
    first, second, third = (told[0].content[0] for told in harbour.statements)
    page = parse(
        replace(
            harbour,
            families=(Family((a, b), (80, 100), None, (), "nothing tells which was first"),),
            shared_quotations=(
                SharedQuotation((a, b), first, second, (a, b)),
                SharedQuotation((a, c), first, third, (a,)),
                SharedQuotation((b, c), second, third, (b,)),
            ),
        )
    )
    figures = [" ".join(li.text_content().split()) for li in page.find_class("figures")[0]]
    assert figures[:2] == ["3 reports", "2 independent texts"]
    assert page.find_class("families")[0].text_content().startswith("3 reports, 2 independent texts:")
    (quoted,) = (shown for shown in page.find_class("copies") if "quotation" in shown[0].text_content())
    assert quoted[0].text_content() == "1 quotation stands in more than one report: the same words, and no copies"
    assert quoted.find_class("quiet")[0].text_content() == "not quoted in C"
    assert [pin.text_content() for pin in quoted.xpath(".//*[@class='pins']/a")] == ["A", "B", "C"]


@pytest.mark.parametrize("name", ["harbour", "hostile"])
def test_ids_are_unique_and_every_link_in_the_page_leads_somewhere(name: str, request: pytest.FixtureRequest) -> None:
    page = parse(request.getfixturevalue(name))
    ids = Counter(page.xpath("//@id"))
    assert [i for i, count in ids.items() if count > 1] == []
    assert {href[1:] for href in page.xpath("//@href") if href.startswith("#")} <= ids.keys()
    assert set(page.xpath("//@aria-labelledby")) <= ids.keys()


@pytest.mark.parametrize("name", ["harbour", "hostile"])
def test_every_passage_has_an_anchor_and_exactly_its_words_stand_there(name: str, request: pytest.FixtureRequest) -> None:
    record: Record = request.getfixturevalue(name)
    page = parse(record)
    letters = dict(zip((r.id for r in record.reports), "ABC", strict=False))
    passages = passages_of(record)
    assert len(passages) > 10
    for report_id, passage in passages:
        exact = passage.exact.replace("\u202e", "RLO").replace("\u202c", "PDF").replace("\x00", "NUL")
        assert squeezed(words_at(page, f"{letters[report_id]}-{passage.span.start}-{passage.span.end}")) == squeezed(exact)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_whatever_the_words_each_stands_on_the_page_once_and_passages_nest_or_are_cut(record: Record) -> None:
    written = write_page(record)
    page = html.document_fromstring(written)
    anchors = set(page.xpath("//@id"))
    for letter, report in zip("AB", record.reports, strict=True):
        for report_id, passage in passages_of(record):
            if report_id == report.id and passage.exact.strip():
                assert f"{letter}-{passage.span.start}-{passage.span.end}" in anchors
        body = page.get_element_by_id(f"report-{letter}").find_class("text")[0]
        seen = squeezed("".join(text_of(p) for p in body.find_class("b") if "untexted" not in p.get("class")))
        visible = [c for c in report.text.words if c.isalnum()]
        remaining = iter(seen)
        assert all(c in remaining for c in visible)
    assert written == write_page(record)


def test_a_reading_links_to_its_words_in_each_report(harbour: Record) -> None:
    page = parse(harbour)
    first = page.get_element_by_id("utterance-1")
    assert "altered-inside-marks" in first.get("class")
    linked = {}
    for reading in first.xpath(".//tr[contains(@class, 'differs')]//a"):
        letter, start, end = PINNED.search(reading.get("href")).groups()
        report = harbour.reports["ABC".index(letter)]
        assert text_of(reading) == report.text.words[int(start) : int(end)]
        linked.setdefault(letter, []).append(text_of(reading))
    assert linked == {"A": ["it saves", "to quit"], "B": ["there is hope for", "to leave my post"]}
    assert [label.text_content() for label in first.xpath(".//tr[contains(@class, 'differs')]/th")] == [
        "altered inside marks"
    ] * 2


def test_words_that_one_telling_lacks_are_said_to_be_lacking(harbour: Record) -> None:
    page = parse(harbour)
    row = page.xpath("//tr[contains(@class, 'differs') and contains(@class, 'omission')]")[0]
    assert [cell.text_content() for cell in row] == ["omission", "lacks these words", "that kept"]
    assert len(row.xpath("ancestor::article//p[contains(@class, 'telling')]//span[@class='lack']")) == 1


def test_tellings_that_are_alike_share_a_line(harbour: Record) -> None:
    lines = parse(harbour).get_element_by_id("utterance-4").find_class("line")
    assert [[a.text for a in line.find_class("siglum")] for line in lines] == [["A", "B", "C"]]


def test_conflicts_come_first_and_what_stands_alone_is_folded(harbour: Record) -> None:
    facts = parse(harbour).get_element_by_id("facts")
    assert [v.text for v in facts.find_class("verdict")] == ["conflict", "coarser", "single"]
    assert facts.xpath(".//details//span[@class='verdict single']")


def test_a_speaker_who_is_not_settled_is_shown_as_such_with_the_candidates(harbour: Record) -> None:
    page = parse(harbour)
    entry = page.get_element_by_id("statement-B5")
    assert entry.getparent().getparent().find(".//h3/bdi").text == "Speaker not settled"
    assert "speaker is one of: Teodor Brandt or the ferry line’s purser" in " ".join(entry.text_content().split())


def test_what_is_unknown_is_called_unknown(harbour: Record) -> None:
    rows = parse(harbour).get_element_by_id("reports").xpath(".//tbody/tr")
    assert "date unknown" in rows[2].text_content()


def test_a_statement_within_a_statement_nests_and_says_so(harbour: Record) -> None:
    page = parse(harbour)
    inner = page.xpath("//span[contains(@class, 'content')]//span[contains(@class, 'content')]")
    assert [text_of(mark) for mark in inner] == ["“Nobody will thank you for a pier.”"]
    assert "told within A6" in " ".join(page.get_element_by_id("statement-A7").text_content().split())


def test_crossing_passages_and_passages_over_paragraphs_are_cut_not_lost() -> None:
    report = report_of(("body", "one two three four"), ("body", "five six"))
    first = said(report, "one two three", speaker="Oru")
    second = said(report, "two three four\nfive", speaker="Brandt")
    page = parse(Record((report,), ((first, second),)))
    assert words_at(page, "A-0-13") == "one two three"
    assert words_at(page, "A-4-23") == "two three fourfive"
    assert [text_of(p) for p in page.find_class("b")] == ["one two three four", "five six"]
    assert ":root:has(#A-4-23:target) .of-A-4-23{" in page.find(".//style").text


def test_words_outside_of_blocks_are_printed_too() -> None:
    text = Text("No block here.\r\n\r\nNor here.")
    report = Report("bare", text, Capture("sha256:0", 1, "txt"))
    statement = said(report, "Nor here", speaker="Oru")
    page = parse(Record((report,), ((statement,),)))
    assert [text_of(p) for p in page.find_class("b")] == ["No block here.", "Nor here."]


def test_a_passage_of_nothing_but_blanks_leads_to_its_report() -> None:
    report = report_of(("body", "one"), ("body", "two"))
    blank = replace(said(report, "one", speaker="Oru"), cue=(Passage(report.text, Span(3, 4)),))
    page = parse(Record((report,), ((blank,),)))
    assert "#report-A" in page.get_element_by_id("statement-A1").xpath(".//@href")


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen[tag] += 1
        self.attributes.extend((tag, name, value) for name, value in attrs)


@pytest.mark.parametrize("name", ["harbour", "hostile"])
def test_nothing_is_loaded_nothing_is_inline_but_what_the_policy_admits(name: str, request: pytest.FixtureRequest) -> None:
    written = write_page(request.getfixturevalue(name))
    elements = _Elements()
    elements.feed(written)
    assert (elements.seen["script"], elements.seen["style"]) == (1, 1)
    assert not elements.seen.keys() & {"img", "iframe", "object", "embed", "video", "audio", "base", "textarea"}
    assert not [a for a in elements.attributes if a[1].startswith("on") or a[1] in ("style", "src", "srcset", "background")]
    links = [(tag, value) for tag, attribute, value in elements.attributes if attribute == "href" and not value.startswith("#")]
    assert all(
        (tag == "a" and value.startswith("https://harbourpost.example/")) or (tag == "link" and value.startswith("data:"))
        for tag, value in links
    )
    style, script = (re.search(f"<{tag}>(.*?)</{tag}>", written, re.DOTALL)[1] for tag in ("style", "script"))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', written)[1].replace("&#39;", "'")
    for directive, source in (("style-src", style), ("script-src", script)):
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert not re.search(r"url\(|@import|https?:", style)
    assert not re.search(r"fetch|XMLHttpRequest|https?:|innerHTML|eval\(", script)


def test_hostile_words_show_as_words_and_turn_nothing_around(hostile: Record) -> None:
    written = write_page(hostile)
    page = html.document_fromstring(written)
    assert SHOWN in text_of(page.get_element_by_id("report-A").find_class("headline")[0])
    assert LONG in text_of(page.get_element_by_id("report-B"))
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1f\x7f]", written)
    assert "javascript:" not in "".join(page.xpath("//@href"))


def test_the_same_record_gives_the_same_page(harbour: Record, hostile: Record) -> None:
    assert write_page(harbour) == write_page(harbour)
    assert write_page(hostile) == write_page(hostile)


def test_an_empty_record_says_what_was_not_found() -> None:
    page = parse(Record((), ()))
    assert page.find(".//h1").text == "What 0 reports have on record"
    assert len(page.find_class("none")) == 5


def test_conditions_are_set_off_in_the_words_and_named(harbour: Record) -> None:
    page = write_page(harbour)
    assert '<em class="on-condition">' in page
    assert "<b>on condition</b>" in page


def test_a_speaker_who_is_not_settled_is_shown_with_everybody_it_may_be(harbour: Record) -> None:
    statements = harbour.statements[0]
    reading = replace(statements[0].interpretation, speaker=None, resolved="ambiguous", candidates=("Mara Oru", "Ilse Kvam"))
    open_ = replace(statements[0], interpretation=reading)
    page = write_page(replace(harbour, statements=((open_, *statements[1:]), *harbour.statements[1:])))
    assert "speaker is one of: <bdi>Mara Oru</bdi> or <bdi>Ilse Kvam</bdi>" in page


def test_what_a_report_leaves_out_is_shown_whole_once_and_with_what_stands_before_a_bare_figure(harbour: Record) -> None:
    utterance, fact = harbour.utterances[0], harbour.facts[0]
    missing = harbour.reports[2].id
    left = (LeftOut(missing, "utterance", utterance.id, 2), *(LeftOut(missing, "fact", fact.id, 2),) * 2)
    page = parse(replace(harbour, leaves_out=left))
    section = page.get_element_by_id("left-out")
    assert [item.text_content() for item in section.find_class("siglum")] == ["C"]
    (told,) = section.find_class("quotations")
    words = " … ".join(passage.exact for passage in utterance.tellings[0].content)
    assert squeezed(told.text_content()) == squeezed(f"{words} {utterance.speaker}, 2 tell it")
    (run,) = section.find_class("run")
    assert len(run) == 1
    assert fact.values[0].passage.exact in run.text_content()
    assert run.text_content().strip().startswith("…")
