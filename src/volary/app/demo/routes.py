"""Where a flight is to go: turnpoints of the classic shapes around a launch site."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Shape = Literal["out_and_return", "flat_triangle", "fai_triangle", "free_distance", "soaring"]

EARTH_RADIUS_M = 6_371_008.8
_FAI_LEGS = (0.30, 0.36)  # the third makes up the whole; every leg is over 28 %
_FLAT_LEGS = (0.19, 0.38)
_FREE_LEGS = (0.42, 0.33, 0.25)
_FREE_BENDS_DEG = (-14.0, 20.0, -6.0)


@dataclass(frozen=True, slots=True)
class Point:
    """WGS84 degrees."""

    lat: float
    lon: float


def destination(start: Point, bearing_deg: float, distance_m: float) -> Point:
    """The point at a bearing and distance on the sphere; plans need no ellipsoid."""
    phi, theta = math.radians(start.lat), math.radians(bearing_deg)
    delta = distance_m / EARTH_RADIUS_M
    sin_phi = math.sin(phi) * math.cos(delta) + math.cos(phi) * math.sin(delta) * math.cos(theta)
    east = math.sin(theta) * math.sin(delta) * math.cos(phi)
    lam = math.radians(start.lon) + math.atan2(east, math.cos(delta) - math.sin(phi) * sin_phi)
    lon = (math.degrees(lam) + 180) % 360 - 180
    return Point(math.degrees(math.asin(sin_phi)), lon)


def plan(shape: Shape, start: Point, bearing_deg: float, distance_m: float) -> list[Point]:
    """The points to fly over after ``start``; closed shapes end at ``start`` again.

    ``bearing_deg`` is the course of the first leg, or along the ridge for soaring, of which
    ``distance_m`` is the length; for the others ``distance_m`` is the whole way.
    """
    if shape == "soaring":
        half = distance_m / 2
        return [destination(start, bearing_deg + side, half) for side in (0, 180)]
    if shape == "out_and_return":
        return [destination(start, bearing_deg, distance_m / 2), start]
    if shape == "free_distance":
        return _chain(start, bearing_deg, distance_m)
    legs = _FAI_LEGS if shape == "fai_triangle" else _FLAT_LEGS
    return [*_triangle(start, bearing_deg, distance_m, legs), start]


def _triangle(
    start: Point, bearing_deg: float, distance_m: float, legs: Sequence[float]
) -> list[Point]:
    """Second and third corner of a triangle whose first two legs are these parts of the whole."""
    first, second = legs
    third = 1 - first - second
    cosine = (first**2 + third**2 - second**2) / (2 * first * third)
    angle = math.degrees(math.acos(cosine))
    return [
        destination(start, bearing_deg, first * distance_m),
        destination(start, bearing_deg + angle, third * distance_m),
    ]


def _chain(start: Point, bearing_deg: float, distance_m: float) -> list[Point]:
    points = [start]
    for part, bend in zip(_FREE_LEGS, _FREE_BENDS_DEG, strict=True):
        points.append(destination(points[-1], bearing_deg + bend, part * distance_m))
    return points[1:]
