import base64
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from volary.core.errors import UnreadableFile
from volary.core.identity import Actor
from volary.platform.storage import StorageFullError

PATH = "/api/v1/flights/upload"
OPERATOR = Actor(origin="cli")

pytestmark = pytest.mark.usefixtures("optimiser")


@pytest.fixture
def club(skytrack: Any) -> Any:
    clubs = skytrack.parts.identity.organisations
    made = clubs.create(OPERATOR, kind="club", name="Aletsch")
    clubs.set_member(OPERATOR, made.num, skytrack.pilot.num, "pilot")
    return made


def as_json(data: bytes, **fields: Any) -> dict[str, Any]:
    text = base64.b64encode(data).decode()
    return {"file_base64": text, "file_name": "flight.igc", "agree": 1, **fields}


def test_a_form_is_filed_and_analysed(skytrack: Any, golden: Any, igc: Any) -> None:
    reply = skytrack.upload(igc(), title="Saturday Aletsch")
    assert reply.status_code == 201, reply.text
    body, example = reply.json(), golden("upload")
    assert list(body["data"]) == list(example["data"])
    meta = body["data"].pop("meta")
    track_id = body["data"].pop("track_id")
    del example["data"]["meta"], example["data"]["track_id"]
    assert body == example
    assert meta["date_flown"] == "2025-06-13"
    assert meta["metrics"]["duration_s"] > 400
    assert meta["score"]["league"] == "xcontest"
    row = skytrack.get("/api/v1/flights").json()["data"]["flights"][0]
    assert (row["id"], row["title"], row["analysis_status"]) == (
        track_id, "Saturday Aletsch", "done",
    )  # fmt: skip
    assert row["longest_xc_key"] == meta["score"]["longest"]


def test_json_is_as_good(skytrack: Any, igc: Any) -> None:
    body = as_json(igc(), title="Optional title", visibility="unlisted")
    reply = skytrack.post(PATH, json=body)
    assert reply.status_code == 201, reply.text
    data = reply.json()["data"]
    assert (data["visibility"], data["year"], data["duplicate"]) == ("unlisted", 2025, False)


def test_the_same_file_is_a_duplicate_for_the_same_user_only(skytrack: Any, igc: Any) -> None:
    first = skytrack.upload(igc()).json()["data"]
    again = skytrack.post(PATH, json=as_json(igc(), title="Another title"))
    assert again.status_code == 200
    assert again.json()["data"] == {**first, "duplicate": True}
    _, headers = skytrack.add_pilot("other@example.com")
    other = skytrack.post(PATH, headers=headers, json=as_json(igc()))
    assert other.status_code == 201
    assert other.json()["data"]["track_id"] != first["track_id"]


@pytest.mark.parametrize("agree", [1, True, "1", "true"])
@pytest.mark.parametrize("name", ["agree", "st_agree"])
def test_ways_to_agree(skytrack: Any, refused: Any, name: str, agree: Any) -> None:
    body = {"file_base64": base64.b64encode(b"no log").decode(), name: agree}
    refused(skytrack.post(PATH, json=body), 400, "UPLOAD_FAILED")


@pytest.mark.parametrize("agree", [0, 2, "0", "no", False, None, [], "", 1.5])
def test_without_agreement_nothing_else_is_looked_at(
    skytrack: Any, refused: Any, agree: Any
) -> None:
    body = {"agree": agree, "visibility": "nonsense", "task_id": 5}
    refused(skytrack.post(PATH, json=body), 400, "AGREE_REQUIRED")


def test_a_form_has_to_agree_too(skytrack: Any, refused: Any, igc: Any) -> None:
    refused(skytrack.upload(igc(), agree="0"), 400, "AGREE_REQUIRED")
    reply = skytrack.post(PATH, files={"file": ("flight.igc", igc())})
    refused(reply, 400, "AGREE_REQUIRED")
    refused(skytrack.post(PATH), 400, "AGREE_REQUIRED")
    assert skytrack.flights() == []


