"""What a flight consists of: its file, exports, track, analysis and scores.

Each exists twice, for a flight that the caller may read and for one that a share link opens.
"""

from pathlib import PurePath
from typing import Any

import msgspec
from litestar import Request, Response, get

from volary.core.analysis import Analysis
from volary.core.errors import NotFound, Unauthenticated
from volary.core.logbook.exporting import ExportFormat
from volary.core.logbook.model import Flight
from volary.core.logbook.settings import ScoringSettings
from volary.core.scoring import Score
from volary.gateways.native import parameters, schemas
from volary.gateways.native.analysis import AnalysisBody, analysis_body
from volary.gateways.native.auth import AnyCaller, Parts
from volary.gateways.native.caching import REVALIDATED, tagged
from volary.gateways.native.describe import find_flight
from volary.gateways.native.mapping import score_body, track_body
from volary.gateways.native.openapi import FileOperation, not_modified, problems
from volary.gateways.native.parts import NativeParts
from volary.platform.http.downloads import attachment
from volary.platform.http.threads import in_slow_thread, in_thread

AnyRequest = Request[Any, Any, Any]
ONE = "/core/v1/flights/{ref:str}"
SHARED = "/core/v1/shared/{token:str}"

_TYPES: dict[ExportFormat, str] = {
    "igc": "application/octet-stream",
    "gpx": "application/gpx+xml",
    "kml": "application/vnd.google-earth.kml+xml",
    "geojson": "application/geo+json",
    "csv": "text/csv; charset=utf-8",
}


@get(
    f"{ONE}/original",
    tags=["flights"],
    operation_id="readOriginal",
    operation_class=FileOperation,
    responses=problems(404),
)
@in_thread
def read_original(ref: parameters.Ref, caller: AnyCaller, parts: Parts) -> Response[bytes]:
    """The file byte for byte as it was uploaded."""
    return _file(parts, find_flight(parts, caller.principal, ref), "igc")


@get(
    f"{ONE}/export",
    tags=["flights"],
    operation_id="exportFlight",
    operation_class=FileOperation,
    responses=problems(404),
)
@in_thread
def export_flight(
    ref: parameters.Ref, caller: AnyCaller, parts: Parts, form: parameters.Form
) -> Response[bytes]:
    """The flight as a file in another format."""
    return _file(parts, find_flight(parts, caller.principal, ref), form)


@get(f"{ONE}/track", tags=["flights"], operation_id="readTrack", responses=not_modified(404))
@in_thread
def read_track(
    ref: parameters.Ref,
    caller: AnyCaller,
    request: AnyRequest,
    parts: Parts,
    points: parameters.Points = None,
) -> Response[schemas.Track]:
    """The track as columns, for a chart."""
    flight = find_flight(parts, caller.principal, ref)
    return tagged(request, track_body(parts.logbook.exporting.track(flight), points))


@get(f"{ONE}/analysis", tags=["flights"], operation_id="readAnalysis", responses=not_modified(404))
@in_thread
def read_analysis(
    ref: parameters.Ref, caller: AnyCaller, request: AnyRequest, parts: Parts
) -> Response[AnalysisBody]:
    """Phases, thermals, glides, wind and figures of the flight."""
    return tagged(request, _analysis(parts, find_flight(parts, caller.principal, ref)))


@get(f"{ONE}/scores", tags=["flights"], operation_id="readScores", responses=not_modified(404))
@in_slow_thread
def read_scores(
    ref: parameters.Ref,
    caller: AnyCaller,
    request: AnyRequest,
    parts: Parts,
    *,
    league: parameters.League = None,
    distance: parameters.Earth = None,
) -> Response[schemas.FlightScore]:
    """The flight under a league: every shape with turnpoints, legs and closing.

    Another league or Earth model than the logbook's is computed on the spot, for callers with an
    account or a key.
    """
    flight = find_flight(parts, caller.principal, ref)
    usual = parts.settings[ScoringSettings]
    wanted = (league or usual.league).strip().lower(), distance or usual.distance
    if caller.principal is None and wanted != (usual.league, usual.distance):
        raise Unauthenticated("sign in to score a flight under another league")
    text = parts.logbook.analysing.score(flight, *wanted)
    return tagged(request, score_body(msgspec.json.decode(text, type=Score)))


@get(
    f"{SHARED}/original",
    tags=["shared"],
    operation_id="readSharedOriginal",
    operation_class=FileOperation,
    responses=problems(404),
)
@in_thread
def read_shared_original(token: parameters.Token, parts: Parts) -> Response[bytes]:
    """The file of a shared flight."""
    return _file(parts, parts.logbook.reading.shared_flight(token), "igc")


@get(
    f"{SHARED}/export",
    tags=["shared"],
    operation_id="exportShared",
    operation_class=FileOperation,
    responses=problems(404),
)
@in_thread
def export_shared(token: parameters.Token, parts: Parts, form: parameters.Form) -> Response[bytes]:
    """A shared flight as a file in another format."""
    return _file(parts, parts.logbook.reading.shared_flight(token), form)


@get(
    f"{SHARED}/track", tags=["shared"], operation_id="readSharedTrack", responses=not_modified(404)
)
@in_thread
def read_shared_track(
    token: parameters.Token, request: AnyRequest, parts: Parts, points: parameters.Points = None
) -> Response[schemas.Track]:
    """The track of a shared flight as columns."""
    flight = parts.logbook.reading.shared_flight(token)
    return tagged(request, track_body(parts.logbook.exporting.track(flight), points))


@get(
    f"{SHARED}/analysis",
    tags=["shared"],
    operation_id="readSharedAnalysis",
    responses=not_modified(404),
)
@in_thread
def read_shared_analysis(
    token: parameters.Token, request: AnyRequest, parts: Parts
) -> Response[AnalysisBody]:
    """The analysis of a shared flight."""
    return tagged(request, _analysis(parts, parts.logbook.reading.shared_flight(token)))


def _analysis(parts: NativeParts, flight: Flight) -> AnalysisBody:
    text = parts.logbook.reading.analysis(flight)
    if text is None:
        raise NotFound("this flight has not been analysed yet")
    return analysis_body(msgspec.json.decode(text, type=Analysis))


def _file(parts: NativeParts, flight: Flight, form: ExportFormat) -> Response[bytes]:
    name = flight.file_name
    if form != "igc":
        name = f"{PurePath(name).stem or 'flight'}.{form}"
    content = parts.logbook.exporting.export(flight, form)
    return Response(content, media_type=_TYPES[form], headers=REVALIDATED | attachment(name))


HANDLERS = (
    read_original,
    export_flight,
    read_track,
    read_analysis,
    read_scores,
    read_shared_original,
    export_shared,
    read_shared_track,
    read_shared_analysis,
)
