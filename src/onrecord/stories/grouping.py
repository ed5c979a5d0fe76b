"""Reports in, one at a time or many at once; stories out: which reports tell one event, why, and what follows on what.

Which reports stand together depends on the reports alone: words are weighed by a table that ships with the package, a pair's
chance by the two reports, and groups by the chances (`clusters`). So reports that come one by one, all at once, late or after
a restart end in the same stories, and a new report touches only the stories that it could join, and what those could. A
story's id is minted from the report that came first of those in it. That is the whole of what is hard: the id stays when
reports come late; when stories merge the older id stays; and an id that was given once can always be found again, because its
report stands in some story.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.datamodel import Report, Story
from onrecord.errors import OnrecordError
from onrecord.ids import mint
from onrecord.stories.candidates import Candidates
from onrecord.stories.clusters import ENOUGH, JudgedReports, rejoin_reports
from onrecord.stories.kept import KeptReport
from onrecord.stories.likeness import WHOLE, explain_pair, find_chances, measure_pairs
from onrecord.stories.profiles import Profile, profile_reports

__all__ = ["Grouping", "KnownReport", "UnknownStory", "group_stories", "order_for_grouping"]

_KEPT = 20
"""Chances (in thousandths) below this are as good as none and are not kept."""
_FOLLOWS = 400
"""Mean chance from which on a later story follows an earlier one: of each of its reports with the `_TIES` nearest of that."""
_TIES = 3
_SOON = 30
"""Days after the last report of a story within which another can follow it."""
_LAST = 4_000_000
"""A day after all days, for reports whose day is not known."""


class KnownReport(OnrecordError):
    """A report was added a second time."""


class UnknownStory(OnrecordError):
    """No report of this grouping has founded a story of this id."""


def group_stories(reports: Iterable[Report]) -> tuple[Story, ...]:
    """The stories that reports tell, in order of their first day; a report that stands alone is a story of its own.

    The order of the reports changes nothing: they are taken by day of publication (undated ones last), then by id.
    """
    grouping = Grouping()
    grouping.add_all(profile_reports(order_for_grouping(reports)))
    return grouping.stories()


def order_for_grouping(reports: Iterable[Report]) -> list[Report]:
    """Reports by day of publication, undated ones last, then by id: as a feed would bring them."""
    return sorted(reports, key=lambda r: (r.published is None, (r.published or "")[:10], r.id))


class Grouping:
    """The state of grouping reports as they come.

    >>> grouping = Grouping()
    >>> grouping.stories()
    ()

    To go on after a restart keep `pack_profile` of each report's profile, `links` of it, and what names its story, in the
    order in which the reports came, and give them to `restore`; nothing is reckoned again.
    """

    def __init__(self, kept: Sequence[KeptReport] = (), *, judged: Sequence[JudgedReports] = ()) -> None:
        self._judged = judged
        self._kept = {report.report_id: report for report in kept}
        self._profiles: dict[str, Profile] = {}
        self._order: dict[str, int] = {report_id: place for place, report_id in enumerate(self._kept)}
        self._index = Candidates(kept)
        self._chances: dict[str, dict[str, int]] = {report_id: {} for report_id in self._kept}
        self._members: dict[str, tuple[str, ...]] = {}
        self._founder: dict[str, str] = {}

    @classmethod
    def restore(
        cls, kept: Sequence[KeptReport], *, loose: Iterable[str] | None = None, judged: Sequence[JudgedReports] = ()
    ) -> tuple[Grouping, tuple[Story, ...]]:
        """A grouping as it was, from the reports in the order in which they came, and the stories that are not as kept.

        ``loose`` is given where a report has gone since, or an editor has said something else: the reports that the one was
        tied to, or that the word is on. Joined anew are they, those that were tied to a report that is not there, and reports
        without a story. ``judged`` is all that editors say of pairs of reports.
        """
        grouping = cls(kept, judged=judged)
        again = set(loose or ()) & grouping._kept.keys()
        stories: dict[Hashable, list[str]] = {}
        before: set[str] = set()
        chances = grouping._chances
        for report in kept:
            before.add(report.report_id)
            mine = chances[report.report_id]
            for other, chance in report.links.items():
                if other in before:
                    mine[other] = chances[other][report.report_id] = chance
                elif loose is not None and chance >= ENOUGH and other not in grouping._kept:
                    again.add(report.report_id)
            if report.story is None:
                again.add(report.report_id)
            else:
                stories.setdefault(report.story, []).append(report.report_id)
        for founder, *others in stories.values():
            grouping._members[founder] = tuple(sorted((founder, *others)))
            grouping._founder.update(dict.fromkeys((founder, *others), founder))
        return grouping, grouping._join(again) if again else ()

    def __len__(self) -> int:
        return len(self._order)

    def __contains__(self, report_id: object) -> bool:
        return report_id in self._order

    def add(self, profile: Profile) -> tuple[Story, ...]:
        """Add one report; the stories that are new or have other reports than before. Raises `KnownReport`."""
        return self.add_all([profile])

    def add_all(self, profiles: Iterable[Profile]) -> tuple[Story, ...]:
        """Add several reports and join them once: the same stories as one by one, for less work."""
        added: list[str] = []
        pairs: list[tuple[str, str]] = []
        rows: list[NDArray[np.int64]] = []
        for profile in profiles:
            if profile.report_id in self:
                raise KnownReport(f"{profile.report_id} stands in a story already: give an edited report an id of its own")
            found = self._index.find(profile)
            self._enter(profile)
            added.append(profile.report_id)
            pairs.extend((profile.report_id, other.report_id) for other in found)
            rows.append(measure_pairs(profile, found))
        if pairs:
            for (one, other), chance in zip(pairs, find_chances(np.concatenate(rows)), strict=True):
                if chance >= _KEPT:
                    self._tie(one, other, chance)
        return self._join(added)

    def links(self, report_id: str) -> dict[str, int]:
        """The reports that this one was found tied to, with the chances (in thousandths) that they tell one event."""
        return dict(self._chances[report_id])

    def stories(self) -> tuple[Story, ...]:
        """All stories, in order of their first day and then of their id; each has its reports by day."""
        found = (self._story(founder) for founder in self._members)
        return tuple(sorted(found, key=lambda story: (self._day(story.reports[0]), story.id)))

    def story_of(self, report_id: str) -> Story:
        """The story in which a report stands. Raises `KeyError` for a report that was not added."""
        return self._story(self._founder[report_id])

    def find_story(self, story_id: str) -> Story:
        """The story that has this id now or had it before it merged with an older one. Raises `UnknownStory`."""
        for report_id in self._order:
            if mint("story", report_id) == story_id:
                return self.story_of(report_id)
        raise UnknownStory(f"{story_id} is no story of these reports, and never was one")

    def explain(self, report_id: str) -> str:
        """Why a report stands where it does: the reports nearest to it, and what they have in common."""
        mine = self._founder[report_id]
        ranked = sorted(self._chances[report_id].items(), key=lambda item: (-item[1], item[0]))
        bound = [w.pair for w in self._judged if w.same and report_id in w.pair and all(r in self for r in w.pair)]
        together = sorted(other for pair in bound for other in pair if other != report_id and self._founder[other] == mine)
        if together:
            return f"with {', '.join(together)}: an editor judged so"
        near = [(other, n) for other, n in ranked if self._founder[other] == mine][:2]
        if near:
            return "with " + "; with ".join(self._evidence(report_id, other, n) for other, n in near)
        if len(self._members[mine]) > 1:
            return "tied to no single report of the story, only over others"
        if ranked:
            return "alone; the nearest report of another story is " + self._evidence(report_id, *ranked[0])
        return "alone: no report has enough words in common with it"

    def _evidence(self, report_id: str, other: str, chance: int) -> str:
        return f"{other} ({chance / WHOLE:.2f}): {explain_pair(self._profile(report_id), self._profile(other))}"

    def _enter(self, profile: Profile) -> None:
        report_id = profile.report_id
        self._profiles[report_id] = profile
        self._order[report_id] = len(self._order)
        self._chances[report_id] = {}
        self._index.add(profile)

    def _tie(self, one: str, other: str, chance: int) -> None:
        self._chances[one][other] = self._chances[other][one] = chance

    def _join(self, reports: Iterable[str]) -> tuple[Story, ...]:
        """Join anew the stories of these reports, and those that this touches."""

        def kept(report: str) -> tuple[str, ...]:
            return self._members[self._founder[report]] if report in self._founder else ()

        groups = rejoin_reports(self._chances, reports, kept, self._judged)
        part = [report for group in groups for report in group]
        before = {self._founder[report]: kept(report) for report in part if report in self._founder}
        for founder in before:
            del self._members[founder]
        changed = []
        for group in groups:
            founder = min(group, key=self._order.__getitem__)
            self._members[founder] = group
            for report in group:
                self._founder[report] = founder
            if before.get(founder) != group:
                changed.append(founder)
        return tuple(self._story(founder) for founder in sorted(changed, key=self._order.__getitem__))

    def _story(self, founder: str) -> Story:
        members = sorted(self._members[founder], key=lambda report: (self._day(report), report))
        follows = self._followed(members)
        return Story(mint("story", founder), tuple(members), None if follows is None else mint("story", follows))

    def _followed(self, members: list[str]) -> str | None:
        """The founder of the earlier story that this one follows on: the one whose reports are nearest, if near enough.

        Half of its reports were out before the first of this story. Not the mean over all pairs counts, which is low for any
        long story (else the two would be one), but the reports of it that are nearest to each of these.
        """
        ties: dict[str, dict[str, list[int]]] = {}
        own = self._founder[members[0]]
        for report in members:
            for other, chance in self._chances[report].items():
                if self._founder[other] != own:
                    ties.setdefault(self._founder[other], {}).setdefault(report, []).append(chance)
        best: tuple[int, str] | None = None
        first = self._day(members[0])
        for founder, found in ties.items():
            near = sum(sum(sorted(chances)[-_TIES:]) for chances in found.values()) // (_TIES * len(members))
            if near < _FOLLOWS or (best is not None and (near, founder) < best):
                continue
            days = sorted(map(self._day, self._members[founder]))
            if days[len(days) // 2] < first < _LAST and first - days[-1] <= _SOON:
                best = (near, founder)
        return best and best[1]

    def _day(self, report: str) -> int:
        day = (self._profiles.get(report) or self._kept[report]).day
        return _LAST if day is None else day

    def _profile(self, report: str) -> Profile:
        return self._profiles[report] if report in self._profiles else self._kept[report].profile
