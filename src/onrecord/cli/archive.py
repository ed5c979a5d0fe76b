"""Reports that are kept: ``add``, ``update``, ``watch``, ``search``, ``people``, judgements, ``take-down`` and ``log``."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.console import Contact, Delay, Private, ReportsAndAddresses, fetching, progress, say, width
from onrecord.cli.program import app
from onrecord.datamodel import Anchor, Outcome
from onrecord.errors import NotInArchive
from onrecord.outputs.unseen import show_unseen

if TYPE_CHECKING:
    from onrecord.archive import Archive, Compiled
    from onrecord.intake import Fetcher

__all__ = ["Place", "add", "captures", "copy", "judge", "judgements", "log", "people", "search", "take_down", "update", "watch"]

_PANEL = "Reports kept and followed"

Place = Annotated[
    str,
    typer.Option(
        "--archive",
        metavar="PATH",
        envvar="ONRECORD_ARCHIVE",
        help="The archive: a file, or the postgresql:// address of a database.",
    ),
]
Jsonl = Annotated[bool, typer.Option("--jsonl", help="One line of JSON each, instead of a list to read.")]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who judges; kept with the judgement.")]
Vectors = Annotated[bool, typer.Option("--vectors", help="Also make what search by meaning needs (slow).")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="Show so many at most.")]


@app.command(rich_help_panel=_PANEL)
def add(
    reports: ReportsAndAddresses,
    archive: Place = "onrecord.db",
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Processes that find statements.")] = 1,
    only_keep: Annotated[bool, typer.Option("--no-update", help="Do not place the reports in stories yet.")] = False,
    vectors: Vectors = False,
    contact: Contact = None,
    delay: Delay = 2.0,
    private: Private = False,
) -> None:
    """Keep reports in an archive, find their statements and place them in stories; a run that was cut short goes on."""
    from onrecord.reports import is_address, read_reports

    whole = _expected(reports)
    with _opened(archive, create=True) as opened:
        with progress() as show, fetching(contact=contact, delay=delay, private=private, show=show) as fetch:
            clock = _Clock(whole, show)

            def told(outcome: Outcome, became: str) -> None:
                if became == "refused":
                    say(f"refused {outcome.name}: {outcome.reason}")
                elif is_address(outcome.name):
                    say(f"{became} {outcome.name}{': ' if outcome.reason else ''}{outcome.reason or ''}")
                elif became == "capture":
                    say(f"{outcome.name}: its words have changed, kept as a new capture")
                clock.done(became != "known")

            given = read_reports(reports, stdin=sys.stdin.buffer, fetch=fetch, captures=True)
            added = opened.add(given, on_outcome=told, jobs=jobs)
            if not only_keep:
                opened.update(on_progress=_steps(show), on_record=_keeper(archive, pages=False), vectors=vectors)
        say(
            f"{added.used} added, {added.captures} with new words, {added.known} known already, {added.refused} refused; "
            f"{_holds(opened)}"
        )
    if not (added.used or added.captures or added.known):
        raise typer.Exit(1)


@app.command(rich_help_panel=_PANEL)
def watch(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FEED]...", help="The https://… of a feed, an OPML file, or a file of addresses.", show_default=False
        ),
    ] = None,
    archive: Place = "onrecord.db",
    every: Annotated[float, typer.Option("--every", min=1.0, metavar="MINUTES", help="How often to look.")] = 15.0,
    once: Annotated[bool, typer.Option("--once", help="Look once and stop, as for cron.")] = False,
    most: Annotated[int, typer.Option("--most", min=1, help="Pages of one feed to fetch at a time.")] = 100,
    shown: Annotated[bool, typer.Option("--list", help="List the feeds that were watched, and how they do.")] = False,
    forget: Annotated[str | None, typer.Option("--forget", metavar="FEED", help="Forget this one; its reports stay.")] = None,
    contact: Contact = None,
    delay: Delay = 2.0,
    private: Private = False,
) -> None:
    """Follow feeds (RSS, Atom, OPML): keep what is new in them, a line for each outcome. Ctrl-C stops it; nothing is lost."""
    if shown or forget is not None:
        with _opened(archive) as opened:
            if forget is not None:
                opened.forget_feed(forget)
            for feed in opened.feeds() if shown else ():
                state = f"failed {feed.failures} times: {feed.reason}" if feed.failures else "well"
                _show(f"{(feed.asked_at or 'never')[:16]:16}  {feed.url}  {feed.title or ''} – {state}")
        return
    from onrecord.intake import Fetcher, Manners
    from onrecord.intake.feeds import read_sources

    feeds = [url for source in sources or () for url in read_sources(source)]
    if not feeds:
        raise typer.BadParameter("needs the address of a feed, an OPML file, or a file of addresses", param_hint="FEED")
    manners = Manners(contact=contact, delay=delay, private=private)
    with suppress(KeyboardInterrupt), _opened(archive, create=True) as opened, Fetcher(manners) as fetcher:
        while True:
            _watch_round(opened, feeds, fetcher, most)
            if once:
                break
            time.sleep(60 * every)


def _watch_round(archive: Archive, feeds: list[str], fetcher: Fetcher, most: int) -> None:
    counts: Counter[str] = Counter()
    for line in archive.watch(feeds, fetcher, most=most):
        counts[line.became] += 1
        if line.became != "unchanged":
            say(f"{line.became} {line.address}{': ' if line.reason else ''}{line.reason or ''}")
    with progress() as show:
        archive.update(on_progress=_steps(show))
    asked = counts["read"] + counts["unchanged"]
    told = ", ".join(
        f"{counts[became]} {became}" for became in ("used", "capture", "known", "refused", "failed") if counts[became]
    )
    say(f"{asked} of {len(feeds)} feeds asked; {told or 'nothing new'}; {_holds(archive)}")


@app.command(rich_help_panel=_PANEL)
def update(
    archive: Place = "onrecord.db",
    reread: Annotated[
        bool, typer.Option("--reread", help="Read anew what an older finder has read; what it found is kept beside.")
    ] = False,
    vectors: Vectors = False,
    pages: Annotated[
        bool, typer.Option("--pages/--no-pages", help="Make the pages that `serve` shows, if its libraries are there.")
    ] = True,
) -> None:
    """Place what is new in stories, join their statements, and refresh what this touches; finishes what was cut short."""
    with _opened(archive) as opened:
        with progress() as show:
            keep = _keeper(archive, pages=True) if pages else None
            done = opened.update(on_progress=_steps(show), on_record=keep, reread=reread, vectors=vectors)
        again = f", {done.reread} read anew" if reread else ""
        say(f"{done.placed} reports placed, {done.stories} stories refreshed{again}; {_holds(opened)}")


def _keeper(archive: str, *, pages: bool) -> Callable[[Compiled], None] | None:
    """What keeps for the web app the record of stories that several tell, or their pages too.

    None without the app's libraries, or where the archive is no file.
    """
    if "://" in archive or find_spec("fastapi") is None:
        return None

    def keep(compiled: Compiled) -> None:
        if compiled.summary.reports < 2:
            return
        if pages:
            from onrecord.web.stories import keep_pages

            keep_pages(archive, compiled)
        else:
            from onrecord.web.kept import keep_record

            keep_record(archive, compiled)

    return keep


@app.command(rich_help_panel=_PANEL)
def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORDS]...", help='Words, "a phrase" or begin*; all must be found.', show_default=False),
    ] = None,
    archive: Place = "onrecord.db",
    speaker: Annotated[str | None, typer.Option("--speaker", metavar="NAME", help="Said by.")] = None,
    act: Annotated[str | None, typer.Option("--act", help="offer, demand, refuse, deny …")] = None,
    about: Annotated[str | None, typer.Option("--about", metavar="NAME", help="Whom it concerns.")] = None,
    outlet: Annotated[str | None, typer.Option("--outlet", metavar="NAME", help="Told by this outlet.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DAY", help="Published on or after.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="Published on or before.")] = None,
    manner: Annotated[str | None, typer.Option("--manner", help="direct, indirect or mixed.")] = None,
    story: Annotated[str | None, typer.Option("--story", metavar="ID", help="In this story.")] = None,
    similar: Annotated[bool, typer.Option("--similar", help="Nearest in meaning instead (after update --vectors).")] = False,
    limit: Limit = 20,
    after: Annotated[str | None, typer.Option("--after", help="Go on where the last page ended.")] = None,
    jsonl: Jsonl = False,
) -> None:
    """Find statements by their words, meaning, speaker, act, outlet, day: who said what, and where it stands."""
    with _opened(archive) as opened:
        hits = opened.search(
            " ".join(words) if words else None,
            speaker=speaker,
            act=act,  # type: ignore[arg-type]
            about=about,
            outlet=outlet,
            since=since,
            until=until,
            manner=manner,  # type: ignore[arg-type]
            story=story,
            similar=similar,
            limit=limit,
            after=after,
        )
    for hit in hits:
        if jsonl:
            row = asdict(hit)
            row["passages"] = [{"span": list(p.span), "exact": p.exact, "text": p.text_id} for p in hit.passages]
            _line(row)
        else:
            who = hit.speaker or "nobody named"
            _show(f"{hit.published or 'undated':10.10}  {hit.outlet or hit.report} · {who} · {hit.act}")
            _show(_wrap(hit.words))
            _show(f"            {hit.url or hit.report} [{hit.passage.span.start}, {hit.passage.span.end})\n")
    if not hits:
        say("nothing in the archive answers to this")
        raise typer.Exit(1)
    if hits.after is not None:
        say(f"more with --after {hits.after}")


@app.command(rich_help_panel=_PANEL)
def people(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Only those who bear it.", show_default=False)] = None,
    archive: Place = "onrecord.db",
    limit: Limit = 50,
    jsonl: Jsonl = False,
) -> None:
    """List who speaks in the archive: people and bodies over all stories, with every name they are given."""
    with _opened(archive) as opened:
        found = opened.people(name, limit=limit)
    for person in found:
        if jsonl:
            _line(asdict(person))
            continue
        others = [other for other in person.names if other != person.name]
        also = f" (also {', '.join(others)})" if others else ""
        note = " – a last name alone, may be several people" if person.bare else ""
        _show(f"{person.statements:6}  {person.id}  {person.name}{also}{note}")
    if not found:
        say(
            "nobody in the archive is called so"
            if name
            else "nobody speaks in the archive yet: `onrecord update` places reports"
        )
        raise typer.Exit(1)


@app.command(rich_help_panel=_PANEL)
def judge(
    on: Annotated[str, typer.Argument(metavar="ON", help="person, utterance, fact, story or statement", show_default=False)],
    verdict: Annotated[
        str,
        typer.Argument(
            metavar="VERDICT",
            help='same, "not the same" or unsure; on a statement "wrong speaker", "not a statement" or "missed one"',
            show_default=False,
        ),
    ],
    things: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...",
            help="Two people, reports, passages (REPORT@START-END) or statements, or one statement.",
            show_default=False,
        ),
    ] = None,
    by: By = ...,  # type: ignore[assignment]
    archive: Place = "onrecord.db",
    speaker: Annotated[str | None, typer.Option("--speaker", metavar="NAME", help="The right speaker.")] = None,
    report: Annotated[str | None, typer.Option("--report", metavar="ID", help="Where one was missed.")] = None,
    span: Annotated[tuple[int, int] | None, typer.Option("--span", help="Its characters, start and end.")] = None,
    note: Annotated[str, typer.Option("--note", help="Why.")] = "",
) -> None:
    """Keep an editor's word on people, statements or what they tell.

    What is kept is brought in line with it at once, and by every update, until it is withdrawn. Stories are judged by two
    reports, facts by two passages: post@120-134 stands for characters 120 to 134 of the report post.
    """
    from onrecord.spans import Span

    given = [*(things or []), None, None]
    with _opened(archive) as opened:
        made = opened.judge(
            on,  # type: ignore[arg-type]
            verdict,
            given[0],
            given[1],
            by=by,
            note=note,
            speaker=speaker,
            report=report,
            spans=[Span(*span)] if span else (),
        )
        with progress() as show:
            opened.update(on_progress=_steps(show))
    say(f"kept as {made.id}")


@app.command(rich_help_panel=_PANEL)
def judgements(
    archive: Place = "onrecord.db",
    withdraw: Annotated[str | None, typer.Option("--withdraw", metavar="ID", help="Take this one back.")] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who takes it back.")] = None,
    why: Annotated[str, typer.Option("--why", help="Why it is taken back.")] = "",
    jsonl: Jsonl = False,
) -> None:
    """List the editors' judgements, those withdrawn included; or withdraw one, which stays on record."""
    with _opened(archive) as opened:
        if withdraw is not None:
            if by is None:
                raise typer.BadParameter("needs the name of who takes it back", param_hint="--by")
            opened.withdraw(withdraw, by=by, why=why)
            opened.update()
        for each in opened.judgements():
            if jsonl:
                _line(asdict(each))
                continue
            verdict = f"{each.verdict}, it is {each.speaker}" if each.speaker else each.verdict
            taken_back = f" – withdrawn {(each.withdrawn_at or '')[:10]} by {each.withdrawn_by}" if each.withdrawn_at else ""
            _show(f"{each.at[:10]}  {each.id}  {each.by}: {each.on} {verdict}  {each.note}".rstrip() + taken_back)
            for anchor in each.anchors:
                _show(_wrap(_judged(opened, anchor)))


