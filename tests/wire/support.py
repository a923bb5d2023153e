"""What wire tests name: a client that speaks to the whole server, pilots, and flights to upload."""

import asyncio
import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from volary.app.volary import Volary
from volary.core.identity import Actor
from volary.platform.http.asgi import App

OPERATOR = Actor(origin="cli")
PASSWORD = "correct horse battery staple"
HOST = "volary.test"


class Api:
    """Requests through the real ASGI app, with fixed headers and a browser's memory of cookies."""

    def __init__(
        self,
        app: App,
        headers: dict[str, str] | None = None,
        *,
        scheme: str = "http",
        address: str = "203.0.113.7",
    ) -> None:
        transport = httpx.ASGITransport(app=app, client=(address, 40000))
        self.app = app
        self._client = httpx.AsyncClient(
            transport=transport, base_url=f"{scheme}://{HOST}", headers=headers
        )

    @property
    def cookies(self) -> httpx.Cookies:
        return self._client.cookies

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._client.request(method, path, **options))

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)

    def patch(self, path: str, **options: Any) -> httpx.Response:
        return self.request("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> httpx.Response:
        return self.request("DELETE", path, **options)


@dataclass(frozen=True)
class Pilot:
    """A fresh account and a client that shows its personal API key."""

    num: int
    email: str
    name: str
    key: str
    api: Api

    def upload(self, data: bytes, **options: str) -> dict[str, Any]:
        """File a flight and return it as the native API shows it."""
        answer = self.api.post("/core/v1/flights", content=data, params=options, headers=RAW)
        assert answer.status_code == 201, answer.text
        flight: dict[str, Any] = answer.json()["flight"]
        return flight


class MakePilot(Protocol):
    """The fixture that makes accounts; ``password`` gives them PASSWORD."""

    def __call__(
        self,
        name: str = "Test Pilot",
        *,
        group: str = "member",
        is_admin: bool = False,
        public: bool = False,
        password: bool = False,
    ) -> Pilot: ...


Lock = Callable[[int], None]
RAW = {"Content-Type": "application/octet-stream"}


def token_for(volary: Volary, account: int, client: int) -> str:
    """An access token of that client, as its sign-in gives."""
    return volary.identity.tokens.issue(account, client).access


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem details of an answer, after checking that it is one of that kind."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].partition(";")[0] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["code"] == code
    assert body["type"] == f"urn:volary:problem:{code}"
    assert body["title"]
    assert body["detail"]
    return body


def make_igc(
    day: dt.date = dt.date(2025, 6, 12),
    *,
    seed: int = 0,
    minutes: int = 12,
    start: dt.time = dt.time(10, 30),
    date_record: bool = True,
) -> bytes:
    """A paraglider's log: a minute on the ground, then a triangle with a thermal at each corner.

    Two seeds give two different flights from places a few kilometres apart.
    """
    lines = ["AXXXTST test flight", f"HFDTE{day:%d%m%y}"] if date_record else ["AXXXTST"]
    lines += ["HFPLTPILOTINCHARGE:Test Pilot", "HFGTYGLIDERTYPE:Test Wing", "HFDTMGPSDATUM:WGS84"]
    lat, lon = 46.40 + seed % 97 * 0.001, 8.10 + seed // 97 * 0.001
    clock = dt.datetime.combine(day, start)
    alt = 2000.0
    for tick in range(minutes * 30):
        flown = tick - 30
        if flown >= 0:
            leg, along = divmod(flown, 110)
            circling = along >= 80
            course = math.radians(leg * 120 + (along - 80) * 36 if circling else leg * 120)
            lat += math.cos(course) * 20 / 111_200
            lon += math.sin(course) * 20 / 111_200 / math.cos(math.radians(lat))
            alt += 3.0 if circling else -2.0
        lines.append(
            f"B{clock:%H%M%S}{_dm(lat, 'NS', 2)}{_dm(lon, 'EW', 3)}A{alt:05.0f}{alt:05.0f}"
        )
        clock += dt.timedelta(seconds=2)
    return ("\r\n".join(lines) + "\r\n").encode()


def _dm(value: float, letters: str, width: int) -> str:
    """Degrees and thousandths of minutes as an IGC file writes them."""
    thousandths = round(abs(value) * 60_000)
    degrees, rest = divmod(thousandths, 60_000)
    return f"{degrees:0{width}d}{rest:05d}{letters[value < 0]}"


def sign_in(api: Api, pilot: Pilot) -> str:
    """Begin a cookie session in that client and return its CSRF token."""
    body = {"email": pilot.email, "password": PASSWORD}
    answer = api.post("/core/v1/session", json=body)
    assert answer.status_code == 201, answer.text
    token: str = answer.json()["csrf_token"]
    return token
