import datetime as dt
from typing import Any

import pytest

from volary.core.identity import AccountChange, Actor

PATH = "/api/v1/flights"


def day(number: int) -> dt.date:
    return dt.date(2025, 6, number)


@pytest.fixture
def other(skytrack: Any) -> tuple[Any, dict[str, str]]:
    found: tuple[Any, dict[str, str]] = skytrack.add_pilot("other@example.com")
    return found


@pytest.fixture
def many(add_flight: Any) -> None:
    """Six flights: two of one day, the others a day apart."""
    for num, flown in enumerate((10, 11, 12, 12, 14, 15), start=1):
        add_flight(num=num, date_flown=day(flown))


def test_the_list_answers_as_in_the_document(skytrack: Any, golden: Any, add_flight: Any) -> None:
    add_flight()
    reply = skytrack.get(PATH)
    assert (reply.status_code, reply.json()) == (200, golden("flights"))
    row, example = reply.json()["data"]["flights"][0], golden("flights")["data"]["flights"][0]
    assert list(row) == list(example)
    assert list(reply.json()["data"]) == ["flights", "count", "limit", "offset"]


def test_an_empty_logbook(skytrack: Any) -> None:
    data = skytrack.get(PATH).json()["data"]
    assert data == {"flights": [], "count": 0, "limit": 50, "offset": 0}


def test_what_is_not_known_is_null(skytrack: Any, add_flight: Any) -> None:
    unknown = ("duration_s", "distance_m", "max_alt_m", "gain_total_m", "avg_speed_mps",
               "max_speed_mps", "launch_lat", "launch_lon", "landing_lat", "landing_lon",
               "takeoff_site_num", "xc_points", "longest_xc_m", "longest_xc_shape")  # fmt: skip
    add_flight(**dict.fromkeys(unknown), analysis_status="pending")
    row = skytrack.get(PATH).json()["data"]["flights"][0]
    shown = {name for name, value in row.items() if value is None}
    assert shown == {
        "duration_s", "distance_m", "longest_xc_m", "longest_xc_key", "xc_points", "max_alt_m",
        "gain_total_m", "avg_speed_kmh", "max_speed_kmh", "launch", "landing", "takeoff_id",
        "comp_task_id",
    }  # fmt: skip
    assert row["analysis_status"] == "pending"


def test_newest_first_and_ties_by_id(skytrack: Any, many: None) -> None:
    assert skytrack.flights() == [6, 5, 4, 3, 2, 1]
    assert skytrack.flights(order="date_desc") == [6, 5, 4, 3, 2, 1]
    assert skytrack.flights(order="date_asc") == [1, 2, 3, 4, 5, 6]


def test_from_and_to_are_inclusive(skytrack: Any, many: None) -> None:
    bounds = {"from": "2025-06-11", "to": "2025-06-14"}
    assert skytrack.flights(**bounds) == [5, 4, 3, 2]
    assert skytrack.flights(**{"from": "2025-06-15"}) == [6]
    assert skytrack.flights(to="2025-06-09") == []
    assert skytrack.flights(**{"from": "2025-06-14", "to": "2025-06-11"}) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"limit": "2"}, ([6, 5], 2, 0)),
        ({"limit": "2", "offset": "2"}, ([4, 3], 2, 2)),
        ({"offset": "5"}, ([1], 50, 5)),
        ({"offset": "9"}, ([], 50, 9)),
        ({"limit": "500"}, ([6, 5, 4, 3, 2, 1], 200, 0)),
        ({"limit": "9" * 40}, ([6, 5, 4, 3, 2, 1], 200, 0)),
        ({"limit": "0"}, ([6], 1, 0)),
        ({"limit": "-3"}, ([6], 1, 0)),
        ({"offset": "-3"}, ([6, 5, 4, 3, 2, 1], 50, 0)),
        ({"offset": "9" * 40}, ([], 50, 2**53)),
        ({"limit": "", "offset": ""}, ([6, 5, 4, 3, 2, 1], 50, 0)),
    ],
)
def test_limit_and_offset_are_cut_to_what_is_allowed(
    skytrack: Any, many: None, query: dict[str, str], expected: tuple[list[int], int, int]
) -> None:
    data = skytrack.get(PATH, params=query).json()["data"]
    rows = [row["id"] for row in data["flights"]]
    assert (rows, data["limit"], data["offset"]) == expected
    assert data["count"] == len(rows)