def _judged(opened: Archive, anchor: Anchor) -> str:
    """What a judgement is on, to be read: a person by name, a passage by its words and place, or a report."""
    if anchor.person is not None:
        try:
            return f"{anchor.person}  {', '.join(opened.person(anchor.person).names)}"
        except NotInArchive:  # nobody of this name speaks any more
            return anchor.person
    words = " … ".join(passage.exact for passage in opened.passages(anchor))
    return f"{anchor.report} {', '.join(f'[{span.start}, {span.end})' for span in anchor.spans)} {words}"


@app.command(rich_help_panel=_PANEL)
def captures(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="A report's id, as search gives it.", show_default=False)],
    archive: Place = "onrecord.db",
    jsonl: Jsonl = False,
) -> None:
    """Show what changed in a report's statements each time that its page had other words: + came, - went, ~ told otherwise."""
    with _opened(archive) as opened:
        editions = opened.captures(report)
    for edition in editions:
        if jsonl:
            _line(asdict(edition))
            continue
        _show(f"{edition.number}  {edition.at[:16]}  {edition.text_digest[7:19]}{'  (current)' if edition.current else ''}")
        for sign, those in (("+", edition.came), ("-", edition.went)):
            for words in those:
                _show(f"{_wrap(words)[:10]}{sign} {_wrap(words)[12:]}")
        for recast in edition.recast:
            _show(f"{_wrap(recast.words)[:10]}~ {_wrap(recast.words)[12:]}")
            was, now = (
                f"{speaker or 'nobody named'} · {act}" for speaker, act in zip(recast.speakers, recast.acts, strict=True)
            )
            _show(_wrap(f"was {was}, is {now}"))
        if edition.number > 1 and not (edition.came or edition.went or edition.recast):
            _show(_wrap("the same statements"))


