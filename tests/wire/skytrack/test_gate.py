"""The order of checks: key, version, resource, method or a non-numeric id, Bearer."""

from collections.abc import Callable
from typing import Any

import pytest

from volary.core.identity import Actor

KEY, TOKEN = {"X-Api-Key": "vk_wrong"}, {"Authorization": "Bearer wrong"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/auth/me"),
        ("GET", "/api/v2/nowhere"),
        ("GET", "/api/v1/nowhere"),
        ("DELETE", "/api/v1/auth/me"),
        ("GET", "/api/v1/flights/abc"),
    ],
)
def test_the_key_comes_first(skytrack: Any, refused: Any, method: str, path: str) -> None:
    refused(skytrack.ask(method, path, headers=TOKEN), 401, "MISSING_API_KEY")
    refused(skytrack.ask(method, path, headers={"X-Api-Key": ""}), 401, "MISSING_API_KEY")
    refused(skytrack.ask(method, path, headers=KEY), 401, "INVALID_API_KEY")


@pytest.mark.parametrize(
    "case",
    [
        ("GET", "/api/v2/auth/me", 400, "UNSUPPORTED_VERSION"),
        ("GET", "/api/v2", 400, "UNSUPPORTED_VERSION"),
        ("POST", "/api/v10/nowhere/at/all", 400, "UNSUPPORTED_VERSION"),
        ("GET", "/api/v01/auth/me", 400, "UNSUPPORTED_VERSION"),
        ("GET", "/api/v1", 404, "UNKNOWN_RESOURCE"),
        ("GET", "/api/v1/", 404, "UNKNOWN_RESOURCE"),
        ("GET", "/api/v1/pilots/5", 404, "UNKNOWN_RESOURCE"),
        ("GET", "/api/v1//auth/me", 404, "UNKNOWN_RESOURCE"),
        ("GET", "/api/v1/Auth/me", 404, "UNKNOWN_RESOURCE"),
        ("POST", "/api/v1/auth/me", 404, "UNKNOWN_ENDPOINT"),
        ("GET", "/api/v1/auth/login", 404, "UNKNOWN_ENDPOINT"),
        ("GET", "/api/v1/auth", 404, "UNKNOWN_ENDPOINT"),
        ("GET", "/api/v1/auth/nothing", 404, "UNKNOWN_ENDPOINT"),
        ("DELETE", "/api/v1/flights/5", 404, "UNKNOWN_ENDPOINT"),
        ("PUT", "/api/v1/flights", 404, "UNKNOWN_ENDPOINT"),
        ("OPTIONS", "/api/v1/flights", 404, "UNKNOWN_ENDPOINT"),
        ("BREW", "/api/v1/flights", 404, "UNKNOWN_ENDPOINT"),
        ("GET", "/api/v1/flights/abc", 404, "UNKNOWN_ENDPOINT"),
        ("GET", "/api/v1/flights/-5", 404, "UNKNOWN_ENDPOINT"),
        ("GET", "/api/v1/flights/5.0", 404, "UNKNOWN_ENDPOINT"),
        ("GET", "/api/v1/flights/%D9%A5", 404, "UNKNOWN_ENDPOINT"),
        ("GET", "/api/v1/flights/5/track", 404, "UNKNOWN_ENDPOINT"),
        ("GET", "/api/v1/flights/5", 401, "UNAUTHENTICATED"),
        ("GET", "/api/v1/flights?limit=abc", 401, "UNAUTHENTICATED"),
        ("POST", "/api/v1/flights/upload", 401, "UNAUTHENTICATED"),
    ],
)
def test_then_version_resource_method_and_only_then_the_token(
    skytrack: Any, refused: Any, case: tuple[str, str, int, str]
) -> None:
    method, path, status, error_code = case
    refused(skytrack.ask(method, path, headers=skytrack.key_only), status, error_code)


def test_a_head_request_is_an_unknown_method(skytrack: Any) -> None:
    assert skytrack.ask("HEAD", "/api/v1/auth/me").status_code == 404


