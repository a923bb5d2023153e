"""Fifty at once: the same file makes one flight, and an allowance of twelve is exactly twelve."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench.faults.stored import holdings, postgres_schema
from bench.samples import variants
from bench.server import Answer, Client, Server

_FIXES = 900
_AT_ONCE = 50
_ALLOWANCE = 12


def full() -> Iterator[dict[str, Any]]:
    yield {"database": "sqlite", **run()}
    with postgres_schema() as url:
        if url is None:
            yield {"database": "postgres", "skipped": "no PostgreSQL server"}
        else:
            yield {"database": "postgres", **run(url=url)}


def run(*, url: str | None = None, at_once: int = _AT_ONCE) -> dict[str, Any]:
    """Both races on one server; AssertionError on a violation."""
    with Server(environment={} if url is None else {"VOLARY_DATABASE_URL": url}) as server:
        member = server.add_user("member@example.org")
        free = server.add_user("free@example.org", group="free")
        same = same_file(server.sign_in("member@example.org"), at_once)
        quota = allowance(server.sign_in("free@example.org"), at_once)
        held = holdings(server.data, url)
        of_whom = Counter(flight.account for flight in held.flights)
        assert of_whom == {member: 1, free: min(_ALLOWANCE, at_once)}, of_whom
        faults = held.faults()
        assert not faults, faults
    return {"same_file": same, "free_tier": quota}


def same_file(client: Client, count: int) -> dict[str, int]:
    """One file, uploaded so many times at once: one 201, the others 200 with the same number."""
    answers = at_once(client, variants(1, _FIXES) * count)
    statuses = Counter(answer.status for answer in answers)
    assert statuses == Counter({201: 1, 200: count - 1}), statuses
    assert len({answer.json["data"]["track_id"] for answer in answers}) == 1
    assert sum(not answer.json["data"]["duplicate"] for answer in answers) == 1
    return {str(status): number for status, number in statuses.items()}


def allowance(client: Client, count: int) -> dict[str, int]:
    """So many files of a free-tier account at once: twelve are taken, the others are refused."""
    answers = at_once(client, variants(count, _FIXES, start=1000))
    statuses = Counter(answer.status for answer in answers)
    assert statuses == Counter({201: _ALLOWANCE, 403: count - _ALLOWANCE}), statuses
    refused = {answer.json["error_code"] for answer in answers if answer.status == 403}
    assert refused <= {"FORBIDDEN"}, refused
    return {str(status): number for status, number in statuses.items()}


def at_once(client: Client, files: list[bytes]) -> list[Answer]:
    """Upload all files at the same moment, each on a connection of its own."""
    ready = threading.Barrier(len(files))

    def send(data: bytes) -> Answer:
        with client.again() as own:
            own.get("/healthz")
            ready.wait()
            return own.upload(data)

    with ThreadPoolExecutor(len(files)) as pool:
        return list(pool.map(send, files))
