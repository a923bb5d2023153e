"""From the bytes of a flight log to everything the logbook keeps of it.

Pure, for any process: nothing here opens a database, arguments and results are plain values, and
the optimiser is imported only when something is scored.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import cast, get_args

import msgspec
from msgspec.structs import replace

from volary.core import tracks
from volary.core.analysis import Analysis, analyse, scored_fixes
from volary.core.errors import InvalidInput, UnreadableFile
from volary.core.scoring import SCORING_VERSION, Distance, Point, Score, ShapeScore
from volary.core.tracks import Track
from volary.core.tracks.model import Int
from volary.formats import igc
from volary.formats.errors import ParseError
from volary.formats.igc import IgcFile, verify_g_record

_FAI_CLASS = re.compile(r"(?i)\b(?:FAI[- ]?|[DOS]-)[1-5]\b")


@dataclass(frozen=True, slots=True)
class ScoreRequest:
    """Under which league (its key) and Earth model to score, and for how many CPU seconds."""

    league: str
    distance: Distance
    budget_s: float


@dataclass(frozen=True, slots=True)
class ScoreRecord:
    """A score as it is stored: the columns that are shown in lists, and the whole as JSON."""

    league: str
    distance: str
    version: int
    optimal: bool
    points: float
    shape: str | None
    longest_m: float | None
    longest_shape: str | None
    result: bytes


@dataclass(frozen=True, slots=True)
class Facts:
    """The columns of a flight's row that come from its log; see ``model.Flight`` for meanings."""

    date_flown: dt.date
    takeoff_at: dt.datetime
    landing_at: dt.datetime
    tz_offset_s: int
    duration_s: int
    distance_m: float
    max_alt_m: float | None
    gain_total_m: float | None
    avg_speed_mps: float
    max_speed_mps: float
    launch_lat: float
    launch_lon: float
    landing_lat: float
    landing_lon: float
    bbox_west: float
    bbox_south: float
    bbox_east: float
    bbox_north: float
    glider_type: str | None
    fai_class: str | None
    wing_type: str | None
    g_record: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What is kept of one log; ``analysis`` is JSON text, ``track`` a blob of ``core.tracks``."""

    size: int
    fixes: int
    facts: Facts
    analysis: bytes
    analysis_version: int
    track: bytes
    score: ScoreRecord | None
    notices: list[str]


def earth_model(name: str) -> Distance:
    """The Earth model of that name; InvalidInput for any other."""
    for known in get_args(Distance):
        if name == known:
            return cast("Distance", known)
    raise InvalidInput(f"the distance is one of {', '.join(get_args(Distance))}")


def digest_flight(data: bytes, date: dt.date | None, request: ScoreRequest | None) -> Digest:
    """Read, analyse, pack and (unless ``request`` is None) score a log.

    ``date`` is the UTC date of a log that does not say it. Raises UnreadableFile.
    """
    log = read_log(data, date)
    track, analysis = analyse_log(log)
    # Scored before the seal is checked: where the compiler is loaded the check uses it.
    score = None if request is None else score_record(track, analysis, request)
    return Digest(
        size=len(data),
        fixes=len(track),
        facts=_facts(log, analysis, verify_g_record(data)),
        analysis=msgspec.json.encode(analysis),
        analysis_version=analysis.analysis_version,
        track=tracks.encode(track),
        score=score,
        notices=_notices(log),
    )


def read_log(data: bytes, date: dt.date | None) -> IgcFile:
    """The log with a known date; UnreadableFile when it is no log or its date is not known."""
    try:
        log = igc.read(data, date=date)
    except ParseError as error:
        raise UnreadableFile(str(error), reason=error.code, line=error.line) from error
    if log.date is None:
        raise UnreadableFile(
            "the log does not say on which day it was flown (no HFDTE record)", reason="no_date"
        )
    return log


def analyse_log(log: IgcFile) -> tuple[Track, Analysis]:
    track = tracks.from_igc(log)
    return track, analyse(track, tz_offset_s=log.utc_offset_s)


def score_stored(blob: bytes, analysis: bytes, request: ScoreRequest) -> ScoreRecord:
    """Score a flight from what is stored of it."""
    return score_record(tracks.decode(blob), msgspec.json.decode(analysis, type=Analysis), request)


def score_record(track: Track, analysis: Analysis, request: ScoreRequest) -> ScoreRecord:
    result = score_track(track, analysis, request)
    longest = result.shapes[result.longest] if result.longest else None
    return ScoreRecord(
        league=request.league,
        distance=request.distance,
        version=SCORING_VERSION,
        optimal=_proven(result),
        points=result.points,
        shape=result.best,
        longest_m=None if longest is None else longest.distance_m,
        longest_shape=result.longest,
        result=msgspec.json.encode(result),
    )


def score_track(track: Track, analysis: Analysis, request: ScoreRequest) -> Score:
    """The score of the analysed flight, outliers left out; indices count the track's fixes."""
    from volary.core.scoring.solver import score  # noqa: PLC0415  # the compiler, in workers only

    kept = scored_fixes(track, analysis)
    result = score(
        track.lat[kept],
        track.lon[kept],
        request.league,
        distance=request.distance,
        budget_s=request.budget_s,
        t_ms=track.t_ms[kept],
    )
    return _renumbered(result, kept)


