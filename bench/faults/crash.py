"""SIGKILL at random instants while flights are uploaded.

What was acknowledged has to be there and whole after the next start; what was not may be there or
not, but never in part.
"""

import hashlib
import http.client
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from bench.faults.stored import holdings, postgres_schema
from bench.process import tree_of
from bench.samples import variants
from bench.server import Client, Server

_AT_ONCE = 4
_FIXES = 900
_ORPHANS_END_S = 10.0


def full() -> Iterator[dict[str, Any]]:
    yield {"database": "sqlite", **run(uploads=100, kills=20)}
    with postgres_schema() as url:
        if url is None:
            yield {"database": "postgres", "skipped": "no PostgreSQL server"}
        else:
            yield {"database": "postgres", **run(uploads=100, kills=20, url=url)}


def run(*, uploads: int, kills: int, url: str | None = None, seed: int = 1) -> dict[str, Any]:
    """Upload, kill, restart, check, until all kills are done; AssertionError on a violation."""
    server = Server(environment={} if url is None else {"VOLARY_DATABASE_URL": url})
    try:
        server.add_user("pilot@example.org")
        server.start()
        trial = Trial(server, server.sign_in("pilot@example.org"), random.Random(seed))  # noqa: S311  # instants, no secret
        trial.todo = variants(uploads, _FIXES)
        share = -(-uploads // kills)
        for number in range(kills):
            trial.warm(number)
            trial.upload_and_kill(share)
            server.start()
            trial.restarts_s.append(server.wait_ready())
            trial.check()
        trial.send_all()
        trial.finish()
    finally:
        server.stop()
        server.remove()
    return trial.counted()


@dataclass
class Trial:
    """One server's life of crashes; ``acked`` maps digests to the numbers that were answered.

    Files of which the answer was cut off are sent again, as a client would.
    """

    server: Server
    client: Client
    chance: random.Random
    todo: list[bytes] = field(default_factory=list[bytes])
    acked: dict[str, int] = field(default_factory=dict[str, int])
    sent: int = 0
    cut_off: int = 0
    kills: int = 0
    kills_in_batch: int = 0
    batch_s: float = 0.5
    again_known: int = 0
    restarts_s: list[float] = field(default_factory=list[float])

    def counted(self) -> dict[str, Any]:
        return {
            "sent": self.sent,
            "acknowledged": len(self.acked),
            "cut_off": self.cut_off,
            "known_when_sent_again": self.again_known,
            "kills": self.kills,
            "kills_during_uploads": self.kills_in_batch,
            "slowest_restart_s": round(max(self.restarts_s), 2),
        }

    def warm(self, number: int) -> None:
        """Have a worker started, so that the batch meets the server in the midst of its work."""
        self._send(variants(1, _FIXES, start=100_000 + number)[0])

    def upload_and_kill(self, count: int) -> None:
        """Send some files, four at a time, and kill the server at some instant of it."""
        batch, self.todo = self.todo[:count], self.todo[count:]
        over = threading.Event()
        killer = threading.Thread(target=self._kill_within, args=(over,))
        killer.start()
        started = time.monotonic()
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            cut = [data for data in pool.map(self._send, batch) if data is not None]
        if not cut:
            self.batch_s = (self.batch_s + time.monotonic() - started) / 2
        self.todo = cut + self.todo
        over.set()
        killer.join()
        _kill(self.server, only_server=False)  # when the batch was faster than the killer
        self.kills += 1

    def send_all(self) -> None:
        """What is still to be sent, undisturbed."""
        while self.todo:
            assert self._send(self.todo.pop()) is None

    def _kill_within(self, over: threading.Event) -> None:
        if not over.wait(self.chance.uniform(0.02, self.batch_s)):
            self.kills_in_batch += 1
            _kill(self.server, only_server=self.chance.random() < 1 / 3)

    def _send(self, data: bytes) -> bytes | None:
        """Upload a file; gives it back when the answer was cut off."""
        self.sent += 1
        try:
            with self.client.again() as own:
                answer = own.upload(data)
        except (OSError, http.client.HTTPException):
            self.cut_off += 1
            return data
        assert answer.status in {200, 201}, (answer.status, answer.body[:300])
        self.again_known += answer.status == 200
        self.acked[hashlib.sha256(data).hexdigest()] = int(answer.json["data"]["track_id"])
        return None

    def check(self) -> None:
        """Every acknowledged flight is whole; nothing is left over; the server shows it."""
        held = holdings(self.server.data, self.server.database_url)
        faults = held.faults()
        assert not faults, faults
        by_digest = {flight.digest: flight.num for flight in held.flights}
        assert len(by_digest) == len(held.flights), "a file was filed twice"
        lost = self.acked.items() - by_digest.items()
        assert not lost, f"{len(lost)} acknowledged flights are gone"
        for num in list(self.acked.values())[-5:]:
            with self.client.again() as own:
                answer = own.get(f"/api/v1/flights/{num}")
            assert answer.status == 200, answer.body[:300]

    def finish(self) -> None:
        """Wait until nothing is pending any more, and check once more."""
        deadline = time.monotonic() + 60
        while True:
            held = holdings(self.server.data, self.server.database_url)
            if all(flight.status == "done" for flight in held.flights):
                break
            assert time.monotonic() < deadline, "some flights stay pending"
            time.sleep(0.5)
        self.check()


def _kill(server: Server, *, only_server: bool) -> None:
    """Kill everything, or only the server, whose workers then have to end by themselves."""
    assert server.process is not None
    if server.process.poll() is not None:
        return
    if not only_server:
        server.kill()
        return
    workers = tree_of(server.pid)[1:]
    os.kill(server.pid, signal.SIGKILL)
    server.process.wait()
    deadline = time.monotonic() + _ORPHANS_END_S
    while any(_alive(pid) for pid in workers):
        assert time.monotonic() < deadline, "CPU workers outlive their server"
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:  # noqa: PTH123  # a name in /proc
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
