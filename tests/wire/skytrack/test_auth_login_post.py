import re
from typing import Any

import pytest

from volary.core.errors import Unavailable
from volary.platform.db import DatabaseFullError

PATH = "/api/v1/auth/login"
PASSWORD = "thermik über Aletsch"
LOGIN = {"email": "pilot@example.com", "password": PASSWORD, "remember": True}


def test_a_login_answers_as_in_the_document(skytrack: Any, golden: Any) -> None:
    reply = skytrack.post(PATH, headers=skytrack.key_only, json=LOGIN)
    assert reply.status_code == 200
    body = reply.json()
    for name in ("token", "refresh_token"):
        assert re.fullmatch("[0-9a-f]{64}", body["data"][name])
        body["data"][name] = golden("login")["data"][name]
    assert body == golden("login")
    assert list(body["data"]) == ["token", "refresh_token", "user"]
    assert reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "change",
    [{"password": "wrong"}, {"email": "nobody@example.com"}, {"password": "x" * 2000}],
)
def test_wrong_credentials_all_look_the_same(
    skytrack: Any, golden: Any, change: dict[str, str]
) -> None:
    reply = skytrack.post(PATH, headers=skytrack.key_only, json={**LOGIN, **change})
    assert (reply.status_code, reply.json()) == (401, golden("login_refused"))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": "pilot@example.com"},
        {"password": PASSWORD},
        {"email": "", "password": PASSWORD},
        {"email": "pilot@example.com", "password": ""},
        {"email": ["pilot@example.com"], "password": PASSWORD},
        {"email": "pilot@example.com", "password": 12345678},
        {**LOGIN, "remember": "yes"},
        {**LOGIN, "remember": 2},
        [LOGIN],
        "login",
        None,
    ],
)
def test_a_field_that_is_missing_or_malformed(skytrack: Any, refused: Any, body: Any) -> None:
    reply = skytrack.post(PATH, headers=skytrack.key_only, json=body)
    refused(reply, 400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    ("remember", "days"), [(True, 89), (1, 89), (None, 89), (False, 0), (0, 0)]
)
def test_remember_decides_how_long_the_refresh_token_lives(
    skytrack: Any, refused: Any, clock: Any, remember: Any, days: int
) -> None:
    body = {**LOGIN, "remember": remember}
    data = skytrack.post(PATH, headers=skytrack.key_only, json=body).json()["data"]
    refresh = {"refresh_token": data["refresh_token"]}
    clock.advance(days=days, seconds=3600)
    reply = skytrack.post("/api/v1/auth/refresh", headers=skytrack.key_only, json=refresh)
    assert reply.status_code == 200
    clock.advance(days=1)
    reply = skytrack.post("/api/v1/auth/refresh", headers=skytrack.key_only, json=refresh)
    refused(reply, 401, "TOKEN_EXPIRED")


def test_the_eleventh_failure_of_a_minute_has_to_wait(skytrack: Any, refused: Any) -> None:
    wrong = {**LOGIN, "email": "nobody@example.com"}
    for _ in range(10):
        reply = skytrack.post(PATH, headers=skytrack.key_only, json=wrong)
        refused(reply, 401, "INVALID_CREDENTIALS")
    reply = skytrack.post(PATH, headers=skytrack.key_only, json=wrong)
    refused(reply, 429, "LOGIN_FAILED")
    assert 1 <= int(reply.headers["retry-after"]) <= 60


def test_correct_logins_are_never_throttled(skytrack: Any) -> None:
    for _ in range(30):
        assert skytrack.post(PATH, headers=skytrack.key_only, json=LOGIN).status_code == 200


def test_an_internal_error_is_login_failed(
    skytrack: Any, refused: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise RuntimeError("the secret of the matter")

    monkeypatch.setattr(skytrack.parts.identity.tokens.__class__, "issue", broken)
    reply = skytrack.post(PATH, headers=skytrack.key_only, json=LOGIN)
    assert "secret" not in refused(reply, 401, "LOGIN_FAILED")


@pytest.mark.parametrize(
    ("error", "status"), [(Unavailable(), 503), (DatabaseFullError("disk full"), 507)]
)
def test_a_server_that_cannot_write_says_so(
    skytrack: Any, refused: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(skytrack.parts.identity.tokens.__class__, "issue", broken)
    reply = skytrack.post(PATH, headers=skytrack.key_only, json=LOGIN)
    refused(reply, status, "SERVER_ERROR")
    assert int(reply.headers["retry-after"]) > 0


def test_a_login_without_a_key_is_not_looked_at(skytrack: Any, refused: Any) -> None:
    refused(skytrack.post(PATH, headers={}, json=LOGIN), 401, "MISSING_API_KEY")
