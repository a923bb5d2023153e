"""GET /core/v1/flights/{ref}"""

import re

import pytest
from tests.wire.support import Api, Lock, MakePilot, Pilot, problem

PATH = "/core/v1/flights"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def test_a_flight_in_si_units_and_utc(pilot: Pilot, fresh_igc: bytes) -> None:
    num = pilot.upload(fresh_igc, title="Everything")["num"]
    answer = pilot.api.get(f"{PATH}/{num}")
    flight = answer.json()

    assert flight["title"] == "Everything"
    assert 600 < flight["duration_s"] < 720
    assert 6000 < flight["distance_m"] < 7200
    assert 9 < flight["avg_speed_mps"] < 11
    assert flight["max_altitude_m"] == 2000
    for name in ("takeoff_at", "landing_at", "created_at", "updated_at"):
        assert INSTANT.fullmatch(flight[name]), name
    bounds, takeoff = flight["bounds"], flight["takeoff"]
    assert bounds["south"] <= takeoff["lat"] <= bounds["north"]
    assert bounds["west"] <= takeoff["lon"] <= bounds["east"]
    assert flight["g_record"] == "absent"
    assert flight["share"] is None
    assert answer.headers["cache-control"] == "private, no-cache"


def test_a_flight_has_a_number_and_an_id(pilot: Pilot, fresh_igc: bytes) -> None:
    flight = pilot.upload(fresh_igc)

    by_num = pilot.api.get(f"{PATH}/{flight['num']}").json()
    assert pilot.api.get(f"{PATH}/{flight['id']}").json() == by_num
    assert pilot.api.get(f"{PATH}/{flight['id'].upper()}").json() == by_num


@pytest.mark.parametrize(
    "ref",
    [
        "0",
        "999999999",
        "-1",
        "1.5",
        "9" * 18,
        "9" * 19,
        "9" * 400,
        "x",
        "me",
        "%00",
        "%F0%9F%AA%82",
        "..%2f1",
        "00000000-0000-0000-0000-000000000000",
        "٣",
    ],
)
def test_what_does_not_exist_is_not_found(pilot: Pilot, ref: str) -> None:
    problem(pilot.api.get(f"{PATH}/{ref}"), 404, "not_found")


def test_a_private_flight_is_as_unknown_as_none(
    anybody: Api, pilot: Pilot, other: Pilot, fresh_igc: bytes
) -> None:
    num = pilot.upload(fresh_igc)["num"]
    none = problem(other.api.get(f"{PATH}/999999999"), 404, "not_found")

    for api in (other.api, anybody):
        assert problem(api.get(f"{PATH}/{num}"), 404, "not_found")["detail"] == none["detail"]


def test_what_has_not_changed_need_not_be_sent(pilot: Pilot, fresh_igc: bytes) -> None:
    path = f"{PATH}/{pilot.upload(fresh_igc)['num']}"
    tag = pilot.api.get(path).headers["etag"]

    for given in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        assert pilot.api.get(path, headers={"If-None-Match": given}).status_code == 304
    for given in ('"other"', tag.strip('"'), ""):
        assert pilot.api.get(path, headers={"If-None-Match": given}).status_code == 200
    pilot.api.patch(path, json={"notes": "new"})
    assert pilot.api.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_the_share_link_is_the_owners_to_see(pilot: Pilot, other: Pilot, fresh_igc: bytes) -> None:
    num = pilot.upload(fresh_igc, visibility="public")["num"]
    link = pilot.api.post(f"{PATH}/{num}/share").json()

    assert pilot.api.get(f"{PATH}/{num}").json()["share"] == link
    assert other.api.get(f"{PATH}/{num}").json()["share"] is None


def test_an_administrator_reads_a_flight_that_waits(
    pilot: Pilot, other: Pilot, make_pilot: MakePilot, fresh_igc: bytes, lock: Lock
) -> None:
    num = pilot.upload(fresh_igc)["num"]
    lock(num)

    assert make_pilot(is_admin=True).api.get(f"{PATH}/{num}").json()["locked"] is True
    assert pilot.api.get(f"{PATH}/{num}").json()["locked"] is True
    problem(other.api.get(f"{PATH}/{num}"), 404, "not_found")


def test_a_stale_cookie_does_not_hide_what_is_public(
    pilot: Pilot, anybody: Api, fresh_igc: bytes
) -> None:
    num = pilot.upload(fresh_igc, visibility="public")["num"]

    stale = {"Cookie": "volary_session=gone"}
    assert anybody.get(f"{PATH}/{num}", headers=stale).status_code == 200
    wrong_key = anybody.get(f"{PATH}/{num}", headers={"X-Api-Key": "gone"})
    problem(wrong_key, 401, "invalid_key")
