from typing import Any

import pytest

from volary.core.identity import AccountChange, Actor

PATH = "/api/v1/flights"
OPERATOR = Actor(origin="cli")
EXTRA = ["notes", "bbox", "share_token", "analysis_error", "fai_class", "wing_hg_type",
         "tz_offset_min", "updated_at"]  # fmt: skip


def test_the_detail_is_the_row_of_the_list_and_eight_fields_more(
    skytrack: Any, golden: Any, add_flight: Any
) -> None:
    add_flight(notes="Strong climbs", fai_class="O-3", wing_type="paraglider")
    reply = skytrack.get(f"{PATH}/987")
    assert reply.status_code == 200
    flight = reply.json()["data"]["flight"]
    row = golden("flights")["data"]["flights"][0]
    assert list(flight) == [*row, *EXTRA]
    assert {name: flight[name] for name in row} == row
    assert {name: flight[name] for name in EXTRA} == {
        "notes": "Strong climbs",
        "bbox": {"south": 46.2, "west": 8.0, "north": 46.5, "east": 8.2},
        "share_token": None,
        "analysis_error": None,
        "fai_class": "O-3",
        "wing_hg_type": "paraglider",
        "tz_offset_min": 120,
        "updated_at": "2025-06-13 18:22:01",
    }


def test_what_is_not_known_is_null(skytrack: Any, add_flight: Any) -> None:
    add_flight(bbox_west=None, bbox_south=None, bbox_east=None, bbox_north=None)
    flight = skytrack.get(f"{PATH}/987").json()["data"]["flight"]
    assert [flight[name] for name in EXTRA[:6]] == [None] * 6


@pytest.mark.parametrize(
    "case",
    [
        ("public", False, 200),
        ("unlisted", False, 200),
        ("authenticated", False, 200),
        ("org", False, 403),
        ("private", False, 403),
        ("private", True, 403),
        ("public", True, 403),
    ],
)
def test_who_reads_whose_flights(
    skytrack: Any, refused: Any, add_flight: Any, case: tuple[str, bool, int]
) -> None:
    """The owner everything; others, a fellow member and an administrator too, what is open."""
    level, locked, status = case
    clubs = skytrack.parts.identity.organisations
    club = clubs.create(OPERATOR, kind="club", name="Aletsch")
    add_flight(visibility=level, locked=locked, org_num=club.num)
    mine = skytrack.get(f"{PATH}/987")
    assert mine.status_code == 200
    expected = "pending_review" if locked else "done"
    assert mine.json()["data"]["flight"]["analysis_status"] == expected
    stranger = skytrack.add_pilot("stranger@example.com")
    member = skytrack.add_pilot("member@example.com")
    admin = skytrack.add_pilot("admin@example.com")
    clubs.set_member(OPERATOR, club.num, member[0].num, "owner")
    skytrack.parts.identity.accounts.change(OPERATOR, admin[0].num, AccountChange(is_admin=True))
    for _, headers in (stranger, member, admin):
        reply = skytrack.get(f"{PATH}/987", headers=headers)
        if status == 200:
            assert reply.status_code == 200
        else:
            refused(reply, status, "FORBIDDEN")


def test_a_share_token_is_for_the_owner_s_eyes(skytrack: Any, add_flight: Any) -> None:
    add_flight(visibility="unlisted")
    _, headers = skytrack.add_pilot("other@example.com")
    holder = skytrack.parts.identity.authenticator.acting_for(skytrack.pilot.num)
    token = skytrack.parts.logbook.editing.share(holder, 987)
    assert skytrack.get(f"{PATH}/987").json()["data"]["flight"]["share_token"] == token
    theirs = skytrack.get(f"{PATH}/987", headers=headers).json()["data"]["flight"]
    assert theirs["share_token"] is None


def test_why_an_analysis_failed_is_for_the_owner_s_eyes(skytrack: Any, add_flight: Any) -> None:
    add_flight(visibility="public", analysis_status="failed", analysis_error="Broken: log")
    _, headers = skytrack.add_pilot("other@example.com")
    assert skytrack.get(f"{PATH}/987").json()["data"]["flight"]["analysis_error"] == "Broken: log"
    theirs = skytrack.get(f"{PATH}/987", headers=headers).json()["data"]["flight"]
    assert (theirs["analysis_status"], theirs["analysis_error"]) == ("failed", None)


def test_there_is_no_such_flight(skytrack: Any, refused: Any) -> None:
    refused(skytrack.get(f"{PATH}/1"), 404, "NOT_FOUND")
    refused(skytrack.get(f"{PATH}/0"), 404, "NOT_FOUND")


def test_it_needs_somebody(skytrack: Any, refused: Any, add_flight: Any) -> None:
    add_flight(visibility="public")
    refused(skytrack.get(f"{PATH}/987", headers=skytrack.key_only), 401, "UNAUTHENTICATED")
