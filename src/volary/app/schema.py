"""Bringing a database to this version's schema, and refusing one that is newer."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from volary.platform.db import Database

_FOLDER = Path(__file__).parent / "migrations"


class NewerSchemaError(Exception):
    """The database was written by a newer Volary; install that version or restore a backup."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"The database has the schema {found}, which this version does not know. It was "
            "written by a newer Volary: install that version again, or restore a backup made "
            "before the upgrade. Nothing has been changed."
        )


def newest() -> str:
    """The revision that this version's models describe."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    assert head is not None
    return head


def current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def pending(db: Database) -> list[str]:
    """Revisions that ``upgrade`` would apply, oldest first; NewerSchemaError when ahead of us."""
    script = ScriptDirectory.from_config(alembic_config())
    with db.engine.connect() as connection:
        found = current(connection)
    known = {revision.revision for revision in script.walk_revisions()}
    if found is not None and found not in known:
        raise NewerSchemaError(found)
    return [item.revision for item in script.iterate_revisions("head", found)][::-1]


def upgrade(db: Database, *, to: str = "head") -> list[str]:
    """Apply what is missing in one transaction and return the revisions applied."""
    todo = pending(db)
    if not todo:
        return []
    with db.connect_for_write() as connection:
        if not db.is_sqlite:  # two processes may start at once; SQLite's write lock does the same
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(8620)")
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)
    return todo


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config
