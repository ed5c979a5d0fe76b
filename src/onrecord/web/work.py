"""Work that may be slow, huge or hung, done in processes of its own so that no other request waits for it.

A `Crew` has a few workers, each a process that does one task at a time. A task that takes longer than allowed ends with its
process, and a new one is started for the next; when too many wait already, a caller is told so at once. Python's own pool can
do neither: a hung task there holds its place for ever.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from onrecord.errors import OnrecordError

__all__ = ["Crew", "CrewBusy", "TookTooLong", "WorkFailed"]

T = TypeVar("T")
_START = 120.0
"""Seconds in which a new process must be up."""


class CrewBusy(OnrecordError):
    """Too many tasks are waiting already."""


class TookTooLong(OnrecordError):
    """A task was stopped because its time was over."""


class WorkFailed(OnrecordError):
    """A task ended in a way that nobody foresaw."""


def _serve(tasks: Connection) -> None:
    """A worker's life: one task after another, until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks.send(True)
    while True:
        try:
            task, arguments = tasks.recv()
        except (EOFError, OSError):
            return
        try:
            answer: tuple[bool, object] = (True, task(*arguments))
        except OnrecordError as error:
            answer = (False, str(error))
        except MemoryError:
            answer = (False, "there is not enough memory for this")
        except Exception as error:
            answer = (False, WorkFailed(f"the work failed ({type(error).__name__}): please report what was given"))
        tasks.send(answer)


class _Worker:
    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.tasks, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), daemon=True, name="onrecord-worker")
        self.process.start()
        theirs.close()
        if not self.tasks.poll(_START):  # its first word is that it is up: a task's time does not run before
            raise WorkFailed("no worker could be started: the machine is too busy")
        self.tasks.recv()

    def do(self, task: Callable[..., object], arguments: tuple[object, ...], seconds: float) -> tuple[bool, object] | None:
        """What the task gave; None where its time was over. Raises `EOFError` where the process died."""
        self.tasks.send((task, arguments))
        if not self.tasks.poll(seconds):
            return None
        answer: tuple[bool, object] = self.tasks.recv()
        return answer

    def stop(self) -> None:
        self.tasks.close()
        if self.process.is_alive():
            self.process.kill()
        self.process.join(5)


class Crew:
    """``workers`` processes, ``waiting`` tasks that may wait for one of them, ``seconds`` for each task.

    ``way_out`` is what to do where that was too little.
    """

    def __init__(self, *, workers: int, waiting: int, seconds: float, way_out: str = "give fewer or shorter reports") -> None:
        self.workers, self.waiting, self.seconds, self.way_out = workers, waiting, seconds, way_out
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._free = asyncio.Semaphore(workers)
        self._inside = 0
        self._pid = os.getpid()

    async def do(self, task: Callable[..., T], *arguments: object) -> T:
        """What ``task(*arguments)`` gives, done in another process; both must be picklable.

        Raises `OnrecordError` with the task's own words, `CrewBusy`, `TookTooLong` or `WorkFailed`.
        """
        if self._inside >= self.workers + self.waiting:
            raise CrewBusy("too much is going on already: try again in a moment")
        self._inside += 1
        try:
            async with self._free:
                return await self._do(task, arguments)
        finally:
            self._inside -= 1

    async def _do(self, task: Callable[..., T], arguments: tuple[object, ...]) -> T:
        worker = self._idle.pop() if self._idle else await asyncio.to_thread(self._hire)
        whole = False
        try:
            answer = await asyncio.to_thread(worker.do, task, arguments, self.seconds)
            whole = answer is not None
        except (EOFError, OSError):
            raise WorkFailed("the work ended before its time, perhaps for lack of memory: give less at once") from None
        finally:
            if whole:
                self._idle.append(worker)
            else:  # over time, dead, or the caller is gone and the task still runs
                self._all.discard(worker)
                worker.process.kill()
                asyncio.get_running_loop().run_in_executor(None, worker.stop)
        if answer is None:
            raise TookTooLong(f"this took longer than {self.seconds:g} seconds and was stopped: {self.way_out}")
        done, given = answer
        if done:
            result: Any = given
            return result  # type: ignore[no-any-return]
        raise given if isinstance(given, WorkFailed) else OnrecordError(str(given))

    def _hire(self) -> _Worker:
        worker = _Worker()
        self._all.add(worker)
        return worker

    def close(self) -> None:
        """Stop all workers."""
        for worker in self._all:
            worker.stop()
        self._all.clear()
        self._idle.clear()
