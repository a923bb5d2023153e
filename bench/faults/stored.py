"""Looking behind a server: what its database and its folder really hold."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import OperationalError

from volary.core import tracks
from volary.core.logbook.model import (
    Flight,
    FlightAnalysis,
    FlightScore,
    FlightTrack,
    StoredFile,
)
from volary.platform.db import Database
from volary.platform.jobs import Job

POSTGRES_URL = os.environ.get("VOLARY_TEST_POSTGRES_URL", "postgresql://root@127.0.0.1:5432/test")


@dataclass(frozen=True, slots=True)
class Kept:
    """One flight as it is stored."""

    num: int
    account: int
    digest: str
    status: str
    fixes: int
    has_analysis: bool
    has_score: bool
    job_waits: bool


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything of the logbook, database and folder; ``on_disk`` are digests of whole files."""

    flights: list[Kept]
    rows_of_files: set[str]
    on_disk: set[str]
    damaged: set[str]
    partial: int

    def faults(self) -> list[str]:
        """What should not be, in words; empty when database and folder agree."""
        named = {flight.digest for flight in self.flights}
        found = [
            *(
                f"file of flight {f.num} is missing"
                for f in self.flights
                if f.digest not in self.on_disk
            ),
            *(f"file {digest[:8]} is damaged" for digest in self.damaged),
            *(f"file {digest[:8]} belongs to no flight" for digest in self.on_disk - named),
            *(
                f"row of file {digest[:8]} belongs to no flight"
                for digest in self.rows_of_files - named
            ),
        ]
        if self.partial:
            found.append(f"{self.partial} partial files are left")
        for flight in self.flights:
            if flight.fixes == 0 or not flight.has_analysis:
                found.append(f"flight {flight.num} has no track or no analysis")
            if flight.status == "done" and not flight.has_score:
                found.append(f"flight {flight.num} counts as done without a score")
            if flight.status != "done" and not flight.job_waits:
                found.append(f"flight {flight.num} is {flight.status} and nobody works on it")
        return found


def holdings(data: Path, url: str | None = None) -> Holdings:
    """Read it all, next to a running server or without one."""
    db = Database(url or f"sqlite:///{(data / 'volary.db').absolute()}")
    try:
        with db.read() as session:
            waiting = select(Job.key).where(Job.state.in_(("queued", "running")))
            jobs = set(session.scalars(waiting))
            scored = set(session.scalars(select(FlightScore.flight_num)))
            analysed = set(session.scalars(select(FlightAnalysis.flight_num)))
            blobs = dict(
                session.execute(select(FlightTrack.flight_num, FlightTrack.blob)).fetchall()
            )
            flights = [
                Kept(
                    num=row.num,
                    account=row.account_num,
                    digest=row.file_digest,
                    status=row.analysis_status,
                    fixes=len(tracks.decode(blobs[row.num])) if row.num in blobs else 0,
                    has_analysis=row.num in analysed,
                    has_score=row.num in scored,
                    job_waits=f"flight.analyse:{row.num}" in jobs,
                )
                for row in session.scalars(select(Flight))
            ]
            rows = set(session.scalars(select(StoredFile.digest)))
            if db.is_sqlite:
                verdict = session.execute(text("PRAGMA integrity_check")).scalar_one()
                if verdict != "ok":
                    raise AssertionError(f"the database is damaged: {verdict}")
    finally:
        db.close()
    root = data / "files"
    files = [path for path in root.glob("??/*") if path.is_file()]
    partial = [path for path in (root / "partial").glob("*/*") if path.name != "lock"]
    whole = {path.name for path in files if _digest(path) == path.name}
    damaged = {path.name for path in files} - whole
    return Holdings(flights, rows, whole, damaged, len(partial))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def postgres_schema() -> Iterator[str | None]:
    """The URL of an empty schema, dropped at the end; None where no server answers."""
    name = f"volary_bench_{uuid4().hex[:12]}"
    admin = create_engine(POSTGRES_URL.replace("postgresql://", "postgresql+psycopg://"))
    try:
        with admin.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {name}"))
    except OperationalError:
        yield None
        return
    joint = "&" if "?" in POSTGRES_URL else "?"
    try:
        yield f"{POSTGRES_URL}{joint}options=-csearch_path%3D{name}"
    finally:
        with admin.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
        admin.dispose()
