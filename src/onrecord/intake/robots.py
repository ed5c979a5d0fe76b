"""What a site asks of programs, in its robots.txt (RFC 9309): read once a day for each site, by protego.

A site without such a file, or that refuses it, permits everything; one whose file cannot be reached just now permits nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

__all__ = ["TOKEN", "Robots", "Rules"]

TOKEN = "onrecord"  # noqa: S105
"""The name under which a site's robots.txt can speak to us."""
LONGEST = 512_000
"""Bytes of a robots.txt that are read; RFC 9309 asks for 500 KiB at least."""
_FRESH = 86_400.0
_TRIED_AGAIN = 300.0
"""Seconds after which a file is read again: one that was read, and one that could not be reached."""
_MOST_DELAY = 60.0
"""Seconds to which a site's own wish for a pause between requests is followed."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A site's rules, None where it has none; ``reached`` is False where nobody can tell just now."""

    found: Protego | None
    reached: bool

    def permit(self, address: str) -> bool:
        """May the address be fetched?"""
        return self.found is None or bool(self.found.can_fetch(address, TOKEN))

    @property
    def delay(self) -> float:
        """The pause between two requests that the site asks for, in seconds; 0 where it asks for none."""
        asked = self.found.crawl_delay(TOKEN) if self.found is not None else None
        return min(float(asked or 0), _MOST_DELAY)


class Robots:
    """The rules of the sites that were asked; ``read`` gets a robots.txt, its status and its bytes, or raises."""

    def __init__(self, read: Callable[[str], tuple[int, bytes]], *, clock: Callable[[], float]) -> None:
        self._read = read
        self._clock = clock
        self._known: dict[str, tuple[float, Rules]] = {}

    def rules(self, site: str) -> Rules:
        """The rules of a site, given as ``https://host``."""
        known = self._known.get(site)
        if known is not None and self._clock() < known[0]:
            return known[1]
        status, data = self._read(f"{site}/robots.txt")
        if status == 200:
            rules = Rules(Protego.parse(data[:LONGEST].decode("utf-8", "replace")), reached=True)
        else:
            rules = Rules(None, reached=status < 500 and status != 429)
        self._known[site] = (self._clock() + (_FRESH if rules.reached else _TRIED_AGAIN), rules)
        return rules
