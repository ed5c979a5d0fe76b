"""A second process that compares stories beside the first, or half of a large one: Python uses one processor at a time.

It reads the archive by itself and writes nothing. Whoever asked writes down what it gives, and only where that was made from
what the archive holds at that moment. What it cannot do, for whatever reason, is done without it. It ends with the process that
started it, however that one ends: what it hears then is the end of its input.
"""

from __future__ import annotations

import gc
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from onrecord.archive.joining import Compared, compare_story, load_story, made_from
from onrecord.archive.people import judged_names
from onrecord.collation import Apart, Aside, AsideHere, JudgedDetails
from onrecord.collation.origins import Provenance
from onrecord.collation.units import read_words
from onrecord.collation.utterances import Group
from onrecord.datamodel import Citation, Report, Statement
from onrecord.people import Cast, Judged, cast_people
from onrecord.record.compiling import order_reports
from onrecord.stores import Store, open_store
from onrecord.stories import SharedPassages

__all__ = ["AsideThere", "HalfThere", "Second", "place_of", "serve", "start_second"]

_Answer = tuple[str, Any]


def processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def place_of(store: Store) -> str | None:
    """Where a second process finds what was just opened, whatever folder is worked in later; None for what is in memory."""
    url = store.engine.url
    if store.dialect != "sqlite":
        return url.render_as_string(hide_password=False)
    return None if url.database in (None, "", ":memory:") else str(Path(url.database).absolute())


def start_second(place: str | None) -> Second | None:
    """A second process over the archive at a place; None where there is but one processor, or where none can be started."""
    if place is None or processors() < 2 or not sys.executable or getattr(sys, "frozen", False):
        return None
    try:
        return Second(place)
    except (OSError, RuntimeError):  # no more processes, or no more threads
        return None


