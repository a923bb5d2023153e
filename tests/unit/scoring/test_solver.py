"""The optimiser as its callers see it: planted optima, reports, odd input, time limits."""

import subprocess
import sys
from itertools import pairwise

import msgspec
import numpy as np
import pytest
from tests.unit.scoring import flights

from volary.core.errors import InvalidInput
from volary.core.scoring import Score, leagues
from volary.core.scoring.solver import score
from volary.geo import geodesy

LAT0, LON0 = 46.0, 8.0


def along(corners_km: list[tuple[float, float]], n: int) -> tuple[np.ndarray, np.ndarray]:
    """Fixes evenly along straight lines between corners (east, north); corners are fixes."""
    corners = np.array(corners_km) * 1000
    t = np.linspace(0, len(corners) - 1, (len(corners) - 1) * n + 1)
    east = np.interp(t, np.arange(len(corners)), corners[:, 0])
    north = np.interp(t, np.arange(len(corners)), corners[:, 1])
    return LAT0 + north / 111_195, LON0 + east / (111_195 * np.cos(np.radians(LAT0)))


def test_finds_a_planted_fai_triangle() -> None:
    n = 2000
    lat, lon = along([(0, 0), (15, 26), (30, 0), (0, 0)], n)
    result = score(lat, lon, "xcontest")
    shape = result.shapes["closed_fai"]
    assert result.best == "closed_fai"
    assert result.optimal
    assert shape is not None
    assert [point.index for point in shape.turnpoints] == [0, n, 2 * n]
    corners = [0, n, 2 * n, 0]
    expected = sum(
        float(geodesy.distance_m(lat[a], lon[a], lat[b], lon[b])) for a, b in pairwise(corners)
    )
    assert shape.distance_m == pytest.approx(expected, abs=0.5)
    assert shape.closing is not None
    assert shape.closing.distance_m < 1.0
    assert shape.points == pytest.approx(expected / 1000 * 1.6, abs=0.01)


def test_finds_planted_turnpoints_of_a_free_distance() -> None:
    n = 3000
    lat, lon = along([(0, 0), (20, 30), (45, 25), (50, -20), (90, -25)], n)
    shape = score(lat, lon, "xcontest").shapes["free3"]
    assert shape is not None
    assert [point.index for point in shape.turnpoints] == [0, n, 2 * n, 3 * n, 4 * n]
    assert shape.closing is None
    assert len(shape.legs_m) == 4


def test_the_gap_of_an_open_triangle_is_deducted() -> None:
    lat, lon = along([(0, 0), (15, 26), (30, 0), (8, 0)], 500)
    shape = score(lat, lon, "xcontest").shapes["fai"]
    assert shape is not None
    assert shape.closing is not None
    assert shape.closing.deducted_m == shape.closing.distance_m > 7000
    counted = shape.distance_m - shape.closing.deducted_m
    assert shape.points == pytest.approx(counted / 1000 * 1.4, abs=0.01)


def test_a_gap_of_three_kilometres_is_free_in_france() -> None:
    lat, lon = along([(0, 0), (15, 26), (30, 0), (2.5, 0)], 500)
    shape = score(lat, lon, "ffvl").shapes["fai"]
    assert shape is not None
    assert shape.closing is not None
    assert shape.closing.deducted_m == 0
    assert shape.points == pytest.approx(shape.distance_m / 1000 * 1.4, abs=0.01)


def test_longest_and_best_shape_may_differ() -> None:
    lat, lon = along([(0, 0), (15, 26), (30, 0), (0, 0), (0, -40)], 500)
    result = score(lat, lon, "xcontest")
    assert result.best == "closed_fai"
    assert result.longest == "free3"


def test_the_measure_of_the_reference_programs_counts_in_steps_of_ten_metres() -> None:
    lat, lon = flights.track(3, 300)
    shape = score(lat, lon, "xcontest", distance="fcc").shapes["free3"]
    assert shape is not None
    assert all(leg % 10 == 0 for leg in shape.legs_m)
    assert shape.points == pytest.approx(sum(shape.legs_m) / 1000, abs=1e-9)


