"""An archive in, accounts out, one at a time: what exports, positions and the verifier take.

What is hard here is size: an archive is never held as a whole. Stories come one after the other, a person's statements by
themselves, and a quotation asks for the few reports that are likely to have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.archive.archive import Archive
from onrecord.datamodel import Account, Mention, Person, Report, Statement
from onrecord.outputs.exports import JudgedThing
from onrecord.record.accounts import accounts_of, read_accounts
from onrecord.record.shelf import MOST_CLOSE

__all__ = ["ArchiveShelf", "accounts_in", "accounts_of_person", "judged_in"]

_PAGE = 200


def accounts_in(archive: Archive) -> Iterator[Account]:
    """The accounts of all reports, story by story; then those of reports that no update has placed in a story yet."""
    place: tuple[str, str] | None = None
    while page := archive.stories(limit=_PAGE, after=place):
        for story in page:
            yield from accounts_of(archive.story(story.id, details=False), story=story.id)
        place = page[-1].place
    after: str | None = None
    while cards := archive.reports(limit=_PAGE, after=after):
        for card in cards:
            if card.story is None:
                yield from read_accounts([archive.report(card.id)], [archive.statements(card.id)])
        after = cards[-1].id


def accounts_of_person(
    archive: Archive, name: str, *, latest: int | None = None, since: str | None = None, until: str | None = None
) -> tuple[str, tuple[Account, ...]]:
    """The fullest name of a person of the archive (by id or name), and the reports with this person's statements alone.

    ``latest`` keeps to so many statements of the newest reports, ``since`` and ``until`` to days, months or years.

    Who is one person is the archive's word, editors' judgements included. Raises `NotInArchive` where there is none, or more
    than one.
    """
    one = archive.person(name)
    accounts = []
    for card, report, statements in archive.told_in(one.id, since=since, until=until, latest=latest or 10**9):
        people = tuple((_person(one.name, one.kind, report, statement),) for statement in statements)
        accounts.append(Account(report, statements, people, ((),) * len(statements), story=card.story))
    return one.name, tuple(accounts)


def _person(name: str, kind: object, report: Report, statement: Statement) -> Person:
    mention = statement.interpretation.mention or next(iter((*statement.source, *statement.content)))
    return Person(name, kind, (Mention(report.id, mention),))  # type: ignore[arg-type]


def judged_in(archive: Archive) -> list[JudgedThing]:
    """All judgements with the passages that they are on, those withdrawn included, in the order in which they were made."""
    found = []
    for judgement in archive.judgements():
        places = [
            (None, ()) if anchor.report is None else (archive.report(anchor.report), archive.passages(anchor))
            for anchor in judgement.anchors
        ]
        found.append(JudgedThing(judgement, tuple(places)))
    return found


class ArchiveShelf:
    """The archive as a shelf of accounts that is asked by words: `onrecord.record.shelf.Sources`."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def sharing(self, words: Sequence[str]) -> Sequence[Account]:
        """The accounts that share most of these words, the likeliest first."""
        found = []
        for report in self._archive.likely_reports(" ".join(words), limit=MOST_CLOSE):
            statements = self._archive.statements(report.id)
            found.append(Account(report, statements, ((),) * len(statements), ((),) * len(statements)))
        return found
