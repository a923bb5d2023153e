"""Housekeeping that belongs to no area."""

import datetime as dt

from sqlalchemy import delete

from volary.platform.db import Database
from volary.platform.jobs import Job

PRUNE_JOBS = "jobs.prune"
_KEEP = dt.timedelta(days=7)


def prune_jobs(db: Database, now: dt.datetime) -> None:
    """Forget jobs that ended more than a week ago."""
    with db.write() as session:
        session.execute(delete(Job).where(Job.finished_at < now - _KEEP))
