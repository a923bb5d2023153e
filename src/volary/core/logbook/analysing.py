"""Running analysis and scoring in CPU workers, at upload, in the background and on demand."""

import dataclasses
import datetime as dt
import threading
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from volary.core import scoring
from volary.core.analysis import ANALYSIS_VERSION
from volary.core.errors import NotFound, Unavailable
from volary.core.logbook.digest import (
    Digest,
    Facts,
    ScoreRecord,
    ScoreRequest,
    digest_flight,
    earth_model,
    score_stored,
)
from volary.core.logbook.model import Flight, FlightAnalysis, FlightScore, FlightTrack
from volary.core.logbook.settings import ScoringSettings, SiteSettings, UploadSettings
from volary.core.logbook.sites import match_site
from volary.platform.clock import Clock
from volary.platform.cpu import CpuCrashError, CpuPool, CpuTimeoutError
from volary.platform.db import Database
from volary.platform.jobs import Handler, enqueue
from volary.platform.storage import LocalStore

log = structlog.get_logger(__name__)

FILE_JOB = "flight.analyse"
_GRACE_S = 20.0  # a worker's start, reading and analysis, on top of the optimiser's budget


@dataclass(frozen=True, slots=True)
class AnalysingSettings:
    upload: UploadSettings
    scoring: ScoringSettings
    sites: SiteSettings


class Analysing:
    """From stored or handed-in bytes to stored results."""

    def __init__(
        self,
        db: Database,
        store: LocalStore,
        cpu: CpuPool,
        clock: Clock,
        settings: AnalysingSettings,
    ) -> None:
        self._db = db
        self._store = store
        self._cpu = cpu
        self._clock = clock
        self._settings = settings
        self._here = threading.Lock()

    def analyse_now(self, data: bytes, date: dt.date | None) -> Digest:
        """Analyse and score for somebody who waits.

        When no worker gets to it in time the log is read and analysed in this process, one at a
        time, and comes back without a score: the flight is then filed as pending. Raises
        UnreadableFile.
        """
        upload = self._settings.upload
        request = self._request(upload.score_budget_s)
        try:
            return self._cpu.call(digest_flight, data, date, request, timeout_s=upload.wait_s)
        except (CpuTimeoutError, CpuCrashError) as error:
            log.warning("analysis_postponed", reason=type(error).__name__)
        with self._here:
            return digest_flight(data, date, None)

    def handlers(self) -> dict[str, Handler]:
        return {FILE_JOB: self._job}

    def _job(self, payload: dict[str, Any]) -> None:
        num: int = payload["flight"]
        try:
            self.analyse_stored(num)
        except NotFound:
            log.info("flight_gone", flight=num)
        except Exception as error:
            with self._db.write() as session:
                flight = session.get(Flight, num)
                if flight is not None:
                    flight.analysis_error = f"{type(error).__name__}: {error}"[:500]
                    flight.analysis_status = "failed"
            raise

    def analyse_stored(self, num: int) -> None:
        """Analyse and score a filed flight again from its original file."""
        with self._db.read() as session:
            flight = session.get(Flight, num)
        if flight is None:
            raise NotFound("there is no such flight")
        data = self._store.get(flight.file_digest)
        budget = self._settings.upload.background_budget_s
        digest = self._cpu.call(
            digest_flight,
            data,
            flight.recording_date,
            self._request(budget),
            timeout_s=budget + _GRACE_S,
        )
        with self._db.write() as session:
            present = session.get(Flight, num, with_for_update=True)
            if present is None or present.file_digest != flight.file_digest:
                return
            set_facts(present, digest.facts)
            # Other leagues are computed again when somebody asks for them.
            session.execute(delete(FlightScore).where(FlightScore.flight_num == num))
            set_digest(present, digest)
            for row in digest_rows(num, digest):
                session.merge(row)
            self.match_site(session, present)
            present.analysis_status = "done"
            present.updated_at = self._clock()

    def outdated(self) -> list[int]:
        """Flights whose analysis or score is of an older version or did not succeed."""
        old = (
            select(Flight.num)
            .outerjoin(
                FlightScore,
                (FlightScore.flight_num == Flight.num) & (FlightScore.league == Flight.league),
            )
            .where(
                (Flight.analysis_version.is_(None))
                | (Flight.analysis_version < ANALYSIS_VERSION)
                | (Flight.analysis_status != "done")
                | (FlightScore.version < scoring.SCORING_VERSION)
            )
            .distinct()
            .order_by(Flight.num)
        )
        with self._db.read() as session:
            return list(session.scalars(old))

    def everything(self) -> list[int]:
        with self._db.read() as session:
            return list(session.scalars(select(Flight.num).order_by(Flight.num)))

    def score(self, flight: Flight, league: str, distance: str) -> bytes:
        """The flight under a league as JSON text; computed once, then stored.

        What was not proven within the budget says so and stays until the flight is analysed again.
        Raises InvalidInput for an unknown league, Unavailable when the workers are too busy.
        """
        scoring.league(league)
        with self._db.read() as session:
            known = session.get(FlightScore, (flight.num, league, distance))
            if known is not None and known.version == scoring.SCORING_VERSION:
                return known.result
            blob = session.scalar(
                select(FlightTrack.blob).where(FlightTrack.flight_num == flight.num)
            )
            analysis = session.scalar(
                select(FlightAnalysis.result).where(FlightAnalysis.flight_num == flight.num)
            )
        if blob is None or analysis is None:
            raise NotFound("this flight has not been analysed yet")
        budget = self._settings.upload.score_budget_s
        request = ScoreRequest(league, earth_model(distance), budget)
        try:
            record = self._cpu.call(
                score_stored, blob, analysis, request, timeout_s=budget + _GRACE_S
            )
        except (CpuTimeoutError, CpuCrashError) as error:
            raise Unavailable("the server is busy with other flights; try again shortly") from error
        with self._db.write() as session:
            if session.get(Flight, flight.num) is not None:
                session.merge(score_row(flight.num, record))
        return record.result

    def match_site(self, session: Session, flight: Flight) -> None:
        """Note the take-off site within whose radius the flight began."""
        if flight.launch_lat is None or flight.launch_lon is None:
            return
        radius = self._settings.sites.radius_m
        flight.takeoff_site_num = match_site(session, flight.launch_lat, flight.launch_lon, radius)

    def postpone(self, session: Session, num: int) -> None:
        """Have a flight analysed again in the background."""
        enqueue(session, FILE_JOB, {"flight": num}, now=self._clock(), key=f"{FILE_JOB}:{num}")

    def _request(self, budget_s: float) -> ScoreRequest:
        chosen = self._settings.scoring
        return ScoreRequest(chosen.league, earth_model(chosen.distance), budget_s)


