"""The optimiser against every possible flight of short tracks, in all leagues and measures."""

import numpy as np
import pytest
from tests.unit.scoring import flights, oracle

from volary.core.scoring import Score, ShapeScore, league, leagues
from volary.core.scoring.solver import score

TRACKS = 120
WGS84_TOLERANCE_M = 0.5


def counted(shape: ShapeScore | None) -> float:
    if shape is None:
        return 0.0
    total = sum(shape.legs_m)
    return total - (shape.closing.deducted_m if shape.closing else 0.0)


def check(result: Score, lat: np.ndarray, lon: np.ndarray, note: str) -> None:
    for shape in league(result.league).shapes:
        found = result.shapes[shape.key]
        best = oracle.best(lat, lon, shape, result.distance)
        value = counted(found)
        where = f"{note} {shape.key}: found {value:.2f} m, best {best:.2f} m"
        assert found is None or found.optimal, where
        if result.distance == "fcc":
            assert value == pytest.approx(best, abs=0.01), where
        else:
            assert best - WGS84_TOLERANCE_M <= value <= best + 0.01, where


@pytest.mark.parametrize("measure", ["wgs84", "fcc"])
@pytest.mark.parametrize("key", list(leagues()))
def test_finds_the_best_flight_of_every_shape(key: str, measure: str) -> None:
    for seed in range(TRACKS):
        lat, lon = flights.track(seed)
        result = score(lat, lon, key, distance="fcc" if measure == "fcc" else "wgs84")
        check(result, lat, lon, f"seed {seed} ({flights.KINDS[seed % len(flights.KINDS)]})")


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6, 9])
@pytest.mark.parametrize("key", ["xcontest", "ffvl", "xcleague", "fai-oar"])
def test_finds_the_best_flight_of_very_short_tracks(key: str, n: int) -> None:
    for seed in range(24):
        lat, lon = flights.track(seed, n)
        check(score(lat, lon, key, distance="fcc"), lat, lon, f"seed {seed}, {n} fixes")
