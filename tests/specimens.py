"""Records made by hand from invented reports, with the spans drawn in the text.

``draw("<q>We will not leave,</q> <s>Lee</s> <c>said</c>.")`` gives the plain words and the spans of each letter. Records for
property tests are made by ``records()``, a Hypothesis strategy over arbitrary words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from hypothesis import strategies as st

from onrecord.datamodel import (
    Alone,
    Block,
    Capture,
    Citation,
    Collation,
    Copy,
    Derivation,
    Descent,
    Detail,
    Difference,
    Fact,
    Family,
    Half,
    Interpretation,
    Lacuna,
    LeftOut,
    Link,
    Mention,
    Note,
    Origins,
    Passage,
    Person,
    Place,
    Record,
    Rendering,
    Report,
    SharedQuotation,
    Statement,
    Telling,
    Text,
    Utterance,
    Via,
    Witness,
)
from onrecord.ids import digest_words
from onrecord.spans import Span, trim_span

MARKER = re.compile(r"</?([a-z]+\d?)>")
BY_HAND = Derivation("by hand", "1")


def draw(drawn: str) -> tuple[str, dict[str, tuple[Span, ...]]]:
    """The words without the tags, and the spans that each tag encloses, in order."""
    words, at, opened = "", 0, {}
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for tag in MARKER.finditer(drawn):
        words += drawn[at : tag.start()]
        at = tag.end()
        if tag[0].startswith("</"):
            spans[tag[1]].append(Span(opened.pop(tag[1]), len(words)))
        else:
            opened[tag[1]] = len(words)
    assert not opened, f"never closed: {opened}"
    return words + drawn[at:], {name: tuple(found) for name, found in spans.items()}


def report_of(words: str, *, name: str = "a", blocks: Sequence[Block] = (), **known: str | None) -> Report:
    return Report(name=name, text=Text(words, tuple(blocks)), capture=Capture(digest_words(words), len(words), "txt"), **known)


def cut(report: Report, *spans: Span) -> tuple[Passage, ...]:
    return tuple(Passage(report.text, span) for span in spans)


def statement_of(
    report: Report,
    spans: dict[str, tuple[Span, ...]],
    *,
    content: str = "q",
    cue: str = "c",
    source: str = "s",
    speaker: str | None = None,
    **said: object,
) -> Statement:
    """The statement whose passages are drawn with the given letters."""
    passages = {
        key: cut(report, *spans.get(letter, ())) for key, letter in (("content", content), ("cue", cue), ("source", source))
    }
    fields: dict[str, object] = {
        "resolved": "yes" if speaker else "no",
        "kind": "person" if speaker else "unnamed",
        "manner": "direct",
        "score": 0.9,
        "why": "drawn",
        "derivation": BY_HAND,
        "mention": passages["source"][0] if speaker and passages["source"] else None,
    }
    return Statement(**passages, interpretation=Interpretation(speaker=speaker, **{**fields, **said}))


def drawn_report(drawn: str, *, name: str = "a", speaker: str | None = None, **known: str | None) -> tuple[Report, Statement]:
    """A report with one drawn statement."""
    words, spans = draw(drawn)
    report = report_of(words, name=name, **known)
    return report, statement_of(report, spans, speaker=speaker)


WORDS = st.text(alphabet=st.characters(exclude_categories=("Cs",)), min_size=1, max_size=120)


@st.composite
def spans_in(draw_from: st.DrawFn, words: str) -> Span:
    start = draw_from(st.integers(0, len(words) - 1))
    return Span(start, draw_from(st.integers(start + 1, len(words))))


@st.composite
def records(draw_from: st.DrawFn) -> Record:
    """A record that has one of everything, over arbitrary words."""
    a, b = (
        report_of(
            draw_from(WORDS),
            name=name,
            outlet=draw_from(st.none() | st.text(max_size=8)),
            url=f"https://{name}.example/1" if draw_from(st.booleans()) else None,
            given_id=f"given {name}" if draw_from(st.booleans()) else None,
            title=name,
        )
        for name in ("a", "b")
    )
    whole = trim_span(a.text.words, 0, len(a.text.words))
    if whole is not None:
        a = report_of(a.text.words, name="a", blocks=[Block("body", whole)], outlet=a.outlet, url=a.url, given_id=a.given_id)

    def passage(report: Report) -> Passage:
        return Passage(report.text, draw_from(spans_in(report.text.words)))

    def statement(report: Report) -> Statement:
        said = Interpretation(
            speaker=draw_from(st.none() | st.text(max_size=5)),
            resolved="ambiguous",
            kind="person",
            manner="mixed",
            score=draw_from(st.floats(0, 1)),
            why="drawn",
            derivation=BY_HAND,
            mention=passage(report),
            candidates=("Oru", "Bel"),
            condition=(passage(report),),
            via=(Via("Wire", passage(report)),),
        )
        return Statement((passage(report), passage(report)), (passage(report),), (), said)

    said_a, said_b = statement(a), statement(b)
    tellings = (Telling(a.id, said_a.id, said_a.content, "mixed"), Telling(b.id, said_b.id, said_b.content, "mixed"))
    place = Place("wording", (Witness(0, said_a.content[0]), Witness(1, None)))
    origins = Origins(1, 2, ("the same occasion",))
    lacuna = Lacuna(1, 0, said_a.content[0], "condition", said_b.content[0])
    descent = Descent(1, (0,), (Witness(0, said_a.content[0]),), "cut out of it")
    collation = Collation((place,), lacunae=(lacuna,))
    utterance = Utterance("Oru", tellings, collation, origins, 0.5, "same words", (descent,), (Half(tellings[:1], origins),))
    fact = Fact("number", "single", (Detail(a.id, "number", passage(a), "7"),), origins, "one report only")
    source = report_of("We shall mend it.", name="s", outlet="the source", blocks=[Block("body", Span(0, 17))])
    original = Passage(source.text, Span(3, 16))
    places = (Place("omission", (Witness(0, said_a.content[0]), Witness(1, None))),)
    renderings = (
        Rendering(a.id, said_a.id, "Oru", "altered", said_a.content, source.id, (original,), places, "other words"),
        Rendering(b.id, None, None, "not in the source", said_b.content, None, (), (), "no such words"),
    )
    return Record(
        reports=(a, b),
        statements=((said_a,), (said_b,)),
        people=(Person("Oru", "person", (Mention(a.id, passage(a)),), (Mention(b.id, passage(b)),), "full name"),),
        utterances=(utterance,),
        links=(Link("unsure", "Oru", tellings, 0.3, "shared words"),),
        facts=(fact,),
        citations=(Citation(b.id, passage(b), "Wire", own=False, statement_id=said_b.id),),
        copies=(Copy((a.id, b.id), passage(a), passage(b)),),
        only=(Alone(a.id, "quotation", passage(a), said_a.id), Alone(b.id, "name", passage(b))),
        leaves_out=(LeftOut(a.id, "fact", fact.id, 2), LeftOut(b.id, "utterance", utterance.id, 2)),
        differences=(Difference("altered", "b has other words.", (Mention(b.id, passage(b)),), (utterance.id,)),),
        notes=(Note("c.bin", "refused", "no text"),),
        shared_quotations=(SharedQuotation((a.id, b.id), said_a.content[0], said_b.content[0], (a.id, b.id)),),
        families=(Family((a.id, b.id), (80, 100), a.id, ("Wire",), "one report credits Wire"),),
        sources=(source,),
        renderings=renderings,
    )
