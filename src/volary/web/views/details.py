"""The plain facts of a flight and of its recording, as names and values."""

from typing import Final

from volary.core.analysis import Analysis
from volary.core.logbook.model import Flight
from volary.web import mapping

_SOURCES: Final = {"pressure": "barometer", "gnss": "satellites"}
_DATUMS: Final = {
    "pressure": "above 1013.25 hPa",
    "ellipsoid": "above the ellipsoid",
    "msl": "above mean sea level",
    "unknown": "datum not stated",
}
_SEALS: Final = {
    "valid": "valid: the file is as its recorder wrote it",
    "invalid": "does not fit: the file was changed after it was recorded",
    "unknown": "there, but only its maker can check it",
    "absent": "none in the file",
}
_ZONES: Final = {"file": "as the file says", "position": "by the place of take-off"}


def altitude_words(analysis: Analysis) -> str:
    """Where the altitudes come from and what they are above."""
    choice = analysis.altitude
    if choice.source is None:
        return "no altitude recorded"
    return f"{_SOURCES[choice.source]}, {_DATUMS[choice.datum]}"


def flight_details(flight: Flight, analysis: Analysis | None) -> list[tuple[str, str]]:
    """What is known of the flight; without an analysis, of its file only."""
    found = _measured(analysis) if analysis else []
    return [
        *found,
        ("File", flight.file_name),
        ("G record", _SEALS[flight.g_record or "absent"]),
        ("Filed", mapping.moment(flight.created_at)),
    ]


def _measured(analysis: Analysis) -> list[tuple[str, str]]:
    metrics = analysis.metrics
    rows = [
        ("Take-off", mapping.position(analysis.launch.lat, analysis.launch.lon)),
        ("Landing", mapping.position(analysis.landing.lat, analysis.landing.lon)),
        ("Farthest away", mapping.distance(metrics.max_takeoff_distance_m)),
        ("Straight line", mapping.distance(metrics.straight_distance_m)),
        ("Landed at", mapping.altitude(metrics.landing_alt_m)),
        ("Lowest", mapping.altitude(metrics.min_alt_m)),
        ("Fastest", mapping.speed(metrics.max_speed_mps)),
        ("Strongest sink", mapping.vario(metrics.min_vario_mps)),
        ("Circling", _circling(analysis)),
        ("Altitude from", altitude_words(analysis)),
        ("Local time", _zone(analysis)),
        ("Recording", _recording(analysis)),
    ]
    if analysis.engine is not None and analysis.engine.likely:
        rows.append(("Engine", f"likely ran for {mapping.duration(analysis.engine.running_s)}"))
    return [(name, value) for name, value in rows if value != mapping.NONE]


def _circling(analysis: Analysis) -> str:
    metrics = analysis.metrics
    if not metrics.circling_fraction:
        return "never"
    left, right = metrics.circling_left_fraction, metrics.circling_right_fraction
    sides = f"{mapping.percent(left)} left, {mapping.percent(right)} right"
    return f"{mapping.percent(metrics.circling_fraction)} of the flight ({sides})"


def _zone(analysis: Analysis) -> str:
    name = f"{analysis.tz_name}, " if analysis.tz_name else ""
    offset = mapping.offset_name(analysis.tz_offset_s)
    return f"{name}{offset}, {_ZONES[analysis.tz_source]}"


def _recording(analysis: Analysis) -> str:
    words = f"{mapping.number(analysis.fixes_used)} of {mapping.number(analysis.fixes)} fixes used"
    if analysis.interval_s is None:
        return words
    return f"{words}, one every {mapping.number(analysis.interval_s, 1)} s"
