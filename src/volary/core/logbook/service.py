"""The logbook as the gateways, the pages and the command line see it."""

from dataclasses import dataclass

from volary.core.logbook.analysing import Analysing, AnalysingSettings
from volary.core.logbook.editing import Editing
from volary.core.logbook.exporting import Exporting
from volary.core.logbook.files import sweep
from volary.core.logbook.reading import Reading
from volary.core.logbook.settings import ScoringSettings, SiteSettings, UploadSettings
from volary.core.logbook.sites import import_sites
from volary.core.logbook.uploads import Uploads
from volary.platform.clock import Clock
from volary.platform.cpu import CpuPool
from volary.platform.db import Database
from volary.platform.jobs import Handler, Periodic
from volary.platform.settings import Settings
from volary.platform.storage import LocalStore

SWEEP_JOB = "files.sweep"
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Logbook:
    """The services of the area, sharing one database and one store."""

    uploads: Uploads
    reading: Reading
    editing: Editing
    exporting: Exporting
    analysing: Analysing
    db: Database
    store: LocalStore

    @classmethod
    def build(
        cls,
        *,
        db: Database,
        store: LocalStore,
        cpu: CpuPool,
        clock: Clock,
        settings: Settings,
        secret: bytes,
    ) -> "Logbook":
        upload = settings[UploadSettings]
        analysing = Analysing(
            db,
            store,
            cpu,
            clock,
            AnalysingSettings(upload, settings[ScoringSettings], settings[SiteSettings]),
        )
        reading = Reading(db, store, secret)
        return cls(
            uploads=Uploads(db, store, analysing, clock, upload),
            reading=reading,
            exporting=Exporting(reading),
            editing=Editing(db, store, clock, secret),
            analysing=analysing,
            db=db,
            store=store,
        )

    def handlers(self) -> dict[str, Handler]:
        """The area's background work by job kind."""
        return {**self.analysing.handlers(), SWEEP_JOB: lambda _payload: self.tidy()}

    def periodic(self) -> tuple[Periodic, ...]:
        return (Periodic(SWEEP_JOB, _DAY_S),)

    def tidy(self) -> None:
        """Remove what a crash or a lost race has left in the store."""
        sweep(self.db, self.store)

    def import_sites(self, text: str) -> int:
        """Import a CSV of take-off sites; see ``sites.import_sites``."""
        with self.db.write() as session:
            return import_sites(session, text)
