"""The drawings: every name once, in a row of its own, every line an arrow that begins and ends where it should."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from onrecord.datamodel import Capture, Citation, Passage, Record, Report, Text
from onrecord.spans import Span
from onrecord.web.picture import MOST, draw_citations, draw_positions


def report(place: int, outlet: str, words: str) -> Report:
    return Report(f"r{place}", Text(words), Capture("sha256:0", 1, "txt"), outlet=outlet, given_id=f"r{place:03}")


def story(outlets: int, sources: int) -> Record:
    """So many reports; each names three of the sources, the first one twice."""
    reports, citations = [], []
    for place in range(outlets):
        named = [f"Source {(place * 5 + step) % sources}" for step in range(min(3, sources))]
        words = " ".join([*named, named[0]])
        reports.append(report(place, f"Outlet {place}", words))
        at = 0
        for name in [*named, named[0]]:
            span = Span(at, at + len(name))
            citations.append(Citation(f"r{place:03}", Passage(reports[-1].text, span), name, own=False))
            at = span.end + 1
    return Record(tuple(reports), tuple(() for _ in reports), citations=tuple(citations))


def parts(svg: str) -> ET.Element:
    """The first drawing."""
    return ET.fromstring(svg[: svg.index("</svg>") + 6])


def narrow(svg: str) -> ET.Element:
    return ET.fromstring(svg[svg.index("</svg>") + 6 :])


@pytest.mark.parametrize("outlets", [2, 5, 40])
def test_every_name_has_a_row_of_its_own_and_every_line_is_an_arrow(outlets: int) -> None:
    drawing = draw_citations(story(outlets, max(3, outlets)))
    assert drawing is not None
    root = parts(drawing.svg)
    height = int(root.attrib["height"])
    for column in ("end", "start"):
        rows = sorted(int(text.attrib["y"]) for text in root.iter("text") if text.attrib["text-anchor"] == column)
        assert min(b - a for a, b in itertools.pairwise(rows)) >= 20
        assert rows[-1] < height
    lines = [g for g in root.iter("g") if "data-from" in g.attrib and "data-to" in g.attrib]
    assert len(lines) == 3 * outlets
    names = {g.attrib["data-from"]: g for g in root.iter("g") if "data-from" in g.attrib and "data-to" not in g.attrib}
    ends = {g.attrib["data-to"]: g for g in root.iter("g") if "data-to" in g.attrib and "data-from" not in g.attrib}
    for line in lines:
        curve, tip = line.findall("path")
        _, y, *_, x, to = map(float, re.findall(r"-?\d+(?:\.\d+)?", curve.attrib["d"]))
        begins, leads = names[line.attrib["data-from"]].find("text"), ends[line.attrib["data-to"]].find("text")
        assert begins is not None
        assert leads is not None
        assert (y + 5, to + 5) == (float(begins.attrib["y"]), float(leads.attrib["y"]))
        assert tip.attrib["d"].startswith(f"M{int(x) + 8} {int(to)}")  # the tip is at the source
    assert drawing.again
    assert not drawing.within
    assert drawing.left_out == 0


def test_the_same_is_said_in_words() -> None:
    drawing = draw_citations(story(2, 3))
    assert drawing is not None
    assert drawing.said[0] == "A, Outlet 0, names Source 0 (2 times), Source 1, Source 2."
    root = parts(drawing.svg)
    desc = root.find("desc")
    assert desc is not None
    assert desc.text == " ".join(drawing.said)
    assert root.attrib["aria-labelledby"].split() == ["picture-t", "picture-d"]


def test_more_sources_than_can_be_read_are_left_out_and_counted() -> None:
    drawing = draw_citations(story(40, 90))
    assert drawing is not None
    ends = [g for g in parts(drawing.svg).iter("g") if "data-to" in g.attrib and "data-from" not in g.attrib]
    assert len(ends) == MOST
    assert drawing.left_out == len({c.cites for c in story(40, 90).citations}) - MOST


def test_names_are_cut_to_their_room_and_are_no_markup() -> None:
    words = "<b>Ministry</b> of the Interior and of Everything Else 東京新聞東京新聞東京新聞"
    one = report(0, "An outlet whose name does not end where one would expect it to end", words)
    record = Record(
        (one, report(1, words, "x")), ((), ()), citations=(Citation("r000", Passage(one.text, Span(0, 5)), words, own=False),)
    )
    drawing = draw_citations(record)
    assert drawing is not None
    texts = ["".join(text.itertext()) for text in parts(drawing.svg).iter("text")]
    assert max(map(len, texts)) <= 30
    assert any(text.startswith("<b>Ministry</b>") and text.endswith("…") for text in texts)
    assert drawing.within  # the other report is of the outlet that is named


def move(day: str | None, act: str) -> dict[str, Any]:
    return {"day": day, "act": act}


def test_moves_stand_in_the_order_of_their_days_and_changes_join_them() -> None:
    moves = [move("2031-03-01", "offer"), move("2031-03-01", "promise"), move("2031-03-09", "refuse"), move(None, "demand")]
    positions = [
        {
            "matter": ["ferry", "pay"],
            "moves": moves,
            "changes": [{"kind": "reversal", "before": 0, "after": 2, "why": "it was"}],
        }
    ]
    root = parts(draw_positions(positions))
    marks = list(root.iter("g"))
    at = [int(g.find("text").attrib["x"]) for g in marks]  # type: ignore[union-attr]
    assert at == sorted(at)
    assert len(set(at)) == 3
    assert [g.attrib["class"] for g in marks] == ["give", "give", "no"]
    assert len([path for path in root.iter("path") if path.attrib.get("class") == "change reversal"]) == 1
    assert "1 without a day" in "".join(root.itertext())
    assert draw_positions([{"matter": ["ferry"], "moves": moves[:2], "changes": []}]) == ""


def test_very_many_moves_stay_on_the_track() -> None:
    positions = [
        {"matter": ["ferry"], "moves": [move(f"2031-03-{day:02}", "offer") for day in range(1, 29)] * 3, "changes": []}
    ]
    for drawn in (parts, narrow):
        root = drawn(draw_positions(positions))
        at = [int(g.find("text").attrib["x"]) for g in root.iter("g")]  # type: ignore[union-attr]
        assert at == sorted(at)
        assert at[0] >= 11
        assert at[-1] <= int(root.attrib["width"]) - 11
