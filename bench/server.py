"""A real ``volary serve`` on loopback over a temporary data folder, and a client for it."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from bench.process import Usage, tree_of, usage
from volary.app.config import load
from volary.app.volary import Volary
from volary.core.identity.principal import Actor

PASSWORD = "a long enough phrase"  # noqa: S105  # accounts live as long as the bench
_BOUNDARY = "----volarybench7MA4YWxkTrZu0gW"
_START_S = 60.0
_ACTOR = Actor(origin="bench")


class ServerGoneError(Exception):
    """The server ended, or did not answer in time; the text holds the end of its log."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Server:
    """Starts and stops the product; ``data`` stays over restarts until ``remove``."""

    def __init__(
        self,
        *,
        data: Path | None = None,
        environment: Mapping[str, str] | None = None,
        arguments: tuple[str, ...] = (),
        prefix: tuple[str, ...] = (),
        ready: str = "/readyz",
    ) -> None:
        self._own = data is None
        self._clients: list[Client] = []
        self.data = data or Path(tempfile.mkdtemp(prefix="volary-bench-"))
        self.log = self.data.parent / f"{self.data.name}.log"
        self.port = free_port()
        self._environment = clean_environment() | dict(environment or {})
        self._arguments = arguments
        self._prefix = prefix
        self._ready_path = ready
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.remove()

    def start(self, *, wait: bool = True) -> None:
        command = [
            *self._prefix,
            *volary_command("--data", str(self.data), "serve"),
            *("--port", str(self.port), *self._arguments),
        ]
        self.started_at = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if wait:
            self.wait_ready()

    def wait_ready(self) -> float:
        """Seconds from the start to the first 200 of /readyz, or what was chosen instead."""
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                raise ServerGoneError(self.log_end())
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self._ready():
                    return time.monotonic() - self.started_at
            time.sleep(0.01)
        raise ServerGoneError(f"not ready within {_START_S:.0f} s\n{self.log_end()}")

    def _ready(self) -> bool:
        with Client(self.port, timeout_s=5) as client:
            return client.get(self._ready_path).status == http.HTTPStatus.OK

    @property
    def database_url(self) -> str | None:
        """None for SQLite in the data folder."""
        return self._environment.get("VOLARY_DATABASE_URL")

    @property
    def pid(self) -> int:
        """The process of the product itself, also when it runs under a tracer."""
        assert self.process is not None
        if not self._prefix:
            return self.process.pid
        return tree_of(self.process.pid)[1]

    def usage(self) -> Usage:
        return usage(self.pid)

    def kill(self) -> None:
        """End the server and its workers with SIGKILL, as a crash of the machine would."""
        assert self.process is not None
        for member in reversed(tree_of(self.process.pid)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(member, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        os.kill(self.pid, signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()

    def remove(self) -> None:
        for client in self._clients:
            client.close()
        if self._own:
            shutil.rmtree(self.data, ignore_errors=True)
        self.log.unlink(missing_ok=True)

    @contextlib.contextmanager
    def parts(self) -> Iterator[Volary]:
        """The product's own services on the same data, beside the running server or without."""
        flags = {"data": self.data, "database_url": self.database_url}
        volary = Volary.build(load(flags, {}))
        try:
            yield volary
        finally:
            volary.close()

    def add_user(self, email: str, *, group: str = "member") -> int:
        """An account with ``PASSWORD``; its number."""
        with self.parts() as volary:
            made = volary.identity.accounts.create(
                _ACTOR, email=email, name=email.partition("@")[0], password=PASSWORD, group=group
            )
            return made.num

    def sign_in(self, email: str, key: str | None = None) -> "Client":
        """A client with an API key (``key`` or a new one) and a Bearer token of the account."""
        if key is None:
            with self.parts() as volary:
                key = volary.identity.clients.create_key(_ACTOR, client="bench").key
        client = Client(self.port, {"X-Api-Key": key})
        self._clients.append(client)
        answer = client.post_json(
            "/api/v1/auth/login", {"email": email, "password": PASSWORD, "remember": True}
        )
        if answer.status != http.HTTPStatus.OK:
            raise ServerGoneError(f"login: {answer.status} {answer.body[:500]!r}")
        client.headers["Authorization"] = f"Bearer {answer.json['data']['token']}"
        return client

    def log_end(self, characters: int = 3000) -> str:
        return self.log.read_text("utf-8", errors="replace")[-characters:]


class Client:
    """One kept-alive connection; leaving a ``with`` block closes it."""

    def __init__(
        self, port: int, headers: Mapping[str, str] | None = None, *, timeout_s: float = 120.0
    ) -> None:
        self.port = port
        self.headers = dict(headers or {})
        self._timeout_s = timeout_s
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def again(self) -> "Client":
        """Another connection with the same credentials."""
        return Client(self.port, self.headers, timeout_s=self._timeout_s)

    def request(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """OSError or http.client.HTTPException when the server goes away meanwhile."""
        try:
            self._connection.request(method, path, body, {**self.headers, **(headers or {})})
            response = self._connection.getresponse()
            with response:
                return Answer(response.status, dict(response.headers), response.read())
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise

    def get(self, path: str) -> Answer:
        return self.request("GET", path)

    def post_json(self, path: str, value: object) -> Answer:
        kind = {"Content-Type": "application/json"}
        return self.request("POST", path, json.dumps(value).encode(), kind)

    def upload(self, data: bytes, name: str = "flight.igc", **fields: str) -> Answer:
        kind = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
        body = multipart(data, name, {"agree": "1", **fields})
        return self.request("POST", "/api/v1/flights/upload", body, kind)

    def close(self) -> None:
        self._connection.close()


def multipart(data: bytes, name: str, fields: Mapping[str, str]) -> bytes:
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return b"".join([*parts, head.encode(), data, f"\r\n--{_BOUNDARY}--\r\n".encode()])


def volary_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "volary.cli", *arguments]


def clean_environment() -> dict[str, str]:
    """The environment of a fresh shell: none of our settings, and bytecode is kept as usual."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("VOLARY_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | {"VOLARY_LOG_LEVEL": "warning"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
