"""Bounds of a triangle whose turnpoints lie in three blocks.

Sides are numbered 0 (A to B), 1 (B to C) and 2 (A to C).

**Perimeter.** A sum of legs is convex in each turnpoint, so the corners give its maximum.

**Sides.** A rule with a greatest share M of a side (a least share m of every side makes
M = 1 - 2m) needs, for each side x with the other sides y and z,

    M (y + z) - (1 - M) x >= 0     and, with a least share,     (1 - m) x - m (y + z) >= 0.

Both are differences of convex functions. A convex function lies above its tangent, so with the
subtracted part replaced by its tangent at the centres of the blocks, what remains is convex again
and its maximum is at a corner. If that is negative, no triangle of the node has the shape. On
long thin shapes, where moving a turnpoint changes two sides alike, this sees far more than
bounds of the single sides do.
"""

from typing import Final

import numpy as np

from volary.core.scoring.blocks import CENTRE, CORNER, CORNERS, RADIUS, SLACK, Blocks
from volary.core.scoring.kernel import inlined, kernel
from volary.core.scoring.metric import WGS84, Float, leg

# Rows of the working space (16 columns): per side the distances between corners (column
# 4 p + q), the longest detours over the third block, the tangents at the corners of the first
# end (columns 0 to 3) and the second (4 to 7); then one row with the distances of centres, and
# one with the gradients at both ends of a side.
LEGS: Final = 0
WAYS: Final = 3
TANGENT: Final = 6
BASE: Final = 9
SLOPE: Final = 10
SPARE: Final = 11
ROWS: Final = 12

_RAD: Final = np.pi / 180.0
_TANGENT_ERROR: Final = 1e-5


@kernel
def measure(t: Blocks, w: Float, side: int, x: int, y: int) -> float:
    """Fill one side's distances between corners; gives the largest."""
    longest = 0.0
    for p in range(t.whole[x, CORNERS]):
        for q in range(t.whole[y, CORNERS]):
            d = leg(t.metric, t.real, x, CORNER + 4 * p, t.real, y, CORNER + 4 * q)
            w[LEGS + side, 4 * p + q] = d
            longest = max(longest, d)
    return float(longest)


@kernel
def perimeter(t: Blocks, w: Float, a: int, b: int, c: int) -> float:
    """The largest sum of the three sides over combinations of corners."""
    most = 0.0
    for p in range(t.whole[a, CORNERS]):
        for q in range(t.whole[c, CORNERS]):
            way = 0.0
            for v in range(t.whole[b, CORNERS]):
                way = max(way, w[LEGS, 4 * p + v] + w[LEGS + 1, 4 * v + q])
            w[WAYS + 2, 4 * p + q] = way
            most = max(most, way + w[LEGS + 2, 4 * p + q])
    return float(most)


@kernel
def other_ways(t: Blocks, w: Float, a: int, b: int, c: int) -> None:
    """The longest detours over C for the side A to B and over A for the side B to C."""
    for v in range(t.whole[b, CORNERS]):
        for p in range(t.whole[a, CORNERS]):
            way = 0.0
            for q in range(t.whole[c, CORNERS]):
                way = max(way, w[LEGS + 2, 4 * p + q] + w[LEGS + 1, 4 * v + q])
            w[WAYS, 4 * p + v] = way
        for q in range(t.whole[c, CORNERS]):
            way = 0.0
            for p in range(t.whole[a, CORNERS]):
                way = max(way, w[LEGS, 4 * p + v] + w[LEGS + 2, 4 * p + q])
            w[WAYS + 1, 4 * v + q] = way


@inlined
def _slopes(t: Blocks, w: Float, x: int, y: int) -> None:
    """Gradient of the distance of two centres at both ends (columns 0 to 2 and 3 to 5)."""
    r = t.real
    for j in range(6):
        w[SLOPE, j] = 0.0
    if t.metric == WGS84:
        dx = r[y, CENTRE] - r[x, CENTRE]
        dy = r[y, CENTRE + 1] - r[x, CENTRE + 1]
        dz = r[y, CENTRE + 2] - r[x, CENTRE + 2]
        chord = np.sqrt(dx * dx + dy * dy + dz * dz)
        if chord > 0.0:
            curvature = 1.5 * (r[x, CENTRE + 3] + r[y, CENTRE + 3])
            factor = (1.0 + curvature * chord * chord) / chord
            w[SLOPE, 3] = factor * dx
            w[SLOPE, 4] = factor * dy
            w[SLOPE, 5] = factor * dz
            for j in range(3):
                w[SLOPE, j] = -w[SLOPE, 3 + j]
        return
    c = r[x, CENTRE + 2] * r[y, CENTRE + 2] - r[x, CENTRE + 3] * r[y, CENTRE + 3]
    s = r[x, CENTRE + 3] * r[y, CENTRE + 2] + r[x, CENTRE + 2] * r[y, CENTRE + 3]
    c2 = 2.0 * c * c - 1.0
    north = 111132.09 - 566.605 * c2 + 1.2 * (2.0 * c2 * c2 - 1.0)
    east = c * (111415.13 - 94.55 * (2.0 * c2 - 1.0))
    north_bend = _RAD * 2.0 * s * c * (2.0 * 566.605 - 9.6 * c2)
    east_bend = -_RAD * s * (111415.13 - 3.0 * 94.55 * (3.0 - 4.0 * s * s))
    up = r[y, CENTRE] - r[x, CENTRE]
    right = r[y, CENTRE + 1] - r[x, CENTRE + 1]
    d = np.sqrt((north * up) ** 2 + (east * right) ** 2)
    if d > 0.0:
        turn = 0.5 * (north * north_bend * up * up + east * east_bend * right * right)
        w[SLOPE, 0] = (turn - north * north * up) / d
        w[SLOPE, 3] = (turn + north * north * up) / d
        w[SLOPE, 4] = east * east * right / d
        w[SLOPE, 1] = -w[SLOPE, 4]


