"""Relational storage: one model, one set of migrations, SQLite or PostgreSQL."""

from volary.platform.db.base import Base, Num, UtcTime, insert_or_ignore, metadata
from volary.platform.db.database import Database, DatabaseBusyError, DatabaseFullError

__all__ = [
    "Base",
    "Database",
    "DatabaseBusyError",
    "DatabaseFullError",
    "Num",
    "UtcTime",
    "insert_or_ignore",
    "metadata",
]
