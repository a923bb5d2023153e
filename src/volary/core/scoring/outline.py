"""Blocks of the free-distance programme: disjoint stretches of the track with their outlines.

An outline is a convex polygon that holds all fixes of a stretch. Usually it is the rectangle of
the tree. Where a track fills an area (circling for hours, noise around a parked glider) rectangles
are too large; then the polygon of the supporting lines in sixteen directions is used. A corner of
the track itself, at which several of these lines meet, is a corner of that polygon.
"""

from typing import Final, NamedTuple

import numpy as np

from volary.core.scoring.blocks import (
    CENTRE,
    CORNER,
    CORNERS,
    HI,
    LO,
    NEAR,
    RADIUS,
    SLACK,
    Blocks,
    locate,
    prepare,
)
from volary.core.scoring.kernel import entry, kernel
from volary.core.scoring.metric import FCC, Float, Int

STATES: Final = 16
_TURN: Final = 2.0 * np.pi / STATES
_MANY: Final = 8
_SAME_M: Final = 1e-3


class Rows(NamedTuple):
    """Stretches in time order; ``corner[r]`` holds ``states[r]`` vertices of four doubles.

    ``near`` are fixes close to each corner. ``alive`` has bit k set while the k-th point of the
    flight may lie in the stretch. ``onward[k, r]`` is a bound of the way from it to the finish.
    """

    node: Int
    lo: Int
    hi: Int
    states: Int
    near: Int
    corner: Float
    slack: Float
    middle: Float
    radius: Float
    alive: Int
    onward: Float
    work: Float


def rows(t: Blocks, node: Int, alive: Int, onward: Float, *, rounded: bool) -> Rows:
    """Outlines of tree nodes that do not overlap, given in time order."""
    n = len(node)
    result = Rows(
        node=node,
        lo=np.ascontiguousarray(t.whole[node, LO]),
        hi=np.ascontiguousarray(t.whole[node, HI]),
        states=np.zeros(n, np.int64),
        near=np.zeros((n, STATES), np.int64),
        corner=np.empty((n, 4 * STATES)),
        slack=np.zeros(n),
        middle=np.empty((n, 4)),
        radius=np.zeros(n),
        alive=alive,
        onward=onward,
        work=np.zeros((4, STATES)),
    )
    _trace(t, result, 1 if rounded else 0)
    return result


@entry
def _trace(t: Blocks, w: Rows, polygons: int) -> None:
    for r in range(len(w.node)):
        node = w.node[r]
        prepare(t, node)
        for j in range(4):
            w.middle[r, j] = t.real[node, CENTRE + j]
        w.radius[r] = t.real[node, RADIUS]
        w.slack[r] = t.real[node, SLACK]
        count = t.whole[node, CORNERS]
        if polygons and count > 2 and t.whole[node, HI] - t.whole[node, LO] >= _MANY:
            _polygon(t, w, r, node)
            continue
        w.states[r] = count
        for p in range(count):
            w.near[r, p] = t.whole[node, NEAR + p]
            for j in range(4):
                w.corner[r, 4 * p + j] = t.real[node, CORNER + 4 * p + j]


@kernel
def _polygon(t: Blocks, w: Rows, r: int, node: int) -> None:
    """The polygon of supporting lines, in the plane of the node's rectangle."""
    base = CORNER
    ox, oy, oz = t.real[node, base], t.real[node, base + 1], t.real[node, base + 2]
    vx, vy, vz = t.real[node, base + 4], t.real[node, base + 5], t.real[node, base + 6]
    ux, uy, uz = t.real[node, base + 8], t.real[node, base + 9], t.real[node, base + 10]
    if t.metric == FCC:
        ox, oy, oz = oy * t.degree_lon, ox * t.degree_lat, 0.0
        vx, vy, vz = vy * t.degree_lon, vx * t.degree_lat, 0.0
        ux, uy, uz = uy * t.degree_lon, ux * t.degree_lat, 0.0
    ux, uy, uz, vx, vy, vz = ux - ox, uy - oy, uz - oz, vx - ox, vy - oy, vz - oz
    wide = np.sqrt(ux * ux + uy * uy + uz * uz)
    high = np.sqrt(vx * vx + vy * vy + vz * vz)
    ux, uy, uz, vx, vy, vz = ux / wide, uy / wide, uz / wide, vx / high, vy / high, vz / high
    for d in range(STATES):
        w.work[0, d] = np.cos(d * _TURN)
        w.work[1, d] = np.sin(d * _TURN)
        w.work[2, d] = -np.inf
    for i in range(t.whole[node, LO], t.whole[node, HI]):
        dx, dy, dz = t.place[i, 0] - ox, t.place[i, 1] - oy, t.place[i, 2] - oz
        u = dx * ux + dy * uy + dz * uz
        v = dx * vx + dy * vy + dz * vz
        for d in range(STATES):
            reach = u * w.work[0, d] + v * w.work[1, d]
            if reach > w.work[2, d]:
                w.work[2, d] = reach
                w.work[3, d] = i
    count = 0
    last_u = last_v = np.inf
    for d in range(STATES):
        e = (d + 1) % STATES
        side = (w.work[2, e] - w.work[2, d] * np.cos(_TURN)) / np.sin(_TURN)
        u = w.work[2, d] * w.work[0, d] - side * w.work[1, d]
        v = w.work[2, d] * w.work[1, d] + side * w.work[0, d]
        if abs(u - last_u) + abs(v - last_v) < _SAME_M:
            continue
        last_u, last_v = u, v
        x, y, z = ox + u * ux + v * vx, oy + u * uy + v * vy, oz + u * uz + v * vz
        locate(t, x, y, z, t.real[node, base + 3], w.corner, r, 4 * count)
        w.near[r, count] = int(w.work[3, d])
        count += 1
    w.states[r] = count
    w.slack[r] += _SAME_M
