"""POST /core/v1/flights/{ref}/approve"""

from tests.wire.support import Lock, MakePilot, Pilot, problem

PATH = "/core/v1/flights"


def test_an_administrator_releases_a_late_upload(
    pilot: Pilot, make_pilot: MakePilot, fresh_igc: bytes, lock: Lock
) -> None:
    num = pilot.upload(fresh_igc)["num"]
    lock(num)
    admin = make_pilot(is_admin=True)
    answer = admin.api.post(f"{PATH}/{num}/approve")

    assert answer.status_code == 200
    assert answer.json()["locked"] is False
    assert answer.json()["visibility"] == "private"
    assert pilot.api.patch(f"{PATH}/{num}", json={"visibility": "public"}).status_code == 200
    problem(admin.api.post(f"{PATH}/{num}/approve"), 404, "not_found")


def test_nobody_else_does(pilot: Pilot, other: Pilot, fresh_igc: bytes, lock: Lock) -> None:
    num = pilot.upload(fresh_igc)["num"]
    lock(num)

    problem(pilot.api.post(f"{PATH}/{num}/approve"), 403, "forbidden")
    problem(other.api.post(f"{PATH}/{num}/approve"), 404, "not_found")
    assert pilot.api.get(f"{PATH}/{num}").json()["locked"] is True
