"""The steps from one version of the schema to the next, by Alembic; each is a module in ``versions``."""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy import Connection, inspect, text

from onrecord.errors import ArchiveError
from onrecord.stores.schema import metadata

__all__ = ["is_newest", "upgrade"]


def upgrade(connection: Connection) -> None:
    """Bring the database of an open transaction up to the newest version of the schema.

    Raises `ArchiveError` where a later version of onrecord has written it.
    """
    if is_newest(connection):
        return  # the usual case, without what Alembic takes to load

    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "onrecord.stores:migrations")
    script = ScriptDirectory.from_config(config)
    newest = script.get_current_head()
    now = MigrationContext.configure(connection).get_current_revision()
    if now == newest:
        return
    if now is not None and now not in {step.revision for step in script.walk_revisions()}:
        raise ArchiveError(f"the archive was written by a later version of onrecord (schema {now}): upgrade onrecord")
    with EnvironmentContext(config, script, fn=lambda rev, _: script._upgrade_revs(newest or "head", rev)) as environment:
        environment.configure(connection=connection, target_metadata=metadata)
        environment.run_migrations()


def is_newest(connection: Connection) -> bool:
    """Whether the database has the newest version of the schema."""
    return _revision(connection) == _newest()


def _newest() -> str:
    """The newest revision: the steps are modules named by their number, ``v0001_first.py``."""
    names = (path.name for path in files("onrecord.stores.migrations").joinpath("versions").iterdir())
    return max(name[1:5] for name in names if name.startswith("v") and name.endswith(".py"))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
