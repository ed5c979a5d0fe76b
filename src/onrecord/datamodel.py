"""The nouns: what onrecord speaks about, each a frozen dataclass with tuples inside.

In the order of the data flow: a ``Report`` has a ``Capture`` (its bytes at one time) and a ``Text`` (their words, with blocks
labelled); a ``Statement`` is one telling in one text, an ``Interpretation`` what is said of it; ``Person``, ``Utterance``,
``Collation``, ``Fact``, ``Citation``, ``Copy``, ``SharedQuotation`` and ``Origins`` stand over several reports; a ``Record``
is the whole.

What is hard here is trust: a finding must not be able to speak of words that stand nowhere. So a ``Passage`` has no other
constructor than cutting it out of a text, and every finding holds at least one passage. Unknown is ``None``, undecided is a
value of its own; a default is never invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from onrecord import ids
from onrecord.errors import BrokenPassage
from onrecord.spans import Span

__all__ = [
    "ACTS",
    "DIFFERENCE_KINDS",
    "FORMAT",
    "Account",
    "Act",
    "Alone",
    "AloneKind",
    "Anchor",
    "Block",
    "BlockKind",
    "Capture",
    "Change",
    "ChangeKind",
    "Citation",
    "Collation",
    "Copy",
    "Derivation",
    "Descent",
    "Detail",
    "DetailKind",
    "Difference",
    "DifferenceKind",
    "Fact",
    "Family",
    "Half",
    "Interpretation",
    "Judged",
    "Judgement",
    "Lacuna",
    "LeftOut",
    "Link",
    "LinkKind",
    "LossKind",
    "Manner",
    "Matter",
    "Mention",
    "Mode",
    "Move",
    "Note",
    "Origins",
    "Outcome",
    "Passage",
    "Person",
    "Place",
    "Position",
    "Record",
    "Rendering",
    "Report",
    "Resolution",
    "SharedQuotation",
    "SpeakerKind",
    "Standing",
    "Statement",
    "Story",
    "Telling",
    "Text",
    "Told",
    "Utterance",
    "VariantClass",
    "Verdict",
    "Via",
    "Witness",
    "passages_of",
    "spans_of",
]

FORMAT = "onrecord/1"
CONTEXT = 24
"""Characters of prefix and suffix kept with a passage: enough to tell two equal strings of one report apart."""

BlockKind = Literal["headline", "byline", "dateline", "caption", "body", "furniture"]
Manner = Literal["direct", "indirect", "mixed"]
Mode = Literal["speech", "writing", "thought", "event"]
Judged = Literal["person", "utterance", "fact", "story", "statement"]
SpeakerKind = Literal["person", "organisation", "group", "document", "unnamed", "author", "none"]
Resolution = Literal["yes", "ambiguous", "no", "none", "author"]
Act = Literal[
    "state",
    "predict",
    "announce",
    "promise",
    "offer",
    "demand",
    "refuse",
    "agree",
    "accuse",
    "criticise",
    "support",
    "deny",
    "admit",
    "threaten",
    "warn",
    "ask",
    "thank",
]
ACTS: tuple[Act, ...] = Act.__args__  # type: ignore[attr-defined]
VariantClass = Literal[
    "identical",
    "typographic",
    "spelling",
    "inflection",
    "person-shift",
    "wording",
    "omission",
    "addition",
    "omission-changes-meaning",
    "altered-inside-marks",
    "bowdlerised",
]
LossKind = Literal["condition", "restriction", "contrast", "negation", "attribution", "hedge", "extent"]
DetailKind = Literal["number", "amount", "percentage", "date", "time", "place", "name", "title", "age", "source"]
Standing = Literal["word for word", "cut", "altered", "in own words", "not in the source"]
Verdict = Literal["agree", "coarser", "conflict", "dispute", "single"]
LinkKind = Literal["unsure", "same-position"]
AloneKind = Literal["quotation", "figure", "name"]
ChangeKind = Literal["reversal", "condition added", "condition dropped", "figure changed"]
DifferenceKind = Literal[
    "altered",
    "other-speaker",
    "missing-condition",
    "conflict",
    "hardened",
    "softened",
    "not-in-source",
    "one-sided",
    "bowdlerised",
]
DIFFERENCE_KINDS: tuple[DifferenceKind, ...] = DifferenceKind.__args__  # type: ignore[attr-defined]
"""The gravest first."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a text and what it is."""

    kind: BlockKind
    span: Span


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one capture, in their own characters, with blocks labelled.

    ``id`` is the digest of the words. Blocks stand in order and do not overlap; white space between them belongs to none.
    """

    words: str
    blocks: tuple[Block, ...] = ()
    id: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", ids.digest_words(self.words))
        at = 0
        for block in self.blocks:
            if block.span.start < at or block.span.end > len(self.words):
                raise BrokenPassage(
                    f"block {block.kind} {list(block.span)} overlaps another or lies outside the text",
                    expected=block.kind,
                    found=self.words[block.span.start : block.span.end],
                )
            at = block.span.end

    def block_at(self, position: int) -> Block | None:
        """The block in which a character stands, if any."""
        return next((b for b in self.blocks if b.span.start <= position < b.span.end), None)


@dataclass(frozen=True, slots=True, init=False)
class Passage:
    """Words of a text, cut out of it; there is no other way to make one.

    >>> text = Text("“We will stay,” Oru said.")
    >>> Passage(text, Span(1, 13)).exact
    'We will stay'

    Raises `BrokenSpan` where the span reaches beyond the text.
    """

    text_id: str
    span: Span
    exact: str
    prefix: str
    suffix: str

    def __init__(self, text: Text, span: Span) -> None:
        put = object.__setattr__
        put(self, "text_id", text.id)
        put(self, "span", span)
        put(self, "exact", span.cut(text.words))
        put(self, "prefix", text.words[max(0, span.start - CONTEXT) : span.start])
        put(self, "suffix", text.words[span.end : span.end + CONTEXT])

    def verify(self, text: Text) -> None:
        """Raise `BrokenPassage` unless the very same words stand at the span of the given text."""
        found = text.words[self.span.start : self.span.end]
        if found != self.exact:
            raise BrokenPassage(
                f"{list(self.span)} holds {found[:60]!r}, not {self.exact[:60]!r}: the text is not the one this was cut from",
                expected=self.exact,
                found=found,
            )


def spans_of(passages: tuple[Passage, ...]) -> list[list[int]]:
    """The spans of passages as pairs of numbers, in order."""
    return [list(passage.span) for passage in passages]


@dataclass(frozen=True, slots=True)
class Capture:
    """A report's bytes at one time: their digest, their number, and how the words were got out of them.

    ``at`` is that time in ISO 8601 where whoever captured them says it (a web archive does); it is no part of what they are.
    """

    digest: str
    size: int
    form: Literal["txt", "html", "json", "jsonl"]
    extractor: str | None = None
    at: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Report:
    """One outlet's page or file, with its text.

    ``title`` is the headline given with the report, if any; ``headline`` falls back to the one that stands in the text.
    ``name`` is the file's stem or the id given with it; ``published`` an ISO 8601 date or date and time as far as known.
    ``id`` is the one given by whoever supplied the report, else minted from outlet and url, or without a url from outlet,
    title and the digest of the words.
    """

    name: str
    text: Text
    capture: Capture
    outlet: str | None = None
    url: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    given_id: str | None = None
    id: str = field(init=False)

    def __post_init__(self) -> None:
        minted = ids.report_id(outlet=self.outlet, url=self.url, title=self.title, text_id=self.text.id)
        object.__setattr__(self, "id", minted if self.given_id is None else self.given_id)

    @property
    def headline(self) -> str | None:
        """The headline as given, else as it stands in the text; not part of the report's identity."""
        printed = next((block.span.cut(self.text.words) for block in self.text.blocks if block.kind == "headline"), None)
        return self.title if self.title is not None else printed and " ".join(printed.split())


