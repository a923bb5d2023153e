"""GET /core/v1/leagues"""

from tests.wire.support import Api

from volary.core.scoring import leagues


def test_every_league_with_its_shapes(anybody: Api) -> None:
    answer = anybody.get("/core/v1/leagues")
    body = answer.json()

    assert body["default"] == "xcontest"
    assert [item["key"] for item in body["leagues"]] == list(leagues())
    xcontest = next(item for item in body["leagues"] if item["key"] == "xcontest")
    assert {"key": "free3", "name": "Free flight", "kind": "free_distance", "multiplier": 1.0} in (
        xcontest["shapes"]
    )
    assert all(item["sources"] for item in body["leagues"])
    again = {"If-None-Match": answer.headers["etag"]}
    assert anybody.get("/core/v1/leagues", headers=again).status_code == 304
