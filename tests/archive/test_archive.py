"""One behaviour, two stores: what an archive does, over SQLite and over PostgreSQL."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise, permutations
from types import ModuleType

import pytest
from sqlalchemy import Connection, insert, select

import onrecord
from onrecord import compile_record, write_record
from onrecord.archive import Added, Archive, Hit, Recast, comparing, joining
from onrecord.archive.people import unite
from onrecord.errors import ArchiveError, NotCompared, NotInArchive, UnreadableQuery
from onrecord.spans import Span
from onrecord.statements import find_statements
from onrecord.stores import schema
from tests.archive.reports import ROWS, outcomes, place_of, row

ALL = [row(name) for name in ROWS]


def fill(archive: Archive, *rows: dict[str, str]) -> Archive:
    archive.add(outcomes(*(rows or ALL)))
    archive.update()
    return archive


def words(hits: object) -> list[str]:
    return [hit.words for hit in hits]  # type: ignore[attr-defined]


def test_what_is_kept_comes_back_as_it_was(archive: Archive) -> None:
    seen: list[str] = []
    assert archive.add(outcomes(*ALL), on_outcome=lambda _, became: seen.append(became)) == Added(used=3)
    assert seen == ["used"] * 3
    for outcome in outcomes(*ALL):
        assert outcome.report is not None
        assert archive.report(outcome.report.id) == outcome.report
        assert archive.statements(outcome.report.id) == find_statements(outcome.report.text)
    assert len(archive) == 3


def test_adding_again_changes_nothing(archive: Archive) -> None:
    fill(archive)
    before = (archive.counts(), archive.log(), archive.stories())
    assert archive.add(outcomes(*ALL)) == Added(known=3)
    assert archive.update().stories == 0
    assert (archive.counts(), archive.log(), archive.stories()) == before


def test_a_refused_input_is_counted_and_logged_and_costs_no_other(archive: Archive) -> None:
    added = archive.add(outcomes({"id": "empty", "text": "…"}, row("post")))
    assert added == Added(used=1, refused=1)
    line = next(line for line in archive.log() if line.outcome == "refused")
    assert line.name == "empty"
    assert "no words" in line.detail


def test_another_report_under_the_same_id_is_refused_by_name(archive: Archive) -> None:
    fill(archive, row("post"))
    other = row("courier", id="post")
    assert archive.add(outcomes(other)) == Added(refused=1)
    assert "give this one an id of its own" in archive.log(limit=1)[0].detail


def test_an_edited_page_is_a_new_capture_and_shows_what_changed(archive: Archive) -> None:
    fill(archive, row("post"))
    edited = row("post", text=ROWS["post"]["text"].replace("I will not leave the lamp", "I will leave the lamp in July"))
    assert archive.add(outcomes(edited)) == Added(captures=1)
    archive.update()
    first, second = archive.captures("post")
    assert not first.current
    assert second.current
    assert any("will not leave" in said for said in second.went)
    assert any("in July" in said for said in second.came)
    assert not archive.search('"not leave the lamp"')
    assert len(archive.search('"in july"')) == 1
    assert archive.report("post").text.words == edited["text"]


def test_the_same_words_told_otherwise_are_shown(archive: Archive) -> None:
    fill(archive, row("post", text="Ansa Reyl refused to sign the lease."))
    archive.add(outcomes(row("post", text="Ansa Reyl promised to sign the lease.")))
    _, second = archive.captures("post")
    assert (second.came, second.went) == ((), ())
    assert second.recast == (Recast("to sign the lease", ("Ansa Reyl", "Ansa Reyl"), ("refuse", "promise")),)


def test_reports_of_one_event_make_one_story_and_its_record(archive: Archive) -> None:
    fill(archive)
    (story,) = archive.stories(several=True)
    assert {card.id for card in archive.reports(story=story.id)} == {"post", "gazette"}
    record = archive.story(story.id)
    reports = [outcome.report for outcome in outcomes(row("gazette"), row("post")) if outcome.report]
    assert write_record(record) == write_record(compile_record(reports))
    assert (story.reports, story.outlets, story.first, story.last) == (2, 2, "2031-05-04", "2031-05-05")


def test_a_story_keeps_answering_to_its_old_id(archive: Archive) -> None:
    fill(archive, row("post"))
    (before,) = archive.stories()
    fill(archive, row("gazette"))
    (after,) = archive.stories()
    assert after.reports == 2
    assert archive.summary(before.id) == after
    archive.take_down("post", "the outlet asked for it")
    archive.update()
    (left,) = archive.stories()
    assert left.id != before.id
    assert archive.summary(before.id) == left
    with pytest.raises(NotInArchive, match="no story y-0"):
        archive.story("y-0")


def test_the_order_of_arrival_changes_nothing(fresh: Callable[[], Archive]) -> None:
    seen = set()
    for order in list(permutations(ALL))[::2]:
        archive = fresh()
        for each in order:
            fill(archive, each)
        said = tuple((archive.statements(card.id)) for card in archive.reports())
        seen.add((stories_of(archive), archive.people(), said))
    whole = fill(fresh())
    seen.add((stories_of(whole), whole.people(), tuple(whole.statements(card.id) for card in whole.reports())))
    assert len(seen) == 1


def stories_of(archive: Archive) -> object:
    """The stories without their ids, which name the report that came first."""
    return frozenset(
        (replace(story, id=""), tuple(card.id for card in archive.reports(story=story.id))) for story in archive.stories()
    )


@pytest.mark.parametrize(
    "asked, found",
    [
        ("lamp", {"post", "gazette"}),
        ('"leave the lamp"', {"post", "gazette"}),
        ('"lamp the leave"', set()),
        ("cant keepers", {"post", "gazette"}),
        ("can't", {"post", "gazette"}),
        ("KEEP*", {"post", "gazette"}),
        ("resig*", {"courier"}),
        ("resig", set()),
        ('"over th"*', {"courier"}),
    ],
)
def test_search_by_words_phrases_and_beginnings(archive: Archive, asked: str, found: set[str]) -> None:
    fill(archive)
    assert {hit.report for hit in archive.search(asked)} == found


def test_a_hit_holds_its_words_and_where_they_stand(archive: Archive) -> None:
    fill(archive)
    (hit,) = archive.search("resign")
    assert (hit.outlet, hit.published, hit.speaker, hit.manner) == ("Bay Courier", "2031-05-20", "Ansa Reyl", "direct")
    hit.passage.verify(archive.report(hit.report).text)
    assert hit.words == hit.passage.exact


def test_filters(archive: Archive) -> None:
    fill(archive)
    assert {hit.report for hit in archive.search(speaker="donk")} == {"post", "gazette"}
    assert {hit.report for hit in archive.search(speaker="Donk", until="2031-05-04")} == {"post"}
    assert {hit.report for hit in archive.search(since="2031-05-05", until="2031-05")} == {"gazette", "courier"}
    assert {hit.report for hit in archive.search(outlet="bay courier")} == {"courier"}
    assert {hit.act for hit in archive.search(act="deny")} == {"deny"}
    assert all(hit.manner == "indirect" for hit in archive.search("lamp", manner="indirect"))
    (story,) = archive.stories(several=True)
    assert {hit.report for hit in archive.search("the", story=story.id)} <= {"post", "gazette"}
    assert not archive.search("lamp", speaker="nobody")
    with pytest.raises(ArchiveError, match="'yesterday' is no day: give a day, a month or a year"):
        archive.search("lamp", since="yesterday")


def everything(archive: Archive, words: str | None, **asked: object) -> list[Hit]:
    """All hits, two on a page."""
    found: list[Hit] = []
    after = None
    while True:
        page = archive.search(words, limit=2, after=after, **asked)  # type: ignore[arg-type]
        found += page
        if (after := page.after) is None:
            assert page.total == len(found)
            return found


def test_filters_leave_what_fits_them(archive: Archive) -> None:
    fill(archive)
    fits: list[tuple[dict[str, str], Callable[[Hit], bool]]] = [
        ({"speaker": "donk"}, lambda hit: "Donk" in (hit.speaker or "")),
        (
            {"speaker": "Vash", "until": "2031-05-04"},
            lambda hit: "Vash" in (hit.speaker or "") and hit.published == "2031-05-04",
        ),
        ({"since": "2031-05-05"}, lambda hit: hit.published > "2031-05-04"),
        ({"outlet": "bay courier"}, lambda hit: hit.outlet == "Bay Courier"),
        ({"act": "deny"}, lambda hit: hit.act == "deny"),
        ({"outlet": "Halm Post", "manner": "direct"}, lambda hit: hit.outlet == "Halm Post" and hit.manner == "direct"),
    ]
    for words in (None, "the", "th*", "lamp"):
        whole = archive.search(words, limit=100)
        for filters, fit in fits:
            left = archive.search(words, limit=100, **filters)  # type: ignore[arg-type]
            assert {hit.statement for hit in left} == {hit.statement for hit in whole if fit(hit)}
            assert left.total == len(left)


def test_search_says_what_it_cannot_do(archive: Archive) -> None:
    with pytest.raises(UnreadableQuery, match="holds no word"):
        archive.search("… !")
    with pytest.raises(ArchiveError, match="choose one of state"):
        archive.search(act="sing")  # type: ignore[arg-type]
    with pytest.raises(ArchiveError, match="--vectors"):
        archive.search("lamp", similar=True)
    with pytest.raises(ArchiveError, match="pass `Hits"):
        archive.search("lamp", after="x")


@pytest.mark.parametrize("asked", [None, "the", "th*", '"for 12 keepers"'])
@pytest.mark.parametrize("ranked", [1, 3, 2_500])
def test_pages_of_a_search_hold_everything_once(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, asked: str | None, ranked: int
) -> None:
    monkeypatch.setattr("onrecord.archive.searching._RANKED", ranked)
    fill(archive)
    assert everything(archive, asked) == list(archive.search(asked, limit=100))


def test_what_is_added_between_two_pages_shifts_nothing(archive: Archive) -> None:
    fill(archive, row("post"), row("courier"))
    for asked in (None, "the"):
        whole = list(archive.search(asked, limit=100))
        first = archive.search(asked, limit=2)
        fill(archive, row("gazette", id=f"again {asked}", url=f"https://halm.example/{asked}", published="2031-05-12"))
        rest = archive.search(asked, limit=100, after=first.after)
        seen = [(hit.report, hit.statement) for hit in [*first, *rest]]
        assert len(seen) == len(set(seen))
        assert {(hit.report, hit.statement) for hit in whole} <= set(seen)


def test_pages_of_reports_and_stories_hold_each_once_and_take_no_other_place(archive: Archive) -> None:
    archive.add(outcomes(*ROWS))
    archive.update()
    ids = [card.id for card in archive.reports()]
    by_id, latest, stories = [archive.reports(limit=1)], [archive.reports(latest=True, limit=1)], [archive.stories(limit=1)]
    while page := archive.reports(limit=1, after=by_id[-1][-1].id):
        by_id.append(page)
    while page := archive.reports(latest=True, limit=1, after=latest[-1][-1].place):
        latest.append(page)
    while found := archive.stories(limit=1, after=stories[-1][-1].place):
        stories.append(found)
    assert [card.id for (card,) in by_id] == sorted(card.id for (card,) in latest) == ids
    assert tuple(story for (story,) in stories) == archive.stories()
    with pytest.raises(ArchiveError, match="give the last `place` of the page before"):
        archive.reports(latest=True, after=ids[0])
    with pytest.raises(ArchiveError, match="give the last id of the page before"):
        archive.reports(after=latest[0][0].place)
    with pytest.raises(ArchiveError, match="give the last `place` of the page before"):
        archive.stories(after=stories[0][0].id)  # type: ignore[arg-type]


def test_a_hit_says_what_asks_for_those_behind_it(archive: Archive) -> None:
    fill(archive)
    whole = archive.search("the", limit=100)
    for place, mark in enumerate(whole.marks):
        assert list(archive.search("the", limit=100, after=mark)) == list(whole)[place + 1 :]


def test_a_tally_counts_what_a_search_finds(archive: Archive) -> None:
    fill(archive)
    for asked, filters in ((None, {}), ("the", {}), ("the", {"speaker": "Vash"}), (None, {"outlet": "Bay Courier"})):
        hits = archive.search(asked, limit=100, **filters)  # type: ignore[arg-type]
        counted = archive.tally(asked, **filters)  # type: ignore[arg-type]
        assert counted.total == hits.total == len(hits)
        assert dict(counted.outlets) == Counter(hit.outlet for hit in hits)
        assert dict(counted.acts) == Counter(hit.act for hit in hits)
        assert dict(counted.manners) == Counter(hit.manner for hit in hits)
        assert dict(counted.months) == Counter((hit.published or "")[:7] for hit in hits)
        assert dict(counted.speakers) == Counter(hit.speaker for hit in hits if hit.speaker)
        for person, name, count in counted.people:
            assert count == archive.search(asked, person=person, **filters).total  # type: ignore[arg-type]
            assert name == archive.person(person).name
    assert archive.tally("nobodysaidthis").total == 0


def test_a_search_sees_what_another_process_wrote(fresh: Callable[[], Archive]) -> None:
    archive = fill(fresh(), row("post"))
    place = archive._store.engine.url.render_as_string(hide_password=False) if "://" in archive.place else archive.place
    with onrecord.open(place, now=lambda: "2031-06-01T12:00:00Z") as other:

        def told(words: str | None = None, **asked: object) -> set[str]:
            return {hit.report for hit in other.search(words, **asked)}  # type: ignore[arg-type]

        assert told("lamp") == {"post"}
        archive.add(outcomes(row("gazette")))
        assert told("lamp") == told(speaker="Donk") == {"post", "gazette"}
        assert told(story=archive.stories()[0].id) == {"post"}
        archive.update()
        assert told(story=archive.stories()[0].id) == told(person="Mirela Donk") == {"post", "gazette"}
        archive.add(outcomes(row("gazette", text="Orrin Light\n\nMirela Donk said she would leave.")))
        assert told("lamp") == {"post"}
        archive.take_down("post", why="asked for")
        archive.add(outcomes(row("courier")))
        assert not told("lamp")
        assert told("resign", outlet="Bay Courier") == told(speaker="Reyl") == {"courier"}


def test_search_by_meaning(archive: Archive) -> None:
    fill(archive)
    archive.update(vectors=True)
    best = archive.search("the cost of living goes up quickly", similar=True, limit=1)[0]
    assert "prices were rising" in best.words
    assert best.score <= 1


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_hits_as_a_frame(archive: Archive, kind: str) -> None:
    fill(archive)
    frame = archive.search("lamp").frame(kind)  # type: ignore[arg-type]
    assert {"outlet", "published", "url", "words", "speaker", "start", "end"} <= set(frame.columns)
    assert len(frame) == len(archive.search("lamp"))
    assert list(archive.search(outlet="none").frame(kind).columns) == list(frame.columns)  # type: ignore[arg-type]


def test_people_over_stories(archive: Archive) -> None:
    fill(archive)
    names = [person.name for person in archive.people()]
    assert {"Mirela Donk", "Teodor Vash", "Ansa Reyl"} <= set(names)
    donk = archive.person("donk")
    assert (donk.name, donk.reports) == ("Mirela Donk", 2)
    told = archive.told("Mirela Donk")
    assert [said.report.id for said in told] == ["post", "gazette"]
    with pytest.raises(NotInArchive, match="nobody called"):
        archive.person("Xavier")


def test_two_people_are_one_only_after_a_judgement(archive: Archive) -> None:
    other = row("courier", id="other", url="https://baycourier.example/2", text=ROWS["courier"]["text"].replace("Ansa", "Anna"))
    fill(archive, row("courier"), other)
    ansa, anna = archive.person("Ansa Reyl"), archive.person("Anna Reyl")
    assert ansa.id != anna.id
    made = archive.judge("person", "same", ansa.id, anna.id, by="Ida Oru", note="a misprint")
    assert archive.person("Ansa Reyl") == archive.person("Anna Reyl")
    fill(archive, row("post"))
    assert archive.person("Ansa Reyl") == archive.person("Anna Reyl")
    gone = archive.withdraw(made.id, by="Ida Oru", why="two after all")
    assert gone.withdrawn_why == "two after all"
    assert archive.person("Ansa Reyl").id != archive.person("Anna Reyl").id
    assert archive.judgements() == (gone,)
    assert archive.judgements(standing=True) == ()


def three_joined(archive: Archive) -> tuple[list[str], list[str]]:
    """Three people of different last names, each joined to the next by an editor: their ids in order, and their reports."""
    said = "Bank of Halm\n\n“Prices rise too fast,” {} said on Monday."
    reports = {}
    for name in ("Ansa Abel", "Ansa Brock", "Ansa Cray"):
        key = name.split()[1].lower()
        fill(archive, row("courier", id=key, url=f"https://baycourier.example/{key}", text=said.format(name)))
        reports[archive.person(name).id] = key
    ids = sorted(reports)
    for one, other in pairwise(ids):
        archive.judge("person", "same", one, other, by="Ida Oru")
    assert {archive.person(each).id for each in ids} == {ids[0]}
    return ids, [reports[each] for each in ids]


@pytest.mark.parametrize("silent", ["wrong speaker", "take down"])
def test_a_name_outlives_the_one_of_another_block_that_it_stood_under(archive: Archive, silent: str) -> None:
    (gone, *left), reports = three_joined(archive)
    if silent == "take down":
        archive.take_down(reports[0], "the outlet asked for it")
    else:
        hit = next(hit for hit in archive.search("rise") if hit.report == reports[0])
        archive.judge("statement", "wrong speaker", hit.statement, by="Ida Oru", speaker="Teodor Vash")
    archive.update()
    people = archive.people()
    with onrecord.open(place_of(archive)) as anew:
        assert anew.people() == people
    assert gone not in {each.id for each in people}
    assert archive.person(left[0]) == archive.person(left[1])
    assert len(archive.person(left[0]).names) == 2
    assert archive.profile(left[0]).acts


def test_a_withdrawn_word_parts_all_whom_it_joined(archive: Archive) -> None:
    ids, _ = three_joined(archive)
    first = next(each for each in archive.judgements() if {anchor.person for anchor in each.anchors} == set(ids[:2]))
    archive.withdraw(first.id, by="Ida Oru")
    assert archive.person(ids[0]).id == ids[0]
    assert archive.person(ids[1]) == archive.person(ids[2])
    assert archive.person(ids[0]) != archive.person(ids[1])


def test_what_joined_two_names_is_gone_with_the_name_between_them(archive: Archive) -> None:
    ids, reports = three_joined(archive)
    archive.take_down(reports[1], "the outlet asked for it")
    assert [len(archive.person(each).names) for each in (ids[0], ids[2])] == [1, 1]
    assert archive.person(ids[0]) != archive.person(ids[2])


def test_a_name_that_was_doubled_by_mistake_keeps_nobody_apart(archive: Archive) -> None:
    said = "Bank of Halm\n\n“Prices rise,” {} said on Monday. {} said that nothing would change."
    names = ("Ansa Oru", "Ansa K. Oru", "Ansa Oru Oru")
    fill(
        archive,
        *(row("post", id=f"r{n}", url=f"https://x.example/{n}", text=said.format(name, name)) for n, name in enumerate(names)),
    )
    assert len({archive.person(name).id for name in names}) == 1
    assert set(archive.person("Ansa Oru").names) == set(names)


@pytest.mark.parametrize(
    "names, groups",
    [
        ("anna k oru, anna oru, hide anna oru, seeing anna oru", 2),
        ("anna k oru, anna l oru, anna oru", 3),  # whose "Anna Oru" is, nobody knows
        ("hide anna oru, seeing anna oru, anna oru", 3),
    ],
)
def test_a_stray_word_before_a_name_parts_nobody(archive: Archive, names: str, groups: int) -> None:
    with archive._store.write() as connection:
        for name in names.split(", "):
            row = {"key": name, "name": name.title(), "folded": name, "block": "person oru", "one": name}
            connection.execute(insert(schema.person).values(**row, kind="person", bare=False))
        unite(connection, ["person oru"])
        ones = dict(map(tuple, connection.execute(select(schema.person.c.key, schema.person.c.one))))
    assert len(set(ones.values())) == groups
    assert groups == 3 or ones["anna oru"] == ones["anna k oru"]


def test_judgements_on_statements_are_kept_over_a_newer_finder_and_an_edit(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(archive, row("courier"))
    (hit,) = archive.search("resign")
    wrong = archive.judge("statement", "wrong speaker", hit.statement, by="Ida Oru", speaker="Teodor Vash")
    (denied,) = archive.search(act="deny")
    archive.judge("statement", "not a statement", denied.statement, by="Ida Oru")
    text = archive.report("courier").text
    at = text.words.index("raises its rate")
    archive.judge("statement", "missed one", report="courier", spans=[Span(at, at + 15)], speaker="Bank", by="Ida Oru")

    def holds() -> None:
        assert archive.search("resign")[0].speaker == "Teodor Vash"
        assert not archive.search(act="deny")
        assert archive.search('"raises its rate"')[0].speaker == "Bank"

    holds()
    monkeypatch.setattr("onrecord.archive.keeping.FINDER", type(archive_finder())("onrecord", "later"))
    assert archive.update(reread=True).reread == 1
    holds()
    archive.add(outcomes(row("courier", text=ROWS["courier"]["text"] + "\n\nMore follows.")))
    archive.update()
    holds()
    archive.withdraw(wrong.id, by="Ida Oru")
    assert archive.search("resign")[0].speaker == "Ansa Reyl"


def archive_finder() -> object:
    from onrecord.archive.keeping import FINDER

    return FINDER


def test_a_newer_finder_adds_and_keeps_what_was_found(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(archive, row("courier"))
    monkeypatch.setattr("onrecord.archive.keeping.FINDER", type(archive_finder())("onrecord", "later"))
    monkeypatch.setattr("onrecord.archive.archive._find", lambda report: find_statements(report.text)[:1])
    archive.update(reread=True)
    assert len(archive.statements("courier")) == 1
    assert archive.update(reread=True).reread == 0
    with archive._store.read() as connection:
        from sqlalchemy import text

        rows = connection.execute(text("SELECT version, current FROM reading ORDER BY id")).all()
    assert [bool(current) for _, current in rows] == [False, True]


def test_a_report_taken_down_leaves_a_line_and_nothing_else(archive: Archive) -> None:
    fill(archive)
    hit = archive.search("resign")[0]
    archive.judge("statement", "wrong speaker", hit.statement, by="Ida Oru", speaker="Somebody Elsewhere")
    archive.take_down("courier", "the outlet asked for it")
    archive.update()
    assert not archive.search("resign")
    assert not archive.people("Reyl")
    assert archive.judgements() == ()
    assert {card.id for card in archive.reports()} == {"post", "gazette"}
    with pytest.raises(NotInArchive, match="taken down on 2031-06-01: the outlet asked"):
        archive.report("courier")
    assert archive.add(outcomes(row("courier"))) == Added(refused=1)
    assert any(line.action == "take down" and line.name == "courier" for line in archive.log())
    if archive._store.dialect == "sqlite":
        from pathlib import Path

        for path in Path(archive.place).parent.glob(Path(archive.place).name + "*"):
            assert b"resign" not in path.read_bytes()
            assert zlib.compress(ROWS["courier"]["text"].encode())[:40] not in path.read_bytes()
            assert b"Elsewhere" not in path.read_bytes()


def test_compiling_a_story_reads_only_what_is_kept(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(archive)
    monkeypatch.setattr("onrecord.statements.find_statements", None)
    (story,) = archive.stories(several=True)
    assert archive.story(story.id).statements


@pytest.mark.parametrize(("module", "name"), [(comparing, "compare_story"), (joining, "refresh_story")])
def test_a_story_that_cannot_be_compared_keeps_no_other_waiting(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str
) -> None:
    archive.add(
        outcomes(*ALL, row("post", id="alone", outlet="Varn Gull", title="Eels", text="“Eels are late,” Tove Lind said."))
    )
    whole, calls = getattr(module, name), []

    def fails_once(connection: Connection, story: int, *given: object, **named: object) -> object:
        calls.append(story)
        if len(calls) == 1:
            raise IndexError("tuple index out of range")
        return whole(connection, story, *given, **named)

    monkeypatch.setattr(module, name, fails_once)
    with pytest.raises(NotCompared, match=r"could not be compared \(IndexError: tuple index out of range") as told:
        archive.update()
    assert len(calls) == len(archive.stories()) > 1  # the others were refreshed all the same
    (key,) = told.value.stories
    assert key in {story.id for story in archive.stories()}
    assert [line.detail for line in archive.log() if line.outcome == "failed"] == ["IndexError: tuple index out of range"]
    assert archive.update().stories == 1  # and tried again
    assert archive.update().stories == 0


def test_editors_say_what_is_one_utterance(archive: Archive) -> None:
    fill(archive)
    (story,) = archive.stories(several=True)

    def joined() -> set[frozenset[str]]:
        return {frozenset(t.statement_id for t in u.tellings) for u in archive.story(story.id).utterances}

    found = joined()
    one, other = sorted(next(iter(found)))[:2]

    def are_one() -> bool:
        return any({one, other} <= tellings for tellings in joined())

    apart = archive.judge("utterance", "not the same", one, other, by="Ida Oru")
    archive.update()
    assert not are_one()
    together = archive.judge("utterance", "same", one, other, by="Mira Lund")
    assert are_one()
    archive.withdraw(together.id, by="Mira Lund")
    assert not are_one()
    archive.withdraw(apart.id, by="Ida Oru")
    assert joined() == found


def test_after_edits_and_deletions_stories_are_those_of_an_archive_filled_anew(fresh: Callable[[], Archive]) -> None:
    archive = fill(fresh())
    edited = row("post", text=ROWS["courier"]["text"])
    fill(archive, edited)
    assert stories_of(archive) == stories_of(fill(fresh(), edited, row("gazette"), row("courier")))
    archive.take_down("courier", "the outlet asked for it")
    fill(archive, row("post"))
    assert stories_of(archive) == stories_of(fill(fresh(), row("post"), row("gazette")))
