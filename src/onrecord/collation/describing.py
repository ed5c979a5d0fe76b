"""What several reports print of one person: profiles in; facts about the name, the titles and descriptions, and the age out."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.collation.dates import published_day
from onrecord.collation.details import NOT_TOLD
from onrecord.collation.origins import Provenance
from onrecord.collation.profiles import Profile
from onrecord.collation.roles import Role
from onrecord.datamodel import Detail, Fact, Report, Verdict

__all__ = ["describe_person"]


def describe_person(group: Sequence[Profile], reports: Sequence[Report], provenance: Provenance) -> list[Fact]:
    """What several reports say of one person: name, titles and descriptions, age."""
    facts = [_name_fact(group, reports, provenance)]
    facts += _title_facts(group, reports, provenance)
    aged = [profile for profile in group if profile.age is not None]
    if len(aged) > 1:
        ages = {_number(profile.age.exact) for profile in aged if profile.age}
        values = tuple(
            Detail(reports[p.report].id, "age", p.age or p.name, str(_number(p.age.exact)) if p.age else NOT_TOLD)
            for p in group
        )
        verdict: Verdict = "conflict" if len(ages) > 1 else "agree" if len(aged) == len(group) else "coarser"
        if verdict == "conflict":
            if not _of_one_time([reports[profile.report] for profile in aged]):
                return facts  # an age is of its day
            values = tuple(value for value in values if value.value != NOT_TOLD)
        why = f"the age of {group[0].name.exact}" + ("" if len(aged) == len(group) else "; not all tell it")
        facts.append(Fact("age", verdict, values, provenance.of_details(values), why))
    return facts


def _of_one_time(reports: Sequence[Report]) -> bool:
    """Are all dated, and none a month older than another?"""
    days = [published_day(report.published) for report in reports]
    known = [day for day in days if day is not None]
    return len(known) == len(days) and (max(known) - min(known)).days <= 31


def describe_unnamed(
    group: Sequence[Profile], report: int, role: Role, reports: Sequence[Report], provenance: Provenance
) -> Fact:
    """A person whom one report describes and does not name, where others do: the nameless one tells less."""
    named = [(p.report, Detail(reports[p.report].id, "name", p.name, p.name.exact)) for p in group]
    bare = (report, Detail(reports[report].id, "name", role.passage, NOT_TOLD))
    values = tuple(detail for _, detail in sorted([*named, bare], key=lambda pair: pair[0]))
    why = f"{group[0].name.exact}: {reports[report].name} has “{role.passage.exact}” and no name"
    return Fact("name", "coarser", values, provenance.of_details(values), why)


def _number(printed: str) -> int:
    return int("".join(c for c in printed if c.isdigit()))


def _name_fact(group: Sequence[Profile], reports: Sequence[Report], provenance: Provenance) -> Fact:
    values = tuple(Detail(reports[p.report].id, "name", p.name, p.name.exact) for p in group)
    longest = max(len(profile.folded) for profile in group)
    forms = {profile.folded for profile in group}
    shorter = any(len(profile.folded) == 1 < longest for profile in group)
    if len(forms) == 1:
        why = "the same name"
    elif shorter:
        why = "the last name alone beside the full name"
    elif len({form[-1] for form in forms}) > 1 or len({form[0] for form in forms if len(form[0]) > 2}) > 1:
        why = "one name in two spellings"
    else:
        why = "with and without an initial or a middle name"
    return Fact("name", "coarser" if shorter else "agree", values, provenance.of_details(values), why)


def _title_facts(group: Sequence[Profile], reports: Sequence[Report], provenance: Provenance) -> list[Fact]:
    """A fact for each office that several reports name, and one where reports call a person by different offices.

    Who gives no title says nothing less: every report names people in its own way.
    """
    facts: list[Fact] = []
    said: set[int] = set()
    for head in dict.fromkeys(role.head for profile in group for role in profile.roles):
        best = {
            p.report: max(those, key=lambda r: len(r.keys)) for p in group if (those := [r for r in p.roles if r.head == head])
        }
        if len(best) > 1:
            same = len({role.rank for role in best.values()}) == 1
            facts.append(_title_fact(group, best, "agree" if same else "coarser", reports, provenance))
            said.update(best)
    best = {p.report: max(p.roles, key=lambda role: len(role.keys)) for p in group if p.roles}
    if len(best) > 1 and not set(best) <= said:
        facts.append(_title_fact(group, best, "coarser", reports, provenance))
    return facts


def _title_fact(
    group: Sequence[Profile], best: dict[int, Role], verdict: Verdict, reports: Sequence[Report], provenance: Provenance
) -> Fact:
    values = tuple(
        Detail(reports[report].id, "title", role.passage, role.passage.exact) for report, role in sorted(best.items())
    )
    printed = " / ".join(dict.fromkeys(value.passage.exact for value in values))
    how = "the same office" if verdict == "agree" else "described in different words"
    return Fact("title", verdict, values, provenance.of_details(values), f"{group[0].name.exact}: {printed}; {how}")
