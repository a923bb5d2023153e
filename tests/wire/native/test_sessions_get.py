"""GET /core/v1/sessions"""

from tests.wire.support import PASSWORD, Api, MakePilot, Pilot, problem, sign_in

from volary.platform.http.asgi import App

PATH = "/core/v1/sessions"


def test_an_account_sees_where_it_is_signed_in(app: App, make_pilot: MakePilot) -> None:
    pilot = make_pilot(password=True)
    phone, desk = Api(app, {"User-Agent": "phone"}), Api(app, {"User-Agent": "desk"})
    sign_in(phone, pilot)
    sign_in(desk, pilot)
    found = desk.get(PATH).json()["sessions"]

    assert [(item["label"], item["current"]) for item in found] == [
        ("desk", True),
        ("phone", False),
    ]
    assert {item["kind"] for item in found} == {"browser"}
    assert "token" not in str(found)


def test_an_app_with_a_token_is_on_the_list(pilot: Pilot, app: App, make_pilot: MakePilot) -> None:
    owner = make_pilot(password=True)
    key = {"X-Api-Key": owner.key}
    body = {"email": owner.email, "password": PASSWORD}
    login = Api(app, key).post("/api/v1/auth/login", json=body).json()["data"]
    bearer = Api(app, {"Authorization": f"Bearer {login['token']}"})

    assert [item["kind"] for item in bearer.get(PATH).json()["sessions"]] == ["app"]


def test_a_key_alone_does_not_see_it(pilot: Pilot, anybody: Api) -> None:
    problem(pilot.api.get(PATH), 403, "forbidden")
    problem(anybody.get(PATH), 401, "unauthenticated")
