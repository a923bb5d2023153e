from typing import Any

import pytest

from volary.core.identity import Actor

PATH = "/api/v1/auth/refresh"
PASSWORD = "thermik über Aletsch"


@pytest.fixture
def tokens(skytrack: Any) -> dict[str, str]:
    body = {"email": "pilot@example.com", "password": PASSWORD, "remember": True}
    reply = skytrack.post("/api/v1/auth/login", headers=skytrack.key_only, json=body)
    data: dict[str, str] = reply.json()["data"]
    return data


def test_a_new_access_token_beside_the_old_one(
    skytrack: Any, golden: Any, tokens: dict[str, str]
) -> None:
    sent = {"refresh_token": tokens["refresh_token"]}
    reply = skytrack.post(PATH, headers=skytrack.key_only, json=sent)
    assert reply.status_code == 200
    data = reply.json()["data"]
    assert data["refresh_token"] == tokens["refresh_token"]
    assert data["token"] != tokens["token"]
    for token in (data["token"], tokens["token"]):
        headers = {**skytrack.key_only, "Authorization": f"Bearer {token}"}
        assert skytrack.get("/api/v1/auth/me", headers=headers).is_success
    shown = reply.json()
    shown["data"] |= {name: golden("refresh")["data"][name] for name in ("token", "refresh_token")}
    assert shown == golden("refresh")


def test_no_bearer_token_is_needed(skytrack: Any, tokens: dict[str, str], clock: Any) -> None:
    clock.advance(days=2)
    sent = {"refresh_token": tokens["refresh_token"]}
    assert skytrack.post(PATH, headers=skytrack.key_only, json=sent).is_success


@pytest.mark.parametrize("body", [{}, {"refresh_token": ""}, {"refresh_token": 5}, []])
def test_a_missing_token(skytrack: Any, refused: Any, body: Any) -> None:
    reply = skytrack.post(PATH, headers=skytrack.key_only, json=body)
    refused(reply, 400, "VALIDATION_ERROR")


def test_a_token_that_is_no_refresh_token(
    skytrack: Any, refused: Any, tokens: dict[str, str]
) -> None:
    for text in ("0" * 64, tokens["token"]):
        reply = skytrack.post(PATH, headers=skytrack.key_only, json={"refresh_token": text})
        refused(reply, 401, "INVALID_TOKEN")


def test_a_token_of_another_client(skytrack: Any, refused: Any, tokens: dict[str, str]) -> None:
    other = skytrack.parts.identity.clients.create_key(Actor(), client="other app")
    sent = {"refresh_token": tokens["refresh_token"]}
    reply = skytrack.post(PATH, headers={"X-Api-Key": other.key}, json=sent)
    refused(reply, 401, "TOKEN_NOT_FOR_CLIENT")


def test_a_revoked_and_an_expired_token(
    skytrack: Any, refused: Any, tokens: dict[str, str], clock: Any
) -> None:
    sent = {"refresh_token": tokens["refresh_token"]}
    clock.advance(days=90, seconds=1)
    refused(skytrack.post(PATH, headers=skytrack.key_only, json=sent), 401, "TOKEN_EXPIRED")
    skytrack.parts.identity.accounts.disable(Actor(), skytrack.pilot.num)
    refused(skytrack.post(PATH, headers=skytrack.key_only, json=sent), 401, "TOKEN_REVOKED")
