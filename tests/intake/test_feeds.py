"""Feeds and lists of feeds as they are in the wild."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.errors import NotFetched, OnrecordError
from onrecord.intake import Fetched
from onrecord.intake.feeds import Entry, read_feed, read_sources

HOME = "https://halmpost.example/feed.xml"
RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Halm Post &amp; Herald</title>
<item><title>Lamp &lt;i&gt;goes&lt;/i&gt; out</title><link>https://halmpost.example/lamp#top</link><guid>1</guid>
<pubDate>Sun, 04 May 2031 09:30:00 +0200</pubDate><author>Ilse Marn</author></item>
<item><title>Again</title><link>https://halmpost.example/lamp</link><guid>1</guid></item>
<item><title>Relative</title><link>/quay</link><guid>1</guid></item>
<item><title>By its id</title><guid isPermaLink="true">https://halmpost.example/mill</guid></item>
<item><title>Nowhere</title></item><item><title>A mail</title><link>mailto:desk@halmpost.example</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">Orrin Gazette</title>
<entry><title>Keeper stays</title><link href="https://orrin.example/keeper"/><id>tag:a</id>
<published>2031-05-04T07:00:00Z</published><updated>2031-05-05T08:00:00Z</updated><author><name>Tilda Rook</name></author></entry></feed>"""


def fetched(data: str | bytes, kind: str = "application/rss+xml", charset: str | None = None) -> Fetched:
    return Fetched(HOME, HOME, 200, data.encode() if isinstance(data, str) else data, kind, charset)


def test_an_entry_is_its_link_and_each_link_counts_once() -> None:
    feed = read_feed(fetched(RSS))
    assert feed.title == "Halm Post & Herald"
    assert [entry.url.rsplit("/", 1)[-1] for entry in feed.entries] == ["lamp", "quay", "mill"]
    assert feed.entries[0] == Entry("https://halmpost.example/lamp", "Lamp goes out", "Ilse Marn", "2031-05-04T07:30:00Z", None)


def test_atom_says_when_an_entry_was_changed() -> None:
    (entry,) = read_feed(fetched(ATOM, "application/atom+xml")).entries
    assert (entry.published, entry.updated) == ("2031-05-04T07:00:00Z", "2031-05-05T08:00:00Z")


def test_a_feed_that_breaks_off_gives_what_stands_before() -> None:
    assert [e.url.rsplit("/", 1)[-1] for e in read_feed(fetched(RSS[: RSS.index("<item><title>Relative")])).entries] == ["lamp"]


def test_the_encoding_that_the_server_names_counts() -> None:
    data = RSS.replace('encoding="utf-8"', "").replace("Relative", "Zoë").encode("cp1252")
    assert read_feed(fetched(data, charset="windows-1252")).entries[1].title == "Zoë"


@pytest.mark.parametrize("data", ["", "<html><body>Not found</body></html>", "no feed at all", "{}", b"\x00\x01\x02"])
def test_what_is_no_feed_says_so(data: str | bytes) -> None:
    with pytest.raises(NotFetched, match="it is no feed: check the address"):
        read_feed(fetched(data, "text/html"))


def test_bytes_are_never_taken_for_an_address_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "real.xml").write_text(RSS)
    for data in (str(tmp_path / "real.xml"), "https://halmpost.example/feed.xml"):
        with pytest.raises(NotFetched):
            read_feed(fetched(data))


def test_entities_are_not_opened(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the key of the lamp")
    evil = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">]>'
    feed = read_feed(fetched(evil + RSS.split("?>", 1)[1].replace("Relative", "&x;")))
    assert "key" not in repr(feed)
    opml = tmp_path / "a.opml"
    opml.write_text(f'{evil.replace("rss", "opml")}<opml><body><outline text="&x;" xmlUrl="{HOME}"/></body></opml>')
    assert read_sources(str(opml)) == (HOME,)


def test_feeds_of_an_opml_file_are_found_in_every_folder(tmp_path: Path) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text(
        f'<?xml version="1.0"?><opml version="2.0"><body><outline text="North"><outline text="Coast"><outline xmlUrl="{HOME}"/></outline>'
        f'<outline type="rss" xmlUrl="https://orrin.example/rss"/></outline><outline xmlUrl="{HOME}"/></body></opml>'
    )
    assert read_sources(str(path)) == (HOME, "https://orrin.example/rss")


def test_a_file_of_addresses(tmp_path: Path) -> None:
    path = tmp_path / "feeds.txt"
    path.write_text(f"# ours\n\n{HOME}\nhttps://orrin.example/rss\n")
    assert read_sources(str(path)) == (HOME, "https://orrin.example/rss")
    path.write_text(f"{HOME}\nftp://orrin.example/rss\n")
    with pytest.raises(OnrecordError, match=r"feeds\.txt, line 2: .*only http"):
        read_sources(str(path))
    path.write_text("# none yet\n")
    with pytest.raises(OnrecordError, match="it names no feed"):
        read_sources(str(path))
    with pytest.raises(OnrecordError, match="No such file"):
        read_sources(str(tmp_path / "none.opml"))
