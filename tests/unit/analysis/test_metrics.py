"""Every figure means what its definition says."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from volary.core.analysis import Bounds, analyse
from volary.core.analysis.metrics import bounds_of, climbed_m

METRES = st.integers(-30, 30).map(float)


def geodesic_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    return float(Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2)["s12"])


def slow_climb(alt: list[float]) -> float:
    """Cut the flight at every confirmed descent of 5 m, sum the height of the pieces."""
    total, low, high = 0.0, alt[0], alt[0]
    for value in [*alt[1:], -1e9]:
        high = max(high, value)
        if value < low or high - value >= 5:
            if high - low >= 5:
                total += high - low
            low = high = value
    return total


@given(st.lists(METRES, min_size=1, max_size=60))
def test_gain_is_the_sum_of_all_climbs_of_five_metres(alt: list[float]) -> None:
    assert climbed_m(np.array(alt)) == slow_climb(alt)


def test_noise_adds_nothing_to_the_gain() -> None:
    rng = np.random.default_rng(1)
    climb = np.linspace(500, 1500, 2000) + np.rint(rng.uniform(-2, 2, 2000))
    assert climbed_m(climb) == pytest.approx(1000, abs=5)


def test_distances_agree_with_karney(day_out: Callable) -> None:
    track = day_out(wind=(3.0, 2.0)).track(quantised=True)
    analysis = analyse(track)
    first, last = analysis.flight.takeoff_index, analysis.flight.landing_index
    lat, lon = track.lat[first : last + 1].tolist(), track.lon[first : last + 1].tolist()
    path = sum(map(geodesic_m, lat, lon, lat[1:], lon[1:]))
    metrics = analysis.metrics
    assert metrics.distance_m == pytest.approx(path, abs=0.01)
    straight = geodesic_m(lat[0], lon[0], lat[-1], lon[-1])
    assert metrics.straight_distance_m == pytest.approx(straight, abs=0.01)
    farthest = max(geodesic_m(lat[0], lon[0], *point) for point in zip(lat, lon, strict=True))
    assert metrics.max_takeoff_distance_m == pytest.approx(farthest, abs=0.01)
    assert metrics.avg_speed_mps == pytest.approx(path / metrics.duration_s)


def test_smoothed_speeds_are_those_of_single_windows(day_out: Callable) -> None:
    track = day_out(dt_s=3.0, wind=(2.0, 0.0)).track(quantised=True)
    analysis = analyse(track)
    cut = slice(analysis.flight.takeoff_index, analysis.flight.landing_index + 1)
    lat, lon, t_s = track.lat[cut], track.lon[cut], track.t_ms[cut] / 1000
    assert track.alt_pressure_m is not None
    alt = track.alt_pressure_m[cut]
    n, speeds, varios = len(lat), [], []
    for i in range(n):
        a, b = max(i - 2, 0), min(i + 2, n - 1)  # 6 s: the first fixes at least 5 s away
        seconds = t_s[b] - t_s[a]
        speeds.append(geodesic_m(lat[a], lon[a], lat[b], lon[b]) / seconds)
        varios.append((alt[b] - alt[a]) / seconds)
    metrics = analysis.metrics
    assert metrics.max_speed_mps == pytest.approx(max(speeds), abs=1e-4)
    assert metrics.mean_ground_speed_mps == pytest.approx(np.mean(speeds[:-1]), abs=1e-4)
    assert metrics.max_vario_mps == pytest.approx(max(varios), abs=1e-6)
    assert metrics.min_vario_mps == pytest.approx(min(varios), abs=1e-6)


def test_a_stray_fix_is_not_the_fastest(pilot: Callable) -> None:
    track = pilot().wait(60).glide(400, 30, 12, -1).wait(60).track()
    lat = track.lat.copy()
    lat[200] += 40 / 111_195
    noisy = analyse(replace(track, lat=lat))
    assert noisy.outliers == []
    assert noisy.metrics.max_speed_mps < 12 + 40 / 10 + 0.5


def test_altitudes_are_those_of_the_flight_alone(pilot: Callable) -> None:
    bird = pilot(alt_m=1800.0).wait(60).glide(300, 0, 10, -2).circle(200, 15, 10, 1).wait(60)
    metrics = analyse(bird.track()).metrics
    assert metrics.takeoff_alt_m == pytest.approx(1800, abs=20)
    assert metrics.min_alt_m == pytest.approx(1200, abs=1)
    assert metrics.landing_alt_m == pytest.approx(1400, abs=1)
    assert metrics.max_alt_m == metrics.takeoff_alt_m
    assert metrics.max_alt_gnss_m == pytest.approx(metrics.max_alt_pressure_m + 50)
    assert metrics.gain_total_m == pytest.approx(200, abs=1)


def test_circling_shares_are_of_the_whole_duration(day_out: Callable) -> None:
    metrics = analyse(day_out().track(quantised=True)).metrics
    assert metrics.circling_right_fraction * metrics.duration_s == pytest.approx(390, abs=25)
    assert metrics.circling_left_fraction * metrics.duration_s == pytest.approx(200, abs=15)
    both = metrics.circling_left_fraction + metrics.circling_right_fraction
    assert metrics.circling_fraction == pytest.approx(both)


def test_mean_climb_is_height_won_per_time_in_thermals(day_out: Callable) -> None:
    analysis = analyse(day_out().track())
    gain = sum(thermal.gain_m for thermal in analysis.thermals)
    seconds = sum(thermal.duration_s for thermal in analysis.thermals)
    assert analysis.metrics.thermal_gain_m == pytest.approx(gain)
    assert analysis.metrics.mean_climb_mps == pytest.approx(gain / seconds)


LATS = np.array([1.0, 2.0, 3.0])


@pytest.mark.parametrize(
    ("lon", "west", "east"),
    [
        ([5.0, 7.0, 6.0], 5.0, 7.0),
        ([179.5, -179.0, 179.75], 179.5, -179.0),
        ([-179.5, 179.0, -178.0], 179.0, -178.0),
        ([170.0, 180.0, -180.0], 170.0, 180.0),
    ],
)
def test_bounds_cross_the_antimeridian_with_west_above_east(
    lon: list[float], west: float, east: float
) -> None:
    assert bounds_of(LATS, np.array(lon)) == Bounds(1.0, west, 3.0, east)


def test_bounds_around_a_pole_span_all_longitudes() -> None:
    lon = (np.arange(0, 400, 10) + 180.0) % 360 - 180
    lat = np.full(len(lon), 89.5)
    assert bounds_of(lat, lon) == Bounds(89.5, -180.0, 89.5, 180.0)
