"""The longest free distance: levels of refinement until it is proven or time is up."""

import time
from typing import Final

import numpy as np

from volary.core.scoring import free, metric, outline
from volary.core.scoring.assemble import Found
from volary.core.scoring.blocks import HI, LO, Blocks
from volary.core.scoring.metric import Float, Int

TOLERANCE_M: Final = 0.25

_FIRST_LEVEL: Final = 5
_GROUPS: Final = 64
_EVALUATIONS_PER_S: Final = 1.0e8
_CROWD: Final = 160
_FAR_SHARE: Final = 0.02
_WIDE: Final = 0.4


def free_distance(blocks: Blocks, deadline: float) -> Found:
    """The longest way over five fixes in order."""
    fcc = blocks.metric == metric.FCC
    level = min(_FIRST_LEVEL, blocks.depth)
    node = np.arange(1 << level, 2 << level, dtype=np.int64)
    node = node[blocks.whole[node, HI] > blocks.whole[node, LO]]
    alive = np.full(len(node), (1 << free.LAYERS) - 1, np.int64)
    onward = np.full((free.LAYERS, len(node)), np.inf)
    best, trial = np.zeros(5, np.int64), np.zeros(5, np.int64)
    value, bound, gap = 0.0, np.inf, 0.0
    while True:
        single = bool((blocks.whole[node, HI] - blocks.whole[node, LO] == 1).all())
        spread = len(node) > _CROWD and gap > 0
        w = outline.rows(blocks, node, alive, onward, rounded=spread)
        f = free.ways(len(node), *_groups(node, len(node) > 2 * _GROUPS))
        near = free.separate(blocks, f, 0.0 if single else _FAR_SHARE * gap)
        states = float(w.states.mean())
        cost = near / 2 * states**2 * 2 + len(node) * len(f.group) * states * 4
        if np.isfinite(bound) and time.thread_time() + cost / _EVALUATIONS_PER_S > deadline:
            return Found(best, value, bound)
        slack = -metric.GRID_M - 1e-3 if fcc and not single else TOLERANCE_M
        most = free.sweep_in(blocks, w, f, value + slack, int(single))
        free.trace(w, f, trial)
        reached = free.climb(blocks, trial)
        if reached > value:
            value = reached
            best[:] = trial
        bound = min(bound, max(value, most + (2 * metric.GRID_M if fcc and not single else 0.0)))
        if single or bound <= value:
            return Found(best, value, value)
        free.sweep_out(blocks, w, f, value + slack, int(single))
        free.hopeful(w, f, value + slack, alive)
        gap = bound - value
        kept = np.flatnonzero(alive)
        if len(kept) == 0 or single:
            return Found(best, value, value)
        node, parent = _halves(blocks, node, kept, w.radius)
        alive = alive[parent].copy()
        onward = np.ascontiguousarray(f.top_out[:, parent])


def _halves(blocks: Blocks, node: Int, kept: Int, radius: Float) -> tuple[Int, Int]:
    """The kept nodes with the wide ones cut in two, and the row each comes from.

    Wide is more than half as wide as the widest; so a short stretch flown far is cut before a
    long one spent in one place.
    """
    old = node[kept]
    size = blocks.whole[old, HI] - blocks.whole[old, LO]
    wide = radius[kept] >= _WIDE * radius[kept][size > 1].max(initial=0.0)
    cut = (size > 1) & wide
    children = np.column_stack((np.where(cut, 2 * old, old), np.where(cut, 2 * old + 1, -1)))
    parents = np.column_stack((kept, kept))
    there = children.ravel() >= 0
    return children.ravel()[there], parents.ravel()[there]


def _groups(node: Int, many: bool) -> tuple[Int, Int, Int]:  # noqa: FBT001  # internal
    """Tree nodes over runs of rows, with the first row and one past the last of each."""
    if not many:
        root = np.ones(1, np.int64)
        return root, np.zeros(1, np.int64), np.full(1, len(node), np.int64)
    level = int(np.log2(_GROUPS))
    depth = np.floor(np.log2(node)).astype(np.int64)
    over = node >> np.maximum(depth - level, 0)
    group, first = np.unique(over, return_index=True)
    order = np.argsort(first)
    first = first[order].astype(np.int64)
    end = np.append(first[1:], len(node)).astype(np.int64)
    return np.ascontiguousarray(group[order]), first, end
