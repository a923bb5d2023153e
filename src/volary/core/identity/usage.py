"""When credentials were last used, gathered in memory and written now and then.

A credential is noted when it is looked up in the database, which the cache of verified
credentials makes happen about once a minute while it is in use.
"""

import datetime as dt
import threading
from typing import cast

import structlog
from sqlalchemy import Table, bindparam, update

from volary.core.identity.model import Credential
from volary.platform.db import Database

log = structlog.get_logger(__name__)

FLUSH_S = 30.0


class Usage:
    """Between ``start`` and ``close`` a thread of its own flushes every half minute."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._seen: dict[int, dt.datetime] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(
            target=self._flush_often, name="credential-usage", daemon=True
        )
        self._thread.start()

    def note(self, credential: int, at: dt.datetime) -> None:
        with self._lock:
            self._seen[credential] = at

    def last(self, credential: int) -> dt.datetime | None:
        """What has been noted and not been written yet."""
        return self._seen.get(credential)

    def flush(self) -> int:
        """Write what has been noted, in one transaction; returns how many credentials."""
        with self._lock:
            seen, self._seen = self._seen, {}
        if not seen:
            return 0
        table = cast("Table", Credential.__table__)
        statement = (
            update(table)
            .where(table.c.num == bindparam("credential"))
            .values(last_used_at=bindparam("at"))
        )
        rows = [{"credential": num, "at": at} for num, at in sorted(seen.items())]
        try:
            with self._db.connect_for_write() as connection:
                connection.execute(statement, rows)
        except BaseException:
            with self._lock:
                self._seen = seen | self._seen
            raise
        return len(rows)

    def close(self) -> None:
        """End the thread and write what is left."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5.0)
        self._try_flush()

    def _flush_often(self) -> None:
        while not self._stop.wait(FLUSH_S):
            self._try_flush()

    def _try_flush(self) -> None:
        """Losing a few last-used times is no reason to fail anything else."""
        try:
            self.flush()
        except Exception:
            log.exception("credential_usage_not_written")
