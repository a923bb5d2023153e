"""Free distance over up to three turnpoints: a layered dynamic programme, coarse to fine.

The five points of the flight are layers 0 to 4, the track is cut into stretches with convex
outlines (`outline`). With ``F(k, stretch, corner)`` the longest way from the start to a corner as
the k-th point and ``B`` the longest way on to the finish, the largest ``F + B`` over the corners
of a stretch bounds every flight that has its k-th point in it: the way in and the way out are
both convex in that point, so their sum is largest at a corner, the same one for both legs.
Stretches that cannot beat the best flight known in any layer are dropped, the rest are halved,
until they are single fixes and the programme is exact.

**Far field.** On a straight flight nothing can be dropped for long, because turnpoints anywhere
on it are nearly as good. But most pairs of stretches are far apart there, and the way in from
far behind is almost linear over a group of neighbouring stretches. It is worked out at the four
corners of the group's rectangle only; a convex function lies below its bilinear interpolation, so
that interpolating it at the corners of the stretches is again a bound. A pair of groups counts
as far when this costs less than a tolerance. Only near pairs are looked at one by one.
"""

from typing import Final, NamedTuple

import numpy as np

from volary.core.scoring.blocks import (
    CENTRE,
    CORNER,
    CORNERS,
    RADIUS,
    SLACK,
    Blocks,
    prepare,
)
from volary.core.scoring.kernel import entry, inlined, kernel
from volary.core.scoring.metric import FCC, Float, Int, leg, rounded
from volary.core.scoring.outline import STATES, Rows

LAYERS: Final = 5
LEGS: Final = LAYERS - 1


class Ways(NamedTuple):
    """Longest ways per layer, stretch and corner, and whence the longest way in comes.

    ``group`` are tree nodes over runs of rows (``first``, one past the last in ``end``); ``far``
    says which pairs of groups are far apart; ``edge`` holds ways at the corners of one group and
    ``source`` whence they come.
    """

    forward: Float
    backward: Float
    origin: Int
    top_in: Float
    top_out: Float
    group: Int
    first: Int
    end: Int
    far: Int
    edge: Float
    source: Int


def ways(count: int, group: Int, first: Int, end: Int) -> Ways:
    """Room for the ways over `count` stretches."""
    return Ways(
        forward=np.full((LAYERS, count, STATES), -np.inf),
        backward=np.full((LAYERS, count, STATES), -np.inf),
        origin=np.full((LAYERS, count, STATES), -1, np.int64),
        top_in=np.full((LAYERS, count), -np.inf),
        top_out=np.full((LAYERS, count), -np.inf),
        group=group,
        first=first,
        end=end,
        far=np.zeros((len(group), len(group)), np.int64),
        edge=np.empty((LAYERS, 4)),
        source=np.empty((LAYERS, 4), np.int64),
    )


@inlined
def _between(t: Blocks, i: int, j: int) -> float:
    return float(rounded(t.metric, leg(t.metric, t.vertex, i, 0, t.vertex, j, 0)))


@kernel
def _length(t: Blocks, points: Int) -> float:
    total = 0.0
    for k in range(LEGS):
        total += _between(t, points[k], points[k + 1])
    return total


@entry
def length(t: Blocks, points: Int) -> float:
    """Counted distance in metres over the five fixes."""
    return float(_length(t, points))


@kernel
def _better(t: Blocks, points: Int, k: int) -> int:
    """The best fix for the k-th point between its neighbours."""
    low = points[k - 1] if k > 0 else 0
    high = points[k + 1] if k < LEGS else t.n - 1
    best = points[k]
    most = -1.0
    for i in range(low - 1, high + 1):
        at = points[k] if i < low else i
        d = 0.0
        if k > 0:
            d += _between(t, low, at)
        if k < LEGS:
            d += _between(t, at, high)
        if d > most + 1e-6:
            most = d
            best = at
    return int(best)