def test_a_report_says_when_and_where_and_survives_json() -> None:
    lat, lon = along([(0, 0), (15, 26), (30, 0), (0, 0)], 100)
    times = 1_749_800_000_000 + np.arange(len(lat)) * 1000
    result = score(lat, lon, "xcontest", t_ms=times)
    report = result.report()
    assert list(report) == [
        "league",
        "points",
        "distance_m",
        "shape",
        "optimal",
        "bound",
        "turnpoints",
        "closing",
        "legs_m",
    ]
    first = report["turnpoints"][0]
    assert set(first) == {"index", "lat", "lon", "time"}
    assert first["time"].startswith("2025-06-13T")
    assert first["time"].endswith("Z")
    assert msgspec.json.decode(msgspec.json.encode(result), type=Score) == result


def test_a_track_across_180_degrees_scores_like_any_other() -> None:
    lat, lon = along([(0, 0), (15, 26), (30, 0), (0, 0)], 200)
    moved = (lon + 171.9 + 180) % 360 - 180
    for key in ("xcontest", "fai-oar"):
        here, there = score(lat, lon, key), score(lat, moved, key)
        assert there.points == pytest.approx(here.points, abs=0.011)
        assert there.shapes.keys() == here.shapes.keys()


def test_standing_still_in_between_changes_nothing() -> None:
    lat, lon = along([(0, 0), (15, 26), (30, 0), (0, 0)], 100)
    stay = np.repeat(np.arange(len(lat)), np.where(np.arange(len(lat)) == 150, 500, 1))
    moving, stopping = score(lat, lon, "xcontest"), score(lat[stay], lon[stay], "xcontest")
    assert stopping.points == moving.points
    turn = stopping.shapes["closed_fai"]
    assert turn is not None
    assert np.array_equal(
        [lat[stay][p.index] for p in turn.turnpoints],
        [p.lat for p in turn.turnpoints],
    )


@pytest.mark.parametrize("n", [0, 1])
def test_no_flight_no_points(n: int) -> None:
    result = score(np.full(n, 46.0), np.full(n, 8.0), "xcontest")
    assert result.points == 0
    assert result.best is None
    assert result.longest is None
    assert result.optimal
    assert set(result.shapes.values()) == {None}
    assert result.report()["closing"] == {}


@pytest.mark.parametrize("key", list(leagues()))
def test_standing_still_all_day_gives_no_points(key: str) -> None:
    result = score(np.full(5000, 46.0), np.full(5000, 8.0), key)
    assert result.points == 0
    assert result.optimal


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ([46.0, float("nan")], [8.0, 8.0]),
        ([46.0, 46.1], [8.0, float("inf")]),
        ([46.0, 91.0], [8.0, 8.0]),
        ([46.0, 46.1], [8.0]),
        ([[46.0, 46.1]], [[8.0, 8.1]]),
    ],
)
def test_positions_that_are_none_are_refused(lat: list[float], lon: list[float]) -> None:
    with pytest.raises(InvalidInput):
        score(lat, lon, "xcontest")


def test_a_track_with_fixes_all_over_the_world_is_scored() -> None:
    rng = np.random.default_rng(2)
    lat, lon = rng.uniform(-85, 85, 60), rng.uniform(-180, 180, 60)
    assert score(lat, lon, "xcontest").points > 0


@pytest.mark.parametrize("measure", ["wgs84", "fcc"])
def test_without_time_the_answer_says_so_and_its_bound_holds(measure: str) -> None:
    rng = np.random.default_rng(7)
    lat = 46 + np.cumsum(rng.normal(0, 0.002, 6000))
    lon = 8 + np.cumsum(rng.normal(0, 0.002, 6000))
    name = "fcc" if measure == "fcc" else "wgs84"
    full = score(lat, lon, "xcontest", distance=name, budget_s=60)
    hurried = score(lat, lon, "xcontest", distance=name, budget_s=0.0)
    assert full.optimal
    assert not hurried.optimal
    assert hurried.bound >= full.points >= hurried.points
    for key, proven in full.shapes.items():
        guess = hurried.shapes[key]
        assert proven is not None
        assert guess is not None
        assert guess.bound >= proven.points >= guess.points


def test_the_package_itself_loads_no_compiler() -> None:
    code = "import sys, volary.core.scoring; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