@app.command(rich_help_panel=_PANEL)
def copy(
    to: Annotated[
        str,
        typer.Argument(metavar="PLACE", help="A new file, or the postgresql:// address of a database.", show_default=False),
    ],
    archive: Place = "onrecord.db",
) -> None:
    """Copy an archive with all that it holds to another place: from a file to a server, or back."""
    with _opened(archive) as opened, progress() as show:
        reports = opened.copy_to(to, on_progress=_steps(show))
    say(f"{reports:,} reports copied")


@app.command("take-down", rich_help_panel=_PANEL)
def take_down(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="The report's id.", show_default=False)],
    why: Annotated[str, typer.Option("--why", help="The reason, which stays in the log.")],
    archive: Place = "onrecord.db",
) -> None:
    """Delete a report for good, with all that hangs on it; the log says that it was here, and it is not taken in again."""
    with _opened(archive) as opened:
        opened.take_down(report, why)
        opened.update()
    say(f"{report} is deleted")


@app.command(rich_help_panel=_PANEL)
def log(archive: Place = "onrecord.db", limit: Limit = 50, jsonl: Jsonl = False) -> None:
    """Show what was done to the archive, latest first."""
    with _opened(archive) as opened:
        for line in opened.log(limit=limit):
            if jsonl:
                _line(asdict(line))
            else:
                _show(f"{line.at}  {line.action:9}  {line.outcome:8}  {line.name}  {line.detail}".rstrip())