@entry
def climb(t: Blocks, points: Int) -> float:
    """Move one point at a time to its best fix between its neighbours until nothing gains."""
    still = 0
    k = 0
    while still < LAYERS:
        better = _better(t, points, k)
        still = still + 1 if better == points[k] else 1
        points[k] = better
        k = (k + 1) % LAYERS
    return float(_length(t, points))


@kernel
def _linear(t: Blocks, x: int, y: int) -> float:
    """By how much interpolation over y's rectangle overrates ways from node x."""
    most = 0.0
    for p in range(t.whole[x, CORNERS]):
        mean = 0.0
        for q in range(t.whole[y, CORNERS]):
            mean += leg(t.metric, t.real, x, CORNER + 4 * p, t.real, y, CORNER + 4 * q)
        mean /= t.whole[y, CORNERS]
        most = max(most, mean - leg(t.metric, t.real, x, CORNER + 4 * p, t.real, y, CENTRE))
    return float(most)


@entry
def separate(t: Blocks, f: Ways, tolerance: float) -> float:
    """Mark far pairs of groups; gives the number of near pairs of rows."""
    near = 0.0
    for y in range(len(f.group)):
        prepare(t, f.group[y])
        for x in range(y + 1):
            one, two = f.group[x], f.group[y]
            f.far[x, y] = 0
            if x < y and t.whole[two, CORNERS] > 2 and t.whole[one, CORNERS] > 2:
                apart = leg(t.metric, t.real, one, CENTRE, t.real, two, CENTRE)
                if apart > 2 * (t.real[one, RADIUS] + t.real[two, RADIUS]) and (
                    max(_linear(t, one, two), _linear(t, two, one)) <= tolerance
                ):
                    f.far[x, y] = 1
            if f.far[x, y] == 0:
                near += (f.end[x] - f.first[x]) * float(f.end[y] - f.first[y])
    return near


@inlined
def _weights(t: Blocks, node: int, w: Rows, r: int, q: int) -> tuple[float, float, float]:
    """Place of a corner in a group's rectangle (shares along and across) and how far outside."""
    kx, ky, kz = 1.0, 1.0, 1.0
    if t.metric == FCC:
        kx, ky, kz = t.degree_lat, t.degree_lon, 0.0
    x = (w.corner[r, 4 * q] - t.real[node, CORNER]) * kx
    y = (w.corner[r, 4 * q + 1] - t.real[node, CORNER + 1]) * ky
    z = (w.corner[r, 4 * q + 2] - t.real[node, CORNER + 2]) * kz
    ax = (t.real[node, CORNER + 8] - t.real[node, CORNER]) * kx
    ay = (t.real[node, CORNER + 9] - t.real[node, CORNER + 1]) * ky
    az = (t.real[node, CORNER + 10] - t.real[node, CORNER + 2]) * kz
    bx = (t.real[node, CORNER + 4] - t.real[node, CORNER]) * kx
    by = (t.real[node, CORNER + 5] - t.real[node, CORNER + 1]) * ky
    bz = (t.real[node, CORNER + 6] - t.real[node, CORNER + 2]) * kz
    along = (x * ax + y * ay + z * az) / (ax * ax + ay * ay + az * az)
    across = (x * bx + y * by + z * bz) / (bx * bx + by * by + bz * bz)
    along = min(1.0, max(0.0, along))
    across = min(1.0, max(0.0, across))
    x -= along * ax + across * bx
    y -= along * ay + across * by
    z -= along * az + across * bz
    return along, across, np.sqrt(x * x + y * y + z * z)


@inlined
def _interpolate(
    t: Blocks, w: Rows, f: Ways, node: int, k: int, r: int, q: int
) -> tuple[float, int]:
    """A bound at a corner of row r by a group's corners, and the group's corner next to it."""
    along, across, outside = _weights(t, node, w, r, q)
    early = f.edge[k, 0] + (f.edge[k, 1] - f.edge[k, 0]) * across
    late = f.edge[k, 2] + (f.edge[k, 3] - f.edge[k, 2]) * across
    value = early + (late - early) * along + outside * t.stretch + t.real[node, SLACK]
    return value, int(2 * np.rint(along) + np.rint(across))


