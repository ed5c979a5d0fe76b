"""Record in, its edition out: what every reader's view of a record shares, before any ink.

An edition gives each report a siglum (A, B, C …) as philologists give one to a witness, numbers each report's statements
(A7), gathers statements by who is speaking, and puts what matters first. What is hard here is names: ids are unique only
within a report and may hold any character, so none of them ever names a place in the output; sigla and numbers do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from onrecord.datamodel import (
    Collation,
    Fact,
    Interpretation,
    LossKind,
    Origins,
    Passage,
    Person,
    Record,
    Report,
    Statement,
    Utterance,
    VariantClass,
    Verdict,
)
from onrecord.spans import Span

__all__ = [
    "LOSS_WORDS",
    "VARIANT_WORDS",
    "Edition",
    "Speaking",
    "Voice",
    "edit_record",
    "initials_of",
    "siglum",
    "spell_date",
    "strongest_variant",
]

VARIANT_WORDS: dict[VariantClass, tuple[str, str]] = {
    "altered-inside-marks": ("altered inside marks", "both stand inside quotation marks, yet the words differ"),
    "bowdlerised": ("bowdlerised", "a word is masked or toned down"),
    "omission-changes-meaning": (
        "omission that changes the meaning",
        "without the words that lack, the rest says something else",
    ),
    "omission": ("omission", "words that others have are lacking"),
    "addition": ("addition", "words that others do not have"),
    "wording": ("other wording", "the same place, told in other words"),
    "person-shift": ("person shifted", "“I” has become “she”, “now” has become “then”"),
    "inflection": ("inflection", "another form of the same word"),
    "spelling": ("spelling", "the same word, spelt otherwise"),
    "typographic": ("typography", "only capitals, marks or spaces differ"),
    "identical": ("the same", "word for word alike; set quietly"),
}
"""Each class of variant in a reader's words and what it means, the weightiest first."""

_WEIGHT: dict[VariantClass, int] = {variant: rank for rank, variant in enumerate(VARIANT_WORDS)}
LOSS_WORDS: dict[LossKind, str] = {
    "condition": "a condition",
    "restriction": "a restriction of what is denied",
    "contrast": "the other half of a “but”",
    "negation": "a denial",
    "attribution": "whose word it is",
    "hedge": "a hedge",
    "extent": "of how many or how much it is said",
}
"""What a telling loses with words without which the rest says something else, in a reader's words."""
_VERDICTS: tuple[Verdict, ...] = ("conflict", "dispute", "coarser", "agree", "single")

Speaking = tuple[int, int]
"""A statement of the record, as (place of its report, place of the statement in that report)."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks in the record, or a reason why nobody is named, with all that they say.

    ``person`` is None for the three voices that are no person: words whose speaker is not settled, words said by nobody in
    particular, and the reports' own.
    """

    name: str
    initials: str
    number: int
    person: Person | None
    settled: bool
    statements: tuple[Speaking, ...]


