"""A SkyTrack gateway over a database and a store of its own, and a client that speaks to it."""

import asyncio
import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from volary.core.identity import Actor, Identity, IdentitySettings, Profile, build_identity
from volary.core.identity.clients import NewKey
from volary.core.identity.model import Account, MemberGroup
from volary.core.logbook.model import Flight, StoredFile, TakeoffSite
from volary.core.logbook.service import Logbook
from volary.core.logbook.settings import SECTIONS
from volary.core.scoring import warm
from volary.gateways.skytrack import SkytrackParts, SkytrackSettings, create_app
from volary.platform.cpu import CpuPool
from volary.platform.crypto import PasswordPool
from volary.platform.db import Database
from volary.platform.ids import new_id
from volary.platform.settings import resolve
from volary.platform.storage import LocalStore

OPERATOR = Actor(origin="cli")
PASSWORD = "thermik über Aletsch"
GOLDEN = Path(__file__).parent / "golden"
Reply = httpx.Response


@dataclass
class Skytrack:
    """One server and whoever talks to it; ``headers`` are those of a signed-in pilot."""

    parts: SkytrackParts
    app: Any
    pilot: Profile
    key: NewKey
    headers: dict[str, str]
    client: tuple[str, int] = ("192.0.2.1", 50000)

    @property
    def key_only(self) -> dict[str, str]:
        return {"X-Api-Key": self.key.key}

    def ask(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any
    ) -> Reply:
        """One request; ``headers`` None is as the signed-in pilot."""

        async def send() -> Reply:
            # The framework's answer counts, so exceptions must not pass through.
            transport = httpx.ASGITransport(
                self.app, raise_app_exceptions=False, client=self.client
            )
            base = options.pop("base", "http://fly.example.org")
            async with httpx.AsyncClient(transport=transport, base_url=base) as client:
                sent = self.headers if headers is None else headers
                return await client.request(method, path, headers=sent, **options)

        return asyncio.run(send())

    def get(self, path: str, **options: Any) -> Reply:
        return self.ask("GET", path, **options)

    def post(self, path: str, **options: Any) -> Reply:
        return self.ask("POST", path, **options)

    def upload(self, data: bytes, *, name: str = "flight.igc", **fields: str) -> Reply:
        fields.setdefault("agree", "1")
        return self.post("/api/v1/flights/upload", files={"file": (name, data)}, data=fields)

    def sign_in(
        self, email: str = "pilot@example.com", *, key: str | None = None
    ) -> dict[str, str]:
        """Headers of somebody who has just logged in."""
        sent = {"X-Api-Key": key or self.key.key}
        body = {"email": email, "password": PASSWORD, "remember": True}
        data = self.post("/api/v1/auth/login", headers=sent, json=body).json()["data"]
        return {**sent, "Authorization": f"Bearer {data['token']}"}

    def add_pilot(self, email: str, *, group: str = "member") -> tuple[Profile, dict[str, str]]:
        profile = self.parts.identity.accounts.create(
            OPERATOR, email=email, name="Another Pilot", password=PASSWORD, group=group
        )
        return profile, self.sign_in(email)

    def flights(self, headers: dict[str, str] | None = None, **query: Any) -> list[int]:
        reply = self.get("/api/v1/flights", params=query, headers=headers)
        assert reply.status_code == 200, reply.text
        return [row["id"] for row in reply.json()["data"]["flights"]]


@pytest.fixture(scope="session")
def cpu() -> Iterator[CpuPool]:
    pool = CpuPool(size=1)
    yield pool
    pool.close()


@pytest.fixture(scope="session")
def optimiser(cpu: CpuPool) -> None:
    """The compiled optimiser, so that no upload waits for its compilation."""
    cpu.call(warm.main, timeout_s=900)


@pytest.fixture
def build(
    sqlite_database: Database, tmp_path: Path, clock: Any, cpu: CpuPool
) -> Iterator[Callable[..., Skytrack]]:
    """Makes a server with an account 123 in a group 5, as in the document, and signs it in."""
    made: list[Identity] = []

    def make(db: Database = sqlite_database, **settings: Any) -> Skytrack:
        pool = PasswordPool(time_cost=1, memory_kib=8)
        identity = build_identity(db, clock, IdentitySettings(), pool=pool)
        made.append(identity)
        identity.prepare()
        with db.write() as session:
            session.add(MemberGroup(num=5, name="pilots", track_access=True, tier="member"))
        create = identity.accounts.create
        create(
            OPERATOR,
            email="pilot@example.com",
            name="Pilot Name",
            password=PASSWORD,
            group="pilots",
            public=True,
        )
        with db.write() as session:
            session.execute(update(Account).values(num=123))
        logbook = Logbook.build(
            db=db,
            store=LocalStore(tmp_path / "files"),
            cpu=cpu,
            clock=clock,
            settings=resolve(SECTIONS, flags={"upload.wait_s": 300}, environment={}, file=None),
            secret=b"x" * 32,
        )
        limit = settings.pop("max_file_bytes", 256 * 1024)
        parts = SkytrackParts(identity, logbook, SkytrackSettings(**settings), clock, limit)
        key = identity.clients.create_key(OPERATOR, client="phone app")
        pilot = identity.accounts.get(123)
        server = Skytrack(parts, create_app(parts), pilot, key, {})
        server.headers = server.sign_in()
        return server

    yield make
    for identity in made:
        identity.close()