@kernel
def _far_in(t: Blocks, w: Rows, f: Ways, y: int) -> None:
    """Ways into group y from far groups before it."""
    node = f.group[y]
    f.edge[:] = -np.inf
    for x in range(y):
        if f.far[x, y] == 0:
            continue
        for i in range(f.first[x], f.end[x]):
            for p in range(w.states[i]):
                for c in range(4):
                    d = leg(t.metric, w.corner, i, 4 * p, t.real, node, CORNER + 4 * c)
                    d += w.slack[i]
                    for k in range(LEGS):
                        if f.forward[k, i, p] + d > f.edge[k, c]:
                            f.edge[k, c] = f.forward[k, i, p] + d
                            f.source[k, c] = i * STATES + p
    if f.edge[0, 0] == -np.inf:
        return
    for j in range(f.first[y], f.end[y]):
        for q in range(w.states[j]):
            for k in range(LEGS):
                if w.alive[j] >> (k + 1) & 1 and f.edge[k, 0] > -np.inf:
                    value, corner = _interpolate(t, w, f, node, k, j, q)
                    if value > f.forward[k + 1, j, q]:
                        f.forward[k + 1, j, q] = value
                        f.origin[k + 1, j, q] = f.source[k, corner]


@kernel
def _far_out(t: Blocks, w: Rows, f: Ways, x: int) -> None:
    """Ways on from group x to far groups after it."""
    node = f.group[x]
    f.edge[:] = -np.inf
    for y in range(x + 1, len(f.group)):
        if f.far[x, y] == 0:
            continue
        for j in range(f.first[y], f.end[y]):
            for q in range(w.states[j]):
                for c in range(4):
                    d = leg(t.metric, w.corner, j, 4 * q, t.real, node, CORNER + 4 * c)
                    d += w.slack[j]
                    for k in range(LEGS):
                        f.edge[k, c] = max(f.edge[k, c], f.backward[k + 1, j, q] + d)
    for i in range(f.first[x], f.end[x]):
        for p in range(w.states[i]):
            for k in range(LEGS):
                if w.alive[i] >> k & 1 and f.edge[k, 0] > -np.inf:
                    value, _ = _interpolate(t, w, f, node, k, i, p)
                    f.backward[k, i, p] = max(f.backward[k, i, p], value)


@kernel
def _step_in(t: Blocks, w: Rows, f: Ways, i: int, j: int, k0: int, k1: int, exact: int) -> None:
    """Ways from row i to row j for the legs k0 to k1 - 1."""
    slack = w.slack[i] + w.slack[j]
    for p in range(w.states[i]):
        for q in range(w.states[j]):
            d = leg(t.metric, w.corner, i, 4 * p, w.corner, j, 4 * q) + slack
            if exact:
                d = rounded(t.metric, d)
            for k in range(k0, k1):
                way = f.forward[k, i, p] + d
                if way > f.forward[k + 1, j, q]:
                    f.forward[k + 1, j, q] = way
                    f.origin[k + 1, j, q] = i * STATES + p


@kernel
def _step_out(t: Blocks, w: Rows, f: Ways, i: int, j: int, k0: int, k1: int, exact: int) -> None:
    slack = w.slack[i] + w.slack[j]
    for p in range(w.states[i]):
        for q in range(w.states[j]):
            d = leg(t.metric, w.corner, i, 4 * p, w.corner, j, 4 * q) + slack
            if exact:
                d = rounded(t.metric, d)
            for k in range(k0, k1):
                f.backward[k, i, p] = max(f.backward[k, i, p], f.backward[k + 1, j, q] + d)


@kernel
def _settle(w: Rows, ways: Float, top: Float, k: int, r: int) -> None:
    """Drop ways of a dead layer and note the longest of a live one."""
    most = -np.inf
    for p in range(w.states[r]):
        if w.alive[r] >> k & 1 == 0:
            ways[k, r, p] = -np.inf
        most = max(most, ways[k, r, p])
    top[k, r] = most


