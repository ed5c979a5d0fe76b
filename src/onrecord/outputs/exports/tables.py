"""Accounts as CSV: one row a statement, nothing cut.

What is hard here is that a spreadsheet runs a cell that begins with =, +, - or @ as a formula, and an article may hold any
words. Such a cell gets an apostrophe before it, which spreadsheets do not show; `plain` takes it off again, so that the words
can be proved. The file begins with a byte order mark, without which Excel does not see that it is UTF-8.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from onrecord.datamodel import Account
from onrecord.outputs.exports.rows import COLUMNS, rows_of

__all__ = ["guarded", "plain", "write"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def guarded(cell: object) -> str:
    """A cell that no spreadsheet runs as a formula.

    >>> guarded("=SUM(A1)"), guarded("'tis so"), guarded(None), guarded(7)
    ("'=SUM(A1)", "''tis so", '', '7')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    words = str(cell)
    return f"'{words}" if isinstance(cell, str) and words.startswith(_FORMULA) else words


def plain(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1:].startswith(_FORMULA) else cell


def write(accounts: Iterable[Account], path: Path) -> int:
    """Write the table; returns the number of rows."""
    names = [name for name, _, _ in COLUMNS]
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, lineterminator="\r\n")
        table.writerow(names)
        for account in accounts:
            for row in rows_of(account):
                table.writerow([guarded(row[name]) for name in names])
                count += 1
    return count
