"""DELETE /core/v1/flights/{ref}"""

import hashlib

from tests.wire.support import Api, MakePilot, Pilot, problem

from volary.app.volary import Volary

PATH = "/core/v1/flights"


def test_a_deleted_flight_is_gone_with_its_file(
    volary: Volary, pilot: Pilot, fresh_igc: bytes
) -> None:
    num = pilot.upload(fresh_igc)["num"]
    digest = hashlib.sha256(fresh_igc).hexdigest()
    assert volary.store.has(digest)

    assert pilot.api.delete(f"{PATH}/{num}").status_code == 204

    problem(pilot.api.get(f"{PATH}/{num}"), 404, "not_found")
    problem(pilot.api.delete(f"{PATH}/{num}"), 404, "not_found")
    assert not volary.store.has(digest)
    assert pilot.upload(fresh_igc)["num"] != num


def test_a_file_that_somebody_else_has_too_stays(
    pilot: Pilot, other: Pilot, fresh_igc: bytes
) -> None:
    mine, theirs = pilot.upload(fresh_igc)["num"], other.upload(fresh_igc)["num"]
    pilot.api.delete(f"{PATH}/{mine}")

    assert other.api.get(f"{PATH}/{theirs}/original").content == fresh_igc


def test_only_the_owner_deletes_a_flight(
    pilot: Pilot, other: Pilot, anybody: Api, make_pilot: MakePilot, fresh_igc: bytes
) -> None:
    num = pilot.upload(fresh_igc, visibility="public")["num"]

    problem(other.api.delete(f"{PATH}/{num}"), 404, "not_found")
    problem(make_pilot(is_admin=True).api.delete(f"{PATH}/{num}"), 404, "not_found")
    problem(anybody.delete(f"{PATH}/{num}"), 401, "unauthenticated")
    assert pilot.api.get(f"{PATH}/{num}").status_code == 200
