"""PATCH /core/v1/flights/{ref}"""

import pytest
from tests.wire.support import OPERATOR, Api, Lock, MakePilot, Pilot, problem, sign_in

from volary.app.volary import Volary

PATH = "/core/v1/flights"


@pytest.fixture
def path(pilot: Pilot, fresh_igc: bytes) -> str:
    return f"{PATH}/{pilot.upload(fresh_igc, title='Before')['num']}"


def test_each_field_changes_by_itself(pilot: Pilot, path: str) -> None:
    before = pilot.api.get(path).json()
    changes = {"title": "After", "notes": "Ünruly\nair", "visibility": "public"}
    for name, value in changes.items():
        answer = pilot.api.patch(path, json={name: value})
        assert answer.status_code == 200
        assert answer.json()[name] == value
    after = pilot.api.get(path).json()

    assert after == before | changes | {"updated_at": after["updated_at"]}
    assert after["updated_at"] > before["updated_at"]


def test_nothing_to_change_changes_nothing(pilot: Pilot, path: str) -> None:
    assert pilot.api.patch(path, json={}).json()["title"] == "Before"


def test_a_change_is_in_the_audit_trail(volary: Volary, pilot: Pilot, path: str) -> None:
    num = pilot.api.patch(path, json={"visibility": "public"}).json()["num"]
    entry = volary.identity.audit.of("flight", num)[0]

    assert (entry.action, entry.actor_account) == ("flight.edit", pilot.num)
    assert (entry.before, entry.after) == ({"visibility": "private"}, {"visibility": "public"})


def test_a_change_can_be_bound_to_what_was_read(pilot: Pilot, path: str) -> None:
    tag = pilot.api.get(path).headers["etag"]
    first = pilot.api.patch(path, json={"title": "First"}, headers={"If-Match": tag})
    assert first.status_code == 200

    late = pilot.api.patch(path, json={"title": "Second"}, headers={"If-Match": tag})
    problem(late, 412, "precondition_failed")
    weak = {"If-Match": f"W/{first.headers['etag']}"}
    problem(pilot.api.patch(path, json={"title": "x"}, headers=weak), 412, "precondition_failed")
    assert pilot.api.get(path).json()["title"] == "First"
    for good in (first.headers["etag"], "*"):
        answer = pilot.api.patch(path, json={"title": "First"}, headers={"If-Match": good})
        assert answer.status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"owner_num": 1},
        {"account_num": 1},
        {"locked": False},
        {"is_admin": True},
        {"num": 7},
        {"share_generation": 5},
        {"title": ""},
        {"title": None},
        {"title": 7},
        {"title": "x" * 201},
        {"notes": "x" * 20_001},
        {"visibility": "secret"},
        {"visibility": "org"},
        {"visibility": ["public"]},
        {"org_num": 0},
        {"org_num": 2**63},
        {"org_num": 10**40},
        {"org_num": "one"},
        {"org_num": 1.5},
        {"title": "fine", "unknown": 1},
        [],
        "title",
        None,
    ],
)
def test_only_the_listed_fields_in_their_bounds_are_accepted(
    pilot: Pilot, path: str, body: object
) -> None:
    before = pilot.api.get(path).json()

    problem(pilot.api.patch(path, json=body), 400, "invalid_input")
    assert pilot.api.get(path).json() == before


def test_an_organisation_has_to_be_ones_own(volary: Volary, pilot: Pilot, path: str) -> None:
    org = volary.identity.organisations.create(OPERATOR, kind="club", name="Own Club")
    change = {"visibility": "org", "org_num": org.num}

    problem(pilot.api.patch(path, json=change), 403, "forbidden")
    volary.identity.organisations.set_member(OPERATOR, org.num, pilot.num, "pilot")
    assert pilot.api.patch(path, json=change).json()["org_num"] == org.num


def test_only_the_owner_changes_a_flight(
    pilot: Pilot, other: Pilot, anybody: Api, make_pilot: MakePilot, path: str
) -> None:
    pilot.api.patch(path, json={"visibility": "public"})

    problem(other.api.patch(path, json={"title": "Mine"}), 404, "not_found")
    problem(make_pilot(is_admin=True).api.patch(path, json={"title": "Mine"}), 404, "not_found")
    problem(anybody.patch(path, json={"title": "Mine"}), 401, "unauthenticated")
    assert pilot.api.get(path).json()["title"] == "Before"


def test_a_flight_that_waits_stays_private(pilot: Pilot, path: str, lock: Lock) -> None:
    lock(int(path.rpartition("/")[2]))

    problem(pilot.api.patch(path, json={"visibility": "public"}), 403, "forbidden")
    assert pilot.api.patch(path, json={"title": "Patience"}).status_code == 200


def test_a_cookie_changes_things_with_its_csrf_token_only(
    anybody: Api, make_pilot: MakePilot, fresh_igc: bytes
) -> None:
    owner = make_pilot(password=True)
    path = f"{PATH}/{owner.upload(fresh_igc)['num']}"
    csrf = sign_in(anybody, owner)

    problem(anybody.patch(path, json={"title": "Forged"}), 403, "csrf_token")
    foreign = {"X-CSRF-Token": csrf, "Origin": "https://evil.example"}
    problem(anybody.patch(path, json={"title": "Forged"}, headers=foreign), 403, "cross_site")
    good = {"X-CSRF-Token": csrf, "Origin": "http://volary.test"}
    assert anybody.patch(path, json={"title": "Mine"}, headers=good).status_code == 200


def test_a_form_of_another_site_is_no_change(pilot: Pilot, path: str) -> None:
    answer = pilot.api.patch(
        path, content=b'{"title":"Forged"}', headers={"Content-Type": "text/plain"}
    )
    problem(answer, 415, "unsupported_media_type")
