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

from volary.core.scoring.kernel import entry, inlined, kernel
from volary.core.scoring.metric import FCC, WGS84, Float, Int, leg
from volary.geo import geodesy

EARTH_M: Final = 6_371_000.0
DEGREE_M: Final = 111_195.0
_NORMAL_Z: Final = (geodesy.SEMI_MAJOR_M / geodesy.SEMI_MINOR_M) ** 2
_THIN_M: Final = 0.005

# Columns of Blocks.whole: the first fix, one past the last, whether prepared, the number of
# corners, and from NEAR on a fix close to each corner.
LO: Final = 0
HI: Final = 1
READY: Final = 2
CORNERS: Final = 3
NEAR: Final = 4

# Columns of Blocks.real: a vertex that every point lies within RADIUS of, the slack, and from
# CORNER on up to four vertices; 0 and 1 lie at the early end of the rectangle.
CENTRE: Final = 0
RADIUS: Final = 4
SLACK: Final = 5
CORNER: Final = 6


class Blocks(NamedTuple):
    """The tree: one row per node in ``whole`` (indices) and ``real`` (vertices and metres).

    ``vertex`` (n, 4) are the fixes as `metric` wants them, ``place`` (n, 3) the same in the
    Cartesian frame in which rectangles are fitted, metres. ``bend`` is explained above; within
    the track, moving a point by d changes no distance by more than ``stretch`` times d.
    """

    metric: int
    n: int
    depth: int
    bend: float
    stretch: float
    degree_lat: float
    degree_lon: float
    vertex: Float
    place: Float
    whole: Int
    real: Float


@entry
def _span(n: int, depth: int, whole: Int) -> None:
    for level in range(depth + 1):
        size = 1 << level
        for p in range(size):
            whole[size + p, LO] = (n * p) >> level
            whole[size + p, HI] = (n * (p + 1)) >> level
            whole[size + p, READY] = 0


def plant(lat: Float, lon: Float, metric: int) -> Blocks:
    """The tree over at least one fix; longitudes must be continuous (unwrapped)."""
    n = len(lat)
    depth = max(0, int(n - 1).bit_length())
    middle = float(lat.min() + lat.max()) / 2
    degree_lon = DEGREE_M * max(0.01, float(np.cos(np.radians(middle))))
    if metric == FCC:
        half = np.radians(lat) / 2
        vertex = np.column_stack((lat, lon, np.cos(half), np.sin(half)))
        place = np.column_stack((lon * degree_lon, lat * DEGREE_M, np.zeros(n)))
    else:
        x, y, z = geodesy.ecef(lat, lon)
        vertex = np.column_stack((x, y, z, geodesy.curvature_term(x, y, z)))
        place = vertex[:, :3].copy()
    extent = float(np.linalg.norm(place.max(axis=0) - place.min(axis=0))) / EARTH_M
    slope = float(np.tan(np.radians(min(89.0, float(np.abs(lat).max())))))
    whole = np.empty((2 << depth, NEAR + 4), np.int64)
    _span(n, depth, whole)
    return Blocks(
        metric=metric,
        n=n,
        depth=depth,
        bend=(slope + 0.05 + extent * (1 + slope * slope)) / EARTH_M if metric == FCC else 0.0,
        stretch=1.0 + extent * (slope / 2 + 0.02 if metric == FCC else 0.0) + extent**2 / 7,
        degree_lat=DEGREE_M,
        degree_lon=degree_lon,
        vertex=vertex,
        place=place,
        whole=whole,
        real=np.empty((2 << depth, CORNER + 16)),
    )


@inlined
def _locate(t: Blocks, x: float, y: float, z: float, g: float, row: int, col: int) -> None:
    """Store a place of the fitting frame as a vertex."""
    if t.metric == WGS84:
        t.real[row, col] = x
        t.real[row, col + 1] = y
        t.real[row, col + 2] = z
        t.real[row, col + 3] = g
    else:
        lat = y / t.degree_lat
        half = lat * (np.pi / 360.0)
        t.real[row, col] = lat
        t.real[row, col + 1] = x / t.degree_lon
        t.real[row, col + 2] = np.cos(half)
        t.real[row, col + 3] = np.sin(half)


