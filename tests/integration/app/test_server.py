"""The real server on a socket: what a proxy, a monitor and a terminal see of it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest


class Server:
    """``volary serve`` in a process of its own."""

    def __init__(self, data: Path, **environment: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        inherited = {key: value for key, value in os.environ.items() if "VOLARY" not in key}
        self.log = data.parent / "server.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "volary.cli", "--data", str(data), "serve"],
                stderr=log,
                env={**inherited, "VOLARY_PORT": str(self.port), **environment},
            )
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=20)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.client.get("/healthz")
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(self.words)

    @property
    def words(self) -> str:
        return self.log.read_text()

    def stop(self) -> int:
        self.client.close()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


Start = Callable[..., Server]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    servers: list[Server] = []

    def run(**environment: str) -> Server:
        servers.append(Server(tmp_path / "data", **environment))
        return servers[-1]

    yield run
    for server in servers:
        server.client.close()
        server.process.kill()
        server.process.wait()


@pytest.mark.parametrize("kind", ["granian", "uvicorn"])
def test_it_answers_says_where_it_is_and_stops_when_told(start: Start, kind: str) -> None:
    server = start(VOLARY_SERVER=kind)
    assert server.client.get("/healthz").json() == {"status": "ok"}
    assert server.client.get("/readyz").json() == {"status": "ready", "problems": []}
    assert f"http://127.0.0.1:{server.port}" in server.words
    assert server.stop() == 0


def test_a_fresh_server_offers_one_time_set_up_and_no_default_password(start: Start) -> None:
    server = start()
    token = re.search(r"/setup\?token=([0-9a-f]{64})", server.words)
    assert token is not None
    assert server.client.get("/").headers["location"] == "/setup"
    assert server.client.get("/setup", params={"token": token[1]}).status_code == 200
    server.client.get("/flights", params={"api_key": "0123456789abcdef" * 4})
    logged = [line for line in server.words.splitlines() if '"event"' in line]
    assert token[1] not in "".join(logged), "printed for the person, not logged"
    assert "0123456789abcdef" not in "".join(logged)


def test_metrics_are_for_this_machine_or_the_token(start: Start) -> None:
    server = start(VOLARY_METRICS_TOKEN="monitor-me")
    assert server.client.get("/metrics").status_code == 403
    shown = server.client.get("/metrics", headers={"Authorization": "Bearer monitor-me"})
    assert "volary_requests_total" in shown.text
    assert server.client.post("/healthz").status_code == 405


def test_metrics_do_not_take_a_forwarded_address_for_this_machine(start: Start) -> None:
    server = start()
    assert server.client.get("/metrics").status_code == 200
    elsewhere = server.client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"})
    assert elsewhere.status_code == 403


def test_under_a_base_path_redirects_and_links_keep_it(start: Start) -> None:
    server = start(VOLARY_BASE_PATH="/ops")
    for path in ("/ops/", "/"):
        assert server.client.get(path).headers["location"] == "/ops/setup"
    page = server.client.get("/ops/setup").text
    links = re.findall(r'(?:href|action|src)="(/[^"]*)"', page)
    assert links
    assert all(link.startswith("/ops/") for link in links), links
    for link in links:
        assert server.client.get(link).status_code < 400, link


def test_a_dialect_can_be_switched_off_or_get_a_host_of_its_own(start: Start) -> None:
    server = start(VOLARY_GATEWAYS_OFF="native", VOLARY_GATEWAYS_HOSTS="skytrack=api.example.org")
    assert server.client.get("/core/v1/leagues").status_code == 404
    assert "json" not in server.client.get("/api/v1/flights").headers["content-type"]
    own = server.client.get("/api/v1/flights", headers={"Host": "api.example.org"})
    assert own.json()["error_code"] == "MISSING_API_KEY"


def test_a_second_start_finds_its_data_again(start: Start, tmp_path: Path) -> None:
    first = start()
    assert first.stop() == 0
    program = (sys.executable, "-m", "volary.cli", "--data", str(tmp_path / "data"))
    added = subprocess.run(
        [*program, "user", "add", "a@example.org", "--name", "A", "--admin", "--password-stdin"],
        input=b"soaring high\n",
        check=False,
    )
    assert added.returncode == 0
    second = start()
    assert "setup?token" not in second.words
    assert second.client.get("/").status_code == 200
