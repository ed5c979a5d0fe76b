"""A statement's words and what the rules make of it in, likelihoods of its act and mode out: the small trained reader of acts.

A neutral cue ("said") leaves it to the content whether somebody is blamed, praised, urged or only told of, and no list of words
says that. So a small network, trained on statements labelled by reading (``models/acts_v4/card.md``), reads source, cue and
content in the order of the text, and beside them what the rules say; it may agree or differ. Every statement is read alone, so
that its numbers do not depend on its company.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, get_args

import numpy as np

from onrecord.datamodel import Act, Manner, Mode, SpeakerKind
from onrecord.models.loader import Model, shipped_model
from onrecord.models.wordpieces import WordPieces
from onrecord.spans import Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["ACTS", "KINDS", "MANNERS", "MODEL", "MODES", "ActReader", "Reading", "Ruled", "frame", "settle", "shipped_reader"]

MODEL = "acts_v4"
ACTS: tuple[Act, ...] = get_args(Act)
MODES: tuple[Mode, ...] = get_args(Mode)
KINDS: tuple[SpeakerKind, ...] = get_args(SpeakerKind)
MANNERS: tuple[Manner, ...] = get_args(Manner)

SOURCE, CUE, CONTENT = 1, 2, 3
_FIRST, _LAST = 64, 32
"""Pieces of a long content that are read: so many of its beginning, and so many of its end."""
_LONGEST_PART = 12
"""Pieces of a source or a cue that are read."""
_LIMITS = ((SOURCE, _LONGEST_PART, 0), (CUE, _LONGEST_PART, 0), (CONTENT, _FIRST, _LAST))
LONGEST = 1 + 2 * _LONGEST_PART + _FIRST + _LAST
"""Pieces of the longest statement that is read, the opening one among them."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules say of a statement."""

    kind: SpeakerKind
    mode: Mode
    manner: Manner
    act: Act

    @property
    def numbers(self) -> tuple[int, int, int, int]:
        """Kind, mode, manner and act as the network is told them."""
        return KINDS.index(self.kind), MODES.index(self.mode), MANNERS.index(self.manner), ACTS.index(self.act)


@dataclass(frozen=True, slots=True)
class Reading:
    """How likely each act (as `ACTS`) and each mode (as `MODES`) is; each sums to 1."""

    acts: NDArray[np.float32]
    modes: NDArray[np.float32]


def frame(
    tokenizer: WordPieces, words: str, *, source: Iterable[Span], cue: Iterable[Span], content: Iterable[Span]
) -> tuple[list[int], list[int]]:
    """The ids of the pieces that are read, an opening piece before them, and the role of each (0 for the opening one)."""
    parts = [(span, role) for spans, role in ((source, SOURCE), (cue, CUE), (content, CONTENT)) for span in spans]
    ids = [tokenizer.token_to_id("[CLS]") or 0]
    roles = [0]
    parts.sort()
    for span, role in parts:
        numbers = tokenizer.ids_of(span.cut(words))
        ids += numbers
        roles += [role] * len(numbers)
    if all(roles.count(role) <= first + last for role, first, last in _LIMITS):
        return ids, roles
    kept = [0]
    for role, first, last in _LIMITS:
        places = [place for place, its in enumerate(roles) if its == role]
        kept += places if len(places) <= first + last else places[:first] + places[len(places) - last :]
    kept.sort()
    return [ids[place] for place in kept], [roles[place] for place in kept]


SURE_ACT, SURE_MODE = 0.25, 0.6
"""Likelihoods from which the reader is followed; both were the best of those tried on the held-out articles (five and four)."""

GRAVE: frozenset[Act] = frozenset(("accuse", "criticise", "threaten", "admit"))
"""What nobody is said to have done on a guess."""
SURE_GRAVE = 0.35
"""Likelihood from which the reader is followed in these. Of 12 held-out statements below it, it was right of one."""


def settle(ruled: Ruled, reading: Reading) -> tuple[Mode, Act]:
    """Mode and act of a statement: what the reader is sure of, else what the rules say.

    Writing is told by words around a statement, which only the rules read, so it stays. A mere thought states, whatever it is
    (``gold/README.md``), and words within marks are never mere thought. A refusal that the words say ("I cannot sign") stands
    against a reading that finds nothing in them. A charge that the rules do not see, and the reader is not sure of, is none.
    """
    mode, act = ruled.mode, ruled.act
    told = int(reading.modes.argmax())
    if mode != "writing" and reading.modes[told] >= SURE_MODE and (MODES[told] != "thought" or ruled.manner == "indirect"):
        mode = MODES[told]
    done = int(reading.acts.argmax())
    if reading.acts[done] >= SURE_ACT and not (act == "refuse" and ACTS[done] == "state"):
        act = ACTS[done]
        if act in GRAVE and act != ruled.act and reading.acts[done] < SURE_GRAVE:
            act = "state"
    return mode, "state" if mode == "thought" else act


class ActReader:
    """Reads acts with a model's session."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def frame(
        self, words: str, ruled: Ruled, *, source: Sequence[Span], cue: Sequence[Span], content: Sequence[Span]
    ) -> dict[str, NDArray[np.int64]]:
        """One statement as the network is given it."""
        ids, roles = frame(self.model.tokenizer, words, source=source, cue=cue, content=content)
        given = {"ids": ids, "roles": roles, "ruled": ruled.numbers}
        return {name: np.array([numbers], dtype=np.int64) for name, numbers in given.items()}

    def read(self, framed: Mapping[str, NDArray[np.int64]]) -> Reading:
        """The likelihoods for one statement."""
        acts, modes = self.model.session.run(["acts", "modes"], framed)
        return Reading(acts[0], modes[0])


@cache
def shipped_reader() -> ActReader:
    """The reader that ships with the package. Raises `UnusableModel` where its files are missing or damaged."""
    return ActReader(shipped_model(MODEL))