@inlined
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
def _prepare(t: Blocks, node: int) -> None:
    t.whole[node, READY] = 1
    lo = t.whole[node, LO]
    hi = t.whole[node, HI]
    first = _farthest(t, lo, lo, hi)
    last = _farthest(t, first, lo, hi)
    if first == last:
        t.whole[node, CORNERS] = 1
        t.whole[node, NEAR] = lo
        t.real[node, RADIUS] = 0.0
        t.real[node, SLACK] = 0.0
        for j in range(4):
            t.real[node, CENTRE + j] = t.vertex[lo, j]
            t.real[node, CORNER + j] = t.vertex[lo, j]
    else:
        _fit(t, node, min(first, last), max(first, last))


@inlined
def prepare(t: Blocks, node: int) -> None:
    """Work out what is known of a node, once."""
    if t.whole[node, READY] == 0:
        _prepare(t, node)


@inlined
def _frame(
    t: Blocks, first: int, last: int
) -> tuple[float, float, float, float, float, float, float, float, float]:
    """Unit vectors along the line, up, and across."""
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
    return ex, ey, ez, ux, uy, uz, fx, fy, fz


@inlined
def _sag(t: Blocks, diagonal: float) -> float:
    """How far the Earth may lie from a flat outline of that diagonal, in metres."""
    return float(1e-7 * diagonal + min(t.bend * diagonal * diagonal / 8.0, diagonal * t.stretch))


@kernel
def _fit(t: Blocks, node: int, first: int, last: int) -> None:
    """Fit the rectangle along the line from fix `first` to fix `last`."""
    p = t.place
    ox, oy, oz = p[first, 0], p[first, 1], p[first, 2]
    ex, ey, ez, ux, uy, uz, fx, fy, fz = _frame(t, first, last)
    u0 = v0 = w0 = np.inf
    u1 = v1 = w1 = -np.inf
    s0 = s1 = s2 = s3 = -np.inf
    for i in range(t.whole[node, LO], t.whole[node, HI]):
        dx, dy, dz = p[i, 0] - ox, p[i, 1] - oy, p[i, 2] - oz
        u = dx * ex + dy * ey + dz * ez
        v = dx * fx + dy * fy + dz * fz
        w = dx * ux + dy * uy + dz * uz
        u0, u1 = min(u0, u), max(u1, u)
        v0, v1 = min(v0, v), max(v1, v)
        w0, w1 = min(w0, w), max(w1, w)
        if -u - v > s0:
            s0 = -u - v
            t.whole[node, NEAR] = i
        if -u + v > s1:
            s1 = -u + v
            t.whole[node, NEAR + 1] = i
        if u - v > s2:
            s2 = u - v
            t.whole[node, NEAR + 2] = i
        if u + v > s3:
            s3 = u + v
            t.whole[node, NEAR + 3] = i
    diagonal = np.hypot(u1 - u0, v1 - v0)
    slack = 0.5 * (w1 - w0) + _sag(t, diagonal)
    count = 4
    if v1 - v0 < 2 * _THIN_M:
        count = 2
        slack += 0.5 * (v1 - v0)
        v0 = v1 = 0.5 * (v0 + v1)
        t.whole[node, NEAR + 1] = t.whole[node, NEAR + 2]
    g = 0.5 * (t.vertex[first, 3] + t.vertex[last, 3])
    w = 0.5 * (w0 + w1)
    for c in range(-1, count):
        u, v = 0.5 * (u0 + u1), 0.5 * (v0 + v1)
        if c >= 0:
            u, v = u1 if c >= count // 2 else u0, v1 if c & 1 else v0
        x = ox + u * ex + v * fx + w * ux
        y = oy + u * ey + v * fy + w * uy
        z = oz + u * ez + v * fz + w * uz
        _locate(t, x, y, z, g, node, CENTRE if c < 0 else CORNER + 4 * c)
    radius = 0.0
    for c in range(count):
        radius = max(radius, leg(t.metric, t.real, node, CENTRE, t.real, node, CORNER + 4 * c))
    t.whole[node, CORNERS] = count
    t.real[node, SLACK] = slack
    t.real[node, RADIUS] = radius * t.stretch + slack
