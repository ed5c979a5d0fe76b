"""Fetching from a server that does everything a server can do wrong."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Callable

import pytest

from onrecord.errors import NotFetched
from onrecord.intake import Fetcher, fetch_report
from onrecord.intake.fetching import FEEDS
from tests.intake import sites
from tests.intake.sites import Site, lead, packed, page, running_site, say

Make = Callable[..., Fetcher]


def failure(fetcher: Fetcher, url: str) -> NotFetched:
    with pytest.raises(NotFetched) as caught:
        fetcher.fetch(url)
    return caught.value


def test_a_page_is_fetched_under_our_name(site: Site, fetcher: Make) -> None:
    site.put("/lamp", say(200, page().encode(), ETag='"one"', Last_Modified="Sun, 04 May 2031 09:30:00 GMT"))
    got = fetcher(contact="desk@halmpost.example").fetch(site.url("/lamp#comments"))
    assert (got.status, got.kind, got.charset, got.etag) == (200, "text/html", "utf-8", '"one"')
    assert got.modified == "Sun, 04 May 2031 09:30:00 GMT"
    assert got.data == page().encode()
    assert site.asked == ["/robots.txt", "/lamp"]
    assert all(h["user-agent"].startswith("onrecord/") and "desk@halmpost.example" in h["user-agent"] for h in site.headers)
    assert all(h["host"] == f"127.0.0.1:{site.port}" for h in site.headers)


@pytest.mark.parametrize("way", [sites.hang, sites.drip_body, sites.drip_headers], ids=["hangs", "drips", "drips headers"])
def test_who_does_not_answer_in_time_is_left(site: Site, fetcher: Make, way: sites.Act) -> None:
    site.put("/slow", way)
    began = time.monotonic()
    error = failure(fetcher(), site.url("/slow"))
    assert "did not answer in time" in error.reason
    assert not error.lasting
    assert time.monotonic() - began < 1.4


def test_what_is_too_large_is_not_read(site: Site, fetcher: Make) -> None:
    site.put("/said", say(200, b"x" * 100_001))
    site.put("/unsaid", sites.endless)
    for path in ("/said", "/unsaid"):
        error = failure(fetcher(), site.url(path))
        assert "larger than 100,000 bytes" in error.reason
        assert error.lasting


def test_a_bomb_is_not_unpacked(site: Site, fetcher: Make) -> None:
    import tracemalloc

    bomb = gzip.compress(b"\0" * 80_000_000)
    assert len(bomb) < 100_000
    site.put("/bomb", say(200, bomb, Content_Encoding="gzip"))
    asking = fetcher()
    tracemalloc.start()
    error = failure(asking, site.url("/bomb"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "larger than" in error.reason
    assert peak < 3_000_000


def test_packed_pages(site: Site, fetcher: Make) -> None:
    site.put("/whole", packed(page().encode()))
    site.put("/cut", packed(page().encode(), cut=200))
    site.put("/damaged", say(200, b"no gzip at all", Content_Encoding="gzip"))
    site.put("/brotli", say(200, b"\x0b\x02\x80", Content_Encoding="br"))
    assert fetcher().fetch(site.url("/whole")).data == page().encode()
    assert "broke off" in failure(fetcher(), site.url("/cut")).reason
    assert "damaged" in failure(fetcher(), site.url("/damaged")).reason
    assert "packed as br" in failure(fetcher(), site.url("/brotli")).reason


def test_a_body_cut_short_is_no_page(site: Site, fetcher: Make) -> None:
    site.put("/cut", sites.cut_short)
    assert "broke off before all was sent" in failure(fetcher(), site.url("/cut")).reason


def test_only_pages_are_taken(site: Site, fetcher: Make) -> None:
    site.put("/picture", say(200, b"\x89PNG", "image/png"))
    site.put("/feed", say(200, b"<rss/>", "application/rss+xml"))
    assert "image/png, no page" in failure(fetcher(), site.url("/picture")).reason
    assert "application/rss+xml, no page" in failure(fetcher(), site.url("/feed")).reason
    assert fetcher().fetch(site.url("/feed"), kinds=FEEDS).data == b"<rss/>"


@pytest.mark.parametrize(
    "given, reason",
    [
        ("ftp://halm.example/a", "only http:// and https://"),
        ("https://", "only http:// and https://"),
        ("https://halm.example:port/", "it is no address"),
        ("https://ida:secret@halm.example/", "with a password"),
        ("file:///etc/passwd", "only http:// and https://"),
    ],
)
def test_addresses_that_are_not_fetched(fetcher: Make, given: str, reason: str) -> None:
    error = failure(fetcher(), given)
    assert reason in error.reason
    assert error.lasting
    assert "secret" not in str(error)


def test_a_host_that_is_not_there(fetcher: Make) -> None:
    def nobody(host: str, port: int) -> list[str]:
        raise socket.gaierror("no such name")

    assert "there is no host nobody.example" in failure(fetcher(resolve=nobody), "http://nobody.example/").reason
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert "no connection to 127.0.0.1" in failure(fetcher(), f"http://127.0.0.1:{port}/").reason


# --- one's own network ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://localhost/", "http://127.1/", "http://2130706433/", "http://[::1]/"]
)
def test_this_machine_is_not_asked(url: str) -> None:
    with Fetcher() as plain:
        error = failure(plain, url)
    assert error.private
    assert "--allow-private permits it" in error.reason


def test_a_redirect_into_ones_own_network_is_not_followed(site: Site, fetcher: Make) -> None:
    with running_site("127.0.0.2") as inner:
        inner.put("/secret", say(200, page().encode()))
        site.put("/trap", lead(inner.url("/secret")))
        error = failure(fetcher(), site.url("/trap"))
        assert error.private
        assert inner.asked == []
        assert fetcher(permits=None, private=True).fetch(site.url("/trap")).url == inner.url("/secret")


def test_the_address_that_was_judged_is_the_one_that_is_asked(site: Site, fetcher: Make) -> None:
    """A name that stands for a public address first and for a private one a moment later gains nothing."""
    with running_site("127.0.0.2") as inner:
        stands_for = ["127.0.0.1"]
        site.put("/lamp", say(200, page().encode(), Connection="close"))
        asking = fetcher(resolve=lambda host, port: list(stands_for))
        url = f"http://turning.example:{site.port}/lamp"
        assert asking.fetch(url).status == 200
        stands_for[:] = ["127.0.0.2"]
        assert failure(asking, url).private
        assert inner.asked == []


def test_of_several_addresses_only_the_public_ones_are_asked(site: Site, fetcher: Make) -> None:
    site.put("/lamp", say(200, page().encode()))
    both = fetcher(resolve=lambda host, port: ["10.0.0.1", "127.0.0.1"])
    assert both.fetch(f"http://both.example:{site.port}/lamp").status == 200


# --- redirects --------------------------------------------------------------------------------------------------------------------


def test_redirects_are_followed_and_bounded(site: Site, fetcher: Make) -> None:
    site.put("/lamp", say(200, page().encode()))
    site.put("/old", lead("/older", 301))
    site.put("/older", lead("lamp", 308))
    site.put("/round", lead("/about"))
    site.put("/about", lead("/round"))
    site.put("/nowhere", lead("gopher://halm.example/"))
    for number in range(9):
        site.put(f"/far{number}", lead(f"/far{number + 1}"))
    asking = fetcher()
    assert asking.fetch(site.url("/old")).url == site.url("/lamp")
    assert "in a circle" in failure(asking, site.url("/round")).reason
    assert "more than 5 times" in failure(asking, site.url("/far0")).reason
    assert site.count("/far6") == 0
    assert "only http://" in failure(asking, site.url("/nowhere")).reason


def test_from_https_nothing_leads_back(fetcher: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx

    asking = fetcher()
    answer = type(
        "Answer", (), {"status": 302, "headers": httpx.Headers({"location": "http://halm.example/lamp"}), "data": b""}
    )
    asked: list[str] = []
    monkeypatch.setattr(asking, "_heed_robots", lambda url: None)
    monkeypatch.setattr(asking, "_ask", lambda url, headers, kinds: asked.append(str(url)) or answer)
    assert "anyone on the way can alter" in failure(asking, "https://halm.example/lamp").reason
    assert asked == ["https://halm.example/lamp"]


# --- what a site asks for ---------------------------------------------------------------------------------------------------------


def test_robots_are_heeded(site: Site, fetcher: Make) -> None:
    rules = b"User-agent: *\nDisallow: /private\n\nUser-agent: onrecord\nDisallow: /*.html$\nCrawl-delay: 7\n"
    site.put("/robots.txt", say(200, rules, "text/plain"))
    for path in ("/lamp", "/lamp.html", "/private"):
        site.put(path, say(200, page().encode()))
    site.put("/trap", lead("/lamp.html"))
    slept: list[float] = []
    asking = fetcher(sleep=slept.append)
    assert asking.fetch(site.url("/lamp")).status == 200
    for path in ("/lamp.html", "/trap"):
        error = failure(asking, site.url(path))
        assert "asks programs to stay away" in error.reason
        assert error.lasting
    assert asking.fetch(site.url("/private")).status == 200  # the rules for all others are not ours
    assert site.count("/robots.txt") == 1
    assert site.count("/lamp.html") == 0
    assert max(slept) == pytest.approx(7, abs=0.5)


@pytest.mark.parametrize(
    "robots, permitted",
    [
        (say(404), True),
        (say(403), True),
        (say(500), False),
        (say(429), False),
        (sites.hang, False),
        (say(200, b"\xff\xfe\x00 User-agent * Disallow"), True),
        (say(200, b"User-agent: *\nDisallow: /lamp\n" + b"#" * 200_000, "text/plain"), False),
    ],
    ids=["none", "refused", "failing", "busy", "hanging", "rubbish", "larger than may be read"],
)
def test_robots_that_are_none(site: Site, fetcher: Make, robots: sites.Act, permitted: bool) -> None:
    site.put("/robots.txt", robots)
    site.put("/lamp", say(200, page().encode()))
    if permitted:
        assert fetcher().fetch(site.url("/lamp")).status == 200
    else:
        assert failure(fetcher(), site.url("/lamp")).address == site.url("/lamp")
        assert site.count("/lamp") == 0


def test_one_host_is_given_a_pause(site: Site, fetcher: Make) -> None:
    site.put("/lamp", say(200, page().encode()))
    slept: list[float] = []
    asking = fetcher(sleep=slept.append, delay=2.0)
    asking.fetch(site.url("/lamp"))
    asking.fetch(site.url("/lamp"))
    assert len(slept) == 2  # after robots.txt, and between the two
    assert all(1.5 < seconds <= 2.0 for seconds in slept)


@pytest.mark.parametrize(
    "printed, wait", [("120", 120), ("Sun, 04 May 2031 09:32:00 GMT", 120), (None, 60), ("soon", 60), ("9999999", 86400)]
)
def test_who_asks_to_be_left_alone_is(site: Site, fetcher: Make, printed: str | None, wait: float) -> None:
    told = {"Retry_After": printed} if printed else {}

    def busy(visit: sites.Visit) -> None:
        visit.date_time_string = lambda timestamp=None: "Sun, 04 May 2031 09:30:00 GMT"  # type: ignore[method-assign]
        say(429, **told)(visit)

    site.put("/busy", busy)
    asking = fetcher()
    error = failure(asking, site.url("/busy"))
    assert (error.status, error.wait) == (429, wait)
    again = failure(asking, site.url("/lamp"))
    assert "has asked to be left alone" in again.reason
    assert again.wait == pytest.approx(wait, abs=2)
    assert site.count("/lamp") == 0


@pytest.mark.parametrize(
    "status, words, lasting",
    [(404, "is not there", True), (410, "gone for good", True), (403, "save the page", False), (500, "try later", False)],
)
def test_answers_that_are_no_page(site: Site, fetcher: Make, status: int, words: str, lasting: bool) -> None:
    site.put("/lamp", say(status, b"sorry"))
    error = failure(fetcher(), site.url("/lamp"))
    assert words in error.reason
    assert (error.status, error.lasting) == (status, lasting)


def test_failing_and_then_fine(site: Site, fetcher: Make) -> None:
    site.put("/lamp", say(500), say(200, page().encode()))
    asking = fetcher()
    assert failure(asking, site.url("/lamp")).status == 500
    assert asking.fetch(site.url("/lamp")).status == 200


def test_unchanged_since_the_last_time(site: Site, fetcher: Make) -> None:
    site.put("/lamp", sites.conditional(page().encode(), etag='W/"7"'))
    asking = fetcher()
    first = asking.fetch(site.url("/lamp"))
    again = asking.fetch(site.url("/lamp"), etag=first.etag, modified=first.modified)
    assert (again.status, again.data, again.etag) == (304, b"", 'W/"7"')


# --- reports ----------------------------------------------------------------------------------------------------------------------


def test_a_page_becomes_a_report(site: Site, fetcher: Make) -> None:
    head = '<meta property="og:site_name" content="Halm Post"><meta name=author content="Ida Oru"><meta property="article:published_time" content="2031-05-04T09:30:00Z">'
    site.put("/lamp?utm_source=rss", say(200, page(head=head + f'<link rel=canonical href="{site.url("/lamp")}">').encode()))
    outcome = fetch_report(site.url("/lamp?utm_source=rss"), fetcher())
    assert outcome.report is not None
    report = outcome.report
    assert (report.outlet, report.url, report.byline, report.published) == (
        "Halm Post",
        site.url("/lamp"),
        "Ida Oru",
        "2031-05-04",
    )
    assert "“I will not leave the lamp,” Mirela Donk said" in report.text.words
    assert report.capture.form == "html"


@pytest.mark.parametrize(
    "said", ["https://other.example/original", "http://127.0.0.1:{port}/", "/lamp", "javascript:alert(1)", "http://[broken/"],
    ids=["another outlet's", "the front page", "relative", "a script", "broken"],
)  # fmt: skip
def test_a_page_is_not_believed_about_other_addresses(site: Site, fetcher: Make, said: str) -> None:
    head = f'<link rel=canonical href="{said.format(port=site.port)}">'
    site.put("/lamp", say(200, page(head=head).encode()))
    outcome = fetch_report(site.url("/lamp"), fetcher())
    assert outcome.report is not None
    assert (outcome.report.url, outcome.report.outlet) == (site.url("/lamp"), f"127.0.0.1:{site.port}")


@pytest.mark.parametrize(
    "said, meta, codec",
    [
        ("text/html; charset=iso-8859-1", "", "utf-8"),
        ("text/html; charset=utf-8", "", "cp1252"),
        ("text/html; charset=windows-1250", "", "cp1250"),
        ("text/html", "<meta charset=windows-1250>", "cp1250"),
        ("text/html; charset=windows-1250", "<meta charset=koi8-r>", "cp1250"),
        ("text/html; charset=no-such-thing", "", "utf-8"),
        ("text/html; charset=utf-8", "", "utf-16"),
    ],
)
def test_encodings_that_servers_lie_about(site: Site, fetcher: Make, said: str, meta: str, codec: str) -> None:
    words = KEEPER_IN_ACCENTS
    site.put("/lamp", say(200, page("Zoë stays", (*words, *sites.KEEPER[1:2]), meta).encode(codec), said))
    outcome = fetch_report(site.url("/lamp"), fetcher())
    assert outcome.report is not None, outcome.reason
    assert words[0] in outcome.report.text.words


KEEPER_IN_ACCENTS = ("“Not one of us will go,” Zoë Müller said in the café of Orrin Light on Sunday evening.",)


def test_what_fails_is_one_refusal_with_the_address_and_the_way_out(site: Site, fetcher: Make) -> None:
    site.put("/old", lead("/gone"))
    outcome = fetch_report(site.url("/old"), fetcher())
    assert (outcome.name, outcome.report) == (site.url("/old"), None)
    assert outcome.reason is not None
    assert outcome.reason.startswith(site.url("/gone"))
    site.put("/empty", say(200, b"  "))
    site.put("/bare", say(200, b"<html><body></body></html>"))
    assert "it is empty" in str(fetch_report(site.url("/empty"), fetcher()).reason)
    assert "no article was found" in str(fetch_report(site.url("/bare"), fetcher()).reason)


def test_a_plain_text_is_a_report(site: Site, fetcher: Make) -> None:
    site.put("/lamp.txt", say(200, "\n\n".join(sites.KEEPER).encode(), "text/plain; charset=utf-8"))
    outcome = fetch_report(site.url("/lamp.txt"), fetcher())
    assert outcome.report is not None
    assert (outcome.report.capture.form, outcome.report.text.words) == ("txt", "\n\n".join(sites.KEEPER))
