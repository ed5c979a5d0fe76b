"""Names by number, one a line, so that those that hold some words are found without looking at each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

__all__ = ["Lines"]


class Lines(dict[int, str]):
    """Names as folded, each with a space before it and behind, by number. It is never changed once it was asked.

    >>> Lines({4: " ida oru ", 7: " oru senior "}).with_words(["oru"])
    [4, 7]
    """

    def with_words(self, words: Sequence[str]) -> list[int]:
        """The numbers of the names that hold all these words, in the order of the names."""
        if not words:
            return list(self)
        rarest, *others = sorted((f" {word} " for word in words), key=len, reverse=True)
        lines, starts, numbers = self._joined
        found: list[int] = []
        at = lines.find(rarest)
        while at >= 0:
            line = bisect_right(starts, at) - 1
            start, end = starts[line], starts[line + 1]
            if all(lines.find(each, start, end) >= 0 for each in others):
                found.append(numbers[line])
            at = lines.find(rarest, end)
        return found

    @cached_property
    def _joined(self) -> tuple[str, list[int], list[int]]:
        """All names in one string, where each begins in it (and one more would), and their numbers."""
        starts = list(accumulate((len(name) + 1 for name in self.values()), initial=0))
        return "\n".join(self.values()), starts, list(self)
