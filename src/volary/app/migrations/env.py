"""Alembic's environment; the connection comes from ``volary.app.schema``."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from volary.app import tables  # noqa: F401  # registers every table on the metadata
from volary.platform.db import UtcTime, metadata

connection = context.config.attributes["connection"]


def render_item(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Write our types as what they are in the database: a migration outlives the code."""
    if kind == "type" and isinstance(item, UtcTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    render_item=render_item,
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
)
context.run_migrations()
