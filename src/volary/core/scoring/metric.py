"""Distances between prepared vertices, in compiled code.

A vertex is four doubles, so that a distance needs no trigonometry:

* WGS84: the Earth-centred x, y, z and the curvature term of `volary.geo.geodesy`;
* FCC: latitude and longitude in degrees and the cosine and sine of half the latitude, from which
  the cosine of the mean latitude of two vertices follows by addition.

Both agree with the functions of `volary.geo.geodesy` (there is a test).
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from volary.core.scoring.kernel import inlined
from volary.geo import geodesy

Float = npt.NDArray[np.float64]
Int = npt.NDArray[np.int64]

WGS84: Final = 0
FCC: Final = 1
GRID_M: Final = 10.0
"""FCC distances are rounded to 0.01 km, leg by leg."""

_POLAR: Final = 2 * geodesy.SECOND_ECCENTRICITY_SQ


@inlined
def leg(metric: int, x: Float, i: int, p: int, y: Float, j: int, q: int) -> float:
    """Distance in metres from the vertex at columns p to p + 3 of row i to that of `y`."""
    if metric == WGS84:
        dx = x[i, p] - y[j, q]
        dy = x[i, p + 1] - y[j, q + 1]
        dz = x[i, p + 2] - y[j, q + 2]
        zz = dz * dz
        sq = dx * dx + dy * dy + zz
        t = 0.5 * (x[i, p + 3] + y[j, q + 3]) * (sq + _POLAR * zz)
        return float(np.sqrt(sq) * (1.0 + t * (1.0 + t * (2.7 + 9.643 * t))))
    c = x[i, p + 2] * y[j, q + 2] - x[i, p + 3] * y[j, q + 3]
    c2 = 2.0 * c * c - 1.0
    c4 = 2.0 * c2 * c2 - 1.0
    c3 = c * (2.0 * c2 - 1.0)
    c5 = 2.0 * c2 * c3 - c
    north = (111132.09 - 566.605 * c2 + 1.2 * c4) * (y[j, q] - x[i, p])
    east = (111415.13 * c - 94.55 * c3 + 0.12 * c5) * (y[j, q + 1] - x[i, p + 1])
    return float(np.sqrt(north * north + east * east))


@inlined
def rounded(metric: int, d: float) -> float:
    """The distance as the rules count it: FCC to the nearest 10 m, WGS84 as it is."""
    if metric == WGS84:
        return d
    return float(np.floor(d / GRID_M + 0.5) * GRID_M)
