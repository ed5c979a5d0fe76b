"""Reports in, stories out: which of them tell one event, and what they share: copies of one another's narration."""

from __future__ import annotations

from onrecord.stories.clusters import JudgedReports
from onrecord.stories.copies import SharedPassages, find_copies
from onrecord.stories.families import find_families, group_copies
from onrecord.stories.grouping import Grouping, group_stories, order_for_grouping
from onrecord.stories.kept import KeptReport, pack_profile
from onrecord.stories.profiles import Profile, find_opening, profile_report, profile_reports

__all__ = [
    "Grouping",
    "JudgedReports",
    "KeptReport",
    "Profile",
    "SharedPassages",
    "find_copies",
    "find_families",
    "find_opening",
    "group_copies",
    "group_stories",
    "order_for_grouping",
    "pack_profile",
    "profile_report",
    "profile_reports",
]
