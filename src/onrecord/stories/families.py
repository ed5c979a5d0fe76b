"""Copies in, families out: which reports of a story are one text, and which of them it likely comes from.

Two reports are of one family where what they share makes up a good part of the shorter one's own words (quotations and
furniture left out). What is hard here is direction, which a text seldom tells. It is named only where something tells it: an
agency's own report, a credit to an agency or an outlet that is in the family, an earlier day. Else the original is not known,
and that is said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from onrecord.datamodel import Copy, Family, Report
from onrecord.stories.copies import compare_narrations, find_narration
from onrecord.stories.credits import AGENCIES, find_credits
from onrecord.stories.profiles import find_day
from onrecord.stories.sketches import find_shared_wording, sketch_report

__all__ = ["find_families", "group_copies"]

SHARE = 0.2
"""Share of the shorter report's own words that two reports of one family have in common."""
OWN_SHARE = 0.75
"""The same for two reports of one outlet: it prints its own links and disclaimers under every text."""
APART = 30
"""Days between two reports beyond which they must share `LEAST_APART` words: a disclaimer outlives every dispatch."""
LEAST_APART = 60
HALF, LEAST_PART = 0.5, 72
"""Below this share they must have so many words in common: a post printed without marks is shorter, a dispatch is not."""
LEAST = 24
"""Words that they have in common at least: less may be a formula, or a sentence out of one press release."""


def find_families(reports: Sequence[Report]) -> tuple[Family, ...]:
    """The families among many reports, whatever their stories: only reports that share wording are set side by side."""
    ordered = sorted(reports, key=lambda report: report.id)
    pairs = find_shared_wording([sketch_report(report) for report in ordered])
    told = {number: find_narration(ordered[number]) for number in sorted({number for pair in pairs for number in pair})}
    copies = [c for a, b in pairs for c in compare_narrations((ordered[a], told[a]), (ordered[b], told[b]))]
    return _group([ordered[number] for number in told], copies, {ordered[n].id: len(t.words) for n, t in told.items()})


def group_copies(reports: Sequence[Report], copies: Sequence[Copy]) -> tuple[Family, ...]:
    """The families of reports, from the copies found between them, in order of their first report."""
    touched = {report_id for copy in copies for report_id in copy.reports}
    sizes = {report.id: len(find_narration(report).words) for report in reports if report.id in touched}
    return _group([report for report in reports if report.id in touched], copies, sizes)


def _group(reports: Sequence[Report], copies: Sequence[Copy], sizes: Mapping[str, int]) -> tuple[Family, ...]:
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for copy in copies:
        shared[copy.reports] += min(len(copy.a.exact.split()), len(copy.b.exact.split()))
    by_id = {report.id: report for report in reports}
    family = {report.id: {report.id} for report in reports}
    for (a, b), words in sorted(shared.items()):
        outlets, days = zip(*((by_id[n].outlet, find_day(by_id[n].published)) for n in (a, b)), strict=True)
        share = OWN_SHARE if outlets[0] is not None and outlets[0] == outlets[1] else SHARE
        least = LEAST if None in days or abs(days[0] - days[1]) <= APART else LEAST_APART
        part = words / max(1, min(sizes[a], sizes[b]))
        if part < HALF:
            least = max(least, LEAST_PART)
        if words >= least and part >= share and family[a] is not family[b]:
            family[a] |= family[b]
            for member in family[b]:
                family[member] = family[a]
    found = {min(members): tuple(sorted(members)) for members in family.values() if len(members) > 1}
    return tuple(_family([by_id[member] for member in members], shared, sizes) for _, members in sorted(found.items()))


def _family(members: Sequence[Report], shared: Mapping[tuple[str, str], int], sizes: Mapping[str, int]) -> Family:
    credits = {report.id: tuple(credit.agency for credit in find_credits(report)) for report in members}
    original, why = _find_original(members, credits)
    best: dict[str, int] = defaultdict(int)
    for pair in combinations([report.id for report in members], 2):
        for report_id in pair:
            best[report_id] = max(best[report_id], shared.get(pair, 0))
    agencies = tuple(sorted({agency for names in credits.values() for agency in names}))
    parts = tuple(min(100, 100 * best[report.id] // max(1, sizes[report.id])) for report in members)
    return Family(tuple(report.id for report in members), parts, original, agencies, why)


def _find_original(members: Sequence[Report], credits: Mapping[str, tuple[str, ...]]) -> tuple[str | None, str]:
    """The report that the family's text likely comes from, and what says so; None where nothing does."""
    owners = {agency: [report for report in members if _is_agency(report.outlet, agency)] for agency in AGENCIES}
    for agency, own in owners.items():
        credited = [report for report in members if agency in credits[report.id] and report not in own]
        if len(own) == 1 and credited:
            return own[0].id, f"{own[0].outlet} is the agency that {_count(len(credited))} credit"
    common = set.intersection(*(set(names) for names in credits.values()))
    if common:
        return None, f"all credit {', '.join(sorted(common))}, whose own text is not among them"
    named = {agency for names in credits.values() for agency in names}
    without = [report for report in members if not credits[report.id]]
    if named:
        given = f"{_count(len(members) - len(without))} credit {', '.join(sorted(named))}"
        return None, f"{given}, whose own text is not among them; {_count(len(without))} give no credit"
    days = sorted((report.published[:10], report.id) for report in members if report.published)
    if len(days) == len(members) and days[0][0] < days[1][0]:
        return days[0][1], f"published first, on {days[0][0]}; none credits an agency"
    return None, "nothing tells which was first"


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
