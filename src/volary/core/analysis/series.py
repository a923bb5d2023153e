"""Few points that still look like the flight, for charts and outlines."""

from dataclasses import dataclass

import numpy as np

from volary.core.analysis.model import Analysis
from volary.core.analysis.service import altitudes, scored_fixes
from volary.core.tracks.model import Bool, Float, Int, Track

_M_PER_DEGREE = 111_195.0
_LEVEL = 0.75
_NEGLIGIBLE_M = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Barogram:
    """Altitude over time at the fixes ``index`` of the track, in the datum of the analysis."""

    index: Int
    t_ms: Int
    alt_m: Float


def barogram(track: Track, analysis: Analysis, points: int = 600) -> Barogram:
    """At most ``points`` fixes of the flight, the highest and the lowest of each stretch of time.

    First and last fix are always among them. Empty when the track has no altitude.
    """
    index = scored_fixes(track, analysis)
    alt_m = altitudes(track, analysis, index)
    if alt_m is None:
        none = np.zeros(0, dtype=np.int64)
        return Barogram(none, none, np.zeros(0))
    t_ms = track.t_ms[index]
    keep = np.arange(len(index)) if len(index) <= points else _extremes(t_ms, alt_m, points)
    return Barogram(index[keep], t_ms[keep], alt_m[keep])


def _extremes(t_ms: Int, alt_m: Float, points: int) -> Int:
    buckets = max((points - 2) // 2, 1)
    bucket = (t_ms - t_ms[0]) * buckets // (t_ms[-1] - t_ms[0] + 1)
    order = np.lexsort((alt_m, bucket))
    starts = np.flatnonzero(np.diff(bucket[order], prepend=-1))
    lowest = order[starts]
    highest = order[np.append(starts[1:], len(order)) - 1]
    return np.unique(np.concatenate(([0, len(t_ms) - 1], lowest, highest)))


def outline(track: Track, points: int = 800, *, analysis: Analysis | None = None) -> Int:
    """Indices of at most ``points`` fixes whose straight connection follows the track best.

    Douglas and Peucker's division, farthest points first; with an ``analysis`` only the flight,
    without its outliers. First and last fix are always among them.
    """
    index = np.arange(len(track)) if analysis is None else scored_fixes(track, analysis)
    if len(index) <= points:
        return index
    x, y = _flat(track.lat[index], track.lon[index])
    chosen = np.zeros(len(index), dtype=np.bool_)
    chosen[[0, -1]] = True
    room = max(points - 2, 0)
    while room > 0:
        farthest = _farthest(chosen, x, y, room)
        if len(farthest) == 0:
            break
        chosen[farthest] = True
        room -= len(farthest)
    return index[chosen]


def _farthest(chosen: Bool, x: Float, y: Float, room: int) -> Int:
    """For the worst segments the point farthest off: all within a quarter of the very worst."""
    ends = np.flatnonzero(chosen)
    start, lengths = ends[:-1], np.diff(ends)
    off = _off_segments(x, y, ends)
    worst = np.maximum.reduceat(off, start)
    wanted = np.flatnonzero((worst >= _LEVEL * worst.max()) & (worst > _NEGLIGIBLE_M))
    wanted = wanted[np.argsort(-worst[wanted], kind="stable")[:room]]
    points = [int(start[i] + np.argmax(off[start[i] : start[i] + lengths[i]])) for i in wanted]
    return np.array(points, dtype=np.int64)


def _off_segments(x: Float, y: Float, ends: Int) -> Float:
    """Distance of every point but the last from the segment of its two neighbours in ``ends``."""
    lengths = np.diff(ends)
    dx, dy = np.diff(x[ends]), np.diff(y[ends])
    length_sq = dx * dx + dy * dy
    length_sq[length_sq == 0] = 1.0

    def spread(column: Float) -> Float:
        return np.repeat(column, lengths)

    px, py = x[:-1] - spread(x[ends[:-1]]), y[:-1] - spread(y[ends[:-1]])
    sx, sy = spread(dx), spread(dy)
    along = np.clip((px * sx + py * sy) / spread(length_sq), 0.0, 1.0)
    off: Float = np.sqrt((px - along * sx) ** 2 + (py - along * sy) ** 2)
    return off


def _flat(lat: Float, lon: Float) -> tuple[Float, Float]:
    """Plane metres around the middle latitude, continuous across the antimeridian."""
    east = np.concatenate(([0.0], np.cumsum((np.diff(lon) + 180.0) % 360.0 - 180.0)))
    scale = np.cos(np.radians((lat.min() + lat.max()) / 2))
    return east * scale * _M_PER_DEGREE, lat * _M_PER_DEGREE
