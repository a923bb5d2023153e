import datetime as dt
import threading

import pytest
from sqlalchemy import text
from tests.support import SettableClock

from volary.platform.db import Database, DatabaseBusyError
from volary.platform.jobs import Job, enqueue


def count(db: Database) -> int:
    with db.read() as session:
        return session.scalar(text("SELECT count(*) FROM job")) or 0


def test_a_block_that_raises_leaves_nothing(database: Database, clock: SettableClock) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        enqueue(session, "a", {}, now=clock())
        session.flush()
        raise RuntimeError
    assert count(database) == 0


def test_what_a_read_changes_is_thrown_away(database: Database, clock: SettableClock) -> None:
    with database.read() as session:
        enqueue(session, "a", {}, now=clock())
    assert count(database) == 0


def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    local = dt.datetime(2025, 6, 13, 20, 22, 1, 123456, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    with database.write() as session:
        enqueue(session, "a", {}, now=local)
    with database.read() as session:
        (job,) = session.query(Job)
    assert job.created_at == local
    assert job.created_at.utcoffset() == dt.timedelta(0)


def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="naive"), database.write() as session:
        enqueue(session, "a", {}, now=dt.datetime(2025, 6, 13))  # noqa: DTZ001  # the point


def test_sqlite_syncs_every_commit_and_keeps_foreign_keys(sqlite_database: Database) -> None:
    with sqlite_database.read() as session:
        assert session.scalar(text("PRAGMA synchronous")) == 2
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA foreign_keys")) == 1


def test_readers_do_not_wait_for_a_writer(sqlite_database: Database, clock: SettableClock) -> None:
    with sqlite_database.write() as session:
        enqueue(session, "a", {}, now=clock())
        session.flush()
        assert count(sqlite_database) == 0
    assert count(sqlite_database) == 1


def test_writers_take_turns_and_one_that_waits_too_long_is_told(
    sqlite_database: Database, clock: SettableClock
) -> None:
    impatient = Database(str(sqlite_database.engine.url), busy_timeout_s=0.1)
    with sqlite_database.write() as session:
        enqueue(session, "a", {}, now=clock())
        with pytest.raises(DatabaseBusyError), impatient.write() as other:
            enqueue(other, "b", {}, now=clock())
    impatient.close()


def test_concurrent_writes_all_arrive(database: Database, clock: SettableClock) -> None:
    def write() -> None:
        for _ in range(10):
            with database.write() as session:
                enqueue(session, "a", {}, now=clock())

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(database) == 80