@dataclass(frozen=True, slots=True)
class Note:
    """What became of an input that is not simply in use, or what a reader should know of it."""

    name: str
    outcome: Literal["used", "refused"]
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The one outcome of an input: a report to use, or the reason why there is none.

    A used report may carry a reason too: what was odd about the input and how it was read.
    """

    name: str
    report: Report | None
    reason: str | None = None

    def __post_init__(self) -> None:
        if self.report is None and not self.reason:
            raise ValueError(f"{self.name}: a refusal needs its reason")


@dataclass(frozen=True, slots=True)
class Derivation:
    """Which rule or model made an item, and its version."""

    maker: str
    version: str


@dataclass(frozen=True, slots=True)
class Via:
    """An outlet, agency, document or channel through which a report has its words."""

    name: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What a rule or model says of a statement. Not part of the statement's identity.

    ``speaker`` is the fullest name this report gives (without titles), ``mention`` the passage it rests on; ``resolved`` says
    whether that is certain (yes), one of several ``candidates`` (ambiguous), not known (no), nobody's (none) or the report's
    own voice (author). ``on_behalf_of`` is the body for which a spokesperson speaks. ``via`` has the nearest first.
    ``score`` runs from 0 to 1; ``why`` names the evidence in words.
    """

    speaker: str | None
    resolved: Resolution
    kind: SpeakerKind
    manner: Manner
    score: float
    why: str
    derivation: Derivation
    mention: Passage | None = None
    candidates: tuple[str, ...] = ()
    on_behalf_of: str | None = None
    mode: Mode = "speech"
    act: Act = "state"
    negated: bool = False
    about: str | None = None
    condition: tuple[Passage, ...] = ()
    via: tuple[Via, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One telling in one text: what is said (content), the words that say so (cue), and who is named as saying it (source).

    ``parent`` is the id of the statement within which this one is told. The id is minted from the passages alone.
    """

    content: tuple[Passage, ...]
    cue: tuple[Passage, ...]
    source: tuple[Passage, ...]
    interpretation: Interpretation
    parent: str | None = None
    id: str = field(init=False)

    def __post_init__(self) -> None:
        if not self.content:
            raise ValueError("a statement needs at least one passage of content")
        text_id = self.content[0].text_id
        content, cue, source = (spans_of(passages) for passages in (self.content, self.cue, self.source))
        object.__setattr__(self, "id", ids.statement_id(text_id, content=content, cue=cue, source=source))


@dataclass(frozen=True, slots=True)
class Mention:
    """A passage of a report that names or stands for a person or body."""

    report_id: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker (person, body, group) across reports: the fullest name, every name seen, and roles as printed."""

    name: str
    kind: SpeakerKind
    mentions: tuple[Mention, ...]
    roles: tuple[Mention, ...] = ()
    why: str = ""
    id: str = field(init=False)

    def __post_init__(self) -> None:
        if not self.mentions:
            raise ValueError(f"{self.name}: a person needs at least one mention")
        object.__setattr__(self, "id", ids.person_id(kind=self.kind, name=self.name))


@dataclass(frozen=True, slots=True)
class Telling:
    """A statement, or a part of one, as a report's telling of an utterance."""

    report_id: str
    statement_id: str
    content: tuple[Passage, ...]
    manner: Manner


@dataclass(frozen=True, slots=True)
class Witness:
    """What one telling has at a place of the collation: words, or nothing."""

    telling: int
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class Place:
    """One column of a collation: the tellings' words that stand in the same place, and how they vary.

    ``variant`` is ``identical`` where all agree to the letter. A witness without a passage lacks words that others have; a
    telling that is no witness here is aligned elsewhere.
    """

    variant: VariantClass
    witnesses: tuple[Witness, ...]


@dataclass(frozen=True, slots=True)
class Lacuna:
    """Words that a telling lacks and another has, without which the rest says something else.

    ``telling`` lacks them, ``held`` is the telling in which ``words`` stand, ``loses`` what they are to the rest. ``ellipsis``
    is the mark with which the telling owns up to a cut there, if it does.
    """

    telling: int
    held: int
    words: Passage
    loses: LossKind
    ellipsis: Passage | None = None


@dataclass(frozen=True, slots=True)
class Descent:
    """A suggestion: a telling can have its wording from that of others, and these cannot have theirs from it.

    ``sources`` number the tellings whose wording it is, which all print it alike; ``evidence`` has the passages that show it.
    """

    telling: int
    sources: tuple[int, ...]
    evidence: tuple[Witness, ...]
    why: str

    def __post_init__(self) -> None:
        if not self.sources or self.telling in self.sources:
            raise ValueError("a wording derives from at least one other telling")


@dataclass(frozen=True, slots=True)
class Collation:
    """The tellings of an utterance aligned word by word: places in order, each with one witness per telling that stands there.

    ``beside`` numbers the tellings in words of their own, which sum the utterance up. They are no witnesses of its wording:
    each is aligned apart, after all others, in places in which only it and the tellings in the utterance's words stand.
    ``lacunae`` are the omissions in the utterance's wording that change the meaning of the rest.
    """

    places: tuple[Place, ...]
    beside: tuple[int, ...] = ()
    lacunae: tuple[Lacuna, ...] = ()

    def belongs(self, place: Place) -> int | None:
        """The telling in words of its own that is aligned in this place; None for a place of the utterance's wording."""
        return next((w.telling for w in place.witnesses if w.telling in self.beside), None)

    @property
    def aligned(self) -> tuple[Place, ...]:
        """The places of the utterance's own wording."""
        return tuple(place for place in self.places if self.belongs(place) is None)


@dataclass(frozen=True, slots=True)
class Origins:
    """How many independent witnesses stand behind an item, at least and at most, and why."""

    lower: int
    upper: int
    why: tuple[str, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.lower <= self.upper:
            raise ValueError(f"origins need 1 <= lower <= upper, not {self.lower} and {self.upper}")


@dataclass(frozen=True, slots=True)
class Half:
    """Half of an utterance of which a report tells only one: the tellings of it, and who stands behind these words alone."""

    tellings: tuple[Telling, ...]
    origins: Origins


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one speaker said on one occasion, in the tellings of at least two reports."""

    speaker: str | None
    tellings: tuple[Telling, ...]
    collation: Collation
    origins: Origins
    score: float
    why: str
    descents: tuple[Descent, ...] = ()
    halves: tuple[Half, ...] = ()
    id: str = field(init=False)

    def __post_init__(self) -> None:
        if len(self.tellings) < 2:
            raise ValueError("an utterance of the record needs at least two tellings")
        minted = ids.utterance_id((t.report_id, t.statement_id, spans_of(t.content)) for t in self.tellings)
        object.__setattr__(self, "id", minted)


@dataclass(frozen=True, slots=True)
class Link:
    """Tellings that are not joined and yet belong side by side: ``kind`` says why.

    ``unsure``: they may be one utterance, the evidence does not suffice. ``same-position``: one speaker's same opinion on
    another occasion. ``score`` is how likely they tell one utterance, 0 to 1.
    """

    kind: LinkKind
    speaker: str | None
    tellings: tuple[Telling, ...]
    score: float
    why: str
    id: str = field(init=False)

    def __post_init__(self) -> None:
        if len(self.tellings) < 2:
            raise ValueError("a link needs at least two tellings")
        minted = ids.link_id(self.kind, ((t.report_id, t.statement_id, spans_of(t.content)) for t in self.tellings))
        object.__setattr__(self, "id", minted)


@dataclass(frozen=True, slots=True)
class Detail:
    """A checkable detail in one report, with its value in a form that can be compared (``267``, ``USD 500000000000``)."""

    report_id: str
    kind: DetailKind
    passage: Passage
    value: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Details of one or several reports on the same matter, and whether they agree."""

    kind: DetailKind
    verdict: Verdict
    values: tuple[Detail, ...]
    origins: Origins
    why: str
    id: str = field(init=False)

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("a fact needs at least one detail")
        values = ((d.report_id, list(d.passage.span), d.value) for d in self.values)
        object.__setattr__(self, "id", ids.fact_id(kind=self.kind, verdict=self.verdict, values=values))


@dataclass(frozen=True, slots=True)
class Citation:
    """A report naming another outlet, agency, body or document as the origin of what it tells.

    ``passage`` is the name as printed, ``statement_id`` the statement told on its word, if one was found.
    """

    report_id: str
    passage: Passage
    cites: str
    own: bool
    statement_id: str | None = None
    id: str = field(init=False)

    def __post_init__(self) -> None:
        minted = ids.citation_id(report=self.report_id, span=list(self.passage.span), cites=self.cites)
        object.__setattr__(self, "id", minted)


@dataclass(frozen=True, slots=True)
class Copy:
    """Narration that two reports share almost word for word; a quotation that two reports share is no copy.

    ``original`` is the report of the two from which the passage likely comes, None where nothing tells; ``why`` says what
    tells.
    """

    reports: tuple[str, str]
    a: Passage
    b: Passage
    original: str | None = None
    why: str = ""
    id: str = field(init=False)

    def __post_init__(self) -> None:
        minted = ids.copy_id(reports=list(self.reports), a=list(self.a.span), b=list(self.b.span))
        object.__setattr__(self, "id", minted)


@dataclass(frozen=True, slots=True)
class SharedQuotation:
    """Words of somebody's that two reports print almost alike, where a copy is one text in two prints.

    ``quoted_by`` are the reports that quote them: two witnesses, or one where the other prints them as words of its own.
    """

    reports: tuple[str, str]
    a: Passage
    b: Passage
    quoted_by: tuple[str, ...]
    id: str = field(init=False)

    def __post_init__(self) -> None:
        minted = ids.quotation_id(reports=list(self.reports), a=list(self.a.span), b=list(self.b.span))
        object.__setattr__(self, "id", minted)


@dataclass(frozen=True, slots=True)
class Family:
    """Reports of which each shares a good part of its own words with another: one text in several prints.

    ``shared`` has for each report how many of a hundred of its own words (quotations left out) stand in one other; ``original``
    is the report that the text likely comes from, None where nothing tells; ``agencies`` are those that any of them credits.
    """

    reports: tuple[str, ...]
    shared: tuple[int, ...]
    original: str | None
    agencies: tuple[str, ...]
    why: str

    def __post_init__(self) -> None:
        if len(self.reports) < 2 or len(self.shared) != len(self.reports):
            raise ValueError("a family needs at least two reports, and a share for each")


@dataclass(frozen=True, slots=True)
class Story:
    """Reports of one event, by day. ``follows`` is the id of the earlier story on which this one follows, if any.

    The id is minted from the report that came first of those in it; see `onrecord.stories.Grouping`.
    """

    id: str
    reports: tuple[str, ...]
    follows: str | None = None

    def __post_init__(self) -> None:
        if not self.reports:
            raise ValueError("a story needs at least one report")


@dataclass(frozen=True, slots=True)
class Alone:
    """What stands in one report only: a quotation (with its statement), a figure, a name."""

    report_id: str
    kind: AloneKind
    passage: Passage
    statement_id: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a reader of one report alone would get wrong: a sentence and its passages, the deviating report's first.

    ``items`` are the ids of the utterances, facts, shared quotations and renderings that it is about.
    """

    kind: DifferenceKind
    sentence: str
    passages: tuple[Mention, ...]
    items: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.passages:
            raise ValueError("a difference needs at least one passage")


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a report prints of a primary source's words, held against it: a quotation, or what it tells in words of its own.

    ``passages`` are the report's; ``original`` those of the source that they stand for, none where they stand in no source.
    ``places`` has both aligned word by word: witness 0 is the report, witness 1 the source. ``why`` names how they differ.
    """

    report_id: str
    statement_id: str | None
    speaker: str | None
    standing: Standing
    passages: tuple[Passage, ...]
    source_id: str | None
    original: tuple[Passage, ...]
    places: tuple[Place, ...]
    why: str
    id: str = field(init=False)

    def __post_init__(self) -> None:
        if not self.passages:
            raise ValueError("a rendering needs at least one passage of its report")
        nowhere = self.standing == "not in the source"
        if (self.source_id is None) != nowhere or (not self.original) != nowhere:
            raise ValueError(f"a rendering that is “{self.standing}” needs a source with its passages, or neither")
        minted = ids.rendering_id(
            report=self.report_id, content=spans_of(self.passages), source=self.source_id, original=spans_of(self.original)
        )
        object.__setattr__(self, "id", minted)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An utterance or fact (by its id) that a report does not tell, and how many of the others do."""

    report_id: str
    kind: Literal["utterance", "fact"]
    item: str
    told_by: int


@dataclass(frozen=True, slots=True)
class Record:
    """A story's whole. Reports stand in one fixed order, whatever the order of the input.

    ``statements`` has a tuple for each report, in the reports' order and in reading order within. ``sources`` are what was
    given as primary sources (a transcript, a press release, a bill): no reports, and no witnesses; ``renderings`` hold the
    reports against them.
    """

    reports: tuple[Report, ...]
    statements: tuple[tuple[Statement, ...], ...]
    people: tuple[Person, ...] = ()
    utterances: tuple[Utterance, ...] = ()
    links: tuple[Link, ...] = ()
    facts: tuple[Fact, ...] = ()
    citations: tuple[Citation, ...] = ()
    copies: tuple[Copy, ...] = ()
    only: tuple[Alone, ...] = ()
    leaves_out: tuple[LeftOut, ...] = ()
    differences: tuple[Difference, ...] = ()
    notes: tuple[Note, ...] = ()
    families: tuple[Family, ...] = ()
    shared_quotations: tuple[SharedQuotation, ...] = ()
    sources: tuple[Report, ...] = ()
    renderings: tuple[Rendering, ...] = ()

    @property
    def independent_texts(self) -> int:
        """How many texts the reports are, where each family of copies counts as one."""
        return len(self.reports) - sum(len(family.reports) - 1 for family in self.families)

    def __post_init__(self) -> None:
        if len(self.reports) != len(self.statements):
            raise ValueError("a record needs the statements of each report, in the reports' order")


@dataclass(frozen=True, slots=True)
class Account:
    """One report with all that was found in it: what a verifier, a position or an export takes, one at a time.

    ``people`` and ``utterances`` stand beside the statements: who makes each (several who speak together, or nobody known), and
    which utterances each tells where reports were compared. ``story`` is the id of the story that the report belongs to.
    """

    report: Report
    statements: tuple[Statement, ...]
    people: tuple[tuple[Person, ...], ...]
    utterances: tuple[tuple[Utterance, ...], ...]
    citations: tuple[Citation, ...] = ()
    story: str | None = None

    def __post_init__(self) -> None:
        if not len(self.statements) == len(self.people) == len(self.utterances):
            raise ValueError(f"{self.report.name}: an account needs people and utterances for each of its statements")


@dataclass(frozen=True, slots=True)
class Told:
    """A statement with the report that tells it."""

    report: Report
    statement: Statement


@dataclass(frozen=True, slots=True)
class Move:
    """What somebody did by saying something: offered, demanded, refused …, with every telling of it, the fullest first.

    ``day`` is the ISO day on which it was said, as far as the reports show it; None where they point to an earlier time only.
    ``why`` says how it was found to be on the matter that was asked for; it is empty where none was.
    """

    act: Act
    day: str | None
    told: tuple[Told, ...]
    origins: Origins
    why: str = ""

    def __post_init__(self) -> None:
        if not self.told:
            raise ValueError("a move needs at least one telling")

    @property
    def words(self) -> str:
        """The words of the fullest telling, its parts joined by “ … ”."""
        return " … ".join(passage.exact for passage in self.told[0].statement.content)

    @property
    def condition(self) -> tuple[Passage, ...]:
        """The condition, in the first telling that has one."""
        return next((t.statement.interpretation.condition for t in self.told if t.statement.interpretation.condition), ())


@dataclass(frozen=True, slots=True)
class Matter:
    """What statements are about as an issue: the words that they share, the most telling first."""

    terms: tuple[str, ...]

    @property
    def name(self) -> str:
        """A short name of it, to be shown."""
        return ", ".join(self.terms[:3])


@dataclass(frozen=True, slots=True)
class Change:
    """Where a later move goes back on an earlier one, or changes its terms; both wordings are those of the moves."""

    kind: ChangeKind
    before: Move
    after: Move
    why: str


@dataclass(frozen=True, slots=True)
class Position:
    """One person's moves on one matter, in the order of the days (those without one last), and the changes among them."""

    person: str
    matter: Matter
    moves: tuple[Move, ...]
    changes: tuple[Change, ...] = ()


def passages_of(record: Record) -> tuple[tuple[str, Passage], ...]:
    """Every passage of the record with its report's or source's id, each once, in their order and then by span."""
    found = {(report_id, passage.span): passage for report_id, passage in _all_passages(record)}
    order = {report.id: index for index, report in enumerate((*record.reports, *record.sources))}
    return tuple((key[0], found[key]) for key in sorted(found, key=lambda key: (order[key[0]], key[1])))


def _all_passages(record: Record) -> Iterator[tuple[str, Passage]]:
    for report, statements in zip(record.reports, record.statements, strict=True):
        for statement in statements:
            said = statement.interpretation
            for passages in (statement.content, statement.cue, statement.source, said.condition):
                yield from ((report.id, passage) for passage in passages)
            yield from ((report.id, via.passage) for via in said.via)
            if said.mention:
                yield report.id, said.mention
    for person in record.people:
        yield from ((mention.report_id, mention.passage) for mention in person.mentions + person.roles)
    for utterance in record.utterances:
        for telling in utterance.tellings:
            yield from ((telling.report_id, passage) for passage in telling.content)
        for place in utterance.collation.places:
            for witness in place.witnesses:
                if witness.passage:
                    yield utterance.tellings[witness.telling].report_id, witness.passage
        for lacuna in utterance.collation.lacunae:
            yield utterance.tellings[lacuna.held].report_id, lacuna.words
        for descent in utterance.descents:
            for witness in descent.evidence:
                if witness.passage:
                    yield utterance.tellings[witness.telling].report_id, witness.passage
        for half in utterance.halves:
            for telling in half.tellings:
                yield from ((telling.report_id, passage) for passage in telling.content)
    for link in record.links:
        for telling in link.tellings:
            yield from ((telling.report_id, passage) for passage in telling.content)
    for fact in record.facts:
        yield from ((detail.report_id, detail.passage) for detail in fact.values)
    yield from ((citation.report_id, citation.passage) for citation in record.citations)
    for copy in record.copies:
        yield copy.reports[0], copy.a
        yield copy.reports[1], copy.b
    for shared in record.shared_quotations:
        yield shared.reports[0], shared.a
        yield shared.reports[1], shared.b
    yield from ((alone.report_id, alone.passage) for alone in record.only)
    for difference in record.differences:
        yield from ((mention.report_id, mention.passage) for mention in difference.passages)
    for rendering in record.renderings:
        yield from ((rendering.report_id, passage) for passage in rendering.passages)
        if rendering.source_id is None:
            continue
        yield from ((rendering.source_id, passage) for passage in rendering.original)
        for place in rendering.places:
            for witness in place.witnesses:
                if witness.passage:
                    yield (rendering.source_id if witness.telling else rendering.report_id), witness.passage


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a judged passage stands: a report, the digest of its text, and spans; or a person's id alone."""

    report: str | None = None
    text: str | None = None
    spans: tuple[Span, ...] = ()
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """An editor's word on one thing or on two; ``speaker`` is the right one where a speaker was wrong or a statement missed."""

    id: str
    on: Judged
    verdict: str
    anchors: tuple[Anchor, ...]
    by: str
    at: str
    note: str = ""
    speaker: str | None = None
    withdrawn_by: str | None = None
    withdrawn_at: str | None = None
    withdrawn_why: str | None = None
