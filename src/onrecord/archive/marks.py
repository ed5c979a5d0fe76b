"""What the last row of a page was sorted by, as a mark that stands in an address as it is, and back.

The next page begins behind the mark, wherever that is by then: what is added or taken away meanwhile shifts nothing, as it
would with a number of rows to be left out.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from onrecord.errors import ArchiveError

__all__ = ["Mark", "read_mark", "write_mark"]

Mark = tuple[Any, ...]
Kind = type | tuple[type, ...] | str
"""What a value of a mark is: of a type, of one of some types, or this very word."""


def write_mark(*values: str | int | float | None) -> str:
    """The values as a mark.

    >>> read_mark(write_mark("day", "2031-05-04", 7), "day", (str, type(None)), int)
    ('day', '2031-05-04', 7)
    """
    packed = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_mark(mark: str | None, *kinds: Kind) -> Mark | None:
    """The values of a mark of these kinds; None for none. Raises `ArchiveError` where it is not one that such a list gives."""
    if mark is None:
        return None
    try:
        packed = base64.b64decode(mark + "=" * (-len(mark) % 4), altchars=b"-_", validate=True)
        values = json.loads(packed.decode("utf-8", "surrogatepass"))
    except ValueError:
        values = None
    if isinstance(values, list) and len(values) == len(kinds) and all(map(_is, values, kinds)):
        return tuple(values)
    raise ArchiveError(
        f"{mark[:40]!r} is not what this list gave to go on after: pass `Hits.after`, or an answer’s `next`, to the same list"
    )


def _is(value: object, kind: Kind) -> bool:
    return value == kind if isinstance(kind, str) else type(value) in (kind if isinstance(kind, tuple) else (kind,))
