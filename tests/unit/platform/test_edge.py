from typing import Any

import anyio
import pytest

from volary.platform.http.asgi import Message, Receive, Scope, Send, respond
from volary.platform.http.edge import Edge
from volary.platform.http.settings import ServerSettings
from volary.platform.telemetry import Metrics

Headers = list[tuple[bytes, bytes]]


class Call:
    """One request through an edge, with what the app saw and what the client got."""

    def __init__(self, **settings: Any) -> None:
        self.seen: Scope = {}
        self.metrics = Metrics()
        self.edge = Edge(self.app, ServerSettings(**settings), self.metrics)
        self.sent: list[Message] = []
        self.fail = False

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.seen = scope
        if self.fail:
            raise RuntimeError("secret details")
        more = True
        while more:
            more = (await receive()).get("more_body", False)
        await respond(send, 200, b"ok")

    def get(
        self,
        path: str = "/",
        headers: Headers | None = None,
        client: str = "203.0.113.9",
        bodies: tuple[bytes, ...] = (b"",),
    ) -> int:
        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"api_key=secret",
            "headers": headers or [],
            "client": (client, 1),
            "scheme": "http",
            "root_path": "",
        }
        parts = list(bodies)

        async def receive() -> Message:
            body = parts.pop(0)
            return {"type": "http.request", "body": body, "more_body": bool(parts)}

        async def send(message: Message) -> None:
            self.sent.append(message)

        anyio.run(self.edge, scope, receive, send)
        return self.sent[0]["status"]

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.sent[0]["headers"])


def test_every_answer_has_an_id_and_the_headers_nobody_should_forget() -> None:
    call = Call()
    assert call.get() == 200
    assert len(call.headers[b"x-request-id"]) == 32
    assert call.headers[b"x-content-type-options"] == b"nosniff"
    assert b"strict-transport-security" not in call.headers


def test_forwarded_headers_of_strangers_are_not_believed() -> None:
    call = Call()
    forged = [(b"x-forwarded-for", b"10.0.0.1"), (b"x-forwarded-proto", b"https")]
    call.get(headers=[*forged, (b"x-request-id", b"forged-id-123")])
    assert call.seen["client"][0] == "203.0.113.9"
    assert call.seen["scheme"] == "http"
    assert call.headers[b"x-request-id"] != b"forged-id-123"


def test_a_trusted_proxy_names_client_scheme_host_and_id() -> None:
    call = Call(trusted_proxies=("10.0.0.0/8",))
    call.get(
        headers=[
            (b"host", b"inner"),
            (b"x-forwarded-for", b"6.6.6.6, 198.51.100.7, 10.1.1.1"),
            (b"x-forwarded-proto", b"https"),
            (b"x-forwarded-host", b"fly.example.org"),
            (b"x-request-id", b"proxy-id-123"),
        ],
        client="10.0.0.2",
    )
    assert call.seen["client"][0] == "198.51.100.7", "the right-most that is no proxy of ours"
    assert call.seen["scheme"] == "https"
    assert (b"host", b"fly.example.org") in call.seen["headers"]
    assert call.headers[b"x-request-id"] == b"proxy-id-123"
    assert b"strict-transport-security" in call.headers


@pytest.mark.parametrize("path", ["/ops/flights", "/flights"])
def test_the_base_path_is_taken_off_whether_the_proxy_left_it_or_not(path: str) -> None:
    call = Call(base_path="/ops/")
    call.get(path)
    assert call.seen["path"] == "/flights"
    assert call.seen["root_path"] == "/ops"


def test_a_body_beyond_the_limit_is_refused_while_it_arrives() -> None:
    call = Call(max_request_bytes=1024)
    assert call.get(bodies=(b"x" * 600, b"x" * 600, b"x" * 600)) == 413


def test_an_error_of_the_app_says_nothing_about_its_cause() -> None:
    call = Call()
    call.fail = True
    assert call.get() == 500
    assert b"secret" not in call.sent[1]["body"]


def test_requests_are_counted() -> None:
    call = Call()
    call.get()
    count = call.metrics.registry.get_sample_value(
        "volary_requests_total", {"gateway": "none", "method": "GET", "status": "200"}
    )
    assert count == 1
