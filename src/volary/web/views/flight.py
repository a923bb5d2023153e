"""Everything that the page of one flight shows."""

from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from volary.core import scoring
from volary.core.analysis import Analysis, barogram, outline
from volary.core.errors import InvalidInput, NotFound, Unavailable
from volary.core.logbook.model import Flight
from volary.core.logbook.service import Logbook
from volary.core.logbook.settings import ScoringSettings
from volary.core.scoring import League, Score
from volary.core.tracks import Track
from volary.web import mapping, svg
from volary.web.views import details, phases, scores

_BAROGRAM_POINTS = 900
_OUTLINE_POINTS = 1500
_FORMATS = (
    ("igc", "IGC", "The original file"),
    ("gpx", "GPX", "For maps and sports watches"),
    ("kml", "KML", "For Google Earth"),
    ("geojson", "GeoJSON", "For geographic programs"),
    ("csv", "CSV", "For spreadsheets"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address of the page asks for; None for the usual."""

    league: str | None = None
    shape: str | None = None


class FlightViews:
    """Builds the page of one flight from what is stored of it."""

    def __init__(self, logbook: Logbook, settings: ScoringSettings) -> None:
        self._logbook = logbook
        self._settings = settings

    def context(self, flight: Flight, wanted: Wanted, *, page: str, files: str) -> dict[str, Any]:
        """For ``flight.html``. ``page`` is the page's own address, ``files`` that of its exports.

        May wait for a CPU worker when a league is asked for that was not computed before.
        """
        analysis = self._analysis(flight)
        league = _league(wanted.league or flight.league or self._settings.league)
        score, problem = self._score(flight, league, analysis)
        chosen = scores.chosen_shape(score, wanted.shape) if score else None
        shape = score.shapes[chosen] if score and chosen else None
        drawn = scores.drawn(shape) if shape else None
        return {
            "flight": flight,
            "analysis": analysis,
            "metrics": analysis.metrics if analysis else None,
            "best_name": _best_name(flight),
            "leagues": scores.tabs(scoring.leagues(), league.key, page) if analysis else [],
            "score": score,
            "score_problem": problem,
            "shapes": scores.shape_rows(score, league, chosen, page) if score else [],
            "drawn": drawn,
            "details": details.flight_details(flight, analysis),
            "remarks": _remarks(analysis),
            "downloads": [
                {"name": name, "title": title, "href": f"{files}/{key}"}
                for key, name, title in _FORMATS
                if key == "igc" or analysis
            ],
            **_phases(analysis),
            **(self._drawings(flight, analysis, drawn) if analysis else _NO_DRAWINGS),
        }

    def _analysis(self, flight: Flight) -> Analysis | None:
        """None when there is none yet, or one of another version that reads differently."""
        stored = self._logbook.reading.analysis(flight)
        try:
            return None if stored is None else msgspec.json.decode(stored, type=Analysis)
        except msgspec.MsgspecError:
            return None

    def _score(
        self, flight: Flight, league: League, analysis: Analysis | None
    ) -> tuple[Score | None, str | None]:
        """The score, or why there is none."""
        if analysis is None:
            return None, None
        distance = self._settings.distance
        if flight.analysis_status == "pending" and flight.league is None:
            return None, None
        try:
            text = self._logbook.analysing.score(flight, league.key, distance)
        except Unavailable as error:
            return None, f"{error.message[:1].upper()}{error.message[1:]}."
        return msgspec.json.decode(text, type=Score), None

    def _drawings(
        self, flight: Flight, analysis: Analysis, drawn: scores.Drawn | None
    ) -> dict[str, Any]:
        try:
            track = self._logbook.exporting.track(flight)
        except NotFound:
            return _NO_DRAWINGS
        map_, baro = _map(track, analysis, drawn), _barogram(track, analysis, drawn)
        return {
            "map": map_,
            "map_words": _map_words(flight, drawn),
            "shape_name": drawn.name if drawn else "",
            "baro": baro,
            "baro_words": _baro_words(analysis),
            "altitude_words": details.altitude_words(analysis),
            "offset": mapping.offset_name(analysis.tz_offset_s),
            "wind": analysis.wind.wind if analysis.wind else None,
        }


_NO_DRAWINGS: dict[str, Any] = {"map": None, "baro": None, "wind": None}


def _league(key: str) -> League:
    try:
        return scoring.league(key)
    except InvalidInput as error:
        raise NotFound(error.message) from error


def _best_name(flight: Flight) -> str | None:
    """The scored shape by name, with its league."""
    league = scoring.leagues().get(flight.league or "")
    if league is None:
        return None
    name = next((shape.name for shape in league.shapes if shape.key == flight.xc_shape), None)
    return f"{name}, {league.name}" if name else f"{league.name}: nothing to score"


def _remarks(analysis: Analysis | None) -> list[str]:
    if analysis is None:
        return []
    found = [f"{item.message[:1].upper()}{item.message[1:]}." for item in analysis.diagnostics]
    reason = analysis.altitude.reason
    return [*found, f"Altitude: {reason}."] if reason else found


def _phases(analysis: Analysis | None) -> dict[str, Any]:
    rows = phases.phase_rows(analysis) if analysis else []
    return {
        "phases": rows[: phases.MOST_PHASES],
        "phases_left_out": max(0, len(rows) - phases.MOST_PHASES),
        "phase_words": phases.words(analysis) if analysis else "",
    }


def _map(track: Track, analysis: Analysis, drawn: scores.Drawn | None) -> svg.Outline:
    index = outline(track, _OUTLINE_POINTS, analysis=analysis)
    climbs = [
        (
            int(np.searchsorted(index, thermal.enter_index)),
            int(np.searchsorted(index, thermal.exit_index, side="right")) - 1,
        )
        for thermal in analysis.thermals
    ]
    return svg.outline(
        track.lat[index], track.lon[index], climbs=climbs, shape=drawn.outline if drawn else None
    )


def _barogram(track: Track, analysis: Analysis, drawn: scores.Drawn | None) -> svg.Barogram | None:
    series = barogram(track, analysis, _BAROGRAM_POINTS)
    if not len(series.index):
        return None
    return svg.barogram(
        series.t_ms,
        series.alt_m,
        offset_s=analysis.tz_offset_s,
        lift=[(thermal.enter_ms, thermal.exit_ms) for thermal in analysis.thermals],
        turns=drawn.turns if drawn else (),
    )


def _map_words(flight: Flight, drawn: scores.Drawn | None) -> str:
    words = f"Outline of the track, {mapping.distance(flight.distance_m)} long"
    if drawn is None:
        return words
    return f"{words}, with the {len(drawn.outline.turnpoints)} points of the shape {drawn.name}"


def _baro_words(analysis: Analysis) -> str:
    metrics = analysis.metrics
    return (
        f"Altitude over time: take-off at {mapping.altitude(metrics.takeoff_alt_m)}, "
        f"highest point {mapping.altitude(metrics.max_alt_m)}, "
        f"landing at {mapping.altitude(metrics.landing_alt_m)}, "
        f"{metrics.thermal_count} thermals"
    )
