from __future__ import annotations

import pytest

from onrecord.datamodel import Block, Statement, Text
from onrecord.spans import Span
from onrecord.statements import find_statements
from onrecord.statements.attribution import Attribution
from onrecord.statements.interpretation import interpret
from tests.specimens import draw


def read(drawn: str, *, blocks: tuple[Block, ...] = (), parent: bool = False) -> tuple[Statement, ...]:
    """The statements of attributions drawn as <s1> source, <c1> cue, <q1> content; with ``parent`` the second lies in the first."""
    words, spans = draw(drawn)
    numbers = sorted({int(letter[1]) for letter in spans if letter[1:].isdigit()})
    return interpret(
        Text(words, blocks),
        tuple(
            Attribution(
                content=spans[f"q{n}"],
                cue=spans.get(f"c{n}", ()),
                source=spans.get(f"s{n}", ()),
                score=1.0,
                why="drawn",
                parent=0 if parent and k else None,
            )
            for k, n in enumerate(numbers)
        ),
    )


def one(drawn: str) -> Statement:
    (statement,) = read(drawn)
    return statement


@pytest.mark.parametrize(
    ("content", "manner"),
    [
        ("“The wall stands,”", "direct"),
        ("that the wall stands", "indirect"),
        ("that the wall is “a shame”", "mixed"),
        ("that “the wall stands”", "mixed"),
    ],
)
def test_manner_goes_by_the_marks_alone(content: str, manner: str):
    assert one(f"<s1>Ida Oru</s1> <c1>said</c1> <q1>{content}</q1> on Monday.").interpretation.manner == manner


@pytest.mark.parametrize(
    ("cue", "content", "act"),
    [
        ("accused", "Per Holm of fraud", "accuse"),
        ("vowed", "to rebuild the wall", "promise"),
        ("declined", "to comment", "refuse"),
        ("urged", "the council to act", "demand"),
        ("called for", "new elections", "demand"),
        ("denied", "the reports", "deny"),
        ("offers", "resignation for a new wall", "offer"),
        ("offered", "to resign", "offer"),
        ("offered", "support for the divers", "support"),
        ("voiced", "his willingness to resign if the wall is built", "offer"),
        ("suggested", "that her resignation would be contingent on a new wall", "offer"),
        ("proposed", "that she could exchange her office for a new wall", "offer"),
        ("rejected", "his willingness to resign", "refuse"),
        ("denied", "preliminary reports that the wall had been sold", "deny"),
        ("admitted", "that the wall was weak", "admit"),
        ("thanked", "the divers", "thank"),
        ("warned", "that the tide would rise", "warn"),
        ("threatened", "to close the port", "threaten"),
        ("predicted", "a flood", "predict"),
        ("praised", "the divers", "support"),
        ("mocked", "the council", "criticise"),
        ("has long mocked", "the council", "criticise"),
        ("longs for", "praise of the council", "state"),
        ("asked", "whether the wall would hold", "ask"),
        ("asked", "the council to act", "demand"),
        ("said", "the council must act", "demand"),
        ("said", "the wall stands in the north", "state"),
        ("said", "she was ready to resign if the council agreed", "offer"),
        ("said", "“If the council pays for a new wall, we will stay in harbour,”", "offer"),
    ],
)
def test_acts_of_cue_and_words(cue: str, content: str, act: str):
    assert one(f"<s1>Ida Oru</s1> <c1>{cue}</c1> <q1>{content}</q1>.").interpretation.act == act


@pytest.mark.parametrize(
    "content",
    [
        "If the council grants the lock, we will not forgive it,",
        "If the council gives us nothing, we will strike,",
        "If the council stops paying, we will sue,",
        "If the guard opens fire, we will retaliate,",
    ],
)
def test_a_blow_for_a_blow_is_no_offer(content: str):
    assert one(f"<s1>Ida Oru</s1> <c1>said</c1> <q1>“{content}”</q1>.").interpretation.act != "offer"