_OF_NO_REPORT = ("no report shows ", "nothing shows ", "one report only")
"""How reasons begin that name no report: see `onrecord.collation.origins`."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A record with its sigla, its voices (those with most statements first) and its items in reading order.

    Primary sources stand behind the reports in ``sigla`` and ``places``, and are called Source; several are Source1, Source2 …
    """

    record: Record
    sigla: tuple[str, ...]
    places: dict[str, int]
    voices: tuple[Voice, ...]
    voice_of: dict[Speaking, Voice]
    utterances: tuple[Utterance, ...]
    facts: tuple[Fact, ...]

    def siglum_of(self, report_id: str) -> str:
        """The letter of a report, or what a source is called."""
        return self.sigla[self.places[report_id]]

    def reasons(self, origins: Origins) -> tuple[str, ...]:
        """Why origins count as they do, with the letters of reports in place of their names, which may be mere ids."""
        letters, one = self._named()

        def lettered(why: str) -> str:
            # Names stand at the beginning, or an outlet's behind "names"; nowhere else, so that no other word is touched.
            named = re.match(rf"{one}(?:(?:, | and ){one})*(?= )", why)
            if named is None or why.startswith(_OF_NO_REPORT):
                return why
            first = re.sub(rf"(^|, | and )({one})", lambda found: found[1] + letters[found[2]], named[0])
            return first + re.sub(rf"(?<=^ names ){one}(?=’s outlet )", lambda found: letters[found[0]], why[named.end() :])

        return tuple(map(lettered, origins.why))

    def reason(self, fact: Fact) -> str:
        """Why a fact is judged as it is, likewise."""
        letters, one = self._named()
        bare = re.search(rf"(?<=: ){one}(?:, {one})*(?= tells the matter without it)", fact.why)
        if bare is None:
            return fact.why
        lettered = re.sub(rf"(^|, )({one})", lambda found: found[1] + letters[found[2]], bare[0])
        return fact.why[: bare.start()] + lettered + fact.why[bare.end() :]

    def _named(self) -> tuple[dict[str, str], str]:
        """The letters of reports by their names, and the pattern of a name, the longest first.

        A name that two reports have says of neither which is meant, so that it stays.
        """
        held = Counter(report.name for report in self.record.reports)
        letters = {r.name: self.siglum_of(r.id) for r in self.record.reports if r.name and held[r.name] == 1}
        return letters, f"(?:{'|'.join(map(re.escape, sorted(letters, key=lambda name: (-len(name), name))))})"

    def number_of(self, speaking: Speaking) -> str:
        """A statement's name in this edition: its report's siglum and its number there (``A7``)."""
        return f"{self.sigla[speaking[0]]}{speaking[1] + 1}"

    def statement(self, speaking: Speaking) -> Statement:
        """The statement at its place."""
        return self.record.statements[speaking[0]][speaking[1]]

    @property
    def conflicts(self) -> int:
        """How many facts the reports tell in ways that cannot all be true."""
        return sum(fact.verdict == "conflict" for fact in self.facts)

    @property
    def altered(self) -> int:
        """How many utterances have words that differ although both reports put them inside quotation marks."""
        return sum(strongest_variant(u.collation) == "altered-inside-marks" for u in self.utterances)


def siglum(place: int) -> str:
    """The letter of the report at this place, counted from 0; after Z comes AA.

    >>> siglum(0), siglum(25), siglum(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def strongest_variant(collation: Collation) -> VariantClass:
    """The weightiest class of variant among the places; ``identical`` where nothing differs.

    What is told in words of its own counts only where it stands beside a single telling.
    """
    found = [place.variant for place in collation.aligned]
    return min(found, key=_WEIGHT.__getitem__, default="wording" if collation.beside else "identical")


def spell_date(published: str | None) -> str:
    """A date as a reader writes it; what is not an ISO date is shown as it was given, None as unknown.

    >>> spell_date("2031-03-09"), spell_date("2031-03-09T07:30:00Z"), spell_date("early March"), spell_date(None)
    ('9 March 2031', '9 March 2031, 07:30 UTC', 'early March', 'date unknown')
    """
    if published is None:
        return "date unknown"
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return published
    day = f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    try:
        date.fromisoformat(published)
    except ValueError:
        offset = moment.strftime("%z")
        zone = "" if not offset else " UTC" if not offset.strip("+-0") else f" {offset[:3]}:{offset[3:5]}"
        return f"{day}, {moment:%H:%M}{zone}"
    return day


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def initials_of(name: str, taken: Iterable[str] = ()) -> str:
    """Two or three letters for a name, other than those taken: first and last word's, else a number is added.

    >>> initials_of("Mara Oru"), initials_of("Mika Oster", {"MO"}), initials_of("Kremlin")
    ('MO', 'MO2', 'KR')
    """
    words = ["".join(c for c in word if c.isalnum()) for word in name.split()]
    words = [word for word in words if word]
    if not words:
        short = "•"
    elif len(words) == 1:
        short = words[0][:2].upper()
    else:
        short = (words[0][0] + words[-1][0]).upper()
    used = set(taken)
    letters, count = short, 1
    while letters in used:
        count += 1
        letters = f"{short}{count}"
    return letters


def edit_record(record: Record) -> Edition:
    """The record's edition. Order is the record's own; only weightier variants and verdicts come before lighter ones."""
    several = len(record.sources) > 1
    sources = (f"Source{number if several else ''}" for number in range(1, len(record.sources) + 1))
    sigla = (*(siglum(place) for place in range(len(record.reports))), *sources)
    places: dict[str, int] = {}
    for place, report in enumerate((*record.reports, *record.sources)):
        places.setdefault(report.id, place)
    voices, voice_of = _hear_voices(record)
    return Edition(
        record=record,
        sigla=sigla,
        places=places,
        voices=voices,
        voice_of=voice_of,
        utterances=tuple(sorted(record.utterances, key=lambda u: _tier(strongest_variant(u.collation)))),
        facts=tuple(sorted(record.facts, key=lambda fact: _VERDICTS.index(fact.verdict))),
    )


def _tier(variant: VariantClass) -> int:
    """Three tiers only (altered, otherwise told, alike), so that the record's own order stays where it says more."""
    if variant == "altered-inside-marks":
        return 0
    return 2 if variant in ("identical", "typographic", "spelling") else 1