@contextmanager
def _opened(place: str, *, create: bool = False) -> Iterator[Archive]:
    from onrecord.archive import open as open_archive

    with open_archive(place, create=create) as archive:
        try:
            yield archive
        except KeyboardInterrupt:
            say("stopped; what was kept is kept, and the same command goes on from there")
            raise


def _holds(archive: Archive) -> str:
    counts = archive.counts()
    held = ", ".join(f"{counts[noun]:,} {noun}" for noun in ("reports", "statements", "stories"))
    return f"{archive.place} holds {held}"


def _line(row: dict[str, Any]) -> None:
    typer.echo(json.dumps(row, ensure_ascii=False, default=list))


def _show(line: str) -> None:
    """Print a line; what a report holds can drive no terminal."""
    typer.echo(show_unseen(line))


def _wrap(words: str) -> str:
    import textwrap

    plain = " ".join(words.split())
    return textwrap.fill(plain, width=width(), initial_indent=" " * 12, subsequent_indent=" " * 12)


def _steps(show: Callable[[str], None]) -> Callable[[str, int, int], None]:
    clocks: dict[str, float] = {}

    def told(step: str, done: int, whole: int) -> None:
        began = clocks.setdefault(step, time.monotonic())
        show(f"{step} {done}/{whole}{_left(time.monotonic() - began, done, whole)}")

    return told


