"""What belongs to no endpoint: unknown addresses, methods, the server's own troubles"""

import asyncio
import hashlib
from typing import Any

import pytest
from tests.wire.support import RAW, Api, Pilot, problem

from volary.app.volary import Volary
from volary.core.logbook import uploads
from volary.core.logbook.reading import Reading
from volary.platform.db import DatabaseBusyError, DatabaseFullError
from volary.platform.http.asgi import App


def test_an_unknown_address_is_a_problem_too(anybody: Api) -> None:
    for path in ("", "/", "/x", "/flights/1/x", "//", "/openapi.json/x"):
        problem(anybody.get(f"/core/v1{path}"), 404, "not_found")


def test_a_method_that_is_not_there_names_those_that_are(anybody: Api) -> None:
    for method, path in (
        ("PUT", "/core/v1/flights"),
        ("POST", "/core/v1/flights/1"),
        ("PATCH", "/core/v1/me"),
    ):
        answer = anybody.request(method, path)
        problem(answer, 405, "method_not_allowed")
        assert "GET" in answer.headers["allow"]
    assert anybody.request("TRACE", "/core/v1/flights").status_code == 405


def test_every_answer_has_a_request_id_and_no_error_is_kept(anybody: Api) -> None:
    answer = anybody.get("/core/v1/me")
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["cache-control"] == "no-store"


def test_no_other_site_may_read_answers(anybody: Api) -> None:
    answer = anybody.get("/core/v1/leagues", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers


def test_the_description_of_the_api_is_served(anybody: Api) -> None:
    document = anybody.get("/core/v1/openapi.json").json()

    assert document["openapi"].startswith("3.1")
    assert "/core/v1/flights/{ref}" in document["paths"]
    upload = document["paths"]["/core/v1/flights"]["post"]["requestBody"]["content"]
    assert set(upload) == {"application/octet-stream", "multipart/form-data"}
    for operations in document["paths"].values():
        for operation in operations.values():
            assert operation["description"]
            assert "application/problem+json" in operation["responses"]["400"]["content"]


@pytest.mark.parametrize("kind", ["application/octet-stream", "multipart/form-data; boundary=x"])
def test_a_sender_that_goes_away_leaves_nothing(app: App, pilot: Pilot, kind: str) -> None:
    sent: list[Any] = []
    events: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"AXXX", "more_body": True},
        {"type": "http.disconnect"},
    ]
    headers = {"host": "volary.test", "content-type": kind, "x-api-key": pilot.key}
    scope = {
        "type": "http",
        "method": "POST",
        "scheme": "http",
        "path": "/core/v1/flights",
        "raw_path": b"/core/v1/flights",
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("203.0.113.7", 1),
        "server": ("volary.test", 80),
    }

    async def receive() -> Any:
        return events.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))

    assert sent[0]["status"] == 400
    assert b"malformed_body" in sent[1]["body"]
    assert pilot.api.get("/core/v1/flights", params={"owner": "me"}).json()["flights"] == []


class _Trouble:
    """Makes the next reads of the logbook raise."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def __call__(self, error: Exception) -> None:
        def fail(*_args: object, **_options: object) -> None:
            raise error

        self._monkeypatch.setattr(Reading, "flights", fail)


@pytest.fixture
def trouble(monkeypatch: pytest.MonkeyPatch) -> _Trouble:
    return _Trouble(monkeypatch)


def test_a_busy_database_asks_to_try_again(trouble: _Trouble, anybody: Api) -> None:
    trouble(DatabaseBusyError("locked"))
    answer = anybody.get("/core/v1/flights")

    problem(answer, 503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0


def test_a_full_disk_says_so(trouble: _Trouble, anybody: Api) -> None:
    trouble(DatabaseFullError("full"))
    answer = anybody.get("/core/v1/flights")

    problem(answer, 507, "storage_full")
    assert int(answer.headers["retry-after"]) > 0


def test_an_accident_tells_nothing_of_the_inside(trouble: _Trouble, anybody: Api) -> None:
    trouble(RuntimeError("the secret is vk_123"))
    answer = anybody.get("/core/v1/flights")

    problem(answer, 500, "internal")
    assert "secret" not in answer.text


def test_nothing_is_kept_of_an_upload_that_fails_at_the_end(
    volary: Volary, pilot: Pilot, fresh_igc: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise DatabaseFullError("full")

    monkeypatch.setattr(uploads, "record", full)
    problem(pilot.api.post("/core/v1/flights", content=fresh_igc, headers=RAW), 507, "storage_full")
    monkeypatch.undo()

    assert pilot.api.get("/core/v1/flights", params={"owner": "me"}).json()["flights"] == []
    volary.logbook.tidy()
    assert not volary.store.has(hashlib.sha256(fresh_igc).hexdigest())
    assert pilot.upload(fresh_igc)["analysis_status"] == "done"