def test_track_access_comes_before_agreement(skytrack: Any, refused: Any) -> None:
    _, headers = skytrack.add_pilot("guest@example.com", group="none")
    refused(skytrack.post(PATH, headers=headers, json={}), 403, "FORBIDDEN")


@pytest.mark.parametrize(
    "change",
    [
        {"file_base64": None},
        {"file_base64": ""},
        {"file_base64": "%%% rubbish %%%"},
        {"file_base64": "QUJD\u00fc"},
        {"file_base64": ["QUJD"]},
        {"visibility": "secret"},
        {"visibility": "authenticated"},
        {"visibility": 1},
        {"title": 5},
        {"title": "x" * 201},
        {"org_id": "five"},
        {"org_id": 1.5},
        {"org_id": "9" * 100},
        {"task_id": {}},
        {"is_public": "maybe"},
        {"is_public": 2},
        {"file_name": "../../etc/passwd"},
        {"file_name": "..\\flight.igc"},
        {"file_name": "fli\nght.igc"},
        {"file_name": "x" * 300 + ".igc"},
        {"visibility": "org"},
    ],
)
def test_a_field_that_cannot_be(
    skytrack: Any, refused: Any, igc: Any, change: dict[str, Any]
) -> None:
    refused(skytrack.post(PATH, json=as_json(igc()) | change), 400, "VALIDATION_ERROR")
    assert skytrack.flights() == []


def test_unknown_organisation_and_task(skytrack: Any, refused: Any, igc: Any) -> None:
    for change in ({"task_id": 5}, {"org_id": 5}, {"org_id": 0}, {"org_id": 2**70}):
        refused(skytrack.post(PATH, json=as_json(igc(), **change)), 404, "NOT_FOUND")


def test_an_organisation_of_others(skytrack: Any, refused: Any, igc: Any, club: Any) -> None:
    _, headers = skytrack.add_pilot("other@example.com")
    body = as_json(igc(), org_id=club.num, visibility="org")
    refused(skytrack.post(PATH, headers=headers, json=body), 403, "FORBIDDEN")
    reply = skytrack.upload(igc(), org_id=str(club.num), visibility="org", task_id="", title="")
    assert reply.json()["data"]["visibility"] == "org"


@pytest.mark.parametrize(
    ("fields", "visibility"),
    [
        ({}, "private"),
        ({"is_public": 1}, "public"),
        ({"is_public": True}, "public"),
        ({"is_public": "1"}, "public"),
        ({"is_public": "true"}, "public"),
        ({"is_public": 0}, "private"),
        ({"is_public": "0"}, "private"),
        ({"is_public": 1, "visibility": "unlisted"}, "unlisted"),
        ({"is_public": 1, "visibility": ""}, "public"),
        ({"is_public": 1, "visibility": None}, "public"),
    ],
)
def test_is_public_counts_when_visibility_is_missing(
    skytrack: Any, igc: Any, fields: dict[str, Any], visibility: str
) -> None:
    reply = skytrack.post(PATH, json=as_json(igc(), **fields))
    assert reply.json()["data"]["visibility"] == visibility


def test_base64_may_be_wrapped_and_unpadded(skytrack: Any, igc: Any) -> None:
    data = igc() + b"LXXXremark\r\n"
    text = base64.encodebytes(data).decode()
    body = {**as_json(data), "file_base64": text.replace("=", "")}
    assert skytrack.post(PATH, json=body).status_code == 201
    assert skytrack.upload(data).status_code == 200


def test_flights_of_other_years_are_refused(skytrack: Any, refused: Any, igc: Any) -> None:
    for day in (dt.date(2024, 12, 31), dt.date(2025, 7, 1)):
        refused(skytrack.upload(igc(day)), 400, "VALIDATION_ERROR")
    assert skytrack.flights() == []


