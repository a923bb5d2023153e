"""An analysis of anything that can be a track: no surprise, no crash."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from volary.core.analysis import (
    ANALYSIS_VERSION,
    Analysis,
    analyse,
    barogram,
    outline,
    scored_fixes,
)
from volary.core.errors import InvalidInput
from volary.core.tracks import Track

T0 = 1_690_000_000_000


def track_of(lat: list[float], lon: list[float], t_s: list[float] | None = None) -> Track:
    n = len(lat)
    seconds = np.arange(n) if t_s is None else np.array(t_s)
    return Track(
        t_ms=T0 + np.rint(seconds * 1000).astype(np.int64),
        lat=np.array(lat),
        lon=np.array(lon),
        alt_pressure_m=np.linspace(500, 510, n),
        alt_gnss_m=None,
        fix_3d=np.ones(n, dtype=np.bool_),
    )


def assert_sound(analysis: Analysis, track: Track) -> None:
    """What holds for every analysis; it is stored as JSON and comes back the same."""
    text = msgspec.json.encode(analysis)
    assert b"NaN" not in text
    assert msgspec.json.decode(text, type=Analysis) == analysis
    assert analysis.analysis_version == ANALYSIS_VERSION
    assert 1 <= analysis.fixes_used <= analysis.fixes == len(track)
    scored = scored_fixes(track, analysis)
    assert scored[0] == analysis.flight.takeoff_index
    assert scored[-1] == analysis.flight.landing_index
    assert len(barogram(track, analysis, 100).index) <= 100
    assert len(outline(track, 50, analysis=analysis)) <= 50


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_a_handful_of_fixes_is_analysed_whole(n: int) -> None:
    track = track_of([47.0 + 0.0001 * i for i in range(n)], [8.0] * n)
    analysis = analyse(track)
    assert_sound(analysis, track)
    assert analysis.window_source == "whole_file"
    assert analysis.flights == []
    assert [d.code for d in analysis.diagnostics] == ["few_fixes", "no_flight_found"]
    assert analysis.metrics.distance_m == pytest.approx(11.12 * (n - 1), abs=0.1)
    assert analysis.interval_s == (None if n == 1 else 1.0)


def test_no_fix_is_refused() -> None:
    with pytest.raises(InvalidInput):
        analyse(track_of([], []))
    with pytest.raises(InvalidInput):
        analyse(track_of([float("nan")] * 3, [8.0] * 3))


def test_standing_still_is_analysed() -> None:
    track = track_of([47.0] * 500, [8.0] * 500)
    analysis = analyse(track)
    assert_sound(analysis, track)
    assert analysis.metrics.max_speed_mps == 0
    assert analysis.metrics.max_takeoff_distance_m == 0
    assert analysis.wind is None


def test_fixes_without_progress_in_time_are_left_out(day_out: Callable) -> None:
    track = day_out().track()
    t_ms = track.t_ms.copy()
    t_ms[700:720] = t_ms[700]
    t_ms[900] = t_ms[880]
    stuttering = replace(track, t_ms=t_ms)
    analysis = analyse(stuttering)
    assert_sound(analysis, stuttering)
    assert analysis.fixes_used == len(track) - 19 - 1
    assert analysis.diagnostics[0].code == "time_not_increasing"
    assert not np.isin([701, 719, 900], scored_fixes(stuttering, analysis)).any()


def test_fixes_without_a_3d_position_are_left_out(day_out: Callable) -> None:
    track = day_out().track()
    fix_3d = track.fix_3d.copy()
    fix_3d[600:650] = False
    patchy = replace(track, fix_3d=fix_3d)
    analysis = analyse(patchy)
    assert analysis.fixes_used == len(track) - 50
    assert not np.isin(np.arange(600, 650), scored_fixes(patchy, analysis)).any()


def test_a_recorder_that_never_says_3d_is_believed(day_out: Callable) -> None:
    track = day_out().track()
    flat = replace(track, fix_3d=np.zeros(len(track), dtype=np.bool_))
    assert analyse(flat).fixes_used == len(track)
    assert analyse(flat).flight == analyse(track).flight


def test_missing_altitudes_are_bridged(day_out: Callable) -> None:
    track = day_out().track()
    assert track.alt_pressure_m is not None
    alt = track.alt_pressure_m.copy()
    alt[::3] = np.nan
    holed = replace(track, alt_pressure_m=alt)
    analysis = analyse(holed)
    assert_sound(analysis, holed)
    assert analysis.metrics.gain_total_m == pytest.approx(
        analyse(track).metrics.gain_total_m, abs=10
    )


@pytest.mark.parametrize(("lat", "lon"), [(-17.0, 179.99), (60.0, 179.96), (0.0, 179.99)])
def test_a_flight_over_the_antimeridian_is_like_any_other(
    day_out: Callable, lat: float, lon: float
) -> None:
    there = day_out(lat=lat, lon=lon).track()
    assert there.lon.min() < 0 < there.lon.max()
    here = analyse(day_out(lat=lat, lon=10.0).track())
    analysis = analyse(there)
    assert_sound(analysis, there)
    assert analysis.bounds.west > analysis.bounds.east
    assert analysis.outliers == []
    for name in ("distance_m", "straight_distance_m", "max_speed_mps", "gain_total_m"):
        expected = getattr(here.metrics, name)
        assert getattr(analysis.metrics, name) == pytest.approx(expected, rel=1e-6)
    assert len(analysis.thermals) == 2


def test_a_flight_over_the_pole_is_like_any_other() -> None:
    # Straight across: up one meridian, down the opposite one, 20 m a second.
    off = np.arange(-600, 601) * 20 / 111_694
    lat = 90 - np.abs(off)
    lon = np.where(off <= 0, 25.0, -155.0)
    track = track_of(lat.tolist(), lon.tolist())
    analysis = analyse(track)
    assert_sound(analysis, track)
    assert analysis.outliers == []
    assert analysis.metrics.distance_m == pytest.approx(24_000, rel=1e-4)
    assert analysis.metrics.straight_distance_m == pytest.approx(24_000, rel=1e-4)
    assert analysis.metrics.max_speed_mps == pytest.approx(20, rel=1e-3)


def test_the_longest_of_several_flights_is_measured(pilot: Callable) -> None:
    bird = pilot().wait(60).glide(300, 0, 10, -1).wait(300)
    bird.glide(600, 90, 10, -1).wait(300).glide(200, 0, 10, -1).wait(60)
    analysis = analyse(bird.track())
    assert len(analysis.flights) == 3
    assert analysis.flight == analysis.flights[1]
    assert analysis.flight.duration_s > 590
    assert [d.code for d in analysis.diagnostics] == ["several_flights"]


def test_a_window_given_by_hand_is_measured(day_out: Callable) -> None:
    track = day_out().track()
    begin, end = int(track.t_ms[200]), int(track.t_ms[900])
    analysis = analyse(track, takeoff_ms=begin - 400, landing_ms=end + 400)
    assert analysis.window_source == "manual"
    assert (analysis.flight.takeoff_ms, analysis.flight.landing_ms) == (begin, end)
    assert analysis.metrics.duration_s == 700
    assert_sound(analysis, track)


def test_half_a_window_leaves_the_other_end_as_detected(day_out: Callable) -> None:
    track = day_out().track()
    detected = analyse(track).flight
    later = analyse(track, takeoff_ms=int(track.t_ms[300])).flight
    assert (later.takeoff_index, later.landing_index) == (300, detected.landing_index)
    earlier = analyse(track, landing_ms=int(track.t_ms[900])).flight
    assert (earlier.takeoff_index, earlier.landing_index) == (detected.takeoff_index, 900)


def test_half_a_window_outside_the_flight_reaches_to_the_end_of_the_file(pilot: Callable) -> None:
    track = pilot().wait(60).glide(300, 0, 10, -1).wait(600).track()
    flight = analyse(track, takeoff_ms=int(track.t_ms[700])).flight
    assert (flight.takeoff_index, flight.landing_index) == (700, len(track) - 1)


def test_a_window_without_a_fix_is_refused(day_out: Callable) -> None:
    track = day_out().track()
    end = int(track.t_ms[-1])
    with pytest.raises(InvalidInput):
        analyse(track, takeoff_ms=end + 1)
    with pytest.raises(InvalidInput):
        analyse(track, takeoff_ms=end, landing_ms=end - 1000)


def test_gaps_and_midnights_are_remarked(day_out: Callable) -> None:
    track = day_out().track()
    midnight = int(dt.datetime(2024, 6, 2, tzinfo=dt.UTC).timestamp() * 1000)
    t_ms = track.t_ms - track.t_ms[900] + midnight
    t_ms[1000:] += 70_000
    t_ms[1200:] += 90_000
    codes = {d.code: d for d in analyse(replace(track, t_ms=t_ms)).diagnostics}
    assert codes["time_gaps"].count == 2
    assert "91 s" in codes["time_gaps"].message
    assert codes["midnight_crossings"].count == 1


def test_an_engine_that_runs_is_heard(day_out: Callable) -> None:
    track = day_out().track()
    quiet = np.full(len(track), 40.0)
    running = quiet.copy()
    running[200:400] = 870.0
    assert analyse(track).engine is None
    silent = analyse(replace(track, extensions={"ENL": quiet})).engine
    assert silent is not None
    assert not silent.likely
    loud = analyse(replace(track, extensions={"ENL": quiet, "MOP": running})).engine
    assert loud is not None
    assert (loud.source, loud.likely, loud.running_s) == ("MOP", True, 200)
    assert loud.peak == pytest.approx(0.871, abs=1e-3)


def test_date_flown_is_the_local_date_of_take_off(day_out: Callable) -> None:
    late = int(dt.datetime(2009, 11, 6, 23, 40, tzinfo=dt.UTC).timestamp() * 1000)
    zealand = analyse(day_out(lat=-44.5, lon=169.9, start_ms=late).track())
    assert zealand.tz_name == "Pacific/Auckland"
    assert zealand.tz_offset_s == 13 * 3600
    assert zealand.date_flown == "2009-11-07"
    early = int(dt.datetime(2023, 10, 3, 2, 0, tzinfo=dt.UTC).timestamp() * 1000)
    assert analyse(day_out(lat=37.7, lon=-122.5, start_ms=early).track()).date_flown == "2023-10-02"


@pytest.mark.parametrize(
    ("file_hours", "hours", "source"),
    [
        (None, 2, "position"),  # Switzerland in summer
        (2, 2, "file"),
        (1, 1, "file"),  # left on winter time
        (0, 2, "position"),  # never set
        (-7, 2, "position"),  # absurd
    ],
)
def test_the_offset_of_the_file_counts_when_it_is_plausible(
    day_out: Callable, file_hours: int | None, hours: int, source: str
) -> None:
    offset_s = None if file_hours is None else file_hours * 3600
    analysis = analyse(day_out().track(), tz_offset_s=offset_s)
    assert (analysis.tz_offset_s, analysis.tz_source) == (hours * 3600, source)
    assert analysis.tz_name == ("Europe/Zurich" if source == "position" else None)


def test_zero_is_plausible_where_it_is_right(day_out: Callable) -> None:
    winter = int(dt.datetime(2024, 1, 15, 12, tzinfo=dt.UTC).timestamp() * 1000)
    analysis = analyse(day_out(lat=51.5, lon=-2.0, start_ms=winter).track(), tz_offset_s=0)
    assert (analysis.tz_offset_s, analysis.tz_source) == (0, "file")


@st.composite
def rough_tracks(draw: st.DrawFn) -> Track:
    n = draw(st.integers(1, 60))

    def column(low: float, high: float, *, nan: bool = False) -> np.ndarray:
        elements = st.floats(low, high)
        if nan:
            elements = st.one_of(elements, st.sampled_from([np.nan, np.inf, -np.inf]))
        return draw(hnp.arrays(np.float64, n, elements=elements))

    steps = draw(hnp.arrays(np.int64, n, elements=st.integers(-2000, 40_000)))
    return Track(
        t_ms=T0 + np.cumsum(steps),
        lat=column(-90, 90),
        lon=column(-180, 180),
        alt_pressure_m=column(-2000, 40_000, nan=True) if draw(st.booleans()) else None,
        alt_gnss_m=column(-2000, 40_000, nan=True) if draw(st.booleans()) else None,
        fix_3d=draw(hnp.arrays(np.bool_, n)),
        extensions={"ENL": column(0, 999, nan=True)},
    )


@given(rough_tracks())
@settings(deadline=None)
def test_nothing_that_is_a_track_breaks_it(track: Track) -> None:
    assert_sound(analyse(track), track)
