"""Fixes that cannot be where they say they are."""

import numpy as np

from volary.core.analysis.chains import broken_steps, cut, longest_chain
from volary.core.analysis.model import OutlierReason, OutlierRun
from volary.core.analysis.motion import Motion
from volary.core.analysis.runs import runs
from volary.core.tracks.model import Bool, Int

_SUSPECT_MPS = 120.0
_IMPOSSIBLE_MPS = 1_200.0
_REACH_FACTOR = 1.5
_REACH_PERCENTILE = 99.0
_SPIKE_FIXES = 5
_MOST_REPORTS = 1000


def find_outliers(motion: Motion) -> tuple[Int, list[OutlierRun]]:
    """Return which fixes of ``motion`` to keep (ascending) and the runs left out.

    The recording is cut at every step over 120 m/s that no acceleration explains. What is left
    out cannot be reached at half as much again as the fastest that the rest flies. Of a
    recording that falls into more than a thousand pieces only the longest is kept.
    """
    speed = motion.step_mps
    broken = broken_steps(speed, motion.step_s, _SUSPECT_MPS, _IMPOSSIBLE_MPS)
    if not broken.any():
        return np.arange(len(motion)), []
    sound = speed[~broken]
    usual = float(np.percentile(sound, _REACH_PERCENTILE)) if len(sound) else 0.0
    limit = min(max(_SUSPECT_MPS, _REACH_FACTOR * usual), _IMPOSSIBLE_MPS)
    first, last = cut(broken)
    points = (motion.x_m, motion.y_m, motion.z_m)
    chosen = longest_chain((first, last), points, motion.t_s, limit)
    if len(runs(~chosen)[0]) > _MOST_REPORTS:
        chosen = _longest_stretch(first, last, chosen)
    keep = np.repeat(chosen, last - first + 1)
    return np.flatnonzero(keep), _reports(motion, first, last, chosen)


def _longest_stretch(first: Int, last: Int, chosen: Bool) -> Bool:
    """Keep only the neighbouring runs with most fixes: the rest of such a recording is noise."""
    begin, end = runs(chosen)
    longest = int(np.argmax(last[end] - first[begin]))
    only = np.zeros_like(chosen)
    only[begin[longest] : end[longest] + 1] = True
    return only


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
