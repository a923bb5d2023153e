"""POST /core/v1/keys/{num}/rotate"""

from tests.wire.support import OPERATOR, Api, Pilot, problem, token_for

from volary.app.volary import Volary
from volary.platform.http.asgi import App


def _key_num(volary: Volary, pilot: Pilot) -> int:
    return volary.identity.clients.keys(owner=pilot.num)[0].num


def test_rotation_kills_the_old_key_and_tokens_survive(
    volary: Volary, app: App, pilot: Pilot
) -> None:
    client = volary.identity.clients.keys(owner=pilot.num)[0].client
    bearer = Api(app, {"Authorization": f"Bearer {token_for(volary, pilot.num, client)}"})
    answer = bearer.post(f"/core/v1/keys/{_key_num(volary, pilot)}/rotate")

    assert answer.status_code == 201
    problem(pilot.api.get("/core/v1/me"), 401, "invalid_key")
    new = Api(app, {"X-Api-Key": answer.json()["key"]})
    assert new.get("/core/v1/me").json()["user"]["num"] == pilot.num
    assert bearer.get("/core/v1/me").status_code == 200


def test_a_key_can_replace_itself_but_no_other(volary: Volary, pilot: Pilot) -> None:
    other_key = volary.identity.clients.create_key(OPERATOR, client="second", owner=pilot.num)
    problem(pilot.api.post(f"/core/v1/keys/{other_key.num}/rotate"), 403, "forbidden")
    answer = pilot.api.post(f"/core/v1/keys/{_key_num(volary, pilot)}/rotate")
    assert answer.status_code == 201


def test_keys_of_others_are_out_of_reach(
    volary: Volary, app: App, pilot: Pilot, other: Pilot
) -> None:
    client = volary.identity.clients.keys(owner=pilot.num)[0].client
    bearer = Api(app, {"Authorization": f"Bearer {token_for(volary, pilot.num, client)}"})

    answer = bearer.post(f"/core/v1/keys/{_key_num(volary, other)}/rotate")

    problem(answer, 404, "not_found")
    assert other.api.get("/core/v1/me").status_code == 200