_NOT_SETTLED = "Speaker not settled"
_NOBODY = "No speaker"
_OWN_VOICE = "The report’s own voice"


def _hear_voices(record: Record) -> tuple[tuple[Voice, ...], dict[Speaking, Voice]]:
    """Who speaks: people by their mentions, then by name; what is not settled stays apart."""
    by_mention: dict[tuple[str, Span], Person] = {}
    by_name: dict[str, Person] = {}
    for person in record.people:
        by_name.setdefault(person.name.casefold(), person)
        for mention in person.mentions:
            by_mention.setdefault((mention.report_id, mention.passage.span), person)
    said: dict[str, list[Speaking]] = {}
    people: dict[str, Person | None] = {}
    for place, (report, statements) in enumerate(zip(record.reports, record.statements, strict=True)):
        for number, statement in enumerate(statements):
            name, who = _speaker(report, statement.interpretation, by_mention, by_name)
            said.setdefault(name, []).append((place, number))
            people.setdefault(name, who)
    apart = {_NOT_SETTLED: "?", _NOBODY: "–", _OWN_VOICE: "¶"}
    named = sorted((name for name in said if name not in apart), key=lambda name: (-len(said[name]), said[name][0]))
    voices: list[Voice] = []
    taken: Counter[str] = Counter()
    for number, name in enumerate([*named, *(name for name in apart if name in said)], start=1):
        letters = apart.get(name) or initials_of(name, taken)
        taken[letters] += 1
        voices.append(
            Voice(
                name=name,
                initials=letters,
                number=0 if name in apart else number,
                person=people[name],
                settled=name not in apart,
                statements=tuple(said[name]),
            )
        )
    return tuple(voices), {speaking: voice for voice in voices for speaking in voice.statements}


def _speaker(
    report: Report, reading: Interpretation, by_mention: dict[tuple[str, Span], Person], by_name: dict[str, Person]
) -> tuple[str, Person | None]:
    if reading.resolved == "author":
        return _OWN_VOICE, None
    if reading.resolved == "none":
        return _NOBODY, None
    if reading.resolved != "yes" or reading.speaker is None:
        return _NOT_SETTLED, None
    mention: Passage | None = reading.mention
    person = by_mention.get((report.id, mention.span)) if mention is not None else None
    person = person or by_name.get(reading.speaker.casefold())
    return (person.name, person) if person is not None else (reading.speaker, None)
