"""A CPU worker is killed while it analyses: the flight ends as done all the same."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.faults.stored import holdings
from bench.process import tree_of
from bench.samples import variants
from bench.server import Answer, Client, Server

_WAIT_S = 60.0
_HANDED_OVER_S = 0.5
_BEGUN_S = 0.004  # of some 35 ms that the work takes


def full() -> Iterator[dict[str, Any]]:
    yield run(rounds=10)


def run(*, rounds: int) -> dict[str, Any]:
    """Upload, kill the worker at work, see the flight done; so many times."""
    counted = {"workers_killed": 0, "filed_as_pending": 0, "done": 0}
    with Server() as server:
        server.add_user("pilot@example.org")
        client = server.sign_in("pilot@example.org")
        for data in variants(rounds):
            # A flight of its own before each: it leaves an idle worker behind.
            assert client.upload(data + b"LXXXBEFORE\r\n").status == 201
            answer = _upload_without_worker(server, client, data)
            counted["workers_killed"] += 1
            assert answer.status == 201, (answer.status, answer.body[:300])
            num = int(answer.json["data"]["track_id"])
            counted["filed_as_pending"] += "follows" in answer.json["message"]
            _wait_until_done(client, num)
            counted["done"] += 1
        faults = holdings(server.data).faults()
        assert not faults, faults
    assert counted["filed_as_pending"] == rounds, counted
    return counted


def _wait_until_done(client: Client, num: int) -> None:
    deadline = time.monotonic() + _WAIT_S
    while (status := _status(client, num)) != "done":
        assert status == "pending", f"flight {num} is {status}"
        assert time.monotonic() < deadline, f"flight {num} stays {status}"
        time.sleep(0.2)


def _status(client: Client, num: int) -> str:
    return str(client.get(f"/api/v1/flights/{num}").json["data"]["flight"]["analysis_status"])


def _upload_without_worker(server: Server, client: Client, data: bytes) -> Answer:
    """Hold the idle worker until it has the call, let it begin, and kill it."""
    (worker,) = _workers(server)
    os.kill(worker, signal.SIGSTOP)
    answers: list[Answer] = []
    sender = threading.Thread(target=lambda: answers.append(client.upload(data)))
    sender.start()
    time.sleep(_HANDED_OVER_S)
    os.kill(worker, signal.SIGCONT)
    time.sleep(_BEGUN_S)
    os.kill(worker, signal.SIGKILL)
    sender.join()
    return answers[0]


def _workers(server: Server) -> list[int]:
    found = []
    for pid in tree_of(server.pid)[1:]:
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if b"volary.platform.cpu_worker" in command:
            found.append(pid)
    return found