class Second:
    """The second process as the first has it. What is asked is answered in that order; when it is gone, with None.

    Each question has a number, which its answer repeats. It is for one thread.
    """

    def __init__(self, place: str) -> None:
        # A program of its own and no copy of this process: here may be threads, and a main module that is not to run twice.
        code = f"import sys; sys.path[:] = {sys.path!r}; from onrecord.archive.second import serve; serve()"
        self._process = subprocess.Popen(  # noqa: S603 (this very Python)
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the first
        )
        self._answers: queue.Queue[tuple[int, _Answer] | None] = queue.Queue()
        self._asked = 0
        self._waited_for = 0
        self._is_open = True
        try:
            threading.Thread(target=self._listen, name="onrecord-second", daemon=True).start()
        except BaseException:
            self.close()
            raise
        self._say(place)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        try:
            while True:
                self._answers.put(pickle.load(self._process.stdout))  # noqa: S301 (our own process wrote it)
        except Exception:  # it is gone, or what it said is broken
            self._answers.put(None)

    def _say(self, message: object) -> None:
        try:
            assert self._process.stdin is not None
            pickle.dump(message, self._process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
        except Exception:  # it is gone, or this cannot be said
            self.close()

    @property
    def is_open(self) -> bool:
        """Can it be asked anything?"""
        return self._is_open

    @property
    def is_free(self) -> bool:
        """Is nothing asked that it has not answered?"""
        return self._is_open and not self._waited_for

    def ask(self, task: str, *given: object) -> int:
        """Have it do something; the number of the question, which has one answer, see `wait`."""
        self._asked += 1
        self._waited_for += 1
        self._say((self._asked, task, *given))
        return self._asked

    def wait(self, question: int, *, at_once: bool = False) -> _Answer | None:
        """The next answer, to this question; None where it is gone or out of step, or ``at_once`` where there is none yet."""
        if not self._is_open or not self._waited_for:
            return None
        try:
            answer = self._answers.get(block=not at_once)
        except queue.Empty:
            return None
        self._waited_for -= 1
        if answer is None or answer[0] != question:
            self.close()
            return None
        return answer[1]

    def close(self) -> None:
        """End it."""
        self._is_open = False
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except (OSError, ValueError):
                continue
        self._process.wait()


class HalfThere:
    """Half of a story's comparison, done by the second process: who its speakers are, and what `AsideThere` is asked.

    ``made_from`` says what the archive holds of the story: where the other read something else, all is done here after all.
    """

    def __init__(self, second: Second, story: int, made_from: str) -> None:
        self._second = second
        self._made_from = made_from
        self._cast = second.ask("half", story)
        self._shared = second.ask("shared")

    def cast(self, reports: Sequence[Report], statements: Sequence[tuple[Statement, ...]], *, judged: Judged) -> Cast:
        """As `cast_people`."""
        for report in reports:
            read_words(report.text.words)
        answer = self._second.wait(self._cast)
        if answer is not None and answer[0] == "cast" and answer[1][0] == self._made_from:
            cast: Cast = answer[1][1]
            return cast
        self._second.close()
        return cast_people(reports, statements, judged=judged)

    def aside(self, reports: Sequence[Report], statements: Sequence[tuple[Statement, ...]]) -> Aside:
        """Who does the rest of this half."""
        return AsideThere(self._second, self._shared, reports, statements)


class AsideThere(Aside):
    """What comparing the tellings does not ask for, found by the second process, or here when that one is gone.

    ``question`` is the number under which it was asked what the reports share.
    """

    def __init__(
        self, second: Second, question: int, reports: Sequence[Report], statements: Sequence[tuple[Statement, ...]]
    ) -> None:
        super().__init__(reports, statements)
        self._second = second
        self._question = question
        self._here: AsideHere | None = None
        self._first: tuple[SharedPassages, tuple[Citation, ...], Provenance] | None = None
        self._given: tuple[Sequence[Group], Sequence[JudgedDetails]] = ((), ())

    @property
    def shared(self) -> SharedPassages:
        """What two reports share word for word."""
        return self._read()[0]

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Whom the reports name as sources."""
        return self._read()[1]

    @property
    def provenance(self) -> Provenance:
        """What the reports show of where they have their words."""
        return self._read()[2]

    def give(self, groups: Sequence[Group], judged: Sequence[JudgedDetails]) -> None:
        """Say which tellings are joined, and what editors have said of details."""
        self._read()
        self._given = (groups, judged)
        if self._here is None:
            self._question = self._second.ask("rest", groups, judged)

    def take(self) -> Apart:
        """What comes of it."""
        answer = self._second.wait(self._question) if self._here is None else None
        if answer is not None and answer[0] == "apart":
            apart: Apart = answer[1]
            return apart
        return self._instead().take()

    def _read(self) -> tuple[SharedPassages, tuple[Citation, ...], Provenance]:
        if self._first is None:
            answer = self._second.wait(self._question)
            if answer is not None and answer[0] == "shared":
                self._first = answer[1]
            else:
                here = self._instead()
                self._first = here.shared, here.citations, here.provenance
        return self._first

    def _instead(self) -> AsideHere:
        """It is gone, or out of step: all of it is done here."""
        self._second.close()
        if self._here is None:
            self._here = AsideHere(self._reports, self._statements)
        self._here.give(*self._given)
        return self._here


# -- what the second process does ---------------------------------------------------------------------------------------------


def serve() -> None:
    """The life of the second process: what is asked is done and answered, until whoever started it is gone."""
    heard, said = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed is no answer
    gc.set_threshold(100_000, 50, 100)
    asked: queue.Queue[Any] = queue.Queue()

    def listen() -> None:
        try:
            while True:
                asked.put(pickle.load(heard))  # noqa: S301 (from whoever started this process)
        finally:
            os._exit(0)  # whatever is in hand is for nobody any more

    threading.Thread(target=listen, daemon=True).start()
    store = open_store(asked.get(), create=False)
    aside: AsideHere | None = None
    while True:
        question, task, *given = asked.get()
        try:
            if task == "story":
                answer: _Answer = ("story", _whole(store, *given))
            elif task == "half":
                aside = None
                made, cast, aside = _half(store, *given)
                answer = ("cast", (made, cast))
            elif task == "shared" and aside is not None:
                answer = ("shared", (aside.shared, aside.citations, aside.provenance))
            elif task == "rest" and aside is not None:
                aside.give(*given)
                answer = ("apart", aside.take())
            else:
                answer = ("failed", task)
        except Exception as fault:  # the other does it, and sees for itself
            answer = ("failed", repr(fault))
        pickle.dump((question, answer), said, protocol=pickle.HIGHEST_PROTOCOL)
        said.flush()
        if answer[0] == "shared" and aside is not None:
            _ahead(aside)


def _whole(store: Store, story: int) -> Compared:
    with store.read() as connection:
        return compare_story(connection, story)


def _half(store: Store, story: int) -> tuple[str, Cast, AsideHere]:
    with store.read() as connection:
        made, names = made_from(connection, story), judged_names(connection)
        told = {report: statements for report, statements, _ in load_story(connection, story)}
    ordered = order_reports(list(told))
    statements = [told[report] for report in ordered]
    return made, cast_people(ordered, statements, judged=names), AsideHere(ordered, statements)


def _ahead(aside: AsideHere) -> None:
    try:
        aside.read_ahead()
    except Exception:  # it fails again when it is asked for, and is answered then
        return
