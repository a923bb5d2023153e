"""The parts of one Volary, built once and handed to whoever serves or commands them."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, text

from volary.app import schema
from volary.app.maintenance import PRUNE_JOBS, prune_jobs
from volary.app.secret import installation_secret
from volary.core.identity.service import PRUNE_EVERY_S, PRUNE_JOB, Identity, build_identity
from volary.core.identity.settings import IdentitySettings
from volary.core.logbook.service import Logbook
from volary.platform.clock import Clock, system_clock
from volary.platform.cpu import CpuPool
from volary.platform.db import Database
from volary.platform.http.settings import ServerSettings
from volary.platform.jobs import JobRunner, Periodic
from volary.platform.settings import Settings
from volary.platform.storage import LocalStore, make_folder
from volary.platform.telemetry import Metrics


@dataclass(frozen=True, slots=True)
class Volary:
    """Everything that runs over one data folder and one database."""

    settings: Settings
    db: Database
    store: LocalStore
    cpu: CpuPool
    clock: Clock
    metrics: Metrics
    identity: Identity
    logbook: Logbook
    jobs: JobRunner

    @classmethod
    def build(cls, settings: Settings, *, clock: Clock = system_clock) -> "Volary":
        """Create or upgrade the database and build the parts; nothing runs yet.

        Raises schema.NewerSchemaError and DatabaseBusyError.
        """
        server = settings[ServerSettings]
        make_folder(server.data)
        db = Database(database_url(server))
        schema.upgrade(db)
        store = LocalStore(server.data / "files")
        cpu = CpuPool(size=server.cpu_workers or None, idle_s=server.cpu_idle_s)
        identity = build_identity(db, clock, settings[IdentitySettings])
        identity.prepare()
        logbook = Logbook.build(
            db=db,
            store=store,
            cpu=cpu,
            clock=clock,
            settings=settings,
            secret=installation_secret(server.data, server.secret),
        )
        handlers = {
            **logbook.handlers(),
            PRUNE_JOB: identity.prune,
            PRUNE_JOBS: lambda _payload: prune_jobs(db, clock()),
        }
        periodic = (
            *logbook.periodic(),
            Periodic(PRUNE_JOB, PRUNE_EVERY_S),
            Periodic(PRUNE_JOBS, PRUNE_EVERY_S),
        )
        jobs = JobRunner(db, handlers, periodic=periodic, clock=clock)
        return cls(settings, db, store, cpu, clock, Metrics(), identity, logbook, jobs)

    def start(self) -> None:
        """Tidy up after the last run and begin the background work."""
        self.store.clear_partials()
        self.logbook.tidy()
        self.identity.start()
        self.jobs.start()

    def stop(self) -> None:
        self.jobs.stop()
        self.close()

    def close(self) -> None:
        """Let go of what ``build`` opened; for commands that never started anything."""
        self.cpu.close()
        self.identity.close()
        self.store.close()
        self.db.close()

    def check(self) -> None:
        """Raise when the database does not answer."""
        with self.db.read() as session:
            session.execute(select(text("1")))


def database_url(server: ServerSettings) -> str:
    if server.database_url is not None:
        return server.database_url
    return f"sqlite:///{(Path(server.data) / 'volary.db').absolute()}"
