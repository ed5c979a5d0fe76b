"""Stories that wait to be compared in, what was compared out, in turn: by one process, or by two where that is quicker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.exc import SQLAlchemyError

from onrecord.archive.joining import Compared, compare_story, made_from
from onrecord.archive.second import HalfThere, Second
from onrecord.errors import OnrecordError
from onrecord.stores import Store

__all__ = ["LARGE", "compare_in_turn", "is_worth_two"]

LARGE = 16
"""Reports of a story from which on two processes share it: below, the half that is given away costs as much as it saves."""
_TOGETHER = 40
"""Reports of the waiting stories but the largest from which on a second process saves more than its start costs."""
_AHEAD = 24
"""Stories that may be compared before it is their turn to be written down: so many records stand in memory."""


def is_worth_two(sizes: Sequence[int]) -> bool:
    """Is a second process worth its start for stories of so many reports?"""
    ranked = sorted(sizes, reverse=True)
    return bool(ranked) and (ranked[0] >= LARGE or sum(ranked[1:]) >= _TOGETHER)


def compare_in_turn(
    store: Store, stories: Sequence[tuple[int, int]], first: int, second: Second | None
) -> Iterator[tuple[int, Compared | Exception]]:
    """What comparing each story gives, in the order given: its row with it, or the fault of ours that it ended with.

    ``stories`` has the number of reports of each. Taken up here are the ``first`` so many, then the largest of the next
    `_AHEAD` places; the second process is given the largest of all these. Two processes share a large story where no other
    waits, and a large one of the first, for which somebody waits. Raises what no other story would be spared.
    """
    work = _Work(stories, first)
    done: dict[int, Compared | Exception] = {}
    given: list[tuple[int, int]] = []
    """Places of the stories that the second process has, each with the number of the question."""
    ahead = 0
    """What the second process has to do yet, as far as can be told from what was done here meanwhile."""

    def take_in(*, wait: bool) -> None:
        while second is not None and given and (answer := second.wait(given[0][1], at_once=not wait)) is not None:
            place, _ = given.pop(0)
            if answer[0] == "story":
                done[place] = answer[1]
            else:
                work.give_back(place)
            wait = False
        if given and (second is None or not second.is_open):
            while given:
                work.give_back(given.pop()[0])

    while work.turn < len(stories):
        take_in(wait=False)
        if work.turn in done:
            yield stories[work.turn][0], done.pop(work.turn)
            work.turn += 1
            continue
        mine = work.take_own()
        if mine is None:
            take_in(wait=True)
            continue
        number, size = stories[mine]
        shared = second is not None and second.is_free and size >= LARGE and mine < first
        if second is not None and second.is_open and not shared:
            ahead = ahead if given else 0
            for place in work.take_for(work.cost(mine) - ahead):
                given.append((place, second.ask("story", stories[place][0])))
                ahead += work.cost(place)
        helper = second if second is not None and second.is_free and size >= LARGE else None
        done[mine] = _compared(store, number, helper)
        ahead = max(0, ahead - work.cost(mine))


class _Work:
    """Which stories are taken up, by their places; ``turn`` is the place of the one that is written down next."""

    def __init__(self, stories: Sequence[tuple[int, int]], first: int) -> None:
        self._stories = stories
        self._first = first
        self._taken: set[int] = set()
        self.turn = 0

    def take_own(self) -> int | None:
        """The story that is compared here next; None where all that may be are taken up."""
        places = self._open()
        own = [place for place in places if place < self._first]
        if not places:
            return None
        place = own[0] if own else self._largest(places)
        self._taken.add(place)
        return place

    def take_for(self, cost: int) -> list[int]:
        """Stories that keep the second process busy for so long, as far as there are any."""
        found: list[int] = []
        while cost > 0 and (places := self._open()):
            found.append(self._largest(places))
            self._taken.add(found[-1])
            cost -= self.cost(found[-1])
        return found

    def give_back(self, place: int) -> None:
        """A story is not compared after all."""
        self._taken.discard(place)

    def _open(self) -> list[int]:
        end = min(len(self._stories), self.turn + _AHEAD)
        return [place for place in range(self.turn, end) if place not in self._taken]

    def _largest(self, places: Sequence[int]) -> int:
        return max(places, key=lambda place: (self._stories[place][1], -place))

    def cost(self, place: int) -> int:
        """How long a story takes, in a measure of its own."""
        return 1 + self._stories[place][1] ** 2


def _compared(store: Store, story: int, second: Second | None) -> Compared | Exception:
    try:
        with store.read() as connection:
            if second is None:
                return compare_story(connection, story)
            half = HalfThere(second, story, made_from(connection, story))
            return compare_story(connection, story, cast=half.cast, aside=half.aside)
    except (OnrecordError, SQLAlchemyError, OSError, MemoryError):
        raise
    except Exception as fault:  # ours, in one story's comparison: no other story shall wait for it
        return fault
    finally:
        if second is not None and not second.is_free:
            second.close()  # it waits for what nobody will say
