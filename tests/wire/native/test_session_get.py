"""GET /core/v1/session"""

from tests.wire.support import Api, MakePilot, Pilot, problem, sign_in

from volary.platform.http.asgi import App

PATH = "/core/v1/session"


def test_a_page_asks_who_it_is_and_for_its_csrf_token(anybody: Api, make_pilot: MakePilot) -> None:
    pilot = make_pilot(password=True)
    csrf = sign_in(anybody, pilot)
    answer = anybody.get(PATH)

    assert answer.status_code == 200
    assert answer.json()["csrf_token"] == csrf
    assert answer.json()["user"]["num"] == pilot.num
    assert answer.headers["cache-control"] == "no-store"


def test_without_a_cookie_there_is_no_session(anybody: Api, pilot: Pilot, app: App) -> None:
    problem(anybody.get(PATH), 401, "unauthenticated")
    problem(Api(app, {"Cookie": "volary_session=unknown"}).get(PATH), 401, "unauthenticated")
    problem(pilot.api.get(PATH), 403, "forbidden")
