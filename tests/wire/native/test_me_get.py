"""GET /core/v1/me, and every way to say who asks"""

from tests.wire.support import OPERATOR, Api, Pilot, problem, token_for

from volary.app.volary import Volary
from volary.platform.http.asgi import App

PATH = "/core/v1/me"


def test_a_personal_key_acts_as_its_owner(pilot: Pilot) -> None:
    answer = pilot.api.get(PATH)

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    user = answer.json()["user"]
    assert (user["num"], user["email"], user["name"]) == (pilot.num, pilot.email, pilot.name)
    assert user["group"] == "member"
    assert user["track_access"] is True
    assert "password" not in answer.text


def test_a_key_of_nobody_stands_for_no_account(volary: Volary, app: App) -> None:
    key = volary.identity.clients.create_key(OPERATOR, client="station")
    api = Api(app, {"X-Api-Key": key.key})

    assert api.get(PATH).json() == {"user": None, "organisations": []}
    problem(api.get("/core/v1/keys"), 403, "forbidden")


def test_an_access_token_works_with_a_key_of_its_client_or_without(
    volary: Volary, app: App, pilot: Pilot, other: Pilot
) -> None:
    client = volary.identity.clients.keys(owner=pilot.num)[0].client
    bearer = {"Authorization": f"Bearer {token_for(volary, pilot.num, client)}"}

    assert Api(app, bearer).get(PATH).json()["user"]["num"] == pilot.num
    with_key = Api(app, bearer | {"X-Api-Key": pilot.key})
    assert with_key.get(PATH).json()["user"]["num"] == pilot.num
    wrong_key = Api(app, bearer | {"X-Api-Key": other.key})
    problem(wrong_key.get(PATH), 401, "token_not_for_client")


def test_organisations_are_listed(volary: Volary, pilot: Pilot) -> None:
    org = volary.identity.organisations.create(OPERATOR, kind="club", name="Thermik Club")
    volary.identity.organisations.set_member(OPERATOR, org.num, pilot.num, "pilot")

    assert pilot.api.get(PATH).json()["organisations"] == [
        {"num": org.num, "id": str(org.id), "kind": "club", "code": None, "name": "Thermik Club"}
    ]


def test_a_credential_that_is_not_valid_is_told_so(app: App, pilot: Pilot) -> None:
    for headers, code in (
        ({}, "unauthenticated"),
        ({"X-Api-Key": "vk_unknown"}, "invalid_key"),
        ({"X-Api-Key": ""}, "invalid_key"),
        ({"Authorization": "Bearer 1234"}, "invalid_token"),
        ({"Authorization": "Bearer "}, "invalid_token"),
        ({"Authorization": f"Bearer {pilot.key}"}, "invalid_token"),
        ({"Authorization": "Basic YTpi"}, "unauthenticated"),
        ({"Cookie": "volary_session=1234"}, "unauthenticated"),
    ):
        answer = Api(app, headers).get(PATH)
        problem(answer, 401, code)
        assert answer.headers["www-authenticate"].startswith('Bearer realm="volary"')
        assert answer.headers["cache-control"] == "no-store"


def test_a_key_in_the_query_is_not_looked_at(anybody: Api, pilot: Pilot) -> None:
    problem(anybody.get(PATH, params={"api_key": pilot.key}), 401, "unauthenticated")


def test_a_disabled_account_is_out_at_once(volary: Volary, pilot: Pilot) -> None:
    assert pilot.api.get(PATH).status_code == 200
    volary.identity.accounts.disable(OPERATOR, pilot.num)
    problem(pilot.api.get(PATH), 401, "invalid_key")
