"""POST /core/v1/keys"""

import pytest
from tests.wire.support import Api, MakePilot, Pilot, problem, sign_in, token_for

from volary.app.volary import Volary
from volary.platform.http.asgi import App

PATH = "/core/v1/keys"


def test_a_signed_in_user_makes_a_key_that_acts_as_them(
    app: App, anybody: Api, make_pilot: MakePilot
) -> None:
    pilot = make_pilot(password=True)
    csrf = {"X-CSRF-Token": sign_in(anybody, pilot)}
    answer = anybody.post(PATH, json={"client": "my vario"}, headers=csrf)

    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert body["client"] == "my vario"
    assert body["key"].startswith(body["prefix"])
    me = Api(app, {"X-Api-Key": body["key"]}).get("/core/v1/me").json()
    assert me["user"]["num"] == pilot.num


def test_an_access_token_is_a_sign_in_too(volary: Volary, app: App, pilot: Pilot) -> None:
    client = volary.identity.clients.keys(owner=pilot.num)[0].client
    bearer = {"Authorization": f"Bearer {token_for(volary, pilot.num, client)}"}

    assert Api(app, bearer).post(PATH, json={"client": "x"}).status_code == 201


def test_a_key_cannot_make_another(pilot: Pilot, anybody: Api) -> None:
    problem(pilot.api.post(PATH, json={"client": "x"}), 403, "forbidden")
    problem(anybody.post(PATH, json={"client": "x"}), 401, "unauthenticated")


def test_a_cookie_needs_its_csrf_token(anybody: Api, make_pilot: MakePilot) -> None:
    sign_in(anybody, make_pilot(password=True))
    problem(anybody.post(PATH, json={"client": "x"}), 403, "csrf_token")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"client": ""},
        {"client": "   "},
        {"client": "x" * 121},
        {"client": 5},
        {"client": "a\u202eb"},
        {"client": "x", "owner": 1},
        {"client": None},
    ],
)
def test_a_bad_name_is_refused(
    anybody: Api, make_pilot: MakePilot, body: dict[str, object]
) -> None:
    csrf = {"X-CSRF-Token": sign_in(anybody, make_pilot(password=True))}
    problem(anybody.post(PATH, json=body, headers=csrf), 400, "invalid_input")
