"""Circling is told from straight flight by turn rate and the least contradiction."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volary.core.analysis import circling
from volary.core.analysis.motion import Motion, motion_of
from volary.core.tracks import Track
from volary.geo.geodesy import bearing_deg


def motion(track: Track) -> Motion:
    return motion_of(track, np.arange(len(track)))


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 40)), min_size=1, max_size=9))
def test_labels_contradict_as_few_seconds_as_any_labels_do(runs: list[tuple[bool, int]]) -> None:
    flags = np.array([flag for flag, _ in runs])
    seconds = np.array([float(length) for _, length in runs])

    def cost(labels: np.ndarray) -> float:
        changes = int((labels[1:] != labels[:-1]).sum()) + int(labels[0])
        return float(seconds[labels != flags].sum()) + 10 * changes

    best = min(
        cost(np.array(labels)) for labels in itertools.product((False, True), repeat=len(flags))
    )
    assert cost(circling._smoothed(flags, seconds)) == best


@pytest.mark.parametrize("dt_s", [1.0, 2.0, 5.0])
def test_turn_rates_are_those_of_single_bearings(day_out: Callable, dt_s: float) -> None:
    track = day_out(dt_s=dt_s, wind=(3.0, -1.0)).track(quantised=True)
    moves = motion(track)
    rates = circling.turn_rate(moves, circling.directions(moves))
    bearings = [0.0]
    for i in range(len(track) - 1):
        here, there = (track.lat[i], track.lon[i]), (track.lat[i + 1], track.lon[i + 1])
        bearings.append(bearings[-1] if here == there else float(bearing_deg(*here, *there)))
    bearings = [*bearings[1:], bearings[-1]]
    for i in range(len(track)):
        earlier = [j for j in range(i) if track.t_ms[i] - track.t_ms[j] >= 5000]
        if earlier:
            turned = (bearings[i] - bearings[earlier[-1]] + 180) % 360 - 180
            expected = turned / (track.t_ms[i] - track.t_ms[earlier[-1]]) * 1000
        else:
            expected = 0.0
        assert rates[i] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("dt_s", [1.0, 3.0, 5.0])
def test_planted_circles_are_found_to_a_few_seconds(day_out: Callable, dt_s: float) -> None:
    moves = motion(day_out(dt_s=dt_s).track(quantised=True))
    rate = circling.turn_rate(moves, circling.directions(moves))
    first, last = circling.circling_stretches(moves, rate)
    assert moves.t_s[first] == pytest.approx([320, 860, 1360], abs=10)
    assert moves.t_s[last] == pytest.approx([620, 1060, 1450], abs=10)


def test_a_single_circle_is_no_circling(pilot: Callable) -> None:
    bird = pilot().glide(100, 0, 10, -1).circle(24, 15, 10, -1).glide(100, 0, 10, -1)
    moves = motion(bird.track())
    rate = circling.turn_rate(moves, circling.directions(moves))
    assert len(circling.circling_stretches(moves, rate)[0]) == 0


def test_a_short_straight_piece_does_not_end_a_thermal(pilot: Callable) -> None:
    bird = pilot().glide(100, 0, 10, -1).circle(100, 15, 10, 1)
    bird.glide(8, bird.heading, 10, 1).circle(100, 15, 10, 1).glide(100, 0, 10, -1)
    moves = motion(bird.track())
    rate = circling.turn_rate(moves, circling.directions(moves))
    assert len(circling.circling_stretches(moves, rate)[0]) == 1
