"""What can go wrong, as a tree.

    OnrecordError
    ├── BrokenSpan          a span that is none: negative, reversed, empty or outside its text
    ├── BrokenPassage       words that do not stand where a record says they do
    ├── UnreadableReport    an input that is no report; carries the input's name and the reason
    ├── UnreadableRecord    a file that is no record of a format we know
    ├── NotFetched          an address that was not fetched; carries the reason and when to try again
    ├── UnknownPerson       a name that nobody, or more than one, bears
    ├── UnknownSample       a name that no sample story has
    └── ArchiveError        an archive that cannot be opened, read or written, or a call it cannot serve
        ├── ArchiveLocked       another process is writing to it
        ├── ArchiveFull         no room is left for it
        ├── BrokenArchive       its file is damaged, or none of ours
        ├── MissingLibrary      an extra that is not installed
        ├── NotCompared         a story whose reports could not be compared, by a fault of onrecord's own
        ├── NotInArchive        an id that it does not hold
        └── UnreadableQuery     a search without a word

Every error names the thing it is about and says what to do next. Faults found *in* a record by
``check_record`` are results, not errors.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "ArchiveError",
    "ArchiveFull",
    "ArchiveLocked",
    "BrokenArchive",
    "BrokenPassage",
    "BrokenSpan",
    "MissingLibrary",
    "NotCompared",
    "NotFetched",
    "NotInArchive",
    "OnrecordError",
    "UnknownPerson",
    "UnknownSample",
    "UnreadableQuery",
    "UnreadableRecord",
    "UnreadableReport",
]


class OnrecordError(Exception):
    """The root: catch this to catch everything that onrecord raises on purpose."""


class BrokenSpan(OnrecordError, ValueError):
    """A span that cannot be one, or that lies outside the text it is cut from."""


class BrokenPassage(OnrecordError, ValueError):
    """Words that do not stand where they were said to stand.

    ``expected`` are the words that were promised, ``found`` those that stand there.
    """

    def __init__(self, message: str, *, expected: str, found: str) -> None:
        super().__init__(message)
        self.expected = expected
        self.found = found


class UnreadableReport(OnrecordError):
    """An input that cannot be used as a report; ``name`` is the input's, ``reason`` says why and what would help."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class UnreadableRecord(OnrecordError):
    """A file that is not a record this version can read."""


class NotFetched(OnrecordError):
    """An address that was not fetched; ``reason`` says why and what would help.

    ``status`` is the server's where it gave one, ``wait`` the seconds for which it asks to be left alone; ``lasting``
    marks what trying again will not change, ``private`` an address of one's own network.
    """

    def __init__(
        self,
        address: str,
        reason: str,
        *,
        status: int | None = None,
        wait: float | None = None,
        lasting: bool = False,
        private: bool = False,
    ) -> None:
        super().__init__(f"{address}: {reason}")
        self.address = address
        self.reason = reason
        self.status = status
        self.wait = wait
        self.lasting = lasting
        self.private = private


class UnknownPerson(OnrecordError):
    """A name that nobody in the reports bears, or more than one; ``candidates`` are those who may be meant."""

    def __init__(self, name: str, candidates: tuple[str, ...]) -> None:
        if len(candidates) > 1:
            super().__init__(f"{name!r} may be {' or '.join(candidates)}; give the full name")
        else:
            super().__init__(f"nobody in these reports is named {name!r}; give a name as the reports have it")
        self.candidates = candidates


class UnknownSample(OnrecordError):
    """A name that none of the sample stories has."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"there is no sample story {name!r}; there are {', '.join(known)}")
        self.name = name


class ArchiveError(OnrecordError):
    """An archive that cannot be opened, read or written, or that cannot serve a call."""


class ArchiveLocked(ArchiveError):
    """Another process is writing to the archive."""


class ArchiveFull(ArchiveError):
    """There is no room left to write to; what was written before is safe."""


class BrokenArchive(ArchiveError):
    """The file is damaged, or it is no archive of ours."""


class MissingLibrary(ArchiveError):
    """A library of an extra is not installed."""


class NotCompared(ArchiveError):
    """Stories whose reports could not be compared, by a fault of onrecord's own; all others are up to date.

    ``stories`` maps the id of each to what went wrong, the first of them being this error's cause.
    """

    def __init__(self, stories: Mapping[str, str]) -> None:
        (first, why), *others = stories.items()
        more = f", and {len(others)} more" if others else ""
        super().__init__(
            f"story {first}{more} could not be compared ({why}); all else is up to date. This is a fault of onrecord: "
            "please report it with these words and its reports, or take down the report at fault; every update tries anew"
        )
        self.stories = dict(stories)


class NotInArchive(ArchiveError, LookupError):
    """An id that the archive does not hold."""


class UnreadableQuery(ArchiveError, ValueError):
    """A search without a word to look for."""
