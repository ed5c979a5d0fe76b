"""Reports that share a text in, the one from which it likely comes out, and what says so.

What is hard here is that a text seldom tells. The original is named only where something does: an agency's own report, a
credit to an agency, an outlet named just before its words, an earlier day. Else it is not known, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from onrecord.datamodel import Copy, Passage, Report
from onrecord.stories.credits import AGENCIES

__all__ = ["find_original", "trace_copy"]

_BEFORE = 200
"""Characters before a passage in which the outlet is looked for that it is taken from."""
_NAME = 4
"""Letters that an outlet's name has at least to be looked for: shorter ones are words as well."""


def trace_copy(copy: Copy, one: Report, other: Report, credits: Mapping[str, tuple[str, ...]]) -> tuple[str | None, str]:
    """The report of the two from which a passage likely comes, and what says so; None where nothing does.

    ``credits`` are the agencies to which each report gives credit. An outlet that the other report names just before the
    passage says more of this passage than the credits and days of the whole reports.
    """
    named = [
        mine.id
        for mine, theirs, passage in ((one, other, copy.b), (other, one, copy.a))
        if _names(theirs, passage, mine.outlet) and mine.outlet != theirs.outlet
    ]
    if len(named) == 1:
        source = one if named[0] == one.id else other
        return source.id, f"the other names {source.outlet} just before it"
    return find_original((one, other), credits)


def _names(report: Report, passage: Passage, outlet: str | None) -> bool:
    """Does the report name an outlet just before a passage of its own?"""
    name = re.sub(r"^the |^www\.|\.(?:com|org|net|co\.uk)$", "", (outlet or "").strip(), flags=re.IGNORECASE)
    if len(name) < _NAME:
        return False
    before = report.text.words[max(0, passage.span.start - _BEFORE) : passage.span.start]
    return re.search(rf"\b{re.escape(name)}\b", before) is not None


def find_original(members: Sequence[Report], credits: Mapping[str, tuple[str, ...]]) -> tuple[str | None, str]:
    """The report that the family's text likely comes from, and what says so; None where nothing does.

    An agency's own report says more than a day: papers print its dispatches at once, and it dates its last revision.
    """
    owners = {agency: [report for report in members if _is_agency(report.outlet, agency)] for agency in AGENCIES}
    present = [(agency, own) for agency, own in owners.items() if own]
    if len(present) == 1:
        agency, own = present[0]
        given = [credits[report.id] for report in members if report not in own]
        credited = sum(agency in names for names in given)
        if len(own) > 1:
            return None, f"{_count(len(own))} are of {agency} itself; nothing tells which was first"
        if credited:
            return own[0].id, f"{own[0].outlet} is an agency, and credited by {_count(credited)}"
        if not any(given):
            return own[0].id, f"{own[0].outlet} is an agency; no other report credits any"
    common = set.intersection(*(set(credits[report.id]) for report in members))
    if common and not any(owners[agency] for agency in common):
        return None, f"{', '.join(sorted(common))} is credited by all; its own text is not among them"
    named = {agency for report in members for agency in credits[report.id] if not owners[agency]}
    if named:
        crediting = sum(not named.isdisjoint(credits[report.id]) for report in members)
        return None, f"{', '.join(sorted(named))} is credited by {_count(crediting)}; its own text is not among them"
    days = sorted((report.published[:10], report.id) for report in members if report.published)
    if len(days) == len(members) and days[0][0] < days[1][0]:
        return days[0][1], f"published first, on {days[0][0]}; none credits an agency"
    return None, "nothing tells which was first"


@lru_cache(maxsize=1 << 14)
def _is_agency(outlet: str | None, agency: str) -> bool:
    """Is the outlet the agency itself, by its name or by its domain?"""
    if outlet is None:
        return False
    folded = re.sub(r"[\W_]+", "", outlet.casefold().removeprefix("www."))
    return any(
        folded.removeprefix("the").removesuffix("com").removesuffix("org") in {name, f"{name}news"}
        for form in AGENCIES[agency]
        if (name := re.sub(r"[\W_]+", "", form.casefold()).removeprefix("the"))
    )


def _count(number: int) -> str:
    return "one report" if number == 1 else f"{number} reports"
