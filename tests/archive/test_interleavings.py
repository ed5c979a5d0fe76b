"""Whatever is written in whatever order, an archive that was open all the time answers as one that is opened anew."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import Any

import pytest

import onrecord
from onrecord.archive import Archive
from onrecord.errors import OnrecordError
from tests.archive.reports import outcomes

KEEPERS = ["Mirela Donk", "M. Donk", "Ansa Reyl", "Teodor Vash", "Oda Quist Vash"]
PLACES = ["lamp", "pier", "harbour", "quarry"]
CLOCK = "2031-06-01T12:00:00Z"


def report(number: int, chance: random.Random) -> dict[str, str]:
    """An invented report: who speaks of what, and on which day, is drawn by lot."""
    one, other = chance.sample(KEEPERS, 2)
    place, day = chance.choice(PLACES), chance.randint(1, 9)
    text = (
        f"{one} will not leave the {place}\n\n“I will not leave the {place},” {one} said on Sunday.\n\n"
        f"{other} told the council that the {place} would be shut in June. “We can’t pay for {number % 3 + 10} keepers,” "
        f"{other.split()[-1]} said."
    )
    made = {"id": f"r{number}", "outlet": f"Gazette {number % 3}", "url": f"https://g{number % 3}.example/{number}"}
    return made | {"published": f"2031-05-0{day}", "text": text}


def act(archive: Archive, chance: random.Random, known: int) -> None:
    """One thing that an editor or an import does."""
    hits = archive.search(limit=50)
    what = chance.choice(["add", "add", "edit", "update", "update", "take down", "person", "statement", "story", "withdraw"])
    if what == "add" or not hits:
        archive.add(outcomes(report(known, chance)))
    elif what == "edit":
        archive.add(outcomes(report(chance.randrange(known), chance)))
    elif what == "update":
        archive.update()
    elif what == "take down":
        archive.take_down(chance.choice(hits).report, "asked for by its outlet")
    elif what == "withdraw":
        if standing := archive.judgements(standing=True):
            archive.withdraw(chance.choice(standing).id, by="Ines Tolvanen")
    elif what == "statement":
        word = chance.choice(["wrong speaker", "not a statement"])
        archive.judge("statement", word, chance.choice(hits).statement, speaker="Oda Quist", by="Ines Tolvanen")
    else:
        people = [each.id for each in archive.people(limit=None)]
        ones = sorted({hit.report for hit in hits}) if what == "story" else people
        if len(ones) > 1:
            archive.judge(what, chance.choice(["same", "not the same"]), *chance.sample(ones, 2), by="Ines Tolvanen")


def answers(archive: Archive) -> list[Any]:
    """What the archive says to many questions, pages and all."""
    found: list[Any] = [archive.people(limit=None), archive.likely_reports("leave the lamp or the pier")]
    for asked, *chosen in (
        ("the", {}, {"speaker": "Donk"}),
        ("la*", {"outlet": "gazette 1"}, {"act": "refuse"}),
        (None, {"since": "2031-05-04"}),
    ):
        for filters in chosen:
            after, page = None, 0
            while page == 0 or after is not None:
                hits = archive.search(asked, limit=7, after=after, **filters)
                found.append([(h.report, h.statement, h.story, h.speaker, h.score) for h in hits])
                after, page = hits.after, page + 1
            tally = archive.tally(asked, **filters)
            found.append((tally.total, sorted(tally.speakers), sorted(tally.people), tally.acts, tally.outlets, tally.months))
    for person in archive.people(limit=None):
        found += [archive.profile(person.id), [said.statement.id for said in archive.told(person.id)]]
    return found


@pytest.mark.parametrize("seed", range(2))
def test_an_open_archive_answers_as_one_opened_anew(fresh: Callable[[], Archive], seed: int) -> None:
    chance = random.Random(seed)
    archive = fresh()
    for number in range(12):
        act(archive, chance, number)
        if chance.random() < 0.5:  # else several changes come together
            with onrecord.open(archive.place, now=lambda: CLOCK) as anew:
                assert answers(archive) == answers(anew)


def test_readers_beside_a_writer_see_whole_reports_and_in_the_end_everything(fresh: Callable[[], Archive]) -> None:
    archive = fresh()
    archive.add(outcomes(report(0, random.Random(0))))
    wrong: list[str] = []
    over = threading.Event()

    def read(seed: int) -> None:
        chance = random.Random(seed)
        while not over.is_set():
            try:
                hits = archive.search(chance.choice(["the", "leave", None]), limit=200)
                if len(hits) != hits.total:
                    wrong.append(f"{len(hits)} of {hits.total}")
                told = {(hit.report, hit.statement) for hit in archive.search(limit=200)}
                held = {name: len(archive.statements(name)) for name in {name for name, _ in told}}
                wrong.extend(name for name, count in held.items() if sum(one == name for one, _ in told) != count)
            except OnrecordError as error:
                wrong.append(str(error))

    readers = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
    for reader in readers:
        reader.start()
    with onrecord.open(archive.place, now=lambda: CLOCK) as writer:  # as another process would
        for number in range(1, 7):
            writer.add(outcomes(report(number, random.Random(number))))
            if number % 3 == 0:
                writer.update()
    over.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    with onrecord.open(archive.place, now=lambda: CLOCK) as anew:
        assert answers(archive) == answers(anew)
