"""Closed shapes (triangles, out-and-return): one best-first branch and bound over all rules.

A node of the search is a triple (A, B, C) of tree blocks for the three turnpoints in time order.
For each rule it has an upper bound of the counted distance, *perimeter less closing penalty*:

* perimeter: the sum of legs is convex in every turnpoint, so its maximum over the three
  rectangles is among the at most 64 combinations of corners, each block with the same corner for
  both of its legs; plus slack (`blocks`);
* a least share m for every side: the perimeter is at most the shortest leg's bound divided by m,
  and at least the longest leg's lower bound divided by 1 - 2m;
* a greatest share M: the perimeter is at least the longest leg's lower bound divided by M;
* closing: the least gap (`closing`) must not exceed the limit that the bounded perimeter allows,
  and is deducted when the rule deducts it.

A node that can beat no rule's best so far is dropped; else its largest block is split in two. All
rules see the same nodes, so that geometry is worked out once. The key of the queue is the largest
possible gain in points over any rule. When the queue is empty, every rule's best is proven; when
time runs out, the largest bound left is reported.

FCC distances are rounded to 0.01 km leg by leg. Legs of a perimeter then gain at most 15 m
together, limits and shares get the same margin, and results lie on a grid of 10 m, so a node must
reach the next step of the grid to matter.
"""

from typing import Final, NamedTuple

import numpy as np

from volary.core.scoring.blocks import Blocks, Float, Int, prepare
from volary.core.scoring.closing import Closing, closest, least_gap
from volary.core.scoring.kernel import kernel
from volary.core.scoring.metric import FCC, GRID_M, leg, rounded

TRIANGLE: Final = 0
OUT_AND_RETURN: Final = 1
TURN_AT_MIDPOINT: Final = 2

MIN_SIDE: Final = 0
MAX_SIDE: Final = 1
FIXED: Final = 2
RELATIVE: Final = 3
FREE: Final = 4
MIN_DISTANCE: Final = 5
MULTIPLIER: Final = 6

_HALF: Final = GRID_M / 2
_EPS: Final = 1e-6


class Search(NamedTuple):
    """The state of one search; ``best`` (metres) and ``points`` (i, j, k, in, out) per rule.

    ``rules`` has one row per rule, columns as the constants of this module, metres and shares.
    ``state`` is (queue length, nodes seen). ``depth_first`` is a flag the loop sets when the queue is
    full.
    """

    shape: int
    tolerance: float
    rules: Float
    best: Float
    points: Int
    key: Float
    node: Int
    state: Int
    legs: Float
    bound: Float


def start(shape: int, rules: Float, tolerance: float, capacity: int) -> Search:
    """An empty search over rules of one shape."""
    count = len(rules)
    return Search(
        shape=shape,
        tolerance=tolerance,
        rules=rules,
        best=np.zeros(count),
        points=np.full((count, 5), -1, np.int32),
        key=np.empty(capacity),
        node=np.empty((capacity, 3), np.int32),
        state=np.zeros(4, np.int32),
        legs=np.empty((3, 4, 4)),
        bound=np.empty(count),
    )


@kernel
def _limit(s: Search, r: int, perimeter: float) -> float:
    return max(s.rules[r, FIXED], s.rules[r, RELATIVE] * perimeter)


@kernel
def _midpoint_leg(t: Blocks, i: int, j: int, k: int) -> float:
    """Distance from fix j to the middle of the line between fixes i and k."""
    mid = np.empty(4)
    for d in range(4):
        mid[d] = 0.5 * (t.vertex[i, d] + t.vertex[k, d])
    if t.metric == FCC:
        half = mid[0] * (np.pi / 360.0)
        mid[2] = np.cos(half)
        mid[3] = np.sin(half)
    return float(leg(t.metric, t.vertex[j], mid))


@kernel
def consider(t: Blocks, c: Closing, s: Search, i: int, j: int, k: int) -> None:
    """Score one choice of turnpoints exactly under every rule and keep what is better."""
    m = t.metric
    if s.shape == OUT_AND_RETURN:
        d = rounded(m, leg(m, t.vertex[i], t.vertex[k]))
        total, short, long = 2 * d, d, d
    elif s.shape == TURN_AT_MIDPOINT:
        d = rounded(m, _midpoint_leg(t, i, j, k))
        total, short, long = 2 * d, d, d
    else:
        x = rounded(m, leg(m, t.vertex[i], t.vertex[j]))
        y = rounded(m, leg(m, t.vertex[j], t.vertex[k]))
        z = rounded(m, leg(m, t.vertex[k], t.vertex[i]))
        total, short, long = x + y + z, min(x, y, z), max(x, y, z)
    for r in range(len(s.rules)):
        if total <= s.best[r] + _EPS or total < s.rules[r, MIN_DISTANCE] - _EPS:
            continue
        if short < s.rules[r, MIN_SIDE] * total - _EPS:
            continue
        if s.rules[r, MAX_SIDE] > 0 and long > s.rules[r, MAX_SIDE] * total + _EPS:
            continue
        limit = rounded(m, _limit(s, r, total))
        if rounded(m, least_gap(t, c, i, k)) > limit + _EPS and s.shape != TURN_AT_MIDPOINT:
            continue
        enter = i
        leave = k
        if s.shape == TURN_AT_MIDPOINT:
            gap = rounded(m, leg(m, t.vertex[i], t.vertex[k]))
        else:
            slot = closest(t, c, i, k)
            gap = rounded(m, c.memo_m[slot])
            enter = c.memo[slot, 2]
            leave = c.memo[slot, 3]
        if gap > limit + _EPS:
            continue
        value = total
        if gap > s.rules[r, FREE] + _EPS:
            value -= gap
        if value > s.best[r] + _EPS:
            s.best[r] = value
            s.points[r, 0] = i
            s.points[r, 1] = j
            s.points[r, 2] = k
            s.points[r, 3] = enter
            s.points[r, 4] = leave


