import threading
from typing import Any

import pytest
from sqlalchemy import select
from tests.support import SettableClock

from volary.platform.db import Database
from volary.platform.jobs import GiveUp, Job, JobRunner, Periodic, enqueue


def runner(db: Database, clock: SettableClock, handler: Any, **options: Any) -> JobRunner:
    return JobRunner(db, {"work": handler}, clock=clock, **options)


def add(db: Database, clock: SettableClock, payload: dict[str, Any], **options: Any) -> None:
    with db.write() as session:
        enqueue(session, "work", payload, now=clock(), **options)


def rows(db: Database) -> list[Job]:
    with db.read() as session:
        return list(session.scalars(select(Job).order_by(Job.num)))


def test_a_job_runs_once_with_its_payload(database: Database, clock: SettableClock) -> None:
    done: list[dict[str, Any]] = []
    add(database, clock, {"flight": 7})
    jobs = runner(database, clock, done.append)
    assert jobs.run_due() == 1
    assert jobs.run_due() == 0
    assert done == [{"flight": 7}]
    assert rows(database)[0].state == "done"


def test_a_job_of_the_same_key_waits_only_once(database: Database, clock: SettableClock) -> None:
    add(database, clock, {"n": 1}, key="flight:7")
    add(database, clock, {"n": 2}, key="flight:7")
    assert [job.payload for job in rows(database)] == [{"n": 1}]
    runner(database, clock, lambda _: None).run_due()
    add(database, clock, {"n": 3}, key="flight:7")
    assert len(rows(database)) == 2


def test_a_job_belongs_to_the_transaction_that_enqueued_it(
    database: Database, clock: SettableClock
) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        enqueue(session, "work", {}, now=clock())
        raise RuntimeError
    assert rows(database) == []


def test_a_failing_job_is_tried_again_later_and_later_and_then_fails(
    database: Database, clock: SettableClock
) -> None:
    tries: list[int] = []

    def fail(_payload: dict[str, Any]) -> None:
        tries.append(1)
        raise ValueError("no")

    add(database, clock, {})
    jobs = runner(database, clock, fail, max_attempts=3)
    assert jobs.run_due() == 1
    assert jobs.run_due() == 0, "not at once"
    clock.advance(seconds=2)
    assert jobs.run_due() == 1
    clock.advance(seconds=2)
    assert jobs.run_due() == 0, "the wait has grown"
    clock.advance(seconds=60)
    assert jobs.run_due() == 1
    (job,) = rows(database)
    assert (job.state, len(tries)) == ("failed", 3)
    assert "ValueError" in (job.last_error or "")


def test_a_job_that_cannot_succeed_fails_at_once(database: Database, clock: SettableClock) -> None:
    def refuse(_payload: dict[str, Any]) -> None:
        raise GiveUp("never")

    add(database, clock, {})
    runner(database, clock, refuse).run_due()
    assert rows(database)[0].state == "failed"


def test_a_job_whose_runner_died_is_taken_over_when_its_lease_ends(
    database: Database, clock: SettableClock
) -> None:
    add(database, clock, {})
    dead = runner(database, clock, lambda _: None, lease_s=60)
    assert dead._claim() is not None
    done: list[dict[str, Any]] = []
    other = runner(database, clock, done.append, lease_s=60)
    assert other.run_due() == 0
    clock.advance(seconds=61)
    assert other.run_due() == 1
    assert rows(database)[0].attempts == 2


def test_a_job_that_kills_its_runner_every_time_ends_as_failed(
    database: Database, clock: SettableClock
) -> None:
    add(database, clock, {})
    for _ in range(3):
        assert runner(database, clock, lambda _: None, max_attempts=3)._claim() is not None
        clock.advance(seconds=61)
    done: list[dict[str, Any]] = []
    runner(database, clock, done.append, max_attempts=3).run_due()
    assert (done, rows(database)[0].state) == ([], "failed")


def test_two_runners_never_run_the_same_job(database: Database, clock: SettableClock) -> None:
    done: list[int] = []
    for number in range(30):
        add(database, clock, {"n": number})
    runners = [runner(database, clock, lambda p: done.append(p["n"])) for _ in range(4)]
    threads = [threading.Thread(target=jobs.run_due) for jobs in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(30))


def test_periodic_work_comes_back_after_its_interval(
    database: Database, clock: SettableClock
) -> None:
    done: list[int] = []
    periodic = (Periodic("work", 3600),)
    jobs = runner(database, clock, lambda _: done.append(1), periodic=periodic, threads=0)
    jobs.start()
    jobs.run_due()
    clock.advance(seconds=3599)
    jobs.run_due()
    assert len(done) == 1
    clock.advance(seconds=2)
    jobs.run_due()
    assert len(done) == 2
    jobs.stop()


def test_the_threads_pick_up_work_and_stop(database: Database, clock: SettableClock) -> None:
    seen = threading.Event()
    add(database, clock, {})
    jobs = runner(database, clock, lambda _: seen.set(), poll_s=0.05)
    jobs.start()
    assert seen.wait(20)
    jobs.stop()
