"""POST and DELETE /core/v1/flights/{ref}/share"""

from tests.wire.support import Api, Pilot, problem

PATH = "/core/v1/flights"


def test_a_link_is_a_secret_of_its_own(pilot: Pilot, fresh_igc: bytes) -> None:
    flight = pilot.upload(fresh_igc, visibility="unlisted")
    answer = pilot.api.post(f"{PATH}/{flight['num']}/share")

    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert len(body["token"]) >= 32
    assert body["url"] == f"http://volary.test/share/{body['token']}"
    assert flight["id"].replace("-", "") not in body["token"]


def test_a_new_link_makes_the_old_one_dead(pilot: Pilot, anybody: Api, fresh_igc: bytes) -> None:
    path = f"{PATH}/{pilot.upload(fresh_igc, visibility='unlisted')['num']}/share"
    old, new = (pilot.api.post(path).json()["token"] for _ in range(2))

    problem(anybody.get(f"/core/v1/shared/{old}"), 404, "not_found")
    assert anybody.get(f"/core/v1/shared/{new}").status_code == 200


def test_a_link_can_be_taken_back(pilot: Pilot, anybody: Api, fresh_igc: bytes) -> None:
    path = f"{PATH}/{pilot.upload(fresh_igc, visibility='unlisted')['num']}"
    token = pilot.api.post(f"{path}/share").json()["token"]

    assert pilot.api.delete(f"{path}/share").status_code == 204
    problem(anybody.get(f"/core/v1/shared/{token}"), 404, "not_found")
    assert pilot.api.get(path).json()["share"] is None


def test_a_private_flight_has_no_link(pilot: Pilot, fresh_igc: bytes) -> None:
    num = pilot.upload(fresh_igc)["num"]
    problem(pilot.api.post(f"{PATH}/{num}/share"), 400, "invalid_input")


def test_only_the_owner_shares(pilot: Pilot, other: Pilot, anybody: Api, fresh_igc: bytes) -> None:
    path = f"{PATH}/{pilot.upload(fresh_igc, visibility='public')['num']}/share"
    token = pilot.api.post(path).json()["token"]

    problem(other.api.post(path), 404, "not_found")
    problem(other.api.delete(path), 404, "not_found")
    problem(anybody.post(path), 401, "unauthenticated")
    assert anybody.get(f"/core/v1/shared/{token}").status_code == 200
