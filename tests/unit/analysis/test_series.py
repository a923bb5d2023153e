"""A chart and an outline of few points still show what matters."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from volary.core.analysis import altitudes, analyse, barogram, outline, scored_fixes
from volary.core.tracks import Track
from volary.geo.geodesy import distance_m


@pytest.fixture
def track(day_out: Callable) -> Track:
    return day_out().track(quantised=True)


@pytest.mark.parametrize("points", [2, 10, 101, 600, 5000])
def test_a_barogram_keeps_highs_lows_and_ends(track: Track, points: int) -> None:
    analysis = analyse(track)
    series = barogram(track, analysis, points)
    assert len(series.index) <= max(points, 4)
    assert np.array_equal(series.t_ms, track.t_ms[series.index])
    assert (np.diff(series.t_ms) > 0).all()
    assert series.index[0] == analysis.flight.takeoff_index
    assert series.index[-1] == analysis.flight.landing_index
    assert series.alt_m.max() == analysis.metrics.max_alt_m
    assert series.alt_m.min() == analysis.metrics.min_alt_m
    assert np.array_equal(series.alt_m, altitudes(track, analysis, series.index))


def test_a_barogram_of_a_short_flight_is_complete(track: Track) -> None:
    analysis = analyse(track)
    index = scored_fixes(track, analysis)
    assert np.array_equal(barogram(track, analysis, len(index)).index, index)


def test_without_altitudes_the_barogram_is_empty(track: Track) -> None:
    flat = Track(track.t_ms, track.lat, track.lon, None, None, track.fix_3d)
    assert len(barogram(flat, analyse(flat)).index) == 0


def off_line(track: Track, a: int, b: int) -> np.ndarray:
    """Metres between the fixes from ``a`` to ``b`` and the straight line of these two."""
    x, y = track.lon * np.cos(np.radians(46.5)) * 111_195, track.lat * 111_195
    start, way = np.array([x[a], y[a]]), np.array([x[b] - x[a], y[b] - y[a]])
    off = []
    for i in range(a, b + 1):
        point = np.array([x[i], y[i]]) - start
        length = float(way @ way)
        along = min(max(float(point @ way) / length, 0.0), 1.0) if length else 0.0
        off.append(float(np.hypot(*(point - along * way))))
    return np.array(off)


def slow_outline(track: Track, points: int) -> float:
    """Largest error left when the farthest fix of all is added, one at a time."""
    last = len(track) - 1
    pieces = {(0, last): off_line(track, 0, last)}
    for _ in range(points - 2):
        a, b = max(pieces, key=lambda piece: pieces[piece].max())
        middle = a + int(pieces.pop((a, b)).argmax())
        pieces |= {(a, middle): off_line(track, a, middle), (middle, b): off_line(track, middle, b)}
    return max(float(off.max()) for off in pieces.values())


@pytest.mark.parametrize("points", [40, 200])
def test_an_outline_follows_the_track(track: Track, points: int) -> None:
    chosen = outline(track, points)
    assert len(chosen) <= points
    assert chosen[0] == 0
    assert chosen[-1] == len(track) - 1
    assert (np.diff(chosen) > 0).all()
    worst = max(float(off_line(track, a, b).max()) for a, b in itertools.pairwise(chosen.tolist()))
    assert worst <= 2 * slow_outline(track, points)


def test_a_straight_line_needs_no_more_than_its_ends() -> None:
    n = 1000
    line = np.linspace(0, 0.1, n)
    track = Track(np.arange(n), np.zeros(n), line, None, None, np.ones(n, dtype=np.bool_))
    assert outline(track, 100).tolist() == [0, n - 1]


def test_an_outline_over_the_antimeridian_is_the_same_as_elsewhere(day_out: Callable) -> None:
    there = day_out(lat=-17.0, lon=179.99).track()
    here = day_out(lat=-17.0, lon=10.0).track()
    one, other = outline(there, 60), outline(here, 60)
    gap_m = distance_m(here.lat[one], here.lon[one], here.lat[other], here.lon[other])
    assert gap_m.max() < 30


def test_an_outline_of_a_flight_leaves_the_rest_out(track: Track) -> None:
    analysis = analyse(track)
    chosen = outline(track, 100, analysis=analysis)
    assert chosen[0] == analysis.flight.takeoff_index
    assert chosen[-1] == analysis.flight.landing_index
