"""POST /core/v1/flights"""

import datetime as dt
import hashlib

import httpx
import pytest
from tests.wire.support import RAW, Api, MakePilot, Pilot, make_igc, problem

from volary.app.volary import Volary

PATH = "/core/v1/flights"


def test_a_log_sent_as_the_body_is_filed_analysed_and_scored(
    pilot: Pilot, fresh_igc: bytes
) -> None:
    answer = pilot.api.post(PATH, content=fresh_igc, headers=RAW, params={"title": "Rund um"})

    assert answer.status_code == 201
    body = answer.json()
    flight = body["flight"]
    assert answer.headers["location"] == f"/core/v1/flights/{flight['num']}"
    assert body["duplicate"] is False
    assert flight["title"] == "Rund um"
    assert flight["visibility"] == "private"
    assert flight["owner_num"] == pilot.num
    assert flight["analysis_status"] == "done"
    assert flight["date_local"] == "2025-06-12"
    assert flight["utc_offset_s"] == 7200
    assert flight["takeoff_at"].startswith("2025-06-12T10:3")
    assert flight["takeoff_at"].endswith("Z")
    assert flight["score"]["league"] == "xcontest"
    assert flight["score"]["points"] > 0
    assert flight["glider_type"] == "Test Wing"


def test_a_form_carries_the_file_and_what_is_said_of_it(pilot: Pilot, fresh_igc: bytes) -> None:
    answer = pilot.api.post(
        PATH,
        files={"file": ("Höhe ../über.igc", fresh_igc)},
        data={"title": "From a form", "notes": "calm", "visibility": "unlisted", "date": ""},
    )

    assert answer.status_code == 201, answer.text
    flight = answer.json()["flight"]
    assert flight["title"] == "From a form"
    assert flight["notes"] == "calm"
    assert flight["visibility"] == "unlisted"
    assert flight["file_name"] == "über.igc"


def test_the_same_file_again_is_the_same_flight(pilot: Pilot, fresh_igc: bytes) -> None:
    first = pilot.upload(fresh_igc)
    answer = pilot.api.post(PATH, content=fresh_igc, headers=RAW)

    assert answer.status_code == 200
    assert answer.json()["duplicate"] is True
    assert answer.json()["flight"]["num"] == first["num"]


def test_two_people_may_have_the_same_file(pilot: Pilot, other: Pilot, fresh_igc: bytes) -> None:
    assert pilot.upload(fresh_igc)["num"] != other.upload(fresh_igc)["num"]


def test_any_date_is_accepted(pilot: Pilot) -> None:
    flight = pilot.upload(make_igc(dt.date(1999, 8, 3), seed=pilot.num))
    assert flight["date_local"] == "1999-08-03"


def test_a_log_without_a_date_needs_one(pilot: Pilot) -> None:
    data = make_igc(seed=pilot.num, date_record=False)

    problem(pilot.api.post(PATH, content=data, headers=RAW), 422, "unreadable_file")
    assert pilot.upload(data, date="2024-05-01")["date_local"] == "2024-05-01"


@pytest.mark.parametrize(
    "data",
    [
        b"A",
        b"\x00\xff" * 5000,
        b"<!DOCTYPE html><html><body>Not found</body></html>",
        b"PK\x03\x04" + bytes(2000),
        b"AXXX\r\nHFDTE120625\r\n",
        b"B" * 100_000,
    ],
    ids=["letter", "binary", "html", "zip", "no fixes", "one long line"],
)
def test_what_is_no_flight_log_is_refused_and_not_kept(
    pilot: Pilot, volary: Volary, data: bytes
) -> None:
    problem(pilot.api.post(PATH, content=data, headers=RAW), 422, "unreadable_file")

    assert not volary.store.has(hashlib.sha256(data).hexdigest())
    assert pilot.api.get(PATH, params={"owner": "me"}).json()["flights"] == []


def test_an_empty_body_is_refused(pilot: Pilot) -> None:
    problem(pilot.api.post(PATH, content=b"", headers=RAW), 400, "invalid_input")


def test_a_log_beyond_the_limit_is_refused(pilot: Pilot) -> None:
    big = b"X" * (33 * 1024 * 1024)

    problem(pilot.api.post(PATH, content=big, headers=RAW), 413, "too_large")
    problem(pilot.api.post(PATH, files={"file": ("a.igc", big)}), 413, "too_large")


@pytest.mark.parametrize(
    ("kind", "body", "status", "code"),
    [
        ("application/json", b'{"file_base64": ""}', 415, "unsupported_media_type"),
        ("application/x-www-form-urlencoded", b"a=b", 415, "unsupported_media_type"),
        ("multipart/form-data", b"--x\r\n\r\n--x--", 400, "malformed_body"),
        ("multipart/form-data; boundary=x", b"--x\r\n", 400, "malformed_body"),
        ("multipart/form-data; boundary=x", b"--x--\r\n", 400, "invalid_input"),
    ],
)
def test_a_body_of_another_kind_is_refused(
    pilot: Pilot, kind: str, body: bytes, status: int, code: str
) -> None:
    answer = pilot.api.post(PATH, content=body, headers={"Content-Type": kind})
    problem(answer, status, code)


@pytest.mark.parametrize(
    "options",
    [
        {"visibility": "secret"},
        {"visibility": "org"},
        {"date": "2025-02-30"},
        {"org_num": "0"},
        {"org_num": str(2**63)},
        {"org_num": "one"},
        {"title": "x" * 201},
        {"title": "a\0b"},
    ],
)
def test_a_bad_option_is_refused(pilot: Pilot, fresh_igc: bytes, options: dict[str, str]) -> None:
    in_query = pilot.api.post(PATH, content=fresh_igc, headers=RAW, params=options)
    in_form = pilot.api.post(PATH, files={"file": ("a.igc", fresh_igc)}, data=options)

    assert (in_query.status_code, in_form.status_code) == (400, 400)
    assert pilot.api.get(PATH, params={"owner": "me"}).json()["flights"] == []


def test_an_organisation_has_to_be_ones_own(pilot: Pilot, fresh_igc: bytes) -> None:
    answer = pilot.api.post(PATH, content=fresh_igc, headers=RAW, params={"org_num": 999_999})
    problem(answer, 404, "not_found")


def test_uploading_needs_an_account_with_track_access(
    anybody: Api, make_pilot: MakePilot, fresh_igc: bytes
) -> None:
    answer = anybody.post(PATH, content=fresh_igc, headers=RAW)
    problem(answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")

    outsider = make_pilot(group="none")
    problem(outsider.api.post(PATH, content=fresh_igc, headers=RAW), 403, "forbidden")


def test_the_free_tier_has_a_yearly_allowance(make_pilot: MakePilot, volary: Volary) -> None:
    free = make_pilot(group="free")
    answers: list[httpx.Response] = []
    year = volary.clock().date().replace(month=1, day=1)
    for seed in range(13):
        data = make_igc(year, seed=1000 + seed, minutes=2)
        answers.append(free.api.post(PATH, content=data, headers=RAW))

    assert [answer.status_code for answer in answers[:12]] == [201] * 12
    problem(answers[12], 403, "quota_exceeded")
