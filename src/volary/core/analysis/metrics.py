"""The figures of one flight: speeds, altitudes, distances."""

import numpy as np

from volary.core.analysis.altitude import mended
from volary.core.analysis.model import Bounds, Metrics
from volary.core.analysis.motion import Motion, span
from volary.core.analysis.phases import Phases
from volary.core.tracks.model import Float, Track
from volary.geo.geodesy import distance_m

_HALF_AVERAGE_S = 5.0
_CLIMB_M = 5.0
_HALF_TURN_DEG = 180.0
_FULL_TURN_DEG = 360.0


def measure(track: Track, motion: Motion, alt_m: Float | None, phases: Phases) -> Metrics:
    """Measure the flight whose fixes ``motion`` and ``alt_m`` hold, from take-off to landing."""
    duration = float(motion.t_s[-1] - motion.t_s[0])
    distance = float(motion.step_m.sum())
    speed, vario = _smoothed(motion, alt_m)
    weight = np.append(motion.step_s, 0.0)
    thermals = phases.thermals
    circling_s = sum(t.duration_s for t in thermals)
    left, right = sum(phases.left_s), sum(phases.right_s)

    def share(seconds: float) -> float:
        return seconds / duration if duration else 0.0

    return Metrics(
        duration_s=duration,
        distance_m=distance,
        straight_distance_m=_apart(motion, 0, len(motion) - 1),
        max_takeoff_distance_m=_farthest(motion),
        avg_speed_mps=distance / duration if duration else 0.0,
        mean_ground_speed_mps=float(np.average(speed, weights=weight)) if duration else 0.0,
        max_speed_mps=float(speed.max()),
        takeoff_alt_m=None if alt_m is None else float(alt_m[0]),
        landing_alt_m=None if alt_m is None else float(alt_m[-1]),
        max_alt_m=None if alt_m is None else float(alt_m.max()),
        min_alt_m=None if alt_m is None else float(alt_m.min()),
        max_alt_pressure_m=_highest(track.alt_pressure_m, motion),
        max_alt_gnss_m=_highest(track.alt_gnss_m, motion),
        gain_total_m=None if alt_m is None else climbed_m(alt_m),
        max_vario_mps=None if vario is None else float(vario.max()),
        min_vario_mps=None if vario is None else float(vario.min()),
        thermal_count=len(thermals),
        thermal_gain_m=sum(t.gain_m for t in thermals),
        mean_climb_mps=sum(t.gain_m for t in thermals) / circling_s if thermals else None,
        circling_fraction=share(left + right),
        circling_left_fraction=share(left),
        circling_right_fraction=share(right),
    )


def climbed_m(alt_m: Float) -> float:
    """Sum of all climbs of at least 5 m, each from a low to the next high.

    A dip of less than 5 m does not end a climb, so that noise adds nothing to the sum.
    """
    total = 0.0
    low = high = float(alt_m[0])
    for value in _turning_points(alt_m):
        if value > high:
            high = value
        elif value < low or high - value >= _CLIMB_M:
            total += high - low if high - low >= _CLIMB_M else 0.0
            low = high = value
    return total + (high - low if high - low >= _CLIMB_M else 0.0)


def bounds_of(lat: Float, lon: Float) -> Bounds:
    """Box around points in the order of the flight, see ``Bounds``."""
    steps = np.diff(lon)
    south, north = float(lat.min()), float(lat.max())
    if not (np.abs(steps) > _HALF_TURN_DEG).any():
        return Bounds(south, float(lon.min()), north, float(lon.max()))
    around = np.cumsum((steps + _HALF_TURN_DEG) % _FULL_TURN_DEG - _HALF_TURN_DEG)
    unwrapped = np.concatenate(([0.0], around))
    if unwrapped.max() - unwrapped.min() >= _FULL_TURN_DEG:
        return Bounds(south, -_HALF_TURN_DEG, north, _HALF_TURN_DEG)
    west, east = int(np.argmin(unwrapped)), int(np.argmax(unwrapped))
    return Bounds(south, float(lon[west]), north, float(lon[east]))


def _turning_points(alt_m: Float) -> list[float]:
    """Local highs and lows, the first and the last value."""
    changed = alt_m[np.flatnonzero(np.diff(alt_m, prepend=np.nan) != 0)]
    if len(changed) < 3:  # noqa: PLR2004  # no inner value
        return list(map(float, changed))
    rising = np.diff(changed) > 0
    inner = np.flatnonzero(rising[1:] != rising[:-1]) + 1
    points: list[float] = changed[np.concatenate(([0], inner, [len(changed) - 1]))].tolist()
    return points


def _smoothed(motion: Motion, alt_m: Float | None) -> tuple[Float, Float | None]:
    """Ground speed and vertical speed at each fix, from the fixes 5 s or more either side.

    Between the ends of the window, not along the way: a stray fix inside it changes nothing.
    """
    if len(motion) == 1:
        return np.zeros(1), None if alt_m is None else np.zeros(1)
    before, after = span(motion.t_s, _HALF_AVERAGE_S)
    seconds = motion.t_s[after] - motion.t_s[before]
    speed = motion.between(before, after) / seconds
    return speed, None if alt_m is None else (alt_m[after] - alt_m[before]) / seconds


def _apart(motion: Motion, a: int, b: int) -> float:
    return float(distance_m(motion.lat[a], motion.lon[a], motion.lat[b], motion.lon[b]))


def _farthest(motion: Motion) -> float:
    chord_sq = (
        (motion.x_m - motion.x_m[0]) ** 2
        + (motion.y_m - motion.y_m[0]) ** 2
        + (motion.z_m - motion.z_m[0]) ** 2
    )
    return _apart(motion, 0, int(np.argmax(chord_sq)))


def _highest(column: Float | None, motion: Motion) -> float | None:
    values = None if column is None else mended(column[motion.index], motion.t_s)
    return None if values is None else float(values.max())