@pytest.fixture
def skytrack(build: Callable[..., Skytrack]) -> Skytrack:
    return build()


@pytest.fixture
def golden() -> Callable[[str], Any]:
    """The document's example of that name."""
    return lambda name: json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))


@pytest.fixture
def refused() -> Callable[[Reply, int, str], str]:
    """Checks that an answer is a failure in the envelope, and gives its message."""

    def check(reply: Reply, status: int, error_code: str) -> str:
        body = reply.json()
        assert (reply.status_code, body["error_code"]) == (status, error_code), reply.text
        assert list(body) == ["ok", "message", "error_code", "data"]
        assert body["ok"] is False
        assert body["data"] is None
        assert reply.headers["content-type"] == "application/json; charset=utf-8"
        assert reply.headers["cache-control"] == "no-store"
        message: str = body["message"]
        return message

    return check


@pytest.fixture
def igc() -> Callable[..., bytes]:
    """Writes a ten-minute glide from the Aletsch; ``number`` makes logs differ."""

    def write(day: dt.date = dt.date(2025, 6, 13), *, number: int = 0) -> bytes:
        lines = ["AXXXABC VOLARY TEST", f"HFDTE{day:%d%m%y}", "HFPLTPILOTINCHARGE:Pilot Name"]
        for second in range(0, 600, 4):
            flown = max(0, min(second - 60, 480))
            lat, lon = 46.41 - flown * 8e-5, 8.13 - number * 1e-4 - flown * 5e-5
            height = 2200 - flown * 2
            clock = dt.datetime(2025, 1, 1, 10, tzinfo=dt.UTC) + dt.timedelta(seconds=second)
            lines.append(
                f"B{clock:%H%M%S}{_minutes(lat, 2)}N{_minutes(lon, 3)}EA{height:05d}{height:05d}"
            )
        return "\r\n".join([*lines, ""]).encode()

    return write


@pytest.fixture
def add_flight(skytrack: Skytrack) -> Callable[..., int]:
    """Stores the document's example flight, with what the caller wants to be different."""

    def add(**changes: Any) -> int:
        num = changes.get("num", 987)
        values = {**_example(num, skytrack), **changes}
        with skytrack.parts.logbook.db.write() as session:
            if session.get(TakeoffSite, 412) is None:
                session.add(TakeoffSite(num=412, id=new_id(), name="Fiesch", lat=46.4, lon=8.1))
            session.add(StoredFile(digest=values["file_digest"], size=1, created_at=_AT))
            session.flush()
            session.add(Flight(**values))
        return int(values["num"])

    return add


_AT = dt.datetime(2025, 6, 13, 18, 22, 1, tzinfo=dt.UTC)


def _example(num: int, skytrack: Skytrack) -> dict[str, Any]:
    return {
        "num": num,
        "id": new_id(),
        "account_num": skytrack.pilot.num,
        "file_digest": f"{num:064d}",
        "file_name": "flight.igc",
        "title": "Saturday Aletsch",
        "visibility": "private",
        "analysis_status": "done",
        "analysis_version": 1,
        "date_flown": dt.date(2025, 6, 13),
        "takeoff_at": dt.datetime(2025, 6, 13, 10, tzinfo=dt.UTC),
        "tz_offset_s": 7200,
        "duration_s": 9450,
        "distance_m": 87420.4,
        "max_alt_m": 3640.0,
        "gain_total_m": 4120.0,
        "avg_speed_mps": 33.4 / 3.6,
        "max_speed_mps": 56.1 / 3.6,
        "launch_lat": 46.41,
        "launch_lon": 8.13,
        "landing_lat": 46.27,
        "landing_lon": 8.04,
        "bbox_west": 8.0,
        "bbox_south": 46.2,
        "bbox_east": 8.2,
        "bbox_north": 46.5,
        "takeoff_site_num": 412,
        "league": "xcontest",
        "xc_points": 91.45,
        "xc_shape": "triangle",
        "longest_xc_m": 73210.0,
        "longest_xc_shape": "free3",
        "created_at": _AT,
        "updated_at": _AT,
    }


def _minutes(degrees: float, digits: int) -> str:
    thousandths = round(degrees * 60_000)
    return f"{thousandths // 60_000:0{digits}d}{thousandths % 60_000:05d}"
