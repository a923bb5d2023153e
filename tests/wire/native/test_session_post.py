"""POST /core/v1/session"""

import pytest
from tests.wire.support import PASSWORD, Api, MakePilot, problem

from volary.platform.http.asgi import App

PATH = "/core/v1/session"


def test_signing_in_sets_a_cookie_and_tells_the_csrf_token(
    anybody: Api, make_pilot: MakePilot
) -> None:
    pilot = make_pilot(password=True)
    answer = anybody.post(PATH, json={"email": pilot.email.upper(), "password": PASSWORD})

    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("volary_session=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert answer.json()["user"]["num"] == pilot.num
    assert len(answer.json()["csrf_token"]) >= 32
    assert anybody.get("/core/v1/me").json()["user"]["email"] == pilot.email


def test_on_tls_the_cookie_is_bound_to_the_host(app: App, make_pilot: MakePilot) -> None:
    pilot, browser = make_pilot(password=True), Api(app, scheme="https")
    answer = browser.post(PATH, json={"email": pilot.email, "password": PASSWORD})

    assert answer.headers["set-cookie"].startswith("__Host-volary_session=")
    assert "; Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]
    assert browser.get("/core/v1/me").status_code == 200


def test_a_session_begins_with_a_new_token(app: App, make_pilot: MakePilot) -> None:
    pilot = make_pilot(password=True)
    planted = Api(app, {"Cookie": "volary_session=planted"})
    answer = planted.post(PATH, json={"email": pilot.email, "password": PASSWORD})

    assert answer.status_code == 201
    assert "planted" not in answer.headers["set-cookie"]


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(
    app: App, make_pilot: MakePilot
) -> None:
    pilot, api = make_pilot(password=True), Api(app, address="203.0.113.20")
    wrong = api.post(PATH, json={"email": pilot.email, "password": "not this one"})
    unknown = api.post(PATH, json={"email": "nobody@example.org", "password": PASSWORD})

    for answer in (wrong, unknown):
        problem(answer, 401, "invalid_credentials")
        assert "set-cookie" not in answer.headers
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert wrong.json()["detail"] == unknown.json()["detail"]


def test_guessing_is_slowed_down(app: App, make_pilot: MakePilot) -> None:
    pilot, api = make_pilot(password=True), Api(app, address="203.0.113.21")
    guesses = [
        api.post(PATH, json={"email": pilot.email, "password": f"guess number {n}"})
        for n in range(11)
    ]

    assert [answer.status_code for answer in guesses[:10]] == [401] * 10
    problem(guesses[10], 429, "rate_limited")
    assert 0 < int(guesses[10].headers["retry-after"]) <= 60


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "null"},
    ],
)
def test_another_site_cannot_sign_somebody_in(
    anybody: Api, make_pilot: MakePilot, headers: dict[str, str]
) -> None:
    pilot = make_pilot(password=True)
    body = {"email": pilot.email, "password": PASSWORD}
    problem(anybody.post(PATH, json=body, headers=headers), 403, "cross_site")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "invalid_input"),
        (b"{", 400, "malformed_body"),
        (b"null", 400, "invalid_input"),
        (b"[]", 400, "invalid_input"),
        (b'{"email": "a@example.org"}', 400, "invalid_input"),
        (b'{"email": 1, "password": "x"}', 400, "invalid_input"),
        (b'{"email": "a@b.c", "password": "x", "admin": true}', 400, "invalid_input"),
        (b'{"email": "a@b.c", "email": "d@e.f", "password": "x"}', 400, "malformed_body"),
        (b'{"email": NaN, "password": "x"}', 400, "malformed_body"),
        (b'{"email": 1e999, "password": "x"}', 400, "malformed_body"),
        (b'{"email": ' + b"9" * 5000 + b', "password": "x"}', 400, "malformed_body"),
        (b'{"email": "\\u0000", "password": "x"}', 400, "malformed_body"),
        (b'{"email": "\\ud800", "password": "x"}', 400, "malformed_body"),
        (b'{"email": ' + b"[" * 50_000, 400, "malformed_body"),
        (b'{"email": "\xff", "password": "x"}', 400, "malformed_body"),
        (b'{"email": "' + b"a" * 300_000 + b'"}', 413, "too_large"),
    ],
)
def test_a_bad_body_is_refused(anybody: Api, body: bytes, status: int, code: str) -> None:
    answer = anybody.post(PATH, content=body, headers={"Content-Type": "application/json"})
    problem(answer, status, code)


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_only_json_is_read(anybody: Api, kind: str) -> None:
    answer = anybody.post(
        PATH, content=b'{"email":"a","password":"b"}', headers={"Content-Type": kind}
    )
    problem(answer, 415, "unsupported_media_type")


def test_the_password_comes_back_nowhere(app: App, make_pilot: MakePilot) -> None:
    pilot, api = make_pilot(password=True), Api(app, address="203.0.113.22")
    for body in (
        {"email": pilot.email, "password": 7},
        {"email": 7, "password": "hunter2 hunter2"},
    ):
        assert "hunter2" not in api.post(PATH, json=body).text
    good = api.post(PATH, json={"email": pilot.email, "password": PASSWORD})
    assert PASSWORD not in good.text
