"""GET /core/v1/flights/{ref}/scores"""

import pytest
from tests.wire.support import Api, Pilot, problem

PATH = "/core/v1/flights"


@pytest.fixture
def path(pilot: Pilot, fresh_igc: bytes) -> str:
    return f"{PATH}/{pilot.upload(fresh_igc, visibility='public')['num']}/scores"


def test_the_logbooks_league_by_default(pilot: Pilot, path: str) -> None:
    flight = pilot.api.get(path.removesuffix("/scores")).json()
    score = pilot.api.get(path).json()

    assert (score["league"], score["distance"]) == ("xcontest", "wgs84")
    assert score["points"] == flight["score"]["points"]
    assert score["shape"] == flight["score"]["shape"]
    assert score["optimal"] is True
    assert score["bound"] == score["points"]
    best = score["shapes"][score["shape"]]
    assert best["points"] == max(item["points"] for item in score["shapes"].values() if item)
    assert sum(best["legs_m"]) == pytest.approx(best["distance_m"])
    assert best["turnpoints"][0]["time"].endswith("Z")


def test_another_league_and_another_earth(pilot: Pilot, path: str) -> None:
    usual = pilot.api.get(path).json()
    ffvl = pilot.api.get(path, params={"league": "ffvl"}).json()
    fcc = pilot.api.get(path, params={"distance": "fcc"}).json()

    assert ffvl["league"] == "ffvl"
    assert set(ffvl["shapes"]) == {"free3", "triangle", "fai"}
    assert fcc["distance"] == "fcc"
    assert fcc["points"] == pytest.approx(usual["points"], abs=0.1)
    assert pilot.api.get(path, params={"league": "FFVL"}).json() == ffvl


def test_nobody_gets_what_is_there_and_has_nothing_computed(anybody: Api, path: str) -> None:
    assert anybody.get(path).status_code == 200
    assert anybody.get(path, params={"league": "xcontest"}).status_code == 200
    problem(anybody.get(path, params={"league": "ffvl"}), 401, "unauthenticated")
    problem(anybody.get(path, params={"distance": "fcc"}), 401, "unauthenticated")


def test_an_unknown_league_is_named(pilot: Pilot, path: str) -> None:
    assert (
        "ffvl"
        in problem(pilot.api.get(path, params={"league": "champions"}), 400, "invalid_input")[
            "detail"
        ]
    )
    problem(pilot.api.get(path, params={"distance": "flat"}), 400, "invalid_input")


def test_scores_are_for_those_who_may_read_the_flight(
    pilot: Pilot, other: Pilot, path: str
) -> None:
    pilot.api.patch(path.removesuffix("/scores"), json={"visibility": "private"})
    problem(other.api.get(path), 404, "not_found")