@kernel
def _tangents(t: Blocks, w: Float, side: int, x: int, y: int) -> float:
    """Fill one side's tangent at all corners; gives how far it may lie too high."""
    _slopes(t, w, x, y)
    w[BASE, side] = leg(t.metric, t.real, x, CENTRE, t.real, y, CENTRE)
    for end in range(2):
        node = y if end else x
        for p in range(t.whole[node, CORNERS]):
            rise = 0.0
            for j in range(3):
                move = t.real[node, CORNER + 4 * p + j] - t.real[node, CENTRE + j]
                rise += w[SLOPE, 3 * end + j] * move
            w[TANGENT + side, 4 * end + p] = rise
    reach = t.real[x, RADIUS] + t.real[y, RADIUS]
    return float(0.5 * t.bend * reach * reach + _TANGENT_ERROR * reach)


@inlined
def tangents(t: Blocks, w: Float, a: int, b: int, c: int) -> float:
    """Fill the tangents of all sides; gives the slack of a shape test."""
    slack = _tangents(t, w, 0, a, b)
    slack += _tangents(t, w, 1, b, c)
    slack += _tangents(t, w, 2, a, c)
    return float(slack + 2.0 * (t.real[a, SLACK] + t.real[b, SLACK] + t.real[c, SLACK]))


@kernel
def too_long(t: Blocks, w: Float, a: int, b: int, c: int, share: float) -> float:
    """The largest ``M (y + z) - (1 - M) x`` of the worst side x; negative: no such triangle."""
    worst = np.inf
    for side in range(3):
        x = b if side == 1 else a
        y = b if side == 0 else c
        most = -np.inf
        for p in range(t.whole[x, CORNERS]):
            for q in range(t.whole[y, CORNERS]):
                straight = w[TANGENT + side, p] + w[TANGENT + side, 4 + q]
                most = max(most, share * w[WAYS + side, 4 * p + q] - (1.0 - share) * straight)
        worst = min(worst, most - (1.0 - share) * w[BASE, side])
    return float(worst)


@kernel
def _one_short(t: Blocks, w: Float, side: int, x: int, y: int, share: float, rest: float) -> float:
    """``(1 - m) s - m (others)`` of side s from x to y; `rest`: lowest tangent elsewhere."""
    from_x = TANGENT + (0 if side == 2 else 2 if side == 0 else 0)
    end_x = 4 if side == 1 else 0
    from_y = TANGENT + (2 if side == 1 else 1)
    end_y = 0 if side == 0 else 4
    most = -np.inf
    for p in range(t.whole[x, CORNERS]):
        for q in range(t.whole[y, CORNERS]):
            others = w[from_x, end_x + p] + w[from_y, end_y + q]
            most = max(most, (1.0 - share) * w[LEGS + side, 4 * p + q] - share * others)
    total = w[BASE, 0] + w[BASE, 1] + w[BASE, 2] - w[BASE, side]
    return float(most - share * (total + rest))


@inlined
def too_short(t: Blocks, w: Float, a: int, b: int, c: int, share: float) -> float:
    """The largest ``(1 - m) x - m (y + z)`` of the worst side x; negative: no such triangle."""
    low_a = low_b = low_c = np.inf
    for p in range(t.whole[a, CORNERS]):
        low_a = min(low_a, w[TANGENT, p] + w[TANGENT + 2, p])
    for p in range(t.whole[b, CORNERS]):
        low_b = min(low_b, w[TANGENT, 4 + p] + w[TANGENT + 1, p])
    for p in range(t.whole[c, CORNERS]):
        low_c = min(low_c, w[TANGENT + 1, 4 + p] + w[TANGENT + 2, 4 + p])
    worst = _one_short(t, w, 0, a, b, share, low_c)
    worst = min(worst, _one_short(t, w, 1, b, c, share, low_a))
    return float(min(worst, _one_short(t, w, 2, a, c, share, low_b)))
