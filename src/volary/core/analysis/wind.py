"""Wind from the drift of circling: over whole circles the air's own motion cancels out."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from volary.core.analysis.model import Wind, WindEstimate
from volary.core.analysis.motion import Motion
from volary.core.tracks.model import Float

_MIN_CIRCLES = 2
_FULL_TURN_DEG = 360.0


class Drift(NamedTuple):
    """Mean velocity over the ground during whole circles, and for how long."""

    east_mps: float
    north_mps: float
    seconds: float


def turned_deg(track_deg: Float) -> Float:
    """Degrees turned since the first fix, clockwise positive, from step to step."""
    steps = (np.diff(track_deg) + 180.0) % _FULL_TURN_DEG - 180.0
    return np.concatenate(([0.0], np.cumsum(steps)))


def drift(motion: Motion, turned: Float, first: int, last: int) -> Drift | None:
    """Drift of the circling from fix ``first`` to ``last``; None with less than two circles.

    From the middle of the first step to the instant at which the direction of flight has come
    round for the last time. A drift as fast as the flight itself is no drift: None.
    """
    turn = np.abs(turned[first:last] - turned[first])
    circles = int(turn.max(initial=0.0) // _FULL_TURN_DEG)
    if circles < _MIN_CIRCLES:
        return None
    goal = circles * _FULL_TURN_DEG
    step = int(np.argmax(turn >= goal))
    share = (goal - turn[step - 1]) / (turn[step] - turn[step - 1])
    fixes = np.array([0, 1, step - 1, step, step + 1]) + first
    east, north = motion.east_north(np.full(5, first), fixes)
    at_s = motion.t_s[fixes]

    def way(column: Float) -> float:
        begin = (column[0] + column[1]) / 2
        before, after = (column[2] + column[3]) / 2, (column[3] + column[4]) / 2
        return float(before + share * (after - before) - begin)

    seconds = way(at_s)
    found = Drift(way(east) / seconds, way(north) / seconds, seconds)
    flown = float(motion.step_m[first : first + step + 1].sum())
    return found if np.hypot(found.east_mps, found.north_mps) * seconds < flown else None


def wind_of(east_mps: float, north_mps: float) -> Wind:
    """Wind that carries to the east and north at these speeds."""
    from_deg = float(np.degrees(np.arctan2(-east_mps, -north_mps)) % _FULL_TURN_DEG)
    return Wind(float(np.hypot(east_mps, north_mps)), from_deg)


def mean_wind(drifts: Sequence[Drift]) -> WindEstimate | None:
    """Mean of all drifts by duration, None without any."""
    if not drifts:
        return None
    east, north, weight = (np.array(column) for column in zip(*drifts, strict=True))
    mean_east = float(np.average(east, weights=weight))
    mean_north = float(np.average(north, weights=weight))
    squares = (east - mean_east) ** 2 + (north - mean_north) ** 2
    spread = float(np.sqrt(np.average(squares, weights=weight)))
    return WindEstimate(wind_of(mean_east, mean_north), len(drifts), spread)
