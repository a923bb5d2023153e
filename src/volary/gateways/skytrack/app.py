"""The gateway's application: its routes behind its gate, every answer in its envelope."""

from typing import Any, cast

from litestar import Litestar, Response

from volary.gateways.skytrack.auth import Doorkeeper
from volary.gateways.skytrack.dependencies import dependencies
from volary.gateways.skytrack.errors import refusal
from volary.gateways.skytrack.gate import Gate
from volary.gateways.skytrack.handlers import auth, document, flights
from volary.gateways.skytrack.openapi import config
from volary.gateways.skytrack.parts import SkytrackParts
from volary.gateways.skytrack.requests import AnyRequest
from volary.platform.http.asgi import Message, Scope, Send, respond

_JSON = "application/json; charset=utf-8"
_HEADERS = ((b"content-type", _JSON.encode()), (b"cache-control", b"no-store"))


class SkytrackApp(Litestar):
    """Litestar behind the gate.

    The dialect's order of checks (key before path) is not that of a router, so the gate comes
    before the framework's routing, which then only sees requests that have a handler.
    """

    __slots__ = ("gate",)

    gate: Gate

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        # The edge has taken the base path off; Litestar would look for it once more.
        inner: Scope = {**scope, "root_path": "", "path": scope["path"].rstrip("/") or "/"}
        inner.setdefault("state", {})
        answering = _finishing(send)
        try:
            await self.gate.admit(inner)
        except Exception as error:  # noqa: BLE001  # every error has a place in the envelope
            answer = refusal(error)
            headers = [(name.encode(), text.encode()) for name, text in answer.headers]
            await respond(answering, answer.status, answer.body, _JSON, headers)
            return
        await super().__call__(cast("Any", inner), receive, cast("Any", answering))


def create_app(parts: SkytrackParts) -> Litestar:
    """The SkyTrack dialect over the given parts, with its full paths (``/api/v1/...``)."""
    app = SkytrackApp(
        [*auth.HANDLERS, *flights.HANDLERS, *document.HANDLERS],
        dependencies=dependencies(parts),
        exception_handlers={Exception: _answer_error},
        openapi_config=config(),
        request_max_body_size=None,  # each handler bounds what it reads
        logging_config=None,
        debug=False,
    )
    door = Doorkeeper(parts.identity.authenticator, query_key=parts.settings.query_key)
    app.gate = Gate(app.routes, door)
    return app


def _answer_error(_request: AnyRequest, error: Exception) -> Response[bytes]:
    answer = refusal(error)
    return Response(
        answer.body, status_code=answer.status, media_type=_JSON, headers=dict(answer.headers)
    )


def _finishing(send: Send) -> Send:
    """Every answer is JSON, and none is cached: answers are personal, requests may hold a key."""

    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [item for item in message["headers"] if item[0] != b"content-type"]
            message = {**message, "headers": [*kept, *_HEADERS]}
        await send(message)

    return wrapped
