"""GET /core/v1/flights"""

import datetime as dt

import pytest
from tests.wire.support import OPERATOR, Api, Lock, MakePilot, Pilot, make_igc, problem

from volary.app.volary import Volary

PATH = "/core/v1/flights"
DAYS = [dt.date(2025, 5, day) for day in (1, 2, 2, 3, 4)]


@pytest.fixture
def logbook(pilot: Pilot) -> list[int]:
    """Five flights of May, numbers in the order of their days."""
    return [
        pilot.upload(
            make_igc(day, seed=n, minutes=2), visibility="public" if n == 4 else "private"
        )["num"]
        for n, day in enumerate(DAYS)
    ]


def _nums(api: Api, **params: object) -> list[int]:
    answer = api.get(PATH, params=params)
    assert answer.status_code == 200, answer.text
    return [flight["num"] for flight in answer.json()["flights"]]


def test_ones_own_flights_newest_first(pilot: Pilot, logbook: list[int]) -> None:
    assert _nums(pilot.api, owner="me") == logbook[::-1]
    assert _nums(pilot.api, owner=pilot.num, order="date_asc") == logbook


@pytest.mark.parametrize("order", ["date_desc", "date_asc"])
@pytest.mark.parametrize("limit", [1, 2, 5])
def test_pages_follow_each_other_without_gap_or_repetition(
    pilot: Pilot, logbook: list[int], order: str, limit: int
) -> None:
    params: dict[str, object] = {"owner": "me", "order": order, "limit": limit}
    seen: list[int] = []
    for _ in range(6):
        page = pilot.api.get(PATH, params=params).json()
        assert len(page["flights"]) <= limit
        seen += [flight["num"] for flight in page["flights"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]

    assert seen == (logbook if order == "date_asc" else logbook[::-1])


def test_a_flight_filed_meanwhile_does_not_shift_the_pages(
    pilot: Pilot, logbook: list[int]
) -> None:
    first = pilot.api.get(PATH, params={"owner": "me", "limit": 2}).json()
    pilot.upload(make_igc(dt.date(2025, 6, 1), seed=7, minutes=2))

    rest = _nums(pilot.api, owner="me", cursor=first["next_cursor"])

    assert [flight["num"] for flight in first["flights"]] + rest == logbook[::-1]


def test_filters_narrow_the_list(pilot: Pilot, logbook: list[int]) -> None:
    assert _nums(pilot.api, owner="me", visibility="public") == [logbook[4]]
    bounds = {"from": "2025-05-02", "to": "2025-05-03"}
    assert _nums(pilot.api, owner="me", **bounds) == logbook[1:4][::-1]


def test_nobody_sees_what_is_public_only(anybody: Api, pilot: Pilot, logbook: list[int]) -> None:
    assert _nums(anybody, owner=pilot.num) == [logbook[4]]


def test_the_owners_name_is_shown_when_published(
    volary: Volary, anybody: Api, make_pilot: MakePilot
) -> None:
    for public, name in ((True, "Ikarus"), (False, None)):
        owner = make_pilot("Ikarus", public=public)
        owner.upload(make_igc(seed=owner.num, minutes=2), visibility="public")
        [flight] = anybody.get(PATH, params={"owner": owner.num}).json()["flights"]
        assert flight["owner_name"] == name
        assert owner.email not in str(flight)


def test_a_list_that_has_not_changed_need_not_be_sent(pilot: Pilot, logbook: list[int]) -> None:
    first = pilot.api.get(PATH, params={"owner": "me"})
    again = {"If-None-Match": first.headers["etag"]}

    unchanged = pilot.api.get(PATH, params={"owner": "me"}, headers=again)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["etag"] == first.headers["etag"]
    assert "private" in first.headers["cache-control"]
    assert "Authorization" in first.headers["vary"]

    pilot.api.patch(f"{PATH}/{logbook[0]}", json={"title": "Renamed"})
    changed = pilot.api.get(PATH, params={"owner": "me"}, headers=again)
    assert changed.status_code == 200


def test_administrators_see_what_waits_for_approval(
    volary: Volary, pilot: Pilot, other: Pilot, make_pilot: MakePilot, lock: Lock
) -> None:
    flight = pilot.upload(make_igc(seed=pilot.num, minutes=2))
    lock(flight["num"])
    admin = make_pilot(is_admin=True)

    assert flight["num"] in _nums(admin.api, waiting="true", limit=200)
    assert _nums(pilot.api, waiting="true") == [flight["num"]]
    assert _nums(other.api, waiting="true") == []


@pytest.mark.parametrize(
    "params",
    [
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "ten"},
        {"limit": "1" * 5000},
        {"from": "yesterday"},
        {"to": "2025-02-30"},
        {"order": "distance"},
        {"visibility": "secret"},
        {"owner": "you"},
        {"owner": str(2**63)},
        {"owner": "-1"},
        {"owner": "1" * 30},
        {"waiting": "maybe"},
        {"cursor": "x"},
        {"cursor": "ZGF0ZV9kZXNjLjIwMjUtMDUtMDEuMA"},
        {"cursor": "é"},
    ],
)
def test_a_bad_parameter_is_named(pilot: Pilot, params: dict[str, str]) -> None:
    body = problem(pilot.api.get(PATH, params=params), 400, "invalid_input")
    assert [item["field"] for item in body["errors"]] == list(params)


def test_a_cursor_belongs_to_its_order(pilot: Pilot, logbook: list[int]) -> None:
    cursor = pilot.api.get(PATH, params={"owner": "me", "limit": 1}).json()["next_cursor"]
    answer = pilot.api.get(PATH, params={"cursor": cursor, "order": "date_asc"})
    problem(answer, 400, "invalid_input")


def test_me_needs_somebody(anybody: Api) -> None:
    problem(anybody.get(PATH, params={"owner": "me"}), 401, "unauthenticated")


def test_statements_in_parameters_stay_texts(pilot: Pilot) -> None:
    for value in ("' OR 1=1--", "1; DROP TABLE flight", "%00", "../../etc/passwd"):
        for name in ("owner", "cursor", "visibility", "order", "from"):
            assert pilot.api.get(PATH, params={name: value}).status_code == 400


def test_an_organisations_members_see_its_flights(
    volary: Volary, pilot: Pilot, other: Pilot
) -> None:
    org = volary.identity.organisations.create(OPERATOR, kind="club", name="Org Members")
    for member in (pilot, other):
        volary.identity.organisations.set_member(OPERATOR, org.num, member.num, "pilot")
    flight = pilot.upload(
        make_igc(seed=pilot.num, minutes=2), visibility="org", org_num=str(org.num)
    )

    assert _nums(other.api, owner=pilot.num) == [flight["num"]]
    volary.identity.organisations.remove_member(OPERATOR, org.num, other.num)
    assert _nums(other.api, owner=pilot.num) == []
