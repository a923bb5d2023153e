"""Scoring a track: every shape of a league, each with its proven optimum.

This module imports numba; use it in worker processes. The method is described in
``docs/explanation/scoring.md``.
"""

import time
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from volary.core.errors import InvalidInput
from volary.core.scoring import assemble, circuit, closing, metric
from volary.core.scoring.blocks import Blocks, plant
from volary.core.scoring.distance import free_distance
from volary.core.scoring.league import League, Shape
from volary.core.scoring.league import league as find_league
from volary.core.scoring.metric import Float
from volary.core.scoring.result import Distance, Score

TOLERANCE_M: Final = 0.25
"""WGS84 distances are proven to this; FCC distances to their grid of 0.01 km."""

_STEPS: Final = 500
_PATIENCE_S: Final = 1.2
_FREE_SHARE: Final = 0.6
_QUEUE: Final = 600_000
_KINDS: Final = {
    "triangle": circuit.TRIANGLE,
    "out_and_return": circuit.OUT_AND_RETURN,
    "turn_at_midpoint": circuit.TURN_AT_MIDPOINT,
}


class Track(NamedTuple):
    """Distinct fixes with continuous longitudes and the tree over them."""

    lat: Float
    lon: Float
    blocks: Blocks


def score(
    lat: npt.ArrayLike,
    lon: npt.ArrayLike,
    league: League | str,
    *,
    distance: Distance = "wgs84",
    budget_s: float = 4.5,
    t_ms: npt.NDArray[np.int64] | None = None,
) -> Score:
    """Find the best flight of every shape of a league.

    ``lat`` and ``lon`` are the fixes of one flight in degrees, in the order flown. ``budget_s``
    limits the CPU time of this thread, give or take a tenth of a second; what is not proven by
    then says so, with a bound.
    """
    _load()
    began = time.thread_time()
    rules = find_league(league) if isinstance(league, str) else league
    phi, lam = _columns(lat, lon)
    kept = _distinct(phi, lam)
    found: dict[str, assemble.Found] = {}
    if len(kept) > 1:
        code = metric.FCC if distance == "fcc" else metric.WGS84
        track = Track(phi[kept], lam[kept], plant(phi[kept], lam[kept], code))
        found = _solve(track, rules, began + budget_s, began)
    placed = {key: item.over(kept) for key, item in found.items()}
    flown = assemble.Flown(phi, lam, t_ms, distance)
    return assemble.score(flown, rules, placed, time.thread_time() - began)


@cache
def _load() -> None:
    """Bring in all compiled code, so that no flight pays for it with its time."""
    turn = np.linspace(0, 9, 40)
    lat, lon = np.sin(turn) * np.cos(turn / 5) + 46, np.cos(turn) + 8
    track = Track(lat, lon, plant(lat, lon, metric.WGS84))
    began = time.thread_time()
    for budget_s in (60.0, 0.0):
        _solve(track, find_league("xcontest"), began + budget_s, began)


def _columns(lat: npt.ArrayLike, lon: npt.ArrayLike) -> tuple[Float, Float]:
    phi = np.asarray(lat, dtype=np.float64)
    lam = np.asarray(lon, dtype=np.float64)
    if phi.ndim != 1 or phi.shape != lam.shape:
        raise InvalidInput("Latitude and longitude must be columns of the same length.")
    if not (np.isfinite(phi).all() and np.isfinite(lam).all()):
        raise InvalidInput("A position is not a number.")
    if len(phi) and (np.abs(phi).max() > 90 or np.abs(lam).max() > 360):
        raise InvalidInput("A position is out of range.")
    return phi, np.unwrap(lam, period=360)


def _distinct(lat: Float, lon: Float) -> npt.NDArray[np.intp]:
    """Indices without the inside of runs of equal fixes, which can add nothing to any shape."""
    same = (np.diff(lat) == 0) & (np.diff(lon) == 0)
    inside = np.zeros(len(lat), np.bool_)
    inside[1:-1] = same[:-1] & same[1:]
    return np.flatnonzero(~inside)


def _solve(track: Track, rules: League, deadline: float, began: float) -> dict[str, assemble.Found]:
    found: dict[str, assemble.Found] = {}
    rule = [shape.closing.free_km for shape in rules.shapes if shape.closing]
    open_ones = [shape for shape in rules.shapes if not shape.closing]
    top = 0.0
    if open_ones:
        share = began + (deadline - began) * (_FREE_SHARE if rule else 1)
        flight = free_distance(track.blocks, share)
        found |= {shape.key: flight for shape in open_ones}
        top = max(shape.multiplier for shape in open_ones) * flight.value_m
    if rule:
        table = closing.survey(track.blocks, min(rule) * 1000)
        for kind in dict.fromkeys(shape.kind for shape in rules.shapes if shape.closing):
            shapes = [shape for shape in rules.shapes if shape.kind == kind]
            found |= closed(track, table, shapes, deadline, top)
    return found


def closed(
    track: Track, table: closing.Closing, shapes: Sequence[Shape], deadline: float, top: float
) -> dict[str, assemble.Found]:
    """The best flights of closed shapes of one kind, all in one search."""
    blocks = track.blocks
    search = circuit.start(
        _KINDS[shapes[0].kind],
        np.array([_row(shape) for shape in shapes]),
        metric.GRID_M - 1e-3 if blocks.metric == metric.FCC else TOLERANCE_M,
        _QUEUE,
        top,
    )
    hard = time.thread_time() + _PATIENCE_S
    proven = circuit.run(blocks, table, search, _STEPS)
    while not proven and time.thread_time() < deadline:
        if not blocks.octagons and time.thread_time() > hard:
            blocks = plant(track.lat, track.lon, blocks.metric, octagons=True)
            search.state[:2] = 0
        proven = circuit.run(blocks, table, search, _STEPS)
    bounds = search.best.copy()
    if not proven:
        circuit.remaining(blocks, table, search, bounds)
    return {
        shape.key: assemble.Found(search.points[r].copy(), float(search.best[r]), float(bounds[r]))
        for r, shape in enumerate(shapes)
    }


def _row(shape: Shape) -> list[float]:
    """A shape as the columns of `circuit`, kilometres turned into metres."""
    rule = shape.closing
    assert rule is not None
    return [
        shape.min_side or 0.0,
        shape.max_side or 0.0,
        rule.fixed_km * 1000,
        rule.relative,
        rule.free_km * 1000,
        shape.min_distance_km * 1000,
        shape.multiplier,
    ]
