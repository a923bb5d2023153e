"""Sessions: commit on success, roll back on raise, in this one place.

SQLite: readers see a snapshot each and never wait; writers take a process-wide lock, then BEGIN
IMMEDIATE, so that two processes on one folder take turns within the busy timeout instead of
failing half-way. PostgreSQL: one pool for both.
"""

import errno
import sqlite3
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

_FULL = ("database or disk is full", "no space left", "could not extend file", "disk i/o error")
_BUSY = ("database is locked", "database table is locked", "lock timeout", "deadlock detected")
_GONE = ("connection refused", "server closed the connection", "connection failed", "timeout")


class DatabaseBusyError(Exception):
    """The database cannot be written (or reached) just now; trying again soon may work."""


class DatabaseFullError(Exception):
    """The database's disk is full; nothing was stored."""


class Database:
    """One database by SQLAlchemy URL: ``sqlite:////path/volary.db`` or ``postgresql://...``."""

    def __init__(self, url: str, *, busy_timeout_s: float = 30.0, pool_size: int = 10) -> None:
        parsed = make_url(url)
        if parsed.drivername in {"postgres", "postgresql"}:
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self._busy_timeout_s = busy_timeout_s
        self._write_lock = threading.Lock()
        if self.is_sqlite:
            self.engine = _sqlite_engine(parsed, "BEGIN", busy_timeout_s, pool_size)
            self._writer = _sqlite_engine(parsed, "BEGIN IMMEDIATE", busy_timeout_s, 1)
        else:
            self.engine = self._writer = create_engine(
                parsed, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True
            )
        self._readers = sessionmaker(self.engine, expire_on_commit=False, autoflush=False)
        self._writers = sessionmaker(self._writer, expire_on_commit=False)

    @contextmanager
    def read(self) -> Generator[Session]:
        """A session on a consistent snapshot; whatever it changes is thrown away."""
        with translate_errors(), self._readers() as session:
            yield session

    @contextmanager
    def write(self) -> Generator[Session]:
        """A session that commits when the block ends and rolls back when it raises.

        Keep computation and file access out of the block: on SQLite no one else writes meanwhile.
        """
        with self._turn_to_write(), translate_errors(), self._writers.begin() as session:
            yield session

    @contextmanager
    def connect_for_write(self) -> Generator[Connection]:
        """The same as ``write`` without the unit of work, for migrations and bulk statements."""
        with self._turn_to_write(), translate_errors(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def _turn_to_write(self) -> Generator[None]:
        if not self.is_sqlite:
            yield
            return
        if not self._write_lock.acquire(timeout=self._busy_timeout_s):
            raise DatabaseBusyError
        try:
            yield
        finally:
            self._write_lock.release()

    def close(self) -> None:
        self.engine.dispose()
        self._writer.dispose()


@contextmanager
def translate_errors() -> Generator[None]:
    """Turn what the drivers say of a full disk or a busy database into our two errors."""
    try:
        yield
    except OperationalError as error:
        text = str(error.orig).lower()
        if any(word in text for word in _FULL) or _errno(error) == errno.ENOSPC:
            raise DatabaseFullError(text) from error
        if any(word in text for word in (*_BUSY, *_GONE)):
            raise DatabaseBusyError(text) from error
        raise


def _errno(error: OperationalError) -> int | None:
    return getattr(error.orig, "errno", None)


def _sqlite_engine(url: Any, begin: str, busy_timeout_s: float, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0 if pool_size == 1 else pool_size,
        connect_args={"check_same_thread": False, "timeout": busy_timeout_s},
    )

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        # The driver must not open transactions by itself: it would choose BEGIN DEFERRED.
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "temp_store = MEMORY",
            "cache_size = -16000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
