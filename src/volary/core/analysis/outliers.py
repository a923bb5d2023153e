"""Fixes that cannot be where they say they are.

A step is broken when it is faster than anything that the flight does elsewhere and the speed did
not build up: either alone is normal (an airliner is fast, a gust is sudden). Broken steps cut the
recording into runs, and the chain of runs that holds most fixes, each reachable from the one
before it at a believable speed, is the flight. The rest are outliers.
"""

import numpy as np

from volary.core.analysis.model import OutlierReason, OutlierRun
from volary.core.analysis.motion import Motion
from volary.core.tracks.model import Bool, Float, Int

_SUSPECT_MPS = 120.0
_IMPOSSIBLE_MPS = 1_200.0
_MAX_ACCELERATION = 30.0
_MAX_BUILD_UP_S = 5.0
_REACH_FACTOR = 1.5
_REACH_PERCENTILE = 99.0
_LOOK_BACK = 64
_SPIKE_FIXES = 5


def find_outliers(motion: Motion) -> tuple[Int, list[OutlierRun]]:
    """Return which fixes of ``motion`` to keep (ascending) and the runs left out."""
    everything = np.arange(len(motion))
    broken = _broken_steps(motion)
    if not broken.any():
        return everything, []
    first = np.concatenate(([0], np.flatnonzero(broken) + 1))
    last = np.concatenate((first[1:] - 1, [len(motion) - 1]))
    sound = motion.step_mps[~broken]
    usual = float(np.percentile(sound, _REACH_PERCENTILE)) if len(sound) else 0.0
    limit = min(max(_SUSPECT_MPS, _REACH_FACTOR * usual), _IMPOSSIBLE_MPS)
    chosen = _longest_chain(motion, first, last, limit)
    keep = np.repeat(chosen, last - first + 1)
    return np.flatnonzero(keep), _reports(motion, first, last, chosen)


def _broken_steps(motion: Motion) -> Bool:
    speed = motion.step_mps
    fast = speed > _SUSPECT_MPS
    if not fast.any():
        return fast
    change = np.abs(np.diff(speed))
    allowed = _MAX_ACCELERATION * np.minimum(motion.step_s, _MAX_BUILD_UP_S)
    before = np.concatenate(([0.0], change))
    after = np.concatenate((change, [0.0]))
    if len(speed) == 1:
        return speed > _IMPOSSIBLE_MPS
    sudden = np.maximum(before, after) > allowed
    return fast & (sudden | (speed > _IMPOSSIBLE_MPS))


def _longest_chain(motion: Motion, first: Int, last: Int, limit_mps: float) -> Bool:
    """Choose runs so that most fixes are kept; a run is looked for ``_LOOK_BACK`` runs back."""
    count = len(first)
    size: Float = (last - first + 1).astype(np.float64)
    best = size.copy()
    previous = np.full(count, -1, dtype=np.int64)
    for run in range(1, count):
        candidates = np.arange(max(0, run - _LOOK_BACK), run)
        start = np.full(len(candidates), first[run])
        end = last[candidates]
        gap_s = motion.t_s[start] - motion.t_s[end]
        reachable = motion.between(end, start) <= limit_mps * gap_s
        if reachable.any():
            totals = np.where(reachable, best[candidates], -1.0)
            choice = int(np.argmax(totals))
            best[run] += totals[choice]
            previous[run] = candidates[choice]
    chosen = np.zeros(count, dtype=np.bool_)
    run = int(np.argmax(best))
    while run >= 0:
        chosen[run] = True
        run = int(previous[run])
    return chosen


def _reports(motion: Motion, first: Int, last: Int, chosen: Bool) -> list[OutlierRun]:
    """Name the runs left out, neighbours together, by their fixes of the track."""
    from_index, to_index = motion.index[first], motion.index[last]
    reports: list[OutlierRun] = []
    run = 0
    while run < len(first):
        end = run
        if not chosen[run]:
            while end + 1 < len(first) and not chosen[end + 1]:
                end += 1
            few = last[end] - first[run] < _SPIKE_FIXES
            reason: OutlierReason = "spike" if few else "jump"
            reports.append(OutlierRun(int(from_index[run]), int(to_index[end]), reason))
        run = end + 1
    return reports
