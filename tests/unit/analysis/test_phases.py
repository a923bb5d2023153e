"""Planted thermals, glides and wind are found again."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from volary.core.analysis import Analysis, analyse
from volary.core.tracks import Track


def assert_whole(analysis: Analysis, track: Track) -> None:
    """Phases cover the flight without gaps and agree with thermals and glides."""
    phases = analysis.phases
    flight = analysis.flight
    assert phases[0].start_index == flight.takeoff_index
    assert phases[-1].end_index == flight.landing_index
    for one, other in itertools.pairwise(phases):
        assert one.end_index == other.start_index
        assert one.end_ms == other.start_ms
    for phase in phases:
        assert phase.start_ms == track.t_ms[phase.start_index]
        assert phase.end_ms == track.t_ms[phase.end_index] > phase.start_ms
    kinds = [phase.kind for phase in phases]
    assert kinds.count("thermal") == len(analysis.thermals) == analysis.metrics.thermal_count
    assert kinds.count("glide") == len(analysis.glides)
    assert sum(glide.distance_m for glide in analysis.glides) <= analysis.metrics.distance_m + 1e-6


def test_a_day_out_has_its_phases(day_out: Callable) -> None:
    track = day_out().track(quantised=True)
    analysis = analyse(track)
    assert [phase.kind for phase in analysis.phases] == [
        "glide",
        "thermal",
        "glide",
        "thermal",
        "glide",
        "spiral",
        "glide",
    ]
    assert_whole(analysis, track)


def test_thermals_have_their_gain_climb_and_side(day_out: Callable) -> None:
    right, left = analyse(day_out().track(quantised=True)).thermals
    assert (right.turn, left.turn) == ("right", "left")
    assert right.climb_mps == pytest.approx(2.5, abs=0.1)
    assert left.climb_mps == pytest.approx(1.5, abs=0.1)
    assert right.gain_m == pytest.approx(right.exit_alt_m - right.enter_alt_m)
    assert right.gain_m == pytest.approx(750, abs=25)
    assert right.circles == pytest.approx(300 * 15 / 360, abs=0.75)
    assert left.circles == pytest.approx(200 * 18 / 360, abs=0.75)


def test_glides_have_their_speed_and_ratio(day_out: Callable) -> None:
    glides = analyse(day_out().track()).glides
    middle = glides[1]
    assert middle.speed_mps == pytest.approx(11, abs=0.15)
    assert middle.glide_ratio == pytest.approx(10, abs=0.6)
    assert middle.alt_change_m == pytest.approx(-1.1 * 240, abs=25)
    assert middle.distance_m == pytest.approx(11 * 240, abs=110)


def test_a_glide_that_climbs_has_no_ratio(pilot: Callable) -> None:
    track = pilot().wait(60).glide(300, 0, 10, 1.0).wait(60).track()
    [glide] = analyse(track).glides
    assert glide.alt_change_m is not None
    assert glide.alt_change_m > 0
    assert glide.glide_ratio is None


@pytest.mark.parametrize("dt_s", [1.0, 2.0, 5.0])
@pytest.mark.parametrize("wind", [(6.0, 0.0), (-3.0, 4.0), (0.0, -5.0)])
def test_circling_drifts_with_the_wind(
    day_out: Callable, dt_s: float, wind: tuple[float, float]
) -> None:
    analysis = analyse(day_out(dt_s=dt_s, wind=wind).track())
    assert analysis.wind is not None
    speed, from_deg = analysis.wind.wind.speed_mps, analysis.wind.wind.from_deg
    carried = np.array([-np.sin(np.radians(from_deg)), -np.cos(np.radians(from_deg))]) * speed
    assert carried == pytest.approx(wind, abs=0.3)
    assert analysis.wind.samples >= 2
    assert analysis.wind.spread_mps < 0.6


def test_too_few_circles_tell_no_wind(pilot: Callable) -> None:
    bird = pilot(wind=(0.4, 0.0)).wait(60).glide(200, 0, 10, -1)
    track = bird.circle(80, 7.5, 10, 1).glide(200, 0, 10, -1).wait(60).track()
    analysis = analyse(track)
    assert [thermal.drift for thermal in analysis.thermals] == [None]
    assert analysis.wind is None


def test_the_centre_of_a_thermal_on_the_antimeridian_lies_there(pilot: Callable) -> None:
    bird = pilot(lat=-17.0, lon=179.999).wait(60).glide(120, 0, 10, -1)
    track = bird.circle(300, 12, 12, 2).glide(200, 0, 10, -1).wait(60).track()
    assert track.lon.min() < 0 < track.lon.max()
    [thermal] = analyse(track).thermals
    assert abs(thermal.centre.lon) > 179.99


@pytest.mark.parametrize("seed", range(10))
def test_any_wandering_is_covered_without_gaps(pilot: Callable, seed: int) -> None:
    rng = np.random.default_rng(seed)
    bird = pilot(dt_s=float(rng.choice([1.0, 4.0, 10.0])))
    for _ in range(15):
        seconds = float(rng.integers(5, 150))
        if rng.integers(2):
            bird.circle(seconds, rng.normal(0, 15), 11, rng.normal(0, 2))
        else:
            bird.glide(seconds, rng.uniform(0, 360), 11, rng.normal(-1, 1))
    track = bird.track(quantised=True)
    assert_whole(analyse(track), track)