@kernel
def _measure(t: Blocks, s: Search, side: int, x: int, y: int) -> float:
    """Fill one side's table of corner distances; gives the largest with slack."""
    longest = 0.0
    for p in range(t.corners[x]):
        for q in range(t.corners[y]):
            d = leg(t.metric, t.corner[x, p], t.corner[y, q])
            s.legs[side, p, q] = d
            longest = max(longest, d)
    return float(longest + t.slack[x] + t.slack[y])


@kernel
def _perimeter(t: Blocks, s: Search, a: int, b: int, c: int) -> float:
    """The largest sum of legs over combinations of corners (tables 0: a-b, 1: b-c, 2: a-c)."""
    most = 0.0
    for p in range(t.corners[a]):
        for q in range(t.corners[c]):
            way = 0.0
            for v in range(t.corners[b]):
                way = max(way, s.legs[0, p, v] + s.legs[1, v, q])
            if s.shape == TRIANGLE:
                way += s.legs[2, p, q]
            most = max(most, way)
    slack = t.slack[a] + t.slack[b] + t.slack[c]
    return float(most + 2 * slack)


@kernel
def _bound(t: Blocks, cl: Closing, s: Search, a: int, b: int, c: int) -> float:
    """Fill ``s.bound`` for a node; gives the largest gain in points x metres, or 0."""
    m = t.metric
    prepare(t, a)
    prepare(t, c)
    ac = leg(m, t.centre[a], t.centre[c])
    ac_low = ac - t.radius[a] - t.radius[c]
    count = len(s.rules)
    long_low = ac_low
    if s.shape == OUT_AND_RETURN:
        short_up = long_up = _measure(t, s, 2, a, c)
        total = 2 * long_up
        sides = 2
    else:
        prepare(t, b)
        ab = leg(m, t.centre[a], t.centre[b])
        bc = leg(m, t.centre[b], t.centre[c])
        coarse = ab + bc + ac + 2 * (t.radius[a] + t.radius[b] + t.radius[c])
        alive = False
        for r in range(count):
            if coarse + 3 * _HALF > max(s.best[r], s.rules[r, MIN_DISTANCE]):
                alive = True
        if not alive:
            return 0.0
        short_up = min(_measure(t, s, 0, a, b), _measure(t, s, 1, b, c))
        if s.shape == TRIANGLE:
            short_up = min(short_up, _measure(t, s, 2, a, c))
            long_low = max(ac_low, ab - t.radius[a] - t.radius[b], bc - t.radius[b] - t.radius[c])
        total = _perimeter(t, s, a, b, c)
        sides = 3
    margin = 0.0
    if m == FCC:
        margin = _HALF
        total += sides * _HALF
    last = t.hi[a] - 1
    first = t.lo[c]
    gap = least_gap(t, cl, last, first)
    if s.shape == TURN_AT_MIDPOINT:
        gap = max(0.0, ac_low)
    gain = 0.0
    exact = s.shape == TURN_AT_MIDPOINT or last >= first
    for r in range(count):
        s.bound[r] = -1.0
        reach = total
        if s.rules[r, MIN_SIDE] > 0:
            reach = min(reach, (short_up + margin) / s.rules[r, MIN_SIDE])
            if (long_low - margin) > reach * (1 - 2 * s.rules[r, MIN_SIDE]) + _EPS:
                continue
        if s.rules[r, MAX_SIDE] > 0 and (long_low - margin) > reach * s.rules[r, MAX_SIDE] + _EPS:
            continue
        if reach < s.rules[r, MIN_DISTANCE] - _EPS:
            continue
        if reach <= s.best[r] + s.tolerance:
            continue
        limit = _limit(s, r, reach) + 2 * margin
        if gap > limit + _EPS:
            continue
        if not exact:
            small = t.hi[a] - t.lo[a]
            small = max(small, t.hi[c] - t.lo[c])
            if small <= max(1, t.n >> cl.level):
                gap = cl.memo_m[closest(t, cl, last, first)]
                exact = True
                if gap > limit + _EPS:
                    continue
        value = reach
        if gap - margin > s.rules[r, FREE]:
            value -= gap - margin
        if value <= s.best[r] + s.tolerance:
            continue
        s.bound[r] = value
        gain = max(gain, s.rules[r, MULTIPLIER] * (value - s.best[r]))
    return float(gain)


