"""Records made by hand: three invented reports of one invented press conference, and one that is hostile through and through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from onrecord.datamodel import (
    Alone,
    Block,
    BlockKind,
    Capture,
    Citation,
    Collation,
    Copy,
    Derivation,
    Detail,
    Fact,
    Interpretation,
    Manner,
    Mention,
    Note,
    Origins,
    Passage,
    Person,
    Place,
    Record,
    Report,
    Statement,
    Telling,
    Text,
    Utterance,
    VariantClass,
    Via,
    Witness,
)
from onrecord.ids import digest_bytes
from onrecord.spans import Span

RULE = Derivation("by hand", "1")


def report_of(*paragraphs: tuple[BlockKind, str], name: str = "report", **about: str | None) -> Report:
    """A report whose paragraphs stand on lines of their own."""
    words = "\n".join(paragraph for _, paragraph in paragraphs)
    blocks, at = [], 0
    for kind, paragraph in paragraphs:
        blocks.append(Block(kind, Span(at, at + len(paragraph))))
        at += len(paragraph) + 1
    data = words.encode("utf-8")
    return Report(name, Text(words, tuple(blocks)), Capture(digest_bytes(data), len(data), "txt"), **about)


def cut(report: Report, words: str, after: str = "") -> Passage:
    """The passage of these words, the first one behind those of ``after``."""
    start = report.text.words.index(words, report.text.words.index(after) + len(after))
    return Passage(report.text, Span(start, start + len(words)))


def said(
    report: Report,
    *content: str,
    speaker: str | None = None,
    cue: str | None = None,
    source: str | None = None,
    after: str = "",
    parent: Statement | None = None,
    condition: str | None = None,
    via: str | None = None,
    manner: Manner = "direct",
    **more: object,
) -> Statement:
    passages = tuple(cut(report, words, after) for words in content)
    named = cut(report, source, after) if source else None
    defaults: dict[str, object] = {
        "speaker": speaker,
        "resolved": "yes" if speaker else "no",
        "kind": "person" if speaker else "unnamed",
        "score": 0.91,
        "why": "subject of the verb of saying",
        "mention": named,
        "condition": (cut(report, condition, after),) if condition else (),
        "via": (Via(via, cut(report, via, after)),) if via else (),
        "derivation": RULE,
    }
    return Statement(
        passages,
        (cut(report, cue, after),) if cue else (),
        (named,) if named else (),
        Interpretation(manner=manner, **{**defaults, **more}),  # type: ignore[arg-type]
        parent.id if parent else None,
    )


@dataclass(frozen=True)
class Column:
    """A place of a collation, drawn: the words of each telling, None where it lacks them."""

    variant: VariantClass
    words: Sequence[str | None]


def utterance_of(tellings: Sequence[tuple[Report, Statement]], *columns: Column, speaker: str, origins: Origins) -> Utterance:
    """The tellings aligned by columns; a column's words are looked for in each telling behind those of the column before."""
    at = [statement.content[0].span.start for _, statement in tellings]
    places = []
    for column in columns:
        witnesses = []
        for number, words in enumerate(column.words):
            if words is None:
                witnesses.append(Witness(number, None))
                continue
            text = tellings[number][0].text
            start = text.words.index(words, at[number])
            at[number] = start + len(words)
            witnesses.append(Witness(number, Passage(text, Span(start, at[number]))))
        places.append(Place(column.variant, tuple(witnesses)))
    return Utterance(
        speaker,
        tuple(Telling(report.id, s.id, s.content, s.interpretation.manner) for report, s in tellings),
        Collation(tuple(places)),
        origins,
        0.94,
        "same speaker, same occasion, nine words of eleven in the same order",
    )


