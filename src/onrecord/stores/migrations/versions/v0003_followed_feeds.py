"""What is known of feeds, and their entries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add what the watch keeps."""
    for name in ("title", "asked_at", "reason"):
        op.add_column("feed", sa.Column(name, sa.Text(), nullable=True))
    op.create_table(
        "entry",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("updated", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_entry")),
    )
    op.create_index(op.f("ix_entry_feed"), "entry", ["feed"], unique=False)
