"""The outline keeps every track inside its frame, wherever on Earth it lies."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volary.web.svg import Outline, Shape, outline
from volary.web.svg.outline import HEIGHT, WIDTH

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def circle(lat: float, lon: float, radius_deg: float, count: int = 60) -> tuple:
    turn = np.linspace(0, 2 * math.pi, count)
    east = radius_deg * np.cos(turn) / max(0.01, math.cos(math.radians(lat)))
    return lat + radius_deg * np.sin(turn), (lon + east + 180) % 360 - 180


def points(path: str) -> list[tuple[float, float]]:
    values = [float(text) for text in NUMBER.findall(path)]
    return list(zip(values[::2], values[1::2], strict=True))


def inside(drawing: Outline) -> bool:
    found = points(drawing.track) + points(drawing.climbs) + points(drawing.legs)
    found += points(drawing.closing)
    marks = [*drawing.turnpoints, drawing.takeoff]
    marks += [drawing.landing] if drawing.landing else []
    found += [(float(mark.x), float(mark.y)) for mark in marks]
    return all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in found)


@given(st.floats(-89.9, 89.9), st.floats(-180, 180), st.sampled_from([1e-7, 1e-3, 0.1, 1.0, 20.0]))
def test_every_point_lies_in_the_frame(lat: float, lon: float, radius: float) -> None:
    lats, lons = circle(lat, lon, radius)
    lats = np.clip(lats, -90, 90)
    assert inside(outline(lats, lons, climbs=[(3, 9), (20, 59)]))


def test_a_flight_over_the_antimeridian_is_drawn_in_one_piece() -> None:
    lat, lon = circle(-17.0, 179.98, 0.2)
    here = outline(lat, lon)
    there = outline(*circle(-17.0, 10.0, 0.2))
    assert inside(here)
    gap = max(
        math.dist(a, b) for a, b in zip(points(here.track), points(here.track)[1:], strict=False)
    )
    usual = max(
        math.dist(a, b) for a, b in zip(points(there.track), points(there.track)[1:], strict=False)
    )
    assert gap == pytest.approx(usual, abs=0.5)


def test_the_shape_of_a_flight_over_the_antimeridian_lies_on_its_track() -> None:
    lat, lon = circle(-17.0, 179.98, 0.2)
    chosen = [(float(lat[i]), float(lon[i])) for i in (5, 25, 45)]
    shape = Shape(
        [(str(n), place) for n, place in enumerate(chosen, 1)], [*chosen, chosen[0]], chosen[:2]
    )
    drawing = outline(lat, lon, shape=shape)
    assert inside(drawing)
    track = points(drawing.track)
    for mark in drawing.turnpoints:
        assert min(math.dist((float(mark.x), float(mark.y)), point) for point in track) < 0.2


def test_north_is_up_and_east_is_right() -> None:
    drawing = outline(np.array([46.0, 46.1]), np.array([7.0, 7.1]))
    start, end = points(drawing.track)
    assert end[0] > start[0]
    assert end[1] < start[1]


def test_a_degree_of_longitude_is_drawn_as_short_as_it_is() -> None:
    lat, lon = circle(60.0, 10.0, 0.1)
    xs, ys = zip(*points(outline(lat, lon).track), strict=True)
    assert max(xs) - min(xs) == pytest.approx(max(ys) - min(ys), rel=0.01)


def test_a_single_fix_is_a_point_in_the_middle() -> None:
    drawing = outline(np.array([46.0]), np.array([7.0]))
    assert set(points(drawing.track)) == {(WIDTH / 2, HEIGHT / 2)}
    assert drawing.landing is None
    assert drawing.takeoff.text == "Take-off, landing"


def test_take_off_and_landing_far_apart_have_a_mark_each() -> None:
    drawing = outline(np.array([46.0, 46.3]), np.array([7.0, 7.4]))
    assert drawing.landing is not None
    assert (drawing.takeoff.text, drawing.landing.text) == ("Take-off", "Landing")


@given(st.floats(1e-4, 5.0))
def test_the_scale_bar_is_as_long_as_it_says(radius: float) -> None:
    drawing = outline(*circle(0.0, 7.0, radius, count=361))
    xs = [x for x, _ in points(drawing.track)]
    drawn_m = 2 * radius * 111_195.0
    bar = float(NUMBER.findall(drawing.bar.partition("h")[2])[0])
    value, unit = drawing.bar_label.split("\u202f")[-2:]
    metres = float(value) * {"m": 1, "km": 1000}[unit]
    if max(xs) - min(xs) > 50:
        assert bar / (max(xs) - min(xs)) == pytest.approx(metres / drawn_m, rel=0.02)
    assert 50 < bar < WIDTH / 2


def test_climbs_are_drawn_over_the_part_of_the_track_where_they_were() -> None:
    lat, lon = circle(46.0, 7.0, 0.1)
    drawing = outline(lat, lon, climbs=[(10, 20)])
    assert points(drawing.climbs) == points(drawing.track)[10:21]