def harbour_record() -> Record:
    post = report_of(
        ("headline", "Harbour master offers to go if the ferry stays"),
        ("byline", "By Ines Tolvanen"),
        (
            "body",
            "The harbour master of Vellmar, Mara Oru, said on Thursday that she would give up her office if the ferry was kept.",
        ),
        (
            "body",
            "“If it saves the ferry, if the council truly wants me to quit, I am ready,” Oru told reporters. “I can trade it for the pier.”",
        ),
        (
            "body",
            "Councillor Teodor Brandt called the offer “a cheap trick”. The repairs will cost 41 million crowns, according to the council.",
        ),
        ("body", "Oru replied that Brandt had told her in March: “Nobody will thank you for a pier.”"),
        ("body", "About 300 people stood on the quay, among them the painter Ilse Kvam."),
        ("furniture", "Follow the Harbour Post on every channel"),
        ("furniture", "Sign in"),
        name="post",
        outlet="The Harbour Post",
        title="Harbour master offers to go if the ferry stays",
        byline="By Ines Tolvanen",
        published="2031-03-13",
        url="https://harbourpost.example/ferry",
    )
    wire = report_of(
        ("headline", "Vellmar: Oru ready to leave her post for ferry"),
        ("dateline", "VELLMAR, March 13 (Coast Wire)"),
        (
            "body",
            '"If there is hope for the ferry, if the council truly wants me to leave my post, I am ready," harbour master Mara Oru said Thursday.',
        ),
        ("body", '"I will trade it for the pier," she added.'),
        ("body", "Repairs are put at tens of millions of crowns. Some 900 people gathered on the quay, police said."),
        ("body", 'Councilman Teodor Brandt dismissed the offer as "a cheap trick".'),
        (
            "body",
            "An official who asked not to be named said the ferry line had lost two of its three boats since the winter storms.",
        ),
        name="wire",
        outlet="Coast Wire",
        title="Vellmar: Oru ready to leave her post for ferry",
        published="2031-03-13T15:40:00+00:00",
    )
    courier = report_of(
        ("headline", "Ferry row: harbour boss would go"),
        (
            "body",
            "Mara Oru would step down as harbour master if that kept the ferry running, she said, as reported by Coast Wire.",
        ),
        ("body", "She would exchange it for the pier, Oru said. Her critic Teodor Brandt spoke of “a cheap trick”."),
        (
            "body",
            "An official who asked not to be named said the ferry line had lost two of its three boats since the winter storms.",
        ),
        ("furniture", "Login"),
        name="courier",
        outlet="The Inland Courier",
        title=None,
        published=None,
    )
    p1 = said(post, "she would give up her office if the ferry was kept", speaker="Mara Oru", cue="said", source="Mara Oru",
              manner="indirect", condition="if the ferry was kept", act="offer")  # fmt: skip
    p2 = said(post, "“If it saves the ferry, if the council truly wants me to quit, I am ready,”", speaker="Mara Oru", cue="told reporters",
              source="Oru", after="kept.", act="offer", condition="If it saves the ferry", about="the ferry")  # fmt: skip
    p3 = said(
        post,
        "“I can trade it for the pier.”",
        speaker="Mara Oru",
        cue="told reporters",
        source="Oru",
        after="kept.",
        act="offer",
    )
    p4 = said(
        post,
        "“a cheap trick”",
        speaker="Teodor Brandt",
        cue="called",
        source="Councillor Teodor Brandt",
        manner="mixed",
        act="criticise",
    )
    p5 = said(post, "The repairs will cost 41 million crowns", speaker="the council", cue="according to", source="the council",
              after="trick”.", manner="indirect", kind="organisation")  # fmt: skip
    p6 = said(post, "that Brandt had told her in March: “Nobody will thank you for a pier.”", speaker="Mara Oru", cue="replied",
              source="Oru", after="council.", manner="mixed")  # fmt: skip
    p7 = said(post, "“Nobody will thank you for a pier.”", speaker="Teodor Brandt", cue="told", source="Brandt", after="replied", parent=p6,
              act="warn")  # fmt: skip
    w1 = said(wire, "\"If there is hope for the ferry, if the council truly wants me to leave my post, I am ready,\"", speaker="Mara Oru",
              cue="said", source="harbour master Mara Oru", act="offer", condition="If there is hope for the ferry")  # fmt: skip
    w2 = said(
        wire, '"I will trade it for the pier,"', speaker="Mara Oru", cue="added", source="she", act="offer", after="Thursday."
    )
    w3 = said(wire, "Some 900 people gathered on the quay", speaker="police", cue="said", source="police", manner="indirect",
              after="crowns.", kind="organisation")  # fmt: skip
    w4 = said(wire, "\"a cheap trick\"", speaker="Teodor Brandt", cue="dismissed", source="Councilman Teodor Brandt", manner="mixed",
              act="criticise")  # fmt: skip
    w5 = said(wire, "the ferry line had lost two of its three boats since the winter storms", cue="said",
              source="An official who asked not to be named", manner="indirect", resolved="ambiguous",
              candidates=("Teodor Brandt", "the ferry line’s purser"), why="an unnamed official; two stand near")  # fmt: skip
    c1 = said(courier, "Mara Oru would step down as harbour master if that kept the ferry running", speaker="Mara Oru", cue="she said",
              source="she", manner="indirect", via="Coast Wire", act="offer")  # fmt: skip
    c2 = said(courier, "She would exchange it for the pier", speaker="Mara Oru", cue="said", source="Oru", manner="indirect",
              after="Coast Wire.")  # fmt: skip
    c3 = said(courier, "“a cheap trick”", speaker="Teodor Brandt", cue="spoke of", source="Teodor Brandt", manner="mixed")
    offer = utterance_of(
        [(post, p2), (wire, w1)],
        Column("identical", ["If", "If"]),
        Column("altered-inside-marks", ["it saves", "there is hope for"]),
        Column("identical", ["the ferry, if the council truly wants me", "the ferry, if the council truly wants me"]),
        Column("altered-inside-marks", ["to quit", "to leave my post"]),
        Column("identical", ["I am ready", "I am ready"]),
        speaker="Mara Oru",
        origins=Origins(1, 2, ("both were at one press conference",)),
    )
    trade = utterance_of(
        [(post, p3), (wire, w2), (courier, c2)],
        Column("person-shift", ["I", "I", "She"]),
        Column("wording", ["can trade", "will trade", "would exchange"]),
        Column("identical", ["it for the pier", "it for the pier", "it for the pier"]),
        speaker="Mara Oru",
        origins=Origins(1, 2, ("C cites B", "A and B were at one press conference")),
    )
    trick = utterance_of(
        [(post, p4), (wire, w4), (courier, c3)],
        Column("identical", ["a cheap trick", "a cheap trick", "a cheap trick"]),
        speaker="Teodor Brandt",
        origins=Origins(1, 3, ("nothing shows one report drawing on another",)),
    )
    would = utterance_of(
        [(post, p1), (courier, c1)],
        Column("person-shift", ["she", "Mara Oru"]),
        Column("identical", ["would", "would"]),
        Column("wording", ["give up her office", "step down as harbour master"]),
        Column("identical", ["if", "if"]),
        Column("omission", [None, "that kept"]),
        Column("identical", ["the ferry", "the ferry"]),
        Column("wording", ["was kept", "running"]),
        speaker="Mara Oru",
        origins=Origins(1, 2, ("C cites B",)),
    )
    oru = Person(
        "Mara Oru",
        "person",
        (
            Mention(post.id, cut(post, "Mara Oru")),
            Mention(post.id, cut(post, "Oru", "ready,”")),
            Mention(wire.id, cut(wire, "Mara Oru")),
        ),
        (Mention(post.id, cut(post, "harbour master of Vellmar")), Mention(wire.id, cut(wire, "harbour master"))),
    )
    brandt = Person(
        "Teodor Brandt", "person", (Mention(post.id, cut(post, "Teodor Brandt")),), (Mention(post.id, cut(post, "Councillor")),)
    )
    return Record(
        reports=(post, wire, courier),
        statements=((p1, p2, p3, p4, p5, p6, p7), (w1, w2, w3, w4, w5), (c1, c2, c3)),
        people=(oru, brandt),
        utterances=(trade, offer, trick, would),
        facts=(
            Fact(
                "amount",
                "coarser",
                (
                    Detail(post.id, "amount", cut(post, "41 million crowns"), "crowns 41000000"),
                    Detail(wire.id, "amount", cut(wire, "tens of millions of crowns"), "crowns 10000000..99999999"),
                ),
                Origins(2, 2, ()),
                "the one lies within the other",
            ),
            Fact(
                "number",
                "conflict",
                (
                    Detail(post.id, "number", cut(post, "About 300"), "300~"),
                    Detail(wire.id, "number", cut(wire, "Some 900"), "900~"),
                ),
                Origins(2, 2, ("different words",)),
                "people on the quay: three times as many",
            ),
            Fact(
                "name",
                "single",
                (Detail(post.id, "name", cut(post, "Ilse Kvam"), "Ilse Kvam"),),
                Origins(1, 1, ()),
                "in A only",
            ),
        ),
        citations=(Citation(courier.id, cut(courier, "Coast Wire"), "Coast Wire", False, c1.id),),
        copies=(
            Copy(
                (wire.id, courier.id),
                cut(
                    wire,
                    "An official who asked not to be named said the ferry line had lost two of its three boats since the winter storms.",
                ),
                cut(
                    courier,
                    "An official who asked not to be named said the ferry line had lost two of its three boats since the winter storms.",
                ),
            ),
        ),
        only=(
            Alone(post.id, "quotation", cut(post, "“Nobody will thank you for a pier.”"), p7.id),
            Alone(post.id, "figure", cut(post, "41 million crowns")),
            Alone(post.id, "name", cut(post, "Ilse Kvam")),
            Alone(wire.id, "figure", cut(wire, "Some 900")),
        ),
        notes=(Note("empty.txt", "refused", "no words: the file is empty"), Note("post.txt", "used", "read as cp1252")),
    )


