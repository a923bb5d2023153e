"""The closing distance: how near the track comes to itself around a triangle.

A triangle with the first turnpoint at fix i and the last at fix k is closed by the nearest pair
of a fix at or before i and a fix at or after k. That distance falls as i grows and rises as k
grows. Two answers are kept:

* a table over blocks with a lower bound (distance of centres less both radii, then the minimum
  over all earlier and later blocks), which needs no search;
* the exact pair for given i and k, by a search over pairs of tree nodes that starts from pairs
  found before, remembered by (i, k). It is exact as the rules count: FCC gaps are rounded to
  10 m, WGS84 gaps are right to `TOLERANCE_M`, and beyond a given cap it is enough to know that
  the gap is larger. Where a track runs back along itself there are thousands of nearly equal
  pairs; without these stops the search would look at all of them.
"""

from typing import Final, NamedTuple

import numpy as np

from volary.core.scoring.blocks import CENTRE, HI, LO, RADIUS, Blocks, prepare
from volary.core.scoring.kernel import entry, inlined, kernel
from volary.core.scoring.metric import FCC, GRID_M, Float, Int, leg, rounded

TOLERANCE_M: Final = 0.25
_TABLE_LEVEL: Final = 8
_SMALLEST_LEVEL: Final = 2
_MEMO: Final = 1 << 14
_RECENT: Final = 16
_LEAF: Final = 4


class Closing(NamedTuple):
    """``table[I, K]`` is at tree level ``level``; rows of ``memo`` are (i, k, in, out).

    A pair as near as ``enough`` metres need not be improved, because rules do not deduct it.
    ``recent`` are the last pairs found, in a ring that ``stack[0, 0]`` is the head of.
    """

    level: int
    enough: float
    table: Float
    memo: Int
    memo_m: Float
    recent: Int
    stack: Int


def survey(t: Blocks, enough: float = 0.0) -> Closing:
    """Build the table over at most 256 blocks."""
    level = min(_TABLE_LEVEL, max(0, t.depth - _SMALLEST_LEVEL))
    closing = Closing(
        level=level,
        enough=enough,
        table=np.empty((1 << level, 1 << level)),
        memo=np.full((_MEMO, 4), -1, np.int64),
        memo_m=np.empty(_MEMO),
        recent=np.full((_RECENT, 2), -1, np.int64),
        stack=np.zeros((512, 2), np.int64),
    )
    _tabulate(t, closing)
    return closing


@inlined
def apart(t: Blocks, x: int, y: int) -> float:
    """A lower bound of the distance between points of two prepared nodes."""
    gap = leg(t.metric, t.real, x, CENTRE, t.real, y, CENTRE)
    return float(gap - t.real[x, RADIUS] - t.real[y, RADIUS])


@entry
def _tabulate(t: Blocks, c: Closing) -> None:
    size = 1 << c.level
    for p in range(size):
        prepare(t, size + p)
    for i in range(size):
        for k in range(size - 1, -1, -1):
            gap = 0.0
            if k > i:
                gap = apart(t, size + i, size + k)
                if i > 0:
                    gap = min(gap, c.table[i - 1, k])
                if k < size - 1:
                    gap = min(gap, c.table[i, k + 1])
            c.table[i, k] = max(0.0, gap)


@inlined
def least_gap(t: Blocks, c: Closing, i: int, k: int) -> float:
    """A lower bound of the closing distance for turnpoints at fixes up to i and from k."""
    if i >= k:
        return 0.0
    size = 1 << c.level
    return float(c.table[((i + 1) * size - 1) // t.n, ((k + 1) * size - 1) // t.n])


@inlined
def closest(t: Blocks, c: Closing, i: int, k: int, cap: float) -> int:
    """Slot of the memo with the closest pair (in <= i, out >= k) for i < k.

    When the gap is larger than `cap`, the slot may hold a lower bound above it and no pair.
    """
    slot = (i * 40503 + k * 9973) & (_MEMO - 1)
    known = c.memo[slot, 0] == i and c.memo[slot, 1] == k
    if not known or (c.memo[slot, 2] < 0 and c.memo_m[slot] <= cap):
        _search(t, c, i, k, slot, cap)
    return slot


@inlined
def _worse(t: Blocks, near: float) -> float:
    """From what distance on a pair cannot count as nearer than one at distance `near`."""
    if t.metric == FCC:
        return rounded(FCC, near) - 0.5 * GRID_M
    return near - TOLERANCE_M


@kernel
def _search(t: Blocks, c: Closing, i: int, k: int, slot: int, cap: float) -> None:
    near = cap + 2.0 * GRID_M
    enter = leave = -1
    for r in range(_RECENT):
        a = c.recent[r, 0]
        b = c.recent[r, 1]
        if 0 <= a <= i and b >= k:
            gap = leg(t.metric, t.vertex, a, 0, t.vertex, b, 0)
            if gap < near:
                near, enter, leave = gap, a, b
    bar = _worse(t, near)
    top = 2
    c.stack[1, 0] = 1
    c.stack[1, 1] = 1
    while top > 1 and near > c.enough:
        top -= 1
        x = c.stack[top, 0]
        y = c.stack[top, 1]
        if apart(t, x, y) >= bar:
            continue
        nx = t.whole[x, HI] - t.whole[x, LO]
        ny = t.whole[y, HI] - t.whole[y, LO]
        if nx <= _LEAF and ny <= _LEAF:
            for a in range(t.whole[x, LO], min(t.whole[x, HI], i + 1)):
                for b in range(max(t.whole[y, LO], k), t.whole[y, HI]):
                    gap = leg(t.metric, t.vertex, a, 0, t.vertex, b, 0)
                    if gap < near:
                        near, enter, leave = gap, a, b
            bar = _worse(t, near)
        elif ny <= _LEAF or (nx > _LEAF and t.real[x, RADIUS] >= t.real[y, RADIUS]):
            top = _push_pair(t, c, top, 2 * x, y, 2 * x + 1, y, i, k, bar)
        else:
            top = _push_pair(t, c, top, x, 2 * y, x, 2 * y + 1, i, k, bar)
    c.memo[slot, 0] = i
    c.memo[slot, 1] = k
    c.memo[slot, 2] = enter
    c.memo[slot, 3] = leave
    c.memo_m[slot] = near if enter >= 0 else bar
    if enter < 0:
        return
    r = c.stack[0, 0]
    c.recent[r, 0] = enter
    c.recent[r, 1] = leave
    c.stack[0, 0] = (r + 1) % _RECENT


@kernel
def _push_pair(
    t: Blocks,
    c: Closing,
    top: int,
    x1: int,
    y1: int,
    x2: int,
    y2: int,
    i: int,
    k: int,
    bar: float,
) -> int:
    """Stack two pairs of nodes, the nearer one on top, without those that cannot count."""
    first = second = np.inf
    if t.whole[x1, LO] <= i and t.whole[y1, HI] > k:
        prepare(t, x1)
        prepare(t, y1)
        first = apart(t, x1, y1)
    if t.whole[x2, LO] <= i and t.whole[y2, HI] > k:
        prepare(t, x2)
        prepare(t, y2)
        second = apart(t, x2, y2)
    if first < second:
        x1, y1, x2, y2 = x2, y2, x1, y1
        first, second = second, first
    if first < bar:
        c.stack[top, 0] = x1
        c.stack[top, 1] = y1
        top += 1
    if second < bar:
        c.stack[top, 0] = x2
        c.stack[top, 1] = y2
        top += 1
    return top