def test_a_slash_at_the_end_is_forgiven(skytrack: Any) -> None:
    assert skytrack.get("/api/v1/auth/me/").status_code == 200
    assert skytrack.get("/api/v1/flights/").status_code == 200


def test_an_id_beyond_every_database_is_simply_not_found(skytrack: Any, refused: Any) -> None:
    for digits in (18, 19, 25, 5000):
        refused(skytrack.get(f"/api/v1/flights/{'9' * digits}"), 404, "NOT_FOUND")


def test_the_key_may_stand_in_the_query_and_the_header_beats_it(
    skytrack: Any, refused: Any
) -> None:
    query = {"api_key": skytrack.key.key}
    token = {"Authorization": skytrack.headers["Authorization"]}
    reply = skytrack.get("/api/v1/auth/me", headers=token, params=query)
    assert reply.status_code == 200
    assert reply.headers["cache-control"] == "no-store"
    reply = skytrack.get("/api/v1/auth/me", headers={**token, **KEY}, params=query)
    refused(reply, 401, "INVALID_API_KEY")
    wrong = {"api_key": "vk_wrong"}
    assert skytrack.get("/api/v1/auth/me", params=wrong).status_code == 200


def test_the_key_in_the_query_can_be_switched_off(build: Callable[..., Any], refused: Any) -> None:
    skytrack = build(query_key=False)
    token = {"Authorization": skytrack.headers["Authorization"]}
    reply = skytrack.get(f"/api/v1/auth/me?api_key={skytrack.key.key}", headers=token)
    refused(reply, 401, "MISSING_API_KEY")
    assert skytrack.get("/api/v1/auth/me").status_code == 200


@pytest.mark.parametrize("text", ["\xff\xfe", "vk_" + "0" * 64, "x" * 5000, "' OR 1=1--"])
def test_texts_that_are_no_key(skytrack: Any, refused: Any, text: str) -> None:
    headers = {"X-Api-Key": text.encode("latin-1")}
    refused(skytrack.get("/api/v1/auth/me", headers=headers), 401, "INVALID_API_KEY")
    reply = skytrack.get("/api/v1/auth/me", headers={}, params={"api_key": text})
    refused(reply, 401, "INVALID_API_KEY")


@pytest.mark.parametrize("raw", ["api_key=%00", "api_key=%ff%fe", "api_key=%ED%A0%80"])
def test_query_texts_that_are_none(skytrack: Any, refused: Any, raw: str) -> None:
    reply = skytrack.get(f"/api/v1/auth/me?{raw}", headers={})
    refused(reply, 401, "INVALID_API_KEY")


def test_an_inactive_client(skytrack: Any, refused: Any) -> None:
    clients = skytrack.parts.identity.clients
    clients.set_active(Actor(), skytrack.key.client, active=False)
    refused(skytrack.get("/api/v1/auth/me"), 401, "INVALID_API_KEY")


def test_behind_a_base_path_the_rest_is_the_same(skytrack: Any) -> None:
    app = skytrack.app

    async def stripped(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "root_path": "/api"}, receive, send)

    skytrack.app = stripped
    assert skytrack.get("/api/v1/auth/me").status_code == 200


def test_an_unexpected_error_says_nothing_about_itself(
    skytrack: Any, refused: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("the secret of the matter")

    monkeypatch.setattr(skytrack.parts.identity.accounts.__class__, "get", broken)
    message = refused(skytrack.get("/api/v1/auth/me"), 500, "SERVER_ERROR")
    assert "secret" not in message


def test_an_error_in_the_gate_itself_has_the_same_shape(
    skytrack: Any, refused: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("the secret of the matter")

    monkeypatch.setattr(skytrack.parts.identity.authenticator.__class__, "cached", broken)
    refused(skytrack.get("/api/v1/auth/me"), 500, "SERVER_ERROR")


def test_a_host_header_that_is_none(skytrack: Any, refused: Any) -> None:
    reply = skytrack.get("/api/v1/auth/me", headers={**skytrack.headers, "Host": "a b<script>"})
    refused(reply, 400, "VALIDATION_ERROR")
