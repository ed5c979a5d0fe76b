"""Reports kept, found again and followed over time: `open` an archive, `Archive.add` reports, `Archive.update` its stories.

    with onrecord.open("onrecord.db") as archive:
        archive.add(onrecord.read_reports(["reports/"]))
        archive.update()
        for hit in archive.search('"leave my post"', speaker="Oru"):
            print(hit.published, hit.outlet, hit.speaker, hit.words)

An archive is a file (SQLite) or a database of a PostgreSQL server. Only this room knows both the store and what is put into it.
"""

from __future__ import annotations

from onrecord.archive.archive import Archive, open
from onrecord.archive.nouns import (
    Added,
    ArchivedPerson,
    Card,
    Compiled,
    Edition,
    Filters,
    Hit,
    Hits,
    Line,
    Profile,
    Recast,
    Said,
    StorySummary,
    Tally,
    Updated,
    Watched,
    WatchedFeed,
)

__all__ = [
    "Added",
    "Archive",
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
    "open",
]
