"""Characters that no reader sees: shown by name, so that report words can neither turn a line around nor drive a terminal."""

from __future__ import annotations

import re

__all__ = ["UNSEEN", "name_unseen", "show_unseen"]

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
"""Characters that no reader sees but that turn text around, hide words or may not stand in HTML at all."""

_SHORT = {
    "\u061c": "ALM",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\x00": "NUL",
    "\ufeff": "BOM",
}


def name_unseen(character: str) -> tuple[str, str]:
    r"""The character's number and its short name, which is the number again where it has none.

    >>> name_unseen("\u202e"), name_unseen("\x1b")
    (('U+202E', 'RLO'), ('U+001B', 'U+001B'))
    """
    number = f"U+{ord(character):04X}"
    return number, _SHORT.get(character, number)


def show_unseen(words: str) -> str:
    r"""The words with the names of unseen characters in brackets.

    >>> show_unseen("paid \u202e001\u202c crowns")
    'paid [RLO]001[PDF] crowns'
    """
    return UNSEEN.sub(lambda unseen: f"[{name_unseen(unseen.group())[1]}]", words)
