"""From indices to a report: distances by the published formulas, rounding, points."""

from itertools import pairwise
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from volary.core.scoring.league import League, Shape
from volary.core.scoring.result import (
    ClosingPoints,
    Distance,
    Point,
    Score,
    ShapeScore,
    timestamp,
)
from volary.geo import geodesy

_KM = 1000.0


class Found(NamedTuple):
    """What a search found: fixes (five of a free distance; turnpoints, then closing points).

    ``value_m`` is the counted distance (deductions made), ``bound_m`` its proven upper bound.
    A negative first index stands for nothing found.
    """

    points: npt.NDArray[np.int64]
    value_m: float
    bound_m: float

    def over(self, kept: npt.NDArray[np.intp]) -> "Found":
        """The same with indices into the whole track."""
        if self.points[0] < 0:
            return self
        return self._replace(points=kept[self.points].astype(np.int64))


class Flown(NamedTuple):
    """The track that was scored and the measure of distance."""

    lat: geodesy.Float
    lon: geodesy.Float
    t_ms: npt.NDArray[np.int64] | None
    distance: Distance

    def point(self, index: int) -> Point:
        """A fix as it is reported."""
        lon = (float(self.lon[index]) + 180) % 360 - 180
        time = None if self.t_ms is None else timestamp(int(self.t_ms[index]))
        return Point(index, float(self.lat[index]), lon, time)

    def leg_m(self, a: int, b: int) -> float:
        """Distance between two fixes as the rules count it."""
        return self.span_m(self.lat[a], self.lon[a], self.lat[b], self.lon[b])

    def span_m(self, lat1: float, lon1: float, lat2: float, lon2: float) -> float:
        """Distance between two places as the rules count it."""
        if self.distance == "fcc":
            d = float(geodesy.fcc_distance_m(lat1, lon1, lat2, lon2))
            return float(np.floor(d / 10 + 0.5) * 10)
        return float(geodesy.distance_m(lat1, lon1, lat2, lon2))


def score(flown: Flown, league: League, found: dict[str, Found], cpu_s: float) -> Score:
    """Put the report together."""
    shapes = {
        shape.key: _shape(flown, league, shape, found[shape.key]) if shape.key in found else None
        for shape in league.shapes
    }
    flew = [item for item in shapes.values() if item is not None]
    best = max(flew, key=lambda item: item.points, default=None)
    longest = max(flew, key=lambda item: item.distance_m, default=None)
    points = best.points if best else 0.0
    bound = max((item.bound for item in flew), default=0.0)
    return Score(
        league=league.key,
        distance=flown.distance,
        best=best.shape if best and best.turnpoints else None,
        longest=longest.shape if longest and longest.turnpoints else None,
        optimal=bound <= points,
        bound=bound,
        shapes=shapes,
        cpu_s=cpu_s,
    )


def half_up(value: float, decimals: int) -> float:
    """Round to decimals with halves up, undisturbed by the last bits of a binary fraction."""
    scale = 10.0**decimals
    return float(np.floor(value * scale + 0.5 + 1e-9) / scale)


def _worth(league: League, shape: Shape, distance_m: float) -> float:
    return half_up(distance_m / _KM * shape.multiplier, league.decimals)


def _shape(flown: Flown, league: League, shape: Shape, found: Found) -> ShapeScore | None:
    proven = found.bound_m <= found.value_m
    flat = ShapeScore(
        shape=shape.key,
        name=shape.name,
        points=0.0,
        distance_m=0.0,
        multiplier=shape.multiplier,
        optimal=proven,
        bound=_worth(league, shape, found.bound_m),
        turnpoints=[],
        legs_m=[],
    )
    if found.points[0] < 0 or (
        found.value_m < max(shape.min_distance_km * _KM, 1e-3) and (shape.kind == "free_distance")
    ):
        return None if proven else flat
    path, legs = _legs(flown, shape, [int(i) for i in found.points])
    total = sum(legs)
    if flown.distance == "fcc":
        total = half_up(total / _KM, league.decimals) * _KM
    closing = None
    deducted = 0.0
    if shape.closing:
        enter, leave = (int(i) for i in found.points[3:])
        gap = flown.leg_m(enter, leave)
        deducted = gap if gap > shape.closing.free_km * _KM + 1e-6 else 0.0
        closing = ClosingPoints(flown.point(enter), flown.point(leave), gap, deducted)
    points = _worth(league, shape, total - deducted)
    return msgspec.structs.replace(
        flat,
        points=points,
        distance_m=total,
        bound=points if proven else max(points, flat.bound),
        turnpoints=path,
        legs_m=legs,
        closing=closing,
    )


def _legs(flown: Flown, shape: Shape, fixes: list[int]) -> tuple[list[Point], list[float]]:
    """Turnpoints and the legs between them."""
    if shape.kind == "free_distance":
        ends = pairwise(fixes)
        return [flown.point(i) for i in fixes], [flown.leg_m(a, b) for a, b in ends]
    i, j, k = fixes[:3]
    if shape.kind == "triangle":
        legs = [flown.leg_m(i, j), flown.leg_m(j, k), flown.leg_m(k, i)]
        return [flown.point(i), flown.point(j), flown.point(k)], legs
    if shape.kind == "out_and_return":
        return [flown.point(i), flown.point(k)], [flown.leg_m(i, k)] * 2
    lat = (flown.lat[i] + flown.lat[k]) / 2
    lon = (flown.lon[i] + flown.lon[k]) / 2
    return [flown.point(j)], [flown.span_m(flown.lat[j], flown.lon[j], lat, lon)] * 2
