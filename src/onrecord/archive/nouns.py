"""What an archive answers with: frozen, like the nouns of a record, and each with the passage it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypedDict

from onrecord.datamodel import Act, Judgement, Manner, Passage, Record, Resolution, SpeakerKind, Statement
from onrecord.errors import ArchiveError, MissingLibrary

__all__ = [
    "Added",
    "ArchivedPerson",
    "Card",
    "Compiled",
    "Edition",
    "Filters",
    "Hit",
    "Hits",
    "Line",
    "Profile",
    "Recast",
    "Said",
    "StorySummary",
    "Tally",
    "Updated",
    "Watched",
    "WatchedFeed",
    "check_days",
]


@dataclass(frozen=True, slots=True)
class Card:
    """A report without its words: what a list shows of it. ``story`` is None until `Archive.update` has placed it."""

    id: str
    name: str
    outlet: str | None
    url: str | None
    title: str | None
    byline: str | None
    published: str | None
    story: str | None
    added: str

    @property
    def place(self) -> tuple[str, str]:
        """Its day and id: what a list that has the latest first is sorted by."""
        return self.published or "", self.id


@dataclass(frozen=True, slots=True)
class Recast:
    """Words that two captures have, said by somebody else in the later, or told as another act ("refused", "promised")."""

    words: str
    speakers: tuple[str | None, str | None]
    acts: tuple[Act, Act]


@dataclass(frozen=True, slots=True)
class Edition:
    """One capture of a report, and how its statements differ from those of the capture before.

    ``came`` and ``went`` are the words of statements that only this capture has, and that only the one before had; ``recast``
    are those that both have and tell otherwise.
    """

    number: int
    at: str
    digest: str
    text_digest: str
    form: str
    current: bool
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    recast: tuple[Recast, ...] = ()


@dataclass(frozen=True, slots=True)
class StorySummary:
    """A story in a list.

    ``first`` and ``last`` are the days of its earliest and latest report; ``independent`` is the number of texts, where each
    family of copies counts as one; ``utterances`` are told by several reports, ``disputed`` counts facts in conflict.
    """

    id: str
    title: str
    reports: int
    outlets: int
    first: str | None
    last: str | None
    independent: int
    utterances: int
    disputed: int

    @property
    def place(self) -> tuple[str, str]:
        """The day of its latest report and its id: what a list that has the latest first is sorted by."""
        return self.last or "", self.id


@dataclass(frozen=True, slots=True)
class Compiled:
    """A story with its record and the judgements on its reports; ``basis`` changes with everything that these are made from."""

    summary: StorySummary
    record: Record
    judgements: tuple[Judgement, ...]
    basis: str


class Filters(TypedDict, total=False):
    """What a search or a count keeps to: said by whom, about whom, told by which outlet, on which days; None for anything."""

    speaker: str | None
    act: Act | None
    about: str | None
    outlet: str | None
    since: str | None
    until: str | None
    manner: Manner | None
    story: str | None
    person: str | None


DAY = r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
"""A day, a month or a year, as they are given."""


def check_days(*given: str | None) -> None:
    """Raise `ArchiveError` where something else than a day, a month or a year is given as one."""
    for day in given:
        if day is not None and not re.fullmatch(DAY, day):
            raise ArchiveError(f"{day!r} is no day: give a day, a month or a year, as 2031-05-04, 2031-05 or 2031")


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that was found: its words, who said them, where they stand.

    ``words`` are the content as printed, its parts joined by " … "; ``passage`` is the first of ``passages``; ``score`` is
    higher for a better hit and can be compared within one search only (0 where nothing was asked but filters).
    """

    report: str
    outlet: str | None
    url: str | None
    title: str | None
    published: str | None
    story: str | None
    statement: str
    speaker: str | None
    resolved: Resolution
    act: Act
    manner: Manner
    about: str | None
    words: str
    passages: tuple[Passage, ...]
    score: float

    @property
    def passage(self) -> Passage:
        """The first passage of the content."""
        return self.passages[0]


@dataclass(frozen=True, slots=True)
class Hits(Sequence[Hit]):
    """What was found, best first; ``after`` asks for the rest (None where there is none), ``total`` counts all there is.

    ``marks`` has for each hit what asks for those behind it, for whoever shows fewer than were found.
    """

    found: tuple[Hit, ...]
    after: str | None = None
    total: int = 0
    marks: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.found)

    def __getitem__(self, index: Any) -> Any:
        return self.found[index]

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.found)

    def frame(self, kind: Literal["pandas", "polars"] = "pandas") -> Any:
        """The hits as a data frame, one row each with outlet, date and url; raises `MissingLibrary` without that library."""
        rows = []
        for hit in self.found:
            row = asdict(hit)
            passages = row.pop("passages")
            row["start"], row["end"] = hit.passage.span
            row["spans"] = [list(passage.span) for passage in hit.passages]
            row["text"] = passages[0]["text_id"]
            rows.append(row)
        columns = [*Hit.__dataclass_fields__, "start", "end", "spans", "text"]
        columns.remove("passages")
        try:
            if kind == "polars":
                import polars

                return polars.DataFrame(rows, schema=columns if not rows else None, infer_schema_length=None)
            import pandas  # type: ignore[import-untyped]
        except ImportError:
            raise MissingLibrary(f"a frame needs {kind}: pip install {kind}") from None
        return pandas.DataFrame(rows, columns=columns)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many statements answer to a search, and how many of them are of each speaker, act, manner, outlet and month.

    ``speakers`` are counted by the name that a report gives, ``people`` (id, name, count) by who it is over all stories, as far
    as the stories are up to date; of both the first 50 are given. Most first, months in order.
    """

    total: int
    speakers: tuple[tuple[str, int], ...]
    people: tuple[tuple[str, str, int], ...]
    acts: tuple[tuple[Act, int], ...]
    manners: tuple[tuple[Manner, int], ...]
    outlets: tuple[tuple[str, int], ...]
    months: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ArchivedPerson:
    """A speaker over all stories: the fullest name, all names seen, and how many statements are theirs.

    ``bare`` marks a last name that some story never gives in full: it may stand for several people, and is kept apart.
    """

    id: str
    name: str
    kind: SpeakerKind
    names: tuple[str, ...]
    statements: int
    reports: int
    bare: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """How many statements of a person are of each act, concern each person or body, and stand in each outlet; most first.

    ``newest`` is the number of the latest statement that was kept: with the counts it says whether anything has changed.
    """

    acts: tuple[tuple[Act, int], ...]
    about: tuple[tuple[str, int], ...]
    outlets: tuple[tuple[str, int], ...]
    newest: int


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with the report that tells it."""

    report: Card
    statement: Statement


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the reports given to `Archive.add`: each is counted once."""

    used: int = 0
    captures: int = 0
    known: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Updated:
    """What `Archive.update` did: reports placed in stories, stories refreshed, reports read anew by a newer finder."""

    placed: int
    stories: int
    reread: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the archive's log."""

    at: str
    action: str
    name: str
    outcome: str
    detail: str


@dataclass(frozen=True, slots=True)
class Watched:
    """What became of a feed, or of one of its entries (then ``address`` is the entry's).

    ``became``: *read*, *unchanged* or *failed* of a feed; *used*, *capture*, *known*, *refused* or *failed* of an entry.
    """

    feed: str
    address: str
    became: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class WatchedFeed:
    """A feed that is followed: when it was asked last, how often it has failed since, why, and when it is due again."""

    url: str
    title: str | None
    asked_at: str | None
    failures: int
    reason: str | None
    next_at: str
