"""Bringing a database to this version's schema, and refusing one that is newer.

Alembic is loaded only when there is something to do: most starts find the newest schema.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from volary.platform.db import Database

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).parent / "migrations"
_VERSION_TABLE = "alembic_version"


class NewerSchemaError(Exception):
    """The database was written by a newer Volary; install that version or restore a backup."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"The database has the schema {found}, which this version does not know. It was "
            "written by a newer Volary: install that version again, or restore a backup made "
            "before the upgrade. Nothing has been changed."
        )


def revisions() -> list[str]:
    """All revisions, oldest first; a migration's file name begins with its number."""
    return sorted(path.name.split("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*.py"))


def newest() -> str:
    """The revision that this version's models describe."""
    return revisions()[-1]


def current(db: Database) -> str | None:
    """The revision of a database, None when it is empty."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table(_VERSION_TABLE):
            return None
        found = connection.scalar(text(f"SELECT version_num FROM {_VERSION_TABLE}"))  # noqa: S608  # a constant
    return None if found is None else str(found)


def pending(db: Database) -> list[str]:
    """Revisions that ``upgrade`` would apply, oldest first; NewerSchemaError when ahead of us."""
    known, found = revisions(), current(db)
    if found is None:
        return known
    if found not in known:
        raise NewerSchemaError(found)
    return known[known.index(found) + 1 :]


def upgrade(db: Database, *, to: str = "head") -> list[str]:
    """Apply what is missing in one transaction and return the revisions applied."""
    todo = pending(db)
    if not todo:
        return []
    from alembic import command  # noqa: PLC0415  # see the module's docstring

    with db.connect_for_write() as connection:
        if not db.is_sqlite:  # two processes may start at once; SQLite's write lock does the same
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(8620)")
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)
    return todo


def alembic_config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415  # see the module's docstring

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config
