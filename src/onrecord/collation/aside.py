"""The half of a comparison that asks of what is said only which tellings are joined: copies, citations, details.

Most of it waits for nothing, so that two processes can share the comparison of a large story: while one finds who says what and
joins the tellings, the other does this.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from onrecord.collation.alone import Elsewhere, find_alone
from onrecord.collation.details import Figure, find_figures
from onrecord.collation.facts import Details
from onrecord.collation.judged import JudgedDetails, respect_details
from onrecord.collation.missing import find_missing
from onrecord.collation.origins import Provenance
from onrecord.collation.profiles import find_profiles
from onrecord.collation.utterances import Group
from onrecord.datamodel import Alone, Citation, Fact, LeftOut, Report, Statement
from onrecord.statements import find_citations
from onrecord.stories import SharedPassages, find_copies

__all__ = ["Apart", "Aside", "AsideHere"]


@dataclass(frozen=True, slots=True)
class Apart:
    """Facts, what one report alone has, and what each leaves out."""

    facts: tuple[Fact, ...] = ()
    only: tuple[Alone, ...] = ()
    leaves_out: tuple[LeftOut, ...] = ()


class Aside(ABC):
    """Whoever does this half of the comparison of a story: `AsideHere`, or another process.

    The reports stand in the order of the record; ``statements`` has a tuple for each.
    """

    def __init__(self, reports: Sequence[Report], statements: Sequence[tuple[Statement, ...]]) -> None:
        self._reports = tuple(reports)
        self._statements = tuple(statements)

    @property
    @abstractmethod
    def shared(self) -> SharedPassages:
        """What two reports share word for word."""

    @property
    @abstractmethod
    def citations(self) -> tuple[Citation, ...]:
        """Whom the reports name as sources."""

    @abstractmethod
    def give(self, groups: Sequence[Group], judged: Sequence[JudgedDetails]) -> None:
        """Say which tellings are joined, and what editors have said of details."""

    @abstractmethod
    def take(self) -> Apart:
        """What comes of it."""

    @property
    @abstractmethod
    def provenance(self) -> Provenance:
        """What the reports show of where they have their words."""


class AsideHere(Aside):
    """The half done in this very process, each part of it when somebody asks for it."""

    _given: tuple[Sequence[Group], Sequence[JudgedDetails]] = ((), ())

    @cached_property
    def shared(self) -> SharedPassages:
        """What two reports share word for word."""
        return find_copies(self._reports, self._statements)

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """Whom the reports name as sources."""
        return tuple(c for r, s in zip(self._reports, self._statements, strict=True) for c in find_citations(r, s))

    @cached_property
    def provenance(self) -> Provenance:
        """What the reports show of where they have their words."""
        return Provenance(self._reports, self.shared.copies, self.citations, self._statements)

    def read_ahead(self) -> None:
        """Do now what does not wait for the tellings."""
        self._details  # noqa: B018 (kept from now on)
        self._elsewhere  # noqa: B018

    def give(self, groups: Sequence[Group], judged: Sequence[JudgedDetails]) -> None:
        """Say which tellings are joined, and what editors have said of details."""
        self._given = (groups, judged)

    def take(self) -> Apart:
        """What comes of it."""
        groups, judged = self._given
        facts = respect_details(self._details.compare(groups), judged, self._reports, self._figures, self.provenance)
        tellings = {(telling.report_id, telling.statement_id) for group in groups for telling in group.tellings}
        only = find_alone(self._reports, self._statements, facts, joined=tellings, elsewhere=self._elsewhere)
        left_out = find_missing(self._reports, self._figures, groups, facts, self._elsewhere, self._statements)
        return Apart(facts, only, left_out)

    @cached_property
    def _figures(self) -> tuple[Sequence[Figure], ...]:
        return tuple(find_figures(report) for report in self._reports)

    @cached_property
    def _details(self) -> Details:
        profiles = tuple(find_profiles(number, report) for number, report in enumerate(self._reports))
        return Details(
            self._reports,
            self._figures,
            self._statements,
            profiles,
            citations=self.citations,
            provenance=self.provenance,
        )

    @cached_property
    def _elsewhere(self) -> Elsewhere:
        return Elsewhere(self._reports)
