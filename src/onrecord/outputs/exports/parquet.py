"""Accounts as Parquet, a row group for some thousand statements: typed columns, each with its meaning in the schema."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from onrecord.datamodel import Account
from onrecord.outputs.exports.rows import COLUMNS, Row, rows_of

__all__ = ["write"]

ROWS = 20_000
"""Rows that are held in memory before they are written."""


def write(accounts: Iterable[Account], path: Path) -> int:
    """Write the table; returns the number of rows. Raises `ImportError` where pyarrow is not installed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types: dict[str, Any] = {"text": pa.string(), "number": pa.int64(), "flag": pa.bool_(), "score": pa.float64()}
    schema = pa.schema(
        [pa.field(name, types[kind], metadata={"description": about.encode("utf-8")}) for name, kind, about in COLUMNS]
    )
    count = 0
    held: list[Row] = []
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for account in accounts:
            held += rows_of(account)
            if len(held) >= ROWS:
                writer.write_table(pa.Table.from_pylist(held, schema=schema))
                count += len(held)
                held = []
        writer.write_table(pa.Table.from_pylist(held, schema=schema))
    return count + len(held)
