"""GET /core/v1/keys"""

from tests.wire.support import Api, Pilot, problem

PATH = "/core/v1/keys"


def test_ones_own_keys_are_listed_without_their_texts(pilot: Pilot, other: Pilot) -> None:
    answer = pilot.api.get(PATH)

    assert answer.headers["cache-control"] == "no-store"
    [key] = answer.json()["keys"]
    assert key["prefix"] == pilot.key[: len(key["prefix"])]
    assert (key["client"], key["active"]) == ("test", True)
    assert pilot.key not in answer.text
    assert len(key["prefix"]) < len(pilot.key) / 2


def test_nobody_has_no_keys(anybody: Api) -> None:
    problem(anybody.get(PATH), 401, "unauthenticated")
