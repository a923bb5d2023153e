"""DELETE /core/v1/keys/{num}"""

from tests.wire.support import OPERATOR, Api, Pilot, problem, token_for

from volary.app.volary import Volary
from volary.platform.http.asgi import App


def test_a_revoked_key_is_dead_at_once(volary: Volary, pilot: Pilot) -> None:
    num = volary.identity.clients.keys(owner=pilot.num)[0].num

    assert pilot.api.delete(f"/core/v1/keys/{num}").status_code == 204
    problem(pilot.api.get("/core/v1/me"), 401, "invalid_key")


def test_a_signed_in_user_revokes_any_of_their_keys_and_of_nobody_elses(
    volary: Volary, app: App, pilot: Pilot, other: Pilot
) -> None:
    client = volary.identity.clients.keys(owner=pilot.num)[0].client
    second = volary.identity.clients.create_key(OPERATOR, client="second", owner=pilot.num)
    bearer = Api(app, {"Authorization": f"Bearer {token_for(volary, pilot.num, client)}"})
    foreign = volary.identity.clients.keys(owner=other.num)[0].num

    assert bearer.delete(f"/core/v1/keys/{second.num}").status_code == 204
    problem(bearer.delete(f"/core/v1/keys/{second.num}"), 404, "not_found")
    problem(bearer.delete(f"/core/v1/keys/{foreign}"), 404, "not_found")
    problem(bearer.delete(f"/core/v1/keys/{2**62}"), 404, "not_found")
    assert other.api.get("/core/v1/me").status_code == 200


def test_a_key_alone_revokes_no_other(volary: Volary, pilot: Pilot) -> None:
    second = volary.identity.clients.create_key(OPERATOR, client="second", owner=pilot.num)
    problem(pilot.api.delete(f"/core/v1/keys/{second.num}"), 403, "forbidden")
