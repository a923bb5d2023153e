"""/healthz, /readyz and /metrics: small answers for machines that watch the server."""

import asyncio
import ipaddress
import shutil
from collections.abc import Callable
from pathlib import Path

from prometheus_client import generate_latest

from volary.platform.crypto import same
from volary.platform.http.asgi import Receive, Scope, Send, header, respond, respond_json
from volary.platform.telemetry import Metrics

_LOW_DISK_BYTES = 64 * 1024 * 1024


class Health:
    """``check`` raises when the database does not answer; the disk is looked at here."""

    def __init__(
        self, check: Callable[[], None], data: Path, metrics: Metrics, metrics_token: str | None
    ) -> None:
        self._check = check
        self._data = data
        self._metrics = metrics
        self._token = metrics_token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        if scope["method"] not in {"GET", "HEAD"}:
            await respond(send, 405, b"GET only\n", headers=[(b"allow", b"GET, HEAD")])
        elif scope["path"] == "/healthz":
            await respond_json(send, 200, {"status": "ok"})
        elif scope["path"] == "/readyz":
            await self._ready(send)
        else:
            await self._measure(scope, send)

    async def _ready(self, send: Send) -> None:
        problems = await asyncio.to_thread(self._problems)
        status = "ready" if not problems else "not ready"
        await respond_json(send, 503 if problems else 200, {"status": status, "problems": problems})

    def _problems(self) -> list[str]:
        problems: list[str] = []
        try:
            self._check()
        except Exception as error:  # noqa: BLE001  # any failure is the answer to the question
            problems.append(f"database: {type(error).__name__}")
        if shutil.disk_usage(self._data).free < _LOW_DISK_BYTES:
            problems.append("disk: less than 64 MiB free")
        return problems

    async def _measure(self, scope: Scope, send: Send) -> None:
        if not self._may_measure(scope):
            await respond(send, 403, b"Set metrics_token to read metrics from elsewhere.\n")
            return
        body = generate_latest(self._metrics.registry)
        await respond(send, 200, body, "text/plain; version=0.0.4; charset=utf-8")

    def _may_measure(self, scope: Scope) -> bool:
        """The token when one is set, else this machine itself."""
        if self._token is not None:
            return same(header(scope, b"authorization") or "", f"Bearer {self._token}")
        client = scope.get("client")
        return client is not None and ipaddress.ip_address(client[0]).is_loopback
