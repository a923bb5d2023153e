"""Closed shapes (triangles, out-and-return): one best-first branch and bound over all rules.

A node of the search is a triple (A, B, C) of tree blocks for the three turnpoints in time order.
For each rule it has an upper bound of the counted distance, *perimeter less closing penalty*:

* perimeter: the sum of legs is convex in every turnpoint, so its maximum over the three
  rectangles is among the at most 64 combinations of corners, each block with the same corner for
  both of its legs; plus slack (`blocks`);
* a least share m for every side: the perimeter is at most the shortest leg's bound divided by m,
  and at most the longest detour over two sides divided by 2m; whether the shape is possible at
  all in the node is decided by tangents (`bounds`);
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

from volary.core.scoring import bounds
from volary.core.scoring.blocks import (
    CENTRE,
    CORNERS,
    HI,
    LO,
    NEAR,
    RADIUS,
    SLACK,
    Blocks,
    prepare,
)
from volary.core.scoring.bounds import LEGS, SPARE, WAYS
from volary.core.scoring.closing import Closing, apart, closest, least_gap
from volary.core.scoring.kernel import entry, inlined, kernel
from volary.core.scoring.metric import FCC, GRID_M, Float, Int, leg, rounded

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
_ROOM: Final = 2000


class Search(NamedTuple):
    """The state of one search; ``best`` (metres) and ``points`` (i, j, k, in, out) per rule.

    ``rules`` has one row per rule, columns as the constants of this module, metres and shares.
    ``state`` is (queue length, nodes seen); ``work`` is the working space of `bounds`.
    """

    shape: int
    tolerance: float
    rules: Float
    best: Float
    points: Int
    key: Float
    node: Int
    state: Int
    work: Float
    bound: Float


def start(shape: int, rules: Float, tolerance: float, capacity: int) -> Search:
    """An empty search over rules of one shape."""
    count = len(rules)
    return Search(
        shape=shape,
        tolerance=tolerance,
        rules=rules,
        best=np.zeros(count),
        points=np.full((count, 5), -1, np.int64),
        key=np.empty(capacity),
        node=np.empty((capacity, 3), np.int64),
        state=np.zeros(4, np.int64),
        work=np.zeros((bounds.ROWS, 16)),
        bound=np.full(count, -1.0),
    )


@inlined
def _limit(s: Search, r: int, perimeter: float) -> float:
    return float(max(s.rules[r, FIXED], s.rules[r, RELATIVE] * perimeter))


@inlined
def _cap(s: Search, perimeter: float) -> float:
    """A gap that is too large for every rule."""
    cap = 0.0
    for r in range(len(s.rules)):
        cap = max(cap, _limit(s, r, perimeter))
    return cap + 2.0 * GRID_M


@inlined
def _midpoint_leg(t: Blocks, s: Search, i: int, j: int, k: int) -> float:
    """Distance from fix j to the middle of the line between fixes i and k."""
    for d in range(4):
        s.work[SPARE, d] = 0.5 * (t.vertex[i, d] + t.vertex[k, d])
    if t.metric == FCC:
        half = s.work[SPARE, 0] * (np.pi / 360.0)
        s.work[SPARE, 2] = np.cos(half)
        s.work[SPARE, 3] = np.sin(half)
    return float(leg(t.metric, t.vertex, j, 0, s.work, SPARE, 0))


@inlined
def _between(t: Blocks, i: int, j: int) -> float:
    return float(rounded(t.metric, leg(t.metric, t.vertex, i, 0, t.vertex, j, 0)))


@inlined
def _in_shape(s: Search, r: int, total: float, short: float, long: float) -> bool:
    if total < s.rules[r, MIN_DISTANCE] - _EPS or short < s.rules[r, MIN_SIDE] * total - _EPS:
        return False
    return bool(s.rules[r, MAX_SIDE] == 0.0 or long <= s.rules[r, MAX_SIDE] * total + _EPS)


@kernel
def consider(t: Blocks, cl: Closing, s: Search, i: int, j: int, k: int) -> None:
    """Score one choice of turnpoints exactly under every rule and keep what is better."""
    if s.shape == TRIANGLE:
        x = _between(t, i, j)
        y = _between(t, j, k)
        z = _between(t, k, i)
        total, short, long = x + y + z, min(x, y, z), max(x, y, z)
    else:
        if s.shape == OUT_AND_RETURN:
            short = _between(t, i, k)
        else:
            short = rounded(t.metric, _midpoint_leg(t, s, i, j, k))
        total, long = 2 * short, short
    lower = 0.0
    if s.shape != TURN_AT_MIDPOINT:
        lower = rounded(t.metric, least_gap(t, cl, i, k))
    for r in range(len(s.rules)):
        if total <= s.best[r] + _EPS or not _in_shape(s, r, total, short, long):
            continue
        limit = rounded(t.metric, _limit(s, r, total))
        if lower > limit + _EPS:
            continue
        enter = i
        leave = k
        if s.shape != TURN_AT_MIDPOINT:
            slot = closest(t, cl, i, k, _cap(s, total))
            enter = cl.memo[slot, 2]
            leave = cl.memo[slot, 3]
            if enter < 0:
                continue
        gap = _between(t, enter, leave)
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


@inlined
def _hopeless(t: Blocks, s: Search, a: int, b: int, c: int) -> bool:
    """Tell from centres and radii alone that no rule can gain from a node."""
    total = 3 * _HALF + leg(t.metric, t.real, a, CENTRE, t.real, b, CENTRE)
    total += leg(t.metric, t.real, b, CENTRE, t.real, c, CENTRE)
    total += leg(t.metric, t.real, a, CENTRE, t.real, c, CENTRE)
    total += 2 * (t.real[a, RADIUS] + t.real[b, RADIUS] + t.real[c, RADIUS])
    for r in range(len(s.rules)):
        if total > s.best[r] + s.tolerance and total > s.rules[r, MIN_DISTANCE]:
            return False
    return True


@inlined
def _total(t: Blocks, s: Search, a: int, b: int, c: int) -> float:
    """The largest distance of a node before any limit; fills the corner distances."""
    w = s.work
    slack = t.real[a, SLACK] + t.real[c, SLACK]
    margin = _HALF if t.metric == FCC else 0.0
    if s.shape == OUT_AND_RETURN:
        return float(2 * (bounds.measure(t, w, 2, a, c) + slack + margin))
    slack += t.real[b, SLACK]
    bounds.measure(t, w, 0, a, b)
    bounds.measure(t, w, 1, b, c)
    if s.shape == TRIANGLE:
        bounds.measure(t, w, 2, a, c)
    return float(bounds.perimeter(t, w, a, b, c) + 2 * slack + 3 * margin)


@inlined
def _shape_reach(t: Blocks, s: Search, r: int, a: int, b: int, c: int, total: float) -> float:
    """The largest perimeter of triangles in the shape of rule r, or -1 when there is none."""
    w = s.work
    share = s.rules[r, MIN_SIDE]
    most = s.rules[r, MAX_SIDE]
    margin = 3 * _HALF if t.metric == FCC else 0.0
    slack = 2 * (t.real[a, SLACK] + t.real[b, SLACK] + t.real[c, SLACK]) + margin
    if share > 0.0:
        most = min(most, 1.0 - 2.0 * share) if most > 0.0 else 1.0 - 2.0 * share
        for side in range(3):
            x = b if side == 1 else a
            y = b if side == 0 else c
            longest = 0.0
            detour = 0.0
            for p in range(t.whole[x, CORNERS]):
                for q in range(t.whole[y, CORNERS]):
                    longest = max(longest, w[LEGS + side, 4 * p + q])
                    detour = max(detour, w[WAYS + side, 4 * p + q])
            total = min(total, (longest + slack) / share, (detour + slack) / (1.0 - most))
        if total <= s.best[r] + s.tolerance:
            return -1.0
    loose = bounds.tangents(t, w, a, b, c) + margin
    if bounds.too_long(t, w, a, b, c, most) < -loose:
        return -1.0
    if share > 0.0 and bounds.too_short(t, w, a, b, c, share) < -loose:
        return -1.0
    return float(total)


@kernel
def _bound(t: Blocks, cl: Closing, s: Search, a: int, b: int, c: int) -> float:
    """Fill ``s.bound`` for a node; gives the largest gain in points x metres, or 0."""
    prepare(t, a)
    prepare(t, c)
    if s.shape != OUT_AND_RETURN:
        prepare(t, b)
        if s.shape == TRIANGLE and _hopeless(t, s, a, b, c):
            s.bound[:] = -1.0
            return 0.0
    total = _total(t, s, a, b, c)
    margin = _HALF if t.metric == FCC else 0.0
    last = t.whole[a, HI] - 1
    first = t.whole[c, LO]
    if s.shape == TURN_AT_MIDPOINT:
        gap = apart(t, a, c)
        exact = True
    else:
        gap = least_gap(t, cl, last, first)
        exact = last >= first
    gain = 0.0
    shaped = False
    for r in range(len(s.rules)):
        s.bound[r] = -1.0
        reach = total
        best = s.best[r] + s.tolerance
        if reach <= best or reach < s.rules[r, MIN_DISTANCE] - _EPS:
            continue
        if gap > _limit(s, r, reach) + 2 * margin + _EPS:
            continue
        if s.rules[r, MIN_SIDE] > 0.0 or s.rules[r, MAX_SIDE] > 0.0:
            if not shaped:
                bounds.other_ways(t, s.work, a, b, c)
                shaped = True
            reach = _shape_reach(t, s, r, a, b, c, total)
            if reach <= best or reach < s.rules[r, MIN_DISTANCE] - _EPS:
                continue
        limit = _limit(s, r, reach) + 2 * margin
        if not exact and gap <= limit + _EPS:
            gap = cl.memo_m[closest(t, cl, last, first, _cap(s, total))]
            exact = True
        if gap > limit + _EPS:
            continue
        if gap - margin > s.rules[r, FREE]:
            reach -= gap - margin
        if reach > best:
            s.bound[r] = reach
            gain = max(gain, s.rules[r, MULTIPLIER] * (reach - s.best[r]))
    return float(gain)


@inlined
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


@inlined
def _drop_first(s: Search) -> None:
    n = s.state[0] - 1
    s.state[0] = n
    key = s.key[n]
    p = 0
    while 2 * p + 1 < n:
        child = 2 * p + 1
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


@inlined
def _ordered(t: Blocks, s: Search, a: int, b: int, c: int) -> bool:
    """Tell whether the blocks hold three (two) fixes in ascending order."""
    least = t.whole[a, LO] + 1
    if s.shape != OUT_AND_RETURN:
        least = max(least, t.whole[b, LO])
        if least >= t.whole[b, HI]:
            return False
        least += 1
    return bool(max(least, t.whole[c, LO]) < t.whole[c, HI])


@inlined
def _sample_pairs(t: Blocks, cl: Closing, s: Search, a: int, c: int) -> None:
    for p in range(t.whole[a, CORNERS]):
        for q in range(t.whole[c, CORNERS]):
            if t.whole[a, NEAR + p] < t.whole[c, NEAR + q]:
                consider(t, cl, s, t.whole[a, NEAR + p], t.whole[a, NEAR + p], t.whole[c, NEAR + q])


@inlined
def _sample(t: Blocks, cl: Closing, s: Search, a: int, b: int, c: int) -> None:
    """Try the fixes near the best corners: of any shape, and of the shape of each rule."""
    w = s.work
    done = -1.0
    for r in range(len(s.rules)):
        share = s.rules[r, MIN_SIDE]
        if s.bound[r] < 0.0 or share == done:
            continue
        done = share
        most = s.best[r]
        i = j = k = -1
        for p in range(t.whole[a, CORNERS]):
            for v in range(t.whole[b, CORNERS]):
                for q in range(t.whole[c, CORNERS]):
                    x = w[LEGS, 4 * p + v]
                    y = w[LEGS + 1, 4 * v + q]
                    z = w[LEGS + 2, 4 * p + q]
                    d = x + y + z
                    if d <= most or min(x, y, z) < share * d:
                        continue
                    if t.whole[a, NEAR + p] < t.whole[b, NEAR + v] < t.whole[c, NEAR + q]:
                        most = d
                        i = t.whole[a, NEAR + p]
                        j = t.whole[b, NEAR + v]
                        k = t.whole[c, NEAR + q]
        if i >= 0:
            consider(t, cl, s, i, j, k)


@inlined
def _offer(t: Blocks, cl: Closing, s: Search, a: int, b: int, c: int) -> None:
    """Bound one child: score it if it is a single choice, queue it if it can still win."""
    if not _ordered(t, s, a, b, c):
        return
    s.state[1] += 1
    single = t.whole[a, HI] - t.whole[a, LO] == 1 and t.whole[c, HI] - t.whole[c, LO] == 1
    if single and (s.shape == OUT_AND_RETURN or t.whole[b, HI] - t.whole[b, LO] == 1):
        consider(t, cl, s, t.whole[a, LO], t.whole[b, LO], t.whole[c, LO])
        return
    gain = _bound(t, cl, s, a, b, c)
    if gain > 0.0:
        _push(s, gain, a, b, c)


@inlined
def _widest(t: Blocks, s: Search, a: int, b: int, c: int) -> int:
    """Which block to split: the one with the largest radius of those with two fixes or more."""
    wide = -1.0
    role = 0
    if t.whole[a, HI] - t.whole[a, LO] > 1:
        wide = t.real[a, RADIUS]
    splits = s.shape != OUT_AND_RETURN and t.whole[b, HI] - t.whole[b, LO] > 1
    if splits and t.real[b, RADIUS] > wide:
        wide = t.real[b, RADIUS]
        role = 1
    if t.whole[c, HI] - t.whole[c, LO] > 1 and t.real[c, RADIUS] > wide:
        role = 2
    return role


@entry
def run(t: Blocks, cl: Closing, s: Search, steps: int) -> bool:
    """Expand up to `steps` nodes; True when nothing is left to search.

    The node with the largest possible gain comes first; when the queue is full, its last one
    does, which goes to the bottom of one branch after the other and needs no more room.
    """
    if s.state[1] == 0:
        s.state[1] = 1
        prepare(t, 1)
        _push(s, np.inf, 1, 1, 1)
    for _ in range(steps):
        if s.state[0] == 0:
            return True
        at = 0
        if s.state[0] > len(s.key) - _ROOM:
            at = s.state[0] - 1
        a = s.node[at, 0]
        b = s.node[at, 1]
        c = s.node[at, 2]
        if at == 0:
            _drop_first(s)
        else:
            s.state[0] = at
        if not _ordered(t, s, a, b, c) or _bound(t, cl, s, a, b, c) <= 0.0:
            continue
        if s.shape == OUT_AND_RETURN:
            _sample_pairs(t, cl, s, a, c)
        else:
            _sample(t, cl, s, a, b, c)
        role = _widest(t, s, a, b, c)
        for side in range(2):
            x = 2 * a + side if role == 0 else a
            y = 2 * b + side if role == 1 else b
            z = 2 * c + side if role == 2 else c
            _offer(t, cl, s, x, y, z)
    return bool(s.state[0] == 0)


@entry
def remaining(t: Blocks, cl: Closing, s: Search, out: Float) -> None:
    """Upper bounds of the counted distance per rule over all that is left in the queue."""
    for r in range(len(out)):
        out[r] = s.best[r]
    for q in range(s.state[0]):
        _bound(t, cl, s, s.node[q, 0], s.node[q, 1], s.node[q, 2])
        for r in range(len(out)):
            out[r] = max(out[r], s.bound[r])
