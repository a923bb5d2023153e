"""What could depend on the database: constraints under parallel uploads, and odd texts."""

import asyncio
import collections
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from volary.platform.db import Database

UPLOAD = "/api/v1/flights/upload"


@pytest.fixture
def skytrack(database: Database, build: Callable[..., Any]) -> Any:
    return build(database)


def upload_together(
    skytrack: Any, logs: list[bytes], headers: dict[str, str]
) -> collections.Counter[int]:
    """How often each status was answered when all are sent at once."""

    async def send() -> list[httpx.Response]:
        transport = httpx.ASGITransport(skytrack.app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://fly.example.org", timeout=300
        ) as client:
            return await asyncio.gather(
                *(
                    client.post(
                        UPLOAD,
                        headers=headers,
                        files={"file": ("flight.igc", log)},
                        data={"agree": "1"},
                    )
                    for log in logs
                )
            )

    return collections.Counter(reply.status_code for reply in asyncio.run(send()))


@pytest.mark.usefixtures("optimiser")
def test_the_same_file_fifty_times_at_once_is_one_flight(skytrack: Any, igc: Any) -> None:
    answers = upload_together(skytrack, [igc()] * 50, skytrack.headers)
    assert answers == {201: 1, 200: 49}
    assert len(skytrack.flights()) == 1


@pytest.mark.usefixtures("optimiser")
def test_the_quota_holds_when_fifty_come_at_once(skytrack: Any, igc: Any) -> None:
    _, headers = skytrack.add_pilot("free@example.com", group="free")
    logs = [igc(number=number) for number in range(50)]
    assert upload_together(skytrack, logs, headers) == {201: 12, 403: 38}
    assert len(skytrack.flights(headers)) == 12


def test_lists_and_details_read_the_same_on_both(
    skytrack: Any, golden: Any, add_flight: Any, refused: Any
) -> None:
    add_flight()
    assert skytrack.get("/api/v1/flights").json() == golden("flights")
    assert skytrack.get("/api/v1/flights/987").status_code == 200
    refused(skytrack.get(f"/api/v1/flights/{'9' * 18}"), 404, "NOT_FOUND")
    refused(skytrack.get("/api/v1/flights?user_id=" + "9" * 18), 404, "NOT_FOUND")
    assert skytrack.flights(offset="9" * 40) == []


@pytest.mark.parametrize("text", ["' OR 1=1--", "a\u0000b", "\ud800", "💨", "%", "x" * 20_000])
def test_odd_texts_in_a_login_are_merely_wrong(skytrack: Any, text: str) -> None:
    headers = {**skytrack.key_only, "Content-Type": "application/json"}
    body = json.dumps({"email": text, "password": text})
    reply = skytrack.post("/api/v1/auth/login", headers=headers, content=body)
    assert reply.json()["error_code"] in {"INVALID_CREDENTIALS", "VALIDATION_ERROR"}
    body = json.dumps({"refresh_token": text})
    reply = skytrack.post("/api/v1/auth/refresh", headers=headers, content=body)
    assert reply.json()["error_code"] in {"INVALID_TOKEN", "VALIDATION_ERROR"}
