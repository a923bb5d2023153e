"""Scoring a track: every shape of a league, each with its proven optimum.

This module imports numba; use it in worker processes. The method is described in
``docs/explanation/scoring.md``.
"""

import time
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from volary.core.errors import InvalidInput
from volary.core.scoring import assemble, circuit, closing, free, metric
from volary.core.scoring.blocks import HI, LO, Blocks, plant
from volary.core.scoring.league import League, Shape
from volary.core.scoring.league import league as find_league
from volary.core.scoring.metric import Float
from volary.core.scoring.result import Distance, Score

TOLERANCE_M: Final = 0.25
"""WGS84 distances are proven to this; FCC distances to their grid of 0.01 km."""

_FIRST_STEPS: Final = 20
_STEPS: Final = 2000
_RUN_S: Final = 0.05
_QUEUE: Final = 600_000
_FIRST_LEVEL: Final = 5
_EVALUATIONS_PER_S: Final = 1.2e8
_KINDS: Final = {
    "triangle": circuit.TRIANGLE,
    "out_and_return": circuit.OUT_AND_RETURN,
    "turn_at_midpoint": circuit.TURN_AT_MIDPOINT,
}


def score(
    lat: npt.ArrayLike,
    lon: npt.ArrayLike,
    league: League | str,
    *,
    distance: Distance = "wgs84",
    budget_s: float = 5.0,
    t_ms: npt.NDArray[np.int64] | None = None,
) -> Score:
    """Find the best flight of every shape of a league.

    ``lat`` and ``lon`` are the fixes of one flight in degrees, in the order flown. ``budget_s``
    limits the CPU time; what is not proven by then says so, with a bound.
    """
    began = time.thread_time()
    rules = find_league(league) if isinstance(league, str) else league
    phi, lam = _columns(lat, lon)
    kept = _distinct(phi, lam)
    deadline = began + budget_s
    found: dict[str, assemble.Found] = {}
    if len(kept) > 1:
        code = metric.FCC if distance == "fcc" else metric.WGS84
        blocks = plant(phi[kept], lam[kept], code)
        found = _solve(blocks, rules, deadline, began)
    placed = {key: item.over(kept) for key, item in found.items()}
    track = assemble.Flown(phi, lam, t_ms, distance)
    return assemble.score(track, rules, placed, time.thread_time() - began)


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


def _solve(
    blocks: Blocks, rules: League, deadline: float, began: float
) -> dict[str, assemble.Found]:
    found: dict[str, assemble.Found] = {}
    by_kind: dict[str, list[Shape]] = {}
    for shape in rules.shapes:
        by_kind.setdefault(shape.kind, []).append(shape)
    rule = [shape.closing.free_km for shape in rules.shapes if shape.closing]
    table = closing.survey(blocks, min(rule) * 1000) if rule else None
    for kind, shapes in by_kind.items():
        if kind == "free_distance":
            share = began + (deadline - began) / 2 if len(by_kind) > 1 else deadline
            flight = free_distance(blocks, share)
            found |= {shape.key: flight for shape in shapes}
        elif table is not None:
            found |= closed(blocks, table, shapes, deadline)
    return found


def free_distance(blocks: Blocks, deadline: float) -> assemble.Found:
    """The longest way over five fixes."""
    fcc = blocks.metric == metric.FCC
    level = min(_FIRST_LEVEL, blocks.depth)
    first = np.arange(1 << level, 2 << level, dtype=np.int64)
    alive = free.layers(len(first), first)
    best = np.zeros(5, np.int64)
    trial = np.zeros(5, np.int64)
    value = bound = 0.0
    exact = False
    while True:
        most = free.sweep(blocks, alive, int(exact), trial)
        bound = most + (2 * metric.GRID_M if fcc and not exact else 0.0)
        reached = free.length(blocks, trial) if exact else free.climb(blocks, trial)
        if reached > value:
            value = reached
            best[:] = trial
        if exact or bound <= value:
            return assemble.Found(best.copy(), value, value)
        slack = -metric.GRID_M - 1e-3 if fcc else TOLERANCE_M
        children = free.layers(2 * int(alive.counts.max()), np.empty(0, np.int64))
        divisible = free.thin(blocks, alive, value + slack, children)
        if int(children.counts.min()) == 0:
            return assemble.Found(best.copy(), value, value)
        alive = children
        exact = divisible == 0 or all(
            bool((blocks.whole[row[:n], HI] - blocks.whole[row[:n], LO] == 1).all())
            for row, n in zip(alive.node, alive.counts, strict=True)
        )
        counts = alive.counts.astype(np.float64)
        cost = float((counts[:-1] * counts[1:]).sum()) * (1 if exact else 16)
        if time.thread_time() + cost / _EVALUATIONS_PER_S > deadline:
            return assemble.Found(best.copy(), value, bound)


def closed(
    blocks: Blocks, table: closing.Closing, shapes: Sequence[Shape], deadline: float
) -> dict[str, assemble.Found]:
    """The best flights of closed shapes of one kind, all in one search."""
    fcc = blocks.metric == metric.FCC
    search = circuit.start(
        _KINDS[shapes[0].kind],
        np.array([_row(shape) for shape in shapes]),
        metric.GRID_M - 1e-3 if fcc else TOLERANCE_M,
        _QUEUE,
    )
    # What a step costs depends on the track, by a factor of a thousand: a run of steps is sized
    # by the one before it, so that the deadline is seen in time.
    steps, now = _FIRST_STEPS, time.thread_time()
    while not (proven := circuit.run(blocks, table, search, steps)):
        began, now = now, time.thread_time()
        if now > deadline:
            break
        steps = int(min(_STEPS, max(1, steps * min(4.0, _RUN_S / max(now - began, 1e-6)))))
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
