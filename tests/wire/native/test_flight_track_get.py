"""GET /core/v1/flights/{ref}/track"""

import pytest
from tests.wire.support import Api, Pilot, problem

PATH = "/core/v1/flights"
COLUMNS = ("time_s", "lat", "lon", "altitude_pressure_m", "altitude_gnss_m")


@pytest.fixture
def path(pilot: Pilot, fresh_igc: bytes) -> str:
    return f"{PATH}/{pilot.upload(fresh_igc)['num']}/track"


def test_all_fixes_as_columns(pilot: Pilot, path: str) -> None:
    track = pilot.api.get(path).json()

    assert track["fixes"] == track["points"] == 360
    assert {len(track[name]) for name in COLUMNS} == {360}
    assert track["started_at"] == "2025-06-12T10:30:00Z"
    assert track["time_s"][:3] == [0, 2, 4]
    assert track["gnss_datum"] == "unknown"


@pytest.mark.parametrize("points", [3, 10, 99, 359, 360, 1000])
def test_fewer_points_keep_ends_and_peaks(pilot: Pilot, path: str, points: int) -> None:
    whole = pilot.api.get(path).json()
    track = pilot.api.get(path, params={"points": points}).json()

    assert track["points"] == len(track["time_s"]) <= points
    assert track["points"] >= min(points, 360) // 2
    assert track["fixes"] == 360
    assert (track["time_s"][0], track["time_s"][-1]) == (0, whole["time_s"][-1])
    assert track["time_s"] == sorted(set(track["time_s"]))
    if points >= 5:
        assert max(track["altitude_gnss_m"]) == max(whole["altitude_gnss_m"])
        assert min(track["altitude_gnss_m"]) == min(whole["altitude_gnss_m"])


def test_it_is_sent_once(pilot: Pilot, path: str) -> None:
    again = {"If-None-Match": pilot.api.get(path).headers["etag"]}
    assert pilot.api.get(path, headers=again).status_code == 304


def test_bounds_and_readers(pilot: Pilot, other: Pilot, anybody: Api, path: str) -> None:
    for points in ("2", "100001", "all"):
        problem(pilot.api.get(path, params={"points": points}), 400, "invalid_input")
    for api in (other.api, anybody):
        problem(api.get(path), 404, "not_found")
