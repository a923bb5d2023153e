"""Work that outlives a request: rows with leases, retries and back-off, on either database.

A job is enqueued in the transaction that makes it necessary. A handler may run more than once
(its process may die after the work and before the note of it), so handlers are idempotent.
"""

import datetime as dt
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from sqlalchemy import Index, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from volary.platform.clock import Clock, system_clock
from volary.platform.db import Base, Database, DatabaseBusyError, insert_or_ignore
from volary.platform.db.base import Num

log = structlog.get_logger(__name__)

State = Literal["queued", "running", "done", "failed"]
Handler = Callable[[dict[str, Any]], None]


class Job(Base):
    """One piece of work. ``key`` makes a queued job unique: enqueuing it again changes nothing."""

    __tablename__ = "job"

    num: Mapped[int] = mapped_column(Num, primary_key=True)
    kind: Mapped[str]
    key: Mapped[str | None] = mapped_column(unique=True)
    payload: Mapped[dict[str, Any]]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[dt.datetime]
    lease_until: Mapped[dt.datetime | None]
    lease_owner: Mapped[str | None]
    last_error: Mapped[str | None]
    created_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]

    __table_args__ = (Index("ix_job_state_run_at", "state", "run_at"),)


class GiveUp(Exception):  # noqa: N818  # an instruction to the runner
    """Raised by a handler when trying again cannot help; the job fails at once."""


@dataclass(frozen=True, slots=True)
class Periodic:
    """A handler that runs again ``every_s`` seconds after it ended."""

    kind: str
    every_s: float


def enqueue(
    session: Session,
    kind: str,
    payload: dict[str, Any],
    *,
    now: dt.datetime,
    key: str | None = None,
    delay_s: float = 0.0,
) -> None:
    """Add a job in the caller's transaction; a waiting job of the same key is left as it is."""
    insert_or_ignore(
        session,
        Job,
        kind=kind,
        key=key,
        payload=payload,
        state="queued",
        attempts=0,
        run_at=now + dt.timedelta(seconds=delay_s),
        created_at=now,
    )


class JobRunner:
    """A few threads that take jobs, renew their leases and note how they ended."""

    def __init__(
        self,
        db: Database,
        handlers: Mapping[str, Handler],
        *,
        periodic: tuple[Periodic, ...] = (),
        clock: Clock = system_clock,
        threads: int = 2,
        lease_s: float = 60.0,
        poll_s: float = 1.0,
        max_attempts: int = 5,
    ) -> None:
        self._db = db
        self._handlers = dict(handlers)
        self._periodic = {item.kind: item for item in periodic}
        self._clock = clock
        self._lease = dt.timedelta(seconds=lease_s)
        self._poll_s = poll_s
        self._max_attempts = max_attempts
        self._owner = uuid.uuid4().hex
        self._stop = threading.Event()
        self._wake = threading.Semaphore(0)
        self._running: set[int] = set()
        self._threads = [
            threading.Thread(target=self._work, name=f"job-{i}", daemon=True)
            for i in range(threads)
        ]
        self._threads.append(threading.Thread(target=self._renew, name="job-lease", daemon=True))

    def start(self) -> None:
        with self._db.write() as session:
            for kind in self._periodic:
                enqueue(session, kind, {}, now=self._clock(), key=kind)
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Look for work now instead of at the next poll."""
        self._wake.release()

    def stop(self, timeout_s: float = 10.0) -> None:
        """Take no more jobs and wait for the running ones; unfinished leases simply run out."""
        self._stop.set()
        deadline = time.monotonic() + timeout_s
        for _ in self._threads:
            self._wake.release()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, deadline - time.monotonic()))

    def run_due(self) -> int:
        """Run everything that is due in the calling thread; returns how many jobs ran."""
        count = 0
        while (job := self._claim()) is not None:
            self._run(job)
            count += 1
        return count

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                job = self._claim()
            except DatabaseBusyError:
                job = None
            except Exception:
                log.exception("job_claim_failed")
                job = None
            if job is None:
                self._wake.acquire(timeout=self._poll_s)
            else:
                self._run(job)

    def _claim(self) -> Job | None:
        now = self._clock()
        due = (
            select(Job.num)
            .where(
                Job.kind.in_(self._handlers),
                Job.run_at <= now,
                or_(Job.state == "queued", (Job.state == "running") & (Job.lease_until < now)),
            )
            .order_by(Job.run_at, Job.num)
            .limit(1)
        )
        with self._db.read() as session:  # most polls find nothing and need no write lock
            if session.scalar(due) is None:
                return None
        due = due.with_for_update(skip_locked=True)
        with self._db.write() as session:
            claim = (
                update(Job)
                .where(Job.num == due.scalar_subquery())
                .values(
                    state="running",
                    attempts=Job.attempts + 1,
                    lease_owner=self._owner,
                    lease_until=now + self._lease,
                )
                .returning(Job)
            )
            job = session.scalars(claim).first()
            if job is not None:
                session.expunge(job)
                self._running.add(job.num)
            return job

    def _run(self, job: Job) -> None:
        bound = log.bind(job=job.num, kind=job.kind, attempt=job.attempts)
        error: Exception | None = None
        try:
            if job.attempts > self._max_attempts:
                raise GiveUp(job.last_error or "the server stopped during every attempt")  # noqa: TRY301
            self._handlers[job.kind](job.payload)
        except Exception as raised:  # noqa: BLE001  # whatever a handler raises is noted on its row
            error = raised
            bound.warning("job_failed", error=repr(raised))
        else:
            bound.info("job_done")
        try:
            with self._db.write() as session:
                self._note(session, job, error)
        except DatabaseBusyError:
            bound.warning("job_note_postponed")  # the lease runs out and the job runs again
        finally:
            self._running.discard(job.num)

    def _note(self, session: Session, job: Job, error: Exception | None) -> None:
        now = self._clock()
        values: dict[str, Any] = {"lease_owner": None, "lease_until": None}
        if error is None:
            values |= {"state": "done", "finished_at": now, "key": None, "last_error": None}
        elif isinstance(error, GiveUp) or job.attempts >= self._max_attempts:
            values |= {"state": "failed", "finished_at": now, "key": None}
            values["last_error"] = repr(error)[:500]
        else:
            back_off = dt.timedelta(seconds=min(600.0, 2.0**job.attempts))
            values |= {"state": "queued", "run_at": now + back_off, "last_error": repr(error)[:500]}
        session.execute(
            update(Job).where(Job.num == job.num, Job.lease_owner == self._owner).values(values)
        )
        if (periodic := self._periodic.get(job.kind)) and values["state"] != "queued":
            enqueue(session, job.kind, {}, now=now, key=job.kind, delay_s=periodic.every_s)

    def _renew(self) -> None:
        while not self._stop.wait(self._lease.total_seconds() / 3):
            running = list(self._running)
            if not running:
                continue
            try:
                with self._db.write() as session:
                    session.execute(
                        update(Job)
                        .where(Job.num.in_(running), Job.lease_owner == self._owner)
                        .values(lease_until=self._clock() + self._lease)
                    )
            except DatabaseBusyError:
                log.warning("lease_renewal_failed")
