"""A profile in, bytes out, and back: in front what leads from one report to another, behind it the rest, read when asked for.

An archive keeps the bytes. What is hard here is cost: to place one report among thousands all of their leads are needed, and
the whole profiles of a few.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from onrecord.stories.profiles import Profile, number_term, parse_profile, write_profile

__all__ = ["KeptReport", "number_lead", "pack_profile"]

_HEAD = struct.Struct("<iH")
"""The day (0 where it is not known) and how many terms lead to other reports."""
_NUMBER, _WEIGHT = np.dtype("<u4"), np.dtype("<u2")


@dataclass(frozen=True, eq=False)
class KeptReport:
    """What is kept of a report for grouping: `pack_profile` of its profile, its links, and anything that names its story.

    ``story`` is the same for the reports of one story, and None for a report whose story has to be found anew.
    """

    report_id: str
    packed: bytes
    links: Mapping[str, int]
    story: Hashable = None

    @property
    def day(self) -> int | None:
        """The ordinal of the day of publication."""
        return int(_HEAD.unpack_from(self.packed)[0]) or None

    @property
    def leads(self) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
        """The numbers of the terms that lead to other reports, and their weights."""
        size = _HEAD.unpack_from(self.packed)[1]
        numbers = np.frombuffer(self.packed, dtype=_NUMBER, count=size, offset=_HEAD.size)
        return numbers, np.frombuffer(self.packed, dtype=_WEIGHT, count=size, offset=_HEAD.size + numbers.nbytes)

    @cached_property
    def profile(self) -> Profile:
        """The whole profile."""
        size = _HEAD.unpack_from(self.packed)[1]
        rest = self.packed[_HEAD.size + size * (_NUMBER.itemsize + _WEIGHT.itemsize) :]
        return parse_profile(json.loads(zlib.decompress(rest)))


def number_lead(term: str) -> int:
    """The number of 32 bits by which a term is looked for: rarely, two terms have one."""
    return number_term(term) & 0xFFFFFFFF


def pack_profile(profile: Profile) -> bytes:
    """The profile as bytes; `KeptReport.profile` is what they hold."""
    leads = profile.table.leads
    numbers = np.array([number_lead(term) for term, _ in leads], dtype=_NUMBER)
    weights = np.array([weight for _, weight in leads], dtype=_WEIGHT)
    rest = json.dumps(write_profile(profile), ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return _HEAD.pack(profile.day or 0, len(leads)) + numbers.tobytes() + weights.tobytes() + zlib.compress(rest)