@inlined
def _matters(t: Blocks, w: Rows, f: Ways, i: int, j: int, out: Float, threshold: float) -> bool:
    """Tell whether some flight with a leg from row i to row j could exceed the threshold."""
    if w.alive[i] & (w.alive[j] >> 1) == 0:
        return False
    d = leg(t.metric, w.middle, i, 0, w.middle, j, 0) + w.radius[i] + w.radius[j] + 10.0
    most = -np.inf
    for k in range(LEGS):
        most = max(most, f.top_in[k, i] + out[k + 1, j])
    return bool(most + d > threshold)


@entry
def sweep_in(t: Blocks, w: Rows, f: Ways, threshold: float, exact: int) -> float:
    """Fill the ways in; gives the longest way of all, the bound."""
    for g in range(len(f.group)):
        if exact == 0:
            _far_in(t, w, f, g)
        for j in range(f.first[g], f.end[g]):
            for q in range(w.states[j]):
                f.forward[0, j, q] = 0.0
            for x in range(g + 1):
                if f.far[x, g]:
                    continue
                for i in range(f.first[x], min(f.end[x], j)):
                    if _matters(t, w, f, i, j, w.onward, threshold):
                        _step_in(t, w, f, i, j, 0, LEGS, exact)
            for k in range(LEGS):
                _settle(w, f.forward, f.top_in, k, j)
                _step_in(t, w, f, j, j, k, k + 1, exact)
            _settle(w, f.forward, f.top_in, LEGS, j)
    most = -np.inf
    for j in range(len(w.node)):
        most = max(most, f.top_in[LEGS, j])
    return float(most)


@entry
def sweep_out(t: Blocks, w: Rows, f: Ways, threshold: float, exact: int) -> None:
    """Fill the ways on, after the ways in."""
    for g in range(len(f.group) - 1, -1, -1):
        if exact == 0:
            _far_out(t, w, f, g)
        for i in range(f.end[g] - 1, f.first[g] - 1, -1):
            for p in range(w.states[i]):
                f.backward[LEGS, i, p] = 0.0
            for y in range(len(f.group) - 1, g - 1, -1):
                if f.far[g, y]:
                    continue
                for j in range(f.end[y] - 1, max(f.first[y] - 1, i), -1):
                    if _matters(t, w, f, i, j, f.top_out, threshold):
                        _step_out(t, w, f, i, j, 0, LEGS, exact)
            for k in range(LEGS, 0, -1):
                _settle(w, f.backward, f.top_out, k, i)
                _step_out(t, w, f, i, i, k - 1, k, exact)
            _settle(w, f.backward, f.top_out, 0, i)


@entry
def trace(w: Rows, f: Ways, points: Int) -> None:
    """Fixes near the corners of the longest way."""
    at = 0
    for j in range(len(w.node)):
        if f.top_in[LEGS, j] > f.top_in[LEGS, at]:
            at = j
    state = 0
    for q in range(w.states[at]):
        if f.forward[LEGS, at, q] > f.forward[LEGS, at, state]:
            state = q
    for k in range(LEGS, -1, -1):
        points[k] = w.near[at, state]
        if k > 0:
            at, state = f.origin[k, at, state] // STATES, f.origin[k, at, state] % STATES
    for k in range(1, LAYERS):
        points[k] = max(points[k], points[k - 1])


@entry
def hopeful(w: Rows, f: Ways, threshold: float, alive: Int) -> None:
    """Bits of the layers in which a row may still beat the threshold."""
    for r in range(len(w.node)):
        alive[r] = 0
        for k in range(LAYERS):
            most = -np.inf
            for p in range(w.states[r]):
                most = max(most, f.forward[k, r, p] + f.backward[k, r, p])
            if most > threshold:
                alive[r] |= 1 << k
