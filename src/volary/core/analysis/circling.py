"""Where the aircraft circles: turn rate, then the smoothest story that it tells."""

import numpy as np

from volary.core.analysis.motion import Motion
from volary.core.analysis.runs import runs
from volary.core.tracks.model import Bool, Float, Int

_TURNING_DEG_S = 6.0
_BASE_S = 5.0
_CHANGE_COST_S = 10.0
_MIN_CIRCLING_S = 60.0
_LONGEST_STEP_S = 30.0
_CLOCK_SLACK_S = 1e-7


def directions(motion: Motion) -> Float:
    """Degrees true of the step that begins at each fix; the last fix has that of the last step.

    A step without movement keeps the direction of the one before.
    """
    if len(motion) < 2:  # noqa: PLR2004  # a step has two ends
        return np.zeros(len(motion))
    start = np.arange(len(motion) - 1)
    east, north = motion.east_north(start, start + 1)
    moving = motion.step_m > 0
    latest = np.maximum.accumulate(np.where(moving, start, 0))
    degrees = np.degrees(np.arctan2(east, north))[latest]
    return np.append(degrees, degrees[-1])


def turn_rate(motion: Motion, track_deg: Float) -> Float:
    """Degrees per second at each fix, clockwise positive, measured over at least 5 s.

    From the directions of the steps that begin at the fix and at the last fix 5 s or more before
    it (igc_lib's definition).
    """
    earlier = np.searchsorted(motion.t_s, motion.t_s - _BASE_S + _CLOCK_SLACK_S, "right") - 1
    known = earlier >= 0
    earlier = np.maximum(earlier, 0)
    turned = (track_deg - track_deg[earlier] + 180.0) % 360.0 - 180.0
    passed = np.where(known, motion.t_s - motion.t_s[earlier], np.inf)
    return turned / passed


def circling_stretches(motion: Motion, rate: Float) -> tuple[Int, Int]:
    """First and last fix of every circling of at least 60 s.

    A fix turns when its rate reaches 6 degrees a second either way. Of all ways to call the
    flight circling or straight, the one is taken that contradicts the fewest seconds, where each
    change costs ten: turns shorter than twenty seconds between straight flight are straight, and
    the other way round, unless they come in numbers.
    """
    turning = np.abs(rate) >= _TURNING_DEG_S
    step_s = np.append(np.minimum(motion.step_s, _LONGEST_STEP_S), 0.0)
    first, last = runs(_smoothed(turning, step_s))
    last = np.minimum(last + 1, len(motion) - 1)  # circling ends where the straight step begins
    long_enough = motion.t_s[last] - motion.t_s[first] >= _MIN_CIRCLING_S
    return first[long_enough], last[long_enough]


def _smoothed(flags: Bool, seconds: Float) -> Bool:
    """Choose two-state labels with the least contradiction plus cost of changes, run by run."""
    starts = np.concatenate(([0], np.flatnonzero(np.diff(flags.view(np.int8))) + 1))
    weight: list[float] = np.add.reduceat(seconds, starts).tolist()
    observed: list[bool] = flags[starts].tolist()
    straight, circling = 0.0, _CHANGE_COST_S
    came_from: list[tuple[bool, bool]] = []
    for seen, cost in zip(observed, weight, strict=True):
        to_straight = circling + _CHANGE_COST_S < straight
        to_circling = straight + _CHANGE_COST_S < circling
        came_from.append((to_straight, not to_circling))
        straight, circling = (
            (circling + _CHANGE_COST_S if to_straight else straight) + (cost if seen else 0.0),
            (straight + _CHANGE_COST_S if to_circling else circling) + (0.0 if seen else cost),
        )
    state = circling < straight
    labels = [False] * len(observed)
    for run in range(len(observed) - 1, -1, -1):
        labels[run] = state
        state = came_from[run][state]
    lengths = np.diff(starts, append=len(flags))
    return np.repeat(np.array(labels, dtype=np.bool_), lengths)