def test_any_year_where_the_server_allows_it(build: Callable[..., Any], igc: Any) -> None:
    skytrack = build(upload_years="any")
    data = skytrack.upload(igc(dt.date(2019, 6, 15))).json()["data"]
    assert (data["date"], data["year"], data["late_upload"]) == ("2019-06-15", 2019, False)


def test_an_older_flight_is_kept_private_until_it_is_approved(
    skytrack: Any, igc: Any, refused: Any
) -> None:
    late = igc(dt.date(2025, 5, 13))
    reply = skytrack.upload(late, visibility="public")
    assert reply.status_code == 201
    data = reply.json()["data"]
    assert (data["late_upload"], data["visibility"]) == (True, "private")
    assert any("administrator" in notice for notice in data["notices"])
    detail = f"/api/v1/flights/{data['track_id']}"
    mine = skytrack.get(detail).json()["data"]["flight"]
    assert mine["analysis_status"] == "pending_review"
    _, headers = skytrack.add_pilot("other@example.com")
    refused(skytrack.get(detail, headers=headers), 403, "FORBIDDEN")
    on_time = skytrack.upload(igc(dt.date(2025, 5, 14)), visibility="public").json()["data"]
    assert (on_time["late_upload"], on_time["visibility"]) == (False, "public")


def test_the_window_can_be_switched_off(build: Callable[..., Any], igc: Any) -> None:
    skytrack = build(late_after_days=0)
    data = skytrack.upload(igc(dt.date(2025, 1, 2))).json()["data"]
    assert data["late_upload"] is False


def test_the_free_tier_holds_twelve_flights_of_the_year(
    skytrack: Any, refused: Any, igc: Any, add_flight: Any
) -> None:
    pilot, headers = skytrack.add_pilot("free@example.com", group="free")
    for num in range(1, 12):
        add_flight(num=num, account_num=pilot.num)
    add_flight(num=50, account_num=pilot.num, date_flown=dt.date(2024, 6, 13))

    def upload(number: int) -> Any:
        return skytrack.post(PATH, headers=headers, json=as_json(igc(number=number)))

    assert upload(12).status_code == 201
    refused(upload(13), 403, "FORBIDDEN")
    assert upload(12).status_code == 200  # a duplicate takes no place
    assert len(skytrack.flights(headers)) == 13


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\xff" * 5000,
        b"<!doctype html><html></html>",
        b"AXXXABC\r\nHFDTE130625\r\n",
        b"\x1f\x8b\x08" * 99,
    ],
    ids=["binary", "html", "no fixes", "gzip"],
)
def test_a_file_that_is_no_log(skytrack: Any, refused: Any, data: bytes) -> None:
    refused(skytrack.upload(data), 400, "UPLOAD_FAILED")
    assert skytrack.flights() == []


def test_an_empty_file(skytrack: Any, refused: Any) -> None:
    refused(skytrack.upload(b""), 400, "VALIDATION_ERROR")


def fail_with(skytrack: Any, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(skytrack.parts.logbook.analysing.__class__, "analyse_now", broken)


def test_an_analyser_that_breaks_is_our_fault(
    skytrack: Any, refused: Any, igc: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_with(skytrack, monkeypatch, RuntimeError("the secret of the matter"))
    assert "secret" not in refused(skytrack.upload(igc()), 500, "UPLOAD_FAILED")


def test_an_analyser_that_refuses_is_the_sender_s(
    skytrack: Any, refused: Any, igc: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_with(skytrack, monkeypatch, UnreadableFile("The log has no fixes."))
    assert refused(skytrack.upload(igc()), 400, "UPLOAD_FAILED") == "The log has no fixes."


def test_a_full_disk(
    skytrack: Any, refused: Any, igc: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise StorageFullError(28, "no room")

    monkeypatch.setattr(skytrack.parts.logbook.store.__class__, "put", full)
    refused(skytrack.upload(igc()), 507, "SERVER_ERROR")
    assert skytrack.flights() == []
