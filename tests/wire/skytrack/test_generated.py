"""Requests that are made up from our own description: none is answered with a server error."""

from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

OPERATIONS = [
    "/api/v1/auth/login",
    "/api/v1/auth/me",
    "/api/v1/auth/refresh",
    "/api/v1/flights",
    "/api/v1/flights/upload",
    "/api/v1/flights/{flight_id}",
]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("path", OPERATIONS)
@pytest.mark.usefixtures("optimiser")
def test_every_answer_is_one_that_is_described(
    skytrack: Any, path: str, mode: GenerationMode
) -> None:
    document = skytrack.get("/api/v1/openapi.json", headers={}).json()
    schema = schemathesis.openapi.from_dict(document)
    method = next(iter(set(document["paths"][path]) - {"parameters"}))
    described = document["paths"][path][method]["responses"]

    @settings(
        max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=schema[path][method.upper()].as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        request = schemathesis_request(case)
        if request is None:
            return
        skytrack.client = ("192.0.2.1", 1)
        headers = {**skytrack.headers, **request.pop("headers")}
        reply = skytrack.ask(request.pop("method"), request.pop("url"), headers=headers, **request)
        body = reply.json()
        assert str(reply.status_code) in described, reply.text
        assert reply.status_code < 500, reply.text
        assert list(body)[:2] == ["ok", "message"]

    send()


def schemathesis_request(case: Any) -> dict[str, Any] | None:
    """The case as bytes on the wire; None for one that no HTTP library can write."""
    made = case.as_transport_kwargs(base_url="http://fly.example.org")
    made["headers"] = dict(made.get("headers") or {})
    try:
        ready = requests.Request(
            made["method"],
            made["url"],
            headers={k: v for k, v in made["headers"].items() if k.lower() == "content-type"},
            params=made.get("params"),
            data=made.get("data"),
            json=made.get("json"),
            files=made.get("files"),
        ).prepare()
    except (UnicodeError, TypeError, ValueError, requests.exceptions.RequestException):
        return None
    sent = {name: value for name, value in ready.headers.items() if name.lower() == "content-type"}
    return {"method": ready.method, "url": ready.url, "headers": sent, "content": ready.body}