def _proven(result: Score) -> bool:
    """Whether every shape is, not only the one with the most points."""
    return all(shape is None or shape.optimal for shape in result.shapes.values())


def _renumbered(result: Score, kept: Int) -> Score:
    """The same score with indices of the whole track instead of the fixes that were scored."""

    def point(item: Point) -> Point:
        return replace(item, index=int(kept[item.index]))

    def shape(item: ShapeScore | None) -> ShapeScore | None:
        if item is None:
            return None
        closing = item.closing
        if closing is not None:
            closing = replace(closing, start=point(closing.start), finish=point(closing.finish))
        return replace(item, turnpoints=[point(tp) for tp in item.turnpoints], closing=closing)

    return replace(result, shapes={key: shape(item) for key, item in result.shapes.items()})


def _facts(log: IgcFile, analysis: Analysis, g_record: str) -> Facts:
    metrics, flight, box = analysis.metrics, analysis.flight, analysis.bounds
    return Facts(
        date_flown=dt.date.fromisoformat(analysis.date_flown),
        takeoff_at=_instant(flight.takeoff_ms),
        landing_at=_instant(flight.landing_ms),
        tz_offset_s=analysis.tz_offset_s,
        duration_s=round(metrics.duration_s),
        distance_m=metrics.distance_m,
        max_alt_m=metrics.max_alt_m,
        gain_total_m=metrics.gain_total_m,
        avg_speed_mps=metrics.avg_speed_mps,
        max_speed_mps=metrics.max_speed_mps,
        launch_lat=analysis.launch.lat,
        launch_lon=analysis.launch.lon,
        landing_lat=analysis.landing.lat,
        landing_lon=analysis.landing.lon,
        bbox_west=box.west,
        bbox_south=box.south,
        bbox_east=box.east,
        bbox_north=box.north,
        glider_type=log.glider_type,
        fai_class=_fai_class(log.competition_class),
        wing_type=None,
        g_record=g_record,
    )


def _fai_class(competition_class: str | None) -> str | None:
    """The class if the header names one of the FAI, as ``FAI-3 (PG)``; many hold other things."""
    named = competition_class is not None and _FAI_CLASS.search(competition_class)
    return competition_class if named else None


def _notices(log: IgcFile) -> list[str]:
    """What the pilot should know of how the file was read, a sentence for each kind of trouble."""
    return [
        f"{count} line{'s' if count > 1 else ''} of the file: {code.replace('_', ' ')}"
        for code, count in log.diagnostic_counts.items()
        if code != "no_date"  # then the date was given, or there is no digest
    ]


def _instant(milliseconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
