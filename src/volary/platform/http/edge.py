"""What every request passes first and every answer last.

The edge believes forwarded headers from trusted proxies only, strips the base path, gives the
request its id, bounds the body, adds the headers that no app should forget, and writes one log
line without the query string.
"""

import ipaddress
import re
import time
import uuid
from urllib.parse import unquote

import structlog

from volary.platform.http.asgi import App, Message, Receive, Scope, Send, header, respond
from volary.platform.http.settings import ServerSettings
from volary.platform.telemetry import Metrics

log = structlog.get_logger("volary.access")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)
_HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


class BodyTooLargeError(Exception):
    """The body exceeds the limit; apps may answer in their own shape, else the edge does."""


class Edge:
    """Wraps the root app; see the module's docstring."""

    def __init__(self, app: App, settings: ServerSettings, metrics: Metrics) -> None:
        self._app = app
        self._base = settings.base_path.rstrip("/")
        self._limit = settings.max_request_bytes
        self._trusted = [ipaddress.ip_network(item) for item in settings.trusted_proxies]
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        scope = dict(scope)
        trusted = self._forwarded(scope)
        self._strip_base(scope)
        given = header(scope, b"x-request-id") if trusted else None
        request_id = given if given and _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})
        scope["state"] = {**scope["state"], "request_id": request_id}
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        exchange = _Exchange(receive, send, self._limit, request_id, https=_https(scope))
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except BodyTooLargeError:
            await exchange.fallback(413, b"The request is too large.\n")
        except Exception:
            log.exception("unhandled", path=scope["path"])
            await exchange.fallback(500, b"Something went wrong on the server.\n")
        finally:
            self._note(scope, exchange.status, time.perf_counter() - started)
            structlog.contextvars.unbind_contextvars("request_id")

    def _forwarded(self, scope: Scope) -> bool:
        """Apply X-Forwarded-*; the client is the right-most address that is no trusted proxy."""
        client = scope.get("client")
        if client is None or not self._is_trusted(client[0]):
            return False
        hops = (header(scope, b"x-forwarded-for") or "").split(",")
        for hop in reversed([hop.strip() for hop in hops if hop.strip()]):
            address = hop.strip("[]")
            if not _is_address(address):
                break
            scope["client"] = (address, 0)
            if not self._is_trusted(address):
                break
        if (proto := header(scope, b"x-forwarded-proto")) in {"http", "https"}:
            scope["scheme"] = proto
        if host := header(scope, b"x-forwarded-host"):
            kept = [item for item in scope["headers"] if item[0] != b"host"]
            scope["headers"] = [*kept, (b"host", host.encode("latin-1"))]
        return True

    def _is_trusted(self, address: str) -> bool:
        if not _is_address(address):
            return False
        parsed = ipaddress.ip_address(address)
        return any(parsed in network for network in self._trusted)

    def _strip_base(self, scope: Scope) -> None:
        """Take off the base path whether the proxy has left it on or not."""
        scope["root_path"] = self._base
        path: str = scope["path"]
        if self._base and (path == self._base or path.startswith(self._base + "/")):
            scope["path"] = path[len(self._base) :] or "/"
            raw: bytes | None = scope.get("raw_path")
            if raw is not None and unquote(raw.decode("latin-1")).startswith(self._base):
                scope["raw_path"] = raw[len(self._base.encode()) :] or b"/"

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        gateway = scope["state"].get("gateway", "none")
        method = scope.get("method", "WS")
        self._metrics.requests.labels(gateway, method, str(status)).inc()
        self._metrics.seconds.labels(gateway).observe(seconds)
        log.info(
            "request",
            method=method,
            path=scope["path"][:500],
            status=status,
            ms=round(seconds * 1000, 1),
            gateway=gateway,
        )


class _Exchange:
    """One request's ``receive`` and ``send``, with the limit and the headers applied."""

    def __init__(
        self, receive: Receive, send: Send, limit: int, request_id: str, *, https: bool
    ) -> None:
        self._receive = receive
        self._send = send
        self._left = limit
        self._extra = [*_ALWAYS, (b"x-request-id", request_id.encode())]
        if https:
            self._extra.append(_HSTS)
        self.status = 0

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise BodyTooLargeError
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            present = {name.lower() for name, _ in message.get("headers", ())}
            added = [item for item in self._extra if item[0] not in present]
            message = {**message, "headers": [*message.get("headers", ()), *added]}
        await self._send(message)

    async def fallback(self, status: int, body: bytes) -> None:
        if not self.status:
            await respond(self.send, status, body)


def _https(scope: Scope) -> bool:
    return scope.get("scheme") in {"https", "wss"}


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
