"""From a track to its analysis."""

from typing import NamedTuple

import numpy as np

from volary.core.analysis import altitude, metrics, remarks, wind
from volary.core.analysis.engine import engine_hint
from volary.core.analysis.model import (
    ANALYSIS_VERSION,
    Analysis,
    Diagnostic,
    Flight,
    Position,
    WindowSource,
)
from volary.core.analysis.motion import Motion, motion_of
from volary.core.analysis.outliers import find_outliers
from volary.core.analysis.phases import find_phases
from volary.core.analysis.window import find_flights
from volary.core.analysis.zone import local_time
from volary.core.errors import InvalidInput
from volary.core.tracks.model import Float, Int, Track

_FEWEST_3D = 5


class _Window(NamedTuple):
    first: int
    last: int
    source: WindowSource
    flights: list[tuple[int, int]]


def analyse(
    track: Track,
    *,
    takeoff_ms: int | None = None,
    landing_ms: int | None = None,
    tz_offset_s: int | None = None,
) -> Analysis:
    """Find the flights of a track and measure the longest.

    ``takeoff_ms`` and ``landing_ms`` (UTC, either or both) override the detected window;
    ``tz_offset_s`` is the local time minus UTC that the file states. Raises ``InvalidInput`` for
    a track without a fix and for a window without one.
    """
    motion = _usable_motion(track)
    keep, outliers = find_outliers(motion)
    if outliers:
        motion = motion.pick(keep)
    choice, alt_m = altitude.choose(track, motion)
    window = _find_window(track, motion, alt_m, (takeoff_ms, landing_ms))
    flown = motion.part(window.first, window.last)
    flown_alt_m = None if alt_m is None else alt_m[window.first : window.last + 1]
    phases = find_phases(flown, flown_alt_m, int(track.t_ms[0]))
    flight = _flight(track, motion, window.first, window.last)
    launch = Position(float(flown.lat[0]), float(flown.lon[0]))
    local = local_time(launch, flight.takeoff_ms, tz_offset_s)
    return Analysis(
        analysis_version=ANALYSIS_VERSION,
        fixes=len(track),
        fixes_used=len(motion),
        start_ms=int(track.t_ms[0]),
        end_ms=int(track.t_ms[-1]),
        interval_s=float(np.median(motion.step_s)) if len(motion) > 1 else None,
        flight=flight,
        flights=[_flight(track, motion, first, last) for first, last in window.flights],
        window_source=window.source,
        date_flown=local.date,
        tz_offset_s=local.offset_s,
        tz_name=local.name,
        tz_source=local.source,
        launch=launch,
        landing=Position(float(flown.lat[-1]), float(flown.lon[-1])),
        bounds=metrics.bounds_of(flown.lat, flown.lon),
        altitude=choice,
        metrics=metrics.measure(track, flown, flown_alt_m, phases),
        phases=phases.phases,
        thermals=phases.thermals,
        glides=phases.glides,
        wind=wind.mean_wind(phases.drifts),
        engine=engine_hint(track, flown),
        outliers=outliers,
        diagnostics=_diagnostics(window, remarks.remarks(track, motion, outliers)),
    )


def scored_fixes(track: Track, analysis: Analysis) -> Int:
    """Indices of the fixes that count for a score: those used, from take-off to landing."""
    counts = np.zeros(len(track), dtype=np.bool_)
    counts[_usable(track)] = True
    counts[: analysis.flight.takeoff_index] = False
    counts[analysis.flight.landing_index + 1 :] = False
    for run in analysis.outliers:
        counts[run.first : run.last + 1] = False
    return np.flatnonzero(counts)


def altitudes(track: Track, analysis: Analysis, index: Int) -> Float | None:
    """Altitudes of the fixes ``index`` as the analysis measured them, None without any."""
    return altitude.chosen(track, index, analysis.altitude)


def _usable(track: Track) -> Int:
    """Fixes with a position, in 3D unless hardly any is, each later than all before it."""
    located = np.isfinite(track.lat) & np.isfinite(track.lon)
    sound = located & track.fix_3d
    index = np.flatnonzero(sound if int(sound.sum()) >= _FEWEST_3D else located)
    if len(index) == 0:
        raise InvalidInput("The track has no fix with a position.")
    t_ms = track.t_ms[index]
    later = np.ones(len(index), dtype=np.bool_)
    later[1:] = t_ms[1:] > np.maximum.accumulate(t_ms)[:-1]
    return index[later]


def _usable_motion(track: Track) -> Motion:
    return motion_of(track, _usable(track))


def _find_window(
    track: Track, motion: Motion, alt_m: Float | None, manual: tuple[int | None, int | None]
) -> _Window:
    flights = find_flights(motion, altitude.for_detection(track, motion))
    if not flights:  # a dead pressure sensor says that nothing moves
        flights = find_flights(motion, alt_m)
    first, last = 0, len(motion) - 1
    if flights:
        first, last = max(flights, key=lambda flight: motion.t_s[flight[1]] - motion.t_s[flight[0]])
    takeoff_ms, landing_ms = manual
    if takeoff_ms is None and landing_ms is None:
        return _Window(first, last, "detected" if flights else "whole_file", flights)
    t_ms = track.t_ms[motion.index]
    if takeoff_ms is not None:
        first = int(np.searchsorted(t_ms, takeoff_ms))
        last = last if last > first or landing_ms is not None else len(motion) - 1
    if landing_ms is not None:
        last = int(np.searchsorted(t_ms, landing_ms, side="right")) - 1
        first = first if first < last or takeoff_ms is not None else 0
    if not 0 <= first <= last < len(motion):
        raise InvalidInput("There is no fix between the given take-off and landing.")
    return _Window(first, last, "manual", flights)


def _flight(track: Track, motion: Motion, first: int, last: int) -> Flight:
    takeoff, landing = int(motion.index[first]), int(motion.index[last])
    return Flight(int(track.t_ms[takeoff]), int(track.t_ms[landing]), takeoff, landing)


def _diagnostics(window: _Window, found: list[Diagnostic]) -> list[Diagnostic]:
    if window.source == "whole_file":
        found.append(
            Diagnostic("no_flight_found", 1, "no take-off was found; the whole recording is used")
        )
    if len(window.flights) > 1:
        count = len(window.flights)
        found.append(
            Diagnostic("several_flights", count, f"{count} flights; the longest is measured")
        )
    return found
