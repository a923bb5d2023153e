"""Take-off and landing: which parts of a recording are flights.

The definition is that of igc-xc-score (flight.js), because points are compared with it on the
same window. Ground speed and absolute vertical speed are averaged over 10 s. The aircraft flies
once both have been high and stayed above a low limit for 60 s; it is on the ground once both have
been low for 20 s. A flight lasts from the last ground fix before to the first ground fix after.
"""

import numpy as np

from volary.core.analysis.motion import Motion, span
from volary.core.analysis.runs import runs
from volary.core.tracks.model import Bool, Float, Int

_HALF_AVERAGE_S = 5.0
_FLY_START_MPS, _FLY_START_VERTICAL_MPS = 5.0, 0.9
_FLY_STAY_MPS, _FLY_STAY_VERTICAL_MPS = 1.5, 0.05
_FLY_HOLD_S = 60.0
_GROUND_MPS, _GROUND_VERTICAL_MPS = 2.5, 0.1
_GROUND_HOLD_S = 20.0
_TOUCH_AND_GO_S = 120.0


def find_flights(motion: Motion, alt_m: Float | None) -> list[tuple[int, int]]:
    """First and last fix of every flight, in order; empty when there is none.

    Without altitudes ground speed decides alone. Flights less than two minutes apart are one: a
    glider that hovers in front of a ridge is not on the ground.
    """
    if len(motion) < 2:  # noqa: PLR2004  # a flight has a beginning and an end
        return []
    ground_speed, vertical_speed = _averages(motion, alt_m)
    t_s = motion.t_s
    stay = ground_speed > _FLY_STAY_MPS
    start = ground_speed > _FLY_START_MPS
    ground = ground_speed < _GROUND_MPS
    if vertical_speed is not None:
        stay &= vertical_speed > _FLY_STAY_VERTICAL_MPS
        start &= vertical_speed > _FLY_START_VERTICAL_MPS
        ground &= vertical_speed < _GROUND_VERTICAL_MPS
    flying = _held(stay, start, t_s, _FLY_HOLD_S)
    grounded = _held(ground, ground, t_s, _GROUND_HOLD_S)
    return _without_touch_and_go(_flights(flying, grounded, len(t_s) - 1), t_s)


def _averages(motion: Motion, alt_m: Float | None) -> tuple[Float, Float | None]:
    """Mean over the fixes within 5 s either side, not weighted by time; the first counts as 0."""
    before, after = span(motion.t_s, _HALF_AVERAGE_S)
    count = after - before + 1

    def mean(steps: Float) -> Float:
        total = np.concatenate(([0.0, 0.0], np.cumsum(steps)))
        averages: Float = (total[after + 1] - total[before]) / count
        return averages

    horizontal = mean(motion.step_mps)
    if alt_m is None:
        return horizontal, None
    return horizontal, mean(np.abs(np.diff(alt_m)) / motion.step_s)


def _held(stay: Bool, start: Bool, t_s: Float, hold_s: float) -> tuple[Int, Int]:
    """Where ``stay`` has held for more than ``hold_s`` since ``start`` was true within it."""
    first, last = runs(stay)
    begins = np.flatnonzero(start & stay)
    at = np.searchsorted(begins, first)
    found = at < len(begins)
    begin = begins[at[found]]
    last = last[found]
    ripe = np.searchsorted(t_s, t_s[begin] + hold_s, side="right")
    valid = (begin <= last) & (ripe <= last)
    return ripe[valid], last[valid]


def _flights(flying: tuple[Int, Int], grounded: tuple[Int, Int], end: int) -> list[tuple[int, int]]:
    ground_first, ground_last = grounded
    starts: list[int] = flying[0].tolist()
    ends: list[int] = flying[1].tolist()
    flights: list[tuple[int, int]] = []
    done = -1
    for first, last in zip(starts, ends, strict=True):
        if last <= done:
            continue
        here = max(first, done + 1)
        before = int(np.searchsorted(ground_first, here, side="right")) - 1
        launch = min(int(ground_last[before]), here) if before >= 0 else 0
        after = int(np.searchsorted(ground_last, here))
        landing = max(int(ground_first[after]), here) if after < len(ground_last) else end
        flights.append((launch, landing))
        done = landing
    return flights


def _without_touch_and_go(flights: list[tuple[int, int]], t_s: Float) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for launch, landing in flights:
        if merged and t_s[launch] - t_s[merged[-1][1]] < _TOUCH_AND_GO_S:
            merged[-1] = (merged[-1][0], landing)
        else:
            merged.append((launch, landing))
    return merged
