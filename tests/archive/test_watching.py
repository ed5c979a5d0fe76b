"""Feeds that are followed, over a server that misbehaves: what is fetched, what is kept, and when it is tried again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("feedparser", reason="needs feedparser, which the extra archive brings")

from typer.testing import CliRunner

import onrecord
from onrecord.archive import Archive, Watched
from onrecord.cli import app
from onrecord.errors import NotInArchive
from onrecord.intake import Fetcher
from tests.intake.conftest import QUICK, TRUST, site
from tests.intake.sites import KEEPER, Site, conditional, page, say

__all__ = ["site"]


class Clock:
    """A day that goes on when it is told to."""

    def __init__(self) -> None:
        self.time = datetime(2031, 6, 1, 12)

    def __call__(self) -> str:
        return f"{self.time.isoformat()}Z"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(tmp_path: Path, clock: Clock) -> Iterator[Archive]:
    with onrecord.open(tmp_path / "a.db", now=clock) as archive:
        yield archive


@pytest.fixture
def fetcher(clock: Clock) -> Iterator[Fetcher]:
    def seconds() -> float:
        return (clock.time - datetime(2031, 1, 1)).total_seconds()

    with Fetcher(QUICK, sleep=lambda wait: None, clock=seconds, trust=TRUST) as made:
        yield made


def feed(site: Site, *names: str, updated: str = "") -> bytes:
    when = f"<updated>{updated}</updated>" if updated else ""
    entries = "".join(
        f'<entry><title>About {name}</title><link href="{site.url("/" + name)}"/><id>{name}</id>{when}</entry>'
        for name in names
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Halm Post</title>{entries}</feed>'.encode()


def told(lines: Iterator[Watched]) -> list[tuple[str, str]]:
    return [(line.became, line.address.rsplit("/", 1)[-1]) for line in lines]


def asked(site: Site) -> list[str]:
    """The paths that were asked for since the last time, robots.txt left out."""
    out = [path for path in site.asked if path != "/robots.txt"]
    site.asked.clear()
    return out


def test_what_is_new_is_kept_and_nothing_is_fetched_twice(archive: Archive, site: Site, fetcher: Fetcher) -> None:
    site.paths["/lamp"] = say(body=page("The lamp").encode())
    site.paths["/quay"] = say(body=page("The quay", (*KEEPER, "The quay is shut, said Ilse Marn.")).encode())
    site.paths["/feed"] = conditional(feed(site, "quay", "lamp"), etag='"1"', kind="application/atom+xml")
    url = site.url("/feed")
    assert told(archive.watch([url, url], fetcher)) == [("read", "feed"), ("used", "lamp"), ("used", "quay")]
    assert asked(site) == ["/feed", "/lamp", "/quay"]
    assert told(archive.watch([url], fetcher)) == [("unchanged", "feed")]
    site.paths["/feed"] = conditional(feed(site, "quay", "lamp", "mill"), etag='"2"', kind="application/atom+xml")
    site.paths["/mill"] = say(body=page("The mill", (*KEEPER, "“The mill burned,” Tilda Rook said.")).encode())
    asked(site)
    assert told(archive.watch([url], fetcher)) == [("read", "feed"), ("used", "mill")]
    assert asked(site) == ["/feed", "/mill"]
    assert archive.counts()["reports"] == 3
    (followed,) = archive.feeds()
    assert (followed.url, followed.title, followed.failures, followed.reason) == (url, "Halm Post", 0, None)


def test_an_entry_that_was_changed_is_a_new_capture(kept: Archive, site: Site, fetcher: Fetcher, clock: Clock) -> None:
    url = site.url("/feed")
    site.paths["/lamp"] = say(body=page("The lamp").encode())
    site.paths["/feed"] = say(body=feed(site, "lamp", updated="2031-06-01T10:00:00Z"))
    assert told(kept.watch([url], fetcher))[1:] == [("used", "lamp")]
    clock.time += timedelta(hours=1)
    assert told(kept.watch([url], fetcher)) == [("read", "feed")]
    site.paths["/lamp"] = say(body=page("The lamp", (*KEEPER, "The lamp is out, Vash said.")).encode())
    site.paths["/feed"] = say(body=feed(site, "lamp", updated="2031-06-01T12:30:00Z"))
    assert told(kept.watch([url], fetcher))[1:] == [("capture", "lamp")]
    assert kept.counts()["reports"] == 1


def test_a_feed_that_fails_is_asked_ever_less_often(kept: Archive, site: Site, fetcher: Fetcher, clock: Clock) -> None:
    url = site.url("/feed")
    site.paths["/feed"] = say(500)
    (line,) = kept.watch([url], fetcher)
    assert line.became == "failed"
    assert line.reason == "127.0.0.1 answers with status 500: try later; asked again after 5 min"
    assert list(kept.watch([url], fetcher)) == []
    clock.time += timedelta(minutes=5)
    (line,) = kept.watch([url], fetcher)
    assert line.reason is not None
    assert line.reason.endswith("after 10 min")
    assert [(f.failures, f.next_at) for f in kept.feeds()] == [(2, "2031-06-01T12:15:00Z")]
    site.paths["/feed"] = say(body=feed(site))
    clock.time += timedelta(minutes=10)
    assert told(kept.watch([url], fetcher)) == [("read", "feed")]
    assert [(f.failures, f.reason) for f in kept.feeds()] == [(0, None)]


def test_who_asks_for_time_gets_it(kept: Archive, site: Site, fetcher: Fetcher, clock: Clock) -> None:
    url = site.url("/feed")
    site.paths["/feed"] = say(429, Retry_After="7200")
    (line,) = kept.watch([url], fetcher)
    assert line.reason is not None
    assert line.reason.endswith("asked again after 2 h")
    clock.time += timedelta(hours=1)
    assert list(kept.watch([url], fetcher)) == []
    assert asked(site) == ["/feed"]


def test_a_feed_that_is_gone_is_not_asked_again(kept: Archive, site: Site, fetcher: Fetcher, clock: Clock) -> None:
    url = site.url("/feed")
    site.paths["/feed"] = say(410)
    (line,) = kept.watch([url], fetcher)
    assert line.reason is not None
    assert line.reason.endswith("not asked again")
    clock.time += timedelta(days=400)
    assert list(kept.watch([url], fetcher)) == []
    kept.forget_feed(url)
    site.paths["/feed"] = say(body=feed(site))
    assert told(kept.watch([url], fetcher)) == [("read", "feed")]
    with pytest.raises(NotInArchive, match="was watched"):
        kept.forget_feed("https://halmpost.example/none")


def test_a_page_that_fails_is_tried_again_though_the_feed_is_unchanged(
    kept: Archive, site: Site, fetcher: Fetcher, clock: Clock
) -> None:
    url = site.url("/feed")
    site.paths["/feed"] = conditional(feed(site, "gone", "lamp"), etag='"1"', kind="application/atom+xml")
    site.paths["/lamp"] = say(500)
    site.paths["/gone"] = say(404)
    assert told(kept.watch([url], fetcher)) == [("read", "feed"), ("failed", "lamp"), ("failed", "gone")]
    asked(site)
    assert told(kept.watch([url], fetcher)) == [("unchanged", "feed")]
    for wait in (5, 10, 20):
        clock.time += timedelta(minutes=wait)
        assert told(kept.watch([url], fetcher)) == [("read", "feed"), ("failed", "lamp")]
    assert "/gone" not in asked(site)
    site.paths["/lamp"] = say(body=page("The lamp", KEEPER).encode())
    clock.time += timedelta(minutes=40)
    assert told(kept.watch([url], fetcher)) == [("read", "feed"), ("used", "lamp")]
    (report,) = [r for r in kept.reports() if r.url == site.url("/lamp")]
    assert report.title == "The lamp"


def test_a_page_is_given_up_after_five_tries(kept: Archive, site: Site, fetcher: Fetcher, clock: Clock) -> None:
    url = site.url("/feed")
    site.paths["/feed"] = say(body=feed(site, "lamp"))
    site.paths["/lamp"] = say(500)
    tried = 0
    for _ in range(12):
        tried += sum(became == "failed" for became, _ in told(kept.watch([url], fetcher)))
        clock.time += timedelta(days=1)
    assert tried == 5


def test_what_a_page_does_not_say_of_itself_comes_from_the_feed(kept: Archive, site: Site, fetcher: Fetcher) -> None:
    site.paths["/bare"] = say(body="\n\n".join(KEEPER).encode(), kind="text/plain")
    site.paths["/feed"] = say(body=feed(site, "bare").replace(b"<id>", b"<published>2031-05-04T07:00:00Z</published><id>"))
    list(kept.watch([site.url("/feed")], fetcher))
    (report,) = kept.reports()
    assert (report.title, report.published) == ("About bare", "2031-05-04T07:00:00Z")


def test_one_feed_that_breaks_costs_no_other_and_a_page_without_words_is_refused(
    kept: Archive, site: Site, fetcher: Fetcher
) -> None:
    site.paths["/broken"] = say(body=b"<html>no feed</html>")
    site.paths["/feed"] = say(body=feed(site, "empty", "lamp"))
    site.paths["/empty"] = say(body=b"<html></html>")
    site.paths["/lamp"] = say(body=page("The lamp").encode())
    lines = told(kept.watch([site.url("/broken"), site.url("/feed")], fetcher))
    assert lines == [("failed", "broken"), ("read", "feed"), ("used", "lamp"), ("refused", "empty")]
    assert told(kept.watch([site.url("/feed")], fetcher)) == [("read", "feed")]


def test_a_long_feed_is_taken_in_rounds(kept: Archive, site: Site, fetcher: Fetcher) -> None:
    names = [f"p{n}" for n in range(5)]
    for number, name in enumerate(names):
        site.paths[f"/{name}"] = say(body=page(f"Page {number}", (*KEEPER, f"Lamp number {number} is out.")).encode())
    site.paths["/feed"] = conditional(feed(site, *names), etag='"1"', kind="application/atom+xml")
    rounds = [told(kept.watch([site.url("/feed")], fetcher, most=2)) for _ in range(4)]
    assert [[name for became, name in lines if became == "used"] for lines in rounds] == [
        ["p4", "p3"],
        ["p2", "p1"],
        ["p0"],
        [],
    ]
    assert rounds[3] == [("unchanged", "feed")]


def test_a_run_that_is_broken_off_loses_nothing(kept: Archive, site: Site, fetcher: Fetcher) -> None:
    for name in ("lamp", "quay"):
        site.paths[f"/{name}"] = say(body=page(name, (*KEEPER, f"The {name} is shut.")).encode())
    site.paths["/feed"] = conditional(feed(site, "quay", "lamp"), etag='"1"', kind="application/atom+xml")
    lines = kept.watch([site.url("/feed")], fetcher)
    assert [next(lines).became, next(lines).became] == ["read", "used"]
    lines.close()  # type: ignore[attr-defined]
    assert told(kept.watch([site.url("/feed")], fetcher)) == [("read", "feed"), ("used", "quay")]


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    def go(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, [*arguments, "--archive", str(tmp_path / "w.db")])
        return done.exit_code, done.output

    return go


def test_the_command_watches_lists_and_forgets(site: Site, run: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    site.paths["/lamp"] = say(body=page("The lamp").encode())
    site.paths["/feed"] = say(body=feed(site, "lamp"))
    (tmp_path / "feeds.opml").write_text(
        f'<opml><body><outline xmlUrl="{site.url("/feed")}"/><outline xmlUrl="{site.url("/none")}"/></body></opml>'
    )
    code, shown = run("watch", str(tmp_path / "feeds.opml"), "--once", "--delay", "0", "--allow-private")
    assert code == 0
    assert f"used {site.url('/lamp')}" in shown
    assert f"failed {site.url('/none')}: it is not there (status 404): check the address; asked again after 5 min" in shown
    assert "1 of 2 feeds asked; 1 used, 1 failed; " in shown
    code, shown = run("watch", "--list")
    assert "Halm Post – well" in shown
    assert "failed 1 times: it is not there" in shown
    assert run("watch", "--forget", site.url("/none"))[0] == 0
    assert "none" not in run("watch", "--list")[1]
    assert run("watch")[0] == 2


def test_a_feed_on_ones_own_network_is_not_asked_unless_it_is_allowed(site: Site, run: Callable[..., tuple[int, str]]) -> None:
    site.paths["/feed"] = say(body=feed(site, "lamp"))
    code, shown = run("watch", site.url("/feed"), "--once", "--delay", "0")
    assert code == 0
    assert "is an address of one's own network (127.0.0.1), which is not asked: --allow-private permits it" in shown
    assert site.asked == []


def test_a_keyboard_interrupt_ends_it_cleanly(
    site: Site, run: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    site.paths["/feed"] = say(body=feed(site))

    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("onrecord.cli.archive.time.sleep", interrupt)
    code, shown = run("watch", site.url("/feed"), "--delay", "0", "--allow-private")
    assert code == 0
    assert "stopped; what was kept is kept" in shown
