"""What was written since a reader last looked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the table of changes; an archive as it is now counts as unchanged."""
    key = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
    op.create_table(
        "change",
        sa.Column("at", key, nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("row", key, nullable=False),
        sa.PrimaryKeyConstraint("at", "noun", "row", name=op.f("pk_change")),
        sqlite_with_rowid=False,
    )