def _left(seconds: float, done: int, whole: int) -> str:
    """How long the rest will take if it goes on like this; nothing is said before there is something to go by."""
    if seconds < 3 or not 0 < done < whole:
        return ""
    rest = seconds / done * (whole - done)
    return f", about {rest / 60:.0f} min left" if rest >= 90 else f", about {rest:.0f} s left"


def _expected(inputs: list[str]) -> int | None:
    """How many reports are to be expected: lines of JSONL, files of folders; None where it cannot be told without reading."""
    count = 0
    for given in inputs:
        path = Path(given)
        paths = sorted(path.rglob("*")) if path.is_dir() else [path]
        for each in paths:
            if not each.is_file():
                return None if given == "-" or not path.is_dir() else count
            if each.name.lower().endswith((".warc", ".warc.gz")):
                return None
            if each.suffix == ".jsonl":
                with each.open("rb") as lines:
                    count += sum(1 for _ in lines)
            elif each.suffix != ".json" or not each.with_suffix(".txt").exists():
                count += 1
    return count


class _Clock:
    """Says how far adding is, and how long the rest will take; reports that were known already do not count for the pace."""

    def __init__(self, whole: int | None, show: Callable[[str], None]) -> None:
        self.whole = whole
        self.show = show
        self.seen = self.worked = 0
        self.began = time.monotonic()

    def done(self, worked: bool) -> None:
        """One more is done; ``worked`` where its statements had to be found."""
        self.seen += 1
        self.worked += worked
        of = f"/{self.whole}" if self.whole else ""
        seconds = time.monotonic() - self.began
        left = _left(seconds, self.worked, self.worked + self.whole - self.seen) if self.whole and self.worked else ""
        self.show(f"added {self.seen}{of}{left}")
