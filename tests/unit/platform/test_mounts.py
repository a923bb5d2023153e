import re
from typing import Any

import anyio
import pytest

from volary.platform.http.asgi import Message, Receive, Scope, Send, respond
from volary.platform.http.mounts import Mount, Mounts


def app(name: str) -> Any:
    async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
        await respond(send, 200, name.encode())

    return answer


MOUNTS = Mounts(
    [
        Mount("skytrack", re.compile(r"/api/v\d+(/|$)"), app("skytrack")),
        Mount("flighthub", re.compile(r"/api(/|$)"), app("flighthub")),
        Mount("bound", re.compile(r"/"), app("bound"), hosts=("fly.example.org",)),
    ]
)


def ask(path: str, host: str = "localhost:8620") -> tuple[int, str]:
    sent: list[Message] = []
    scope = {
        "type": "http",
        "path": path,
        "headers": [(b"host", host.encode())],
        "state": {},
    }

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    anyio.run(MOUNTS, scope, receive, send)
    return sent[0]["status"], sent[1]["body"].decode()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/flights", "skytrack"),
        ("/api/v27", "skytrack"),
        ("/api/vx", "flighthub"),
        ("/api", "flighthub"),
    ],
)
def test_the_first_pattern_that_fits_answers(path: str, name: str) -> None:
    assert ask(path) == (200, name)


def test_a_path_that_is_nobodys_is_not_found() -> None:
    assert ask("/apix")[0] == 404


def test_a_bound_host_gets_every_path_and_others_get_none() -> None:
    assert ask("/api/v1/flights", "FLY.example.org:443") == (200, "bound")
    assert ask("/flights", "elsewhere.org")[0] == 404
