"""A CPU worker is killed while it analyses: the flight ends as done all the same."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.faults.stored import holdings
from bench.process import tree_of, usage
from bench.samples import variants
from bench.server import Answer, Client, Server

_WAIT_S = 60.0


def full() -> Iterator[dict[str, Any]]:
    yield run(rounds=10)


def run(*, rounds: int) -> dict[str, Any]:
    """Upload, kill the worker at work, see the flight done; so many times."""
    counted = {"uploads": 0, "workers_killed": 0, "pending_first": 0, "done": 0}
    with Server() as server:
        server.add_user("pilot@example.org")
        client = server.sign_in("pilot@example.org")
        assert client.upload(variants(1, start=999)[0]).status == 201
        for data in variants(rounds):
            answer = _upload_without_worker(server, client, data, counted)
            assert answer.status == 201, (answer.status, answer.body[:300])
            num = int(answer.json["data"]["track_id"])
            counted["uploads"] += 1
            status = _status(client, num)
            counted["pending_first"] += status == "pending"
            deadline = time.monotonic() + _WAIT_S
            while status != "done":
                assert time.monotonic() < deadline, f"flight {num} stays {status}"
                time.sleep(0.2)
                status = _status(client, num)
            counted["done"] += 1
        faults = holdings(server.data).faults()
        assert not faults, faults
    assert counted["workers_killed"] > 0, "no worker was caught at work"
    return counted


def _status(client: Client, num: int) -> str:
    return str(client.get(f"/api/v1/flights/{num}").json["data"]["flight"]["analysis_status"])


def _upload_without_worker(
    server: Server, client: Client, data: bytes, counted: dict[str, int]
) -> Answer:
    """Kill the first worker that is seen to work while the upload waits."""
    done = threading.Event()

    def hunt() -> None:
        idle = {pid: usage(pid).own_s for pid in _workers(server)}
        while not done.is_set():
            for pid in _workers(server):
                if usage(pid).own_s > idle.get(pid, 0.0) + 0.02:
                    os.kill(pid, signal.SIGKILL)
                    counted["workers_killed"] += 1
                    return
            time.sleep(0.002)

    hunter = threading.Thread(target=hunt)
    hunter.start()
    answer = client.upload(data)
    done.set()
    hunter.join()
    return answer


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
