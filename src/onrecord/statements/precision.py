"""The lemma of a cue and the form of its find in, how far to trust it out.

``counts.tsv`` holds how often each was right in PolNeAR's training part (`evaluation/count_precision.py` writes it).
What is hard is the
long tail: of most pairs there are only a few. So a pair's own count is pulled towards what its form and its lemma promise.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import cache
from importlib.resources import files

__all__ = ["precision_of"]

# How many counted cases the promise of form and lemma weighs; set by hand and not swept.
_PRIOR = 4.0
# Too rare to be counted: "his characterization of Lee as a “clown”" stands there once with an owner.
_BY_HAND = {("noun of as owned", True): 0.5}
_SPEECH = frozenset(("that", "clause", "after", "quote", "colon", "comma", "wh", "if", "according", "amid"))


@cache
def precision_of(lemma: str, form: str, *, shared: bool, inside: bool, sourced: bool) -> float:
    """The share of right finds among those like this one, between 0 and 1.

    ``shared``: the source is another verb's subject; ``inside``: the cue stands within quotation marks; ``sourced``:
    there is one.
    """
    if (form, sourced) in _BY_HAND:
        return _BY_HAND[form, sourced]
    counts = _counts()
    flags = (("s" if shared else "") + ("i" if inside else "") + ("" if sourced else "n")) or " "
    family = _family(form)
    whole = _rate(counts["", family, ""])
    # Form and lemma as two independent pieces of evidence, each itself pulled towards the whole.
    by_flags = _share(counts, ("", form, flags), _share(counts, ("", form, ""), 0.3, 8.0), 8.0)
    if form.startswith("comma"):
        return by_flags  # unmarked speech is too rare to be counted by lemma
    by_lemma = _share(counts, (lemma, family, ""), whole, 8.0)
    promise = 1.0 / (1.0 + math.exp(-(_odds(by_flags) + _odds(by_lemma) - _odds(whole))))
    by_pair = _share(counts, (lemma, form, ""), promise, _PRIOR)
    return _share(counts, (lemma, form, flags), by_pair, _PRIOR)


def _family(form: str) -> str:
    """Clauses and quotations, or everything else: a lemma may be sure in the one and hopeless in the other ("state")."""
    return "=speech" if form.split()[0] in _SPEECH else "=other"


@cache
def _counts() -> dict[tuple[str, str, str], tuple[int, int]]:
    """Right and all by lemma, form and flags; an empty string stands for all of them."""
    right: Counter[tuple[str, str, str]] = Counter()
    seen: Counter[tuple[str, str, str]] = Counter()
    table = files("onrecord.statements").joinpath("counts.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        lemma, form, flags, good, count = line.split("\t")
        flags = "" if flags == "-" else flags
        # A find with no flag at all is told from "all flags" by a blank.
        for key in (
            (lemma, form, flags or " "),
            (lemma, form, ""),
            ("", form, flags or " "),
            ("", form, ""),
            (lemma, _family(form), ""),
            ("", _family(form), ""),
        ):
            right[key] += int(good)
            seen[key] += int(count)
    return {key: (right[key], seen[key]) for key in seen}


def _share(
    counts: dict[tuple[str, str, str], tuple[int, int]], key: tuple[str, str, str], prior: float, weight: float
) -> float:
    good, count = counts.get(key, (0, 0))
    return (good + prior * weight) / (count + weight)


def _rate(pair: tuple[int, int]) -> float:
    return pair[0] / pair[1] if pair[1] else 0.3


def _odds(share: float) -> float:
    share = min(max(share, 0.001), 0.999)
    return math.log(share / (1.0 - share))
