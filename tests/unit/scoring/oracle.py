"""Every possible flight of a short track, counted one by one: what the optimiser must find."""

from itertools import combinations

import numpy as np

from volary.core.scoring import Shape
from volary.geo import geodesy

EPS = 1e-6


def table(lat: np.ndarray, lon: np.ndarray, measure: str) -> np.ndarray:
    """Distances between all fixes in metres as the rules count them."""
    lon = np.unwrap(lon, period=360)
    ends = (lat[:, None], lon[:, None], lat[None, :], lon[None, :])
    if measure == "wgs84":
        return np.asarray(geodesy.distance_m(*ends))
    return np.floor(np.asarray(geodesy.fcc_distance_m(*ends)) / 10 + 0.5) * 10


def gaps(d: np.ndarray) -> np.ndarray:
    """The closing distance for a first turnpoint i and a last one k: nearest a <= i, b >= k."""
    up_to = np.minimum.accumulate(d, axis=0)
    return np.minimum.accumulate(up_to[:, ::-1], axis=1)[:, ::-1]


def free_distance(d: np.ndarray) -> float:
    """The longest way over five fixes in order, repeats allowed."""
    forward = np.where(np.triu(np.ones_like(d)) > 0, d, -np.inf)
    longest = np.zeros(len(d))
    for _ in range(4):
        longest = (longest[:, None] + forward).max(axis=0)
    return float(longest.max())


def closed(lat: np.ndarray, lon: np.ndarray, shape: Shape, measure: str) -> float:
    """The largest counted distance (deductions made) of a closed shape; 0 when there is none."""
    assert shape.closing is not None
    d = table(lat, lon, measure)
    gap = gaps(d)
    if shape.kind == "out_and_return":
        i, k = np.triu_indices(len(d), 1)
        sides = np.array([d[i, k], d[i, k]])
        apart = gap[i, k]
    else:
        i, j, k = np.array(list(combinations(range(len(d)), 3)), dtype=int).reshape(-1, 3).T
        if shape.kind == "triangle":
            sides = np.array([d[i, j], d[j, k], d[i, k]])
            apart = gap[i, k]
        else:
            lon = np.unwrap(lon, period=360)
            middle = ((lat[i] + lat[k]) / 2, (lon[i] + lon[k]) / 2)
            one = (
                geodesy.distance_m(lat[j], lon[j], *middle)
                if measure == "wgs84"
                else np.floor(geodesy.fcc_distance_m(lat[j], lon[j], *middle) / 10 + 0.5) * 10
            )
            sides = np.array([one, one])
            apart = d[i, k]
    total = sides.sum(axis=0)
    limit = np.maximum(shape.closing.fixed_km * 1000, shape.closing.relative * total)
    if measure == "fcc":
        limit = np.floor(limit / 10 + 0.5) * 10
    allowed = (apart <= limit + EPS) & (total >= shape.min_distance_km * 1000 - EPS)
    if shape.min_side:
        allowed &= sides.min(axis=0) >= shape.min_side * total - EPS
    if shape.max_side:
        allowed &= sides.max(axis=0) <= shape.max_side * total + EPS
    value = total - np.where(apart > shape.closing.free_km * 1000 + EPS, apart, 0)
    return float(value[allowed].max(initial=0.0))


def best(lat: np.ndarray, lon: np.ndarray, shape: Shape, measure: str) -> float:
    """The largest counted distance of any shape in metres."""
    if shape.kind == "free_distance":
        length = free_distance(table(lat, lon, measure))
        return length if length >= shape.min_distance_km * 1000 - EPS else 0.0
    return closed(lat, lon, shape, measure)