@kernel
def _push(s: Search, key: float, a: int, b: int, c: int) -> None:
    n = s.state[0]
    s.state[0] = n + 1
    while n > 0:
        up = (n - 1) >> 1
        if s.key[up] >= key:
            break
        s.key[n] = s.key[up]
        s.node[n, 0] = s.node[up, 0]
        s.node[n, 1] = s.node[up, 1]
        s.node[n, 2] = s.node[up, 2]
        n = up
    s.key[n] = key
    s.node[n, 0] = a
    s.node[n, 1] = b
    s.node[n, 2] = c


@kernel
def _drop_first(s: Search) -> None:
    n = s.state[0] - 1
    s.state[0] = n
    if n == 0:
        return
    key = s.key[n]
    p = 0
    while True:
        child = 2 * p + 1
        if child >= n:
            break
        if child + 1 < n and s.key[child + 1] > s.key[child]:
            child += 1
        if s.key[child] <= key:
            break
        s.key[p] = s.key[child]
        s.node[p, 0] = s.node[child, 0]
        s.node[p, 1] = s.node[child, 1]
        s.node[p, 2] = s.node[child, 2]
        p = child
    s.key[p] = key
    s.node[p, 0] = s.node[n, 0]
    s.node[p, 1] = s.node[n, 1]
    s.node[p, 2] = s.node[n, 2]


@kernel
def _ordered(t: Blocks, s: Search, a: int, b: int, c: int) -> bool:
    """Tell whether the blocks hold three (two) fixes in ascending order."""
    least = t.lo[a] + 1
    if s.shape != OUT_AND_RETURN:
        least = max(least, t.lo[b])
        if least >= t.hi[b]:
            return False
        least += 1
    return bool(max(least, t.lo[c]) < t.hi[c])


@kernel
def _sample(t: Blocks, c: Closing, s: Search, a: int, b: int, d: int) -> None:
    """Try the fixes near the corners of a node's blocks as turnpoints."""
    for p in range(t.corners[a]):
        i = t.near[a, p]
        for q in range(t.corners[d]):
            k = t.near[d, q]
            if s.shape == OUT_AND_RETURN:
                if i < k:
                    consider(t, c, s, i, i, k)
                continue
            for v in range(t.corners[b]):
                j = t.near[b, v]
                if i < j < k:
                    consider(t, c, s, i, j, k)


@kernel
def _offer(t: Blocks, cl: Closing, s: Search, a: int, b: int, c: int) -> None:
    """Bound one child: score it if it is a single choice, queue it if it can still win."""
    if not _ordered(t, s, a, b, c):
        return
    s.state[1] += 1
    single = t.hi[a] - t.lo[a] == 1 and t.hi[c] - t.lo[c] == 1
    if single and (s.shape == OUT_AND_RETURN or t.hi[b] - t.lo[b] == 1):
        consider(t, cl, s, t.lo[a], t.lo[b], t.lo[c])
        return
    gain = _bound(t, cl, s, a, b, c)
    if gain > 0.0:
        _push(s, gain, a, b, c)


@kernel
def run(t: Blocks, cl: Closing, s: Search, steps: int) -> bool:
    """Expand up to `steps` nodes; True when nothing is left to search."""
    if s.state[1] == 0:
        if _ordered(t, s, 1, 1, 1):
            _offer(t, cl, s, 1, 1, 1)
        s.state[1] = max(1, s.state[1])
    for _ in range(steps):
        if s.state[0] == 0:
            return True
        if s.state[0] + 2 > len(s.key):
            return False
        a = s.node[0, 0]
        b = s.node[0, 1]
        c = s.node[0, 2]
        _drop_first(s)
        if _bound(t, cl, s, a, b, c) <= 0.0:
            continue
        _sample(t, cl, s, a, b, c)
        wide = -1.0
        role = 0
        if t.hi[a] - t.lo[a] > 1:
            wide = t.radius[a]
        if s.shape != OUT_AND_RETURN and t.hi[b] - t.lo[b] > 1 and t.radius[b] > wide:
            wide = t.radius[b]
            role = 1
        if t.hi[c] - t.lo[c] > 1 and t.radius[c] > wide:
            role = 2
        for side in range(2):
            if role == 0:
                _offer(t, cl, s, 2 * a + side, b, c)
            elif role == 1:
                _offer(t, cl, s, a, 2 * b + side, c)
            else:
                _offer(t, cl, s, a, b, 2 * c + side)
    return s.state[0] == 0


@kernel
def remaining(t: Blocks, cl: Closing, s: Search, out: Float) -> None:
    """Upper bounds of the counted distance per rule over all that is left in the queue."""
    for r in range(len(out)):
        out[r] = s.best[r]
    for q in range(s.state[0]):
        _bound(t, cl, s, s.node[q, 0], s.node[q, 1], s.node[q, 2])
        for r in range(len(out)):
            out[r] = max(out[r], s.bound[r])
