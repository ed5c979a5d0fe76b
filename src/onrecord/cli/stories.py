"""``stories``: reports in, which of them tell one event out; nothing is kept."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from onrecord.cli.console import Reports, progress, say, take_reports, width
from onrecord.cli.program import app

__all__ = ["stories"]


@app.command(rich_help_panel="Reports in, record out")
def stories(
    reports: Reports,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One line of JSON a report, instead of text to read.")] = False,
) -> None:
    """Say which reports tell one event, and why."""
    from onrecord.outputs.json import write_grouped
    from onrecord.outputs.terminal import list_stories
    from onrecord.reports import read_reports
    from onrecord.stories import Grouping, order_for_grouping, profile_reports

    used, notes = take_reports(read_reports(reports, stdin=sys.stdin.buffer))
    for note in notes:
        if note.outcome == "refused":
            say(f"refused {note.name}: {note.reason}")
    if not used:
        say("onrecord: none of the inputs could be used as a report")
        raise typer.Exit(1)
    grouping = Grouping()
    profiles = []
    with progress() as show:
        for profile in profile_reports(order_for_grouping(used)):
            profiles.append(profile)
            show(f"read {len(profiles)}/{len(used)}: {profile.report_id}")
        show("grouping")
        grouping.add_all(profiles)
    found = grouping.stories()
    if jsonl:
        for story in found:
            for report_id in story.reports:
                typer.echo(write_grouped(report_id, story, grouping.explain(report_id)))
    else:
        typer.echo(list_stories(found, used, grouping.explain, width=width(), colour=sys.stdout.isatty()))
    alone = sum(1 for story in found if len(story.reports) == 1)
    say(f"{len(used)} reports: {len(found) - alone} stories told by several, {alone} reports alone")
