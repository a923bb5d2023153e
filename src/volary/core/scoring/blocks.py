"""A binary tree over the fixes in time, each node bounded by an oriented rectangle.

Node 1 holds all fixes; node v at level L covers the fixes ``n p >> L`` to ``n (p + 1) >> L`` with
``p = v - 2^L``. What a search asks of a node is worked out at its first use (`prepare`), because
a search visits a small part of the fine levels only.

**Why corners suffice.** The length of a path is convex in each of its points, so that its maximum
over a polygon that contains the point is attained at a corner of the polygon. A rectangle along
the block's own direction is used: on a straight or gently curved stretch of length w it exceeds
the track by only w^2 / 8r, where an upright box would exceed it by a part of w itself.

**Slack.** Distances are not quite convex, and a block is not quite flat:

* WGS84 legs are convex functions of straight chords in space. The rectangle lies in space as
  well; the slack is half the measured thickness of the block across the rectangle's plane.
* FCC legs are measured in the plane of latitude and longitude. Along a radius their second
  derivative is not below ``-bend``; over a rectangle with the diagonal w the maximum exceeds
  that of the corners by at most ``bend w^2 / 8``, and never by more than w.

A bound adds the slack of both ends of each leg.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from volary.core.scoring.kernel import kernel
from volary.core.scoring.metric import FCC, WGS84, leg
from volary.geo import geodesy

Float = npt.NDArray[np.float64]
Int = npt.NDArray[np.int32]
Byte = npt.NDArray[np.uint8]

EARTH_M: Final = 6_371_000.0
DEGREE_M: Final = 111_195.0
_NORMAL_Z: Final = (geodesy.SEMI_MAJOR_M / geodesy.SEMI_MINOR_M) ** 2
_THIN_M: Final = 0.005


class Blocks(NamedTuple):
    """The tree. Arrays ``lo`` to ``near`` have one row per node.

    ``vertex`` (n, 4) are the fixes as `metric` wants them, ``place`` (n, 3) the same in the
    Cartesian frame in which rectangles are fitted, metres. ``corner`` (nodes, 4, 4) holds
    ``corners`` vertices; corners 0 and 1 lie at the early end, 2 and 3 at the late end. ``near``
    is a fix close to each corner. Every point of a block lies within ``radius`` of ``centre``.
    ``drawdown`` is how far the track falls back along the rectangle's long axis.
    """

    metric: int
    n: int
    depth: int
    bend: float
    stretch: float
    scale: Float
    vertex: Float
    place: Float
    lo: Int
    hi: Int
    ready: Byte
    corners: Int
    corner: Float
    near: Int
    slack: Float
    centre: Float
    radius: Float
    length: Float
    width: Float
    drawdown: Float


@kernel
def spans(n: int, depth: int, lo: Int, hi: Int) -> None:
    """Fill the first and one-past-last fix of every node."""
    for level in range(depth + 1):
        size = 1 << level
        for p in range(size):
            lo[size + p] = (n * p) >> level
            hi[size + p] = (n * (p + 1)) >> level


def plant(lat: Float, lon: Float, metric: int) -> Blocks:
    """The tree over at least one fix; longitudes must be continuous (unwrapped)."""
    n = len(lat)
    depth = max(0, int(n - 1).bit_length())
    nodes = 2 << depth
    middle = float(lat.min() + lat.max()) / 2
    scale = np.array([DEGREE_M, DEGREE_M * max(0.01, float(np.cos(np.radians(middle))))])
    if metric == FCC:
        half = np.radians(lat) / 2
        vertex = np.column_stack((lat, lon, np.cos(half), np.sin(half)))
        place = np.column_stack((lon * scale[1], lat * scale[0], np.zeros(n)))
    else:
        x, y, z = geodesy.ecef(lat, lon)
        vertex = np.column_stack((x, y, z, geodesy.curvature_term(x, y, z)))
        place = vertex[:, :3].copy()
    extent = float(np.linalg.norm(place.max(axis=0) - place.min(axis=0))) / EARTH_M
    slope = float(np.tan(np.radians(min(89.0, float(np.abs(lat).max())))))
    lo, hi = np.empty(nodes, np.int32), np.empty(nodes, np.int32)
    spans(n, depth, lo, hi)
    return Blocks(
        metric=metric,
        n=n,
        depth=depth,
        bend=(slope + 0.05 + extent * (1 + slope * slope)) / EARTH_M if metric == FCC else 0.0,
        stretch=1.0 + extent * (slope / 2 + 0.02 if metric == FCC else 0.0) + extent**2 / 7,
        scale=scale,
        vertex=vertex,
        place=place,
        lo=lo,
        hi=hi,
        ready=np.zeros(nodes, np.uint8),
        corners=np.empty(nodes, np.int32),
        corner=np.empty((nodes, 4, 4)),
        near=np.empty((nodes, 4), np.int32),
        slack=np.empty(nodes),
        centre=np.empty((nodes, 4)),
        radius=np.empty(nodes),
        length=np.empty(nodes),
        width=np.empty(nodes),
        drawdown=np.empty(nodes),
    )


@kernel
def _locate(t: Blocks, x: float, y: float, z: float, g: float, out: Float) -> None:
    """Turn a place of the fitting frame into a vertex."""
    if t.metric == WGS84:
        out[0] = x
        out[1] = y
        out[2] = z
        out[3] = g
    else:
        out[0] = y / t.scale[0]
        out[1] = x / t.scale[1]
        half = out[0] * (np.pi / 360.0)
        out[2] = np.cos(half)
        out[3] = np.sin(half)


@kernel
def _farthest(t: Blocks, start: int, lo: int, hi: int) -> int:
    """Index of the fix of [lo, hi) that lies farthest from fix `start`."""
    best = start
    far = 0.0
    x = t.place[start, 0]
    y = t.place[start, 1]
    z = t.place[start, 2]
    for i in range(lo, hi):
        dx = t.place[i, 0] - x
        dy = t.place[i, 1] - y
        dz = t.place[i, 2] - z
        sq = dx * dx + dy * dy + dz * dz
        if sq > far:
            far = sq
            best = i
    return best


@kernel
def _single(t: Blocks, node: int, fix: int) -> None:
    t.corners[node] = 1
    for j in range(4):
        t.corner[node, 0, j] = t.vertex[fix, j]
        t.centre[node, j] = t.vertex[fix, j]
    t.near[node, 0] = fix
    t.slack[node] = 0.0
    t.radius[node] = 0.0
    t.length[node] = 0.0
    t.width[node] = 0.0
    t.drawdown[node] = 0.0


@kernel
def prepare(t: Blocks, node: int) -> None:
    """Work out what is known of a node, once."""
    if t.ready[node]:
        return
    t.ready[node] = 1
    lo = t.lo[node]
    hi = t.hi[node]
    first = lo
    if hi - lo > 1:
        first = _farthest(t, lo, lo, hi)
    last = _farthest(t, first, lo, hi) if hi - lo > 1 else lo
    if first == last:
        _single(t, node, lo)
    else:
        if last < first:
            first, last = last, first
        _fit(t, node, first, last)


@kernel
def _fit(t: Blocks, node: int, first: int, last: int) -> None:
    """Fit the rectangle along the line from fix `first` to fix `last`."""
    p = t.place
    ox, oy, oz = p[first, 0], p[first, 1], p[first, 2]
    ex, ey, ez = p[last, 0] - ox, p[last, 1] - oy, p[last, 2] - oz
    size = np.sqrt(ex * ex + ey * ey + ez * ez)
    ex, ey, ez = ex / size, ey / size, ez / size
    ux, uy, uz = 0.0, 0.0, 1.0
    if t.metric == WGS84:
        ux, uy, uz = ox + p[last, 0], oy + p[last, 1], (oz + p[last, 2]) * _NORMAL_Z
        along = ux * ex + uy * ey + uz * ez
        ux, uy, uz = ux - along * ex, uy - along * ey, uz - along * ez
        size = np.sqrt(ux * ux + uy * uy + uz * uz)
        ux, uy, uz = ux / size, uy / size, uz / size
    fx, fy, fz = uy * ez - uz * ey, uz * ex - ux * ez, ux * ey - uy * ex
    u0 = u1 = v0 = v1 = w0 = w1 = 0.0
    peak = fall = 0.0
    s0 = s1 = s2 = s3 = -np.inf
    for i in range(t.lo[node], t.hi[node]):
        dx, dy, dz = p[i, 0] - ox, p[i, 1] - oy, p[i, 2] - oz
        u = dx * ex + dy * ey + dz * ez
        v = dx * fx + dy * fy + dz * fz
        w = dx * ux + dy * uy + dz * uz
        if i == t.lo[node]:
            u0 = u1 = peak = u
            v0 = v1 = v
            w0 = w1 = w
        u0, u1 = min(u0, u), max(u1, u)
        v0, v1 = min(v0, v), max(v1, v)
        w0, w1 = min(w0, w), max(w1, w)
        peak = max(peak, u)
        fall = max(fall, peak - u)
        if -u - v > s0:
            s0 = -u - v
            t.near[node, 0] = i
        if -u + v > s1:
            s1 = -u + v
            t.near[node, 1] = i
        if u - v > s2:
            s2 = u - v
            t.near[node, 2] = i
        if u + v > s3:
            s3 = u + v
            t.near[node, 3] = i
    slack = 0.5 * (w1 - w0)
    diagonal = np.hypot(u1 - u0, v1 - v0)
    slack += min(t.bend * diagonal * diagonal / 8.0, diagonal * t.stretch) + 1e-7 * diagonal
    thin = v1 - v0 < 2 * _THIN_M
    if thin:
        slack += 0.5 * (v1 - v0)
        v0 = v1 = 0.5 * (v0 + v1)
        t.near[node, 1] = t.near[node, 2]
    g = 0.5 * (t.vertex[first, 3] + t.vertex[last, 3])
    w = 0.5 * (w0 + w1)
    count = 2 if thin else 4
    for c in range(count):
        late = c if thin else c >> 1
        side = 0 if thin else c & 1
        u = u1 if late else u0
        v = v1 if side else v0
        x = ox + u * ex + v * fx + w * ux
        y = oy + u * ey + v * fy + w * uy
        z = oz + u * ez + v * fz + w * uz
        _locate(t, x, y, z, g, t.corner[node, c])
    u, v = 0.5 * (u0 + u1), 0.5 * (v0 + v1)
    x = ox + u * ex + v * fx + w * ux
    y = oy + u * ey + v * fy + w * uy
    z = oz + u * ez + v * fz + w * uz
    _locate(t, x, y, z, g, t.centre[node])
    radius = 0.0
    for c in range(count):
        radius = max(radius, leg(t.metric, t.centre[node], t.corner[node, c]))
    t.corners[node] = count
    t.slack[node] = slack
    t.radius[node] = radius * t.stretch + slack
    t.length[node] = u1 - u0
    t.width[node] = v1 - v0
    t.drawdown[node] = fall
