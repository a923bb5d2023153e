"""GET /core/v1/shared/{token} and what belongs to it"""

import pytest
from tests.wire.support import Api, Pilot, problem

SHARED = "/core/v1/shared"


@pytest.fixture
def token(pilot: Pilot, fresh_igc: bytes) -> str:
    num = pilot.upload(fresh_igc, visibility="unlisted", title="For grandma")["num"]
    link: str = pilot.api.post(f"/core/v1/flights/{num}/share").json()["token"]
    return link


def test_the_link_opens_the_flight_without_any_credential(anybody: Api, token: str) -> None:
    flight = anybody.get(f"{SHARED}/{token}").json()

    assert flight["title"] == "For grandma"
    assert flight["share"] is None
    assert flight["owner_name"] is None
    problem(anybody.get(f"/core/v1/flights/{flight['num']}"), 404, "not_found")


def test_and_its_track_analysis_and_files(anybody: Api, token: str, fresh_igc: bytes) -> None:
    assert anybody.get(f"{SHARED}/{token}/track", params={"points": 9}).json()["points"] <= 9
    assert anybody.get(f"{SHARED}/{token}/analysis").json()["fixes"] == 360
    assert anybody.get(f"{SHARED}/{token}/original").content == fresh_igc
    for form in ("igc", "gpx", "kml", "geojson", "csv"):
        answer = anybody.get(f"{SHARED}/{token}/export", params={"format": form})
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("level", ["private", "unlisted", "authenticated", "public"])
def test_it_opens_while_the_flight_is_not_private(
    pilot: Pilot, anybody: Api, token: str, level: str
) -> None:
    num = anybody.get(f"{SHARED}/{token}").json()["num"]
    pilot.api.patch(f"/core/v1/flights/{num}", json={"visibility": level})

    expected = 404 if level == "private" else 200
    for path in ("", "/track", "/analysis", "/original", "/export?format=gpx"):
        assert anybody.get(f"{SHARED}/{token}{path}").status_code == expected


@pytest.mark.parametrize("guess", ["x", "0" * 40, "%00", "%ff", "a" * 5000, "..%2f..%2fme"])
def test_a_guess_opens_nothing(anybody: Api, guess: str) -> None:
    for path in ("", "/track", "/analysis", "/original", "/export?format=gpx"):
        problem(anybody.get(f"{SHARED}/{guess}{path}"), 404, "not_found")
