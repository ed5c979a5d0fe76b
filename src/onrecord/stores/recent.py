"""The latest so many things that were asked for, by key."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

__all__ = ["Recent"]

T = TypeVar("T")


class Recent(Generic[T]):
    """Holds so many things at most, for any number of threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, key: Hashable) -> T | None:
        """The thing, if it is still held."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: Hashable, thing: T) -> None:
        """Hold it, and forget what was not asked for the longest."""
        with self._lock:
            self._held[key] = thing
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)

    def drop(self, key: Hashable) -> None:
        """Forget it."""
        with self._lock:
            self._held.pop(key, None)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._held.clear()
