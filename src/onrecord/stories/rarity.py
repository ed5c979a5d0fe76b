"""How rare a word is in the news: a term in, a whole number out, from a table that ships with the package.

The table (``rarity.tsv``) counts in how many of 8,810 news articles of 2018 and 2019 a term stands; it holds counts only.
What is hard here is nothing but its reason: weights that were counted in the reports at hand would change with every report
that comes in, and no two ways of bringing the same reports would end in the same stories.
"""

from __future__ import annotations

import math
from functools import lru_cache
from importlib.resources import files

__all__ = ["COMMON", "find_rarity"]

COMMON = 270
"""Terms at most this rare (in six of a hundred articles and more) lead no report to another."""


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], int]:
    """In how many articles each term stands, as written; and how many articles there are."""
    first, *lines = files("onrecord.stories").joinpath("rarity.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines), int(first)


@lru_cache(maxsize=65536)
def find_rarity(term: str) -> int:
    """A hundred times the natural logarithm of how many articles there are to each that has the term.

    A term that the table lacks counts as one of two articles.

    >>> find_rarity("government") < find_rarity("ferry") < find_rarity("torvik")
    True
    """
    counts, articles = _table()
    return max(1, round(100 * math.log(articles / int(counts.get(term, 2)))))
