"""The altitude that is fit for use is chosen, and the reason is given."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from volary.core.analysis import analyse
from volary.core.analysis.altitude import mended
from volary.core.tracks import Track


@pytest.fixture
def track(day_out: Callable) -> Track:
    return day_out().track(quantised=True)


def test_sound_pressure_altitude_is_preferred(track: Track) -> None:
    choice = analyse(track).altitude
    assert (choice.source, choice.datum) == ("pressure", "pressure")
    assert choice.pressure.problem is None
    assert choice.gnss.problem is None


def test_without_pressure_altitude_gnss_is_used_in_its_datum(track: Track) -> None:
    bare = replace(track, alt_pressure_m=None, gnss_datum="ellipsoid")
    choice = analyse(bare).altitude
    assert (choice.source, choice.datum) == ("gnss", "ellipsoid")
    assert choice.reason == "pressure altitude is not recorded"


def damaged(values: np.ndarray, how: str) -> np.ndarray:
    values = values.copy()
    if how == "frozen":
        values[:] = 400.0
    elif how == "jumpy":
        values[100:500:50] += 3000.0
    elif how == "out_of_range":
        values[::100] = 60_000.0
    elif how == "incomplete":
        values[np.arange(len(values)) % 3 != 0] = np.nan
    return values


@pytest.mark.parametrize("how", ["frozen", "jumpy", "out_of_range", "incomplete"])
def test_an_unfit_pressure_altitude_gives_way(track: Track, how: str) -> None:
    assert track.alt_pressure_m is not None
    broken = replace(track, alt_pressure_m=damaged(track.alt_pressure_m, how))
    analysis = analyse(broken)
    assert analysis.altitude.source == "gnss"
    assert analysis.altitude.pressure.problem == how
    assert analysis.metrics.max_alt_m == np.max(track.alt_gnss_m)


def test_two_unfit_altitudes_are_used_with_a_word_about_it(track: Track) -> None:
    broken = replace(track, alt_pressure_m=np.full(len(track), 7.0), alt_gnss_m=None)
    choice = analyse(broken).altitude
    assert choice.source == "pressure"
    assert choice.reason.endswith("used all the same")


def test_a_dead_pressure_sensor_does_not_hide_the_flight(track: Track) -> None:
    assert track.alt_pressure_m is not None
    dead = replace(track, alt_pressure_m=damaged(track.alt_pressure_m, "frozen"))
    alone = replace(track, alt_pressure_m=None)
    assert analyse(dead).flight == analyse(alone).flight
    assert analyse(dead).window_source == "detected"


def test_no_altitude_at_all_leaves_the_figures_open(track: Track) -> None:
    analysis = analyse(replace(track, alt_pressure_m=None, alt_gnss_m=None))
    assert analysis.altitude.source is None
    assert analysis.metrics.max_alt_m is None
    assert analysis.metrics.gain_total_m is None
    assert analysis.thermals == []
    assert {phase.kind for phase in analysis.phases} == {"glide", "spiral"}
    assert {glide.glide_ratio for glide in analysis.glides} == {None}


def test_a_spike_of_any_length_does_not_become_the_highest_point(track: Track) -> None:
    assert track.alt_pressure_m is not None
    clean = analyse(track).metrics
    for length in (1, 2, 30):
        alt = track.alt_pressure_m.copy()
        alt[800 : 800 + length] += 2700
        metrics = analyse(replace(track, alt_pressure_m=alt)).metrics
        assert metrics.max_alt_m == clean.max_alt_m
        assert metrics.max_vario_mps == pytest.approx(clean.max_vario_mps, abs=0.3)


def test_gaps_are_bridged_by_straight_lines() -> None:
    t_s = np.array([0.0, 1.0, 2.0, 4.0, 5.0])
    values = np.array([np.nan, 10.0, np.nan, 16.0, np.nan])
    assert mended(values, t_s) == pytest.approx([10, 10, 12, 16, 16])
    assert mended(np.full(5, np.nan), t_s) is None


def test_flight_is_found_by_gnss_where_pressure_is_missing(track: Track) -> None:
    assert track.alt_pressure_m is not None
    alt = track.alt_pressure_m.copy()
    alt[:1000] = np.nan
    assert abs(analyse(replace(track, alt_pressure_m=alt)).flight.takeoff_index - 120) <= 10
