"""PostgreSQL's count of the statements in the word index and of their terms, which SQLite keeps by itself."""

from __future__ import annotations

from alembic import op

from onrecord.stores.index import whole_ddl

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Count once what is in the index; from now on every change of it is counted."""
    if op.get_bind().dialect.name == "postgresql":
        for statement in whole_ddl():
            op.execute(statement)
