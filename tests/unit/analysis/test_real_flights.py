"""Real flights, measured by others too: igc-xc-score's windows, igc_lib's phases."""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from volary.core.analysis import Analysis, analyse, scored_fixes
from volary.core.tracks import Track, decode, encode, from_igc, sizes
from volary.formats import igc

pytestmark = pytest.mark.shared


@cache
def flown(path: Path) -> tuple[Track, Analysis]:
    file = igc.read(path.read_bytes())
    track = from_igc(file)
    return track, analyse(track, tz_offset_s=file.utc_offset_s)


def second_of_day(t_ms: int) -> int:
    return t_ms // 1000 % 86_400


def clock(text: str) -> int:
    hours, minutes, seconds = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + seconds


def references(shared: Path) -> dict[str, dict[str, Any]]:
    lines = (shared / "data/igc/REFERENCE.jsonl").read_text().splitlines()
    return {row["file"]: row for row in map(json.loads, lines) if "/" not in row["file"]}


def test_flight_windows_are_those_of_igc_xc_score(shared: Path) -> None:
    rows = references(shared)
    assert len(rows) > 50
    for name, row in rows.items():
        track, analysis = flown(shared / "data/igc" / name)
        [window] = row["ll"]
        flight = analysis.flight
        assert second_of_day(flight.takeoff_ms) == clock(window["launch"]), name
        # It never looks at the last fix: a recording that ends in the air ends one fix earlier.
        ends = scored_fixes(track, analysis)[-2:]
        landing = [second_of_day(t_ms) for t_ms in track.t_ms[ends].tolist()]
        assert clock(window["landing"]) in landing, name


def test_no_fix_of_a_sound_file_is_an_outlier(shared: Path) -> None:
    for name in references(shared):
        assert flown(shared / "data/igc" / name)[1].outliers == [], name


class Measured(NamedTuple):
    """What igc_lib says; times in seconds of the day, ``gain_m`` over all circling."""

    name: str
    fixes: int
    takeoff_s: int
    landing_s: int
    circlings: int
    max_alt_m: float
    gain_m: float


@pytest.mark.parametrize(
    "theirs",
    [
        Measured("igclib_olsztyn.igc", 2469, 37003, 54733, 30, 1416, 7333),
        Measured("igclib_new_zealand.igc", 5367, 85688, 14880, 27, 1792, 4931),
        Measured("xcs_d3p.igc", 2527, 49995, 62595, 22, 2456, 2537),
        Measured("xcs_tri.igc", 4514, 43047, 47341, 4, 1110, -192),
    ],
    ids=lambda theirs: theirs.name,
)
def test_phases_agree_with_igc_lib(shared: Path, theirs: Measured) -> None:
    """Not to the last second, for good reasons.

    It flies above 15 km/h, and it smooths circling by fixes where this counts seconds: hence up
    to a minute of flight, two circlings and 200 m of gain.
    """
    track, analysis = flown(shared / "data/igc" / theirs.name)
    assert analysis.fixes_used == len(track) == theirs.fixes
    assert second_of_day(analysis.flight.takeoff_ms) == pytest.approx(theirs.takeoff_s, abs=60)
    assert second_of_day(analysis.flight.landing_ms) == pytest.approx(theirs.landing_s, abs=60)
    circling = [phase for phase in analysis.phases if phase.kind != "glide"]
    assert len(circling) == pytest.approx(theirs.circlings, abs=2)
    assert analysis.metrics.max_alt_m == theirs.max_alt_m
    alt = track.alt_pressure_m
    assert alt is not None
    gain = sum(float(alt[phase.end_index] - alt[phase.start_index]) for phase in circling)
    assert gain == pytest.approx(theirs.gain_m, abs=200)


def test_an_unfit_altitude_is_the_one_that_others_refuse(shared: Path) -> None:
    _, analysis = flown(shared / "data/igc/airscore_test_igc_1.igc")
    assert analysis.altitude.source == "gnss"
    assert analysis.altitude.pressure.problem == "absent"


def test_an_altitude_spike_of_two_fixes_is_not_the_highest_point(shared: Path) -> None:
    _, analysis = flown(shared / "data/igc/xcs_freeflight-xcontest-465.33.igc")
    assert analysis.metrics.max_alt_m == 2875  # the spike says 5462
    assert analysis.metrics.max_vario_mps is not None
    assert analysis.metrics.max_vario_mps < 12


def test_a_jammed_receiver_does_not_fly_around_the_world(shared: Path) -> None:
    track, analysis = flown(shared / "data/igc/bad/tw_igc-PkwnUq.igc")
    assert analysis.metrics.distance_m < 10_000
    assert analysis.metrics.max_takeoff_distance_m < 5_000
    left_out = sum(run.last - run.first + 1 for run in analysis.outliers)
    assert left_out > len(track) / 2


@pytest.mark.parametrize(
    ("name", "date", "offset_s", "source"),
    [
        ("igclib_new_zealand.igc", "2009-11-07", 13 * 3600, "position"),
        ("tw_0110.igc", "2023-10-02", -7 * 3600, "file"),
        ("aero_skytraxx21-2023-04-15.igc", "2023-04-15", 3 * 3600, "file"),
        ("tw_20241007TZN.igc", "2024-10-07", 19_800, "file"),
        ("tw_1G_77fv6m71.igc", "2017-07-15", 2 * 3600, "position"),  # the file says 0
    ],
)
def test_local_time_is_found(
    shared: Path, name: str, date: str, offset_s: int, source: str
) -> None:
    _, analysis = flown(shared / "data/igc" / name)
    found = (analysis.date_flown, analysis.tz_offset_s, analysis.tz_source)
    assert found == (date, offset_s, source)


def test_stored_tracks_are_small_and_lossless(shared: Path) -> None:
    per_fix = []
    for name in references(shared):
        track, _ = flown(shared / "data/igc" / name)
        blob = encode(track)
        back = decode(blob)
        for column in ("t_ms", "lat", "lon", "fix_3d"):
            assert getattr(back, column).tobytes() == getattr(track, column).tobytes(), name
        for column in ("alt_pressure_m", "alt_gnss_m"):
            one, other = getattr(back, column), getattr(track, column)
            assert (one is None) == (other is None)
            assert one is None or np.array_equal(one, other, equal_nan=True)
        per_fix.append(sizes(blob).core / len(track))
    assert np.median(per_fix) <= 3
    assert max(per_fix) <= 5
