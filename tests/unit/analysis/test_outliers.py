"""GPS spikes are named and left out; fast flight is not taken for one."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from volary.core.analysis import OutlierRun, analyse, scored_fixes
from volary.core.tracks import Track


def moved(track: Track, where: slice | list[int], lat: float, lon: float) -> Track:
    """The same track with some fixes displaced."""
    new_lat, new_lon = track.lat.copy(), track.lon.copy()
    new_lat[where] += lat
    new_lon[where] += lon
    return replace(track, lat=new_lat, lon=new_lon)


def test_a_single_spike_is_named_and_changes_nothing(day_out: Callable) -> None:
    track = day_out().track(quantised=True)
    clean = analyse(track)
    spiked = analyse(moved(track, [700], 0.5, 0.0))
    assert spiked.outliers == [OutlierRun(700, 700, "spike")]
    assert [d.code for d in spiked.diagnostics] == ["outliers"]
    assert spiked.flight == clean.flight
    assert spiked.metrics.distance_m == pytest.approx(clean.metrics.distance_m, rel=1e-3)
    assert spiked.metrics.max_takeoff_distance_m == clean.metrics.max_takeoff_distance_m
    assert spiked.metrics.max_speed_mps == pytest.approx(clean.metrics.max_speed_mps, rel=0.05)


def test_a_run_on_another_continent_is_a_jump(day_out: Callable) -> None:
    track = moved(day_out().track(), slice(500, 560), 30.0, -80.0)
    analysis = analyse(track)
    assert analysis.outliers == [OutlierRun(500, 559, "jump")]
    assert analysis.bounds.north < 47
    scored = scored_fixes(track, analysis)
    assert not np.isin(np.arange(500, 560), scored).any()


def test_a_wrong_first_position_is_left_out(day_out: Callable) -> None:
    track = moved(day_out().track(), slice(0, 4), -46.5, -8.0)
    assert analyse(track).outliers == [OutlierRun(0, 3, "spike")]


def test_a_wrong_last_position_is_left_out(day_out: Callable) -> None:
    track = day_out().track()
    last = len(track) - 1
    assert analyse(moved(track, [last], 1.0, 1.0)).outliers == [OutlierRun(last, last, "spike")]


def test_many_spikes_are_all_left_out(day_out: Callable) -> None:
    track = day_out().track()
    where = np.random.default_rng(5).choice(np.arange(5, len(track) - 5), 150, replace=False)
    lost = analyse(moved(track, where.tolist(), 0.3, 0.3))
    named = np.concatenate([np.arange(run.first, run.last + 1) for run in lost.outliers])
    assert sorted(named.tolist()) == sorted(where.tolist())


@pytest.mark.parametrize("dt_s", [1.0, 10.0, 60.0])
def test_an_airliner_has_no_outliers(pilot: Callable, dt_s: float) -> None:
    bird = pilot(dt_s=dt_s)
    for speed in np.arange(0, 250, 2.0 * dt_s):
        bird.glide(dt_s, 80, float(speed), 5)
    bird.glide(3600, 80, 250, 0)
    assert analyse(bird.track()).outliers == []


def test_a_jump_after_a_long_silence_is_believed(day_out: Callable) -> None:
    track = day_out().track()
    t_ms = track.t_ms.copy()
    t_ms[900:] += 3_600_000
    moved_on = replace(moved(track, slice(900, None), 0.5, 0.0), t_ms=t_ms)
    assert analyse(moved_on).outliers == []


def test_of_a_recording_in_a_thousand_pieces_the_longest_is_kept(pilot: Callable) -> None:
    track = pilot().glide(9000, 45, 10, -0.1).track()
    every_other = [*range(0, 4000, 2), *range(6001, 9000, 2)]
    analysis = analyse(moved(track, every_other, 0.4, 0.0))
    assert [(run.first, run.last) for run in analysis.outliers] == [(0, 3998), (6001, 9000)]
    assert analysis.fixes_used == 6001 - 3999
