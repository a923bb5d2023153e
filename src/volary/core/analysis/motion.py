"""Where the aircraft was and how it moved, on the ellipsoid, for all fixes at once.

Positions are Earth-centred (WGS84 X, Y, Z): differences of them are right across the
antimeridian and at the poles, and cost no more than a flat map.
"""

from dataclasses import dataclass, field

import numpy as np

from volary.core.tracks.model import Float, Int, Track
from volary.geo.geodesy import CHORD_LIMIT_M, chord_to_arc, curvature_term, distance_m, ecef


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """Columns over the usable fixes of a track, n of them, strictly ascending in time.

    ``index`` points into the track, ``t_s`` counts seconds from its first fix. ``x_m, y_m, z_m``
    are Earth-centred, ``curvature`` as in ``geodesy.curvature_term``. Step i leads from fix i to
    fix i + 1 (n - 1 of them): ``step_m`` along the ground, ``step_s`` in time.
    """

    index: Int
    t_s: Float
    lat: Float
    lon: Float
    x_m: Float
    y_m: Float
    z_m: Float
    curvature: Float
    step_m: Float = field(init=False)
    step_s: Float = field(init=False)

    def __post_init__(self) -> None:
        start = np.arange(len(self) - 1)
        object.__setattr__(self, "step_m", self.between(start, start + 1))
        object.__setattr__(self, "step_s", np.diff(self.t_s))

    def __len__(self) -> int:
        return len(self.t_s)

    @property
    def step_mps(self) -> Float:
        """Ground speed of each step."""
        return self.step_m / self.step_s

    def between(self, a: Int, b: Int) -> Float:
        """Metres along the ground between fixes ``a`` and ``b``, pair by pair."""
        dz_sq = (self.z_m[b] - self.z_m[a]) ** 2
        chord_sq = (self.x_m[b] - self.x_m[a]) ** 2 + (self.y_m[b] - self.y_m[a]) ** 2 + dz_sq
        metres = chord_to_arc(chord_sq, dz_sq, (self.curvature[a] + self.curvature[b]) / 2)
        far = chord_sq > CHORD_LIMIT_M**2
        if far.any():
            start, end = a[far], b[far]
            metres[far] = distance_m(self.lat[start], self.lon[start], self.lat[end], self.lon[end])
        return metres

    def east_north(self, a: Int, b: Int) -> tuple[Float, Float]:
        """The way from fix ``a`` to fix ``b`` in metres east and north, as seen at ``a``."""
        lat, lon = np.radians(self.lat[a]), np.radians(self.lon[a])
        sin_lon, cos_lon = np.sin(lon), np.cos(lon)
        dx, dy, dz = self.x_m[b] - self.x_m[a], self.y_m[b] - self.y_m[a], self.z_m[b] - self.z_m[a]
        outward = dx * cos_lon + dy * sin_lon
        return dy * cos_lon - dx * sin_lon, dz * np.cos(lat) - outward * np.sin(lat)

    def pick(self, keep: Int | slice) -> "Motion":
        """Only the fixes ``keep`` (ascending)."""
        return Motion(
            self.index[keep],
            self.t_s[keep],
            self.lat[keep],
            self.lon[keep],
            self.x_m[keep],
            self.y_m[keep],
            self.z_m[keep],
            self.curvature[keep],
        )

    def part(self, first: int, last: int) -> "Motion":
        """Fixes ``first`` to ``last`` (inclusive)."""
        return self.pick(slice(first, last + 1))


def motion_of(track: Track, index: Int) -> Motion:
    """Columns of the fixes ``index`` of a track, which must ascend strictly in time."""
    lat, lon = track.lat[index], track.lon[index]
    t_s = (track.t_ms[index] - track.t_ms[0]) / 1000.0
    x, y, z = ecef(lat, lon)
    return Motion(index, t_s, lat, lon, x, y, z, curvature_term(x, y, z))


def span(t_s: Float, half_s: float) -> tuple[Int, Int]:
    """For each fix the last one at least ``half_s`` before it and the first one that much after.

    At the ends of the recording the window is cut; elsewhere it is never shorter than asked.
    """
    last = len(t_s) - 1
    before = np.maximum(np.searchsorted(t_s, t_s - half_s, side="right") - 1, 0)
    after = np.minimum(np.searchsorted(t_s, t_s + half_s, side="left"), last)
    return before, after
