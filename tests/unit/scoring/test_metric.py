"""Distances in compiled code against those of `volary.geo`, and the tree's promises."""

from itertools import pairwise

import numpy as np
import pytest
from tests.unit.scoring import flights

from volary.core.scoring import blocks, closing, free
from volary.core.scoring.blocks import CENTRE, CORNER, CORNERS, HI, LO, RADIUS, SLACK
from volary.core.scoring.metric import FCC, GRID_M, WGS84
from volary.geo import geodesy

MEASURES = {WGS84: geodesy.distance_m, FCC: geodesy.fcc_distance_m}


def vertices(tree: blocks.Blocks, row: int, col: int) -> np.ndarray:
    return tree.real[row, col : col + 4]


@pytest.mark.parametrize("metric", [WGS84, FCC])
def test_legs_agree_with_geodesy(metric: int) -> None:
    for seed in range(40):
        lat, lon = flights.track(seed)
        lon = np.unwrap(lon, period=360)
        tree = blocks.plant(lat, lon, metric)
        order = np.array([0, 9, 17, 30, 39])
        way = sum(
            float(MEASURES[metric](lat[a], lon[a], lat[b], lon[b])) for a, b in pairwise(order)
        )
        error = 0.003 if metric == WGS84 else 2 * GRID_M + 1e-6
        assert free.length(tree, order) == pytest.approx(way, abs=error)


@pytest.mark.parametrize("metric", [WGS84, FCC])
def test_every_fix_of_a_block_lies_within_its_radius(metric: int) -> None:
    for seed in range(24):
        lat, lon = flights.track(seed, 256)
        lon = np.unwrap(lon, period=360)
        tree = blocks.plant(lat, lon, metric)
        closing.survey(tree)
        for node in np.flatnonzero(tree.whole[:, blocks.READY] == 1):
            lo, hi = tree.whole[node, LO], tree.whole[node, HI]
            centre = tree.real[node, CENTRE : CENTRE + 4]
            if metric == FCC:
                away = geodesy.fcc_distance_m(centre[0], centre[1], lat[lo:hi], lon[lo:hi])
            else:
                away = np.linalg.norm(tree.vertex[lo:hi, :3] - centre[:3], axis=1)
            assert away.max() <= tree.real[node, RADIUS] + 1e-6


@pytest.mark.parametrize("metric", [WGS84, FCC])
def test_corners_bound_the_distance_to_any_fix_of_a_block(metric: int) -> None:
    for seed in range(24):
        lat, lon = flights.track(seed, 256)
        lon = np.unwrap(lon, period=360)
        tree = blocks.plant(lat, lon, metric)
        closing.survey(tree)
        away_lat, away_lon = lat[0] + 0.7, lon[0] + 0.9
        for node in np.flatnonzero(tree.whole[:, blocks.READY] == 1)[:40]:
            lo, hi = tree.whole[node, LO], tree.whole[node, HI]
            count = tree.whole[node, CORNERS]
            corners = tree.real[node, CORNER : CORNER + 4 * count].reshape(-1, 4)
            if metric == FCC:
                bound = geodesy.fcc_distance_m(away_lat, away_lon, corners[:, 0], corners[:, 1])
            else:
                place = np.array(geodesy.ecef(away_lat, away_lon))
                gap = corners[:, :3] - place
                g = (corners[:, 3] + geodesy.curvature_term(*place)) / 2
                bound = geodesy.chord_to_arc((gap**2).sum(axis=1), gap[:, 2] ** 2, g)
            real = MEASURES[metric](away_lat, away_lon, lat[lo:hi], lon[lo:hi])
            assert real.max() <= bound.max() + tree.real[node, SLACK] + 0.01


def test_the_closing_table_never_exceeds_the_closing_distance() -> None:
    for seed in range(24):
        lat, lon = flights.track(seed, 200)
        lon = np.unwrap(lon, period=360)
        tree = blocks.plant(lat, lon, WGS84)
        table = closing.survey(tree)
        ends = (lat[:, None], lon[:, None], lat[None, :], lon[None, :])
        gap = np.minimum.accumulate(np.asarray(geodesy.distance_m(*ends)), axis=0)
        gap = np.minimum.accumulate(gap[:, ::-1], axis=1)[:, ::-1]
        size = 1 << table.level
        for i in range(0, 200, 7):
            for k in range(i + 1, 200, 5):
                row, col = ((i + 1) * size - 1) // 200, ((k + 1) * size - 1) // 200
                assert table.table[row, col] <= gap[i, k] + 1e-6
