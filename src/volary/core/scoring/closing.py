"""The closing distance: how near the track comes to itself around a triangle.

A triangle with the first turnpoint at fix i and the last at fix k is closed by the nearest pair
of a fix at or before i and a fix at or after k. That distance falls as i grows and rises as k
grows. Two answers are kept:

* a table over blocks with a lower bound (distance of centres less both radii, then the minimum
  over all earlier and later blocks), which needs no search;
* the exact pair for given i and k, by a search over pairs of tree nodes that starts from pairs
  found before, remembered by (i, k).
"""

from typing import Final, NamedTuple

import numpy as np

from volary.core.scoring.blocks import Blocks, Float, Int, prepare
from volary.core.scoring.kernel import kernel
from volary.core.scoring.metric import leg

_TABLE_LEVEL: Final = 8
_FIXES_PER_BLOCK: Final = 4
_MEMO: Final = 1 << 14
_RECENT: Final = 16
_LEAF: Final = 4


class Closing(NamedTuple):
    """``table[I, K]`` at tree level ``level``; ``memo`` rows are (i, k, in, out)."""

    level: int
    table: Float
    memo: Int
    memo_m: Float
    recent: Int
    stack: Int
    state: Int


def survey(t: Blocks) -> Closing:
    """Build the table over at most 256 blocks."""
    level = min(_TABLE_LEVEL, max(0, t.depth - _FIXES_PER_BLOCK // 2))
    closing = Closing(
        level=level,
        table=np.empty((1 << level, 1 << level)),
        memo=np.full((_MEMO, 4), -1, np.int32),
        memo_m=np.empty(_MEMO),
        recent=np.full((_RECENT, 2), -1, np.int32),
        stack=np.empty((512, 2), np.int32),
        state=np.zeros(1, np.int32),
    )
    _tabulate(t, closing)
    return closing


@kernel
def _tabulate(t: Blocks, c: Closing) -> None:
    size = 1 << c.level
    for p in range(size):
        prepare(t, size + p)
    for i in range(size):
        for k in range(size - 1, -1, -1):
            gap = 0.0
            if k > i:
                a = size + i
                b = size + k
                gap = leg(t.metric, t.centre[a], t.centre[b]) - t.radius[a] - t.radius[b]
                if i > 0:
                    gap = min(gap, c.table[i - 1, k])
                if k < size - 1:
                    gap = min(gap, c.table[i, k + 1])
            c.table[i, k] = max(0.0, gap)


@kernel
def least_gap(t: Blocks, c: Closing, i: int, k: int) -> float:
    """A lower bound of the closing distance for turnpoints at fixes up to i and from k."""
    if i >= k:
        return 0.0
    size = 1 << c.level
    return float(c.table[((i + 1) * size - 1) // t.n, ((k + 1) * size - 1) // t.n])


@kernel
def closest(t: Blocks, c: Closing, i: int, k: int) -> int:
    """Slot of the memo with the closest pair (in <= i, out >= k), searched when not known."""
    slot = (i * 40503 + k * 9973) & (_MEMO - 1)
    if c.memo[slot, 0] == i and c.memo[slot, 1] == k:
        return slot
    near = np.inf
    enter = leave = -1
    for r in range(_RECENT):
        a = c.recent[r, 0]
        b = c.recent[r, 1]
        if 0 <= a <= i and b >= k:
            gap = leg(t.metric, t.vertex[a], t.vertex[b])
            if gap < near:
                near = gap
                enter = a
                leave = b
    if i >= k:
        near = 0.0
        enter = leave = k
    c.stack[0, 0] = 1
    c.stack[0, 1] = 1
    top = 1
    if near == 0.0:
        top = 0
    while top > 0:
        top -= 1
        x = c.stack[top, 0]
        y = c.stack[top, 1]
        if t.lo[x] > i or t.hi[y] <= k:
            continue
        prepare(t, x)
        prepare(t, y)
        apart = leg(t.metric, t.centre[x], t.centre[y]) - t.radius[x] - t.radius[y]
        if apart >= near:
            continue
        nx = t.hi[x] - t.lo[x]
        ny = t.hi[y] - t.lo[y]
        if nx <= _LEAF and ny <= _LEAF:
            for a in range(t.lo[x], min(t.hi[x], i + 1)):
                for b in range(max(t.lo[y], k), t.hi[y]):
                    gap = leg(t.metric, t.vertex[a], t.vertex[b])
                    if gap < near:
                        near = gap
                        enter = a
                        leave = b
        elif ny <= _LEAF or (nx > _LEAF and t.radius[x] >= t.radius[y]):
            prepare(t, 2 * x)
            prepare(t, 2 * x + 1)
            one = leg(t.metric, t.centre[2 * x], t.centre[y])
            two = leg(t.metric, t.centre[2 * x + 1], t.centre[y])
            first = 1 if one < two else 0
            c.stack[top, 0] = 2 * x + first
            c.stack[top, 1] = y
            c.stack[top + 1, 0] = 2 * x + 1 - first
            c.stack[top + 1, 1] = y
            top += 2
        else:
            prepare(t, 2 * y)
            prepare(t, 2 * y + 1)
            one = leg(t.metric, t.centre[2 * y], t.centre[x])
            two = leg(t.metric, t.centre[2 * y + 1], t.centre[x])
            first = 1 if one < two else 0
            c.stack[top, 0] = x
            c.stack[top, 1] = 2 * y + first
            c.stack[top + 1, 0] = x
            c.stack[top + 1, 1] = 2 * y + 1 - first
            top += 2
    c.memo[slot, 0] = i
    c.memo[slot, 1] = k
    c.memo[slot, 2] = enter
    c.memo[slot, 3] = leave
    c.memo_m[slot] = near
    r = c.state[0]
    c.recent[r, 0] = enter
    c.recent[r, 1] = leave
    c.state[0] = (r + 1) % _RECENT
    return slot
