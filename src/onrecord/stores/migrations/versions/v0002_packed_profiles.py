"""Profiles with what leads from one report to another in front."""

from __future__ import annotations

import json
import zlib

import sqlalchemy as sa
from alembic import op

from onrecord.stories import pack_profile
from onrecord.stories.profiles import parse_profile

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Write every profile anew."""
    report = sa.table("report", sa.column("id", sa.Integer), sa.column("profile", sa.LargeBinary))
    connection = op.get_bind()
    for number in connection.execute(sa.select(report.c.id).where(report.c.profile.is_not(None))).scalars().all():
        old = connection.execute(sa.select(report.c.profile).where(report.c.id == number)).scalar_one()
        packed = pack_profile(parse_profile(json.loads(zlib.decompress(old))))
        connection.execute(report.update().where(report.c.id == number).values(profile=packed))
