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
def _table() -> tuple[dict[str, int], int]:
    first, *lines = files("onrecord.stories").joinpath("rarity.tsv").read_text(encoding="utf-8").splitlines()
    articles = int(first)
    rows = (line.split("\t") for line in lines)
    return {term: _weigh(articles, int(count)) for term, count in rows}, _weigh(articles, 2)


def _weigh(articles: int, count: int) -> int:
    return max(1, round(100 * math.log(articles / count)))


def find_rarity(term: str) -> int:
    """A hundred times the natural logarithm of how many articles there are to each that has the term.

    A term that the table lacks counts as one of two articles.

    >>> find_rarity("government") < find_rarity("ferry") < find_rarity("torvik")
    True
    """
    table, unknown = _table()
    return table.get(term, unknown)
