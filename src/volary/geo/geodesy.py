"""Distances and bearings on the WGS84 ellipsoid, vectorised over numpy arrays.

Two measures of distance live here. `distance_m` is the geodesic, the length of the shortest
path along the ellipsoid. `fcc_distance_m` is the flat-earth formula of the American Federal
Communications Commission (47 CFR 73.208), which most programs that score cross-country flights
use; it is close to the geodesic over tens of kilometres and up to some 25 m off over hundreds.

All functions take degrees (scalars or arrays that broadcast) and give metres or degrees true.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Float = npt.NDArray[np.float64]

SEMI_MAJOR_M: Final = 6_378_137.0
FLATTENING: Final = 1 / 298.257223563
SEMI_MINOR_M: Final = SEMI_MAJOR_M * (1 - FLATTENING)
ECCENTRICITY_SQ: Final = FLATTENING * (2 - FLATTENING)
SECOND_ECCENTRICITY_SQ: Final = ECCENTRICITY_SQ / (1 - ECCENTRICITY_SQ)

CHORD_LIMIT_M: Final = 400_000.0
"""Beyond this chord `distance_m` iterates; the series is 5 mm off at most below it."""

_ITERATIONS: Final = 200
_CONVERGED: Final = 1e-12


def ecef(lat: npt.ArrayLike, lon: npt.ArrayLike) -> tuple[Float, Float, Float]:
    """Earth-centred Cartesian coordinates in metres of points on the ellipsoid's surface."""
    phi, lam = np.radians(lat), np.radians(lon)
    sin_phi, cos_phi = np.sin(phi), np.cos(phi)
    normal = SEMI_MAJOR_M / np.sqrt(1 - ECCENTRICITY_SQ * sin_phi**2)
    x: Float = np.asarray(normal * cos_phi * np.cos(lam), dtype=np.float64)
    y: Float = np.asarray(normal * cos_phi * np.sin(lam), dtype=np.float64)
    z: Float = np.asarray(normal * (1 - ECCENTRICITY_SQ) * sin_phi, dtype=np.float64)
    return x, y, z


def curvature_term(x: Float, y: Float, z: Float) -> Float:
    """g^2 / 24 of a surface point, where g is the curvature of an east-west normal section.

    The normal curvature of the ellipsoid along a unit tangent u is g (1 + e'^2 u_z^2) with
    g = 1 / (a^2 |grad|) and grad the gradient of (x^2 + y^2) / a^2 + z^2 / b^2, halved.
    """
    grad_sq = (x * x + y * y) / SEMI_MAJOR_M**4 + z * z / SEMI_MINOR_M**4
    return np.asarray(1 / (24 * SEMI_MAJOR_M**4 * grad_sq), dtype=np.float64)


