"""DELETE /core/v1/sessions and DELETE /core/v1/sessions/{num}"""

from tests.wire.support import Api, MakePilot, Pilot, problem, sign_in

from volary.platform.http.asgi import App

PATH = "/core/v1/sessions"


def test_one_session_can_be_ended_from_another(app: App, make_pilot: MakePilot) -> None:
    pilot, lost, here = make_pilot(password=True), Api(app), Api(app)
    sign_in(lost, pilot)
    csrf = {"X-CSRF-Token": sign_in(here, pilot)}
    other = next(item for item in here.get(PATH).json()["sessions"] if not item["current"])

    assert here.delete(f"{PATH}/{other['num']}", headers=csrf).status_code == 204
    problem(lost.get("/core/v1/session"), 401, "unauthenticated")
    assert here.get("/core/v1/session").status_code == 200


def test_all_others_can_be_ended_at_once(app: App, make_pilot: MakePilot) -> None:
    pilot, here = make_pilot(password=True), Api(app)
    others = [Api(app), Api(app)]
    for api in others:
        sign_in(api, pilot)
    csrf = {"X-CSRF-Token": sign_in(here, pilot)}

    assert here.delete(PATH, headers=csrf).status_code == 204
    assert [api.get("/core/v1/session").status_code for api in (*others, here)] == [401, 401, 200]
    assert pilot.api.get("/core/v1/me").status_code == 200


def test_sessions_of_others_are_out_of_reach(app: App, make_pilot: MakePilot) -> None:
    victim, thief = make_pilot(password=True), make_pilot(password=True)
    theirs, mine = Api(app), Api(app)
    sign_in(theirs, victim)
    csrf = {"X-CSRF-Token": sign_in(mine, thief)}
    num = theirs.get(PATH).json()["sessions"][0]["num"]

    problem(mine.delete(f"{PATH}/{num}", headers=csrf), 404, "not_found")
    problem(mine.delete(f"{PATH}/{2**62}", headers=csrf), 404, "not_found")
    problem(mine.delete(f"{PATH}/0", headers=csrf), 400, "invalid_input")
    problem(mine.delete(f"{PATH}/{2**70}", headers=csrf), 400, "invalid_input")
    problem(mine.delete(f"{PATH}/x", headers=csrf), 404, "not_found")
    assert theirs.get("/core/v1/session").status_code == 200


def test_a_key_alone_ends_nothing(pilot: Pilot) -> None:
    problem(pilot.api.delete(PATH), 403, "forbidden")
    problem(pilot.api.delete(f"{PATH}/1"), 403, "forbidden")