HOSTILE = (
    "<script>alert('x')</script></style></textarea><img src=x onerror=alert(1)> {{ 7*7 }} \u202eturned\u202c &amp; \x00 <!--"
)
LONG = "w" * 10_000


def hostile_record() -> Record:
    """Every field that a report's maker fills holds markup, controls and endless words; ids are given, alike and wild."""
    reports, statements = [], []
    for name in ("one", "two"):
        report = report_of(
            ("headline", HOSTILE),
            ("body", f"“{HOSTILE}” {LONG}” said {HOSTILE}"),
            ("body", "שלום “עולם” said Oru."),
            name=HOSTILE,
            outlet=HOSTILE,
            title=HOSTILE,
            byline=HOSTILE,
            published=HOSTILE,
            url="javascript:alert(1)//" + HOSTILE,
            given_id=f"{name} \"'><script>alert(2)</script> #%41 ü",
        )
        quoted = said(report, f"“{HOSTILE}” {LONG}”", speaker=HOSTILE, cue="said", source=HOSTILE, why=HOSTILE, about=HOSTILE,
                      on_behalf_of=HOSTILE, condition=LONG)  # fmt: skip
        # The second crosses the first and runs over a paragraph.
        crossing = said(
            report, f"{LONG}” said {HOSTILE}\nשלום", cue=None, candidates=(HOSTILE, LONG), resolved="ambiguous", manner="mixed"
        )
        reports.append(report)
        statements.append((quoted, crossing))
    tellings = [(reports[0], statements[0][0]), (reports[1], statements[1][0])]
    told = utterance_of(
        tellings,
        Column("altered-inside-marks", [HOSTILE, HOSTILE]),
        Column("wording", [LONG, LONG]),
        speaker=HOSTILE,
        origins=Origins(1, 2, (HOSTILE, LONG)),
    )
    return Record(
        reports=tuple(reports),
        statements=tuple(statements),
        people=(
            Person(
                HOSTILE,
                "person",
                tuple(Mention(r.id, cut(r, HOSTILE)) for r in reports),
                (Mention(reports[0].id, cut(reports[0], LONG)),),
            ),
        ),
        utterances=(told,),
        facts=(
            Fact(
                "name",
                "conflict",
                tuple(Detail(r.id, "name", cut(r, HOSTILE), HOSTILE) for r in reports),
                Origins(1, 2, (HOSTILE,)),
                HOSTILE,
            ),
        ),
        citations=(Citation(reports[0].id, cut(reports[0], HOSTILE), HOSTILE, True, "no such statement"),),
        only=tuple(Alone(r.id, "quotation", cut(r, LONG), s[0].id) for r, s in zip(reports, statements, strict=True)),
        notes=(Note(HOSTILE, "refused", HOSTILE), Note(LONG, "used", LONG)),
    )


@pytest.fixture(scope="session")
def harbour() -> Record:
    return harbour_record()


@pytest.fixture(scope="session")
def hostile() -> Record:
    return hostile_record()