def chord_to_arc(
    chord_sq: npt.ArrayLike, dz_sq: npt.ArrayLike, curvature: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Arc length in metres over a straight chord, by the series of 2 R asin(chord / 2 R).

    R is the radius of curvature in the chord's own direction, from the mean `curvature_term`
    of its ends and the square of its polar component. Measured against Karney's algorithm on
    random geodesics: 0.05 mm off at most over 100 km, 1.3 mm over 300 km, 7 mm over 500 km and
    65 mm over 1,000 km.
    """
    sq = np.asarray(chord_sq, dtype=np.float64)
    t = np.asarray(curvature) * (sq + 2 * SECOND_ECCENTRICITY_SQ * np.asarray(dz_sq))
    return np.sqrt(sq) * (1 + t * (1 + t * (2.7 + 9.643 * t)))


def distance_m(
    lat1: npt.ArrayLike, lon1: npt.ArrayLike, lat2: npt.ArrayLike, lon2: npt.ArrayLike
) -> Float:
    """Geodesic distance in metres on WGS84; right to 5 mm.

    Only where two points lie within about half a degree of opposite ends of the earth, where
    Vincenty's iteration has no fixed point, the value may be off by up to 0.5 %.
    """
    x1, y1, z1 = ecef(lat1, lon1)
    x2, y2, z2 = ecef(lat2, lon2)
    dz_sq = (x1 - x2) * 0 + (z1 - z2) ** 2
    chord_sq = (x1 - x2) ** 2 + (y1 - y2) ** 2 + dz_sq
    curvature = (curvature_term(x1, y1, z1) + curvature_term(x2, y2, z2)) / 2
    arc = np.asarray(chord_to_arc(chord_sq, dz_sq, curvature))
    far = np.asarray(chord_sq > CHORD_LIMIT_M**2)
    if far.any():
        ends = np.broadcast_arrays(
            *(np.asarray(v, dtype=np.float64) for v in (lat1, lon1, lat2, lon2))
        )
        arc = arc.copy()
        arc[far] = _vincenty(*(end[far] for end in ends))
    return arc


def _vincenty(lat1: Float, lon1: Float, lat2: Float, lon2: Float) -> Float:
    """Vincenty's inverse formula (Survey Review 23, 1975), for points far apart."""
    u1 = np.arctan((1 - FLATTENING) * np.tan(np.radians(lat1)))
    u2 = np.arctan((1 - FLATTENING) * np.tan(np.radians(lat2)))
    longitude = np.radians((lon2 - lon1 + 180) % 360 - 180)
    sin1, cos1, sin2, cos2 = np.sin(u1), np.cos(u1), np.sin(u2), np.cos(u2)
    lam = longitude.copy()
    sin_sigma = cos_sigma = sigma = cos_sq = cos_2m = np.zeros_like(lam)
    for _ in range(_ITERATIONS):
        sin_sigma = np.hypot(cos2 * np.sin(lam), cos1 * sin2 - sin1 * cos2 * np.cos(lam))
        cos_sigma = sin1 * sin2 + cos1 * cos2 * np.cos(lam)
        sigma = np.arctan2(sin_sigma, cos_sigma)
        sin_alpha = cos1 * cos2 * np.sin(lam) / np.maximum(sin_sigma, 1e-300)
        cos_sq = 1 - sin_alpha**2
        cos_2m = np.where(cos_sq > 0, cos_sigma - 2 * sin1 * sin2 / np.maximum(cos_sq, 1e-300), 0)
        c = FLATTENING / 16 * cos_sq * (4 + FLATTENING * (4 - 3 * cos_sq))
        inner = cos_2m + c * cos_sigma * (2 * cos_2m**2 - 1)
        update = longitude + (1 - c) * FLATTENING * sin_alpha * (sigma + c * sin_sigma * inner)
        update = np.clip(update, -np.pi, np.pi)
        if bool(np.all(np.abs(update - lam) < _CONVERGED)):
            break
        lam = update
    u_sq = cos_sq * SECOND_ECCENTRICITY_SQ
    a = 1 + u_sq / 16384 * (4096 + u_sq * (-768 + u_sq * (320 - 175 * u_sq)))
    b = u_sq / 1024 * (256 + u_sq * (-128 + u_sq * (74 - 47 * u_sq)))
    third = b / 6 * cos_2m * (4 * sin_sigma**2 - 3) * (4 * cos_2m**2 - 3)
    delta = b * sin_sigma * (cos_2m + b / 4 * (cos_sigma * (2 * cos_2m**2 - 1) - third))
    return np.asarray(SEMI_MINOR_M * a * (sigma - delta), dtype=np.float64)


def fcc_distance_m(
    lat1: npt.ArrayLike, lon1: npt.ArrayLike, lat2: npt.ArrayLike, lon2: npt.ArrayLike
) -> Float:
    """Distance in metres by the FCC formula (47 CFR 73.208), meant for up to 475 km.

    Longitudes are taken as they are: unwrap them first where a track crosses 180 degrees.
    The rule prints 566.05 where scoring programs (igc-xc-score) calculate with 566.605; theirs
    is kept, because agreement with them is this formula's purpose. It makes 0.55 m a degree.
    """
    phi1, phi2 = np.asarray(lat1, dtype=np.float64), np.asarray(lat2, dtype=np.float64)
    lam1, lam2 = np.asarray(lon1, dtype=np.float64), np.asarray(lon2, dtype=np.float64)
    mid = np.radians((phi1 + phi2) / 2)
    north = 111_132.09 - 566.605 * np.cos(2 * mid) + 1.20 * np.cos(4 * mid)
    east = 111_415.13 * np.cos(mid) - 94.55 * np.cos(3 * mid) + 0.12 * np.cos(5 * mid)
    return np.asarray(np.hypot(north * (phi2 - phi1), east * (lam2 - lam1)), dtype=np.float64)


def bearing_deg(
    lat1: npt.ArrayLike, lon1: npt.ArrayLike, lat2: npt.ArrayLike, lon2: npt.ArrayLike
) -> Float:
    """True bearing at the first point towards the second, 0 to 360 degrees.

    This is the azimuth of the normal section on WGS84, less than 0.001 degrees from the
    geodesic's over 100 km. Coinciding points give 0.
    """
    phi, lam = np.radians(lat1), np.radians(lon1)
    x1, y1, z1 = ecef(lat1, lon1)
    x2, y2, z2 = ecef(lat2, lon2)
    dx, dy, dz = x2 - x1, y2 - y1, z2 - z1
    east = dy * np.cos(lam) - dx * np.sin(lam)
    outward = dx * np.cos(lam) + dy * np.sin(lam)
    north = dz * np.cos(phi) - outward * np.sin(phi)
    return np.asarray(np.degrees(np.arctan2(east, north)) % 360, dtype=np.float64)