@pytest.mark.parametrize(
    ("drawn", "mode"),
    [
        ("<s1>Ida Oru</s1> <c1>said</c1> <q1>so</q1>.", "speech"),
        ("<s1>Ida Oru</s1> <c1>wrote</c1> <q1>that it rained</q1>.", "writing"),
        ("<s1>Ida Oru</s1> <c1>said</c1> in a statement <q1>that it rained</q1>.", "writing"),
        ("<s1>Ida Oru</s1> <c1>believes</c1> <q1>that it rains</q1>.", "thought"),
        ("<s1>Ida Oru</s1> <c1>believes</c1> <q1>“it rains”</q1>.", "speech"),
        ("<s1>The poll</s1> <c1>found</c1> <q1>that it rains</q1>.", "event"),
    ],
)
def test_modes(drawn: str, mode: str):
    assert one(drawn).interpretation.mode == mode


def test_writing_goes_on_while_nothing_else_is_told():
    """A letter's author who "also noted": in the same letter. Whoever told an audience has spoken."""
    wrote, noted = read(
        "<s1>Ida Oru</s1> <c1>wrote</c1> <q1>that it would rain</q1>. <s2>Oru</s2> also <c2>noted</c2> <q2>that it was cold</q2>."
    )
    assert (wrote.interpretation.mode, noted.interpretation.mode) == ("writing", "writing")
    _, told = read(
        "<s1>Ida Oru</s1> <c1>wrote</c1> <q1>that it would rain</q1>. <s2>Oru</s2> <c2>told</c2> a crowd <q2>that it was cold</q2>."
    )
    assert told.interpretation.mode == "speech"


def conditions(drawn: str) -> list[str]:
    return [passage.exact for passage in one(drawn).interpretation.condition]


def test_conditions_reach_to_the_end_of_their_clauses():
    assert conditions("<s1>Ida Oru</s1> <c1>said</c1>: <q1>“If the wall holds, if you want me to go, I will.”</q1>") == [
        "If the wall holds",
        "if you want me to go",
    ]
    assert conditions("<s1>Ida Oru</s1> <c1>said</c1> <q1>she would resign in exchange for a new wall</q1>.") == [
        "in exchange for a new wall"
    ]
    assert conditions(
        "<s1>Ida Oru</s1> <c1>said</c1> <q1>nothing would change unless the rain stopped, as she hoped</q1>."
    ) == ["unless the rain stopped"]


def test_a_question_and_a_concession_are_no_conditions():
    assert conditions("<s1>Ida Oru</s1> <c1>asked</c1> <q1>if the wall would hold</q1>.") == []
    assert conditions("<s1>Ida Oru</s1> <c1>said</c1> <q1>it would stand even if it rained</q1>.") == []


def test_a_denied_saying_is_negated():
    assert one("<s1>Ida Oru</s1> did not <c1>say</c1> <q1>that it rained</q1>.").interpretation.negated
    assert not one("<s1>Ida Oru</s1> <c1>said</c1> <q1>that it did not rain</q1>.").interpretation.negated


def test_whom_an_accusation_is_about():
    assert (
        one("Mayor Per Holm came. <s1>Ida Oru</s1> <c1>accused</c1> <q1>Holm of theft</q1>.").interpretation.about == "Per Holm"
    )
    assert one("Mayor Per Holm came. <s1>Ida Oru</s1> <c1>said</c1> <q1>Holm came</q1>.").interpretation.about is None


@pytest.mark.parametrize(
    ("drawn", "via"),
    [
        ("<s1>Ida Oru</s1> <c1>told</c1> the Harbour Post <q1>that it rained</q1>.", ["Harbour Post"]),
        ("<q1>“It rains,”</q1> <s1>Ida Oru</s1> <c1>said</c1>, as reported by the Tesmar Courier.", ["Tesmar Courier"]),
        ("<s1>Ida Oru</s1> <c1>said</c1> in an interview with Radio News <q1>that it rained</q1>.", ["Radio News"]),
        ("<s1>Ida Oru</s1> <c1>told</c1> Per Holm <q1>that it rained</q1>.", []),
        ("<s1>Ida Oru</s1> <c1>told</c1> reporters <q1>that it rained</q1>.", []),
        ("<s1>Ida Oru</s1> <c1>said</c1> <q1>that it rained</q1>, according to the Tesmar Courier.", ["Tesmar Courier"]),
        (
            "<s1>Ida Oru</s1> <c1>suggested</c1> <q1>that her going would hang on a harbour</q1>, a plan that Halm, according to the "
            "Tesmar Courier, has refused.",
            [],
        ),
    ],
)
def test_the_channel_that_words_came_through(drawn: str, via: list[str]):
    assert [channel.name for channel in one(drawn).interpretation.via] == via


