"""DELETE /core/v1/session"""

from tests.wire.support import Api, MakePilot, problem, sign_in

from volary.platform.http.asgi import App

PATH = "/core/v1/session"


def test_signing_out_ends_the_session_at_once(
    anybody: Api, app: App, make_pilot: MakePilot
) -> None:
    pilot = make_pilot(password=True)
    csrf = sign_in(anybody, pilot)
    stolen = Api(app, {"Cookie": f"volary_session={anybody.cookies['volary_session']}"})
    assert stolen.get("/core/v1/me").status_code == 200

    answer = anybody.delete(PATH, headers={"X-CSRF-Token": csrf})

    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    problem(stolen.get("/core/v1/me"), 401, "unauthenticated")
    assert anybody.delete(PATH).status_code == 204


def test_another_site_cannot_sign_out(anybody: Api, make_pilot: MakePilot) -> None:
    csrf = sign_in(anybody, make_pilot(password=True))

    problem(anybody.delete(PATH), 403, "csrf_token")
    problem(anybody.delete(PATH, headers={"X-CSRF-Token": "0" * 64}), 403, "csrf_token")
    crossing = {"X-CSRF-Token": csrf, "Sec-Fetch-Site": "cross-site"}
    problem(anybody.delete(PATH, headers=crossing), 403, "cross_site")
    assert anybody.get("/core/v1/me").status_code == 200
