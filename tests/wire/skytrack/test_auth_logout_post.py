from typing import Any

import pytest

PATH = "/api/v1/auth/logout"
PASSWORD = "thermik über Aletsch"


def log_in(skytrack: Any, email: str = "pilot@example.com") -> dict[str, str]:
    body = {"email": email, "password": PASSWORD, "remember": True}
    reply = skytrack.post("/api/v1/auth/login", headers=skytrack.key_only, json=body)
    data: dict[str, str] = reply.json()["data"]
    return data


@pytest.fixture
def tokens(skytrack: Any) -> dict[str, str]:
    return log_in(skytrack)


def bearer(skytrack: Any, tokens: dict[str, str]) -> dict[str, str]:
    return {**skytrack.key_only, "Authorization": f"Bearer {tokens['token']}"}


def refresh(skytrack: Any, tokens: dict[str, str]) -> Any:
    sent = {"refresh_token": tokens["refresh_token"]}
    return skytrack.post("/api/v1/auth/refresh", headers=skytrack.key_only, json=sent)


def test_it_ends_both_tokens_and_answers_as_in_the_document(
    skytrack: Any, golden: Any, refused: Any, tokens: dict[str, str]
) -> None:
    headers = bearer(skytrack, tokens)
    assert skytrack.get("/api/v1/auth/me", headers=headers).is_success
    sent = {"refresh_token": tokens["refresh_token"]}
    reply = skytrack.post(PATH, headers=headers, json=sent)
    assert (reply.status_code, reply.json()) == (200, golden("logout"))
    refused(skytrack.get("/api/v1/auth/me", headers=headers), 401, "TOKEN_REVOKED")
    refused(skytrack.post(PATH, headers=headers, json=sent), 401, "TOKEN_REVOKED")
    refused(refresh(skytrack, tokens), 401, "TOKEN_REVOKED")


@pytest.mark.parametrize("body", [b"", b"{}", b'{"refresh_token": null}'])
def test_without_a_refresh_token_only_the_access_token_ends(
    skytrack: Any, tokens: dict[str, str], body: bytes
) -> None:
    headers = {**bearer(skytrack, tokens), "Content-Type": "application/json"}
    assert skytrack.post(PATH, headers=headers, content=body).status_code == 200
    assert refresh(skytrack, tokens).status_code == 200


def test_an_empty_body_without_a_content_type(skytrack: Any, tokens: dict[str, str]) -> None:
    assert skytrack.post(PATH, headers=bearer(skytrack, tokens)).status_code == 200


def test_another_user_s_refresh_token_is_left_alone(skytrack: Any, tokens: dict[str, str]) -> None:
    skytrack.add_pilot("other@example.com")
    theirs = log_in(skytrack, "other@example.com")
    sent = {"refresh_token": theirs["refresh_token"]}
    assert skytrack.post(PATH, headers=bearer(skytrack, tokens), json=sent).status_code == 200
    assert refresh(skytrack, theirs).status_code == 200


def test_it_needs_a_token(skytrack: Any, refused: Any) -> None:
    refused(skytrack.post(PATH, headers=skytrack.key_only), 401, "UNAUTHENTICATED")


def test_a_malformed_body_revokes_nothing(
    skytrack: Any, refused: Any, tokens: dict[str, str]
) -> None:
    headers = bearer(skytrack, tokens)
    reply = skytrack.post(PATH, headers=headers, json={"refresh_token": 5})
    refused(reply, 400, "VALIDATION_ERROR")
    assert skytrack.get("/api/v1/auth/me", headers=headers).is_success
