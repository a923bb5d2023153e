"""Measured series that jump: which of their runs belong together.

A step is broken when it is faster than a limit and the speed did not build up: either alone is
normal (an airliner is fast, a gust is sudden). Broken steps cut a series into runs, and the chain
of runs that holds most samples, each reachable from the one before it, is the truth.
"""

import math
from collections.abc import Sequence

import numpy as np

from volary.core.tracks.model import Bool, Float, Int

_MAX_ACCELERATION = 30.0
_MAX_BUILD_UP_S = 5.0
_LOOK_BACK = 64
_LEAST_LOOK_BACK = 4
_COMPARISONS = 200_000

Point = tuple[float, ...]


def broken_steps(speed: Float, step_s: Float, suspect: float, impossible: float) -> Bool:
    """Steps faster than ``suspect`` that no acceleration explains, or than ``impossible``.

    ``speed`` may be signed. An acceleration explains 30 m/s for each second up to five.
    """
    fast: Bool = np.abs(speed) > suspect
    if not fast.any():
        return fast
    change = np.abs(np.diff(speed))
    allowed = _MAX_ACCELERATION * np.minimum(step_s, _MAX_BUILD_UP_S)
    most = np.maximum(np.append(change, 0.0), np.concatenate(([0.0], change)))
    unexplained: Bool = fast & ((most > allowed) | (np.abs(speed) > impossible))
    return unexplained


def cut(broken: Bool) -> tuple[Int, Int]:
    """First and last sample (inclusive) of the runs between broken steps."""
    after = np.flatnonzero(broken) + 1
    return np.concatenate(([0], after)), np.concatenate((after - 1, [len(broken)]))


def longest_chain(runs: tuple[Int, Int], points: Sequence[Float], t_s: Float, limit: float) -> Bool:
    """Choose the runs of which each is reachable from the chosen one before at ``limit`` a second.

    ``points`` are the coordinates of all samples, one column a dimension. Most samples win. A run
    is looked for up to 64 runs back, fewer when there are thousands of them.
    """
    first, last = runs
    begins = [
        tuple(row) for row in zip(*(column[first].tolist() for column in points), strict=True)
    ]
    ends = [tuple(row) for row in zip(*(column[last].tolist() for column in points), strict=True)]
    begin_s: list[float] = t_s[first].tolist()
    end_s: list[float] = t_s[last].tolist()
    best: list[int] = (last - first + 1).tolist()
    reach_back = max(_LEAST_LOOK_BACK, min(_LOOK_BACK, _COMPARISONS // len(best)))
    previous = [-1] * len(best)
    top = [0]  # top[i] is the largest total of the runs before i
    for run, size in enumerate(best):
        total = 0
        for earlier in range(run - 1, max(-1, run - 1 - reach_back), -1):
            if top[earlier + 1] <= total:
                break
            within = limit * (begin_s[run] - end_s[earlier])
            if best[earlier] > total and math.dist(ends[earlier], begins[run]) <= within:
                total, previous[run] = best[earlier], earlier
        best[run] = size + total
        top.append(max(top[-1], best[run]))
    return _traced(best, previous)


def _traced(best: list[int], previous: list[int]) -> Bool:
    chosen = np.zeros(len(best), dtype=np.bool_)
    run = best.index(max(best))
    while run >= 0:
        chosen[run] = True
        run = previous[run]
    return chosen