def test_who_reports_what_another_did_only_reports():
    words = "<s1>The Harbour Post</s1> <c1>reported</c1> <q1>that Per Holm is a liar</q1>."
    assert one(words).interpretation.act == "state"
    assert one(words.replace("The Harbour Post", "Ida Oru").replace("reported", "said")).interpretation.act in (
        "accuse",
        "criticise",
    )


def test_a_statement_within_another_has_it_as_parent():
    outer, inner = read(
        "<s1>Ida Oru</s1> <c1>said</c1> <q1>that <s2>Per Holm</s2> <c2>denied</c2> <q2>it</q2></q1>.", parent=True
    )
    assert inner.parent == outer.id
    assert inner.interpretation.speaker == "Per Holm"


def test_an_attribution_that_touches_furniture_is_left_out():
    drawn = "<s1>Ida Oru</s1> <c1>said</c1> <q1>so</q1>.\n\n<s2>You</s2> <c2>say</c2> <q2>hello</q2> on our page."
    words, _ = draw(drawn)
    start = words.index("You")
    (kept,) = read(drawn, blocks=(Block("furniture", Span(start, len(words))),))
    assert kept.interpretation.speaker == "Ida Oru"


def test_no_statement_arises_from_furniture():
    words = "“It rains,” Ida Oru said.\n\n“Follow us,” said the page.\n\n“It pours,” Oru added."
    start = words.index("“Follow")
    text = Text(words, (Block("furniture", Span(start, words.index("\n\n“It pours"))),))
    found = find_statements(text)
    assert [statement.content[0].exact for statement in found] == ["“It rains,”", "“It pours,”"]
    for statement in found:
        for passage in (*statement.content, *statement.cue, *statement.source):
            passage.verify(text)


def test_a_finder_can_be_given():
    words = "Ida Oru said it rained."

    def finder(given: str) -> tuple[Attribution, ...]:
        assert given == words
        return (Attribution((Span(13, 22),), (Span(8, 12),), (Span(0, 7),), 0.5, "by hand"),)

    (statement,) = find_statements(Text(words), finder=finder)
    assert (statement.interpretation.speaker, statement.content[0].exact) == ("Ida Oru", "it rained")
    assert 0 < statement.interpretation.score <= 0.5
    assert statement.interpretation.why.startswith("by hand; ")


@pytest.mark.parametrize(
    "words", ["", "   \n", "“", "\x00", "I", "He said he said he said", "“" * 50 + "Oru said", "He " * 500]
)
def test_odd_texts_do_not_break_it(words: str):
    for statement in find_statements(Text(words)):
        assert statement.content


def test_an_outlet_that_only_reports_another_statement_is_its_channel():
    (only,) = read(
        "<q1><s2>Ida Oru</s2> <c2>said</c2> <q2>the dam holds</q2></q1>, <s1>the Harbour Post</s1> <c1>reported</c1>.",
        parent=True,
    )
    assert (only.interpretation.speaker, only.parent) == ("Ida Oru", None)
    assert [via.name for via in only.interpretation.via] == ["Harbour Post"]


def test_an_outlet_that_reports_more_than_a_statement_keeps_its_own():
    outer, inner = read(
        "<s1>The Harbour Post</s1> <c1>reported</c1> <q1>that the dam was shut and <s2>Ida Oru</s2> <c2>said</c2> "
        "<q2>it holds</q2></q1>.",
        parent=True,
    )
    assert (outer.interpretation.speaker, inner.interpretation.speaker) == ("Harbour Post", "Ida Oru")
    assert inner.parent == outer.id
    assert [via.name for via in inner.interpretation.via] == ["Harbour Post"]


def test_a_programme_named_at_the_top_goes_on_with_its_host():
    first, then = read(
        "In an interview with Harbour Talk Hour with Per Holm, <s1>Ida Oru</s1> <c1>said</c1> <q1>it rained</q1>. "
        "<s2>Oru</s2> <c2>added</c2> <q2>that it was late</q2>."
    )
    assert [via.name for via in first.interpretation.via] == ["Harbour Talk Hour with Per Holm"]
    assert then.interpretation.via == first.interpretation.via


def test_words_over_a_name_and_a_dash_are_writing():
    (signed,) = read("<q1>“We wait for rain.”</q1> ― <s1>Ida Oru</s1>\n\nIt rained.")
    assert signed.interpretation.mode == "writing"