@pytest.mark.parametrize(
    "query",
    [
        "limit=abc",
        "limit=1.5",
        "limit=1e2",
        "limit=%20",
        "limit=0x10",
        "limit=%D9%A5",
        "limit=" + "9" * 101,
        "offset=abc",
        "offset=NaN",
        "user_id=me",
        "user_id=1;DROP TABLE flight",
        "from=2025-6-1",
        "from=2025-02-30",
        "from=20250601",
        "to=yesterday",
        "to=2025-06-01T00:00:00",
        "order=points",
        "visibility=secret",
        "visibility=authenticated",
        "limit=1&limit=2",
        "order=%00",
        "&".join(f"x{number}=1" for number in range(101)),
    ],
)
def test_what_is_no_value_is_refused(skytrack: Any, refused: Any, query: str) -> None:
    refused(skytrack.get(f"{PATH}?{query}"), 400, "VALIDATION_ERROR")


def test_unknown_parameters_are_ignored(skytrack: Any, many: None) -> None:
    assert skytrack.flights(colour="red", is_admin="1") == [6, 5, 4, 3, 2, 1]


def test_visibility_filters_one_s_own(skytrack: Any, add_flight: Any) -> None:
    for num, level in enumerate(("private", "org", "unlisted", "authenticated", "public"), start=1):
        add_flight(num=num, visibility=level)
    assert skytrack.flights() == [5, 4, 3, 2, 1]
    assert skytrack.flights(visibility="private") == [1]
    assert skytrack.flights(visibility="org") == [2]
    assert skytrack.flights(visibility="unlisted") == [3]
    assert skytrack.flights(visibility="public") == [5, 4]
    assert skytrack.flights(user_id=123, visibility="private") == [1]


def test_of_another_only_public_flights_are_listed(
    skytrack: Any, add_flight: Any, other: tuple[Any, dict[str, str]]
) -> None:
    levels = ("private", "org", "unlisted", "authenticated", "public")
    for num, level in enumerate(levels, start=1):
        add_flight(num=num, visibility=level)
    add_flight(num=6, visibility="public", locked=True)
    _, headers = other
    for visibility in ("private", "unlisted", "org", "nonsense"):
        assert skytrack.flights(headers, user_id=123, visibility=visibility) == [5, 4]
    assert skytrack.flights(headers, user_id=123) == [5, 4]
    assert skytrack.flights(headers) == []
    row = skytrack.get(PATH, params={"user_id": 123}, headers=headers).json()["data"]["flights"][1]
    assert row["visibility"] == "public"


def test_an_administrator_sees_no_more_than_others_here(skytrack: Any, add_flight: Any) -> None:
    add_flight(num=1, visibility="public", locked=True)
    add_flight(num=2, visibility="private")
    admin, headers = skytrack.add_pilot("admin@example.com")
    change = AccountChange(is_admin=True)
    skytrack.parts.identity.accounts.change(Actor(), admin.num, change)
    assert skytrack.flights(headers, user_id=123) == []


def test_a_late_flight_waits_for_its_review_where_its_owner_sees_it(
    skytrack: Any, add_flight: Any
) -> None:
    add_flight(locked=True, late_upload=True)
    row = skytrack.get(PATH).json()["data"]["flights"][0]
    assert row["analysis_status"] == "pending_review"


@pytest.mark.parametrize("user", ["4711", "0", "-1", "9" * 30])
def test_an_unknown_user(skytrack: Any, refused: Any, user: str) -> None:
    refused(skytrack.get(PATH, params={"user_id": user}), 404, "NOT_FOUND")


def test_a_disabled_user_counts_as_unknown(
    skytrack: Any, refused: Any, other: tuple[Any, dict[str, str]]
) -> None:
    profile, _ = other
    assert skytrack.flights(user_id=profile.num) == []
    skytrack.parts.identity.accounts.disable(Actor(), profile.num)
    refused(skytrack.get(PATH, params={"user_id": profile.num}), 404, "NOT_FOUND")
