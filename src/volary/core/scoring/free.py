"""Free distance over up to three turnpoints: a layered dynamic programme, coarse to fine.

The five points of the flight are layers 0 to 4. Per layer a list of tree blocks holds the fixes
that may still be that point. With ``F(k, block, corner)`` the longest way from the start to a
corner and ``B`` the longest way on to the finish, the largest ``F + B`` over the corners of a
block bounds every flight that has its k-th point in the block: the way in and the way out are
both convex in that point, so their sum is largest at a corner, the same one for both legs.
Blocks that cannot beat the best flight known are dropped, the rest are split, until blocks are
single fixes and the programme is exact. The work per level is a product of list lengths, so a
straight flight, whose many turnpoints are equally good, costs no more than any other.
"""

from typing import NamedTuple

import numpy as np

from volary.core.scoring.blocks import CORNER, CORNERS, HI, LO, NEAR, SLACK, Blocks, prepare
from volary.core.scoring.kernel import entry, inlined
from volary.core.scoring.metric import Float, Int, leg, rounded


class Layers(NamedTuple):
    """Alive blocks per layer in time order with forward and backward lengths per corner."""

    counts: Int
    node: Int
    forward: Float
    backward: Float
    origin: Int


def layers(capacity: int, first: Int) -> Layers:
    """Layers that all hold the same blocks, with room for `capacity` blocks each."""
    result = Layers(
        counts=np.full(5, len(first), np.int64),
        node=np.empty((5, capacity), np.int64),
        forward=np.empty((5, capacity, 4)),
        backward=np.empty((5, capacity, 4)),
        origin=np.empty((5, capacity, 4), np.int64),
    )
    result.node[:, : len(first)] = first
    return result


@inlined
def _between(t: Blocks, i: int, j: int) -> float:
    return float(rounded(t.metric, leg(t.metric, t.vertex, i, 0, t.vertex, j, 0)))


@inlined
def _length(t: Blocks, points: Int) -> float:
    total = 0.0
    for k in range(4):
        total += _between(t, points[k], points[k + 1])
    return total


@entry
def length(t: Blocks, points: Int) -> float:
    """Counted distance in metres over the five fixes."""
    return float(_length(t, points))


@inlined
def _around(t: Blocks, points: Int, k: int, i: int) -> float:
    """The legs before and after the k-th point if it were fix i."""
    total = 0.0
    if k > 0:
        total += _between(t, points[k - 1], i)
    if k < 4:
        total += _between(t, i, points[k + 1])
    return total


@entry
def climb(t: Blocks, points: Int) -> float:
    """Move one point at a time to its best fix between its neighbours until nothing gains."""
    for _ in range(20):
        gained = False
        for k in range(5):
            low = points[k - 1] if k > 0 else 0
            high = points[k + 1] if k < 4 else t.n - 1
            now = _around(t, points, k, points[k])
            for i in range(low, high + 1):
                d = _around(t, points, k, i)
                if d > now + 1e-6:
                    now = d
                    points[k] = i
                    gained = True
        if not gained:
            break
    return float(_length(t, points))


@inlined
def _span(t: Blocks, exact: int, x: int, p: int, y: int, q: int) -> float:
    d = leg(t.metric, t.real, x, CORNER + 4 * p, t.real, y, CORNER + 4 * q)
    if exact:
        return float(rounded(t.metric, d))
    return float(d + t.real[x, SLACK] + t.real[y, SLACK])


@entry
def sweep(t: Blocks, w: Layers, exact: int, points: Int) -> float:
    """Fill both tables; gives the bound and, in `points`, fixes near the longest way."""
    for k in range(5):
        for i in range(w.counts[k]):
            prepare(t, w.node[k, i])
            for p in range(4):
                w.forward[k, i, p] = 0.0 if k == 0 else -np.inf
                w.backward[k, i, p] = 0.0 if k == 4 else -np.inf
    for k in range(4):
        for j in range(w.counts[k + 1]):
            y = w.node[k + 1, j]
            for i in range(w.counts[k]):
                x = w.node[k, i]
                if t.whole[x, LO] >= t.whole[y, HI]:
                    break
                for q in range(t.whole[y, CORNERS]):
                    for p in range(t.whole[x, CORNERS]):
                        d = w.forward[k, i, p] + _span(t, exact, x, p, y, q)
                        if d > w.forward[k + 1, j, q]:
                            w.forward[k + 1, j, q] = d
                            w.origin[k + 1, j, q] = i * 4 + p
    for k in range(3, -1, -1):
        for i in range(w.counts[k]):
            x = w.node[k, i]
            for j in range(w.counts[k + 1] - 1, -1, -1):
                y = w.node[k + 1, j]
                if t.whole[x, LO] >= t.whole[y, HI]:
                    break
                for p in range(t.whole[x, CORNERS]):
                    for q in range(t.whole[y, CORNERS]):
                        d = w.backward[k + 1, j, q] + _span(t, exact, x, p, y, q)
                        w.backward[k, i, p] = max(w.backward[k, i, p], d)
    top = -np.inf
    at = corner = 0
    for j in range(w.counts[4]):
        for q in range(t.whole[w.node[4, j], CORNERS]):
            if w.forward[4, j, q] > top:
                top = w.forward[4, j, q]
                at = j
                corner = q
    for k in range(4, -1, -1):
        points[k] = t.whole[w.node[k, at], NEAR + corner]
        if k > 0:
            back = w.origin[k, at, corner]
            at = back >> 2
            corner = back & 3
    for k in range(1, 5):
        points[k] = max(points[k], points[k - 1])
    return float(top)


@entry
def thin(t: Blocks, w: Layers, threshold: float, out: Layers) -> int:
    """Copy to `out` the halves of blocks that may exceed the threshold; gives blocks to split."""
    divisible = 0
    for k in range(5):
        n = 0
        for i in range(w.counts[k]):
            node = w.node[k, i]
            most = -np.inf
            for p in range(t.whole[node, CORNERS]):
                most = max(most, w.forward[k, i, p] + w.backward[k, i, p])
            if most <= threshold:
                continue
            if t.whole[node, HI] - t.whole[node, LO] > 1:
                divisible += 1
                out.node[k, n] = 2 * node
                out.node[k, n + 1] = 2 * node + 1
                n += 2
            else:
                out.node[k, n] = node
                n += 1
        out.counts[k] = n
    return divisible