def set_facts(flight: Flight, facts: Facts) -> None:
    """Copy what the log says into the row; the columns have the same names."""
    for column in dataclasses.fields(facts):
        setattr(flight, column.name, getattr(facts, column.name))


def set_digest(flight: Flight, digest: Digest) -> None:
    """Note in the row how the analysis went and what the score says."""
    flight.analysis_version = digest.analysis_version
    flight.analysis_error = None
    flight.analysis_status = "pending"
    score = digest.score
    if score is None:
        return
    flight.league, flight.xc_points, flight.xc_shape = score.league, score.points, score.shape
    flight.longest_xc_m, flight.longest_xc_shape = score.longest_m, score.longest_shape
    if score.optimal:
        flight.analysis_status = "done"


def digest_rows(num: int, digest: Digest) -> list[FlightTrack | FlightAnalysis | FlightScore]:
    """Track, analysis and score of a flight as rows of their tables."""
    rows: list[FlightTrack | FlightAnalysis | FlightScore] = [
        FlightTrack(flight_num=num, fixes=digest.fixes, blob=digest.track),
        FlightAnalysis(flight_num=num, version=digest.analysis_version, result=digest.analysis),
    ]
    if digest.score is not None:
        rows.append(score_row(num, digest.score))
    return rows


def score_row(num: int, score: ScoreRecord) -> FlightScore:
    return FlightScore(
        flight_num=num,
        league=score.league,
        distance=score.distance,
        version=score.version,
        optimal=score.optimal,
        points=score.points,
        result=score.result,
    )
