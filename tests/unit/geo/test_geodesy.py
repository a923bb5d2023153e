"""Distances and bearings against Karney's algorithm (geographiclib) and published values."""

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from volary.geo import geodesy

EARTH = Geodesic.WGS84
latitudes = st.floats(-89.9, 89.9)
longitudes = st.floats(-180, 180)


@given(latitudes, longitudes, st.floats(0, 360), st.floats(0, 19_000_000))
def test_distance_is_karneys_to_five_millimetres(
    lat: float, lon: float, azimuth: float, length: float
) -> None:
    end = EARTH.Direct(lat, lon, azimuth, length)
    found = float(geodesy.distance_m(lat, lon, end["lat2"], end["lon2"]))
    assert found == pytest.approx(length, abs=0.005)


def test_flinders_peak_to_buninyong() -> None:
    """Vincenty's line in the GDA94 technical manual, 54,972.271 m (on GRS80)."""
    flinders = (-(37 + 57 / 60 + 3.72030 / 3600), 144 + 25 / 60 + 29.52440 / 3600)
    buninyong = (-(37 + 39 / 60 + 10.15610 / 3600), 143 + 55 / 60 + 35.38390 / 3600)
    assert float(geodesy.distance_m(*flinders, *buninyong)) == pytest.approx(54972.271, abs=0.001)
    bearing = float(geodesy.bearing_deg(*flinders, *buninyong))
    assert bearing == pytest.approx(306 + 52 / 60 + 5.37 / 3600, abs=0.001)


def test_nearly_opposite_points_are_right_to_half_a_percent() -> None:
    lat, lon = np.array([0.0, 30.0, -12.0]), np.array([0.0, 10.0, 100.0])
    far_lat, far_lon = -lat + 0.1, lon + 179.8
    expected = [
        EARTH.Inverse(*ends)["s12"] for ends in zip(lat, lon, far_lat, far_lon, strict=True)
    ]
    assert geodesy.distance_m(lat, lon, far_lat, far_lon) == pytest.approx(expected, rel=0.005)


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_the_same_both_ways(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    there = float(geodesy.distance_m(lat1, lon1, lat2, lon2))
    back = float(geodesy.distance_m(lat2, lon2, lat1, lon1))
    assert there == pytest.approx(back, rel=1e-6, abs=1e-6)


def test_distance_takes_columns_and_crosses_180_degrees() -> None:
    lat = np.array([[10.0], [50.0]])
    found = geodesy.distance_m(lat, 179.9, lat, np.array([-179.9, 179.9, 0.0]))
    assert found.shape == (2, 3)
    assert found[0, 1] == 0
    assert found[0, 0] == pytest.approx(EARTH.Inverse(10, 179.9, 10, -179.9)["s12"], abs=0.005)
    assert found[1, 2] == pytest.approx(EARTH.Inverse(50, 179.9, 50, 0)["s12"], abs=0.005)


@given(latitudes, longitudes, st.floats(0, 359.99), st.floats(10, 100_000))
def test_bearing_is_karneys_azimuth(lat: float, lon: float, azimuth: float, length: float) -> None:
    end = EARTH.Direct(lat, lon, azimuth, length)
    found = float(geodesy.bearing_deg(lat, lon, end["lat2"], end["lon2"]))
    assert abs((found - azimuth + 180) % 360 - 180) < 0.001


def test_bearing_of_coinciding_points_is_zero() -> None:
    assert geodesy.bearing_deg(46.0, 8.0, 46.0, 8.0) == 0


@given(st.floats(-60, 60), longitudes, st.floats(0, 360), st.floats(0, 300_000))
def test_the_fcc_formula_is_close_to_the_geodesic(
    lat: float, lon: float, azimuth: float, length: float
) -> None:
    end = EARTH.Direct(lat, lon, azimuth, length)
    lon2 = lon + (end["lon2"] - lon + 180) % 360 - 180
    found = float(geodesy.fcc_distance_m(lat, lon, end["lat2"], lon2))
    assert found == pytest.approx(length, rel=1e-3, abs=1.0)


def test_the_fcc_formula_gives_the_legs_of_the_reference_program() -> None:
    """Two legs of a published solution of igc-xc-score 1.8.0, in steps of 10 m."""
    one = (36.57505, 31.971616666666666), (36.56435, 31.980716666666666)
    two = (36.56435, 31.980716666666666), (36.554716666666664, 31.97)
    assert round(float(geodesy.fcc_distance_m(*one[0], *one[1])) / 10) == 144
    assert round(float(geodesy.fcc_distance_m(*two[0], *two[1])) / 10) == 144
