"""Numbers as readers see them: kilometres, metres, km/h and m/s, rounded as people round."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volary.web import mapping

SPACE = "\u202f"
MINUS = "\u2212"


def plain(text: str) -> str:
    return text.replace(SPACE, " ")


@pytest.mark.parametrize(
    ("metres", "text"),
    [
        (0.0, "0 m"),
        (412.4, "412 m"),
        (999.4, "999 m"),
        (1000.0, "1.00 km"),
        (9_994.0, "9.99 km"),
        (10_049.0, "10.0 km"),
        (87_420.0, "87.4 km"),
        (1_234_567.0, "1 234.6 km"),
        (None, "\u2013"),
    ],
)
def test_a_distance_has_the_unit_and_the_decimals_that_fit_its_size(
    metres: float | None, text: str
) -> None:
    assert plain(mapping.distance(metres)) == text


def test_speeds_are_kilometres_per_hour_and_climbs_metres_per_second() -> None:
    assert plain(mapping.speed(10.0)) == "36 km/h"
    assert plain(mapping.speed(9.2777)) == "33 km/h"
    assert plain(mapping.vario(2.449)) == "+2.4 m/s"
    assert plain(mapping.vario(-1.25)) == f"{MINUS}1.3 m/s"
    assert plain(mapping.vario(-0.04)) == "0.0 m/s"


def test_altitudes_are_whole_metres_with_thousands_set_apart() -> None:
    assert plain(mapping.altitude(2431.5)) == "2 432 m"
    assert plain(mapping.altitude(-12.4)) == f"{MINUS}12 m"
    assert plain(mapping.height_change(-840.2)) == f"{MINUS}840 m"
    assert plain(mapping.height_change(840.2)) == "+840 m"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (125, "2 min 5 s"),
        (600, "10 min"),
        (3570, "1 h 00 min"),
        (9450, "2 h 38 min"),
        (36_000, "10 h 00 min"),
    ],
)
def test_a_duration_is_told_in_the_two_units_that_matter(seconds: float, text: str) -> None:
    assert plain(mapping.duration(seconds)) == text


@given(st.floats(0, 1e6))
def test_no_duration_has_sixty_minutes_or_seconds(seconds: float) -> None:
    texts = (mapping.duration(seconds), mapping.stopwatch(seconds), mapping.hours(seconds))
    assert not any("60" in part.split(":")[-1] for part in texts[1:2])
    assert f"60{SPACE}min" not in texts[0]
    assert f"60{SPACE}s" not in texts[0]
    assert f"60{SPACE}min" not in texts[2]


@given(st.floats(-1e9, 1e9), st.integers(0, 2))
def test_rounding_is_off_by_half_a_unit_of_the_last_digit_at_most(
    value: float, decimals: int
) -> None:
    text = mapping.number(value, decimals).replace(SPACE, "").replace(MINUS, "-")
    assert abs(float(text) - value) <= 0.5000001 / 10**decimals
    assert text != "-0"


def test_a_position_is_in_degrees_and_decimal_minutes() -> None:
    assert mapping.position(46.205, -7.0205) == "46°12.300\u2032 N 7°01.230\u2032 W"
    assert mapping.position(-33.9999999, 151.0) == "34°00.000\u2032 S 151°00.000\u2032 E"


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_position_never_has_sixty_minutes(lat: float, lon: float) -> None:
    assert "°60" not in mapping.position(lat, lon)


@pytest.mark.parametrize(
    ("degrees", "text"),
    [(0.0, "000° N"), (359.6, "000° N"), (240.0, "240° SW"), (22.4, "022° N"), (23.0, "023° NE")],
)
def test_a_direction_has_three_digits_and_a_point_of_the_compass(degrees: float, text: str) -> None:
    assert mapping.direction(degrees) == text


def test_times_are_those_of_the_flight_with_utc_beside_them() -> None:
    at = dt.datetime(2025, 6, 13, 23, 42, 7, tzinfo=dt.UTC)
    assert mapping.clock_time(at, 7200) == "01:42"
    assert mapping.clock_time(at, -12_600, seconds=True) == "20:12:07"
    assert mapping.clock_time(None, 7200) == mapping.NONE
    assert mapping.utc_title(at) == "2025-06-13 23:42:07 UTC"
    assert mapping.instant(1_749_858_127_000) == at


def test_an_offset_from_utc_is_named_with_its_odd_minutes() -> None:
    assert mapping.offset_name(0) == "UTC"
    assert mapping.offset_name(7200) == "UTC+2"
    assert mapping.offset_name(-12_600) == f"UTC{MINUS}3:30"
    assert mapping.offset_name(20_700) == "UTC+5:45"


def test_sizes_keep_to_three_digits() -> None:
    assert plain(mapping.size(999)) == "999 bytes"
    assert plain(mapping.size(33_554_432)) == "34 MB"
    assert plain(mapping.size(5_000_000_000)) == "5 GB"
