"""The barogram shows what was recorded: the curve in its box, times on the clock of the flight."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volary.web.svg import Barogram, barogram
from volary.web.svg.barogram import BOX

START = 1_749_808_800_000  # 2025-06-13 10:00 UTC
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def points(path: str) -> list[tuple[float, float]]:
    values = [float(text) for text in NUMBER.findall(path)]
    return list(zip(values[::2], values[1::2], strict=True))


def flight(alt_m: list[float], step_s: float = 1.0, offset_s: int = 7200) -> Barogram:
    times = START + (np.arange(len(alt_m)) * step_s * 1000).astype(np.int64)
    drawing = barogram(times, np.array(alt_m), offset_s=offset_s)
    assert drawing is not None
    return drawing


@given(st.lists(st.floats(-500, 12_000), min_size=1, max_size=50), st.floats(0.1, 3600))
def test_the_curve_stays_in_its_box(alt_m: list[float], step_s: float) -> None:
    drawing = flight(alt_m, step_s)
    found = [point for line in drawing.lines for point in points(line)]
    assert all(0 <= x <= BOX and 0 <= y <= BOX for x, y in found)
    assert drawing.low_m <= min(alt_m)
    assert drawing.high_m >= max(alt_m)


def test_higher_is_further_up_and_later_is_further_right() -> None:
    (low, high) = points(flight([500, 1500], 3600).lines[0])
    assert high[0] > low[0]
    assert high[1] < low[1]


def test_a_flat_altitude_gets_an_axis_of_a_hundred_metres() -> None:
    drawing = flight([1000.0] * 20)
    assert drawing.high_m - drawing.low_m >= 100
    assert {y for _, y in points(drawing.lines[0])} == {BOX / 2}


def test_one_fix_is_a_drawing_too() -> None:
    drawing = flight([812.0])
    assert len(drawing.lines) == 1
    assert drawing.heights


def test_without_any_altitude_there_is_no_barogram() -> None:
    assert barogram(np.array([START]), np.array([np.nan]), offset_s=0) is None


def test_a_gap_in_the_altitudes_is_a_gap_in_the_curve() -> None:
    drawing = flight([100, 200, np.nan, np.nan, 300, 400])
    assert [len(points(line)) for line in drawing.lines] == [2, 2]


def test_times_are_full_hours_on_the_clock_of_the_flight() -> None:
    drawing = flight([0.0] * 5, step_s=3600, offset_s=7200)
    assert [tick.label for tick in drawing.times][:3] == ["12:00", "12:30", "13:00"]
    assert [tick.minor for tick in drawing.times][:3] == [False, True, False]


def test_a_zone_with_odd_minutes_still_has_round_times() -> None:
    drawing = flight([0.0] * 4, step_s=3600, offset_s=20_700)
    assert all(tick.label.endswith((":00", ":30")) for tick in drawing.times)


@given(st.floats(60, 40 * 3600))
def test_there_are_never_too_many_ticks_and_never_none(length_s: float) -> None:
    drawing = flight([0, 1000], length_s)
    assert 1 <= len(drawing.times) <= 10
    assert 2 <= len(drawing.heights) <= 7


def test_climbs_and_turnpoints_stand_where_they_were() -> None:
    times = np.array([START, START + 1_000_000])
    drawing = barogram(
        times,
        np.array([0.0, 500.0]),
        offset_s=0,
        lift=[(START + 250_000, START + 500_000), (START - 9_000, START + 2_000_000)],
        turns=[(START + 500_000, "1")],
    )
    assert drawing is not None
    assert [(band.x, band.width) for band in drawing.lift] == [
        ("25.00%", "25.00%"),
        ("0.00%", "100.00%"),
    ]
    assert [(tick.at, tick.label) for tick in drawing.turns] == [("50.00%", "1")]


@pytest.mark.parametrize("span_m", [1, 99, 430, 2870, 8200])
def test_the_height_axis_has_round_steps(span_m: int) -> None:
    drawing = flight([1003.0, 1003.0 + span_m])
    marks = [
        float(tick.label.split("\u202fm")[0].replace("\u202f", "")) for tick in drawing.heights
    ]
    steps = {round(high - low) for low, high in pairwise(marks)}
    assert len(steps) == 1
    assert str(steps.pop()).rstrip("0") in {"1", "2", "5"}
