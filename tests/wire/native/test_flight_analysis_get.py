"""GET /core/v1/flights/{ref}/analysis"""

from tests.wire.support import Api, Pilot, make_igc, problem

PATH = "/core/v1/flights"


def test_the_analysis_with_instants_and_local_date(pilot: Pilot) -> None:
    flight = pilot.upload(make_igc(seed=pilot.num, minutes=15))
    answer = pilot.api.get(f"{PATH}/{flight['num']}/analysis")
    found = answer.json()

    assert found["date_local"] == flight["date_local"]
    assert found["utc_offset_s"] == flight["utc_offset_s"] == 7200
    assert found["time_zone"] == "Europe/Zurich"
    assert found["flight"]["takeoff_at"] == flight["takeoff_at"]
    assert found["flight"]["landing_at"] == flight["landing_at"]
    assert found["flight"] in found["flights"]
    assert found["metrics"]["distance_m"] == flight["distance_m"]
    assert [thermal["turn"] for thermal in found["thermals"]] == ["right"] * 3
    for thermal in found["thermals"]:
        assert thermal["enter_at"] < thermal["exit_at"]
        assert 2.0 < thermal["climb_mps"] * 2 < 4.0
    assert len(found["phases"]) >= len(found["thermals"])
    assert "_ms" not in answer.text
    tag = {"If-None-Match": answer.headers["etag"]}
    assert pilot.api.get(f"{PATH}/{flight['num']}/analysis", headers=tag).status_code == 304


def test_it_is_for_those_who_may_read_the_flight(
    pilot: Pilot, other: Pilot, anybody: Api, fresh_igc: bytes
) -> None:
    num = pilot.upload(fresh_igc)["num"]
    for api in (other.api, anybody):
        problem(api.get(f"{PATH}/{num}/analysis"), 404, "not_found")
